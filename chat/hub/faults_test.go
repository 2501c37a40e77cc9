package hub_test

import (
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/log"
)

// clock is a hub's clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// lockedBuilder takes what several goroutines log.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newGroup() *sync.WaitGroup { return new(sync.WaitGroup) }

func loggerTo(b *lockedBuilder) *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// faultyLog fails, or explodes, when it is told to.
type faultyLog struct {
	log.Applier
	mu   sync.Mutex
	fail bool
}

func (f *faultyLog) set(fail bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = fail
}

func (f *faultyLog) get() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fail
}

func (f *faultyLog) Apply(batch []chat.Command) ([]chat.Outcome, error) {
	if f.get() {
		return nil, errors.New("the disk is full")
	}
	return f.Applier.Apply(batch)
}
