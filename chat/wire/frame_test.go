package wire

import (
	"fmt"
	"strings"
	"testing"

	"seenby/chat"
)

func TestDecodeFrameIgnoresWhatItDoesNotKnow(t *testing.T) {
	for _, c := range []struct {
		frame string
		want  Frame
	}{
		{`{"event":"onTyping","targetId":"g","userId":"a","id":"x","code":"y","error":[],"more":{"a":[1]}}`, OnTyping{"g", "a"}},
		{`{"userId":"a","online":true,"event":"onPresence"}`, OnPresence{"a", true}},
		{`{"event":"onTyping","targetId":"g","userId":"a","TARGETID":"h"}`, OnTyping{"g", "a"}},
		{`{"event":"onNextYear","id":7}`, Unknown{"onNextYear"}},
		{`{"event":""}`, Unknown{}},
		{`{"event":null,"x":1}`, Unknown{}},
		{`{}`, Unknown{}},
		{`{"id":7}`, Unknown{}},
		{`{"code":0}`, Unknown{}},
		{`{"EVENT":"onReady"}`, Unknown{}},
		{`{"event":"onClosing","closeCode":4503,"reason":"","retryAfter":9223372036854775807}`, OnClosing{4503, "", maxRetryAfter}},
		{`{"event":"onClosing","closeCode":4503,"retryAfter":-5}`, OnClosing{CloseCode: 4503}},
	} {
		got, err := DecodeFrame([]byte(c.frame))
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v; want %+v", c.frame, got, err, c.want)
		}
	}
	f, err := DecodeFrame([]byte(`{"id":7,"code":429,"error":"slow","retryAfter":-1,"x":[]}`))
	if r, ok := f.(Reply); err != nil || !ok || r.ID != 7 || r.Code != chat.TooFast || r.Error != "slow" || r.RetryAfter != 0 {
		t.Errorf("got %+v, %v", f, err)
	}
}

const soundMessage = `{"messageUId":"m","targetId":"g","seq":1,"senderUserId":"a"}`

func TestDecodeFrameRefusesWhatAHubMayNotSend(t *testing.T) {
	for _, frame := range []string{
		``, `null`, `7`, `[]`, `"x"`, `{`, `{"event":"onReady"}x`, "\xff", `{"event":7}`, `{"event":"onReady","event":"onReady"}`,
		`{"id":7.5,"code":0}`, `{"id":"7","code":0}`, `{"id":7,"code":"0"}`, `{"id":7,"code":99999999999999999999}`, `{"id":7,"code":0,"error":7}`,
		`{"event":"onReady","cursors":7}`,
		`{"event":"onReady","cursors":{"g":"a","g":"b"}}`,
		`{"event":"onMessage"}`,
		`{"event":"onMessage","message":7}`,
		`{"event":"onMessage","message":{"messageUId":"m","targetId":"g","seq":0,"senderUserId":"a"}}`,
		`{"event":"onMessage","message":{"messageUId":"m","targetId":"../g","seq":1,"senderUserId":"a"}}`,
		`{"event":"onMessage","message":{"messageUId":"m","targetId":"g","seq":1,"senderUserId":"\u001b[31m"}}`,
		`{"event":"onMessageUpdated","message":{"messageUId":"","targetId":"g","seq":1,"senderUserId":"a"}}`,
		`{"event":"onMessage","message":{"messageUId":"m","targetId":"g","seq":1,"senderUserId":"a","text":"\ud800"}}`,
		`{"event":"onMessage","message":{"messageUId":"m","targetId":"g","seq":1,"senderUserId":"a","readReceiptInfo":{"readCount":3,"totalCount":2}}}`,
		`{"event":"onMessage","message":{"messageUId":"m","targetId":"g","seq":1,"senderUserId":"a","readReceiptInfo":{"userIdList":{"":1}}}}`,
		`{"event":"onMessageReceiptRequest","targetId":"g","seq":1,"senderUserId":"a"}`,
		`{"event":"onMessageReceiptResponse","messageUId":"m","targetId":"g","readCount":-1}`,
		`{"event":"onMessageReceiptResponse","messageUId":"m","targetId":"g","readCount":2,"totalCount":1}`,
		`{"event":"onMessageReceiptResponse","messageUId":"m","targetId":"g","userIdList":{"a b":1}}`,
		`{"event":"onMessageReceiptResponse","messageUId":"m","targetId":"g","userIdList":{"a":1.5}}`,
		`{"event":"onReceiptResponded","targetId":""}`,
		`{"event":"onReceiptReminder","targetId":"g","messageUId":"` + strings.Repeat("m", 65) + `","senderUserId":"a"}`,
		`{"event":"onGroupChanged","group":{"targetId":"g","unread":-1}}`,
		`{"event":"onGroupChanged","group":{"targetId":"g","memberCount":-1}}`,
		`{"event":"onGroupChanged"}`,
		`{"event":"onReadPosition","targetId":"g","readSeq":-1}`,
		`{"event":"onTyping","targetId":"g"}`,
		`{"event":"onPresence","userId":" "}`,
		`{"event":"onClosing","closeCode":"4503"}`,
		`{"event":"onReady","x":` + strings.Repeat("[", 20000),
		`{"event":"onReady","x":"` + strings.Repeat("x", chat.MaxHubFrame) + `"}`,
	} {
		if f, err := DecodeFrame([]byte(frame)); err == nil {
			t.Errorf("%.120s: taken as %+v", frame, f)
		}
	}
}

func TestAReplyIsReadWithCare(t *testing.T) {
	for _, c := range []struct {
		members string
		body    Body
	}{
		{`"userId":"a b"`, &Connected{}},
		{`"userId":"a","groups":[{"targetId":"g","lastSeq":-1}]`, &Connected{}},
		{`"userId":"a","groups":7`, &Connected{}},
		{`"group":{"targetId":""}`, &GroupBody{}},
		{``, &GroupBody{}},
		{`"members":[{"userId":""}]`, &MembersBody{}},
		{`"total":-1`, &MembersBody{}},
		{`"messageUId":"m","seq":0`, &SentBody{}},
		{`"messageUId":"","seq":1`, &SentBody{}},
		{`"messages":[` + soundMessage + `,{}]`, &MessagesBody{}},
		{`"totalCount":-1`, &TotalBody{}},
		{`"readCount":2,"totalCount":1`, &ReceiptsBody{}},
		{`"users":[{"userId":"\u202e"}]`, &ReceiptsBody{}},
		{`"reminded":-1`, &RemindedBody{}},
		{`"ignored":7`, &AnsweredBody{}},
	} {
		frame := strings.Replace(fmt.Sprintf(`{"id":7,"code":0,%s}`, c.members), ",}", "}", 1)
		f, err := DecodeFrame([]byte(frame))
		if err != nil {
			t.Fatalf("%s: %v", frame, err)
		}
		if err := f.(Reply).Into(c.body); err == nil {
			t.Errorf("%s: taken as %+v", frame, c.body)
		}
	}
	var page MessagesBody
	f, _ := DecodeFrame([]byte(`{"id":7,"code":0,"messages":[` + soundMessage + `],"more":true}`))
	if err := f.(Reply).Into(&page); err != nil || len(page.Messages) != 1 || !page.More {
		t.Errorf("got %+v, %v", page, err)
	}
}
