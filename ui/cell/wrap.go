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
		if end, _ := r.fit(par, width); end == len(par) {
			lines = append(lines, Text{s: par})
			continue
		}
		w := wrapper{rule: r, width: width, s: par, lines: lines, state: -1}
		if !w.run() {
			w = wrapper{rule: r, width: width, s: r.narrow(par, width), lines: lines, state: -1}
			w.run()
		}
		lines = w.lines
	}
	return lines
}

// wrapper breaks one paragraph.
type wrapper struct {
	rule  Rule
	width int
	s     string
	lines []Text

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
	tail := w.s[w.from:]
	if w.used > w.width {
		tail = w.s[w.from:max(w.end, w.from)]
	}
	w.lines = append(w.lines, Text{s: tail})
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
		w.lines = append(w.lines, Text{s: w.s[w.from:w.cut]})
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
