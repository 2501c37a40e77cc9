package schema

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"seenby/chat"
	"seenby/chat/wire"
)

const (
	g   = chat.GroupID("ops")
	uid = chat.MessageUID("01KARV9E80Q6T3Z5W2X4Y7B8CD")
)

var (
	group = chat.Group{
		ID: g, Name: "Operations", Topic: "Week 47", MemberCount: 3, Role: chat.RoleOwner, Open: true,
		Visibility: chat.VisibleToEveryone, LastSeq: 9, ReadSeq: 8, Unread: 1, Cursor: "e.1", Reset: true,
	}
	message = chat.Message{
		UID: uid, ConversationType: 3, Group: g, Seq: 9, Sender: "alice", Sent: 5, ClientMsgID: "c1", Text: "<déjà>\n👍",
		Kind: chat.KindText, ReplyTo: uid, Mentions: []chat.UserID{"bob"}, Edited: 6,
		Reactions: map[string][]chat.UserID{"👍": {"bob", "carol"}},
		Receipt: &chat.ReceiptInfo{
			Asked: true, Responded: true, RespondedAt: 8, Tally: &chat.Tally{Read: 1, Total: 2, Version: 3},
			Readers: map[chat.UserID]chat.Millis{"bob": 8, "dan": 9}, Also: []chat.UserID{"dan"},
		},
	}
	recalled = chat.Message{UID: uid, ConversationType: 3, Group: g, Seq: 9, Sender: "alice", Sent: 5, Kind: chat.KindText, Recalled: 7}
	note     = chat.Message{
		UID: uid, ConversationType: 3, Group: g, Seq: 9, Sender: "alice", Sent: 5, Kind: chat.KindSystem, Text: "alice made bob admin",
		Change: &chat.GroupChange{Kind: chat.ChangeRole, By: "alice", Users: []chat.UserID{"bob"}, Role: chat.RoleAdmin},
	}
)

func ptr[T any](v T) *T { return &v }

