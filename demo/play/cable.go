package play

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"seenby/crash"
	"seenby/demo/scenario"
)

// A cable is the network between a device and the hub: the bytes of one
// websocket, with the faults that the device has at the moment. A websocket is a
// stream: what is lost on it is lost with all that follows, and what comes in
// another order are the calls and replies that are under way together.
type cable struct {
	run    *Run
	near   net.Conn // the device's end
	far    net.Conn // the hub's end
	faults func() scenario.Faults

	broken chan struct{} // closed when it is cut through
	once   sync.Once
	dead   atomic.Bool // nothing comes through any more, and nobody is told
}

// plug makes the network connection of a device.
func (d *device) plug(ctx context.Context) (net.Conn, error) {
	u, err := url.Parse(d.run.url)
	if err != nil {
		return nil, err
	}
	port, plain := u.Port(), u.Scheme == "ws"
	if port == "" {
		port = map[bool]string{true: "80", false: "443"}[plain]
	}
	far, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return nil, err
	}
	if !plain {
		secure := tls.Client(far, d.run.tls(u.Hostname()))
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(err, far.Close())
		}
		far = secure
	}
	near, devices := net.Pipe()
	c := &cable{run: d.run, near: near, far: far, broken: make(chan struct{}), faults: d.hasFaults}
	if !d.run.cables.add(c) {
		c.snap()
		return nil, errAway
	}
	d.mu.Lock()
	d.cable = c
	d.mu.Unlock()
	up := &stream{cable: c, from: near, to: far, up: true, dice: d.dice[0], queue: make(chan parcel, 256)}
	down := &stream{cable: c, from: far, to: near, dice: d.dice[1], queue: make(chan parcel, 256)}
	var ends sync.WaitGroup
	for _, s := range []*stream{up, down} {
		ends.Go(s.read)
		ends.Go(s.write)
	}
	d.run.running.Go(func() {
		defer crash.Guard()
		ends.Wait()
		c.snap()
		d.run.cables.remove(c)
	})
	return devices, nil
}

