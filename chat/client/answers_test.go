package client

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

// readings returns the uids of a call.
func readings(r wire.SendReadReceiptResponse) (uids []chat.MessageUID) {
	for _, m := range r.Messages {
		uids = append(uids, m.UID)
	}
	return uids
}

func seen(seq chat.Seq, at time.Time) chat.Seen { return chat.Seen{UID: uid(seq), Seq: seq, At: at} }

func TestWhatWasReadIsAnswered(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		for seq := range chat.Seq(4) {
			p.tell(wire.OnMessage{Message: flagged(text("ops", seq+1, "bob")), Cursor: cursor(int(seq) + 2)})
		}
		time.Sleep(time.Minute)
		p.none() // nothing is answered that was not read
		at := time.Now()
		c.Read("ops", []chat.Seen{seen(1, at.Add(-time.Second))})
		synctest.Wait()
		r, first := want[wire.SendReadReceiptResponse](p)
		if diff := cmp.Diff(r, wire.SendReadReceiptResponse{
			ConversationType: 3, Group: "ops", Messages: []chat.Reading{{UID: uid(1), At: chat.At(at) - 1000}},
		}); diff != "" {
			t.Error(diff)
		}
		// The next ones go together, a tenth of a second after the first.
		c.Read("ops", []chat.Seen{seen(2, at)})
		time.Sleep(50 * time.Millisecond)
		c.Read("ops", []chat.Seen{seen(3, at), seen(4, at)})
		p.none()
		time.Sleep(50 * time.Millisecond)
		r, second := want[wire.SendReadReceiptResponse](p)
		if got := readings(r); !slices.Equal(got, []chat.MessageUID{uid(2), uid(3), uid(4)}) {
			t.Errorf("answered %v", got)
		}
		p.reply(first, wire.AnsweredBody{})
		p.reply(second, wire.AnsweredBody{Ignored: []chat.Ignored{{UID: uid(2), Code: chat.MessageRecalled}}})
		c.Read("ops", []chat.Seen{seen(1, at), seen(2, at), seen(3, at)}) // again
		time.Sleep(time.Minute)
		p.none()
		var told []chat.MessageUID
		for _, r := range all[chat.Responded](s) {
			told = append(told, r.UIDs...)
		}
		if !slices.Equal(told, []chat.MessageUID{uid(1), uid(2), uid(3), uid(4)}) {
			t.Errorf("told %v", told)
		}
		if link := last[chat.LinkChanged](t, s); link.Unsent != 0 {
			t.Errorf("unsent = %d", link.Unsent)
		}
	})
}

func TestMoreThanAHundredAnswersGoInSeveralCalls(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		var read []chat.Seen
		for seq := range chat.Seq(250) {
			p.tell(wire.OnMessage{Message: flagged(text("ops", seq+1, "bob")), Cursor: cursor(int(seq) + 2)})
			read = append(read, seen(seq+1, time.Now()))
		}
		synctest.Wait()
		c.Read("ops", read)
		for _, n := range []int{100, 100, 50} {
			time.Sleep(100 * time.Millisecond)
			r, id := want[wire.SendReadReceiptResponse](p)
			if len(r.Messages) != n {
				t.Errorf("answered %d, not %d", len(r.Messages), n)
			}
			p.reply(id, wire.AnsweredBody{})
		}
		p.none()
	})
}

func TestAHubMayTakeFewerAnswersAtATime(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p, _ := hub.accept()
		limits := wire.ProtocolLimits()
		limits.Batch = 20
		p.reply(p.hello, wire.Connected{UserID: "alice", Name: "Alice", ServerTime: now(), Limits: limits, Groups: []chat.Group{ops()}})
		p.tell(wire.OnReady{Cursors: map[chat.GroupID]string{}})
		var read []chat.Seen
		for seq := range chat.Seq(50) {
			p.tell(wire.OnMessage{Message: flagged(text("ops", seq+1, "bob")), Cursor: cursor(int(seq) + 2)})
			read = append(read, seen(seq+1, time.Now()))
		}
		synctest.Wait()
		c.Read("ops", read)
		for _, n := range []int{20, 20, 10} {
			if r, _ := want[wire.SendReadReceiptResponse](p); len(r.Messages) != n {
				t.Errorf("answered %d, not %d", len(r.Messages), n)
			}
		}
	})
}

