package socket_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seenby/chat/socket"
	"seenby/chat/socket/sockettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func expect(t *testing.T, c *socket.Conn, want string) {
	t.Helper()
	got, err := c.Read()
	if err != nil || string(got) != want {
		t.Fatalf("read %q, %v, want %q", got, err, want)
	}
}

func expectClose(t *testing.T, err error, wantCode int, wantReason string) {
	t.Helper()
	if code, reason, ok := socket.CloseCode(err); !ok || code != wantCode || reason != wantReason {
		t.Fatalf("ended with %v, want %d %q", err, wantCode, wantReason)
	}
}

// hubOf serves connections of up and hands them out in the order of the dials.
func hubOf(tb testing.TB, up *socket.Upgrader) (addr string, accept func() *socket.Conn) {
	tb.Helper()
	made := make(chan *socket.Conn, 1)
	addr = serve(tb, func(w http.ResponseWriter, r *http.Request) {
		if c, err := up.Upgrade(w, r); err == nil {
			made <- c
		}
	})
	return addr, func() *socket.Conn {
		c := <-made
		tb.Cleanup(func() {
			c.Kill()
			<-c.Closed()
		})
		return c
	}
}

func TestMessagesArriveInOrderBothWays(t *testing.T) {
	tcp := func(t *testing.T) (server, client *socket.Conn) {
		addr, accept := hubOf(t, new(socket.Upgrader))
		client = dial(t, "ws://"+addr)
		return accept(), client
	}
	for name, pair := range map[string]func(*testing.T) (server, client *socket.Conn){
		"tcp":  tcp,
		"pipe": func(*testing.T) (server, client *socket.Conn) { return socket.Pipe() },
	} {
		t.Run(name, func(t *testing.T) {
			server, client := pair(t)
			sizes := []int{0, 1, 125, 126, 4096, 16<<10 - 5, 16 << 10, 64<<10 - 10, 64 << 10}
			var messages []string
			for i, n := range sizes {
				messages = append(messages, strings.Repeat(string(rune('a'+i)), n), fmt.Sprint("between ", i))
			}
			for _, m := range messages {
				if err := errors.Join(client.Send(socket.Encode([]byte(m))), server.Send(socket.Encode([]byte(m)))); err != nil {
					t.Fatal(err)
				}
			}
			big := strings.Repeat("z", 1<<20)
			if err := server.Send(socket.Encode([]byte(big))); err != nil {
				t.Fatal(err)
			}
			for _, m := range messages {
				expect(t, server, m)
				expect(t, client, m)
			}
			expect(t, client, big)
			if server.Subprotocol() != socket.Subprotocol || client.Subprotocol() != socket.Subprotocol {
				t.Errorf("subprotocols %q and %q", server.Subprotocol(), client.Subprotocol())
			}
			server.Close(socket.CodeNormal, "")
			_, err := client.Read()
			expectClose(t, err, socket.CodeNormal, "")
			_, err = server.Read()
			expectClose(t, err, socket.CodeNormal, "")
			<-server.Closed()
			<-client.Closed()
			if in, out := client.Stats().BytesIn, server.Stats().BytesOut; in != out {
				t.Errorf("the client counts %d bytes in, the server %d out", in, out)
			}
		})
	}
}

func TestCloseSendsWhatIsQueuedFirst(t *testing.T) {
	addr, accept := hubOf(t, new(socket.Upgrader))
	client := dial(t, "ws://"+addr)
	server := accept()
	const n = 2000
	for i := range n {
		if err := server.Send(socket.Encode(fmt.Append(nil, i))); err != nil {
			t.Fatal(err)
		}
	}
	server.Close(4503, "the hub is going down")
	server.Close(4401, "not this one")
	if err := server.Send(socket.Encode([]byte("late"))); !errors.Is(err, socket.ErrClosed) {
		t.Errorf("sending after Close: %v", err)
	}
	for i := range n {
		expect(t, client, fmt.Sprint(i))
	}
	for range 2 {
		_, err := client.Read()
		expectClose(t, err, 4503, "the hub is going down")
	}
	<-server.Closed()
	expectClose(t, server.Err(), 4503, "the hub is going down")
	var e *socket.CloseError
	if !errors.As(client.Err(), &e) || !e.Remote {
		t.Errorf("the client says %v", client.Err())
	}
}

