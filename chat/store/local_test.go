package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/chat/store"
)

func openLocal(t testing.TB, dir, account string) *store.Local {
	t.Helper()
	l, err := store.OpenLocal(dir, account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func write(t testing.TB, l *store.Local, c store.Changes) {
	t.Helper()
	if err := l.Write(c); err != nil {
		t.Fatal(err)
	}
}

func message(g chat.GroupID, seq chat.Seq, text string) chat.Message {
	return chat.Message{
		UID: chat.MessageUID(fmt.Sprintf("%s-%06d", g, seq)), ConversationType: 3, Group: g, Seq: seq, Sender: "bob",
		Sent: start + chat.Millis(seq), Text: text, Kind: chat.KindText,
	}
}

func TestAClientFindsAgainWhatItKept(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, "ann@hub")
	flagged := message("red", 2, "two")
	flagged.Mentions = []chat.UserID{"ann"}
	flagged.Reactions = map[string][]chat.UserID{"👍": {"ann"}}
	flagged.Receipt = &chat.ReceiptInfo{
		Asked: true, Responded: true, RespondedAt: start, Tally: &chat.Tally{Read: 1, Total: 2, Version: 3},
		Readers: map[chat.UserID]chat.Millis{"ann": start}, Also: []chat.UserID{"bot"},
	}
	group := chat.Group{ID: "red", Name: "Red", LastSeq: 2, MemberCount: 3, Role: chat.RoleOwner}
	write(t, l, store.Changes{
		Settings: map[string]string{"me": "ann", "device": "d", "old": "x"},
		Put:      []store.Queued{{ID: 2, Kind: "post", Body: []byte("second")}, {ID: 1, Kind: "post", Body: []byte("first")}, {ID: 3, Kind: "ask"}},
		Groups:   []chat.Group{group, {ID: "green"}},
		Messages: []chat.Message{message("red", 1, "one"), flagged, message("green", 1, "eins")},
		Places:   map[chat.GroupID]store.Place{"red": {Cursor: "c1", Head: 2}},
		Seen:     map[chat.GroupID][]byte{"red": {1, 2, 3}},
		Drafts:   map[chat.GroupID]string{"red": "unsaid", "blue": "not a member yet"},
	})
	write(t, l, store.Changes{
		Settings: map[string]string{"old": ""},
		Put:      []store.Queued{{ID: 2, Kind: "post", Body: []byte("second, changed")}},
		Delete:   []int64{3, 99},
		Gone:     []chat.GroupID{"green"},
		Drafts:   map[chat.GroupID]string{"red": ""},
	})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = openLocal(t, dir, "ann@hub")
	got, err := l.Load()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what was kept", got, store.Saved{
		Settings: map[string]string{"me": "ann", "device": "d"},
		Outbox:   []store.Queued{{ID: 1, Kind: "post", Body: []byte("first")}, {ID: 2, Kind: "post", Body: []byte("second, changed")}},
		Groups:   []chat.Group{group},
		Places:   map[chat.GroupID]store.Place{"red": {Cursor: "c1", Head: 2}},
		Seen:     map[chat.GroupID][]byte{"red": {1, 2, 3}},
		Drafts:   map[chat.GroupID]string{"blue": "not a member yet"},
	})
	m, ok, err := l.Message("red", flagged.UID)
	equal(t, "a message", []any{m, ok, err}, []any{flagged, true, nil})
	_, ok, err = l.Message("green", flagged.UID)
	equal(t, "the same in another group", []any{ok, err}, []any{false, nil})
	page, err := l.History(t.Context(), "green", chat.Span{})
	equal(t, "a group that is gone", []any{len(page.Messages), err}, []any{0, nil})
}

