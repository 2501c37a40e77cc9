package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// Notices says for which messages the user is called who is not looking at
// their group. A message is for the user when it names them or asks them for a
// receipt; a reminder of it is too. What they asked to be told, as goals, they
// always are.
type Notices string

// The choices. A muted group calls for a message that names the user, and for
// no other, where it calls at all.
const (
	NoticeMentions Notices = "mentions" // for what is for the user
	NoticeAll      Notices = "all"
	NoticeNone     Notices = "none"
)

// ParseNotices reads a choice by its name.
func ParseNotices(s string) (Notices, error) {
	all := []string{string(NoticeMentions), string(NoticeAll), string(NoticeNone)}
	if slices.Contains(all, s) {
		return Notices(s), nil
	}
	return "", fmt.Errorf("%q is none of %s", s, strings.Join(all, ", "))
}

const (
	// callPause is how long after a call the next one from the same group comes at
	// the earliest, ringPause from any group. What comes meanwhile is one call.
	callPause = 5 * time.Second
	ringPause = time.Second
	// callWidth is how much of a message is told, in cells.
	callWidth = 80
)

// calls are what a group has to call the user for.
type calls struct {
	last     time.Time       // when it called last
	uid      chat.MessageUID // the first that waits
	what     cell.Text       // of it
	waiting  int             // messages
	personal int             // those of them that are for the user
}

// callDue is the time for calls that had to wait.
type callDue struct{ n int }

// away reports whether the user does not look at this program.
func (m *Model) away() bool { return m.hidden || m.proof.unseen || !m.sight.Present(m.o.Now()) }

// attends reports whether the user looks at a group: nothing in it calls.
func (m *Model) attends(g *group) bool { return g == m.open && !m.away() }

// callForMessage calls for a message that came in. What was missed while there
// was no connection calls only where the terminal says that the user is
// elsewhere: whoever has just started the program is not called.
func (m *Model) callForMessage(g *group, n chat.MessageAdded) tea.Cmd {
	msg := &n.Message
	if !n.Live && m.focus != focusAway || msg.Recalled != 0 || m.skips(msg.UID) {
		return nil
	}
	w := m.o.Words.Call
	r, words := msg.Receipt, w.Says
	named, asks := slices.Contains(msg.Mentions, m.me), r != nil && r.Asked && !r.Responded
	switch {
	case named:
		words = w.Named
	case asks:
		words = w.Asks
	}
	return m.callFor(g, msg.UID, func() cell.Text {
		return cell.Fill(cell.Line(words), g.book.name(msg.Sender), g.name, m.rule.Cut(cell.Line(msg.Text), callWidth))
	}, named, named || asks)
}

// callForRequest calls for a message that asks, or reminds, after it came.
func (m *Model) callForRequest(g *group, words string, uid chat.MessageUID, sender chat.UserID, live bool) tea.Cmd {
	if !live && m.focus != focusAway {
		return nil
	}
	return m.callFor(g, uid, func() cell.Text { return cell.Fill(cell.Line(words), g.book.name(sender), g.name) }, false, true)
}

// callFor calls the user now, or soon together with what else comes, unless
// they look at the group or do not want to be called. What says it, and is asked
// only where that is needed.
func (m *Model) callFor(g *group, uid chat.MessageUID, what func() cell.Text, named, personal bool) tea.Cmd {
	wanted := personal && m.o.Settings.Notices != NoticeNone || m.o.Settings.Notices == NoticeAll
	if !wanted || g.muted && !named || m.attends(g) {
		return nil
	}
	c := &g.calls
	if c.waiting == 0 {
		c.uid, c.what = uid, what()
	}
	c.waiting++
	if personal {
		c.personal++
	}
	return m.ring()
}

// uncall forgets a message that was taken back before it called.
func (m *Model) uncall(g *group, uid chat.MessageUID) {
	if c := &g.calls; c.waiting == 1 && c.uid == uid {
		*c = calls{last: c.last}
	}
}

// ring calls for what has waited long enough, and lets a timer run for the
// rest.
func (m *Model) ring() tea.Cmd {
	now := m.o.Now()
	var cmds []tea.Cmd
	var next time.Time
	for _, g := range m.groups {
		c := &g.calls
		if c.waiting > 0 && m.attends(g) {
			*c = calls{last: c.last} // they have come to look
		}
		if c.waiting == 0 {
			continue
		}
		due := c.last.Add(callPause)
		if soonest := m.rang.Add(ringPause); soonest.After(due) {
			due = soonest
		}
		switch {
		case !due.After(now):
			cmds = append(cmds, m.callFrom(g, now))
		case next.IsZero() || due.Before(next):
			next = due
		}
	}
	if !next.IsZero() && (m.ringAt.IsZero() || next.Before(m.ringAt)) {
		m.ringN++
		m.ringAt = next
		cmds = append(cmds, m.after(next.Sub(now), callDue{m.ringN}))
	}
	return tea.Batch(cmds...)
}

func (m *Model) onCallDue(due callDue) tea.Cmd {
	if due.n != m.ringN {
		return nil
	}
	m.ringAt = time.Time{}
	return m.ring()
}

// callFrom makes one call of what waits in a group.
func (m *Model) callFrom(g *group, now time.Time) tea.Cmd {
	w, c := m.o.Words.Call, &g.calls
	what := c.what
	if n := cell.Number(c.waiting); c.waiting > 1 {
		switch c.personal {
		case 0:
			what = cell.Fill(cell.Line(w.Many), n, g.name)
		case c.waiting:
			what = cell.Fill(cell.Line(w.ManyForYou), n, g.name)
		default:
			what = cell.Fill(cell.Line(w.ManySomeForYou), n, g.name, cell.Number(c.personal))
		}
	}
	*c = calls{last: now}
	m.rang = now
	if m.away() {
		return m.call(what, g.info.ID) // a line would be over when they come back
	}
	return m.alert(what, g.info.ID)
}
