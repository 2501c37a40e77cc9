package panel

import (
	"strings"
	"unicode/utf8"

	"seenby/chat"
	"seenby/ui/cell"
)

// Ask is a line above the composer on which something is asked. It covers no
// message.
type Ask struct {
	look           *Look
	prompt, hint   cell.Text
	text           string
	why            cell.Text // it could not be done
	most, promptAt int
}

// NewAsk returns a line that asks prompt, with a hint at its end and a text to
// begin with. It holds at most that many bytes; 0 takes no text at all.
func NewAsk(look *Look, prompt, hint cell.Text, text string, most int) *Ask {
	return &Ask{look: look, prompt: prompt, hint: hint, text: cell.Line(text).String(), most: most}
}

// Type adds to the line.
func (a *Ask) Type(text string) {
	if text = cell.Line(text).String(); len(a.text)+len(text) <= a.most {
		a.text += text
	}
	a.why = cell.Text{}
}

// Erase takes the last character away. It reports false when there is none.
func (a *Ask) Erase() bool {
	_, n := utf8.DecodeLastRuneInString(a.text)
	a.text = a.text[:len(a.text)-n]
	return n > 0
}

// Clear takes everything away.
func (a *Ask) Clear() { a.text = "" }

// Text returns what is written.
func (a *Ask) Text() string { return strings.TrimSpace(a.text) }

// Fail says why it could not be done, until something is typed.
func (a *Ask) Fail(why cell.Text) { a.why = why.Flat() }

// Complete goes on with the last word as the first of these users does that is
// not written yet.
func (a *Ask) Complete(users []chat.UserID) {
	at := strings.LastIndexAny(a.text, " ,") + 1
	sign, begun := "", a.text[at:]
	if rest, ok := strings.CutPrefix(begun, "@"); ok {
		sign, begun = "@", rest
	}
	have, _ := chat.ParseUsers(a.text[:at])
	for _, u := range users {
		written := false
		for _, h := range have {
			written = written || h == u
		}
		if full := a.text[:at] + sign + string(u) + " "; !written && strings.HasPrefix(string(u), begun) && len(full) <= a.most {
			a.text = full
			return
		}
	}
}

// Line draws the line. Of a text that is too long its end is in sight.
func (a *Ask) Line(width int) string {
	l, th := a.look, a.look.Theme
	prompt := l.Rule.Cut(cell.Concat(a.prompt, cell.Say(" ")), max(width*2/3, 1))
	a.promptAt = l.Rule.Width(prompt)
	text := l.Rule.CutLeft(cell.Line(a.text), max(width-3-a.promptAt, 1))
	hint, st := a.hint, th.Faint
	if !a.why.Empty() {
		hint, st = a.why, th.Warn
	}
	hint = l.Rule.Cut(cell.Concat(cell.Say("  "), hint), max(width-3-a.promptAt-l.Rule.Width(text), 0))
	left := []span{{prompt, th.Title}, {text, th.Text}, {cell.Say(" "), th.Text}}
	return l.line(width, left, []span{{hint, st}})
}

// Cursor returns in which column the cursor stands in the last Line of this
// width.
func (a *Ask) Cursor(width int) int {
	return 1 + a.promptAt + a.look.Rule.Width(a.look.Rule.CutLeft(cell.Line(a.text), max(width-3-a.promptAt, 1)))
}
