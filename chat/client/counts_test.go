package client

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
)

// mine is a flagged message of one's own with this tally.
func mine(seq chat.Seq, tally chat.Tally) chat.Message {
	m := text("ops", seq, "alice")
	m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &tally}
	return m
}

func reader(i int) chat.UserID { return chat.UserID(fmt.Sprint("u", i)) }

// update is the nth update of a message, by one new reader.
func update(seq chat.Seq, n int) wire.OnMessageReceiptResponse {
	return wire.OnMessageReceiptResponse{
		UID: uid(seq), ConversationType: 3, Group: "ops", Readers: map[chat.UserID]chat.Millis{reader(n): chat.Millis(n)},
		Tally: chat.Tally{Read: n, Total: 600, Version: int64(n)}, Cursor: cursor(100 + n),
	}
}

// versions returns the versions that were told, and of which the whole list.
func versions(s *screen) []string {
	var got []string
	for _, c := range all[chat.ReceiptsChanged](s) {
		v := fmt.Sprint(c.Tally.Version)
		if c.Whole {
			v += " whole"
		}
		got = append(got, v)
	}
	return got
}

// serveReceipts answers a fetch with everybody up to the nth reader.
func (p *peer) serveReceipts(n int) {
	p.t.Helper()
	for _, list := range []chat.ReaderList{chat.ListRead, chat.ListAlso} {
		r, id := want[wire.GetReadReceipt](p)
		for ; r.List == chat.ListRead && list == r.List && n-r.Offset >= chat.MaxReaders; r, id = want[wire.GetReadReceipt](p) {
			p.reply(id, receiptsPage(r, n))
		}
		if r.List != list {
			p.t.Fatalf("fetched %+v, not the list %s", r, list)
		}
		p.reply(id, receiptsPage(r, n))
	}
}

func receiptsPage(r wire.GetReadReceipt, n int) wire.ReceiptsBody {
	body := wire.ReceiptsBody{Tally: chat.Tally{Read: n, Total: 600, Version: int64(n)}, Users: []chat.Reader{}}
	for i := r.Offset + 1; r.List == chat.ListRead && i <= min(n, r.Offset+r.Limit); i++ {
		body.Users = append(body.Users, chat.Reader{User: reader(i), ReadAt: chat.Millis(i)})
	}
	return body
}

func TestAnUpdateCountsOnlyWhenItIsTheNextOne(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: mine(11, chat.Tally{Total: 600}), Cursor: cursor(12)},
			update(11, 1), update(11, 2), update(11, 1), update(11, 2), update(11, 3))
		if got := versions(s); !slices.Equal(got, []string{"1", "2", "3"}) {
			t.Errorf("told %v", got)
		}
		p.none()
		p.tell(update(11, 6), update(11, 7)) // 4 and 5 were lost
		if got := versions(s); len(got) != 3 {
			t.Errorf("told %v before the state is known", got)
		}
		p.serveReceipts(6)
		if got := versions(s); !slices.Equal(got[3:], []string{"6 whole", "7"}) {
			t.Errorf("told %v", got)
		}
		whole := all[chat.ReceiptsChanged](s)[3]
		if len(whole.Readers) != 6 || whole.Readers[reader(5)] != 5 || whole.Tally.Read != 6 {
			t.Errorf("whole = %+v", whole)
		}
		p.none()
	})
}

func TestAnUpdateOfAnUnknownMessageFetchesItsState(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(update(5, 3), update(5, 4))
		p.serveReceipts(4)
		if got := versions(s); !slices.Equal(got, []string{"4 whole"}) {
			t.Errorf("told %v", got)
		}
		p.none()
	})
}

