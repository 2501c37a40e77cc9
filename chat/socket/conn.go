package socket

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// phase is how far the life of a connection is. It only rises.
type phase uint8

const (
	open    phase = iota
	closing       // the close frame is queued or sent; nothing more is taken
	dead          // nothing more is read or written
)

// Conn is one websocket connection, of a hub or of a client. One goroutine may
// call [Conn.Read] and [Conn.SetReadLimit]; every other method is safe from any.
//
// A connection ends by [Conn.Close], [Conn.Kill], the peer, a broken rule of the
// protocol, or a limit. Whoever made it must end it and can wait for
// [Conn.Closed], after which nothing of it runs any more.
type Conn struct {
	tap    tap
	ws     *websocket.Conn
	server bool
	limits Limits
	closed chan struct{}

	// The reading goroutine's.
	message  *[]byte // what the last Read returned lies in it; pooled
	readOver bool    // gorilla has failed and must not be asked again

	in, out, writes atomic.Uint64

	mu       sync.Mutex
	phase    phase
	err      error  // why it ends; set once
	queue    *batch // what waits for the writer; nil when nothing does
	bytes    int    // in queue and in the writer's hands
	frames   int
	writing  bool          // the writer runs, or somebody has taken its place to finish
	cut      bool          // the writer is to leave out what it has not begun to send
	closeBy  time.Time     // no write goes on for longer; zero while open
	deadline time.Time     // the write deadline that is set
	farewell Frame         // goes ahead of a 4508
	room     chan struct{} // closed when the outbox has drained; nil when nobody waits
	ended    chan struct{} // closed when the connection is no longer open; nil when nobody waits

	watch watch // the Pinger's
}

// batch is what the writer takes at once.
type batch struct {
	frames   []Frame
	pongs    int  // how many of them are pongs
	lastPong int  // where the last one is
	pinged   bool // one of them is a ping
}

// batches are reused: an idle connection has none.
var batches = sync.Pool{New: func() any { return new(batch) }}

// maxBatch is the largest batch that is kept for reuse.
const maxBatch = 1024

func (b *batch) release() {
	if cap(b.frames) > maxBatch {
		return
	}
	clear(b.frames) // or a frame would live as long as the pool
	*b = batch{frames: b.frames[:0]}
	batches.Put(b)
}

// Stats are counts since the connection was made.
type Stats struct {
	BytesIn, BytesOut uint64 // on the wire, after the handshake; under TLS, inside of it
	Writes            uint64 // writes to the network
}

// Stats returns the counts. They are exact once the connection is closed.
func (c *Conn) Stats() Stats {
	return Stats{c.in.Load(), c.out.Load(), c.writes.Load()}
}

// Queued returns how many frames wait to be written, and their bytes, what is
// being written included.
func (c *Conn) Queued() (frames, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frames, c.bytes
}

// RemoteAddr returns the peer's network address.
func (c *Conn) RemoteAddr() net.Addr { return c.tap.raw.RemoteAddr() }

// Subprotocol returns what the ends agreed on: [Subprotocol] or "".
func (c *Conn) Subprotocol() string { return c.ws.Subprotocol() }

// Send queues one frame and returns at once. Frames go out in the order of the
// calls. nil means queued, not delivered. [ErrTooSlow] means that the outbox
// was full and this call has begun to close the connection with 4508;
// [ErrClosed] that it was closing before. Either way the frame is not sent.
func (c *Conn) Send(f Frame) error {
	one := [1]Frame{f}
	return c.SendAll(one[:])
}

