package hub_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
)

// The oracle of the matrix: which frames may come to whom, and what may be in
// them. It knows the protocol's pages and the cells, and nothing of the hub.

// checkFrames compares what everybody was sent about each group since the marks
// with what they had to be sent, and looks into each of these frames.
func (m *matrix) checkFrames(marks map[*client]int) {
	for who, cs := range m.devices {
		for _, c := range cs {
			got := map[chat.GroupID]map[string]int{}
			for _, f := range c.seen()[marks[c]:] {
				m.note(who, f, got)
			}
			for g, cells := range m.groups {
				want := map[string]int{}
				for _, cell := range cells {
					for event, to := range rules[cell.op].tells(cell) {
						if slices.Contains(to, who) {
							want[event]++
						}
					}
				}
				if diff := cmp.Diff(want, orNone(got[g])); diff != "" {
					m.t.Errorf("%v: %s was told (-want +got):\n%s", cells, who, diff)
				}
				delete(got, g)
			}
			delete(got, lobby)
			for g, events := range got {
				m.t.Errorf("%s was told %v about %s, of which there was nothing to tell", who, events, g)
			}
		}
	}
}

func orNone(events map[string]int) map[string]int {
	if events == nil {
		return map[string]int{}
	}
	return events
}

// note counts one event and holds its fields against the rules.
func (m *matrix) note(who standing, f frame, got map[chat.GroupID]map[string]int) {
	g := f.group()
	if f.Event == "onPresence" { // everybody shares the lobby
		if f.UserID == userOf(who) {
			m.t.Errorf("%s was told of themselves: %s", who, f.raw)
		}
		m.checkKeys(f.Event, f.raw, eventKeys[f.Event])
		return
	}
	if got[g] == nil {
		got[g] = map[string]int{}
	}
	got[g][f.Event]++
	keys, known := eventKeys[f.Event]
	if !known {
		m.t.Errorf("%s got an event that nobody knows: %s", who, f.raw)
		return
	}
	m.checkKeys(f.Event, f.raw, keys)
	if cells := m.groups[g]; cells != nil {
		(&look{m, cells[0], who, f.raw}).at(f.raw)
	}
}

func userOf(s standing) chat.UserID { return chat.UserID(strings.ReplaceAll(string(s), " ", ".")) }

// The fields of each event, as the protocol lists them. After the bar stands what
// this hub adds, which the protocol allows; nothing in it is another user's.
var eventKeys = map[string]string{
	"onMessage":                "message cursor",
	"onMessageUpdated":         "message cursor",
	"onMessageReceiptRequest":  "messageUId conversationType targetId seq senderUserId messageTime cursor own? | hasRespond?",
	"onMessageReceiptResponse": "messageUId conversationType targetId userIdList readCount totalCount version cursor | also?",
	"onReceiptResponded":       "targetId messageUIds respondTime | cursor?",
	"onReceiptReminder":        "targetId messageUId senderUserId cursor",
	"onGroupChanged":           "group change cursor",
	"onReadPosition":           "targetId readSeq unread | cursor?",
	"onTyping":                 "targetId userId",
	"onPresence":               "userId online",
}

// The fields of each object.
var objectKeys = map[string]string{
	"group":           "targetId name topic memberCount role open receiptVisibility lastSeq readSeq unread cursor",
	"change":          "kind by userIds? | role?",
	"members":         "userId name role kind online joinedTime",
	"users":           "userId readTime? afterLeft? beforeEdit?",
	"ignored":         "messageUId code",
	"readReceiptInfo": "isReceiptRequestMessage hasRespond respondTime? readCount? totalCount? version? userIdList? | also?",
	"message": "messageUId conversationType targetId seq senderUserId sentTime clientMsgId? text kind replyTo? mentions? " +
		"editedTime? recalledTime? reactions? readReceiptInfo? | change?",
}

// checkKeys holds that an object has the keys that it must have, and no others.
func (m *matrix) checkKeys(what, raw, keys string) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &fields); err != nil {
		m.t.Errorf("%s: %v: %s", what, err, raw)
		return
	}
	delete(fields, "event")
	for _, k := range strings.Fields(strings.ReplaceAll(keys, "|", " ")) {
		name, optional := strings.CutSuffix(k, "?")
		if _, there := fields[name]; !there && !optional {
			m.t.Errorf("%s lacks %s: %s", what, name, raw)
		}
		delete(fields, name)
	}
	for name := range fields {
		m.t.Errorf("%s holds %s: %s", what, name, raw)
	}
}

// checkReply holds what a reply may hold.
func (m *matrix) checkReply(c *cell) {
	keys := "id code error"
	if c.got.Code == chat.Done {
		keys = "id code"
		for _, k := range rules[c.op].body {
			if k == "ignored" && c.caller != author {
				continue
			}
			keys += " " + k
		}
	}
	m.checkKeys(string(c.op), c.got.raw, keys)
	(&look{m, c, c.caller, c.got.raw}).at(c.got.raw)
}

