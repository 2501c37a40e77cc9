package socket

import (
	"sync"
	"sync/atomic"
	"time"

	"seenby/crash"
)

// Pinger keeps any number of connections alive with one timer: it pings each at
// an interval and kills, with [ErrSilent], those from which no frame came for
// too long. It counts ticks of its own timer, a twenty-fifth of the shorter
// interval each, so a process that was stopped or starved does not take its own
// silence for that of its peers. When the machine slept for longer than that, the
// peers have given up: all connections end at once, and clients come back. The
// timer runs only while there are connections; there is nothing to stop.
type Pinger struct {
	tick       time.Duration
	pingTicks  int64 // 0: no pings
	quietTicks int64
	now        atomic.Int64 // in ticks

	wall func() time.Time // the time of day, which goes on while the machine sleeps

	mu     sync.Mutex
	ran    time.Time // when run ran last, and the time of day then
	day    time.Time
	timer  *time.Timer
	slots  []*Conn // a ring of lists, by the tick at which to look again
	conns  int
	spread int64 // so that connections made at once are not pinged at once
}

// watch is what a Pinger keeps in a connection. All but seen is the Pinger's,
// under its mutex.
type watch struct {
	pinger     *Pinger
	seen       atomic.Int64 // the tick of the last frame
	pingAt     int64
	prev, next *Conn
	slot       int
	in         bool
}

// ticksPerInterval is how fine a Pinger counts.
const ticksPerInterval = 25

// NewPinger returns a Pinger that pings every so often (0: never) and gives a
// connection up after silence, at the latest a tick later.
func NewPinger(every, silence time.Duration) *Pinger {
	shorter := silence
	if every > 0 {
		shorter = min(every, silence)
	}
	tick := max(shorter/ticksPerInterval, time.Millisecond)
	p := &Pinger{
		tick:       tick,
		pingTicks:  int64(every / tick),
		quietTicks: int64((silence + tick - 1) / tick),
		wall:       func() time.Time { return time.Now().Round(0) },
	}
	p.slots = make([]*Conn, max(p.pingTicks, p.quietTicks)+2)
	return p
}

// saw notes that a frame came.
func (w *watch) saw() {
	if w.pinger != nil {
		w.seen.Store(w.pinger.now.Load())
	}
}

// join puts a new connection under the care of p, which may be nil.
func (w *watch) join(p *Pinger, c *Conn) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	w.pinger = p
	now := p.now.Load()
	w.seen.Store(now)
	if p.pingTicks > 0 {
		w.pingAt = now + 1 + p.spread%p.pingTicks
		p.spread++
	}
	p.insert(c, now)
	p.conns++
	if p.conns > 1 {
		return
	}
	p.ran = time.Time{} // whatever was while there were none
	if p.timer == nil {
		p.timer = time.AfterFunc(p.tick, p.run)
	} else {
		p.timer.Reset(p.tick)
	}
}

// leave takes a connection out.
func (w *watch) leave(c *Conn) {
	p := w.pinger
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !w.in {
		return
	}
	p.unlink(c)
	p.conns--
	if p.conns == 0 {
		p.timer.Stop()
	}
}

// run is one tick: it looks at the connections whose time has come.
func (p *Pinger) run() {
	defer crash.Guard()
	var ping, quiet []*Conn
	p.mu.Lock()
	now := p.now.Add(1)
	if p.slept() > time.Duration(p.quietTicks)*p.tick {
		quiet = p.all() // their peers have given them up
	}
	for c := p.slots[p.slotOf(now)]; c != nil; {
		next := c.watch.next
		switch w := &c.watch; {
		case now-w.seen.Load() > p.quietTicks:
			quiet = append(quiet, c)
		case p.pingTicks > 0 && now >= w.pingAt:
			ping = append(ping, c)
			w.pingAt += p.pingTicks
		}
		p.unlink(c)
		p.insert(c, now)
		c = next
	}
	p.mu.Unlock()

	for _, c := range ping {
		c.ping()
	}
	for _, c := range quiet {
		c.kill(ErrSilent, closing)
	}

	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conns > 0 {
		p.timer.Reset(p.tick)
	}
}

// slept returns how long the machine slept since the last run, by the clocks of
// which one stood still meanwhile. The lock is held.
func (p *Pinger) slept() time.Duration {
	ran, day := p.ran, p.day
	p.ran, p.day = time.Now(), p.wall()
	if ran.IsZero() {
		return 0
	}
	return p.day.Sub(day) - p.ran.Sub(ran)
}

// all returns all connections. The lock is held.
func (p *Pinger) all() (conns []*Conn) {
	for _, c := range p.slots {
		for ; c != nil; c = c.watch.next {
			conns = append(conns, c)
		}
	}
	return conns
}

func (p *Pinger) slotOf(tick int64) int { return int(tick % int64(len(p.slots))) }

// insert puts c where it is looked at next: when it is to be pinged or would
// have been silent for too long, whichever comes first.
func (p *Pinger) insert(c *Conn, now int64) {
	w := &c.watch
	at := w.seen.Load() + p.quietTicks + 1
	if p.pingTicks > 0 {
		at = min(at, w.pingAt)
	}
	w.slot, w.in = p.slotOf(max(at, now+1)), true
	w.prev, w.next = nil, p.slots[w.slot]
	if w.next != nil {
		w.next.watch.prev = c
	}
	p.slots[w.slot] = c
}

func (p *Pinger) unlink(c *Conn) {
	w := &c.watch
	if w.prev != nil {
		w.prev.watch.next = w.next
	} else {
		p.slots[w.slot] = w.next
	}
	if w.next != nil {
		w.next.watch.prev = w.prev
	}
	w.prev, w.next, w.in = nil, nil, false
}
