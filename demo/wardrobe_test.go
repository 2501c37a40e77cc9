package demo

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"seenby/theme"
	"seenby/ui"
)

// worn are the names of the themes of the stage and of all its seats.
func worn(s *stage) []string {
	names := []string{s.theme.Name}
	for _, seat := range slices.Concat(s.seats, s.wings) {
		t, name := seat.model.Theme()
		if name != ui.FollowTheme {
			name = t.Name
		}
		names = append(names, name+"="+t.Name)
	}
	slices.Sort(names[1:])
	return append(names[:1], slices.Compact(names[1:])...)
}

func TestTheWholeDemoWearsOneTheme(t *testing.T) { synctest.Test(t, wearOneTheme) }

func wearOneTheme(t *testing.T) {
	var kept []string
	s := newTestStageWith(t, Options{
		Theme: theme.For(true), Follow: true,
		SaveTheme: func(name string) error { kept = append(kept, name); return nil },
	}, 120, 40)
	mine, err := theme.Parse("mine", "base = \"light\"\n")
	if err != nil {
		t.Fatal(err)
	}
	altT := tea.KeyPressMsg{Code: 't', Mod: tea.ModAlt}
	for _, step := range []struct {
		what string
		msgs []tea.Msg
		want string
	}{
		{"at first", nil, "dark auto=dark"},
		{"a light background", []tea.Msg{tea.BackgroundColorMsg{Color: color.White}}, "light auto=light"},
		{"a dark one", []tea.Msg{tea.BackgroundColorMsg{Color: color.Black}}, "dark auto=dark"},
		{"a theme that is tried in a seat", []tea.Msg{altT, tea.KeyPressMsg{Code: 'm', Text: "m"}}, "mono mono=mono"},
		{"and is not chosen", []tea.Msg{tea.KeyPressMsg{Code: tea.KeyEscape}}, "dark auto=dark"},
		{"themes of one's own", []tea.Msg{ui.ThemesMsg{Themes: []theme.Theme{mine}}, altT, tea.KeyPressMsg{Code: 'm', Text: "mine"}}, "mine mine=mine"},
		{"chosen", []tea.Msg{tea.KeyPressMsg{Code: tea.KeyEnter}}, "mine mine=mine"},
		{"the background matters no more", []tea.Msg{tea.BackgroundColorMsg{Color: color.White}}, "mine mine=mine"},
		{"in the next seat", []tea.Msg{tea.KeyPressMsg{Code: tea.KeyF6}}, "mine mine=mine"},
	} {
		for _, msg := range step.msgs {
			_, cmd := s.Update(msg)
			settle(s, cmd)
		}
		if got := strings.Join(worn(s), " "); got != step.want {
			t.Errorf("%s: %s, want %s", step.what, got, step.want)
		}
	}
	if !slices.Equal(kept, []string{"mine"}) {
		t.Errorf("kept %v", kept)
	}
}

func TestAThemeThatChangesIsWornAtOnce(t *testing.T) {
	parse := func(source string) theme.Theme {
		th, err := theme.Parse("mine", source)
		if err != nil {
			t.Fatal(err)
		}
		return th
	}
	first := parse("[colours]\naccent = \"#111111\"\n")
	s := newTestStageWith(t, Options{Theme: first, Themes: []theme.Theme{first}}, 120, 40)
	next := parse("[colours]\naccent = \"#eeeeee\"\n")
	s.Update(ui.ThemesMsg{Themes: []theme.Theme{next}, Trouble: "theme /x/other.toml:3: no colour"})
	want := next.Accent.Render("x")
	if s.theme.Accent.Render("x") != want {
		t.Error("the stage wears the old one")
	}
	for _, seat := range s.seats {
		if th, _ := seat.model.Theme(); th.Accent.Render("x") != want {
			t.Errorf("%s wears the old one", seat.id)
		}
	}
	if got := strings.Count(screen(s), "other.toml:3"); got != 1 {
		t.Errorf("what is wrong is told %d times:\n%s", got, screen(s))
	}
}

func TestTheBackgroundIsAskedFor(t *testing.T) {
	for _, follow := range []bool{false, true} {
		s := Options{Theme: theme.For(true), Follow: follow}.stage(newRecorder(nil))
		if asks := s.Init() != nil; asks != follow {
			t.Errorf("follow %v: asks %v", follow, asks)
		}
	}
	s := openTrace(nil, "t", Options{Theme: theme.For(true), Follow: true})
	s.Update(tea.BackgroundColorMsg{Color: color.White})
	if s.theme.Name != "light" {
		t.Errorf("a trace is shown in %s", s.theme.Name)
	}
}

func TestATerminalOfSixteenColoursGetsThem(t *testing.T) {
	for _, follow := range []bool{true, false} {
		s := newTestStageWith(t, Options{Theme: theme.For(true), Follow: follow}, 120, 40)
		s.Update(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
		want := theme.Sixteen(theme.For(true)).StatusBar.Render("x")
		if got := s.theme.StatusBar.Render("x"); got != want {
			t.Errorf("follow %v: the stage draws %q, want %q", follow, got, want)
		}
		for _, seat := range s.seats {
			if th, _ := seat.model.Theme(); th.StatusBar.Render("x") != want {
				t.Errorf("follow %v: %s draws %q", follow, seat.id, th.StatusBar.Render("x"))
			}
		}
	}
}
