package chat_test

import (
	"slices"
	"strings"
	"testing"

	"seenby/chat"
)

func TestMentions(t *testing.T) {
	member := func(u chat.UserID) bool {
		return slices.Contains([]chat.UserID{"alice", "bob", "b.ob", "cy"}, u) || strings.HasPrefix(string(u), "u")
	}
	many := strings.Builder{}
	for i := range 2 * chat.MaxMentions {
		many.WriteString("@u" + strings.Repeat("x", i) + " ")
	}
	tests := map[string]struct {
		text string
		want []chat.UserID
	}{
		"one":                       {"@bob look", []chat.UserID{"bob"}},
		"in a sentence":             {"ask @bob, (@cy) or @b.ob.", []chat.UserID{"bob", "cy", "b.ob"}},
		"each once":                 {"@bob @bob @bob", []chat.UserID{"bob"}},
		"the writer does not":       {"@alice here", nil},
		"nobody":                    {"mail bob@cy @zoe @", nil},
		"no more than may be named": {many.String(), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := chat.Mentions(tt.text, "alice", member)
			if tt.text == many.String() {
				if len(got) != chat.MaxMentions {
					t.Errorf("%d are named, want %d", len(got), chat.MaxMentions)
				}
				return
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q names %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}
