package hub

import (
	"context"
	"time"

	"seenby/chat"
)

// A room mirrors a group in which somebody connected is a member: what
// onGroupChanged tells of it, and to whom it is told.
type room struct {
	id         chat.GroupID
	name       string
	topic      string
	open       bool
	visibility chat.Visibility
	members    int // connected or not
	last       chat.Seq
	texts      int // since it was mirrored
	// asOf is the place up to which facts were in the mirror when it was made.
	asOf    chat.Pos
	viewers map[chat.UserID]*viewer
}

// A viewer is a member who is connected, and what is theirs of a group.
type viewer struct {
	person  *person
	role    chat.Role
	readSeq chat.Seq
	mark    int // what room.texts was when nothing was unread, in effect
	asOf    chat.Pos
	typed   time.Time
}

func (r *room) unread(v *viewer) int { return r.texts - v.mark }

// group is the room as v sees it.
func (r *room) group(v *viewer, cursor string) chat.Group {
	g := r.shared(cursor)
	g.Role, g.ReadSeq, g.Unread = v.role, v.readSeq, r.unread(v)
	return g
}

// shared is what of a group is the same for all members.
func (r *room) shared(cursor string) chat.Group {
	return chat.Group{
		ID: r.id, Name: r.name, Topic: r.topic, MemberCount: r.members, Open: r.open,
		Visibility: r.visibility, LastSeq: r.last, Cursor: cursor,
	}
}

func (r *room) describe(i chat.Info) {
	r.name, r.topic, r.open, r.visibility = i.Name, i.Topic, i.Open, i.Visibility
}

// mirror makes the room of a group as the store knew it at asOf.
func mirror(g chat.Group, asOf chat.Pos) *room {
	return &room{
		id: g.ID, name: g.Name, topic: g.Topic, open: g.Open, visibility: g.Visibility,
		members: g.MemberCount, last: g.LastSeq, asOf: asOf, viewers: map[chat.UserID]*viewer{},
	}
}

// seat makes p a viewer of r.
func (r *room) seat(p *person, v *viewer) {
	v.person = p
	r.viewers[p.user] = v
	p.rooms[r.id] = r
}

// fold brings the mirror up to a fact.
func (f *floor) fold(fact *chat.Fact) {
	r := f.rooms[fact.Group]
	switch w := fact.What.(type) {
	case chat.Created:
		f.arrive(fact, w.Members, &w.Info)
		return
	case chat.Joined:
		f.arrive(fact, w.Members, nil)
		return
	}
	if r == nil {
		return
	}
	if fact.Pos > r.asOf {
		r.fold(fact)
	}
	f.foldViewers(r, fact)
}

// fold brings what is common to all members up to a fact.
func (r *room) fold(fact *chat.Fact) {
	switch w := fact.What.(type) {
	case chat.Joined:
		r.members += len(w.Members)
	case chat.Left:
		r.members -= len(w.Users)
	case chat.Updated:
		r.describe(w.Info)
	case chat.Posted:
		r.last = w.Message.Seq
		if w.Message.Kind == chat.KindText {
			r.texts++
		}
	}
}

// foldViewers brings what is the viewers' own up to a fact.
func (f *floor) foldViewers(r *room, fact *chat.Fact) {
	switch w := fact.What.(type) {
	case chat.Posted, chat.ReadMoved:
		r.foldViewer(fact.By, fact)
	case chat.RoleSet:
		r.foldViewer(w.User, fact)
	case chat.Left:
		for _, u := range w.Users {
			v := r.viewers[u]
			if v == nil || fact.Pos <= v.asOf {
				continue
			}
			f.gone[u] = v
			delete(r.viewers, u)
			delete(v.person.rooms, r.id)
			f.empty = append(f.empty, r)
		}
		r.foldViewer(w.NewOwner, fact)
	}
}

func (r *room) foldViewer(u chat.UserID, fact *chat.Fact) {
	if v := r.viewers[u]; v != nil && fact.Pos > v.asOf {
		v.fold(u, fact, r.texts)
	}
}

// fold brings one viewer, the user u, up to a fact; texts is the room's, with
// the fact.
func (v *viewer) fold(u chat.UserID, fact *chat.Fact, texts int) {
	switch w := fact.What.(type) {
	case chat.Posted:
		if fact.By == u && w.Message.Kind == chat.KindText {
			v.mark++ // one's own is never unread
		}
	case chat.ReadMoved:
		if fact.By == u {
			v.readSeq, v.mark = w.Seq, texts-w.Unread
		}
	case chat.RoleSet:
		if w.User == u {
			v.role = w.Role
		}
	case chat.Left:
		if w.NewOwner == u {
			v.role = chat.RoleOwner
		}
	}
}

// arrive makes those of members viewers who are connected; info is set for a
// group that is new.
func (f *floor) arrive(fact *chat.Fact, members []chat.Membership, info *chat.Info) {
	r := f.rooms[fact.Group]
	if r != nil && fact.Pos > r.asOf {
		r.fold(fact)
	}
	for i := range members {
		m := &members[i]
		p := f.people[m.User]
		if p == nil || r != nil && r.viewers[m.User] != nil {
			continue
		}
		if r == nil && info != nil {
			r = &room{id: fact.Group, members: len(members), asOf: fact.Pos - 1, viewers: map[chat.UserID]*viewer{}}
			r.describe(*info)
			f.rooms[r.id] = r
		}
		if r == nil || fact.Pos <= r.asOf {
			// Nobody who is connected was a member until now.
			r = f.load(p, fact.Group)
			continue
		}
		r.seat(p, &viewer{role: m.Role, readSeq: m.ReadSeq, mark: r.texts, asOf: fact.Pos})
	}
}

// load mirrors a group from the store for p. The store may be ahead of the
// floor by what is about to be told; asOf sees to it that nothing is folded
// twice. It is nil where p is a member no more.
func (f *floor) load(p *person, id chat.GroupID) *room {
	ctx, cancel := context.WithTimeout(f.hub.ctx, readWithin)
	defer cancel()
	st, err := f.hub.standing(ctx, p.user)
	if err != nil {
		f.hub.o.Logger.Error("cannot mirror a group", "group", id, "err", err)
		return f.rooms[id]
	}
	for _, g := range st.groups {
		if g.ID != id {
			continue
		}
		r := f.rooms[id]
		if r == nil {
			r = mirror(g, st.pos)
			f.rooms[id] = r
		}
		// Where the room was mirrored a moment earlier, what came since is unread here.
		since := int(g.LastSeq - r.last)
		r.seat(p, &viewer{role: g.Role, readSeq: g.ReadSeq, mark: r.texts + since - g.Unread, asOf: st.pos})
		return r
	}
	return f.rooms[id]
}

// sweep forgets who left by the command that was told, and rooms without
// viewers.
func (f *floor) sweep() {
	if len(f.gone) > 0 {
		clear(f.gone)
	}
	for i, r := range f.empty {
		if len(r.viewers) == 0 {
			delete(f.rooms, r.id)
		}
		f.empty[i] = nil
	}
	f.empty = f.empty[:0]
}

// empties takes a person out of all rooms.
func (f *floor) empties(p *person) {
	for id, r := range p.rooms {
		delete(r.viewers, p.user)
		if len(r.viewers) == 0 {
			delete(f.rooms, id)
		}
	}
	clear(p.rooms)
}
