package demo

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
	"seenby/ui/words"
)

// TestEveryCaptionIsWhole: every caption of every scenario that ships stands on
// the screen to its last word, with the keys below it, in every language and at
// every size.
func TestEveryCaptionIsWhole(t *testing.T) {
	for _, l := range words.Languages() {
		for _, name := range scenarios.Names() {
			for _, size := range []struct{ width, height int }{{40, 16}, {60, 20}, {80, 24}, {100, 30}, {120, 40}} {
				o := Options{Scenario: shipped(t, name), Speed: 1, Words: l.Words(), Language: l.Tag}
				s := o.stage(newRecorder(time.Now))
				s.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
				p := newPerformance(o)
				s.Update(curtainMsg{p})
				what := fmt.Sprintf("%s in %s at %dx%d", name, l.Tag, size.width, size.height)
				holds(t, s, what, p.scenario.About)
				for i := range p.scenario.Steps {
					if step := &p.scenario.Steps[i]; step.Verb == scenario.Caption {
						p.script.begin(i, step, stepNow)
						holds(t, s, what, step.Object)
					}
				}
				p.script.change(func() { p.script.ended = true })
				holds(t, s, what, s.keyed(s.words.Free).text.String())
			}
		}
	}
}

// holds checks that a caption is on the screen, and the keys below it.
func holds(t *testing.T, s *stage, what, caption string) {
	t.Helper()
	squeezed := func(text string) string { return strings.Join(strings.Fields(text), "") }
	got := screen(s)
	lines := strings.Split(got, "\n")
	if len(lines) != s.height {
		t.Errorf("%s: %d lines", what, len(lines))
	}
	if want := squeezed(strings.ReplaceAll(caption, "`", "")); !strings.Contains(squeezed(got), want) {
		t.Errorf("%s: %q is not whole:\n%s", what, caption, got)
	}
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, " F6 "+s.words.Actions["demo.next-seat"].Short) || !strings.Contains(last, "ctrl+c ×2") {
		t.Errorf("%s: the keys are %q", what, last)
	}
}

func TestACaptionDoesNotMoveWhatIsAboveIt(t *testing.T) {
	s, _ := newTestStage(t, 80, 24)
	desk := s.plan.desk
	for i := range s.show.scenario.Steps {
		if step := &s.show.scenario.Steps[i]; step.Verb == scenario.Caption {
			s.show.script.begin(i, step, stepNow)
			s.Update(scriptMsg{})
			s.arrange()
			if s.plan.desk != desk {
				t.Errorf("%q moves the desk to %+v", step.Object, s.plan.desk)
			}
		}
	}
}

func TestKeysStandOutInACaption(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	p := s.keyed("Press `F6`, or `↑` then `i` · `nokey`…")
	if got := p.text.String(); got != "Press F6, or ↑ then i · nokey…" {
		t.Errorf("got %q", got)
	}
	var keys []string
	for _, k := range p.keys {
		keys = append(keys, p.text.Slice(k[0], k[1]).String())
	}
	if got := strings.Join(keys, " "); got != "F6 ↑ i nokey" {
		t.Errorf("keys %q", got)
	}
	rows := s.rows(p, 1, s.theme.Text)
	if len(rows) != 1 || !strings.Contains(rows[0], s.theme.Strong.Underline(true).Render("F6")) || ansi.StringWidth(rows[0]) != 120 {
		t.Errorf("drawn as %q", rows)
	}
}

func TestThePaceOfAScript(t *testing.T) {
	caption := func(text string) *scenario.Step { return &scenario.Step{Verb: scenario.Caption, Object: text} }
	long := strings.Repeat("word ", 24) // 120 cells
	for what, c := range map[string]struct {
		before, step *scenario.Step
		least, most  time.Duration
	}{
		"a short caption is read":            {caption("Only the sender may ask."), &scenario.Step{Verb: scenario.Read}, 3 * time.Second, 4 * time.Second},
		"a long one is read":                 {caption(long), &scenario.Step{Verb: scenario.Read}, 7 * time.Second, 9 * time.Second},
		"a Chinese one is read":              {caption(strings.Repeat("已读回执", 10)), &scenario.Step{Verb: scenario.Read}, 5 * time.Second, 8 * time.Second},
		"what a caption was about is seen":   {&scenario.Step{Verb: scenario.Expect}, caption("Next."), 2 * time.Second, 2 * time.Second},
		"a step of its own time":             {&scenario.Step{Verb: scenario.Say}, &scenario.Step{Verb: scenario.Caption, After: 10 * time.Millisecond}, 0, 10 * time.Millisecond},
		"what is expected is looked at soon": {&scenario.Step{Verb: scenario.Read}, &scenario.Step{Verb: scenario.Expect}, 0, time.Second},
	} {
		if got := pace(c.before, c.step); got < c.least || got > c.most {
			t.Errorf("%s: %v, want %v to %v", what, got, c.least, c.most)
		}
	}
}
