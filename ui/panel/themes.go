package panel

import "seenby/ui/cell"

// Themes lists themes by name and narrows them by what is typed.
type Themes struct {
	look *Look
	narrowed[string]
}

// NewThemes returns a list of these themes with the cursor on the one called at.
func NewThemes(look *Look, names []string, at string) *Themes {
	t := &Themes{look: look}
	t.narrowed = narrow(names, func(name string) []string { return []string{name} })
	for i, n := range names {
		if n == at {
			t.at = i
		}
	}
	return t
}

// Picked returns the theme at the cursor, or "".
func (t *Themes) Picked() string {
	name, _ := t.picked()
	return name
}

// Render draws the list.
func (t *Themes) Render(width, height int) []string {
	l, th, w := t.look, t.look.Theme, t.look.Words.Panel
	lines := []string{l.title(width, cell.Line(w.Themes), cell.Line(w.ThemesHint)), l.prompt(width, t.filter)}
	if len(t.hits) == 0 {
		lines = append(lines, l.line(width, []span{{cell.Line(w.NoTheme), th.Faint}}, nil))
	}
	top := t.top(height)
	for i := top; i < len(t.hits) && len(lines) < height; i++ {
		st, sign := th.Text, " "
		if i == t.at {
			st, sign = th.Selection, l.Glyphs.Selected
		}
		lines = append(lines, l.line(width, []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {cell.Line(t.hits[i]), st}}, nil))
	}
	return l.fill(lines, width, height)
}

// Cursor returns where the cursor stands in the last Render.
func (t *Themes) Cursor() (x, y int) { return 3 + t.look.Rule.Width(cell.Line(t.filter)), 1 }
