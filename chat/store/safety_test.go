package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"seenby/chat"
	"seenby/chat/store"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		child(dir)
		return
	}
	if dir := os.Getenv(localChild); dir != "" {
		localChildMain(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

func TestTwoHubsNeverOpenTheSameDirectory(t *testing.T) {
	w := newWorld(t, store.Options{})
	_, err := store.Open(w.dir, store.Options{})
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), "hub.db") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the second: %v", err)
	}
	w.reopen()
}

func TestFilesAreNobodyElses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "data")
	h, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("directory: %v, %v", info.Mode(), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestWhatCannotBeOpenedIsSaidInOneLine(t *testing.T) {
	filled := func(t *testing.T) string {
		w := newWorld(t, store.Options{})
		g := w.team()
		for i := range 50 {
			w.post("ann", g, fmt.Sprint(text200, i), true)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return w.dir
	}
	write := func(t *testing.T, dir, content string) {
		if err := os.WriteFile(filepath.Join(dir, "hub.db"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  error
	}{
		"no database":         {func(t *testing.T, dir string) { write(t, dir, strings.Repeat("hello, world\n", 1000)) }, store.ErrDamaged},
		"a few bytes":         {func(t *testing.T, dir string) { write(t, dir, "SQL") }, store.ErrDamaged},
		"emptied":             {func(t *testing.T, dir string) { write(t, dir, "") }, store.ErrDamaged},
		"gone":                {func(t *testing.T, dir string) { _ = os.Remove(filepath.Join(dir, "hub.db")) }, store.ErrDamaged},
		"cut in half":         {cut, store.ErrDamaged},
		"of a newer version":  {newer, store.ErrNewer},
		"not allowed to read": {func(t *testing.T, dir string) { unreadable(t, dir) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filled(t)
			c.spoil(t, dir)
			h, err := store.Open(dir, store.Options{})
			if err == nil {
				_ = h.Close()
				t.Fatal("it was opened")
			}
			if c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), "hub.db") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v", err)
			}
		})
	}
}

func cut(t *testing.T, dir string) {
	path := filepath.Join(dir, "hub.db")
	info, err := os.Stat(path)
	if err == nil {
		err = os.Truncate(path, info.Size()/2)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// newer sets the number of the schema, which stands at byte 60 of the file.
func newer(t *testing.T, dir string) {
	f, err := os.OpenFile(filepath.Join(dir, "hub.db"), os.O_RDWR, 0)
	if err == nil {
		_, err = f.WriteAt([]byte{0, 0, 0, 99}, 60)
		_ = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// unreadable puts a directory in the place of the file: that nobody can read,
// not even root.
func unreadable(t *testing.T, dir string) {
	path := filepath.Join(dir, "hub.db")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestADirectoryThatCannotBeMadeIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(filepath.Join(file, "data"), store.Options{})
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
}

func TestAFullDiskRefusesAndHeals(t *testing.T) {
	w := newWorld(t, store.Options{MaxPages: 120})
	g := w.team()
	var stored []chat.MessageUID
	var err error
	for i := 0; err == nil && i < 10_000; i++ {
		c := w.command("ann", g, chat.Post{Text: strings.Repeat("x", 2000), ClientMsgID: fmt.Sprint(i), NeedReceipt: true})
		if _, err = w.Apply([]chat.Command{c}); err == nil {
			stored = append(stored, c.ID)
		}
	}
	if err == nil || !strings.Contains(err.Error(), "full") || errors.Is(err, store.ErrDamaged) {
		t.Fatalf("after %d messages: %v", len(stored), err)
	}
	pos := w.Position()
	for range 3 { // it stays so, and reading goes on
		if _, err := w.Apply([]chat.Command{w.command("ann", g, chat.Post{Text: text200, ClientMsgID: "more"})}); err == nil {
			break
		}
		if page := w.history(g, "bob", chat.Span{}); len(page.Messages) != min(50, len(stored)) {
			t.Errorf("a page of %d", len(page.Messages))
		}
	}
	if w.Position() < pos {
		t.Errorf("the position went back from %d to %d", pos, w.Position())
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.o.MaxPages = 0 // there is room again
	w.open()
	w.ok("ann", g, chat.Post{Text: "after", ClientMsgID: "after"})
	for i, uid := range stored {
		m, code, err := w.Message(t.Context(), g, "bob", uid)
		if err != nil || code != chat.Done || m.Seq != chat.Seq(i+1) {
			t.Fatalf("message %d: seq %d, code %d, %v", i, m.Seq, code, err)
		}
	}
}

func TestAfterAFullDiskTheSameStoreGoesOn(t *testing.T) {
	w := newWorld(t, store.Options{MaxPages: 120})
	g := w.team()
	big := func() []chat.Command {
		var batch []chat.Command
		for i := range 200 {
			batch = append(batch, w.command("bob", g, chat.Post{Text: strings.Repeat("y", 4000), ClientMsgID: fmt.Sprint("big", i)}))
		}
		return batch
	}
	w.post("ann", g, "before", true)
	for range 3 {
		if _, err := w.Apply(big()); err == nil {
			t.Fatal("a batch larger than the disk was stored")
		}
		w.ok("bob", g, chat.SetRead{Seq: 1})
	}
	if r := w.ok("cid", g, chat.Post{Text: "small", ClientMsgID: "small"}); r.Seq < 2 {
		t.Errorf("seq %d", r.Seq)
	}
	page := w.history(g, "ann", chat.Span{})
	equal(t, "texts", []string{page.Messages[0].Text, page.Messages[len(page.Messages)-1].Text}, []string{"before", "small"})
}

// TestAFlippedBitIsNeverShown damages copies of a store, bit by bit, and reads
// everything: what can be read is what was written, or an error says that it is
// not.
func TestAFlippedBitIsNeverShown(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	for i := range 40 {
		uid := w.post("ann", g, fmt.Sprint(i, strings.Repeat(" text", 20)), i%2 == 0)
		if i%2 == 0 {
			w.ok("bob", g, chat.Answer{Messages: []chat.Reading{{UID: uid}}})
		}
	}
	whole := w.everything(t, g)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := os.ReadFile(filepath.Join(w.dir, "hub.db"))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	noticed := 0
	for range 150 {
		spoiled := bytes.Clone(db)
		at := r.IntN(len(db) * 8)
		spoiled[at/8] ^= 1 << (at % 8)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "hub.db"), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := store.Open(dir, store.Options{Readers: 1})
		if err != nil {
			noticed++
			continue
		}
		damaged := &world{t: t, dir: dir, Hub: h}
		switch got := damaged.everything(t, g); {
		case strings.Contains(got, "error"):
			noticed++
		case got != whole:
			t.Errorf("bit %d of byte %d was not noticed", at%8, at/8)
		}
		_ = h.Close()
	}
	if noticed == 0 {
		t.Error("no damage was noticed")
	}
}

// everything is all that ann can read, as text; "error" when something cannot.
func (w *world) everything(t *testing.T, g chat.GroupID) string {
	var b strings.Builder
	page, code, err := w.History(t.Context(), g, "ann", chat.Span{Limit: 1000})
	if err != nil || code != chat.Done {
		return "error"
	}
	for _, m := range page.Messages {
		fmt.Fprintf(&b, "%+v %+v\n", m, m.Receipt)
		if m.Receipt == nil {
			continue
		}
		fmt.Fprintf(&b, "%+v\n", m.Receipt.Tally)
		for _, list := range []chat.ReaderList{chat.ListRead, chat.ListUnread} {
			readers, code, err := w.Receipts(t.Context(), g, "ann", m.UID, list, 0, 100)
			if err != nil || code != chat.Done {
				return "error"
			}
			fmt.Fprintf(&b, "%+v\n", readers)
		}
	}
	replay, err := w.Replay(t.Context(), "ann", g, 0, 1<<40)
	if err != nil || replay.Reset {
		return "error"
	}
	for _, f := range replay.Facts {
		fmt.Fprintf(&b, "%d %T\n", f.Pos, f.What)
	}
	return pointers.ReplaceAllString(b.String(), "&")
}

// pointers are addresses in what was printed.
var pointers = regexp.MustCompile(`0x[0-9a-f]+`)

const childDir = "SEENBY_STORE_CHILD"

// child posts and answers for ever, and says what is durable as soon as it is.
func child(dir string) {
	h, err := store.Open(dir, store.Options{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	w := &world{dir: dir, Hub: h, now: start}
	w.n = uint64(h.Position()) * 1000
	w.now += chat.Millis(w.n)
	p := people("ann", "bob", "cid")
	if _, err := h.Apply([]chat.Command{w.command("ann", "g", chat.Create{Name: "g", Owner: p[0], Members: p[1:]})}); err != nil {
		os.Exit(1)
	}
	out := bufio.NewWriter(os.Stdout)
	for {
		var batch []chat.Command
		for i := range 1 + w.n%7 {
			post := w.command("ann", "g", chat.Post{Text: text200, ClientMsgID: fmt.Sprint("m", w.n), NeedReceipt: i%2 == 0})
			batch = append(batch, post)
			if i%2 == 0 {
				batch = append(batch, w.command("bob", "g", chat.Answer{Messages: []chat.Reading{{UID: post.ID}}}))
			}
		}
		done, err := h.Apply(batch)
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		for i, o := range done {
			switch r := o.Result; {
			case r.Code != chat.Done || len(r.Ignored) > 0:
				fmt.Fprintln(out, "error", r)
			case r.UID != "":
				fmt.Fprintln(out, "post", r.UID, r.Seq)
			default:
				fmt.Fprintln(out, "answer", batch[i-1].ID)
			}
		}
		if out.Flush() != nil {
			os.Exit(0)
		}
	}
}

// TestKilledItLosesNothing kills a process that posts and answers, again and
// again: whatever it said is durable is there, and there are no gaps.
func TestKilledItLosesNothing(t *testing.T) {
	dir := t.TempDir()
	posts := map[chat.MessageUID]chat.Seq{}
	answers := map[chat.MessageUID]bool{}
	for round := range 6 {
		killed(t, dir, 40+round*25, posts, answers)
		h, err := store.Open(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		page, code, err := h.History(t.Context(), "g", "ann", chat.Span{Limit: 1 << 30})
		if err != nil || code != chat.Done {
			t.Fatalf("round %d: code %d, %v", round, code, err)
		}
		stored := map[chat.MessageUID]chat.Message{}
		for i, m := range page.Messages {
			if m.Seq != chat.Seq(i+1) {
				t.Fatalf("round %d: seq %d follows %d", round, m.Seq, i)
			}
			stored[m.UID] = m
		}
		for uid, seq := range posts {
			if stored[uid].Seq != seq {
				t.Errorf("round %d: message %s of seq %d is %d", round, uid, seq, stored[uid].Seq)
			}
		}
		for uid := range answers {
			if m := stored[uid]; m.Receipt == nil || m.Receipt.Read != 1 || m.Receipt.Readers["bob"] == 0 {
				t.Errorf("round %d: the answer to %s is lost", round, uid)
			}
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d posts and %d answers acknowledged, none lost", len(posts), len(answers))
}

// killed runs a child, notes so many of its lines and kills it.
func killed(t *testing.T, dir string, lines int, posts map[chat.MessageUID]chat.Seq, answers map[chat.MessageUID]bool) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	run := exec.CommandContext(ctx, os.Args[0])
	run.Env = append(os.Environ(), childDir+"="+dir)
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	s := bufio.NewScanner(out)
	for n := 0; s.Scan(); n++ {
		if n == lines {
			kill() // SIGKILL; what it still said counts
		}
		word := strings.Fields(s.Text())
		switch {
		case len(word) == 3 && word[0] == "post":
			seq, err := strconv.Atoi(word[2])
			if err != nil {
				t.Fatal(err)
			}
			posts[chat.MessageUID(word[1])] = chat.Seq(seq)
		case len(word) == 2 && word[0] == "answer":
			answers[chat.MessageUID(word[1])] = true
		default:
			t.Fatalf("the child said: %s", s.Text())
		}
	}
	_ = run.Wait()
	kill()
}
