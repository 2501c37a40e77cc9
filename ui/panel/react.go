package panel

import (
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

// Line draws the choice on one line: all reactions, and what else has room.
func (r *React) Line(width int) string {
	l, th := r.look, r.look.Theme
	title := span{cell.Concat(cell.Line(l.Words.Panel.React), cell.Say(" ")), th.Title}
	hint := span{cell.Concat(cell.Say(" "), cell.Line(l.Words.Panel.ReactHint)), th.Faint}
	var all []span
	for i := range len(Emoji) + 1 {
		edge := " "
		switch r.at {
		case i:
			edge = "["
		case i - 1:
			edge = "]"
		}
		st := lipgloss.NewStyle()
		if edge != " " {
			st = th.Selection
		}
		all = append(all, span{cell.Line(edge), st})
		if i < len(Emoji) {
			if i != r.at {
				st = lipgloss.NewStyle()
			}
			all = append(all, span{cell.Line(Emoji[i]), st})
		}
	}
	left, right := append([]span{title}, all...), []span{hint}
	if l.measure(left)+l.measure(right) > width-2 {
		right = nil
	}
	if l.measure(left) > width-2 {
		left = all
	}
	return l.line(width, left, right)
}
