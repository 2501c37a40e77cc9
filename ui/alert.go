package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// alert tells the user what they asked to be told, wherever they look: a line
// that stands for a while, the bell, and what [Options.Notify] does. It is the
// one place from which a user is called.
func (m *Model) alert(text cell.Text, in chat.GroupID) tea.Cmd {
	cmds := []tea.Cmd{m.tellLong(text, m.o.Theme.Good), tea.Raw("\a")}
	if notify := m.o.Notify; notify != nil {
		cmds = append(cmds, notify(text, in))
	}
	return tea.Batch(cmds...)
}
