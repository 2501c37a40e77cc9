package socket_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat/socket"
	"seenby/chat/socket/sockettest"
)

// muteConn is a network connection whose writes are lost once it is muted.
type muteConn struct {
	net.Conn
	muted atomic.Bool
}

func (c *muteConn) Write(p []byte) (int, error) {
	if c.muted.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// reading reads until the end and returns the error by a channel.
func reading(c *socket.Conn) <-chan error {
	over := make(chan error, 1)
	go func() {
		for {
			if _, err := c.Read(); err != nil {
				over <- err
				return
			}
		}
	}()
	return over
}

func closeBoth(server, client *socket.Conn) {
	server.Kill()
	client.Kill()
	<-server.Closed()
	<-client.Closed()
}

func TestPingsKeepAnIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := socket.Pipe()
		serverEnd, clientEnd := reading(server), reading(client)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if server.Err() != nil || client.Err() != nil {
			t.Errorf("after a day: %v, %v", server.Err(), client.Err())
		}
		// A ping is two bytes, every 25 s.
		if got, want := server.Stats().BytesOut, uint64(2*24*3600/25); got != want {
			t.Errorf("%d bytes of pings, want %d", got, want)
		}
		// A pong without content is six bytes, masked.
		if got, want := client.Stats().BytesOut, uint64(6*24*3600/25); got != want {
			t.Errorf("%d bytes of pongs, want %d", got, want)
		}
		closeBoth(server, client)
		<-serverEnd
		<-clientEnd
	})
}

// TestAfterASleepAllConnectionsEnd at once when it was longer than the other side
// waits, and go on when it was not.
func TestAfterASleepAllConnectionsEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		slept time.Duration
		ends  bool
	}{
		"for hours": {5 * time.Hour, true}, "for a moment": {30 * time.Second, false}, "a clock that is set back": {-5 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var slept atomic.Int64
				pinger := socket.NewPinger(0, time.Minute)
				pinger.SetWall(func() time.Time { return time.Now().Round(0).Add(time.Duration(slept.Load())) })
				server, client := socket.PipeWith(&socket.Upgrader{}, socket.DialOptions{Pinger: pinger})
				serverEnd, clientEnd := reading(server), reading(client)
				time.Sleep(time.Hour)
				slept.Store(int64(tt.slept))
				time.Sleep(5 * time.Second)
				synctest.Wait()
				if err := client.Err(); errors.Is(err, socket.ErrSilent) != tt.ends || !tt.ends && err != nil {
					t.Errorf("afterwards: %v", err)
				}
				closeBoth(server, client)
				<-serverEnd
				<-clientEnd
			})
		})
	}
}

func TestEveryConnectionIsPingedInItsInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := &socket.Upgrader{}
		type pair struct{ server, client *socket.Conn }
		var pairs []pair
		for range 100 {
			server, client := socket.PipeWith(up, socket.DialOptions{})
			reading(server)
			reading(client)
			pairs = append(pairs, pair{server, client})
		}
		time.Sleep(time.Second)
		synctest.Wait()
		atOnce := 0
		for _, p := range pairs {
			atOnce += int(p.server.Stats().BytesOut / 2)
		}
		if atOnce > 8 {
			t.Errorf("%d of 100 connections were pinged at once", atOnce)
		}
		time.Sleep(24 * time.Second)
		synctest.Wait()
		for i, p := range pairs {
			if got := p.server.Stats().BytesOut; got != 2 {
				t.Errorf("connection %d: %d bytes of pings in 25 s", i, got)
			}
		}
		for _, p := range pairs {
			closeBoth(p.server, p.client)
		}
	})
}

// lifetime waits for the end of c and returns how long that took.
func lifetime(c *socket.Conn) time.Duration {
	start := time.Now()
	<-c.Closed()
	return time.Since(start)
}

func within(t *testing.T, got, least, most time.Duration) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("it took %v, want %v to %v", got, least, most)
	}
}

func TestHubDropsASilentClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		mute := &muteConn{Conn: far}
		server, client := socket.PipeOver(new(socket.Upgrader), socket.DialOptions{}, near, mute)
		serverEnd, clientEnd := reading(server), reading(client)
		time.Sleep(90 * time.Second) // it has answered pings before
		if err := client.Send(socket.Encode([]byte("last"))); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		mute.muted.Store(true)
		within(t, lifetime(server), 60*time.Second, 62*time.Second)
		if err := <-serverEnd; !errors.Is(err, socket.ErrSilent) {
			t.Errorf("server read: %v", err)
		}
		<-client.Closed()
		<-clientEnd
	})
}

func TestClientNoticesASilentHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		mute := &muteConn{Conn: near}
		server, client := socket.PipeOver(&socket.Upgrader{Pinger: socket.NewPinger(0, time.Hour)}, socket.DialOptions{}, mute, far)
		serverEnd, clientEnd := reading(server), reading(client)
		mute.muted.Store(true)
		within(t, lifetime(client), 60*time.Second, 65*time.Second)
		if err := <-clientEnd; !errors.Is(err, socket.ErrSilent) {
			t.Errorf("client read: %v", err)
		}
		<-server.Closed()
		<-serverEnd
	})
}

// A frame that drips in a byte at a time is silence to the hub.
func TestDrippingFrameIsSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		server, client := socket.PipeOver(new(socket.Upgrader), socket.DialOptions{}, near, far)
		serverEnd := reading(server)
		drip := make(chan struct{})
		go func() { // beside the client, which writes nothing as nobody reads its pings
			defer close(drip)
			for _, b := range sockettest.Masked(sockettest.Fin|sockettest.Text, string(make([]byte, 200))) {
				if _, err := far.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		go func() { // pings are taken and not answered
			p := make([]byte, 100)
			for {
				if _, err := far.Read(p); err != nil {
					return
				}
			}
		}()
		within(t, lifetime(server), 60*time.Second, 62*time.Second)
		if err := <-serverEnd; !errors.Is(err, socket.ErrSilent) {
			t.Errorf("server read: %v", err)
		}
		<-drip
		client.Kill()
		<-client.Closed()
	})
}

