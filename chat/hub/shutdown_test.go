package hub_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/log"
)

// The orderly end of a hub: what was taken is answered, everybody is told, and it
// is over within five seconds whoever does what (protocol.md, close code 4503). The
// times are those of a clock that stands still while anything is done.

func TestGoingDownIsToldAndWhatWasTakenIsAnswered(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana := w.join("ana", ops)
	ids := make([]int64, 50)
	for i := range ids {
		ids[i] = ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
	}
	ana.reply(ids[0])
	if err := w.hub.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	e := ana.event("onClosing")
	if e.CloseCode != hub.CloseGoingDown || e.Reason == "" {
		t.Errorf("%s", e.raw)
	}
	if code := ana.closed(); code != hub.CloseGoingDown {
		t.Errorf("closed with %d", code)
	}
	done := 0
	ana.mu.Lock()
	for _, fs := range ana.replies {
		for _, f := range fs {
			if f.Code == chat.Done {
				done++
			}
		}
	}
	ana.mu.Unlock()
	w.restart()
	again := w.connect(hub.Claims{User: "ana"}, nil)
	if last := again.welcome.Groups[0].LastSeq; int(last) < done+1 {
		t.Errorf("%d were acknowledged, %d are there", done+1, last)
	}
}

// hanging is a log whose Close is not over in time, as when the disk hangs. The
// rest is done behind the back of whoever closes it.
type hanging struct {
	log.Log
	over chan struct{}
}

func (h hanging) Close(ctx context.Context) error {
	<-ctx.Done()
	go func() {
		defer close(h.over)
		_ = h.Log.Close(context.Background())
	}()
	return ctx.Err()
}

func TestGoingDownIsOverWithinFiveSeconds(t *testing.T) {
	for _, c := range []struct {
		name        string
		stuck       bool // somebody takes nothing of what is queued for them
		hangs       bool // the log does not come to its end
		least, most time.Duration
	}{
		{"when everybody reads", false, false, 0, 0},
		{"when somebody does not read at all", true, false, time.Second, 5 * time.Second},
		{"when the disk hangs", false, true, time.Second, 5 * time.Second},
		{"when both", true, true, time.Second, 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				over := make(chan struct{})
				w := newWorld(t, func(o *hub.Options) {
					o.Limits.Off = true
					if c.hangs {
						o.NewLog = func(a log.Applier, s log.Sink) log.Log {
							return hanging{log.NewLocal(a, s, log.Options{}), over}
						}
					}
				})
				ana := w.join("ana", ops)
				cursors := ana.ready.Cursors
				for range 50 {
					ana.post(ops, strings.Repeat("x", 4000))
				}
				if c.stuck {
					w.step(hub.Claims{User: "ana"}, cursors) // reads the reply to connect and nothing more
				}
				began := time.Now()
				if err := w.hub.Close(t.Context()); (err != nil) != c.hangs {
					t.Errorf("closing: %v", err)
				}
				if d := time.Since(began); d < c.least || d > c.most {
					t.Errorf("it took %v", d)
				}
				if e := ana.event("onClosing"); e.CloseCode != hub.CloseGoingDown || e.Reason == "" {
					t.Errorf("%s", e.raw)
				}
				if code := ana.closed(); code != hub.CloseGoingDown {
					t.Errorf("closed with %d", code)
				}
				if c.hangs {
					<-over
				}
				w.stop()
			})
		})
	}
}

// Who comes at that moment is told to come back, and not that the hub has failed.
func TestWhoComesWhileTheHubGoesDownIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		w := newWorld(t, func(o *hub.Options) {
			o.NewLog = func(a log.Applier, s log.Sink) log.Log { return hanging{log.NewLocal(a, s, log.Options{}), over} }
		})
		early := w.dial(nil) // is connected, and has said nothing
		synctest.Wait()
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			_ = w.hub.Close(context.Background()) // the log hangs
		}()
		synctest.Wait()
		late := w.dial(nil)
		if code := late.closed(); code != hub.CloseGoingDown {
			t.Errorf("late: closed with %d", code)
		}
		early.send("connect", obj("token", w.token(hub.Claims{User: "ana", Groups: []chat.GroupID{ops}})))
		if code := early.closed(); code != hub.CloseGoingDown {
			t.Errorf("early: closed with %d", code)
		}
		<-closed
		<-over
		w.stop()
	})
}
