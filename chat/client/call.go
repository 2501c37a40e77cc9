package client

import (
	"errors"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

const (
	// replyTime is how long a call waits for its reply before the connection is
	// given up, watchTime how often that is looked at.
	replyTime = 30 * time.Second
	watchTime = 5 * time.Second
)

// errLost is what becomes of calls whose connection ends.
var errLost = errors.New("the connection was lost before the hub replied")

// A call waits for its reply.
type call struct {
	asked time.Time
	done  func(wire.Reply, error)
}

// call makes a call. done is called once: with the reply, whatever its code, or
// with an error when there will be none.
func (e *engine) call(p wire.Params, done func(wire.Reply, error)) {
	if e.link.conn == nil {
		done(wire.Reply{}, offline(e.link.why))
		return
	}
	e.lastCall++
	id := e.lastCall
	frame, err := wire.EncodeCall(id, p)
	if err == nil && len(frame) > chat.MaxClientFrame {
		err = &chat.Error{Code: chat.TooLarge, Reason: "the call is larger than the protocol allows"}
	}
	if err != nil {
		done(wire.Reply{}, err)
		return
	}
	now := time.Now()
	if len(e.calls) == 0 {
		e.watch = now.Add(watchTime)
	}
	e.calls[id] = &call{asked: now, done: done}
	e.observe(Sent, shown(id, p, frame))
	// An outbox that is full, or a connection that closes, ends the connection,
	// and with it the call.
	_ = e.link.conn.Send(socket.Encode(frame))
}

// shown returns the frame as it may be watched.
func shown(id int64, p wire.Params, frame []byte) []byte {
	hello, ok := p.(wire.Connect)
	if !ok {
		return frame
	}
	hello.Token = "…"
	frame, _ = wire.EncodeCall(id, hello) // it was encoded before
	return frame
}

// replied hands a reply to who made the call.
func (e *engine) replied(r wire.Reply) {
	c := e.calls[r.ID]
	if c == nil {
		return
	}
	delete(e.calls, r.ID)
	if e.online() {
		e.link.latency = time.Since(c.asked)
	}
	c.done(r, nil)
}

// dropCalls tells everybody who waits for a reply that there will be none.
func (e *engine) dropCalls() {
	calls := e.calls
	e.calls = map[int64]*call{}
	for _, id := range sorted(calls) {
		calls[id].done(wire.Reply{}, errLost)
	}
}

// watchCalls gives a connection up on which a call gets no reply.
func (e *engine) watchCalls(now time.Time) {
	if len(e.calls) == 0 || now.Before(e.watch) {
		return
	}
	e.watch = now.Add(watchTime)
	if e.holding() {
		return // it is this client that does not listen
	}
	for _, c := range e.calls {
		if now.Sub(c.asked) >= replyTime && e.link.conn != nil {
			e.link.conn.Kill()
			e.link.err = errors.New("the hub does not reply")
			return
		}
	}
}

// whenLinked calls f when the client is online, or with an error where it is
// not and no connection is being made.
func (e *engine) whenLinked(f func(error)) {
	switch e.link.state {
	case chat.LinkOnline:
		f(nil)
	case chat.LinkConnecting:
		e.waiters = append(e.waiters, f)
	default:
		f(offline(e.link.why))
	}
}

// awaitLink calls f when the client is online or the next try has failed.
func (e *engine) awaitLink(f func(error)) {
	switch e.link.state {
	case chat.LinkOnline:
		f(nil)
	case chat.LinkClosed:
		f(offline(e.link.why))
	default:
		e.waiters = append(e.waiters, f)
	}
}
