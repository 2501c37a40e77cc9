package spelling

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"theme", "token", "timeout", "answer"}
	for name, tt := range map[string]struct{ got, want string }{
		"a letter left out": {"them", "theme"},
		"one put in":        {"tokeen", "token"},
		"one changed":       {"answar", "answer"},
		"two changed":       {"enswar", "answer"},
		"three are too far": {"enswat", ""},
		"nothing alike":     {"palette", ""},
		"much too long":     {strings.Repeat("x", 1<<20), ""},
		"the word itself":   {"token", "token"},
	} {
		t.Run(name, func(t *testing.T) {
			if best, ok := Nearest(tt.got, words); best != tt.want || ok != (tt.want != "") {
				t.Errorf("got %q, %v, want %q", best, ok, tt.want)
			}
		})
	}
	if best, ok := Nearest("x", nil); ok {
		t.Errorf("of no words %q is the nearest", best)
	}
}