// TestAStateOfTheSameVersionSetsNothingBack lets a history that knows of a reader
// more come while a state that does not is being fetched.
func TestAStateOfTheSameVersionSetsNothingBack(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: mine(11, chat.Tally{Total: 3}), Cursor: cursor(12)},
			wire.OnMessageReceiptRequest{UID: uid(11), Group: "ops", Seq: 11, Sender: "alice", Own: true, Cursor: cursor(13)})
		r, id := want[wire.GetReadReceipt](p)
		one := chat.Tally{Read: 1, Total: 3, Version: 1}
		p.reply(id, wire.ReceiptsBody{Tally: one, Users: []chat.Reader{{User: "bob", ReadAt: 1}}})
		also, id := want[wire.GetReadReceipt](p)
		if r.List != chat.ListRead || also.List != chat.ListAlso {
			t.Fatalf("fetched %v and %v", r.List, also.List)
		}
		p.tell(wire.OnMessageUpdated{Message: mine(11, chat.Tally{Read: 2, Total: 3, Version: 1}), Cursor: cursor(14)})
		p.reply(id, wire.ReceiptsBody{Tally: one, Users: []chat.Reader{}})
		for _, n := range all[chat.ReceiptsChanged](s) {
			if n.Tally.Read < 2 {
				t.Errorf("told %+v after two readers were known", n.Tally)
			}
		}
		p.tell(wire.OnMessageReceiptResponse{UID: uid(11), Group: "ops", Readers: map[chat.UserID]chat.Millis{"carol": 2, "dan": 3},
			Tally: chat.Tally{Read: 3, Total: 3, Version: 2}, Cursor: cursor(15)})
		last := all[chat.ReceiptsChanged](s)
		if len(last) == 0 || last[len(last)-1].Tally.Read != 3 {
			t.Errorf("told %+v", last)
		}
	})
}

func TestFlaggingLaterFetchesTheCount(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: text("ops", 11, "alice"), Cursor: cursor(12)},
			wire.OnMessageReceiptRequest{UID: uid(11), ConversationType: 3, Group: "ops", Seq: 11, Sender: "alice", Own: true, Cursor: cursor(13)},
			update(11, 1)) // comes while the count is fetched
		p.serveReceipts(0)
		if got := versions(s); !slices.Equal(got, []string{"0 whole", "1"}) {
			t.Errorf("told %v", got)
		}
		if asked := last[chat.ReceiptAsked](t, s); !asked.Own || asked.Seq != 11 {
			t.Errorf("asked = %+v", asked)
		}
	})
}

func TestACountIsFetchedAgainAfterTheConnectionWasLost(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: mine(11, chat.Tally{Total: 600}), Cursor: cursor(12)}, update(11, 3))
		want[wire.GetReadReceipt](p)
		p.conn.Kill()
		p = hub.welcome(at(11))
		p.serveReceipts(5)
		if got := versions(s); !slices.Equal(got, []string{"5 whole"}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestNoCountGoesBack(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: mine(11, chat.Tally{Total: 600}), Cursor: cursor(12)}, update(11, 1), update(11, 2))
		synctest.Wait()
		go func() { // a page that was made before the updates
			_, id := want[wire.GetHistory](p)
			p.reply(id, wire.MessagesBody{Messages: []chat.Message{mine(11, chat.Tally{Total: 600})}})
		}()
		page, err := c.History(t.Context(), "ops", chat.Span{})
		if err != nil {
			t.Fatal(err)
		}
		want := &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: 2, Total: 600, Version: 2}, Readers: map[chat.UserID]chat.Millis{"u1": 1, "u2": 2}}
		if diff := cmp.Diff(page.Messages[0].Receipt, want); diff != "" {
			t.Error(diff)
		}
		// What is handed out does not change any more.
		p.tell(update(11, 3))
		synctest.Wait()
		if diff := cmp.Diff(page.Messages[0].Receipt, want); diff != "" {
			t.Error(diff)
		}
		edited := mine(11, chat.Tally{Total: 600})
		edited.Text, edited.Edited = "edited", 7
		p.tell(wire.OnMessageUpdated{Message: edited, Cursor: cursor(150)})
		if m := last[chat.MessageChanged](t, s).Message; m.Text != "edited" || m.Receipt.Read != 3 {
			t.Errorf("changed %+v", m)
		}
	})
}

