package demo

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/demo/trace"
	"seenby/theme"
	"seenby/ui/cell"
)

// lifelines are the columns of the sequence diagram: everyone of the cast, the
// hub in the midst of them. For whom there is no room share the last one.
type lifelines struct {
	users []string // with a line of their own, from the left
	xs    []int    // of users, and of the rest when there is one
	hub   int
	step  int
	rest  bool
	width int
}

// The distance of lifelines.
const (
	closest  = 7
	farthest = 17
)

// layLines places the lifelines of users in width cells.
func layLines(users []string, width int) lifelines {
	most := max(width/closest, 2) // lines, the hub's among them
	l := lifelines{users: users}
	if len(users)+1 > most {
		l.users, l.rest = users[:max(most-2, 0)], true
	}
	lines := len(l.users)
	if l.rest {
		lines++
	}
	l.step = min(max(width/(lines+1), 1), farthest)
	l.width = min(l.step*(lines+1), width)
	x := l.step / 2
	middle := (lines + 1) / 2
	for i := range lines + 1 {
		if i == middle {
			l.hub = x
		} else {
			l.xs = append(l.xs, x)
		}
		x += l.step
	}
	return l
}

// of returns where a user's line is.
func (l lifelines) of(who string) int {
	user := trace.User(who)
	if i := slices.IndexFunc(l.users, func(u string) bool { return ofKind(user, u) }); i >= 0 {
		return l.xs[i]
	}
	if l.rest {
		return l.xs[len(l.xs)-1]
	}
	return l.hub
}

// arrow returns the cells of one line: the lifelines, and from where to where
// the arrow goes. It begins with a dot and has a head at everyone it is for.
func (l lifelines) arrow(c *call, g *theme.Glyphs) (cells []string, from, to int) {
	cells = make([]string, l.width)
	for i := range cells {
		cells[i] = " "
	}
	for _, x := range l.xs {
		cells[x] = g.Gutter
	}
	cells[l.hub] = g.Spine
	start, ends := l.hub, make([]int, 0, len(c.to))
	if c.from != "" {
		start, ends = l.of(c.from), []int{l.hub}
	}
	for _, who := range c.to {
		ends = append(ends, l.of(who))
	}
	from, to = start, start
	for _, end := range ends {
		from, to = min(from, end), max(to, end)
	}
	for x := from + 1; x < to; x++ {
		if cells[x] == " " {
			cells[x] = g.Rule
		} else if cells[x] != g.Spine {
			cells[x] = g.Cross
		}
	}
	for _, end := range ends {
		switch {
		case end > start:
			cells[end-1] = g.HeadRight
		case end < start:
			cells[end+1] = g.HeadLeft
		}
		if end != l.hub {
			cells[end] = g.Gutter
		}
	}
	if start != l.hub {
		cells[start] = g.Online
	} else if len(c.to) > 0 {
		cells[start] = g.Spine
	}
	return cells, from, to + 1
}

// draw renders the arrow of a line, the lifelines in another style.
func (l lifelines) draw(c *call, g *theme.Glyphs, line, arrow lipgloss.Style) string {
	cells, from, to := l.arrow(c, g)
	var b strings.Builder
	part := func(style lipgloss.Style, begin, end int) {
		if begin < end {
			b.WriteString(style.Render(strings.Join(cells[begin:end], "")))
		}
	}
	part(line, 0, from)
	part(arrow, from, min(to, l.hub))
	if from <= l.hub && l.hub < to {
		part(line, l.hub, l.hub+1) // the hub looks the same whoever it talks to
	}
	part(arrow, max(from, l.hub+1), to)
	part(line, to, l.width)
	return b.String()
}

// heads writes the names above the lines, each as near to its line as fits.
func (l lifelines) heads(rule cell.Rule, names []cell.Text, hub, rest cell.Text) cell.Text {
	type head struct {
		x    int
		text cell.Text
	}
	all := []head{{l.hub, hub}}
	for i, x := range l.xs {
		text := rest
		if i < len(l.users) {
			text = names[i]
		}
		all = append(all, head{x, text})
	}
	slices.SortFunc(all, func(a, b head) int { return a.x - b.x })
	var parts []cell.Text
	at := 0
	for _, h := range all {
		text := rule.Cut(h.text, l.step-1)
		width := rule.Width(text)
		begin := max(h.x-width/2, at)
		if begin+width > l.width {
			begin = max(l.width-width, at)
		}
		parts = append(parts, cell.Spaces(begin-at), text)
		at = begin + width
	}
	return rule.Pad(cell.Concat(parts...), l.width)
}
