package cell

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Wrap breaks a text into lines of at most width cells. It breaks where the
// Unicode rules allow it: at spaces, after hyphens, between Han, Kana and
// Hangul characters; and inside a word only when the word is longer than a
// line. Characters are never split; one that is wider than the width becomes
// U+FFFD. Spaces at a break are left out. A width below 1 counts as 1.
//
// The result has at least one line. It takes time linear in the length.
func (r Rule) Wrap(t Text, width int) []Text {
	width = max(width, 1)
	lines := make([]Text, 0, 1+len(t.s)/width+strings.Count(t.s, "\n"))
	for par := range strings.SplitSeq(t.s, "\n") {
		w := wrapper{rule: r, width: width, s: par, state: -1}
		if !w.run() {
			w = wrapper{rule: r, width: width, s: r.narrow(par, width), state: -1}
			w.run()
		}
		for _, l := range w.lines {
			lines = append(lines, Text{s: w.s[l[0]:l[1]]})
		}
	}
	return lines
}

// A Row is one line of a wrapped text, and where in the text it begins.
type Row struct {
	Text Text
	From int // in bytes
}

// Rows is [Rule.Wrap] that tells where each line comes from, so that styles
// can follow the text. It is false where a character is wider than width.
func (r Rule) Rows(t Text, width int) ([]Row, bool) {
	return r.rows(t, width, func(par string) ([][2]int, bool) {
		w := wrapper{rule: r, width: width, s: par, state: -1}
		ok := w.run()
		return w.lines, ok
	})
}

// Chop is [Rule.Rows] that fills each line to its end and keeps every space:
// for code, where spaces matter and words do not.
func (r Rule) Chop(t Text, width int) ([]Row, bool) {
	return r.rows(t, width, func(par string) (lines [][2]int, ok bool) {
		for at := 0; ; {
			n, _ := r.fit(par[at:], width)
			if lines = append(lines, [2]int{at, at + n}); at+n == len(par) {
				return lines, true
			}
			if n == 0 {
				return nil, false
			}
			at += n
		}
	})
}

func (r Rule) rows(t Text, width int, split func(par string) ([][2]int, bool)) ([]Row, bool) {
	rows := make([]Row, 0, 1+len(t.s)/max(width, 1)+strings.Count(t.s, "\n"))
	from := 0
	for par := range strings.SplitSeq(t.s, "\n") {
		lines, ok := split(par)
		if !ok {
			return nil, false
		}
		for _, l := range lines {
			rows = append(rows, Row{Text{s: par[l[0]:l[1]]}, from + l[0]})
		}
		from += len(par) + 1
	}
	return rows, true
}

// Parts cuts a text into parts that make up the whole, one more than there are
// places: each part begins with the first character at or after a place, so
// that no character is ever split. Places rise.
func (r Rule) Parts(t Text, places []int) []Text {
	parts := make([]Text, 0, len(places)+1)
	from, at := 0, 0
	for _, place := range places {
		for at < place && at < len(t.s) {
			n, _ := r.next(t.s[at:])
			at += n
		}
		parts = append(parts, Text{s: t.s[from:at]})
		from = at
	}
	return append(parts, Text{s: t.s[from:]})
}

// wrapper breaks one paragraph.
type wrapper struct {
	rule  Rule
	width int
	s     string
	lines [][2]int // from, to in s

	from   int // where the line begins
	used   int // cells from there, with spaces
	end    int // where it ends without spaces
	chance int // the last place where it may be broken; not after from: none
	before int // cells up to chance
	cut    int // end, when chance was found

	segment int // the end of the part that must not be broken
	state   int // of the search for segments
}

// run returns false when a character is wider than the line.
func (w *wrapper) run() bool {
	if end, _ := w.rule.fit(w.s, w.width); end == len(w.s) {
		w.lines = append(w.lines, [2]int{0, end})
		return true
	}
	for at := 0; at < len(w.s); {
		n, cells := w.rule.next(w.s[at:])
		if cells > w.width {
			return false
		}
		if w.s[at] == ' ' && n == 1 {
			w.used++
			at++
		} else {
			for w.used+cells > w.width && w.from < at {
				w.breakLine(at)
			}
			at += n
			w.used += cells
			w.end = at
		}
		w.look(at)
	}
	tail := len(w.s)
	if w.used > w.width {
		tail = max(w.end, w.from)
	}
	w.lines = append(w.lines, [2]int{w.from, tail})
	return true
}

// look notes that the line may be broken at the end of a grapheme.
func (w *wrapper) look(at int) {
	for w.segment < at {
		var part string
		part, _, _, w.state = uniseg.FirstLineSegmentInString(w.s[w.segment:], w.state)
		w.segment += max(len(part), 1)
	}
	if at == w.segment && at < len(w.s) {
		w.chance, w.before, w.cut = at, w.used, w.end
	}
}

// breakLine ends the line at the last chance, or at the given place without
// one.
func (w *wrapper) breakLine(at int) {
	if w.chance <= w.from {
		// Spaces may have run over the edge where a break is forbidden.
		w.chance, w.before, w.cut = at, w.used, w.end
	}
	// An indent that is wider than the line is no line of its own.
	if w.cut > w.from {
		w.lines = append(w.lines, [2]int{w.from, w.cut})
	}
	w.from, w.used = w.chance, w.used-w.before
}

// narrow replaces the characters that are wider than width.
func (r Rule) narrow(s string, width int) string {
	var b strings.Builder
	for at := 0; at < len(s); {
		n, cells := r.next(s[at:])
		if cells > width {
			b.WriteString(signBroken)
		} else {
			b.WriteString(s[at : at+n])
		}
		at += n
	}
	return b.String()
}
