package wire

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

// A param is one parameter of an op: the JSON of a good value, and of bad ones
// with the code that each leads to. "-" stands for leaving it out.
type param struct {
	name string
	good string
	bad  []bad
}

type bad struct {
	json string
	code chat.Code
}

func all(code chat.Code, texts ...string) []bad {
	var list []bad
	for _, t := range texts {
		list = append(list, bad{t, code})
	}
	return list
}

const (
	long65  = `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`
	ulid    = "01J0000000000000000000000A"
	ulid2   = "01J0000000000000000000000B"
	quoted  = `"` + ulid + `"`
	quoted2 = `"` + ulid2 + `"`
)

func str(n int) string { return `"` + strings.Repeat("x", n) + `"` }

func list(n int, element string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(element+",", n), ",") + "]"
}

var (
	notID     = all(400, `""`, `"-a"`, `".a"`, `"a b"`, `"a/b"`, `"ä"`, `"a\n"`, `"a\u0000"`, long65, `7`, `true`, `["a"]`, `{"a":1}`)
	absent    = all(400, `-`, `null`)
	notNumber = all(400, `"1"`, `1.0`, `1.5`, `1e3`, `1E0`, `true`, `[]`, `{}`, `99999999999999999999`, `-1`, `9007199254740992`)
	notBool   = all(400, `"true"`, `0`, `1`, `[]`, `{}`)
	notLimit  = slices.Concat(notNumber, all(400, `0`))
	notUID    = all(400, `""`, long65, `7`, `false`, `[]`, `{}`)
	notText   = slices.Concat(all(400, `""`, `5`, `true`, `[]`, `{}`, `"\ud800"`, "\"\xff\""), all(413, str(16385)))
	notName   = slices.Concat(all(400, `""`, `5`, `{}`), all(413, str(257)))
	notSight  = all(400, `""`, `"Sender"`, `"all"`, `3`, `true`)
	notUsers  = all(400, `"a"`, `{}`, `7`, `["a",7]`, `["a",null]`, `["a b"]`, `[""]`, `[["a"]]`)

	target       = param{"targetId", `"g1"`, slices.Concat(absent, notID)}
	message      = param{"messageUId", quoted, slices.Concat(absent, notUID)}
	text         = param{"text", `"hello"`, slices.Concat(absent, notText)}
	conversation = param{"conversationType", `3`, slices.Concat(
		all(400, `"3"`, `3.0`, `3e0`, `true`, `[3]`, `{}`, `99999999999999999999`),
		all(26317, `0`, `1`, `2`, `4`, `5`, `6`, `-3`, `33`))}
	limit = func(most int) param {
		return param{"limit", `7`, append(slices.Clone(notLimit), bad{fmt.Sprint(most + 1), 400})}
	}
	offset = param{"offset", `9`, notNumber}
	users  = param{"userIds", `["u1","u2"]`, slices.Concat(absent, notUsers, all(400, `[]`, list(101, `"a"`)))}
)

type opCase struct {
	op     Op
	params []param
	want   Params
	// least is what the call means with its required parameters alone.
	least Params
}

func at(n chat.Seq) *chat.Seq { return &n }

