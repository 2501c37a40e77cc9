package receipts_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
)

// TestALedgerIsRightWhateverHappens plays random answers, leaving, coming back,
// updates and restarts against plain sets, and holds at every step: the count
// is that of the sets, never more read than asked, no reader told twice or
// never, versions without a gap, and at most 20 updates in any second.
func TestALedgerIsRightWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		everyone := []chat.UserID{"a", "b", "c", "d", "s", "late", "bot"}
		asked := everyone[:4]
		l := receipts.Open(card, chat.NewAudience(everyone[:5]))
		present := map[chat.UserID]bool{"late": true, "bot": true}
		for _, u := range everyone[:5] {
			present[u] = true
		}
		here := func(u chat.UserID) bool { return present[u] }
		answered := map[chat.UserID]chat.Millis{}
		known := chat.Tally{Total: 4} // what the sender knows
		told := map[chat.UserID]bool{}
		var updates []chat.Millis
		now := chat.Millis(1_900_000_000_000)
		var due chat.Millis
		announce := func() {
			a, ok, later := l.Announce(now)
			if due = later; !ok {
				return
			}
			updates = append(updates, now)
			if a.Tally.Version != known.Version+1 || a.From != len(told) || a.To != a.From+len(a.Readers) {
				t.Fatalf("update %+v after version %d with %d told", a, known.Version, len(told))
			}
			if len(a.Readers) == 0 && a.Tally.Total == known.Total {
				t.Fatal("an update of nothing")
			}
			known = a.Tally
			for _, r := range a.Readers {
				if told[r.User] || answered[r.User] != r.At || r.Counted != slices.Contains(asked, r.User) {
					t.Fatalf("told of %+v", r)
				}
				told[r.User] = true
			}
		}
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now += chat.Millis(rapid.SampledFrom([]int{0, 0, 1, 1, 7, 54, 55, 300}).Draw(t, "ms"))
			u := rapid.SampledFrom(everyone).Draw(t, "user")
			before := l.Tally()
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				if u == "s" || !present[u] {
					continue // the room refuses it
				}
				_, known := answered[u]
				if _, counted, fresh := l.Answer(u, now); fresh == known || counted != slices.Contains(asked, u) {
					t.Fatalf("answer of %s: counted %v, fresh %v", u, counted, fresh)
				}
				if !known {
					answered[u] = now
				}
			case 1, 2:
				if rapid.Bool().Draw(t, "back") {
					present[u] = true
					if l.Return(u) != (l.Tally() != before) {
						t.Fatal("Return says otherwise than the count")
					}
				} else {
					present[u] = false
					if l.Leave(u) != (l.Tally() != before) {
						t.Fatal("Leave says otherwise than the count")
					}
				}
			case 3:
				l = receipts.Restore(l.Record(), here)
			}
			announce()

			total, read := 0, 0
			var unread []chat.UserID
			for _, u := range asked {
				_, has := answered[u]
				if has {
					read++
				} else if present[u] {
					unread = append(unread, u)
				}
				if has || present[u] {
					total++
				}
			}
			if got := l.Tally(); got.Read != read || got.Total != total || got.Read > got.Total || got.Read < before.Read {
				t.Fatalf("count %d/%d, want %d/%d, before %d", got.Read, got.Total, read, total, before.Read)
			}
			if !slices.Equal(l.Unread(), unread) {
				t.Fatalf("unread %v, want %v", l.Unread(), unread)
			}
		}
		if due != 0 { // one update tells all that waits
			now = max(now, due)
			announce()
		}
		if tally := l.Tally(); known != tally || len(told) != len(answered) {
			t.Fatalf("the sender knows %+v and %v, it is %+v and %v", known, told, tally, answered)
		}
		for i, at := range updates {
			n := i
			for n < len(updates) && updates[n] <= at+1000 {
				n++
			}
			if n-i > 20 {
				t.Fatalf("%d updates in the second from %d: %v", n-i, at, updates[i:n])
			}
		}
		_, n := l.List(chat.ListRead, here, 0, 0, 0)
		_, also := l.List(chat.ListAlso, here, 0, 0, 0)
		unread, _ := l.List(chat.ListUnread, here, 0, 0, 0)
		_, left := l.List(chat.ListLeft, here, 0, 0, 0)
		if n+also != len(answered) || n+len(unread) != l.Tally().Total || n+len(unread)+left != len(asked) {
			t.Fatalf("lists of %d read, %d also, %d unread, %d left", n, also, len(unread), left)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(answered)), slices.Sorted(maps.Keys(l.Info("s", true).Readers))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestLiveCountsAtMost20UpdatesASecond drives the worst case: readers who leave
// and come back complete the count again and again, also across restarts.
func TestLiveCountsAtMost20UpdatesASecond(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	l.Answer("a", 1)
	var updates []chat.Millis
	for now := chat.Millis(1000); now < 5000; now++ {
		gone := now%2 == 0
		if gone {
			l.Leave("b")
		} else {
			l.Return("b")
		}
		l = receipts.Restore(l.Record(), func(u chat.UserID) bool { return u != "b" || !gone })
		if _, ok, _ := l.Announce(now); ok {
			updates = append(updates, now)
		}
	}
	for i := range updates {
		if i+20 < len(updates) && updates[i+20]-updates[i] <= 1000 {
			t.Fatalf("21 updates from %d to %d", updates[i], updates[i+20])
		}
	}
	if len(updates) < 60 {
		t.Errorf("only %d updates in four seconds", len(updates))
	}
}
