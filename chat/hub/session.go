package hub

import (
	"context"
	"errors"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/socket"
	"seenby/chat/wire"
	"seenby/crash"
)

// A session is one connection. Its goroutine reads calls; what is written to it
// comes from there and from the floor.
type session struct {
	hub  *Hub
	conn *socket.Conn
	addr netip.Addr
	// arrived says that the connection is counted.
	arrived bool

	// Set by connect, before the floor and the reading loop know of it.
	user    chat.UserID
	profile chat.Profile
	device  string
	tokenID string
	account *account

	// The reading goroutine's.
	malformed []time.Time // of the last minute
	refusals  bucket      // of calls refused as too fast

	seat seat // the floor's

	mu       sync.Mutex
	inFlight int           // writes that the log has
	idle     chan struct{} // closed when none is; nil when nobody waits
	room     chan struct{} // closed when there is room for more; nil when nobody waits
	welcome  bool          // the reply to connect was sent
	expiry   *time.Timer   // ends the connection with its token; nil before and after
	// behind are the cursors of groups that are still being replayed.
	behind map[chat.GroupID]string
}

// serve lets a connection in, and leaves it to a goroutine that reads it to its
// end: a new one, for letting somebody in takes a deep stack, and a stack that
// was deep once stays larger than an idle connection needs.
func (h *Hub) serve(conn *socket.Conn, token string) {
	s := &session{hub: h, conn: conn, addr: addressOf(conn.RemoteAddr())}
	if !h.enter(s) {
		conn.Close(CloseGoingDown, ErrClosing.Error())
		return
	}
	if s.arrived = h.accounts.arrive(s.addr); !s.arrived {
		h.metrics.byConnections.Inc()
		conn.Close(CloseTooMany, "too many connections")
		s.end()
		return
	}
	in := false
	s.guard(func() { in = s.connect(token) })
	if !in {
		s.end()
		return
	}
	go s.run()
}

// run reads the connection until it ends.
func (s *session) run() {
	defer crash.Guard()
	defer s.end()
	s.guard(func() {
		for {
			frame, err := s.conn.Read()
			if err != nil {
				return
			}
			s.handle(frame)
		}
	})
}

// guard does something that may panic on behalf of one connection; a panic ends
// this connection alone.
func (s *session) guard(do func()) {
	defer func() {
		if p := recover(); p != nil {
			s.hub.o.Logger.Error("panic, the connection ends", "user", s.user, "panic", p, "stack", string(debug.Stack()))
			s.close(wire.OnClosing{CloseCode: closeInternal, Reason: chat.Failed.Reason()})
		}
	}()
	do()
}

// end waits for the end of the connection and gives back what the session had of
// the hub.
func (s *session) end() {
	s.conn.Close(socket.CodeNormal, "") // does nothing where it was closed
	s.endExpiry()
	s.hub.floor.unregister(s)
	if s.account != nil {
		s.hub.accounts.close(s.user, s.hub.o.Now())
	}
	<-s.conn.Closed()
	s.hub.metrics.ended(s.conn.Err())
	if s.arrived {
		s.hub.accounts.depart(s.addr)
	}
	s.hub.leave(s)
}

// handle carries out one frame.
func (s *session) handle(frame []byte) {
	call, fault := wire.DecodeCall(frame)
	if fault != nil {
		s.fault(fault)
		return
	}
	write, now := writes(call.Params), s.hub.o.Now()
	if wait := s.account.take(&s.hub.accounts.limits, write, now); wait > 0 {
		s.tooFast(call, wait, s.hub.metrics.byUser)
		return
	}
	if write {
		if wait := s.hub.accounts.takeAddress(s.addr, now); wait > 0 {
			s.tooFast(call, wait, s.hub.metrics.byAddress)
			return
		}
		s.submit(call)
		return
	}
	if !s.settle() {
		return
	}
	s.read(call)
}

// fault answers a frame that is not carried out.
func (s *session) fault(f *wire.Fault) {
	s.reply(f.ID, "", chat.Result{Code: f.Code, Reason: f.Reason}, nil)
	if !f.Malformed {
		return
	}
	s.hub.metrics.malformed.Inc()
	now := s.hub.o.Now()
	s.malformed = append(s.malformed, now)
	for now.Sub(s.malformed[0]) >= time.Minute {
		s.malformed = s.malformed[1:]
	}
	if len(s.malformed) >= malformedPerMinute {
		s.close(wire.OnClosing{CloseCode: closeProtocol, Reason: "too many malformed frames"})
	}
}

// tooFast refuses a call because of a limit. Who goes on all the same is closed:
// a call that is let through in between makes no difference.
func (s *session) tooFast(call wire.Call, wait time.Duration, count prometheus.Counter) {
	count.Inc()
	retry := int64((wait + time.Millisecond - 1) / time.Millisecond)
	s.reply(call.ID, call.Op, chat.Result{Code: chat.TooFast, Reason: chat.TooFast.Reason(), RetryAfter: retry}, nil)
	most := s.hub.accounts.limits.Refusals
	if s.refusals.take(Rate{PerSecond: max(most/10, 1), Burst: most - 1}, s.hub.o.Now()) > 0 {
		s.close(wire.OnClosing{CloseCode: CloseTooMany, Reason: "too fast for too long", RetryAfter: retry})
	}
}

