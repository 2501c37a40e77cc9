package client

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

func TestTriesAgainAfterAQuarterOfASecondToThirtySeconds(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops()) // or the first dial may come before failWith
		hub.failWith(errRefused)
		p.conn.Kill()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		dials := hub.dialled()
		if len(dials) < 10 {
			t.Fatalf("dialled %d times in five minutes", len(dials))
		}
		base := 250 * time.Millisecond
		for i := 1; i < len(dials); i++ {
			wait := dials[i].Sub(dials[i-1])
			if wait < base || wait > base+base/2 {
				t.Errorf("try %d came after %v, not %v to %v", i, wait, base, base+base/2)
			}
			base = min(2*base, 20*time.Second)
		}
		link := last[chat.LinkChanged](t, s)
		if link.State != chat.LinkOffline || link.Err != "the hub cannot be reached: ws://hub/v1/ws: connection refused" {
			t.Errorf("link = %+v", link)
		}
	})
}

func TestRetryNowTriesAtOnce(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops()) // or the first dial may come before failWith
		hub.failWith(errRefused)
		p.conn.Kill()
		time.Sleep(time.Minute)
		before := len(hub.dialled())
		hub.failWith(nil)
		c.RetryNow()
		hub.welcome(ops())
		if link := last[chat.LinkChanged](t, s); link.State != chat.LinkOnline || len(hub.dialled()) != before+1 {
			t.Errorf("link = %+v after %d dials", link, len(hub.dialled())-before)
		}
	})
}

func TestCloseCodesSayWhenToComeBack(t *testing.T) {
	tests := []struct {
		name        string
		code        int
		retryAfter  int64
		least, most time.Duration
	}{
		{"restart", 4503, 0, 0, 500 * time.Millisecond},
		{"restart, later", 4503, 4000, 4 * time.Second, 6 * time.Second},
		{"too slow", 4508, 0, 0, 500 * time.Millisecond},
		{"too many", 4429, 0, 5 * time.Second, 7500 * time.Millisecond},
		{"unexpected", 1011, 0, 250 * time.Millisecond, 375 * time.Millisecond},
		{"absurd wish", 4503, 1 << 60, 5 * time.Minute, 450 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				p.tell(wire.OnClosing{CloseCode: test.code, RetryAfter: test.retryAfter})
				p.conn.Close(test.code, "bye")
				<-p.conn.Closed()
				synctest.Wait()
				ended := time.Now()
				hub.welcome(ops())
				dials := hub.dialled()
				if wait := dials[1].Sub(ended); wait < test.least || wait > test.most {
					t.Errorf("came back after %v, not %v to %v", wait, test.least, test.most)
				}
			})
		})
	}
}

func TestSomeEndsAreFinal(t *testing.T) {
	tests := []struct {
		name string
		end  func(p *peer)
		want string
	}{
		{"not authenticated", func(p *peer) { p.conn.Close(4401, "token expired") }, "the hub does not accept the token: token expired"},
		{"replaced", func(p *peer) { p.conn.Close(4409, "another\x1b[31m connection\nof this device") }, "the hub has ended this connection: another [31m connection of this device"},
		{"refused", func(p *peer) { p.refuse(p.hello, chat.Unauthenticated, 0) }, "the hub does not accept the token: not authenticated"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p, _ := hub.accept()
				test.end(p)
				time.Sleep(time.Hour)
				link := last[chat.LinkChanged](t, s)
				if link.State != chat.LinkClosed || link.Err != test.want {
					t.Errorf("link = %+v", link)
				}
				if n := len(hub.dialled()); n != 1 {
					t.Errorf("dialled %d times", n)
				}
				if err := c.Connected(t.Context()); !errors.Is(err, ErrOffline) || !strings.Contains(err.Error(), test.want) {
					t.Errorf("Connected: %v", err)
				}
				c.RetryNow() // the user knows better
				hub.welcome(ops())
				if err := c.Connected(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestAConnectionThatOneOfItsOwnReplacedComesBack(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		p.conn.Kill() // cut; the hub hears of it later
		p = hub.welcome(ops())
		p.conn.Close(4409, "this device has connected again")
		p = hub.welcome(ops())
		time.Sleep(time.Minute)
		p.conn.Close(4409, "this device has connected again")
		time.Sleep(time.Minute)
		if link := last[chat.LinkChanged](t, s); link.State != chat.LinkClosed {
			t.Errorf("link = %+v", link)
		}
	})
}

func TestAHubThatDoesNotReplyIsGivenUp(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		go func() {
			_, err := c.GetGroup(t.Context(), "ops")
			if !errors.Is(err, errLost) {
				t.Errorf("GetGroup: %v", err)
			}
		}()
		want[wire.GetGroup](p)
		time.Sleep(40 * time.Second)
		if link := all[chat.LinkChanged](s); !strings.Contains(link[len(link)-2].Err+link[len(link)-1].Err, "does not reply") {
			t.Errorf("link = %+v", link[len(link)-2:])
		}
	})
}

