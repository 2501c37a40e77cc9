package socket

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// handshakeTimeout bounds what either end waits for in a handshake.
const handshakeTimeout = 10 * time.Second

// Intervals of keep-alive where no Pinger is given.
const (
	pingInterval  = 25 * time.Second
	silenceToDrop = 60 * time.Second
)

// Upgrader makes connections of HTTP requests. The zero value is ready; it must
// not be copied or changed after the first use, and is safe from any goroutine.
type Upgrader struct {
	// OriginAllowed decides on the Origin that a browser sends. nil allows none.
	// A request without one is no browser's and always allowed.
	OriginAllowed func(origin string) bool
	// Limits of each connection.
	Limits Limits
	// Pinger keeps the connections alive. nil makes one that pings every 25 s and
	// drops who is silent for 60 s.
	Pinger *Pinger

	once   sync.Once
	pinger *Pinger
}

// Upgrade answers the handshake and returns the connection. On an error the
// request has been answered already, with 403 for an Origin that is not allowed.
//
// The handler should return and read from a goroutine of its own: only then is
// the memory of the HTTP request given back. The request's context ends with
// the handler. Only HTTP/1.1 can be upgraded.
func (u *Upgrader) Upgrade(w http.ResponseWriter, r *http.Request) (*Conn, error) {
	u.once.Do(func() {
		if u.pinger = u.Pinger; u.pinger == nil {
			u.pinger = NewPinger(pingInterval, silenceToDrop)
		}
	})
	c := &Conn{
		server: true,
		limits: u.Limits.withDefaults(clientMessageBytes),
		closed: make(chan struct{}),
	}
	gorilla := websocket.Upgrader{
		HandshakeTimeout: handshakeTimeout,
		ReadBufferSize:   hubReadBuffer,
		WriteBufferPool:  noBuffers{},
		Subprotocols:     []string{Subprotocol},
		CheckOrigin:      u.checkOrigin,
	}
	ws, err := gorilla.Upgrade(hijacker{w, c}, r, nil)
	if err != nil {
		return nil, fmt.Errorf("upgrade: %w", err)
	}
	c.handle(ws)
	c.setSendBuffer()
	c.watch.join(u.pinger, c)
	return c, nil
}

func (u *Upgrader) checkOrigin(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		if u.OriginAllowed == nil || !u.OriginAllowed(origin) {
			return false
		}
	}
	return true
}

// setSendBuffer is for speed and memory only, so its errors do not matter.
func (c *Conn) setSendBuffer() {
	if tcp, ok := network(c.tap.raw).(*net.TCPConn); ok && c.limits.SendBuffer > 0 {
		_ = tcp.SetWriteBuffer(c.limits.SendBuffer)
	}
}

// hijacker gives gorilla our tap in place of the network connection.
type hijacker struct {
	http.ResponseWriter
	c *Conn
}

// Hijack is called by gorilla, once the request is known to be good.
func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	raw, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.c.tap = tap{raw: raw, c: h.c}
	return &h.c.tap, rw, nil
}

// noBuffers keeps gorilla from holding a write buffer that it never uses.
type noBuffers struct{}

func (noBuffers) Get() any { return nil }
func (noBuffers) Put(any)  {}
