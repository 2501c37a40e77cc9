package demo

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"seenby/ui/keymap"
	"seenby/ui/words"
)

// rebound gives a stage other keys, as its seats have them from the beginning.
func rebound(t *testing.T, changes map[string][]string) *stage {
	t.Helper()
	keys, err := Bind(changes)
	if err != nil {
		t.Fatal(err)
	}
	return newTestStageWith(t, Options{Keys: keys}, 120, 40)
}

// hit sends keys by what they are.
func hit(s *stage, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		s.Update(k)
		s.View()
	}
}

func TestEveryActionOfTheDemoHasWords(t *testing.T) {
	var names []string
	for _, a := range Actions() {
		if slices.Contains(names, a.Name) {
			t.Errorf("%s is there twice", a.Name)
		}
		names = append(names, a.Name)
	}
	for _, l := range words.Languages() {
		all := l.Words().Stage.Actions
		for _, name := range names {
			if all[name].Short == "" {
				t.Errorf("%s has no words for %s", l.Tag, name)
			}
		}
		l.Words().WithKeys(func(action string) string {
			if strings.HasPrefix(action, "demo.") && !slices.Contains(names, action) {
				t.Errorf("%s: a text names %s, which is no action", l.Tag, action)
			}
			return ""
		})
		if len(all) != len(names) {
			t.Errorf("%s has words for %d actions, there are %d", l.Tag, len(all), len(names))
		}
	}
}

func TestWhereKeysOfTheDemoAndOfItsSeatsMeet(t *testing.T) {
	for name, c := range map[string]struct {
		changes map[string][]string
		want    string
	}{
		"none":                   {nil, ""},
		"a key of the demo's":    {map[string][]string{"palette": {"f2"}}, `palette: "f2": it is a key of demo.wire as well; give demo.wire another one`},
		"a key of the seat's":    {map[string][]string{"demo.cast": {"ctrl+p"}}, `demo.cast: "ctrl+p": it is a key of palette as well; give palette another one`},
		"both given others":      {map[string][]string{"palette": {"f2"}, "demo.wire": {"f12"}}, ""},
		"at the desk":            {map[string][]string{"desk.filter": {"w"}}, `desk.filter: "w": it is a key of desk.whose as well; give desk.whose another one`},
		"in another pane":        {map[string][]string{"desk.left": {"f"}}, ""},
		"needed for writing":     {map[string][]string{"demo.wire": {"w"}}, `demo.wire: "w": it is needed for writing`},
		"a letter at the desk":   {map[string][]string{"desk.back": {"x"}}, ""},
		"leaving from the desk":  {map[string][]string{"quit": {"ctrl+q"}, "desk.back": {"ctrl+q"}}, `it is a key of`},
		"an action there is not": {map[string][]string{"demo.wires": {"f12"}}, "no action has this name; demo.wire is meant?"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Bind(c.changes)
			var wrong *keymap.Error
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (!errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestKeysThatTheUserChose(t *testing.T) {
	s := rebound(t, map[string][]string{
		"demo.next-seat": {"f12"}, "demo.cast": {"ctrl+x c"}, "demo.wire": {}, "desk.back": {"x"}, "help": {"f10"}, "quit": {"ctrl+q"},
	})
	f6, f12 := tea.KeyPressMsg{Code: tea.KeyF6}, tea.KeyPressMsg{Code: tea.KeyF12}
	ctrlX := tea.KeyPressMsg{Code: 'x', Mod: tea.ModCtrl}
	letter := func(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }
	for _, step := range []struct {
		what string
		keys []tea.KeyPressMsg
		want []string
		not  []string
	}{
		{"at first", nil, []string{"▸ Alice · you sit here", "F12 next seat", "ctrl+q ×2 ends", "─ the wire ─", "ctrl+x c the cast", "Press F12: whoever"}, []string{"F6", "F2"}},
		{"the usual key", []tea.KeyPressMsg{f6}, []string{"▸ Alice · you sit here"}, nil},
		{"the chosen one", []tea.KeyPressMsg{f12}, []string{"▸ Bob · you sit here"}, nil},
		{"two strokes", []tea.KeyPressMsg{ctrlX, letter('c')}, []string{"▸ ctrl+x c the cast", "x back"}, nil},
		{"two others", []tea.KeyPressMsg{ctrlX, letter('d')}, []string{"▸ ctrl+x c the cast"}, nil},
		{"the usual way back", []tea.KeyPressMsg{{Code: tea.KeyEscape}}, []string{"▸ ctrl+x c the cast"}, nil},
		{"the way back", []tea.KeyPressMsg{letter('x')}, []string{"▸ Bob · you sit here"}, nil},
		{"the first stroke is forgotten", []tea.KeyPressMsg{letter('c')}, []string{"▸ c "}, nil},
		{"the help of the seat", []tea.KeyPressMsg{{Code: tea.KeyBackspace}, {Code: tea.KeyF10}}, []string{"The demo", "sit down in the next"}, nil},
		{"leaving", []tea.KeyPressMsg{{Code: tea.KeyF10}, {Code: 'q', Mod: tea.ModCtrl}}, []string{"ctrl+q again quits"}, nil},
	} {
		hit(s, step.keys...)
		got := screen(s)
		for _, want := range step.want {
			if !strings.Contains(got, want) && !strings.Contains(got, strings.ReplaceAll(want, "▸ c ", "│ c ")) {
				t.Errorf("%s: no %q:\n%s", step.what, want, got)
			}
		}
		for _, not := range step.not {
			if strings.Contains(got, not) {
				t.Errorf("%s: %q is told:\n%s", step.what, not, got)
			}
		}
	}
}

func TestTheDeskListsItsKeys(t *testing.T) { synctest.Test(t, listKeys) }

func listKeys(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		s, _ := newTestStage(t, width, 24)
		press(t, s, "f2", "?")
		got := screen(s)
		whole(t, got, width, 24)
		for _, want := range []string{"receipts, or all frames", "pgdown", "back to the seat", "f6 alt+s"} {
			for range 3 {
				if !strings.Contains(screen(s), want) {
					press(t, s, "pgdown")
				}
			}
			if !strings.Contains(screen(s), want) {
				t.Errorf("at %d no %q:\n%s", width, want, got)
			}
		}
		press(t, s, "?")
		if got := screen(s); strings.Contains(got, "receipts, or all frames") || !s.atDesk {
			t.Errorf("it stays:\n%s", got)
		}
		press(t, s, "?", "f")
		if got := screen(s); strings.Contains(got, "receipts, or all frames") || !strings.Contains(got, "all frames") {
			t.Errorf("a key is not done:\n%s", got)
		}
	}
}

func TestWhoWaitsForTheirClientCanLeave(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	s.seats[0].model = nil
	if _, cmd := s.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}); cmd == nil {
		t.Error("ctrl+c is lost")
	} else if !quits(cmd) {
		t.Error("ctrl+c does something else")
	}
}

// quits reports whether a command is to quit.
func quits(cmd tea.Cmd) bool {
	switch msg := cmd().(type) {
	case tea.QuitMsg:
		return true
	case tea.BatchMsg:
		return slices.ContainsFunc(msg, func(c tea.Cmd) bool { return c != nil && quits(c) })
	}
	return false
}
