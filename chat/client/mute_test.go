package client

import (
	"context"
	"testing"

	"seenby/chat"
)

// TestMutedGroupsOutlastTheProcess: what was said last holds, also of a group
// that is not known, and a name that is none is not kept.
func TestMutedGroupsOutlastTheProcess(t *testing.T) {
	dir := t.TempDir()
	steps := []struct {
		does     func(c *Client)
		ops, dev bool
	}{
		{func(*Client) {}, false, false},
		{func(c *Client) { c.Mute("ops", true); c.Mute("dev", true); c.Mute("no such\n", true) }, true, true},
		{func(*Client) {}, true, true},
		{func(c *Client) { c.Mute("dev", false); c.Mute("dev", false) }, true, false},
		{func(*Client) {}, true, false},
		{func(c *Client) { c.Mute("ops", false) }, false, false},
		{func(*Client) {}, false, false},
	}
	for i, step := range steps {
		c, hub, s := start(t, dir, Config{Dial: away})
		step.does(c)
		if c.Muted("ops") != step.ops || c.Muted("dev") != step.dev || c.Muted("no such\n") {
			t.Errorf("step %d: ops %t, dev %t, none %t", i, c.Muted("ops"), c.Muted("dev"), c.Muted("no such\n"))
		}
		stop(t, c, hub, s)
	}
}

func TestAClientWithoutADirectoryMutesToo(t *testing.T) {
	c, err := Open(t.Context(), documented(t, Config{Dial: away}))
	if err != nil {
		t.Fatal(err)
	}
	s := watch(c)
	c.Mute("ops", true)
	if !c.Muted("ops") {
		t.Error("it is not muted")
	}
	if err := c.Close(context.Background()); err != nil {
		t.Error(err)
	}
	<-s.done
}

// TestRequestsAndRemindersSayWhetherTheyAreLive: what is replayed was missed.
func TestRequestsAndRemindersSayWhetherTheyAreLive(t *testing.T) {
	w := newWorld(t)
	alice, _ := w.join(w.config("alice"))
	cfg := w.config("bob")
	cfg.StateDir = t.TempDir()
	bob, b := w.join(cfg)
	first, second := w.say(alice, "one", false), w.say(alice, "two", false)
	w.comes(b, second)
	asked := func(uid chat.MessageUID, live bool) {
		t.Helper()
		n := until(t, b, func(n chat.ReceiptAsked) bool { return n.UID == uid })
		r := until(t, b, func(n chat.ReceiptReminder) bool { return n.UID == uid })
		if n.Live != live || r.Live != live {
			t.Errorf("%s: asked live %t, reminded live %t, want %t", uid, n.Live, r.Live, live)
		}
	}
	ask := func(uid chat.MessageUID) {
		t.Helper()
		if code, err := alice.SendReadReceiptRequest(t.Context(), "ops", uid); code != chat.Done || err != nil {
			t.Fatalf("request: %d, %v", code, err)
		}
		if _, err := alice.RemindUnread(t.Context(), "ops", uid); err != nil {
			t.Fatal(err)
		}
	}
	ask(first)
	asked(first, true)
	if err := bob.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-b.done
	ask(second)
	_, b = w.join(cfg)
	asked(second, false)
}
