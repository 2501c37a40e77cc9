package hub_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

func TestATokenThatExpiresEndsItsConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		short := hub.Claims{User: "ana", Groups: []chat.GroupID{ops}, ID: "short", Expires: time.Now().Add(15 * time.Second)}
		ana, other := w.connect(short, nil), w.connect(hub.Claims{User: "ana", ID: "long"}, nil)
		began := time.Now()
		if e := ana.event("onClosing"); e.CloseCode != hub.CloseUnauthenticated || !strings.Contains(e.Reason, "expired") {
			t.Errorf("%s", e.raw)
		}
		if code := ana.closed(); code != hub.CloseUnauthenticated {
			t.Errorf("closed with %d", code)
		}
		if d := time.Since(began); d < 13*time.Second || d > 16*time.Second {
			t.Errorf("after %v", d)
		}
		wantCode(t, w.dial(nil).hello(short, nil), chat.Unauthenticated)
		other.post(ops, "the other token lasts")
		w.stop()
	})
}

func TestATokenIsRevokedByItselfOrItsID(t *testing.T) {
	w := newWorld(t, nil)
	claims := hub.Claims{User: "ana", ID: "lost", Expires: time.Now().Add(-time.Hour)}
	if id, err := hub.RevokeToken(w.o.Dir, w.token(claims)); err != nil || id != "lost" {
		t.Errorf("%q, %v", id, err)
	}
	if id, err := hub.RevokeToken(w.o.Dir, "01HZ"); err != nil || id != "01HZ" {
		t.Errorf("%q, %v", id, err)
	}
	claims.Expires = time.Now().Add(time.Hour)
	for w.dial(nil).hello(claims, nil).Code != chat.Unauthenticated { // the hub looks twice a second
	}
	foreign, err := hub.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	token, err := foreign.Token(claims)
	if err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	for name, c := range map[string][2]string{
		"of another hub": {w.o.Dir, token}, "no id": {w.o.Dir, ""}, "two lines": {w.o.Dir, "a\nb"},
		"not a hub's directory": {empty, "01HZ"},
	} {
		if _, err := hub.RevokeToken(c[0], c[1]); err == nil || strings.Contains(err.Error(), token[:30]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if files, _ := os.ReadDir(empty); len(files) != 0 {
		t.Errorf("made %v", files)
	}
}

func TestAGroupTakesOnlySoMuchFromAllItsMembers(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Limits.GroupWrites = hub.Rate{PerSecond: 10, Burst: 4}
	})
	ana, bob := w.join("ana", ops, "calm"), w.join("bob", ops)
	for range 2 {
		ana.post(ops, "x")
		bob.post(ops, "x")
	}
	for _, c := range []*client{ana, bob} {
		r := c.call("sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", "x"))
		if wantCode(t, r, chat.TooFast); r.RetryAfter < 1 || r.RetryAfter > 100 {
			t.Errorf("retryAfter %d", r.RetryAfter)
		}
		c.do("getHistory", obj("targetId", ops)) // reading is not held up
	}
	ana.post("calm", "another group is not concerned")
	now.add(100 * time.Millisecond)
	ana.post(ops, "x")
	if l := ana.welcome.Limits; l["groupMessagesPerSecond"] != 10 || l["groupMessageBurst"] != 4 || l["addressMessagesPerSecond"] == 0 || l["refusals"] == 0 {
		t.Errorf("limits %v", l)
	}
}

// elsewhere is a connection that says it comes from another machine.
type elsewhere struct {
	net.Conn
	addr net.Addr
}

func (e elsewhere) RemoteAddr() net.Addr { return e.addr }

// from connects user from an address.
func (w *world) from(ip, user string, groups ...chat.GroupID) *client {
	w.t.Helper()
	near, far := net.Pipe()
	c := w.over(socket.PipeOver(new(socket.Upgrader), socket.DialOptions{}, elsewhere{near, &net.TCPAddr{IP: net.ParseIP(ip)}}, far))
	if r := c.hello(hub.Claims{User: chat.UserID(user), Groups: groups}, nil); r.Code != chat.Done {
		w.t.Fatalf("%s from %s: %s", user, ip, r.raw)
	}
	return c
}

