package panel

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// Emoji are the reactions to choose from. Both rules by which terminals
// measure text agree on them.
var Emoji = []string{"👍", "👎", "🎉", "😄", "😮", "😢", "🙏", "👀", "✅", "❌"}

// React is the line from which a reaction is chosen. It covers no message.
type React struct {
	look *Look
	at   int
}

// NewReact returns the line.
func NewReact(look *Look) *React { return &React{look: look} }

// Move goes to another one.
func (r *React) Move(by int) { r.at = (r.at + by + len(Emoji)) % len(Emoji) }

// Picked returns the emoji at the cursor.
func (r *React) Picked() string { return Emoji[r.at] }

// Pick returns the emoji with this number, counted from 1, as far as there is
// one; 0 counts as 10.
func (r *React) Pick(digit rune) (string, bool) {
	i := int(digit-'0') - 1
	if digit == '0' {
		i = 9
	}
	if i < 0 || i >= len(Emoji) {
		return "", false
	}
	return Emoji[i], true
}

// Line draws the choice on one line.
func (r *React) Line(width int) string {
	l, th := r.look, r.look.Theme
	left := []span{{cell.Concat(cell.Line(l.Words.Panel.React), cell.Say(" ")), th.Title}}
	for i, e := range Emoji {
		st := lipgloss.NewStyle()
		text := cell.Concat(cell.Say(" "), cell.Line(e), cell.Say(" "))
		if i == r.at {
			st = th.Selection
			text = cell.Concat(cell.Say("["), cell.Line(e), cell.Say("]"))
		}
		left = append(left, span{text, st})
	}
	hint := cell.Line(l.Words.Panel.ReactHint)
	line := l.line(width, left, []span{{hint, th.Faint}})
	if strings.Contains(line, "…") {
		line = l.line(width, left[1:], nil)
	}
	return line
}
