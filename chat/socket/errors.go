package socket

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Close codes that this package sends by itself. The hub's other codes are the
// business of who calls [Conn.Close].
const (
	CodeNormal      = 1000 // done
	CodeGoingAway   = 1001 // this end goes away
	CodeProtocol    = 1002 // not RFC 6455
	CodeUnsupported = 1003 // a binary message
	CodeInvalid     = 1007 // text or a reason that is not UTF-8
	CodeTooBig      = 1009 // a message above the limit
	CodeTooSlow     = 4508 // the peer did not drain its outbox

	codeNone = 1005 // a close frame without a code; never sent
	codeLost = 1006 // no close frame; never sent
)

// Errors that callers tell apart.
var (
	// ErrClosed: nothing can be sent any more; [Conn.Err] says why.
	ErrClosed = errors.New("socket: connection is closed")
	// ErrTooSlow: the outbox was full; the connection is now closing with 4508.
	ErrTooSlow = errors.New("socket: peer is too slow")
	// ErrSilent: no frame came for as long as the [Pinger] waits.
	ErrSilent = errors.New("socket: peer is silent")
	// ErrKilled: [Conn.Kill] ended the connection.
	ErrKilled = errors.New("socket: connection was killed")
)

// CloseError says how a connection was closed by a close frame, or, for
// [CodeTooSlow], that one was due.
type CloseError struct {
	Code   int    // of the close frame; 1005 when the peer gave none
	Reason string // UTF-8, at most 123 bytes; written by the peer if Remote
	Remote bool   // the peer closed first
}

// Error returns the code and the reason.
func (e *CloseError) Error() string {
	by := "closed with "
	if e.Remote {
		by = "closed by the peer with "
	}
	if e.Reason == "" {
		return by + strconv.Itoa(e.Code)
	}
	return fmt.Sprintf("%s%d: %q", by, e.Code, e.Reason)
}

// CloseCode returns the code and the reason of the close frame that ended a
// connection, by an error of [Conn.Read] or [Conn.Err]. ok is false where there
// was none: a lost, silent or killed connection.
func CloseCode(err error) (code int, reason string, ok bool) {
	var closed *CloseError
	if !errors.As(err, &closed) {
		return 0, "", false
	}
	return closed.Code, closed.Reason, true
}

// HandshakeError is what [Dial] returns, wrapped, when the other end answered
// with anything but a websocket.
type HandshakeError struct {
	Status     int           // the HTTP status
	RetryAfter time.Duration // how long the answer asks to wait; 0 if it does not
}

// Error names the status in our own words: what the other end wrote is not trusted.
func (e *HandshakeError) Error() string {
	if e.Status == http.StatusSwitchingProtocols {
		return "the server does not speak websocket"
	}
	return fmt.Sprintf("the server answered %d %s", e.Status, http.StatusText(e.Status))
}
