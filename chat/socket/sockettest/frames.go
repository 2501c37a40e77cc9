// Package sockettest holds raw websocket frames, made and read by hand, and the
// table of what every connection of a hub answers them with: for the tests of
// whatever ends at a socket. It shares no code with what it tests.
package sockettest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Bits and opcodes of the first byte of a frame (RFC 6455, section 5.2).
const (
	Fin  = 0x80
	RSV1 = 0x40
	RSV2 = 0x20
	RSV3 = 0x10

	Continuation = 0
	Text         = 1
	Binary       = 2
	Close        = 8
	Ping         = 9
	Pong         = 10
)

// Masked returns a frame as a client sends it: first byte, then the payload.
func Masked(first byte, payload string) []byte { return longMasked(first, payload, 0) }

// longMasked is Masked with the length in a field of at least bits bits, 0 for
// the shortest.
func longMasked(first byte, payload string, bits int) []byte {
	p := Header(first, 0x80, uint64(len(payload)), bits)
	key := [4]byte{0xA5, 0x5A, 0x0F, 0xF0}
	p = append(p, key[:]...)
	for i := range len(payload) {
		p = append(p, payload[i]^key[i%4])
	}
	return p
}

// Header returns the head of a frame of n bytes, without a masking key: masked is
// the mask bit in its place, bits the least size of the field of the length.
func Header(first, masked byte, n uint64, bits int) []byte {
	switch {
	case bits == 64 || n > 0xFFFF:
		return binary.BigEndian.AppendUint64([]byte{first, masked | 127}, n)
	case bits == 16 || n > 125:
		return binary.BigEndian.AppendUint16([]byte{first, masked | 126}, uint16(n))
	}
	return []byte{first, masked | byte(n)}
}

// Unmasked returns a frame as only a hub may send it.
func Unmasked(first byte, payload string) []byte {
	return append(Header(first, 0, uint64(len(payload)), 0), payload...)
}

// announced is the head of a masked frame of n bytes, and none of them.
func announced(first byte, n uint64) []byte {
	return append(Header(first, 0x80, n, 64), 1, 2, 3, 4)
}

// Goodbye returns a client's close frame.
func Goodbye(code int, reason string) []byte {
	return Masked(Fin|Close, string([]byte{byte(code >> 8), byte(code)})+reason)
}

var bye = Goodbye(1000, "")

func join(frames ...[]byte) []byte { return slices.Concat(frames...) }

// Got is a frame that came in: whole, unmasked.
type Got struct {
	First   byte
	Payload []byte
}

// String says what the frame is: the kind, and its payload or, when that is long,
// how many bytes it has; of a close frame the code.
func (g Got) String() string {
	shown := fmt.Sprintf("%q", g.Payload)
	if len(g.Payload) > 64 {
		shown = fmt.Sprint(len(g.Payload))
	}
	switch g.First {
	case Fin | Text:
		return "text " + shown
	case Fin | Ping:
		return "ping " + shown
	case Fin | Pong:
		return "pong " + shown
	case Fin | Close:
		if len(g.Payload) < 2 {
			return "close"
		}
		return fmt.Sprintf("close %d", binary.BigEndian.Uint16(g.Payload))
	}
	return fmt.Sprintf("frame that starts with %#x", g.First)
}

// Read reads one frame. masked says whether it has to be, as a client's; one that
// is not as it has to be is an error.
func Read(r *bufio.Reader, masked bool) (Got, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return Got{}, err
	}
	if head[1]&0x80 != 0 != masked {
		return Got{}, fmt.Errorf("mask bit in % x", head)
	}
	n := uint64(head[1] & 0x7F)
	if n > 125 {
		long := make([]byte, 8)
		field := long[6:]
		if n == 127 {
			field = long
		}
		if _, err := io.ReadFull(r, field); err != nil {
			return Got{}, err
		}
		n = binary.BigEndian.Uint64(long)
	}
	key := make([]byte, 4)
	if masked {
		if _, err := io.ReadFull(r, key); err != nil {
			return Got{}, err
		}
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(r, payload); err != nil {
		return Got{}, err
	}
	for i := range payload {
		payload[i] ^= key[i%4]
	}
	return Got{First: head[0], Payload: payload}, nil
}

// ReadToEnd reads frames up to the close frame, and the end of the stream that
// has to follow it at once. What is missing or too much is the error.
func ReadToEnd(r *bufio.Reader, masked bool) ([]Got, error) {
	var got []Got
	for {
		one, err := Read(r, masked)
		if err != nil {
			return got, fmt.Errorf("after %d frames, none a close: %w", len(got), err)
		}
		got = append(got, one)
		if one.First&0x0F == Close {
			break
		}
	}
	rest, err := io.ReadAll(r)
	if len(rest) > 0 {
		err = errors.Join(err, fmt.Errorf("%d bytes after the close frame", len(rest)))
	}
	return got, err
}
