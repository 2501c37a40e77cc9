package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/timeline"
)

// chosen returns the selected message.
func (m *Model) chosen() (e timeline.Entry, ok bool) {
	if m.open == nil || !m.selecting {
		return e, false
	}
	return m.open.list.Selected()
}

// noBar has no objection.
func (m *Model) noBar(timeline.Entry) string { return "" }

// textBar objects to a message that is not sent yet, or recalled.
func (m *Model) textBar(e timeline.Entry) string {
	switch {
	case e.Seq == 0:
		return m.o.Words.Notice.NotSent
	case e.Recalled:
		return m.o.Words.Notice.OnlyText
	}
	return ""
}

// ownBar objects to those of others as well.
func (m *Model) ownBar(e timeline.Entry) string {
	if why := m.textBar(e); why != "" || e.Sender == m.me {
		return why
	}
	return m.o.Words.Notice.NotOwn
}

func (m *Model) flagBar(e timeline.Entry) string {
	if why := m.ownBar(e); why != "" || !e.Asks {
		return why
	}
	return m.o.Words.Notice.AlreadyAsked
}

// flag asks for receipts on a message (receipts.md, Asking).
func (m *Model) flag(e timeline.Entry) tea.Cmd {
	m.o.Chat.RequestReceipt(m.open.info.ID, e.UID)
	return m.done(m.o.Words.Notice.AskedNow)
}

func (m *Model) reply(e timeline.Entry) tea.Cmd {
	p := m.purpose(e.Sender, e.Text)
	p.Reply = e.UID
	m.composer.Cancel()
	m.composer.Reply(p)
	m.deselect()
	return nil
}

// editBar objects to a message of others, and to one that is being taken back.
func (m *Model) editBar(e timeline.Entry) string {
	if e.Seq == 0 {
		return m.unsentBar(e)
	}
	return m.ownBar(e)
}

func (m *Model) edit(e timeline.Entry) tea.Cmd {
	p := m.purpose(e.Sender, e.Text)
	p.Edit, p.Unsent = e.UID, e.ClientID
	m.composer.Edit(p)
	m.deselect()
	return nil
}

func (m *Model) recallBar(e timeline.Entry) string {
	if e.Seq == 0 {
		return m.unsentBar(e)
	}
	if why := m.textBar(e); why != "" || e.Sender == m.me || m.open.info.Role.Leads() {
		return why
	}
	return m.o.Words.Notice.NotOwn
}

// recallMessage takes a message back when asked twice, and one that is not sent
// at once.
func (m *Model) recallMessage(e timeline.Entry) tea.Cmd {
	if e.Seq == 0 {
		return m.takeBack(e)
	}
	if m.recall != e.UID {
		cmd := m.say(m.o.Words.Notice.RecallAgain)
		m.recall = e.UID
		return cmd
	}
	m.disarm()
	m.o.Chat.Recall(m.open.info.ID, e.UID)
	return m.done("")
}

// disarm forgets that a message was to be recalled at the next key, and what was
// said of that.
func (m *Model) disarm() {
	if m.recall != "" && m.notice.text == cell.Line(m.o.Words.Notice.RecallAgain).Flat() {
		m.notice = notice{}
	}
	m.recall = ""
}

func (m *Model) copyBar(e timeline.Entry) string {
	if e.Recalled {
		return m.o.Words.Notice.OnlyText
	}
	return ""
}

// copyText copies a message, or the list that lies over it.
func (m *Model) copyText(e timeline.Entry) tea.Cmd {
	if m.context() == keymap.Panel {
		return m.copyReaders()
	}
	return tea.Batch(tea.SetClipboard(e.Text.String()), m.say(m.o.Words.Notice.Copied))
}

// hiddenBar objects to a message in which nothing was hidden.
func (m *Model) hiddenBar(e timeline.Entry) string {
	if !e.Hidden || e.Recalled {
		return m.o.Words.Notice.NothingHidden
	}
	return ""
}

// toggleHidden spells out what was removed from a message, or hides it again.
func (m *Model) toggleHidden(timeline.Entry) tea.Cmd {
	m.open.list.RevealSelected()
	return nil
}

func (m *Model) openReact(timeline.Entry) tea.Cmd {
	m.react = panel.NewReact(&m.plook)
	return nil
}

func (m *Model) retryMessage(e timeline.Entry) tea.Cmd {
	m.o.Chat.Retry(e.ClientID)
	return nil
}

func (m *Model) discardMessage(e timeline.Entry) tea.Cmd {
	m.o.Chat.Discard(e.ClientID)
	g := m.open
	g.list.Discard(e.ClientID)
	m.deselect()
	m.stale(partGroups)
	return m.leaveGone(g)
}

