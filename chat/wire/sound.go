package wire

import (
	"errors"

	"seenby/chat"
)

// What a client relies on in a hub's frames, however hostile the hub: ids are
// ids, places and counts are not negative. Texts are anything.

var errUnsound = errors.New("an id that is none, or a count that cannot be")

func sound(ok bool) error {
	if !ok {
		return errUnsound
	}
	return nil
}

func okGroup(g chat.GroupID) bool    { return chat.ValidID(string(g)) }
func okUser(u chat.UserID) bool      { return chat.ValidID(string(u)) }
func okUID(uid chat.MessageUID) bool { return uid != "" && len(uid) <= maxUID }
func okTally(t *chat.Tally) bool {
	return t == nil || 0 <= t.Read && t.Read <= t.Total && t.Version >= 0
}

func okReaders(readers map[chat.UserID]chat.Millis) bool {
	for u := range readers {
		if !okUser(u) {
			return false
		}
	}
	return true
}

func okMessage(m *chat.Message) bool {
	if !okUID(m.UID) || !okGroup(m.Group) || !okUser(m.Sender) || m.Seq < 1 {
		return false
	}
	return m.Receipt == nil || okTally(m.Receipt.Tally) && okReaders(m.Receipt.Readers)
}

func okChatGroup(g *chat.Group) bool {
	return okGroup(g.ID) && g.MemberCount >= 0 && g.LastSeq >= 0 && g.ReadSeq >= 0 && g.Unread >= 0
}

func (e OnMessage) sound() error        { return sound(okMessage(&e.Message)) }
func (e OnMessageUpdated) sound() error { return sound(okMessage(&e.Message)) }

func (e OnMessageReceiptRequest) sound() error {
	return sound(okUID(e.UID) && okGroup(e.Group) && okUser(e.Sender) && e.Seq >= 1)
}

func (e OnMessageReceiptResponse) sound() error {
	return sound(okUID(e.UID) && okGroup(e.Group) && okReaders(e.Readers) && okTally(&e.Tally))
}

func (e OnReceiptResponded) sound() error { return sound(okGroup(e.Group)) }

func (e OnReceiptReminder) sound() error {
	return sound(okUID(e.UID) && okGroup(e.Group) && okUser(e.Sender))
}

func (e OnGroupChanged) sound() error { return sound(okChatGroup(&e.Group)) }

func (e OnReadPosition) sound() error {
	return sound(okGroup(e.Group) && e.ReadSeq >= 0 && e.Unread >= 0)
}

func (e OnTyping) sound() error   { return sound(okGroup(e.Group) && okUser(e.User)) }
func (e OnPresence) sound() error { return sound(okUser(e.User)) }

func (b Connected) sound() error {
	for i := range b.Groups {
		if !okChatGroup(&b.Groups[i]) {
			return errUnsound
		}
	}
	return sound(okUser(b.UserID))
}

func (b GroupBody) sound() error { return sound(okChatGroup(&b.Group)) }

func (b MembersBody) sound() error {
	for _, m := range b.Members {
		if !okUser(m.User) {
			return errUnsound
		}
	}
	return sound(b.Total >= 0)
}

func (b SentBody) sound() error { return sound(okUID(b.UID) && b.Seq >= 1) }

func (b MessagesBody) sound() error {
	for i := range b.Messages {
		if !okMessage(&b.Messages[i]) {
			return errUnsound
		}
	}
	return nil
}

func (b TotalBody) sound() error { return sound(b.Total >= 0) }

func (b ReceiptsBody) sound() error {
	for _, u := range b.Users {
		if !okUser(u.User) {
			return errUnsound
		}
	}
	return sound(okTally(&b.Tally))
}

func (b RemindedBody) sound() error { return sound(b.Reminded >= 0) }
