package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/timeline"
)

// done says that something was done, or, where the hub is not there, that it is
// kept for it. Without words it says the second only.
func (m *Model) done(words string) tea.Cmd {
	switch {
	case m.link.State != chat.LinkOnline:
		return m.say(m.o.Words.Notice.Kept)
	case words == "":
		return nil
	}
	return m.say(words)
}

// unsentBar objects to a message that is not sent and is being taken back.
func (m *Model) unsentBar(e timeline.Entry) string {
	if e.State == chat.SendRecalling {
		return m.o.Words.Notice.Recalling
	}
	return ""
}

// takeBack takes back a message that is not sent. Its words can be written again.
func (m *Model) takeBack(e timeline.Entry) tea.Cmd {
	m.past.add(e.Text.String())
	m.o.Chat.Discard(e.ClientID)
	m.deselect()
	return nil // the client tells what becomes of it
}

// onSending takes what became of a message of this user. One that was refused
// where nobody looks is told.
func (m *Model) onSending(n chat.Sending) tea.Cmd {
	g := m.group(n.Group)
	l := m.timeline(g)
	before := l.Refused()
	l.Send(n)
	if after := l.Refused(); after != before {
		m.stale(partGroups)
		if after > before && (g != m.open || !l.Following()) {
			return m.warn(cell.Fill(cell.Line(m.o.Words.Notice.Refused), g.name, cell.Line(n.Err)))
		}
	}
	switch n.State {
	case chat.SendRecalling:
		return m.say(m.o.Words.Notice.Recalling)
	case chat.SendDropped:
		return tea.Batch(m.say(m.o.Words.Notice.Dropped), m.leaveGone(g))
	}
	return m.leaveGone(g)
}

// lost forgets a group that the user is not in any more, but not what they
// wrote there and was not sent: it stays until they drop it.
func (m *Model) lost(id chat.GroupID) {
	g := m.known(id)
	if g == nil {
		return
	}
	if g.list == nil || g.list.Waiting() == 0 {
		m.drop(id)
		return
	}
	g.gone = true
	g.info.Unread = 0
	clear(g.asks)
	g.calls = calls{}
	m.onReset(id)
	g.list.Nothing()
	m.stale(partGroups)
}

// leaveGone forgets a group that is only there for what was not sent, when
// nothing of that is left.
func (m *Model) leaveGone(g *group) tea.Cmd {
	if !g.gone || g.list.Waiting() > 0 {
		return nil
	}
	m.drop(g.info.ID)
	if m.open == nil && len(m.groups) > 0 {
		return m.goTo(m.groups[0])
	}
	return nil
}
