package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// part names pieces of the screen that are kept while nothing in them changes.
type part uint8

const (
	partGroups part = 1 << iota
	partMembers
	partTitle
	partStatus
	partSide = partGroups | partMembers
	partAll  = partSide | partTitle | partStatus
)

// cache holds what is drawn already.
type cache struct {
	dirty    part
	groups   []string
	members  []string
	side     []string
	title    string
	status   string
	hint     string
	hintKey  hintKey
	rest     cell.Text // of a notice that is too long for its line
	edge     string    // between columns
	timeline []string
	main     []string
	width    int // of the middle column when title and status were drawn
	size     int // of the last frame in bytes
}

// stale says that parts are to be drawn anew.
func (m *Model) stale(p part) {
	m.cache.dirty |= p
	if p&partGroups != 0 {
		m.cache.dirty |= partTitle // which tells of them where they have no column
	}
	if p == partAll {
		m.cache.edge = m.o.Theme.Border.Render(m.o.Glyphs.Border[5])
		m.cache.hintKey = hintKey{}
	}
}

// fresh reports whether a part need not be drawn, and says that it will be.
func (m *Model) fresh(p part) bool {
	if m.cache.width != m.geo.main {
		m.cache.width = m.geo.main
		m.cache.dirty |= partTitle | partStatus
	}
	if m.cache.dirty&p == 0 {
		return true
	}
	m.cache.dirty &^= p
	return false
}

// piece is a text and how it looks.
type piece struct {
	text  cell.Text
	style lipgloss.Style
}

// ends draws left and right at the two ends of a line with a space at each
// edge, on base. The left is cut where it does not fit.
func (m *Model) ends(width int, base lipgloss.Style, left, right []piece) string {
	room := max(width-2, 0)
	used := 0
	for _, p := range right {
		used += m.rule.Width(p.text)
	}
	if used > room {
		right, used = nil, 0
	}
	var b strings.Builder
	b.WriteString(base.Render(" "))
	for _, p := range left {
		t := m.rule.Cut(p.text, room-used)
		used += m.rule.Width(t)
		b.WriteString(p.style.Render(t.String()))
	}
	b.WriteString(base.Render(strings.Repeat(" ", max(room-used, 0))))
	for _, p := range right {
		b.WriteString(p.style.Render(p.text.String()))
	}
	b.WriteString(base.Render(" "))
	return b.String()
}
