package timeline

import (
	"slices"
	"strings"

	"seenby/receipts"
)

// place is a row on screen: its lines from top to below (not included), the
// first of which is the row's line skip.
type place struct {
	row        *row
	index      int
	top, below int
	skip       int
}

// whole reports whether the row can be read in a list of this height: all of
// its own lines are on screen, or the last one when it is taller.
func (p place) whole(height int) bool {
	lead := p.row.drawn.lead
	return receipts.InView(p.top+lead-p.skip, len(p.row.drawn.lines)-lead, height)
}

// Render draws the list: exactly height lines, each exactly width wide. The
// slice is used again by the next Render.
func (l *List) Render(width, height int) []string {
	l.width, l.height = width, height
	if cap(l.lines) < height {
		l.lines = make([]string, height)
	}
	l.lines = l.lines[:height]
	l.clamp()
	blank := strings.Repeat(" ", width)
	y := height
	for i := len(l.screen) - 1; i >= 0; i-- {
		p := l.screen[i]
		copy(l.lines[p.top:p.below], p.row.drawn.lines[p.skip:])
		y = p.top
	}
	for i := range y {
		l.lines[i] = blank
	}
	if len(l.screen) == 0 && height > 0 {
		l.lines[height/2] = l.emptyLine()
	}
	if len(l.screen) > 0 && l.newFrom > 0 && l.above() == 0 {
		l.newSeen = true
	}
	l.forget()
	return l.lines
}

// Above returns how many messages stand above the screen from the "new" line on,
// until that line was on screen once.
func (l *List) Above() int {
	if l.newSeen || l.newFrom == 0 {
		return 0
	}
	return l.above()
}

func (l *List) above() int {
	if len(l.screen) == 0 {
		return 0
	}
	first := l.screen[0]
	seq := l.Newest() + 1
	if !first.row.pending() {
		seq = first.row.seq
	}
	if first.skip > 0 {
		seq++ // the "new" line may stand on what is cut off
	}
	return int(max(seq-l.newFrom, 0))
}

// arrange finds out what stands on screen, from the anchor upwards. It returns
// false when the rows did not fill the screen though there are more below: the
// anchor has then been moved down.
func (l *List) arrange() bool {
	l.screen = l.screen[:0]
	i, cut := l.bottom()
	y := l.height
	for first := true; i >= 0 && y > 0; i, first = i-1, false {
		d := l.draw(i)
		n := len(d.lines)
		end := n
		if first {
			cut = min(cut, n-1) // the row may have become shorter
			l.cut = cut
			end = n - cut
		}
		p := place{row: l.at(i), index: i, below: y, top: max(y-end, 0)}
		p.skip = end - (p.below - p.top)
		l.screen = append(l.screen, p)
		y = p.top
	}
	for a, b := 0, len(l.screen)-1; a < b; a, b = a+1, b-1 {
		l.screen[a], l.screen[b] = l.screen[b], l.screen[a]
	}
	if y > 0 && l.anchor != nil {
		l.down(y)
		return false
	}
	return true
}

// bottom returns the row at the lower edge and how many of its lines are
// below it.
func (l *List) bottom() (i, cut int) {
	if l.anchor != nil {
		if i := l.index(l.anchor); i >= 0 {
			return i, l.cut
		}
		l.anchor, l.cut = nil, 0
	}
	return l.Len() - 1, 0
}

// Following reports whether the newest message is at the lower edge and new
// ones move the list.
func (l *List) Following() bool { return l.anchor == nil }

// fix ends following: the list stays where it is.
func (l *List) fix() {
	if l.anchor == nil && l.Len() > 0 {
		l.anchor, l.cut, l.left = l.at(l.Len()-1), 0, l.Newest()
	}
}

// Scroll moves the list by lines, up when positive.
func (l *List) Scroll(lines int) {
	if l.width == 0 || l.Len() == 0 {
		return
	}
	l.failed = false
	if lines > 0 {
		l.fix()
		l.up(lines)
	} else {
		l.down(-lines)
	}
	l.clamp()
}

// clamp arranges the list and keeps the oldest row from leaving the upper edge.
func (l *List) clamp() {
	if !l.arrange() {
		l.arrange()
	}
}

// Page moves the list by its own height, up when positive.
func (l *List) Page(pages int) { l.Scroll(pages * max(l.height-2, 1)) }

// End goes to the newest message and follows.
func (l *List) End() { l.anchor, l.cut, l.sel = nil, 0, nil }

func (l *List) up(lines int) {
	i, cut := l.bottom()
	cut += lines
	for i > 0 {
		n := len(l.draw(i).lines)
		if cut < n {
			break
		}
		cut -= n
		i--
	}
	l.anchor, l.cut = l.at(i), min(cut, len(l.draw(i).lines)-1)
}

func (l *List) down(lines int) {
	if l.anchor == nil {
		return
	}
	i, cut := l.bottom()
	cut -= lines
	for cut < 0 && i < l.Len()-1 {
		i++
		cut += len(l.draw(i).lines)
	}
	if cut <= 0 && i == l.Len()-1 {
		if l.sel == nil {
			l.anchor, l.cut = nil, 0
			return
		}
		cut = 0
	}
	l.anchor, l.cut = l.at(i), max(cut, 0)
}

// Below returns how many messages came in since the list is not following and
// stand below the screen, and whether anything is below it at all.
func (l *List) Below() (fresh int, more bool) {
	if l.anchor == nil {
		return 0, false
	}
	i := l.index(l.anchor)
	seen, waiting := l.left, len(l.waiting)
	if i < len(l.rows) {
		seen = max(seen, l.anchor.seq)
	} else {
		seen, waiting = l.Newest(), l.Len()-1-i
	}
	return int(max(l.Newest()-seen, 0)) + waiting, i < l.Len()-1 || l.cut > 0
}

// forget drops drawings that are off the screen when there are many.
func (l *List) forget() {
	const most = 3000
	if l.litN <= most {
		return
	}
	stays := l.lit[:0]
	l.litN = 0
	for _, r := range l.lit {
		if slices.ContainsFunc(l.screen, func(p place) bool { return p.row == r }) {
			stays = append(stays, r)
			l.litN += len(r.drawn.lines)
		} else {
			r.drawn = nil
		}
	}
	clear(l.lit[len(stays):])
	l.lit = stays
}

// Shown returns the messages of other people that can be read as the last
// [List.Render] drew them, from top to bottom, appended to into. System lines,
// recalled messages and such of which nothing can be seen are not among them:
// they are never read.
func (l *List) Shown(into []receipts.Line) []receipts.Line {
	for _, p := range l.screen {
		r := p.row
		if r.sender == l.look.Me || r.pending() || r.system() || r.recalled() || r.drawn == nil || r.drawn.blank {
			continue
		}
		if p.whole(l.height) {
			line := receipts.Line{UID: r.uid, Seq: r.seq}
			if r.extra != nil {
				line.Edited = r.extra.edited
			}
			into = append(into, line)
		}
	}
	return into
}
