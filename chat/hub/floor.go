package hub

import (
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// The floor is where everybody stands who is connected, and everything that
// happens is called out once. It mirrors, of the groups of those who are
// connected, what is told of a group to each, so that telling asks nobody.
//
// The log calls apply from one goroutine, and sessions come and go under the
// same lock. Nothing done under it waits for a connection.
type floor struct {
	hub   *Hub
	epoch string

	mu      sync.Mutex
	pos     chat.Pos // of the last fact that was told
	rooms   map[chat.GroupID]*room
	people  map[chat.UserID]*person
	gone    map[chat.UserID]*viewer // who left by the command at hand
	empty   []*room                 // perhaps; looked at after a command
	dirty   []*session              // those with frames to be queued
	spare   [][]socket.Frame
	frames  int // queued since the last flush
	bytes   int // of them
	scratch []byte
	message chat.MessageUID // that the fact at hand tells, if it tells one
	tail    tail
	watches map[*watch]struct{}
	waits   []wait // for a position
	closed  bool

	presence      map[chat.UserID]bool // what is to be told, online or not
	presenceTimer *time.Timer
}

// wait is somebody who waits until the floor has come to a position.
type wait struct {
	pos  chat.Pos
	done chan struct{}
}

// A person is a user with at least one connection, or who had one until a
// moment ago.
type person struct {
	user     chat.UserID
	sessions []*session
	rooms    map[chat.GroupID]*room // in which they are a viewer
	leaving  *time.Timer            // runs while there is no session
}

// A seat is what the floor keeps with a session.
type seat struct {
	person *person
	stage  stage
	since  chat.Pos       // what comes after it is told
	out    []socket.Frame // queued at the end of the batch
	held   []held
	bytes  int // of held
	told   map[chat.MessageUID]bool
	watch  *watch // while it gets what it missed
}

// held is a frame that waits for the replay to end, or is part of it.
type held struct {
	frame   socket.Frame
	asked   chat.MessageUID // set when it asks for this message's receipt
	message chat.MessageUID // set when it tells this message
}

// stage is how far a session has come on the floor. It only rises.
type stage uint8

const (
	outside stage = iota
	holding       // it gets what was missed; what happens now is held back
	live
	departed
)

// The most that is held back for one session while it gets what it missed.
// Beyond it the session is too slow, and comes back with newer cursors.
const (
	maxHeldFrames = 8192
	maxHeldBytes  = 4 << 20
)

func newFloor(h *Hub) *floor {
	return &floor{
		hub: h, epoch: h.store.Epoch(), pos: h.store.Position(),
		rooms: map[chat.GroupID]*room{}, people: map[chat.UserID]*person{},
		gone: map[chat.UserID]*viewer{}, watches: map[*watch]struct{}{}, presence: map[chat.UserID]bool{},
	}
}

func (f *floor) size() (people, rooms int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.people), len(f.rooms)
}

// apply tells what the log yielded.
func (f *floor) apply(batch []log.Applied) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range batch {
		f.entry(&batch[i])
	}
	f.flush()
	f.hub.metrics.applied(batch)
	f.waits = notify(f.waits, f.pos)
}

// entry folds the facts of one command into the mirror, then answers its
// caller, then tells everybody.
func (f *floor) entry(a *log.Applied) {
	before := f.pos
	facts := a.Outcome.Facts
	if len(facts) > 0 {
		if facts[0].Pos != before+1 {
			f.miss(facts[0].Pos)
		}
		for i := range facts {
			f.fold(&facts[i])
			f.tail.add(&facts[i])
			f.noteRecall(&facts[i])
		}
		f.pos = facts[len(facts)-1].Pos
	}
	if o, ok := a.Origin.(origin); ok {
		o.told(f, a, before)
	}
	f.tell(facts)
	f.sweep()
	f.hub.due.add(a.Outcome.Due)
}

