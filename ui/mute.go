package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/ui/cell"
)

// toggleMute mutes the open group, or ends that. A muted group calls only for
// what names the user, and does not count in the window's title.
func (m *Model) toggleMute() tea.Cmd {
	g, w := m.open, m.o.Words.Call
	g.muted = !g.muted
	m.o.Chat.Mute(g.info.ID, g.muted)
	m.stale(partGroups | partTitle)
	words := w.Unmuted
	if g.muted {
		words = w.Muted
	}
	return m.tell(cell.Fill(cell.Line(words), g.name), m.o.Theme.Accent)
}

// muteMark is what stands at a muted group.
func (m *Model) muteMark() cell.Text {
	return cell.Concat(cell.Line(m.o.Glyphs.Muted), cell.Say(" "), cell.Line(m.o.Words.Call.Mark))
}
