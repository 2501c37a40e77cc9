package receipts_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
)

func reading(uid string) chat.Reading { return chat.Reading{UID: chat.MessageUID(uid), At: 1} }

func TestParsePolicy(t *testing.T) {
	for s, want := range map[string]receipts.Policy{
		"auto": receipts.PolicyAuto, "ask": receipts.PolicyAsk, "never": receipts.PolicyNever,
		"": "", "AUTO": "", "sometimes": "",
	} {
		got, err := receipts.ParsePolicy(s)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

func TestAGroupsOwnPolicyWins(t *testing.T) {
	var none receipts.Policies
	if got := none.For("g"); got != receipts.PolicyAuto {
		t.Errorf("without settings: %s", got)
	}
	p := receipts.Policies{Default: receipts.PolicyAsk, Groups: map[chat.GroupID]receipts.Policy{"g": receipts.PolicyNever}}
	if got := p.For("g"); got != receipts.PolicyNever {
		t.Errorf("g: %s", got)
	}
	if got := p.For("h"); got != receipts.PolicyAsk {
		t.Errorf("h: %s", got)
	}
}

// calls writes batches as "g:a,b h:c".
func calls(batches []receipts.Batch) string {
	var s string
	for i, b := range batches {
		if i > 0 {
			s += " "
		}
		s += string(b.Group) + ":"
		for j, m := range b.Messages {
			if j > 0 {
				s += ","
			}
			s += string(m.UID)
		}
	}
	return s
}

func TestBatcher(t *testing.T) {
	type add struct {
		at    int
		group chat.GroupID
		uid   string
	}
	for _, c := range []struct {
		name string
		adds []add
		want string // "MILLISECONDS GROUP:UIDS …" for each call
	}{
		{"the first goes out at once", []add{{0, "g", "a"}}, "0 g:a"},
		{"those within 100 ms go together", []add{{0, "g", "a"}, {10, "g", "b"}, {99, "g", "c"}}, "0 g:a|100 g:b,c"},
		{"after a pause the next goes at once", []add{{0, "g", "a"}, {250, "g", "b"}}, "0 g:a|250 g:b"},
		{"exactly after 100 ms too", []add{{0, "g", "a"}, {100, "g", "b"}}, "0 g:a|100 g:b"},
		{"one call per group", []add{{0, "g", "a"}, {0, "h", "b"}, {0, "g", "c"}}, "0 g:a,c h:b"},
		{"groups do not wait for each other", []add{{0, "g", "a"}, {50, "h", "b"}, {60, "g", "c"}}, "0 g:a|50 h:b|100 g:c"},
		{"duplicates are dropped", []add{{0, "g", "a"}, {10, "g", "b"}, {20, "g", "b"}}, "0 g:a|100 g:b"},
		{"what was taken can be sent again", []add{{0, "g", "a"}, {10, "g", "a"}}, "0 g:a|100 g:a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b receipts.Batcher
			var got string
			for ms, i := 0, 0; ms < 1000; ms++ {
				for ; i < len(c.adds) && c.adds[i].at == ms; i++ {
					b.Add(after(ms), c.adds[i].group, reading(c.adds[i].uid))
				}
				if at, ok := b.Next(); !ok || at.After(after(ms)) {
					continue
				}
				if batches := b.Take(after(ms)); len(batches) > 0 {
					if got != "" {
						got += "|"
					}
					got += fmt.Sprint(ms, " ", calls(batches))
				}
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if _, ok := b.Next(); ok {
				t.Error("something still waits")
			}
		})
	}
}

func TestBatcherTakesAtMost100ACall(t *testing.T) {
	var b receipts.Batcher
	for i := range 250 {
		b.Add(after(0), "g", reading(fmt.Sprint(i)))
	}
	b.Add(after(0), "g")
	var sizes []int
	for ms := 0; ms <= 1000; ms += 50 {
		for _, batch := range b.Take(after(ms)) {
			sizes = append(sizes, len(batch.Messages))
		}
	}
	if !slices.Equal(sizes, []int{100, 100, 50}) {
		t.Errorf("calls of %v", sizes)
	}
}

func TestBatcherLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b receipts.Batcher
		added, sent := map[string]int{}, map[string]int{}
		last := map[chat.GroupID]time.Time{}
		now := after(0)
		take := func() {
			for _, batch := range b.Take(now) {
				if at, ok := last[batch.Group]; ok && now.Sub(at) < receipts.BatchInterval {
					t.Fatalf("two calls for %s within %v", batch.Group, now.Sub(at))
				}
				last[batch.Group] = now
				if len(batch.Messages) == 0 || len(batch.Messages) > chat.MaxBatch {
					t.Fatalf("a call of %d", len(batch.Messages))
				}
				for _, m := range batch.Messages {
					sent[string(batch.Group)+string(m.UID)]++
				}
			}
		}
		for range rapid.IntRange(0, 50).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "ms")) * time.Millisecond)
			g := rapid.SampledFrom([]chat.GroupID{"g", "h"}).Draw(t, "group")
			from := rapid.IntRange(0, 300).Draw(t, "from")
			for i := range rapid.IntRange(0, 150).Draw(t, "n") {
				uid := fmt.Sprint(from + i)
				b.Add(now, g, reading(uid))
				added[string(g)+uid]++
			}
			take()
		}
		for at, ok := b.Next(); ok; at, ok = b.Next() {
			now = at
			take()
		}
		for uid := range added {
			if sent[uid] == 0 || sent[uid] > added[uid] {
				t.Fatalf("%s added %d times, sent %d times", uid, added[uid], sent[uid])
			}
		}
	})
}

