package socket

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"seenby/crash"

	"github.com/gorilla/websocket"
)

// DialOptions are what [Dial] may be told. The zero value is ready.
type DialOptions struct {
	// Limits of the connection.
	Limits Limits
	// Pinger notices a hub that has gone silent. nil makes one for this
	// connection: 60 s, and no pings, because the hub sends them. Who holds many
	// connections shares one.
	Pinger *Pinger
	// NetDial makes the network connection; nil is [net.Dialer.DialContext].
	NetDial func(ctx context.Context, network, addr string) (net.Conn, error)
	// TLS is for wss://; nil verifies against the system's roots. It is not changed.
	// Below TLS 1.2 nothing is spoken, whatever it says.
	TLS *tls.Config
}

// Dial connects to a hub at a ws:// or wss:// address. header may carry the
// Authorization. ctx bounds the handshake, as ten seconds do, not the connection.
//
// An error names the address without its query and never anything of header. It
// wraps a [*HandshakeError] when the other end answered with plain HTTP.
func Dial(ctx context.Context, address string, header http.Header, options DialOptions) (*Conn, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" || u.User != nil {
		return nil, errors.New("dial: not a ws:// or wss:// address") // it may hold a secret
	}
	shown := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	c := &Conn{
		limits: options.Limits.withDefaults(hubMessageBytes),
		closed: make(chan struct{}),
	}
	ctx, cancel := context.WithTimeoutCause(ctx, handshakeTimeout, errNoAnswer)
	defer cancel()
	d := dialing{c: c, options: &options, host: u.Hostname()}
	gorilla := websocket.Dialer{
		ReadBufferSize:    clientReadBuffer,
		WriteBufferPool:   noBuffers{},
		Subprotocols:      []string{Subprotocol},
		NetDialContext:    d.plain,
		NetDialTLSContext: d.secure,
	}
	ws, answer, err := gorilla.DialContext(ctx, u.String(), header)
	if answer != nil {
		_ = answer.Body.Close() // nothing of it is shown
	}
	if d.stop != nil && !d.stop() { // the context ended, before or after the handshake did
		err = errors.Join(err, context.Cause(ctx))
		_ = c.tap.raw.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", shown, dialCause(ctx, err, answer))
	}
	c.handle(ws)
	if options.Pinger == nil {
		options.Pinger = NewPinger(0, silenceToDrop)
	}
	c.watch.join(options.Pinger, c)
	return c, nil
}

var errNoAnswer = fmt.Errorf("no answer within %v: %w", handshakeTimeout, context.DeadlineExceeded)

// dialCause returns what is worth telling of a failed handshake.
func dialCause(ctx context.Context, err error, answer *http.Response) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) { // the network's clock was first
		return errNoAnswer
	}
	if errors.Is(err, websocket.ErrBadHandshake) && answer != nil {
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		seconds = min(max(seconds, 0), 3600) // the other end is not trusted
		return &HandshakeError{answer.StatusCode, time.Duration(seconds) * time.Second}
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return op.Err // the address is told already
	}
	return err
}

// dialing makes the network connection for gorilla and puts our tap around it,
// outside of TLS, so that gorilla writes nothing by itself.
type dialing struct {
	c       *Conn
	options *DialOptions
	host    string
	stop    func() bool // ends the watch over the context
}

func (d *dialing) connect(ctx context.Context, network, addr string) (net.Conn, error) {
	dial := d.options.NetDial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return dial(ctx, network, addr)
}

func (d *dialing) plain(ctx context.Context, network, addr string) (net.Conn, error) {
	raw, err := d.connect(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return d.tap(ctx, raw), nil
}

func (d *dialing) secure(ctx context.Context, network, addr string) (net.Conn, error) {
	raw, err := d.connect(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if d.options.TLS != nil {
		config = d.options.TLS.Clone()
	}
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	if config.ServerName == "" {
		config.ServerName = d.host
	}
	config.NextProtos = []string{"http/1.1"} // nothing else can be upgraded
	secure := tls.Client(raw, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return d.tap(ctx, secure), nil
}

// tap also ends the handshake when the context ends, of which gorilla heeds
// only the deadline.
func (d *dialing) tap(ctx context.Context, raw net.Conn) net.Conn {
	d.c.tap = tap{raw: raw, c: d.c}
	d.stop = context.AfterFunc(ctx, func() {
		defer crash.Guard()
		_ = raw.SetDeadline(time.Unix(1, 0))
	})
	return &d.c.tap
}
