package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Rule says how a terminal measures text. The two rules agree on most text
// and differ on emoji of several parts, keycaps and Indic conjuncts; a program
// follows the terminal, or lines do not end where it thinks.
type Rule uint8

const (
	// WcWidth adds up the widths of the characters: what every terminal does
	// that has not reported mode 2027. It is the zero Rule.
	WcWidth Rule = iota
	// Grapheme measures what a reader sees as one character as a whole: what
	// terminals do that reported mode 2027, and what lipgloss always does.
	Grapheme
)

func (r Rule) method() ansi.Method {
	if r == Grapheme {
		return ansi.GraphemeWidth
	}
	return ansi.WcWidth
}

// Width returns the width of a text in cells. Line breaks have none.
func (r Rule) Width(t Text) int {
	width := 0
	for i := 0; i < len(t.s); {
		n, w := r.next(t.s[i:])
		i += n
		width += w
	}
	return width
}

// Rendered returns the width in cells of a line that a style has drawn: text
// with the escape sequences of the program itself.
func (r Rule) Rendered(s string) int { return r.method().StringWidth(s) }

// CutRendered returns the first cells of a line that a style has drawn, at most
// width, with end in place of the last ones where it is cut. All sequences stay,
// so that what a style has begun ends.
func (r Rule) CutRendered(s string, width int, end Text) string {
	if r.Rendered(s) <= width {
		return s
	}
	var b strings.Builder
	room, cut := width-r.Width(end), false
	for s != "" {
		if n := sequenceLen(s); n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		n, w := r.next(s)
		if room -= w; !cut && room < 0 {
			b.WriteString(end.s)
			cut = true
		}
		if !cut {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// sequenceLen returns the length of the sequence of a style or a link at the
// head of s, 0 when there is none.
func sequenceLen(s string) int {
	switch {
	case strings.HasPrefix(s, "\x1b["):
		if i := strings.IndexFunc(s[2:], func(c rune) bool { return c >= '@' && c <= '~' }); i >= 0 {
			return 2 + i + 1
		}
	case strings.HasPrefix(s, "\x1b]"):
		if i := strings.Index(s, "\x1b\\"); i >= 0 {
			return i + 2
		}
	}
	return 0
}

// next returns the size in bytes and the width in cells of the first grapheme
// of s, which is not empty.
func (r Rule) next(s string) (size, width int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		if s[0] < 0x20 {
			return 1, 0
		}
		return 1, 1
	}
	g, w := ansi.FirstGraphemeCluster(s, r.method())
	return len(g), w
}
