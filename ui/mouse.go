package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/panel"
)

// wheelLines is how far one turn of the wheel scrolls.
const wheelLines = 3

// onWheel scrolls what the pointer is on.
func (m *Model) onWheel(msg tea.MouseWheelMsg) {
	by := 0
	switch msg.Button {
	case tea.MouseWheelUp:
		by = wheelLines
	case tea.MouseWheelDown:
		by = -wheelLines
	default:
		return
	}
	switch over := m.topOverlay().(type) {
	case *panel.Readers:
		over.Scroll(by)
		return
	case *panel.Help:
		over.Scroll(by)
		return
	case *panel.Switcher:
		over.Move(-by / wheelLines)
		return
	}
	switch {
	case m.geo.panel > 0 && msg.X >= m.geo.panelX:
		m.readers.Scroll(by)
	case m.open != nil && msg.X >= m.geo.mainX:
		m.open.list.Scroll(by)
	}
}

// onClick selects what was clicked: a group, a message, the composer.
func (m *Model) onClick(msg tea.MouseClickMsg) tea.Cmd {
	g := &m.geo
	if !g.usable || msg.Button != tea.MouseLeft {
		return nil
	}
	m.stale(partStatus)
	if over := m.topOverlay(); over != nil {
		return m.clickOverlay(over, msg)
	}
	switch {
	case msg.X < g.side:
		groups := m.sideGroups()
		if i := msg.Y - sideTop; i >= 0 && i < min(len(groups), m.groupRoom()) {
			return m.goTo(groups[i])
		}
	case msg.X < g.mainX || g.panel > 0 && msg.X >= g.panelX-1 || m.open == nil:
	case msg.Y >= g.timelineY && msg.Y < g.hintY:
		if m.open.list.SelectLine(msg.Y - g.timelineY) {
			m.selecting, m.react = true, nil
			return m.followSelection()
		}
	case msg.Y == g.hintY && m.react == nil:
		if _, more := m.open.list.Below(); more {
			m.deselect()
			m.open.list.End()
		}
	case msg.Y >= g.composerY && msg.Y < g.statusY && m.selecting:
		m.deselect()
	}
	return nil
}

func (m *Model) clickOverlay(over overlay, msg tea.MouseClickMsg) tea.Cmd {
	inside := msg.X >= m.geo.mainX && msg.Y >= m.geo.timelineY && msg.Y < m.geo.hintY
	switch over := over.(type) {
	case *panel.Switcher:
		var picked chat.GroupID
		if inside {
			picked = over.PickLine(msg.Y-m.geo.timelineY, m.geo.timeline)
			if picked == "" {
				return nil
			}
		}
		m.closeOverlay()
		if picked != "" {
			return m.goTo(m.known(picked))
		}
	case *panel.Help:
		m.closeOverlay()
	case *panel.Readers:
		if !inside {
			m.readers = nil
		}
	}
	return nil
}
