package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/store"
)

func seqs(page chat.Page) []chat.Seq {
	var all []chat.Seq
	for _, m := range page.Messages {
		all = append(all, m.Seq)
	}
	return all
}

func TestPagesOfHistory(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	for i := range 10 {
		w.post("ann", g, fmt.Sprint(i), false)
	}
	for name, c := range map[string]struct {
		q    chat.Span
		from chat.Seq
		to   chat.Seq
		more bool
	}{
		"the newest":                    {chat.Span{Limit: 3}, 8, 10, true},
		"all":                           {chat.Span{}, 1, 10, false},
		"before excludes":               {chat.Span{Before: 5, Limit: 3}, 2, 4, true},
		"before to the beginning":       {chat.Span{Before: 4, Limit: 3}, 1, 3, false},
		"before the first":              {chat.Span{Before: 1, Limit: 3}, 1, 0, false},
		"before what is not there yet":  {chat.Span{Before: 100, Limit: 3}, 8, 10, true},
		"after excludes":                {chat.Span{After: 5, Limit: 3}, 6, 8, true},
		"after to the end":              {chat.Span{After: 7, Limit: 3}, 8, 10, false},
		"after the last":                {chat.Span{After: 10, Limit: 3}, 1, 0, false},
		"after what is not there yet":   {chat.Span{After: 1 << 40, Limit: 3}, 1, 0, false},
		"around":                        {chat.Span{Around: 5, Limit: 4}, 3, 6, true},
		"around the first":              {chat.Span{Around: 1, Limit: 4}, 1, 4, true},
		"around the last":               {chat.Span{Around: 10, Limit: 4}, 7, 10, true},
		"around with room for all":      {chat.Span{Around: 5, Limit: 40}, 1, 10, false},
		"around what is not there":      {chat.Span{Around: 1 << 40, Limit: 4}, 7, 10, true},
		"around with room for one only": {chat.Span{Around: 5, Limit: 1}, 5, 5, true},
	} {
		t.Run(name, func(t *testing.T) {
			var want []chat.Seq
			for s := c.from; s <= c.to; s++ {
				want = append(want, s)
			}
			page := w.history(g, "bob", c.q)
			equal(t, "seqs", seqs(page), want)
			equal(t, "more", page.More, c.more)
		})
	}
}

func TestAnotherGroupsThingsAreAbsent(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	uid := w.post("ann", g, "secret", true)
	w.ok("zoe", "other", chat.Create{Name: "Other", Owner: people("zoe")[0]})
	ctx := t.Context()
	for _, target := range []chat.GroupID{g, "nowhere"} {
		access, err1 := w.Access(ctx, target, "zoe")
		group, code1, err2 := w.Group(ctx, target, "zoe")
		members, total, code2, err3 := w.Members(ctx, target, "zoe", 0, 10)
		page, code3, err4 := w.History(ctx, target, "zoe", chat.Span{})
		m, code4, err5 := w.Message(ctx, target, "zoe", uid)
		r, code5, err6 := w.Receipts(ctx, target, "zoe", uid, chat.ListRead, 0, 10)
		past, err7 := w.Replay(ctx, "zoe", target, 0, 100)
		if err := errors.Join(err1, err2, err3, err4, err5, err6, err7); err != nil {
			t.Fatal(err)
		}
		equal(t, "codes", []chat.Code{access, code1, code2, code3, code4, code5},
			[]chat.Code{chat.NoGroup, chat.NoGroup, chat.NoGroup, chat.NoGroup, chat.NoGroup, chat.NoGroup})
		equal(t, "what is told", []any{group, len(members), total, page, m, r, past},
			[]any{chat.Group{}, 0, 0, chat.Page{}, chat.Message{}, chat.Readership{}, store.Replay{}})
	}
	// A message of one's own group under the id of another's.
	for _, uid := range []chat.MessageUID{uid, "01arz3ndektsv4rrffq69g5fav", "no id", ""} {
		m, code1, err1 := w.Message(ctx, "other", "zoe", uid)
		_, code2, err2 := w.Receipts(ctx, "other", "zoe", uid, "", 0, 0)
		if err := errors.Join(err1, err2); err != nil || code1 != chat.NoMessage || code2 != chat.NoMessage || m.Text != "" {
			t.Errorf("message %q: codes %d, %d, %v", uid, code1, code2, err)
		}
		if r := w.do("zoe", "other", chat.Recall{UID: uid}).Result; r.Code != chat.NoMessage {
			t.Errorf("recall of %q: %d", uid, r.Code)
		}
	}
}

