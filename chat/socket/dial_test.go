package socket_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"seenby/chat/socket"
	"seenby/chat/socket/sockettest"
)

const secret = "eyJhbGciOiJFZERTQSJ9.secret"

// bearer is the header that a client dials with.
func bearer() http.Header {
	return http.Header{"Authorization": {"Bearer " + secret}}
}

func TestDialFailsClearly(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	_ = closed.Close()
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/busy":
			w.Header().Set("Retry-After", "7")
			http.Error(w, "\x1b[31mwait", http.StatusServiceUnavailable)
		case "/liar":
			w.WriteHeader(http.StatusSwitchingProtocols)
		case "/hang":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		default:
			_, _ = w.Write([]byte("hello"))
		}
	}))
	defer hub.Close()
	addr := hub.Listener.Addr().String()
	for _, tc := range []struct {
		address, want string
		is            error
		handshake     *socket.HandshakeError
	}{
		{address: "ws://" + nobody + "/v1/ws", want: "dial ws://" + nobody + "/v1/ws: connect: connection refused", is: syscall.ECONNREFUSED},
		{address: "ws://" + nobody + "/v1/ws?token=" + secret, want: "dial ws://" + nobody + "/v1/ws: connect: connection refused"},
		{address: "wss://" + nobody, want: "dial wss://" + nobody + ": connect: connection refused"},
		{address: "http://hub/" + secret, want: "dial: not a ws:// or wss:// address"},
		{address: "ws://user:" + secret + "@hub/", want: "dial: not a ws:// or wss:// address"},
		{address: "ws://", want: "dial: not a ws:// or wss:// address"},
		{address: "ws://%zz" + secret, want: "dial: not a ws:// or wss:// address"},
		{
			address: "ws://" + addr + "/v1/ws", want: "dial ws://" + addr + "/v1/ws: the server answered 200 OK",
			handshake: &socket.HandshakeError{Status: 200},
		},
		{
			address: "ws://" + addr + "/busy", want: "dial ws://" + addr + "/busy: the server answered 503 Service Unavailable",
			handshake: &socket.HandshakeError{Status: 503, RetryAfter: 7 * time.Second},
		},
		{
			address: "ws://" + addr + "/liar", want: "dial ws://" + addr + "/liar: the server does not speak websocket",
			handshake: &socket.HandshakeError{Status: 101},
		},
		{address: "ws://" + addr + "/hang", want: "dial ws://" + addr + "/hang: unexpected EOF"},
	} {
		t.Run(strings.ReplaceAll(tc.address, secret, "SECRET"), func(t *testing.T) {
			c, err := socket.Dial(t.Context(), tc.address, bearer(), socket.DialOptions{})
			if c != nil || err == nil {
				t.Fatal("connected")
			}
			if err.Error() != tc.want {
				t.Errorf("got  %s\nwant %s", err, tc.want)
			}
			if tc.is != nil && !errors.Is(err, tc.is) {
				t.Errorf("%v does not wrap %v", err, tc.is)
			}
			var handshake *socket.HandshakeError
			if errors.As(err, &handshake); !cmp.Equal(handshake, tc.handshake) {
				t.Error(cmp.Diff(tc.handshake, handshake))
			}
		})
	}
}

func TestDialEndsWithItsContext(t *testing.T) {
	far, near := net.Pipe() // takes the request and says nothing
	defer func() { _ = near.Close() }()
	asked := make(chan error, 1)
	go func() {
		_, err := http.ReadRequest(bufio.NewReader(near))
		asked <- err
	}()
	ctx, cancel := context.WithCancelCause(t.Context())
	over := make(chan error, 1)
	go func() {
		_, err := socket.Dial(ctx, "ws://hub/", nil, socket.DialOptions{
			NetDial: func(context.Context, string, string) (net.Conn, error) { return far, nil },
		})
		over <- err
	}()
	if err := <-asked; err != nil {
		t.Fatal(err)
	}
	quit := errors.New("the user quit")
	cancel(quit)
	if err := <-over; !errors.Is(err, quit) {
		t.Errorf("dial: %v", err)
	}
}

func TestDialTLS(t *testing.T) {
	var up socket.Upgrader
	made := make(chan *socket.Conn, 1)
	hub := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r)
		if err != nil {
			t.Error(err)
			return
		}
		made <- c
	}))
	hub.Config.ErrorLog = log.New(io.Discard, "", 0) // it would tell of the first client
	hub.StartTLS()
	defer hub.Close()
	address := "wss" + strings.TrimPrefix(hub.URL, "https") + "/v1/ws"

	_, err := socket.Dial(t.Context(), address, bearer(), socket.DialOptions{})
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &unknown) {
		t.Errorf("a certificate nobody vouches for: %v", err)
	}

	roots := x509.NewCertPool()
	roots.AddCert(hub.Certificate())
	client, err := socket.Dial(t.Context(), address, bearer(), socket.DialOptions{TLS: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}})
	if err != nil {
		t.Fatal(err)
	}
	server := <-made
	big := strings.Repeat("b", 1<<20)
	if err := errors.Join(server.Send(socket.Encode([]byte("a"))), server.Send(socket.Encode([]byte(big)))); err != nil {
		t.Fatal(err)
	}
	expect(t, client, "a")
	expect(t, client, big)
	client.Close(socket.CodeNormal, "done")
	_, err = server.Read()
	expectClose(t, err, socket.CodeNormal, "done")
	<-server.Closed()
	<-client.Closed()
}

