package panel

import (
	"seenby/chat"
	"seenby/ui/cell"
)

// A Person is a member of a group.
type Person struct {
	User  chat.UserID
	Name  cell.Text
	Role  chat.Role
	Bot   bool
	There bool // they are online
}

// Members lists who is in a group and narrows them by what is typed.
type Members struct {
	look  *Look
	name  cell.Text
	about cell.Text
	known bool // whether it is known who is there
	ready bool
	narrowed[Person]
}

// NewMembers returns a list for the group of this name, still without anybody.
func NewMembers(look *Look, name cell.Text) *Members {
	m := &Members{look: look, name: name}
	m.narrowed = narrow[Person](nil, func(p Person) []string { return []string{p.Name.String() + " " + string(p.User)} })
	return m
}

// Load takes the members, in the order in which they are to stand, and what is to
// be said about the group. The cursor stays where it is.
func (m *Members) Load(people []Person, known bool, about cell.Text) {
	at := m.at
	m.all, m.known, m.about, m.ready = people, known, about, true
	m.match()
	m.Move(at)
}

// Picked returns the member at the cursor, or "".
func (m *Members) Picked() chat.UserID {
	p, _ := m.picked()
	return p.User
}

// Render draws the list, with what is said about the group in its last line.
func (m *Members) Render(width, height int) []string {
	l, th, w := m.look, m.look.Theme, m.look.Words.Groups
	title := cell.Fill(cell.Line(w.Members), m.name, cell.Number(len(m.all)))
	lines := []string{l.title(width, title, cell.Line(w.MembersHint)), l.prompt(width, m.filter)}
	switch {
	case !m.ready:
		lines = append(lines, l.line(width, []span{{cell.Line(l.Words.Panel.Loading), th.Faint}}, nil))
	case len(m.hits) == 0:
		lines = append(lines, l.line(width, []span{{cell.Line(w.NoMember), th.Faint}}, nil))
	}
	foot := 0
	if !m.about.Empty() && height > 4 {
		foot = 1
	}
	for i := m.top(height - foot); i < len(m.hits) && len(lines) < height-foot; i++ {
		lines = append(lines, m.line(i, width))
	}
	lines = l.fill(lines, width, height-foot)
	if foot > 0 {
		lines = append(lines, l.line(width, []span{{m.about, th.Faint}}, nil))
	}
	return lines
}

// line draws the member at place i.
func (m *Members) line(i, width int) string {
	l, th, w := m.look, m.look.Theme, m.look.Words.Groups
	p := m.hits[i]
	st, sign := th.Text, " "
	if i == m.at {
		st, sign = th.Selection, l.Glyphs.Selected
	}
	var right []span
	say := func(words string) {
		right = append(right, span{cell.Concat(cell.Say("  "), cell.Line(words)), th.Faint})
	}
	switch {
	case p.Bot:
		say(w.Bot)
	case p.Role == chat.RoleOwner:
		say(w.Owner)
	case p.Role == chat.RoleAdmin:
		say(w.Admin)
	}
	if m.known {
		there, how, where := l.Glyphs.Offline, th.Faint, l.Words.Panel.Offline
		if p.There {
			there, how, where = l.Glyphs.Online, th.Good, l.Words.Panel.Online
		}
		right = append(right, span{cell.Concat(cell.Say("  "), cell.Line(there), cell.Say(" "), cell.Line(where)), how})
	}
	left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {p.Name, st}}
	if p.Name != cell.Line(string(p.User)) {
		left = append(left, span{cell.Concat(cell.Say("  @"), cell.Line(string(p.User))), th.Faint})
	}
	return l.line(width, left, right)
}

// Cursor returns where the cursor stands in the last Render.
func (m *Members) Cursor() (x, y int) { return 3 + m.look.Rule.Width(cell.Line(m.filter)), 1 }
