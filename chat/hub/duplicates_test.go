package hub_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat/hub"
)

func TestTheSameClientMsgIDInFlightOnTwoConnectionsPostsOnce(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	desk := w.join("ana", ops)
	phone := w.connect(hub.Claims{User: "ana"}, obj("device", "phone"))
	for range 20 {
		in := obj("targetId", ops, "clientMsgId", newID(), "text", "once")
		var calls [2][]int64
		for range 10 { // none waits for the reply to another one
			for i, c := range []*client{desk, phone} {
				calls[i] = append(calls[i], c.send("sendMessage", in))
			}
		}
		first := desk.reply(calls[0][0])
		for i, c := range []*client{desk, phone} {
			for j, id := range calls[i] {
				if i == 0 && j == 0 {
					continue
				}
				if r := c.reply(id); r.Code != 0 || r.UID != first.UID || r.Seq != first.Seq || r.Sent != first.Sent {
					t.Fatalf("%s, first %s", r.raw, first.raw)
				}
			}
		}
	}
	if n := len(desk.do("getHistory", obj("targetId", ops)).Messages); n != 20 {
		t.Errorf("%d messages", n)
	}
}

// TestAnOutboxThatIsAYearOldPostsNothingTwice: idempotency has no time limit.
func TestAnOutboxThatIsAYearOldPostsNothingTwice(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	asks := bob.flagged(ops, "read this")
	in := obj("targetId", ops, "clientMsgId", newID(), "text", "once")
	first := ana.do("sendMessage", in)
	answer := obj("targetId", ops, "messageList", []any{obj("messageUId", asks.UID, "readTime", now.now().UnixMilli())})
	ana.do("sendReadReceiptResponse", answer)
	read := bob.do("getReadReceipt", obj("targetId", ops, "messageUId", asks.UID, "list", "read"))
	for range 300 { // the hub's short memory is full of others
		bob.post(ops, "meanwhile")
	}
	now.add(365 * 24 * time.Hour)
	w.restart()
	ana = w.connect(hub.Claims{User: "ana", Expires: now.now().Add(time.Hour)}, nil)
	bob = w.connect(hub.Claims{User: "bob", Expires: now.now().Add(time.Hour)}, nil)
	if r := ana.do("sendMessage", in); r.UID != first.UID || r.Seq != first.Seq || r.Sent != first.Sent {
		t.Errorf("%s, first %s", r.raw, first.raw)
	}
	ana.do("sendReadReceiptResponse", answer)
	again := bob.do("getReadReceipt", obj("targetId", ops, "messageUId", asks.UID, "list", "read"))
	if diff := cmp.Diff(read.Users, again.Users); diff != "" || again.Version != read.Version || len(again.Users) != 1 {
		t.Errorf("%s, first %s", again.raw, read.raw)
	}
}
