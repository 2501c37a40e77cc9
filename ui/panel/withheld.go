package panel

import (
	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// A HeldAnswer is an answer that is withheld, as it is listed.
type HeldAnswer struct {
	Group     chat.GroupID
	GroupName cell.Text
	UID       chat.MessageUID
	Seq       chat.Seq
	Sender    cell.Text
	Text      cell.Text
	ReadAt    chat.Millis
}

// Withheld is the list of answers that wait for the user's word.
type Withheld struct {
	look   *Look
	all    []HeldAnswer
	peeks  bool
	at     int
	top, n int
}

// NewWithheld returns an empty list.
func NewWithheld(look *Look) *Withheld { return &Withheld{look: look} }

// Load takes the answers, and whether the user peeks now.
func (w *Withheld) Load(all []HeldAnswer, peeks bool) {
	w.all, w.peeks = all, peeks
	w.Move(0)
}

// Move goes to another answer.
func (w *Withheld) Move(by int) { w.at = min(max(w.at+by, 0), max(len(w.all)-1, 0)) }

// Picked returns the answer at the cursor.
func (w *Withheld) Picked() (HeldAnswer, bool) {
	if w.at >= len(w.all) {
		return HeldAnswer{}, false
	}
	return w.all[w.at], true
}

// All returns all answers.
func (w *Withheld) All() []HeldAnswer { return w.all }

// PickLine goes to the answer at line y of the last Render.
func (w *Withheld) PickLine(y int) {
	if i := w.top + y - 2; y >= 2 && y < w.n+2 && i < len(w.all) {
		w.at = i
	}
}

// Render draws the list, one line for each answer.
func (w *Withheld) Render(width, height int) []string {
	l, th, words := w.look, w.look.Theme, w.look.Words.Peek
	title := cell.Line(words.Title)
	if len(w.all) > 0 {
		title = cell.Concat(title, cell.Say(" "), cell.Number(len(w.all)))
	}
	state := cell.Line(words.IsOff)
	if w.peeks {
		state = cell.Line(words.IsOn)
	}
	lines := []string{
		l.title(width, title, cell.Line(words.Hint)),
		l.line(width, []span{{state, th.Faint}}, nil),
	}
	if len(w.all) == 0 {
		for _, t := range l.Rule.Wrap(cell.Line(words.Empty), width-2) {
			lines = append(lines, l.line(width, []span{{t, th.Text}}, nil))
		}
	}
	w.n = max(height-2, 1)
	w.top = min(max(w.top, w.at-w.n+1), w.at)
	for i := w.top; i < len(w.all) && i < w.top+w.n; i++ {
		x := w.all[i]
		st, sign := th.Text, cell.Say(" ")
		if i == w.at {
			st, sign = th.Selection, cell.Line(l.Glyphs.Selected)
		}
		gap := span{cell.Say(" "), lipgloss.Style{}}
		lines = append(lines, l.line(width,
			[]span{{sign, th.Accent}, gap, {x.GroupName, th.Title}, gap, {x.Sender, th.Strong}, {phrase.Label(l.Words, cell.Text{}, x.Text.Flat()), st}},
			[]span{{cell.Concat(cell.Say(" "), cell.Fill(cell.Line(words.ReadAt), cell.Line(x.ReadAt.Time().Format("01-02 15:04")))), th.Faint}}))
	}
	return l.fill(lines, width, height)
}
