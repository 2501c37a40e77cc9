package hub

import (
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/crash"
)

// Presence and typing are best effort, never stored, and left out for groups of
// more than chat.PresenceLimit (protocol.md, Calls).

// tellPresence notes that a user came or went, to be told a moment later with
// what else changed.
func (f *floor) tellPresence(u chat.UserID, online bool) {
	f.presence[u] = online
	if len(f.presence) == 1 && !f.closed {
		f.presenceTimer = time.AfterFunc(presenceEvery, func() {
			defer crash.Guard()
			f.flushPresence()
		})
	}
}

func (f *floor) flushPresence() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for u, online := range f.presence {
		p := f.people[u]
		if p == nil || f.closed || !online && len(p.sessions) > 0 { // back already
			continue
		}
		frame := f.event(wire.OnPresence{User: u, Online: online})
		for _, s := range f.near(p) {
			f.fleeting(s, frame)
		}
		if !online {
			f.empties(p)
			delete(f.people, u)
		}
	}
	clear(f.presence)
	f.flush()
}

// near returns the sessions of those who share a small group with p.
func (f *floor) near(p *person) []*session {
	var sessions []*session
	seen := map[*person]bool{p: true}
	for _, r := range p.rooms {
		if r.members > chat.PresenceLimit {
			continue
		}
		for _, v := range r.viewers {
			if !seen[v.person] {
				seen[v.person] = true
				sessions = append(sessions, v.person.sessions...)
			}
		}
	}
	return sessions
}

// typing tells the members of a group that u types; false when u is no member.
func (f *floor) typing(u chat.UserID, g chat.GroupID, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.rooms[g]
	if r == nil || r.viewers[u] == nil {
		return false
	}
	v := r.viewers[u]
	if r.members > chat.PresenceLimit || now.Sub(v.typed) < typingEvery && !now.Before(v.typed) {
		return true
	}
	v.typed = now
	frame := f.event(wire.OnTyping{Group: g, User: u})
	for id, other := range r.viewers {
		if id == u {
			continue
		}
		for _, s := range other.person.sessions {
			f.fleeting(s, frame)
		}
	}
	f.flush()
	return true
}

// online marks those members who are.
func (f *floor) online(members []chat.Member) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range members {
		members[i].Online = f.people[members[i].User] != nil
	}
}

// groupSize returns how many members a group has that the user leads, and how
// many groups the user is in. Of others it says nothing, for what comes of the
// size would tell a full group from an absent one.
func (f *floor) groupSize(u chat.UserID, g chat.GroupID) (members, groups int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.people[u]
	if p == nil {
		return 0, 0
	}
	if r := p.rooms[g]; r != nil && r.viewers[u].role.Leads() {
		members = r.members
	}
	return members, len(p.rooms)
}
