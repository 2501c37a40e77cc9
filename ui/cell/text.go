package cell

import (
	"strconv"
	"strings"
)

// Text is text that is safe to show: no control characters but LF, no escape
// sequences, no direction controls, nothing invisible that carries content,
// and a bounded number of marks on each letter. The zero Text is empty.
//
// Only this package makes a Text. Texts are values; two of them are equal
// when they show the same and hid the same.
type Text struct {
	s      string
	hidden hidden
}

// literal is a string that only a constant converts to without saying so.
type literal string

// Say makes a Text of the program's own words. Its parameter takes untyped
// constants only, so a string that came from outside does not compile; such a
// string goes through [Clean] or [Line].
func Say(words literal) Text { return Text{s: string(words)} }

// Number returns n in decimal digits.
func Number(n int) Text { return Text{s: strconv.Itoa(n)} }

// Spaces returns n spaces, none when n is negative.
func Spaces(n int) Text { return Text{s: strings.Repeat(" ", max(n, 0))} }

// String returns the safe text.
func (t Text) String() string { return t.s }

// Len returns the length of the safe text in bytes.
func (t Text) Len() int { return len(t.s) }

// Empty reports whether there is nothing to show.
func (t Text) Empty() bool { return t.s == "" }

// Blank reports whether the text is empty or consists of white space.
func (t Text) Blank() bool { return strings.TrimSpace(t.s) == "" }

// Unreadable reports whether there is nothing to read in the text: it is blank,
// or it shows nothing but signs for what was removed.
func (t Text) Unreadable() bool {
	return strings.TrimSpace(strings.Trim(t.s, signRemoved+signBroken+" \n")) == ""
}

// Hidden returns how many characters or whole escape sequences were removed
// or replaced when the text was cleaned. A user interface may show it.
func (t Text) Hidden() int { return t.hidden.count() }

// Kinds returns which kinds of things [Text.Hidden] counted.
func (t Text) Kinds() Kind { return t.hidden.kinds() }

// Lines splits the text at its line breaks. An empty text is one empty line.
func (t Text) Lines() []Text {
	if !strings.Contains(t.s, "\n") {
		return []Text{t}
	}
	lines := make([]Text, 0, 1+strings.Count(t.s, "\n"))
	for line := range strings.SplitSeq(t.s, "\n") {
		lines = append(lines, Text{s: line})
	}
	return lines
}

// Flat returns the text on one line: each line break becomes a space.
func (t Text) Flat() Text {
	if !strings.Contains(t.s, "\n") {
		return t
	}
	return Text{s: strings.ReplaceAll(t.s, "\n", " "), hidden: t.hidden}
}

// Slice returns the bytes from..to of the text. The part is cleaned again,
// because a cut inside a character would otherwise leave half of it. Limits
// outside the text are moved to its ends.
func (t Text) Slice(from, to int) Text {
	from = min(max(from, 0), len(t.s))
	to = min(max(to, from), len(t.s))
	return Clean(t.s[from:to])
}

// Concat puts texts one after another. What was hidden adds up.
func Concat(parts ...Text) Text { return Join(parts, Text{}) }

// Join puts texts one after another with sep between them. What was hidden in
// the parts adds up.
func Join(parts []Text, sep Text) Text {
	var b strings.Builder
	var h hidden
	for i, p := range parts {
		if i > 0 {
			b.WriteString(sep.s)
		}
		b.WriteString(p.s)
		h = h.plus(p.hidden)
	}
	return Text{s: b.String(), hidden: h}
}

// Fill replaces {0}, {1} … {9} in pattern by the arguments. Arguments are not
// searched for places themselves; a place without an argument stays as it is.
func Fill(pattern Text, args ...Text) Text {
	var b strings.Builder
	h := pattern.hidden
	s := pattern.s
	for {
		at := strings.IndexByte(s, '{')
		if at < 0 || at+2 >= len(s) {
			b.WriteString(s)
			return Text{s: b.String(), hidden: h}
		}
		n := int(s[at+1]) - '0'
		if s[at+2] != '}' || n < 0 || n > 9 || n >= len(args) {
			b.WriteString(s[:at+1])
			s = s[at+1:]
			continue
		}
		b.WriteString(s[:at])
		b.WriteString(args[n].s)
		h = h.plus(args[n].hidden)
		s = s[at+3:]
	}
}
