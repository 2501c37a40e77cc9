package demo

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// A box is where a seat stands. Framed, its outermost cells are the frame.
type box struct {
	x, y, width, height int
	framed              bool
}

// inside returns what is left within the frame.
func (b box) inside() box {
	if !b.framed {
		return b
	}
	return box{x: b.x + 1, y: b.y + 1, width: b.width - 2, height: b.height - 2}
}

func (b box) has(x, y int) bool {
	return x >= b.x && x < b.x+b.width && y >= b.y && y < b.y+b.height
}

// A plan says where everything stands: the title, the seats (framed, or one of
// them below a row of tabs), the desk, the caption.
type plan struct {
	columns, rows int // of the seats' grid; 0 means tabs
	seats         []box
	desk          box
	script        bool // the line of the script stands above the last one
}

// The least size of the stage, and of a seat within its frame.
const (
	minWidth, minHeight = 40, 16
	tiledSeat           = 38
	minSeatHeight       = 8
	stackedSeat         = 10 // the least height of seats one above the other
	scriptHeight        = 20 // from here on there is a line for the script
)

// tabsRow is the line of the tabs, or the first of the frames.
const tabsRow = 1

// deskHeight is how high the desk is: higher when one works at it, and more so
// when an entry is open.
func (s *stage) deskHeight() int {
	base := 5
	switch {
	case len(s.seats) == 0:
		return s.height - 2
	case s.height >= 36:
		base = 11
	case s.height >= 30:
		base = 8
	}
	if s.atDesk {
		base = max(base, s.height*2/5)
	}
	if s.atDesk && s.pane == paneWire && s.wire.open {
		base = max(base, s.height*7/10)
	}
	room := s.height - 3 - base
	if s.show != nil && s.height >= scriptHeight {
		room--
	}
	if room < minSeatHeight {
		return s.height - 2 // there is no room for a seat beside it
	}
	return base
}

// makePlan places everything for the present size.
func (s *stage) makePlan() plan {
	p := plan{seats: make([]box, len(s.seats)), script: s.show != nil && s.height >= scriptHeight}
	height, below := s.deskHeight(), 1
	if p.script {
		below, height = 2, min(height, s.height-3)
	}
	p.desk = box{y: s.height - below - height, width: s.width, height: height}
	n, room := len(s.seats), p.desk.y-tabsRow
	switch {
	case n == 0 || room <= 0:
	case n == 4 && s.width >= 2*(tiledSeat+2) && room/2 >= stackedSeat+2:
		p.columns, p.rows = 2, 2
	case s.width >= n*(tiledSeat+2) && room >= minSeatHeight+2:
		p.columns, p.rows = n, 1
	default:
		p.seats[s.focus] = box{y: tabsRow + 1, width: s.width, height: room - 1}
	}
	for i := range p.columns * p.rows {
		column, row := i%p.columns, i/p.columns
		b := box{x: column * (s.width / p.columns), y: tabsRow + row*(room/p.rows), framed: true}
		b.width, b.height = s.width/p.columns, room/p.rows
		if column == p.columns-1 {
			b.width = s.width - b.x // what is left over goes to the last
		}
		if row == p.rows-1 {
			b.height = p.desk.y - b.y
		}
		p.seats[i] = b
	}
	return p
}

// tabs reports whether one seat is shown alone, below a row of tabs.
func (p plan) tabs() bool { return p.columns == 0 && p.desk.y > tabsRow }

// arrange gives every seat its place and size.
func (s *stage) arrange() tea.Cmd {
	if s.width < minWidth || s.height < minHeight {
		return nil
	}
	s.plan = s.makePlan()
	var cmds []tea.Cmd
	var size box
	for i, seat := range s.seats {
		if in := s.plan.seats[i].inside(); in.width > 0 {
			size = in
			cmds = append(cmds, seat.resize(in.width, in.height))
		}
	}
	// Who is not shown has a screen, too, as large as the others.
	for i, seat := range slices.Concat(s.seats, s.wings) {
		if i >= len(s.seats) || s.plan.seats[i].width <= 0 {
			cmds = append(cmds, seat.resize(size.width, size.height))
		}
	}
	return tea.Batch(cmds...)
}

// resize tells a seat's user interface its size, when it has another one.
func (s *seat) resize(width, height int) tea.Cmd {
	if s.model == nil || width <= 0 || width == s.width && height == s.height {
		return nil
	}
	s.width, s.height = width, height
	return s.tell(tea.WindowSizeMsg{Width: width, Height: height})
}
