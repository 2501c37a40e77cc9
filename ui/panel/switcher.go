package panel

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"seenby/chat"
	"seenby/ui/cell"
)

// A Choice is a group that can be gone to.
type Choice struct {
	Group  chat.GroupID
	Name   cell.Text
	Unread int
	Asks   bool
}

// Switcher lists groups and narrows them by what is typed.
type Switcher struct {
	look   *Look
	all    []Choice
	hits   []Choice
	filter string
	at     int
}

// NewSwitcher returns a switcher over these groups.
func NewSwitcher(look *Look, groups []Choice) *Switcher {
	return &Switcher{look: look, all: groups, hits: groups}
}

// Type adds to the filter.
func (s *Switcher) Type(text string) {
	s.filter += cell.Line(text).String()
	s.match()
}

// Erase takes the last character of the filter away.
func (s *Switcher) Erase() {
	_, n := utf8.DecodeLastRuneInString(s.filter)
	s.filter = s.filter[:len(s.filter)-n]
	s.match()
}

// Move goes to another line.
func (s *Switcher) Move(by int) { s.at = min(max(s.at+by, 0), max(len(s.hits)-1, 0)) }

// Picked returns the group at the cursor, or "".
func (s *Switcher) Picked() chat.GroupID {
	if s.at >= len(s.hits) {
		return ""
	}
	return s.hits[s.at].Group
}

// PickLine returns the group at line y of the last Render, or "".
func (s *Switcher) PickLine(y, height int) chat.GroupID {
	i := y - 2 + s.top(height)
	if y < 2 || i >= len(s.hits) {
		return ""
	}
	return s.hits[i].Group
}

func (s *Switcher) match() {
	s.at = 0
	if s.filter == "" {
		s.hits = s.all
		return
	}
	type hit struct {
		c     Choice
		score int
	}
	var hits []hit
	for _, c := range s.all {
		if n, ok := fuzzy(s.filter, c.Name.String()+" "+string(c.Group)); ok {
			hits = append(hits, hit{c, n})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.score - b.score })
	s.hits = nil
	for _, h := range hits {
		s.hits = append(s.hits, h.c)
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

func (s *Switcher) top(height int) int { return max(s.at-max(height-3, 0), 0) }

// Render draws the switcher; CursorX is where its cursor stands in line 1.
func (s *Switcher) Render(width, height int) []string {
	l, th, w := s.look, s.look.Theme, s.look.Words.Panel
	lines := []string{
		l.title(width, cell.Line(w.Switcher), cell.Line(w.SwitcherHint)),
		l.line(width, []span{{cell.Concat(cell.Line(l.Glyphs.Closed), cell.Say(" ")), th.Prompt}, {cell.Line(s.filter), th.Text}}, nil),
	}
	if len(s.hits) == 0 {
		lines = append(lines, l.line(width, []span{{cell.Line(w.NoMatch), th.Faint}}, nil))
	}
	top := s.top(height)
	for i := top; i < len(s.hits) && len(lines) < height; i++ {
		c := s.hits[i]
		var right []span
		if c.Asks {
			right = append(right, span{cell.Concat(cell.Line(l.Glyphs.Ask), cell.Say(" ")), th.AskMark})
		}
		if c.Unread > 0 {
			right = append(right, span{cell.Concat(cell.Say(" "), cell.Number(c.Unread), cell.Say(" ")), th.Badge})
		}
		st, sign := th.Text, " "
		if i == s.at {
			st, sign = th.Selection, l.Glyphs.Selected
		}
		left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {c.Name, st}, {cell.Concat(cell.Say("  "), cell.Line(string(c.Group))), th.Faint}}
		lines = append(lines, l.line(width, left, right))
	}
	return l.fill(lines, width, height)
}

// Cursor returns where the cursor stands in the last Render.
func (s *Switcher) Cursor() (x, y int) { return 3 + s.look.Rule.Width(cell.Line(s.filter)), 1 }
