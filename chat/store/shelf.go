package store

import (
	"cmp"
	"fmt"
	"slices"

	"seenby/chat"
	"seenby/receipts"
)

var _ chat.Shelf = (*writer)(nil)

// A room asks its shelf only for groups that are loaded: the one that it is.
func (w *writer) number(g chat.GroupID) int64 {
	r, _ := w.rooms.get(g)
	return r.id
}

// entry returns a message of the group, from memory or from disk.
func (w *writer) entry(grp int64, uid chat.MessageUID) (*entry, bool, error) {
	if e, ok := w.entries.get(uid); ok {
		g, _ := split(e.key)
		return e, g == grp, nil
	}
	m, ok, err := w.messageOf(grp, uid)
	if err != nil || !ok {
		return nil, false, err
	}
	e, err := w.entryOf(m)
	return e, err == nil, err
}

// entryOf keeps a message that was read.
func (w *writer) entryOf(m message) (*entry, error) {
	sender, err := w.handle(m.sender)
	if err != nil {
		return nil, err
	}
	e := &entry{key: m.key, card: m.card(sender), ledgerID: m.ledger}
	w.entries.put(e.card.UID, e, e.cost())
	return e, nil
}

// Card implements [chat.Shelf].
func (w *writer) Card(g chat.GroupID, uid chat.MessageUID) (chat.Card, bool, error) {
	e, ok, err := w.entry(w.number(g), uid)
	if err != nil || !ok {
		return chat.Card{}, false, err
	}
	return e.card, true, nil
}

// Profile implements [chat.Shelf].
func (w *writer) Profile(handle chat.UserID) (chat.Profile, error) {
	u, known, err := w.known(handle)
	if err != nil || !known || u.name == "" { // without a name nobody has said anything
		return chat.Profile{}, err
	}
	p := chat.Profile{User: handle, Name: u.name, Kind: chat.KindUser}
	if u.bot {
		p.Kind = chat.KindBot
	}
	return p, nil
}

// Posted implements [chat.Shelf].
func (w *writer) Posted(g chat.GroupID, user chat.UserID, clientMsgID string) (c chat.Card, ok bool, err error) {
	if clientMsgID == "" {
		return c, false, nil
	}
	r, _ := w.rooms.get(g)
	seq, ok, err := w.posted(r, user, clientMsgID)
	if err != nil || !ok {
		return c, false, err
	}
	m, err := w.messageAt(key(r.id, int64(seq)))
	return m.card(user), err == nil, err
}

// Reaction implements [chat.Shelf].
func (w *writer) Reaction(g chat.GroupID, seq chat.Seq, emoji string, user chat.UserID) (on bool, kinds int, err error) {
	id, err := w.userID(user)
	if err != nil {
		return false, 0, err
	}
	k := key(w.number(g), int64(seq))
	on, err = w.one("SELECT 1 FROM reactions WHERE message = ? AND emoji = ? AND usr = ?",
		func(row) error { return nil }, k, emoji, id)
	if err != nil {
		return false, 0, err
	}
	n, err := w.conn.number("SELECT count(DISTINCT emoji) FROM reactions WHERE message = ?", k)
	return on, int(n), err
}

// Redeemed implements [chat.Shelf].
func (w *writer) Redeemed(g chat.GroupID, token string) (bool, error) {
	return w.one("SELECT 1 FROM redeemed WHERE grp = ? AND token = ?", func(row) error { return nil }, w.number(g), token)
}

// Texts implements [chat.Shelf]. Up to the end of the group the counters tell;
// else the shorter of the two stretches is counted.
func (w *writer) Texts(g chat.GroupID, after, upTo chat.Seq, user chat.UserID) (all, own int, err error) {
	r, _ := w.rooms.get(g)
	head, _ := r.Head()
	m, known := r.Member(user)
	if known && m.ReadSeq == after && head.LastSeq-upTo < upTo-after {
		all, own, err = w.count(r.id, upTo, head.LastSeq, user)
		return head.Texts - m.ReadTexts - all, m.Posted - m.ReadOwn - own, err
	}
	return w.count(r.id, after, upTo, user)
}

