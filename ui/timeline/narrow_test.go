package timeline

import (
	"fmt"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/ui/words"
)

// TestNobodyToReadHasTheWidthOfACount, so that nothing of the line moves when
// somebody joins, and the name keeps its room.
func TestNobodyToReadHasTheWidthOfACount(t *testing.T) {
	for _, l := range words.Languages() {
		for _, width := range []int{20, 40, 60, 69, 70, 120} {
			t.Run(fmt.Sprintf("%s_%d", l.Tag, width), func(t *testing.T) {
				list := filled(0)
				list.look.Words = l.Words()
				list.Restyle()
				m := message(1, "alice", "x")
				m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{}}
				list.Add(m)
				measure := func() (n int) {
					return pen{look: list.look, width: width}.measure(list.receiptMark(list.rows[0], width))
				}
				none, want := measure(), list.look.Words.Receipt.NobodyShort
				if width >= roomy {
					want = list.look.Words.Receipt.Nobody
				}
				if width > 20 && !strings.Contains(show(list, width, 3), want) {
					t.Errorf("want %q:\n%s", want, show(list, width, 3))
				}
				list.Count(uid(1), chat.Tally{Total: 4, Version: 2})
				if some := measure(); some != none {
					t.Errorf("%d cells for nobody, %d for a count", none, some)
				}
			})
		}
	}
}

func TestOneMessageIsMissing(t *testing.T) {
	for newest, want := range map[int]string{3: "1 message between", 4: "2 messages between"} {
		l := filled(1)
		l.Add(message(newest, "bob", "after a gap"))
		if got := show(l, 60, 8); !strings.Contains(got, want) {
			t.Errorf("want %q:\n%s", want, got)
		}
	}
}
