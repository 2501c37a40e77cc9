package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/panel"
	"seenby/ui/timeline"
)

// onMessageKey takes a key while a message is selected.
func (m *Model) onMessageKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	if key != "x" {
		m.recall = ""
	}
	list := m.open.list
	switch key {
	case "up", "k":
		list.Move(-1)
		return m.followSelection()
	case "down", "j":
		if !list.Move(1) {
			m.deselect()
			return nil
		}
		return m.followSelection()
	case "home", "g":
		list.Move(-list.Len())
		return m.followSelection()
	case "end", "G":
		m.deselect()
		list.End()
		return nil
	case "shift+up", "K", "shift+down", "J":
		if m.readers != nil {
			m.readers.Scroll(map[string]int{"shift+up": 3, "K": 3, "shift+down": -3, "J": -3}[key])
		}
		return nil
	case "C":
		return m.copyReaders()
	case "esc":
		m.escape()
		return nil
	case "?":
		m.over = append(m.over, panel.NewHelp(&m.plook))
		return nil
	}
	e, ok := list.Selected()
	if !ok {
		m.deselect()
		return nil
	}
	return m.act(key, e)
}

// act does to a message what the key says.
func (m *Model) act(key string, e timeline.Entry) tea.Cmd {
	w := m.o.Words.Notice
	waits := e.Seq == 0
	if waits {
		return m.actOnWaiting(key, e)
	}
	if e.Recalled && key != "i" && key != "enter" {
		return m.say(w.OnlyText)
	}
	switch key {
	case "f":
		return m.flag(e)
	case "i", "enter":
		return m.toggleReaders(e)
	case "r":
		p := m.purpose(e.Sender, e.Text)
		p.Reply = e.UID
		m.composer.Cancel()
		m.composer.Reply(p)
		m.deselect()
	case "e":
		if e.Sender != m.me {
			return m.say(w.NotOwn)
		}
		p := m.purpose(e.Sender, e.Text)
		p.Edit = e.UID
		m.composer.Edit(p)
		m.deselect()
	case "x":
		return m.recallMessage(e)
	case "c":
		return tea.Batch(tea.SetClipboard(e.Text.String()), m.say(w.Copied))
	case "+":
		m.react = panel.NewReact(&m.plook)
	case "d":
		return m.remind(e)
	case "y":
		return m.answer(e)
	}
	return nil
}

// actOnWaiting is act for a message that is not sent.
func (m *Model) actOnWaiting(key string, e timeline.Entry) tea.Cmd {
	failed := e.State == chat.SendFailed
	switch {
	case key == "c":
		return tea.Batch(tea.SetClipboard(e.Text.String()), m.say(m.o.Words.Notice.Copied))
	case key == "r" && failed:
		m.o.Chat.Retry(e.ClientID)
	case key == "x" && failed:
		m.o.Chat.Discard(e.ClientID)
		m.open.list.Discard(e.ClientID)
		m.deselect()
	case slices.Contains([]string{"f", "i", "enter", "r", "e", "x", "+", "d", "y"}, key):
		return m.say(m.o.Words.Notice.NotSent)
	}
	return nil
}

// flag asks for receipts on a message (receipts.md, Asking).
func (m *Model) flag(e timeline.Entry) tea.Cmd {
	w := m.o.Words.Notice
	switch {
	case e.Sender != m.me:
		return m.say(w.NotOwn)
	case e.Asks:
		return m.say(w.AlreadyAsked)
	}
	m.o.Chat.RequestReceipt(m.open.info.ID, e.UID)
	return m.say(w.AskedNow)
}

// recallMessage takes a message back when asked twice.
func (m *Model) recallMessage(e timeline.Entry) tea.Cmd {
	w := m.o.Words.Notice
	if e.Sender != m.me && !m.open.info.Role.Leads() {
		return m.say(w.NotOwn)
	}
	if m.recall != e.UID {
		cmd := m.say(w.RecallAgain)
		m.recall = e.UID
		return cmd
	}
	m.recall = ""
	m.o.Chat.Recall(m.open.info.ID, e.UID)
	return nil
}

