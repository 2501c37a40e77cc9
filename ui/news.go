package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// onNews takes news of the client, in their order.
func (m *Model) onNews(news NewsMsg) tea.Cmd {
	if m.selecting {
		m.stale(partStatus) // its keys follow the state of the message
	}
	var cmds []tea.Cmd
	for _, n := range news {
		if cmd := m.take(n); cmd != nil {
			cmds = append(cmds, cmd)
		}
		if cmd := m.waitingChanged(n); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) onOne(n chat.News) tea.Cmd {
	switch n := n.(type) {
	case chat.MessageAdded:
		return m.onMessage(n)
	case chat.MessageChanged:
		m.onMessageChanged(n)
	case chat.Sending:
		return m.onSending(n)
	case chat.ReceiptAsked:
		return m.onAsked(n)
	case chat.ReceiptsChanged:
		return m.onCount(n)
	case chat.Responded:
		m.onResponded(n)
	case chat.ReceiptReminder:
		return m.onReminder(n)
	case chat.ReadMovedTo:
		g := m.group(n.Group)
		g.info.ReadSeq, g.info.Unread = n.Seq, n.Unread
		m.stale(partGroups)
	case chat.LinkChanged:
		return m.onLink(n)
	case chat.GroupsListed:
		return m.onListed(n)
	case chat.GroupChanged:
		return m.onGroupChanged(n)
	case chat.GroupGone:
		return m.onGone(n)
	case chat.GroupReset:
		m.onReset(n.Group)
	case chat.TypingSeen:
		return m.onTyping(n)
	case chat.PresenceSeen:
		m.online[n.User] = n.Online
		m.stale(partMembers)
		m.showMembers()
		if m.readers != nil {
			m.readers.Restyle()
		}
	case chat.PeekChanged:
		m.onPeek(n)
	case chat.AnsweredByItself:
		return m.onAnsweredByItself()
	case chat.GoalsSet:
		m.onGoalsSet(n)
	case chat.GoalMet:
		return m.onGoalMet(n)
	case chat.Trouble:
		return m.warn(cell.Line(n.Text))
	}
	return nil
}

func (m *Model) onMessage(n chat.MessageAdded) tea.Cmd {
	msg := &n.Message
	g := m.group(msg.Group)
	delete(g.typing, msg.Sender)
	theirs := msg.Sender != m.me && msg.Kind != chat.KindSystem
	m.mark(g, msg)
	if msg.Seq > g.info.LastSeq {
		g.info.LastSeq = msg.Seq
		if theirs {
			g.info.Unread++
			m.stale(partGroups)
		}
	}
	var called tea.Cmd
	if theirs {
		called = m.callForMessage(g, n)
	}
	if g.list == nil {
		return called
	}
	if theirs && g == m.open && g.list.New() == 0 && (m.focus == focusAway || !g.list.Following()) && msg.Seq > g.list.Newest() {
		g.list.MarkNew(msg.Seq)
	}
	g.list.Add(msg)
	if g == m.open {
		g.list.Bound(keepOpen)
	} else if g.list.Len() > 2*keepClosed {
		g.list.Trim(keepClosed)
	}
	return called
}

// later keeps news of a message that the list does not have but that a page
// under way may bring in an older state.
func (m *Model) later(g *group, uid chat.MessageUID, n chat.News) {
	if g.list == nil || g.loading == 0 {
		return
	}
	if _, ok := g.list.Find(uid); !ok {
		g.late = append(g.late, n)
	}
}

func (m *Model) onMessageChanged(n chat.MessageChanged) {
	g := m.group(n.Message.Group)
	if n.Message.Recalled != 0 {
		m.uncall(g, n.Message.UID)
		m.unmark(g, &n.Message)
	}
	m.later(g, n.Message.UID, n)
	if g.list != nil {
		g.list.Change(&n.Message)
	}
	m.refreshReaders(n.Message.UID)
}

func (m *Model) onAsked(n chat.ReceiptAsked) tea.Cmd {
	g := m.group(n.Group)
	var called tea.Cmd
	if !n.Own && !n.Responded {
		g.asks[n.UID] = true
		m.stale(partGroups)
		called = m.callForRequest(g, m.o.Words.Call.AsksLater, n.UID, n.Sender, n.Live)
	}
	m.later(g, n.UID, n)
	if g.list != nil {
		g.list.Ask(n.UID, n.Responded)
	}
	return tea.Batch(called, m.refreshReaders(n.UID))
}

func (m *Model) onCount(n chat.ReceiptsChanged) tea.Cmd {
	g := m.group(n.Group)
	m.later(g, n.UID, n)
	if g.list != nil {
		g.list.Count(n.UID, n.Tally)
	}
	if m.readers != nil && m.readers.Subject().UID == n.UID && m.readers.Count(n) {
		return m.wishReaders()
	}
	return nil
}

func (m *Model) onResponded(n chat.Responded) {
	g := m.group(n.Group)
	for _, uid := range n.UIDs {
		delete(g.asks, uid)
		m.later(g, uid, chat.Responded{Group: n.Group, UIDs: []chat.MessageUID{uid}, At: n.At})
		m.refreshReaders(uid)
	}
	m.stale(partGroups)
	if g.list != nil {
		g.list.Respond(n.UIDs, n.At)
	}
}

func (m *Model) onReminder(n chat.ReceiptReminder) tea.Cmd {
	g := m.group(n.Group)
	g.asks[n.UID], g.reminder, g.remindAt = true, n.UID, n.Seq
	m.stale(partGroups)
	if g.list != nil {
		g.list.Remind(n.UID)
	}
	called := m.callForRequest(g, m.o.Words.Call.Reminds, n.UID, n.Sender, n.Live)
	return tea.Batch(called, m.named(g, func() tea.Cmd {
		return m.tell(cell.Fill(cell.Line(m.o.Words.Notice.Reminder), g.book.name(n.Sender)), m.o.Theme.AskMark)
	}))
}

func (m *Model) onLink(n chat.LinkChanged) tea.Cmd {
	back := n.State == chat.LinkOnline && m.link.State != chat.LinkOnline
	if n.State != m.link.State {
		m.stale(partMembers | partStatus)
	}
	m.link = n
	m.stale(partTitle)
	if back && m.open != nil {
		m.open.list.Retry()
	}
	return m.linkMoved(back)
}

// onListed takes the groups as the hub told them at connect.
func (m *Model) onListed(n chat.GroupsListed) tea.Cmd {
	m.listed = true
	still := make(map[chat.GroupID]bool, len(n.Groups))
	for _, info := range n.Groups {
		still[info.ID] = true
		g := m.group(info.ID)
		m.describe(g, info)
		g.gone = false
		if g == m.open && !g.told {
			m.markNew(g)
		}
		g.told = true
	}
	var gone []chat.GroupID
	for _, g := range m.groups {
		if !still[g.info.ID] {
			gone = append(gone, g.info.ID)
		}
	}
	for _, id := range gone {
		m.lost(id)
	}
	m.sortGroups()
	switch {
	case m.open == nil && len(m.groups) > 0:
		first := m.known(m.o.Chat.LastOpened())
		if first == nil {
			first = m.groups[0]
		}
		return tea.Batch(m.goTo(first), m.survey())
	case m.open != nil:
		return tea.Batch(m.fetchMembers(m.open), m.survey())
	}
	return nil
}

func (m *Model) onGroupChanged(n chat.GroupChanged) tea.Cmd {
	fresh := m.known(n.Group.ID) == nil
	g := m.group(n.Group.ID)
	m.describe(g, n.Group)
	g.gone = false
	m.sortGroups()
	told := m.tellAdded(g, n, fresh)
	if m.open == nil {
		return tea.Batch(told, m.goTo(g))
	}
	if g == m.open && (n.Change != nil || fresh) {
		return tea.Batch(told, m.fetchMembers(g))
	}
	return told
}

func (m *Model) onGone(n chat.GroupGone) tea.Cmd {
	g := m.known(n.Group)
	if g == nil {
		return nil
	}
	name := g.name
	m.lost(n.Group)
	cmd := m.warn(cell.Fill(cell.Line(m.o.Words.Notice.Removed), name))
	if m.open == nil && len(m.groups) > 0 {
		cmd = tea.Batch(cmd, m.goTo(m.groups[0]))
	}
	return cmd
}

// drop forgets a group.
func (m *Model) drop(id chat.GroupID) {
	for i, g := range m.groups {
		if g.info.ID != id {
			continue
		}
		if g == m.open {
			m.closeOverlays()
			m.show(nil)
		}
		m.groups = append(m.groups[:i:i], m.groups[i+1:]...)
		m.stale(partGroups)
		return
	}
}

func (m *Model) onReset(id chat.GroupID) {
	g := m.group(id)
	g.late = nil
	if g.list != nil {
		g.list.Reset()
		if g == m.open {
			m.selecting = false
		}
	}
}