// submit gives a write to the log. It does not wait for the outcome, only for
// room when this connection has many writes under way.
func (s *session) submit(call wire.Call) {
	g, do, result := s.action(call.Params)
	if result.Code != chat.Done {
		s.reply(call.ID, call.Op, result, nil)
		return
	}
	if wait := s.hub.accounts.takeGroup(g, s.hub.o.Now()); wait > 0 {
		s.tooFast(call, wait, s.hub.metrics.byGroup)
		return
	}
	if !s.begin() {
		return
	}
	err := s.hub.log.Submit(s.hub.ctx, log.Entry{
		Command: s.hub.command(s.user, g, do), Origin: &pending{s: s, id: call.ID, group: g, op: call.Op},
	})
	if err == nil {
		return
	}
	s.done()
	reason := chat.Unavailable.Reason()
	if errors.Is(err, log.ErrClosed) {
		reason = ErrClosing.Error()
	}
	s.reply(call.ID, call.Op, chat.Result{Code: chat.Unavailable, Reason: reason}, nil)
}

// begin counts a write that goes to the log, and waits while there are too many.
func (s *session) begin() bool {
	return s.wait(&s.room, maxInFlight-1, func() { s.inFlight++ })
}

// settle waits until the writes of this connection are done, so that a read sees
// them: calls take effect in the order in which they were sent.
func (s *session) settle() bool { return s.wait(&s.idle, 0, func() {}) }

// wait waits until at most n writes are under way and then does then, under the
// lock; false when the hub ends first.
func (s *session) wait(signal *chan struct{}, n int, then func()) bool {
	for {
		s.mu.Lock()
		if s.inFlight <= n {
			then()
			s.mu.Unlock()
			return true
		}
		if *signal == nil {
			*signal = make(chan struct{})
		}
		c := *signal
		s.mu.Unlock()
		select {
		case <-c:
		case <-s.hub.ctx.Done():
			return false
		}
	}
}

// done ends what begin began; the floor calls it when the reply is queued.
func (s *session) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	if s.room != nil && s.inFlight < maxInFlight {
		close(s.room)
		s.room = nil
	}
	if s.idle != nil && s.inFlight == 0 {
		close(s.idle)
		s.idle = nil
	}
}

// reply answers a call from the reading goroutine.
func (s *session) reply(id int64, op wire.Op, r chat.Result, body wire.Body) {
	s.hub.metrics.calls.add(op, r.Code)
	var scratch [512]byte
	s.send(socket.Encode(wire.AppendReply(scratch[:0], id, r.Code, r.Reason, r.RetryAfter, body)))
}

// send queues a frame. A connection that takes no more is about to end, and the
// reading goroutine learns why.
func (s *session) send(f socket.Frame) { _ = s.conn.Send(f) }

// close tells the client and closes the connection.
func (s *session) close(why wire.OnClosing) {
	s.mu.Lock()
	welcome := s.welcome
	s.mu.Unlock()
	if welcome {
		s.send(encode(why))
	}
	s.conn.Close(why.CloseCode, why.Reason)
}

// encode returns the frame of an event.
func encode(e wire.Event) socket.Frame {
	b, err := wire.AppendEvent(nil, e)
	if err != nil {
		// Events are made of values that can be encoded; anything else is a
		// mistake in this package.
		panic(err)
	}
	return socket.Encode(b)
}

// timeout bounds a read of the store on behalf of this session.
func (s *session) timeout() (context.Context, context.CancelFunc) {
	return context.WithTimeout(s.hub.ctx, readWithin)
}

// readWithin is how long a read of the store may take.
const readWithin = 10 * time.Second

// pending is a call whose write the log has.
type pending struct {
	s     *session
	id    int64
	group chat.GroupID
	op    wire.Op
}

// told queues the reply, ahead of the events that the command led to.
func (p *pending) told(f *floor, a *log.Applied, before chat.Pos) {
	r := a.Outcome.Result
	var body wire.Body
	if r.Code == chat.Done {
		body = f.body(p, r, before)
	}
	f.hub.metrics.calls.add(p.op, r.Code)
	f.scratch = wire.AppendReply(f.scratch[:0], p.id, r.Code, r.Reason, r.RetryAfter, body)
	f.send(p.s, socket.Encode(f.scratch))
	p.s.done()
}

// resumed notes from where a group is replayed.
func (s *session) resumed(g chat.GroupID, cursor string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.behind == nil {
		s.behind = map[chat.GroupID]string{}
	}
	s.behind[g] = cursor
}

func (s *session) forgetResumed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behind = nil
}

func (s *session) resumedFrom(g chat.GroupID) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cursor, ok := s.behind[g]
	return cursor, ok
}