// miss deals with facts that the log did not tell, as when a batch is on disk
// after all whose commit had failed: everybody comes back and resumes.
func (f *floor) miss(next chat.Pos) {
	f.hub.o.Logger.Error("the log left facts out, all connections resume", "from", f.pos+1, "to", next-1)
	for _, p := range f.people {
		for _, s := range p.sessions {
			s.close(wire.OnClosing{CloseCode: CloseGoingDown, Reason: "come back and resume"})
			f.settled(s)
			s.seat.stage = departed
		}
		p.sessions = nil
		f.empties(p)
	}
	clear(f.rooms)
	clear(f.people)
	f.tail.forget(next - 1)
}

// notify lets go of those whose position has come.
func notify(waits []wait, pos chat.Pos) []wait {
	left := waits[:0]
	for _, w := range waits {
		if w.pos <= pos {
			close(w.done)
		} else {
			left = append(left, w)
		}
	}
	clear(waits[len(left):])
	return left
}

// event encodes an event.
func (f *floor) event(e wire.Event) socket.Frame {
	b, err := wire.AppendEvent(f.scratch[:0], e)
	if err != nil {
		panic(err) // a mistake in this package, see encode
	}
	f.scratch = b
	return socket.Encode(b)
}

func (f *floor) cursor(p chat.Pos) string { return wire.FormatCursor(f.epoch, p) }

// all queues a durable event to all connections of everybody in r.
func (f *floor) all(r *room, frame socket.Frame) {
	for _, v := range r.viewers {
		f.person(v.person, frame)
	}
}

// others does so, but for one user, to whose connections own goes.
func (f *floor) others(r *room, user chat.UserID, own, frame socket.Frame) {
	for u, v := range r.viewers {
		if u == user {
			f.person(v.person, own)
		} else {
			f.person(v.person, frame)
		}
	}
}

// user queues a durable event to the connections of a user in r.
func (f *floor) user(r *room, u chat.UserID, frame socket.Frame) {
	if v := r.viewers[u]; v != nil {
		f.person(v.person, frame)
	}
}

func (f *floor) person(p *person, frame socket.Frame) {
	for _, s := range p.sessions {
		f.durable(s, held{frame: frame})
	}
}

// durable queues an event that is never left out: a session that gets what it
// missed will have it afterwards.
func (f *floor) durable(s *session, h held) {
	switch s.seat.stage {
	case live:
		f.send(s, h.frame)
	case holding:
		h.message = f.message
		s.seat.held = append(s.seat.held, h)
		s.seat.bytes += h.frame.Len()
		if len(s.seat.held) > maxHeldFrames || s.seat.bytes > maxHeldBytes {
			s.seat.held = nil
			s.close(wire.OnClosing{CloseCode: socket.CodeTooSlow, Reason: "too slow"})
			f.depart(s)
		}
	}
}

// fleeting queues an event that is best effort.
func (f *floor) fleeting(s *session, frame socket.Frame) {
	if s.seat.stage == live {
		f.send(s, frame)
	}
}

// send queues a frame with the others of this batch.
func (f *floor) send(s *session, frame socket.Frame) {
	if len(s.seat.out) == 0 {
		f.dirty = append(f.dirty, s)
		if n := len(f.spare); s.seat.out == nil && n > 0 {
			s.seat.out, f.spare = f.spare[n-1], f.spare[:n-1]
		}
	}
	s.seat.out = append(s.seat.out, frame)
	f.frames++
	f.bytes += frame.Len()
}

// flush gives each connection what was queued for it: one wake and one write.
func (f *floor) flush() {
	for i, s := range f.dirty {
		// Who takes no more is closed by now, and unregisters.
		_ = s.conn.SendAll(s.seat.out)
		clear(s.seat.out)
		if cap(s.seat.out) <= maxSpare && len(f.spare) < maxSpare {
			f.spare = append(f.spare, s.seat.out[:0])
		}
		s.seat.out = nil
		f.dirty[i] = nil
	}
	f.dirty = f.dirty[:0]
	f.hub.metrics.frames.Add(float64(f.frames))
	f.hub.metrics.bytes.Add(float64(f.bytes))
	f.frames, f.bytes = 0, 0
}

// maxSpare bounds what is kept for reuse between batches.
const maxSpare = 256

// close lets nobody in any more and stops the floor's timers.
func (f *floor) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.presenceTimer != nil {
		f.presenceTimer.Stop()
	}
	for _, p := range f.people {
		f.stay(p)
	}
}