func (w *writer) count(grp int64, after, upTo chat.Seq, user chat.UserID) (all, own int, err error) {
	if after >= upTo {
		return 0, 0, nil
	}
	id, err := w.userID(user)
	if err != nil {
		return 0, 0, err
	}
	_, err = w.one("SELECT count(*), sum(sender = ?) FROM messages WHERE id > ? AND id <= ? AND NOT system", func(r row) error {
		all, own = int(r.int(0)), int(r.int(1))
		return nil
	}, id, key(grp, int64(after)), key(grp, int64(upTo)))
	return all, own, err
}

// Open implements [chat.Shelf].
func (w *writer) Open(_ chat.GroupID, c chat.Card, audience *chat.Audience) chat.Ledger {
	e, ok := w.entries.get(c.UID)
	if !ok {
		e = &entry{card: c}
		w.entries.put(c.UID, e, 1)
	}
	e.ledger = &account{Ledger: receipts.Open(c, audience), stored: header{answers: -1}} // nothing is stored
	w.lend(e)
	return e.ledger.Ledger
}

// Ledger implements [chat.Shelf].
func (w *writer) Ledger(g chat.GroupID, c chat.Card) (chat.Ledger, error) {
	r, _ := w.rooms.get(g)
	e, ok, err := w.entry(r.id, c.UID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("message %s is not there", c.UID)
	}
	a, err := w.account(e, r.IsMember)
	if err != nil {
		return nil, err
	}
	return a.Ledger, nil
}

// Owed implements [chat.Shelf]; the ledgers are in the order of their messages.
// Those that come from disk know already who has just come or gone.
func (w *writer) Owed(g chat.GroupID, changed []chat.UserID) ([]chat.Ledger, error) {
	r, _ := w.rooms.get(g)
	// What this batch has changed in memory may not be on disk yet.
	for _, e := range w.lent {
		if err := w.flushLedger(e); err != nil {
			return nil, err
		}
	}
	ids, err := w.owedBy(r.id, changed)
	if err != nil {
		return nil, err
	}
	var ledgers []chat.Ledger
	for _, id := range ids {
		m, err := w.messageAt(id)
		if err != nil {
			return nil, err
		}
		e, ok := w.entries.get(chat.MessageUID(m.uid.String()))
		if !ok {
			if e, err = w.entryOf(m); err != nil {
				return nil, err
			}
		}
		a, err := w.account(e, r.IsMember)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(changed, func(u chat.UserID) bool { return owes(a.Ledger, u) }) {
			ledgers = append(ledgers, a.Ledger)
		}
	}
	slices.SortFunc(ledgers, func(a, b chat.Ledger) int { return cmp.Compare(a.Card().Seq, b.Card().Seq) })
	return ledgers, nil
}

// owes reports whether user was asked and has not answered.
func owes(l *receipts.Ledger, user chat.UserID) bool {
	card := l.Card()
	_, asked := l.Record().Audience.Index(user)
	return asked && user != card.Sender && !card.Recalled && !l.Info(user, false).Responded
}

// owedBy returns the keys of the group's messages of which some answer is
// missing and one of users was asked.
func (w *writer) owedBy(grp int64, users []chat.UserID) (keys []int64, err error) {
	var audiences []int64
	if err := w.each("SELECT DISTINCT audience FROM ledgers WHERE message >> 32 = ? AND owed", func(r row) error {
		audiences = append(audiences, r.int(0))
		return nil
	}, grp); err != nil {
		return nil, err
	}
	for _, id := range audiences {
		a, err := w.loadAudience(id)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(users, func(u chat.UserID) bool { _, in := a.Index(u); return in }) {
			continue
		}
		if err := w.each("SELECT message FROM ledgers WHERE message >> 32 = ? AND audience = ? AND owed", func(r row) error {
			keys = append(keys, r.int(0))
			return nil
		}, grp, id); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
