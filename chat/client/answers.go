package client

import (
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

// maxAsked bounds the open requests that are remembered of one group.
const maxAsked = 10_000

// positionTime is the least time between two read positions of a group.
const positionTime = time.Second

// read takes what was really read on a screen.
func (e *engine) read(id chat.GroupID, seen []chat.Seen) {
	g := e.group(id)
	if g == nil {
		return
	}
	if e.peek.On() {
		e.readPeeking(g, seen)
		return
	}
	policy := e.cfg.Policy.For(id)
	var last chat.Seq
	for _, s := range e.notWithheld(seen) {
		if s.Seq >= maxSeq {
			continue
		}
		last = max(last, s.Seq)
		if policy == receipts.PolicyNever {
			continue
		}
		if e.memory.Add(id, s.Seq, e.hubTime(s.At)) {
			e.dirty.remembered(id)
		}
		if e.isAsked(g, s.UID) {
			e.settleRequest(g, s.UID, s.Seq)
		}
	}
	e.moveRead(g, last)
}

// isAsked reports whether a message asks this user and was not answered. Of a
// request from before the program was started, the local copy knows.
func (e *engine) isAsked(g *group, uid chat.MessageUID) bool {
	if _, asks := g.asked[uid]; asks || e.answered.in[uid] {
		return asks
	}
	m := e.known(g.ID, uid)
	return m != nil && m.Receipt != nil && !m.Receipt.Responded && m.Sender != e.me && m.Recalled == 0
}

// readAt returns when a message was read, or now where that is not remembered.
func (e *engine) readAt(g chat.GroupID, seq chat.Seq) chat.Millis {
	if at, ok := e.memory.ReadAt(g, seq); ok {
		return at
	}
	return e.hubTime(time.Time{})
}

// moveRead moves the private read position forward. It says nothing about
// receipts (receipts.md, Answering 5).
func (e *engine) moveRead(g *group, to chat.Seq) {
	if g.LastSeq > 0 {
		to = min(to, g.LastSeq)
	}
	if to <= g.ReadSeq {
		return
	}
	g.ReadSeq = to
	g.Unread = min(g.Unread, unreadAfter(to, g.LastSeq))
	e.dirty.group(g)
	e.tell(chat.ReadMovedTo{Group: g.ID, Seq: to, Unread: g.Unread})
	e.queuePosition(g, to)
}

// learn takes what a message says about receipts. came tells that it is here
// for the first time.
func (e *engine) learn(g *group, m *chat.Message, came bool) {
	switch {
	case m.Sender == e.me:
	case m.Recalled != 0:
		delete(g.asked, m.UID)
		e.unhold(m.UID)
	case m.Receipt == nil:
	case m.Receipt.Responded:
		e.answered.add(m.UID)
		delete(g.asked, m.UID)
		e.unhold(m.UID)
	default:
		if came {
			e.callRequest(ReceiptRequest{UID: m.UID, ConversationType: chat.ConversationGroup, Group: g.ID, Sender: m.Sender, Seq: m.Seq})
		}
		e.asks(g, m.UID, m.Seq)
	}
}

// asks notes that a message of somebody else asks this user, and answers when
// it was read already: nobody has to read twice.
func (e *engine) asks(g *group, uid chat.MessageUID, seq chat.Seq) {
	if e.answered.in[uid] {
		return
	}
	if len(g.asked) >= maxAsked {
		for old := range g.asked { // any: it asks again when it is loaded again
			delete(g.asked, old)
			break
		}
	}
	g.asked[uid] = seq
	e.settleRequest(g, uid, seq)
}

// answer queues the answer for one message. From here on it is answered.
func (e *engine) answer(g *group, uid chat.MessageUID, at chat.Millis) {
	delete(g.asked, uid)
	e.unhold(uid)
	if !e.answered.add(uid) {
		return
	}
	e.queueAnswer(g.ID, chat.Reading{UID: uid, At: at})
	e.markResponded(g.ID, uid, at)
	e.tell(chat.Responded{Group: g.ID, UIDs: []chat.MessageUID{uid}, At: at})
}

// answerNow answers what the user names.
func (e *engine) answerNow(id chat.GroupID, uids []chat.MessageUID) {
	g := e.group(id)
	if g == nil {
		return
	}
	if e.peek.On() {
		e.trouble(id, "answer: nothing is answered while you peek")
		return
	}
	for _, uid := range uids {
		if e.peek.Holds(uid) {
			e.giveHeld([]chat.MessageUID{uid})
			continue
		}
		seq, asks := g.asked[uid]
		if m := e.known(id, uid); m != nil && !asks {
			asks = m.Receipt != nil && !m.Receipt.Responded && m.Sender != e.me && m.Recalled == 0
			seq = m.Seq
		}
		if asks {
			e.answer(g, uid, e.readAt(id, seq))
		}
	}
}

// markResponded notes in what is kept of a message that it was answered.
func (e *engine) markResponded(g chat.GroupID, uid chat.MessageUID, at chat.Millis) {
	m := e.known(g, uid)
	if m == nil || m.Receipt == nil || m.Receipt.Responded {
		return
	}
	m.Receipt.Responded, m.Receipt.RespondedAt = true, at
	e.dirty.message(m)
}

// answeredByCaller notes what the program has answered by a call of its own.
func (e *engine) answeredByCaller(id chat.GroupID, messages []chat.Reading, ignored []chat.Ignored) {
	g := e.groups[id]
	if g == nil {
		return
	}
	refused := map[chat.MessageUID]bool{}
	for _, i := range ignored {
		refused[i.UID] = true
	}
	for _, m := range messages {
		if !refused[m.UID] {
			delete(g.asked, m.UID)
			e.unhold(m.UID)
			e.answered.add(m.UID)
			e.markResponded(id, m.UID, m.At)
		}
	}
}

// receiptRequest takes that a message asks for receipts since now.
func (e *engine) receiptRequest(f wire.OnMessageReceiptRequest) {
	g := e.groups[f.Group]
	if g == nil || f.Seq <= 0 || f.Seq >= maxSeq {
		return
	}
	own := f.Own || f.Sender == e.me
	responded := f.Responded || e.answered.in[f.UID]
	e.tell(chat.ReceiptAsked{Group: g.ID, UID: f.UID, Seq: f.Seq, Sender: f.Sender, Own: own, Responded: responded && !own, Live: e.link.ready})
	m := e.known(f.Group, f.UID)
	if m != nil && m.Receipt == nil {
		m.Receipt = &chat.ReceiptInfo{Asked: true, Responded: responded && !own}
		e.dirty.message(m)
		e.follow(m)
	}
	if m == nil && own {
		e.meetOwn(g, f.UID, f.Seq)
	}
	switch {
	case own:
		e.fetchReceipts(g.ID, f.UID)
	case responded:
		e.answered.add(f.UID)
		delete(g.asked, f.UID)
		e.unhold(f.UID)
	default:
		e.callRequest(ReceiptRequest{UID: f.UID, ConversationType: chat.ConversationGroup, Group: g.ID, Sender: f.Sender, Seq: f.Seq})
		e.asks(g, f.UID, f.Seq)
	}
	if !own && g.Visibility == chat.VisibleToEveryone {
		e.fetchReceipts(g.ID, f.UID)
	}
	e.advance(g, f.Cursor)
}

// responded takes that this user has answered, here or on another device: what
// waits here for the same messages need not be sent.
func (e *engine) responded(f wire.OnReceiptResponded) {
	g := e.groups[f.Group]
	if g == nil {
		return
	}
	var fresh []chat.MessageUID
	for _, uid := range f.UIDs {
		delete(g.asked, uid)
		e.unhold(uid)
		e.outbox.withdraw(e, uid)
		if e.answered.add(uid) {
			fresh = append(fresh, uid)
			e.markResponded(g.ID, uid, f.RespondTime)
		}
	}
	if len(fresh) > 0 {
		e.tell(chat.Responded{Group: g.ID, UIDs: fresh, At: f.RespondTime})
	}
	e.advance(g, f.Cursor)
}

// callRequest and callResponse hand an event to the program's callbacks.
func (e *engine) callRequest(r ReceiptRequest) {
	if f := e.cfg.OnMessageReceiptRequest; f != nil {
		e.callBack(func() { f(r) })
	}
}

func (e *engine) callResponse(r ReceiptResponse) {
	if f := e.cfg.OnMessageReceiptResponse; f != nil {
		r.ConversationType = chat.ConversationGroup
		e.callBack(func() { f(r) })
	}
}

func (e *engine) callBack(f func()) {
	if e.callbacks.add(f) {
		e.log.Warn("callbacks are too slow: the oldest was dropped")
	}
}
