package wire

import (
	"testing"

	"seenby/chat"
)

// golden are the frames of a hub in the words of protocol.md.
var goldenReplies = []struct {
	name string
	code chat.Code
	body Body
	want string
}{
	{"done", chat.Done, nil, `{"id":7,"code":0}`},
	{"refused", chat.NotSender, nil, `{"id":7,"code":26320,"error":"only the message's sender may do this"}`},
	{"connect", chat.Done, Connected{
		UserID: "alice", Name: "Alice", ServerTime: 1700000000000, Hub: Hub{Version: "1.0", Node: "n1"}, Limits: ProtocolLimits(),
		Groups: []chat.Group{{
			ID: "team", Name: "Team", Topic: "Lunch", MemberCount: 3, Role: chat.RoleOwner, Open: true,
			Visibility: chat.VisibleToSender, LastSeq: 9, ReadSeq: 8, Unread: 1, Cursor: "e.2s", Reset: true,
		}},
	}, `{"id":7,"code":0,"userId":"alice","name":"Alice","serverTime":1700000000000,"hub":{"version":"1.0","node":"n1"},` +
		`"limits":{"frameBytes":65536,"hubFrameBytes":1048576,"textBytes":16384,"batch":100,"clientMsgIdChars":64,"invite":100,` +
		`"history":200,"members":500,"readers":500,"search":100,"nameBytes":256,"topicBytes":1024,"emojiBytes":64,"mentions":100,` +
		`"reactions":32,"presence":200,"replay":10000},` +
		`"groups":[{"targetId":"team","name":"Team","topic":"Lunch","memberCount":3,"role":"owner","open":true,` +
		`"receiptVisibility":"sender","lastSeq":9,"readSeq":8,"unread":1,"cursor":"e.2s","reset":true}]}`},
	{"connect, no group", chat.Done, Connected{UserID: "a", Limits: Limits{FrameBytes: 1, TextBytes: 2, Batch: 3}},
		`{"id":7,"code":0,"userId":"a","name":"","serverTime":0,"hub":{"version":"","node":""},` +
			`"limits":{"frameBytes":1,"textBytes":2,"batch":3},"groups":[]}`},
	{"group", chat.Done, GroupBody{chat.Group{ID: "team", Role: chat.RoleMember, Visibility: chat.VisibleToEveryone, Cursor: "e.1"}},
		`{"id":7,"code":0,"group":{"targetId":"team","name":"","topic":"","memberCount":0,"role":"member","open":false,` +
			`"receiptVisibility":"everyone","lastSeq":0,"readSeq":0,"unread":0,"cursor":"e.1"}}`},
	{"members", chat.Done, MembersBody{[]chat.Member{{User: "bob", Name: "Bob", Role: chat.RoleMember, Kind: chat.KindBot, Joined: 5}}, 1},
		`{"id":7,"code":0,"members":[{"userId":"bob","name":"Bob","role":"member","kind":"bot","online":false,"joinedTime":5}],"total":1}`},
	{"sendMessage", chat.Done, SentBody{ulid, 12, 1700000000000},
		`{"id":7,"code":0,"messageUId":` + quoted + `,"seq":12,"sentTime":1700000000000}`},
	{"messages", chat.Done, MessagesBody{[]chat.Message{message1}, true}, `{"id":7,"code":0,"messages":[` + message1JSON + `],"more":true}`},
	{"no messages", chat.Done, MessagesBody{}, `{"id":7,"code":0,"messages":[],"more":false}`},
	{"sendReadReceiptRequest", chat.Done, TotalBody{6}, `{"id":7,"code":0,"totalCount":6}`},
	{"sendReadReceiptResponse", chat.Done, AnsweredBody{[]chat.Ignored{{UID: ulid, Code: chat.NoMessage}}},
		`{"id":7,"code":0,"ignored":[{"messageUId":` + quoted + `,"code":26322}]}`},
	{"sendReadReceiptResponse, all taken", chat.Done, AnsweredBody{}, `{"id":7,"code":0}`},
	{"getReadReceipt, counts", chat.Done, ReceiptsBody{Tally: chat.Tally{Read: 3, Total: 6, Version: 4}},
		`{"id":7,"code":0,"readCount":3,"totalCount":6,"version":4}`},
	{"getReadReceipt, empty list", chat.Done, ReceiptsBody{Users: []chat.Reader{}},
		`{"id":7,"code":0,"readCount":0,"totalCount":0,"version":0,"users":[]}`},
	{"getReadReceipt, list", chat.Done, ReceiptsBody{chat.Tally{Read: 2, Total: 2, Version: 2}, []chat.Reader{
		{User: "bob", ReadAt: 5, AfterLeft: true, BeforeEdit: true}, {User: "carol"},
	}}, `{"id":7,"code":0,"readCount":2,"totalCount":2,"version":2,` +
		`"users":[{"userId":"bob","readTime":5,"afterLeft":true,"beforeEdit":true},{"userId":"carol"}]}`},
	{"remindUnread", chat.Done, RemindedBody{4}, `{"id":7,"code":0,"reminded":4}`},
}

