package cell_test

import (
	"testing"

	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

func TestReveal(t *testing.T) {
	for what, c := range map[string]struct{ in, want string }{
		"nothing hidden":    {"plain 中文 👍🏽", "plain 中文 👍🏽"},
		"a colour":          {"a\x1b[31mred", `a\x1b[31mred`},
		"a link":            {"\x1b]8;;http://a\x1b\\x", `\x1b]8;;http://a\x1b\x`},
		"direction":         {"a\u202etxt", "a<U+202E>txt"},
		"an isolate":        {"a\u2066b", "a<U+2066>b"},
		"zero width":        {"a\u200bb", "a<U+200B>b"},
		"a blank":           {"a\u3164b", "a<U+3164>b"},
		"tags":              {"a\U000e0061\U000e0062", "a<U+E0061><U+E0062>"},
		"carriage return":   {"real\rfake", "real\\x0d\nfake"},
		"a line of Windows": {"a\r\nb", "a\nb"},
		"no character":      {"a\xff", `a\xff`},
		"a C1 control":      {"a\u009b31mb", "a<U+009B>31mb"},
		"a C1 byte":         {"a\x9b31mb", `a\x9b31mb`},
		"typed by hand":     {`a\x1b[31m`, `a\x1b[31m`},
		"stacked marks":     {"e\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301<U+0301>"},
		"nothing else":      {"\u200b", "<U+200B>"},
	} {
		t.Run(what, func(t *testing.T) {
			got, places := cell.Reveal(c.in)
			if got.String() != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if spelled := got.Hidden() > 0; spelled != (len(places) > 0) {
				t.Errorf("%d hidden, spelled out at %v", got.Hidden(), places)
			}
		})
	}
}

// TestRevealIsSafe: it shows as much as there was hidden, and nothing that
// cleaning would take out.
func TestRevealIsSafe(t *testing.T) {
	for _, s := range append(celltest.Hostile(), celltest.Living()...) {
		checkReveal(t, s)
	}
}

func checkReveal(t *testing.T, s celltest.Sample) {
	t.Helper()
	got, places := cell.Reveal(s.Text)
	if bad := celltest.Violation(got.String()); bad != "" {
		t.Errorf("%s %.80q: %s", s.Class, s.Text, bad)
	}
	if again := cell.Clean(got.String()); again.String() != got.String() || again.Hidden() > 0 {
		t.Errorf("%s %.80q: cleaning changes %.200q", s.Class, s.Text, got)
	}
	clean := cell.Clean(s.Text)
	if (clean.Hidden() > 0) != (got.Hidden() > 0) {
		t.Errorf("%s %.80q: %d hidden, revealed %d", s.Class, s.Text, clean.Hidden(), got.Hidden())
	}
	if clean.Hidden() == 0 && got.String() != clean.String() {
		t.Errorf("%s %.80q: nothing is hidden, yet it shows %.200q", s.Class, s.Text, got)
	}
	for _, p := range places {
		if p[0] < 0 || p[0] >= p[1] || p[1] > got.Len() {
			t.Errorf("%s %.80q: place %v of %d", s.Class, s.Text, p, got.Len())
		}
	}
}
