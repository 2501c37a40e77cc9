package demo

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

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
		v.SetContent(s.tooSmall())
		return v
	}
	rows := []string{s.titleRow()}
	seats, cursor := s.seatRows()
	rows = append(rows, seats...)
	rows = append(rows, s.deskRows()...)
	if s.plan.script {
		rows = append(rows, s.scriptRow())
	}
	rows = append(rows, s.footRows()...)
	v.SetContent(s.glyphs.Drawn(strings.Join(rows, "\n")))
	v.Cursor = cursor
	return v
}

// tooSmall says in the middle of the screen how large it has to be.
func (s *stage) tooSmall() string {
	text := s.say(s.words.TooSmall, cell.Number(minWidth), cell.Number(minHeight))
	lines := s.rule.Wrap(text, s.width)
	rows := s.filled(nil, max(s.height, 1))
	first := max((len(rows)-len(lines))/2, 0)
	for i, l := range lines[:min(len(lines), len(rows))] {
		rows[first+i] = s.theme.Warn.Render(s.rule.Center(l, s.width).String())
	}
	return strings.Join(rows, "\n")
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

// narrow is the width below which only what matters stands in the title.
const narrow = 60

// titleRow says what is played, how it goes, and whether all promises are kept.
func (s *stage) titleRow() string {
	bar := s.theme.StatusBar
	title := s.say(s.glyphs.Text(s.words.Title), cell.Line(s.playing))
	if s.width < narrow {
		title = cell.Line(s.playing)
	}
	left := []span{{cell.Concat(cell.Say(" "), title), bar.Bold(true)}}
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
		text = cell.Concat(text, cell.Line(" "+s.glyphs.Times), cell.Number(times))
	}
	return span{cell.Concat(cell.Line(s.glyphs.Failed), cell.Say(" "), text, cell.Say(" ")), s.theme.StatusBad}
}

// signOf is what stands before a seat's name: that the user sits there, or that
// its own person looks.
func (s *stage) signOf(i int) cell.Text {
	switch seat := s.seats[i]; {
	case s.taken(seat) || i == s.focus && !seat.gaze.Focused:
		return cell.Line(s.glyphs.Closed + " ")
	case seat.gaze.Focused:
		return cell.Line(s.glyphs.Read + " ")
	}
	return cell.Text{}
}

// nameOf is a seat's name and who looks at it; here tells that the user sits
// there.
func (s *stage) nameOf(i int) (name cell.Text, here bool) {
	seat := s.seats[i]
	how := s.words.Here
	switch {
	case !s.taken(seat) && seat.gaze.Focused:
		how = s.words.Looks
	case !s.taken(seat) && i != s.focus:
		how = s.words.Nobody
	case s.atDesk:
		how = s.words.AtDesk
	case s.away:
		how = s.words.NotFocused
	}
	here = !s.atDesk && i == s.focus && s.taken(seat)
	return cell.Concat(s.signOf(i), cell.Name(seat.name), cell.Line(" "+s.glyphs.Dot+" "+how)), here
}

// tabsLine names the seats where not all are shown, and says who looks where;
// by a sign alone where there is no room for words.
func (s *stage) tabsLine() string {
	width := s.width / len(s.seats)
	short := false
	for i := range s.seats {
		name, _ := s.nameOf(i)
		short = short || s.rule.Width(name)+2 > width
	}
	var b strings.Builder
	left := s.width
	for i, seat := range s.seats {
		if i == len(s.seats)-1 {
			width = left
		}
		name, here := s.nameOf(i)
		if short {
			name = cell.Concat(s.signOf(i), cell.Name(seat.name))
		}
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
func (s *stage) seatRows() (out []string, cursor *tea.Cursor) {
	if s.plan.tabs {
		out = append(out, s.tabsLine())
	}
	if s.plan.tabs && s.plan.columns == 0 {
		content, at := s.seats[s.focus].frame()
		b := s.plan.seats[s.focus]
		return append(out, fit(content, b.height)...), s.cursorIn(b, at)
	}
	for row := range s.plan.rows {
		beside := s.plan.order[row*s.plan.columns : (row+1)*s.plan.columns]
		lines := make([]strings.Builder, s.plan.seats[beside[0]].height)
		for _, i := range beside {
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
		signs, style, title = s.glyphs.Heavy, s.theme.BorderFocused, s.theme.Selection.Bold(true)
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

// decimal writes a factor as short as it is.
func decimal(f float64) cell.Text { return cell.Line(strconv.FormatFloat(f, 'g', 4, 64)) }