// message1 has every field.
var message1 = chat.Message{
	UID: ulid, ConversationType: 3, Group: "team", Seq: 12, Sender: "alice", Sent: 1700000000000, ClientMsgID: "c1",
	Text: "<b>\"déjà\" & 👍</b>\n", Kind: chat.KindText, ReplyTo: ulid2, Mentions: []chat.UserID{"bob"}, Edited: 6, Recalled: 7,
	Reactions: map[string][]chat.UserID{"👍": {"bob", "carol"}, "🎉": {"bob"}},
	Receipt: &chat.ReceiptInfo{
		Asked: true, Responded: true, RespondedAt: 8, Tally: &chat.Tally{Read: 1, Total: 2, Version: 3},
		Readers: map[chat.UserID]chat.Millis{"carol": 9, "bob": 8}, Also: []chat.UserID{"bob"},
	},
	Change: &chat.GroupChange{Kind: chat.ChangeRole, By: "alice", Users: []chat.UserID{"bob"}, Role: chat.RoleAdmin},
}

const message1JSON = `{"messageUId":"01J0000000000000000000000A","conversationType":3,"targetId":"team","seq":12,"senderUserId":"alice",` +
	`"sentTime":1700000000000,"clientMsgId":"c1","text":"<b>\"déjà\" & 👍</b>\n","kind":"text","replyTo":"01J0000000000000000000000B",` +
	`"mentions":["bob"],"editedTime":6,"recalledTime":7,"reactions":{"🎉":["bob"],"👍":["bob","carol"]},` +
	`"readReceiptInfo":{"isReceiptRequestMessage":true,"hasRespond":true,"respondTime":8,"readCount":1,"totalCount":2,"version":3,` +
	`"userIdList":{"bob":8,"carol":9},"also":["bob"]},"change":{"kind":"role","by":"alice","userIds":["bob"],"role":"admin"}}`

