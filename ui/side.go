package ui

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// sideTop is how many lines stand above the first group.
const sideTop = 2

// sideLines draws the left column: the user, the groups, who is there.
func (m *Model) sideLines() []string {
	tall := len(m.cache.side) == m.height
	keepGroups, keepMembers := m.fresh(partGroups) && tall, m.fresh(partMembers) && tall
	if keepGroups && keepMembers {
		return m.cache.side
	}
	blank := strings.Repeat(" ", m.geo.side)
	if !keepGroups {
		before := len(m.cache.groups)
		m.cache.groups = append(m.groupLines(m.cache.groups[:0]), blank)
		keepMembers = keepMembers && before == len(m.cache.groups)
	}
	if !keepMembers {
		m.cache.members = m.memberLines(m.cache.members[:0], m.height-len(m.cache.groups))
	}
	lines := append(append(m.cache.side[:0], m.cache.groups...), m.cache.members...)
	for len(lines) < m.height {
		lines = append(lines, blank)
	}
	m.cache.side = lines[:m.height]
	return m.cache.side
}

func (m *Model) groupLines(lines []string) []string {
	bar, width := m.o.Theme.StatusBar, m.geo.side
	me := []piece{{cell.Concat(cell.Say(" "), cell.Line(string(m.me))), bar}}
	lines = append(lines, m.ends(width, bar, []piece{{cell.Line(m.o.Words.App), bar.Bold(true)}}, me), strings.Repeat(" ", width))
	for i, g := range m.sideGroups() {
		if i >= m.groupRoom() {
			break
		}
		lines = append(lines, m.groupLine(g, width))
	}
	return lines
}

// groupRoom is how many groups fit.
func (m *Model) groupRoom() int { return max(m.height-sideTop-1, 0) }

// sideGroups returns the groups that are listed, so far that the open one is
// among those that fit.
func (m *Model) sideGroups() []*group {
	from := max(slices.Index(m.groups, m.open)-m.groupRoom()+1, 0)
	return m.groups[from:]
}

func (m *Model) groupLine(g *group, width int) string {
	th, gl := &m.o.Theme, m.o.Glyphs
	var right []piece
	if g.list != nil && g.list.Refused() > 0 {
		right = append(right, piece{cell.Concat(cell.Say(" "), cell.Line(gl.Failed)), th.Bad})
	}
	if len(g.asks) > 0 {
		right = append(right, piece{cell.Concat(cell.Say(" "), cell.Line(gl.Ask)), th.AskMark})
	}
	if m.names(g) {
		right = append(right, piece{cell.Concat(cell.Say(" "), cell.Line(gl.Mention)), th.AskMark})
	}
	if m.drafted(g) {
		right = append(right, piece{cell.Concat(cell.Say(" "), cell.Line(gl.Edited)), th.Faint})
	}
	badge := th.Badge
	if g.muted {
		badge = th.Faint
		right = append(right, piece{cell.Concat(cell.Say(" "), cell.Line(gl.Muted)), th.Faint})
	}
	if unread := m.unread(g); unread > 0 {
		n := cell.Number(unread)
		if unread > 999 {
			n = cell.Say("999+")
		}
		right = append(right, piece{cell.Say(" "), lipgloss.NewStyle()}, piece{cell.Concat(cell.Say(" "), n, cell.Say(" ")), badge})
	}
	st, sign := th.Faint, " "
	switch {
	case g == m.open:
		st, sign = th.Strong, gl.Selected
	case m.unread(g) > 0 && !g.muted:
		st = th.Text
	}
	return m.ends(width, lipgloss.NewStyle(), []piece{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {g.name, st}}, right)
}

// memberLines draws who is in the open group, those that are there first, as
// far as there is room.
func (m *Model) memberLines(lines []string, room int) []string {
	g, width := m.open, m.geo.side
	if g == nil || !g.book.loaded || room < 4 || g.info.MemberCount > chat.PresenceLimit {
		return lines
	}
	th, gl := &m.o.Theme, m.o.Glyphs
	members := slices.Clone(g.book.members)
	known := m.link.State == chat.LinkOnline // who is there
	rank := func(x chat.Member) int {
		if known && (m.online[x.User] || x.User == m.me) {
			return 0
		}
		return 1
	}
	here := 0
	for _, x := range members {
		here += 1 - rank(x)
	}
	slices.SortFunc(members, func(a, b chat.Member) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(strings.ToLower(g.book.name(a.User).String()), strings.ToLower(g.book.name(b.User).String())), cmp.Compare(a.User, b.User))
	})
	count := cell.Concat(cell.Number(here), cell.Say("/"), cell.Number(len(members)))
	if !known {
		count = cell.Concat(cell.Say("?/"), cell.Number(len(members)))
	}
	lines = append(lines, m.ends(width, lipgloss.NewStyle(), []piece{{cell.Line(m.o.Words.Members), th.Title}}, []piece{{count, th.Faint}}))
	for _, x := range members {
		if len(lines) >= room {
			break
		}
		sign, sst, nst := gl.Online, th.Good, th.Text
		if rank(x) == 1 {
			sign, sst, nst = gl.Offline, th.Faint, th.Faint
		}
		name := g.book.name(x.User)
		if x.User == m.me {
			name = cell.Line(m.o.Words.You)
		}
		lines = append(lines, m.ends(width, lipgloss.NewStyle(), []piece{{cell.Concat(cell.Line(sign), cell.Say(" ")), sst}, {name, nst}}, nil))
	}
	return lines
}
