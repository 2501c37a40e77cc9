package ui

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
)

// What stands at a group in the lists of groups: how much is unread in it, and
// whether some of that is for the user. The hub tells the first alone; the
// second is in the messages.

// mark notes what a message of somebody else is for this user.
func (m *Model) mark(g *group, msg *chat.Message) {
	if msg.Sender == m.me || msg.Kind == chat.KindSystem || msg.Recalled != 0 {
		return
	}
	if r := msg.Receipt; r != nil && r.Asked && !r.Responded {
		g.asks[msg.UID] = true
		m.stale(partGroups)
	}
	for _, u := range msg.Mentions {
		if u == m.me && msg.Seq > g.mentioned {
			g.mentioned = msg.Seq
			m.stale(partGroups)
		}
	}
}

// unmark forgets a message that was taken back.
func (m *Model) unmark(g *group, msg *chat.Message) {
	if g.asks[msg.UID] || g.mentioned == msg.Seq {
		delete(g.asks, msg.UID)
		if g.mentioned == msg.Seq {
			g.mentioned = 0
		}
		m.stale(partGroups)
	}
}

// names reports whether something unread in a group names the user.
func (m *Model) names(g *group) bool { return m.unread(g) > 0 && g.mentioned > g.info.ReadSeq }

// drafted reports whether something is written in a group that is not open.
func (m *Model) drafted(g *group) bool { return g != m.open && m.o.Chat.Draft(g.info.ID) != "" }

// maxSurvey is how many groups are looked into at most when the groups are told.
const maxSurvey = 50

// surveyed is the history of a group that was fetched for its marks.
type surveyed struct{ historyLoaded }

// survey looks into the groups in which something may be for the user and of
// which no message is here yet, one after another.
func (m *Model) survey() tea.Cmd {
	idle := len(m.unseen) == 0
	m.unseen = m.unseen[:0]
	for _, g := range m.groups {
		asked := m.o.Settings.Answer(g.info.ID) != receipts.PolicyAuto // it may have been read and not answered
		if g != m.open && g.list == nil && g.info.LastSeq > 0 && (g.info.Unread > 0 || asked) && len(m.unseen) < maxSurvey {
			m.unseen = append(m.unseen, g.info.ID)
		}
	}
	if !idle {
		return nil // the one that is under way goes on with these
	}
	return m.surveyNext()
}

func (m *Model) surveyNext() tea.Cmd {
	for len(m.unseen) > 0 {
		id := m.unseen[0]
		g := m.known(id)
		if g == nil || g.list != nil {
			m.unseen = m.unseen[1:]
			continue
		}
		m.timeline(g).Loading()
		g.loading++
		span := chat.Span{Limit: min(max(g.info.Unread, 50), chat.MaxHistory)}
		fetch := m.history(id, span)
		return func() tea.Msg {
			if msg, ok := fetch().(SelfMsg); ok {
				return SelfMsg{m, surveyed{msg.what.(historyLoaded)}}
			}
			return nil
		}
	}
	return nil
}

func (m *Model) onSurveyed(s surveyed) tea.Cmd {
	m.onHistory(s.historyLoaded)
	return m.surveyNext()
}

// elsewhere says, where no list of the groups is in sight, what is unread in
// those that are not open.
func (m *Model) elsewhere() []piece {
	if m.geo.side > 0 {
		return nil
	}
	unread, asks, names := 0, false, false
	for _, g := range m.groups {
		if g == m.open {
			continue
		}
		names = names || m.names(g)
		if !g.muted {
			unread += m.unread(g)
			asks = asks || len(g.asks) > 0
		}
	}
	th, gl := &m.o.Theme, m.o.Glyphs
	var list []piece
	sign := func(s string, st lipgloss.Style) {
		list = append(list, piece{cell.Say(" "), th.StatusBar}, piece{cell.Line(s), st})
	}
	if asks {
		sign(gl.Ask, th.StatusWarn)
	}
	if names {
		sign(gl.Mention, th.StatusWarn)
	}
	if unread > 0 {
		words := m.o.Words.Timeline.Elsewhere
		if m.geo.main < 60 {
			words = "+{0}"
		}
		list = append(list, piece{cell.Concat(cell.Say(" "), cell.Fill(cell.Line(words), cell.Number(unread))), th.StatusBar})
	}
	if len(list) > 0 {
		list = append([]piece{{cell.Say(" "), th.StatusBar}}, list...)
	}
	return list
}