func TestPagesOfTheCopy(t *testing.T) {
	l := openLocal(t, t.TempDir(), "")
	var all []chat.Message
	for s := chat.Seq(1); s <= 20; s++ {
		if s <= 5 || s > 10 { // 6 to 10 were never told
			all = append(all, message("red", s, fmt.Sprint("Text ", s)))
		}
		all = append(all, message("blue", s, "other"))
	}
	write(t, l, store.Changes{Messages: all})
	for name, c := range map[string]struct {
		q    chat.Span
		want []chat.Seq
		more bool
	}{
		"the newest":     {chat.Span{Limit: 2}, []chat.Seq{19, 20}, true},
		"before":         {chat.Span{Before: 12, Limit: 3}, []chat.Seq{4, 5, 11}, true},
		"to the start":   {chat.Span{Before: 3, Limit: 3}, []chat.Seq{1, 2}, false},
		"after":          {chat.Span{After: 4, Limit: 3}, []chat.Seq{5, 11, 12}, true},
		"to the end":     {chat.Span{After: 18, Limit: 3}, []chat.Seq{19, 20}, false},
		"far behind it":  {chat.Span{After: 1 << 40, Limit: 3}, nil, false},
		"around":         {chat.Span{Around: 11, Limit: 4}, []chat.Seq{4, 5, 11, 12}, true},
		"around a hole":  {chat.Span{Around: 8, Limit: 4}, []chat.Seq{4, 5, 11, 12}, true},
		"around the end": {chat.Span{Around: 20, Limit: 4}, []chat.Seq{18, 19, 20}, true},
	} {
		page, err := l.History(t.Context(), "red", c.q)
		equal(t, name, []any{seqs(page), page.More, err}, []any{c.want, c.more, nil})
	}
	found, err := l.Search(t.Context(), "red", "text 1", 15, 3)
	equal(t, "search", []any{seqs(found), found.More, err}, []any{[]chat.Seq{14, 13, 12}, true, nil})
	found, err = l.Search(t.Context(), "", "OTHER", 0, 50)
	equal(t, "search everywhere", []any{len(found.Messages), found.More, err}, []any{20, false, nil})
}

func TestAnAccountIsForOneProcess(t *testing.T) {
	dir := t.TempDir()
	openLocal(t, dir, "ann")
	openLocal(t, dir, "bob/../..") // another account, in a folder of its own
	_, err := store.OpenLocal(dir, "ann")
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), "client.db") {
		t.Errorf("the second: %v", err)
	}
	folders, err := os.ReadDir(dir)
	if err != nil || len(folders) != 2 {
		t.Errorf("folders: %v, %v", folders, err)
	}
}

func TestALocalStoreThatIsDamagedSaysSo(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, "")
	write(t, l, store.Changes{Put: []store.Queued{{ID: 1, Kind: "post", Body: []byte("a text that is easily found")}}})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "client.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[strings.Index(string(b), "easily")] ^= 4
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	l = openLocal(t, dir, "")
	if _, err := l.Load(); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "move the directory") {
		t.Errorf("%v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := l.Write(store.Changes{}); err == nil {
		t.Error("a closed store writes")
	}
	_, err = l.History(context.Background(), "red", chat.Span{})
	if err == nil {
		t.Error("a closed store reads")
	}
}

const localChild = "SEENBY_LOCAL_CHILD"

// localChildMain queues and takes out for ever, and says what is durable.
func localChildMain(dir string) {
	l, err := store.OpenLocal(dir, "")
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	saved, err := l.Load()
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var id int64
	if n := len(saved.Outbox); n > 0 {
		id = saved.Outbox[n-1].ID
	}
	for {
		id++
		c := store.Changes{Put: []store.Queued{{ID: id, Kind: "post", Body: []byte(text200)}}}
		if id%3 == 0 {
			c.Delete = []int64{id - 1}
		}
		if err := l.Write(c); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		if _, err := fmt.Println(id); err != nil {
			os.Exit(0)
		}
	}
}

func TestAKilledClientLosesNothingItQueued(t *testing.T) {
	dir := t.TempDir()
	var last int64
	for range 4 {
		ctx, kill := context.WithCancel(t.Context())
		run := exec.CommandContext(ctx, os.Args[0])
		run.Env = append(os.Environ(), localChild+"="+dir)
		out, err := run.StdoutPipe()
		if err == nil {
			err = run.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(out)
		for n := 0; s.Scan(); n++ {
			if n == 30 {
				kill()
			}
			id, err := strconv.ParseInt(s.Text(), 10, 64)
			if err != nil {
				t.Fatalf("the child said: %s", s.Text())
			}
			last = id
		}
		_ = run.Wait()
		kill()
		l := openLocal(t, dir, "")
		saved, err := l.Load()
		if err != nil {
			t.Fatal(err)
		}
		ids := map[int64]bool{}
		for _, q := range saved.Outbox {
			ids[q.ID] = true
		}
		for id := int64(1); id <= last; id++ {
			if id == last && id%3 == 2 {
				continue // it may be taken out already by what was not said any more
			}
			if taken := id%3 == 2; ids[id] == taken {
				t.Errorf("of %d, %d is there: %v", last, id, ids[id])
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
