package hub

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/crash"
)

// A standing is what a user is in their groups, as the store knew it at pos.
type standing struct {
	pos    chat.Pos
	groups []chat.Group
}

// welcome is what a session finds when it takes its place: all that it is told
// from then on comes after pos.
type welcome struct {
	pos    chat.Pos
	groups []chat.Group
}

var errBusy = errors.New("the hub is too busy to let anybody in")

// register gives a session its place on the floor. From then on durable events
// are held back for it, until [floor.release].
//
// The first session of a user needs what the store knows of their groups, which
// is read without the lock, at a position that is not the floor's. If the store
// is ahead, the floor is waited for; if the floor is ahead, the tail brings what
// was read up to it.
func (f *floor) register(ctx context.Context, s *session) (welcome, error) {
	w, ok, err := f.enter(s)
	if ok || err != nil {
		return w, err
	}
	defer f.leaveTail()
	const tries = 16
	for range tries {
		st, err := f.hub.standing(ctx, s.user)
		if err != nil {
			return welcome{}, err
		}
		if err := f.reach(ctx, st.pos); err != nil {
			return welcome{}, err
		}
		if w, ok, err := f.admit(s, st); ok || err != nil {
			return w, err
		}
	}
	return welcome{}, errBusy
}

// enter seats a session whose user is known already; otherwise it begins to
// keep the tail, and the caller ends that.
func (f *floor) enter(s *session) (welcome, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return welcome{}, false, ErrClosing
	}
	if p := f.people[s.user]; p != nil {
		return f.seat(p, s), true, nil
	}
	f.tail.begin(f.pos)
	return welcome{}, false, nil
}

func (f *floor) leaveTail() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tail.end()
}

// reach waits until the floor has told everything up to pos.
func (f *floor) reach(ctx context.Context, pos chat.Pos) error {
	f.mu.Lock()
	if f.pos >= pos {
		f.mu.Unlock()
		return nil
	}
	done := make(chan struct{})
	f.waits = append(f.waits, wait{pos, done})
	f.mu.Unlock()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// admit seats the first session of a user, who stood as st says. It returns
// false when that was too long ago, or they joined or left a group since.
func (f *floor) admit(s *session, st standing) (welcome, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return welcome{}, false, ErrClosing
	}
	if p := f.people[s.user]; p != nil { // another device was faster
		return f.seat(p, s), true, nil
	}
	since, ok := f.tail.after(st.pos)
	if !ok || slices.ContainsFunc(since, func(fact chat.Fact) bool { return concerns(&fact, s.user) }) {
		return welcome{}, false, nil
	}
	p := &person{user: s.user, rooms: make(map[chat.GroupID]*room, len(st.groups))}
	f.people[s.user] = p
	for _, g := range st.groups {
		f.view(p, g, st.pos, since)
	}
	f.tellPresence(p.user, true)
	return f.seat(p, s), true, nil
}

// view makes p a viewer of g, as it was at asOf and is after the facts since.
func (f *floor) view(p *person, g chat.Group, asOf chat.Pos, since []chat.Fact) {
	r, fresh := f.rooms[g.ID], false
	if r == nil {
		r, fresh = mirror(g, asOf), true
		f.rooms[g.ID] = r
	}
	texts := r.texts // what it was at asOf
	if !fresh {
		for i := range since {
			texts -= textsOf(&since[i], g.ID)
		}
	}
	v := &viewer{role: g.Role, readSeq: g.ReadSeq, mark: texts - g.Unread, asOf: asOf}
	for i := range since {
		fact := &since[i]
		if fact.Group != g.ID {
			continue
		}
		if fresh {
			r.fold(fact)
		}
		texts += textsOf(fact, g.ID)
		v.fold(p.user, fact, texts)
	}
	if fresh {
		r.asOf = max(asOf, f.pos)
	}
	v.asOf = f.pos
	r.seat(p, v)
}

func textsOf(fact *chat.Fact, g chat.GroupID) int {
	if w, ok := fact.What.(chat.Posted); ok && fact.Group == g && w.Message.Kind == chat.KindText {
		return 1
	}
	return 0
}

// concerns reports whether u joined or left a group.
func concerns(fact *chat.Fact, u chat.UserID) bool {
	is := func(m chat.Membership) bool { return m.User == u }
	switch w := fact.What.(type) {
	case chat.Created:
		return slices.ContainsFunc(w.Members, is)
	case chat.Joined:
		return slices.ContainsFunc(w.Members, is)
	case chat.Left:
		return slices.Contains(w.Users, u)
	}
	return false
}

