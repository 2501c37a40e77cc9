package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"seenby/demo/trace"
)

// A frame is a recorded frame and what is known of it.
type frame struct {
	trace.Frame
	n    int // its number in the trace, from 1
	obj  map[string]any
	in   *session
	call *call // that it is, or that it answers
	lane string
	skip string // why it is not compared
	done bool
}

// A call is what somebody asked of the hub.
type call struct {
	*frame
	id, op, group string
	reply         *frame // nil when none was recorded
	code          int
	seq           int   // of the message that it posted
	twice         bool  // it came to the hub twice
	again         *call // the same, sent again since no reply had come
	until         int   // the frame by which it was carried out, or never was
}

// reads are the calls that change nothing.
var reads = []string{"connect", "getGroup", "listMembers", "getHistory", "search", "getReadReceipt"}

// governing are the calls that change a group.
var governing = []string{"createGroup", "joinGroup", "quitGroup", "inviteMembers", "removeMembers", "setRole", "updateGroup"}

// A session is one connection of somebody, from its connect on.
type session struct {
	who, user, name string
	frames          []*frame
	calls           []*call
	again           bool // the same connection is made again later
	live            *live
}

// A plan is what a trace's people did.
type plan struct {
	frames   []*frame
	sessions []*session
	calls    []*call
	posted   map[string][]*call // of each group, by seq
	groups   map[string]bool    // that some call is about
	bots     []string
	restarts []int // each after so many frames
	labels   labels
}

// ErrNotWhole is why a trace cannot be replayed: it does not begin where its
// people came in.
var ErrNotWhole = errors.New("the trace does not begin with a hub that is empty and people who come in")

// newPlan reads what a trace's people did.
func newPlan(t *trace.Trace) (*plan, error) {
	p := &plan{posted: map[string][]*call{}, groups: map[string]bool{}, labels: labels{}}
	open := map[string]*session{}
	waiting := map[*session]map[string]*call{}
	for i, recorded := range t.Frames {
		f := &frame{Frame: recorded, n: i + 1, obj: decode(recorded.JSON)}
		p.frames = append(p.frames, f)
		op, _ := f.obj["op"].(string)
		if f.Sent && op == "connect" {
			s := &session{who: f.Who}
			if old := open[f.Who]; old != nil {
				old.again = true
			}
			open[f.Who], waiting[s] = s, map[string]*call{}
			p.sessions = append(p.sessions, s)
		}
		f.in = open[f.Who]
		if f.in == nil {
			return nil, fmt.Errorf("%w: frame %d is of %s, who has not connected", ErrNotWhole, f.n, f.Who)
		}
		f.in.frames = append(f.in.frames, f)
		p.place(f, op, waiting[f.in])
	}
	for _, f := range p.frames {
		if f.obj["event"] != nil && !f.Sent {
			f.lane, f.skip = lane(f.obj, p.labels)
		}
	}
	for _, m := range t.Marks {
		if m.Kind == trace.MarkRestart {
			p.restarts = append(p.restarts, m.After)
		}
	}
	if t.Head != nil {
		p.bots = t.Head.Bots
	}
	for _, posted := range p.posted {
		slices.SortStableFunc(posted, func(a, b *call) int { return a.seq - b.seq })
	}
	p.name()
	p.lost()
	p.leaveOut()
	return p, p.check()
}

// name names who connected and was cut off before the hub could say so: the
// same as on their other connections.
func (p *plan) name() {
	for _, s := range p.sessions {
		if s.calls[0].reply != nil {
			continue
		}
		for _, other := range p.sessions {
			if other.who == s.who && other.user != "" {
				s.user, s.name = other.user, other.name
			}
		}
	}
}