var opCases = []opCase{
	{OpConnect, []param{
		{"token", `"t.t.t"`, all(400, `7`, `true`, `[]`, `{}`)},
		{"device", `"phone"`, all(400, `""`, `7`, long65)},
		{"cursors", `{"g1":"e.1","g2":"what ever"}`, all(400, `"g1"`, `[]`, `7`, `{"g1":7}`, `{"g1":null}`, `{"g 1":"e.1"}`, `{"":"e.1"}`, `{"g1":"a","g1":"b"}`)},
	}, Connect{Token: "t.t.t", Device: "phone", Cursors: map[chat.GroupID]string{"g1": "e.1", "g2": "what ever"}}, Connect{}},
	{OpCreateGroup, []param{target,
		{"name", `"Team"`, slices.Concat(absent, notName)},
		{"members", `["u1","u2"]`, notUsers},
		{"receiptVisibility", `"everyone"`, notSight},
	}, CreateGroup{Group: "g1", Name: "Team", Members: []chat.UserID{"u1", "u2"}, Visibility: "everyone"},
		CreateGroup{Group: "g1", Name: "Team"}},
	{OpGetGroup, []param{target}, GetGroup{"g1"}, GetGroup{"g1"}},
	{OpListMembers, []param{target, offset, limit(500)}, ListMembers{"g1", 9, 7}, ListMembers{"g1", 0, 50}},
	{OpJoinGroup, []param{target}, JoinGroup{"g1"}, JoinGroup{"g1"}},
	{OpQuitGroup, []param{target}, QuitGroup{"g1"}, QuitGroup{"g1"}},
	{OpInviteMembers, []param{target, users},
		InviteMembers{"g1", []chat.UserID{"u1", "u2"}}, InviteMembers{"g1", []chat.UserID{"u1", "u2"}}},
	{OpRemoveMembers, []param{target, users},
		RemoveMembers{"g1", []chat.UserID{"u1", "u2"}}, RemoveMembers{"g1", []chat.UserID{"u1", "u2"}}},
	{OpSetRole, []param{target,
		{"userId", `"u1"`, slices.Concat(absent, notID)},
		{"role", `"admin"`, slices.Concat(absent, all(400, `"owner"`, `"Admin"`, `""`, `3`))},
	}, SetRole{"g1", "u1", "admin"}, SetRole{"g1", "u1", "admin"}},
	{OpUpdateGroup, []param{target,
		{"name", `"Team"`, notName},
		{"topic", `""`, slices.Concat(all(400, `5`, `[]`), all(413, str(1025)))},
		{"open", `false`, notBool},
		{"receiptVisibility", `"sender"`, notSight},
	}, UpdateGroup{"g1", ptr("Team"), ptr(""), ptr(false), ptr(chat.VisibleToSender)}, UpdateGroup{Group: "g1"}},
	{OpSendMessage, []param{target,
		{"clientMsgId", `"c1"`, slices.Concat(absent, all(400, `""`, long65, `7`, `{}`))},
		text,
		{"needReceipt", `true`, notBool},
		{"replyTo", quoted, notUID},
		{"mentions", `["u1"]`, append(slices.Clone(notUsers), bad{list(101, `"a"`), 400})},
	}, SendMessage{"g1", "c1", "hello", true, ulid, []chat.UserID{"u1"}},
		SendMessage{Group: "g1", ClientMsgID: "c1", Text: "hello"}},
	{OpEditMessage, []param{target, message, text},
		EditMessage{"g1", ulid, "hello"}, EditMessage{"g1", ulid, "hello"}},
	{OpRecallMessage, []param{target, message}, RecallMessage{"g1", ulid}, RecallMessage{"g1", ulid}},
	{OpReact, []param{target, message,
		{"emoji", `"👍"`, slices.Concat(absent, all(400, `""`, str(65), `7`))},
		{"on", `true`, slices.Concat(absent, notBool)},
	}, React{"g1", ulid, "👍", true}, React{"g1", ulid, "👍", true}},
	{OpGetHistory, []param{target, {"before", `12`, notNumber}, limit(200)},
		GetHistory{Group: "g1", Before: at(12), Limit: 7}, GetHistory{Group: "g1", Limit: 50}},
	{OpGetHistory, []param{target, {"after", `0`, notNumber}, limit(200)},
		GetHistory{Group: "g1", After: at(0), Limit: 7}, GetHistory{Group: "g1", Limit: 50}},
	{OpGetHistory, []param{target, {"around", `3`, notNumber}, limit(200)},
		GetHistory{Group: "g1", Around: at(3), Limit: 7}, GetHistory{Group: "g1", Limit: 50}},
	{OpSearch, []param{
		{"query", `"né"`, slices.Concat(absent, all(400, `""`, `"x"`, `"é"`, `7`), all(413, str(1025)))},
		{"targetId", `"g1"`, notID}, {"before", `12`, notNumber}, limit(100),
	}, Search{"g1", "né", at(12), 7}, Search{Query: "né", Limit: 50}},
	{OpSetReadPosition, []param{target, {"seq", `4`, slices.Concat(absent, notNumber)}},
		SetReadPosition{"g1", 4}, SetReadPosition{"g1", 4}},
	{OpSendReadReceiptRequest, []param{target, message},
		SendReadReceiptRequest{3, "g1", ulid}, SendReadReceiptRequest{3, "g1", ulid}},
	{OpSendReadReceiptResponse, []param{target, {"messageList",
		`[` + quoted + `,{"messageUId":` + quoted2 + `,"readTime":1700000000000}]`,
		slices.Concat(absent, all(400, `"a"`, `{}`, `7`, `[7]`, `[null]`, `[""]`, `[[]]`, `[true]`, `["a",`+long65+`]`,
			`[{}]`, `[{"messageUId":null}]`, `[{"messageUId":7}]`, `[{"messageUId":"a","readTime":"1"}]`,
			`[{"messageUId":"a","readTime":1.5}]`, `[{"messageUId":"a","readTime":1e3}]`, `[{"messageUId":"a","readTime":true}]`,
			`[{"messageUId":"a","readTime":99999999999999999999}]`, `[{"messageuid":"a"}]`,
			`[{"messageUId":"a","readtime":1}]`, `[{"messageUId":"a","messageUId":"b"}]`,
			list(101, `7`)), all(26316, list(101, `"a"`), list(101, `{"messageUId":"a"}`)))}},
		SendReadReceiptResponse{3, "g1", []chat.Reading{{UID: ulid}, {UID: ulid2, At: 1700000000000}}},
		SendReadReceiptResponse{3, "g1", []chat.Reading{{UID: ulid}, {UID: ulid2, At: 1700000000000}}}},
	{OpGetReadReceipt, []param{target, message,
		{"list", `"unread"`, all(400, `""`, `"Read"`, `"all"`, `7`, `[]`)}, offset, limit(500)},
		GetReadReceipt{"g1", ulid, "unread", 9, 7}, GetReadReceipt{Group: "g1", UID: ulid, Limit: 50}},
	{OpRemindUnread, []param{target, message}, RemindUnread{"g1", ulid}, RemindUnread{"g1", ulid}},
	{OpTyping, []param{target}, Typing{"g1"}, Typing{"g1"}},
}