// SendAll queues several frames, all or none, as [Conn.Send] does one. It does
// not keep the slice.
func (c *Conn) SendAll(frames []Frame) error {
	size, count := 0, 0
	for _, f := range frames {
		if f.wire != nil {
			size += len(*f.wire)
			count++
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != open {
		return ErrClosed
	}
	if c.frames > 0 && (c.bytes+size > c.limits.OutboxBytes || c.frames+count > c.limits.OutboxFrames) {
		c.overflow()
		return ErrTooSlow
	}
	if count == 0 {
		return nil
	}
	for _, f := range frames {
		if f.wire != nil {
			c.push(f)
		}
	}
	c.wake()
	return nil
}

// SetFarewell names the frame that goes ahead of the close frame when the
// outbox overflows; what else waits is not sent. Of a close by [Conn.Close] the
// caller takes care with [Conn.Send].
func (c *Conn) SetFarewell(f Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.farewell = f
}

// Drain blocks until at most a quarter of the outbox is taken, so that a long
// replay goes at the peer's pace. It returns [ErrClosed] once the connection
// closes and the context's error when that ends first.
func (c *Conn) Drain(ctx context.Context) error {
	for {
		c.mu.Lock()
		if c.phase != open {
			c.mu.Unlock()
			return ErrClosed
		}
		if c.drained() {
			c.mu.Unlock()
			return nil
		}
		if c.room == nil {
			c.room = make(chan struct{})
		}
		room := c.room
		c.mu.Unlock()
		select {
		case <-room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close ends the connection in order and returns at once: what is queued is sent,
// for at most the CloseTimeout, then a close frame with code and reason, then
// the network connection is closed. Only the first call does anything. A reason
// is cut to 123 bytes. Wait for [Conn.Closed] to know that it is over.
func (c *Conn) Close(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != open {
		return
	}
	c.shut(&CloseError{Code: code, Reason: cutReason(reason)}, c.limits.CloseTimeout)
	c.push(closeFrame(code, reason))
	c.wake()
}

// Kill ends the connection at once: nothing queued is sent, the peer sees a
// connection that is reset.
func (c *Conn) Kill() { c.kill(ErrKilled, closing) }

// Closed returns a channel that is closed when the connection is over: the
// network connection closed, nothing of it running.
func (c *Conn) Closed() <-chan struct{} { return c.closed }

// Err returns why the connection ends or ended, nil while it is open.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// shut begins the orderly end. The caller holds mu, the connection is open, and
// a close frame follows.
func (c *Conn) shut(why error, within time.Duration) {
	c.phase, c.err = closing, why
	c.closeBy = time.Now().Add(within)
	if c.writing { // perhaps in a write that was given longer
		c.deadline = c.closeBy
		_ = c.tap.raw.SetWriteDeadline(c.closeBy) // a dead connection fails the write anyway
	}
	c.wakeAll()
}

// overflow closes a connection whose peer does not drain its outbox. What waits
// is dropped, because sending it is what did not work. The caller holds mu.
func (c *Conn) overflow() {
	c.drop()
	c.shut(&CloseError{Code: CodeTooSlow, Reason: "too slow"}, c.limits.CloseTimeout)
	if c.farewell.wire != nil {
		c.push(c.farewell)
	}
	c.push(closeFrame(CodeTooSlow, "too slow"))
	c.wake()
}

// answerClose ends the connection after the peer's close frame, on the reading
// goroutine. The answer carries the same code (RFC 6455, section 5.5.1).
func (c *Conn) answerClose(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != open {
		return
	}
	// What is queued goes first: a reply to a call that came before the goodbye.
	c.shut(&CloseError{Code: code, Reason: reason, Remote: true}, lingerTime)
	c.push(closeFrame(code, ""))
	c.wake()
}

// drop empties the queue, but for the frame that is half written. The caller holds mu.
func (c *Conn) drop() {
	c.cut = true
	if c.queue == nil {
		return
	}
	for _, f := range c.queue.frames {
		c.bytes -= len(*f.wire)
		c.frames--
	}
	c.queue.release()
	c.queue = nil
}

// wakeAll wakes those who wait for the outbox or for the end. The caller holds
// mu and the connection is no longer open.
func (c *Conn) wakeAll() {
	wakeUp(&c.room)
	wakeUp(&c.ended)
}

// wakeUp closes a channel that may be nil, once.
func wakeUp(waiting *chan struct{}) {
	if *waiting != nil {
		close(*waiting)
		*waiting = nil
	}
}

// drained reports whether at most a quarter of the outbox is taken. The caller holds mu.
func (c *Conn) drained() bool {
	return c.bytes <= c.limits.OutboxBytes/4 && c.frames <= c.limits.OutboxFrames/4
}

// push queues a frame. The caller holds mu and wakes the writer.
func (c *Conn) push(f Frame) *batch {
	if c.queue == nil {
		c.queue = batches.Get().(*batch)
	}
	c.queue.frames = append(c.queue.frames, f)
	c.bytes += len(*f.wire)
	c.frames++
	return c.queue
}

// ping queues a ping, unless one still waits.
func (c *Conn) ping() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != open || c.queue != nil && c.queue.pinged {
		return
	}
	c.push(emptyPing).pinged = true
	c.wake()
}

// pong queues the answer to a ping. Control frames are not held against the
// outbox, which is why their number is bounded here.
func (c *Conn) pong(data string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != open {
		return
	}
	f := pongFrame(data)
	if q := c.queue; q != nil && q.pongs >= maxPongs {
		c.bytes += len(*f.wire) - len(*q.frames[q.lastPong].wire)
		q.frames[q.lastPong] = f
		return
	}
	q := c.push(f)
	q.pongs++
	q.lastPong = len(q.frames) - 1
	c.wake()
}

// kill ends the connection at once, unless it is further than last; for the
// reason given if there is none yet.
func (c *Conn) kill(why error, last phase) {
	c.mu.Lock()
	if c.phase > last {
		c.mu.Unlock()
		return
	}
	if c.err == nil {
		c.err = why
	}
	c.phase = dead
	c.drop()
	c.wakeAll()
	alone := !c.writing
	c.writing = true
	c.mu.Unlock()

	raw := network(c.tap.raw)
	if tcp, ok := raw.(*net.TCPConn); ok {
		// What the kernel still holds for a peer that takes nothing is thrown away.
		_ = tcp.SetLinger(0)
	}
	_ = raw.Close()
	if alone {
		c.finish()
	}
}

// network returns the connection below TLS: closing TLS says so to the peer first,
// and waits for seconds where they do not read.
func network(conn net.Conn) net.Conn {
	if secure, ok := conn.(*tls.Conn); ok {
		return secure.NetConn()
	}
	return conn
}

// finish is the last act of the writer, or of who took its place.
func (c *Conn) finish() {
	c.mu.Lock()
	c.phase = dead
	c.drop()
	c.wakeAll()
	c.mu.Unlock()
	_ = c.tap.raw.Close()
	c.watch.leave(c)
	close(c.closed)
}
