package store

import (
	"log/slog"
	"sync"
	"sync/atomic"
)

// A checkpointer brings what was written to the log of writes (WAL) into the
// database, so that the log does not grow without end. SQLite would do it within
// some commit, which then takes tens of milliseconds. Here it happens beside the
// commits, on a connection of its own; what came in meanwhile, which is little,
// is brought over between two batches, and with nothing left in the log the next
// commit begins it anew.
type checkpointer struct {
	c       *conn
	wake    chan struct{}
	ended   sync.WaitGroup
	facts   int         // since the last time
	running atomic.Bool // the goroutine is at it
	rest    atomic.Bool // it is done, and the rest is the writer's
}

// checkpointFacts is after how many facts, or batches times eight, it is time:
// at most some 60 MB of log, which a start after a crash reads in a tenth of a
// second. More often means to write the same pages again and again.
const checkpointFacts = 6000

const passive = "PRAGMA wal_checkpoint(PASSIVE)"

func (p *checkpointer) start(c *conn) {
	p.c, p.wake = c, make(chan struct{}, 1)
	p.ended.Go(func() {
		for range p.wake {
			// What cannot be brought over now is the next time: the log has it.
			if err := p.c.each(passive, func(row) error { return nil }); err != nil {
				slog.Warn("the store's log of writes could not be folded in", "error", err)
			}
			p.rest.Store(true)
			p.running.Store(false)
		}
	})
}

// after is called by the writer between two batches. It never fails the batch:
// that is durable.
func (p *checkpointer) after(w *conn, facts int) {
	if p.rest.CompareAndSwap(true, false) {
		if err := w.each(passive, func(row) error { return nil }); err != nil {
			slog.Warn("the store's log of writes could not be folded in", "error", err)
		}
	}
	if p.facts += facts + 8; p.facts >= checkpointFacts && p.running.CompareAndSwap(false, true) {
		p.facts = 0
		p.wake <- struct{}{}
	}
}

func (p *checkpointer) stop() error {
	if p.c == nil {
		return nil
	}
	close(p.wake)
	p.ended.Wait()
	return p.c.close()
}
