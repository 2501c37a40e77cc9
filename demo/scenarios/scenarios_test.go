package scenarios_test

import (
	"strings"
	"testing"
	"unicode"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

// TestEveryScenarioSpeaksChinese: title, the line about it and captions of all
// that ship, and not by being the same in both languages.
func TestEveryScenarioSpeaksChinese(t *testing.T) {
	names := scenarios.Names()
	if len(names) < 21 {
		t.Errorf("%d scenarios ship", len(names))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, _ := scenarios.Text(name)
			s, err := scenario.Parse(name, text)
			if err != nil {
				t.Fatal(err)
			}
			chinese(t, "the title", s.Chinese.Title)
			chinese(t, "about", s.Chinese.About)
			captions := 0
			for _, step := range s.Steps {
				if step.Verb != scenario.Caption {
					continue
				}
				captions++
				chinese(t, step.Object, step.Chinese)
				if in, zh := keys(step.Object), keys(step.Chinese); in != zh {
					t.Errorf("%q has the keys %q, in Chinese %q", step.Object, in, zh)
				}
			}
			if captions == 0 {
				t.Error("no caption says what is to be seen")
			}
		})
	}
}

func chinese(t *testing.T, what, text string) {
	t.Helper()
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s: in Chinese it is %q", what, text)
	}
}

// keys are the keys that a text names, in backquotes.
func keys(text string) string {
	var found []string
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			found = append(found, part)
		}
	}
	return strings.Join(found, " ")
}