func TestWhatWasReadBeforeItAsksIsAnsweredWithTheTimeOfReading(t *testing.T) {
	asks := map[string]func(p *peer, c *Client, t *testing.T){
		"by an event": func(p *peer, c *Client, t *testing.T) {
			p.tell(wire.OnMessageReceiptRequest{UID: uid(1), ConversationType: 3, Group: "ops", Seq: 1, Sender: "bob", Cursor: cursor(3)})
		},
		"by a page of history": func(p *peer, c *Client, t *testing.T) {
			go func() {
				_, id := want[wire.GetHistory](p)
				p.reply(id, wire.MessagesBody{Messages: []chat.Message{flagged(text("ops", 1, "bob"))}})
			}()
			if _, err := c.History(t.Context(), "ops", chat.Span{}); err != nil {
				t.Error(err)
			}
		},
		"by an update": func(p *peer, c *Client, t *testing.T) {
			p.tell(wire.OnMessageUpdated{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(3)})
		},
	}
	for name, ask := range asks {
		t.Run(name, func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				p.tell(wire.OnMessage{Message: text("ops", 1, "bob"), Cursor: cursor(2)})
				at := time.Now()
				c.Read("ops", []chat.Seen{seen(1, at)})
				time.Sleep(time.Hour)
				p.none()
				ask(p, c, t)
				r, _ := want[wire.SendReadReceiptResponse](p)
				if diff := cmp.Diff(r.Messages, []chat.Reading{{UID: uid(1), At: chat.At(at)}}); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestTimesOfReadingAreByTheHubsClock(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p, _ := hub.accept()
		ahead := chat.Millis(50 * 365 * 24 * time.Hour / time.Millisecond)
		p.reply(p.hello, wire.Connected{UserID: "alice", ServerTime: now() + ahead, Groups: []chat.Group{ops()}})
		p.tell(wire.OnReady{}, wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)})
		synctest.Wait()
		at := time.Now()
		c.Read("ops", []chat.Seen{seen(1, at)})
		r, _ := want[wire.SendReadReceiptResponse](p)
		if got := r.Messages[0].At - chat.At(at); got != ahead {
			t.Errorf("answered %v later than the hub's clock", got-ahead)
		}
	})
}

func TestNeverAnswersWhatItShouldNot(t *testing.T) {
	tests := map[string][]wire.Event{
		"one's own": {
			wire.OnMessage{Message: flagged(text("ops", 1, "alice")), Cursor: cursor(2)},
			wire.OnMessageReceiptRequest{UID: uid(1), Group: "ops", Seq: 1, Sender: "alice", Own: true, Cursor: cursor(3)},
		},
		"what asks for nothing": {wire.OnMessage{Message: text("ops", 1, "bob"), Cursor: cursor(2)}},
		"what was answered before": {wire.OnMessage{Message: func() chat.Message {
			m := flagged(text("ops", 1, "bob"))
			m.Receipt.Responded = true
			return m
		}(), Cursor: cursor(2)}},
		"what another device answers": {
			wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)},
			wire.OnReceiptResponded{Group: "ops", UIDs: []chat.MessageUID{uid(1)}, RespondTime: 5},
			wire.OnMessageReceiptRequest{UID: uid(1), Group: "ops", Seq: 1, Sender: "bob", Cursor: cursor(3)},
		},
		"a request that is answered": {
			wire.OnMessage{Message: text("ops", 1, "bob"), Cursor: cursor(2)},
			wire.OnMessageReceiptRequest{UID: uid(1), Group: "ops", Seq: 1, Sender: "bob", Responded: true, Cursor: cursor(3)},
		},
		"what was recalled": {
			wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)},
			wire.OnMessageUpdated{Message: func() chat.Message {
				m := flagged(text("ops", 1, "bob"))
				m.Recalled = 9
				return m
			}(), Cursor: cursor(3)},
		},
	}
	for name, events := range tests {
		t.Run(name, func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				p.tell(events...)
				synctest.Wait()
				c.Read("ops", []chat.Seen{seen(1, time.Now())})
				synctest.Wait()
				c.Answer("ops", []chat.MessageUID{uid(1)})
				for {
					select {
					case call := <-p.calls:
						if call.Op != wire.OpGetReadReceipt { // the sender's own count
							t.Errorf("%s %+v", call.Op, call.Params)
						}
						continue
					default:
					}
					break
				}
			})
		})
	}
}

