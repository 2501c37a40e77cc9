package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// sent answers a sendMessage.
func (p *peer) sent(id int64, seq chat.Seq) {
	p.reply(id, wire.SentBody{UID: uid(seq), Seq: seq, Sent: 1000})
}

func TestWhatIsWrittenOfflineGoesOutInOrder(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		var ids []string
		for i := range 5 {
			ids = append(ids, c.Send(chat.Draft{Group: "ops", Text: fmt.Sprint("m", i), NeedReceipt: i == 0}))
		}
		if queued := all[chat.Sending](s); len(queued) != 5 || queued[4].State != chat.SendQueued || queued[4].Text != "m4" || !queued[0].NeedReceipt {
			t.Fatalf("sending = %+v", queued)
		}
		if link := last[chat.LinkChanged](t, s); link.Unsent != 5 {
			t.Errorf("unsent = %d", link.Unsent)
		}
		p := hub.welcome(ops())
		for i := range 5 {
			m, id := want[wire.SendMessage](p)
			if m.Text != fmt.Sprint("m", i) || m.ClientMsgID != ids[i] {
				t.Errorf("message %d = %+v", i, m)
			}
			p.none() // the next one of the group waits for the reply
			p.sent(id, chat.Seq(i+1))
		}
		done := last[chat.Sending](t, s)
		if done.State != chat.SendDone || done.UID != uid(5) || done.Seq != 5 || done.Sent != 1000 {
			t.Errorf("done = %+v", done)
		}
		if link := last[chat.LinkChanged](t, s); link.Unsent != 0 {
			t.Errorf("unsent = %d", link.Unsent)
		}
	})
}

func TestGroupsAndReceiptsDoNotWaitForEachOther(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		c.Send(chat.Draft{Group: "ops", Text: "1"})
		c.Send(chat.Draft{Group: "ops", Text: "2"})
		c.Send(chat.Draft{Group: "dev", Text: "3"})
		c.RequestReceipt("ops", uid(7))
		c.React("ops", uid(7), "👍", true)
		c.Remind("ops", uid(8))
		want[wire.SendMessage](p)
		want[wire.SendMessage](p)
		want[wire.SendReadReceiptRequest](p)
		want[wire.RemindUnread](p)
		p.none()
	})
}

func TestTooFastWaitsAndKeepsTheOrder(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		c.Send(chat.Draft{Group: "ops", Text: "1"})
		c.Edit("ops", uid(9), "2")
		c.Send(chat.Draft{Group: "dev", Text: "3"})
		_, first := want[wire.SendMessage](p)
		_, third := want[wire.SendMessage](p)
		p.refuse(first, chat.TooFast, 1500)
		p.none()
		p.sent(third, 1)
		start := time.Now()
		m, first := want[wire.SendMessage](p)
		if wait := time.Since(start); wait < 1400*time.Millisecond || wait > 1600*time.Millisecond || m.Text != "1" {
			t.Errorf("%q came again after %v", m.Text, wait)
		}
		p.none()
		p.sent(first, 1)
		if m, _ := want[wire.EditMessage](p); m.Text != "2" {
			t.Errorf("then %+v", m)
		}
	})
}

func TestAHubWithoutItsStoreIsAskedAgainLater(t *testing.T) {
	for _, code := range []chat.Code{chat.Unavailable, chat.Failed} {
		t.Run(fmt.Sprint(int(code)), func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				id := c.Send(chat.Draft{Group: "ops", Text: "1"})
				start := time.Now()
				for range 3 {
					_, call := want[wire.SendMessage](p)
					p.refuse(call, code, 0)
				}
				m, call := want[wire.SendMessage](p)
				if m.ClientMsgID != id {
					t.Errorf("the message changed: %+v", m)
				}
				if d := time.Since(start); d < 7*time.Second || d > 11*time.Second {
					t.Errorf("three retries took %v", d)
				}
				p.sent(call, 4)
				if done := last[chat.Sending](t, s); done.State != chat.SendDone || done.Seq != 4 {
					t.Errorf("done = %+v", done)
				}
			})
		})
	}
}

func TestARefusedMessageStaysUntilItsWriterDecides(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		id := c.Send(chat.Draft{Group: "ops", Text: "1"})
		c.Send(chat.Draft{Group: "ops", Text: "2"})
		_, call := want[wire.SendMessage](p)
		p.refuse(call, chat.AudienceTooLarge, 0)
		_, call = want[wire.SendMessage](p) // the other one is not held up
		p.sent(call, 1)
		failed := all[chat.Sending](s)[2]
		if failed.State != chat.SendFailed || failed.ClientMsgID != id || failed.Err != chat.AudienceTooLarge.Reason() || failed.Text != "1" {
			t.Errorf("failed = %+v", failed)
		}
		c.Retry(id)
		m, call := want[wire.SendMessage](p)
		if m.ClientMsgID != id || m.Text != "1" {
			t.Errorf("retried %+v", m)
		}
		p.refuse(call, chat.AudienceTooLarge, 0)
		synctest.Wait()
		c.Discard(id)
		c.Retry(id)
		p.none()
	})
}

