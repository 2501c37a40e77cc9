package cell

import (
	"strings"
	"unicode/utf8"
)

// Signs that cleaning puts in. Each is one cell wide under both width rules.
const (
	signRemoved = "\u241b" // ␛, in place of a removed sequence or control
	signBroken  = "\ufffd" // in place of what is no character
	signNoBase  = "\u25cc" // ◌, carries a mark that had no letter before it
)

// Limits on what one character may carry. Without them a few letters can
// paint over the lines above and below, or make one cell of many kilobytes.
const (
	maxMarks     = 4 // on one letter
	maxMarksRich = 6 // in scripts that stack vowels, tones and accents
	maxMarksThai = 3
	nameMarks    = 2
	nameRich     = 4
	maxJoins     = 5 // emoji joined into one picture, less one
	maxViramas   = 7 // consonants joined into one, less one
	maxJamo      = 3 // of one kind in one Korean syllable
)

// tabStop is the number of spaces that a TAB becomes in a body.
const tabStop = "    "

// Clean makes text of several lines safe: the body of a message. It keeps LF,
// turns CR LF, CR and the Unicode line separators into LF and TAB into four
// spaces. It removes escape sequences and control characters and leaves one ␛
// where it did, removes what is invisible, and replaces what is not UTF-8 by
// U+FFFD. Living languages and emoji stay as they are, byte for byte.
//
// An escape sequence that does not end (before the line or a length limit
// does) hides nothing: only its first characters go, the rest is shown.
//
// A text of which nothing can be seen after that, though something was
// removed, becomes one ␛. Clean takes time linear in len(s), the result is at
// most four times as long, and cleaning it again changes nothing.
func Clean(s string) Text { return clean(s, body) }

// Line makes text for one line safe: a title, topic, status or error. It is
// Clean with every line break and TAB turned into a space.
func Line(s string) Text { return clean(s, line) }

// MaxName is the greatest length of a display name in characters (runes).
const MaxName = 64

// Name makes a display name safe. It is stricter than [Line]: fewer marks on
// a letter, every kind of space is a plain one, none at the ends and never two
// together, and signs that the user interface draws itself (boxes, blocks,
// receipt ticks) are removed. A longer name than [MaxName] is cut and ends
// in an ellipsis.
//
// The result may be empty; the caller then shows the handle.
func Name(s string) Text {
	t := clean(s, name)
	t.s = strings.Join(strings.Fields(t.s), " ")
	if utf8.RuneCountInString(t.s) > MaxName {
		t.s = shorten(t.s, MaxName)
	}
	return t
}

// shorten keeps the whole graphemes that fit in n-1 runes and adds an ellipsis.
func shorten(s string, n int) string {
	end, runes := 0, 0
	for end < len(s) {
		size, _ := Grapheme.next(s[end:])
		runes += utf8.RuneCountInString(s[end : end+size])
		if runes > n-1 {
			break
		}
		end += size
	}
	return strings.TrimRight(s[:end], " \u200c\u200d") + ellipsis
}

// place is where a text is going to stand.
type place uint8

const (
	body place = iota
	line
	name
)

// cleaner is the state of one run over a text. Input is copied to out only
// from the first change on, so clean text costs no allocation.
//
// Every decision depends on what was kept so far and at most on the one
// character that follows, when that one is certain to be kept. This is what
// makes cleaning idempotent.
type cleaner struct {
	in     string
	at     int    // the next byte to look at
	copied int    // in[:copied] has been copied or dropped
	out    []byte // what was copied
	place  place
	hidden hidden
	seen   bool // something visible was kept
	signed bool // the last thing in out is a ␛ that this run put there
	last   cluster
	ends   [2]stringEnd

	reveal  bool     // what would be hidden is spelled out
	spelled [][2]int // where it was, in out
}

// cluster is what must be known of the character before the next one.
type cluster struct {
	kind    class // of the base
	keycap  bool  // base is a digit, # or *
	flag    bool  // base is the black flag
	none    bool  // no base: a space, a sign of ours, or the start of a line
	selects bool  // has a variation selector
	toned   bool  // has a skin tone
	joiner  bool  // the last rune is a ZWJ or ZWNJ
	joined  bool  // the last letter or mark is a virama
	marks   uint8
	joins   uint8 // ZWJ in this picture, viramas in this conjunct
	jamo    uint8 // jamo of the same kind in a row
}

func clean(s string, p place) Text {
	c := cleaner{in: s, place: p}
	c.last.none = true
	return c.run()
}

func (c *cleaner) run() Text {
	for c.at < len(c.in) {
		switch b := c.in[c.at]; {
		case b >= 0x20 && b < 0x7F:
			c.ascii()
		case b < 0x80:
			c.control(b)
		default:
			c.wide()
		}
	}
	if !c.seen && c.hidden.count() > 0 {
		if c.place == name {
			return Text{hidden: c.hidden}
		}
		return Text{s: signRemoved, hidden: c.hidden}
	}
	if c.copied == 0 && c.out == nil {
		return Text{s: c.in, hidden: c.hidden}
	}
	return Text{s: string(append(c.out, c.in[c.copied:]...)), hidden: c.hidden}
}

