package hub_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

// What the hub takes and what it refuses, frame by frame and over a connection:
// the frames are written by hand, from the protocol's pages. See also
// strict_values_test.go for every wrong type, and strict_socket_test.go for what
// ends a connection.

// strict is a hub with a group of two. In the frames of a table $OWN is a message
// of ana, who speaks, and $BOB one of bob, both ask for receipts; $NONE is none.
type strict struct {
	*world
	t        *testing.T
	clock    *clock
	ana, bob *client
	names    *strings.Replacer
}

func newStrict(t *testing.T) *strict {
	s := &strict{t: t, clock: newClock()}
	s.world = newWorld(t, func(o *hub.Options) { o.Limits.Off, o.Now = true, s.clock.now })
	s.ana, s.bob = s.join("ana", "g"), s.join("bob", "g")
	s.names = strings.NewReplacer(
		"$OWN", string(s.ana.flagged("g", "one").UID),
		"$BOB", string(s.bob.flagged("g", "two").UID),
		"$NONE", "01JZZZZZZZZZZZZZZZZZZZZZZZ",
	)
	return s
}

// say sends a frame in a minute of its own, so that malformed ones do not add up,
// and returns the reply, which must bear this id.
func (s *strict) say(frame string, id int64) frame {
	s.t.Helper()
	s.clock.add(2 * time.Minute)
	s.ana.raw(s.names.Replace(frame))
	return s.ana.reply(id)
}

// told counts the events so far, without those that have their own time.
func (s *strict) told() int {
	n := 0
	for _, f := range append(s.ana.seen(), s.bob.seen()...) {
		if f.Event != "onPresence" {
			n++
		}
	}
	return n
}

func letters(n int) string { return strings.Repeat("x", n) }

// listOf is a JSON list of n times e; where e has a %d, they differ.
func listOf(n int, e string) string {
	all := make([]string, n)
	for i := range all {
		if all[i] = e; strings.Contains(e, "%d") {
			all[i] = fmt.Sprintf(e, i)
		}
	}
	return "[" + strings.Join(all, ",") + "]"
}

func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

// Frames that are no call: answered with the id 0.
var strictMalformed = []string{
	"", " ", "null", "true", "7", `"typing"`, "[]", `[{"id":7,"op":"typing","targetId":"g"}]`, "{}",
	"\ufeff" + `{"id":7,"op":"typing","targetId":"g"}`,
	`{"id":7,"op":"typing","targetId":"g"}x`,
	`{"id":7,"op":"typing","targetId":"g"}{"id":8,"op":"typing","targetId":"g"}`,
	`{"id":7,"op":"typing","targetId":"g",}`,
	`{"id":7,"op":"typing","targetId":"g"`,
	`{id:7,op:"typing",targetId:"g"}`,
	`{'id':7,'op':'typing','targetId':'g'}`,
	`{"id":7,"op":"typing",/**/"targetId":"g"}`,
	`{"id":7 "op":"typing"}`,
	`{"id":7,"op":"typing","targetId":"g","x":` + "\"\n\"}",
	`{"id":7,"op":"typing","targetId":"g","x":"\x41"}`,
	`{"id":7,"op":"typing","targetId":"g","x":"\u00g0"}`,
	`{"id":7,"op":"typing","targetId":"g","x":tru}`,
	`{"id":7,"op":"typing","targetId":"g","x":.5}`,
	`{"id":7,"op":"typing","targetId":"g","x":1.}`,
	`{"id":7,"op":"typing","targetId":"g","x":NaN}`,
	strings.Repeat("[", chat.MaxClientFrame),
	strings.Repeat(`{"a":`, chat.MaxClientFrame/5),
	`{"op":"typing","targetId":"g"}`,
	`{"id":null,"op":"typing","targetId":"g"}`,
	`{"id":0,"op":"typing","targetId":"g"}`,
	`{"id":-7,"op":"typing","targetId":"g"}`,
	`{"id":07,"op":"typing","targetId":"g"}`,
	`{"id":+7,"op":"typing","targetId":"g"}`,
	`{"id":0x7,"op":"typing","targetId":"g"}`,
	`{"id":7.0,"op":"typing","targetId":"g"}`,
	`{"id":7.5,"op":"typing","targetId":"g"}`,
	`{"id":7e0,"op":"typing","targetId":"g"}`,
	`{"id":"7","op":"typing","targetId":"g"}`,
	`{"id":true,"op":"typing","targetId":"g"}`,
	`{"id":[7],"op":"typing","targetId":"g"}`,
	`{"id":9223372036854775808,"op":"typing","targetId":"g"}`,
	`{"ID":7,"op":"typing","targetId":"g"}`,
	`{"id":7,"id":7,"op":"typing","targetId":"g"}`,
	`{"id":7,"i\u0064":8,"op":"typing","targetId":"g"}`,
	`{"id":7,"targetId":"g"}`,
	`{"id":7,"op":null,"targetId":"g"}`,
	`{"id":7,"op":7,"targetId":"g"}`,
	`{"id":7,"op":["typing"],"targetId":"g"}`,
	`{"id":7,"Op":"typing","targetId":"g"}`,
	`{"id":7,"op":"typing","op":"quitGroup","targetId":"g"}`,
}

