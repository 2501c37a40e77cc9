package demo

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// heavy is the frame of the seat that has the keyboard: top left, top right,
// bottom left, bottom right, horizontal, vertical.
var heavy = [6]string{"┏", "┓", "┗", "┛", "━", "┃"}

// A span is a piece of a line in one style.
type span struct {
	text  cell.Text
	style lipgloss.Style
}

// View draws the stage.
func (s *stage) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = "seenby demo"
	v.BackgroundColor = s.theme.Background
	if s.width == 0 {
		return v
	}
	if len(s.seats) == 0 || s.seats[s.focus].model == nil || !s.seats[s.focus].model.MouseFree() {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if s.width < minWidth || s.height < minHeight {
		var rows []string
		for _, line := range s.rule.Wrap(s.say(s.words.TooSmall, cell.Number(minWidth), cell.Number(minHeight)), s.width) {
			rows = append(rows, s.line(s.theme.Warn, line))
		}
		v.SetContent(strings.Join(rows[:min(len(rows), s.height)], "\n"))
		return v
	}
	rows := []string{s.titleRow()}
	seats, cursor := s.seatRows()
	rows = append(rows, seats...)
	rows = append(rows, s.deskRows()...)
	if s.plan.script {
		rows = append(rows, s.scriptRow())
	}
	rows = append(rows, s.captionRow())
	v.SetContent(strings.Join(rows, "\n"))
	v.Cursor = cursor
	return v
}

// say fills words of the catalogue.
func (s *stage) say(pattern string, args ...cell.Text) cell.Text {
	return cell.Fill(cell.Line(pattern), args...)
}

// line draws one styled line over the whole width.
func (s *stage) line(style lipgloss.Style, t cell.Text) string {
	return style.Render(s.rule.Pad(t, s.width).String())
}

// ends draws left at the left and as much of right as has room beside it.
func (s *stage) ends(width int, fill lipgloss.Style, left, right []span) string {
	room := width
	for _, p := range right {
		room -= s.rule.Width(p.text)
	}
	for len(right) > 0 && room < s.spansWidth(left)+2 {
		room += s.rule.Width(right[0].text)
		right = right[1:]
	}
	var b strings.Builder
	for _, p := range left {
		t := s.rule.Cut(p.text, room)
		room -= s.rule.Width(t)
		b.WriteString(p.style.Render(t.String()))
	}
	b.WriteString(fill.Render(cell.Spaces(room).String()))
	for _, p := range right {
		b.WriteString(p.style.Render(p.text.String()))
	}
	return b.String()
}

// titleRow says what is played, how it goes, and whether all promises are kept.
func (s *stage) titleRow() string {
	bar := s.theme.StatusBar
	left := []span{{cell.Concat(cell.Say(" "), s.say(s.words.Title, cell.Line(s.playing))), bar.Bold(true)}}
	var right []span
	place := s.place
	if s.show != nil && place == "" {
		place = s.show.place()
	}
	if place != "" {
		right = append(right, span{cell.Concat(s.say(s.words.Hub, cell.Line(place)), cell.Say("  ")), bar})
	}
	if s.director != nil {
		right = append(right, span{cell.Concat(s.control(), cell.Say("  ")), bar.Bold(true)})
	}
	return s.ends(s.width, bar, left, append(right, s.verdict()))
}

// frames says how many frames there are.
func (s *stage) frames(n int) cell.Text {
	if n == 1 {
		return cell.Line(s.words.FrameOne)
	}
	return s.say(s.words.Frames, cell.Number(n))
}

// verdict says whether all promises are kept.
func (s *stage) verdict() span {
	broken, times, frames := s.calls.verdict()
	if broken == nil {
		kept := s.frames(frames)
		if s.width >= 90 {
			kept = s.say(s.words.Kept, kept)
		}
		return span{cell.Concat(cell.Line(s.glyphs.Read), cell.Say(" "), kept, cell.Say(" ")), s.theme.StatusGood}
	}
	text := s.say(s.words.Broken, cell.Line(string(broken.Rule)))
	if times > 1 {
		text = cell.Concat(text, cell.Say(" ×"), cell.Number(times))
	}
	return span{cell.Concat(cell.Line(s.glyphs.Failed), cell.Say(" "), text, cell.Say(" ")), s.theme.StatusBad}
}

// nameOf is a seat's name and who looks at it.
func (s *stage) nameOf(i int) (cell.Text, bool) {
	seat := s.seats[i]
	name := cell.Name(seat.name)
	if !s.taken(seat) && (i != s.focus || seat.gaze.Focused) {
		if seat.gaze.Focused {
			return cell.Concat(cell.Line(s.glyphs.Read), cell.Say(" "), name, cell.Say(" · "), cell.Line(s.words.Looks)), false
		}
		return cell.Concat(name, cell.Say(" · "), cell.Line(s.words.Nobody)), false
	}
	how := s.words.Here
	switch {
	case s.atDesk:
		how = s.words.AtDesk
	case s.away:
		how = s.words.NotFocused
	}
	return cell.Concat(cell.Line(s.glyphs.Closed), cell.Say(" "), name, cell.Say(" · "), cell.Line(how)), !s.atDesk
}

