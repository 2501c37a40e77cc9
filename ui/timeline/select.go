package timeline

import (
	"seenby/chat"
	"seenby/ui/cell"
)

// Selected returns the selected message.
func (l *List) Selected() (Entry, bool) {
	if l.sel == nil || l.index(l.sel) < 0 {
		return Entry{}, false
	}
	return l.sel.entry(), true
}

// Select selects the newest message. It returns false when there is none.
func (l *List) Select() bool { return l.selectFrom(l.Len()-1, -1) }

// Move selects the next message, down when by is positive. It returns false
// when there is none.
func (l *List) Move(by int) bool {
	i := l.index(l.sel)
	if i < 0 {
		return l.Select()
	}
	step := 1
	if by < 0 {
		step = -1
	}
	return l.selectFrom(i+by, step)
}

// selectFrom selects the first row from i on, in steps, that can be selected.
func (l *List) selectFrom(i, step int) bool {
	for ; i >= 0 && i < l.Len(); i += step {
		if !l.at(i).system() {
			l.choose(i)
			return true
		}
	}
	return false
}

// SelectLine selects the message at line y of the last [List.Render].
func (l *List) SelectLine(y int) bool {
	for _, p := range l.screen {
		if y >= p.top && y < p.below && !p.row.system() {
			l.choose(p.index)
			return true
		}
	}
	return false
}

// OnMark reports whether the mark of a message's receipts stands at column x of
// line y of the last [List.Render].
func (l *List) OnMark(x, y int) bool {
	for _, p := range l.screen {
		r := p.row
		if r.drawn == nil || !r.drawn.key.head || y != p.top+r.drawn.lead-p.skip {
			continue
		}
		mark := l.receiptMark(r, l.width)
		pen := pen{look: l.look, width: l.width}
		end := l.width - 1 - pen.beside() - l.look.Rule.Width(l.timeCell(r)) - 2
		return len(mark) > 0 && x < end && x >= end-pen.measure(mark)
	}
	return false
}

// Keep selects a message that is on screen when the selected one has been
// scrolled off it: the nearest one.
func (l *List) Keep() {
	if l.sel == nil || len(l.screen) == 0 {
		return
	}
	i, first, last := l.index(l.sel), l.screen[0].index, l.screen[len(l.screen)-1].index
	to, step := i, 0
	switch {
	case i < first:
		to, step = first, 1
	case i > last:
		to, step = last, -1
	}
	for ; step != 0 && to >= first && to <= last; to += step {
		if !l.at(to).system() {
			l.sel = l.at(to)
			return
		}
	}
}

// Deselect ends the selection. The list follows again if it did before.
func (l *List) Deselect() {
	l.sel = nil
	if l.resume {
		l.anchor, l.cut, l.resume = nil, 0, false
	}
}

// choose selects row i and brings it on screen. While something is selected,
// the list does not follow, so that nothing moves under the user's hands.
func (l *List) choose(i int) {
	if l.sel == nil {
		l.resume = l.anchor == nil
	}
	l.fix()
	l.sel = l.at(i)
	if l.width > 0 && l.height > 0 {
		l.reveal(i)
	}
}

// reveal scrolls as little as needed to show row i, as far as it fits.
func (l *List) reveal(i int) {
	bottom, cut := l.bottom()
	if i > bottom || i == bottom && cut > 0 {
		l.anchor, l.cut, l.resume = l.at(i), 0, false
		l.clamp()
		return
	}
	over := -l.height - cut // lines from the top of row i to the lower edge
	for k := bottom; k >= i; k-- {
		over += len(l.draw(k).lines)
	}
	over -= l.at(i).drawn.lead
	if over > 0 {
		// A row that is taller than the screen shows its end first.
		if own := len(l.at(i).drawn.lines) - l.at(i).drawn.lead; own > l.height {
			over -= own - l.height
		}
		if over > 0 {
			l.resume = false
			l.up(over)
			l.clamp()
		}
	}
}

// Goto selects the message with this id and shows it: where it stands when it
// is on screen, otherwise with some of what is around it. It returns false when
// it is not loaded.
func (l *List) Goto(uid chat.MessageUID) bool {
	i := l.index(l.byUID[uid])
	if i < 0 {
		return false
	}
	above, below := true, false
	if n := len(l.screen); n > 0 {
		above, below = i < l.screen[0].index, i > l.screen[n-1].index
	}
	l.choose(i)
	if l.width == 0 || l.height == 0 || len(l.draw(i).lines) > l.height/2 {
		return true
	}
	switch {
	case above:
		l.Scroll(l.height / 3)
	case below:
		l.Scroll(-l.height / 3)
	}
	return true
}

// GotoSeq shows the message with this seq, without selecting it, in the upper
// part of the screen. It returns false when it is not loaded.
func (l *List) GotoSeq(seq chat.Seq) bool {
	i := l.search(seq)
	if i >= len(l.rows) || l.rows[i].seq != seq || l.width == 0 || l.height == 0 {
		return false
	}
	l.fix()
	lines := 0
	at := i
	for ; at < l.Len(); at++ {
		lines += len(l.draw(at).lines)
		if lines >= l.height {
			break
		}
	}
	if at == l.Len() {
		l.anchor, l.cut = nil, 0
		return true
	}
	l.anchor, l.cut = l.at(at), lines-l.height
	l.clamp()
	return true
}

// RevealSelected spells out what was hidden in the selected message, or hides
// it again. It returns false where nothing was hidden.
func (l *List) RevealSelected() bool {
	r := l.sel
	if r == nil || r.recalled() || cell.Clean(r.text).Hidden() == 0 {
		return false
	}
	x := r.more()
	x.reveal = !x.reveal
	r.touch()
	return true
}
