package client

import (
	"cmp"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// maxGroups bounds what a hub can make a client keep.
const maxGroups = 10_000

// A group is what the client knows of one.
type group struct {
	chat.Group
	// cursor stands after the last event that was processed.
	cursor string
	// head is the last message that was told, 0 while that is not known.
	head chat.Seq
	// due is the last message there was when the connection began, up to which
	// everything must have come when the hub says that all has.
	due chat.Seq
	gap *gap // while messages are fetched that did not come

	asked    map[chat.MessageUID]chat.Seq // of others, not answered by this user
	position *entry                       // the read position on its way to the hub
	moved    time.Time                    // when a read position was last sent
	typed    time.Time                    // when typing was last sent
}

// group returns the group, and makes it when it is not known; nil when that
// would be too many.
func (e *engine) group(id chat.GroupID) *group {
	g := e.groups[id]
	if g == nil && len(e.groups) < maxGroups && chat.ValidID(string(id)) {
		g = &group{Group: chat.Group{ID: id}, asked: map[chat.MessageUID]chat.Seq{}}
		e.groups[id] = g
	}
	return g
}

// cursors returns what connect hands in: as many as fit, of the groups where
// something happened last.
func (e *engine) cursors() map[chat.GroupID]string {
	groups := make([]*group, 0, len(e.groups))
	for _, g := range e.groups {
		g.due = 0
		if g.cursor != "" {
			groups = append(groups, g)
		}
	}
	slices.SortFunc(groups, func(a, b *group) int { return cmp.Or(cmp.Compare(b.LastSeq, a.LastSeq), cmp.Compare(a.ID, b.ID)) })
	handed := map[chat.GroupID]string{}
	room := cursorBytes
	for _, g := range groups {
		if room -= len(g.ID) + len(g.cursor) + 8; room < 0 {
			break
		}
		handed[g.ID] = g.cursor
	}
	e.link.handed = handed
	return handed
}

// listed takes the groups that the hub names at connect: they are all there
// are.
func (e *engine) listed(groups []chat.Group) {
	groups = groups[:min(len(groups), maxGroups)]
	listed := make(map[chat.GroupID]bool, len(groups))
	var told []chat.Group
	var holes []chat.GroupID
	for _, now := range groups {
		if !chat.ValidID(string(now.ID)) || listed[now.ID] {
			continue
		}
		listed[now.ID] = true
		if e.resume(now) {
			holes = append(holes, now.ID)
		}
		told = append(told, e.groups[now.ID].Group)
	}
	for id := range e.groups {
		if !listed[id] {
			delete(e.groups, id)
			e.dirty.gone(id)
			e.leaveWaiting(id)
		}
	}
	e.tell(chat.GroupsListed{Groups: told})
	for _, id := range holes {
		e.tell(chat.GroupReset{Group: id})
		e.recountGroup(id)
		e.forgetMembers(id)
	}
	e.askAgain()
}

// resume takes one group of the reply to connect, and reports whether messages
// were missed that will not be replayed.
func (e *engine) resume(now chat.Group) (hole bool) {
	g := e.groups[now.ID]
	if g == nil {
		g = &group{asked: map[chat.MessageUID]chat.Seq{}}
		e.groups[now.ID] = g
	}
	known := g.head
	reset := now.Reset
	now.Reset = false
	e.setGroup(g, now)
	if _, handed := e.link.handed[now.ID]; handed && !reset {
		g.due = g.LastSeq
		return false
	}
	if !e.refill(g) {
		g.head = g.LastSeq
	}
	e.advance(g, now.Cursor)
	return reset || known > 0 && known < g.LastSeq
}

// setGroup takes the present state of a group, without going back behind a
// read position that is on its way.
func (e *engine) setGroup(g *group, now chat.Group) {
	now.LastSeq, now.ReadSeq, now.Unread = max(now.LastSeq, 0), max(now.ReadSeq, 0), max(now.Unread, 0)
	if g.position != nil && g.ReadSeq > now.ReadSeq {
		now.ReadSeq = g.ReadSeq
		now.Unread = min(now.Unread, unreadAfter(g.ReadSeq, now.LastSeq))
	}
	now.Cursor, now.Reset = "", false
	g.Group = now
	e.dirty.group(g)
}

// unreadAfter returns how many messages there are at most after seq.
func unreadAfter(seq, last chat.Seq) int { return int(max(0, last-seq)) }

// advance notes that everything up to cursor was processed.
func (e *engine) advance(g *group, cursor string) {
	if cursor != "" && cursor != g.cursor && len(cursor) <= 256 {
		g.cursor = cursor
		e.advanced[g.ID] = true
	}
}

// ready takes the hub's word that everything missed has been sent.
func (e *engine) ready(f wire.OnReady) {
	e.link.ready = true
	e.hear()
	for _, id := range sorted(e.groups) {
		g := e.groups[id]
		if g.gap != nil {
			continue // its cursor moves when the gap is filled
		}
		if g.head > 0 && g.head < g.due {
			e.fill(g, g.due+1, nil)
			continue
		}
		e.advance(g, f.Cursors[id])
	}
}

// forgetReplay gives up on gaps: what was held for them comes again with the
// next connection, because the cursors have not moved past it.
func (e *engine) forgetReplay() {
	for _, g := range e.groups {
		g.gap = nil
	}
}

func (e *engine) groupChanged(f wire.OnGroupChanged) {
	id := f.Group.ID
	gone := f.Change.Kind == chat.ChangeLeft || f.Change.Kind == chat.ChangeRemoved
	if gone && slices.Contains(f.Change.Users, e.me) {
		delete(e.groups, id)
		e.dirty.gone(id)
		e.leaveWaiting(id)
		e.tell(chat.GroupGone{Group: id, By: f.Change.By})
		return
	}
	g := e.group(id)
	if g == nil {
		return
	}
	e.setGroup(g, f.Group)
	change := f.Change
	e.membersChanged(id, change)
	e.tell(chat.GroupChanged{Group: g.Group, Change: &change, At: time.Now()})
	e.advance(g, f.Cursor)
}

func (e *engine) readPosition(f wire.OnReadPosition) {
	g := e.groups[f.Group]
	if g == nil {
		return
	}
	e.advance(g, f.Cursor)
	if f.ReadSeq < g.ReadSeq || f.ReadSeq == g.ReadSeq && f.Unread == g.Unread {
		return
	}
	g.ReadSeq, g.Unread = f.ReadSeq, max(0, f.Unread)
	e.dirty.group(g)
	e.tell(chat.ReadMovedTo{Group: g.ID, Seq: g.ReadSeq, Unread: g.Unread})
}

// count takes a message into the group's counters.
func (e *engine) count(g *group, m *chat.Message) {
	if m.Seq <= g.LastSeq {
		return
	}
	g.LastSeq = m.Seq
	if m.Sender != e.me && m.Kind == chat.KindText && m.Seq > g.ReadSeq {
		g.Unread++
	}
	e.counters[g.ID] = true
	e.dirty.group(g)
}

// typing tells a group that the user types.
func (e *engine) typing(id chat.GroupID) {
	const often = 3 * time.Second
	g := e.groups[id]
	if g == nil || !e.online() || time.Since(g.typed) < often {
		return
	}
	g.typed = time.Now()
	e.call(wire.Typing{Group: id}, func(wire.Reply, error) {})
}
