package play

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// maxFrame bounds what a cable keeps of one message: more than either end of
// the protocol may send.
const maxFrame = 4 << 20

var errFrame = errors.New("a message is larger than the protocol allows")

// A piece is what a cable handles as a whole: the handshake, a control frame, or
// a message with all its frames.
type piece struct {
	bytes   []byte
	message bool
}

// A framer cuts one direction of a websocket into its pieces. It changes no
// byte of them.
type framer struct {
	kept  []byte
	shook bool // the handshake is over
}

// take takes what has come and returns what is whole by now. The pieces are
// the caller's.
func (f *framer) take(came []byte) ([]piece, error) {
	f.kept = append(f.kept, came...)
	var out []piece
	for {
		n, message := f.whole()
		if n == 0 {
			break
		}
		out = append(out, piece{bytes.Clone(f.kept[:n]), message})
		f.kept = f.kept[:copy(f.kept, f.kept[n:])]
	}
	if len(f.kept) > maxFrame {
		return out, errFrame
	}
	return out, nil
}

// whole returns how long the piece is with which the bytes begin, 0 while it is
// not all there.
func (f *framer) whole() (n int, message bool) {
	if !f.shook {
		end := bytes.Index(f.kept, []byte("\r\n\r\n"))
		if end < 0 {
			return 0, false
		}
		f.shook = true
		return end + 4, false
	}
	for {
		h, ok := head(f.kept[n:])
		if !ok || h.size > uint64(len(f.kept)-n-h.length) {
			return 0, false
		}
		n += h.length + int(h.size) // #nosec G115 -- it is not more than what is there
		message = message || !h.control
		if h.final && (h.control == !message) {
			return n, message
		}
	}
}

// A header is the beginning of a frame (RFC 6455, section 5.2).
type header struct {
	final, control bool
	length         int // of the header
	size           uint64
	mask           []byte // four bytes, nil from a server
}

// head reads the header of a frame; ok is false while it is not all there.
func head(b []byte) (h header, ok bool) {
	if len(b) < 2 {
		return h, false
	}
	h = header{final: b[0]&0x80 != 0, control: b[0]&0x08 != 0, length: 2, size: uint64(b[1] & 0x7f)}
	switch h.size {
	case 126:
		if len(b) < 4 {
			return h, false
		}
		h.length, h.size = 4, uint64(binary.BigEndian.Uint16(b[2:]))
	case 127:
		if len(b) < 10 {
			return h, false
		}
		h.length, h.size = 10, binary.BigEndian.Uint64(b[2:])
	}
	if b[1]&0x80 != 0 {
		if len(b) < h.length+4 {
			return h, false
		}
		h.mask = b[h.length : h.length+4]
		h.length += 4
	}
	return h, true
}

// reply returns the id of the call that a message of the hub answers, "" for an
// event: the hub puts the id first. What cannot be told counts as an event.
func (p piece) reply() string {
	h, ok := head(p.bytes)
	if !ok || h.mask != nil {
		return ""
	}
	rest, is := bytes.CutPrefix(p.bytes[h.length:], []byte(`{"id":`))
	id, _, more := bytes.Cut(rest, []byte(","))
	if !is || !more {
		return ""
	}
	return string(id)
}
