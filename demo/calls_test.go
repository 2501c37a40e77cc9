package demo

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"seenby/chat"
)

// at returns a recorder whose clock stands at *now.
func recorderAt(now *time.Time) *recorder { return newRecorder(func() time.Time { return *now }) }

func TestACallAndItsReplyAreOneLine(t *testing.T) {
	now := time.Unix(0, 0)
	r := recorderAt(&now)
	r.observe("alice", true, []byte(`{"id":7,"op":"sendReadReceiptRequest","targetId":"g","messageUId":"M1"}`))
	if got := r.last(9); len(got) != 1 || got[0].code != nil || got[0].from != "alice" || got[0].uid != "M1" {
		t.Fatalf("a call is %+v", got)
	}
	r.observe("bob", false, []byte(`{"id":7,"code":26320,"error":"no"}`)) // somebody else's reply
	r.observe("alice", false, []byte(`{"id":7,"code":0,"totalCount":4}`))
	if got := r.last(9); len(got) != 1 || got[0].code == nil || *got[0].code != chat.Done {
		t.Fatalf("with its reply it is %+v", got)
	}
}

func TestOneEventToSeveralIsOneLine(t *testing.T) {
	now := time.Unix(0, 0)
	r := recorderAt(&now)
	event := []byte(`{"event":"onMessageReceiptRequest","messageUId":"M1","conversationType":3,"targetId":"g"}`)
	for _, who := range []string{"carol", "bob", "bob"} {
		r.observe(who, false, event)
	}
	now = now.Add(time.Minute)
	r.observe("dan", false, event)
	got := r.last(9)
	if len(got) != 3 || !slices.Equal(got[0].to, []string{"bob", "carol"}) {
		t.Fatalf("got %+v", got)
	}
}

func TestTheSendersOwnNoticeIsNotShown(t *testing.T) {
	now := time.Unix(0, 0)
	r := recorderAt(&now)
	r.observe("alice", false, []byte(`{"event":"onMessageReceiptRequest","messageUId":"M1","own":true}`))
	r.observe("alice", false, []byte(`{"event":"onMessage","message":{"messageUId":"M1","senderUserId":"alice","readReceiptInfo":{"isReceiptRequestMessage":true}}}`))
	r.observe("alice", false, []byte(`{"event":"onTyping","userId":"bob"}`))
	r.observe("alice", true, []byte(`not json`))
	if got := r.last(9); len(got) != 0 {
		t.Fatalf("got %+v", got)
	}
}

func TestAnUpdateNamesItsReaders(t *testing.T) {
	now := time.Unix(0, 0)
	r := recorderAt(&now)
	r.observe("alice", false, []byte(`{"event":"onMessageReceiptResponse","messageUId":"M1","userIdList":{"dan":2,"bob":1},"readCount":2,"totalCount":4}`))
	r.observe("dan", true, []byte(`{"id":1,"op":"sendReadReceiptResponse","messageList":[{"messageUId":"M9","readTime":5}]}`))
	got := r.last(9)
	if len(got) != 2 || got[0].read != 2 || got[0].total != 4 || !slices.Equal(got[0].readers, []string{"bob", "dan"}) || got[1].uid != "M9" {
		t.Fatalf("got %+v", got)
	}
}

func TestTheRecorderForgetsTheOldest(t *testing.T) {
	now := time.Unix(0, 0)
	r := recorderAt(&now)
	for i := range kept + 10 {
		r.observe("alice", true, fmt.Appendf(nil, `{"id":%d,"op":"remindUnread","messageUId":"M%d"}`, i+1, i))
	}
	r.observe("alice", false, []byte(`{"id":1,"code":0}`)) // of a line that is gone
	r.observe("alice", false, fmt.Appendf(nil, `{"id":%d,"code":0}`, kept+10))
	got := r.last(kept + 100)
	if len(got) != kept || got[0].uid != "M10" || got[kept-1].code == nil || got[0].code != nil {
		t.Fatalf("kept %d lines from %s to %s", len(got), got[0].uid, got[len(got)-1].uid)
	}
}
