package cell

import (
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