// Whatever a caller asks for, a client speaks nothing older than TLS 1.2.
func TestDialRefusesOldTLS(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		hub := httptest.NewUnstartedServer(http.NotFoundHandler())
		hub.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version} // #nosec G402 -- it has to be refused
		hub.Config.ErrorLog = log.New(io.Discard, "", 0)
		hub.StartTLS()
		roots := x509.NewCertPool()
		roots.AddCert(hub.Certificate())
		for name, config := range map[string]*tls.Config{
			"by default": {RootCAs: roots},                               // #nosec G402
			"told so":    {RootCAs: roots, MinVersion: tls.VersionTLS10}, // #nosec G402
		} {
			_, err := socket.Dial(t.Context(), "wss"+strings.TrimPrefix(hub.URL, "https"), nil, socket.DialOptions{TLS: config})
			if err == nil || !strings.Contains(err.Error(), "protocol version") {
				t.Errorf("%s, %s: %v", tls.VersionName(version), name, err)
			}
		}
		hub.Close()
	}
}

func TestOriginAndSubprotocol(t *testing.T) {
	up := &socket.Upgrader{OriginAllowed: func(origin string) bool { return origin == "https://chat.example" }}
	for _, tc := range []struct {
		name     string
		up       *socket.Upgrader
		header   http.Header
		status   int
		protocol string
	}{
		{"no origin", up, http.Header{}, 101, ""},
		{"allowed", up, http.Header{"Origin": {"https://chat.example"}}, 101, ""},
		{"other", up, http.Header{"Origin": {"https://evil.example"}}, 403, ""},
		{"null", up, http.Header{"Origin": {"null"}}, 403, ""},
		{"empty", up, http.Header{"Origin": {""}}, 403, ""},
		{"allowed and other", up, http.Header{"Origin": {"https://chat.example", "https://evil.example"}}, 403, ""},
		{"the same host, by default", new(socket.Upgrader), http.Header{"Origin": {"http://127.0.0.1"}}, 403, ""},
		{"ours", up, http.Header{"Sec-Websocket-Protocol": {"chat, seenby.v1"}}, 101, "seenby.v1"},
		{"another", up, http.Header{"Sec-Websocket-Protocol": {"chat"}}, 101, ""},
		{"compression", up, http.Header{"Sec-Websocket-Extensions": {"permessage-deflate"}}, 101, ""},
		{"old version", up, http.Header{"Sec-Websocket-Version": {"8"}}, 400, ""},
		{"no key", up, http.Header{"Sec-Websocket-Key": {"short"}}, 400, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
				c, err := tc.up.Upgrade(w, r)
				if (err == nil) != (tc.status == 101) {
					t.Errorf("upgrade: %v", err)
				}
				if c != nil {
					c.Kill()
					<-c.Closed()
				}
			})
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://hub/", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header = http.Header{
				"Connection": {"Upgrade"}, "Upgrade": {"websocket"},
				"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"AAAAAAAAAAAAAAAAAAAAAA=="},
			}
			for k, v := range tc.header {
				r.Header[k] = v
			}
			if err := r.Write(conn); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(bufio.NewReader(conn), r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != tc.status || answer.Header.Get("Sec-Websocket-Protocol") != tc.protocol ||
				answer.Header.Get("Sec-Websocket-Extensions") != "" {
				t.Errorf("answered %s, %v", answer.Status, answer.Header)
			}
		})
	}
}

// TestHostileHub sends a client frames that no hub may send. What the client
// answers must be masked, its close frame included.
func TestHostileHub(t *testing.T) {
	const (
		fin, rsv1     = sockettest.Fin, sockettest.RSV1
		text, binary  = sockettest.Text, sockettest.Binary
		ping, closing = sockettest.Ping, sockettest.Close
	)
	unmasked, masked := sockettest.Unmasked, sockettest.Masked
	for _, tc := range []struct {
		name string
		send []byte
		want string
	}{
		{"text", slices.Concat(unmasked(fin|text, "hello"), unmasked(fin|closing, "\x03\xe8")), `text "hello", close 1000`},
		{"ping", slices.Concat(unmasked(fin|ping, "p"), unmasked(fin|closing, "")), `pong "p", close`},
		{"masked", masked(fin|text, "hello"), "close 1002"},
		{"binary", unmasked(fin|binary, "hello"), "close 1003"},
		{"not UTF-8", unmasked(fin|text, "\xff"), "close 1007"},
		{"reason not UTF-8", unmasked(fin|closing, "\x03\xe8\xff"), "close 1007"},
		{"reserved bit", unmasked(fin|rsv1|text, ""), "close 1002"},
		{"too big", sockettest.Header(fin|text, 0, 1<<20+1, 64), "close 1009"},
		{"2^63-1", sockettest.Header(fin|text, 0, 1<<63-1, 64), "close 1009"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answered := make(chan string, 1)
			addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
				ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
				if err != nil {
					t.Error(err)
					return
				}
				conn := ws.NetConn()
				_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
				_, _ = conn.Write(tc.send)
				answered <- strings.Join(untilClose(t, bufio.NewReader(conn), true), ", ")
				_ = conn.Close()
			})
			c := dial(t, "ws://"+addr)
			for {
				p, err := c.Read()
				if err != nil {
					break
				}
				if err := c.Send(socket.Encode(p)); err != nil {
					t.Error(err)
				}
			}
			if got := <-answered; got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			<-c.Closed()
		})
	}
}
