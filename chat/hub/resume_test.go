package hub_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/wire"
)

func (f frame) group() chat.GroupID {
	switch {
	case f.Message != nil:
		return f.Message.Group
	case f.Group != nil:
		return f.Group.ID
	}
	return f.Target
}

func (f frame) pos(t testing.TB) chat.Pos {
	t.Helper()
	_, pos, ok := wire.ParseCursor(f.Cursor)
	if !ok {
		t.Fatalf("no cursor in %s", f.raw)
	}
	return pos
}

// durable are the events that are replayed.
var durable = []string{
	"onMessage", "onMessageUpdated", "onGroupChanged", "onMessageReceiptRequest", "onMessageReceiptResponse", "onReceiptReminder",
}

func cursorsOf(groups []chat.Group) map[chat.GroupID]string {
	cursors := map[chat.GroupID]string{}
	for _, g := range groups {
		cursors[g.ID] = g.Cursor
	}
	return cursors
}

func TestWhatWasMissedIsReplayedInOrderAndThenOnReady(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana := w.join("ana", ops, "second")
	bob := w.join("bob", ops, "second")
	cursors := bob.ready.Cursors
	first := ana.flagged(ops, "one")
	second := ana.post("second", "two")
	third := ana.post(ops, "three")
	ana.do("editMessage", obj("targetId", ops, "messageUId", first.UID, "text", "ONE"))
	ana.do("sendReadReceiptRequest", onMessage("second", second.UID))
	ana.do("updateGroup", obj("targetId", "second", "topic", "t"))
	gone := ana.post(ops, "gone")
	ana.do("recallMessage", onMessage(ops, gone.UID))
	ana.do("remindUnread", onMessage(ops, first.UID))
	bob.event("onReceiptReminder")

	back := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursors, "device", "another"))
	var got []string
	for _, f := range back.seen() {
		name := f.Event
		if f.Message != nil {
			name += " " + string(f.Message.Group) + " " + f.Message.Text
		}
		got = append(got, name)
	}
	want := []string{
		"onMessage ops ONE", "onMessage second two", "onMessage ops three", "onMessageUpdated ops ONE",
		// that second asks, its onMessage has said
		"onGroupChanged", "onMessage second ana changed the group", "onMessage ops ", "onMessageUpdated ops ",
		"onReceiptReminder", "onReady",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if m := back.about("onMessage", second.UID).Message; m.Receipt == nil || !m.Receipt.Asked {
		t.Errorf("%+v", m)
	}
	_ = third
	for _, g := range back.welcome.Groups {
		if g.Reset {
			t.Errorf("%s was reset", g.ID)
		}
	}
}

func TestARequestForAMessageFromBeforeTheCursorIsReplayed(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	m := ana.post(ops, "x")
	cursor := bob.about("onMessage", m.UID).Cursor
	ana.do("sendReadReceiptRequest", onMessage(ops, m.UID))
	bob.about("onMessageReceiptRequest", m.UID)
	replayed := func() frame {
		t.Helper()
		c := w.connect(hub.Claims{User: "bob"}, obj("cursors", map[string]string{"ops": cursor}))
		return c.about("onMessageReceiptRequest", m.UID)
	}
	if e := replayed(); e.HasRespond || e.Own {
		t.Errorf("%s", e.raw)
	}
	bob.answers(ops, m.UID)
	if e := replayed(); !e.HasRespond {
		t.Errorf("%s", e.raw)
	}
}

func TestACursorThatIsNoneResets(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	ana.post(ops, "x")
	good := ana.welcome.Groups[0].Cursor
	epoch, _, _ := wire.ParseCursor(good)
	for name, cursor := range map[string]string{
		"nonsense": "nonsense", "empty": "", "of another log": wire.FormatCursor("other", 1),
		"from the future": wire.FormatCursor(epoch, 1<<40),
	} {
		c := w.connect(hub.Claims{User: "ana"}, obj("cursors", map[string]string{"ops": cursor, "elsewhere": cursor}))
		if g := c.welcome.Groups[0]; !g.Reset || g.Cursor == "" {
			t.Errorf("%s: %+v", name, g)
		}
		if n := len(c.seen("onMessage")); n != 0 {
			t.Errorf("%s: %d messages were replayed", name, n)
		}
	}
}

