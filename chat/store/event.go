package store

import (
	"seenby/chat"
)

// An event is a fact that is no message, as it is stored: it refers to users
// and messages by number, and leaves out what other rows know.
type event struct {
	kind byte
	pos  int64
	at   int64
	by   int64
	seq  int64   // the message, where there is one
	user []int64 // Created, Joined, Left, RoleSet, Described and Reminded: whom
	word string  // Joined, Left and Updated: how; RoleSet: the role; Reacted: the emoji
	on   bool    // Reacted
	heir int64   // Left
	// Announced:
	from, to, read, total int64
	version               int64
}

// The kinds of events, as they stand in the database.
const (
	evCreated byte = iota + 1
	evJoined
	evLeft
	evRoleSet
	evUpdated
	evDescribed
	evEdited
	evRecalled
	evReacted
	evAsked
	evAnnounced
	evReminded
)

// pack appends e to what ends with the event before.
func (e *event) pack(p *packer, before event) {
	p.uint(uint64(e.kind))
	p.uint(uint64(e.pos - before.pos))
	p.int(e.at - before.at)
	p.uint(uint64(e.by))
	switch e.kind {
	case evCreated, evDescribed:
		p.users(e.user)
	case evJoined, evRoleSet:
		p.users(e.user)
		p.text(e.word)
	case evLeft:
		p.users(e.user)
		p.text(e.word)
		p.uint(uint64(e.heir))
	case evUpdated:
		p.text(e.word)
	case evEdited, evRecalled, evAsked:
		p.uint(uint64(e.seq))
	case evReacted:
		p.uint(uint64(e.seq))
		p.text(e.word)
		p.uint(uint64(truth(e.on)))
	case evAnnounced:
		p.uint(uint64(e.seq))
		for _, v := range []int64{e.from, e.to - e.from, e.read, e.total, e.version} {
			p.uint(uint64(v))
		}
	case evReminded:
		p.uint(uint64(e.seq))
		p.users(e.user)
	}
}

// unpackEvent reads the event after the one before.
func unpackEvent(u *unpacker, before event) (e event) {
	e.kind = byte(u.uint())
	e.pos = before.pos + int64(u.uint())
	e.at = before.at + u.int()
	e.by = int64(u.uint())
	switch e.kind {
	case evCreated, evDescribed:
		e.user = u.users()
	case evJoined, evRoleSet:
		e.user, e.word = u.users(), u.text()
	case evLeft:
		e.user, e.word, e.heir = u.users(), u.text(), int64(u.uint())
	case evUpdated:
		e.word = u.text()
	case evEdited, evRecalled, evAsked:
		e.seq = int64(u.uint())
	case evReacted:
		e.seq, e.word, e.on = int64(u.uint()), u.text(), u.uint() != 0
	case evAnnounced:
		e.seq, e.from = int64(u.uint()), int64(u.uint())
		e.to = e.from + int64(u.uint())
		e.read, e.total, e.version = int64(u.uint()), int64(u.uint()), int64(u.uint())
	case evReminded:
		e.seq, e.user = int64(u.uint()), u.users()
	default:
		u.ok = false
	}
	return e
}

func (p *packer) users(ids []int64) {
	p.uint(uint64(len(ids)))
	for _, id := range ids {
		p.uint(uint64(id))
	}
}

func (u *unpacker) users() []int64 {
	n := u.uint()
	if n > uint64(len(u.b)) { // each takes a byte at least
		u.b, u.ok = nil, false
		return nil
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(u.uint())
	}
	return ids
}

// A segment is a row of events: some events of a group, one behind the other.
type segment struct {
	first int64
	last  event
	n     int
	packer
	dirty bool
}

// segmentSize is how many bytes a segment has, about: a fact more means writing
// the row anew, so it is small against a page, and large against what a row
// costs.
const segmentSize = 600

// events are what the writer knows of a group's events.
type events struct {
	tail *segment
	kept int // in all segments
}

// loadEvents finds where the group's events end.
func (w *writer) loadEvents(grp int64) (*events, error) {
	kept, err := w.conn.number("SELECT sum(n) FROM events WHERE grp = ?", grp)
	if err != nil {
		return nil, err
	}
	ev := &events{kept: int(kept), tail: &segment{}}
	_, err = w.one("SELECT first, n, body FROM events WHERE grp = ? ORDER BY first DESC LIMIT 1", func(r row) error {
		s := &segment{first: r.int(0), n: int(r.int(1))}
		u := unseal(r.blob(2))
		s.b = append(s.b, u.b...)
		for u.more() {
			s.last = unpackEvent(u, s.last)
		}
		if !u.ok {
			return w.damaged("the events of group %d do not match their checksum", grp)
		}
		ev.tail = s
		return nil
	}, grp)
	return ev, err
}

// note adds an event to the group's.
func (w *writer) note(r *room, f chat.Fact, e event) (err error) {
	if r.events == nil {
		if r.events, err = w.loadEvents(r.id); err != nil {
			return err
		}
	}
	if e.by, err = w.userID(f.By); err != nil {
		return err
	}
	e.pos, e.at = int64(f.Pos), int64(f.At)
	s := r.events.tail
	if len(s.b) >= segmentSize {
		if err := w.writeSegment(r.id, s); err != nil {
			return err
		}
		if err := w.prune(r); err != nil {
			return err
		}
		s = &segment{}
		r.events.tail = s
	}
	if s.n == 0 {
		s.first = e.pos
	}
	e.pack(&s.packer, s.last)
	s.last, s.dirty = e, true
	s.n++
	r.events.kept++
	return nil
}

func (w *writer) writeSegment(grp int64, s *segment) error {
	if !s.dirty {
		return nil
	}
	s.dirty = false
	sealed := packer{b: append(make([]byte, 0, len(s.b)+4), s.b...)}
	return w.exec(`INSERT INTO events VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET last = excluded.last, n = excluded.n, body = excluded.body`,
		grp, s.first, s.last.pos, int64(s.n), sealed.seal())
}

// prune drops the oldest segments while enough is kept without them, and notes
// how far that goes.
func (w *writer) prune(r *room) error {
	for r.events.kept > w.o.Replay {
		var first, last, n int64
		found, err := w.one("SELECT first, last, n FROM events WHERE grp = ? ORDER BY first LIMIT 1", func(r row) error {
			first, last, n = r.int(0), r.int(1), r.int(2)
			return nil
		}, r.id)
		if err != nil || !found || r.events.kept-int(n) < w.o.Replay {
			return err
		}
		if err := w.exec("DELETE FROM events WHERE grp = ? AND first = ?", r.id, first); err != nil {
			return err
		}
		r.events.kept -= int(n)
		r.floor, r.row = chat.Pos(last), true
	}
	return nil
}