func TestLongListsOfReadersAreFetchedInPages(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: mine(11, chat.Tally{Total: 600}), Cursor: cursor(12)}, update(11, 560))
		p.serveReceipts(560)
		p.tell(update(11, 561))
		changed := all[chat.ReceiptsChanged](s)
		if len(changed) != 2 || !changed[0].Whole || len(changed[0].Readers) != 560 || changed[1].Whole || len(changed[1].Readers) != 1 {
			t.Errorf("told %d changes", len(changed))
		}
		p.none()
	})
}

func TestAMessageCarriesItsReadersUpToTheBound(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(wire.OnMessage{Message: mine(11, chat.Tally{Total: 600}), Cursor: cursor(12)})
		for n := range chat.MaxListedReaders + 1 {
			p.tell(update(11, n+1))
		}
		hub.failWith(errRefused)
		synctest.Wait()
		p.conn.Kill()
		synctest.Wait()
		page, err := c.History(t.Context(), "ops", chat.Span{}) // the local copy
		if err != nil || page.Messages[0].Receipt.Read != 501 || page.Messages[0].Receipt.Readers != nil {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

func TestNewsThatNobodyTakesAreFolded(t *testing.T) {
	f := newFeed()
	for i := range chat.Seq(5000) {
		f.add(chat.MessageAdded{Message: text("ops", i, "bob")})
		f.add(chat.GroupChanged{Group: chat.Group{ID: "ops", LastSeq: i}})
		f.add(chat.TypingSeen{Group: "ops"})
		f.add(chat.Trouble{Text: fmt.Sprint(i)})
		f.add(chat.PresenceSeen{User: "bob", Online: i%2 == 1})
	}
	f.add(chat.Sending{ClientMsgID: "1", State: chat.SendQueued})
	f.add(chat.Sending{ClientMsgID: "2", State: chat.SendQueued})
	f.add(chat.Sending{ClientMsgID: "1", State: chat.SendDone})
	f.add(chat.GroupGone{Group: "dev"})
	f.add(chat.MessageChanged{Message: text("dev", 1, "bob")})
	f.add(chat.LinkChanged{State: chat.LinkOffline})
	f.add(chat.LinkChanged{State: chat.LinkOnline})
	f.fold()
	var got []string
	for _, n := range f.batch {
		if _, ok := n.(chat.Trouble); !ok {
			got = append(got, fmt.Sprintf("%T", n)[len("chat."):])
		}
	}
	want := "GroupChanged PresenceSeen Sending Sending GroupGone LinkChanged GroupReset GroupReset"
	if strings.Join(got, " ") != want || len(f.batch) != 8+keptTroubles {
		t.Errorf("folded to %v", got)
	}
	if g := f.batch[0].(chat.GroupChanged); g.Group.LastSeq != 4999 {
		t.Errorf("group = %+v", g)
	}
}

func TestCountersStandOnceInABatch(t *testing.T) {
	f := newFeed()
	for i := range chat.Seq(10) {
		f.add(chat.GroupChanged{Group: chat.Group{ID: "ops", LastSeq: i}})
		f.add(chat.GroupChanged{Group: chat.Group{ID: "dev", LastSeq: i}})
	}
	if len(f.batch) != 2 || f.batch[1].(chat.GroupChanged).Group.LastSeq != 9 {
		t.Errorf("batch = %+v", f.batch)
	}
}

func TestTheLocalCopyOfAMessageIsItsOwn(t *testing.T) {
	m := mine(1, chat.Tally{Read: 1})
	m.Receipt.Readers = map[chat.UserID]chat.Millis{"bob": 1}
	c := clone(&m)
	c.Receipt.Read, c.Receipt.Readers["carol"] = 2, 2
	if m.Receipt.Read != 1 || !maps.Equal(m.Receipt.Readers, map[chat.UserID]chat.Millis{"bob": 1}) {
		t.Errorf("the original changed: %+v", m.Receipt)
	}
}
