package client

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/ui"
)

var _ ui.Chat = (*Client)(nil)

// A world is a real hub on the loopback, with clients and a line that can be
// cut.
type world struct {
	t      *testing.T
	o      hub.Options
	hub    *hub.Hub
	server *httptest.Server
	line   *line
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, o: hub.Options{Dir: t.TempDir(), Limits: hub.Limits{Off: true}}, line: newLine(t)}
	w.start()
	t.Cleanup(func() {
		w.line.close()
		w.stop()
	})
	return w
}

func (w *world) start() {
	w.t.Helper()
	h, err := hub.Open(w.o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.hub, w.server = h, httptest.NewServer(h.Handler())
	w.line.to.Store(strings.TrimPrefix(w.server.URL, "http://"))
}

func (w *world) stop() {
	if err := w.hub.Close(context.Background()); err != nil {
		w.t.Error(err)
	}
	w.server.Close()
}

// config is that of a user, whose first connection lets them into the group.
func (w *world) config(user chat.UserID) Config {
	token, err := w.hub.Key().Token(hub.Claims{User: user, Groups: []chat.GroupID{"ops"}, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		w.t.Fatal(err)
	}
	return Config{Hub: w.line.listener.Addr().String(), Token: token}
}

// join opens a client and waits until it is online.
func (w *world) join(cfg Config) (*Client, *screen) {
	w.t.Helper()
	c, err := Open(w.t.Context(), documented(w.t, cfg))
	if err != nil {
		w.t.Fatal(err)
	}
	s := watch(c)
	w.t.Cleanup(func() {
		if err := c.Close(context.Background()); err != nil {
			w.t.Error(err)
		}
		<-s.done
	})
	if err := c.Connected(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	until(w.t, s, func(n chat.GroupsListed) bool { return len(n.Groups) == 1 })
	return c, s
}

// say sends a message and waits until the hub has it.
func (w *world) say(c *Client, text string, needReceipt bool) chat.MessageUID {
	w.t.Helper()
	got, _, _, err := c.SendMessage(w.t.Context(), chat.Draft{Group: "ops", Text: text, NeedReceipt: needReceipt})
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

// comes waits until a message has come.
func (w *world) comes(s *screen, uid chat.MessageUID) chat.Message {
	w.t.Helper()
	return until(w.t, s, func(n chat.MessageAdded) bool { return n.Message.UID == uid }).Message
}

// A line forwards connections to the hub, and cuts them.
type line struct {
	listener net.Listener
	to       atomic.Value // string
	down     atomic.Bool
	random   atomic.Bool // cut after a random number of bytes
	cuts     atomic.Int64
	wg       sync.WaitGroup

	mu   sync.Mutex
	open map[net.Conn]bool
}

func newLine(t *testing.T) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: listener, open: map[net.Conn]bool{}}
	l.wg.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			l.wg.Go(func() { l.forward(c) })
		}
	})
	return l
}

func (l *line) forward(near net.Conn) {
	defer near.Close()
	if l.down.Load() {
		return
	}
	far, err := net.Dial("tcp", l.to.Load().(string))
	if err != nil {
		return
	}
	defer far.Close()
	l.mu.Lock()
	l.open[near] = true
	l.mu.Unlock()
	var both sync.WaitGroup
	copyUntil := func(to, from net.Conn) {
		var src io.Reader = from
		if l.random.Load() {
			src = io.LimitReader(from, rand.Int64N(1<<uint(9+rand.IntN(7))))
		}
		_, _ = io.Copy(to, src)
		if tcp, ok := near.(*net.TCPConn); ok && rand.IntN(2) == 0 {
			_ = tcp.SetLinger(0) // a reset instead of an end
		}
		near.Close()
		far.Close()
	}
	both.Go(func() { copyUntil(far, near) })
	copyUntil(near, far)
	both.Wait()
	l.cuts.Add(1)
	l.mu.Lock()
	delete(l.open, near)
	l.mu.Unlock()
}

// cut ends all connections.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		c.Close()
	}
}

func (l *line) close() {
	l.listener.Close()
	l.cut()
	l.wg.Wait()
}
