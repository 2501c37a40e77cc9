package client

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
)

// An eventLog keeps what [Config.OnEvent] is called with.
type eventLog struct {
	mu     sync.Mutex
	events []wire.Event
	gate   chan struct{} // nil: it takes everything at once
}

func (f *eventLog) take(e wire.Event) {
	if f.gate != nil {
		<-f.gate
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events = append(f.events, e)
}

// told returns the names of the events since the last call, messages with seq.
func (f *eventLog) told() (names []string, seqs []chat.Seq) {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.events {
		names = append(names, e.Name())
		if m, ok := e.(wire.OnMessage); ok {
			seqs = append(seqs, m.Message.Seq)
		}
	}
	f.events = nil
	return names, seqs
}

func TestOnEventTellsEveryEventOnceAndInOrder(t *testing.T) {
	var f eventLog
	run(t, Config{OnEvent: f.take}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		receipt := wire.OnMessageReceiptResponse{
			UID: uid(11), ConversationType: chat.ConversationGroup, Group: "ops",
			Readers: map[chat.UserID]chat.Millis{"bob": 5}, Tally: chat.Tally{Read: 1, Total: 1, Version: 1}, Cursor: cursor(13),
		}
		p.tell(on(11), on(11), receipt, wire.OnTyping{Group: "ops", User: "bob"})
		_, id := want[wire.GetReadReceipt](p) // the message is not one it knows the count of
		p.refuse(id, chat.NotAsked, 0)
		names, _ := f.told()
		if diff := cmp.Diff([]string{"onReady", "onMessage", "onMessageReceiptResponse", "onTyping"}, names); diff != "" {
			t.Error(diff)
		}
		p.tell(wire.OnClosing{CloseCode: 4503, Reason: "restart"})
		p.conn.Close(4503, "restart")
		<-p.conn.Closed()
		p, hello := hub.accept()
		if hello.Cursors["ops"] != cursor(13) {
			t.Errorf("cursors = %v", hello.Cursors)
		}
		p.reply(p.hello, wire.Connected{UserID: "alice", Limits: wire.ProtocolLimits(), Groups: []chat.Group{at(12)}})
		p.tell(on(11), on(12), wire.OnReady{})
		names, seqs := f.told()
		if diff := cmp.Diff([]string{"onClosing", "onMessage", "onReady"}, names); diff != "" {
			t.Error(diff)
		}
		if !slices.Equal(seqs, []chat.Seq{12}) {
			t.Errorf("messages %v", seqs)
		}
	})
}

func TestOnEventGetsWhatTheHubDoesNotReplay(t *testing.T) {
	var f eventLog
	run(t, Config{OnEvent: f.take}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(at(10))
		p.tell(on(11))
		synctest.Wait()
		p.conn.Kill()
		p, _ = hub.accept()
		reset := at(13)
		reset.Reset, reset.Cursor = true, cursor(90)
		p.reply(p.hello, wire.Connected{UserID: "alice", Limits: wire.ProtocolLimits(), Groups: []chat.Group{reset}})
		p.tell(wire.OnReady{Cursors: map[chat.GroupID]string{"ops": cursor(90)}})
		h, id := want[wire.GetHistory](p)
		if *h.After != 11 {
			t.Errorf("asked for %+v", h)
		}
		p.tell(on(14))
		p.reply(id, wire.MessagesBody{Messages: []chat.Message{text("ops", 12, "bob"), text("ops", 13, "bob")}})
		if _, seqs := f.told(); !slices.Equal(seqs, []chat.Seq{11, 12, 13, 14}) {
			t.Errorf("messages %v", seqs)
		}
	})
}

func TestASlowOnEventLosesNothing(t *testing.T) {
	for name, givenUp := range map[string]bool{"the hub waits": false, "the hub gives up": true} {
		t.Run(name, func(t *testing.T) {
			var f eventLog
			run(t, Config{OnEvent: f.take}, func(t *testing.T, c *Client, hub *script, s *screen) {
				f.gate = make(chan struct{})
				const last = 10 + 2*callbackQueue
				p := hub.welcome(at(10))
				tellFrom(p, 11, last)
				time.Sleep(2*holdTime + time.Second)
				if added, _ := seqs(s); len(added) > callbackQueue+2*turns {
					t.Errorf("read %d messages while nobody takes them", len(added))
				}
				if givenUp {
					p.conn.Kill()
				}
				close(f.gate)
				if givenUp {
					again, hello := hub.accept()
					_, processed, _ := wire.ParseCursor(hello.Cursors["ops"])
					again.reply(again.hello, wire.Connected{UserID: "alice", Limits: wire.ProtocolLimits(), Groups: []chat.Group{at(last)}})
					tellFrom(again, chat.Seq(processed), last)
					again.tell(wire.OnReady{})
				}
				time.Sleep(10 * time.Second)
				_, seqs := f.told()
				if len(seqs) != last-10 {
					t.Fatalf("told %d messages of %d", len(seqs), last-10)
				}
				for i, seq := range seqs {
					if seq != 11+chat.Seq(i) {
						t.Fatalf("message %d is %d", i, seq)
					}
				}
			})
		})
	}
}

// tellFrom tells the messages from first to last.
func tellFrom(p *peer, first, last chat.Seq) {
	for seq := first; seq <= last; seq++ {
		if seq%256 == 0 {
			synctest.Wait()
		}
		p.tell(on(seq))
	}
}

func TestARefusedTokenIsToldApart(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p, _ := hub.accept()
		p.refuse(p.hello, chat.Unauthenticated, 0)
		err := c.Connected(t.Context())
		if !errors.Is(err, ErrToken) || !errors.Is(err, ErrOffline) || err.Error() != "offline: the hub does not accept the token: not authenticated" {
			t.Errorf("Connected: %v", err)
		}
	})
}
