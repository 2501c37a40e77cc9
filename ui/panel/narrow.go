package panel

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"seenby/ui/cell"
)

// narrowed is a list that narrows by what is typed.
type narrowed[T any] struct {
	all, hits []T
	texts     func(T) []string // each of them can be what is looked for
	filter    string
	at        int
}

func narrow[T any](all []T, texts func(T) []string) narrowed[T] {
	return narrowed[T]{all: all, hits: all, texts: texts}
}

// Type adds to the filter.
func (n *narrowed[T]) Type(text string) {
	n.filter += cell.Line(text).String()
	n.match()
}

// Erase takes the last character of the filter away.
func (n *narrowed[T]) Erase() {
	_, size := utf8.DecodeLastRuneInString(n.filter)
	n.filter = n.filter[:len(n.filter)-size]
	n.match()
}

// Clear takes the whole filter away.
func (n *narrowed[T]) Clear() {
	n.filter = ""
	n.match()
}

// Move goes to another line.
func (n *narrowed[T]) Move(by int) { n.at = min(max(n.at+by, 0), max(len(n.hits)-1, 0)) }

// PointAt goes to line y of a Render of this height; it returns false when
// nothing to choose is there.
func (n *narrowed[T]) PointAt(y, height int) bool {
	i := y - 2 + n.top(height)
	if y < 2 || i >= len(n.hits) {
		return false
	}
	n.at = i
	return true
}

// picked returns what is at the cursor.
func (n *narrowed[T]) picked() (item T, ok bool) {
	if n.at >= len(n.hits) {
		return item, false
	}
	return n.hits[n.at], true
}

// top returns which hit stands first below the two lines at the top.
func (n *narrowed[T]) top(height int) int { return max(n.at-max(height-3, 0), 0) }

func (n *narrowed[T]) match() {
	n.at = 0
	if n.filter == "" {
		n.hits = n.all
		return
	}
	type hit struct {
		item  T
		score int
	}
	var hits []hit
	for _, item := range n.all {
		best := -1
		for _, text := range n.texts(item) {
			if score, ok := fuzzy(n.filter, text); ok && (best < 0 || score < best) {
				best = score
			}
		}
		if best >= 0 {
			hits = append(hits, hit{item, best})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.score - b.score })
	n.hits = nil
	for _, h := range hits {
		n.hits = append(n.hits, h.item)
	}
}

// fuzzy reports whether the letters of what stand in text in their order, and
// how far apart they are: less is better.
func fuzzy(what, text string) (score int, ok bool) {
	rest := []rune(strings.ToLower(what))
	gap := 0
	for _, r := range strings.ToLower(text) {
		if len(rest) == 0 {
			break
		}
		if unicode.IsSpace(rest[0]) {
			rest = rest[1:]
			continue
		}
		if r == rest[0] {
			rest = rest[1:]
			score += gap
			gap = 0
		} else {
			gap++
		}
	}
	return score, len(rest) == 0
}

// prompt draws the line in which the filter is typed.
func (l *Look) prompt(width int, filter string) string {
	sign := cell.Concat(cell.Line(l.Glyphs.Closed), cell.Say(" "))
	return l.line(width, []span{{sign, l.Theme.Prompt}, {cell.Line(filter), l.Theme.Text}}, nil)
}
