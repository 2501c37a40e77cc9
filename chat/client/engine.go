package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/crash"
	"seenby/receipts"
)

// An engine is the state of a client. One goroutine owns it: whoever wants
// something of it sends a function through the inbox. It waits for nobody but
// the disk.
type engine struct {
	c    *Client
	cfg  *Config
	log  *slog.Logger
	disk disk

	device string
	me     chat.UserID
	skew   chat.Millis // the hub's clock less this one
	limits wire.Limits

	link     link
	calls    map[int64]*call
	lastCall int64
	watch    time.Time     // when to look for calls without a reply
	waiters  []func(error) // wait for the outcome of connecting
	settling []func(error) // wait until nothing is left to do

	groups   map[chat.GroupID]*group
	shelf    shelf
	answered uidSet // what this user has answered, as far as known
	memory   receipts.Memory
	batcher  receipts.Batcher
	outbox   outbox
	fetches  fetches
	listings map[chat.GroupID][]*listing // of members, under way
	waiting  map[chat.MessageUID]waiting
	goals    map[chat.MessageUID]*goals
	peek     receipts.Peek
	chosen   receipts.Policies // while running, or in an earlier run
	dirty    changes
	diskBad  bool // the disk has failed, and that was told

	feed      feed
	counters  map[chat.GroupID]bool // whose counters have moved
	advanced  map[chat.GroupID]bool // whose cursors have moved since the last batch
	goalsTold bool                  // there are goals that were told as met
	peekMoved bool                  // what is withheld is to be told

	answeredBefore bool // by itself, now or in an earlier run
	linkMoved      bool
	callbacks      *callbacks // nil where the program has none
	held           time.Time  // since when reading from the hub is held back
	deaf           bool       // nobody took a batch for long
	numb           bool       // callbacks take long; the oldest are dropped

	closing bool
	closeBy time.Time
}

const (
	// holdTime is how long reading from the hub waits for a reader of news.
	holdTime = 2 * time.Second
	// settleTime is how long changes that may wait are collected for one write.
	settleTime = 250 * time.Millisecond
	// turns bounds what is done before news are offered again.
	turns = 256
)

func newEngine(ctx context.Context, c *Client) (*engine, error) {
	e := &engine{
		c: c, cfg: &c.cfg, log: c.cfg.Logger,
		me: c.me, device: c.cfg.Device,
		calls:    map[int64]*call{},
		groups:   map[chat.GroupID]*group{},
		shelf:    newShelf(),
		answered: newUIDSet(),
		memory:   receipts.Memory{},
		outbox:   newOutbox(),
		fetches:  newFetches(),
		listings: map[chat.GroupID][]*listing{},
		waiting:  map[chat.MessageUID]waiting{},
		goals:    map[chat.MessageUID]*goals{},
		feed:     newFeed(),
		counters: map[chat.GroupID]bool{},
		advanced: map[chat.GroupID]bool{},
		dirty:    newChanges(),
	}
	if err := e.open(ctx); err != nil {
		return nil, err
	}
	if c.cfg.OnMessageReceiptRequest != nil || c.cfg.OnMessageReceiptResponse != nil || c.cfg.OnEvent != nil {
		e.callbacks = newCallbacks(c.cfg.OnEvent != nil)
		c.callbacks = e.callbacks
	}
	return e, nil
}

// run is the owner.
func (e *engine) run() {
	defer crash.Guard()
	defer close(e.c.done)
	defer close(e.c.news)
	defer e.rescue()
	e.dial()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		now := time.Now()
		e.settle(now)
		if e.closing && (e.idle() || !now.Before(e.closeBy)) {
			break
		}
		timer.Reset(e.next().Sub(now))
		e.turn(timer.C, true)
		for range turns {
			if !e.turn(nil, false) {
				break
			}
		}
	}
	e.end()
}

// turn does one thing that is ready; with wait it waits for one, and also
// offers news. It reports whether it did anything.
func (e *engine) turn(timer <-chan time.Time, wait bool) bool {
	in := e.link.in
	if e.holding() {
		in = nil
	}
	quit := e.c.quit
	if e.closing {
		quit = nil
	}
	if !wait {
		select {
		case f := <-e.c.inbox:
			f(e)
		case got, open := <-in:
			e.receive(got, open)
		default:
			return false
		}
		return true
	}
	var out chan<- []chat.News
	if len(e.feed.batch) > 0 {
		out = e.c.news
	}
	select {
	case f := <-e.c.inbox:
		f(e)
	case got, open := <-in:
		e.receive(got, open)
	case out <- e.feed.batch:
		e.taken()
	case <-timer:
	case <-quit:
		e.closing = true
		e.closeBy = time.Now().Add(e.c.give)
	}
	return true
}

