package client

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// BenchmarkIncomingMessages is what one message costs from its frame to the
// news, with a local copy on disk.
func BenchmarkIncomingMessages(b *testing.B) {
	for _, name := range []string{"memory", "disk"} {
		b.Run(name, func(b *testing.B) {
			dir := ""
			if name == "disk" {
				dir = b.TempDir()
			}
			conns := make(chan *socket.Conn, 1)
			c, err := Open(b.Context(), Config{StateDir: dir, Dial: func(context.Context) (*socket.Conn, error) {
				near, far := socket.Pipe()
				conns <- near
				return far, nil
			}})
			if err != nil {
				b.Fatal(err)
			}
			hub := <-conns
			if _, err := hub.Read(); err != nil { // connect
				b.Fatal(err)
			}
			go func() {
				for {
					if _, err := hub.Read(); err != nil {
						return
					}
				}
			}()
			_ = hub.Send(socket.Encode(wire.AppendReply(nil, 1, chat.Done, "", 0, wire.Connected{UserID: "alice", Groups: []chat.Group{ops()}})))
			ready, _ := wire.AppendEvent(nil, wire.OnReady{})
			_ = hub.Send(socket.Encode(ready))
			done := make(chan struct{})
			go func() {
				defer close(done)
				n := 0
				for batch := range c.News() {
					for _, news := range batch {
						if _, ok := news.(chat.MessageAdded); ok {
							n++
						}
					}
					if n == b.N {
						return
					}
				}
			}()
			frames := make([]socket.Frame, b.N)
			for i := range frames {
				m := on(chat.Seq(i + 1))
				m.Message.Text = "a message of about two hundred bytes, as people write them in a chat when they have something to say"
				frame, _ := wire.AppendEvent(nil, m)
				frames[i] = socket.Encode(frame)
			}
			b.ReportAllocs()
			start := time.Now()
			b.ResetTimer()
			for i, f := range frames {
				_ = hub.Send(f)
				if i%256 == 0 {
					_ = hub.Drain(b.Context())
				}
			}
			<-done
			b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "messages/s")
			go func() {
				for range c.News() {
				}
			}()
			if err := c.Close(context.Background()); err != nil {
				b.Error(err)
			}
			hub.Kill()
		})
	}
}

// BenchmarkOutbox is what one message of one group costs from Send to the
// hub's reply, one after the other, both ends durable.
func BenchmarkOutbox(b *testing.B) {
	h, err := hub.Open(hub.Options{Dir: b.TempDir(), Limits: hub.Limits{Off: true}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(h.Handler())
	defer server.Close()
	defer h.Close(context.Background())
	token, err := h.Key().Token(hub.Claims{User: "alice", Groups: []chat.GroupID{"ops"}, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		b.Fatal(err)
	}
	c, err := Open(b.Context(), Config{Hub: server.URL, Token: token, StateDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close(context.Background())
	if err := c.Connected(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		c.Send(chat.Draft{Group: "ops", Text: "a line of a log"})
	}
	done := 0
	for done < b.N {
		for _, n := range <-c.News() {
			if s, ok := n.(chat.Sending); ok && s.State == chat.SendDone {
				done++
			}
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.StopTimer()
	go func() {
		for range c.News() {
		}
	}()
}
