package store

import "seenby/chat"

// A recent is a text that is not filed yet: its client's id stands in no index,
// and it is not counted in its sender's row.
type recent struct {
	sender chat.UserID
	cmid   string
	seq    chat.Seq
}

// fileAt is how many texts of a group are filed together.
const fileAt = 32

// fileNow reports whether it is time to: each group has its own turn, so that
// many that grow alike do not all file at once.
func (r *room) fileNow() bool {
	if len(r.recent) == 0 {
		return false
	}
	turn := func(s chat.Seq) int64 { return (int64(s) + r.id) / fileAt }
	return turn(r.filed) != turn(r.recent[len(r.recent)-1].seq)
}

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
	if err != nil {
		return err
	}
	_, err = w.one("SELECT max(cmid) FROM cmids WHERE grp = ?", func(q row) error { r.newest = q.text(0); return nil }, r.id)
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

// posted finds a text by its client's id. Ids that rise, as ULIDs do, are larger
// than all that are filed: then there is nothing to look for.
func (w *writer) posted(r *room, user chat.UserID, cmid string) (seq chat.Seq, ok bool, err error) {
	if seq, ok := r.postedLately(user, cmid); ok || cmid > r.newest {
		return seq, ok, nil
	}
	id, err := w.userID(user)
	if err != nil {
		return 0, false, err
	}
	ok, err = w.one("SELECT seq FROM cmids WHERE grp = ? AND cmid = ? AND usr = ?",
		func(r row) error { seq = chat.Seq(r.int(0)); return nil }, r.id, cmid, id)
	return seq, ok, err
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
		r.newest = max(r.newest, p.cmid)
	}
	r.filed, r.row = r.recent[len(r.recent)-1].seq, true
	r.recent = r.recent[:0]
	return w.flushMembers(r, senders, w.writePosted)
}

// catchUp brings what a group's row says up to its last text: the row is not
// written with each.
func (c *conn) catchUp(g *group) error {
	return c.each("SELECT id, sent FROM messages WHERE id > ? AND id < ? ORDER BY id", func(r row) error {
		if _, seq := split(r.int(0)); chat.Seq(seq) != g.LastSeq+1 {
			return c.damaged("message %d of group %d is gone", g.LastSeq+1, g.id)
		}
		g.LastSeq++
		g.Texts++
		g.Clock = max(g.Clock, chat.Millis(r.int(1)))
		return nil
	}, key(g.id, int64(g.LastSeq)), key(g.id+1, 0))
}

// addUnfiled counts in what is not filed of a member's texts.
func (v *view) addUnfiled(m *member, g group) error {
	n, err := v.number("SELECT count(*) FROM messages "+unfiled+" AND sender = ?",
		key(g.id, int64(g.filed)), key(g.id+1, 0), m.usr)
	m.Posted += int(n)
	return err
}
