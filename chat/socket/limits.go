package socket

import "time"

// Subprotocol is the websocket subprotocol that both ends name.
const Subprotocol = "seenby.v1"

// Limits bound what one connection may take. A field that is zero has its default.
type Limits struct {
	// MessageBytes is how many bytes a message that comes in has at most, all its
	// fragments together; a longer one closes with 1009. Default: 64 KiB at the
	// hub, 1 MiB at a client.
	MessageBytes int64
	// OutboxBytes and OutboxFrames are how much may wait to be written, what is
	// being written included; more closes with 4508. An empty outbox takes
	// whatever one call brings. Defaults: 4 MiB, 8,192.
	OutboxBytes  int
	OutboxFrames int
	// WriteTimeout is how long the peer may take nothing at all while something
	// is being written. Default: 10 s.
	WriteTimeout time.Duration
	// CloseTimeout is how long an orderly close goes on sending what is queued.
	// Default: 5 s.
	CloseTimeout time.Duration
	// SendBuffer is the size of the kernel's send buffer of a hub's connection in
	// bytes (Linux doubles it); a negative one leaves the kernel's own. It bounds
	// what thousands of peers that never read cost outside of the process. Below
	// 48 KiB a stream over loopback stands still: less than two of its segments
	// fit, and the peer waits for the second before it acknowledges. Default:
	// 64 KiB.
	SendBuffer int
}

const (
	clientMessageBytes = 64 << 10 // what a client may send
	hubMessageBytes    = 1 << 20  // what a hub may send

	// lingerTime is how long a closing connection waits for the peer's end, so
	// that the kernel does not answer bytes still coming in with a reset, which
	// would take the close frame from the peer.
	lingerTime = time.Second

	// hubReadBuffer and clientReadBuffer are gorilla's, kept by every connection,
	// idle or not. The hub's sockets are read ahead elsewhere ([plain]); what is
	// left holds a control frame, as it must.
	hubReadBuffer    = 256
	clientReadBuffer = 4 << 10

	// maxPongs is how many pings are answered each; of more that come before the
	// writer gets to it, only the last is (RFC 6455, section 5.5.3), so that a
	// flood of pings is not reflected.
	maxPongs = 16
)

func (l Limits) withDefaults(messageBytes int64) Limits {
	if l.MessageBytes == 0 {
		l.MessageBytes = messageBytes
	}
	if l.OutboxBytes == 0 {
		l.OutboxBytes = 4 << 20
	}
	if l.OutboxFrames == 0 {
		l.OutboxFrames = 8192
	}
	if l.WriteTimeout == 0 {
		l.WriteTimeout = 10 * time.Second
	}
	if l.CloseTimeout == 0 {
		l.CloseTimeout = 5 * time.Second
	}
	if l.SendBuffer == 0 {
		l.SendBuffer = 64 << 10
	}
	return l
}
