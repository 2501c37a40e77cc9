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
	if m.fresh(partSide) && len(m.cache.side) == m.height {
		return m.cache.side
	}
	th, width := &m.o.Theme, m.geo.side
	bar := th.StatusBar
	lines := m.cache.side[:0]
	lines = append(lines, m.ends(width, bar, []piece{{cell.Line(m.o.Words.App), bar.Bold(true)}}, []piece{{cell.Concat(cell.Say(" "), cell.Line(string(m.me))), bar}}))
	blank := strings.Repeat(" ", width)
	lines = append(lines, blank)
	for i, g := range m.sideGroups() {
		if i >= m.groupRoom() {
			break
		}
		lines = append(lines, m.groupLine(g, width))
	}
	lines = m.memberLines(append(lines, blank), width)
	for len(lines) < m.height {
		lines = append(lines, blank)
	}
	m.cache.side = lines[:m.height]
	return m.cache.side
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
	if len(g.asks) > 0 {
		right = append(right, piece{cell.Concat(cell.Say(" "), cell.Line(gl.Ask)), th.AskMark})
	}
	if g.info.Unread > 0 {
		n := cell.Number(g.info.Unread)
		if g.info.Unread > 999 {
			n = cell.Say("999+")
		}
		right = append(right, piece{cell.Say(" "), lipgloss.NewStyle()}, piece{cell.Concat(cell.Say(" "), n, cell.Say(" ")), th.Badge})
	}
	st, sign := th.Faint, " "
	switch {
	case g == m.open:
		st, sign = th.Strong, gl.Selected
	case g.info.Unread > 0:
		st = th.Text
	}
	return m.ends(width, lipgloss.NewStyle(), []piece{{cell.Concat(cell.Line(sign), cell.Say(" ")), th.Accent}, {g.name, st}}, right)
}

// memberLines draws who is in the open group, those that are there first, as
// far as there is room.
func (m *Model) memberLines(lines []string, width int) []string {
	g := m.open
	if g == nil || !g.book.loaded || m.height-len(lines) < 4 || g.info.MemberCount > chat.PresenceLimit {
		return lines
	}
	th, gl := &m.o.Theme, m.o.Glyphs
	members := slices.Clone(g.book.members)
	rank := func(x chat.Member) int {
		if m.online[x.User] || x.User == m.me {
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
	lines = append(lines, m.ends(width, lipgloss.NewStyle(), []piece{{cell.Line(m.o.Words.Members), th.Title}}, []piece{{count, th.Faint}}))
	for _, x := range members {
		if len(lines) >= m.height {
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
