package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
)

// What the list of messages that one waits for yields.
type (
	waitingDue    struct{ n int }
	waitingLoaded struct {
		messages []chat.Message
		err      error
	}
	missingLoaded struct {
		uid   chat.MessageUID
		users []chat.Reader
		err   error
	}
)

// waitingPause is how long the list waits before it is made anew, so that a
// burst of news makes it once.
const waitingPause = 100 * time.Millisecond

// waiting returns the list when it is open.
func (m *Model) waiting() *panel.Waiting {
	for _, over := range m.over {
		if w, ok := over.(*panel.Waiting); ok {
			return w
		}
	}
	return nil
}

// toggleWaiting shows on whose readers the user waits, or closes the list.
func (m *Model) toggleWaiting() tea.Cmd {
	if m.context() == keymap.Waiting {
		m.closeOverlay()
		return nil
	}
	w := panel.NewWaiting(&m.plook, m.nameIn)
	w.AsOf(m.asOf())
	m.over = append(m.over, w)
	m.stale(partStatus)
	return m.fetchWaiting()
}

// nameIn returns what a user is called in a group.
func (m *Model) nameIn(g chat.GroupID, u chat.UserID) cell.Text {
	if in := m.known(g); in != nil {
		return in.book.name(u)
	}
	return cell.Line(string(u))
}

func (m *Model) fetchWaiting() tea.Cmd {
	return m.ask(func(ctx context.Context) any {
		messages, err := m.o.Chat.Waiting(ctx)
		return waitingLoaded{messages, err}
	})
}

// wishWaiting lets an open list be made anew soon.
func (m *Model) wishWaiting() tea.Cmd {
	if m.waiting() == nil {
		return nil
	}
	m.waitingN++
	return m.after(waitingPause, waitingDue{m.waitingN})
}

func (m *Model) onWaitingDue(due waitingDue) tea.Cmd {
	if due.n != m.waitingN || m.waiting() == nil {
		return nil
	}
	return m.fetchWaiting()
}

func (m *Model) onWaiting(l waitingLoaded) tea.Cmd {
	w := m.waiting()
	if w == nil {
		return nil
	}
	if l.err != nil {
		w.Fail(m.why(l.err))
		return nil
	}
	all := make([]panel.Waited, 0, len(l.messages))
	var cmds []tea.Cmd
	for i := range l.messages {
		msg := &l.messages[i]
		g := m.known(msg.Group)
		if g == nil {
			continue
		}
		if (!g.book.loaded || g.book.copied && m.isOnline()) && g.members == fetchIdle {
			cmds = append(cmds, m.fetchMembers(g))
		}
		x := panel.Waited{Group: msg.Group, GroupName: g.name, UID: msg.UID, Seq: msg.Seq, Sent: msg.Sent, Text: cell.Clean(msg.Text)}
		if r := msg.Receipt; r != nil && r.Tally != nil {
			x.Tally, x.Counted = *r.Tally, true
		}
		all = append(all, x)
	}
	w.Load(all)
	return tea.Batch(append(cmds, m.fetchMissing())...)
}

// fetchMissing fetches who has not read the messages on screen, one after
// another.
func (m *Model) fetchMissing() tea.Cmd {
	w := m.waiting()
	if w == nil {
		return nil
	}
	x, ok := w.Want()
	if !ok {
		return nil
	}
	if !m.isOnline() {
		return m.ask(func(ctx context.Context) any {
			known, err := m.o.Chat.ReadersCopy(ctx, x.Group, x.UID)
			return missingLoaded{x.UID, known.Unread, err}
		})
	}
	return m.ask(func(ctx context.Context) any {
		r, err := m.o.Chat.ReadersPage(ctx, x.Group, x.UID, chat.ListUnread, 0, panel.MissingNames)
		return missingLoaded{x.UID, r.Users, err}
	})
}

func (m *Model) onMissing(l missingLoaded) tea.Cmd {
	w := m.waiting()
	if w == nil {
		return nil
	}
	w.Missing(l.uid, l.users, l.err == nil)
	return m.fetchMissing()
}

// remindWaiting reminds of the message at the cursor.
func (m *Model) remindWaiting(w *panel.Waiting) tea.Cmd {
	x, ok := w.Picked()
	if !ok {
		return nil
	}
	m.o.Chat.Remind(x.Group, x.UID)
	return m.say(m.o.Words.Notice.Reminded)
}

func (m *Model) jumpToWaiting(w *panel.Waiting) tea.Cmd {
	x, ok := w.Picked()
	if !ok {
		return nil
	}
	m.closeOverlays()
	return m.jump(m.known(x.Group), x.UID, x.Seq)
}

// waitingChanged follows news that may add to the list or take from it.
func (m *Model) waitingChanged(n chat.News) tea.Cmd {
	w := m.waiting()
	if w == nil {
		return nil
	}
	switch n := n.(type) {
	case chat.ReceiptsChanged:
		w.Count(n)
		return tea.Batch(m.wishWaiting(), m.fetchMissing())
	case chat.ReceiptAsked, chat.MessageAdded, chat.MessageChanged, chat.GroupGone, chat.GroupsListed, chat.LinkChanged:
		return m.wishWaiting()
	}
	return nil
}
