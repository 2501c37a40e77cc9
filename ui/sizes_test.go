package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
)

// full is a model with something of everything on it, without an event loop:
// what its commands would do does not happen.
func full(words []string) *Model {
	f := &fakeChat{me: "alice", members: people("alice", "bob", "cy", "dora", "eve")}
	m := New(Options{Chat: f, Theme: theme.New("mono", theme.Mono()), Open: "ops"})
	m.Update(NewsMsg{
		listed(ops(8, 6, 1), chat.Group{ID: "general", Name: words[1], Topic: words[3], Unread: 12, MemberCount: 5}, chat.Group{ID: "zoo", Name: words[0]}), online,
	})
	m.Update(SelfMsg{m, membersLoaded{group: "ops", members: f.members}})
	m.Update(SelfMsg{m, historyLoaded{group: "ops", page: chat.Page{Group: "ops", Messages: conversation(words)}}})
	return m
}

// everySize are sizes of windows as people have them, and the edges of what
// changes with them.
var everySize = [][2]int{
	{1, 1}, {2, 50}, {200, 1}, {39, 10}, {40, 9}, {40, 10}, {41, 11}, {40, 200}, {60, 15}, {69, 16}, {70, 17}, {80, 24}, {99, 30}, {100, 30}, {101, 31},
	{120, 40}, {133, 37}, {300, 10}, {300, 100}, {500, 150},
}

// ways are the keys to every view from the composer.
var ways = map[string][]string{
	"timeline": nil, "writing": {"h", "i"}, "asking": {"ctrl+r"}, "many lines": {"a", "ctrl+j", "b", "ctrl+j", "c", "ctrl+j", "d"},
	"selected": {"up"}, "readers": {"up", "i"}, "another's readers": {"up", "up", "up", "up", "up", "i"}, "filter": {"up", "i", "/", "b"},
	"react": {"up", "+"}, "reply": {"up", "up", "r", "o"}, "edit": {"up", "e"}, "goal": {"up", "t", "3"}, "recall": {"up", "x"},
	"help": {"?"}, "palette": {"ctrl+p"}, "palette, narrowed": {"ctrl+p", "r", "e"}, "switcher": {"ctrl+k"}, "no group": {"ctrl+k", "q", "q"},
	"search": {"ctrl+f", "n", "o"}, "search everywhere": {"ctrl+f", "ctrl+f"}, "waiting": {"ctrl+w"}, "peek": {"ctrl+y"}, "withheld": {"alt+y"},
	"answers": {"alt+a"}, "themes": {"alt+t"}, "completion": {"@", "tab"}, "actions": {"/", "n", "tab"}, "hidden": {"up", "h"}, "quit": {"ctrl+c"},
	"scrolled": {"pgup", "pgup"}, "over one another": {"up", "i", "ctrl+w", "ctrl+p"},
}

// fits returns what is wrong with the frame of a model of this size.
func fits(m *Model, w, h int) string {
	content, cursor := m.Frame()
	if bad := framed(m, content, w, h); bad != "" {
		return bad
	}
	if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
		return fmt.Sprintf("the cursor stands at %d,%d", cursor.X, cursor.Y)
	}
	if small := w < 40 || h < 10; small != strings.Contains(strip(content), "needs 40x10") && w >= 11 {
		return "it does not say whether it is too small"
	}
	return ""
}

func TestEveryViewHasEverySize(t *testing.T) {
	for script, words := range scripts {
		for name, keys := range ways {
			for _, rule := range []cell.Rule{cell.WcWidth, cell.Grapheme} {
				if rule == cell.Grapheme && script != "emoji" {
					continue // the same
				}
				m := full(words)
				m.rule = rule
				m.restyle()
				m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
				for _, k := range keys {
					m.Update(press(k))
				}
				for _, size := range everySize {
					m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					if bad := fits(m, size[0], size[1]); bad != "" {
						t.Errorf("%s, %s, %v, %v: %s", name, script, rule, size, bad)
					}
				}
			}
		}
	}
}

