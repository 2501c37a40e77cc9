package client

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

// eventually waits until ok, for what no news tells.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("it never came: %s", what)
		}
		<-time.After(time.Millisecond)
	}
}

// waitsOn returns the counts of what a client waits for, in order.
func waitsOn(t *testing.T, c *Client) string {
	t.Helper()
	list, err := c.Waiting(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, m := range list {
		tally := "?"
		if m.Receipt.Tally != nil {
			tally = string(rune('0'+m.Receipt.Read)) + "/" + string(rune('0'+m.Receipt.Total))
		}
		words = append(words, m.Text+" "+tally)
	}
	return strings.Join(words, ", ")
}

func (w *world) waits(c *Client, want string) {
	w.t.Helper()
	eventually(w.t, want, func() bool { return waitsOn(w.t, c) == want })
}

// leave ends a client that join has opened, before its test does.
func leave(t *testing.T, c *Client) {
	t.Helper()
	if err := c.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestWaitingShrinksAsOthersRead(t *testing.T) {
	w := newWorld(t)
	alice, _ := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	carol, c := w.join(w.config("carol"))
	first := w.say(alice, "first", true)
	second := w.say(alice, "second", false)
	third := w.say(alice, "third", true)
	w.say(bob, "of bob", true)
	w.comes(b, third)
	w.waits(alice, "first 0/2, third 0/2")
	alice.RequestReceipt("ops", second)
	w.waits(alice, "first 0/2, second 0/2, third 0/2")
	for _, s := range []*screen{b, c} { // else they would not know what they answer
		until(t, s, func(n chat.ReceiptAsked) bool { return n.UID == second })
	}
	bob.Answer("ops", []chat.MessageUID{first, second})
	carol.Answer("ops", []chat.MessageUID{second})
	w.waits(alice, "first 1/2, third 0/2")
	if err := alice.RecallMessage(t.Context(), "ops", third); err != nil {
		t.Fatal(err)
	}
	w.waits(alice, "first 1/2")
	if err := carol.QuitGroup(t.Context(), "ops"); err != nil {
		t.Fatal(err)
	}
	w.waits(alice, "")
}

// TestWaitingOutlastsTheProcess: it is known while offline, what happened
// meanwhile is made up for, and nothing of a group that is left stays.
func TestWaitingOutlastsTheProcess(t *testing.T) {
	w := newWorld(t)
	cfg := w.config("alice")
	cfg.StateDir = t.TempDir()
	alice, _ := w.join(cfg)
	bob, b := w.join(w.config("bob"))
	first, second := w.say(alice, "first", true), w.say(alice, "second", true)
	w.comes(b, second)
	w.waits(alice, "first 0/1, second 0/1")
	leave(t, alice)

	offline := cfg
	offline.Hub, offline.Dial = "", away
	alone, err := Open(t.Context(), documented(t, offline))
	if err != nil {
		t.Fatal(err)
	}
	s := watch(alone)
	if got := waitsOn(t, alone); got != "first 0/1, second 0/1" {
		t.Errorf("offline it waits on %q", got)
	}
	leave(t, alone)
	<-s.done

	bob.Answer("ops", []chat.MessageUID{first})
	until(t, b, func(n chat.Responded) bool { return slices.Contains(n.UIDs, first) })
	eventually(t, "the answer is at the hub", func() bool {
		m, err := bob.History(t.Context(), "ops", chat.Span{Limit: 9})
		return err == nil && slices.ContainsFunc(m.Messages, func(m chat.Message) bool { return m.UID == first && m.Receipt.Responded })
	})
	alice, _ = w.join(cfg)
	w.waits(alice, "second 0/1")
	if err := alice.QuitGroup(t.Context(), "ops"); err != nil {
		t.Fatal(err)
	}
	w.waits(alice, "")
}

// TestWaitingKnowsWhatAnotherDeviceAsked, also of a message that this one never
// had.
func TestWaitingKnowsWhatAnotherDeviceAsked(t *testing.T) {
	w := newWorld(t)
	phone, _ := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	old := w.say(phone, "from before", false)
	w.comes(b, old)
	cfg := w.config("alice")
	cfg.Device = "desk"
	desk, _ := w.join(cfg)
	if code, err := phone.SendReadReceiptRequest(t.Context(), "ops", old); code != chat.Done || err != nil {
		t.Fatal(code, err)
	}
	w.waits(desk, "from before 0/1")
	w.waits(phone, "from before 0/1")
	until(t, b, func(n chat.ReceiptAsked) bool { return n.UID == old })
	bob.Answer("ops", []chat.MessageUID{old})
	w.waits(desk, "")
	w.waits(phone, "")
}

func TestWaitingIsBounded(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		for i := range chat.Seq(maxWaiting + 10) {
			m := flagged(text("ops", i+1, "alice"))
			m.Receipt.Tally = &chat.Tally{Total: 2}
			p.tell(wire.OnMessage{Message: m, Cursor: cursor(int(i) + 2)})
		}
		all[chat.MessageAdded](s)
		list, err := c.Waiting(t.Context())
		if err != nil || len(list) != maxWaiting || list[0].Seq != 11 {
			t.Errorf("%d messages from %d on, %v", len(list), list[0].Seq, err)
		}
	})
}

// TestWaitingForgetsWhatTheHubHasLost: its data was made anew.
func TestWaitingForgetsWhatTheHubHasLost(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		m := flagged(text("ops", 1, "alice"))
		m.Receipt.Tally = &chat.Tally{Total: 2, Version: 1}
		p.tell(wire.OnMessage{Message: m, Cursor: cursor(2)})
		all[chat.MessageAdded](s)
		c.SetGoal("ops", m.UID, receipts.Goal{})
		all[chat.GoalsSet](s)
		p.conn.Kill()
		g := ops()
		g.Reset = true
		p = hub.welcome(g)
		_, call := want[wire.GetReadReceipt](p)
		p.refuse(call, chat.NoMessage, 0)
		if got := last[chat.GoalsSet](t, s); len(got.Goals) != 0 {
			t.Errorf("goals %v", got.Goals)
		}
		if list, err := c.Waiting(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("it waits on %v, %v", list, err)
		}
	})
}

func TestRemindingTooSoonSaysWhenItWorksAgain(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	_, b := w.join(w.config("bob"))
	asked := w.say(alice, "please", true)
	w.comes(b, asked)
	alice.Remind("ops", asked)
	until(t, b, func(n chat.ReceiptReminder) bool { return n.UID == asked })
	alice.Remind("ops", asked)
	got := until(t, a, func(n chat.Trouble) bool { return true })
	if !strings.HasPrefix(got.Text, "remind: once a minute for each message, so again in ") {
		t.Errorf("told %q", got.Text)
	}
}