// settle does what has come due, and what the last turns left to do: first
// what must be on disk goes there, then calls go out, then news are put in
// order.
func (e *engine) settle(now time.Time) {
	e.hold(now)
	if e.link.state == chat.LinkOffline && !e.closing && !now.Before(e.link.retry) {
		e.dial()
	}
	e.watchCalls(now)
	if e.dirty.due(now) {
		e.flush(now)
	}
	e.pump(now)
	e.startFetches()
	for _, g := range sorted(e.counters) {
		if known := e.groups[g]; known != nil {
			e.tell(chat.GroupChanged{Group: known.Group, At: now})
		}
		delete(e.counters, g)
	}
	if e.linkMoved {
		e.tellLink()
	}
	if e.peekMoved {
		e.tellPeek()
	}
	if len(e.feed.batch) == 0 {
		e.handOn()
	}
	e.tellSettled()
}

// next returns when settle has to be called at the latest.
func (e *engine) next() time.Time {
	at := time.Now().Add(time.Hour)
	sooner := func(t time.Time) {
		if !t.IsZero() && t.Before(at) {
			at = t
		}
	}
	if e.link.state == chat.LinkOffline && !e.closing {
		sooner(e.link.retry)
	}
	if e.online() {
		e.nextCall(sooner)
	}
	if len(e.calls) > 0 {
		sooner(e.watch)
	}
	if !e.dirty.since.IsZero() {
		sooner(e.dirty.at())
	}
	if !e.held.IsZero() {
		sooner(e.held.Add(holdTime))
	}
	if e.closing {
		sooner(e.closeBy)
	}
	return at
}

// nextCall names when something may go out that waits for its time.
func (e *engine) nextCall(sooner func(time.Time)) {
	if o := &e.outbox; !o.pause.IsZero() {
		sooner(o.pause)
	} else if o.flying < o.window {
		sooner(o.wake)
		if due, ok := e.batcher.Next(); ok {
			sooner(due)
		}
	}
	if len(e.fetches.waiting) > 0 && e.fetches.active < maxFetching {
		sooner(e.fetches.pause)
	}
}

// tell adds news to the batch.
func (e *engine) tell(n chat.News) { e.feed.add(n) }

// trouble tells that something did not work.
func (e *engine) trouble(g chat.GroupID, text string) {
	e.tell(chat.Trouble{Group: g, Text: oneLine(text)})
}

// taken notes that somebody has taken the batch.
func (e *engine) taken() {
	e.feed.taken()
	e.deaf = false
	e.handOn()
}

// handOn lets the cursors be saved up to which everything was handed on, and
// forgets what was told.
func (e *engine) handOn() {
	for id := range e.advanced {
		if g := e.groups[id]; g != nil {
			e.dirty.cursor(g)
		}
		delete(e.advanced, id)
	}
	e.forgetTold()
}

// holding reports whether reading from the hub is held back.
func (e *engine) holding() bool { return !e.held.IsZero() && !e.closing }

// hold holds reading from the hub back while too much waits to be taken, and
// ends that when nobody takes it.
func (e *engine) hold(now time.Time) {
	news, calls := e.feed.full(), e.callbacks != nil && e.callbacks.full()
	e.numb = e.numb && calls
	switch {
	case (!news || e.deaf) && (!calls || e.numb):
		e.held = time.Time{}
	case e.held.IsZero():
		e.held = now
	case now.Sub(e.held) >= holdTime:
		e.held = time.Time{}
		e.deaf = e.deaf || news
		switch {
		case calls && e.callbacks.whole:
			e.held = now // look again later
		case calls:
			e.numb = true
		}
	}
	// What this program itself does adds up, too, while nothing is read.
	if news && e.deaf || len(e.feed.batch) >= 2*e.feed.bound {
		e.feed.fold()
	}
}

// idle reports whether nothing is left that could quickly be brought to an end.
func (e *engine) idle() bool {
	if e.link.state == chat.LinkConnecting {
		return e.outbox.unsent == 0
	}
	return !e.online() || e.outbox.settled()
}

// rescue ends a client that has failed inside, in order: the local state is as
// it was last written, and whoever shows the client learns of its end.
func (e *engine) rescue() {
	p := recover()
	if p == nil {
		return
	}
	e.log.Error("the client has failed", "panic", p, "stack", string(debug.Stack()))
	e.hangUp()
	if e.callbacks != nil {
		e.callbacks.end()
	}
	e.dirty = newChanges()
	e.c.err = errors.Join(fmt.Errorf("the client has failed: %v", p), e.close())
	crash.Caught(p)
}

// end closes everything down.
func (e *engine) end() {
	e.hangUp()
	if e.callbacks != nil {
		e.callbacks.end()
	}
	e.c.err = e.close()
}
