package plain

import (
	"slices"
	"strings"
	"testing"

	"seenby/chat"
)

// TestWhatWasMissedIsPrintedOnceInOrder holds the start of a run: the end of the
// history is asked for while what was missed is told.
func TestWhatWasMissedIsPrintedOnceInOrder(t *testing.T) {
	all := []chat.Message{message(1, "bob", "one"), message(2, "bob", "two"), message(3, "bob", "three"), message(4, "bob", "four"), message(5, "bob", "five")}
	late := func(i int) chat.News { return chat.MessageAdded{Message: all[i-1]} }
	edited := all[3]
	edited.Edited, edited.Text = 9, "vier"
	tests := map[string]struct {
		last  chat.Seq       // of which the client knows
		page  []chat.Message // what the history has when it is asked
		early []chat.News    // before it has come
		after []chat.News
		want  string
	}{
		"what was missed comes first":        {3, all[:3], []chat.News{late(4), late(5)}, nil, "1 2 3 4 5"},
		"what was missed comes later":        {3, all[:3], nil, []chat.News{late(4), late(5)}, "1 2 3 4 5"},
		"the history has it, too":            {3, all, []chat.News{late(4), late(5)}, nil, "1 2 3 4 5"},
		"and it comes later":                 {5, all, nil, []chat.News{late(4), late(5)}, "1 2 3 4 5"},
		"some before, some after":            {5, all[:4], []chat.News{late(3), late(4)}, []chat.News{late(4), late(5)}, "1 2 3 4 5"},
		"changed before it was printed":      {3, all[:3], []chat.News{late(4), chat.MessageChanged{Message: edited}, late(5)}, nil, "1 2 3 4 edited 5"},
		"a hole, and the end once more":      {2, all[:5], nil, []chat.News{chat.GroupReset{Group: "ops"}}, "1 2 hole 3 4 5"},
		"a hole while the history is coming": {2, all[:5], []chat.News{chat.GroupReset{Group: "ops"}}, nil, "1 2 hole 3 4 5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{}
			_ = hold(t, f, false, func(enter func(string), tell func(...chat.News), text func() string) {
				f.slow = make(chan struct{})
				group := chat.Group{ID: "late", LastSeq: tt.last}
				tell(chat.GroupChanged{Group: group})
				in := func(list []chat.News) []chat.News {
					for i, n := range list {
						switch n := n.(type) {
						case chat.MessageAdded:
							n.Message.Group = "late"
							list[i] = n
						case chat.MessageChanged:
							n.Message.Group = "late"
							list[i] = n
						case chat.GroupReset:
							list[i] = chat.GroupReset{Group: "late"}
						}
					}
					return list
				}
				f.messages = slices.Clone(tt.page)
				for i := range f.messages {
					f.messages[i].Group = "late"
				}
				before := len(text())
				enter("/open late")
				tell(in(tt.early)...)
				close(f.slow)
				tell(in(tt.after)...)
				var got []string
				for _, line := range strings.Split(strings.TrimSpace(text()[before:]), "\n")[1:] {
					switch {
					case strings.Contains(line, "edited:"):
						line = "edited"
					case strings.HasPrefix(line, "some messages"):
						line = "hole"
					default:
						line, _, _ = strings.Cut(strings.TrimPrefix(line, "#"), " ")
					}
					got = append(got, line)
				}
				if s := strings.Join(got, " "); s != tt.want {
					t.Errorf("printed %s, want %s:\n%s", s, tt.want, text()[before:])
				}
			})
		})
	}
}
