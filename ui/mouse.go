package ui

import (
	tea "charm.land/bubbletea/v2"

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
	case scroller:
		over.Scroll(by)
		return
	case mover:
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

// onClick selects what was clicked: a group, a message, the composer. On the
// mark of a message's receipts it opens their panel.
func (m *Model) onClick(msg tea.MouseClickMsg) tea.Cmd {
	g := &m.geo
	if !g.usable || msg.Button != tea.MouseLeft {
		return nil
	}
	m.stale(partStatus)
	m.menu = nil
	if over := m.topOverlay(); over != nil {
		return m.clickOverlay(over, msg)
	}
	switch {
	case msg.X < g.side:
		groups := m.sideGroups()
		if i := msg.Y - sideTop; i >= 0 && i < min(len(groups), m.groupRoom()) {
			return m.goTo(groups[i])
		}
	case g.side == 0 && msg.Y == 0 && len(m.elsewhere()) > 0:
		return m.nextUnread()
	case msg.X < g.mainX || g.panel > 0 && msg.X >= g.panelX-1 || m.open == nil:
	case msg.Y >= g.timelineY && msg.Y < g.timelineY+g.timeline:
		if m.open.list.SelectLine(msg.Y - g.timelineY) {
			m.selecting, m.react = true, nil
			cmd := m.followSelection()
			if m.readers == nil && m.open.list.OnMark(msg.X-g.mainX, msg.Y-g.timelineY) {
				cmd = tea.Batch(cmd, m.perform("message.readers"))
			}
			return cmd
		}
	case msg.Y == g.hintY && m.react == nil:
		_, more := m.open.list.Below()
		switch {
		case more:
			m.deselect()
			m.open.list.End()
		case m.open.list.Above() > 0:
			return m.firstUnread()
		}
	case msg.Y >= g.composerY && msg.Y < g.statusY && m.selecting:
		m.deselect()
	}
	return nil
}

// picker is a list that can be clicked.
type picker interface {
	overlay
	// PointAt moves to line y of a Render of this height; false when nothing is
	// there.
	PointAt(y, height int) bool
}

func (m *Model) clickOverlay(over overlay, msg tea.MouseClickMsg) tea.Cmd {
	inside := msg.X >= m.geo.mainX && msg.Y >= m.geo.timelineY && msg.Y < m.geo.hintY
	switch over := over.(type) {
	case picker:
		switch {
		case !inside:
			m.closeOverlay()
		case over.PointAt(msg.Y-m.geo.timelineY, m.geo.timeline):
			return m.pick(over)
		}
	case *panel.Withheld:
		if !inside {
			m.closeOverlay()
		} else {
			over.PickLine(msg.Y - m.geo.timelineY)
		}
	case *panel.Answers:
		if !inside {
			m.closeOverlay()
		} else if over.PickLine(msg.Y - m.geo.timelineY) {
			return m.pick(over)
		}
	case *panel.Waiting:
		if !inside {
			m.closeOverlay()
		} else if over.PickLine(msg.Y - m.geo.timelineY) {
			return m.fetchMissing()
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