// place says what a frame is.
func (p *plan) place(f *frame, op string, waiting map[string]*call) {
	switch {
	case f.Sent:
		f.call = &call{frame: f, id: text(f.obj["id"]), op: op, group: text(f.obj["targetId"])}
		if op == "" || f.call.id == "" {
			f.skip = "what is no call"
		}
		waiting[f.call.id] = f.call
		f.in.calls = append(f.in.calls, f.call)
		p.calls = append(p.calls, f.call)
		if f.call.group != "" {
			p.groups[f.call.group] = true
		}
	case f.obj["event"] != nil:
		p.labels.learn(f.obj, "")
	default:
		f.call = waiting[text(f.obj["id"])]
		switch {
		case f.call == nil:
			f.skip = "what answers no call"
			return
		case f.call.reply != nil:
			f.call.twice = true
			f.skip = "what answers a call that the network made two of"
			return
		}
		f.call.reply, f.call.code = f, number(f.obj["code"])
		p.labels.learn(f.obj, f.call.group)
		p.replied(f)
	}
}

// replied notes what the reply to a call tells of it.
func (p *plan) replied(f *frame) {
	switch {
	case f.call.code != 0:
	case f.call.op == "connect":
		f.in.user, f.in.name = text(f.obj["userId"]), text(f.obj["name"])
	case f.call.op == "sendMessage":
		f.call.seq = number(f.obj["seq"])
		p.posted[f.call.group] = append(p.posted[f.call.group], f.call)
	}
}

// Codes of calls that were refused for what the hub had to carry, or could not
// store, at that moment.
var busy = []int{429, 500, 503}

// leaveOut says which frames are not replayed, or not compared, and why.
func (p *plan) leaveOut() {
	for _, s := range p.sessions {
		told := map[string]bool{}
		for _, f := range s.frames {
			switch event, _ := f.obj["event"].(string); {
			case f.skip != "" || f.Sent:
			case s.user == "":
				f.skip = "who was not let in"
			case (f.obj["cursor"] != nil || f.obj["cursors"] != nil) && told[string(f.JSON)]:
				f.skip = "what the network told twice"
			case event != "" && about(f.obj) != "" && !p.groups[about(f.obj)]:
				f.skip = "groups that nobody used"
			}
			told[string(f.JSON)] = true
		}
		for _, c := range s.calls {
			switch {
			case c.skip != "":
			case s.user == "":
				c.skip = "who was not let in"
			case slices.Contains(busy, c.code) && c.op != "remindUnread":
				c.skip = "what the hub refused for its load"
			case c.reply == nil && c.op != "connect" && !p.carriedOut(c):
				c.skip = "what was not answered, and never came or was sent again"
			}
			if c.skip != "" && c.reply != nil {
				c.reply.skip = c.skip
			}
		}
	}
}

// lost finds what became of the calls that were never answered.
func (p *plan) lost() {
	for _, c := range p.calls {
		if c.until = len(p.frames); c.reply != nil {
			c.until = c.reply.n
			continue
		}
		if c.op == "connect" {
			continue
		}
		if next := p.after(c.in); next != nil && next.calls[0].reply != nil {
			c.until = next.calls[0].reply.n
		}
		if c.again = p.sentAgain(c); c.again != nil {
			c.seq = c.again.seq
			if c.again.reply != nil {
				c.until = c.again.reply.n
			}
		}
	}
}

// after is the connection that somebody made after another one.
func (p *plan) after(s *session) *session {
	i := slices.Index(p.sessions, s)
	for _, next := range p.sessions[i+1:] {
		if next.who == s.who {
			return next
		}
	}
	return nil
}

// sentAgain is the same call on a later connection.
func (p *plan) sentAgain(c *call) *call {
	body := func(c *call) string {
		copied := map[string]any{}
		for k, v := range c.obj {
			if k != "id" {
				copied[k] = v
			}
		}
		return canonical(copied)
	}
	want := body(c)
	for _, other := range p.calls {
		if other.n > c.n && other.Who == c.Who && other.in != c.in && other.op == c.op && body(other) == want {
			return other
		}
	}
	return nil
}

// carriedOut reports whether an event shows that the hub carried out a call that
// it did not answer, before it was sent again.
func (p *plan) carriedOut(c *call) bool {
	until := len(p.frames)
	if c.again != nil {
		until = c.again.n - 1
	}
	return slices.ContainsFunc(p.frames[c.n:until], func(f *frame) bool {
		return !f.Sent && f.obj["event"] != nil && p.shows(f, c)
	})
}