// TestAnySequenceOfSizesAndKeys keeps the frame whole.
func TestAnySequenceOfSizesAndKeys(t *testing.T) {
	var names []string
	for name := range ways {
		names = append(names, name)
	}
	slices.Sort(names)
	keys := []string{"esc", "enter", "up", "down", "pgup", "pgdown", "end", "tab", "?", "i", "f", "ctrl+k", "ctrl+p", "ctrl+f", "ctrl+y", "alt+down", "x", "backspace", "ctrl+j"}
	rapid.Check(t, func(t *rapid.T) {
		m := full(scripts[rapid.SampledFrom([]string{"ascii", "cjk", "emoji"}).Draw(t, "script")])
		for seq := chat.Seq(9); ; {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				return
			case 1, 2, 3, 4:
				w, h := rapid.IntRange(1, 310).Draw(t, "width"), rapid.IntRange(1, 110).Draw(t, "height")
				if rapid.Bool().Draw(t, "usual") {
					s := rapid.SampledFrom(everySize).Draw(t, "size")
					w, h = s[0], s[1]
				}
				m.Update(tea.WindowSizeMsg{Width: w, Height: h})
			case 5, 6:
				for _, k := range ways[rapid.SampledFrom(names).Draw(t, "view")] {
					m.Update(press(k))
				}
			case 7, 8:
				m.Update(press(rapid.SampledFrom(keys).Draw(t, "key")))
			case 9:
				m.Update(NewsMsg{added(text(int(seq), "bob", strings.Repeat(rapid.StringN(0, 12, 40).Draw(t, "text")+"\n", rapid.IntRange(1, 30).Draw(t, "lines"))))})
				seq++
			}
			if m.width == 0 {
				continue
			}
			if bad := fits(m, m.width, m.height); bad != "" {
				t.Fatalf("%dx%d: %s", m.width, m.height, bad)
			}
		}
	})
}

// TestTooSmallIsSaidOnAsManyLinesAsItTakes.
func TestTooSmallIsSaidOnAsManyLinesAsItTakes(t *testing.T) {
	m := full(scripts["ascii"])
	for size, want := range map[[2]int]string{
		{10, 3}: "needs 40x10", {5, 2}: "needs 40x10", {30, 1}: "needs 40x10", {10, 1}: "needs 40x…", {39, 100}: "needs 40x10", {11, 9}: "needs 40x10",
	} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		content, _ := m.Frame()
		if got := strings.Join(strings.Fields(strip(content)), " "); got != want {
			t.Errorf("%v says %q", size, got)
		}
	}
}

// TestHowAiryItIsOutlastsASizeTooSmall.
func TestHowAiryItIsOutlastsASizeTooSmall(t *testing.T) {
	m := full(scripts["ascii"])
	screens := map[string]bool{}
	for _, size := range [][2]int{{80, 16}, {10, 3}, {80, 60}, {10, 3}, {80, 16}, {80, 60}, {80, 16}} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if content, _ := m.Frame(); size[1] == 16 {
			screens[content] = true
		}
	}
	if len(screens) != 1 {
		t.Errorf("%d different screens of one size", len(screens))
	}
}

// TestBackToWhereOneWas: whatever the size was meanwhile, the message that is
// read stays, at the end as well as further up, and so does what is selected.
func TestBackToWhereOneWas(t *testing.T) {
	for script, words := range scripts {
		for _, name := range []string{"timeline", "scrolled", "selected", "another's readers", "writing", "many lines", "search", "react"} {
			m := full(words)
			m.Update(tea.WindowSizeMsg{Width: 80, Height: 16})
			for _, k := range ways[name] {
				m.Update(press(k))
			}
			before, _ := m.Frame()
			for _, size := range [][2]int{{10, 3}, {80, 16}, {60, 14}, {10, 3}, {40, 10}, {1, 1}, {39, 9}, {80, 16}} {
				m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			}
			if after, _ := m.Frame(); after != before {
				t.Errorf("%s, %s: before\n%s\nand after\n%s", script, name, strip(before), strip(after))
			}
		}
	}
}
