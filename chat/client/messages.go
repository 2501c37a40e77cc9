package client

import (
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

const (
	// maxHeld bounds the events that wait for a gap, maxFilled the messages that
	// are fetched for one; beyond them the group is loaded anew.
	maxHeld   = 4096
	maxFilled = 10_000
	// maxSeq is where a seq stops being believed; no hub has room for more.
	maxSeq = 1 << 32
)

// event processes an event of the hub. The cursor of its group moves when it
// is processed, so what a lost connection left half done is replayed.
func (e *engine) event(f wire.Event) {
	id, cursor := placeOf(f)
	if g := e.groups[id]; g != nil && g.gap != nil && cursor != "" {
		e.holdBack(g, f)
		return
	}
	e.process(f)
}

func (e *engine) process(f wire.Event) {
	if _, ok := f.(wire.OnMessage); !ok { // whose place is known later
		e.tellEvent(f)
	}
	switch f := f.(type) {
	case wire.OnReady:
		e.ready(f)
	case wire.OnMessage:
		e.message(f)
	case wire.OnMessageUpdated:
		e.updated(f)
	case wire.OnMessageReceiptRequest:
		e.receiptRequest(f)
	case wire.OnMessageReceiptResponse:
		e.receiptResponse(f)
	case wire.OnReceiptResponded:
		e.responded(f)
	case wire.OnReceiptReminder:
		reminder := chat.ReceiptReminder{Group: f.Group, UID: f.UID, Sender: f.Sender, Live: e.link.ready}
		if m := e.known(f.Group, f.UID); m != nil {
			reminder.Seq = m.Seq
		}
		e.tell(reminder)
		e.passed(f.Group, f.Cursor)
	case wire.OnGroupChanged:
		e.groupChanged(f)
	case wire.OnReadPosition:
		e.readPosition(f)
	case wire.OnTyping:
		if f.User != e.me {
			e.tell(chat.TypingSeen{Group: f.Group, User: f.User, At: time.Now()})
		}
	case wire.OnPresence:
		e.tell(chat.PresenceSeen{User: f.User, Online: f.Online})
	}
}

// placeOf returns where an event belongs; cursor is "" for one that is not
// durable.
func placeOf(f wire.Event) (g chat.GroupID, cursor string) {
	switch f := f.(type) {
	case wire.OnMessage:
		return f.Message.Group, f.Cursor
	case wire.OnMessageUpdated:
		return f.Message.Group, f.Cursor
	case wire.OnMessageReceiptRequest:
		return f.Group, f.Cursor
	case wire.OnMessageReceiptResponse:
		return f.Group, f.Cursor
	case wire.OnReceiptResponded:
		return f.Group, f.Cursor
	case wire.OnReceiptReminder:
		return f.Group, f.Cursor
	case wire.OnGroupChanged:
		return f.Group.ID, f.Cursor
	case wire.OnReadPosition:
		return f.Group, f.Cursor
	}
	return "", ""
}

// passed moves the cursor of a group that may be unknown.
func (e *engine) passed(id chat.GroupID, cursor string) {
	if g := e.groups[id]; g != nil {
		e.advance(g, cursor)
	}
}

// message takes a message that is there now. Its seq says whether it came
// before, and whether others did not.
func (e *engine) message(f wire.OnMessage) {
	m := f.Message
	g := e.group(m.Group)
	if g == nil || !plausible(&m) {
		return
	}
	switch {
	case g.head > 0 && m.Seq <= g.head:
		// It came before, perhaps by another way.
	case g.head > 0 && m.Seq > g.head+1:
		e.fill(g, m.Seq, f)
		return
	default:
		e.tellEvent(f)
		e.added(g, m, e.link.ready)
	}
	e.advance(g, f.Cursor)
}

// plausible reports whether a hub could mean m.
func plausible(m *chat.Message) bool {
	return m.Seq > 0 && m.Seq < maxSeq && m.UID != "" && len(m.UID) <= 64
}

// added tells of a message that comes next in its group.
func (e *engine) added(g *group, m chat.Message, live bool) {
	g.head = m.Seq
	e.count(g, &m)
	e.meet(&m)
	e.tell(chat.MessageAdded{Message: m, Live: live})
	e.learn(g, &m, true)
}

func (e *engine) updated(f wire.OnMessageUpdated) {
	m := f.Message
	g := e.groups[m.Group]
	if g == nil || !plausible(&m) {
		return
	}
	e.meet(&m)
	e.tell(chat.MessageChanged{Message: m})
	e.learn(g, &m, false)
	e.advance(g, f.Cursor)
}

// A gap is a stretch of messages that did not come and are being fetched.
type gap struct {
	before chat.Seq // the first message after it
	held   []wire.Event
	filled int
}

// fill fetches the messages between the group's head and before; first, which
// may be nil, waits until they are there, and so does what follows it.
func (e *engine) fill(g *group, before chat.Seq, first wire.Event) {
	g.gap = &gap{before: before}
	if first != nil {
		g.gap.held = append(g.gap.held, first)
	}
	e.log.Warn("messages are missing and are fetched", "group", g.ID, "after", g.head, "before", before)
	e.fillOn(g)
}

func (e *engine) holdBack(g *group, f wire.Event) {
	if len(g.gap.held) >= maxHeld {
		e.skip(g)
		e.process(f)
		return
	}
	g.gap.held = append(g.gap.held, f)
}

func (e *engine) fillOn(g *group) {
	gap, after := g.gap, g.head
	e.call(wire.GetHistory{Group: g.ID, After: &after, Limit: chat.MaxHistory}, func(r wire.Reply, err error) {
		if err != nil || g.gap != gap || e.groups[g.ID] != g {
			return // the connection or the group is gone, and the gap with it
		}
		var page wire.MessagesBody
		if r.Code == chat.TooFast || r.Code == chat.Unavailable || r.Code == chat.Failed {
			e.skip(g)
			return
		}
		if r.Code != chat.Done || r.Into(&page) != nil {
			e.log.Warn("missing messages cannot be fetched", "group", g.ID, "code", int(r.Code))
			e.skip(g)
			return
		}
		e.filledBy(g, page)
	})
}

// filledBy takes a page of what was missing.
func (e *engine) filledBy(g *group, page wire.MessagesBody) {
	gap, before := g.gap, g.head
	for _, m := range inOrder(page.Messages, g.ID) {
		if m.Seq > g.head && m.Seq < gap.before {
			e.tellEvent(wire.OnMessage{Message: m, Cursor: g.cursor})
			e.added(g, m, false)
			gap.filled++
		}
	}
	switch {
	case g.head+1 >= gap.before || g.head == before || !page.More:
		e.release(g) // it is filled, or the hub itself has no more
	case gap.filled >= maxFilled:
		e.skip(g)
	default:
		e.fillOn(g)
	}
}

// skip gives up on a gap: who shows the group loads it anew.
func (e *engine) skip(g *group) {
	e.tell(chat.GroupReset{Group: g.ID})
	e.release(g)
}

// release ends a gap and processes what waited for it.
func (e *engine) release(g *group) {
	gap := g.gap
	g.gap = nil
	g.head = max(g.head, gap.before-1)
	for i, f := range gap.held {
		if g.gap != nil { // another one has opened
			g.gap.held = append(g.gap.held, gap.held[i:]...)
			return
		}
		e.process(f)
	}
}

// inOrder returns the messages of g in rising seq, each once, without what no
// honest hub would send.
func inOrder(messages []chat.Message, g chat.GroupID) []chat.Message {
	messages = slices.DeleteFunc(messages, func(m chat.Message) bool { return m.Group != g || !plausible(&m) })
	slices.SortStableFunc(messages, func(a, b chat.Message) int { return int(a.Seq - b.Seq) })
	messages = slices.CompactFunc(messages, func(a, b chat.Message) bool { return a.Seq == b.Seq })
	return messages[:min(len(messages), chat.MaxHistory)]
}
