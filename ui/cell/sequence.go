package cell

import (
	"strings"
	"unicode/utf8"
)

// Control characters that begin or end sequences (ECMA-48). The C1 ones stand
// for a byte, for the UTF-8 form of it, and for ESC and the letter below.
const (
	esc = 0x1B
	bel = 0x07
	can = 0x18 // cancels a sequence
	sub = 0x1A // the same

	dcs = 0x90
	sos = 0x98
	csi = 0x9B
	st  = 0x9C // ends a string
	osc = 0x9D
	pm  = 0x9E
	apc = 0x9F
)

// maxPayload is the greatest length of a string sequence in bytes. A longer
// one counts as not ended, and its text is shown.
const maxPayload = 256 << 10

// maxIntermediates bounds the characters between ESC and the final one of a
// short sequence, so that ESC and many spaces do not eat a word.
const maxIntermediates = 2

// escape returns the length of the sequence that the ESC at c.at begins.
func (c *cleaner) escape() int {
	i := c.at + 1
	if i == len(c.in) {
		return 1
	}
	switch b := c.in[i]; {
	case b == '[':
		return 2 + c.parameters(i+1)
	case b == ']' || b == 'k': // k: the title of a window in screen and tmux
		return 2 + c.payload(i+1, true)
	case b == 'P' || b == 'X' || b == '^' || b == '_':
		return 2 + c.payload(i+1, false)
	case b >= 0x30 && b < 0x7F:
		return 2
	case b < 0x20 || b >= 0x7F:
		return 1
	}
	for n := 1; n <= maxIntermediates && i+n < len(c.in); n++ {
		switch b := c.in[i+n]; {
		case b >= 0x30 && b < 0x7F:
			return 2 + n
		case b < 0x20 || b >= 0x30:
			return 1
		}
	}
	return 1
}

// parameters returns how many bytes from i belong to a control sequence:
// parameters without any limit on their number, and the final character. It
// can take digits and punctuation only, never a word, and ends with the line.
// As in terminals, other controls inside do not end it.
func (c *cleaner) parameters(i int) int {
	from := i
	for ; i < len(c.in); i++ {
		switch b := c.in[i]; {
		case b >= 0x40 && b < 0x7F:
			return i + 1 - from
		case b == '\n' || b == '\r' || b == esc || b >= 0x80:
			return i - from
		case b == can || b == sub:
			return i + 1 - from
		}
	}
	return i - from
}

// stringEnd remembers the result of one search for the end of a string, so
// that many beginnings before one end do not make the time quadratic.
type stringEnd struct {
	valid bool
	at    int // the first end at or after the place that was searched from
	size  int // of the terminator, 0 where the line ends there
}

// payload returns how many bytes from i belong to a string sequence, with its
// terminator; 0 when it does not end properly: then the text is shown. In
// some sequences BEL ends the string, too.
func (c *cleaner) payload(i int, bell bool) int {
	memo := &c.ends[0]
	if bell {
		memo = &c.ends[1]
	}
	if !memo.valid || i > memo.at { // places to search from only grow
		at, size := findEnd(c.in, i, bell)
		*memo = stringEnd{valid: true, at: at, size: size}
	}
	if memo.size == 0 || memo.at-i > maxPayload {
		return 0
	}
	return memo.at + memo.size - i
}

// findEnd returns where the first terminator at or after i stands and its
// size. The size is 0 where the line ends first.
func findEnd(s string, i int, bell bool) (at, size int) {
	for i < len(s) {
		switch b := s[i]; {
		case b == '\n':
			return i, 0
		case b == can || b == sub || b == bel && bell:
			return i, 1
		case b == esc && strings.HasPrefix(s[i+1:], "\\"):
			return i, 2
		case b < 0x80:
			i++
			continue
		case b == st: // as a lone byte: inside a character it is skipped below
			return i, 1
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == st {
			return i, n
		}
		i += n
	}
	return i, 0
}