func TestAnAddressTakesOnlySoMuchForAllItsUsers(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Limits.AddressWrites = hub.Rate{PerSecond: 10, Burst: 3}
	})
	for name, c := range map[string]struct {
		ips     [3]string // the first two are one
		refused bool
	}{
		"IPv4":             {[3]string{"192.0.2.1", "192.0.2.1", "192.0.2.2"}, true},
		"IPv4 in IPv6":     {[3]string{"198.51.100.1", "::ffff:198.51.100.1", "198.51.100.2"}, true},
		"one IPv6 network": {[3]string{"2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"}, true},
		"loopback":         {[3]string{"127.0.0.1", "127.0.0.1", "::1"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			group := chat.GroupID("g" + newID())
			a, b, far := w.from(c.ips[0], "a", group), w.from(c.ips[1], "b", group), w.from(c.ips[2], "c", group)
			for range 3 {
				a.post(group, "x")
			}
			for _, one := range []*client{a, b} {
				r := one.call("sendMessage", obj("targetId", group, "clientMsgId", newID(), "text", "x"))
				if (r.Code == chat.TooFast) != c.refused || c.refused && r.RetryAfter == 0 {
					t.Errorf("%s", r.raw)
				}
				one.do("getHistory", obj("targetId", group))
			}
			far.post(group, "who is elsewhere is not concerned")
		})
	}
}

func TestWhoIsLetThroughNowAndThenIsTooFastAllTheSame(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Limits.Writes = hub.Rate{PerSecond: 10, Burst: 1}
		o.Limits.Refusals = 20
	})
	ana := w.join("ana", ops)
	for range 6 {
		for range 5 {
			ana.send("setReadPosition", obj("targetId", ops, "seq", 1))
		}
		now.add(100 * time.Millisecond)
	}
	if code := ana.closed(); code != hub.CloseTooMany {
		t.Errorf("closed with %d", code)
	}
}

// TestWhoFloodsHarmsNobody has one peer send junk, large frames and calls as
// fast as it can, and come back each time that it is closed.
func TestWhoFloodsHarmsNobody(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Writes, o.Limits.Reads = hub.Rate{PerSecond: 500, Burst: 2000}, hub.Rate{PerSecond: 500, Burst: 2000}
		o.Limits.Refusals = 300
		o.Socket.CloseTimeout = time.Second
	}).overTCP()
	ana, bob := w.join("ana", "quiet"), w.join("bob", "quiet")
	w.join("flood", ops).conn.Kill()
	ctx, stop := context.WithCancel(t.Context())
	codes := make(chan int)
	big := `{"id":1,"op":"sendMessage","targetId":"ops","clientMsgId":"a","text":"` + strings.Repeat("x", 60<<10) + `"}`
	token := w.token(hub.Claims{User: "flood"})
	var floods sync.WaitGroup
	for _, frame := range []string{"{", big, `{"id":1,"op":"getHistory","targetId":"ops"}`, `{"id":1,"op":"setReadPosition","targetId":"ops","seq":1}`} {
		floods.Go(func() {
			for ctx.Err() == nil {
				select {
				case codes <- w.flood(ctx, token, frame):
				case <-ctx.Done():
				}
			}
		})
	}
	seen := map[int]bool{}
	for round := 0; !seen[hub.CloseTooMany] || !seen[socket.CodeProtocol] || round < 100; round++ {
		m := ana.post("quiet", "hello")
		bob.about("onMessage", m.UID)
		bob.do("getHistory", obj("targetId", "quiet"))
		select {
		case code := <-codes:
			seen[code] = true
		default:
		}
	}
	stop()
	floods.Wait()
	if got := w.figures(); got[`seenby_refused_total{by="user"}`] == 0 || got["seenby_malformed_frames_total"] == 0 {
		t.Error("nobody was refused")
	}
	if n := len(ana.seen("onClosing")) + len(bob.seen("onClosing")); n != 0 {
		t.Errorf("%d who did nothing wrong were closed", n)
	}
}

// flood connects and sends one frame over and over, until it is closed; it
// returns with which code.
func (w *world) flood(ctx context.Context, token, frame string) int {
	conn, err := socket.Dial(ctx, "ws"+strings.TrimPrefix(w.server.URL, "http")+"/v1/ws", nil, socket.DialOptions{})
	if err != nil {
		return 0
	}
	defer func() { conn.Kill(); <-conn.Closed() }()
	defer context.AfterFunc(ctx, conn.Kill)()
	_ = conn.Send(socket.Encode(fmt.Appendf(nil, `{"id":1,"op":"connect","token":%q}`, token)))
	f := socket.Encode([]byte(frame))
	go func() {
		for conn.Send(f) == nil && conn.Drain(ctx) == nil {
		}
	}()
	for {
		if _, err := conn.Read(); err != nil {
			code, _, _ := socket.CloseCode(err)
			return code
		}
	}
}

// descriptors returns how many files and sockets the process has open; 0 where
// that cannot be told.
func descriptors() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return len(files)
}

