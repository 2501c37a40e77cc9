// Package celltest holds hostile and living text as data, and says what a
// cleaned text must be. Tests of every place that shows foreign text use it.
package celltest

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Sample is one text and the kind of attack or language that it is.
type Sample struct {
	Class string
	Text  string
}

// Violation says what in a text must not reach a screen, "" when nothing. It
// states the rule without any of the code that keeps it.
func Violation(s string) string {
	marks := 0
	for i, r := range s {
		switch {
		case r == utf8.RuneError && s[i] != 0xEF:
			return fmt.Sprintf("byte %#x at %d is not UTF-8", s[i], i)
		case r == '\n':
		case r < 0x20 || r >= 0x7F && r < 0xA0:
			return fmt.Sprintf("control %U at %d", r, i)
		case unicode.Is(unicode.Bidi_Control, r):
			return fmt.Sprintf("direction control %U at %d", r, i)
		case r == 0x2028 || r == 0x2029:
			return fmt.Sprintf("line separator %U at %d", r, i)
		case invisible(r):
			return fmt.Sprintf("invisible %U at %d", r, i)
		case r >= 0xE0000 && r <= 0xE0FFF && !inFlag(s[:i]):
			return fmt.Sprintf("tag %U at %d", r, i)
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > 8 {
			return fmt.Sprintf("%d marks in a row at %d", marks, i)
		}
	}
	return ""
}

// invisible reports whether r shows nothing wherever it stands. Characters
// that have a meaning in some places (joiners, selectors) are not among them.
func invisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0x34F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x200B,
		r >= 0x2060 && r <= 0x206F, r == 0x2800, r == 0x3164, r >= 0xFE00 && r <= 0xFE0D,
		r == 0xFEFF, r == 0xFFA0, r >= 0xFFF0 && r <= 0xFFFB, r >= 0x1D173 && r <= 0x1D17A,
		r >= 0xE0100 && r <= 0xE01EF:
		return true
	}
	return false
}

// inFlag reports whether what stands before is a black flag with at most six
// tags after it.
func inFlag(before string) bool {
	for n := 0; n <= 6 && before != ""; n++ {
		r, size := utf8.DecodeLastRuneInString(before)
		if r == 0x1F3F4 {
			return true
		}
		if r < 0xE0000 {
			return false
		}
		before = before[:len(before)-size]
	}
	return false
}
