package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxAddress is how long an address may be. A longer one is text.
const maxAddress = 2048

var schemes = [...]string{"https://", "http://", "mailto:"}

// linkAt returns how many bytes of s from i are an address, and whether it may
// be a link. One with characters beyond ASCII may not: a letter in it may look
// like another, and terminals take such bytes in a target differently.
func linkAt(s string, i int) (n int, linked bool) {
	scheme := ""
	for _, x := range schemes {
		if len(s)-i > len(x) && strings.EqualFold(s[i:i+len(x)], x) {
			scheme = x
		}
	}
	if scheme == "" {
		return 0, false
	}
	from := i + len(scheme)
	end := address(s, from)
	if end-from > maxAddress {
		return end - i, false
	}
	end = from + len(untrailed(s[from:end]))
	if end == from || scheme == "mailto:" && !strings.Contains(s[from:end], "@") || !strings.ContainsFunc(s[from:end], isWord) {
		return 0, false
	}
	for _, b := range []byte(s[i:end]) {
		if b <= ' ' || b >= 0x7F {
			return end - i, false
		}
	}
	return end - i, true
}

// address returns where an address that begins at from ends. A sentence in
// Chinese or Japanese goes on without a space behind it, so such a letter
// belongs to it only where a whole label or step of a path is of them.
func address(s string, from int) int {
	wide := true // the label so far is all wide letters
	for i := from; i < len(s); {
		if i-from > maxAddress {
			return i
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r <= ' ' || r < 0x80 && strings.ContainsRune("<>\"`\\^{|}", r):
			return i
		case r < 0x80:
			wide = r == '/' || r == '.'
		case isWide(r):
			if !wide || !unicode.IsLetter(r) {
				return i
			}
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			return i
		default:
			wide = false
		}
		i += n
	}
	return len(s)
}

// untrailed cuts what ends a sentence rather than an address. A bracket stays
// where it was opened within.
func untrailed(s string) string {
	for s != "" {
		switch last := s[len(s)-1]; last {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '_', '~':
		case ')':
			if strings.Count(s, "(") >= strings.Count(s, ")") {
				return s
			}
		case ']':
			if strings.Count(s, "[") >= strings.Count(s, "]") {
				return s
			}
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

// isWide reports whether r is of a script that is written without spaces.
func isWide(r rune) bool {
	switch {
	case r >= 0x3000 && r <= 0x30FF, r >= 0x3400 && r <= 0x4DBF, r >= 0x4E00 && r <= 0x9FFF,
		r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF, r >= 0xFF01 && r <= 0xFF9D, r >= 0x20000 && r <= 0x3FFFD:
		return true
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
