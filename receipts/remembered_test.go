package receipts_test

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
)

func TestRememberedKeepsTheTimeOfTheFirstReading(t *testing.T) {
	var r receipts.Remembered
	if _, ok := r.ReadAt(1); ok {
		t.Error("an empty one has read something")
	}
	if !r.Add(5, 500) || r.Add(5, 400) || r.Add(5, 600) {
		t.Error("the first reading does not count, or a later one does")
	}
	if at, ok := r.ReadAt(5); !ok || at != 500 {
		t.Errorf("read at %d, %v", at, ok)
	}
	for _, seq := range []chat.Seq{4, 6} {
		if _, ok := r.ReadAt(seq); ok {
			t.Errorf("%d counts as read", seq)
		}
	}
	if r.Add(0, 1) || r.Add(-3, 1) {
		t.Error("there is no message below 1")
	}
}

func TestMemoryKeepsGroupsApart(t *testing.T) {
	m := receipts.Memory{}
	if !m.Add("g", 1, 100) || !m.Add("h", 1, 200) || m.Add("g", 1, 300) {
		t.Error("what is new is not told apart")
	}
	if at, ok := m.ReadAt("h", 1); !ok || at != 200 {
		t.Errorf("read at %d, %v", at, ok)
	}
	if _, ok := m.ReadAt("x", 1); ok {
		t.Error("an unknown group was read")
	}
	if _, ok := receipts.Memory(nil).ReadAt("g", 1); ok {
		t.Error("nil has read something")
	}
}

// TestRememberedAgreesWithAMap also holds that every state survives being
// written and read.
func TestRememberedAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r receipts.Remembered
		model := map[chat.Seq]chat.Millis{}
		for range rapid.IntRange(0, 60).Draw(t, "readings") {
			seq := chat.Seq(rapid.IntRange(1, 30).Draw(t, "seq"))
			at := chat.Millis(rapid.IntRange(0, 3).Draw(t, "at"))
			_, known := model[seq]
			if r.Add(seq, at) == known {
				t.Fatalf("Add(%d): known %v", seq, known)
			}
			if !known {
				model[seq] = at
			}
		}
		data, err := r.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var again receipts.Remembered
		if err := again.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		for seq := chat.Seq(0); seq <= 31; seq++ {
			want, known := model[seq]
			for _, x := range []*receipts.Remembered{&r, &again} {
				if at, ok := x.ReadAt(seq); ok != known || at != want {
					t.Fatalf("ReadAt(%d) = %d, %v, want %d, %v", seq, at, ok, want, known)
				}
			}
		}
	})
}

func TestRememberedIsCompact(t *testing.T) {
	var r receipts.Remembered
	for seq := chat.Seq(1); seq <= 100_000; seq++ {
		r.Add(seq, chat.Millis(1_900_000_000_000+seq/40*700)) // forty lines a screen
	}
	data, _ := r.MarshalBinary()
	if len(data) > 12_000 {
		t.Errorf("100,000 messages take %d bytes", len(data))
	}
	if at, ok := r.ReadAt(1); !ok || at != 1_900_000_000_000 {
		t.Errorf("the first is forgotten: %d, %v", at, ok)
	}
}

func TestRememberedForgetsWhatWasReadLongestAgo(t *testing.T) {
	var r receipts.Remembered
	const n = receipts.MaxRuns + 1
	for i := range n { // backwards, so that the longest ago is at the end
		r.Add(chat.Seq(2*(n-i)), chat.Millis(i))
	}
	for i, want := range map[int]bool{0: false, receipts.MaxRuns/4 - 1: false, receipts.MaxRuns / 4: true, n - 1: true} {
		if at, ok := r.ReadAt(chat.Seq(2 * (n - i))); ok != want || ok && at != chat.Millis(i) {
			t.Errorf("reading %d: %d, %v, want %v", i, at, ok, want)
		}
	}
	data, _ := r.MarshalBinary()
	if len(data) > 64<<10 {
		t.Errorf("a full one takes %d bytes", len(data))
	}
}

func TestRememberedRefusesWhatItDidNotWrite(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty":               {},
		"another version":     {2, 0},
		"cut":                 {1, 1, 0, 0},
		"too many runs":       {1, 0xff, 0xff, 0xff, 0xff, 0x0f},
		"more than it says":   {1, 0, 0},
		"touching runs":       {1, 2, 0, 0, 2, 0, 0, 0},
		"beyond the last seq": {1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0},
	} {
		var r receipts.Remembered
		r.Add(3, 30)
		if err := r.UnmarshalBinary(data); !errors.Is(err, receipts.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if _, ok := r.ReadAt(3); !ok {
			t.Errorf("%s: what was there is gone", name)
		}
	}
}

func FuzzRemembered(f *testing.F) {
	var r receipts.Remembered
	for _, seq := range []chat.Seq{1, 2, 3, 9, 10, 40} {
		r.Add(seq, chat.Millis(1_900_000_000_000+seq/4))
	}
	data, _ := r.MarshalBinary()
	f.Add(data)
	f.Add([]byte{1, 0})
	f.Add([]byte{1, 2, 0, 0, 2, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var r, again receipts.Remembered
		if r.UnmarshalBinary(data) != nil {
			return
		}
		first, _ := r.MarshalBinary()
		if err := again.UnmarshalBinary(first); err != nil {
			t.Fatalf("what was read cannot be written and read: %v", err)
		}
		second, _ := again.MarshalBinary()
		if !bytes.Equal(first, second) {
			t.Fatal("written twice, it differs")
		}
		r.Add(7, 7)
	})
}

func BenchmarkRememberedAdd(b *testing.B) {
	var r receipts.Remembered
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Add(chat.Seq(i+1), chat.Millis(i/40))
	}
}