func TestStrictFramesThatAreNoCall(t *testing.T) {
	s := newStrict(t)
	for _, f := range strictMalformed {
		r := s.say(f, 0)
		if r.Code != chat.Malformed || r.Error == "" || !r.has("id") || len(r.Error) > 200 {
			t.Errorf("%.100q: %s", f, r.raw)
		}
	}
	s.ana.post("g", "the connection lives on")
}

// strictCase is a frame with the id 7, given without it, and what it comes to.
type strictCase struct {
	frame string
	code  chat.Code
	names string // what the error starts with, where it names a parameter
}

var strictCalls = []strictCase{
	// Calls as they may be written.
	{`"op":"typing","targetId":"g"`, 0, ""},
	{"\t\"op\" : \"typing\" ,\r\n \"targetId\":\"g\"  ", 0, ""},
	{`"\u006fp":"typin\u0067","target\u0049d":"\u0067"`, 0, ""},
	{`"op":"typing","targetId":"g","unknown":{"a":[1,"}",{"b":"\\\"]"}]},"more":null,"":1e999`, 0, ""},
	{`"op":"typing","targetId":"g","text":7,"limit":"x","messageList":1`, 0, ""}, // parameters of other calls
	{`"op":"typing","targetId":"g","deep":` + deep(7), 0, ""},
	{`"op":"typing","targetId":"g","conversationType":3`, 0, ""},
	{`"op":"typing","targetId":"g","conversationType":null`, 0, ""},
	// The frame.
	{`"op":""`, 400, "op"},
	{`"op":"Typing","targetId":"g"`, 400, "op"},
	{`"op":"typing ","targetId":"g"`, 400, "op"},
	{`"op":"dropTables","targetId":"g"`, 400, "op"},
	{`"op":"typing","targetId":"g","deep":` + deep(8), 400, "deep"},
	{`"op":"typing","targetId":"g","deep":` + deep(9000), 400, "deep"},
	{`"op":"typing","targetId":"g","x":{"a":1,"a":2}`, 400, "x"},
	{`"op":"typing","targetId":"g","x":"\ud800"`, 400, "x"},
	{`"op":"typing","targetId":"g","x":"\udc00\ud800"`, 400, "x"},
	{`"op":"typing","targetId":"g","ID":8`, 400, "ID"},
	{`"op":"typing","targetId":"g","OP":"x"`, 400, "OP"},
	// conversationType
	{`"op":"typing","targetId":"g","conversationType":1`, 26317, "conversationType"},
	{`"op":"typing","targetId":"g","conversationType":0`, 26317, "conversationType"},
	{`"op":"typing","targetId":"g","conversationType":-3`, 26317, "conversationType"},
	{`"op":"typing","targetId":"g","conversationType":"3"`, 400, "conversationType"},
	{`"op":"typing","targetId":"g","conversationType":3.0`, 400, "conversationType"},
	{`"op":"typing","targetId":"g","conversationtype":3`, 400, "conversationtype"},
	{`"op":"typing","targetId":"absent","conversationType":1`, 26317, "conversationType"},
	{`"op":"typing","targetId":"-","conversationType":1`, 400, "targetId"},
	// ids of groups
	{`"op":"typing"`, 400, "targetId"},
	{`"op":"typing","targetId":null`, 400, "targetId"},
	{`"op":"typing","targetId":""`, 400, "targetId"},
	{`"op":"typing","targetId":"` + letters(64) + `"`, 404, ""},
	{`"op":"typing","targetId":"` + letters(65) + `"`, 400, "targetId"},
	{`"op":"typing","targetId":"-g"`, 400, "targetId"},
	{`"op":"typing","targetId":".g"`, 400, "targetId"},
	{`"op":"typing","targetId":"a b"`, 400, "targetId"},
	{`"op":"typing","targetId":"a/b"`, 400, "targetId"},
	{`"op":"typing","targetId":"ä"`, 400, "targetId"},
	{`"op":"typing","targetId":"g\u0000"`, 400, "targetId"},
	{`"op":"typing","targetId":"g\n"`, 400, "targetId"},
	{`"op":"typing","targetId":"0.a-b_c.."`, 404, ""},
	{`"op":"typing","targetId":"G"`, 404, ""},
	// groups
	{`"op":"createGroup","targetId":"n1","name":"x"`, 0, ""},
	{`"op":"createGroup","targetId":"n1","name":"x"`, 409, ""},
	{`"op":"createGroup","targetId":"n2"`, 400, "name"},
	{`"op":"createGroup","targetId":"n2","name":""`, 400, "name"},
	{`"op":"createGroup","targetId":"n2","name":"` + letters(256) + `"`, 0, ""},
	{`"op":"createGroup","targetId":"n3","name":"` + letters(257) + `"`, 413, "name"},
	{`"op":"createGroup","targetId":"n3","name":"x","members":"bob"`, 400, "members"},
	{`"op":"createGroup","targetId":"n3","name":"x","members":["b b"]`, 400, "members"},
	{`"op":"createGroup","targetId":"n3","name":"x","members":[null]`, 400, "members"},
	{`"op":"createGroup","targetId":"n3","name":"x","members":[],"receiptVisibility":null`, 0, ""},
	{`"op":"createGroup","targetId":"n4","name":"x","members":["bob","bob","ana"]`, 0, ""},
	{`"op":"createGroup","targetId":"n5","name":"x","receiptVisibility":"Sender"`, 400, "receiptVisibility"},
	{`"op":"createGroup","targetId":"n5","name":"x","receiptVisibility":""`, 400, "receiptVisibility"},
	{`"op":"inviteMembers","targetId":"g","userIds":[]`, 400, "userIds"},
	{`"op":"inviteMembers","targetId":"g","userIds":` + listOf(100, `"u%d"`), 0, ""},
	{`"op":"inviteMembers","targetId":"g","userIds":` + listOf(101, `"u%d"`), 400, "userIds"},
	{`"op":"inviteMembers","targetId":"g","userIds":` + listOf(101, `"u"`), 400, "userIds"},
	{`"op":"removeMembers","targetId":"g","userIds":` + listOf(100, `"u%d"`), 0, ""},
	{`"op":"removeMembers","targetId":"g","userIds":` + listOf(101, `"u%d"`), 400, "userIds"},
	{`"op":"removeMembers","targetId":"g","userIds":[]`, 400, "userIds"},
	{`"op":"removeMembers","targetId":"g","userIds":["` + letters(65) + `"]`, 400, "userIds"},
	{`"op":"setRole","targetId":"g","userId":"bob","role":"owner"`, 400, "role"},
	{`"op":"setRole","targetId":"g","userId":"bob","role":"Admin"`, 400, "role"},
	{`"op":"setRole","targetId":"g","userId":"bob"`, 400, "role"},
	{`"op":"setRole","targetId":"g","role":"admin"`, 400, "userId"},
	{`"op":"setRole","targetId":"g","userId":"who","role":"admin"`, 409, "userId"},
	{`"op":"setRole","targetId":"g","userId":"ana","role":"member"`, 409, "userId"},
	{`"op":"setRole","targetId":"g","userId":"bob","role":"member"`, 0, ""},
	{`"op":"updateGroup","targetId":"g"`, 0, ""},
	{`"op":"updateGroup","targetId":"g","name":""`, 400, "name"},
	{`"op":"updateGroup","targetId":"g","name":"` + letters(257) + `"`, 413, "name"},
	{`"op":"updateGroup","targetId":"g","topic":""`, 0, ""},
	{`"op":"updateGroup","targetId":"g","topic":"` + letters(1024) + `"`, 0, ""},
	{`"op":"updateGroup","targetId":"g","topic":"` + letters(1025) + `"`, 413, "topic"},
	{`"op":"updateGroup","targetId":"g","open":0`, 400, "open"},
	{`"op":"updateGroup","targetId":"g","receiptVisibility":"all"`, 400, "receiptVisibility"},
	{`"op":"listMembers","targetId":"g","limit":500`, 0, ""},
	{`"op":"listMembers","targetId":"g","limit":501`, 400, "limit"},
	{`"op":"listMembers","targetId":"g","limit":0`, 400, "limit"},
	{`"op":"listMembers","targetId":"g","limit":null,"offset":null`, 0, ""},
	{`"op":"listMembers","targetId":"g","offset":-1`, 400, "offset"},
	{`"op":"listMembers","targetId":"g","offset":9007199254740991`, 0, ""},
	{`"op":"listMembers","targetId":"g","offset":9007199254740992`, 400, "offset"},
	// messages
	{`"op":"sendMessage","targetId":"g","clientMsgId":"1","text":"x"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"","text":"x"`, 400, "clientMsgId"},
	{`"op":"sendMessage","targetId":"g","text":"x"`, 400, "clientMsgId"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"` + letters(64) + `","text":"x"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"` + letters(65) + `","text":"x"`, 400, "clientMsgId"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"` + strings.Repeat("ü", 64) + `","text":"x"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"2","text":""`, 400, "text"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"2"`, 400, "text"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"2","text":"` + letters(16384) + `"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"3","text":"` + letters(16385) + `"`, 413, "text"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"3","text":"` + strings.Repeat("é", 8192) + `"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"4","text":"` + strings.Repeat("é", 8192) + `x"`, 413, "text"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"4","text":"` + strings.Repeat(`\u0000`, 10000) + `"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"5","text":"\ud83d\ude00"`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"6","text":"\ud83d"`, 400, "text"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"6","TEXT":"x","text":"y"`, 400, "TEXT"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"6","text":"x","text":"y"`, 400, "text"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"6","text":"x","needReceipt":1`, 400, "needReceipt"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"6","text":"x","needReceipt":null`, 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"7","text":"x","replyTo":"$NONE"`, 26322, "replyTo"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"7","text":"x","replyTo":""`, 400, "replyTo"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"7","text":"x","replyTo":"` + letters(65) + `"`, 400, "replyTo"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"7","text":"x","mentions":` + listOf(100, `"u%d"`), 0, ""},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"8","text":"x","mentions":` + listOf(101, `"u%d"`), 400, "mentions"},
	{`"op":"sendMessage","targetId":"g","clientMsgId":"8","text":"x","mentions":["a b"]`, 400, "mentions"},
	{`"op":"sendMessage","targetId":"absent","clientMsgId":"8","text":""`, 400, "text"},
	{`"op":"editMessage","targetId":"g","messageUId":"$OWN","text":""`, 400, "text"},
	{`"op":"editMessage","targetId":"g","messageUId":"$OWN","text":"` + letters(16385) + `"`, 413, "text"},
	{`"op":"editMessage","targetId":"g","messageUId":"","text":"x"`, 400, "messageUId"},
	{`"op":"editMessage","targetId":"g","messageUId":"nothing","text":"x"`, 26322, ""},
	{`"op":"editMessage","targetId":"g","messageUid":"$OWN","text":"x"`, 400, "messageUid"},
	{`"op":"react","targetId":"g","messageUId":"$OWN","emoji":"","on":true`, 400, "emoji"},
	{`"op":"react","targetId":"g","messageUId":"$OWN","emoji":"` + letters(64) + `","on":true`, 0, ""},
	{`"op":"react","targetId":"g","messageUId":"$OWN","emoji":"` + letters(65) + `","on":true`, 400, "emoji"},
	{`"op":"react","targetId":"g","messageUId":"$OWN","emoji":"x"`, 400, "on"},
	{`"op":"react","targetId":"g","messageUId":"$OWN","emoji":"x","on":"true"`, 400, "on"},
	{`"op":"recallMessage","targetId":"g","messageUId":"` + letters(64) + `"`, 26322, ""},
	{`"op":"recallMessage","targetId":"g","messageUId":"` + letters(65) + `"`, 400, "messageUId"},
	// reading
	{`"op":"getHistory","targetId":"g","limit":200`, 0, ""},
	{`"op":"getHistory","targetId":"g","limit":201`, 400, "limit"},
	{`"op":"getHistory","targetId":"g","limit":-1`, 400, "limit"},
	{`"op":"getHistory","targetId":"g","limit":1.5`, 400, "limit"},
	{`"op":"getHistory","targetId":"g","limit":1e2`, 400, "limit"},
	{`"op":"getHistory","targetId":"g","limit":99999999999999999999`, 400, "limit"},
	{`"op":"getHistory","targetId":"g","before":-1`, 400, "before"},
	{`"op":"getHistory","targetId":"g","before":9007199254740991`, 0, ""},
	{`"op":"getHistory","targetId":"g","after":9007199254740991`, 0, ""},
	{`"op":"getHistory","targetId":"g","around":9007199254740991`, 0, ""},
	{`"op":"getHistory","targetId":"g","after":9007199254740992`, 400, "after"},
	{`"op":"getHistory","targetId":"g","before":2,"around":null`, 0, ""},
	{`"op":"getHistory","targetId":"g","before":2,"after":1`, 400, ""},
	{`"op":"getHistory","targetId":"g","after":1,"around":1`, 400, ""},
	{`"op":"search","targetId":"g"`, 400, "query"},
	{`"op":"search","targetId":"g","query":"x"`, 400, "query"},
	{`"op":"search","targetId":"g","query":"🦉"`, 400, "query"},
	{`"op":"search","query":"xx","before":3`, 400, "before"},
	{`"op":"search","targetId":"g","query":"xx","limit":101`, 400, "limit"},
	{`"op":"setReadPosition","targetId":"g"`, 400, "seq"},
	{`"op":"setReadPosition","targetId":"g","seq":-1`, 400, "seq"},
	{`"op":"setReadPosition","targetId":"g","seq":0`, 0, ""},
	{`"op":"setReadPosition","targetId":"g","seq":9007199254740991`, 0, ""},
	{`"op":"setReadPosition","targetId":"g","seq":9007199254740992`, 400, "seq"},
	{`"op":"setReadPosition","targetId":"g","seq":1.0`, 400, "seq"},
	// receipts
	{`"op":"sendReadReceiptRequest","targetId":"g","messageUId":"$NONE"`, 26322, ""},
	{`"op":"sendReadReceiptRequest","targetId":"g","messageUId":"$OWN","conversationType":1`, 26317, "conversationType"},
	{`"op":"sendReadReceiptRequest","targetId":"g"`, 400, "messageUId"},
	{`"op":"sendReadReceiptResponse","targetId":"g"`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":null`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":{}`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":"$BOB"`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[]`, 0, ""},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":` + listOf(100, `"$NONE"`), 0, ""},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":` + listOf(101, `"$NONE"`), 26316, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[` + strings.Repeat(`"$NONE",`, 101) + `7]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":["$BOB",7]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":["$BOB",null]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":["$BOB",[]]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":["$BOB",{}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":["$BOB",""]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":["$BOB","` + letters(65) + `"]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":7}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"$BOB","readTime":"1"}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"$BOB","readTime":1.5}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"$BOB","readTime":1e3}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"$BOB","ReadTime":1}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"MessageUId":"$BOB"}]`, 400, "messageList"},
	{`"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"$BOB","messageUId":"$OWN"}]`, 400, "messageList"},
	{`"op":"getReadReceipt","targetId":"g","messageUId":"$OWN","list":"Read"`, 400, "list"},
	{`"op":"getReadReceipt","targetId":"g","messageUId":"$OWN","list":""`, 400, "list"},
	{`"op":"getReadReceipt","targetId":"g","messageUId":"$OWN","list":"read","limit":501`, 400, "limit"},
	{`"op":"getReadReceipt","targetId":"g","messageUId":"$OWN","list":"read","offset":9007199254740991,"limit":500`, 0, ""},
	{`"op":"getReadReceipt","targetId":"g","messageUId":"$OWN","list":null`, 0, ""},
	{`"op":"connect"`, 409, ""},
	{`"op":"connect","token":"whatever","device":"x","cursors":{"g":"x"}`, 409, ""},
}

