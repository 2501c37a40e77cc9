package socket_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"seenby/chat/socket"
)

// serve answers every request on a loopback listener with handle.
func serve(tb testing.TB, handle http.HandlerFunc) (addr string) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s := &http.Server{Handler: handle, ReadHeaderTimeout: 5 * time.Second}
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = s.Serve(l)
	}()
	tb.Cleanup(func() {
		_ = s.Close()
		<-over
	})
	return l.Addr().String()
}

// handshake makes a websocket of a TCP connection by hand, as no library does.
func handshake(tb testing.TB, addr string, header ...string) (net.Conn, *bufio.Reader) {
	tb.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	header = append(header, "Host: hub", "Connection: Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", "")
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\n"+strings.Join(header, "\r\n")); err != nil {
		tb.Fatal(err)
	}
	r := bufio.NewReaderSize(conn, 512)
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		tb.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSwitchingProtocols {
		tb.Fatalf("handshake answered %s", answer.Status)
	}
	return conn, r
}

// receiver is a side that is told how many bytes came to all its connections.
type receiver struct {
	got  atomic.Int64
	want atomic.Int64
	full chan struct{}
}

func (r *receiver) read(conn net.Conn) {
	p := make([]byte, 32<<10)
	for {
		n, err := conn.Read(p)
		if err != nil {
			return
		}
		if got := r.got.Add(int64(n)); got == r.want.Load() {
			r.full <- struct{}{}
		}
	}
}

// fanOut measures how many frames a second reach n connections, messages of 200
// bytes, in bursts of 200 as they come from a hub under load.
func fanOut(b *testing.B, n int, addr string, made <-chan struct{}, send func()) {
	r := &receiver{full: make(chan struct{}, 1)}
	for range n {
		conn, _ := handshake(b, addr)
		<-made
		go r.read(conn)
	}
	const burst = 200
	size := int64(socket.Encode(make([]byte, 200)).Len() * n)
	b.ResetTimer()
	for done := 0; done < b.N; {
		k := min(burst, b.N-done)
		r.want.Add(int64(k) * size)
		for range k {
			send()
		}
		<-r.full
		done += k
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "deliveries/s")
}

func BenchmarkFanOut1000(b *testing.B) {
	made := make(chan struct{})
	var conns []*socket.Conn
	up := socket.Upgrader{Pinger: socket.NewPinger(0, time.Hour)} // bytes are counted
	addr := serve(b, func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r)
		if err != nil {
			b.Error(err)
			return
		}
		conns = append(conns, c)
		made <- struct{}{}
	})
	payload := bytes.Repeat([]byte("x"), 200)
	fanOut(b, 1000, addr, made, func() {
		f := socket.Encode(payload)
		for _, c := range conns {
			if err := c.Send(f); err != nil {
				b.Fatal(err)
			}
		}
	})
	var writes uint64
	for _, c := range conns {
		writes += c.Stats().Writes
		c.Kill()
		<-c.Closed()
	}
	b.ReportMetric(float64(b.N*1000)/float64(writes), "frames/write")
}

// bare is what this package is measured against: gorilla, a writing goroutine
// for each connection, and writes that gather all that is queued.
type bare struct {
	conn  net.Conn
	mu    sync.Mutex
	queue [][]byte
	wake  chan struct{}
}

func (c *bare) send(p []byte) {
	c.mu.Lock()
	c.queue = append(c.queue, p)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *bare) write() {
	var spare [][]byte
	var buf []byte
	for range c.wake {
		c.mu.Lock()
		take := c.queue
		c.queue = spare[:0]
		c.mu.Unlock()
		buf = buf[:0]
		for _, p := range take {
			buf = append(buf, p...)
		}
		spare = take
		_ = c.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := c.conn.Write(buf); err != nil {
			return
		}
	}
}

func BenchmarkFanOut1000Bare(b *testing.B) {
	made := make(chan struct{})
	var conns []*bare
	up := websocket.Upgrader{}
	addr := serve(b, func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			b.Error(err)
			return
		}
		c := &bare{conn: ws.NetConn(), wake: make(chan struct{}, 1)}
		go c.write()
		conns = append(conns, c)
		made <- struct{}{}
	})
	frame := append([]byte{0x81, 126, 0, 200}, make([]byte, 200)...)
	fanOut(b, 1000, addr, made, func() {
		for _, c := range conns {
			c.send(frame)
		}
	})
	for _, c := range conns {
		close(c.wake)
		_ = c.conn.Close()
	}
}

// BenchmarkEcho is a message up and one down over loopback, both ends ours.
func BenchmarkEcho(b *testing.B) {
	var up socket.Upgrader
	addr := serve(b, func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r)
		if err != nil {
			b.Error(err)
			return
		}
		for {
			p, err := c.Read()
			if err != nil {
				return
			}
			if c.Send(socket.Encode(p)) != nil {
				return
			}
		}
	})
	c := dial(b, "ws://"+addr)
	f := socket.Encode(make([]byte, 200))
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Send(f); err != nil {
			b.Fatal(err)
		}
		if _, err := c.Read(); err != nil {
			b.Fatal(err)
		}
	}
}

func dial(tb testing.TB, address string) *socket.Conn {
	tb.Helper()
	c, err := socket.Dial(tb.Context(), address, nil, socket.DialOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		c.Kill()
		<-c.Closed()
	})
	return c
}

// BenchmarkStream is one connection that takes all it can, small frames and
// large, with the kernel's send buffer as it is by default and as the kernel
// would have it.
func BenchmarkStream(b *testing.B) {
	for _, tc := range []struct {
		name        string
		bytes, size int
	}{
		{"200", 200, 0}, {"200 kernel", 200, -1}, {"1000000", 1e6, 0}, {"1000000 kernel", 1e6, -1},
	} {
		b.Run(tc.name, func(b *testing.B) {
			addr, accept := hubOf(b, &socket.Upgrader{Limits: socket.Limits{SendBuffer: tc.size}})
			client := dial(b, "ws://"+addr)
			server := accept()
			f := socket.Encode(make([]byte, tc.bytes))
			b.SetBytes(int64(f.Len()))
			go func() {
				for server.Drain(b.Context()) == nil && server.Send(f) == nil {
				}
			}()
			for b.Loop() {
				if _, err := client.Read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