func TestTheReaderDecides(t *testing.T) {
	t.Run("ask", func(t *testing.T) {
		run(t, Config{Policy: policies(receipts.PolicyAsk)}, func(t *testing.T, c *Client, hub *script, s *screen) {
			p := hub.welcome(ops())
			for seq := range chat.Seq(3) {
				p.tell(wire.OnMessage{Message: flagged(text("ops", seq+1, "bob")), Cursor: cursor(int(seq) + 2)})
			}
			synctest.Wait()
			at := time.Now()
			c.Read("ops", []chat.Seen{seen(1, at)})
			time.Sleep(time.Minute)
			p.none()
			c.Answer("ops", []chat.MessageUID{uid(1), uid(2)})
			r, _ := want[wire.SendReadReceiptResponse](p)
			if diff := cmp.Diff(r.Messages, []chat.Reading{{UID: uid(1), At: chat.At(at)}, {UID: uid(2), At: chat.At(at) + 60_000}}); diff != "" {
				t.Error(diff)
			}
		})
	})
	t.Run("never", func(t *testing.T) {
		run(t, Config{Policy: policies(receipts.PolicyNever)}, func(t *testing.T, c *Client, hub *script, s *screen) {
			p := hub.welcome(ops())
			p.tell(wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)},
				wire.OnMessage{Message: flagged(text("ops", 2, "bob")), Cursor: cursor(3)})
			synctest.Wait()
			c.Read("ops", []chat.Seen{seen(1, time.Now())})
			if got := p.positions(); !slices.Equal(got, []chat.Seq{1}) {
				t.Errorf("positions %v", got) // the unread marker has nothing to do with receipts
			}
			c.SetPolicy("ops", receipts.PolicyAuto)
			time.Sleep(time.Minute)
			p.none() // what was read while the answer was never stays unanswered
			c.Read("ops", []chat.Seen{seen(2, time.Now())})
			if r, _ := want[wire.SendReadReceiptResponse](p); r.Messages[0].UID != uid(2) {
				t.Errorf("answered %+v", r)
			}
		})
	})
	t.Run("changed from ask to auto", func(t *testing.T) {
		run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
			p := hub.welcome(ops())
			c.SetPolicy("ops", receipts.PolicyAsk)
			p.tell(wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)})
			synctest.Wait()
			c.Read("ops", []chat.Seen{seen(1, time.Now())})
			p.none()
			c.SetPolicy("ops", "nonsense")
			c.SetPolicy("ops", "")
			if r, _ := want[wire.SendReadReceiptResponse](p); r.Messages[0].UID != uid(1) {
				t.Errorf("answered %+v", r)
			}
		})
	})
}

func TestReadPositionsAreThinned(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		g := ops()
		g.LastSeq, g.ReadSeq, g.Unread = 100, 50, 40
		p := hub.welcome(g)
		synctest.Wait()
		var sent []chat.Seq
		for seq := chat.Seq(41); seq <= 90; seq++ {
			c.Read("ops", []chat.Seen{seen(seq, time.Now())})
			time.Sleep(100 * time.Millisecond)
			sent = append(sent, p.positions()...)
		}
		time.Sleep(2 * time.Second)
		sent = append(sent, p.positions()...)
		if len(sent) > 7 || sent[0] != 51 || sent[len(sent)-1] != 90 || !slices.IsSorted(sent) {
			t.Errorf("positions %v", sent)
		}
		moved := last[chat.ReadMovedTo](t, s)
		if moved.Seq != 90 || moved.Unread != 10 {
			t.Errorf("moved = %+v", moved)
		}
		p.tell(wire.OnReadPosition{Group: "ops", ReadSeq: 90, Unread: 8}, wire.OnReadPosition{Group: "ops", ReadSeq: 60, Unread: 30})
		if moved := last[chat.ReadMovedTo](t, s); moved.Seq != 90 || moved.Unread != 8 {
			t.Errorf("moved = %+v", moved)
		}
	})
}