// golden has for every op a call with all its parameters, one with as few as may
// be, and the body of its reply.
var golden = []struct {
	full, least wire.Params
	body        wire.Body
}{
	{wire.Connect{Token: "t", Device: "d", Cursors: map[chat.GroupID]string{g: "e.1"}}, wire.Connect{},
		wire.Connected{UserID: "alice", Name: "Alice", ServerTime: 5, Limits: wire.ProtocolLimits(), Groups: []chat.Group{group}}},
	{wire.CreateGroup{Group: g, Name: "Ops", Members: []chat.UserID{"bob"}, Visibility: chat.VisibleToEveryone},
		wire.CreateGroup{Group: g, Name: "O"}, wire.GroupBody{Group: group}},
	{wire.GetGroup{Group: g}, wire.GetGroup{Group: g}, wire.GroupBody{Group: group}},
	{wire.ListMembers{Group: g, Offset: 5, Limit: 500}, wire.ListMembers{Group: g}, wire.MembersBody{
		Members: []chat.Member{{User: "bob", Name: "Bob", Role: chat.RoleAdmin, Kind: chat.KindBot, Online: true, Joined: 5}}, Total: 1,
	}},
	{wire.JoinGroup{Group: g}, wire.JoinGroup{Group: g}, wire.GroupBody{Group: group}},
	{wire.QuitGroup{Group: g}, wire.QuitGroup{Group: g}, nil},
	{wire.InviteMembers{Group: g, Users: []chat.UserID{"a", "b"}}, wire.InviteMembers{Group: g, Users: []chat.UserID{"a"}}, nil},
	{wire.RemoveMembers{Group: g, Users: []chat.UserID{"a", "b"}}, wire.RemoveMembers{Group: g, Users: []chat.UserID{"a"}}, nil},
	{wire.SetRole{Group: g, User: "bob", Role: chat.RoleAdmin}, wire.SetRole{Group: g, User: "bob", Role: chat.RoleMember}, nil},
	{wire.UpdateGroup{Group: g, Name: ptr("a"), Topic: ptr(""), Open: ptr(true), Visibility: ptr(chat.VisibleToSender)},
		wire.UpdateGroup{Group: g}, wire.GroupBody{Group: group}},
	{wire.SendMessage{Group: g, ClientMsgID: "c", Text: "hi", NeedReceipt: true, ReplyTo: uid, Mentions: []chat.UserID{"bob"}},
		wire.SendMessage{Group: g, ClientMsgID: "c", Text: "a"}, wire.SentBody{UID: uid, Seq: 1, Sent: 5}},
	{wire.EditMessage{Group: g, UID: uid, Text: "ho"}, wire.EditMessage{Group: g, UID: uid, Text: "a"}, nil},
	{wire.RecallMessage{Group: g, UID: uid}, wire.RecallMessage{Group: g, UID: uid}, nil},
	{wire.React{Group: g, UID: uid, Emoji: "👍", On: true}, wire.React{Group: g, UID: uid, Emoji: "a"}, nil},
	{wire.GetHistory{Group: g, Around: ptr(chat.Seq(9)), Limit: 200}, wire.GetHistory{Group: g},
		wire.MessagesBody{Messages: []chat.Message{message, recalled, note}, More: true}},
	{wire.Search{Group: g, Query: "hi", Before: ptr(chat.Seq(9)), Limit: 100}, wire.Search{Query: "hi"}, wire.MessagesBody{}},
	{wire.SetReadPosition{Group: g, Seq: 9}, wire.SetReadPosition{Group: g}, nil},
	{wire.SendReadReceiptRequest{ConversationType: 3, Group: g, UID: uid}, wire.SendReadReceiptRequest{Group: g, UID: uid}, wire.TotalBody{Total: 6}},
	{wire.SendReadReceiptResponse{ConversationType: 3, Group: g, Messages: []chat.Reading{{UID: uid, At: 5}, {UID: uid}}},
		wire.SendReadReceiptResponse{Group: g}, wire.AnsweredBody{Ignored: []chat.Ignored{{UID: "nobody's", Code: chat.NoMessage}}}},
	{wire.GetReadReceipt{Group: g, UID: uid, List: chat.ListRead, Offset: 1, Limit: 500}, wire.GetReadReceipt{Group: g, UID: uid},
		wire.ReceiptsBody{Tally: chat.Tally{Read: 1, Total: 2, Version: 3}, Users: []chat.Reader{{User: "bob", ReadAt: 5, AfterLeft: true, BeforeEdit: true}}}},
	{wire.RemindUnread{Group: g, UID: uid}, wire.RemindUnread{Group: g, UID: uid}, wire.RemindedBody{Reminded: 4}},
	{wire.Typing{Group: g}, wire.Typing{Group: g}, nil},
}

var goldenEvents = []wire.Event{
	wire.OnReady{Cursors: map[chat.GroupID]string{g: "e.1"}},
	wire.OnReady{},
	wire.OnMessage{Message: message, Cursor: "e.1"},
	wire.OnMessage{Message: note, Cursor: "e.1"},
	wire.OnMessageUpdated{Message: recalled, Cursor: "e.1"},
	wire.OnMessageReceiptRequest{UID: uid, ConversationType: 3, Group: g, Seq: 9, Sender: "alice", Sent: 5, Own: true, Responded: true, Cursor: "e.1"},
	wire.OnMessageReceiptRequest{UID: uid, ConversationType: 3, Group: g, Seq: 9, Sender: "alice", Sent: 5, Cursor: "e.1"},
	wire.OnMessageReceiptResponse{
		UID: uid, ConversationType: 3, Group: g, Readers: map[chat.UserID]chat.Millis{"bob": 8, "dan": 9}, Also: []chat.UserID{"dan"},
		Tally: chat.Tally{Read: 1, Total: 2, Version: 3}, Cursor: "e.1",
	},
	wire.OnMessageReceiptResponse{UID: uid, ConversationType: 3, Group: g, Tally: chat.Tally{Version: 1}, Cursor: "e.1"},
	wire.OnReceiptResponded{Group: g, UIDs: []chat.MessageUID{uid}, RespondTime: 5, Cursor: "e.1"},
	wire.OnReceiptResponded{Group: g, UIDs: []chat.MessageUID{uid}, RespondTime: 5},
	wire.OnReceiptReminder{Group: g, UID: uid, Sender: "alice", Cursor: "e.1"},
	wire.OnGroupChanged{Group: group, Change: *note.Change, Cursor: "e.1"},
	wire.OnReadPosition{Group: g, ReadSeq: 9, Unread: 2, Cursor: "e.1"},
	wire.OnReadPosition{Group: g},
	wire.OnTyping{Group: g, User: "bob"},
	wire.OnPresence{User: "bob", Online: true},
	wire.OnClosing{CloseCode: 4503, Reason: "the hub is going down", RetryAfter: 500},
	wire.OnClosing{CloseCode: 4508, Reason: "too slow"},
}

