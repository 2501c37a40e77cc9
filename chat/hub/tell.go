package hub

import (
	"slices"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// tell tells everybody concerned of the facts of one command. The mirror is
// already as the command left it: who joined by it is told all of it, who left
// only that.
func (f *floor) tell(facts []chat.Fact) {
	for i := range facts {
		fact := &facts[i]
		r := f.rooms[fact.Group]
		if r == nil {
			continue // nobody who is connected is a member
		}
		f.message = told(fact)
		switch w := fact.What.(type) {
		case chat.Posted:
			f.tellPosted(r, fact, w)
		case chat.Edited:
			f.tellUpdated(r, fact, w.UID)
		case chat.Recalled:
			f.tellUpdated(r, fact, w.UID)
		case chat.Reacted:
			f.tellUpdated(r, fact, w.UID)
		case chat.Asked:
			f.tellAsked(r, fact, w)
		case chat.Announced:
			f.tellAnnounced(r, fact, w)
		case chat.Answered:
			f.tellAnswered(r, facts, i)
		case chat.Reminded:
			frame := f.event(wire.OnReceiptReminder{Group: r.id, UID: w.UID, Sender: fact.By, Cursor: f.cursor(fact.Pos)})
			for _, u := range w.To {
				f.user(r, u, frame)
			}
		case chat.ReadMoved:
			f.user(r, fact.By, f.event(wire.OnReadPosition{
				Group: r.id, ReadSeq: w.Seq, Unread: w.Unread, Cursor: f.cursor(fact.Pos),
			}))
		default:
			if change, ok := changeOf(fact); ok {
				f.tellGroup(r, fact, change)
			}
		}
	}
}

// told returns the message that a fact tells, "" when it tells none.
func told(fact *chat.Fact) chat.MessageUID {
	switch w := fact.What.(type) {
	case chat.Posted:
		return w.Message.UID
	case chat.Edited:
		return w.UID
	case chat.Recalled:
		return w.UID
	case chat.Reacted:
		return w.UID
	}
	return ""
}

// changeOf returns what onGroupChanged tells of a fact; ok is false for a fact
// that changes no group.
func changeOf(fact *chat.Fact) (c chat.GroupChange, ok bool) {
	c.By = fact.By
	switch w := fact.What.(type) {
	case chat.Created:
		c.Kind, c.Users = chat.ChangeCreated, usersOf(w.Members)
	case chat.Joined:
		c.Kind, c.Users = w.How, usersOf(w.Members)
	case chat.Left:
		c.Kind, c.Users = w.How, w.Users
	case chat.RoleSet:
		c.Kind, c.Users, c.Role = chat.ChangeRole, []chat.UserID{w.User}, w.Role
	case chat.Updated:
		c.Kind = w.How
	case chat.Described:
		c.Kind, c.Users = chat.ChangeProfile, []chat.UserID{w.Profile.User}
	default:
		return c, false
	}
	return c, true
}

func usersOf(members []chat.Membership) []chat.UserID {
	users := make([]chat.UserID, len(members))
	for i := range members {
		users[i] = members[i].User
	}
	return users
}

// tellGroup tells all members how the group is now, and who left by the same
// command that they did. What is the same for all is encoded once, and members
// for whom the rest is the same, too, share a frame.
func (f *floor) tellGroup(r *room, fact *chat.Fact, change chat.GroupChange) {
	type own struct {
		role    chat.Role
		readSeq chat.Seq
		unread  int
	}
	cursor := f.cursor(fact.Pos)
	shared := wire.NewGroupChangedFrame(wire.OnGroupChanged{Group: r.shared(cursor), Change: change, Cursor: cursor})
	frames := map[own]socket.Frame{}
	one := func(v *viewer, role chat.Role) {
		o := own{role, v.readSeq, r.unread(v)}
		frame, ok := frames[o]
		if !ok {
			frame = socket.Encode(shared.For(o.role, o.readSeq, o.unread))
			frames[o] = frame
		}
		f.person(v.person, frame)
	}
	for _, v := range r.viewers {
		one(v, v.role)
	}
	if _, left := fact.What.(chat.Left); left {
		for _, v := range f.gone {
			one(v, chat.RoleMember)
		}
	}
}

// tellPosted tells a message. There are two kinds of frames: the sender's has
// the clientMsgId, and the count where the message asks.
func (f *floor) tellPosted(r *room, fact *chat.Fact, w chat.Posted) {
	m, cursor := w.Message, f.cursor(fact.Pos)
	id := m.ClientMsgID
	m.ClientMsgID = ""
	var own *chat.ReceiptInfo
	if w.Audience != nil {
		total := w.Audience.Len()
		if _, in := w.Audience.Index(m.Sender); in {
			total--
		}
		m.Receipt = &chat.ReceiptInfo{Asked: true}
		own = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Total: total}}
		if r.visibility == chat.VisibleToEveryone {
			m.Receipt = own
		}
	}
	frame := f.event(wire.OnMessage{Message: m, Cursor: cursor})
	if r.viewers[m.Sender] == nil || id == "" && own == nil {
		f.all(r, frame)
		return
	}
	m.ClientMsgID, m.Receipt = id, own
	f.others(r, m.Sender, f.event(wire.OnMessage{Message: m, Cursor: cursor}), frame)
}