func TestACursorTooFarBehindResetsThatGroupAlone(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.MaxReplay = 50 })
	ana := w.join("ana", ops, "quiet")
	cursors := ana.ready.Cursors
	for range 200 {
		ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
	}
	m := ana.post("quiet", "x")
	back := w.connect(hub.Claims{User: "ana"}, obj("cursors", cursors))
	for _, g := range back.welcome.Groups {
		if g.Reset != (g.ID == ops) {
			t.Errorf("%+v", g)
		}
	}
	back.about("onMessage", m.UID)
	if n := len(back.seen("onMessage")); n != 1 {
		t.Errorf("%d messages were replayed", n)
	}
}

func TestWhoWasRemovedWhileAwayIsToldThatAndNothingLater(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	cursors := bob.ready.Cursors
	bob.conn.Kill()
	m := ana.post(ops, "before")
	ana.do("removeMembers", obj("targetId", ops, "userIds", []string{"bob"}))
	ana.post(ops, "after")
	back := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursors))
	back.about("onMessage", m.UID)
	if e := back.event("onGroupChanged"); e.Change.Kind != chat.ChangeRemoved || e.Group.ID != ops {
		t.Errorf("%s", e.raw)
	}
	if es := back.seen("onMessage"); len(es) != 1 {
		t.Errorf("was told %v", es)
	}
	if len(back.welcome.Groups) != 0 {
		t.Errorf("%+v", back.welcome.Groups)
	}
}

func TestALargeReplayIsPacedAndComplete(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.Limits.Off = true }).overTCP()
	ana := w.join("ana", ops)
	cursors := ana.ready.Cursors
	text := strings.Repeat("x", 2000)
	const n = 1500 // 3 MB, fifty outboxes
	for range n {
		ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", text))
	}
	ana.wait("all of them", func(f frame) bool { return f.Message != nil && f.Message.Seq == n })
	w.o.Socket.OutboxBytes = 64 << 10
	w.restart()
	back := w.connect(hub.Claims{User: "ana"}, obj("cursors", cursors))
	for i, f := range back.seen("onMessage") {
		if f.Message.Seq != chat.Seq(i+1) {
			t.Fatalf("seq %d at %d", f.Message.Seq, i)
		}
	}
	if got := len(back.seen("onMessage")); got != n {
		t.Errorf("%d of %d", got, n)
	}
}

// follower is a user who is cut off again and again, at any frame, and resumes
// with the cursors of what they have processed.
type follower struct {
	w       *world
	claims  hub.Claims
	cursors map[chat.GroupID]string
	got     map[chat.GroupID][]string
	asked   map[chat.MessageUID]bool
}

// live connects, processes n durable events, or all up to until, and is cut off.
func (f *follower) live(t *testing.T, n int, until func(frame) bool) {
	t.Helper()
	c := f.w.dial(nil)
	r := c.hello(f.claims, obj("cursors", f.cursors, "device", "follower"))
	if r.Code != chat.Done {
		t.Fatalf("%s", r.raw)
	}
	for _, g := range r.Groups {
		if g.Reset {
			t.Fatalf("reset: %s", r.raw)
		}
		if _, known := f.cursors[g.ID]; !known {
			f.cursors[g.ID] = g.Cursor
		}
	}
	last := chat.Pos(0)
	for n > 0 {
		e := c.wait("any durable event", func(e frame) bool {
			for _, name := range durable {
				if e.Event == name {
					return true
				}
			}
			return false
		})
		n--
		pos := e.pos(t)
		if pos <= last {
			t.Fatalf("position %d after %d: %s", pos, last, e.raw)
		}
		last = pos
		f.note(e)
		if until != nil && until(e) {
			break
		}
	}
	c.conn.Kill()
	<-c.conn.Closed()
}

func (f *follower) note(e frame) {
	g := e.group()
	f.cursors[g] = e.Cursor
	f.got[g] = append(f.got[g], line(e, f.asked))
}

// line is what an event has to say wherever and whenever it is told. A request
// that onMessage told already is not repeated, so none is compared there.
func line(e frame, asked map[chat.MessageUID]bool) string {
	if e.Event == "onMessage" && e.Message.Receipt != nil {
		asked[e.Message.UID] = true
	}
	s := e.Event + " " + e.Cursor
	if e.Event == "onMessageReceiptResponse" {
		s += fmt.Sprintf(" v%d %d/%d %v", e.Version, e.ReadCount, e.TotalCount, e.Readers)
	}
	return s
}

func TestCutAtAnyPointNothingIsMissingAndNothingTwice(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { cutAtAnyPoint(t, seed) })
	}
}

