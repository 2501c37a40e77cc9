package demo

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/ui/cell"
)

// modeGraphemes is the terminal mode in which a character of several parts is
// as wide as it looks.
var modeGraphemes = ansi.ModeUnicodeCore

// View draws the stage.
func (s *stage) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = "seenby demo"
	if s.width == 0 {
		return v
	}
	if !s.seats[s.focus].model.MouseFree() {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if s.width < minWidth || s.height < minHeight {
		v.SetContent(s.line(s.theme.Warn, cell.Say("the demo needs 40x16 cells or more")))
		return v
	}
	rows := []string{s.titleRow(), s.nameRow()}
	seats, cursor := s.seatRows()
	rows = append(rows, seats...)
	rows = append(rows, s.wireRows()...)
	rows = append(rows, s.captionRow())
	v.SetContent(strings.Join(rows, "\n"))
	v.Cursor = cursor
	return v
}

// line draws one styled line over the whole width.
func (s *stage) line(style lipgloss.Style, t cell.Text) string {
	return style.Render(s.rule.Pad(t, s.width).String())
}

func (s *stage) titleRow() string {
	left := cell.Say(" seenby demo · first receipt")
	right := cell.Concat(cell.Say("hub "), cell.Line(s.place), cell.Say(" "))
	gap := s.width - s.rule.Width(left) - s.rule.Width(right)
	if gap < 2 {
		return s.line(s.theme.StatusBar.Bold(true), left)
	}
	return s.theme.StatusBar.Bold(true).Render(left.String()) +
		s.theme.StatusBar.Render(cell.Concat(cell.Spaces(gap), right).String())
}

// nameRow names the seats: tiled, each above its screen; else as tabs.
func (s *stage) nameRow() string {
	var b strings.Builder
	left := s.width
	for i, seat := range s.seats {
		width := seat.width
		if !s.tiled() {
			width = min(s.width/len(s.seats), left)
		}
		if i > 0 && s.tiled() {
			b.WriteString(s.theme.Border.Render(s.glyphs.Border[5]))
			left--
		}
		b.WriteString(s.nameOf(i, width))
		left -= width
	}
	b.WriteString(cell.Spaces(left).String())
	return b.String()
}

func (s *stage) nameOf(i, width int) string {
	name := cell.Name(s.seats[i].person.name)
	if i == s.focus {
		t := cell.Concat(cell.Say(" ▶ "), name, cell.Say(" · you sit here"))
		if s.away {
			t = cell.Concat(cell.Say(" ▶ "), name, cell.Say(" · terminal not in focus"))
		}
		return s.theme.Selection.Bold(true).Render(s.rule.Pad(t, width).String())
	}
	t := cell.Concat(cell.Say("   "), name, cell.Say(" · nobody looks"))
	return s.theme.Faint.Render(s.rule.Pad(t, width).String())
}

// seatRows draws the seats, side by side or the one in focus, and where the
// cursor is.
func (s *stage) seatRows() ([]string, *tea.Cursor) {
	height := s.seatHeight()
	rows := make([]strings.Builder, height)
	var cursor *tea.Cursor
	first := true
	for i, seat := range s.seats {
		if seat.width == 0 {
			continue
		}
		content, at := seat.model.Frame()
		if i == s.focus && at != nil {
			moved := *at
			moved.X += seat.x
			moved.Y += seatTop
			cursor = &moved
		}
		lines := strings.Split(content, "\n")
		for y := range rows {
			if !first {
				rows[y].WriteString(s.theme.Border.Render(s.glyphs.Border[5]))
			}
			if y < len(lines) {
				rows[y].WriteString(lines[y])
			}
		}
		first = false
	}
	out := make([]string, height)
	for y := range rows {
		out[y] = rows[y].String()
	}
	return out, cursor
}

func (s *stage) captionRow() string {
	keys := cell.Say(" F6 next seat · ctrl+c twice ends ")
	room := s.width - s.rule.Width(keys)
	text := cell.Concat(cell.Say(" "), s.caption())
	if room < 30 {
		return s.line(s.theme.Accent.Bold(true), text)
	}
	return s.theme.Accent.Bold(true).Render(s.rule.Pad(text, room).String()) + s.theme.Faint.Render(keys.String())
}

// caption says what is to be seen and what to do next.
func (s *stage) caption() cell.Text {
	switch s.scene {
	case sceneAsked:
		return cell.Say("Alice asks who has read it. Dan and Erin read by themselves…")
	case sceneReadBySome:
		return cell.Say("Nobody looks at the other screens. Press F6: whoever you sit with reads")
	case sceneReadByAll:
		return cell.Say("4/4: everyone has read it. In Alice's seat ↑ ↑ then i shows who and when")
	case sceneFree:
		return cell.Say("Now you: write in any seat · ctrl+r asks for receipts · ↑ then f asks later")
	default:
		return cell.Say("Five people, three of their screens, one hub: watch Alice's message")
	}
}
