package demo

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
)

func TestAClickGoesWhereItIs(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	click := func(x, y int) {
		_, cmd := s.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		settle(s, cmd)
	}
	screen(s)
	click(60, s.plan.desk.y+3) // the second entry
	if !s.atDesk || s.wire.at != 1 {
		t.Errorf("at the desk: %v, entry %d", s.atDesk, s.wire.at)
	}
	s.Update(tea.MouseWheelMsg{X: 60, Y: s.plan.desk.y + 3, Button: tea.MouseWheelDown})
	if s.wire.at != 2 {
		t.Errorf("the wheel leads to entry %d", s.wire.at)
	}
	click(81, 1) // Carol's frame
	if s.atDesk || s.focus != 2 {
		t.Errorf("at the desk: %v, seat %d", s.atDesk, s.focus)
	}
	s.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	click(30, tabsRow)
	if s.focus != 1 {
		t.Errorf("the tab leads to seat %d", s.focus)
	}
}

// TestWhoAsksStaysInSight: where not all seats have room, the first is shown
// beside the one in which the user sits.
func TestWhoAsksStaysInSight(t *testing.T) { synctest.Test(t, whoAsksStays) }

func whoAsksStays(t *testing.T) {
	s, _ := newTestStage(t, 80, 24)
	for _, want := range []string{"▸ Alice · you sit here ━|─ Bob · nobody", "─ Alice · nobody|▸ Bob · you sit here ━", "─ Alice · nobody|▸ Carol · you sit here ━", "▸ Alice · you sit here ━|─ Bob · nobody"} {
		got := screen(s)
		whole(t, got, 80, 24)
		for _, part := range strings.Split(want, "|") {
			if !strings.Contains(got, part) || !strings.Contains(got, "2/4") {
				t.Errorf("no %q:\n%s", part, got)
			}
		}
		press(t, s, "f6")
	}
	s.Update(tea.MouseClickMsg{X: 70, Y: tabsRow, Button: tea.MouseLeft})
	s.Update(tea.MouseClickMsg{X: 5, Y: 6, Button: tea.MouseLeft})
	if s.focus != 0 {
		t.Errorf("a click into the first leads to seat %d", s.focus)
	}
}

func TestAClickAtTheDeskSelects(t *testing.T) { synctest.Test(t, clickAtTheDesk) }

func clickAtTheDesk(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	d := &fakeDirector{status: Status{Speed: 1}, faults: map[string]Faults{}}
	s.director = d
	at := func(x, y int) {
		_, cmd := s.Update(tea.MouseClickMsg{X: x, Y: s.plan.desk.y + y, Button: tea.MouseLeft})
		settle(s, cmd)
		s.View()
	}
	screen(s)
	for _, step := range []struct {
		what string
		x, y int
		want func() bool
	}{
		{"a name in the title", 20, 0, func() bool { return s.atDesk && s.pane == paneCast }},
		{"somebody", 20, 3, func() bool { return s.roll.person == 1 && s.atDesk }},
		{"them again", 20, 3, func() bool { return !s.atDesk && s.focus == 1 }},
		{"the faults", 36, 0, func() bool { return s.pane == paneFaults && s.atDesk }},
		{"a fault", 60, 2, func() bool { return s.faults == faultPane{0, 2} && d.faults["alice"].Loss == 0 }},
		{"it again", 60, 2, func() bool { return d.faults["alice"].Loss > 0 }},
		{"nobody's", 60, 12, func() bool { return s.faults == faultPane{0, 2} }},
		{"the script", 50, 0, func() bool { return s.pane == paneScript }},
		{"beside the names", 110, 0, func() bool { return s.pane == paneScript && s.atDesk }},
	} {
		if at(step.x, step.y); !step.want() {
			t.Errorf("%s: pane %d, desk %v, seat %d, %+v, %+v:\n%s", step.what, s.pane, s.atDesk, s.focus, s.roll, s.faults, screen(s))
		}
	}
	wheel := tea.MouseWheelMsg{X: 5, Y: s.plan.desk.y + 2, Button: tea.MouseWheelDown}
	s.lines = scriptPane{}
	if s.Update(wheel); s.lines.first != 3 {
		t.Errorf("the wheel leads to line %d of the script", s.lines.first)
	}
}
