package timeline

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// indent is how many columns stand left of content: selection, gutter, space.
const indent = 3

// A span is a text and how it looks.
type span struct {
	text  cell.Text
	style lipgloss.Style
}

// pen draws lines of one width.
type pen struct {
	look     *Look
	width    int
	selected bool
}

func (p pen) textWidth() int { return max(min(p.width-indent-1, maxMeasure), 1) }

func (p pen) measure(spans []span) int {
	n := 0
	for _, s := range spans {
		n += p.look.Rule.Width(s.text)
	}
	return n
}

// line draws left and right at the two ends of a line. A selected line has one
// style all over and its sign in the first column.
func (p pen) line(left, right []span) string {
	space := max(p.width-1-p.measure(left)-p.measure(right), 0)
	var b strings.Builder
	if p.selected {
		b.WriteString(p.look.Glyphs.Selected)
		for _, s := range left {
			b.WriteString(s.text.String())
		}
		b.WriteString(strings.Repeat(" ", space))
		for _, s := range right {
			b.WriteString(s.text.String())
		}
		return p.fit(p.look.Theme.Selection.Render(b.String()))
	}
	b.WriteByte(' ')
	for _, s := range left {
		b.WriteString(s.style.Render(s.text.String()))
	}
	b.WriteString(strings.Repeat(" ", space))
	for _, s := range right {
		b.WriteString(s.style.Render(s.text.String()))
	}
	return p.fit(b.String())
}

// fit cuts a line that is wider than a very narrow screen.
func (p pen) fit(s string) string {
	if over := p.look.Rule.Rendered(s) - p.width; over > 0 {
		return strings.Repeat(" ", max(p.width, 0))
	}
	return s
}

// content draws one line of a message behind its gutter.
func (p pen) content(gutter string, gst lipgloss.Style, text cell.Text, st lipgloss.Style) string {
	return p.line([]span{{cell.Line(gutter), gst}, {cell.Say(" "), lipgloss.Style{}}, {text, st}}, nil)
}

// meta draws the line of marks below a message; what does not fit is left out.
func (p pen) meta(parts []span) string {
	left := []span{{cell.Line(p.look.Glyphs.Border[2]), p.look.Theme.Border}, {cell.Say(" "), lipgloss.Style{}}}
	room := p.textWidth()
	for i, part := range parts {
		if i > 0 {
			left = append(left, span{cell.Say("  "), lipgloss.Style{}})
			room -= 2
		}
		part.text = p.look.Rule.Cut(part.text, room)
		left = append(left, part)
		if room -= p.look.Rule.Width(part.text); room < 4 {
			break
		}
	}
	return p.line(left, nil)
}

// rule draws words in the middle of a line across.
func (p pen) rule(words cell.Text, st lipgloss.Style) string {
	words = p.look.Rule.Cut(words, p.width-4)
	free := max(p.width-2-p.look.Rule.Width(words), 0)
	left, right := free/2, free-free/2
	g := p.look.Glyphs.Rule
	line := p.look.Theme.Border.Render(strings.Repeat(g, left)) + st.Render(" "+words.String()+" ") +
		p.look.Theme.Border.Render(strings.Repeat(g, right))
	return p.fit(line)
}

// mark draws words at the right end of a line across, all in one style.
func (p pen) mark(words cell.Text, st lipgloss.Style) string {
	words = p.look.Rule.Cut(words, p.width-4)
	n := max(p.width-3-p.look.Rule.Width(words), 0)
	g := p.look.Glyphs.Rule
	return p.fit(st.Render(strings.Repeat(g, n) + " " + words.String() + " " + g))
}

func (p pen) centre(words cell.Text, st lipgloss.Style) string {
	words = p.look.Rule.Cut(words, p.width)
	free := max(p.width-p.look.Rule.Width(words), 0)
	return strings.Repeat(" ", free/2) + st.Render(words.String()) + strings.Repeat(" ", free-free/2)
}