// shows reports whether an event may be of what a call did.
func (p *plan) shows(f *frame, c *call) bool {
	if about(f.obj) != c.group {
		return false
	}
	mine := f.in.user == c.in.user
	switch text(f.obj["event"]) {
	case "onMessage":
		m, _ := f.obj["message"].(map[string]any)
		return c.op == "sendMessage" && (c.seq > 0 && number(m["seq"]) == c.seq || mine && m["clientMsgId"] == c.obj["clientMsgId"])
	case "onReadPosition":
		return c.op == "setReadPosition" && mine && number(f.obj["readSeq"]) >= number(c.obj["seq"])
	case "onReceiptResponded":
		return c.op == "sendReadReceiptResponse" && mine
	case "onMessageReceiptResponse":
		readers, _ := f.obj["userIdList"].(map[string]any)
		return c.op == "sendReadReceiptResponse" && readers[c.in.user] != nil
	case "onGroupChanged":
		change, _ := f.obj["change"].(map[string]any)
		return slices.Contains(governing, c.op) && text(change["by"]) == c.in.user
	}
	return subject(f.obj) != "" && subject(f.obj) == text(c.obj["messageUId"])
}

// check refuses what cannot be replayed on an empty hub: a group that somebody
// was in before, and that no token has made for them.
func (p *plan) check() error {
	known := map[string]bool{}
	for _, f := range p.frames {
		if f.call == nil {
			continue
		}
		if f.Sent && f.call.op == "createGroup" {
			known[f.call.group] = true
		}
		if f.Sent || f.call.op != "connect" {
			continue
		}
		for _, g := range maps(f.obj["groups"]) {
			id := text(g["targetId"])
			if !known[id] && p.groups[id] && text(g["role"]) != "owner" {
				return fmt.Errorf("%w: %s is in the group %s already", ErrNotWhole, f.Who, id)
			}
			known[id] = true
		}
	}
	return nil
}

// given are the groups that the token of a user brought them into: those that
// they are in at their first connect.
func (p *plan) given(user string) []string {
	var ids []string
	for _, s := range p.sessions {
		if s.user != user || s.calls[0].reply == nil {
			continue
		}
		for _, g := range maps(s.calls[0].reply.obj["groups"]) {
			if id := text(g["targetId"]); p.groups[id] && !p.made(id, s.calls[0].n) {
				ids = append(ids, id)
			}
		}
		break
	}
	return ids
}

// made reports whether a call before frame n made a group.
func (p *plan) made(group string, n int) bool {
	return slices.ContainsFunc(p.calls, func(c *call) bool { return c.op == "createGroup" && c.group == group && c.n < n })
}

// beside reports whether others were changing what a call asks for while it was
// under way: then its answer depends on who was first.
func (p *plan) beside(c *call) bool {
	return slices.ContainsFunc(p.calls, func(w *call) bool {
		return w != c && w.n < c.reply.n && w.until > c.n && w.changes(c)
	})
}

// changes reports whether a call may change the answer to another one.
func (w *call) changes(c *call) bool {
	switch {
	case slices.Contains(reads, w.op) || w.op == "typing" || w.op == "remindUnread", c.group != "" && w.group != c.group:
		return false
	case w.op == "setReadPosition":
		return c.op == "connect" || c.op == "getGroup"
	case c.op != "getReadReceipt" || slices.Contains(governing, w.op):
		return true
	}
	uid := text(c.obj["messageUId"])
	if list, ok := w.obj["messageList"].([]any); ok {
		return slices.ContainsFunc(list, func(item any) bool {
			reading, _ := item.(map[string]any)
			return text(item) == uid || text(reading["messageUId"]) == uid
		})
	}
	return text(w.obj["messageUId"]) == uid
}

// decode reads a frame; what is no object has no fields.
func decode(text []byte) map[string]any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // ids and times as they are written
	var obj map[string]any
	if d.Decode(&obj) != nil {
		return nil
	}
	return obj
}

// text returns a string or a number as it is written.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func number(v any) int {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return int(i)
}

// maps returns the objects of a list.
func maps(v any) []map[string]any {
	list, _ := v.([]any)
	var out []map[string]any
	for _, item := range list {
		if m, ok := item.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}