// A client that floods while it is closed must still get the close frame: a
// server that closes with bytes unread resets the connection.
func TestCloseReachesAPeerThatKeepsSending(t *testing.T) {
	addr, accept := hubOf(t, new(socket.Upgrader))
	client := dial(t, "ws://"+addr)
	server := accept()
	go func() {
		for client.Send(socket.Encode(make([]byte, 1000))) == nil {
			if client.Drain(context.Background()) != nil {
				return
			}
		}
	}()
	if _, err := server.Read(); err != nil { // it has begun; from here on nobody reads
		t.Fatal(err)
	}
	server.Close(4429, "too fast")
	_, err := client.Read()
	expectClose(t, err, 4429, "too fast")
	<-server.Closed()
}

func TestReasonIsCutInWholeCharacters(t *testing.T) {
	server, client := socket.Pipe()
	server.Close(4000, strings.Repeat("€", 60))
	_, err := client.Read()
	expectClose(t, err, 4000, strings.Repeat("€", 41))
	expectClose(t, server.Err(), 4000, strings.Repeat("€", 41))
	<-server.Closed()
	<-client.Closed()
}

func TestKillIsNoClose(t *testing.T) {
	addr, accept := hubOf(t, new(socket.Upgrader))
	client := dial(t, "ws://"+addr)
	server := accept()
	server.Kill()
	<-server.Closed()
	if !errors.Is(server.Err(), socket.ErrKilled) {
		t.Errorf("server ended with %v", server.Err())
	}
	_, err := client.Read()
	if _, _, ok := socket.CloseCode(err); ok || err == nil || !strings.HasPrefix(err.Error(), "connection lost: ") {
		t.Errorf("client ended with %v", err)
	}
	<-client.Closed()
	if err := server.Send(socket.Encode(nil)); !errors.Is(err, socket.ErrClosed) {
		t.Errorf("sending after Kill: %v", err)
	}
}

// A peer that does not read is closed with 4508 as soon as its outbox is full;
// it finds the frames that were on their way, whole, the farewell and the code.
// Nobody else notices.
func TestSlowReaderIsClosedAlone(t *testing.T) {
	up := &socket.Upgrader{Limits: socket.Limits{OutboxFrames: 100}}
	addr, accept := hubOf(t, up)
	slow, r := handshake(t, addr)
	stuck := accept()
	stuck.SetFarewell(socket.Encode([]byte("farewell")))
	client := dial(t, "ws://"+addr)
	honest := accept()

	payload := make([]byte, 10_000)
	var err error
	for n := 0; err == nil; n++ {
		f := socket.Encode(payload)
		err = stuck.Send(f)
		if sent := honest.Send(f); sent != nil {
			t.Fatal(sent)
		}
		expect(t, client, string(payload))
	}
	if !errors.Is(err, socket.ErrTooSlow) {
		t.Fatalf("sending into a full outbox: %v", err)
	}
	expectClose(t, stuck.Err(), socket.CodeTooSlow, "too slow")
	if err := stuck.Send(socket.Encode(nil)); !errors.Is(err, socket.ErrClosed) {
		t.Errorf("sending after 4508: %v", err)
	}
	if err := slow.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	got := untilClose(t, r, false)
	for i, what := range got {
		want := "text 10000"
		switch i {
		case len(got) - 2:
			want = `text "farewell"`
		case len(got) - 1:
			want = "close 4508"
		}
		if what != want {
			t.Errorf("frame %d of %d: %s, want %s", i, len(got), what, want)
		}
	}
	_ = slow.Close()
	<-stuck.Closed()
}

