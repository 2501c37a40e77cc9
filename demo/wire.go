package demo

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/demo/glossary"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// A wirePane shows what travels: a sequence diagram, a list where it is narrow,
// and one entry as JSON.
type wirePane struct {
	filter filter
	// at is the selected line and end the last one that is shown; both are -1
	// while the pane follows the newest.
	at, end  int
	open     bool // the selected entry is shown as JSON
	scroll   int  // of the JSON
	glossary *glossary.Glossary
	drawn    []int // the lines that were drawn last, for the mouse
	rows     int   // how many had room
}

// From where on there is a diagram, and the time beside it.
const (
	diagramWidth = 92
	timeWidth    = 112
)

// Columns beside the diagram.
const (
	nameColumn = 27
	endColumn  = 18
)

// timeColumn is how wide the column of the time is; without a time it has room
// for the sign of the selected line.
func (s *stage) timeColumn() int {
	if s.width < timeWidth {
		return 1
	}
	return 14
}

// wireRows draws the pane below its title.
func (s *stage) wireRows(height int) []string {
	w := &s.wire
	list := height
	if w.open {
		list = min(max(height/4, 3), 8)
	}
	rows := s.callRows(list)
	if w.open {
		rows = append(rows, s.detailRows(height-list)...)
	}
	return rows
}

// callRows draws the entries, with the heads of the lifelines above them.
func (s *stage) callRows(height int) []string {
	w := &s.wire
	lines := layLines(s.users(), s.width-s.timeColumn()-nameColumn-endColumn)
	var rows []string
	if s.width >= diagramWidth && height > 3 {
		heads := lines.heads(s.rule, s.names(lines.users), cell.Line(s.words.HubLine), cell.Line(s.words.Others))
		rows = append(rows, s.line(s.theme.Strong, cell.Concat(cell.Spaces(s.timeColumn()), heads)))
	}
	before := w.rows
	w.rows = height - len(rows)
	calls, newer := s.calls.window(w.filter, w.end, w.rows)
	if before < w.rows && len(calls) < w.rows && newer > 0 { // there is more room than there was
		w.end = s.calls.move(w.filter, w.end, w.rows-len(calls))
		calls, _ = s.calls.window(w.filter, w.end, w.rows)
	}
	w.drawn = w.drawn[:0]
	for i := range calls {
		w.drawn = append(w.drawn, calls[i].n)
		if s.width >= diagramWidth {
			rows = append(rows, s.diagramRow(&calls[i], lines))
		} else {
			rows = append(rows, s.listRow(&calls[i]))
		}
	}
	if len(calls) == 0 && len(rows) < height {
		rows = append(rows, s.line(s.theme.Faint, cell.Concat(cell.Say(" "), cell.Line(s.words.NoCalls))))
	}
	return s.filled(rows, height)
}

// filled returns exactly height rows.
func (s *stage) filled(rows []string, height int) []string {
	for len(rows) < height {
		rows = append(rows, cell.Spaces(s.width).String())
	}
	return rows[:height]
}

func (s *stage) users() []string {
	users := make([]string, len(s.cast))
	for i, p := range s.cast {
		users[i] = p.id
	}
	return users
}

func (s *stage) names(users []string) []cell.Text {
	names := make([]cell.Text, len(users))
	for i, u := range users {
		names[i] = cell.Name(u)
	}
	return names
}

// lineStyle is how an entry looks: calls and events of the source API stand
// out, a call differs from an event.
func (s *stage) lineStyle(c *call) lipgloss.Style {
	switch {
	case !c.receipt:
		return s.theme.Faint
	case c.from != "":
		return s.theme.Text
	default:
		return s.theme.Accent
	}
}

// sourceMark stands before the four calls of the source API.
func (s *stage) sourceMark(c *call) cell.Text {
	if slices.Contains(source, c.name) {
		return cell.Concat(cell.Line(s.glyphs.Ask), cell.Say(" "), cell.Line(c.name))
	}
	return cell.Concat(cell.Say("  "), cell.Line(c.name))
}

