// Package composer is where a message is written: a text area with a border
// that says what will happen to the message.
package composer

import (
	"strings"

	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/phrase"
	"seenby/ui/words"
)

// Look is how a composer is drawn.
type Look struct {
	Theme  *theme.Theme
	Glyphs theme.Glyphs
	Words  *words.Words
	Rule   cell.Rule
}

// A Purpose is what the text is for, beside being a message.
type Purpose struct {
	// Reply or Edit is the message that is answered or changed; at most one is
	// set. Text of the message, and who wrote it, are for showing.
	Reply, Edit chat.MessageUID
	// Unsent is, in place of Edit, the client's id of a message that is not sent yet.
	Unsent     string
	Name, Text cell.Text
}

// Editing reports whether the text is to stand in place of a message's.
func (p Purpose) Editing() bool { return p.Edit != "" || p.Unsent != "" }

// Composer is the text area. Make one with [New].
type Composer struct {
	look    *Look
	area    textarea.Model
	ask     bool
	purpose Purpose
	kept    string // what stood there before editing began
	group   cell.Text

	dirty   bool
	width   int
	rows    int
	boxed   bool
	focused bool
	lines   []string
}

// New returns an empty composer.
func New(look *Look) *Composer {
	a := textarea.New()
	a.ShowLineNumbers = false
	a.Prompt = ""
	a.SetVirtualCursor(false)
	a.CharLimit = chat.MaxText
	a.MaxContentHeight = chat.MaxText
	a.DynamicHeight = true
	a.MinHeight = 1
	a.MaxHeight = 1
	a.EndOfBufferCharacter = ' '
	a.KeyMap.Paste.SetEnabled(false) // the terminal pastes
	a.KeyMap.InsertNewline.SetEnabled(false)
	c := &Composer{look: look, area: a, dirty: true, rows: 1}
	c.area.Focus()
	c.focused = true
	c.Restyle()
	return c
}

// Restyle says that the look has changed.
func (c *Composer) Restyle() {
	th := c.look.Theme
	state := textarea.StyleState{Text: th.Text, Placeholder: th.Placeholder, Selection: th.Selection}
	s := textarea.Styles{Focused: state, Blurred: state}
	s.Cursor.Shape = tea.CursorBar
	s.Cursor.Blink = true
	c.area.SetStyles(s)
	c.dirty = true
}

// SetGroup names the group that is written to.
func (c *Composer) SetGroup(name cell.Text) {
	c.group = name
	c.area.Placeholder = cell.Fill(cell.Line(c.look.Words.Placeholder), name).String()
	c.dirty = true
}

// Empty reports whether nothing is written.
func (c *Composer) Empty() bool { return c.area.Length() == 0 }

// Text returns what is written.
func (c *Composer) Text() string { return c.area.Value() }

// Set replaces what is written.
func (c *Composer) Set(text string) {
	c.area.SetValue(cell.Clean(text).String())
	c.area.MoveToEnd()
	c.dirty = true
}

// Asking reports whether the message will ask for receipts.
func (c *Composer) Asking() bool { return c.ask }

// Toggle changes whether the message will ask for receipts.
func (c *Composer) Toggle() { c.ask, c.dirty = !c.ask, true }

// Purpose returns what the text is for.
func (c *Composer) Purpose() Purpose { return c.purpose }

// Reply makes the text an answer.
func (c *Composer) Reply(p Purpose) { c.purpose, c.dirty = p, true }

// Edit lets the user change a message; what was being written comes back
// after.
func (c *Composer) Edit(p Purpose) {
	if !c.purpose.Editing() {
		c.kept = c.Text()
	}
	c.purpose = p
	c.Set(p.Text.String())
}

// Cancel ends replying or editing; it reports whether there was something to
// end.
func (c *Composer) Cancel() bool {
	p := c.purpose
	c.purpose, c.dirty = Purpose{}, true
	if p.Editing() {
		c.Set(c.kept)
		c.kept = ""
	}
	return p != Purpose{}
}

