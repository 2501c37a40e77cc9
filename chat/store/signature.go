package store

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// A signature says of a block of messages which runs of characters occur in
// their texts: a set of bits (a Bloom filter), of which each run sets two. So
// it never says no of what is there, and seldom yes of what is not: whoever
// asks reads the texts then (docs/decisions/0011-search-by-signatures.md).
//
// The runs are all of two characters, and those of three where none of them is
// of a script with thousands of characters: there two tell enough. What holds a
// text holds all of its runs.
const (
	// signatureBits is how large a signature is at most. It is halved, by laying
	// one half over the other, while it stays sparse enough.
	signatureBits = 1 << 18
	minSignature  = 64
	ideographs    = '\u2e80' // the first of them, and of what else is like them
)

// eachRun calls f with the hash of each run of a folded text.
func eachRun(folded string, f func(hash uint64)) {
	var a, b rune // those before
	n := 0
	for _, c := range folded {
		if n++; n >= 2 {
			f(mix(0, b, c))
		}
		if n >= 3 && a < ideographs && b < ideographs && c < ideographs {
			f(mix(a+1, b, c))
		}
		a, b = b, c
	}
}

func mix(a, b, c rune) uint64 {
	const runeBits = 21
	h := uint64(a)<<(2*runeBits) | uint64(b)<<runeBits | uint64(c)
	h *= 0x9e3779b97f4a7c15
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>29
}

// A signer makes signatures, one after another.
type signer struct{ words [signatureBits / 64]uint64 }

func (s *signer) add(folded string) {
	eachRun(folded, func(h uint64) {
		for _, bit := range [...]uint64{h % signatureBits, h >> 32 % signatureBits} {
			s.words[bit/64] |= 1 << (bit % 64)
		}
	})
}

// seal returns the signature of what was added, and begins a new one.
func (s *signer) seal() []byte {
	n := len(s.words)
	for n*64 > minSignature {
		low, high := s.words[:n/2], s.words[n/2:n]
		set := 0
		for i := range low {
			set += bits.OnesCount64(low[i] | high[i])
		}
		if set*5 > n/2*64*2 { // more than two fifths
			break
		}
		for i := range low {
			low[i] |= high[i]
		}
		n /= 2
	}
	sealed := make([]byte, 0, 8*n)
	for _, w := range s.words[:n] {
		sealed = binary.LittleEndian.AppendUint64(sealed, w)
	}
	clear(s.words[:])
	return sealed
}

// runsOf returns the hashes of the runs of a folded query.
func runsOf(folded string) (runs []uint64) {
	runs = make([]uint64, 0, 2*utf8.RuneCountInString(folded))
	eachRun(folded, func(h uint64) { runs = append(runs, h) })
	return runs
}

// mayHold reports whether a block with this signature may hold all of runs.
func mayHold(signature []byte, runs []uint64) bool {
	size := uint64(len(signature)) * 8
	for _, h := range runs {
		for _, bit := range [...]uint64{h % signatureBits % size, h >> 32 % signatureBits % size} {
			if signature[bit/8]&(1<<(bit%8)) == 0 {
				return false
			}
		}
	}
	return true
}
