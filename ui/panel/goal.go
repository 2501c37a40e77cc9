package panel

import (
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// Goal is the line on which one says what one wants to be told of a message. It
// covers no message.
type Goal struct {
	look *Look
	text string
	// Group and UID are the message it is about.
	Group chat.GroupID
	UID   chat.MessageUID
}

// NewGoal returns an empty line.
func NewGoal(look *Look, g chat.GroupID, uid chat.MessageUID) *Goal {
	return &Goal{look: look, Group: g, UID: uid}
}

// maxGoal bounds what can be written.
const maxGoal = 80

// Type adds to the line.
func (g *Goal) Type(text string) {
	if text = cell.Line(text).String(); len(g.text)+len(text) <= maxGoal {
		g.text += text
	}
}

// Erase takes the last character away. It reports false when there is none.
func (g *Goal) Erase() bool {
	_, n := utf8.DecodeLastRuneInString(g.text)
	g.text = g.text[:len(g.text)-n]
	return n > 0
}

// Clear takes everything away.
func (g *Goal) Clear() { g.text = "" }

// Text returns what is written.
func (g *Goal) Text() string { return strings.TrimSpace(g.text) }

// Complete fills in the first of the handles that begins with what is written
// behind @.
func (g *Goal) Complete(handles []chat.UserID) {
	begun, ok := strings.CutPrefix(g.Text(), "@")
	if !ok {
		return
	}
	for _, h := range handles {
		if strings.HasPrefix(string(h), begun) {
			g.text = "@" + string(h)
			return
		}
	}
}

// Line draws the line. What is wanted already stands at its end.
func (g *Goal) Line(width int, wanted []cell.Text) string {
	l, th, w := g.look, g.look.Theme, g.look.Words.Goals
	hint := cell.Line(w.Hint)
	if len(wanted) > 0 {
		hint = cell.Fill(cell.Line(w.Already), phrase.List(l.Words, wanted...))
	}
	hint = l.Rule.Cut(cell.Concat(cell.Say("  "), hint), width-2-g.width())
	left := []span{{cell.Concat(cell.Line(w.Prompt), cell.Say(" ")), th.Title}, {cell.Line(g.text), th.Text}, {cell.Say(" "), lipgloss.Style{}}}
	return l.line(width, left, []span{{hint, th.Faint}})
}

// width is that of the prompt and what is written.
func (g *Goal) width() int {
	return g.look.Rule.Width(cell.Line(g.look.Words.Goals.Prompt)) + 2 + g.look.Rule.Width(cell.Line(g.text))
}

// Cursor returns in which column the cursor stands.
func (g *Goal) Cursor() int { return g.width() }
