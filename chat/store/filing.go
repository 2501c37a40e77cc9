package store

import "seenby/chat"

// A recent is a text that is not filed yet: its client's id stands in no index,
// and it is not counted in its sender's row.
type recent struct {
	sender chat.UserID
	cmid   string
	seq    chat.Seq
}

// fileAt is how many texts of a group wait until they are filed together.
const fileAt = 16

// loadRecent finds the texts that are not filed, and counts them in.
func (w *writer) loadRecent(r *room, members []chat.Membership) error {
	err := w.each("SELECT handle, cmid, messages.id FROM messages JOIN users ON users.id = sender "+unfiled, func(q row) error {
		_, seq := split(q.int(2))
		r.recent = append(r.recent, recent{chat.UserID(q.text(0)), q.text(1), chat.Seq(seq)})
		return nil
	}, key(r.id, int64(r.filed)), key(r.id+1, 0))
	for i := range members {
		members[i].Posted += r.unfiled(members[i].User)
	}
	return err
}

const unfiled = "WHERE messages.id > ? AND messages.id < ? AND NOT system"

// unfiled returns how many texts of the user are not filed.
func (r *room) unfiled(user chat.UserID) (n int) {
	for _, p := range r.recent {
		if p.sender == user {
			n++
		}
	}
	return n
}

// postedLately finds a text that is not filed by its client's id.
func (r *room) postedLately(user chat.UserID, cmid string) (chat.Seq, bool) {
	for _, p := range r.recent {
		if p.cmid == cmid && p.sender == user {
			return p.seq, true
		}
	}
	return 0, false
}

// file files all that is not.
func (w *writer) file(r *room) error {
	var senders []chat.UserID
	for _, p := range r.recent {
		senders = append(senders, p.sender)
		if p.cmid == "" {
			continue
		}
		usr, err := w.userID(p.sender)
		if err != nil {
			return err
		}
		if err := w.exec("INSERT INTO cmids VALUES (?, ?, ?, ?)", r.id, usr, p.cmid, int64(p.seq)); err != nil {
			return err
		}
	}
	r.filed, r.recent = r.recent[len(r.recent)-1].seq, r.recent[:0]
	return w.flushMembers(r, senders, w.writePosted)
}

// addUnfiled counts in what is not filed of a member's texts.
func (v *view) addUnfiled(m *member, g group) error {
	n, err := v.number("SELECT count(*) FROM messages "+unfiled+" AND sender = ?",
		key(g.id, int64(g.filed)), key(g.id+1, 0), m.usr)
	m.Posted += int(n)
	return err
}
