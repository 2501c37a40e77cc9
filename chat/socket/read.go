package socket

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// messages are the buffers that messages are read into. A connection has one
// only from the head of a message until the next Read.
var messages = sync.Pool{New: func() any {
	b := make([]byte, 0, 4<<10+512) // doubled, it has room left for a message at the limit
	return &b
}}

// maxPooledMessage is the largest buffer that is kept for reuse.
const maxPooledMessage = 128 << 10

// errFragments ends a message in so many fragments that it is an attack.
var errFragments = errors.New("socket: too many fragments")

// Read returns the next message: complete, valid UTF-8, within the limit. It
// blocks until there is one. The bytes are valid until the next call of Read.
//
// The error says why the connection ends and is what [Conn.Err] returns; see
// [CloseCode]. After an error every Read returns it again. What came in but was
// not read when the connection was closed is lost.
func (c *Conn) Read() ([]byte, error) {
	c.releaseMessage()
	if c.readOver {
		return nil, c.Err()
	}
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return nil, c.readFailed(err)
	}
	if kind != websocket.TextMessage {
		return nil, c.refuse(CodeUnsupported, "text messages only")
	}
	message, err := c.readAll(r)
	if err != nil {
		return nil, c.readFailed(err)
	}
	if !utf8.Valid(message) {
		return nil, c.refuse(CodeInvalid, "not UTF-8")
	}
	c.watch.saw()
	if err := c.Err(); err != nil {
		c.readOver = true
		return nil, err
	}
	return message, nil
}

// SetReadLimit changes how many bytes a message has at most, from the next
// message on. Only the reading goroutine may call it.
func (c *Conn) SetReadLimit(bytes int64) {
	c.limits.MessageBytes = bytes
	c.ws.SetReadLimit(bytes)
}

// readAll reads one message into a pooled buffer.
func (c *Conn) readAll(r io.Reader) ([]byte, error) {
	c.message = messages.Get().(*[]byte)
	// Fragments of one byte have seven on the wire: eight times the limit is
	// more than any message needs, and ends a flood of empty ones.
	c.tap.budget = 8*c.limits.MessageBytes + clientMessageBytes
	p := (*c.message)[:0]
	for {
		if len(p) == cap(p) {
			p = slices.Grow(p, cap(p)) // doubled; append would copy a page many times
		}
		n, err := r.Read(p[len(p):cap(p)])
		p = p[:len(p)+n]
		if err != nil {
			*c.message = p
			c.tap.budget = 0
			if err == io.EOF {
				return p, nil
			}
			return nil, err
		}
	}
}

func (c *Conn) releaseMessage() {
	if c.message == nil {
		return
	}
	if cap(*c.message) <= maxPooledMessage {
		messages.Put(c.message)
	}
	c.message = nil
}

// refuse closes the connection for something that the peer did.
func (c *Conn) refuse(code int, reason string) error {
	c.releaseMessage()
	c.readOver = true
	c.Close(code, reason)
	return c.Err()
}

// badReason is what gorilla says for a close reason that is not UTF-8; it
// closes with 1002 for it, where RFC 6455 has a code of its own.
const badReason = "invalid utf8 payload in close frame"

// readFailed gives the connection the end that an error of gorilla calls for. A
// connection that is closing already goes on to its end: the peer may have
// ended its side and still wait for ours.
func (c *Conn) readFailed(err error) error {
	c.readOver = true
	c.releaseMessage()
	var closed *websocket.CloseError
	switch {
	case c.tap.verdict != nil: // gorilla wanted to close
		v := c.tap.verdict
		if v.Reason == badReason {
			v.Code = CodeInvalid
		}
		if v.Code == CodeTooBig {
			v.Reason = "message too big"
		}
		c.Close(v.Code, v.Reason)
	case errors.Is(err, websocket.ErrReadLimit): // a length that overflows
		c.Close(CodeTooBig, "message too big")
	case errors.Is(err, errFragments):
		c.Close(CodeTooBig, "too many fragments")
	case errors.As(err, &closed) && closed.Code == codeLost:
		c.kill(fmt.Errorf("connection lost: %w", io.ErrUnexpectedEOF), open)
	case errors.As(err, &closed): // answerClose has seen to it
	default:
		c.kill(fmt.Errorf("connection lost: %w", err), open)
	}
	return c.Err()
}

// handle makes gorilla's handlers ours: whatever is to be answered goes through the outbox.
func (c *Conn) handle(ws *websocket.Conn) {
	c.ws = ws
	ws.SetReadLimit(c.limits.MessageBytes)
	ws.SetPingHandler(func(data string) error {
		c.watch.saw()
		c.pong(data)
		return nil
	})
	ws.SetPongHandler(func(string) error {
		c.watch.saw()
		return nil
	})
	ws.SetCloseHandler(func(code int, reason string) error {
		c.answerClose(code, reason)
		return nil
	})
	c.tap.upgraded = true
	if c.server {
		c.tap.plain = newPlain(c.tap.raw)
	}
}

// tap is the network connection as gorilla sees it. During the handshake it
// passes everything on. Afterwards gorilla may only read: the one thing that it
// still writes by itself, a close frame for a broken rule, is kept as the
// verdict, so that nothing but our writer writes. The reading goroutine alone
// uses it then.
type tap struct {
	raw      net.Conn
	plain    *plain // reads from raw; nil where there is something in between
	c        *Conn
	upgraded bool
	verdict  *CloseError
	budget   int64 // bytes that the current message may still take; 0 for no bound
}

func (t *tap) Read(p []byte) (int, error) {
	if !t.upgraded {
		return t.raw.Read(p)
	}
	var n int
	var err error
	if t.plain != nil {
		n, err = t.plain.Read(p)
	} else {
		n, err = t.raw.Read(p)
	}
	t.c.in.Add(uint64(n)) //nolint:gosec // not negative
	if !t.c.server {
		t.c.watch.saw() // a long page on a slow line is not silence
	}
	if t.budget > 0 {
		if t.budget -= int64(n); t.budget <= 0 {
			t.budget = 1
			return n, errFragments
		}
	}
	return n, err
}

func (t *tap) Write(p []byte) (int, error) {
	if !t.upgraded {
		return t.raw.Write(p)
	}
	t.verdict = parseVerdict(p)
	return len(p), nil
}

// parseVerdict reads a close frame that gorilla made, masked or not.
func parseVerdict(p []byte) *CloseError {
	if len(p) < 2 || p[0] != finBit|opClose {
		return nil // it makes no other
	}
	body := p[2:]
	if p[1]&maskBit != 0 && len(body) >= 4 {
		body = append([]byte(nil), body[4:]...)
		mask([4]byte(p[2:6]), body)
	}
	if len(body) < 2 {
		return &CloseError{Code: CodeProtocol}
	}
	return &CloseError{Code: int(body[0])<<8 | int(body[1]), Reason: string(body[2:])}
}

func (t *tap) Close() error         { return t.raw.Close() }
func (t *tap) LocalAddr() net.Addr  { return t.raw.LocalAddr() }
func (t *tap) RemoteAddr() net.Addr { return t.raw.RemoteAddr() }

func (t *tap) SetDeadline(at time.Time) error     { return t.raw.SetDeadline(at) }
func (t *tap) SetReadDeadline(at time.Time) error { return t.raw.SetReadDeadline(at) }

// SetWriteDeadline is our writer's after the handshake.
func (t *tap) SetWriteDeadline(at time.Time) error {
	if t.upgraded {
		return nil
	}
	return t.raw.SetWriteDeadline(at)
}