// seat adds a session to a person. The same device's older connection is
// closed (protocol.md, Fine points).
func (f *floor) seat(p *person, s *session) welcome {
	f.stay(p)
	for _, older := range slices.Clone(p.sessions) {
		if older.device == s.device {
			older.close(wire.OnClosing{CloseCode: CloseReplaced, Reason: "this device has connected again"})
			f.depart(older)
		}
	}
	f.stay(p) // depart may have thought that nobody is left
	p.sessions = append(p.sessions, s)
	s.seat.person, s.seat.stage, s.seat.since, s.seat.watch = p, holding, f.pos, new(watch)
	f.watches[s.seat.watch] = struct{}{}
	w := welcome{pos: f.pos, groups: make([]chat.Group, 0, len(p.rooms))}
	cursor := f.cursor(f.pos)
	for _, r := range p.rooms {
		w.groups = append(w.groups, r.group(r.viewers[p.user], cursor))
	}
	slices.SortFunc(w.groups, func(a, b chat.Group) int { return cmp.Compare(a.ID, b.ID) })
	return w
}

// stay keeps a person who was about to leave.
func (f *floor) stay(p *person) {
	if p.leaving != nil {
		p.leaving.Stop()
		p.leaving = nil
	}
}

// seatTold says for which messages no request is to be told any more.
func (f *floor) seatTold(s *session, told map[chat.MessageUID]bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.seat.told = told
}

// resumable returns the cursor from which a session misses nothing of a group.
func (f *floor) resumable(s *session, g chat.GroupID) string {
	if cursor, ok := s.resumedFrom(g); ok {
		return cursor
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.seat.stage == holding {
		return f.cursor(s.seat.since)
	}
	return f.cursor(f.pos)
}

// takeHeld hands over what was held back for a session, when it is more than a
// connection should be given at once; nil when it is not.
func (f *floor) takeHeld(s *session, bytes int) []held {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(s.seat.held) <= atOnce && s.seat.bytes <= bytes {
		return nil
	}
	h := s.seat.held
	s.seat.held, s.seat.bytes = nil, 0
	return h
}

// release ends the holding back: the session has all that it missed. What was
// held back goes out, then onReady, and from then on everything as it happens.
func (f *floor) release(s *session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.seat.stage != holding {
		return
	}
	for _, h := range s.seat.held {
		if h.asked == "" || !s.seat.told[h.asked] {
			f.send(s, s.seat.watch.recalls.still(h))
		}
	}
	f.settled(s)
	s.seat.stage = live
	cursors := make(map[chat.GroupID]string, len(s.seat.person.rooms))
	for id := range s.seat.person.rooms {
		cursors[id] = f.cursor(f.pos)
	}
	f.send(s, f.event(wire.OnReady{Cursors: cursors}))
	f.flush()
}

// settled forgets what a session needed while it got what it missed.
func (f *floor) settled(s *session) {
	delete(f.watches, s.seat.watch)
	s.seat.held, s.seat.bytes, s.seat.told, s.seat.watch = nil, 0, nil, nil
}

// unregister takes a session off the floor.
func (f *floor) unregister(s *session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.depart(s)
}

// depart takes a session off; whoever has none left goes offline, unless they
// come back soon.
func (f *floor) depart(s *session) {
	p := s.seat.person
	if p == nil || s.seat.stage == departed {
		return
	}
	f.settled(s)
	s.seat.stage = departed
	p.sessions = slices.DeleteFunc(p.sessions, func(o *session) bool { return o == s })
	if len(p.sessions) > 0 || f.people[p.user] != p || f.closed {
		return
	}
	f.stay(p)
	p.leaving = time.AfterFunc(f.hub.o.PresenceGrace, func() {
		defer crash.Guard()
		f.mu.Lock()
		defer f.mu.Unlock()
		if len(p.sessions) == 0 && !f.closed && f.people[p.user] == p {
			f.tellPresence(p.user, false)
		}
	})
}

// tail keeps the facts of the last moments while somebody is being let in,
// without the texts.
type tail struct {
	watchers int
	from     chat.Pos // facts after it are kept
	facts    []chat.Fact
}

// maxTail is how many facts are kept at most.
const maxTail = 20_000

func (t *tail) begin(pos chat.Pos) {
	if t.watchers == 0 {
		t.from = pos
	}
	t.watchers++
}

func (t *tail) end() {
	if t.watchers--; t.watchers == 0 {
		t.facts = nil
	}
}

func (t *tail) forget(pos chat.Pos) { t.from, t.facts = pos, nil }

func (t *tail) add(fact *chat.Fact) {
	if t.watchers == 0 {
		return
	}
	kept := *fact
	switch w := fact.What.(type) {
	case chat.Posted:
		kept.What = chat.Posted{Message: chat.Message{Seq: w.Message.Seq, Kind: w.Message.Kind}}
	case chat.Created, chat.Joined, chat.Left, chat.RoleSet, chat.Updated, chat.ReadMoved:
	default:
		return // of no concern to the mirror
	}
	t.facts = append(t.facts, kept)
	if len(t.facts) > maxTail {
		half := len(t.facts) / 2
		t.from = t.facts[half-1].Pos
		t.facts = slices.Clone(t.facts[half:])
	}
}

// after returns the facts after pos; false when they are not all kept.
func (t *tail) after(pos chat.Pos) ([]chat.Fact, bool) {
	if pos < t.from {
		return nil, false
	}
	i := sort.Search(len(t.facts), func(i int) bool { return t.facts[i].Pos > pos })
	return t.facts[i:], true
}
