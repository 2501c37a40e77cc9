package hub_test

import (
	"testing"

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