// tls is how the hub at wss:// is verified.
func (r *Run) tls(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if r.o.TLS != nil {
		config = r.o.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = host
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// snap cuts the cable through: both ends see a connection that is reset.
func (c *cable) snap() {
	c.once.Do(func() {
		close(c.broken)
		if tcp, ok := c.far.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.near.Close()
		_ = c.far.Close()
	})
}

// die loses all that comes from here on, in both directions. The device gives
// the connection up after a while; the hub may believe in it for longer, until
// the device comes back.
func (c *cable) die(after time.Duration) {
	if c.dead.Swap(true) {
		return
	}
	c.run.running.Go(func() {
		defer crash.Guard()
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.broken:
		}
		_ = c.near.Close()
	})
}

// A fate is what becomes of a message.
type fate struct {
	lost, twice, late bool
	// cut is after how much of the message the cable is cut, from 0 to 1; less
	// than 0 is that it is not.
	cut   float64
	extra time.Duration // of the jitter
	// silence is how long a connection that has lost something goes on.
	silence time.Duration
}

// Dice decide over the messages of one device in one direction, over all its
// connections. One goroutine at a time uses them.
type dice struct {
	mu     sync.Mutex
	random *rand.Rand
}

// throw decides over the next message. It draws as many numbers whatever the
// faults are, so that one fault does not change when another one strikes.
func (d *dice) throw(f scenario.Faults) fate {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.random
	lost, twice, late, cut, where, extra, silence := r.Float64(), r.Float64(), r.Float64(), r.Float64(), r.Float64(), r.Float64(), r.Float64()
	out := fate{lost: lost < f.Loss, twice: twice < f.Duplicate, late: late < f.Reorder, cut: -1}
	if cut < f.Cut {
		out.cut = where
	}
	out.extra = time.Duration(extra * float64(f.Jitter))
	out.silence = 300*time.Millisecond + time.Duration(silence*float64(1200*time.Millisecond))
	return out
}

// A stream is one direction of a cable.
type stream struct {
	*cable
	from, to net.Conn
	up       bool // from the device to the hub
	dice     *dice
	frames   framer
	begun    bool // its first message has come
	last     time.Time
	queue    chan parcel
}

// A parcel is a piece on its way.
type parcel struct {
	piece
	fate
	due time.Time
	// free is that it may be overtaken: a call but the first, or a reply but the
	// first. Events of the hub keep their order, or nobody could resume.
	free bool
	id   string // of the call that it answers
}

// read takes what comes and decides over it.
func (s *stream) read() {
	defer crash.Guard()
	defer close(s.queue)
	buffer := make([]byte, 16<<10)
	for {
		n, err := s.from.Read(buffer)
		pieces, bad := s.frames.take(buffer[:n])
		for _, p := range pieces {
			select {
			case s.queue <- s.addressed(p):
			case <-s.broken:
				return
			}
		}
		if err != nil {
			return
		}
		if bad != nil {
			s.snap()
			return
		}
	}
}

// addressed decides what becomes of a piece, and when.
func (s *stream) addressed(p piece) parcel {
	faults := s.faults()
	out := parcel{piece: p, fate: fate{cut: -1}}
	if p.message {
		out.fate = s.dice.throw(faults)
		if !s.up {
			out.id = p.reply()
		}
		out.free = s.begun && (s.up || out.id != "")
		out.twice = out.twice && s.begun // connect is said once
		s.begun = true
	}
	out.due = time.Now().Add(faults.Latency + out.extra)
	if out.due.Before(s.last) {
		out.due = s.last
	}
	s.last = out.due
	return out
}

// overtakes reports whether p may come before one that came first. A ping or a
// close keeps its place, and so do the two replies to a call that came twice.
func (p parcel) overtakes(held *parcel) bool {
	return p.message && (p.id == "" || p.id != held.id)
}

// overtaken is how long at most a message waits for one that overtakes it.
const overtaken = 50 * time.Millisecond

// write hands on what is due. It ends with the stream, and then closes the
// other end.
func (s *stream) write() {
	defer crash.Guard()
	var (
		held  *parcel
		alone <-chan time.Time
	)
	release := func() bool {
		p := held
		held, alone = nil, nil
		return p == nil || s.deliver(*p)
	}
	for {
		select {
		case <-s.broken:
			return
		case <-alone:
			if !release() {
				return
			}
		case p, open := <-s.queue:
			switch {
			case !open:
				if release() && !s.dead.Load() {
					_ = s.to.Close() // in order: all has come through
				}
				return
			case !s.wait(p.due):
				return
			case held == nil && p.late && p.free:
				held, alone = &p, time.After(overtaken)
			case held != nil && !p.overtakes(held):
				if !release() || !s.deliver(p) {
					return
				}
			case !s.deliver(p) || !release():
				return
			}
		}
	}
}

// wait waits until a moment, and reports whether the cable is whole then.
func (s *stream) wait(due time.Time) bool {
	d := time.Until(due)
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.broken:
		return false
	}
}

// deliver lets a piece meet its fate, and reports whether the stream goes on.
func (s *stream) deliver(p parcel) bool {
	switch {
	case s.dead.Load():
		return true
	case p.cut >= 0:
		_, _ = s.to.Write(p.bytes[:int(p.cut*float64(len(p.bytes)))])
		s.snap()
		return false
	case p.lost:
		s.die(s.run.scaled(p.silence))
		return true
	}
	_, err := s.to.Write(p.bytes)
	if err == nil && p.twice {
		_, err = s.to.Write(p.bytes)
	}
	if err != nil && !s.dead.Load() {
		s.snap()
		return false
	}
	return true
}

// cables are those that are plugged in.
type cables struct {
	mu     sync.Mutex
	all    map[*cable]bool
	closed bool
}

// add takes a cable, unless there will be none any more.
func (cs *cables) add(c *cable) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.closed {
		return false
	}
	if cs.all == nil {
		cs.all = map[*cable]bool{}
	}
	cs.all[c] = true
	return true
}

func (cs *cables) remove(c *cable) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.all, c)
}

// close cuts all through, and lets no other one be plugged in.
func (cs *cables) close() {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.closed = true
	for c := range cs.all {
		c.snap()
	}
}
