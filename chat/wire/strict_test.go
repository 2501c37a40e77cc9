package wire

import (
	"strings"
	"testing"

	"seenby/chat"
)

// nested returns JSON that is n deep.
func nested(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

func TestDecodeCallIsStrict(t *testing.T) {
	const (
		ok        = "ok"
		malformed = "malformed" // answered with id 0
	)
	good := `{"id":7,"op":"getGroup","targetId":"g"}`
	with := func(members string) string { return `{"id":7,"op":"getGroup","targetId":"g",` + members + `}` }
	for _, c := range []struct {
		frame string
		// want is ok, malformed, or the field that the reason names.
		want string
	}{
		{good, ok},
		{" \t\r\n" + good + "\n ", ok},
		{`{ "id" : 7 , "op" : "getGroup" , "targetId" : "g" }`, ok},
		{`{"targetId":"g","op":"getGroup","id":7}`, ok},
		{`{"\u0069d":7,"op":"getGroup","target\u0049d":"g"}`, ok},
		{`{"id":7,"op":"get\u0047roup","targetId":"\u0067"}`, ok},
		{with(`"unknown":1e999`), ok},
		{with(`"unknown":{"a":[1,"}",{"b":"\\\"]"}]},"more":null`), ok},
		{with(`"":1,"x":"\ud83d\ude00"`), ok},
		{with(`"deep":` + nested(7)), ok},
		{`{"id":9223372036854775807,"op":"getGroup","targetId":"g"}`, ok},
		{with(`"name":7,"text":[],"limit":"x"`), ok}, // parameters of other ops

		{``, malformed},
		{` `, malformed},
		{`null`, malformed},
		{`true`, malformed},
		{`7`, malformed},
		{`"getGroup"`, malformed},
		{`[]`, malformed},
		{`[` + good + `]`, malformed},
		{`{}`, malformed},
		{"\ufeff" + good, malformed},
		{good + `x`, malformed},
		{good + good, malformed},
		{good + `,`, malformed},
		{good + "\x00", malformed},
		{good[:len(good)-1], malformed},
		{`{"id":7,"op":"getGroup","targetId":"g",}`, malformed},
		{`{"id":7 "op":"getGroup"}`, malformed},
		{`{"id":7,"op":"getGroup","targetId"}`, malformed},
		{`{id:7,"op":"getGroup"}`, malformed},
		{`{'id':7,"op":"getGroup"}`, malformed},
		{`{"id":7,"op":"getGroup",/* */"targetId":"g"}`, malformed},
		{`{"id":07,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":+7,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":0x7,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":NaN,"op":"getGroup","targetId":"g"}`, malformed},
		{with(`"x":"` + "\n" + `"`), malformed},
		{with(`"x":"\x41"`), malformed},
		{with(`"x":"\u00g0"`), malformed},
		{with(`"x":tru`), malformed},
		{with(`"x":.5`), malformed},
		{with(`"x":1.`), malformed},
		{with(`"deep":` + nested(10001)), malformed},
		{strings.Repeat("[", 65536), malformed},
		{strings.Repeat(`{"a":`, 13000), malformed},

		{`{"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":null,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":0,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":-7,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7.0,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7.5,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7e0,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":"7","op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":true,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":[7],"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":9223372036854775808,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":99999999999999999999999,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"ID":7,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7,"targetId":"g"}`, malformed},
		{`{"id":7,"op":null,"targetId":"g"}`, malformed},
		{`{"id":7,"op":7,"targetId":"g"}`, malformed},
		{`{"id":7,"op":["getGroup"],"targetId":"g"}`, malformed},
		{`{"id":7,"Op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7,"id":7,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7,"i\u0064":8,"op":"getGroup","targetId":"g"}`, malformed},
		{`{"id":7,"op":"getGroup","op":"quitGroup","targetId":"g"}`, malformed},

		{`{"id":7,"op":""}`, "op"},
		{`{"id":7,"op":"GetGroup","targetId":"g"}`, "op"},
		{`{"id":7,"op":"getgroup","targetId":"g"}`, "op"},
		{`{"id":7,"op":"getGroup ","targetId":"g"}`, "op"},
		{`{"id":7,"op":"dropTables","targetId":"g"}`, "op"},
		{`{"id":7,"op":"getGroup","TARGETID":"g"}`, "TARGETID"},
		{`{"id":7,"op":"getGroup","targetid":"g"}`, "targetid"},
		{with(`"TargetId":"g"`), "TargetId"},
		{with(`"ID":8`), "ID"},
		{with(`"OP":"x"`), "OP"},
		{with(`"conversationtype":3`), "conversationtype"},
		{`{"id":7,"op":"editMessage","targetId":"g","messageUId":"m","TEXT":"x"}`, "TEXT"},
		{`{"id":7,"op":"editMessage","targetId":"g","messageUid":"m","text":"x"}`, "messageUid"},
		{with(`"target\u0069d":"g"`), "targetid"},
		{with(`"targetId":"g"`), "targetId"},
		{with(`"target\u0049d":"h"`), "targetId"},
		{with(`"x":1,"x":2`), "x"},
		{with(`"x":{"a":1,"a":2}`), "x"},
		{with(`"x":[{"a":1,"\u0061":2}]`), "x"},
		{with(`"x":"\ud800"`), "x"},
		{with(`"x":"\udc00\ud800"`), "x"},
		{with(`"x":["a","` + "\xc0\xaf" + `"]`), "x"},
		{with(`"x":"` + "\xed\xa0\x80" + `"`), "x"},
		{with(`"x":"` + "\xf4\x90\x80\x80" + `"`), "x"},
		{with(`"deep":` + nested(8)), "deep"},
		{with(`"deep":` + nested(9000)), "deep"},
		{with(`"deep":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}`), "deep"},
		{`{"id":7,"op":"getGroup","targetId":` + nested(8) + `}`, "targetId"},
		{`{"id":7,"op":"getHistory","targetId":"g","before":1,"after":2}`, "before, after, around"},
		{`{"id":7,"op":"getHistory","targetId":"g","after":0,"around":2}`, "before, after, around"},
		{`{"id":7,"op":"getHistory","targetId":"g","before":1,"after":1,"around":1}`, "before, after, around"},
		{`{"id":7,"op":"search","query":"xy","before":5}`, "before"},
	} {
		call, fault := DecodeCall([]byte(c.frame))
		switch {
		case c.want == ok:
			if fault != nil || call.Params != (GetGroup{"g"}) {
				t.Errorf("%.100q: %+v, %+v", c.frame, call, fault)
			}
		case fault == nil:
			t.Errorf("%.100q was taken", c.frame)
		case fault.Code != chat.Malformed || fault.Reason == "" || len(fault.Reason) > 200:
			t.Errorf("%.100q: %+v", c.frame, fault)
		case c.want == malformed:
			if !fault.Malformed || fault.ID != 0 {
				t.Errorf("%.100q: %+v, want a malformed frame", c.frame, fault)
			}
		case fault.Malformed || fault.ID != 7 || !strings.HasPrefix(fault.Reason, c.want+": "):
			t.Errorf("%.100q: %+v, want the reason to name %s", c.frame, fault, c.want)
		}
	}
}

func TestOfSeveralFaultsTheFirstOfTheOrderIsTold(t *testing.T) {
	big := `"` + strings.Repeat("x", chat.MaxText+1) + `"`
	for _, c := range []struct {
		members string
		want    chat.Code
		named   string
	}{
		{`"op":"editMessage","conversationType":1,"targetId":"g","messageUId":"m","text":""`, 400, "text"},
		{`"op":"editMessage","conversationType":1,"targetId":"g","messageUId":"m","text":` + big, 26317, "conversationType"},
		{`"op":"editMessage","text":` + big + `,"targetId":"g","messageUId":7`, 400, "messageUId"},
		{`"op":"editMessage","text":` + big + `,"targetId":"g","messageUId":"m","Text":"x"`, 400, "Text"},
		{`"op":"editMessage","targetId":"","messageUId":7,"text":7`, 400, "targetId"},
		{`"op":"sendReadReceiptResponse","conversationType":1,"targetId":"g","messageList":` + list(101, `"a"`), 26317, "conversationType"},
		{`"op":"sendReadReceiptResponse","targetId":"g","messageList":` + list(101, `"a"`), 26316, "messageList"},
		{`"op":"sendReadReceiptResponse","conversationType":1,"targetId":"g","messageList":[` + strings.Repeat(`"a",`, 101) + `7]`, 400, "messageList"},
		{`"op":"sendReadReceiptResponse","conversationType":1,"messageList":["a"]`, 400, "targetId"},
		{`"op":"sendReadReceiptRequest","conversationType":1,"targetId":"g","messageUId":"m"`, 26317, "conversationType"},
		{`"op":"nothing","conversationType":1`, 400, "op"},
	} {
		_, fault := DecodeCall([]byte(`{"id":7,` + c.members + `}`))
		if fault == nil || fault.Code != c.want || fault.ID != 7 || fault.Malformed || !strings.HasPrefix(fault.Reason, c.named+": ") {
			t.Errorf("%.120s: got %+v, want %d for %s", c.members, fault, c.want, c.named)
		}
	}
}

func TestReasonsAreShortWhateverTheFrame(t *testing.T) {
	name := strings.Repeat("ü", 20000)
	for _, members := range []string{
		`"` + name + `":1,"` + name + `":2`, `"` + name + `":` + nested(9), `"` + name + `":"\ud800"`,
	} {
		_, fault := DecodeCall([]byte(`{"id":7,"op":"getGroup","targetId":"g",` + members + `}`))
		if fault == nil || len(fault.Reason) > 100 {
			t.Errorf("%.40s: %+v", members, fault)
		}
	}
}

func TestACallKeepsNothingOfItsFrame(t *testing.T) {
	frame := []byte(`{"id":7,"op":"sendMessage","targetId":"g","clientMsgId":"c","text":"hello","mentions":["bob"]}`)
	c, fault := DecodeCall(frame)
	if fault != nil {
		t.Fatal(fault.Reason)
	}
	clear(frame)
	if m := c.Params.(SendMessage); m.Text != "hello" || m.Mentions[0] != "bob" || m.Group != "g" || c.Op != OpSendMessage {
		t.Errorf("got %+v", c)
	}
}

func TestOneCallLeavesNothingToTheNext(t *testing.T) {
	var others strings.Builder // the parameters of all other ops in capitals: unknown to getGroup
	seen := map[string]bool{"targetId": true, "conversationType": true}
	for _, c := range opCases {
		for _, p := range c.params {
			if !seen[p.name] {
				seen[p.name] = true
				others.WriteString(`,"` + strings.ToUpper(p.name) + `":1`)
			}
		}
	}
	for _, c := range opCases {
		DecodeCall(build(c.op, c.all(), nil))
		DecodeCall(build(c.op, c.all(), map[string]string{"targetId": "7"}))
		call, fault := DecodeCall([]byte(`{"id":7,"op":"getGroup","targetId":"g"` + others.String() + `}`))
		if fault != nil || call.Params != (GetGroup{"g"}) {
			t.Fatalf("after %s: %+v, %+v", c.op, call, fault)
		}
	}
}
