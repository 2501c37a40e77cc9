package store_test

import (
	"fmt"
	"testing"

	"seenby/chat"
	"seenby/chat/store"
)

// What happens after a restart is what would have happened without one.

func TestAfterARestartWhoLeavesAndComesBackChangesTheTotal(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	uid := w.post("ann", g, "asks", true)
	for _, c := range []struct {
		by    chat.UserID
		do    chat.Action
		total int
	}{
		{"bob", chat.Quit{}, 2},
		{"ann", chat.Invite{Users: people("bob")}, 3},
		{"ann", chat.Remove{Users: []chat.UserID{"cid", "dot"}}, 1},
	} {
		w.reopen()
		w.now += 1000
		out := w.do(c.by, g, c.do)
		var told []int
		for _, f := range out.Facts {
			if a, ok := f.What.(chat.Announced); ok && a.UID == uid {
				told = append(told, a.Tally.Total)
			}
		}
		equal(t, fmt.Sprintf("%T: the totals that the sender is told", c.do), told, []int{c.total})
	}
}

func TestAfterARestartWhatWasSentIsKnown(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	for _, step := range []int{1, -1} { // ids that rise, and ids that fall
		name := func(i int) string { return fmt.Sprintf("client-%+d-%03d", step, (step*i+1000)%1000) }
		first := map[string]chat.Result{}
		for i := range 90 {
			first[name(i)] = w.ok("bob", g, chat.Post{Text: "text", ClientMsgID: name(i)})
			if i%40 == 0 {
				w.reopen()
			}
		}
		for i := range 90 {
			equal(t, name(i), w.ok("bob", g, chat.Post{Text: "again", ClientMsgID: name(i)}), first[name(i)])
		}
		w.reopen()
		for i := range 90 {
			equal(t, name(i), w.ok("bob", g, chat.Post{Text: "again", ClientMsgID: name(i)}), first[name(i)])
		}
		if r := w.ok("cid", g, chat.Post{Text: "mine", ClientMsgID: name(5)}); r.UID == first[name(5)].UID {
			t.Error("another user's id was taken for one's own")
		}
	}
}

func TestAfterARestartTimeDoesNotGoBack(t *testing.T) {
	for name, last := range map[string]func(w *world, g chat.GroupID){
		"a text":   func(w *world, g chat.GroupID) { w.post("ann", g, "late", false) },
		"a change": func(w *world, g chat.GroupID) { w.ok("ann", g, chat.SetRole{User: "bob", Role: chat.RoleAdmin}) },
		"a marker": func(w *world, g chat.GroupID) { w.ok("bob", g, chat.SetRead{Seq: 1}) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, store.Options{})
			g := w.team()
			w.post("ann", g, "first", false)
			w.now += 3_600_000
			last(w, g)
			late := w.now
			w.reopen()
			w.now -= 3_000_000
			if r := w.ok("bob", g, chat.Post{Text: "after", ClientMsgID: "after"}); r.Sent != late {
				t.Errorf("sent at %d, and the group's time was %d", r.Sent, late)
			}
		})
	}
}

// TestManyAnswersFillManyRows lets 700 readers answer one by one, in batches
// and across restarts.
func TestManyAnswersFillManyRows(t *testing.T) {
	w := newWorld(t, store.Options{})
	const readers = 700
	g := w.crowd(1, readers+1)[0]
	uid := w.post("user0", g, "asks", true)
	after := w.Position()
	var want []chat.Reader
	for i := 0; i < readers; {
		var batch []chat.Command
		for range min(1+i%97, readers-i) {
			i++
			by := chat.UserID(fmt.Sprint("user", i))
			w.now += 40
			batch = append(batch, w.command(by, g, chat.Answer{Messages: []chat.Reading{{UID: uid}}}))
			want = append(want, chat.Reader{User: by, ReadAt: w.now})
		}
		w.all(batch)
		if i%3 == 0 {
			w.reopen()
		}
	}
	w.now += 1000
	w.ok("", g, chat.Announce{Messages: []chat.MessageUID{uid}})
	got, code, err := w.Receipts(t.Context(), g, "user0", uid, chat.ListRead, 0, readers)
	equal(t, "readers", []any{got.Users, code, err}, []any{want, chat.Done, nil})
	m, _, err := w.Message(t.Context(), g, "user650", uid)
	equal(t, "one's own answer", []any{m.Receipt, err}, []any{&chat.ReceiptInfo{Asked: true, Responded: true, RespondedAt: want[649].ReadAt}, nil})
	m, _, err = w.Message(t.Context(), g, "user0", uid)
	equal(t, "too many to list", []any{m.Receipt.Read, m.Receipt.Readers, err}, []any{readers, map[chat.UserID]chat.Millis(nil), nil})
	var told []chat.Reader
	facts, _, _ := w.whole("user0", g, after)
	for i, f := range facts {
		a := f.What.(chat.Announced)
		if a.Tally.Version != int64(i+1) {
			t.Fatalf("version %d follows %d", a.Tally.Version, i)
		}
		for _, r := range a.Readers {
			told = append(told, chat.Reader{User: r.User, ReadAt: r.At})
		}
	}
	equal(t, "readers that were told", told, want)
}

func TestALongReplayOfChangesAloneIsWhole(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	uid := w.post("ann", g, "react", false)
	after := w.Position()
	var batch []chat.Command
	for i := range 2500 {
		batch = append(batch, w.command("bob", g, chat.React{UID: uid, Emoji: "👍", On: i%2 == 0}))
	}
	w.all(batch)
	facts, parts, reset := w.whole("cid", g, after)
	if len(facts) != 2500 || reset || parts < 2 {
		t.Errorf("%d facts in %d parts, reset %v", len(facts), parts, reset)
	}
	for i, f := range facts {
		if f.Pos != after+chat.Pos(i)+1 {
			t.Fatalf("fact %d is at %d", i, f.Pos)
		}
	}
}