// What the writer holds when the outbox overflows is left out too, but for the
// frame that is half written.
func TestOverflowCutsWhatIsBeingWritten(t *testing.T) {
	const n = 5000
	frames := make([]socket.Frame, n)
	for i := range frames {
		frames[i] = socket.Encode(make([]byte, 10_000))
	}
	up := &socket.Upgrader{Limits: socket.Limits{OutboxFrames: 100}}
	tcp := func(t *testing.T) (*socket.Conn, net.Conn) {
		addr, accept := hubOf(t, up)
		conn, _ := handshake(t, addr)
		return accept(), conn
	}
	pipe := func(t *testing.T) (*socket.Conn, net.Conn) {
		near, far := net.Pipe()
		server, client := socket.PipeOver(up, socket.DialOptions{}, near, far)
		t.Cleanup(func() {
			client.Kill()
			<-client.Closed()
		})
		return server, far
	}
	for name, pair := range map[string]func(*testing.T) (*socket.Conn, net.Conn){"tcp": tcp, "pipe": pipe} {
		t.Run(name, func(t *testing.T) {
			server, conn := pair(t)
			if err := server.SendAll(frames); err != nil {
				t.Fatal(err)
			}
			r := bufio.NewReader(conn)
			if what, err := sockettest.Read(r, false); err != nil || what.String() != "text 10000" { // it is being written
				t.Fatal(what, err)
			}
			if err := server.Send(frames[0]); !errors.Is(err, socket.ErrTooSlow) {
				t.Fatal(err)
			}
			got := untilClose(t, r, false)
			if last := got[len(got)-1]; last != "close 4508" || len(got) > n/2 {
				t.Errorf("%d frames, the last %s", len(got), last)
			}
			_ = conn.Close()
			<-server.Closed()
		})
	}
}

func TestOutboxIsBoundedInBytes(t *testing.T) {
	near, far := net.Pipe()
	up := &socket.Upgrader{Limits: socket.Limits{OutboxBytes: 1000}}
	server, client := socket.PipeOver(up, socket.DialOptions{}, near, far)
	f := socket.Encode(make([]byte, 300))
	if err := server.Send(socket.Encode(make([]byte, 2000))); err != nil {
		t.Errorf("an empty outbox takes any frame: %v", err)
	}
	if err := server.Send(f); !errors.Is(err, socket.ErrTooSlow) {
		t.Errorf("a full one: %v", err)
	}
	if err := server.SendAll([]socket.Frame{f, f}); !errors.Is(err, socket.ErrClosed) {
		t.Errorf("a closing one: %v", err)
	}
	client.Kill()
	<-client.Closed()
	<-server.Closed()
}

// countingConn counts the writes; the first waits until told.
type countingConn struct {
	net.Conn
	mu     sync.Mutex
	writes int
	bytes  int
	hold   chan struct{}
}

func (c *countingConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.writes++
	c.bytes += len(p)
	first := c.writes == 2 // after the handshake
	c.mu.Unlock()
	if first {
		<-c.hold
	}
	return c.Conn.Write(p)
}

func TestQueuedFramesShareAWrite(t *testing.T) {
	near, far := net.Pipe()
	counting := &countingConn{Conn: near, hold: make(chan struct{})}
	server, client := socket.PipeOver(new(socket.Upgrader), socket.DialOptions{}, counting, far)
	const n = 1000
	f := socket.Encode([]byte("0123456789"))
	for range n {
		if err := server.Send(f); err != nil {
			t.Fatal(err)
		}
	}
	close(counting.hold)
	for range n {
		expect(t, client, "0123456789")
	}
	server.Kill()
	client.Kill()
	<-server.Closed()
	<-client.Closed()
	// The handshake, the write that was held, and 12,000 bytes in one.
	if counting.writes > 3 {
		t.Errorf("%d frames took %d writes", n, counting.writes)
	}
}

