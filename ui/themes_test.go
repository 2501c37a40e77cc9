package ui

import (
	"errors"
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"seenby/theme"
)

func mine(t *testing.T, accent string) theme.Theme {
	t.Helper()
	th, err := theme.Parse("mine", "base = \"dark\"\npaint = true\n[colours]\naccent = \""+accent+"\"\n")
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func TestThemesAreTriedAndKept(t *testing.T) {
	tests := map[string]struct {
		keys  string
		wears string
		kept  []string
	}{
		"the one at the cursor is worn at once":     {"alt+t down", "dark", nil},
		"enter keeps it":                            {"alt+t down down enter", "light", []string{"light"}},
		"esc goes back":                             {"alt+t down down esc", "auto", nil},
		"esc after others as well":                  {"alt+t down up down down esc", "auto", nil},
		"narrowed by name":                          {"alt+t h i g h enter", "high-contrast", []string{"high-contrast"}},
		"the user's own are there":                  {"alt+t m i n e enter", "mine", []string{"mine"}},
		"what is called so by nobody changes not":   {"alt+t x x x enter", "auto", nil},
		"and back from there to what was before it": {"alt+t x x x enter esc", "auto", nil},
		"from the palette":                          {"ctrl+p t h e m e enter m o n o enter", "mono", []string{"mono"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				var kept []string
				r.m.o.Themes, r.m.looks.follow = []theme.Theme{mine(t, "#ff0000")}, true
				r.m.o.SaveTheme = func(name string) error { kept = append(kept, name); return nil }
				r.size(80, 24).news(listed(ops(4, 4, 0))).keys(strings.Fields(tt.keys)...)
				if got := r.m.theme(); got != tt.wears {
					t.Errorf("wears %q, want %q\n%s", got, tt.wears, r.screen())
				}
				if strings.Join(kept, " ") != strings.Join(tt.kept, " ") {
					t.Errorf("kept %q, want %q", kept, tt.kept)
				}
			})
		})
	}
}

func TestAThemeThatCannotBeKeptIsSaid(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.m.o.SaveTheme = func(string) error { return errors.New("the disk is full") }
		r.size(80, 24).news(listed(ops(4, 4, 0))).keys("alt+t", "enter")
		if !strings.Contains(r.screen(), "could not be saved: the disk is full") {
			t.Errorf("nothing is said:\n%s", r.screen())
		}
	})
}

func TestTheThemeFollowsTheBackground(t *testing.T) {
	light, dark := tea.BackgroundColorMsg{Color: color.White}, tea.BackgroundColorMsg{Color: color.Black}
	drive(t, &fakeChat{}, func(r *rig) {
		r.m.looks.follow = true
		for _, step := range []struct {
			say  tea.Msg
			want string
		}{{light, "light"}, {dark, "dark"}, {light, "light"}} {
			if r.say(step.say); r.m.o.Theme.Name != step.want {
				t.Errorf("wears %q, want %q", r.m.o.Theme.Name, step.want)
			}
		}
		r.m.wear("high-contrast")
		if r.say(dark); r.m.o.Theme.Name != "high-contrast" {
			t.Errorf("a chosen theme changed to %q", r.m.o.Theme.Name)
		}
	})
}

func TestAThemeIsWornAsItsFileChanges(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.m.o.Themes = []theme.Theme{mine(t, "#ff0000")}
		r.m.wear("mine")
		next := mine(t, "#00ff00")
		r.size(80, 24).news(listed(ops(4, 4, 0))).say(ThemesMsg{Themes: []theme.Theme{next}})
		if got, want := r.m.o.Theme.Accent.Render("x"), next.Accent.Render("x"); got != want {
			t.Errorf("worn %q, want %q", got, want)
		}
		r.say(ThemesMsg{Trouble: "theme mine.toml:3: no"})
		if r.m.o.Theme.Name != "mine" || !strings.Contains(r.screen(), "mine.toml:3: no") {
			t.Errorf("wears %q\n%s", r.m.o.Theme.Name, r.screen())
		}
	})
}

// TestATerminalWithSixteenColoursGetsSome that can be read on it, and not the
// nearest; a theme of one's own stays.
func TestATerminalWithSixteenColoursGetsSome(t *testing.T) {
	for name, want := range map[string]theme.Theme{
		FollowTheme: theme.Sixteen(theme.For(true)), "light": theme.Sixteen(theme.For(false)), "mine": mine(t, "#ff0000"),
	} {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.m.o.Themes = []theme.Theme{mine(t, "#ff0000")}
				r.size(80, 24).news(listed(ops(4, 4, 0)))
				r.m.wear(name)
				r.say(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
				if got := r.m.o.Theme.Accent.Render("x"); got != want.Accent.Render("x") || r.m.theme() != name {
					t.Errorf("%s draws %q, want %q", r.m.theme(), got, want.Accent.Render("x"))
				}
				r.m.wear("dark")
				if got, want := r.m.o.Theme.Faint.Render("x"), theme.Sixteen(theme.For(true)).Faint.Render("x"); got != want {
					t.Errorf("another one draws %q, want %q", got, want)
				}
			})
		})
	}
}
