package log

import (
	"context"
	"sync"

	"seenby/crash"
)

// A Memory is a log for tests: Submit applies its command at once, alone, and
// tells the sink before it returns. So one goroutine sees everything happen in
// a fixed order. An entry that the sink itself submits is applied when the sink
// has returned. It has no goroutine.
type Memory struct {
	applier Applier
	sink    Sink

	mu      sync.Mutex
	waiting []Entry
	busy    bool
	closed  bool
	idle    *sync.Cond
}

var _ Log = (*Memory)(nil)

// NewMemory returns a log over a, which tells s.
func NewMemory(a Applier, s Sink) *Memory {
	m := &Memory{applier: a, sink: s}
	m.idle = sync.NewCond(&m.mu)
	return m
}

// Submit implements [Log]. When another Submit is under way, that one applies e
// as well.
func (m *Memory) Submit(ctx context.Context, e Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	m.waiting = append(m.waiting, e)
	if m.busy {
		return nil
	}
	m.busy = true
	for len(m.waiting) > 0 {
		next := m.waiting[:1]
		m.waiting = m.waiting[1:]
		m.step(next)
	}
	m.busy = false
	m.idle.Broadcast()
	return nil
}

// step applies one entry, without the lock, so that the sink can submit.
func (m *Memory) step(next []Entry) {
	m.mu.Unlock()
	defer m.mu.Lock()
	applied, _ := apply(m.applier, next) // the outcome tells of the error
	m.sink(applied)
}

// Close implements [Log].
func (m *Memory) Close(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	defer context.AfterFunc(ctx, func() {
		defer crash.Guard()
		m.mu.Lock()
		defer m.mu.Unlock()
		m.idle.Broadcast()
	})()
	for m.busy {
		if err := ctx.Err(); err != nil {
			return err
		}
		m.idle.Wait()
	}
	return nil
}