func TestWhoSeesWhat(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	plain := w.post("ann", g, "plain", false)
	uid := w.post("ann", g, "asks", true)
	read := w.now + 1
	w.ok("bob", g, chat.Answer{Messages: []chat.Reading{{UID: uid}}})
	w.ok("dot", g, chat.Quit{})
	counts := chat.ReceiptInfo{
		Asked: true, Tally: &chat.Tally{Read: 1, Total: 2, Version: 1}, Readers: map[chat.UserID]chat.Millis{"bob": read},
	}
	mine := func(i chat.ReceiptInfo) *chat.ReceiptInfo { i.Responded, i.RespondedAt = true, read; return &i }
	asked := chat.ReceiptInfo{Asked: true}
	everyone := chat.VisibleToEveryone
	for _, c := range []struct {
		name   string
		viewer chat.UserID
		info   *chat.ReceiptInfo
		code   chat.Code
	}{
		{"the sender", "ann", &counts, chat.Done},
		{"who answered", "bob", mine(asked), chat.NotSender},
		{"who did not", "cid", &asked, chat.NotSender},
	} {
		m, _, err := w.Message(t.Context(), g, c.viewer, uid)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, c.name, m.Receipt, c.info)
		_, code, err := w.Receipts(t.Context(), g, c.viewer, uid, chat.ListRead, 0, 10)
		equal(t, c.name, []any{code, err}, []any{c.code, nil})
	}
	if _, code, _ := w.Receipts(t.Context(), g, "ann", plain, "", 0, 0); code != chat.NotAsked {
		t.Errorf("a message that asks for nothing: %d", code)
	}
	if _, code, _ := w.Receipts(t.Context(), g, "cid", plain, "", 0, 0); code != chat.NotSender {
		t.Errorf("somebody else's: %d", code)
	}
	if _, code, _ := w.Receipts(t.Context(), g, "dot", uid, "", 0, 0); code != chat.NotMember {
		t.Errorf("a former member: %d", code)
	}
	w.ok("ann", g, chat.Update{Visibility: &everyone})
	m, _, err := w.Message(t.Context(), g, "bob", uid)
	equal(t, "with everyone, who answered", m.Receipt, mine(counts))
	equal(t, "error", err, error(nil))
	readers, code, err := w.Receipts(t.Context(), g, "cid", uid, chat.ListLeft, 0, 10)
	equal(t, "with everyone, the left", []any{readers.Users, code, err}, []any{[]chat.Reader{{User: "dot"}}, chat.Done, nil})
	recalled := w.ok("ann", g, chat.Recall{UID: uid})
	equal(t, "recall", recalled.Code, chat.Done)
	m, _, err = w.Message(t.Context(), g, "cid", uid)
	equal(t, "a recalled message", []any{m.Text, m.Recalled, m.Receipt.Read, err}, []any{"", w.now, 1, nil})
}

func TestMembersAreListedByRankAndTime(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	w.ok("ann", g, chat.Invite{Users: []chat.Profile{{User: "bot", Name: "Bot", Kind: chat.KindBot}, {User: "abe", Name: "Abe"}}})
	w.ok("ann", g, chat.SetRole{User: "dot", Role: chat.RoleAdmin})
	w.ok("cid", g, chat.Quit{})
	list := func(offset, limit int) (names []chat.UserID) {
		members, total, code, err := w.Members(t.Context(), g, "bob", offset, limit)
		if err != nil || code != chat.Done || total != 5 {
			t.Fatalf("total %d, code %d, %v", total, code, err)
		}
		for _, m := range members {
			names = append(names, m.User)
		}
		return names
	}
	equal(t, "members", list(0, 10), []chat.UserID{"ann", "dot", "bob", "abe", "bot"})
	equal(t, "a page", list(1, 2), []chat.UserID{"dot", "bob"})
	equal(t, "past the end", list(5, 2), []chat.UserID(nil))
	present, err := w.Present(t.Context(), g)
	equal(t, "present", []any{len(present), err}, []any{5, nil})
	profiles, err := w.Profiles(t.Context(), []chat.UserID{"bot", "nobody"})
	equal(t, "profiles", profiles, []chat.Profile{
		{User: "bot", Name: "Bot", Kind: chat.KindBot}, {User: "nobody", Name: "nobody", Kind: chat.KindUser},
	})
	equal(t, "error", err, error(nil))
	shared, err := w.SharedWith(t.Context(), "bob")
	equal(t, "shares a group", []any{shared, err}, []any{[]chat.UserID{"abe", "ann", "bot", "dot"}, nil})
	shared, err = w.SharedWith(t.Context(), "cid")
	equal(t, "shares none any more", []any{shared, err}, []any{[]chat.UserID(nil), nil})
	all, err := w.Memberships(t.Context(), "dot")
	if err != nil || len(all) != 1 || all[0].Role != chat.RoleAdmin || all[0].Members != 5 || all[0].Since != 1 || all[0].Until != 0 {
		t.Errorf("memberships: %+v, %v", all, err)
	}
}

