package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"seenby/chat"
)

// Load returns all that is kept, but the messages.
func (l *Local) Load() (s Saved, err error) {
	s = Saved{
		Settings: map[string]string{}, Places: map[chat.GroupID]Place{},
		Seen: map[chat.GroupID][]byte{}, Drafts: map[chat.GroupID]string{},
	}
	err = l.use("read the local state", func(db *conn) error {
		if err := db.each("SELECT name, value FROM settings WHERE value <> ''", func(r row) error {
			s.Settings[r.text(0)] = r.text(1)
			return nil
		}); err != nil {
			return err
		}
		if err := db.each("SELECT id, kind, body FROM outbox ORDER BY id", func(r row) error {
			body, err := r.sealed(2)
			s.Outbox = append(s.Outbox, Queued{ID: r.int(0), Kind: r.text(1), Body: body})
			return err
		}); err != nil {
			return err
		}
		return db.each("SELECT target, body, cursor, head, seen, draft FROM groups ORDER BY target", s.group)
	})
	return s, err
}

func (s *Saved) group(r row) error {
	id := chat.GroupID(r.text(0))
	if !r.null(1) {
		body, err := r.sealed(1)
		if err != nil {
			return err
		}
		var g chat.Group
		if err := json.Unmarshal(body, &g); err != nil {
			return r.c.damaged("group %s: %v", id, err)
		}
		s.Groups = append(s.Groups, g)
	}
	if p := (Place{Cursor: r.text(2), Head: chat.Seq(r.int(3))}); p != (Place{}) {
		s.Places[id] = p
	}
	if !r.null(4) {
		body, err := r.sealed(4)
		if err != nil {
			return err
		}
		s.Seen[id] = body
	}
	if draft := r.text(5); draft != "" {
		s.Drafts[id] = draft
	}
	return nil
}

// sealed returns bytes that [seal] has put a checksum behind.
func (r row) sealed(i int) ([]byte, error) {
	u := unseal(r.blob(i))
	if !u.ok {
		return nil, r.c.damaged("a row does not match its checksum")
	}
	return u.b, nil
}

func (r row) message(i int) (m chat.Message, err error) {
	body, err := r.sealed(i)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, r.c.damaged("a message: %v", err)
	}
	return m, nil
}

// Message finds a message of the copy.
func (l *Local) Message(g chat.GroupID, uid chat.MessageUID) (m chat.Message, ok bool, err error) {
	err = l.use("read a message", func(db *conn) error {
		ok, err = db.one("SELECT body FROM messages WHERE uid = ?", func(r row) error {
			m, err = r.message(0)
			return err
		}, string(uid))
		return err
	})
	return m, ok && m.Group == g, err
}

// Members returns who is in a group, as [Changes] has it; nil where that is not
// known.
func (l *Local) Members(g chat.GroupID) (packed []byte, err error) {
	err = l.use("read the members", func(db *conn) error {
		_, err := db.one("SELECT members FROM groups WHERE target = ? AND members IS NOT NULL", func(r row) error {
			packed, err = r.sealed(0)
			return err
		}, string(g))
		return err
	})
	return packed, err
}

// History returns a page of the copy of a group's messages, in rising seq: as
// [Hub.History], but what the client was never told is missing in it.
func (l *Local) History(ctx context.Context, g chat.GroupID, q chat.Span) (page chat.Page, err error) {
	page.Group = g
	if err := ctx.Err(); err != nil {
		return page, err
	}
	n := q.Limit
	if n <= 0 {
		n = chat.DefaultPage
	}
	err = l.use("read the history", func(db *conn) error {
		id, err := db.number("SELECT id FROM groups WHERE target = ?", string(g))
		if err != nil {
			return err
		}
		low, high := key(id, 0), key(id+1, 0)
		at := func(s chat.Seq) int64 { return key(id, int64(min(s, 1<<32-1))) }
		var before, after []chat.Message
		switch {
		case q.After > 0:
			after, page.More, err = db.rising(at(q.After)+1, high, n)
		case q.Before > 0:
			before, page.More, err = db.falling(low, at(q.Before), n)
		case q.Around > 0:
			before, page.More, err = db.falling(low, at(q.Around), n/2)
			if err == nil {
				var more bool
				after, more, err = db.rising(at(q.Around), high, n-len(before))
				page.More = page.More || more
			}
		default:
			before, page.More, err = db.falling(low, high, n)
		}
		page.Messages = append(before, after...)
		return err
	})
	return page, err
}

// rising returns the first n messages from low on and before high.
func (c *conn) rising(low, high int64, n int) ([]chat.Message, bool, error) {
	return c.some("SELECT body FROM messages WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", low, high, n)
}

// falling returns the last n messages from low on and before high, in rising
// order.
func (c *conn) falling(low, high int64, n int) ([]chat.Message, bool, error) {
	all, more, err := c.some("SELECT body FROM messages WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?", low, high, n)
	slices.Reverse(all)
	return all, more, err
}

func (c *conn) some(sql string, low, high int64, n int) (all []chat.Message, more bool, err error) {
	err = c.each(sql, func(r row) error {
		if len(all) == n {
			more = true
			return errStop
		}
		m, err := r.message(0)
		all = append(all, m)
		return err
	}, low, high, int64(n)+1)
	return all, more, err
}

// Search finds messages of the copy whose text holds query by the rule of
// [chat.Fold], as the hub does, the newest first: of one group, there before a seq if that is not
// 0, or of all groups for the group "".
func (l *Local) Search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (page chat.Page, err error) {
	page.Group = g
	query = chat.Fold(query)
	low, high, order := int64(0), int64(1<<62), "uid" // by the time of sending
	err = l.use("search", func(db *conn) error {
		if g != "" {
			id, err := db.number("SELECT id FROM groups WHERE target = ?", string(g))
			if err != nil {
				return err
			}
			low, high, order = key(id, 0), key(id+1, 0), "id"
			if before > 0 {
				high = key(id, int64(min(before, 1<<32-1)))
			}
		}
		return db.each("SELECT body FROM messages WHERE id >= ? AND id < ? ORDER BY "+order+" DESC", func(r row) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			m, err := r.message(0)
			if err != nil || m.Kind != chat.KindText || !strings.Contains(chat.Fold(m.Text), query) {
				return err
			}
			if page.More = len(page.Messages) == limit; page.More {
				return errStop
			}
			page.Messages = append(page.Messages, m)
			return nil
		}, low, high)
	})
	return page, err
}