func TestFramesOfOneCallShareASystemCall(t *testing.T) {
	addr, accept := hubOf(t, &socket.Upgrader{Limits: socket.Limits{SendBuffer: 1 << 20}})
	client := dial(t, "ws://"+addr)
	server := accept()
	frames := make([]socket.Frame, 500)
	for i := range frames {
		frames[i] = socket.Encode(fmt.Appendf(nil, "%0100d", i))
	}
	if err := server.SendAll(frames); err != nil {
		t.Fatal(err)
	}
	for i := range frames {
		expect(t, client, fmt.Sprintf("%0100d", i))
	}
	server.Close(socket.CodeNormal, "")
	_, err := client.Read()
	expectClose(t, err, socket.CodeNormal, "")
	<-server.Closed()
	if got := server.Stats().Writes; got > 2 { // the frames, the close frame
		t.Errorf("%d writes", got)
	}
}

func TestDrainWaitsForRoom(t *testing.T) {
	up := &socket.Upgrader{Limits: socket.Limits{OutboxFrames: 64}}
	server, client := socket.PipeWith(up, socket.DialOptions{})
	const n = 1000
	failed := make(chan error, 1)
	go func() {
		for i := range n {
			if err := errors.Join(server.Drain(t.Context()), server.Send(socket.Encode(fmt.Append(nil, i)))); err != nil {
				failed <- err
				return
			}
		}
		failed <- nil
	}()
	for i := range n {
		expect(t, client, fmt.Sprint(i))
	}
	if err := <-failed; err != nil {
		t.Error(err)
	}
	frames := make([]socket.Frame, 40)
	for i := range frames {
		frames[i] = socket.Encode(nil)
	}
	if err := server.SendAll(frames); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := server.Drain(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	waiting := make(chan error)
	go func() { waiting <- server.Drain(context.Background()) }()
	client.Kill()
	server.Kill()
	if err := <-waiting; !errors.Is(err, socket.ErrClosed) {
		t.Errorf("a connection that ends: %v", err)
	}
	<-client.Closed()
	<-server.Closed()
}

func TestReadLimitCanChange(t *testing.T) {
	server, client := socket.Pipe()
	server.SetReadLimit(10)
	go func() { _, _ = client.Read() }()
	if err := client.SendAll([]socket.Frame{socket.Encode([]byte("0123456789")), {}, socket.Encode([]byte("0123456789!"))}); err != nil {
		t.Fatal(err)
	}
	expect(t, server, "0123456789")
	_, err := server.Read()
	expectClose(t, err, socket.CodeTooBig, "message too big")
	<-server.Closed()
	<-client.Closed()
}

// A lost connection is no close.
func TestLostConnection(t *testing.T) {
	addr, accept := hubOf(t, new(socket.Upgrader))
	conn, _ := handshake(t, addr)
	server := accept()
	_ = conn.Close()
	_, err := server.Read()
	if _, _, ok := socket.CloseCode(err); ok || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("read: %v", err)
	}
	<-server.Closed()
}

// Everything at once, from everywhere, must end.
func TestConcurrentUse(t *testing.T) {
	pinger := socket.NewPinger(25*time.Millisecond, time.Hour) // a tick is 1 ms
	addr, accept := hubOf(t, &socket.Upgrader{Pinger: pinger})
	f := socket.Encode([]byte("hello"))
	var all sync.WaitGroup
	for i := range 40 {
		client := dial(t, "ws://"+addr)
		server := accept()
		for _, c := range []*socket.Conn{server, client} {
			all.Go(func() {
				for {
					if _, err := c.Read(); err != nil {
						return
					}
				}
			})
			for range 3 {
				all.Go(func() {
					for range 200 {
						if c.SendAll([]socket.Frame{f, f}) != nil || c.Drain(t.Context()) != nil {
							return
						}
						_, _ = c.Err(), c.Stats()
					}
				})
			}
		}
		all.Go(func() {
			switch i % 4 {
			case 0:
				server.Close(4409, "replaced")
			case 1:
				client.Close(socket.CodeNormal, "")
			case 2:
				server.Kill()
			case 3:
				server.Close(socket.CodeGoingAway, "")
				client.Close(socket.CodeNormal, "")
				client.Kill()
			}
			<-server.Closed()
			<-client.Closed()
		})
	}
	all.Wait()
}
