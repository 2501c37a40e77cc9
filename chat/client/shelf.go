package client

import (
	"maps"
	"slices"

	"seenby/chat"
)

const (
	// shelfSize is how many messages are kept in memory.
	shelfSize = 4096
	// maxAnswered is how many answered messages are remembered beside what the
	// messages themselves say.
	maxAnswered = 1 << 14
)

// A shelf holds the messages that came by last. They are its own: what is
// handed out is cloned.
type shelf struct {
	messages map[chat.MessageUID]*chat.Message
	order    []chat.MessageUID // a ring, by when they came
	next     int
}

func newShelf() shelf { return shelf{messages: map[chat.MessageUID]*chat.Message{}} }

// put keeps a clone of m and returns it.
func (s *shelf) put(m *chat.Message) *chat.Message {
	kept := clone(m)
	if _, known := s.messages[m.UID]; !known {
		if len(s.order) < shelfSize {
			s.order = append(s.order, m.UID)
		} else {
			delete(s.messages, s.order[s.next])
			s.order[s.next] = m.UID
			s.next = (s.next + 1) % shelfSize
		}
	}
	s.messages[m.UID] = kept
	return kept
}

// clone copies what changes in place.
func clone(m *chat.Message) *chat.Message {
	c := *m
	c.Receipt = cloneReceipt(m.Receipt)
	return &c
}

func cloneReceipt(r *chat.ReceiptInfo) *chat.ReceiptInfo {
	if r == nil {
		return nil
	}
	c := *r
	if r.Tally != nil {
		t := *r.Tally
		c.Tally = &t
	}
	c.Readers = maps.Clone(r.Readers)
	c.Also = slices.Clone(r.Also)
	return &c
}

// A uidSet remembers the last ids that were put into it.
type uidSet struct {
	in    map[chat.MessageUID]bool
	order []chat.MessageUID
	next  int
}

func newUIDSet() uidSet { return uidSet{in: map[chat.MessageUID]bool{}} }

// add reports whether uid is new.
func (s *uidSet) add(uid chat.MessageUID) bool {
	if s.in[uid] {
		return false
	}
	if len(s.order) < maxAnswered {
		s.order = append(s.order, uid)
	} else {
		delete(s.in, s.order[s.next])
		s.order[s.next] = uid
		s.next = (s.next + 1) % maxAnswered
	}
	s.in[uid] = true
	return true
}

// known returns what the client has of a message, nil when nothing. Its owner
// is the shelf.
func (e *engine) known(g chat.GroupID, uid chat.MessageUID) *chat.Message {
	if m := e.recent(g, uid); m != nil {
		return m
	}
	m, ok, err := e.disk.message(g, uid)
	if err != nil {
		e.diskFailed(err)
	}
	if !ok || m.Group != g {
		return nil
	}
	return e.shelf.put(&m)
}

// recent returns what the client has of a message in memory.
func (e *engine) recent(g chat.GroupID, uid chat.MessageUID) *chat.Message {
	m := e.shelf.messages[uid]
	if m == nil {
		if m = e.dirty.messages[uid]; m != nil { // it has left the shelf, but is not on disk yet
			m = e.shelf.put(m)
		}
	}
	if m == nil || m.Group != g {
		return nil
	}
	return m
}

// keep puts a message on the shelf and, soon, on disk.
func (e *engine) keep(m *chat.Message) {
	e.dirty.message(e.shelf.put(m))
}

// meet takes a message as the hub tells it, and puts right in it what this
// client knows to be newer: replies and events may overtake each other, and no
// count goes back (receipts.md, Live counts). What is on disk alone is older
// than anything on its way.
func (e *engine) meet(m *chat.Message) {
	if old := e.recent(m.Group, m.UID); old != nil {
		merge(m, old)
	}
	if m.Receipt != nil && m.Sender != e.me && e.answered.in[m.UID] && !m.Receipt.Responded {
		m.Receipt = cloneReceipt(m.Receipt)
		m.Receipt.Responded = true
	}
	e.keep(m)
	e.follow(m)
	e.reviewGoals(m)
}

// merge puts into m what old has and m has not yet.
func merge(m, old *chat.Message) {
	switch {
	case old.Recalled > m.Recalled:
		m.Recalled, m.Text = old.Recalled, ""
	case old.Edited > m.Edited && m.Recalled == 0:
		m.Edited, m.Text = old.Edited, old.Text
	}
	if m.ClientMsgID == "" {
		m.ClientMsgID = old.ClientMsgID
	}
	if old.Receipt == nil {
		return
	}
	known := cloneReceipt(old.Receipt)
	if m.Receipt == nil { // a flag is never taken back
		m.Receipt = known
		return
	}
	if m.Receipt.Tally != nil && known.Tally != nil && m.Receipt.Before(*known.Tally) {
		m.Receipt.Tally, m.Receipt.Readers, m.Receipt.Also = known.Tally, known.Readers, known.Also
	}
	if known.Responded && !m.Receipt.Responded {
		m.Receipt.Responded, m.Receipt.RespondedAt = true, known.RespondedAt
	}
}