func ptr[T any](v T) *T { return &v }

func build(op Op, params []param, instead map[string]string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `{"id":7,"op":%q`, op)
	for _, p := range params {
		value := p.good
		if v, ok := instead[p.name]; ok {
			value = v
		}
		if value != "-" {
			fmt.Fprintf(&b, `,%q:%s`, p.name, value)
		}
	}
	b.WriteByte('}')
	return []byte(b.String())
}

func (p param) required() bool { return slices.Contains(p.bad, bad{"-", 400}) }

func (c opCase) all() []param {
	if c.op == OpConnect {
		return c.params
	}
	return append(slices.Clone(c.params), conversation)
}

func TestDecodeCallReadsEveryOp(t *testing.T) {
	seen := map[Op]bool{}
	for _, c := range opCases {
		seen[c.op] = true
		least := map[string]string{}
		null := map[string]string{}
		for _, p := range c.all() {
			if !p.required() {
				least[p.name] = "-"
				null[p.name] = "null"
			}
		}
		for _, v := range []struct {
			what    string
			instead map[string]string
			want    Params
		}{{"all", nil, c.want}, {"required alone", least, c.least}, {"optional ones null", null, c.least}} {
			frame := build(c.op, c.all(), v.instead)
			got, fault := DecodeCall(frame)
			if fault != nil {
				t.Errorf("%s, %s: %s\n%s", c.op, v.what, fault.Reason, frame)
				continue
			}
			if d := cmp.Diff(Call{ID: 7, Op: c.op, Params: v.want}, got); d != "" {
				t.Errorf("%s, %s (-want +got):\n%s", c.op, v.what, d)
			}
		}
	}
	if len(seen) != 22 {
		t.Errorf("%d ops are tried, the protocol has 22", len(seen))
	}
}