func TestWhatNoHubWouldTakeFailsAtOnce(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		c.Send(chat.Draft{Group: "ops", Text: strings.Repeat("x", chat.MaxText+1)})
		if failed := last[chat.Sending](t, s); failed.State != chat.SendFailed || !strings.Contains(failed.Err, "text") {
			t.Errorf("failed = %+v", failed)
		}
		c.Send(chat.Draft{Group: "no such id", Text: "x"})
		if failed := last[chat.Sending](t, s); failed.State != chat.SendFailed || !strings.Contains(failed.Err, "targetId") {
			t.Errorf("failed = %+v", failed)
		}
		c.Recall("ops", "")
		if trouble := last[chat.Trouble](t, s); !strings.HasPrefix(trouble.Text, "recall: ") || trouble.Group != "ops" {
			t.Errorf("trouble = %+v", trouble)
		}
		_, _, _, err := c.SendMessage(t.Context(), chat.Draft{Group: "ops"})
		var refused *chat.Error
		if !errors.As(err, &refused) || refused.Code != chat.Malformed {
			t.Errorf("SendMessage: %v", err)
		}
		hub.welcome(ops()).none()
	})
}

func TestRefusedCallsThatAreNoMessagesAreTold(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		c.RequestReceipt("ops", uid(1))
		_, call := want[wire.SendReadReceiptRequest](p)
		p.refuse(call, chat.WindowClosed, 0)
		if trouble := last[chat.Trouble](t, s); trouble.Text != "ask for receipts: the window for asking has closed" || trouble.Group != "ops" {
			t.Errorf("trouble = %+v", trouble)
		}
		c.Remind("ops", uid(1))
		_, call = want[wire.RemindUnread](p)
		p.refuse(call, chat.TooFast, 50_000) // the rule of reminders does not hold up the rest
		c.Send(chat.Draft{Group: "ops", Text: "1"})
		want[wire.SendMessage](p)
		if trouble := last[chat.Trouble](t, s); trouble.Text != "remind: once a minute for each message, so again in 50 s" {
			t.Errorf("trouble = %+v", trouble)
		}
	})
}

func TestWhatHadNoReplyGoesOutAgain(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		first := c.Send(chat.Draft{Group: "ops", Text: "1"})
		second := c.Send(chat.Draft{Group: "ops", Text: "2"})
		want[wire.SendMessage](p)
		p.conn.Kill()
		p = hub.welcome(ops())
		for i, id := range []string{first, second} {
			m, call := want[wire.SendMessage](p)
			if m.ClientMsgID != id {
				t.Errorf("message %d = %+v", i, m)
			}
			p.sent(call, chat.Seq(i+1))
		}
		p.none()
	})
}

func TestSendMessageWaitsForTheHub(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		go func() {
			p := hub.welcome(ops())
			_, call := want[wire.SendMessage](p)
			p.sent(call, 3)
			_, call = want[wire.SendMessage](p)
			p.refuse(call, chat.NotMember, 0)
		}()
		got, seq, sent, err := c.SendMessage(t.Context(), chat.Draft{Group: "ops", Text: "1"})
		if got != uid(3) || seq != 3 || sent != 1000 || err != nil {
			t.Errorf("SendMessage = %v, %v, %v, %v", got, seq, sent, err)
		}
		_, _, _, err = c.SendMessage(t.Context(), chat.Draft{Group: "ops", Text: "2"})
		var refused *chat.Error
		if !errors.As(err, &refused) || refused.Code != chat.NotMember {
			t.Errorf("SendMessage: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, _, err = c.SendMessage(ctx, chat.Draft{Group: "ops", Text: "3"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("SendMessage: %v", err)
		}
	})
}

func TestManyQueuedMessagesOfManyGroupsAllArrive(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		const groups, each = 80, 20
		go func() {
			for i := range each {
				for g := range groups {
					c.Send(chat.Draft{Group: chat.GroupID(fmt.Sprint("g", g)), Text: fmt.Sprint(i)})
				}
			}
		}()
		p := hub.welcome(ops())
		next := map[chat.GroupID]int{}
		for range groups * each {
			m, call := want[wire.SendMessage](p)
			if m.Text != fmt.Sprint(next[m.Group]) {
				t.Fatalf("%s: %s came instead of %d", m.Group, m.Text, next[m.Group])
			}
			next[m.Group]++
			p.sent(call, chat.Seq(next[m.Group]))
		}
		p.none()
	})
}

func TestCloseSendsWhatIsQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		c, err := Open(t.Context(), documented(t, Config{Dial: hub.dial}))
		if err != nil {
			t.Fatal(err)
		}
		c.Send(chat.Draft{Group: "ops", Text: "1"})
		go func() {
			p := hub.welcome(ops())
			_, call := want[wire.SendMessage](p)
			p.sent(call, 1)
		}()
		start := time.Now()
		if err := c.Close(context.Background()); err != nil || time.Since(start) > 100*time.Millisecond {
			t.Errorf("Close: %v after %v", err, time.Since(start))
		}
		if err := c.Close(context.Background()); err != nil { // again is fine
			t.Error(err)
		}
		if _, err := c.GetGroup(t.Context(), "ops"); !errors.Is(err, ErrClosed) {
			t.Errorf("GetGroup: %v", err)
		}
		c.Send(chat.Draft{Group: "ops", Text: "2"})
		c.Read("ops", nil)
		hub.hangUp()
	})
}

func TestCloseDoesNotWaitForASilentHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		c, err := Open(t.Context(), documented(t, Config{Dial: hub.dial}))
		if err != nil {
			t.Fatal(err)
		}
		c.Send(chat.Draft{Group: "ops", Text: "1"})
		p := hub.welcome(ops())
		want[wire.SendMessage](p)
		start := time.Now()
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > 1500*time.Millisecond {
			t.Errorf("Close took %v", took)
		}
	})
}
