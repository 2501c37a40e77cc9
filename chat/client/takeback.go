package client

import (
	"errors"

	"seenby/chat"
	"seenby/chat/wire"
)

// A message in the outbox can be taken back, or given another text. What becomes
// of it depends on whether a hub may have got it: before a message goes out the
// first time, that is noted on disk, so that it is known after a crash, too.

// errTakenBack is the error of a call that waited for a message that its writer
// has taken back.
var errTakenBack = errors.New("the message was taken back")

// unsettled finds a message in the outbox.
func (e *engine) unsettled(clientMsgID string) *entry {
	for _, en := range e.outbox.entries {
		if p, ok := en.params.(wire.SendMessage); ok && p.ClientMsgID == clientMsgID {
			return en
		}
	}
	return nil
}

// open reports whether a hub may have a message.
func (en *entry) open() bool { return en.flying || en.unsure }

// givenAhead is how many messages are noted in one write.
const givenAhead = 64

// giveFirst notes on disk that a message may have been given to a hub, if that is
// not noted yet, and reports whether the message has to wait for that. It notes
// those behind it, too.
func (e *engine) giveFirst(en *entry) bool {
	if _, ok := en.params.(wire.SendMessage); !ok || en.given {
		return false
	}
	left, here := givenAhead, false
	for _, other := range e.outbox.entries[:min(len(e.outbox.entries), lookAhead)] {
		here = here || other == en
		if _, ok := other.params.(wire.SendMessage); !ok || !here || other.given || other.failed != "" {
			continue
		}
		other.given = true
		e.stow(other, true)
		if left--; left == 0 {
			break
		}
	}
	e.outbox.ready = true
	return true
}

// retry sends a message again that the hub refused.
func (e *engine) retry(clientMsgID string) {
	if en := e.unsettled(clientMsgID); en != nil && en.failed != "" {
		e.again(en)
	}
}

// again lets a message that was refused go out once more.
func (e *engine) again(en *entry) {
	en.failed, en.tries, en.given, en.unsure = "", 0, false, false
	e.recount(en, 1)
	e.stow(en, true)
	e.outbox.ready = true
	e.tellSending(en, chat.SendQueued, wire.SentBody{})
}

// discard takes a message back.
func (e *engine) discard(clientMsgID string) {
	en := e.unsettled(clientMsgID)
	switch {
	case en == nil:
		if s, ok := e.outbox.sent.find(clientMsgID); ok {
			e.queue(wire.RecallMessage{Group: s.group, UID: s.uid})
		}
	case en.failed != "" || !en.open():
		e.dropTold(en)
	case !en.recall:
		en.recall, en.text = true, ""
		e.stow(en, true)
		e.tellSending(en, chat.SendRecalling, wire.SentBody{})
	}
}

// dropTold drops a message that its writer has taken back.
func (e *engine) dropTold(en *entry) {
	e.drop(en)
	e.dirty.urgent = true
	en.failed = ""
	e.tellSending(en, chat.SendDropped, wire.SentBody{})
	if en.result != nil {
		en.result <- sendResult{err: errTakenBack}
	}
}

// revise gives a message another text.
func (e *engine) revise(clientMsgID, text string, mentions []chat.UserID) {
	en := e.unsettled(clientMsgID)
	if en == nil {
		if s, ok := e.outbox.sent.find(clientMsgID); ok {
			e.queue(wire.EditMessage{Group: s.group, UID: s.uid, Text: text})
		}
		return
	}
	p := en.params.(wire.SendMessage)
	revised := p
	revised.Text, revised.Mentions = text, mentions
	if err := fits(revised); err != nil {
		e.trouble(p.Group, what(wire.OpEditMessage)+": "+err.Error())
		return
	}
	switch {
	case en.recall:
		return
	case en.failed != "":
		en.params = revised
		e.again(en)
		return
	case en.open():
		en.text = text
	default:
		en.params = revised
	}
	e.stow(en, true)
	e.tellSending(en, chat.SendQueued, wire.SentBody{})
}

// notTaken follows a reply by which the hub has not taken a message for now. Of
// one that failed inside it is not known; one that it did not take at all can be
// dropped if its writer has taken it back.
func (e *engine) notTaken(en *entry, code chat.Code) {
	if code == chat.Failed {
		en.unsure = true
	}
	if en.recall && !en.open() {
		e.dropTold(en)
	}
}

// settled follows a message that the hub has, and reports whether its entry goes
// on: it becomes the recall, or the edit, that its writer wants, in the same
// place of the outbox and by the same write.
func (e *engine) settled(en *entry, sent wire.SentBody) bool {
	p := en.params.(wire.SendMessage)
	if sent.UID == "" {
		return false
	}
	e.outbox.sent.add(p.ClientMsgID, settledMessage{p.Group, sent.UID})
	switch {
	case en.recall:
		en.params = wire.RecallMessage{Group: p.Group, UID: sent.UID}
	case en.text != "":
		en.params = wire.EditMessage{Group: p.Group, UID: sent.UID, Text: en.text}
	default:
		return false
	}
	en.given, en.unsure, en.recall, en.text, en.tries, en.result = false, false, false, "", 0, nil
	e.stow(en, true)
	e.outbox.ready = true
	return true
}

// A settledMessage is one that the hub has.
type settledMessage struct {
	group chat.GroupID
	uid   chat.MessageUID
}

// A ring remembers the messages that the hub took last: who takes one back may
// not know yet that it has.
type ring struct {
	by    map[string]settledMessage
	order []string
	next  int
}

// maxSettled is how many they are.
const maxSettled = 256

func (r *ring) add(clientMsgID string, m settledMessage) {
	if r.by == nil {
		r.by = map[string]settledMessage{}
	}
	if len(r.order) < maxSettled {
		r.order = append(r.order, clientMsgID)
	} else {
		delete(r.by, r.order[r.next])
		r.order[r.next] = clientMsgID
		r.next = (r.next + 1) % maxSettled
	}
	r.by[clientMsgID] = m
}

func (r *ring) find(clientMsgID string) (settledMessage, bool) {
	m, ok := r.by[clientMsgID]
	return m, ok
}
