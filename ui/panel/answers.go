package panel

import (
	"charm.land/lipgloss/v2"

	"seenby/receipts"
	"seenby/ui/cell"
)

// Answers is where one chooses who decides about answering: in one group, and
// in all others.
type Answers struct {
	look  *Look
	group cell.Text // empty while none is open
	own   receipts.Policy
	all   receipts.Policy
	at    int
	rows  []int // which choice stands on each line of the last Render below the title, -1 for none
}

// NewAnswers returns the choice for a group, at what holds there now.
func NewAnswers(look *Look, group cell.Text, own, all receipts.Policy) *Answers {
	a := &Answers{look: look, group: group, own: own, all: all}
	for i, c := range a.choices() {
		if a.holds(c) {
			a.at = i
			break
		}
	}
	return a
}

// An AnswerChoice is a policy for one group or, with All, for the others; in a
// group "" follows the others.
type AnswerChoice struct {
	All    bool
	Policy receipts.Policy
}

func (a *Answers) choices() []AnswerChoice {
	var list []AnswerChoice
	if !a.group.Empty() {
		for _, p := range []receipts.Policy{"", receipts.PolicyAuto, receipts.PolicyAsk, receipts.PolicyNever} {
			list = append(list, AnswerChoice{false, p})
		}
	}
	for _, p := range []receipts.Policy{receipts.PolicyAuto, receipts.PolicyAsk, receipts.PolicyNever} {
		list = append(list, AnswerChoice{true, p})
	}
	return list
}

func (a *Answers) holds(c AnswerChoice) bool {
	if c.All {
		return c.Policy == a.all
	}
	return c.Policy == a.own
}

// Move goes to another choice.
func (a *Answers) Move(by int) { a.at = min(max(a.at+by, 0), len(a.choices())-1) }

// Picked returns the choice at the cursor.
func (a *Answers) Picked() AnswerChoice { return a.choices()[a.at] }

// PickLine goes to the choice on line y of the last Render. It returns false
// where none is.
func (a *Answers) PickLine(y int) bool {
	if y < 1 || y > len(a.rows) || a.rows[y-1] < 0 {
		return false
	}
	a.at = a.rows[y-1]
	return true
}

// Words says what a choice means.
func (a *Answers) Words(c AnswerChoice) cell.Text {
	w := a.look.Words.Answering
	switch c.Policy {
	case receipts.PolicyAuto:
		return cell.Line(w.Auto)
	case receipts.PolicyAsk:
		return cell.Line(w.Ask)
	case receipts.PolicyNever:
		return cell.Line(w.Never)
	}
	return cell.Line(w.Follow)
}

// Render draws the choices so far that the one at the cursor is on screen.
func (a *Answers) Render(width, height int) []string {
	l, th, w := a.look, a.look.Theme, a.look.Words.Answering
	var body []string
	a.rows = a.rows[:0]
	on, last := 0, -1
	for i, c := range a.choices() {
		if section := map[bool]int{false: 0, true: 1}[c.All]; section != last {
			last = section
			name := cell.Fill(cell.Line(w.InGroup), a.group)
			if c.All {
				name = cell.Line(w.Everywhere)
			}
			body, a.rows = append(body, l.line(width, []span{{name, th.Title}}, nil)), append(a.rows, -1)
		}
		sign, mark, st := cell.Say(" "), l.Glyphs.ReceiptNone, th.Text
		if i == a.at {
			sign, st, on = cell.Line(l.Glyphs.Selected), th.Selection, len(body)
		}
		if a.holds(c) {
			mark = l.Glyphs.ReceiptAll
		}
		a.rows = append(a.rows, i)
		body = append(body, l.line(width, []span{{sign, th.Accent}, {cell.Concat(cell.Say(" "), cell.Line(mark), cell.Say(" ")), lipgloss.Style{}}, {a.Words(c), st}}, nil))
	}
	room := max(height-1, 1)
	top := min(max(on-room+1, 0), max(len(body)-room, 0))
	a.rows = a.rows[top:min(top+room, len(body))]
	lines := []string{l.title(width, cell.Line(w.Title), cell.Line(w.Hint))}
	return l.fill(append(lines, body[top:min(top+room, len(body))]...), width, height)
}
