package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// TestPasting: what is pasted is shown where the cursor stands, the keys are
// those of somebody who writes, and what did not fit is told.
func TestPasting(t *testing.T) {
	var many strings.Builder
	for i := range 30 {
		fmt.Fprintf(&many, "pasted %d\n", i)
	}
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0)))
		r.say(tea.PasteMsg{Content: many.String() + "the end"})
		screen := r.screen()
		if !strings.Contains(screen, "the end") || strings.Contains(screen, "pasted 1\n") {
			t.Errorf("the composer does not show the cursor:\n%s", screen)
		}
		if !strings.Contains(screen, "enter send") || strings.Contains(screen, "? help") {
			t.Errorf("the keys are not those of writing:\n%s", screen)
		}
		r.keys("ctrl+x").say(tea.PasteMsg{Content: strings.Repeat("x", 20_000)})
		if screen := r.screen(); !strings.Contains(screen, "cut: 20000 bytes were pasted, a message holds 16384") {
			t.Errorf("nothing tells of what was cut:\n%s", screen)
		}
	})
}

// TestADraftComesBackWithItsEnd: the composer shows the cursor of a long draft.
func TestADraftComesBackWithItsEnd(t *testing.T) {
	f := &fakeChat{messages: history(), drafts: map[chat.GroupID]string{"ops": strings.Repeat("line\n", 30) + "the end"}}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0)))
		if screen := r.screen(); !strings.Contains(screen, "the end") {
			t.Errorf("the composer does not show the cursor:\n%s", screen)
		}
	})
}

// TestTheKeysAreOfWhatCanBeDone: nothing is offered for a message that cannot be
// done with it.
func TestTheKeysAreOfWhatCanBeDone(t *testing.T) {
	u := chat.MessageUID("R")
	recalled := takenBack(text(1, "alice", ""))
	tests := map[string]struct {
		message chat.Message
		keys    string
		has     []string
		not     []string
	}{
		"recalled":              {recalled, "up", []string{"esc back"}, []string{"f ask", "e edit", "x recall", "c copy", "+ react", "r reply"}},
		"read by all":           {asking(text(1, "alice", "a"), &chat.Tally{Read: 4, Total: 4, Version: 5}), "up", []string{"i who read", "x recall"}, []string{"d remind"}},
		"somebody else's":       {text(1, "bob", "a"), "up", []string{"r reply", "+ react", "c copy"}, []string{"i who read", "y answer", "e edit"}},
		"somebody asks":         {asking(text(1, "bob", "a"), nil), "up", []string{"y answer", "i who read"}, []string{"f ask"}},
		"mine":                  {text(1, "alice", "a"), "up", []string{"f ask", "e edit", "x recall"}, []string{"d remind", "i who read"}},
		"a reply being written": {text(1, "bob", "a"), "up r", []string{"esc back", "enter send"}, []string{"? help"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{}, func(r *rig) {
				tt.message.UID = u
				r.size(110, 24).news(online, listed(ops(0, 0, 0)), added(tt.message)).keys(strings.Fields(tt.keys)...)
				lines := strings.Split(strings.TrimRight(r.screen(), "\n"), "\n")
				last := lines[len(lines)-1]
				for _, want := range tt.has {
					if !strings.Contains(last, want) {
						t.Errorf("%q is missing in %q", want, last)
					}
				}
				for _, not := range tt.not {
					if strings.Contains(last, not) {
						t.Errorf("%q is offered in %q", not, last)
					}
				}
			})
		})
	}
}

// TestWhatWasSaidOfRecallingGoes: once it is recalled, or another key says that it
// is not to be.
func TestWhatWasSaidOfRecallingGoes(t *testing.T) {
	for _, keys := range []string{"up x x", "up x up", "up x esc", "up x c"} {
		t.Run(keys, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 24).news(online, listed(ops(4, 4, 0)))
				if r.keys(strings.Fields(keys)...); strings.Contains(r.screen(), "again recalls") {
					t.Errorf("it still says so:\n%s", r.screen())
				}
			})
		})
	}
}

// TestALineIsCleared: ctrl+u takes away what is typed wherever a line is typed.
func TestALineIsCleared(t *testing.T) {
	for _, open := range []string{"ctrl+k", "ctrl+p", "ctrl+f", "alt+t", "up t", "up i /"} {
		t.Run(open, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 24).news(online, listed(ops(4, 4, 0)))
				r.keys(strings.Fields(open)...).keys("z", "z", "q").wait(time.Second)
				if screen := r.screen(); !strings.Contains(screen, "zzq") {
					t.Fatalf("it was not typed:\n%s", screen)
				}
				if screen := r.keys("ctrl+u", "w", "v").screen(); strings.Contains(screen, "zzq") || !strings.Contains(screen, "wv") {
					t.Errorf("it was not cleared:\n%s", screen)
				}
			})
		})
	}
}
