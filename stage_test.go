package main

import (
	"fmt"
	"strings"
	"testing"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

// TestEveryScenarioIsPlayedOnTheStage plays all that ship in one program, one
// after the other, fast: the screens are the readers, and all is as expected.
func TestEveryScenarioIsPlayedOnTheStage(t *testing.T) {
	names := scenarios.Names()
	if testing.Short() {
		names = names[:4] // the race detector makes each of them slow
	}
	demo := openTerminal(t, 120, 40, "demo", names[0], "--speed", "100")
	for i, name := range names {
		s, err := loadScenario(name)
		if err != nil {
			t.Fatal(err)
		}
		all, steps := expectations(s.Scenario), len(s.Steps)
		demo.until(name+" at its end, all as expected", func(screen string) bool {
			title, _, _ := strings.Cut(screen, "\n")
			return strings.Contains(title, "· "+s.Title+" ") && strings.Contains(title, fmt.Sprintf("step %d/%d ", steps, steps)) &&
				strings.Contains(title, "every promise kept") && strings.Contains(screen, "The end.") &&
				strings.Contains(screen, fmt.Sprintf(" %d/%d as expected", all, all))
		})
		if i < len(names)-1 {
			demo.press(keyF3, "]", keyF3)
		}
	}
	demo.leave()
}

func expectations(s *scenario.Scenario) int {
	n := 0
	for _, step := range s.Steps {
		n += len(step.Expect)
	}
	return n
}

// TestADemoInASCIIHoldsNothingElse looks at the demo in a terminal of ASCII signs.
func TestADemoInASCIIHoldsNothingElse(t *testing.T) {
	demo := openTerminal(t, 80, 24, "demo", "--signs", "ascii", "--speed", "4")
	plain := func(what, want string) {
		t.Helper()
		demo.until(what, func(screen string) bool {
			return strings.Contains(screen, want) && !strings.ContainsFunc(screen, func(r rune) bool { return r > 0x7f })
		})
	}
	plain("the count", "2/4")
	demo.press("\x1b[15~") // F5, before anybody says what is not ASCII
	plain("a pause", "= paused x4")
	demo.press(keyF6)
	plain("the next seat", "> Bob - you sit here")
	demo.press(keyF3)
	plain("the cast", "> F3 the cast")
	demo.press("4")
	plain("the script", "> F8 the script")
	demo.leave()
}