func (f *floor) tellAsked(r *room, fact *chat.Fact, w chat.Asked) {
	e := requestOf(fact, w.Card)
	e.Cursor = f.cursor(fact.Pos)
	frame := held{frame: f.event(e), asked: e.UID}
	e.Own = true
	own := held{frame: f.event(e), asked: e.UID}
	for u, v := range r.viewers {
		h := frame
		if u == e.Sender {
			h = own
		}
		for _, s := range v.person.sessions {
			f.durable(s, h)
		}
	}
}

func requestOf(fact *chat.Fact, c chat.Card) wire.OnMessageReceiptRequest {
	return wire.OnMessageReceiptRequest{
		UID: c.UID, ConversationType: chat.ConversationGroup, Group: fact.Group,
		Seq: c.Seq, Sender: c.Sender, Sent: c.Sent,
	}
}

// tellAnnounced tells who may see the receipts what is new: the new readers and
// the count, never the whole list.
func (f *floor) tellAnnounced(r *room, fact *chat.Fact, w chat.Announced) {
	everyone := r.visibility == chat.VisibleToEveryone
	if !everyone && r.viewers[w.Sender] == nil {
		return
	}
	e := responseOf(fact, w)
	e.Cursor = f.cursor(fact.Pos)
	frame := f.event(e)
	if everyone {
		f.all(r, frame)
	} else {
		f.user(r, w.Sender, frame)
	}
}

func responseOf(fact *chat.Fact, w chat.Announced) wire.OnMessageReceiptResponse {
	e := wire.OnMessageReceiptResponse{
		UID: w.UID, ConversationType: chat.ConversationGroup, Group: fact.Group,
		Readers: make(map[chat.UserID]chat.Millis, len(w.Readers)), Tally: w.Tally,
	}
	for _, a := range w.Readers {
		e.Readers[a.User] = a.At
		if !a.Counted {
			e.Also = append(e.Also, a.User)
		}
	}
	return e
}

// tellAnswered tells the reader's own connections: do not answer these again.
// Answers of one call with one time of reading go together, at the place of the
// first, with its cursor: who resumes there is told the others again, and nobody
// misses one.
func (f *floor) tellAnswered(r *room, facts []chat.Fact, i int) {
	v := r.viewers[facts[i].By]
	if v == nil || slices.ContainsFunc(facts[:i], func(e chat.Fact) bool { return together(&e, &facts[i]) }) {
		return
	}
	f.person(v.person, f.event(respondedOf(facts[i:], f.cursor(facts[i].Pos))))
}

// together reports whether two facts are answers of one reader with one time.
func together(a, b *chat.Fact) bool {
	x, ok := a.What.(chat.Answered)
	y, ok2 := b.What.(chat.Answered)
	return ok && ok2 && x.ReadAt == y.ReadAt && a.By == b.By
}

// respondedOf returns the event for the first of facts, an answer, and those
// among the others that go together with it.
func respondedOf(facts []chat.Fact, cursor string) wire.OnReceiptResponded {
	e := wire.OnReceiptResponded{Group: facts[0].Group, UIDs: make([]chat.MessageUID, 0, 1), Cursor: cursor}
	for i := range facts {
		if w, ok := facts[i].What.(chat.Answered); ok && together(&facts[0], &facts[i]) {
			e.UIDs = append(e.UIDs, w.UID)
			e.RespondTime = w.ReadAt
		}
	}
	return e
}
