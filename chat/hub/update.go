package hub

import (
	"context"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// An update is a message that was edited, recalled or reacted to, on its way to
// the members. A fact has only what changed, so the message is read again, in
// its present state.
type update struct {
	f      *floor
	ctx    context.Context
	r      *room
	uid    chat.MessageUID
	cursor string
	// members are those of the group when the message was read, or later. The store
	// may be ahead of the floor: of the viewers some may have left since, and what
	// the message has become after that is none of their business.
	members map[chat.UserID]bool
}

// tellUpdated tells a message that is another one now. Members see the same of a
// message that asks for no receipt, but for its sender; else each sees whether
// they have answered.
func (f *floor) tellUpdated(r *room, fact *chat.Fact, uid chat.MessageUID) {
	ctx, cancel := context.WithTimeout(f.hub.ctx, readWithin)
	defer cancel()
	u := update{f: f, ctx: ctx, r: r, uid: uid, cursor: f.cursor(fact.Pos)}
	for id := range r.viewers {
		m, ok := u.read(id)
		if !ok || m.Sender == id { // says nothing about the others
			continue
		}
		if !u.readMembers() {
			return
		}
		if m.Receipt != nil {
			u.flagged(m)
		} else {
			u.plain(m.Sender, u.frame(m))
		}
		return
	}
	for id := range r.viewers {
		u.reread(id) // the sender is there alone, but for who has left
	}
}

func (u *update) readMembers() bool {
	present, err := u.f.hub.store.Present(u.ctx, u.r.id)
	if err != nil {
		u.f.hub.o.Logger.Error("cannot tell a change of a message", "group", u.r.id, "message", u.uid, "err", err)
		return false
	}
	u.members = make(map[chat.UserID]bool, len(present))
	for _, id := range present {
		u.members[id] = true
	}
	return true
}

func (u *update) frame(m chat.Message) socket.Frame {
	return u.f.event(wire.OnMessageUpdated{Message: m, Cursor: u.cursor})
}

func (u *update) read(viewer chat.UserID) (chat.Message, bool) {
	m, code, err := u.f.hub.store.Message(u.ctx, u.r.id, viewer, u.uid)
	if err != nil {
		u.f.hub.o.Logger.Error("cannot tell a change of a message", "group", u.r.id, "message", u.uid, "err", err)
	}
	return m, err == nil && code == chat.Done
}

// reread tells one member what they themselves see.
func (u *update) reread(viewer chat.UserID) {
	if v := u.r.viewers[viewer]; v != nil {
		if m, ok := u.read(viewer); ok {
			u.f.person(v.person, u.frame(m))
		}
	}
}

// plain tells a message that asks for no receipt.
func (u *update) plain(sender chat.UserID, shared socket.Frame) {
	for id, v := range u.r.viewers {
		if id != sender && u.members[id] {
			u.f.person(v.person, shared)
		}
	}
	u.reread(sender)
}

// flagged tells a message that asks for receipts; m is what somebody sees of it
// who is not its sender. The answers are read once, and not for each member.
func (u *update) flagged(m chat.Message) {
	answers, ok := u.answers(m.Sender)
	if !ok { // its sender has left: nobody may list them
		for id := range u.r.viewers {
			u.reread(id)
		}
		return
	}
	info := *m.Receipt
	info.Responded, info.RespondedAt = false, 0
	m.Receipt = &info
	unanswered := u.frame(m)
	for id, v := range u.r.viewers {
		frame := unanswered
		if id == m.Sender || !u.members[id] {
			continue
		}
		if at, answered := answers[id]; answered {
			own := info
			own.Responded, own.RespondedAt = true, at
			m.Receipt = &own
			frame = u.frame(m)
		}
		u.f.person(v.person, frame)
	}
	u.reread(m.Sender)
}

// answers returns who has answered and when they read, as the sender may see it.
func (u *update) answers(sender chat.UserID) (map[chat.UserID]chat.Millis, bool) {
	all := map[chat.UserID]chat.Millis{}
	for _, list := range []chat.ReaderList{chat.ListRead, chat.ListAlso} {
		for offset := 0; ; offset += chat.MaxReaders {
			page, code, err := u.f.hub.store.Receipts(u.ctx, u.r.id, sender, u.uid, list, offset, chat.MaxReaders)
			if err != nil || code != chat.Done {
				return nil, false
			}
			for _, reader := range page.Users {
				all[reader.User] = reader.ReadAt
			}
			if len(page.Users) < chat.MaxReaders {
				break
			}
		}
	}
	return all, true
}