func TestAHubThatAcceptsAndClosesIsNotStormed(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		end := time.Now().Add(2 * time.Minute)
		n := 0
		for time.Now().Before(end) {
			p := hub.welcome(ops())
			p.conn.Close(4503, "going down")
			n++
		}
		if n > 16 {
			t.Errorf("connected %d times in two minutes", n)
		}
	})
}

func TestAddresses(t *testing.T) {
	tests := []struct {
		in       string
		insecure bool
		want     string
	}{
		{"ws://127.0.0.1:8787/v1/ws", false, "ws://127.0.0.1:8787/v1/ws"},
		{"127.0.0.1:8787", false, "ws://127.0.0.1:8787/v1/ws"},
		{"http://localhost:8787/", false, "ws://localhost:8787/v1/ws"},
		{"https://chat.example", false, "wss://chat.example/v1/ws"},
		{"wss://chat.example/x?token=secret#y", false, "wss://chat.example/x"},
		{"ws://[::1]:1", false, "ws://[::1]:1/v1/ws"},
		{"ws://chat.example", true, "ws://chat.example/v1/ws"},
		{"ws://chat.example", false, ""},
		{"ws://localhost.example", false, ""},
		{"ftp://chat.example", false, ""},
		{"wss://user:secret@chat.example", false, ""},
		{"", false, ""},
		{"ws://", false, ""},
		{"%zz", false, ""},
		{"wss://[fe80::1%25eth0]:1", false, "wss://[fe80::1%25eth0]:1/v1/ws"},
		{"::1", false, ""},
		{"::", true, ""},
		{"ws://[1]", true, ""},
		{"ws://chat.example:", true, ""},
		{"ws://chat.example:0", true, ""},
		{"ws://chat.example:65536", true, ""},
		{":8787", false, ""},
	}
	for _, test := range tests {
		got, err := hubAddress(test.in, test.insecure)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q: %q, %v", test.in, got, err)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\n") || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", test.in, err)
		}
	}
}

func TestOpenSaysInOneLineWhatIsWrong(t *testing.T) {
	tests := []struct {
		name string
		cfg  Config
		want string
	}{
		{"no token", Config{Hub: "ws://127.0.0.1:1"}, "no token"},
		{"no hub", Config{Token: "x"}, "not the address of a hub"},
		{"not encrypted", Config{Hub: "ws://chat.example", Token: "x"}, "not encrypted"},
		{"policy", Config{Hub: "ws://127.0.0.1", Token: "x", Policy: policies("sometimes")}, "sometimes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(t.Context(), test.cfg)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Open: %v", err)
			}
		})
	}
}

func TestUnreachableHubIsSaidInOneLine(t *testing.T) {
	c, err := Open(t.Context(), Config{Hub: "ws://127.0.0.1:1", Token: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	err = c.Connected(t.Context())
	if err == nil || err.Error() != "offline: the hub cannot be reached: ws://127.0.0.1:1/v1/ws: connect: connection refused" {
		t.Errorf("Connected: %v", err)
	}
}
