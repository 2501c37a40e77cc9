package cell

import (
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestSkeletonOfLookalikes(t *testing.T) {
	for _, c := range [][2]string{
		{"alice", "\u0430lice"}, {"bob", "b\u03bfb"}, {"alice", "ａｌｉｃｅ"}, {"alice", "\U0001D41A\U0001D425\U0001D422\U0001D41C\U0001D41E"},
		{"alice", "aIice"}, {"alice", "al1ce"}, {"mallory", "rnallory"}, {"william", "vvilliam"}, {"e\u0301ve", "\u00e9ve"},
		{"Ann", "ann"}, {"alice", "al\u200cice"}, {"alice", "alice\u00a0"}, {"ir\u0131s", "iris"}, {"bob", "b0b"}, {"BOB", "\u0412\u041e\u0412"},
		{"jose", "José"}, {"ann lee", "annlee"}, {"clara", "dara"}, {"A\u0391", "aa"}, {"ⓑⓞⓑ", "bob"}, {"🅰nn", "ann"},
		{"\u0441\u043e\u0440", "cop"}, {"X\u0425", "xx"},
	} {
		if a, b := Skeleton(c[0]), Skeleton(c[1]); a != b {
			t.Errorf("%q and %q: skeletons %q and %q differ", c[0], c[1], a, b)
		}
	}
}

func TestSkeletonOfDifferentNames(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{
		"alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj", "olivia",
		"peggy", "rupert", "sybil", "trent", "victor", "walter", "你好", "世界", "안녕", "さくら", "Иван", "Ольга", "Γιώργος",
		"محمد", "नेहा", "👩", "👨", "ann", "anna", "ben", "bent",
	} {
		key := Skeleton(name)
		if other, ok := seen[key]; ok {
			t.Errorf("%q and %q have the same skeleton %q", name, other, key)
		}
		if key == "" {
			t.Errorf("%q has no skeleton", name)
		}
		seen[key] = name
	}
}

func TestLookalikesAreSettled(t *testing.T) {
	sum := 0
	for _, others := range likeLatin {
		sum += len([]rune(others))
	}
	if sum != len(lookalikes) {
		t.Errorf("%d characters of %d stand in two places", sum-len(lookalikes), sum)
	}
	for r, latin := range lookalikes {
		if _, again := lookalikes[latin]; again {
			t.Errorf("%q looks like %q, which looks like another", r, latin)
		}
		if latin < 'a' || latin > 'z' || unicode.IsSpace(r) {
			t.Errorf("%q: %q is no plain letter", r, latin)
		}
	}
}

func TestSkeletonIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("rnvwclidm1IlO0oаеĸ𝐚Ａ é\u0301◌✓\x1b[m")), 0, 30, -1).Draw(t, "name")
		once := Skeleton(s)
		if again := Skeleton(once); again != once {
			t.Fatalf("Skeleton(%+q) = %+q, then %+q", s, once, again)
		}
	})
}
