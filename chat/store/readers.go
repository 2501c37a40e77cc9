package store

import (
	"context"
	"fmt"

	"seenby/chat"
)

// Receipts returns a message's tally and a page of one of its lists (none for
// an empty list). Where several codes apply, the first of protocol.md's order is
// told: the group's, [chat.NoMessage], [chat.NotSender] to who may not see the
// receipts, [chat.NotAsked]. The receipts of a recalled message are kept.
func (h *Hub) Receipts(ctx context.Context, g chat.GroupID, viewer chat.UserID, uid chat.MessageUID,
	list chat.ReaderList, offset, limit int,
) (out chat.Readership, code chat.Code, err error) {
	code, err = h.look(ctx, g, viewer, "the receipts", func(s *visit) (chat.Code, error) {
		m, found, err := s.messageOf(s.group.id, uid)
		switch {
		case err != nil || !found:
			return chat.NoMessage, err
		case !s.mayCount(m.sender):
			return chat.NotSender, nil
		case m.ledger == 0:
			return chat.NotAsked, nil
		}
		row, err := s.ledger(m.ledger)
		if err != nil {
			return chat.Done, err
		}
		out.Tally = row.tally
		if list != "" {
			out.Users, err = s.readers(m, row, list, offset, limit)
		}
		return chat.Done, err
	})
	return out, code, err
}

func (s *visit) readers(m message, row ledgerRow, list chat.ReaderList, offset, limit int) ([]chat.Reader, error) {
	audience, err := readAudience(s.conn, row.audience, s.handle)
	if err != nil {
		return nil, err
	}
	members := make(map[chat.UserID]bool, s.group.members)
	if err := s.present(s.group.id, func(usr int64) error {
		u, err := s.handle(usr)
		members[u] = true
		return err
	}); err != nil {
		return nil, err
	}
	present := func(u chat.UserID) bool { return members[u] }
	sender, err := s.handle(m.sender)
	if err != nil {
		return nil, err
	}
	l, err := readLedger(s.conn, row, m.card(sender), audience, s.handle, present, func(int, answer) {})
	if err != nil {
		return nil, err
	}
	page, _ := l.List(list, present, chat.Millis(m.edited), offset, limit)
	return page, nil
}

// Due returns the messages whose senders were not told everything yet, and from
// when on they may be: what was under way when the hub went down. It is for
// the hub's start.
func (h *Hub) Due(ctx context.Context) (due []chat.Due, err error) {
	err = h.read(ctx, func(v *view) error {
		var rows []ledgerRow
		if err := v.each("SELECT "+ledgerColumns+" FROM ledgers WHERE untold ORDER BY id", func(r row) error {
			l, err := scanLedger(r)
			rows = append(rows, l)
			return err
		}); err != nil {
			return err
		}
		for _, l := range rows {
			m, err := v.messageAt(l.message)
			if err != nil {
				return err
			}
			d := chat.Due{UID: chat.MessageUID(m.uid.String()), At: l.toldAt.Add(chat.UpdateInterval)}
			if _, err := v.one("SELECT target FROM groups WHERE id = ?", func(r row) error {
				d.Group = chat.GroupID(r.text(0))
				return nil
			}, l.message>>32); err != nil {
				return err
			}
			due = append(due, d)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the updates that are due: %w", err)
	}
	return due, nil
}
