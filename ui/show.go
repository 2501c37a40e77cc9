package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
)

// ShowMsg brings a message on the screen, for a program that sits in front of
// the model in place of a user: what lies over the timeline is closed, and the
// group opened where the model knows it. A message that is on the screen already
// stays where it is. With an empty UID the timeline follows the newest again.
// It is no sign of a user: nothing counts as read by it.
type ShowMsg struct {
	Group chat.GroupID
	UID   chat.MessageUID
	Seq   chat.Seq
}

func (m *Model) onShow(msg ShowMsg) tea.Cmd {
	g := m.known(msg.Group)
	if g == nil {
		return nil
	}
	m.closeOverlays()
	if msg.UID == "" {
		cmd := m.goTo(g)
		if m.selecting {
			m.deselect()
		}
		g.list.End()
		return cmd
	}
	if g == m.open && slices.ContainsFunc(m.lines, func(l receipts.Line) bool { return l.UID == msg.UID }) {
		return nil
	}
	return m.jump(g, msg.UID, msg.Seq)
}
