package receipts_test

import (
	"testing"

	"seenby/chat"
	"seenby/receipts"
)

func TestGoals(t *testing.T) {
	tests := map[string]struct {
		goal        string
		read, total int
		readers     string // their first letters
		met         bool
	}{
		"so many have":                     {"3", 3, 9, "abc", true},
		"more have":                        {"3", 4, 9, "abcd", true},
		"fewer have":                       {"3", 2, 9, "ab", false},
		"none has":                         {"1", 0, 9, "", false},
		"the first has":                    {"1", 1, 9, "a", true},
		"all have":                         {"all", 4, 4, "abcd", true},
		"all but one have":                 {"all", 3, 4, "abc", false},
		"nobody is left":                   {"all", 0, 0, "", false},
		"nobody is left, one was wanted":   {"1", 0, 0, "", false},
		"all who are left have":            {"5", 2, 2, "ab", true},
		"not all who are left have":        {"5", 1, 2, "a", false},
		"the one has":                      {"@bob", 1, 4, "b", true},
		"another has":                      {"@bob", 1, 4, "a", false},
		"the one has, who does not count":  {"@bob", 0, 4, "b", true},
		"all have, and the one was no one": {"@zoe", 4, 4, "abcd", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			g, err := receipts.ParseGoal(tt.goal)
			if err != nil || g.String() != tt.goal {
				t.Fatalf("%q is read as %q, %v", tt.goal, g, err)
			}
			read := func(u chat.UserID) bool {
				for _, c := range tt.readers {
					if rune(u[0]) == c {
						return true
					}
				}
				return false
			}
			if got := g.Met(chat.Tally{Read: tt.read, Total: tt.total}, read); got != tt.met {
				t.Errorf("met %v, want %v", got, tt.met)
			}
		})
	}
}

func TestParseGoal(t *testing.T) {
	for in, want := range map[string]string{" 3 ": "3", "ALL": "all", "@bob": "@bob", "12": "12"} {
		if g, err := receipts.ParseGoal(in); err != nil || g.String() != want {
			t.Errorf("%q is read as %q, %v", in, g, err)
		}
	}
	for _, bad := range []string{"", "0", "-1", "@", "@two words", "most", "1.5", "@b\x1b", "99999999999999999999"} {
		if g, err := receipts.ParseGoal(bad); err == nil {
			t.Errorf("%q is read as %q", bad, g)
		}
	}
}
