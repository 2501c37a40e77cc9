package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// labels name each message by what is the same in every run, its group and its
// place there: uid to "team#3".
type labels map[string]string

// learn takes the messages that a frame tells of; group is that of the call that
// the frame answers.
func (l labels) learn(v any, group string) {
	switch v := v.(type) {
	case map[string]any:
		uid, seq := text(v["messageUId"]), text(v["seq"])
		if g := text(v["targetId"]); g != "" {
			group = g
		}
		if uid != "" && seq != "" && group != "" {
			l[uid] = group + "#" + seq
		}
		for _, inner := range v {
			l.learn(inner, group)
		}
	case []any:
		for _, inner := range v {
			l.learn(inner, group)
		}
	}
}

// of is the label of a message; an unknown one is its own.
func (l labels) of(uid string) string {
	if label, ok := l[uid]; ok {
		return label
	}
	return uid
}

// about is the group that an event is about, "" when it is about none.
func about(obj map[string]any) string {
	for _, in := range []string{"", "message", "group"} {
		m := obj
		if in != "" {
			m, _ = obj[in].(map[string]any)
		}
		if id := text(m["targetId"]); id != "" {
			return id
		}
	}
	return ""
}

// subject is the message that an event is about.
func subject(obj map[string]any) string {
	if m, ok := obj["message"].(map[string]any); ok {
		return text(m["messageUId"])
	}
	return text(obj["messageUId"])
}

// The lanes whose frames add up: how many frames tell it depends on time.
const (
	counting   = "receipts " // of a message
	responding = "answered " // in a group
	moving     = "position " // in a group
)

// lane is where an event has its order. Messages come in the order of their
// group; all else of one message is in its order, and what one user changes in a
// group in theirs; between these there is none, since people act side by side.
// skip says why an event is not compared.
func lane(obj map[string]any, l labels) (lane, skip string) {
	name := text(obj["event"])
	switch name {
	case "onPresence", "onTyping", "onClosing":
		return "", name
	case "onReady":
		return name, ""
	case "onMessage":
		return name + " " + about(obj), ""
	case "onGroupChanged":
		change, _ := obj["change"].(map[string]any)
		return name + " " + about(obj) + " by " + text(change["by"]), ""
	case "onMessageReceiptResponse":
		return counting + l.of(subject(obj)), ""
	case "onReceiptResponded":
		return responding + about(obj), ""
	case "onReadPosition":
		return moving + about(obj), ""
	}
	return name + " " + l.of(subject(obj)), ""
}

// A sum is what the frames of an adding lane have told together.
type sum struct {
	who         map[string]bool // readers, or messages
	read, total int
}

// add returns a sum with one more frame.
func (s sum) add(obj map[string]any, l labels) sum {
	who := map[string]bool{}
	for k := range s.who {
		who[k] = true
	}
	if readers, ok := obj["userIdList"].(map[string]any); ok {
		for user := range readers {
			who[user] = true
		}
	}
	if list, ok := obj["messageUIds"].([]any); ok {
		for _, uid := range list {
			who[l.of(text(uid))] = true
		}
	}
	s.who = who
	s.read, s.total = max(s.read, number(obj["readCount"])), number(obj["totalCount"])
	s.read = max(s.read, number(obj["readSeq"]))
	return s
}

// reached reports whether a sum tells at least what another one does.
func (s sum) reached(other sum) bool {
	for k := range other.who {
		if !s.who[k] {
			return false
		}
	}
	return s.read > other.read || s.read == other.read && (s.total == other.total || len(s.who) > len(other.who))
}

// Fields that no two runs have alike.
var (
	dropped = []string{"id", "error", "hub", "limits", "version", "cursor", "online", "reason"}
	sorted  = []string{"users", "members", "ignored", "groups", "messageUIds"}
	// What a group tells beside what it is depends on what goes on just then.
	passing = []string{"lastSeq", "readSeq", "unread"}
)

// normal returns a value in which nothing is left that differs between two runs
// of the same: ids become labels, times and cursors only have to be there.
func (p *plan) normal(v any, key string, l labels) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, inner := range v {
			switch {
			case slices.Contains(dropped, k) || key == "group" && slices.Contains(passing, k):
			case k == "cursors" || k == "userIdList":
				out[k] = p.keys(inner, k)
			default:
				out[k] = p.normal(inner, k, l)
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, inner := range v {
			if m, ok := inner.(map[string]any); ok && key == "groups" && !p.groups[text(m["targetId"])] {
				continue
			}
			out = append(out, p.normal(inner, key, l))
		}
		if slices.Contains(sorted, key) {
			slices.SortFunc(out, func(a, b any) int { return strings.Compare(canonical(a), canonical(b)) })
		}
		return out
	case json.Number:
		if strings.HasSuffix(key, "Time") || key == "retryAfter" {
			return "a time"
		}
		return v.String()
	case string:
		if key == "messageUId" || key == "messageUIds" || key == "replyTo" {
			return l.of(v)
		}
		return v
	}
	return v
}

// keys are the users of a list of readers, or the groups of cursors.
func (p *plan) keys(v any, key string) []string {
	m, _ := v.(map[string]any)
	out := []string{}
	for k := range m {
		if key == "userIdList" || p.groups[k] {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// canonical is JSON with its keys in order.
func canonical(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // what was decoded can be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// differing names the first field in which two normal values differ; "" when
// they do not.
func differing(a, b any, path string) string {
	x, isMap := a.(map[string]any)
	y, also := b.(map[string]any)
	if isMap && also {
		var keys []string
		for k := range x {
			keys = append(keys, k)
		}
		for k := range y {
			if _, known := x[k]; !known {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			if d := differing(x[k], y[k], strings.TrimPrefix(path+"."+k, ".")); d != "" {
				return d
			}
		}
		return ""
	}
	if p, q := canonical(a), canonical(b); p != q {
		return fmt.Sprintf("%s: %s, and now %s", path, p, q)
	}
	return ""
}
