package client

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

func TestAClientWhoseNewsNobodyTakesLivesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		c, err := Open(t.Context(), Config{Dial: hub.dial})
		if err != nil {
			t.Fatal(err)
		}
		p := hub.welcome(at(0))
		before := heap()
		const n = 20_000
		for seq := range chat.Seq(n) {
			p.tell(on(seq + 1))
			if seq%1000 == 0 {
				_ = p.conn.Drain(t.Context())
			}
		}
		done := make(chan error)
		go func() {
			_, err := c.GetGroup(t.Context(), "ops")
			done <- err
		}()
		_, id := want[wire.GetGroup](p)
		p.reply(id, wire.GroupBody{Group: at(n)})
		if err := <-done; err != nil {
			t.Error(err)
		}
		if grown := heap() - before; grown > 16<<20 {
			t.Errorf("the heap grew by %d KiB", grown>>10)
		}
		// Whoever comes to read now is told to load anew.
		batch := <-c.News()
		if !slices.ContainsFunc(batch, func(n chat.News) bool { _, ok := n.(chat.GroupReset); return ok }) {
			t.Errorf("a batch of %d without a reset", len(batch))
		}
		go func() {
			for range c.News() {
			}
		}()
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestAScreenThatIsBusyForASecondMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		c, err := Open(t.Context(), Config{Dial: hub.dial})
		if err != nil {
			t.Fatal(err)
		}
		p := hub.welcome(at(0))
		const n = 12_000
		go func() {
			for seq := range chat.Seq(n) {
				p.tell(on(seq + 1))
				_ = p.conn.Drain(t.Context())
			}
		}()
		next := chat.Seq(1)
		for next <= n {
			time.Sleep(1500 * time.Millisecond)
			for _, news := range <-c.News() {
				switch news := news.(type) {
				case chat.MessageAdded:
					if news.Message.Seq != next {
						t.Fatalf("message %d came instead of %d", news.Message.Seq, next)
					}
					next++
				case chat.GroupReset:
					t.Fatal("reset")
				}
			}
		}
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestCallbacksThatHangDropTheOldest(t *testing.T) {
	release := make(chan struct{})
	n, last := 0, chat.Seq(0)
	synctest.Test(t, func(t *testing.T) {
		release = make(chan struct{})
		hub := newScript(t)
		c, err := Open(t.Context(), Config{Dial: hub.dial, OnMessageReceiptRequest: func(r ReceiptRequest) {
			<-release
			n, last = n+1, r.Seq
		}})
		if err != nil {
			t.Fatal(err)
		}
		s := watch(c)
		p := hub.welcome(at(0))
		go func() {
			for seq := range chat.Seq(5000) {
				p.tell(wire.OnMessage{Message: flagged(text("ops", seq+1, "bob")), Cursor: cursor(int(seq) + 2)})
				_ = p.conn.Drain(t.Context())
			}
		}()
		time.Sleep(time.Hour)
		if got, _ := seqs(s); len(got) != 5000 {
			t.Errorf("%d messages came", len(got))
		}
		close(release)
		synctest.Wait()
		if n < callbackQueue || n > callbackQueue+turns || last != 5000 {
			t.Errorf("%d callbacks, the last about %d", n, last)
		}
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// absurd are frames that no honest hub sends.
var absurd = []string{
	``, `x`, `[]`, `null`, `{}`, `{"event":7}`, `{"event":"onMessage"}`, `{"event":"onMessage","message":null,"cursor":""}`,
	`{"event":"onMessage","message":{"targetId":"ops","seq":-5,"messageUId":"x"},"cursor":"c"}`,
	`{"event":"onMessage","message":{"targetId":"ops","seq":9223372036854775807,"messageUId":"x"},"cursor":"c"}`,
	`{"event":"onMessage","message":{"targetId":"no such","seq":1,"messageUId":"x"},"cursor":"c"}`,
	`{"event":"onMessage","message":{"targetId":"ops","seq":12345678,"messageUId":"01HF0000000000000000000001"},"cursor":"c"}`,
	`{"event":"onMessageReceiptResponse","targetId":"ops","messageUId":"01HF0000000000000000000001","readCount":-1,"totalCount":-9,"version":-1,"userIdList":{"bob":-1},"cursor":"c"}`,
	`{"event":"onMessageReceiptResponse","targetId":"ops","messageUId":"01HF0000000000000000000001","readCount":5,"totalCount":9,"version":9223372036854775807,"userIdList":null,"cursor":"c"}`,
	`{"event":"onMessageReceiptRequest","targetId":"ops","messageUId":"01HF0000000000000000000001","seq":-1,"senderUserId":"bob","cursor":"c"}`,
	`{"event":"onReceiptResponded","targetId":"ops","messageUIds":[],"respondTime":-1}`,
	`{"event":"onGroupChanged","group":{"targetId":"ops","lastSeq":-1,"unread":-7,"readSeq":99999999},"change":{"kind":"?","by":""},"cursor":"c"}`,
	`{"event":"onGroupChanged","group":{},"change":{},"cursor":"c"}`,
	`{"event":"onReadPosition","targetId":"ops","readSeq":9007199254740993,"unread":-1}`,
	`{"event":"onReady","cursors":{"ops":"` + strings.Repeat("x", 5000) + `","zzz":"1"}}`,
	`{"event":"onClosing","closeCode":-1,"reason":"\u001b[2J","retryAfter":-9}`,
	`{"id":1,"code":0}`, `{"id":2,"code":-1}`, `{"id":99999,"code":0}`, `{"id":-1,"code":0}`, `{"id":0,"code":400,"error":"x"}`,
	`{"id":2,"code":0,"messages":[{"targetId":"ops","seq":3,"messageUId":"a"},{"targetId":"ops","seq":3,"messageUId":"b"},{"targetId":"dev","seq":-4,"messageUId":""}],"more":true}`,
	`{"id":3,"code":0,"users":[{"userId":""}],"readCount":9,"totalCount":1,"version":-4}`,
	`{"event":"onTyping"}`, `{"event":"onPresence","userId":"` + strings.Repeat("x", 200) + `"}`, `{"event":"onSomethingNew","x":{}}`,
}

func TestAbsurdFramesHarmNobody(t *testing.T) {
	for _, frame := range absurd {
		t.Run(frame[:min(len(frame), 60)], func(t *testing.T) { suffer(t, []byte(frame)) })
	}
	t.Run("all", func(t *testing.T) { suffer(t, []byte(strings.Join(absurd, "\n"))) })
}

// FuzzHostileHub lets a hub say anything, a line a frame, before and after the
// reply to connect.
func FuzzHostileHub(f *testing.F) {
	for _, frame := range absurd {
		f.Add([]byte(frame))
	}
	f.Add([]byte(strings.Join(absurd, "\n")))
	f.Fuzz(suffer)
}

// suffer lets a client hear lines of a hub, and checks that it still works.
func suffer(t *testing.T, lines []byte) {
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		c, err := Open(t.Context(), Config{Dial: hub.dial})
		if err != nil {
			t.Fatal(err)
		}
		s := watch(c)
		for range 2 { // a first connection that it may ruin, and a second one
			p, _ := hub.accept()
			for line := range bytes.Lines(lines) {
				_ = p.conn.Send(socket.Encode(bytes.ToValidUTF8(line, nil)))
			}
			synctest.Wait()
			p.conn.Close(4503, "")
			<-p.conn.Closed()
			c.RetryNow()
		}
		p := hub.welcome(at(1 << 20))
		c.Read("ops", []chat.Seen{seen(1, time.Now())})
		for line := range bytes.Lines(lines) {
			_ = p.conn.Send(socket.Encode(bytes.ToValidUTF8(line, nil)))
		}
		synctest.Wait()
		if !slices.ContainsFunc(s.news, func(n chat.News) bool { _, ok := n.(chat.LinkChanged); return ok }) {
			t.Error("no news of the link")
		}
		_, _ = c.History(t.Context(), "dev", chat.Span{Limit: -1})
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
		<-s.done
		hub.hangUp()
	})
}

func TestAHubThatFloodsWithGroupsIsBounded(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		for i := range maxGroups + 100 {
			p.tell(wire.OnGroupChanged{
				Group:  chat.Group{ID: chat.GroupID(fmt.Sprint("g", i))},
				Change: chat.GroupChange{Kind: chat.ChangeInvited, By: "bob", Users: []chat.UserID{"alice"}}, Cursor: "c",
			})
			if i%1000 == 0 {
				_ = p.conn.Drain(t.Context())
			}
		}
		if got := len(all[chat.GroupChanged](s)); got > maxGroups {
			t.Errorf("%d groups were told", got)
		}
	})
}
