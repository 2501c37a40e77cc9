package client

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// A script is a hub that does what a test says, over pipes.
type script struct {
	t     *testing.T
	conns chan *peer
	mu    sync.Mutex
	dials []time.Time
	fail  error // of the next dials
}

func newScript(t *testing.T) *script { return &script{t: t, conns: make(chan *peer, 64)} }

// dial is a [Config.Dial].
func (s *script) dial(context.Context) (*socket.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials = append(s.dials, time.Now())
	if s.fail != nil {
		return nil, s.fail
	}
	near, far := socket.Pipe()
	p := &peer{t: s.t, conn: near, calls: make(chan wire.Call, 4096)}
	go p.read()
	s.conns <- p
	return far, nil
}

func (s *script) failWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *script) dialled() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dials)
}

// accept waits for a connection and its first call.
func (s *script) accept() (*peer, wire.Connect) {
	s.t.Helper()
	select {
	case p := <-s.conns:
		hello := p.next()
		p.hello = hello.ID
		return p, hello.Params.(wire.Connect)
	case <-time.After(time.Hour):
		s.t.Fatal("no connection came")
		return nil, wire.Connect{}
	}
}

// welcome accepts a connection and brings it to onReady.
func (s *script) welcome(groups ...chat.Group) *peer {
	s.t.Helper()
	p, _ := s.accept()
	p.greet(groups...)
	return p
}

// A peer is one connection at the hub's end.
type peer struct {
	t     *testing.T
	conn  *socket.Conn
	calls chan wire.Call
	hello int64

	mu    sync.Mutex
	moved []chat.Seq // read positions; they are answered by themselves
}

func (p *peer) read() {
	defer close(p.calls)
	for {
		message, err := p.conn.Read()
		if err != nil {
			p.conn.Kill()
			return
		}
		c, fault := wire.DecodeCall(message)
		if fault != nil {
			p.t.Errorf("the client sent %s: %v", message, fault)
			continue
		}
		if s, ok := c.Params.(wire.SetReadPosition); ok {
			p.mu.Lock()
			p.moved = append(p.moved, s.Seq)
			p.mu.Unlock()
			// The test may have ended the connection meanwhile.
			_ = p.conn.Send(socket.Encode(wire.AppendReply(nil, c.ID, chat.Done, "", 0, nil)))
			continue
		}
		p.calls <- c
	}
}

// positions returns the read positions since the last call.
func (p *peer) positions() []chat.Seq {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	moved := p.moved
	p.moved = nil
	return moved
}

// next returns the next call.
func (p *peer) next() wire.Call {
	p.t.Helper()
	select {
	case c, ok := <-p.calls:
		if !ok {
			p.t.Fatal("the connection ended instead of a call")
		}
		return c
	case <-time.After(time.Hour):
		p.t.Fatal("no call came")
		return wire.Call{}
	}
}

// none fails when a call is there.
func (p *peer) none() {
	p.t.Helper()
	synctest.Wait()
	select {
	case c, ok := <-p.calls:
		if ok {
			p.t.Fatalf("an unexpected call: %s %+v", c.Op, c.Params)
		}
	default:
	}
}

// want returns the next call, which has these parameters' type.
func want[P wire.Params](p *peer) (P, int64) {
	p.t.Helper()
	c := p.next()
	params, ok := c.Params.(P)
	if !ok {
		p.t.Fatalf("a call of %s %+v came, not %s", c.Op, c.Params, params.Op())
	}
	return params, c.ID
}

func (p *peer) reply(id int64, body wire.Body) { p.answer(id, chat.Done, 0, body) }

func (p *peer) refuse(id int64, code chat.Code, retryAfter int64) {
	p.answer(id, code, retryAfter, nil)
}

func (p *peer) answer(id int64, code chat.Code, retryAfter int64, body wire.Body) {
	p.send(wire.AppendReply(nil, id, code, code.Reason(), retryAfter, completeBody(body)))
}

func (p *peer) tell(events ...wire.Event) {
	for _, e := range events {
		frame, err := wire.AppendEvent(nil, completeEvent(e))
		if err != nil {
			p.t.Error(err)
		}
		p.send(frame)
	}
}

func (p *peer) send(frame []byte) {
	if err := p.conn.Send(socket.Encode(frame)); err != nil {
		p.t.Errorf("send %s: %v", frame, err)
	}
}

// greet answers connect and tells that nothing was missed.
func (p *peer) greet(groups ...chat.Group) {
	p.reply(p.hello, wire.Connected{UserID: "alice", Name: "Alice", ServerTime: now(), Groups: groups})
	cursors := map[chat.GroupID]string{}
	for _, g := range groups {
		if g.Cursor != "" {
			cursors[g.ID] = g.Cursor
		}
	}
	p.tell(wire.OnReady{Cursors: cursors})
}

// A screen reads all news of a client.
type screen struct {
	mu   sync.Mutex
	news []chat.News
	done chan struct{}
}

func watch(c *Client) *screen {
	s := &screen{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for batch := range c.News() {
			s.mu.Lock()
			s.news = append(s.news, batch...)
			s.mu.Unlock()
		}
	}()
	return s
}

// all returns the news of type N since the last clear.
func all[N chat.News](s *screen) []N {
	synctest.Wait()
	return seenNews[N](s)
}

func seenNews[N chat.News](s *screen) []N {
	s.mu.Lock()
	defer s.mu.Unlock()
	var of []N
	for _, n := range s.news {
		if n, ok := n.(N); ok {
			of = append(of, n)
		}
	}
	return of
}

func last[N chat.News](t *testing.T, s *screen) N {
	t.Helper()
	of := all[N](s)
	if len(of) == 0 {
		var none N
		t.Fatalf("no news of type %T", none)
	}
	return of[len(of)-1]
}

// run starts a client with a scripted hub inside of a bubble of fake time, and
// ends it after the test.
func run(t *testing.T, cfg Config, test func(t *testing.T, c *Client, hub *script, s *screen)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		if cfg.Dial == nil {
			cfg.Dial = hub.dial
		}
		cfg := documented(t, cfg)
		c, err := Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		s := watch(c)
		defer func() { // also when the test has failed
			if err := c.Close(context.Background()); err != nil {
				t.Error(err)
			}
			<-s.done
			hub.hangUp()
		}()
		test(t, c, hub, s)
	})
}

func (s *script) hangUp() {
	for {
		select {
		case p := <-s.conns:
			p.conn.Kill()
		default:
			return
		}
	}
}

var errRefused = errors.New("dial ws://hub/v1/ws: connection refused")

// text is a message of somebody else in group g.
func text(g chat.GroupID, seq chat.Seq, sender chat.UserID) chat.Message {
	return chat.Message{
		UID: uid(seq), ConversationType: chat.ConversationGroup, Group: g, Seq: seq, Sender: sender,
		Sent: now(), Text: "hello", Kind: chat.KindText,
	}
}

func flagged(m chat.Message) chat.Message {
	m.Receipt = &chat.ReceiptInfo{Asked: true}
	return m
}

// uid returns a message uid for a number.
func uid(n chat.Seq) chat.MessageUID {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := []byte("01HF0000000000000000000000")
	for i := len(b) - 1; n > 0; i-- {
		b[i] = digits[n%32]
		n /= 32
	}
	return chat.MessageUID(b)
}

func cursor(n int) string { return wire.FormatCursor("e", chat.Pos(n)) }

func ops() chat.Group {
	return chat.Group{ID: "ops", Name: "Ops", MemberCount: 3, Role: chat.RoleMember, Visibility: chat.VisibleToSender, Cursor: cursor(1)}
}
