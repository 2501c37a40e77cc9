package demo

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// wireRows draws the wire pane: its title and the newest calls, oldest first.
func (s *stage) wireRows() []string {
	height := s.wireHeight()
	rule := strings.Repeat(s.glyphs.Border[4], 2)
	title := s.theme.Border.Render(rule) + s.theme.Title.Render(" the wire ") +
		s.theme.Faint.Render("calls and events of the receipt flow ")
	used := 2 + len(" the wire ") + len("calls and events of the receipt flow ")
	rows := []string{title + s.theme.Border.Render(strings.Repeat(s.glyphs.Border[4], max(s.width-used, 0)))}
	if s.width < used {
		rows[0] = s.theme.Border.Render(strings.Repeat(s.glyphs.Border[4], s.width))
	}
	for _, c := range s.calls.last(height - 1) {
		rows = append(rows, s.callRow(c))
	}
	for len(rows) < height {
		rows = append(rows, cell.Spaces(s.width).String())
	}
	return rows
}

// callRow draws one line: when, who to whom, what, and what came of it.
func (s *stage) callRow(c call) string {
	style, who := s.theme.Text, ""
	if c.from != "" {
		who = c.from + " → hub"
	} else {
		style, who = s.theme.Accent, "hub → "+strings.Join(c.to, ", ")
	}
	if s.width < 100 {
		return s.narrowCallRow(c, style, who)
	}
	parts := []struct {
		style lipgloss.Style
		text  string
		width int
	}{
		{s.theme.Faint, c.at.Format(" 15:04:05.000"), 15},
		{style, who, 32},
		{style, c.name, 27},
		{s.theme.Faint, mark(c.uid), 8},
	}
	var b strings.Builder
	left := s.width
	for _, p := range parts {
		b.WriteString(p.style.Render(s.rule.Pad(cell.Line(p.text), p.width).String()))
		left -= p.width
	}
	text, end := s.outcome(c)
	b.WriteString(end.Render(s.rule.Pad(text, left).String()))
	return b.String()
}

// narrowCallRow is callRow without the time.
func (s *stage) narrowCallRow(c call, style lipgloss.Style, who string) string {
	text, end := s.outcome(c)
	room := min(s.rule.Width(text)+1, s.width/3)
	line := cell.Line(fmt.Sprintf(" %s  %s", who, c.name))
	return style.Render(s.rule.Pad(line, s.width-room).String()) + end.Render(s.rule.Pad(text, room).String())
}

// mark is the end of a message's id, enough to see which lines belong together.
func mark(uid chat.MessageUID) string {
	if len(uid) < 5 {
		return ""
	}
	return "…" + string(uid[len(uid)-5:])
}

// outcome says what came of a call, or what an event told.
func (s *stage) outcome(c call) (cell.Text, lipgloss.Style) {
	switch {
	case c.name == "onMessageReceiptResponse":
		t := cell.Line(fmt.Sprintf("%d/%d", c.read, c.total))
		if len(c.readers) > 0 {
			t = cell.Line(fmt.Sprintf("%d/%d  %s", c.read, c.total, strings.Join(c.readers, ", ")))
		}
		return t, s.theme.ReceiptAll.Bold(true)
	case c.name == "onMessage":
		return cell.Say("asks for receipts"), s.theme.AskMark
	case c.from == "":
		return cell.Text{}, s.theme.Faint
	case c.code == nil:
		return cell.Say("…"), s.theme.Faint
	case *c.code == chat.Done:
		return cell.Say("code 0"), s.theme.Good
	default:
		return cell.Line(fmt.Sprintf("code %d", *c.code)), s.theme.Bad
	}
}
