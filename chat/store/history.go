package store

import (
	"context"
	"encoding/json"

	"seenby/chat"
)

// mayHear reports whether the viewer was told of a message's readers while they
// were a member (receipts.md, Who sees what); mayCount whether they may see how
// it stands now.
func (s *visit) mayHear(sender int64) bool {
	return sender == s.id || s.group.Info.Visibility == chat.VisibleToEveryone
}

func (s *visit) mayCount(sender int64) bool { return s.member.Present() && s.mayHear(sender) }

// message is a stored message as the viewer sees it.
func (s *visit) message(m message) (out chat.Message, err error) {
	_, seq := split(m.key)
	out = chat.Message{
		UID: chat.MessageUID(m.uid.String()), ConversationType: chat.ConversationGroup, Group: s.group.Info.ID,
		Seq: chat.Seq(seq), Sent: chat.Millis(m.sent), Text: m.text, Kind: m.kind(),
		Edited: chat.Millis(m.edited), Recalled: chat.Millis(m.recalled),
	}
	if out.Sender, err = s.handle(m.sender); err != nil {
		return out, err
	}
	if m.sender == s.id {
		out.ClientMsgID = m.cmid
	}
	if len(m.reply) == len(m.uid) {
		uid := m.uid
		copy(uid[:], m.reply)
		out.ReplyTo = chat.MessageUID(uid.String())
	}
	if m.extra != "" {
		var x extra
		if err := json.Unmarshal([]byte(m.extra), &x); err != nil {
			return out, s.damaged("message %s: %v", out.UID, err)
		}
		out.Mentions, out.Change = x.Mentions, x.Change
	}
	if out.Reactions, err = s.reactions(m.key); err != nil {
		return out, err
	}
	if m.ledger != 0 {
		out.Receipt, err = s.receipt(m)
	}
	return out, err
}

// reactions returns who reacted how, in the order in which they did; nil when
// nobody has.
func (s *visit) reactions(key int64) (all map[string][]chat.UserID, err error) {
	err = s.each("SELECT emoji, usr, pos FROM reactions WHERE message = ? ORDER BY pos", func(r row) error {
		if !s.member.Present() && chat.Pos(r.int(2)) > s.member.Until {
			return errStop
		}
		u, err := s.handle(r.int(1))
		if err != nil {
			return err
		}
		if all == nil {
			all = map[string][]chat.UserID{}
		}
		all[r.text(0)] = append(all[r.text(0)], u)
		return nil
	}, key)
	return all, err
}

// receipt returns what the viewer may know of a flagged message's receipts, as
// receipts.Ledger.Info tells it, without making the ledger: a page has many of
// them.
func (s *visit) receipt(m message) (*chat.ReceiptInfo, error) {
	l, err := s.ledger(m.ledger)
	if err != nil {
		return nil, err
	}
	info := &chat.ReceiptInfo{Asked: true}
	list := false
	if s.mayCount(m.sender) {
		info.Tally = &l.tally
		list = l.answers > 0 && l.answers <= chat.MaxListedReaders
		if list {
			info.Readers = make(map[chat.UserID]chat.Millis, l.answers)
		}
	}
	if !list && m.sender == s.id { // nobody answers oneself
		return info, nil
	}
	n := 0
	err = s.answers(m.ledger, m.sent, 0, func(_ int, a answer) error {
		n++
		if a.usr == s.id {
			info.Responded, info.RespondedAt = true, chat.Millis(a.at)
		}
		if !list {
			return nil
		}
		u, err := s.handle(a.usr)
		info.Readers[u] = chat.Millis(a.at)
		if !a.counted {
			info.Also = append(info.Also, u)
		}
		return err
	})
	if err == nil && n != l.answers {
		err = s.damaged("of %d answers to a message there are %d", l.answers, n)
	}
	return info, err
}

// History returns a page of the group's messages in rising seq, as viewer sees
// them: before or after a seq, around it (half before it and half from it on),
// or the newest. More says whether there are more in the direction that was
// asked for; around a seq, in either.
func (h *Hub) History(ctx context.Context, g chat.GroupID, viewer chat.UserID, q chat.Span) (
	page chat.Page, code chat.Code, err error,
) {
	code, err = h.look(ctx, g, viewer, "the history", func(s *visit) (chat.Code, error) {
		last := s.group.LastSeq
		from, to := stretch(q, last)
		page.Group = g
		switch {
		case q.After > 0:
			page.More = to < last
		case q.Around > 0:
			page.More = from > 1 || to < last
		default:
			page.More = from > 1 && from <= to
		}
		page.Messages, err = s.messages(from, to)
		return chat.Done, err
	})
	return page, code, err
}

// stretch returns the first and the last seq of what a span asks for, in a
// group of so many messages.
func stretch(q chat.Span, last chat.Seq) (from, to chat.Seq) {
	n := chat.Seq(q.Limit)
	if n <= 0 {
		n = chat.DefaultPage
	}
	switch {
	case q.After > 0:
		from = min(q.After, last) + 1
		to = from + n - 1
	case q.Before > 0:
		to = min(q.Before-1, last)
		from = to - n + 1
	case q.Around > 0:
		from = max(min(q.Around, last)-n/2, 1)
		to = from + n - 1
		if to > last {
			from -= to - last
		}
	default:
		to = last
		from = to - n + 1
	}
	return max(from, 1), min(to, last)
}

// messages returns the messages with from <= seq <= to, all of which exist.
func (s *visit) messages(from, to chat.Seq) ([]chat.Message, error) {
	if from > to {
		return nil, nil
	}
	rows := make([]message, 0, to-from+1)
	err := s.each("SELECT "+messageColumns+" FROM messages WHERE id >= ? AND id <= ? ORDER BY id", func(r row) error {
		m, err := scanMessage(r)
		rows = append(rows, m)
		return err
	}, key(s.group.id, int64(from)), key(s.group.id, int64(to)))
	if err != nil {
		return nil, err
	}
	if len(rows) != cap(rows) { // a group has no gaps
		return nil, s.damaged("of %d messages of group %d there are %d", cap(rows), s.group.id, len(rows))
	}
	out := make([]chat.Message, len(rows))
	for i, m := range rows {
		if out[i], err = s.message(m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Message returns one message as viewer sees it; [chat.NoMessage] when the
// group has none of this id.
func (h *Hub) Message(ctx context.Context, g chat.GroupID, viewer chat.UserID, uid chat.MessageUID) (
	out chat.Message, code chat.Code, err error,
) {
	code, err = h.look(ctx, g, viewer, "a message", func(s *visit) (chat.Code, error) {
		m, found, err := s.messageOf(s.group.id, uid)
		if err != nil || !found {
			return chat.NoMessage, err
		}
		out, err = s.message(m)
		return chat.Done, err
	})
	return out, code, err
}
