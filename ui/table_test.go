package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/ui/words"
)

func TestTheTableOfActionsIsWhole(t *testing.T) {
	if _, err := Bind(nil); err != nil {
		t.Fatalf("the usual keys: %v", err)
	}
	seen := map[string]bool{}
	for _, l := range words.Languages() {
		lang, w := l.Tag, l.Words()
		clear(seen)
		for _, a := range actionTable() {
			if seen[a.Name] {
				t.Errorf("%s is there twice", a.Name)
			}
			seen[a.Name] = true
			if w.Actions[a.Name].Short == "" {
				t.Errorf("%s: %s has no words", lang, a.Name)
			}
			if a.do == nil || a.In == 0 {
				t.Errorf("%s does nothing, or nowhere", a.Name)
			}
		}
		for name := range w.Actions {
			if !seen[name] {
				t.Errorf("%s: words for %s, which is no action", lang, name)
			}
		}
	}
}

// bound gives other keys to actions.
func bound(t *testing.T, changes map[string][]string) func(*Options) {
	t.Helper()
	keys, err := Bind(changes)
	if err != nil {
		t.Fatal(err)
	}
	return func(o *Options) { o.Keys = keys }
}

func TestAReboundKeyShowsEverywhere(t *testing.T) {
	changes := map[string][]string{
		"message.flag": {"F"}, "help": {"f2"}, "send": {"alt+s"}, "switcher": {"ctrl+t"}, "message.recall": {"X"}, "quit": {"ctrl+q"}, "mouse": {""},
		"connect": {"ctrl+x ctrl+o"},
	}
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(140, 76).news(listed(ops(4, 4, 0))).say(tea.FocusMsg{})
		shows := func(what string, want ...string) {
			t.Helper()
			for _, w := range want {
				if !strings.Contains(r.screen(), w) {
					t.Errorf("%s: want %q:\n%s", what, w, r.screen())
				}
			}
		}
		shows("line of keys", "f2 help", "ctrl+t go to")
		r.keys("f2")
		shows("help", " F ", " alt+s ", " ctrl+t ", " ctrl+q ", " ctrl+x ctrl+o ")
		if strings.Contains(r.screen(), "give the mouse") {
			t.Errorf("an action without a key is in the help:\n%s", r.screen())
		}
		r.keys("f2", "ctrl+p")
		shows("palette", "ctrl+t", "give the mouse")
		r.keys("esc", "up", "up", "up", "F", "X")
		shows("notice", "X again recalls")
		r.keys("esc", "h", "i", "enter", "alt+s", "ctrl+x", "ctrl+o", "ctrl+x", "z", "z", "ctrl+c", "ctrl+q")
		shows("notice", "ctrl+q again quits", "z")
		want := []string{"request ops " + string(text(2, "", "").UID), `send ops "hi"`, "retry now"}
		if d := cmp.Diff(want, r.chat.did); d != "" {
			t.Errorf("did (-want +got):\n%s", d)
		}
		if r.m.composer.Text() != "z" {
			t.Errorf("the composer has %q: a key that is none of two strokes writes", r.m.composer.Text())
		}
		if r.keys("ctrl+q"); !r.quit {
			t.Error("it does not quit")
		}
	}, bound(t, changes))
}

func TestPalette(t *testing.T) {
	u := func(n int) string { return string(text(n, "", "").UID) }
	tests := map[string]struct {
		keys   string
		did    []string
		shows  string
		absent string
	}{
		"what needs a message is left out":        {"ctrl+p", nil, "ask who reads the message being written", "recall it"},
		"it offers itself not":                    {"ctrl+p", nil, "ctrl+k", "find an action"},
		"on a selected message":                   {"up ctrl+p", nil, "remind those", "ask who reads the selected"},
		"what cannot be done now is left out":     {"up up ctrl+p", nil, "answer that you have read", "message.edit"},
		"by its words":                            {"up up ctrl+p a n s w e r enter", []string{"answer ops [" + u(3) + "]"}, "answered", ""},
		"by its name":                             {"up ctrl+p m e s s a g e . r e m i n d enter", []string{"remind ops " + u(4)}, "reminded", ""},
		"letters in between may be left out":      {"ctrl+p c n c t enter", []string{"retry now"}, "trying to connect", ""},
		"nothing matches":                         {"ctrl+p z z z enter", nil, "", "no action"},
		"nothing matches, shown":                  {"ctrl+p z z z", nil, "no action matches", ""},
		"a letter taken back":                     {"ctrl+p z backspace", nil, "next unread group", ""},
		"help while something is written":         {"h i ctrl+p t h e space k e y s enter", nil, "esc closes", ""},
		"esc goes back to what was being written": {"h i ctrl+p esc enter", []string{`send ops "hi"`}, "", ""},
		"down and enter":                          {"ctrl+p down up enter", nil, "asks who reads", ""},
		"recall asks first":                       {"up ctrl+p r e c a l l enter x", []string{"recall ops " + u(4)}, "", ""},
		"from there to the switcher":              {"ctrl+p ctrl+k", nil, "go to", "enter does it"},
		"and back":                                {"ctrl+p ctrl+k ctrl+k enter", nil, "nothing to send", "go to ─"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 40).news(listed(ops(4, 4, 0)), online)
				r.keys(strings.Fields(tt.keys)...)
				if d := cmp.Diff(tt.did, r.chat.did); d != "" {
					t.Errorf("did (-want +got):\n%s", d)
				}
				if !strings.Contains(r.screen(), tt.shows) || tt.absent != "" && strings.Contains(r.screen(), tt.absent) {
					t.Errorf("want %q and not %q:\n%s", tt.shows, tt.absent, r.screen())
				}
			})
		})
	}
}

func TestPaletteIsClicked(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 40).keys("ctrl+p")
		lines := strings.Split(r.screen(), "\n")
		y := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "connect now") })
		r.say(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelDown}, tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft})
		if want := []string{"retry now"}; !slices.Equal(r.chat.did, want) {
			t.Errorf("did %v, want %v\n%s", r.chat.did, want, r.screen())
		}
	})
}

func TestTheHelpFollowsWhatTheTerminalSends(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(140, 60).keys("h", "i")
		if got := r.screen(); !strings.Contains(got, "ctrl+j new line") {
			t.Errorf("without enhancements:\n%s", got)
		}
		r.say(tea.KeyboardEnhancementsMsg{Flags: 1})
		if got := r.screen(); !strings.Contains(got, "shift+enter new line") {
			t.Errorf("with enhancements:\n%s", got)
		}
		r.keys("enter", "?")
		if got := r.screen(); !strings.Contains(got, "shift+enter  alt+enter  ctrl+j") {
			t.Errorf("with enhancements:\n%s", got)
		}
	})
}