// A peer that takes nothing at all ends with 4508 after the write timeout, even
// if its outbox never fills.
func TestStuckWriteTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := socket.Pipe() // nobody reads
		if err := server.Send(socket.Encode([]byte("hello"))); err != nil {
			t.Fatal(err)
		}
		within(t, lifetime(server), 10*time.Second, 10*time.Second)
		expectClose(t, server.Err(), socket.CodeTooSlow, "took nothing for 10s")
		client.Kill()
		<-client.Closed()
	})
}

// A reader that is slow but takes something is none that is stuck.
func TestSlowProgressIsProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		never := socket.NewPinger(0, time.Hour) // the test reads, and answers no ping
		server, client := socket.PipeOver(&socket.Upgrader{Pinger: never}, socket.DialOptions{Pinger: never}, near, far)
		if err := server.Send(socket.Encode(make([]byte, 1<<20))); err != nil {
			t.Fatal(err)
		}
		p := make([]byte, 16<<10)
		for got := 0; got < 1<<20; {
			time.Sleep(4 * time.Second) // four minutes in all
			n := 0
			for n < len(p) && got+n < 1<<20 {
				m, err := far.Read(p[n:])
				if err != nil {
					t.Fatal(got, err)
				}
				n += m
			}
			got += n
		}
		if server.Err() != nil {
			t.Error(server.Err())
		}
		closeBoth(server, client)
	})
}

func TestCloseOfAStuckConnectionIsBounded(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(*socket.Conn)
		code int
	}{
		{"close", func(c *socket.Conn) { c.Close(4503, "down") }, 4503},
		{"overflow", func(c *socket.Conn) {
			for c.Send(socket.Encode(make([]byte, 100))) == nil {
			}
		}, socket.CodeTooSlow},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := socket.Pipe() // nobody reads
				if err := server.Send(socket.Encode([]byte("hello"))); err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Second) // the write has begun, with ten seconds
				tc.end(server)
				within(t, lifetime(server), 5*time.Second, 5*time.Second)
				if code, _, ok := socket.CloseCode(server.Err()); !ok || code != tc.code {
					t.Errorf("ended with %v", server.Err())
				}
				client.Kill()
				<-client.Closed()
			})
		})
	}
}

// A flood of pings is answered a bounded number of times, the last one among them.
func TestPingFloodIsNotReflected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		server, client := socket.PipeOver(new(socket.Upgrader), socket.DialOptions{}, near, far)
		serverEnd := reading(server)
		go func() {
			for i := range 1000 {
				if _, err := far.Write(sockettest.Masked(sockettest.Fin|sockettest.Ping, string([]byte{byte(i >> 8), byte(i)}))); err != nil {
					return
				}
			}
			_, _ = far.Write(sockettest.Goodbye(1000, ""))
		}()
		synctest.Wait() // all were read, and nothing of the answers yet
		var got []byte
		p := make([]byte, 1000)
		for {
			n, err := far.Read(p)
			got = append(got, p[:n]...)
			if err != nil {
				break
			}
		}
		<-serverEnd
		<-server.Closed()
		const pong, most = 4, 16 + 16 // in the writer's hands and queued behind
		// The last of the pings, and the goodbye with 1000.
		last := string(sockettest.Unmasked(sockettest.Fin|sockettest.Pong, "\x03\xe7")) +
			string(sockettest.Unmasked(sockettest.Fin|sockettest.Close, "\x03\xe8"))
		if len(got) > most*pong+4 || string(got[len(got)-8:]) != last {
			t.Errorf("%d bytes, the last % x", len(got), got[max(0, len(got)-8):])
		}
		client.Kill()
		<-client.Closed()
	})
}

// The close frame that came says more than the write that failed after it.
func TestCloseFrameWinsOverAFailedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := socket.Pipe()
		if err := client.Send(socket.Encode([]byte("nobody reads this"))); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		over := reading(client)
		server.Close(4401, "expired")
		expectClose(t, <-over, 4401, "expired")
		<-server.Closed()
		<-client.Closed()
	})
}

// Without a reader the failed write is the reason, a moment later.
func TestFailedWriteEndsAConnectionThatNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := socket.Pipe()
		if err := client.Send(socket.Encode([]byte("nobody reads this"))); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		server.Kill()
		within(t, lifetime(client), time.Second, time.Second)
		if _, _, ok := socket.CloseCode(client.Err()); ok || !errors.Is(client.Err(), io.ErrClosedPipe) {
			t.Errorf("ended with %v", client.Err())
		}
		<-server.Closed()
	})
}

// TLS says goodbye before it closes, and waits for a peer that does not read: a
// connection that is killed does not.
func TestKillDoesNotWaitForAPeerOverTLS(t *testing.T) {
	secure := httptest.NewTLSServer(nil)
	certificate := secure.TLS.Certificates
	secure.Close()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		server, client := socket.PipeOver(new(socket.Upgrader), socket.DialOptions{},
			tls.Server(near, &tls.Config{Certificates: certificate, MinVersion: tls.VersionTLS12}),
			tls.Client(far, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12})) // #nosec G402 -- of no matter here
		serverEnd := reading(server)
		began := time.Now()
		server.Kill()
		<-server.Closed()
		if d := time.Since(began); d > 0 {
			t.Errorf("it took %v", d)
		}
		<-serverEnd
		client.Kill()
		<-client.Closed()
	})
}
