package panel

import "seenby/ui/cell"

// A Command is an action that can be done now.
type Command struct {
	Name string // of the action
	Keys string // as they are shown
	What string // it does
}

// Palette lists actions and narrows them by what is typed.
type Palette struct {
	look *Look
	narrowed[Command]
}

// NewPalette returns a palette of these actions.
func NewPalette(look *Look, commands []Command) *Palette {
	p := &Palette{look: look}
	p.narrowed = narrow(commands, func(c Command) []string { return []string{c.What, c.Name, c.Keys} })
	return p
}

// Picked returns the name of the action at the cursor, or "".
func (p *Palette) Picked() string {
	c, _ := p.picked()
	return c.Name
}

// Render draws the palette.
func (p *Palette) Render(width, height int) []string {
	l, th, w := p.look, p.look.Theme, p.look.Words.Panel
	lines := []string{l.title(width, cell.Line(w.Palette), cell.Line(w.PaletteHint)), l.prompt(width, p.filter)}
	if len(p.hits) == 0 {
		lines = append(lines, l.line(width, []span{{cell.Line(w.NoAction), th.Faint}}, nil))
	}
	top := p.top(height)
	for i := top; i < len(p.hits) && len(lines) < height; i++ {
		c := p.hits[i]
		st, sign := th.Text, " "
		if i == p.at {
			st, sign = th.Selection, l.Glyphs.Selected
		}
		left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {cell.Line(c.What), st}}
		if width >= 70 {
			left = append(left, span{cell.Concat(cell.Say("  "), cell.Line(c.Name)), th.Faint})
		}
		lines = append(lines, l.line(width, left, []span{{cell.Concat(cell.Say(" "), cell.Line(c.Keys)), th.Accent}}))
	}
	return l.fill(lines, width, height)
}

// Cursor returns where the cursor stands in the last Render.
func (p *Palette) Cursor() (x, y int) { return 3 + p.look.Rule.Width(cell.Line(p.filter)), 1 }
