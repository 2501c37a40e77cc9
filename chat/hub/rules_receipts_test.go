package hub_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/hub"
)

// The sentences of protocol.md about receipts and resuming, and what stands under
// More; see rules_test.go.

func TestRulesReceiptsBeforeEditGoesByTheTimeOfReading(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	m := ana.flagged(ops, "one")
	now.add(time.Minute)
	edited := chat.At(now.now())
	ana.do("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "two"))
	now.add(time.Minute)
	for c, at := range map[*client]chat.Millis{bob: edited - 1, cy: edited + 1} { // both answer after the edit
		c.do("sendReadReceiptResponse", obj("targetId", ops, "messageList", []any{obj("messageUId", m.UID, "readTime", at)}))
	}
	before := map[chat.UserID]bool{}
	for _, r := range ana.do("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "read")).Users {
		before[r.User] = r.BeforeEdit
	}
	if diff := cmp.Diff(map[chat.UserID]bool{"bob": true, "cy": false}, before); diff != "" {
		t.Error(diff)
	}
}

func TestRulesReceiptsVersionsHaveNoGapAndCountsNeverFall(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana := w.join("ana", ops)
	var readers []*client
	for i := range 8 {
		readers = append(readers, w.join(fmt.Sprintf("r%d", i), ops))
	}
	m := ana.flagged(ops, "x")
	for i, c := range readers {
		now.add(time.Second)
		switch i {
		case 2: // leaves before reading
			c.do("quitGroup", obj("targetId", ops))
		case 5: // leaves, comes back and reads
			ana.do("removeMembers", obj("targetId", ops, "userIds", []chat.UserID{c.user}))
			now.add(time.Second)
			ana.do("inviteMembers", obj("targetId", ops, "userIds", []chat.UserID{c.user}))
			now.add(time.Second)
			fallthrough
		default:
			c.answers(ops, m.UID)
		}
	}
	now.add(time.Second)
	w.join("late", ops).answers(ops, m.UID)
	settle(ana, ops)
	var total []int
	read, version := 0, int64(0)
	for _, e := range ana.seen("onMessageReceiptResponse") {
		if e.Version != version+1 || e.ReadCount < read || e.ReadCount > e.TotalCount || e.ReadCount-read > len(e.Readers) {
			t.Errorf("after version %d with %d read: %s", version, read, e.raw)
		}
		read, version = e.ReadCount, e.Version
		total = append(total, e.TotalCount)
	}
	if diff := cmp.Diff([]int{8, 8, 7, 7, 7, 6, 7, 7, 7, 7, 7}, total); diff != "" || read != 7 {
		t.Errorf("%d read, totals %s", read, diff)
	}
}

func TestRulesReceiptsUnderSenderTheCountComesBackWithTheSender(t *testing.T) {
	w := newWorld(t, nil)
	owner, ana, bob := w.join("owner", ops), w.join("ana", ops), w.join("bob", ops)
	m := ana.flagged(ops, "x")
	ana.do("quitGroup", obj("targetId", ops))
	bob.answers(ops, m.UID)
	for _, op := range []string{"getReadReceipt", "remindUnread", "sendReadReceiptRequest"} {
		wantCode(t, ana.call(op, onMessage(ops, m.UID)), chat.NotMember)
		wantCode(t, owner.call(op, onMessage(ops, m.UID)), chat.NotSender)
	}
	settle(bob, ops, owner)
	if n := len(ana.seen("onMessageReceiptResponse")); n != 0 {
		t.Errorf("who left was told %v", ana.seen("onMessageReceiptResponse"))
	}
	owner.do("inviteMembers", obj("targetId", ops, "userIds", []string{"ana"}))
	wantTally(t, ana.do("getReadReceipt", onMessage(ops, m.UID)), 1, 2)
}

func TestRulesResumeOnReadyComesOnceAndAfterTheReply(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	for range 3 {
		ana.post(ops, "x")
	}
	for name, params := range map[string]map[string]any{
		"no cursors": nil, "none of them good": obj("cursors", obj("ops", "x", "y", "z")), "cursors": obj("cursors", ana.ready.Cursors),
	} {
		c := w.connect(hub.Claims{User: "ana"}, params)
		settle(c, ops)
		es := c.seen()
		i := slices.IndexFunc(es, func(f frame) bool { return f.Event == "onReady" })
		if n := len(c.seen("onReady")); n != 1 || es[i].Cursors[ops] == "" {
			t.Errorf("%s: %d onReady", name, n)
		}
		want := map[bool]int{true: len(es[:i]), false: 0}[name == "cursors"]
		if len(es[:i]) != want || name == "cursors" && want < 3 {
			t.Errorf("%s: %d events before onReady", name, len(es[:i]))
		}
	}
}

func TestRulesResumeCursorsOfForeignGroupsTellNothing(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", "closed")
	cursor := ana.ready.Cursors["closed"]
	ana.post("closed", "a secret")
	eve := func(g string) string {
		c := w.connect(hub.Claims{User: "eve", Groups: []chat.GroupID{ops}}, obj("device", "d", "cursors", obj(g, cursor)))
		c.about("onMessage", c.post(ops, "x").UID)
		return fmt.Sprint(len(c.seen()), len(c.welcome.Groups), c.welcome.Groups[0].Reset, c.ready.Cursors["closed"])
	}
	if foreign, absent := eve("closed"), eve("absent"); foreign != absent {
		t.Errorf("%s for a foreign group, %s for none", foreign, absent)
	}
}

func TestRulesMoreOwnMessagesAreNeverUnread(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	bob.post(ops, "one")
	for range 5 {
		ana.post(ops, "x")
	}
	for when := range 2 {
		for c, want := range map[*client]int{ana: 1, bob: 5} {
			if g := c.do("getGroup", obj("targetId", ops)).Group; g.Unread != want {
				t.Errorf("%s: %d unread", c.user, g.Unread)
			}
			fresh := w.connect(hub.Claims{User: c.user}, nil)
			if g := fresh.welcome.Groups[0]; g.Unread != want {
				t.Errorf("%s at connect: %d unread", c.user, g.Unread)
			}
		}
		if when == 0 {
			ana.do("updateGroup", obj("targetId", ops, "topic", "a system line is not unread"))
		}
	}
}
