package hub

import (
	"context"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/crash"
	"seenby/receipts"
)

// The announcer tells senders what a storm held back, when its time has come: it
// submits a [chat.Announce], and what comes of it takes the way of everything.
// It is the one goroutine that owns the schedule and its timer.
type announcer struct {
	hub  *Hub
	wake chan struct{}
	ctx  context.Context // ends with the announcer
	stop context.CancelFunc
	over chan struct{}

	mu   sync.Mutex
	line receipts.Coalescer
}

func newAnnouncer(h *Hub) *announcer {
	a := &announcer{hub: h, wake: make(chan struct{}, 1), over: make(chan struct{})}
	a.ctx, a.stop = context.WithCancel(h.ctx)
	go a.run()
	return a
}

// add puts dues in line. It does not wait.
func (a *announcer) add(dues []chat.Due) {
	if len(dues) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.line.Add(time.Now(), dues...)
	select {
	case a.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// close ends the announcer. What waits is still due at the next start.
func (a *announcer) close() {
	a.stop()
	<-a.over
}

func (a *announcer) run() {
	defer crash.Guard()
	defer close(a.over)
	defer a.hub.rescue("the announcer")
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		updates, wait := a.take()
		for _, u := range updates {
			a.announce(u)
		}
		timer.Reset(wait)
		select {
		case <-a.wake:
		case <-timer.C:
		case <-a.ctx.Done():
			return
		}
	}
}

// take returns what is due, and how long it is until more is.
func (a *announcer) take() ([]receipts.Update, time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	updates := a.line.Take(now)
	if next, ok := a.line.Next(); ok {
		return updates, max(next.Sub(now), 0)
	}
	return updates, time.Hour
}

func (a *announcer) announce(u receipts.Update) {
	c := a.hub.command("", u.Group, chat.Announce{Messages: u.Messages})
	c.At = max(c.At, u.At)
	// It fails only when the hub ends, and then it is due again at the next start.
	_ = a.hub.log.Submit(a.ctx, log.Entry{Command: c})
}