var goldenEvents = []struct {
	event Event
	want  string
}{
	{OnReady{map[chat.GroupID]string{"team": "e.2", "all": "e.1"}}, `{"event":"onReady","cursors":{"all":"e.1","team":"e.2"}}`},
	{OnReady{}, `{"event":"onReady","cursors":{}}`},
	{OnMessage{message1, "e.1"}, `{"event":"onMessage","message":` + message1JSON + `,"cursor":"e.1"}`},
	{OnMessage{chat.Message{
		UID: ulid, ConversationType: 3, Group: "g", Seq: 1, Sender: "a", Sent: 5, Text: "hi", Kind: chat.KindText,
		Receipt: &chat.ReceiptInfo{Asked: true},
	}, "e.1"}, `{"event":"onMessage","message":{"messageUId":` + quoted + `,"conversationType":3,"targetId":"g","seq":1,` +
		`"senderUserId":"a","sentTime":5,"text":"hi","kind":"text",` +
		`"readReceiptInfo":{"isReceiptRequestMessage":true,"hasRespond":false}},"cursor":"e.1"}`},
	{OnMessageUpdated{chat.Message{UID: ulid, ConversationType: 3, Group: "g", Seq: 1, Sender: "a", Sent: 5, Kind: chat.KindText, Recalled: 6}, "e.2"},
		`{"event":"onMessageUpdated","message":{"messageUId":` + quoted + `,"conversationType":3,"targetId":"g","seq":1,` +
			`"senderUserId":"a","sentTime":5,"text":"","kind":"text","recalledTime":6},"cursor":"e.2"}`},
	{OnMessageReceiptRequest{UID: ulid, ConversationType: 3, Group: "g", Seq: 1, Sender: "a", Sent: 5, Cursor: "e.3"},
		`{"event":"onMessageReceiptRequest","messageUId":` + quoted + `,"conversationType":3,"targetId":"g","seq":1,` +
			`"senderUserId":"a","messageTime":5,"cursor":"e.3"}`},
	{OnMessageReceiptRequest{UID: ulid, ConversationType: 3, Group: "g", Seq: 1, Sender: "a", Sent: 5, Own: true, Responded: true, Cursor: "e.3"},
		`{"event":"onMessageReceiptRequest","messageUId":` + quoted + `,"conversationType":3,"targetId":"g","seq":1,` +
			`"senderUserId":"a","messageTime":5,"own":true,"hasRespond":true,"cursor":"e.3"}`},
	{OnMessageReceiptResponse{ulid, 3, "g", map[chat.UserID]chat.Millis{"c": 6, "b": 5}, []chat.UserID{"c"}, chat.Tally{Read: 1, Total: 2, Version: 3}, "e.4"},
		`{"event":"onMessageReceiptResponse","messageUId":` + quoted + `,"conversationType":3,"targetId":"g",` +
			`"userIdList":{"b":5,"c":6},"also":["c"],"readCount":1,"totalCount":2,"version":3,"cursor":"e.4"}`},
	{OnMessageReceiptResponse{UID: ulid, ConversationType: 3, Group: "g", Cursor: "e.4"},
		`{"event":"onMessageReceiptResponse","messageUId":` + quoted + `,"conversationType":3,"targetId":"g",` +
			`"userIdList":{},"readCount":0,"totalCount":0,"version":0,"cursor":"e.4"}`},
	{OnReceiptResponded{"g", []chat.MessageUID{ulid}, 5, ""},
		`{"event":"onReceiptResponded","targetId":"g","messageUIds":[` + quoted + `],"respondTime":5}`},
	{OnReceiptReminder{"g", ulid, "a", "e.5"},
		`{"event":"onReceiptReminder","targetId":"g","messageUId":` + quoted + `,"senderUserId":"a","cursor":"e.5"}`},
	{OnGroupChanged{chat.Group{ID: "g", Role: chat.RoleMember, Visibility: chat.VisibleToSender, Cursor: "e.6"},
		chat.GroupChange{Kind: chat.ChangeRemoved, By: "a", Users: []chat.UserID{"b"}}, "e.6"},
		`{"event":"onGroupChanged","group":{"targetId":"g","name":"","topic":"","memberCount":0,"role":"member","open":false,` +
			`"receiptVisibility":"sender","lastSeq":0,"readSeq":0,"unread":0,"cursor":"e.6"},` +
			`"change":{"kind":"removed","by":"a","userIds":["b"]},"cursor":"e.6"}`},
	{OnReadPosition{"g", 4, 2, ""}, `{"event":"onReadPosition","targetId":"g","readSeq":4,"unread":2}`},
	{OnTyping{"g", "a"}, `{"event":"onTyping","targetId":"g","userId":"a"}`},
	{OnPresence{"a", false}, `{"event":"onPresence","userId":"a","online":false}`},
	{OnClosing{4503, "going down", 1500}, `{"event":"onClosing","closeCode":4503,"reason":"going down","retryAfter":1500}`},
	{OnClosing{4508, "too slow", 0}, `{"event":"onClosing","closeCode":4508,"reason":"too slow"}`},
}

func TestRepliesAreInTheProtocolsWords(t *testing.T) {
	for _, c := range goldenReplies {
		if got := string(AppendReply(nil, 7, c.code, c.code.Reason(), 0, c.body)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	got := string(AppendReply([]byte("x"), 0, chat.TooFast, `a "b"`, 250, nil))
	if want := `x{"id":0,"code":429,"error":"a \"b\"","retryAfter":250}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEventsAreInTheProtocolsWords(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range goldenEvents {
		seen[c.event.Name()] = true
		got, err := AppendEvent(nil, c.event)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.event.Name(), err, got, c.want)
		}
	}
	if len(seen) != 12 {
		t.Errorf("%d events are tried, the protocol has 12", len(seen))
	}
}

func TestTextIsSentByteForByte(t *testing.T) {
	for _, text := range []string{"<script>&</script>", "\u2028\u2029", "\x7f\u0085\u009b31m", "e\u0301 \u200d \ufeff", "\x00\x1b[31m", "\U0010ffff"} {
		frame, err := AppendEvent(nil, OnMessage{chat.Message{UID: "m", Group: "g", Sender: "a", Seq: 1, Text: text}, "c"})
		if err != nil {
			t.Fatal(err)
		}
		f, err := DecodeFrame(frame)
		if err != nil || f.(OnMessage).Message.Text != text {
			t.Errorf("%q: got %+v, %v", text, f, err)
		}
	}
}
