package store

import (
	"log/slog"
	"sync"
	"sync/atomic"

	"seenby/chat"
	"seenby/crash"
)

// A checkpointer brings what was written to the log of writes (WAL) into the
// database, so that the log does not grow without end. SQLite would do it within
// some commit, which then takes tens of milliseconds. Here it happens beside the
// commits, on a connection of its own; what came in meanwhile, which is little,
// is brought over between two batches, and with nothing left in the log the next
// commit begins it anew.
type checkpointer struct {
	c       *conn
	log     *slog.Logger
	wake    chan struct{}
	ended   sync.WaitGroup
	from    int64       // the place of the last fact when it last began
	batches int64       // since then
	running atomic.Bool // the goroutine is at it
	rest    atomic.Bool // it is done, and the rest is the writer's
}

// checkpointFacts is after how many facts, or batches times eight, it is time:
// at most some 60 MB of log, which a start after a crash reads in a tenth of a
// second. More often means to write the same pages again and again.
const checkpointFacts = 6000

// passes is how often the goroutine goes over the log: each time what came in
// meanwhile is less, and what is left for the writer takes a few milliseconds.
const passes = 3

const passive = "PRAGMA wal_checkpoint(PASSIVE)"

func (p *checkpointer) start(c *conn, pos chat.Pos, log *slog.Logger) {
	p.c, p.log, p.wake, p.from = c, log, make(chan struct{}, 1), int64(pos)
	p.ended.Go(func() {
		defer crash.Guard()
		for range p.wake {
			for range passes {
				p.checkpoint(p.c)
			}
			p.rest.Store(true)
			p.running.Store(false)
		}
	})
}

// between is called by the writer between two batches. It never fails them.
func (p *checkpointer) between(w *writer) {
	if p.rest.CompareAndSwap(true, false) {
		p.checkpoint(w.conn)
	}
	p.batches++
	if int64(w.pos)-p.from+8*p.batches >= checkpointFacts && p.running.CompareAndSwap(false, true) {
		p.from, p.batches = int64(w.pos), 0
		p.wake <- struct{}{}
	}
}

// checkpoint brings over what it can. What it cannot is for the next time: the
// log has it.
func (p *checkpointer) checkpoint(c *conn) {
	if err := c.each(passive, func(row) error { return nil }); err != nil {
		p.log.Warn("the store's log of writes could not be folded in", "error", err)
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
