package panel

import (
	"seenby/chat"
	"seenby/ui/cell"
)

// A Choice is a group that can be gone to.
type Choice struct {
	Group  chat.GroupID
	Name   cell.Text
	Unread int
	Asks   bool
	// Names says that something unread names the user, Drafted that something is
	// written there.
	Names, Drafted bool
	Muted          bool
}

// Switcher lists groups and narrows them by what is typed.
type Switcher struct {
	look *Look
	narrowed[Choice]
}

// NewSwitcher returns a switcher over these groups.
func NewSwitcher(look *Look, groups []Choice) *Switcher {
	s := &Switcher{look: look}
	s.narrowed = narrow(groups, func(c Choice) []string { return []string{c.Name.String() + " " + string(c.Group)} })
	return s
}

// Picked returns the group at the cursor, or "".
func (s *Switcher) Picked() chat.GroupID {
	c, _ := s.picked()
	return c.Group
}

// Render draws the switcher.
func (s *Switcher) Render(width, height int) []string {
	l, th, w := s.look, s.look.Theme, s.look.Words.Panel
	lines := []string{
		l.title(width, cell.Line(w.Switcher), cell.Line(w.SwitcherHint)),
		l.prompt(width, s.filter),
	}
	if len(s.hits) == 0 {
		lines = append(lines, l.line(width, []span{{cell.Line(w.NoMatch), th.Faint}}, nil))
	}
	top := s.top(height)
	for i := top; i < len(s.hits) && len(lines) < height; i++ {
		c := s.hits[i]
		var right []span
		if c.Asks {
			right = append(right, span{cell.Concat(cell.Line(l.Glyphs.Ask), cell.Say(" ")), th.AskMark})
		}
		if c.Names {
			right = append(right, span{cell.Concat(cell.Line(l.Glyphs.Mention), cell.Say(" ")), th.AskMark})
		}
		if c.Drafted {
			right = append(right, span{cell.Concat(cell.Line(l.Glyphs.Edited), cell.Say(" ")), th.Faint})
		}
		badge := th.Badge
		if c.Muted {
			badge = th.Faint
			right = append(right, span{cell.Concat(cell.Line(l.Glyphs.Muted), cell.Say(" "), cell.Line(l.Words.Call.Mark)), th.Faint})
		}
		if c.Unread > 0 {
			right = append(right, span{cell.Concat(cell.Say(" "), cell.Number(c.Unread), cell.Say(" ")), badge})
		}
		st, sign := th.Text, " "
		if i == s.at {
			st, sign = th.Selection, l.Glyphs.Selected
		}
		left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {c.Name, st}, {cell.Concat(cell.Say("  "), cell.Line(string(c.Group))), th.Faint}}
		lines = append(lines, l.line(width, left, right))
	}
	return l.fill(lines, width, height)
}

// Cursor returns where the cursor stands in the last Render.
func (s *Switcher) Cursor() (x, y int) { return 3 + s.look.Rule.Width(cell.Line(s.filter)), 1 }
