package socket

import (
	"bufio"
	"context"
	"net"
	"net/http"

	"seenby/crash"
)

// Pipe returns both ends of a connection inside of the process, with the
// defaults: real frames over [net.Pipe], without a network. It works in a
// testing/synctest bubble. What one end writes waits until the other reads.
// Both ends must be closed.
func Pipe() (server, client *Conn) {
	return PipeWith(new(Upgrader), DialOptions{})
}

// PipeWith is [Pipe] with the settings of each end; NetDial and TLS are not used.
func PipeWith(u *Upgrader, options DialOptions) (server, client *Conn) {
	near, far := net.Pipe()
	return PipeOver(u, options, near, far)
}

// PipeOver is [PipeWith] over a pair of connected network connections of the
// caller's, so that a test can count, delay or break what passes. near is the
// hub's end. It panics when the handshake fails.
func PipeOver(u *Upgrader, options DialOptions, near, far net.Conn) (server, client *Conn) {
	upgraded := make(chan *Conn, 1)
	go func() {
		defer crash.Guard()
		defer close(upgraded)
		rw := bufio.NewReadWriter(bufio.NewReader(near), bufio.NewWriter(near))
		r, err := http.ReadRequest(rw.Reader)
		if err != nil {
			_ = near.Close() // or the other end would wait
			return
		}
		c, err := u.Upgrade(&pipeWriter{near, rw}, r)
		if err != nil {
			_ = near.Close()
			return
		}
		upgraded <- c
	}()
	options.NetDial = func(context.Context, string, string) (net.Conn, error) { return far, nil }
	client, err := Dial(context.Background(), "ws://pipe/", nil, options)
	server = <-upgraded
	if err != nil || server == nil {
		panic("socket: pipe: no handshake")
	}
	return server, client
}

// pipeWriter is as much of an HTTP server as an upgrade needs.
type pipeWriter struct {
	conn net.Conn
	rw   *bufio.ReadWriter
}

func (w *pipeWriter) Header() http.Header         { return http.Header{} }
func (w *pipeWriter) Write(p []byte) (int, error) { return w.conn.Write(p) }
func (w *pipeWriter) WriteHeader(int)             {}

func (w *pipeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.conn, w.rw, nil }