func (m *Model) remindBar(e timeline.Entry) string {
	why, w := m.ownBar(e), m.o.Words.Notice
	switch {
	case why != "":
		return why
	case !e.Asks:
		return w.NothingAsked
	case e.Counted && e.Tally.Read >= e.Tally.Total:
		return w.NobodyLeft
	}
	return ""
}

// remindNow reminds of the selected message, or of the one at the cursor of the
// list of those on whose readers one waits.
func (m *Model) remindNow() tea.Cmd {
	if w, ok := m.topOverlay().(*panel.Waiting); ok {
		return m.remindWaiting(w)
	}
	e, _ := m.chosen()
	return m.remind(e)
}

// remindNowBar objects where neither can be done.
func (m *Model) remindNowBar() string {
	if m.context() == keymap.Waiting {
		return ""
	}
	e, ok := m.chosen()
	if !ok {
		return m.o.Words.Notice.OnlyText
	}
	return m.remindBar(e)
}

func (m *Model) remind(e timeline.Entry) tea.Cmd {
	m.o.Chat.Remind(m.open.info.ID, e.UID)
	return m.done(m.o.Words.Notice.Reminded)
}

func (m *Model) answerBar(e timeline.Entry) string {
	why, w := m.textBar(e), m.o.Words.Notice
	switch {
	case why != "":
		return why
	case e.Sender == m.me || !e.Asks:
		return w.NothingAsked
	case e.Responded:
		return w.Answered
	case m.peeking:
		return m.o.Words.Peek.NoAnswer
	}
	return ""
}

// answer answers a request by hand, whatever the policy.
func (m *Model) answer(e timeline.Entry) tea.Cmd {
	m.o.Chat.Answer(m.open.info.ID, []chat.MessageUID{e.UID})
	return m.done(m.o.Words.Notice.Answered)
}

func (m *Model) reactWith(emoji string) tea.Cmd {
	m.react = nil
	if e, ok := m.open.list.Selected(); ok && e.Seq != 0 {
		on := !slices.Contains(e.Reactions[emoji], m.me)
		m.o.Chat.React(m.open.info.ID, e.UID, emoji, on)
		return m.done("")
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
			return m.say(m.o.Words.Notice.NoReminder)
		}
		in = m.groups[i]
	}
	uid := in.reminder
	in.reminder = ""
	if in.remindAt > 0 {
		return m.jump(in, uid, in.remindAt)
	}
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
		Group: m.open.info.ID, UID: e.UID, Seq: e.Seq, Sender: e.Sender, Sent: e.Sent, Edited: e.Edited, Text: e.Text,
		Own: own, Visible: own || m.open.info.Visibility == chat.VisibleToEveryone,
		Asks: e.Asks, Responded: e.Responded, RespondedAt: e.RespondedAt, Counted: e.Counted, Tally: e.Tally,
	}
}

// readersBar objects to a message that is not sent yet.
func (m *Model) readersBar(e timeline.Entry) string {
	if e.Seq == 0 {
		return m.o.Words.Notice.NotSent
	}
	return ""
}

// toggleReaders opens the receipts panel of a message, or closes it.
func (m *Model) toggleReaders(e timeline.Entry) tea.Cmd {
	if m.context() == keymap.Panel || m.readers != nil && m.readers.Subject().UID == e.UID {
		m.readers = nil
		return nil
	}
	m.newReaders(e)
	return m.fetchReaders()
}

// newReaders opens the panel of a message.
func (m *Model) newReaders(e timeline.Entry) {
	m.readers = panel.NewReaders(&m.plook, m.subject(e))
	m.readers.AsOf(m.asOf())
	m.showGoals()
}

// followSelection lets an open panel show the selected message.
func (m *Model) followSelection() tea.Cmd {
	m.stale(partStatus)
	e, ok := m.open.list.Selected()
	if m.readers == nil || !ok || e.Seq == 0 || e.System || m.readers.Subject().UID == e.UID {
		return nil
	}
	m.newReaders(e)
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

// noReaders objects when no receipts panel is open.
func (m *Model) noReaders() string {
	if m.readers == nil {
		return m.o.Words.Notice.NoPanel
	}
	return ""
}

func (m *Model) scrollReaders(by int) tea.Cmd {
	if m.readers != nil {
		m.readers.Scroll(by)
	}
	return nil
}

func (m *Model) copyReaders() tea.Cmd {
	if m.readers == nil {
		return nil
	}
	return tea.Batch(tea.SetClipboard(m.readers.Copy()), m.say(m.o.Words.Notice.CopiedList))
}
