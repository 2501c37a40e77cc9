package timeline

import (
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// systemText says in words what a system line tells. One that carries no
// change shows the hub's own words.
func (l *List) systemText(r *row) cell.Text {
	if c := r.extra.change; c != nil {
		if said, ok := phrase.Change(c, l.look.Words, l.name); ok {
			return said
		}
	}
	return cell.Line(r.text)
}
