package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// alert tells the user what they are to be told, wherever they look: a line
// that stands for a while, and a call.
func (m *Model) alert(text cell.Text, in chat.GroupID) tea.Cmd {
	return tea.Batch(m.tellLong(text, m.o.Theme.Good), m.call(text, in))
}

// call reaches the user outside of the screen: by the bell, unless they want
// none, and by what [Options.Notify] does. It is the one place from which a
// user is called.
func (m *Model) call(text cell.Text, in chat.GroupID) tea.Cmd {
	var cmds []tea.Cmd
	if !m.o.Settings.NoBell {
		cmds = append(cmds, tea.Raw("\a"))
	}
	if notify := m.o.Notify; notify != nil {
		cmds = append(cmds, notify(text, in))
	}
	return tea.Batch(cmds...)
}
