package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

const (
	noticeTime = 5 * time.Second
	quitTime   = 2 * time.Second
	typingTime = 6 * time.Second
	draftPause = time.Second
)

// say tells the user something for a while.
func (m *Model) say(words string) tea.Cmd { return m.tell(cell.Line(words), m.o.Theme.Accent) }

// warn tells of something that did not work.
func (m *Model) warn(text cell.Text) tea.Cmd { return m.tell(text, m.o.Theme.Warn) }

func (m *Model) tell(text cell.Text, style lipgloss.Style) tea.Cmd {
	m.notice = notice{text.Flat(), style}
	m.noticeN++
	return m.after(noticeTime, noticeDue{m.noticeN})
}

func (m *Model) onNoticeDue(due noticeDue) {
	if due.n == m.noticeN {
		m.notice, m.quitting, m.recall = notice{}, false, ""
	}
}

// quit asks once more before it ends.
func (m *Model) quit() tea.Cmd {
	if m.quitting {
		m.saveDraft()
		return func() tea.Msg { return QuitMsg{m} }
	}
	cmd := m.say(m.o.Words.Notice.QuitAgain)
	m.quitting = true
	return tea.Batch(cmd, m.after(quitTime, noticeDue{m.noticeN}))
}

func (m *Model) onTyping(n chat.TypingSeen) tea.Cmd {
	if n.User == m.me {
		return nil
	}
	g := m.group(n.Group)
	g.typing[n.User] = m.o.Now().Add(typingTime)
	return m.after(typingTime, typingDue{})
}

// onTypingDue forgets those who have not typed for a while.
func (m *Model) onTypingDue() {
	now := m.o.Now()
	for _, g := range m.groups {
		for user, until := range g.typing {
			if !until.After(now) {
				delete(g.typing, user)
			}
		}
	}
}

// typingWords says who types in the open group.
func (m *Model) typingWords() cell.Text {
	if m.open == nil || len(m.open.typing) == 0 {
		return cell.Text{}
	}
	users := make([]chat.UserID, 0, len(m.open.typing))
	for u := range m.open.typing {
		users = append(users, u)
	}
	slices.Sort(users)
	w, name := m.o.Words.Timeline, m.open.book.name
	switch len(users) {
	case 1:
		return cell.Fill(cell.Line(w.Typing), name(users[0]))
	case 2:
		return cell.Fill(cell.Line(w.TypingTwo), name(users[0]), name(users[1]))
	}
	return cell.Fill(cell.Line(w.TypingMany), cell.Number(len(users)))
}

// SaveDraft keeps what stands in the composer. It is for who ends the program from
// outside, once nothing else uses the model any more.
func (m *Model) SaveDraft() { m.saveDraft() }

// saveDraft keeps what stands in the composer.
func (m *Model) saveDraft() {
	if m.open != nil {
		m.o.Chat.SaveDraft(m.open.info.ID, m.composer.Draft())
	}
}

// wrote follows every change of the text: the group learns that somebody
// types, and the draft is kept soon.
func (m *Model) wrote() tea.Cmd {
	m.stale(partStatus)
	if m.open == nil {
		return nil
	}
	if !m.composer.Empty() {
		m.o.Chat.Typing(m.open.info.ID)
	}
	m.draftN++
	return m.after(draftPause, draftDue{m.open.info.ID, m.draftN})
}

func (m *Model) onDraftDue(due draftDue) {
	if due.n == m.draftN && due.group == m.Group() {
		m.saveDraft()
	}
}
