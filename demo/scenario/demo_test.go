package scenario_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/demo/scenario"
)

// TestWhatAFileSaysForTheDemo are the keys that headless make no difference.
func TestWhatAFileSaysForTheDemo(t *testing.T) {
	s, err := scenario.Parse("f", []byte(`
title: T
about: A.
zh: {title: 标题, about: 关于。}
cast: {alice: {}, bob: {devices: 2, reads: 2s}}
seats: [alice, bob/2]
steps:
  - {say: hi, by: alice, as: m1, zh: 你好, after: 3s}
  - {caption: See., zh: 看。}
  - {read: m1, by: bob, yours: true}
`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]scenario.Actor{{Person: "alice", Device: 1}, {Person: "bob", Device: 2}}, s.Seats); diff != "" {
		t.Errorf("seats (-want +got):\n%s", diff)
	}
	if bob := s.Cast[1]; bob.Reads != scenario.ReadsSlow || bob.Takes != 2*time.Second {
		t.Errorf("bob %+v", bob)
	}
	if s.Steps[0].After != 3*time.Second || !s.Steps[2].Yours {
		t.Errorf("steps %+v", s.Steps)
	}
	zh := s.In("zh-CN")
	got := []string{zh.Title, zh.About, zh.Steps[0].Object, zh.Steps[1].Object, zh.Steps[2].Object}
	if diff := cmp.Diff([]string{"标题", "关于。", "你好", "看。", "m1"}, got); diff != "" {
		t.Errorf("in Chinese (-want +got):\n%s", diff)
	}
	if s.Steps[0].Object != "hi" || s.In("en").Title != "T" {
		t.Error("the file's own texts are gone")
	}
}

func TestWhatIsWrongForTheDemo(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a crowd":         {"cast: {a: {}, c: {copies: 3}}\nseats: [c]\n", "f:3:8: c is a crowd, and has no seat"},
		"a seat twice":    {"cast: {a: {}}\nseats: [a, a]\n", "f:3:8: a can sit in one seat only"},
		"too many":        {"cast: {a: {}, b: {}, c: {}, d: {}, e: {}}\nseats: [a, b, c, d, e]\n", "f:3:8: 5 seats: there is room for 4"},
		"a stranger":      {"cast: {alice: {}}\nseats: [alise]\n", `f:3:9: nobody called "alise" is in the cast; did you mean "alice"?`},
		"a pause":         {"cast: {a: {}}\nsteps:\n  - {caption: c, after: soon}\n", "f:4:25: after has to be a time"},
		"somebody else's": {"cast: {a: {}}\nsteps:\n  - {caption: c, yours: true}\n", `f:4:18: caption takes no "yours"`},
	} {
		t.Run(name, func(t *testing.T) {
			text := "title: T\n" + c.text
			if !strings.Contains(text, "steps:") {
				text += "steps: []\n"
			}
			_, err := scenario.Parse("f", []byte(text))
			var e *scenario.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
