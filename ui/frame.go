package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/ui/cell"
)

const (
	wideWidth   = 100 // from here on groups stand at the side, and panels beside the timeline
	sideWidth   = 24
	boxHeight   = 16 // from here on the composer has a box
	airyHeight  = 20 // from here on the timeline has empty lines
	leastInside = 44 // columns that the timeline keeps beside a panel
	// coverWidth is how wide what lies over the timeline is at most: what stands at
	// the two ends of a line belongs together, and the eye has to find that.
	coverWidth = 110
)

// geometry says where everything stands. Widths are without the lines between
// the columns.
type geometry struct {
	usable              bool
	side, main, panel   int
	mainX, panelX       int
	timelineY, timeline int // where the timeline begins, and its height
	menu                int // lines of completions below the timeline
	hintY               int // the line above the composer
	composerY, composer int
	statusY             int
	boxed, airy         bool
}

// arrange places everything for the present size and draws the timeline, so
// that what it shows is known before the screen is.
func (m *Model) arrange() {
	g := geometry{main: m.width}
	g.usable = m.width >= m.o.Settings.MinWidth && m.height >= m.o.Settings.MinHeight
	if !g.usable {
		g.airy = m.geo.airy // as the lists are drawn
		m.geo = g
		return
	}
	if m.width >= wideWidth {
		g.side = sideWidth
		g.main -= g.side + 1
		g.mainX = g.side + 1
	}
	if m.readers != nil && m.width >= wideWidth {
		if w := min(max(m.width*3/10, 32), 46); g.main-w-1 >= leastInside {
			g.panel = w
			g.main -= w + 1
			g.panelX = m.width - w
		}
	}
	g.boxed = m.height >= boxHeight
	most := min(max(m.height/4, 1), 8)
	g.composer = m.composer.Height(g.main, most, g.boxed)
	g.timelineY = 1
	g.timeline = m.height - 3 - g.composer
	if m.menu != nil {
		g.menu = m.menu.Rows(max(g.timeline/2, 1))
		g.timeline -= g.menu
	}
	g.hintY = g.timelineY + g.timeline + g.menu
	g.composerY = g.hintY + 1
	g.statusY = m.height - 1
	g.airy = g.timeline >= airyHeight
	if g.airy != m.geo.airy {
		m.geo.airy = g.airy
		for _, group := range m.groups {
			m.styleList(group)
		}
	}
	m.geo = g
	m.composer.Focus(m.focus != focusAway && !m.selecting && len(m.over) == 0 && m.react == nil && m.goal == nil && m.form == nil && (m.readers == nil || g.panel > 0))
	if m.open != nil {
		m.cache.timeline = m.open.list.Render(g.main, g.timeline)
	}
}

// Frame draws the model into the size that the last tea.WindowSizeMsg told:
// exactly that many lines, each exactly that wide. It is empty before the
// first. The cursor is nil where none is to be shown; it is relative to the
// frame.
func (m *Model) Frame() (content string, cursor *tea.Cursor) {
	if m.width == 0 || m.height == 0 {
		return "", nil
	}
	if !m.geo.usable {
		return m.tooSmall(), nil
	}
	g := &m.geo
	main := m.mainLines()
	var side, right []string
	if g.side > 0 {
		side = m.part("side", g.side, m.height, m.sideLines)
	}
	if g.panel > 0 {
		right = m.part("readers", g.panel, m.height, func() []string { return m.readers.Render(g.panel, m.height) })
	}
	edge := m.cache.edge
	var b strings.Builder
	b.Grow(m.cache.size + 256)
	for y := range m.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if side != nil {
			b.WriteString(side[y])
			b.WriteString(edge)
		}
		b.WriteString(main[y])
		if right != nil {
			b.WriteString(edge)
			b.WriteString(right[y])
		}
	}
	m.cache.size = b.Len()
	if cursor = m.cursor(); cursor != nil && m.o.Settings.Still {
		cursor.Blink = false
	}
	return m.o.Glyphs.Drawn(b.String()), cursor
}

// mainLines returns the lines of the middle column.
func (m *Model) mainLines() []string {
	g := &m.geo
	lines := append(m.cache.main[:0], m.titleLine())
	switch over := m.topOverlay(); {
	case over != nil:
		width := min(g.main, coverWidth)
		rest := strings.Repeat(" ", g.main-width)
		for _, line := range m.part(fmt.Sprintf("%T", over), width, g.timeline, func() []string { return over.Render(width, g.timeline) }) {
			lines = append(lines, line+rest)
		}
	case m.open == nil:
		lines = append(lines, m.emptyLines()...)
	default:
		lines = append(lines, m.cache.timeline...)
	}
	if g.menu > 0 {
		lines = append(lines, m.part("menu", g.main, g.menu, func() []string { return m.menu.Render(g.main, g.menu) })...)
	}
	lines = append(lines, m.hintLine())
	lines = append(lines, m.part("composer", g.main, g.composer, m.composer.Render)...)
	lines = append(lines, m.statusLine())
	m.cache.main = lines
	return lines
}

// topOverlay returns what lies over the timeline, or nil.
func (m *Model) topOverlay() overlay {
	switch {
	case len(m.over) > 0:
		return m.over[len(m.over)-1]
	case m.readers != nil && m.geo.panel == 0:
		return m.readers
	}
	return nil
}

func (m *Model) emptyLines() []string {
	said := []cell.Text{cell.Line(m.o.Words.Choose)}
	if m.listed {
		said = m.noGroups()
	}
	lines := make([]string, m.geo.timeline)
	for i := range lines {
		text := cell.Text{}
		if n := i - (len(lines)-len(said)+1)/2; n >= 0 && n < len(said) {
			text = said[n]
		}
		lines[i] = m.o.Theme.Faint.Render(m.rule.Center(text, m.geo.main).String())
	}
	return lines
}

func (m *Model) cursor() *tea.Cursor {
	if len(m.over) > 0 {
		if s, ok := m.over[len(m.over)-1].(chooser); ok {
			x, y := s.Cursor()
			return tea.NewCursor(m.geo.mainX+min(x, m.geo.main-1), m.geo.timelineY+y)
		}
		return nil
	}
	if m.readers != nil {
		if x, y, ok := m.readers.FilterCursor(); ok {
			return m.filterCursor(x, y)
		}
	}
	if m.form != nil {
		return tea.NewCursor(m.geo.mainX+min(m.form.line.Cursor(m.geo.main), m.geo.main-1), m.geo.hintY)
	}
	if m.goal != nil {
		return tea.NewCursor(m.geo.mainX+min(m.goal.Cursor(), m.geo.main-1), m.geo.hintY)
	}
	c := m.composer.Cursor()
	if c == nil || m.open == nil {
		return nil
	}
	c.X = m.geo.mainX + min(c.X, m.geo.main-1)
	c.Y = min(c.Y+m.geo.composerY, m.height-2)
	return c
}

// tooSmall is all that is drawn where nothing fits.
func (m *Model) tooSmall() string {
	words := cell.Fill(cell.Line(m.o.Words.TooSmall), cell.Number(m.o.Settings.MinWidth), cell.Number(m.o.Settings.MinHeight))
	said := m.rule.Wrap(words, m.width)
	if len(said) > m.height {
		said = []cell.Text{words} // as much of it as there is room for
	}
	lines, first := make([]string, m.height), (m.height-len(said)+1)/2
	for i := range lines {
		text := cell.Text{}
		if n := i - first; n >= 0 && n < len(said) {
			text = said[n]
		}
		lines[i] = m.rule.Center(text, m.width).String()
	}
	return strings.Join(lines, "\n")
}
