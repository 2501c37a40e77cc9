package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/ui/cell"
)

// An about says where an event happened, and who did it.
type about struct {
	group chat.GroupID // "" where it is no matter of a group
	users []chat.UserID
}

// aboutEvent returns whose doing an event is; me stands for what only this
// user's own devices are told.
func aboutEvent(e wire.Event, me chat.UserID) about {
	by := func(g chat.GroupID, users ...chat.UserID) about { return about{g, users} }
	switch e := e.(type) {
	case wire.OnMessage:
		return by(e.Message.Group, e.Message.Sender)
	case wire.OnMessageUpdated:
		return by(e.Message.Group, e.Message.Sender)
	case wire.OnMessageReceiptRequest:
		return by(e.Group, e.Sender)
	case wire.OnMessageReceiptResponse:
		return by(e.Group, slices.Sorted(maps.Keys(e.Readers))...)
	case wire.OnReceiptResponded:
		return by(e.Group, me)
	case wire.OnReceiptReminder:
		return by(e.Group, e.Sender)
	case wire.OnGroupChanged:
		return by(e.Group.ID, e.Change.By)
	case wire.OnReadPosition:
		return by(e.Group, me)
	case wire.OnTyping:
		return by(e.Group, e.User)
	case wire.OnPresence:
		return by("", e.User)
	}
	return about{}
}

// eventLine writes an event for people; now is for those that bear no time.
func eventLine(e wire.Event, now chat.Millis) string {
	switch e := e.(type) {
	case wire.OnMessage:
		return messageLine(&e.Message)
	case wire.OnMessageUpdated:
		return messageLine(&e.Message)
	case wire.OnReady:
		return clock(now) + "  listening"
	case wire.OnClosing:
		return clock(now) + "  the hub closes the connection: " + cell.Line(e.Reason).String()
	}
	who := aboutEvent(e, "you")
	return fmt.Sprintf("%s  %s  %s %s", clock(now), cmp.Or(cell.Line(string(who.group)).String(), "-"), names(who.users), doing(e))
}

// doing says in words what somebody does.
func doing(e wire.Event) string {
	switch e := e.(type) {
	case wire.OnMessageReceiptRequest:
		return "asks who reads " + uidWord(e.UID)
	case wire.OnMessageReceiptResponse:
		words := fmt.Sprintf("read %s (%d of %d)", uidWord(e.UID), e.Read, e.Total)
		if len(e.Readers) == 0 {
			return "- " + strings.TrimPrefix(words, "read ")
		}
		return words
	case wire.OnReceiptResponded:
		uids := make([]string, len(e.UIDs))
		for i, uid := range e.UIDs {
			uids[i] = uidWord(uid)
		}
		return "answered " + strings.Join(uids, ", ")
	case wire.OnReceiptReminder:
		return "reminds you of " + uidWord(e.UID)
	case wire.OnGroupChanged:
		return "changed the group: " + strings.TrimSpace(cell.Line(string(e.Change.Kind)).String()+" "+names(e.Change.Users))
	case wire.OnReadPosition:
		return fmt.Sprintf("have read up to %d, %d unread", e.ReadSeq, e.Unread)
	case wire.OnTyping:
		return "types"
	case wire.OnPresence:
		if e.Online {
			return "is online"
		}
		return "is gone"
	}
	return cell.Line(e.Name()).String()
}

// uidWord writes a message's id for people: safely, and whole, for commands take it.
func uidWord(uid chat.MessageUID) string { return cell.Line(string(uid)).String() }

// messageLine writes a message for people. A text of several lines goes on
// indented, so that none of them can pass for a message.
func messageLine(m *chat.Message) string {
	lines := cell.Clean(m.Text).Lines()
	text := make([]string, len(lines))
	for i, line := range lines {
		text[i] = line.String()
	}
	body := strings.Join(text, "\n    ")
	if m.Recalled != 0 {
		body = "(recalled)"
	}
	if m.Kind != chat.KindSystem {
		body = cell.Line(string(m.Sender)).String() + ": " + body
	}
	if m.Edited != 0 && m.Recalled == 0 {
		body += " (edited)"
	}
	for _, emoji := range slices.Sorted(maps.Keys(m.Reactions)) {
		body += fmt.Sprintf(" %s %d", cell.Line(emoji), len(m.Reactions[emoji]))
	}
	return fmt.Sprintf("%s  %s  %s%s", clock(m.Sent), cell.Line(string(m.Group)), body, receiptWords(m))
}

// receiptWords ends the line of a message with its id, and how its receipts
// stand.
func receiptWords(m *chat.Message) string {
	words := ""
	switch r := m.Receipt; {
	case r == nil:
	case r.Tally != nil:
		words = fmt.Sprintf(", %d of %d have read it", r.Read, r.Total)
	case r.Responded:
		words = ", answered"
	default:
		words = ", asks who reads it"
	}
	return "  [" + uidWord(m.UID) + words + "]"
}
