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

// A plan says where everything stands: the title, the seats (framed, as many of
// them beside each other as have room, or one without a frame; where it is not
// all of them, below a row of tabs), the desk, the caption.
type plan struct {
	columns, rows int   // of the seats' grid; 0 means one alone
	order         []int // which seats stand in the grid
	tabs          bool
	seats         []box
	desk          box
	script        bool // the line of the script stands above the caption
	caption       int  // lines; the keys stand below
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

// leastRoom is what seats need at least, with the row of tabs.
const leastRoom = minSeatHeight + 1

// deskHeight is how high the desk is within rows that it shares with the seats:
// higher when one works at it, and more so when an entry is open.
func (s *stage) deskHeight(rows int) int {
	base := 5
	switch {
	case len(s.seats) == 0:
		return rows
	case s.height >= 36:
		base = 11
	case s.height >= 30:
		base = 8
	}
	if !s.atDesk {
		return max(min(base, rows-leastRoom), 1) // its title at least
	}
	base = max(base, s.height*2/5)
	switch {
	case s.help:
		base = max(base, s.height*3/5)
	case s.pane == paneWire && s.wire.open:
		base = max(base, s.height*7/10)
	}
	if rows-base < leastRoom {
		return rows // there is no room for a seat beside it
	}
	return base
}

// makePlan places everything for the present size: the title, the seats, the
// desk, the line of the script, the caption, the keys.
func (s *stage) makePlan() plan {
	p := plan{seats: make([]box, len(s.seats)), script: s.show != nil && s.height >= scriptHeight, caption: s.captionHeight()}
	below := 1
	if p.script {
		below = 2
	}
	if s.atDesk && s.height < scriptHeight {
		p.caption = 1
	}
	rows := s.height - 1 - p.caption - below
	height := s.deskHeight(rows)
	p.desk = box{y: tabsRow + rows - height, width: s.width, height: height}
	n, room := len(s.seats), rows-height
	fit := s.width / (tiledSeat + 2)
	switch {
	case n == 0 || room <= 0:
	case n == 4 && fit >= 2 && room/2 >= stackedSeat+2:
		p.columns, p.rows = 2, 2
	case fit >= n && room >= minSeatHeight+2:
		p.columns, p.rows = n, 1
	case fit >= 2 && room > minSeatHeight+2:
		p.columns, p.rows, p.tabs = fit, 1, true
	default:
		p.tabs = true
		p.seats[s.focus] = box{y: tabsRow + 1, width: s.width, height: room - 1}
	}
	p.order = s.inSight(p.columns * p.rows)
	for i, seat := range p.order {
		p.seats[seat] = s.tile(&p, i)
	}
	return p
}

// inSight are the seats that are shown where there is room for so many: the
// first ones, for there is who asks, and always the one in which the user sits.
func (s *stage) inSight(most int) []int {
	order := make([]int, most)
	for i := range order {
		order[i] = i
	}
	if most > 0 && s.focus >= most {
		order[most-1] = s.focus
	}
	return order
}

// tile is the place of a seat beside others, above the desk.
func (s *stage) tile(p *plan, i int) box {
	top := tabsRow
	if p.tabs {
		top++
	}
	room := p.desk.y - top
	column, row := i%p.columns, i/p.columns
	b := box{x: column * (s.width / p.columns), y: top + row*(room/p.rows), framed: true}
	b.width, b.height = s.width/p.columns, room/p.rows
	if column == p.columns-1 {
		b.width = s.width - b.x // what is left over goes to the last
	}
	if row == p.rows-1 {
		b.height = p.desk.y - b.y
	}
	return b
}

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