func TestAThousandAbruptDisconnectsLeaveNothing(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana := w.join("ana", ops)
	goroutines, files := runtime.NumGoroutine(), descriptors()
	for round := range 10 {
		conns := make([]*client, 0, 100)
		for i := range 100 {
			switch i % 4 {
			case 0: // cut off before it has said who it is
				conns = append(conns, w.dial(nil))
			case 1: // and in the middle of a call
				c := w.join(fmt.Sprint("u", round, ".", i), ops)
				c.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
				conns = append(conns, c)
			default:
				conns = append(conns, w.join(fmt.Sprint("u", round, ".", i), ops))
			}
		}
		for _, c := range conns {
			c.conn.Kill()
		}
	}
	late := time.Now().Add(patience)
	for runtime.NumGoroutine() > goroutines+4 || descriptors() > files+4 || w.hub.Stats().Connections > 1 {
		if time.Now().After(late) {
			t.Fatalf("%d goroutines, before %d; %d descriptors, before %d; %+v", runtime.NumGoroutine(), goroutines, descriptors(), files, w.hub.Stats())
		}
		runtime.Gosched()
	}
	ana.post(ops, "still here")
}

func TestTwoHundredWhoNeverReadHoldUpNobody(t *testing.T) {
	const silent, messages = 200, 150
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Off = true
		o.Socket = socket.Limits{OutboxBytes: 256 << 10, SendBuffer: 8 << 10, CloseTimeout: 500 * time.Millisecond}
	}).overTCP()
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	held := make([]*reluctant, silent)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	for i := range held {
		raw, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_ = raw.(*net.TCPConn).SetReadBuffer(8 << 10)
		held[i] = &reluctant{Conn: raw, stop: make(chan struct{}), release: release}
		conn, err := socket.Dial(t.Context(), "ws"+strings.TrimPrefix(w.server.URL, "http")+"/v1/ws", nil, socket.DialOptions{
			NetDial: func(context.Context, string, string) (net.Conn, error) { return held[i], nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		c := newClient(w, conn)
		c.hello(hub.Claims{User: chat.UserID(fmt.Sprint("silent", i)), Groups: []chat.GroupID{ops}}, nil)
		c.event("onReady")
	}
	for _, r := range held {
		close(r.stop)
	}
	text := strings.Repeat("x", 8000)
	for range messages {
		m := ana.post(ops, text)
		bob.about("onMessage", m.UID)
	}
	for w.hub.Stats().Connections > 2 {
		m := ana.post(ops, text)
		bob.about("onMessage", m.UID)
	}
	got := w.figures()
	if n := got[`seenby_connections_closed_total{code="4508"}`]; n != silent {
		t.Errorf("%v of %d were closed as too slow", n, silent)
	}
}

func TestWhoDoesNotReadIsToldSo(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Off = true
		o.Socket = socket.Limits{OutboxBytes: 256 << 10, CloseTimeout: patience}
	}).overTCP()
	ana := w.join("ana", ops)
	raw, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_ = raw.(*net.TCPConn).SetReadBuffer(64 << 10) // and it does not grow
	pause := &paused{Conn: raw, stop: make(chan struct{}), on: make(chan struct{})}
	conn, err := socket.Dial(t.Context(), "ws"+strings.TrimPrefix(w.server.URL, "http")+"/v1/ws", nil, socket.DialOptions{
		NetDial: func(context.Context, string, string) (net.Conn, error) { return pause, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	slow := newClient(w, conn)
	slow.hello(hub.Claims{User: "slow", Groups: []chat.GroupID{ops}}, nil)
	slow.ready = slow.event("onReady")
	close(pause.stop)
	text := strings.Repeat("x", 16000)
	for range 100 { // much more than all buffers on the way hold
		ana.post(ops, text)
	}
	close(pause.on)
	if e := slow.event("onClosing"); e.CloseCode != socket.CodeTooSlow {
		t.Errorf("%s", e.raw)
	}
	if code := slow.closed(); code != socket.CodeTooSlow {
		t.Errorf("closed with %d", code)
	}
	back := w.connect(hub.Claims{User: "slow"}, obj("cursors", slow.ready.Cursors))
	if m := back.event("onMessage").Message; m.Seq != 1 {
		t.Errorf("resumed at %d", m.Seq)
	}
}

// paused reads nothing between stop and on.
type paused struct {
	net.Conn
	stop, on chan struct{}
}

func (p *paused) Read(b []byte) (int, error) {
	select {
	case <-p.stop:
		<-p.on
	default:
	}
	return p.Conn.Read(b)
}
