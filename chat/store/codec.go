package store

import (
	"encoding/binary"
	"hash/crc32"
)

// The small things of which there are many (answers, events, audiences) are
// packed into bytes: numbers as varints, strings after their length, and a
// checksum behind it all.

// castagnoli is the CRC that processors compute themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A packer builds such bytes.
type packer struct{ b []byte }

func (p *packer) uint(v uint64) { p.b = binary.AppendUvarint(p.b, v) }

func (p *packer) int(v int64) { p.b = binary.AppendVarint(p.b, v) }

func (p *packer) text(s string) {
	p.uint(uint64(len(s)))
	p.b = append(p.b, s...)
}

// sum is the checksum of what was packed.
func (p *packer) sum() uint32 { return crc32.Checksum(p.b, castagnoli) }

// seal returns the bytes with their checksum behind them.
func (p *packer) seal() []byte { return binary.LittleEndian.AppendUint32(p.b, p.sum()) }

// An unpacker reads them. After the first that does not fit, ok is false and
// everything reads as zero.
type unpacker struct {
	b  []byte
	ok bool
}

// unseal returns an unpacker of sealed bytes; ok tells whether the checksum
// holds.
func unseal(b []byte) *unpacker {
	n := len(b) - 4
	if n < 0 || crc32.Checksum(b[:n], castagnoli) != binary.LittleEndian.Uint32(b[n:]) {
		return &unpacker{}
	}
	return &unpacker{b: b[:n], ok: true}
}

func (u *unpacker) uint() uint64 {
	v, n := binary.Uvarint(u.b)
	return v * uint64(u.take(n))
}

func (u *unpacker) int() int64 {
	v, n := binary.Varint(u.b)
	return v * int64(u.take(n))
}

// take steps over n bytes and returns 1, or 0 when there are not that many.
func (u *unpacker) take(n int) int {
	if n <= 0 || n > len(u.b) {
		u.b, u.ok = nil, false
		return 0
	}
	u.b = u.b[n:]
	return 1
}

func (u *unpacker) text() string {
	n := u.uint()
	if n > uint64(len(u.b)) {
		u.b, u.ok = nil, false
		return ""
	}
	s := string(u.b[:n])
	u.b = u.b[n:]
	return s
}

// more reports whether something is left.
func (u *unpacker) more() bool { return u.ok && len(u.b) > 0 }
