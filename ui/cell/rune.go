package cell

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// rune handles one character of n bytes that is neither ASCII nor a control.
func (c *cleaner) rune(r rune, n int) {
	k := classOf(r)
	switch k {
	case plain:
		c.base(n, cluster{})
	case drawn:
		if c.place == name {
			c.hide(n, Imitation)
			return
		}
		c.base(n, cluster{})
	case space:
		c.space(n)
	case sign:
		c.base(n, cluster{none: true})
	case blank:
		if c.reveal {
			c.hide(n, Invisible)
			return
		}
		c.hidden = c.hidden.add(Invisible)
		c.put(n, " ")
		c.last = cluster{none: true}
	case newline:
		c.newline(n)
	case unseen:
		c.hide(n, Invisible)
	case bearing:
		c.hide(n, Bidi)
	case override:
		c.sign(n, Bidi)
	case tag:
		c.sign(n, Tag)
	case nobody:
		c.replace(n)
	case mark, markRich, markThai, virama:
		c.mark(k, n)
	case emoji:
		c.picture(r, n)
	case jamoL, jamoV, jamoT:
		c.korean(k, n)
	case prepend:
		c.prefix(n)
	case cursive, indic, mongol, syllable:
		c.letter(k, n)
	default:
		c.attached(k, n)
	}
}

// attached handles what only makes sense after certain characters.
func (c *cleaner) attached(k class, n int) {
	l := &c.last
	switch k {
	case zwj:
		if !c.joins(n) {
			c.hide(n, Invisible)
			return
		}
		l.joiner = true
		if l.kind == emoji {
			l.joins++
		}
	case zwnj:
		if l.joiner || !c.separates(n) {
			c.hide(n, Invisible)
			return
		}
		l.joiner = true
	case select15:
		if !c.selects(n) {
			c.hide(n, Invisible)
			return
		}
		l.selects = true
	case tone:
		if l.kind != emoji || l.toned || l.marks > 0 || l.joiner {
			c.replace(n)
			return
		}
		l.toned = true
	case variant:
		if l.kind != mongol || l.selects {
			c.hide(n, Invisible)
			return
		}
		l.selects = true
	case vowelSep:
		if l.kind != mongol || l.joiner || c.peek(n) != mongol {
			c.hide(n, Invisible)
			return
		}
		l.joiner = true
	}
	c.keep(n)
}

// base keeps a character that marks may follow.
func (c *cleaner) base(n int, as cluster) {
	c.keep(n)
	c.last, c.seen = as, true
}

func (c *cleaner) space(n int) {
	if c.place == name {
		c.put(n, " ")
	} else {
		c.keep(n)
	}
	c.last = cluster{none: true}
}

// letter keeps a letter of a script where joiners have a meaning.
func (c *cleaner) letter(k class, n int) {
	as := cluster{kind: k}
	if k == indic && c.last.joined {
		as.joins = c.last.joins
	}
	c.base(n, as)
}

// picture keeps an emoji, and the whole of a flag that is spelled with tags.
func (c *cleaner) picture(r rune, n int) {
	as := cluster{kind: emoji, flag: r == 0x1F3F4}
	if c.last.kind == emoji && c.last.joiner {
		as.joins = c.last.joins
	}
	if as.flag {
		for _, region := range regionFlags {
			if strings.HasPrefix(c.in[c.at+n:], region) {
				n += len(region)
				as.selects = true
			}
		}
	}
	c.base(n, as)
}

// regionFlags are the tag sequences in use: England, Scotland, Wales. Any
// other would let one flag carry hidden text.
var regionFlags = [...]string{tags("gbeng"), tags("gbsct"), tags("gbwls")}

func tags(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(0xE0000 + r)
	}
	b.WriteRune(0xE007F)
	return b.String()
}

// prefix keeps a sign that shares a cell with what follows, where a letter or
// digit follows. Elsewhere it would take the next cell of the user interface,
// a border say, for its own.
func (c *cleaner) prefix(n int) {
	if !c.leads(n) {
		c.replace(n)
		return
	}
	c.base(n, cluster{kind: prepend})
}

