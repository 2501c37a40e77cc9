package store

import (
	"fmt"

	"seenby/chat"
)

// fold writes what a fact changes, or notes that it has to be written at the
// end of the batch.
func (w *writer) fold(r *room, f chat.Fact) error {
	if m, met := f.What.(chat.Met); met { // no group's business
		return w.meet(m.Profile, true)
	}
	w.change(r)
	if p, posted := f.What.(chat.Posted); !posted || p.Message.Kind != chat.KindText {
		r.row = true
	}
	switch a := f.What.(type) {
	case chat.Created, chat.Joined, chat.Left, chat.RoleSet, chat.Described:
		r.changed = true
		return w.foldMembers(r, f)
	case chat.ReadMoved:
		r.touched = append(r.touched, f.By)
		return nil // nobody else's business
	case chat.Updated:
		r.changed = true
		return w.note(r, f, event{kind: evUpdated, word: string(a.How)})
	case chat.Redeemed:
		return w.exec("INSERT INTO redeemed VALUES (?, ?)", r.id, a.Token)
	case chat.Posted:
		return w.post(r, f, a)
	case chat.Edited, chat.Recalled, chat.Asked:
		return w.foldMessage(r, f)
	case chat.Reacted:
		return w.react(r, f, a)
	case chat.Answered: // the ledger has it, but for its place
		e, ok := w.entries.get(a.UID)
		if !ok || e.ledger == nil {
			return fmt.Errorf("message %s was answered without a ledger", a.UID)
		}
		e.ledger.fresh = append(e.ledger.fresh, int64(f.Pos))
		return nil
	case chat.Announced:
		return w.note(r, f, event{
			kind: evAnnounced, seq: int64(a.Seq), from: int64(a.From), to: int64(a.To),
			read: int64(a.Tally.Read), total: int64(a.Tally.Total), version: a.Tally.Version,
		})
	case chat.Reminded:
		to, err := w.userIDs(a.To)
		if err != nil {
			return err
		}
		return w.note(r, f, event{kind: evReminded, seq: int64(a.Seq), user: to})
	}
	return fmt.Errorf("the store does not know the fact %T", f.What)
}

func (w *writer) foldMembers(r *room, f chat.Fact) error {
	e := event{}
	var users []chat.UserID
	switch a := f.What.(type) {
	case chat.Created:
		e.kind = evCreated
		for i, m := range a.Members {
			users = append(users, m.User)
			if err := w.meet(m.Profile, i == 0); err != nil {
				return err
			}
		}
		if err := w.create(r, a.Info); err != nil {
			return err
		}
	case chat.Joined:
		e.kind, e.word = evJoined, string(a.How)
		for _, m := range a.Members {
			users = append(users, m.User)
			if err := w.meet(m.Profile, a.How == chat.ChangeJoined); err != nil {
				return err
			}
		}
	case chat.Left:
		e.kind, e.word, users = evLeft, string(a.How), a.Users
		if a.NewOwner != "" {
			heir, err := w.userID(a.NewOwner)
			if err != nil {
				return err
			}
			e.heir = heir
			r.touched = append(r.touched, a.NewOwner)
		}
	case chat.RoleSet:
		e.kind, e.word, users = evRoleSet, string(a.Role), []chat.UserID{a.User}
	case chat.Described:
		e.kind, users = evDescribed, []chat.UserID{a.Profile.User}
		if err := w.meet(a.Profile, true); err != nil {
			return err
		}
	}
	r.touched = append(r.touched, users...)
	var err error
	if e.user, err = w.userIDs(users); err != nil {
		return err
	}
	return w.note(r, f, e)
}

