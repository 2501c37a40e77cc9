package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
)

// seqs returns the seqs of the messages that were told, and whether live.
func seqs(s *screen) (seqs []chat.Seq, live []bool) {
	for _, m := range all[chat.MessageAdded](s) {
		seqs = append(seqs, m.Message.Seq)
		live = append(live, m.Live)
	}
	return seqs, live
}

func on(seq chat.Seq) wire.OnMessage {
	return wire.OnMessage{Message: text("ops", seq, "bob"), Cursor: cursor(int(seq) + 1)}
}

func at(lastSeq chat.Seq) chat.Group {
	g := ops()
	g.LastSeq, g.Cursor = lastSeq, cursor(int(lastSeq)+1)
	return g
}

func TestResumesAfterWhatWasProcessed(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p, hello := hub.accept()
		if len(hello.Cursors) != 0 {
			t.Errorf("cursors = %v", hello.Cursors)
		}
		p.greet(at(10))
		p.tell(on(11), on(12), on(12), on(9))
		p.tell(wire.OnMessageUpdated{Message: text("ops", 3, "bob"), Cursor: cursor(20)})
		if got, live := seqs(s); !slices.Equal(got, []chat.Seq{11, 12}) || !slices.Equal(live, []bool{true, true}) {
			t.Errorf("told %v, live %v", got, live)
		}
		p.conn.Kill()
		p, hello = hub.accept()
		if want := map[chat.GroupID]string{"ops": cursor(20)}; !maps.Equal(hello.Cursors, want) {
			t.Errorf("cursors = %v", hello.Cursors)
		}
		p.reply(p.hello, wire.Connected{UserID: "alice", Groups: []chat.Group{at(14)}})
		p.tell(on(13), on(14), wire.OnReady{Cursors: map[chat.GroupID]string{"ops": cursor(30)}}, on(15))
		got, live := seqs(s)
		if !slices.Equal(got, []chat.Seq{11, 12, 13, 14, 15}) || !slices.Equal(live, []bool{true, true, false, false, true}) {
			t.Errorf("told %v, live %v", got, live)
		}
	})
}

func TestFetchesWhatIsMissing(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(on(11), on(15), wire.OnMessageUpdated{Message: text("ops", 15, "bob"), Cursor: cursor(17)}, on(18))
		h, id := want[wire.GetHistory](p)
		if *h.After != 11 || h.Limit != chat.MaxHistory {
			t.Errorf("asked for %+v", h)
		}
		if got, _ := seqs(s); !slices.Equal(got, []chat.Seq{11}) {
			t.Errorf("told %v before the rest is there", got)
		}
		p.reply(id, wire.MessagesBody{Messages: []chat.Message{text("ops", 13, "bob"), text("ops", 12, "bob")}, More: true})
		h, id = want[wire.GetHistory](p)
		if *h.After != 13 {
			t.Errorf("asked for %+v", h)
		}
		p.reply(id, wire.MessagesBody{Messages: []chat.Message{text("ops", 14, "bob"), text("ops", 15, "bob"), text("dev", 16, "bob")}})
		h, id = want[wire.GetHistory](p) // 18 came without 16 and 17
		if *h.After != 15 {
			t.Errorf("asked for %+v", h)
		}
		p.reply(id, wire.MessagesBody{Messages: []chat.Message{text("ops", 16, "bob"), text("ops", 17, "bob")}})
		got, live := seqs(s)
		if !slices.Equal(got, []chat.Seq{11, 12, 13, 14, 15, 16, 17, 18}) {
			t.Errorf("told %v", got)
		}
		if !slices.Equal(live, []bool{true, false, false, false, true, false, false, true}) {
			t.Errorf("live %v", live)
		}
	})
}