// tabsLine names the seats where only one is shown.
func (s *stage) tabsLine() string {
	var b strings.Builder
	left := s.width
	for i := range s.seats {
		width := s.width / len(s.seats)
		if i == len(s.seats)-1 {
			width = left
		}
		name, here := s.nameOf(i)
		style := s.theme.Faint
		if here {
			style = s.theme.Selection.Bold(true)
		}
		b.WriteString(style.Render(s.rule.Pad(cell.Concat(cell.Say(" "), name), width).String()))
		left -= width
	}
	return b.String()
}

// seatRows draws the seats, and says where the cursor is.
func (s *stage) seatRows() ([]string, *tea.Cursor) {
	if s.plan.tabs() {
		content, at := s.seats[s.focus].frame()
		b := s.plan.seats[s.focus]
		return append([]string{s.tabsLine()}, fit(content, b.height)...), s.cursorIn(b, at)
	}
	var out []string
	var cursor *tea.Cursor
	for row := range s.plan.rows {
		first := row * s.plan.columns
		lines := make([]strings.Builder, s.plan.seats[first].height)
		for i := first; i < min(first+s.plan.columns, len(s.seats)); i++ {
			content, at := s.seats[i].frame()
			if i == s.focus {
				cursor = s.cursorIn(s.plan.seats[i].inside(), at)
			}
			for y, l := range s.framed(i, content) {
				lines[y].WriteString(l)
			}
		}
		for y := range lines {
			out = append(out, lines[y].String())
		}
	}
	return out, cursor
}

// frame is what stands on a seat's screen: nothing before its client is there.
func (s *seat) frame() (string, *tea.Cursor) {
	if s.model == nil {
		return strings.Repeat("\n", 100), nil
	}
	return s.model.Frame()
}

func (s *stage) cursorIn(b box, at *tea.Cursor) *tea.Cursor {
	if at == nil || s.atDesk {
		return nil
	}
	moved := *at
	moved.X += b.x
	moved.Y += b.y
	return &moved
}

// fit returns exactly height lines.
func fit(content string, height int) []string {
	lines := strings.Split(content, "\n")
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:height]
}

// framed draws a seat in its frame: heavy and with a sign before the name for
// the one that has the keyboard.
func (s *stage) framed(i int, content string) []string {
	b := s.plan.seats[i]
	in := b.inside()
	name, here := s.nameOf(i)
	signs, style, title := s.glyphs.Border, s.theme.Border, s.theme.Faint
	if here {
		signs, style, title = heavy, s.theme.BorderFocused, s.theme.Selection.Bold(true)
	}
	name = s.rule.Cut(cell.Concat(cell.Say(" "), name, cell.Say(" ")), in.width-2)
	rest := in.width - 1 - s.rule.Width(name)
	lines := []string{style.Render(signs[0]+signs[4]) + title.Render(name.String()) + style.Render(strings.Repeat(signs[4], rest)+signs[1])}
	side := style.Render(signs[5])
	for _, l := range fit(content, in.height) {
		if s.seats[i].model == nil {
			l = cell.Spaces(in.width).String()
		}
		lines = append(lines, side+l+side)
	}
	return append(lines, style.Render(signs[2]+strings.Repeat(signs[4], in.width)+signs[3]))
}

// captionRow says what is to be seen, or what came of a key, and the keys.
func (s *stage) captionRow() string {
	text := span{cell.Concat(cell.Say(" "), s.caption()), s.theme.Accent}
	if !s.notice.text.Empty() {
		text = span{cell.Concat(cell.Say(" "), s.notice.text), s.notice.style}
	} else if s.atDesk {
		text.text = cell.Text{}
	}
	return s.withKeys(text, s.keys())
}

// withKeys draws a line that ends with as many of the keys as have room.
func (s *stage) withKeys(text span, keys [][2]string) string {
	least := min(s.rule.Width(text.text)+1, s.width)
	if s.width < 60 && len(keys) > 0 { // one key at least
		least = min(least, s.width-s.rule.Width(cell.Line(keys[0][0]+keys[0][1]))-3)
	}
	room := s.width - least
	var parts []span
	for _, k := range keys {
		t := cell.Line(k[0])
		what := cell.Concat(cell.Say(" "), cell.Line(k[1]), cell.Say("  "))
		if room -= s.rule.Width(t) + s.rule.Width(what); room < 0 {
			break
		}
		parts = append(parts, span{t, s.theme.Accent}, span{what, s.theme.Faint})
	}
	used := 0
	for _, p := range parts {
		used += s.rule.Width(p.text)
	}
	var b strings.Builder
	b.WriteString(text.style.Render(s.rule.Pad(text.text, s.width-used).String()))
	for _, p := range parts {
		b.WriteString(p.style.Render(p.text.String()))
	}
	return b.String()
}

// decimal writes a factor as short as it is.
func decimal(f float64) cell.Text { return cell.Line(strconv.FormatFloat(f, 'g', 4, 64)) }
