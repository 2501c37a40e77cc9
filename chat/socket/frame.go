package socket

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// Opcodes and bits of a frame header (RFC 6455, section 5.2).
const (
	opText  = 0x1
	opClose = 0x8
	opPing  = 0x9
	opPong  = 0xA

	finBit  = 0x80
	maskBit = 0x80

	len16 = 126
	len64 = 127

	maxControl = 125
)

// Frame is one text message, encoded for the wire once and immutable: the same
// Frame is sent to any number of connections and nothing is copied for each. A
// client's connection masks it on its way out. The zero Frame is no message;
// sending it does nothing.
type Frame struct {
	// A pointer, because a queue of a stuck connection holds thousands: 8 bytes
	// each instead of the 24 of a slice.
	wire *[]byte
}

// Encode returns payload as a frame. The payload must be valid UTF-8; it is
// copied, so the caller may go on using it.
func Encode(payload []byte) Frame { return encode(opText, payload) }

// Len returns how many bytes the frame has on the wire of a hub, header included.
func (f Frame) Len() int {
	if f.wire == nil {
		return 0
	}
	return len(*f.wire)
}

// Payload returns the message. It is shared and must not be written to.
func (f Frame) Payload() []byte {
	if f.wire == nil {
		return nil
	}
	return (*f.wire)[headerLen((*f.wire)[1]):]
}

func encode(op byte, payload []byte) Frame {
	n := len(payload)
	wire := make([]byte, 0, n+10)
	wire = append(wire, finBit|op)
	switch {
	case n < len16:
		wire = append(wire, byte(n))
	case n <= 0xFFFF:
		wire = append(wire, len16)
		wire = binary.BigEndian.AppendUint16(wire, uint16(n))
	default:
		wire = append(wire, len64)
		wire = binary.BigEndian.AppendUint64(wire, uint64(n))
	}
	wire = append(wire, payload...)
	return Frame{&wire}
}

// headerLen returns how long the header of an unmasked frame is, by its second byte.
func headerLen(second byte) int {
	switch second {
	case len16:
		return 4
	case len64:
		return 10
	}
	return 2
}

// Frames without content are the same for every connection.
var (
	emptyPing = encode(opPing, nil)
	emptyPong = encode(opPong, nil)
)

func pongFrame(data string) Frame {
	if data == "" {
		return emptyPong
	}
	return encode(opPong, []byte(data))
}

// closeFrame encodes a close. A code that must not be sent (1005 and 1006 stand
// for "none") leaves the frame empty; a reason is cut to what fits.
func closeFrame(code int, reason string) Frame {
	if code < 1000 || code > 4999 || code == codeNone || code == codeLost {
		return encode(opClose, nil)
	}
	payload := make([]byte, 2, maxControl)
	binary.BigEndian.PutUint16(payload, uint16(code))
	return encode(opClose, append(payload, cutReason(reason)...))
}

// cutReason returns as much of reason as a close frame carries, in whole characters.
func cutReason(reason string) string {
	reason = strings.ToValidUTF8(reason, "\uFFFD")
	if len(reason) <= maxControl-2 {
		return reason
	}
	n := maxControl - 2
	for !utf8.RuneStart(reason[n]) {
		n--
	}
	return reason[:n]
}

// appendMasked appends f as a client sends it: with the mask bit, a fresh key
// that nobody can predict, and the payload masked with it (RFC 6455, section 5.3).
func appendMasked(dst []byte, f Frame) []byte {
	wire := *f.wire
	head := headerLen(wire[1])
	dst = append(dst, wire[0], wire[1]|maskBit)
	dst = append(dst, wire[2:head]...)
	var key [4]byte
	_, _ = rand.Read(key[:]) // never fails: it ends the program instead
	dst = append(dst, key[:]...)
	at := len(dst)
	dst = append(dst, wire[head:]...)
	mask(key, dst[at:])
	return dst
}

// mask masks or unmasks p in place.
func mask(key [4]byte, p []byte) {
	word := uint64(binary.LittleEndian.Uint32(key[:]))
	word |= word << 32
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^word)
		p = p[8:]
	}
	for i := range p {
		p[i] ^= key[i&3]
	}
}
