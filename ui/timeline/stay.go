package timeline

// A Place is where a list stood, to come back to. The zero Place follows the
// newest message.
type Place struct {
	row *row
	cut int
}

// Place returns where the list stands now.
func (l *List) Place() Place {
	if l.resume {
		return Place{} // it follows but for the selection
	}
	return Place{l.anchor, l.cut}
}

// Return goes back to a place, with nothing selected. Where its message is not
// loaded any more the list follows the newest.
func (l *List) Return(p Place) {
	l.sel, l.resume = nil, false
	l.anchor, l.cut = p.row, p.cut
	if l.anchor == nil || l.index(l.anchor) < 0 {
		l.anchor, l.cut = nil, 0
	}
	if l.width > 0 && l.height > 0 {
		l.clamp()
	}
}