func TestCoalescer(t *testing.T) {
	var c receipts.Coalescer
	if _, ok := c.Next(); ok {
		t.Error("an empty one waits")
	}
	base := chat.At(epoch)
	c.Add(after(0),
		chat.Due{Group: "g", UID: "a", At: base + 40},
		chat.Due{Group: "h", UID: "b", At: base + 30},
		chat.Due{Group: "g", UID: "c", At: base + 20},
		chat.Due{Group: "g", UID: "a", At: base + 10})
	if at, ok := c.Next(); !ok || !at.Equal(after(20)) {
		t.Errorf("next %v, %v", at, ok)
	}
	if got := c.Take(after(19)); got != nil {
		t.Errorf("too early: %v", got)
	}
	if diff := cmp.Diff([]receipts.Update{{Group: "g", At: base + 20, Messages: []chat.MessageUID{"c"}}}, c.Take(after(20))); diff != "" {
		t.Error(diff)
	}
	c.Add(after(25), chat.Due{Group: "g", UID: "c", At: base + 75})
	want := []receipts.Update{
		{Group: "g", At: base + 75, Messages: []chat.MessageUID{"a", "c"}},
		{Group: "h", At: base + 30, Messages: []chat.MessageUID{"b"}},
	}
	if diff := cmp.Diff(want, c.Take(after(500))); diff != "" {
		t.Error(diff)
	}
	if _, ok := c.Next(); ok || c.Take(after(999)) != nil {
		t.Error("each message is told once")
	}
}

func TestCoalescerWaitsNoLongerWhenTheHubsClockStepsBack(t *testing.T) {
	var c receipts.Coalescer
	ahead := chat.At(after(3_600_000)) // the group's time is an hour ahead now
	c.Add(after(0), chat.Due{Group: "g", UID: "a", At: ahead})
	if at, ok := c.Next(); !ok || !at.Equal(after(0).Add(chat.UpdateInterval)) {
		t.Errorf("next %v, %v", at, ok)
	}
	if got := c.Take(after(55)); len(got) != 1 || got[0].At != ahead {
		t.Errorf("%v", got)
	}
	c.Add(after(100), chat.Due{Group: "g", UID: "a", At: 1})
	if at, ok := c.Next(); !ok || !at.Equal(after(100)) {
		t.Errorf("what is overdue waits until %v, %v", at, ok)
	}
}
