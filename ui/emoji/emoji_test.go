package emoji_test

import (
	"testing"

	"seenby/ui/cell"
	"seenby/ui/emoji"
)

func TestEmojiAreMeasuredAlikeByBothRules(t *testing.T) {
	names := map[string]bool{}
	for _, e := range emoji.All {
		sign := cell.Line(e.Sign)
		if a, b := cell.Rule(0).Width(sign), cell.Grapheme.Width(sign); a != 2 || b != 2 || sign.String() != e.Sign {
			t.Errorf("%s %q is %d and %d wide", e.Name, e.Sign, a, b)
		}
		if names[e.Name] {
			t.Errorf("%s is there twice", e.Name)
		}
		names[e.Name] = true
	}
}

func TestASignIsWrittenByItsName(t *testing.T) {
	for in, want := range map[string]string{":tada:": "🎉", ":+1:": "👍", ":Tada:": "🎉", "👍": "👍", "ok": "ok", ":": ":", "::": "::", ":tada": ":tada"} {
		if got, ok := emoji.Written(in); !ok || got != want {
			t.Errorf("%q is %q %t, want %q", in, got, ok, want)
		}
	}
	if got, ok := emoji.Written(":no_such:"); ok {
		t.Errorf("a name of nothing is %q", got)
	}
}
