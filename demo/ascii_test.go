package demo

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
	"seenby/theme"
	"seenby/ui"
)

// plainly fails where a screen holds a rune that is not ASCII, but in what people
// say.
func plainly(t *testing.T, what, got string) {
	t.Helper()
	for _, line := range strings.Split(got, "\n") {
		if i := strings.IndexFunc(line, func(r rune) bool { return r > 0x7f }); i >= 0 && !strings.Contains(line, " say ") {
			t.Fatalf("%s: %q in\n%s", what, []rune(line[i:])[0], got)
		}
	}
}

// TestInASCIINothingElseIsDrawn looks at every pane of the demo, at every size of
// its layout.
func TestInASCIINothingElseIsDrawn(t *testing.T) { synctest.Test(t, drawInASCII) }

func drawInASCII(t *testing.T) {
	o := Options{Glyphs: theme.ASCII(), Theme: theme.New("mono", theme.Mono())}
	for _, size := range []struct{ width, height int }{{39, 15}, {40, 16}, {60, 20}, {80, 24}, {120, 40}, {160, 50}} {
		for name, keys := range map[string][]string{
			"seats": {}, "wire": {"f2", "f"}, "held": {"f2", "space", "up"}, "json": {"f2", "enter"}, "whose": {"f2", "w"},
			"cast": {"f3"}, "faults": {"f4", "enter", "right", "enter", "right", "enter"}, "paused": {"f5", "f3"}, "script": {"f8"}, "keys": {"f2", "?"},
			"help": {"?"}, "selected": {"up"}, "a notice": {"f2", "e"},
		} {
			s := newTestStageWith(t, o, size.width, size.height)
			s.director = &fakeDirector{status: Status{Speed: 0.5, Step: 3, Steps: 22, Seed: 1}, faults: map[string]Faults{}}
			s.cast = append(s.cast, player{id: "crowd", name: "Crowd", copies: 500})
			for i := range 3 {
				s.calls.observe(fmt.Sprintf("crowd%d", i+1), false, fmt.Appendf(nil, `{"id":1,"code":0,"userId":"crowd%d"}`, i+1))
			}
			s.calls.observe("bob", true, []byte(`{"id":9,"op":"remindUnread","messageUId":"01K000000000000000000WPM0G"}`)) // no reply yet
			hit(s, tea.KeyPressMsg{Code: tea.KeyF8}, tea.KeyPressMsg{Code: tea.KeyF8})
			press(t, s, keys...)
			plainly(t, fmt.Sprintf("%s at %dx%d", name, size.width, size.height), screen(s))
		}
	}
}

// TestInASCIIEveryCaptionIsPlain holds the program's own texts to it: captions,
// titles, and what else the demo says.
func TestInASCIIEveryCaptionIsPlain(t *testing.T) {
	s := newTestStageWith(t, Options{Glyphs: theme.ASCII()}, 80, 24)
	for _, name := range scenarios.Names() {
		sc := shipped(t, name)
		texts := []string{sc.Title, sc.About}
		for _, step := range sc.Steps {
			if step.Verb == scenario.Caption {
				texts = append(texts, step.Object)
			}
		}
		for _, text := range texts {
			plainly(t, name, s.keyed(text).text.String())
		}
	}
	for _, text := range []string{s.words.Free, s.words.Sandbox, s.words.Enters, s.words.Again, s.words.Title, s.words.PlayKeys, s.words.PlaySmall} {
		plainly(t, "the words", s.keyed(text).text.String())
	}
	p := newReplay(counted(), Options{Theme: s.theme, Glyphs: theme.ASCII()})
	defer func() { p.screen.Close() }()
	p.Update(tea.WindowSizeMsg{Width: 15, Height: 6})
	p.paused = true
	plainly(t, "the player", p.status())
	s.Update(ui.ThemesMsg{Trouble: strings.Repeat("a long text that is cut ", 20)})
	plainly(t, "a notice that is cut", screen(s))
}
