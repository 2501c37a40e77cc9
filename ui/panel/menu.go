package panel

import "seenby/ui/cell"

// A Completion is one way to go on with what is written.
type Completion struct {
	Text string // what is written
	Note cell.Text
}

// menuRows is how many ways are in sight at once.
const menuRows = 5

// Menu lists ways to complete what is written. It is as tall as its owner
// lets it.
type Menu struct {
	look *Look
	all  []Completion
	at   int
}

// NewMenu returns a menu of these ways; there is one at least.
func NewMenu(look *Look, all []Completion) *Menu { return &Menu{look: look, all: all} }

// Move goes to another one, around the ends.
func (m *Menu) Move(by int) { m.at = (m.at + by + len(m.all)) % len(m.all) }

// Picked returns the one at the cursor.
func (m *Menu) Picked() Completion { return m.all[m.at] }

// Rows returns how many lines it wants, most at most.
func (m *Menu) Rows(most int) int { return min(len(m.all), menuRows, most) }

// Render draws it.
func (m *Menu) Render(width, height int) []string {
	l, th := m.look, m.look.Theme
	var lines []string
	top := min(max(m.at-height/2, 0), max(len(m.all)-height, 0))
	for i := top; i < len(m.all) && len(lines) < height; i++ {
		c := m.all[i]
		st, sign := th.Text, " "
		if i == m.at {
			st, sign = th.Selection, l.Glyphs.Selected
		}
		left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {cell.Line(c.Text), st}, {cell.Concat(cell.Say("  "), c.Note), th.Faint}}
		lines = append(lines, l.line(width, left, nil))
	}
	return l.fill(lines, width, height)
}
