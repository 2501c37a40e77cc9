package hub_test

import (
	"context"
	"strings"
	"testing"
	"time"

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

func TestGoingDownDoesNotWaitForWhoDoesNotRead(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	cursors := ana.ready.Cursors
	for range 50 {
		ana.post(ops, strings.Repeat("x", 4000))
	}
	w.step(hub.Claims{User: "ana"}, cursors) // reads the reply to connect and nothing more
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	began := time.Now()
	if err := w.hub.Close(ctx); err != nil {
		t.Error(err)
	}
	// The hub ends whoever is left after 5 s.
	if d := time.Since(began); d > patience/2 {
		t.Errorf("it took %v", d)
	}
	if code := ana.closed(); code != hub.CloseGoingDown {
		t.Errorf("closed with %d", code)
	}
}
