package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold returns s as search compares it: characters that differ in case alone
// are the same, in every script that has case (Unicode's simple case folding,
// as [strings.EqualFold]). All others stand for themselves: ä is not a, ß is
// not ss, and é in one character is not é in two. A text holds a query when
// its Fold contains that of the query.
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return s[:i] + strings.Map(fold, s[i:])
		}
	}
	return s
}

// fold returns what stands for all characters that differ from r in case alone.
func fold(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return lower(r)
	case '\u2e80' <= r && r <= '\u9fff', '\uac00' <= r && r <= '\ud7ff': // Chinese, Japanese, Korean
		return r
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return lower(least) // an s for the long one
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}
