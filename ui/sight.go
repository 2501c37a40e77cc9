package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
)

// settle ends every Update: it draws the timeline as it will stand on screen,
// tells the sight what there is to be seen, hands on what was read, and asks
// for the history that is wanted.
func (m *Model) settle() tea.Cmd {
	m.arrange()
	return tea.Batch(m.see(), m.fetchHistory(), m.fetchFound())
}

// see tells the sight what is on screen now and hands on what was really read
// (receipts.md, What counts as read).
func (m *Model) see() tea.Cmd {
	now := m.o.Now()
	scene := receipts.Scene{Covered: m.covered()}
	m.lines = m.lines[:0]
	_, _, reads := m.sightWords()
	if reads = reads && m.open != nil && m.open.list.Following(); reads != m.reading {
		m.reading = reads
		m.stale(partGroups)
	}
	if m.open != nil {
		scene.Group = m.open.info.ID
		if m.geo.usable {
			m.lines = m.open.list.Shown(m.lines)
		}
	}
	scene.Lines = m.lines
	m.sight.Look(now, scene)
	return tea.Batch(m.handOn(m.sight.Read(now)), m.handOn(m.sight.Held()), m.setTimer(now))
}

// unread is how much of a group is shown as unread: nothing of the one whose
// newest messages are being read at this moment. A count that is gone again
// within the dwell time says nothing, and draws the eye.
func (m *Model) unread(g *group) int {
	if g == m.open && m.reading {
		return 0
	}
	return g.info.Unread
}

// handOn tells the client what was read, at once or when there is the proof
// that it takes.
func (m *Model) handOn(read []receipts.Sighting) tea.Cmd {
	if m.o.Seen == nil && !m.proof.echoes {
		m.tellRead(read)
		return nil
	}
	m.proof.waiting = append(m.proof.waiting, read...)
	return m.prove()
}

// tellRead tells the client what was read, one call per group.
func (m *Model) tellRead(read []receipts.Sighting) {
	for len(read) > 0 {
		g := read[0].Group
		n := 0
		seen := make([]chat.Seen, 0, len(read))
		for n < len(read) && read[n].Group == g {
			seen = append(seen, read[n].Seen)
			n++
		}
		m.o.Chat.Read(g, seen)
		read = read[n:]
	}
}

// setTimer makes sure that a timer runs for the next moment at which something
// becomes read. One that runs already is left when it is not later.
func (m *Model) setTimer(now time.Time) tea.Cmd {
	next, ok := m.sight.Next()
	if !ok || !m.sightAt.IsZero() && !m.sightAt.After(next) && m.sightAt.After(now) {
		return nil
	}
	m.sightN++
	m.sightAt = next
	return m.after(max(next.Sub(now), 0), sightDue{m.sightN})
}

func (m *Model) onSightDue(due sightDue) {
	if due.n == m.sightN {
		m.sightAt = time.Time{} // settle reads and sets the next
	}
}

func (m *Model) onFocus(here bool) {
	m.here()
	before := m.focus
	m.focus = focusAway
	if here {
		m.focus = focusHere
	}
	m.sight.Focus(m.o.Now(), here)
	m.stale(partStatus)
	if m.open != nil && !here && before != focusAway && m.open.info.Unread == 0 && m.open.list.Following() {
		m.open.list.MarkNew(0) // what comes while away is new
	}
}

// present repaints the status line when the user stops counting as present.
func (m *Model) present() tea.Cmd {
	if m.focus != focusUnknown || m.presence {
		return nil
	}
	m.presence = true
	m.stale(partStatus)
	return m.after(m.o.Settings.Presence, presenceDue{})
}

func (m *Model) onPresenceDue() tea.Cmd {
	m.presence = false
	m.stale(partStatus)
	if m.focus == focusUnknown && m.sight.Present(m.o.Now()) {
		return m.present() // a key was pressed meanwhile
	}
	return nil
}

// covered reports whether something lies over the timeline.
func (m *Model) covered() bool {
	return m.hidden || m.proof.unseen || len(m.over) > 0 || m.readers != nil && m.geo.panel == 0
}

// sightWords says whether reading counts at the moment.
func (m *Model) sightWords() (long, short cell.Text, reads bool) {
	w := m.o.Words.Sight
	pick := func(a, b string, on bool) (cell.Text, cell.Text, bool) { return cell.Line(a), cell.Line(b), on }
	switch {
	case m.peeking:
		p := m.o.Words.Peek
		return pick(p.Status, p.StatusShort, false)
	case m.focus == focusAway:
		return pick(w.Away, w.AwayShort, false)
	case m.hidden, m.proof.unseen, !m.sight.Present(m.o.Now()):
		return pick(w.Paused, w.PausedShort, false)
	case m.covered():
		return pick(w.Covered, w.CoveredShort, false)
	case m.focus == focusUnknown:
		return pick(w.Unknown, w.UnknownShort, true)
	}
	return pick(w.Reading, w.ReadingShort, true)
}