// diagramRow draws one entry: when, the arrow, what, and what came of it.
func (s *stage) diagramRow(c *call, lines lifelines) string {
	style, faint := s.lineStyle(c), s.theme.Faint
	chosen := s.chosen(c)
	if chosen {
		style, faint = s.theme.Selection, s.theme.Selection
	}
	name := style
	if slices.Contains(source, c.name) {
		name = style.Bold(true)
	}
	lead := cell.Say(" ")
	if chosen {
		lead = cell.Line(s.glyphs.Selected)
	}
	if s.width >= timeWidth {
		lead = cell.Concat(lead, cell.Line(c.at.Format("15:04:05.000")))
	}
	left := s.width - s.timeColumn() - lines.width - nameColumn
	row := faint.Render(s.rule.Pad(lead, s.timeColumn()).String()) + lines.draw(c, faint, style) +
		name.Render(s.rule.Pad(s.sourceMark(c), nameColumn).String())
	text, end := s.outcome(c)
	if chosen {
		end = s.theme.Selection
	}
	if left >= endColumn+8 {
		row += faint.Render(s.rule.Pad(cell.Line(mark(c.uid)), 8).String())
		left -= 8
	}
	return row + end.Render(s.rule.Pad(text, left).String())
}

func (s *stage) chosen(c *call) bool { return s.atDesk && s.wire.at == c.n }

// listRow draws one entry where there is no room for a diagram.
func (s *stage) listRow(c *call) string {
	hub := "hub "
	if s.width < 70 {
		hub = ""
	}
	who := hub + signArrow + signRight + " " + s.people(c.to)
	if c.from != "" {
		who = strings.TrimSuffix(c.from+" "+signArrow+signRight+" "+hub, " ")
	}
	style := s.lineStyle(c)
	text, end := s.outcome(c)
	lead := cell.Say(" ")
	if s.chosen(c) {
		style, end, lead = s.theme.Selection, s.theme.Selection, cell.Line(s.glyphs.Selected)
	}
	room := min(s.rule.Width(text)+1, s.width/3)
	name := s.sourceMark(c)
	left := s.width - room - s.rule.Width(name) - 2
	line := cell.Concat(lead, s.rule.Pad(cell.Line(who), max(left, 0)), name, cell.Say(" "))
	return style.Render(s.rule.Pad(line, s.width-room).String()) + end.Render(s.rule.Pad(text, room).String())
}

// people are several of them in a row.
func (s *stage) people(users []string) string {
	return phrase.List(s.texts, s.names(users)...).String()
}

// mark is the end of a message's id, enough to see which lines belong together.
func mark(uid chat.MessageUID) string {
	if len(uid) < 5 {
		return ""
	}
	return "…" + string(uid[len(uid)-5:])
}

// outcome says what came of a call, or what an event told.
func (s *stage) outcome(c *call) (cell.Text, lipgloss.Style) {
	switch {
	case c.name == "onMessageReceiptResponse":
		t := cell.Line(fmt.Sprintf("%d/%d", c.read, c.total))
		if len(c.readers) > 0 {
			t = cell.Line(fmt.Sprintf("%d/%d  %s", c.read, c.total, s.people(c.readers)))
		}
		return t, s.theme.ReceiptAll.Bold(true)
	case c.name == "onMessage" && c.receipt:
		return cell.Line(s.words.Asking), s.theme.AskMark
	case c.from == "":
		return cell.Text{}, s.theme.Faint
	case c.code == nil:
		return cell.Say("…"), s.theme.Faint
	case *c.code == chat.Done:
		return s.say(s.words.Code, cell.Say("0")), s.theme.Good
	default:
		return s.say(s.words.Code, cell.Number(int(*c.code))), s.theme.Bad
	}
}