func (m *Model) remind(e timeline.Entry) tea.Cmd {
	w := m.o.Words.Notice
	switch {
	case e.Sender != m.me:
		return m.say(w.NotOwn)
	case !e.Asks:
		return m.say(w.NothingAsked)
	case e.Counted && e.Tally.Read >= e.Tally.Total:
		return m.say(w.NobodyLeft)
	}
	m.o.Chat.Remind(m.open.info.ID, e.UID)
	return m.say(w.Reminded)
}

// answer answers a request by hand, whatever the policy.
func (m *Model) answer(e timeline.Entry) tea.Cmd {
	w := m.o.Words.Notice
	if e.Sender == m.me || !e.Asks {
		return m.say(w.NothingAsked)
	}
	if e.Responded {
		return m.say(w.Answered)
	}
	m.o.Chat.Answer(m.open.info.ID, []chat.MessageUID{e.UID})
	return m.say(w.Answered)
}

func (m *Model) reactWith(emoji string) tea.Cmd {
	m.react = nil
	if e, ok := m.open.list.Selected(); ok && e.Seq != 0 {
		on := !slices.Contains(e.Reactions[emoji], m.me)
		m.o.Chat.React(m.open.info.ID, e.UID, emoji, on)
	}
	return nil
}

// goToReminder goes to the message of which somebody reminded last, in this
// group first.
func (m *Model) goToReminder() tea.Cmd {
	in := m.open
	if in == nil || in.reminder == "" {
		i := slices.IndexFunc(m.groups, func(g *group) bool { return g.reminder != "" })
		if i < 0 {
			return nil
		}
		in = m.groups[i]
	}
	uid := in.reminder
	in.reminder = ""
	cmd := m.goTo(in)
	if in.list.Goto(uid) {
		m.selecting = true
		return cmd
	}
	return tea.Batch(cmd, m.say(m.o.Words.Notice.NotOlder))
}

// subject is what the receipts panel is told of a message.
func (m *Model) subject(e timeline.Entry) panel.Subject {
	own := e.Sender == m.me
	return panel.Subject{
		Group: m.open.info.ID, UID: e.UID, Sender: e.Sender, Sent: e.Sent, Edited: e.Edited, Text: e.Text,
		Own: own, Visible: own || m.open.info.Visibility == chat.VisibleToEveryone,
		Asks: e.Asks, Responded: e.Responded, RespondedAt: e.RespondedAt, Counted: e.Counted, Tally: e.Tally,
	}
}

// toggleReaders opens the receipts panel of a message, or closes it.
func (m *Model) toggleReaders(e timeline.Entry) tea.Cmd {
	if m.readers != nil && m.readers.Subject().UID == e.UID {
		m.readers = nil
		return nil
	}
	m.readers = panel.NewReaders(&m.plook, m.subject(e))
	return m.fetchReaders()
}

// followSelection lets an open panel show the selected message.
func (m *Model) followSelection() tea.Cmd {
	m.stale(partStatus)
	e, ok := m.open.list.Selected()
	if m.readers == nil || !ok || e.Seq == 0 || e.System || m.readers.Subject().UID == e.UID {
		return nil
	}
	m.readers = panel.NewReaders(&m.plook, m.subject(e))
	return m.wishReaders()
}

// refreshReaders tells the panel what its message stands at now.
func (m *Model) refreshReaders(uid chat.MessageUID) tea.Cmd {
	if m.readers == nil || m.readers.Subject().UID != uid || m.open == nil {
		return nil
	}
	if e, ok := m.open.list.Find(uid); ok && m.readers.Update(m.subject(e)) {
		return m.wishReaders()
	}
	return nil
}

// onReadersKey takes a key while the receipts panel lies over the timeline.
func (m *Model) onReadersKey(key string) tea.Cmd {
	switch key {
	case "esc", "i", "enter", "q":
		m.readers = nil
	case "up", "k":
		m.readers.Scroll(1)
	case "down", "j":
		m.readers.Scroll(-1)
	case "pgup":
		m.readers.Scroll(10)
	case "pgdown":
		m.readers.Scroll(-10)
	case "c", "C":
		return m.copyReaders()
	}
	return nil
}

func (m *Model) copyReaders() tea.Cmd {
	if m.readers == nil {
		return nil
	}
	return tea.Batch(tea.SetClipboard(m.readers.Copy()), m.say(m.o.Words.Notice.CopiedList))
}