func TestWhatIsMissingWhenAllWasSentIsFetched(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(on(11))
		synctest.Wait()
		p.conn.Kill()
		p, _ = hub.accept()
		p.reply(p.hello, wire.Connected{UserID: "alice", Groups: []chat.Group{at(13)}})
		p.tell(on(12), wire.OnReady{Cursors: map[chat.GroupID]string{"ops": cursor(30)}})
		h, id := want[wire.GetHistory](p)
		if *h.After != 12 {
			t.Errorf("asked for %+v", h)
		}
		p.reply(id, wire.MessagesBody{Messages: []chat.Message{text("ops", 13, "bob")}})
		if got, _ := seqs(s); !slices.Equal(got, []chat.Seq{11, 12, 13}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestACutWhileFetchingLosesNothing(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(on(11), on(14), on(15))
		want[wire.GetHistory](p)
		synctest.Wait()
		p.conn.Kill()
		p, hello := hub.accept()
		if hello.Cursors["ops"] != cursor(12) {
			t.Errorf("cursors = %v", hello.Cursors)
		}
		p.reply(p.hello, wire.Connected{UserID: "alice", Groups: []chat.Group{at(15)}})
		p.tell(on(12), on(13), on(14), on(15), wire.OnReady{})
		if got, _ := seqs(s); !slices.Equal(got, []chat.Seq{11, 12, 13, 14, 15}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestAHoleThatTheHubCannotFillIsDeclared(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(on(1 << 31))
		_, id := want[wire.GetHistory](p)
		p.refuse(id, chat.Failed, 0)
		if got := all[chat.GroupReset](s); len(got) != 1 || got[0].Group != "ops" {
			t.Errorf("reset %v", got)
		}
		if got, _ := seqs(s); !slices.Equal(got, []chat.Seq{1 << 31}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestAGroupTooFarBehindIsReset(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(on(11))
		synctest.Wait()
		p.conn.Kill()
		p, _ = hub.accept()
		g := at(5000)
		g.Reset = true
		p.reply(p.hello, wire.Connected{UserID: "alice", Groups: []chat.Group{g}})
		p.tell(wire.OnReady{}, on(5001))
		if got := all[chat.GroupReset](s); len(got) != 1 || got[0].Group != "ops" {
			t.Errorf("reset %v", got)
		}
		if got, _ := seqs(s); !slices.Equal(got, []chat.Seq{11, 5001}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestGroupsComeAndGo(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		dev := chat.Group{ID: "dev", Name: "Dev", Cursor: cursor(1)}
		p := hub.welcome(at(10), dev)
		listed := last[chat.GroupsListed](t, s).Groups
		if len(listed) != 2 || listed[0].ID != "ops" || listed[1].Name != "Dev" {
			t.Errorf("listed %+v", listed)
		}
		renamed := at(11)
		renamed.Name = "Operations"
		p.tell(wire.OnGroupChanged{Group: renamed, Change: chat.GroupChange{Kind: chat.ChangeUpdated, By: "bob"}, Cursor: cursor(12)},
			wire.OnGroupChanged{Group: chat.Group{ID: "new", Name: "New", LastSeq: 1}, Change: chat.GroupChange{Kind: chat.ChangeInvited, By: "bob", Users: []chat.UserID{"alice"}}, Cursor: cursor(13)},
			wire.OnMessage{Message: text("new", 1, "bob"), Cursor: cursor(14)},
			wire.OnGroupChanged{Group: dev, Change: chat.GroupChange{Kind: chat.ChangeRemoved, By: "bob", Users: []chat.UserID{"alice"}}, Cursor: cursor(15)},
		)
		changed := all[chat.GroupChanged](s)
		if changed[0].Group.Name != "Operations" || changed[0].Change.Kind != chat.ChangeUpdated || changed[1].Group.ID != "new" {
			t.Errorf("changed %+v", changed)
		}
		if gone := all[chat.GroupGone](s); !slices.Equal(gone, []chat.GroupGone{{Group: "dev", By: "bob"}}) {
			t.Errorf("gone %+v", gone)
		}
		p.conn.Kill()
		_, hello := hub.accept()
		if want := map[chat.GroupID]string{"ops": cursor(12), "new": cursor(14)}; !maps.Equal(hello.Cursors, want) {
			t.Errorf("cursors = %v", hello.Cursors)
		}
	})
}

func TestCountersMoveWithTheMessages(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		own, system := text("ops", 12, "alice"), text("ops", 13, "bob")
		system.Kind = chat.KindSystem
		p.tell(on(11), wire.OnMessage{Message: own, Cursor: cursor(13)}, wire.OnMessage{Message: system, Cursor: cursor(14)}, on(14))
		g := last[chat.GroupChanged](t, s)
		if g.Change != nil || g.Group.LastSeq != 14 || g.Group.Unread != 2 {
			t.Errorf("group %+v", g)
		}
	})
}

func TestMoreCursorsThanAFrameHolds(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		var groups []chat.Group
		for i := range 1000 {
			groups = append(groups, chat.Group{
				ID:     chat.GroupID(fmt.Sprintf("%064d", i)),
				Cursor: cursor(1 << 40), LastSeq: chat.Seq(i + 1),
			})
		}
		p := hub.welcome(groups...)
		synctest.Wait()
		p.conn.Kill()
		p, hello := hub.accept()
		if n := len(hello.Cursors); n < 400 || n > 700 || hello.Cursors[groups[999].ID] == "" || hello.Cursors[groups[0].ID] != "" {
			t.Errorf("%d cursors, not those of the groups where something happened last", n)
		}
		frame, err := json.Marshal(hello)
		if err != nil || len(frame) > chat.MaxClientFrame-8<<10 { // so that a long token fits, too
			t.Errorf("connect has %d bytes, %v", len(frame), err)
		}
		groups[0].LastSeq, groups[999].LastSeq = 5, 1000
		p.greet(groups...)
		if got := all[chat.GroupReset](s); len(got) != 1 || got[0].Group != groups[0].ID {
			t.Errorf("reset %v", got)
		}
	})
}

func TestHistoryComesFromTheHubAndElseFromTheLocalCopy(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(300))
		serve := func(check func(h wire.GetHistory), more bool, seqs ...chat.Seq) {
			h, id := want[wire.GetHistory](p)
			check(h)
			var page []chat.Message
			for _, seq := range seqs {
				page = append(page, text("ops", seq, "bob"))
			}
			p.reply(id, wire.MessagesBody{Messages: page, More: more})
		}
		go serve(func(h wire.GetHistory) {
			if h.Before != nil || h.After != nil || h.Around != nil || h.Limit != 3 {
				t.Errorf("asked for %+v", h)
			}
		}, true, 298, 299, 300)
		page, err := c.History(t.Context(), "ops", chat.Span{Limit: 3})
		if err != nil || !page.More || len(page.Messages) != 3 {
			t.Errorf("page %+v, %v", page, err)
		}
		go serve(func(h wire.GetHistory) {
			if *h.Before != 298 || h.Limit != 200 {
				t.Errorf("asked for %+v", h)
			}
		}, true, 296, 297)
		if _, err = c.History(t.Context(), "ops", chat.Span{Before: 298, Limit: 1000}); err != nil {
			t.Error(err)
		}
		hub.failWith(errRefused)
		p.conn.Kill()
		synctest.Wait()
		tests := []struct {
			span chat.Span
			want []chat.Seq
			more bool
		}{
			{chat.Span{Limit: 2}, []chat.Seq{299, 300}, true},
			{chat.Span{}, []chat.Seq{296, 297, 298, 299, 300}, false},
			{chat.Span{Before: 299, Limit: 2}, []chat.Seq{297, 298}, true},
			{chat.Span{Before: 299}, []chat.Seq{296, 297, 298}, false},
			{chat.Span{After: 297, Limit: 2}, []chat.Seq{298, 299}, true},
			{chat.Span{After: 298}, []chat.Seq{299, 300}, false},
			{chat.Span{Around: 298, Limit: 3}, []chat.Seq{297, 298, 299}, true},
		}
		for _, test := range tests {
			page, err := c.History(t.Context(), "ops", test.span)
			var got []chat.Seq
			for _, m := range page.Messages {
				got = append(got, m.Seq)
			}
			if err != nil || page.More != test.more || !slices.Equal(got, test.want) {
				t.Errorf("%+v: %v, more %v, %v", test.span, got, page.More, err)
			}
		}
		if _, err := c.History(t.Context(), "dev", chat.Span{}); !errors.Is(err, ErrOffline) {
			t.Errorf("of a group without a copy: %v", err)
		}
		if page, err := c.Search(t.Context(), "ops", "HELL", 299, 2); err != nil || len(page.Messages) != 2 || !page.More {
			t.Errorf("search: %+v, %v", page, err)
		}
	})
}