// leads reports whether the character after the next n bytes is a letter or
// digit that is certain to stay.
func (c *cleaner) leads(n int) bool {
	r, _ := utf8.DecodeRuneInString(c.in[c.at+n:])
	if r < 0xA0 {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}
	switch classOf(r) {
	case plain, cursive, indic:
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

// mark keeps a combining mark as long as its base has room for it.
func (c *cleaner) mark(k class, n int) {
	if c.last.none {
		c.put(0, signNoBase)
		c.last, c.seen = cluster{}, true
	}
	l := &c.last
	if !c.bears(k) {
		c.hide(n, Stacked)
		return
	}
	c.keep(n)
	l.marks++
	l.joiner = false
	// Marks other than a virama do not end a conjunct: a nukta may stand
	// between the virama and the next consonant.
	if k == virama {
		l.joined = true
		l.joins++
	}
}

// bears reports whether the last base has room for one more mark.
func (c *cleaner) bears(k class) bool {
	most, rich := uint8(maxMarks), uint8(maxMarksRich)
	if c.place == name {
		most, rich = nameMarks, nameRich
	}
	switch k {
	case markThai:
		return c.last.marks < maxMarksThai
	case virama:
		return c.last.marks < rich && c.last.joins < maxViramas
	case markRich:
		return c.last.marks < rich
	}
	return c.last.marks < most
}

// korean keeps a conjoining jamo where it is part of a syllable.
func (c *cleaner) korean(k class, n int) {
	l := c.last
	as := cluster{kind: k}
	switch {
	case k == jamoL:
	case k == jamoV && (l.kind == jamoL || l.kind == jamoV || l.kind == syllable):
	case k == jamoT && (l.kind == jamoV || l.kind == jamoT || l.kind == syllable):
	default:
		// Alone it has no width in terminals and would stick to its neighbour.
		c.replace(n)
		return
	}
	if l.kind == k {
		as.jamo = l.jamo + 1
	}
	if as.jamo >= maxJamo {
		c.hide(n, Stacked)
		return
	}
	c.base(n, as)
}

// joins reports whether a ZWJ of n bytes has a meaning here.
func (c *cleaner) joins(n int) bool {
	l := c.last
	if l.joiner || l.none {
		return false
	}
	switch l.kind {
	case emoji:
		return c.peek(n) == emoji && l.joins < maxJoins
	case cursive, mongol:
		return c.endsWord(n) // asks for the joining form there
	case indic:
		return l.joined || c.separates(n)
	}
	return false
}

// separates reports whether a joiner of n bytes stands between two letters of
// a script where it has a meaning.
func (c *cleaner) separates(n int) bool {
	next := c.peek(n)
	switch c.last.kind {
	case cursive, mongol:
		return next == cursive || next == mongol
	case indic:
		return next == indic || next == virama && c.bears(virama)
	}
	return false
}

// endsWord reports whether the character after the next n bytes is certain to
// stay and does not join: the end, a line break, a space or punctuation.
func (c *cleaner) endsWord(n int) bool {
	rest := c.in[c.at+n:]
	if rest == "" || rest[0] == '\n' || rest[0] >= 0x20 && rest[0] < 0x7F {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if r < 0xA0 || r == utf8.RuneError {
		return false
	}
	k := classOf(r)
	return k == plain || k == space
}

// selects reports whether a variation selector of n bytes has a meaning here:
// after an emoji, or in a keycap.
func (c *cleaner) selects(n int) bool {
	l := c.last
	if l.marks > 0 || l.selects || l.toned || l.joiner {
		return false
	}
	if l.kind == emoji {
		return true
	}
	return l.keycap && strings.HasPrefix(c.in[c.at+n:], "\u20e3")
}

// peek returns the class of the character after the next n bytes.
func (c *cleaner) peek(n int) class {
	r, size := utf8.DecodeRuneInString(c.in[c.at+n:])
	if r < 0xA0 || r == utf8.RuneError && size <= 1 {
		return plain
	}
	return classOf(r)
}
