package client

import (
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// TestAWrongClockIsKnownAfterARestartWithoutANetwork lets somebody whose clock
// is wrong close the program, start it without a network, read, and come back.
func TestAWrongClockIsKnownAfterARestartWithoutANetwork(t *testing.T) {
	for name, off := range map[string]time.Duration{
		"an hour ahead": time.Hour, "an hour behind": -time.Hour, "fifty years ahead": 50 * 365 * 24 * time.Hour, "right": 0,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cfg := Config{Now: func() time.Time { return time.Now().Add(off) }}
			c, hub, s := start(t, dir, cfg)
			p := hub.welcome(ops())
			p.tell(wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)})
			until(t, s, func(n chat.MessageAdded) bool { return n.Message.Seq == 1 })
			stop(t, c, hub, s)

			noNetwork := cfg
			noNetwork.Dial = away
			c, hub, s = start(t, dir, noNetwork)
			before := now()
			c.Read("ops", []chat.Seen{seen(1, cfg.Now())})
			after := now()
			stop(t, c, hub, s)

			c, hub, s = start(t, dir, cfg)
			p, _ = hub.accept()
			p.greet(ops())
			r, _ := want[wire.SendReadReceiptResponse](p)
			const near = 2500 // less is taken for the way of a frame
			if at := r.Messages[0].At; at < before-near || at > after+near {
				t.Errorf("answered with a time %v from the hub's", time.Duration(at-before)*time.Millisecond)
			}
			stop(t, c, hub, s)
		})
	}
}
