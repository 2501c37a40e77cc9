package chat_test

import (
	"strings"
	"testing"
	"unicode"

	"seenby/chat"
)

func TestWhatSearchTakesForTheSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Release", "rELEASE", true},
		{"ÄÖÜ é", "äöü É", true},
		{"ПРИВЕТ", "привет", true},
		{"ΣΊΣΥΦΟΣ", "σίσυφος", true}, // with the sigma of the end of a word
		{"ẞ", "ß", true},
		{"\u212a", "k", true}, // the sign of kelvin
		{"ſ", "S", true},
		{"Ⴀⴀ", "ⴀⴀ", true},
		{"已读", "已读", true},
		{"a", "ä", false},
		{"ss", "ß", false},
		{"é", "e\u0301", false},
		{"İ", "i", false},
		{"已读", "未读", false},
	} {
		if same := chat.Fold(c.a) == chat.Fold(c.b); same != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, same)
		}
	}
}

func TestFoldIsThatOfEqualFold(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if 0xd800 <= r && r <= 0xdfff {
			continue
		}
		s := string(r)
		f := chat.Fold(s)
		if !strings.EqualFold(s, f) || chat.Fold(f) != f {
			t.Fatalf("%q becomes %q", s, f)
		}
		if other := string(unicode.SimpleFold(r)); chat.Fold(other) != f {
			t.Fatalf("%q becomes %q, %q %q", s, f, other, chat.Fold(other))
		}
	}
}