// ascii keeps a run of printable ASCII.
func (c *cleaner) ascii() {
	for c.at < len(c.in) && c.in[c.at] >= 0x20 && c.in[c.at] < 0x7F {
		c.seen = c.seen || c.in[c.at] != ' '
		c.at++
	}
	b := c.in[c.at-1]
	c.signed = false
	c.last = cluster{none: b == ' ', keycap: b >= '0' && b <= '9' || b == '#' || b == '*'}
}

// control handles one ASCII control character and what it begins.
func (c *cleaner) control(b byte) {
	switch b {
	case '\n':
		c.newline(1)
	case '\r':
		if c.at+1 < len(c.in) && c.in[c.at+1] == '\n' {
			c.newline(2)
			return
		}
		c.hidden = c.hidden.add(Control)
		if c.reveal {
			c.spell(1)
			c.put(0, "\n")
			c.last = cluster{none: true}
			return
		}
		c.newline(1)
	case '\t':
		if c.place == body {
			c.put(1, tabStop)
		} else {
			c.put(1, " ")
		}
		c.last = cluster{none: true}
	case esc:
		c.sign(c.escape(), Escape)
	default:
		c.sign(1, Control)
	}
}

// wide handles one character that is not ASCII.
func (c *cleaner) wide() {
	r, n := utf8.DecodeRuneInString(c.in[c.at:])
	switch {
	case r == utf8.RuneError && n == 1:
		c.broken()
	case r < 0xA0:
		c.c1(byte(r), n)
	default:
		c.rune(r, n)
	}
}

// broken handles bytes that are not UTF-8. A lone byte in the range of the C1
// controls is taken for one: some terminals do the same.
func (c *cleaner) broken() {
	b := c.in[c.at]
	if b < 0xA0 {
		c.c1(b, 1)
		return
	}
	n := 1
	for want := claimed(b); n < want && c.at+n < len(c.in) && c.in[c.at+n]&0xC0 == 0x80; {
		n++
	}
	c.replace(n)
}

// claimed returns how many bytes a leading byte announces.
func claimed(b byte) int {
	switch {
	case b >= 0xFC:
		return 6
	case b >= 0xF8:
		return 5
	case b >= 0xF0:
		return 4
	case b >= 0xE0:
		return 3
	case b >= 0xC0:
		return 2
	}
	return 1
}

// c1 handles a C1 control of n bytes and what it begins.
func (c *cleaner) c1(b byte, n int) {
	switch b {
	case csi:
		c.sign(n+c.parameters(c.at+n), Escape)
	case dcs, sos, osc, pm, apc:
		c.sign(n+c.payload(c.at+n, b == osc), Escape)
	default:
		c.sign(n, Control)
	}
}

// newline replaces n bytes by a line break, or by a space on a single line.
func (c *cleaner) newline(n int) {
	switch {
	case c.place != body:
		c.put(n, " ")
	case n == 1 && c.in[c.at] == '\n':
		c.keep(n)
	default:
		c.put(n, "\n")
	}
	c.last = cluster{none: true}
}

// keep lets the next n bytes stand.
func (c *cleaner) keep(n int) {
	c.at += n
	c.signed = false
}

// drop leaves the next n bytes out without a trace in the text.
func (c *cleaner) drop(n int) {
	if c.out == nil {
		c.out = make([]byte, 0, len(c.in)+16)
	}
	c.out = append(c.out, c.in[c.copied:c.at]...)
	c.at += n
	c.copied = c.at
}

// put replaces the next n bytes.
func (c *cleaner) put(n int, by string) {
	c.drop(n)
	c.out = append(c.out, by...)
	c.signed = false
}

// hide drops n bytes and counts them as one thing.
func (c *cleaner) hide(n int, k Kind) {
	c.hidden = c.hidden.add(k)
	if c.reveal {
		c.spell(n)
		return
	}
	c.drop(n)
}

// replace puts U+FFFD in place of n bytes that are no character, or none that
// can stand where it does.
func (c *cleaner) replace(n int) {
	c.hidden = c.hidden.add(Broken)
	if c.reveal {
		c.spell(n)
		return
	}
	c.put(n, signBroken)
	c.last, c.seen = cluster{none: true}, true
}

// sign drops n bytes and shows that it did. Signs that would stand side by
// side are one.
func (c *cleaner) sign(n int, k Kind) {
	c.hide(n, k)
	if c.signed || c.reveal {
		return
	}
	c.out = append(c.out, signRemoved...)
	c.signed, c.seen = true, true
	c.last = cluster{none: true}
}