// A look is one user looking at one frame.
type look struct {
	*matrix
	cell *cell
	who  standing
	raw  string
}

func (l *look) wrong(format string, args ...any) {
	l.t.Helper()
	l.t.Errorf("%v: %s "+format+": %s", append(append([]any{l.cell, l.who}, args...), l.raw)...)
}

// at looks at a whole frame.
func (l *look) at(raw string) {
	var v map[string]any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		l.wrong("cannot read it")
		return
	}
	if l.cell.op == wire.OpRecallMessage && strings.Contains(raw, "flagged "+secretOf(l.cell.group)) && l.cell.got.Code == chat.Done {
		l.wrong("was told a recalled text")
	}
	l.object("frame", v)
}

func (l *look) object(name string, o map[string]any) {
	b, _ := json.Marshal(o)
	if keys, known := objectKeys[name]; known {
		l.checkKeys(name, string(b), keys)
	}
	l.ownOnly(o)
	l.receipts(name, o)
	if name == "group" {
		l.group(o)
	}
	for k, v := range o {
		l.value(k, v)
	}
}

func (l *look) value(name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		switch name {
		case "userIdList", "reactions", "hub", "limits":
			return // ids, and not fields
		}
		l.object(name, v)
	case []any:
		if name == "messages" {
			name = "message"
		}
		for _, e := range v {
			l.value(name, e)
		}
	}
}

// ownOnly holds that what is one's own goes to nobody else.
func (l *look) ownOnly(o map[string]any) {
	me := string(userOf(l.who))
	sender, _ := o["senderUserId"].(string)
	if _, has := o["clientMsgId"]; has && sender != me {
		l.wrong("was told somebody else's clientMsgId")
	}
	if _, has := o["clientMsgId"]; !has && sender == me && o["kind"] == "text" {
		l.wrong("was not told the own clientMsgId")
	}
	if _, asks := o["messageTime"]; asks && (o["own"] == true) != (sender == me) {
		l.wrong("was told own = %v of a message by %s", o["own"], sender)
	}
}

// receipts holds who is told of readers: the sender, or everybody where the group
// says so; one's own answer each.
func (l *look) receipts(name string, o map[string]any) {
	sender, ok := o["senderUserId"].(string)
	if !ok {
		sender = string(author)
	}
	if info, ok := o["readReceiptInfo"].(map[string]any); ok {
		l.info(sender, o["messageUId"], info)
	}
	if name == "readReceiptInfo" {
		return
	}
	may := l.visibility == chat.VisibleToEveryone || l.who == author
	for _, key := range []string{"readCount", "version", "userIdList", "also", "users"} {
		if _, has := o[key]; has && !may {
			l.wrong("was told %s", key)
		}
	}
}

func (l *look) info(sender string, uid any, info map[string]any) {
	may := l.visibility == chat.VisibleToEveryone || string(userOf(l.who)) == sender
	for _, key := range []string{"readCount", "totalCount", "version"} {
		if _, has := info[key]; has != may {
			l.wrong("was told %s: %v, of a message by %s", key, has, sender)
		}
	}
	for _, key := range []string{"userIdList", "also"} {
		if _, has := info[key]; has && !may {
			l.wrong("was told %s of a message by %s", key, sender)
		}
	}
	answered := uid == string(l.cell.flagged) && (l.who == reader || l.cell.op == wire.OpSendReadReceiptResponse && l.who == l.cell.caller)
	if info["hasRespond"] != answered {
		l.wrong("was told hasRespond = %v", info["hasRespond"])
	}
	if _, has := info["respondTime"]; has != answered {
		l.wrong("was told a respondTime: %v", has)
	}
}

// group holds that everybody sees a group with their own role, marker and unread.
func (l *look) group(o map[string]any) {
	c := l.cell
	role, unread, count := "member", 2.0, 6.0
	switch l.who {
	case owner, admin:
		role = string(l.who)
	case author, guest, stranger, left, removed: // or just came in
		unread = 0
	}
	switch c.op {
	case wire.OpCreateGroup:
		role, unread, count = "owner", 0, 1
	case wire.OpJoinGroup:
		if slices.Contains([]standing{stranger, left, removed}, c.caller) {
			count++
		}
	case wire.OpInviteMembers:
		count++
	case wire.OpQuitGroup:
		count--
		switch {
		case l.who == c.caller:
			role = "member"
		case c.caller == owner && l.who == admin:
			role = "owner"
		}
	case wire.OpRemoveMembers:
		count--
	case wire.OpSetRole:
		if l.who == member {
			role = "admin"
		}
	}
	want := map[string]any{"role": role, "unread": unread, "memberCount": count}
	got := maps.Clone(o)
	maps.DeleteFunc(got, func(k string, _ any) bool { _, asked := want[k]; return !asked })
	if diff := cmp.Diff(want, got); diff != "" {
		l.wrong("saw the group as (-want +got):\n%s", diff)
	}
}
