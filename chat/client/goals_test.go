package client

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

func goal(t *testing.T, s string) receipts.Goal {
	t.Helper()
	g, err := receipts.ParseGoal(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// met waits until it is told that a goal is met.
func met(t *testing.T, s *screen, uid chat.MessageUID, goal string) chat.GoalMet {
	t.Helper()
	return until(t, s, func(n chat.GoalMet) bool { return n.UID == uid && n.Goal == goal })
}

// wanted waits until a message has these goals.
func wanted(t *testing.T, s *screen, uid chat.MessageUID, goals ...string) {
	t.Helper()
	until(t, s, func(n chat.GoalsSet) bool { return n.UID == uid && slices.Equal(n.Goals, goals) })
}

func TestGoalsAreToldOnceEach(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	carol, c := w.join(w.config("carol"))
	asked := w.say(alice, "please", true)
	w.comes(b, asked)
	w.comes(c, asked)
	for _, s := range []string{"1", "all", "@carol", "1"} {
		alice.SetGoal("ops", asked, goal(t, s))
	}
	wanted(t, a, asked, "1", "all", "@carol")
	bob.Answer("ops", []chat.MessageUID{asked})
	if n := met(t, a, asked, "1"); n.Text != "please" || n.Tally.Read != 1 || n.Tally.Total != 2 || n.Seq == 0 {
		t.Errorf("told %+v", n)
	}
	wanted(t, a, asked, "all", "@carol")
	carol.Answer("ops", []chat.MessageUID{asked})
	met(t, a, asked, "all")
	met(t, a, asked, "@carol")
	wanted(t, a, asked)
	alice.SetGoal("ops", asked, goal(t, "2")) // it has come true before
	met(t, a, asked, "2")
	if told := seenNews[chat.GoalMet](a); len(told) != 4 {
		t.Errorf("told %+v", told)
	}
}

// TestGoalsOutlastTheProcess: they are met while nobody is there, told at the
// next connect, and never again.
func TestGoalsOutlastTheProcess(t *testing.T) {
	w := newWorld(t)
	cfg := w.config("alice")
	cfg.StateDir = t.TempDir()
	alice, a := w.join(cfg)
	bob, b := w.join(w.config("bob"))
	carol, c := w.join(w.config("carol"))
	asked := w.say(alice, "please", true)
	w.comes(a, asked) // the reply to a sender may come before the message itself
	w.comes(c, asked)
	for _, s := range []string{"1", "all", "@bob", "5"} {
		alice.SetGoal("ops", asked, goal(t, s))
	}
	alice.DropGoal("ops", asked, goal(t, "5"))
	wanted(t, a, asked, "1", "all", "@bob")
	leave(t, alice)

	carol.Answer("ops", []chat.MessageUID{asked})
	until(t, c, func(n chat.Responded) bool { return slices.Contains(n.UIDs, asked) })
	eventually(t, "the answer is at the hub", func() bool {
		page, err := carol.History(t.Context(), "ops", chat.Span{Limit: 9})
		return err == nil && slices.ContainsFunc(page.Messages, func(m chat.Message) bool { return m.UID == asked && m.Receipt.Responded })
	})
	w.comes(b, asked)
	alice, a = w.join(cfg)
	met(t, a, asked, "1")
	wanted(t, a, asked, "all", "@bob")
	leave(t, alice)

	_, a = w.join(cfg)
	wanted(t, a, asked, "all", "@bob")
	bob.Answer("ops", []chat.MessageUID{asked})
	met(t, a, asked, "all")
	met(t, a, asked, "@bob")
	if told := seenNews[chat.GoalMet](a); len(told) != 2 {
		t.Errorf("told %+v", told)
	}
}

// TestAGoalThatNobodyHasTakenIsToldAgain: the news of it lay in a batch that
// nobody took before the client ended.
func TestAGoalThatNobodyHasTakenIsToldAgain(t *testing.T) {
	dir := t.TempDir()
	hub := newScript(t)
	c, err := Open(t.Context(), documented(t, Config{StateDir: dir, Dial: hub.dial}))
	if err != nil {
		t.Fatal(err)
	}
	p := hub.welcome(ops())
	m := flagged(text("ops", 1, "alice"))
	m.Receipt.Tally = &chat.Tally{Total: 2, Version: 1}
	p.tell(wire.OnMessage{Message: m, Cursor: cursor(2)})
	eventually(t, "the message", func() bool { list, _ := c.Waiting(t.Context()); return len(list) == 1 })
	c.SetGoal("ops", m.UID, goal(t, "1"))
	p.tell(wire.OnMessageReceiptResponse{UID: m.UID, ConversationType: chat.ConversationGroup, Group: "ops", Tally: chat.Tally{Read: 1, Total: 2, Version: 2},
		Readers: map[chat.UserID]chat.Millis{"bob": now()}, Cursor: cursor(3)})
	eventually(t, "the count", func() bool { list, _ := c.Waiting(t.Context()); return len(list) == 1 && list[0].Receipt.Read == 1 })
	if err := c.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	hub.hangUp()
	for _, times := range []int{1, 0} {
		c, hub, s := start(t, dir, Config{})
		hub.welcome(ops())
		until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline })
		stop(t, c, hub, s)
		if told := seenNews[chat.GoalMet](s); len(told) != times {
			t.Errorf("told %+v, want it %d times", told, times)
		}
	}
}

func TestGoalsThatAreNone(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		p.tell(wire.OnMessage{Message: text("ops", 1, "alice"), Cursor: cursor(2)}, wire.OnMessage{Message: flagged(text("ops", 2, "bob")), Cursor: cursor(3)})
		all[chat.MessageAdded](s)
		for i, id := range []chat.MessageUID{uid(1), uid(2), uid(3)} {
			c.SetGoal("ops", id, receipts.Goal{})
			if told := all[chat.Trouble](s); len(told) != i+1 {
				t.Errorf("%s: told %v", id, told)
			}
		}
		m := flagged(text("ops", 4, "alice"))
		m.Receipt.Tally = &chat.Tally{Total: 20, Version: 1}
		p.tell(wire.OnMessage{Message: text("ops", 3, "bob"), Cursor: cursor(4)}, wire.OnMessage{Message: m, Cursor: cursor(5)})
		all[chat.MessageAdded](s)
		for i := range maxGoalsEach + 1 {
			c.SetGoal("ops", m.UID, goal(t, fmt.Sprint(i+1)))
		}
		if got := last[chat.GoalsSet](t, s); len(got.Goals) != maxGoalsEach {
			t.Errorf("goals %v", got.Goals)
		}
		m.Recalled, m.Text = now(), ""
		p.tell(wire.OnMessageUpdated{Message: m, Cursor: cursor(6)})
		if got := last[chat.GoalsSet](t, s); len(got.Goals) != 0 {
			t.Errorf("a recalled message has goals: %v", got.Goals)
		}
	})
}
