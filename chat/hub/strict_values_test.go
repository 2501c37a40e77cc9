package hub_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"seenby/chat"
)

// Every parameter of every call with every kind of value that it is not, twice,
// in other letters and left out.

// A kind of JSON value.
type kind string

const (
	str     kind = "a string"
	num     kind = "a number"
	boolean kind = "a boolean"
	list    kind = "a list"
	object  kind = "an object"
)

var samples = map[kind]string{str: `"x y"`, num: `7.5`, boolean: `true`, list: `[[]]`, object: `{"a":1}`}

// parameter is one of a call: its kind, a good value, and whether it must be there.
type parameter struct {
	kind  kind
	good  string
	needs bool
}

var (
	aGroup   = parameter{str, `"g"`, true}
	aMessage = parameter{str, `"$OWN"`, true}
	aLimit   = parameter{num, `1`, false}
	anOffset = parameter{num, `1`, false}
	aType    = parameter{num, `3`, false}
)

// strictParams are the parameters of all calls after connect.
var strictParams = map[string]map[string]parameter{
	"createGroup": {
		"targetId": aGroup, "name": {str, `"n"`, true}, "members": {list, `["bob"]`, false},
		"receiptVisibility": {str, `"sender"`, false},
	},
	"getGroup":      {"targetId": aGroup},
	"listMembers":   {"targetId": aGroup, "offset": anOffset, "limit": aLimit},
	"joinGroup":     {"targetId": aGroup},
	"quitGroup":     {"targetId": aGroup},
	"inviteMembers": {"targetId": aGroup, "userIds": {list, `["bob"]`, true}},
	"removeMembers": {"targetId": aGroup, "userIds": {list, `["nina"]`, true}},
	"setRole":       {"targetId": aGroup, "userId": {str, `"bob"`, true}, "role": {str, `"member"`, true}},
	"updateGroup": {
		"targetId": aGroup, "name": {str, `"n"`, false}, "topic": {str, `"t"`, false}, "open": {boolean, `false`, false},
		"receiptVisibility": {str, `"sender"`, false},
	},
	"sendMessage": {
		"targetId": aGroup, "clientMsgId": {str, `"1"`, true}, "text": {str, `"t"`, true},
		"needReceipt": {boolean, `true`, false}, "replyTo": {str, `"$OWN"`, false}, "mentions": {list, `["bob"]`, false},
	},
	"editMessage":   {"targetId": aGroup, "messageUId": aMessage, "text": {str, `"t"`, true}},
	"recallMessage": {"targetId": aGroup, "messageUId": aMessage},
	"react": {
		"targetId": aGroup, "messageUId": aMessage, "emoji": {str, `"e"`, true}, "on": {boolean, `true`, true},
	},
	"getHistory":             {"targetId": aGroup, "before": {num, `2`, false}, "limit": aLimit},
	"search":                 {"targetId": {str, `"g"`, false}, "query": {str, `"qq"`, true}, "before": {num, `2`, false}, "limit": aLimit},
	"setReadPosition":        {"targetId": aGroup, "seq": {num, `1`, true}},
	"sendReadReceiptRequest": {"conversationType": aType, "targetId": aGroup, "messageUId": aMessage},
	"sendReadReceiptResponse": {
		"conversationType": aType, "targetId": aGroup, "messageList": {list, `["$BOB"]`, true},
	},
	"getReadReceipt": {
		"targetId": aGroup, "messageUId": aMessage, "list": {str, `"read"`, false}, "offset": anOffset, "limit": aLimit,
	},
	"remindUnread": {"targetId": aGroup, "messageUId": aMessage},
	"typing":       {"targetId": aGroup},
}

// written is a call with good values, but for some that are as given; "" leaves
// one out.
func written(op string, as map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"id":7,"op":%q`, op)
	for _, name := range slices.Sorted(maps.Keys(strictParams[op])) {
		value, changed := as[name]
		if !changed {
			value = strictParams[op][name].good
		}
		if value != "" {
			fmt.Fprintf(&b, `,%q:%s`, name, value)
		}
	}
	if more := as["more"]; more != "" {
		b.WriteString("," + more)
	}
	return b.String() + "}"
}

func TestStrictEveryParameterWithEveryOtherValue(t *testing.T) {
	s := newStrict(t)
	for _, op := range allOps(t) {
		if _, ok := strictParams[string(op)]; !ok && op != "connect" {
			t.Errorf("%s is not tried", op)
		}
	}
	n := 0
	refused := func(frame, name string) {
		t.Helper()
		n++
		r := s.say(frame, 7)
		if r.Code != chat.Malformed || !strings.HasPrefix(r.Error, name) {
			t.Errorf("%s: %s", frame, r.raw)
		}
	}
	settle(s.ana, "g", s.bob)
	before := s.told()
	for op, params := range strictParams {
		for name, p := range params {
			for k, value := range samples {
				if k != p.kind || k != str && k != boolean { // "x y" and true may be good ones
					refused(written(op, map[string]string{name: value}), name)
				}
			}
			if p.needs {
				refused(written(op, map[string]string{name: ""}), name)
				refused(written(op, map[string]string{name: "null"}), name)
			}
			for _, other := range []string{strings.ToUpper(name), strings.ToLower(name), strings.ToUpper(name[:1]) + name[1:]} {
				if other != name {
					refused(written(op, map[string]string{"more": fmt.Sprintf(`%q:%s`, other, p.good)}), other)
				}
			}
			twice := map[string]string{"more": fmt.Sprintf(`%q:%s`, name, p.good)}
			refused(written(op, twice), name)
			escaped := fmt.Sprintf(`"\u%04x%s":%s`, name[0], name[1:], p.good)
			refused(written(op, map[string]string{"more": escaped}), name)
		}
	}
	settle(s.ana, "g", s.bob)
	if after := s.told(); after != before+2 {
		t.Errorf("%d events came of what was refused", after-before-2)
	}
	t.Logf("%d frames", n)
}

func TestStrictAForeignConversationTypeOnEveryCall(t *testing.T) {
	s := newStrict(t)
	for op, params := range strictParams {
		as := map[string]string{"more": `"conversationType":1`}
		if _, known := params["conversationType"]; known {
			as = map[string]string{"conversationType": "1"}
		}
		for _, g := range []string{`"g"`, `"absent"`} {
			as["targetId"] = g
			if r := s.say(written(op, as), 7); r.Code != chat.NoReceiptsHere {
				t.Errorf("%s: %s", op, r.raw)
			}
		}
	}
}