func TestSomebodyElseDoesNotRenameAUser(t *testing.T) {
	w := newWorld(t, store.Options{})
	w.ok("ann", "one", chat.Create{Name: "1", Owner: chat.Profile{User: "ann", Name: "Ann", Kind: chat.KindUser}})
	w.ok("eve", "two", chat.Create{Name: "2", Owner: people("eve")[0], Members: []chat.Profile{{User: "ann", Name: "Nobody"}}})
	profiles, err := w.Profiles(t.Context(), []chat.UserID{"ann"})
	equal(t, "profile", []any{profiles[0].Name, err}, []any{"Ann", nil})
	w.ok("ann", "two", chat.Describe{Profile: chat.Profile{User: "ann", Name: "Anna", Kind: chat.KindUser}})
	profiles, err = w.Profiles(t.Context(), []chat.UserID{"ann"})
	equal(t, "profile", []any{profiles[0].Name, err}, []any{"Anna", nil})
}

// whole collects a replay stretch by stretch.
func (w *world) whole(user chat.UserID, g chat.GroupID, after chat.Pos) (facts []store.Replayed, parts int, reset bool) {
	w.t.Helper()
	upTo := w.Position()
	for {
		r, err := w.Replay(w.t.Context(), user, g, after, upTo)
		if err != nil {
			w.t.Fatal(err)
		}
		parts++
		facts = append(facts, r.Facts...)
		if r.Reset || !r.More {
			return facts, parts, r.Reset
		}
		if r.Next <= after {
			w.t.Fatalf("a stretch after %d ends at %d", after, r.Next)
		}
		after = r.Next
	}
}

func TestALongReplayComesInPartsThatMakeTheWhole(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	var batch []chat.Command
	var last chat.MessageUID
	for i := range 3000 {
		c := w.command("ann", g, chat.Post{Text: text200, ClientMsgID: fmt.Sprint(i), NeedReceipt: i%3 == 0})
		batch = append(batch, c)
		if i%3 == 0 {
			last = c.ID
			batch = append(batch, w.command("bob", g, chat.Answer{Messages: []chat.Reading{{UID: c.ID}}}))
		}
		if i%2 == 0 {
			batch = append(batch, w.command("cid", g, chat.React{UID: last, Emoji: fmt.Sprint(i % 30), On: true}))
		}
	}
	out, err := w.Apply(batch)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		viewer    chat.UserID
		announced bool
	}{{"ann", true}, {"dot", false}, {"bob", false}} {
		var want []chat.Pos
		for _, o := range out {
			for _, f := range o.Facts {
				switch f.What.(type) {
				case chat.Answered:
					if c.viewer == "bob" {
						want = append(want, f.Pos)
					}
				case chat.Announced:
					if c.announced {
						want = append(want, f.Pos)
					}
				default:
					want = append(want, f.Pos)
				}
			}
		}
		facts, parts, reset := w.whole(c.viewer, g, 1)
		var got []chat.Pos
		for _, f := range facts {
			got = append(got, f.Pos)
		}
		if d := cmp.Diff(want, got); d != "" || reset || parts < 3 {
			t.Errorf("for %s in %d parts, reset %v (-want +got):\n%s", c.viewer, parts, reset, d)
		}
	}
}

func TestACursorTooFarBehindOrFromTheFutureIsReset(t *testing.T) {
	w := newWorld(t, store.Options{Replay: 200})
	g := w.team()
	for i := range 30 {
		w.post("ann", g, fmt.Sprint(i), false)
	}
	mid := w.Position()
	uid := w.post("ann", g, "react to this", false)
	var batch []chat.Command
	for i := range 1500 {
		batch = append(batch, w.command("bob", g, chat.React{UID: uid, Emoji: "👍", On: i%2 == 0}))
	}
	w.all(batch)
	for name, c := range map[string]struct {
		after chat.Pos
		reset bool
	}{
		"the beginning":       {0, true},
		"behind what is kept": {mid, true},
		"lately":              {w.Position() - 200, false},
		"the newest":          {w.Position(), false},
		"the future":          {w.Position() + 1, true},
	} {
		r, err := w.Replay(t.Context(), "cid", g, c.after, 1<<40)
		if err != nil || r.Reset != c.reset {
			t.Errorf("%s: reset %v, %v", name, r.Reset, err)
		}
		if n := int(w.Position() - c.after); !c.reset && len(r.Facts) != n {
			t.Errorf("%s: %d facts of %d", name, len(r.Facts), n)
		}
	}
	for i := range 300 {
		w.post("ann", g, fmt.Sprint("more ", i), false)
	}
	if r, err := w.Replay(t.Context(), "cid", g, w.Position()-201, 1<<40); err != nil || !r.Reset {
		t.Errorf("too many messages: %+v, %v", r, err)
	}
	w.reopen()
	if r, err := w.Replay(t.Context(), "cid", g, w.Position()-100, 1<<40); err != nil || r.Reset || len(r.Facts) != 100 {
		t.Errorf("after reopening: %d facts, reset %v, %v", len(r.Facts), r.Reset, err)
	}
}