func cutAtAnyPoint(t *testing.T, seed uint64) {
	w := newWorld(t, func(o *hub.Options) { o.Limits.Off = true }).overTCP()
	groups := []chat.GroupID{"g1", "g2", "g3"}
	writers := []*client{w.join("ana", groups...), w.join("bob", groups...), w.join("cy", groups...)}
	heart := w.join("heart", groups...)
	reference := w.connect(hub.Claims{User: "ana"}, obj("device", "reference"))
	f := &follower{w: w, claims: hub.Claims{User: "ana"}, cursors: cursorsOf(reference.welcome.Groups), got: map[chat.GroupID][]string{}, asked: map[chat.MessageUID]bool{}}

	var writing sync.WaitGroup
	for i, c := range writers {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		writing.Go(func() { scribble(c, groups, rng, 60) })
	}
	stop := make(chan struct{})
	var beating sync.WaitGroup
	beating.Go(func() { // so that there is always something to wait for
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				heart.post(groups[i%len(groups)], "beat")
			}
		}
	})
	rng := rand.New(rand.NewPCG(seed, 99))
	for range 20 {
		f.live(t, rng.IntN(30)+1, nil)
	}
	close(stop)
	beating.Wait()
	writing.Wait()
	ends := map[chat.GroupID]chat.MessageUID{}
	for _, g := range groups {
		ends[g] = writers[1].post(g, "the end").UID
		reference.about("onMessage", ends[g])
	}
	left := len(groups)
	f.live(t, 1<<30, func(e frame) bool {
		if e.Event == "onMessage" && e.Message.UID == ends[e.group()] {
			left--
		}
		return left == 0
	})
	compare(t, f, reference, ends)
}

// scribble does n random things.
func scribble(c *client, groups []chat.GroupID, rng *rand.Rand, n int) {
	mine := map[chat.GroupID][]chat.MessageUID{}
	for range n {
		g := groups[rng.IntN(len(groups))]
		own := mine[g]
		any := func() chat.MessageUID { return own[rng.IntN(len(own))] }
		switch k := rng.IntN(10); {
		case k < 3 || len(own) == 0:
			mine[g] = append(own, c.flagged(g, "flagged").UID)
		case k < 5:
			mine[g] = append(own, c.post(g, "plain").UID)
		case k == 5:
			c.call("editMessage", obj("targetId", g, "messageUId", any(), "text", "edited"))
		case k == 6:
			c.call("sendReadReceiptRequest", onMessage(g, any()))
		case k == 7:
			c.call("react", obj("targetId", g, "messageUId", any(), "emoji", "x", "on", rng.IntN(2) == 0))
		default:
			h := c.do("getHistory", obj("targetId", g, "limit", 5)).Messages
			var uids []chat.MessageUID
			for _, m := range h {
				uids = append(uids, m.UID)
			}
			if len(uids) > 0 {
				c.answers(g, uids...)
			}
		}
	}
}

// compare holds what the follower got against what somebody got who was never
// cut off.
func compare(t *testing.T, f *follower, reference *client, ends map[chat.GroupID]chat.MessageUID) {
	t.Helper()
	want := map[chat.GroupID][]string{}
	over := map[chat.GroupID]bool{}
	requests := map[string]chat.MessageUID{}
	for _, e := range reference.seen(durable...) {
		g := e.group()
		if over[g] {
			continue
		}
		s := line(e, map[chat.MessageUID]bool{})
		if e.Event == "onMessageReceiptRequest" {
			requests[s] = e.UID
		}
		want[g] = append(want[g], s)
		over[g] = e.Event == "onMessage" && e.Message.UID == ends[g]
	}
	for g, lines := range want {
		got := map[string]bool{}
		for _, s := range f.got[g] {
			if got[s] {
				t.Errorf("%s: twice: %s", g, s)
			}
			got[s] = true
		}
		var expected, rest []string
		for _, s := range lines {
			if uid, isRequest := requests[s]; isRequest && !got[s] && f.asked[uid] {
				continue // its onMessage said so
			}
			expected = append(expected, s)
		}
		for _, s := range f.got[g] {
			rest = append(rest, s)
			if len(rest) == len(expected) {
				break
			}
		}
		if diff := cmp.Diff(expected, rest); diff != "" {
			t.Errorf("%s (-never cut +cut):\n%s", g, diff)
		}
	}
}
