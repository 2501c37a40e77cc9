package log

import (
	"context"
	"sync"

	"seenby/crash"
)

// Options are the bounds of a [Local]. The zero value is good for a hub.
type Options struct {
	// Queue is how many entries wait at most before Submit blocks; 0 means 8,192.
	Queue int
	// Batch is how many commands are applied in one transaction at most; 0 means
	// 4,096.
	Batch int
	// OnError is told of every batch that the applier refused, on the
	// committer's goroutine; nil for nobody.
	OnError func(error)
}

// ahead is how many batches may be durable and not yet told: enough that the
// disk and the sink work at the same time.
const ahead = 2

// A Local is the log of a single hub: a queue, one goroutine that applies all
// that waits in one transaction (group commit), and one that tells the sink, so
// that the next batch is written while the last one is told. A lone command is
// not held back to wait for company: the batch grows by what came in while the
// one before was written.
//
// A panic of the applier or the sink is not caught: going on would tell what
// may not be stored.
type Local struct {
	applier Applier
	sink    Sink
	o       Options

	queue   chan Entry
	closing chan struct{}
	done    chan struct{}
	once    sync.Once
	// sending is held for reading while an entry goes into the queue, so that
	// Close does not close the queue under a Submit.
	sending sync.RWMutex
}

var _ Log = (*Local)(nil)

// NewLocal starts a log over a, which tells s. It runs until [Local.Close].
func NewLocal(a Applier, s Sink, o Options) *Local {
	if o.Queue <= 0 {
		o.Queue = 8192
	}
	if o.Batch <= 0 {
		o.Batch = 4096
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	l := &Local{
		applier: a, sink: s, o: o,
		queue: make(chan Entry, o.Queue), closing: make(chan struct{}), done: make(chan struct{}),
	}
	durable := make(chan []Applied, ahead)
	go l.commit(durable)
	go l.tell(durable)
	return l
}

// Submit implements [Log].
func (l *Local) Submit(ctx context.Context, e Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.sending.RLock()
	defer l.sending.RUnlock()
	select {
	case <-l.closing:
		return ErrClosed
	default:
	}
	select {
	case l.queue <- e:
		return nil
	default:
	}
	select {
	case l.queue <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.closing:
		return ErrClosed
	}
}

// Close implements [Log].
func (l *Local) Close(ctx context.Context) error {
	l.once.Do(func() {
		close(l.closing) // lets go of those who wait for room
		l.sending.Lock()
		close(l.queue)
		l.sending.Unlock()
	})
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// commit applies what waits, batch after batch, until the queue is closed and
// empty.
func (l *Local) commit(durable chan<- []Applied) {
	defer crash.Guard()
	defer close(durable)
	entries := make([]Entry, 0, 64)
	for first := range l.queue {
		entries = l.gather(append(entries[:0], first))
		applied, err := apply(l.applier, entries)
		if err != nil {
			l.o.OnError(err)
		}
		durable <- applied
		clear(entries) // what came of them is no longer held here
	}
}

// gather adds what waits already.
func (l *Local) gather(entries []Entry) []Entry {
	for len(entries) < l.o.Batch {
		select {
		case e, ok := <-l.queue:
			if !ok {
				return entries
			}
			entries = append(entries, e)
		default:
			return entries
		}
	}
	return entries
}

func (l *Local) tell(durable <-chan []Applied) {
	defer crash.Guard()
	defer close(l.done)
	for batch := range durable {
		l.sink(batch)
	}
}