func TestWhoWasRemovedIsToldOfItAndOfNothingLater(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	after := w.Position()
	kept := w.post("ann", g, "before", false)
	edited := w.post("ann", g, "secret later", false)
	own := w.post("dot", g, "asks", true)
	w.ok("ann", g, chat.Remove{Users: []chat.UserID{"dot"}})
	w.ok("ann", g, chat.Edit{UID: edited, Text: "not for dot"})
	w.ok("bob", g, chat.React{UID: kept, Emoji: "🎉", On: true})
	w.ok("bob", g, chat.Answer{Messages: []chat.Reading{{UID: own}}})
	name := "Renamed"
	w.ok("ann", g, chat.Update{Name: &name})
	w.post("ann", g, "after", false)
	facts, _, _ := w.whole("dot", g, after)
	var texts []string
	for _, f := range facts {
		if f.Message != nil {
			texts = append(texts, f.Message.Text)
			if len(f.Message.Reactions) > 0 || f.Message.Receipt != nil && f.Message.Receipt.Tally != nil {
				t.Errorf("told what came later: %+v", f.Message)
			}
		}
	}
	equal(t, "texts", texts, []string{"before", "asks"})
	last, ok := facts[len(facts)-1].What.(chat.Left)
	equal(t, "the last fact", []any{ok, last.Users, last.How}, []any{true, []chat.UserID{"dot"}, chat.ChangeRemoved})
	// Back again, all of it may be known.
	w.ok("ann", g, chat.Invite{Users: people("dot")})
	facts, _, _ = w.whole("dot", g, after)
	if n := len(facts); facts[n-1].Pos != w.Position() || n < 10 {
		t.Errorf("%d facts, to %d of %d", n, facts[n-1].Pos, w.Position())
	}
}

func TestWhatASenderWasNotToldIsDueAtTheNextStart(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	uid := w.post("ann", g, "asks", true)
	first := w.do("bob", g, chat.Answer{Messages: []chat.Reading{{UID: uid}}})
	told := w.now
	second := w.do("cid", g, chat.Answer{Messages: []chat.Reading{{UID: uid}}})
	equal(t, "due", [][]chat.Due{first.Due, second.Due}, [][]chat.Due{nil, {{Group: g, UID: uid, At: told.Add(chat.UpdateInterval)}}})
	w.reopen()
	due, err := w.Due(t.Context())
	equal(t, "due at the start", []any{due, err}, []any{second.Due, nil})
	w.now += 100
	out := w.do("", g, chat.Announce{Messages: []chat.MessageUID{uid}})
	if len(out.Facts) != 1 {
		t.Fatalf("facts: %+v", out.Facts)
	}
	a := out.Facts[0].What.(chat.Announced)
	equal(t, "the second update", []any{a.From, a.To, a.Tally.Version, a.Readers[0].User}, []any{1, 2, int64(2), chat.UserID("cid")})
	due, err = w.Due(t.Context())
	equal(t, "nothing more", []any{len(due), err}, []any{0, nil})
}

func TestAReadWhoseContextIsOverAndAClosedStoreFail(t *testing.T) {
	w := newWorld(t, store.Options{Readers: 1})
	w.team()
	if err := w.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Ping(t.Context()); err == nil {
		t.Error("a closed store answers")
	}
	if _, err := w.Apply(nil); err == nil {
		t.Error("a closed store applies")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Groups(ctx, "ann"); err == nil {
		t.Error("a closed store reads")
	}
}

// TestReadsSeeWholeBatches reads while batches of two messages are applied.
func TestReadsSeeWholeBatches(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			pos := w.Position()
			page, _, err := w.History(context.Background(), g, "bob", chat.Span{Limit: 10})
			if err != nil || len(page.Messages)%2 != 0 && page.Messages[len(page.Messages)-1].Seq%2 != 0 {
				t.Errorf("half a batch: %v, %v", seqs(page), err)
				return
			}
			if n := len(page.Messages); n > 0 && chat.Pos(page.Messages[n-1].Seq) < pos-1 {
				t.Errorf("a read after %d ends with message %d", pos, page.Messages[n-1].Seq)
				return
			}
		}
	}()
	for i := range 200 {
		w.all([]chat.Command{
			w.command("ann", g, chat.Post{Text: "one", ClientMsgID: fmt.Sprint(i)}),
			w.command("bob", g, chat.Post{Text: "two", ClientMsgID: fmt.Sprint(i)}),
		})
	}
	close(stop)
	<-done
}
