package demo

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/demo/scenario"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// A table draws columns of given widths, the last one to the end of the line.
func (s *stage) tableRow(widths []int, cells []span) string {
	var b strings.Builder
	left := s.width
	for i, c := range cells {
		width := left
		if i < len(cells)-1 && widths[i] < left {
			width = widths[i]
		}
		b.WriteString(c.style.Render(s.rule.Pad(c.text, width).String()))
		left -= width
	}
	return b.String()
}

// A rollPane says who of the cast is selected.
type rollPane struct{ person int }

// onRollKey takes a key in the pane of the cast.
func (s *stage) onRollKey(key string) tea.Cmd {
	if s.show == nil {
		return nil
	}
	switch key {
	case "up", "k":
		s.roll.person = max(s.roll.person-1, 0)
	case "down", "j":
		s.roll.person = min(s.roll.person+1, len(s.cast)-1)
	case "enter":
		return s.takeOver(s.cast[s.roll.person])
	}
	return nil
}

// takeOver sits the user down with somebody. Whose screen is not shown takes
// the place of the one that the user sat in last; who has several devices has
// one after the other.
func (s *stage) takeOver(p player) tea.Cmd {
	mine := func(seat *seat) bool { return seat.user == p.id }
	shown, hidden := slices.IndexFunc(s.seats, mine), slices.IndexFunc(s.wings, mine)
	switch {
	case shown >= 0 && (hidden < 0 || shown != s.focus):
		return s.sit(shown)
	case hidden < 0:
		s.notice = notice{s.say(s.words.NoSeat, cell.Name(p.name)), s.theme.Warn}
		return nil
	}
	s.seats[s.focus], s.wings[hidden] = s.wings[hidden], s.seats[s.focus]
	s.show.show(s.seats)
	return tea.Batch(s.sit(s.focus), s.glance(s.wings[hidden]))
}

// castRows draws everyone with their state.
func (s *stage) castRows(height int) []string {
	w := &s.words
	widths := []int{max(s.width/6, 10), max(s.width/6, 11), max(s.width/9, 8), max(s.width/4, 15), 0}
	head := func(t string) span { return span{cell.Concat(cell.Say(" "), cell.Line(t)), s.theme.Faint} }
	rows := []string{s.tableRow(widths, []span{head(w.ColName), head(w.ColState), head(w.ColFocus), head(w.ColTemper), head(w.ColReceipts)})}
	first := max(s.roll.person-height+2, 0) // the selected one stays in sight
	for i, st := range s.calls.stations(s.users()) {
		if i < first {
			continue
		}
		chosen := s.atDesk && s.show != nil && i == s.roll.person
		rows = append(rows, s.tableRow(widths, s.castCells(s.cast[i], st, chosen)))
	}
	return s.filled(rows, height)
}

func (s *stage) castCells(p player, st station, chosen bool) []span {
	w := &s.words
	pad := func(t cell.Text, style lipgloss.Style) span { return span{cell.Concat(cell.Say(" "), t), style} }
	state := pad(cell.Concat(cell.Line(s.glyphs.Offline), cell.Say(" "), cell.Line(w.Offline)), s.theme.Bad)
	if st.online {
		on := cell.Concat(cell.Line(s.glyphs.Online), cell.Say(" "), cell.Line(w.Online))
		if p.copies > 1 {
			on = cell.Concat(on, cell.Say(" ×"), cell.Number(st.devices))
		} else if st.devices > 1 {
			on = phrase.Clauses(s.texts, on, s.say(w.Devices, cell.Number(st.devices)))
		}
		state = pad(on, s.theme.Good)
	}
	focus, temper := pad(cell.Say("–"), s.theme.Faint), pad(s.temper(p), s.theme.Text)
	switch {
	case s.show == nil: // frames from a file do not tell
		temper = focus
	case s.looked(p.id):
		focus = pad(cell.Line(w.Looking), s.theme.Accent)
	case p.copies == 1:
		focus = pad(cell.Line(w.Away), s.theme.Faint)
	}
	counts := []cell.Text{s.say(w.Answered, cell.Number(st.answered)), s.say(w.Posted, cell.Number(st.posted))}
	style := s.theme.Text
	switch {
	case st.asked == 1:
		counts = append([]cell.Text{cell.Line(w.OneAsked)}, counts...)
		style = s.theme.AskMark
	case st.asked > 1:
		counts = append([]cell.Text{s.say(w.Asked, cell.Number(st.asked))}, counts...)
		style = s.theme.AskMark
	}
	name := cell.Name(p.name)
	if p.copies > 1 {
		name = cell.Concat(name, cell.Say(" ×"), cell.Number(p.copies))
	}
	who := pad(name, s.theme.Strong)
	if chosen {
		who = span{cell.Concat(cell.Line(s.glyphs.Selected), name), s.theme.Selection}
	}
	return []span{who, state, focus, temper, pad(phrase.Clauses(s.texts, counts...), style)}
}

// temper says how somebody reads and answers.
func (s *stage) temper(p player) cell.Text {
	w := &s.words
	text := cell.Line(w.ReadsByScript)
	takes := p.takes
	if takes == 0 && s.show != nil && s.show.habit(chat.UserID(p.id)) == scenario.ReadsSlow {
		takes = scenario.TakesSlow
	}
	switch {
	case slices.ContainsFunc(s.seats, func(seat *seat) bool { return seat.user == p.id && s.taken(seat) }):
		text = cell.Line(w.Sits)
	case takes > 0:
		text = s.say(w.Reads, cell.Line(takes.String()))
	case s.show != nil && s.show.free.Load():
		text = cell.Line(w.Sits)
	}
	switch p.answers {
	case "ask":
		text = phrase.Clauses(s.texts, text, cell.Line(w.AnswersAsk))
	case "never":
		text = phrase.Clauses(s.texts, text, cell.Line(w.AnswersNever))
	}
	return text
}

// looked reports whether somebody looks at one of this person's screens.
func (s *stage) looked(id string) bool {
	return slices.ContainsFunc(slices.Concat(s.seats, s.wings), func(seat *seat) bool {
		if s.taken(seat) {
			return seat.user == id && !s.away
		}
		return seat.user == id && seat.gaze.Focused
	})
}