func TestDecodeCallNamesTheParameterThatIsWrong(t *testing.T) {
	n := 0
	for _, c := range opCases {
		for _, p := range c.all() {
			for _, b := range p.bad {
				n++
				frame := build(c.op, c.all(), map[string]string{p.name: b.json})
				_, fault := DecodeCall(frame)
				switch {
				case fault == nil:
					t.Errorf("%s: %s taken as %s", c.op, b.json, p.name)
				case fault.ID != 7 || fault.Malformed || fault.Code != b.code || !strings.Contains(fault.Reason, p.name):
					t.Errorf("%s: %s as %s: got %+v, want code %d", c.op, b.json, p.name, fault, b.code)
				}
			}
		}
	}
	t.Logf("%d cases", n)
}

func TestDecodeCallTakesWhatIsJustWithinBounds(t *testing.T) {
	for _, c := range []struct {
		op     Op
		params string
	}{
		{OpGetGroup, `"targetId":` + str(64)},
		{OpGetGroup, `"targetId":"A.b_c-9"`},
		{OpConnect, `"device":` + str(64)},
		{OpCreateGroup, `"targetId":"g","name":` + str(256) + `,"members":` + list(1000, `"a"`)},
		{OpInviteMembers, `"targetId":"g","userIds":` + list(100, `"a"`)},
		{OpUpdateGroup, `"targetId":"g","topic":` + str(1024)},
		{OpSendMessage, `"targetId":"g","text":` + str(16384) + `,"clientMsgId":"` + strings.Repeat("ü", 64) + `"`},
		{OpSendMessage, `"targetId":"g","text":" ","clientMsgId":"c","mentions":` + list(100, `"a"`)},
		{OpReact, `"targetId":"g","messageUId":"` + strings.Repeat("m", 64) + `","emoji":` + str(64) + `,"on":false`},
		{OpGetHistory, `"targetId":"g","limit":1,"before":9007199254740991`},
		{OpGetHistory, `"targetId":"g","limit":200,"before":null,"after":3`},
		{OpListMembers, `"targetId":"g","limit":500`},
		{OpSearch, `"query":"xy","limit":100`},
		{OpSearch, `"query":` + str(1024)},
		{OpGetReadReceipt, `"targetId":"g","messageUId":"m","limit":500,"list":"also"`},
		{OpSendReadReceiptResponse, `"targetId":"g","messageList":[]`},
		{OpSendReadReceiptResponse, `"targetId":"g","messageList":` + list(100, `{"messageUId":"a","readTime":1}`)},
		{OpSetReadPosition, `"targetId":"g","seq":0`},
	} {
		frame := fmt.Sprintf(`{"id":1,"op":%q,%s}`, c.op, c.params)
		if _, fault := DecodeCall([]byte(frame)); fault != nil {
			t.Errorf("%.90s: %s", frame, fault.Reason)
		}
	}
}

func TestTheTimeOfReadingIsTheClientsWhateverItsClock(t *testing.T) {
	for given, want := range map[string]chat.Millis{
		`1`: 1, `1700000000000`: 1700000000000, `9223372036854775807`: 1<<63 - 1,
		// A clock before 1970: moved to the sending of the message, never to now.
		`0`: 1, `-1`: 1, `-1577836800000`: 1,
	} {
		c, fault := DecodeCall([]byte(`{"id":1,"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"a","readTime":` + given + `}]}`))
		if fault != nil {
			t.Fatalf("%s: %s", given, fault.Reason)
		}
		if got := c.Params.(SendReadReceiptResponse).Messages[0].At; got != want {
			t.Errorf("readTime %s: got %d, want %d", given, got, want)
		}
	}
}
