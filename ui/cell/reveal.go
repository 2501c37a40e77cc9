package cell

import (
	"fmt"
	"unicode/utf8"
)

// Reveal is [Clean] that spells out what cleaning removes or replaces instead
// of hiding it: a control character as \x1b, another character as <U+202E>, a
// byte that is no character as \xff. The result is as safe as any [Text].
//
// The places are where something was spelled out, from and to in bytes, so that
// it can be told apart from the same letters typed by hand.
func Reveal(s string) (t Text, places [][2]int) {
	c := cleaner{in: s, reveal: true}
	c.last.none = true
	t = c.run()
	if again := Clean(t.s); again.s != t.s {
		return Text{s: again.s, hidden: t.hidden}, nil
	}
	return t, c.spelled
}

// spell writes the next n bytes out in letters and signs.
func (c *cleaner) spell(n int) {
	hidden := c.in[c.at : c.at+n]
	c.drop(n)
	from := len(c.out)
	for i, r := range hidden {
		switch _, size := utf8.DecodeRuneInString(hidden[i:]); {
		case r == utf8.RuneError && size == 1 || r < 0x20 || r == 0x7F:
			c.out = fmt.Appendf(c.out, `\x%02x`, hidden[i])
		case r < 0x7F:
			c.out = append(c.out, byte(r))
		default:
			c.out = fmt.Appendf(c.out, "<U+%04X>", r)
		}
	}
	if n := len(c.spelled); n > 0 && c.spelled[n-1][1] == from {
		c.spelled[n-1][1] = len(c.out)
	} else {
		c.spelled = append(c.spelled, [2]int{from, len(c.out)})
	}
	c.last, c.seen, c.signed = cluster{none: true}, true, false
}
