package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
)

// togglePeek begins or ends looking around without answering. What was read up
// to now goes to the client first: it belongs to the time before.
func (m *Model) togglePeek() tea.Cmd {
	now, w := m.o.Now(), m.o.Words.Peek
	m.setPeek(!m.peeking)
	read := tea.Batch(m.handOn(m.sight.Read(now)), m.handOn(m.sight.Held()))
	m.o.Chat.Peek(m.peeking)
	switch {
	case m.peeking:
		return tea.Batch(read, m.say(w.Began))
	case len(m.held) > 0:
		return tea.Batch(read, m.tell(cell.Fill(cell.Line(w.EndedHolds), cell.Number(len(m.held))), m.o.Theme.Accent))
	}
	return tea.Batch(read, m.say(w.Ended))
}

func (m *Model) setPeek(on bool) {
	m.peeking = on
	m.sight.Peek(m.o.Now(), on)
	for _, g := range m.groups {
		m.styleList(g)
	}
	m.stale(partAll)
}

// onPeek takes what the client tells of it: at the start it may be on from the
// last time.
func (m *Model) onPeek(n chat.PeekChanged) {
	m.held, m.holds = n.Withheld, make(map[chat.MessageUID]bool, len(n.Withheld))
	for _, h := range n.Withheld {
		m.holds[h.UID] = true
	}
	m.setPeek(n.On)
	m.showWithheld()
}

func (m *Model) heldAnswers() []panel.HeldAnswer {
	list := make([]panel.HeldAnswer, 0, len(m.held))
	for _, h := range m.held {
		x := panel.HeldAnswer{
			Group: h.Group, GroupName: cell.Line(string(h.Group)), UID: h.UID, Seq: h.Seq,
			Sender: m.nameIn(h.Group, h.Sender), Text: cell.Clean(h.Text), ReadAt: h.ReadAt,
		}
		if g := m.known(h.Group); g != nil {
			x.GroupName = g.name
		}
		list = append(list, x)
	}
	return list
}

// toggleWithheld lists what is withheld, or closes the list.
func (m *Model) toggleWithheld() tea.Cmd {
	if m.context() == keymap.Withheld {
		m.closeOverlay()
		return nil
	}
	m.over = append(m.over, panel.NewWithheld(&m.plook))
	m.showWithheld()
	m.stale(partStatus)
	var cmds []tea.Cmd
	for _, g := range m.groups {
		if !g.book.loaded && slices.ContainsFunc(m.held, func(h chat.Withheld) bool { return h.Group == g.info.ID }) {
			cmds = append(cmds, m.named(g, m.showWithheld))
		}
	}
	return tea.Batch(cmds...)
}

// showWithheld brings an open list up to date.
func (m *Model) showWithheld() tea.Cmd {
	for _, over := range m.over {
		if w, ok := over.(*panel.Withheld); ok {
			w.Load(m.heldAnswers(), m.peeking)
		}
	}
	return nil
}

// jumpToWithheld goes to the message at the cursor.
func (m *Model) jumpToWithheld(w *panel.Withheld) tea.Cmd {
	x, ok := w.Picked()
	if !ok {
		return nil
	}
	m.closeOverlays()
	return m.jump(m.known(x.Group), x.UID, x.Seq)
}

func (m *Model) sendHeld(which []panel.HeldAnswer) tea.Cmd {
	if len(which) == 0 {
		return nil
	}
	m.o.Chat.Release(uids(which))
	return m.tell(cell.Fill(cell.Line(m.o.Words.Peek.Sent), cell.Number(len(which))), m.o.Theme.Accent)
}

// dropHeld forgets answers: their messages were not read, and will be when they
// are on screen again.
func (m *Model) dropHeld(which []panel.HeldAnswer) tea.Cmd {
	if len(which) == 0 {
		return nil
	}
	m.o.Chat.Withdraw(uids(which))
	for _, x := range which {
		m.sight.Forget(m.o.Now(), x.Group, x.Seq)
	}
	return m.tell(cell.Fill(cell.Line(m.o.Words.Peek.Dropped), cell.Number(len(which))), m.o.Theme.Accent)
}

func uids(which []panel.HeldAnswer) []chat.MessageUID {
	list := make([]chat.MessageUID, len(which))
	for i, x := range which {
		list[i] = x.UID
	}
	return list
}

// toggleAnswers lets the user choose who decides about answering, or leaves it
// as it is.
func (m *Model) toggleAnswers() tea.Cmd {
	if m.context() == keymap.Answers {
		m.closeOverlay()
		return nil
	}
	a := panel.NewAnswers(&m.plook, cell.Text{}, "", m.o.Chat.Policy(""))
	if g := m.open; g != nil {
		a = panel.NewAnswers(&m.plook, g.name, m.o.Chat.OwnPolicy(g.info.ID), m.o.Chat.Policy(""))
	}
	m.over = append(m.over, a)
	m.stale(partStatus)
	return nil
}

// setAnswers takes what is chosen.
func (m *Model) setAnswers(a *panel.Answers) tea.Cmd {
	c, in := a.Picked(), m.Group()
	if c.All {
		in = ""
	}
	m.o.Chat.SetPolicy(in, c.Policy)
	m.closeOverlay()
	for _, g := range m.groups {
		m.styleList(g)
	}
	return m.tell(cell.Fill(cell.Line(m.o.Words.Answering.Set), a.Words(c)), m.o.Theme.Accent)
}

// onAnsweredByItself says once how that came, and how to change it.
func (m *Model) onAnsweredByItself() tea.Cmd {
	words := m.o.Words.Answering.First
	if m.geo.main < wideNote {
		words = m.o.Words.Answering.FirstShort
	}
	return m.tellLong(cell.Line(words), m.o.Theme.Accent)
}
