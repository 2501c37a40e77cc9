package hub_test

import (
	"slices"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
)

// ownEvents are what one device of a user is told because of another one.
var ownEvents = []string{"onReceiptResponded", "onReadPosition"}

func TestAnotherDeviceIsToldAtItsNextConnectWhatWasDoneOnTheFirst(t *testing.T) {
	for name, between := range map[string]func(*world){"": func(*world) {}, " after a restart": (*world).restart} {
		t.Run("resume"+name, func(t *testing.T) {
			w := newWorld(t, nil)
			ana, bob := w.join("ana", ops), w.join("bob", ops)
			settle(ana, ops, bob)
			cursors := bob.ready.Cursors
			first, second := ana.flagged(ops, "one"), ana.flagged(ops, "two")
			bob.answers(ops, first.UID)
			live := []frame{bob.event("onReceiptResponded")}
			plain := ana.post(ops, "three")
			bob.about("onMessage", plain.UID)
			bob.do("setReadPosition", obj("targetId", ops, "seq", plain.Seq))
			live = append(live, bob.event("onReadPosition"))
			bob.answers(ops, second.UID)
			live = append(live, bob.event("onReceiptResponded"))
			last := ana.post(ops, "four")
			bob.about("onMessage", last.UID)
			between(w)

			phone := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursors, "device", "phone"))
			got := phone.seen(ownEvents...)
			if len(got) != len(live) {
				t.Fatalf("told %v", got)
			}
			for i, e := range got {
				if e.Event != live[i].Event || e.Cursor != live[i].Cursor || e.Target != ops {
					t.Errorf("%s\nwas live %s", e.raw, live[i].raw)
				}
				if !slices.Equal(e.UIDs, live[i].UIDs) || e.Responded != live[i].Responded {
					t.Errorf("%s\nwas live %s", e.raw, live[i].raw)
				}
			}
			if e := got[1]; e.ReadSeq != plain.Seq || e.Unread != 1 {
				t.Errorf("%s", e.raw)
			}
			inOrder(t, phone)

			// From each place on only what comes after it.
			for i, e := range live {
				cursor := map[string]string{"ops": e.Cursor}
				c := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursor, "device", "phone"))
				if n := len(c.seen(ownEvents...)); n != len(live)-1-i {
					t.Errorf("after %s: %d are told", e.raw, n)
				}
			}
			other := w.connect(hub.Claims{User: "ana"}, obj("cursors", cursors))
			if es := other.seen(ownEvents...); len(es) != 0 {
				t.Errorf("somebody else is told %v", es)
			}
		})
	}
}

// inOrder holds that the durable events up to onReady come in the order of the log,
// each once.
func inOrder(t *testing.T, c *client) {
	t.Helper()
	var at chat.Pos
	for _, e := range c.seen() {
		if e.Event == "onReady" {
			return
		}
		if pos := e.pos(t); pos <= at {
			t.Errorf("place %d after %d: %s", pos, at, e.raw)
		} else {
			at = pos
		}
	}
}

func TestAnAnswerThatNobodyWasToldYetIsReplayedToo(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob, cid := w.join("ana", ops), w.join("bob", ops), w.join("cid", ops)
	settle(ana, ops, bob, cid)
	cursors := bob.ready.Cursors
	m := ana.flagged(ops, "x")
	bob.about("onMessage", m.UID)
	cid.answers(ops, m.UID) // announced at once, so that bob's has to wait
	bob.answers(ops, m.UID)
	c := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursors, "device", "phone"))
	es := c.seen("onReceiptResponded")
	if len(es) != 1 || !slices.Equal(es[0].UIDs, []chat.MessageUID{m.UID}) {
		t.Errorf("told %v", es)
	}
	settle(ana, ops, c)
	if n := len(c.seen("onReceiptResponded")); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestWhoWasRemovedIsToldTheirOwnAnswersFromBefore(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	settle(ana, ops, bob)
	cursors := bob.ready.Cursors
	m := ana.flagged(ops, "x")
	bob.about("onMessage", m.UID)
	bob.answers(ops, m.UID)
	ana.do("removeMembers", obj("targetId", ops, "userIds", []string{"bob"}))
	c := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursors))
	var names []string
	for _, e := range c.seen("onReceiptResponded", "onGroupChanged") {
		names = append(names, e.Event)
	}
	if !slices.Equal(names, []string{"onReceiptResponded", "onGroupChanged"}) {
		t.Errorf("told %v", names)
	}
}