// Done empties the composer after its text was taken. After an edit, what was
// being written before comes back.
func (c *Composer) Done() {
	edited := c.purpose.Editing()
	c.purpose = Purpose{}
	if edited {
		c.Set(c.kept)
		c.kept = ""
		return
	}
	c.ask = false
	c.Set("")
}

// Draft returns what is to be kept for later: the text, but not that of an
// edit.
func (c *Composer) Draft() string {
	if c.purpose.Editing() {
		return c.kept
	}
	return c.Text()
}

// NewLine begins a new line.
func (c *Composer) NewLine() {
	c.area.InsertString("\n")
	c.dirty = true
}

// Before returns what stands between the begin of the line and the cursor.
func (c *Composer) Before() string {
	line, at := c.line()
	return string(line[:at])
}

// Replace puts text in place of the last n characters before the cursor, which
// are on one line.
func (c *Composer) Replace(n int, text string) {
	for range n {
		c.area, _ = c.area.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	c.area.InsertString(cell.Clean(text).String())
	c.dirty = true
}

// maxPaste bounds how much of a paste is looked at.
const maxPaste = 1 << 20

// Paste puts text in, cleaned, whatever lines it has; it never sends. It
// returns false when some of it did not fit.
func (c *Composer) Paste(text string) bool {
	clean := cell.Clean(text[:min(len(text), maxPaste)])
	room := max(chat.MaxText-len(c.Text()), 0)
	whole := len(text) <= maxPaste && clean.Len() <= room
	if !whole {
		clean = clean.Slice(0, room)
	}
	if !clean.Empty() {
		c.area.InsertString(clean.String())
		c.dirty = true
	}
	return whole
}

// Focus says whether the keyboard writes here.
func (c *Composer) Focus(on bool) {
	if on != c.focused {
		c.focused, c.dirty = on, true
	}
}

// Height returns how many lines a composer of this width takes, at most most
// lines of text.
func (c *Composer) Height(width, most int, boxed bool) int {
	c.fit(width, most, boxed)
	if boxed {
		return c.area.Height() + 2
	}
	return c.area.Height()
}

func (c *Composer) fit(width, most int, boxed bool) {
	if width == c.width && most == c.rows && boxed == c.boxed {
		return
	}
	c.width, c.rows, c.boxed, c.dirty = width, most, boxed, true
	c.area.MaxHeight = max(most, 1)
	c.area.SetWidth(max(width-c.left()-2, 4))
}

// left returns how many columns stand left of the text.
func (c *Composer) left() int { return 2 }

// Cursor returns where the cursor stands, relative to the composer.
func (c *Composer) Cursor() *tea.Cursor {
	cur := c.area.Cursor()
	if cur == nil || !c.focused {
		return nil
	}
	cur.X = min(c.left()+c.before(), c.width-c.left())
	if c.boxed {
		cur.Y++
	}
	return cur
}

// before returns how many columns of the cursor's row stand before it, by the
// rule of the terminal, which the text area does not know.
func (c *Composer) before() int {
	at := c.area.LineInfo()
	line, _ := c.line()
	from := min(at.StartColumn, len(line))
	return c.look.Rule.Rendered(string(line[from:min(from+at.ColumnOffset, len(line))]))
}

// Render draws the composer in the size of the last [Composer.Height]. The
// slice is valid until the next change.
func (c *Composer) Render() []string {
	if !c.dirty {
		return c.lines
	}
	c.dirty = false
	c.lines = c.lines[:0]
	g := c.look.Glyphs
	edge := c.edge()
	c.area, _ = c.area.Update(nil) // what came in at once leaves the cursor out of sight until then
	text := strings.Split(c.area.View(), "\n")
	if c.boxed {
		c.lines = append(c.lines, c.Top(g.Border[0], g.Border[1], cell.Text{}, lipgloss.Style{}, c.width))
	}
	side := edge.Render(g.Border[5])
	for i, line := range text {
		line = c.pad(line, c.width-4)
		switch {
		case c.boxed:
			c.lines = append(c.lines, side+" "+line+" "+side)
		case i == 0:
			c.lines = append(c.lines, c.look.Theme.Prompt.Render(g.Closed)+" "+line+"  ")
		default:
			c.lines = append(c.lines, "  "+line+"  ")
		}
	}
	if c.boxed {
		bottom := g.Border[2] + strings.Repeat(g.Border[4], max(c.width-2, 0)) + g.Border[3]
		c.lines = append(c.lines, edge.Render(bottom))
	}
	return c.lines
}

// pad makes a line of the text area exactly width cells wide by the rule of
// the terminal, which the text area does not know: it measures by the other
// one. A line that is too wide has spaces at its end, which may go, or is cut.
func (c *Composer) pad(line string, width int) string {
	r := c.look.Rule
	if r.Rendered(line) > width {
		end := cell.Text{}
		if r.Rendered(strings.TrimRight(ansi.Strip(line), " ")) > width {
			end = cell.Say("…")
		}
		line = r.CutRendered(line, width, end)
	}
	return line + strings.Repeat(" ", max(width-r.Rendered(line), 0))
}

func (c *Composer) edge() lipgloss.Style {
	if c.focused {
		return c.look.Theme.BorderFocused
	}
	return c.look.Theme.Border
}

// A badge says what will happen to the message.
type badge struct {
	text  cell.Text
	style lipgloss.Style
}

func (c *Composer) badges(width int) []badge {
	th, w, g := c.look.Theme, c.look.Words.Composer, c.look.Glyphs
	var all []badge
	if c.ask {
		words := w.AsksBadge
		if width < 50 {
			words = w.AsksBadgeShort
		}
		all = append(all, badge{cell.Concat(cell.Line(g.Ask), cell.Say(" "), cell.Line(words)), th.AskMark})
	}
	switch {
	case c.purpose.Editing():
		all = append(all, badge{cell.Line(w.Editing), th.Warn})
	case c.purpose.Reply != "":
		to := cell.Fill(cell.Line(w.ReplyTo), c.purpose.Name)
		all = append(all, badge{cell.Concat(cell.Line(g.Reply), cell.Say(" "), phrase.Label(c.look.Words, to, c.purpose.Text.Flat())), th.Quote})
	}
	return all
}

// NoteRoom returns how many columns [Composer.Top] has for a note.
func (c *Composer) NoteRoom(width int) int {
	room := width - 6
	for _, b := range c.badges(width) {
		if n := min(c.look.Rule.Width(b.text), room); n > 0 && room > 3 {
			room -= n + 3
		}
	}
	return max(room, 0)
}

// Top draws the upper edge with what will happen to the message on the left,
// and a note on the right.
func (c *Composer) Top(left, right string, note cell.Text, nst lipgloss.Style, width int) string {
	th, w, g := c.look.Theme, c.look.Words.Composer, c.look.Glyphs
	edge := c.edge()
	room := width - 6
	out, used := edge.Render(left+g.Border[4]), 2
	for _, b := range c.badges(width) {
		t := c.look.Rule.Cut(b.text, room)
		if n := c.look.Rule.Width(t); n > 0 && room > 3 {
			out += " " + b.style.Render(t.String()) + " " + edge.Render(g.Border[4])
			used += n + 3
			room -= n + 3
		}
	}
	tail := ""
	if over := len(c.area.Value()); over > chat.MaxText {
		note, nst = cell.Fill(cell.Line(w.TooLong), cell.Number(over), cell.Number(chat.MaxText)), th.Bad
	}
	if !note.Empty() {
		note = c.look.Rule.Cut(note, room)
		if n := c.look.Rule.Width(note); n > 0 && room > 3 {
			tail = " " + nst.Render(note.String()) + " " + edge.Render(g.Border[4])
			used += n + 3
		}
	}
	return out + edge.Render(strings.Repeat(g.Border[4], max(width-used-1, 0))) + tail + edge.Render(right)
}