func TestAnswersOutlastTheConnection(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		p.tell(wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)},
			wire.OnMessage{Message: flagged(text("ops", 2, "bob")), Cursor: cursor(3)})
		synctest.Wait()
		at := time.Now()
		c.Read("ops", []chat.Seen{seen(1, at)})
		want[wire.SendReadReceiptResponse](p)
		hub.failWith(errRefused)
		p.conn.Kill()
		synctest.Wait()
		c.Read("ops", []chat.Seen{seen(2, at.Add(time.Second))})
		time.Sleep(time.Hour)
		hub.failWith(nil)
		g := ops()
		g.LastSeq = 2
		p = hub.welcome(g)
		r, id := want[wire.SendReadReceiptResponse](p)
		if diff := cmp.Diff(r.Messages, []chat.Reading{{UID: uid(1), At: chat.At(at)}, {UID: uid(2), At: chat.At(at) + 1000}}); diff != "" {
			t.Error(diff)
		}
		p.refuse(id, chat.Unavailable, 0)
		_, id = want[wire.SendReadReceiptResponse](p)
		p.reply(id, wire.AnsweredBody{})
		time.Sleep(time.Minute)
		p.none()
	})
}

func TestCallbacksAreCalledInOrder(t *testing.T) {
	var got []any
	cfg := Config{
		OnMessageReceiptRequest:  func(r ReceiptRequest) { got = append(got, r) },
		OnMessageReceiptResponse: func(r ReceiptResponse) { got = append(got, r) },
	}
	run(t, cfg, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		own := text("ops", 2, "alice")
		own.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Total: 2}}
		p.tell(
			wire.OnMessage{Message: flagged(text("ops", 1, "bob")), Cursor: cursor(2)},
			wire.OnMessage{Message: own, Cursor: cursor(3)},
			wire.OnMessage{Message: text("ops", 3, "bob"), Cursor: cursor(4)},
			wire.OnMessageReceiptResponse{UID: uid(2), Group: "ops", Readers: map[chat.UserID]chat.Millis{"bob": 7}, Tally: chat.Tally{Read: 1, Total: 2, Version: 1}, Cursor: cursor(5)},
			wire.OnMessageReceiptRequest{UID: uid(3), Group: "ops", Seq: 3, Sender: "bob", Cursor: cursor(6)},
		)
		synctest.Wait()
		if diff := cmp.Diff(got, []any{
			ReceiptRequest{UID: uid(1), ConversationType: 3, Group: "ops", Sender: "bob", Seq: 1},
			ReceiptResponse{UID: uid(2), ConversationType: 3, Group: "ops", Readers: map[chat.UserID]chat.Millis{"bob": 7}, Tally: chat.Tally{Read: 1, Total: 2, Version: 1}},
			ReceiptRequest{UID: uid(3), ConversationType: 3, Group: "ops", Sender: "bob", Seq: 3},
		}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheTwoSendingCallsOfTheSource(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		go func() {
			r, id := want[wire.SendReadReceiptRequest](p)
			if r.UID != uid(1) || r.Group != "ops" || r.ConversationType != 3 {
				t.Errorf("request %+v", r)
			}
			p.reply(id, wire.TotalBody{Total: 2})
			_, id = want[wire.SendReadReceiptRequest](p)
			p.refuse(id, chat.NotSender, 0)
			_, id = want[wire.SendReadReceiptResponse](p)
			p.reply(id, wire.AnsweredBody{Ignored: []chat.Ignored{{UID: uid(2), Code: chat.NotAsked}}})
		}()
		if code, err := c.SendReadReceiptRequest(t.Context(), "ops", uid(1)); code != chat.Done || err != nil {
			t.Errorf("code %d, %v", code, err)
		}
		if code, err := c.SendReadReceiptRequest(t.Context(), "ops", uid(1)); code != chat.NotSender || err == nil {
			t.Errorf("code %d, %v", code, err)
		}
		code, ignored, err := c.SendReadReceiptResponse(t.Context(), chat.ConversationGroup, "ops", []chat.Reading{{UID: uid(1)}, {UID: uid(2)}})
		if code != chat.Done || err != nil || !slices.Equal(ignored, []chat.Ignored{{UID: uid(2), Code: chat.NotAsked}}) {
			t.Errorf("code %d, %v, %v", code, ignored, err)
		}
		hub.failWith(errRefused)
		p.conn.Kill()
		synctest.Wait()
		if code, err := c.SendReadReceiptRequest(t.Context(), "ops", uid(1)); code != chat.Unavailable || err == nil {
			t.Errorf("code %d, %v", code, err)
		}
	})
}