func TestListsAreFetchedWhole(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		go func() {
			for range 3 {
				l, id := want[wire.ListMembers](p)
				var body wire.MembersBody
				for i := l.Offset; i < min(l.Offset+l.Limit, 1200); i++ {
					body.Members = append(body.Members, chat.Member{User: chat.UserID(fmt.Sprint("u", i))})
				}
				body.Total = 1200
				p.reply(id, body)
			}
			for range 3 {
				l, id := want[wire.GetReadReceipt](p)
				body := wire.ReceiptsBody{Tally: chat.Tally{Read: 1100 + l.Offset, Total: 5000}}
				for i := l.Offset; i < min(l.Offset+l.Limit, 1200); i++ {
					body.Users = append(body.Users, chat.Reader{User: chat.UserID(fmt.Sprint("u", i))})
				}
				p.reply(id, body)
			}
		}()
		members, err := c.Members(t.Context(), "ops")
		if err != nil || len(members) != 1200 || members[1199].User != "u1199" {
			t.Errorf("%d members, %v", len(members), err)
		}
		readers, err := c.Readers(t.Context(), "ops", uid(1), chat.ListRead)
		if err != nil || len(readers.Users) != 1200 || readers.Tally.Read != 1100 {
			t.Errorf("%d readers, %+v, %v", len(readers.Users), readers.Tally, err)
		}
	})
}