func TestStrictCallsOneByOne(t *testing.T) {
	s := newStrict(t)
	for _, c := range strictCalls {
		before := s.told()
		r := s.say(`{"id":7,`+c.frame+`}`, 7)
		if r.Code != c.code || c.names != "" && !strings.HasPrefix(r.Error, c.names+": ") || len(r.Error) > 200 {
			t.Errorf("%.150q: %.300s, want %d for %s", c.frame, r.raw, c.code, c.names)
		}
		if (r.Code != 0) != (r.Error != "") {
			t.Errorf("%.150q: code %d with the error %q", c.frame, r.Code, r.Error)
		}
		// Reads wait for what was written before: the hub has told all there is to tell.
		s.bob.do("getGroup", obj("targetId", "g"))
		s.ana.do("getGroup", obj("targetId", "g"))
		if after := s.told(); c.code != chat.Done && after != before {
			t.Errorf("%.150q was refused, and %d events came of it", c.frame, after-before)
		}
	}
	wantUsers(t, s.bob.list("g", chat.MessageUID(s.names.Replace("$BOB")), chat.ListRead))
	t.Logf("%d frames and %d calls", len(strictMalformed), len(strictCalls))
}

func TestStrictATextIsStoredAsItWasSent(t *testing.T) {
	s := newStrict(t)
	for _, text := range []string{
		"\x00", "a\x00b", " ", "\r\n\t", "\u2028\u2029", "\ufeff", "\ufffd", "\ufffe\uffff", "\U0010ffff", "é", "e\u0301",
		"</script>&amp;\"\\/", "\x1b[31m\u009b31m", "\u202ertl", "🧑‍🧑‍🧒", "\x7f", strings.Repeat("\x01", 10900/2),
	} {
		m := s.ana.do("sendMessage", obj("targetId", "g", "clientMsgId", newID(), "text", text))
		if got := s.bob.about("onMessage", m.UID).Message.Text; got != text {
			t.Errorf("onMessage: %q, want %q", got, text)
		}
		if got := s.bob.do("getHistory", obj("targetId", "g", "limit", 1)).Messages[0].Text; got != text {
			t.Errorf("getHistory: %q, want %q", got, text)
		}
	}
}

func TestStrictTenMalformedFramesInAMinute(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana := w.join("ana", "g")
	malformed := func(n int) {
		for range n {
			ana.raw("[]")
			wantCode(t, ana.reply(0), chat.Malformed)
		}
	}
	malformed(9)
	now.add(time.Minute)
	malformed(9)
	now.add(59 * time.Second)
	for range 30 { // they are calls
		wantCode(t, ana.call("noSuchCall", nil), chat.Malformed)
	}
	malformed(1) // the tenth is answered, too
	if e := ana.event("onClosing"); e.CloseCode != socket.CodeProtocol || e.Reason == "" {
		t.Errorf("%s", e.raw)
	}
	if code := ana.closed(); code != socket.CodeProtocol {
		t.Errorf("closed with %d", code)
	}
}