// wireTitle says what is shown, and whether the pane follows.
func (s *stage) wireTitle() []span {
	w := &s.wire
	what := s.words.Receipts
	if w.filter.all {
		what = s.words.All
	}
	text := cell.Line(what)
	if w.filter.who != "" {
		text = phrase.Clauses(s.texts, text, s.say(s.words.Only, cell.Name(w.filter.who)))
	}
	spans := []span{{cell.Concat(cell.Say(" "), text, cell.Say(" ")), s.theme.Faint}}
	if w.at >= 0 {
		_, newer := s.calls.window(w.filter, w.end, 1)
		held := cell.Concat(cell.Say("· "), cell.Line(s.words.Held), cell.Say(" "))
		if newer > 0 {
			held = cell.Concat(held, cell.Say("· "), s.say(s.words.Below, cell.Number(newer)), cell.Say(" "))
		}
		spans = append(spans, span{held, s.theme.Warn})
	}
	return spans
}

// onWireKey takes a key at the desk while it shows the wire.
func (s *stage) onWireKey(key string) tea.Cmd {
	w := &s.wire
	switch key {
	case "up", "k":
		s.moveTo(s.calls.move(w.filter, w.at, -1))
	case "down", "j":
		s.moveTo(s.calls.move(w.filter, w.at, 1))
	case "pgup", "pgdown":
		by := map[string]int{"pgup": -1, "pgdown": 1}[key]
		if w.open {
			w.scroll = max(w.scroll+by*5, 0)
		} else {
			s.moveTo(s.calls.move(w.filter, w.at, by*max(w.rows-1, 1)))
		}
	case "home", "g":
		s.moveTo(s.calls.move(w.filter, 0, -kept))
	case "end", "G":
		s.follow()
	case "space":
		if w.at >= 0 {
			s.follow()
		} else {
			s.moveTo(s.calls.move(w.filter, -1, kept))
		}
	case "enter":
		return s.openEntry()
	case "f":
		w.filter.all = !w.filter.all
		s.follow()
	case "w":
		w.filter.who = s.nextUser(w.filter.who)
		s.follow()
	case "e":
		return s.export()
	}
	return nil
}

// nextUser is who comes after who in the filter; everyone comes after the last.
func (s *stage) nextUser(who string) string {
	users := s.users()
	if i := slices.Index(users, who) + 1; i < len(users) {
		return users[i]
	}
	return ""
}

// moveTo selects a line and shows it.
func (s *stage) moveTo(n int) {
	if n < 0 {
		return
	}
	w := &s.wire
	w.at, w.scroll = n, 0
	if w.end < 0 {
		w.end = s.calls.move(w.filter, -1, kept)
	}
	lines, _ := s.calls.window(w.filter, w.end, max(w.rows, 1))
	switch {
	case n > w.end:
		w.end = n
	case len(lines) > 0 && n < lines[0].n:
		w.end = s.calls.move(w.filter, n, max(w.rows, 1)-1)
	}
}

// follow shows the newest again.
func (s *stage) follow() {
	w := &s.wire
	w.at, w.end, w.scroll = -1, -1, 0
	if w.open { // there is always an entry to show
		s.moveTo(s.calls.move(w.filter, -1, kept))
	}
}

// openEntry shows the selected entry, the newest when none is, or closes it.
func (s *stage) openEntry() tea.Cmd {
	w := &s.wire
	if w.at < 0 {
		s.moveTo(s.calls.move(w.filter, -1, kept))
	}
	w.open, w.scroll = !w.open && w.at >= 0, 0
	cmd := s.arrange()
	if w.open {
		w.rows = min(max((s.plan.desk.height-1)/4, 3), 8) - 1
		s.moveTo(w.at)
		w.end = max(w.end, w.at)
	}
	if w.open && w.glossary == nil {
		return tea.Batch(cmd, s.loadGlossary)
	}
	return cmd
}