func TestTypingIsThinned(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		c.Typing("ops") // offline: nobody is told
		p := hub.welcome(ops())
		synctest.Wait()
		n := 0
		for range 70 {
			c.Typing("ops")
			synctest.Wait()
			select {
			case call := <-p.calls:
				n++
				p.refuse(call.ID, chat.TooFast, 0)
			default:
			}
			time.Sleep(100 * time.Millisecond)
		}
		if n != 3 {
			t.Errorf("told %d times in 7 s", n)
		}
		p.tell(wire.OnTyping{Group: "ops", User: "bob"}, wire.OnTyping{Group: "ops", User: "alice"}, wire.OnPresence{User: "bob", Online: true})
		typing, presence := all[chat.TypingSeen](s), all[chat.PresenceSeen](s)
		if len(typing) != 1 || typing[0].User != "bob" || len(presence) != 1 || !presence[0].Online {
			t.Errorf("typing %+v, presence %+v", typing, presence)
		}
	})
}

func TestEveryFrameIsObservedWithoutTheToken(t *testing.T) {
	var frames []string
	cfg := Config{Token: "very.secret.token", Device: "desk", Observe: func(d Direction, frame []byte) {
		frames = append(frames, fmt.Sprintf("%t %s", d, frame))
	}}
	run(t, cfg, func(t *testing.T, c *Client, hub *script, s *screen) {
		p, hello := hub.accept()
		if hello.Token != "very.secret.token" || hello.Device != "desk" {
			t.Errorf("hello %+v", hello)
		}
		p.greet()
		synctest.Wait()
		if diff := cmp.Diff(frames, []string{
			`true {"id":1,"op":"connect","token":"…","device":"desk"}`,
			"false " + string(wire.AppendReply(nil, 1, chat.Done, "", 0, completeBody(wire.Connected{UserID: "alice", Name: "Alice", ServerTime: now()}))),
			`false {"event":"onReady","cursors":{}}`,
		}); diff != "" {
			t.Error(diff)
		}
	})
}
