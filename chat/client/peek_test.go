package client

import (
	"context"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

// withheld waits until so many answers are withheld, and returns them.
func withheld(t *testing.T, s *screen, n int) []chat.Withheld {
	t.Helper()
	var got chat.PeekChanged
	eventually(t, "what is withheld", func() bool {
		told := seenNews[chat.PeekChanged](s)
		if len(told) > 0 {
			got = told[len(told)-1]
		}
		return len(told) > 0 && len(got.Withheld) == n
	})
	return got.Withheld
}

// TestPeekWithholdsAcrossARestart: nothing goes out by itself, and what is
// released has the time of reading.
func TestPeekWithholdsAcrossARestart(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	cfg := w.config("bob")
	cfg.StateDir = t.TempDir()
	bob, b := w.join(cfg)
	first, second := w.say(alice, "first", true), w.say(alice, "second", true)
	third := w.say(alice, "third", false)
	m1, m2, m3 := w.comes(b, first), w.comes(b, second), w.comes(b, third)
	bob.Peek(true)
	at := time.Now()
	bob.Read("ops", []chat.Seen{{UID: first, Seq: m1.Seq, At: at}, {UID: second, Seq: m2.Seq, At: at}, {UID: third, Seq: m3.Seq, At: at}})
	got := withheld(t, b, 2)
	if got[0].UID != first || got[0].Text != "first" || got[0].Sender != "alice" || got[0].ReadAt != chat.At(at) {
		t.Errorf("withheld %+v", got)
	}
	bob.Answer("ops", []chat.MessageUID{first})
	until(t, b, func(n chat.Trouble) bool { return n.Text == "answer: nothing is answered while you peek" })
	leave(t, bob)

	bob, b = w.join(cfg)
	withheld(t, b, 2)
	if told := seenNews[chat.PeekChanged](b); !told[0].On {
		t.Error("after the restart it is off")
	}
	alice.RequestReceipt("ops", third) // which bob has read, peeking
	withheld(t, b, 3)
	bob.Peek(false)
	bob.Read("ops", []chat.Seen{{UID: first, Seq: m1.Seq, At: time.Now()}}) // it waits for bob's word
	bob.Withdraw([]chat.MessageUID{second})
	withheld(t, b, 2)
	if told := seenNews[chat.Responded](b); len(told) != 0 {
		t.Fatalf("it answered %+v", told)
	}
	bob.Release([]chat.MessageUID{first, first, second})
	withheld(t, b, 1)
	if r := readBy(t, a, first, 1); r.Readers["bob"] != chat.At(at) {
		t.Errorf("read at %d, want %d", r.Readers["bob"], chat.At(at))
	}
	later := time.Now()
	bob.Read("ops", []chat.Seen{{UID: second, Seq: m2.Seq, At: later}}) // withdrawn, and read again
	if r := readBy(t, a, second, 1); r.Readers["bob"] != chat.At(later) {
		t.Errorf("read at %d, want %d", r.Readers["bob"], chat.At(later))
	}
	bob.Answer("ops", []chat.MessageUID{third})
	withheld(t, b, 0)
	readBy(t, a, third, 1)
}

// TestPeekHoldsBackWhatWasReadBefore and asks only now; what was answered stays
// answered.
func TestPeekHoldsBackWhatWasReadBefore(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	before, now := w.say(alice, "before", true), w.say(alice, "now", false)
	m1, m2 := w.comes(b, before), w.comes(b, now)
	at := time.Now()
	bob.Read("ops", []chat.Seen{{UID: before, Seq: m1.Seq, At: at}, {UID: now, Seq: m2.Seq, At: at}})
	readBy(t, a, before, 1)
	bob.Peek(true)
	alice.RequestReceipt("ops", now)
	if got := withheld(t, b, 1); got[0].UID != now || got[0].ReadAt != chat.At(at) {
		t.Errorf("withheld %+v", got)
	}
	if err := alice.RecallMessage(t.Context(), "ops", now); err != nil {
		t.Fatal(err)
	}
	withheld(t, b, 0)
}

func TestPeekYieldsToAnotherDevice(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	cfg := w.config("bob")
	cfg.Device = "phone"
	phone, p := w.join(cfg)
	asked := w.say(alice, "please", true)
	w.comes(p, asked)
	m := w.comes(b, asked)
	bob.Peek(true)
	bob.Read("ops", []chat.Seen{{UID: asked, Seq: m.Seq}})
	withheld(t, b, 1)
	phone.Answer("ops", []chat.MessageUID{asked})
	withheld(t, b, 0)
	readBy(t, a, asked, 1)
	bob.Release([]chat.MessageUID{asked})
	if err := bob.QuitGroup(t.Context(), "ops"); err != nil {
		t.Fatal(err)
	}
}

// TestAPolicyOutlastsTheProcess: what was chosen while running holds until the
// configuration says otherwise.
func TestAPolicyOutlastsTheProcess(t *testing.T) {
	dir := t.TempDir()
	steps := []struct {
		config receipts.Policies
		does   func(c *Client)
		all    receipts.Policy
		ops    receipts.Policy
		own    receipts.Policy
	}{
		{receipts.Policies{}, func(*Client) {}, "auto", "auto", ""},
		{receipts.Policies{}, func(c *Client) { c.SetPolicy("", "ask"); c.SetPolicy("ops", "never") }, "ask", "never", "never"},
		{receipts.Policies{}, func(*Client) {}, "ask", "never", "never"},
		{receipts.Policies{Default: "auto", Groups: map[chat.GroupID]receipts.Policy{"dev": "never"}}, func(*Client) {}, "auto", "never", "never"},
		{receipts.Policies{Groups: map[chat.GroupID]receipts.Policy{"ops": "ask"}}, func(*Client) {}, "ask", "ask", "ask"},
		{receipts.Policies{}, func(c *Client) { c.SetPolicy("ops", "") }, "ask", "ask", ""},
		{receipts.Policies{}, func(c *Client) { c.SetPolicy("", ""); c.SetPolicy("ops", "maybe") }, "ask", "ask", ""},
	}
	for i, step := range steps {
		c, hub, s := start(t, dir, Config{Policy: step.config, Dial: away})
		step.does(c)
		if c.Policy("") != step.all || c.Policy("ops") != step.ops || c.OwnPolicy("ops") != step.own {
			t.Errorf("step %d: %s, ops %s, its own %q", i, c.Policy(""), c.Policy("ops"), c.OwnPolicy("ops"))
		}
		stop(t, c, hub, s)
	}
}

// TestTheFirstAnswerByItselfIsTold: once, whatever comes after it.
func TestTheFirstAnswerByItselfIsTold(t *testing.T) {
	dir := t.TempDir()
	for i, times := range []int{1, 0} {
		c, hub, s := start(t, dir, Config{})
		p := hub.welcome(ops())
		for seq := chat.Seq(2*i + 1); seq <= chat.Seq(2*i+2); seq++ {
			m := flagged(text("ops", seq, "bob"))
			p.tell(wire.OnMessage{Message: m, Cursor: cursor(int(seq) + 1)})
			until(t, s, func(n chat.MessageAdded) bool { return n.Message.UID == m.UID })
			c.Read("ops", []chat.Seen{{UID: m.UID, Seq: seq}})
			r, call := want[wire.SendReadReceiptResponse](p)
			if r.Messages[0].UID != m.UID {
				t.Errorf("it answers %v", r.Messages)
			}
			p.reply(call, wire.AnsweredBody{})
		}
		until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
		stop(t, c, hub, s)
		if told := seenNews[chat.AnsweredByItself](s); len(told) != times {
			t.Errorf("run %d: told %+v", i, told)
		}
	}
}

func TestAnAnswerByHandIsNotToldAsByItself(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	bob.SetPolicy("ops", receipts.PolicyAsk)
	asked := w.say(alice, "please", true)
	m := w.comes(b, asked)
	bob.Read("ops", []chat.Seen{{UID: asked, Seq: m.Seq}})
	bob.Answer("ops", []chat.MessageUID{asked})
	readBy(t, a, asked, 1)
	if told := seenNews[chat.AnsweredByItself](b); len(told) != 0 {
		t.Errorf("told %+v", told)
	}
	if err := bob.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
