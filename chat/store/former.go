package store

import "seenby/chat"

// Who has left a group and comes back to the hub is told what they missed while
// they were a member, and how it came to an end. But what is stored is the
// present: what changed after they left is none of their business, and is left
// out of what they are told.

// leftWhen finds out when a former member left.
func (s *visit) leftWhen() error {
	return s.each("SELECT body FROM events WHERE grp = ? AND first <= ? AND last >= ?", func(r row) error {
		u := unseal(r.blob(0))
		for e := (event{}); u.more(); {
			if e = unpackEvent(u, e); chat.Pos(e.pos) == s.member.Until {
				s.left = chat.Millis(e.at)
			}
		}
		if !u.ok {
			return s.damaged("the events of group %d do not match their checksum", s.group.id)
		}
		return nil
	}, s.group.id, int64(s.member.Until), int64(s.member.Until))
}

// changedSince reports whether a message's text is another one since the viewer
// left.
func (s *visit) changedSince(m message) bool {
	return !s.member.Present() && m.recalled == 0 && chat.Millis(m.edited) > s.left
}

// info is what the viewer may know of the group.
func (s *visit) info() chat.Info {
	if s.member.Present() {
		return s.group.Info
	}
	return chat.Info{ID: s.group.Info.ID}
}
