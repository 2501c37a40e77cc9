package store_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"seenby/chat"
	"seenby/chat/store"
)

// TestADamagedLogOfWritesIsNoticed kills a store whose latest writes are in its
// log alone, and cuts and damages copies of that: they hold everything that was
// acknowledged, or they are refused.
func TestADamagedLogOfWritesIsNoticed(t *testing.T) {
	dir := t.TempDir()
	posts := map[chat.MessageUID]chat.Seq{}
	killed(t, dir, 400, posts, map[chat.MessageUID]bool{})
	files := map[string][]byte{}
	for _, name := range []string{"hub.db", "hub.db.lock", "hub.db-wal", "hub.db-shm"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = b
	}
	wal := files["hub.db-wal"]
	if missing, err := afterDamage(t, files, posts); err != nil || missing > 0 {
		t.Fatalf("what was only killed: %d missing, %v", missing, err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	refused := 0
	try := func(what string, log []byte, most int) {
		files["hub.db-wal"] = log
		switch missing, err := afterDamage(t, files, posts); {
		case errors.Is(err, store.ErrDamaged):
			refused++
		case err != nil:
			t.Errorf("%s: %v", what, err)
		case missing > most:
			t.Errorf("%s: %d of %d are missing without a word", what, missing, len(posts))
		}
	}
	flipped := func() []byte {
		b := bytes.Clone(wal)
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		return b
	}
	for range 15 {
		try("cut", wal[:r.IntN(len(wal))], 0)
		try("a flipped bit", flipped(), 0)
	}
	// Without its index a log that was cut looks like a shorter one, and its last
	// commit like one that was never acknowledged.
	delete(files, "hub.db-shm")
	for range 15 {
		try("a flipped bit, without the index", flipped(), 7)
	}
	if refused < 30 {
		t.Errorf("%d of 45 copies were refused", refused)
	}
}

// afterDamage opens a store of these files and counts which posts are missing.
func afterDamage(t *testing.T, files map[string][]byte, posts map[chat.MessageUID]chat.Seq) (missing int, err error) {
	dir := t.TempDir()
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := store.Open(dir, store.Options{Readers: 1})
	if err != nil {
		return 0, err
	}
	defer h.Close()
	page, code, err := h.History(t.Context(), "g", "ann", chat.Span{Limit: 1 << 30})
	if err == nil && code != chat.Done {
		t.Errorf("code %d", code)
	}
	for _, seq := range posts {
		if int(seq) > len(page.Messages) {
			missing++
		}
	}
	return missing, err
}
