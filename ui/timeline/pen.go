package timeline

import (
	"strings"

	"seenby/ui/cell"
)

// indent is how many columns stand left of content: selection, gutter, space.
const indent = 3

// A span is a text and how it looks.
type span struct {
	text  cell.Text
	style ink
	link  *link // nil where it leads nowhere
	loud  bool  // keeps its look in a selected line
}

func inked(text cell.Text, style ink) span { return span{text: text, style: style} }

// link is where a span leads: exactly the address that the message shows. Parts
// with the same id are one link.
type link struct{ id, target string }

// open is the sequence (OSC 8) before, and shutLink the one after the text of a link.
func (l *link) open() string { return "\x1b]8;id=" + l.id + ";" + l.target + "\x1b\\" }

const shutLink = "\x1b]8;;\x1b\\"

// pen draws lines of one width.
type pen struct {
	look     *Look
	ink      *inks
	width    int
	selected bool
}

func (p pen) textWidth() int { return max(min(p.width-indent-1, maxMeasure), 1) }

// beside is how much of a wide line stays empty at its right, so that what stands
// at the end of a message's first line is not far from its text.
func (p pen) beside() int { return max(p.width-indent-1-maxMeasure, 0) }

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
	need := 1 + p.measure(left) + p.measure(right)
	if need > p.width { // too narrow for anything
		return strings.Repeat(" ", max(p.width, 0))
	}
	space := cell.Spaces(p.width - need).String()
	var b strings.Builder
	b.Grow(p.width + 64)
	if p.selected {
		b.WriteString(p.ink.selection.before)
		b.WriteString(p.look.Glyphs.Selected)
	} else {
		b.WriteByte(' ')
	}
	p.write(&b, left)
	b.WriteString(space)
	p.write(&b, right)
	if p.selected {
		b.WriteString(p.ink.selection.after)
	}
	return b.String()
}

func (p pen) write(b *strings.Builder, spans []span) {
	for _, s := range spans {
		if s.link != nil {
			b.WriteString(s.link.open())
		}
		switch {
		case p.selected && s.loud:
			b.WriteString(p.ink.selection.after)
			s.style.draw(b, s.text.String())
			b.WriteString(p.ink.selection.before)
		case p.selected:
			b.WriteString(s.text.String())
		default:
			s.style.draw(b, s.text.String())
		}
		if s.link != nil {
			b.WriteString(shutLink)
		}
	}
}

// content draws one line of a message behind its gutter.
func (p pen) content(gutter string, gst ink, text cell.Text, st ink) string {
	return p.line([]span{{text: cell.Line(gutter), style: gst}, {text: cell.Say(" ")}, {text: text, style: st}}, nil)
}

// meta draws the line of marks below a message; what does not fit is left out.
func (p pen) meta(parts []span) string {
	left := []span{{text: cell.Line(p.look.Glyphs.Border[2]), style: p.ink.border}, {text: cell.Say(" ")}}
	room := p.textWidth()
	for i, part := range parts {
		if i > 0 {
			left = append(left, span{text: cell.Say("  ")})
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
func (p pen) rule(words cell.Text, st ink) string {
	words = p.look.Rule.Cut(words, p.width-4)
	free := max(p.width-2-p.look.Rule.Width(words), 0)
	return p.across(free/2, words, free-free/2, p.ink.border, st)
}

// mark draws words at the right end of a line across, all in one style.
func (p pen) mark(words cell.Text, st ink) string {
	words = p.look.Rule.Cut(words, p.width-4)
	free := max(p.width-2-p.look.Rule.Width(words), 0)
	return p.across(max(free-1, 0), words, min(free, 1), st, st)
}

func (p pen) across(left int, words cell.Text, right int, edge, st ink) string {
	if p.width < 2 {
		return strings.Repeat(" ", max(p.width, 0))
	}
	var b strings.Builder
	edge.draw(&b, strings.Repeat(p.look.Glyphs.Rule, left))
	st.draw(&b, " "+words.String()+" ")
	edge.draw(&b, strings.Repeat(p.look.Glyphs.Rule, right))
	return b.String()
}

func (p pen) centre(words cell.Text, st ink) string {
	var b strings.Builder
	st.draw(&b, p.look.Rule.Center(words, p.width).String())
	return b.String()
}