func (w *writer) userIDs(users []chat.UserID) ([]int64, error) {
	ids := make([]int64, len(users))
	for i, u := range users {
		id, err := w.userID(u)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// create makes the group's row; what it says is written with the batch.
func (w *writer) create(r *room, info chat.Info) (err error) {
	r.id, err = w.insert(`INSERT INTO groups (target, name, topic, open, everyone, created, clock, last, texts, members,
  floor, filed, sum) VALUES (?, '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`, string(info.ID))
	return err
}

func (w *writer) post(r *room, f chat.Fact, p chat.Posted) error {
	sender, err := w.userID(p.Message.Sender)
	if err != nil {
		return err
	}
	m, err := newMessage(r.id, sender, f.Pos, p.Message)
	if err != nil {
		return err
	}
	e := &entry{key: m.key, card: m.card(p.Message.Sender)}
	if p.Audience != nil {
		// The room has opened the ledger before it told of the message.
		opened, ok := w.entries.get(p.Message.UID)
		if !ok || opened.ledger == nil {
			return fmt.Errorf("message %s was flagged without a ledger", p.Message.UID)
		}
		e = opened
		e.key, e.card.Flagged = m.key, true
		if m.ledger, err = w.openAccount(r, e, p.Audience); err != nil {
			return err
		}
	}
	if m.kind() == chat.KindText {
		r.recent = append(r.recent, recent{p.Message.Sender, p.Message.ClientMsgID, p.Message.Seq})
		if len(r.recent) >= 4*fileAt {
			if err := w.file(r); err != nil {
				return err
			}
		}
	}
	if err := w.exec(`INSERT INTO messages (`+messageColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.values()...); err != nil {
		return err
	}
	w.entries.put(p.Message.UID, e, e.cost())
	return nil
}

// foldMessage changes the row of a message.
func (w *writer) foldMessage(r *room, f chat.Fact) error {
	var seq chat.Seq
	var ev event
	var change func(m *message, e *entry) error
	var uid chat.MessageUID
	switch a := f.What.(type) {
	case chat.Edited:
		uid, seq, ev.kind = a.UID, a.Seq, evEdited
		change = func(m *message, _ *entry) error {
			m.text, m.edited = a.Text, int64(f.At)
			return nil
		}
	case chat.Recalled:
		uid, seq, ev.kind = a.UID, a.Seq, evRecalled
		change = func(m *message, e *entry) error {
			// Nobody is ever told the text again, so it is not kept.
			m.text, m.recalled = "", int64(f.At)
			e.card.Recalled = true
			return nil
		}
	case chat.Asked:
		uid, seq, ev.kind = a.Card.UID, a.Card.Seq, evAsked
		change = func(m *message, e *entry) (err error) {
			e.card.Flagged = true
			m.ledger, err = w.openAccount(r, e, a.Audience)
			return err
		}
	}
	e, ok, err := w.entry(r.id, uid)
	if err != nil {
		return err
	}
	if !ok {
		return w.damaged("message %s is gone", uid)
	}
	m, err := w.messageAt(e.key)
	if err != nil {
		return err
	}
	if err := change(&m, e); err != nil {
		return err
	}
	var ledger any
	if m.ledger != 0 {
		ledger = m.ledger
	}
	if err := w.exec("UPDATE messages SET ledger = ?, edited = ?, recalled = ?, sum = ?, text = ? WHERE id = ?",
		ledger, m.edited, m.recalled, m.sum(), m.text, m.key); err != nil {
		return err
	}
	ev.seq = int64(seq)
	return w.note(r, f, ev)
}

func (w *writer) react(r *room, f chat.Fact, a chat.Reacted) error {
	by, err := w.userID(f.By)
	if err != nil {
		return err
	}
	k := key(r.id, int64(a.Seq))
	if a.On {
		err = w.exec("INSERT INTO reactions VALUES (?, ?, ?, ?)", k, a.Emoji, by, int64(f.Pos))
	} else {
		err = w.exec("DELETE FROM reactions WHERE message = ? AND emoji = ? AND usr = ?", k, a.Emoji, by)
	}
	if err != nil {
		return err
	}
	return w.note(r, f, event{kind: evReacted, seq: int64(a.Seq), word: a.Emoji, on: a.On})
}
