package client

import (
	"bytes"
	"cmp"
	"slices"
	"testing"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/chat/wire/schema"
)

// documented has every frame of a client checked against the protocol's
// document: its own, of which a hub must refuse what the document forbids, and
// those of the hub, also where that is a script.
func documented(t *testing.T, cfg Config) Config {
	t.Helper()
	observe, begin := cfg.Observe, []byte(`,"op":"connect"`)
	var checks *schema.Conversation
	cfg.Observe = func(d Direction, frame []byte) {
		switch {
		case d == Received:
			checks.Received(frame)
		case bytes.Contains(frame, begin) || checks == nil: // another connection
			checks = schema.NewConversation(func(err error) { t.Error(err) })
			fallthrough
		default:
			checks.Sent(frame)
		}
		if observe != nil {
			observe(d, frame)
		}
	}
	return cfg
}

// What a script leaves out because it does not matter to its test, and no hub
// leaves out, is filled in on the way to the client.

func completeEvent(e wire.Event) wire.Event {
	switch e := e.(type) {
	case wire.OnMessage:
		e.Message = completeMessage(e.Message)
		return e
	case wire.OnMessageUpdated:
		e.Message = completeMessage(e.Message)
		return e
	case wire.OnMessageReceiptRequest:
		e.ConversationType = chat.ConversationGroup
		return e
	case wire.OnMessageReceiptResponse:
		e.ConversationType = chat.ConversationGroup
		return e
	case wire.OnGroupChanged:
		e.Group, e.Cursor = completeGroup(e.Group), cmp.Or(e.Cursor, e.Group.Cursor, cursor(1))
		e.Change.By = cmp.Or(e.Change.By, "bob")
		return e
	}
	return e
}

func completeBody(b wire.Body) wire.Body {
	switch b := b.(type) {
	case wire.Connected:
		b.Groups = each(b.Groups, completeGroup)
		if b.Limits == (wire.Limits{}) {
			b.Limits = wire.ProtocolLimits()
		}
		return b
	case wire.GroupBody:
		b.Group = completeGroup(b.Group)
		return b
	case wire.MembersBody:
		b.Members = each(b.Members, func(m chat.Member) chat.Member {
			m.Role, m.Kind = cmp.Or(m.Role, chat.RoleMember), cmp.Or(m.Kind, chat.KindUser)
			return m
		})
		return b
	case wire.MessagesBody:
		b.Messages = each(b.Messages, completeMessage)
		return b
	}
	return b
}

func completeGroup(g chat.Group) chat.Group {
	g.Role, g.Visibility = cmp.Or(g.Role, chat.RoleMember), cmp.Or(g.Visibility, chat.VisibleToSender)
	g.Cursor = cmp.Or(g.Cursor, cursor(1))
	return g
}

func completeMessage(m chat.Message) chat.Message {
	m.ConversationType, m.Kind = chat.ConversationGroup, cmp.Or(m.Kind, chat.KindText)
	if m.Kind == chat.KindSystem && m.Change == nil {
		m.Change = &chat.GroupChange{Kind: chat.ChangeUpdated, By: m.Sender}
	}
	if m.Recalled != 0 {
		m.Text = ""
	}
	return m
}

func each[T any](list []T, f func(T) T) []T {
	list = slices.Clone(list)
	for i := range list {
		list[i] = f(list[i])
	}
	return list
}
