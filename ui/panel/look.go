// Package panel draws what stands beside or over the timeline: who has read a
// message, the group switcher, the keys, the reactions to choose from. Each
// draws itself into a rectangle; none knows where that is.
package panel

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// Look is how panels are drawn.
type Look struct {
	Theme  *theme.Theme
	Glyphs theme.Glyphs
	Words  *words.Words
	Rule   cell.Rule
	// Name returns what a user is called, Online whether they are there; known is
	// false where that is not told.
	Name   func(chat.UserID) cell.Text
	Online func(chat.UserID) (online, known bool)
}

// span is a text and how it looks.
type span struct {
	text  cell.Text
	style lipgloss.Style
}

// measure returns how wide parts are together.
func (l *Look) measure(parts []span) (width int) {
	for _, s := range parts {
		width += l.Rule.Width(s.text)
	}
	return width
}

// line puts left and right at the two ends of a line, one column from its
// edges. What does not fit is cut from the last part of the left.
func (l *Look) line(width int, left, right []span) string {
	room := max(width-2, 0)
	used := l.measure(right)
	if used > room {
		right, used = nil, 0
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", min(width, 1)))
	for _, s := range left {
		t := l.Rule.Cut(s.text, room-used)
		used += l.Rule.Width(t)
		b.WriteString(s.style.Render(t.String()))
	}
	b.WriteString(strings.Repeat(" ", max(room-used, 0)))
	for _, s := range right {
		b.WriteString(s.style.Render(s.text.String()))
	}
	b.WriteString(strings.Repeat(" ", min(max(width-1, 0), 1)))
	return b.String()
}

// title draws the first line of a panel: its name and a rule.
func (l *Look) title(width int, name, hint cell.Text) string {
	th, g := l.Theme, l.Glyphs
	name = l.Rule.Cut(name, width-4)
	rest := width - 4 - l.Rule.Width(name)
	tail := ""
	if n := l.Rule.Width(hint); n > 0 && n+3 < rest {
		tail = " " + th.Faint.Render(hint.String()) + " "
		rest -= n + 2
	}
	return th.Border.Render(g.Rule) + " " + th.Title.Render(name.String()) + " " + th.Border.Render(strings.Repeat(g.Rule, max(rest, 0))) +
		tail + th.Border.Render(strings.Repeat(g.Rule, min(max(width-3-l.Rule.Width(name), 0), 1)))
}

func (l *Look) blank(width int) string { return strings.Repeat(" ", max(width, 0)) }

// fill makes lines exactly height long.
func (l *Look) fill(lines []string, width, height int) []string {
	for len(lines) < height {
		lines = append(lines, l.blank(width))
	}
	return lines[:max(height, 0)]
}