func TestFramesOfTheCodecAreAsTheDocumentHasThem(t *testing.T) {
	d := load(t)
	var ops []string
	for _, c := range golden {
		op := string(c.full.Op())
		ops = append(ops, op)
		for _, p := range []wire.Params{c.full, c.least} {
			frame, err := wire.EncodeCall(7, p)
			if err == nil {
				err = d.Call(frame)
			}
			if err != nil {
				t.Error(err)
			}
		}
		if err := d.Reply(op, wire.AppendReply(nil, 7, chat.Done, "", 0, c.body)); err != nil {
			t.Error(err)
		}
		if err := d.Reply(op, wire.AppendReply(nil, 7, chat.TooFast, chat.TooFast.Reason(), 250, nil)); err != nil {
			t.Error(err)
		}
	}
	slices.Sort(ops)
	if diff := cmp.Diff(d.Ops(), ops); diff != "" {
		t.Errorf("ops that are tried (-document +tried):\n%s", diff)
	}
	var events []string
	for _, e := range goldenEvents {
		events = append(events, e.Name())
		frame, err := wire.AppendEvent(nil, e)
		if err == nil {
			err = d.Event(frame)
		}
		if err != nil {
			t.Error(err)
		}
	}
	slices.Sort(events)
	if diff := cmp.Diff(d.Events(), slices.Compact(events)); diff != "" {
		t.Errorf("events that are tried (-document +tried):\n%s", diff)
	}
}

func TestAGroupChangedFrameForManyIsAsTheDocumentHasIt(t *testing.T) {
	f := wire.NewGroupChangedFrame(wire.OnGroupChanged{Group: group, Change: *note.Change, Cursor: "e.1"})
	if err := load(t).Event(f.For(chat.RoleMember, 3, 2)); err != nil {
		t.Error(err)
	}
}

// What the hub sends may have more fields than the document knows, so frames do
// not tell when one is missing there: the types do.
func TestTheDocumentHasEveryFieldAndNoOther(t *testing.T) {
	d := load(t)
	for _, c := range golden {
		op := string(c.full.Op())
		compare(t, op, reflect.TypeOf(c.full), d.messages[op], "id", "op", "conversationType")
		reply := d.Replies(op)[0]
		if c.body == nil {
			compare(t, op+"'s reply", reflect.TypeFor[struct{}](), d.messages[reply], "id", "code")
			continue
		}
		compare(t, op+"'s reply", reflect.TypeOf(c.body), d.messages[reply], "id", "code")
	}
	for _, e := range goldenEvents {
		compare(t, e.Name(), reflect.TypeOf(e), d.messages[e.Name()], "event")
	}
}

// compare holds the properties of a schema to the fields of a type, and goes on
// with what is in them.
func compare(t *testing.T, where string, typ reflect.Type, s *jsonschema.Schema, frame ...string) {
	t.Helper()
	for s.Ref != nil {
		s = s.Ref
	}
	switch typ.Kind() {
	case reflect.Pointer:
		compare(t, where, typ.Elem(), s)
	case reflect.Slice:
		if items, ok := s.Items.(*jsonschema.Schema); ok && typ.Elem() != reflect.TypeFor[chat.Reading]() {
			compare(t, where, typ.Elem(), items)
		}
	case reflect.Struct:
		fields := fieldsOf(typ)
		for name, f := range fields {
			if p := s.Properties[name]; p != nil {
				compare(t, where+"."+name, f, p)
			} else {
				t.Errorf("the document does not know %s.%s", where, name)
			}
		}
		for name := range s.Properties {
			if fields[name] == nil && !slices.Contains(frame, name) {
				t.Errorf("%s.%s stands in the document alone", where, name)
			}
		}
	}
}

func fieldsOf(typ reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(typ) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			fields[name] = f.Type
		}
	}
	return fields
}
