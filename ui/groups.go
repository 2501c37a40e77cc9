package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/panel"
	"seenby/ui/timeline"
)

const (
	// keepOpen and keepClosed are how many messages a group's timeline keeps at
	// most while it is looked at and while it is not. Older ones are loaded when
	// they are scrolled to.
	keepOpen   = 5_000
	keepClosed = 300
)

// group is what the screen knows of a group.
type group struct {
	info chat.Group
	name cell.Text
	told bool // the hub has told of it
	gone bool // the user is not in it any more: it is here for what was not sent
	book book
	look timeline.Look
	list *timeline.List // nil until it is needed

	asks      map[chat.MessageUID]bool // messages that ask this user
	mentioned chat.Seq                 // the newest message that names this user
	typing    map[chat.UserID]time.Time
	reminder  chat.MessageUID
	remindAt  chat.Seq    // where its message stands, 0 when unknown
	trail     []stop      // from where one went to another message
	loading   int         // fetches of history under way
	late      []chat.News // of messages that are perhaps being fetched
	members   fetchState
	named     []func() tea.Cmd // to be done once the names of the members are known
	muted     bool             // the user is left alone about it
	calls     calls
}

// fetchState tells what is known of something that is fetched.
type fetchState uint8

const (
	fetchIdle fetchState = iota
	fetchRunning
	fetchAgain // changed while running
)

// group returns the group with this id, and makes it when it is not known.
func (m *Model) group(id chat.GroupID) *group {
	if g := m.known(id); g != nil {
		return g
	}
	g := &group{info: chat.Group{ID: id}, asks: map[chat.MessageUID]bool{}, typing: map[chat.UserID]time.Time{}}
	g.muted = m.o.Chat.Muted(id)
	g.book = newBook(m.me, cell.Line(m.o.Words.You))
	m.describe(g, g.info)
	m.groups = append(m.groups, g)
	m.styleList(g)
	m.sortGroups()
	return g
}

func (m *Model) known(id chat.GroupID) *group {
	for _, g := range m.groups {
		if g.info.ID == id {
			return g
		}
	}
	return nil
}

// describe takes what the hub says of a group.
func (m *Model) describe(g *group, info chat.Group) {
	before := g.info
	g.info = info
	m.stale(partGroups)
	if before.MemberCount != info.MemberCount {
		m.stale(partMembers)
	}
	if !g.name.Empty() && before.Name == info.Name && before.Topic == info.Topic && before.Visibility == info.Visibility {
		return
	}
	g.name = cell.Name(info.Name)
	if g.name.Blank() {
		g.name = cell.Line(string(info.ID))
	}
	m.stale(partTitle)
	if g == m.open {
		m.composer.SetGroup(g.name)
	}
}

func (m *Model) sortGroups() {
	slices.SortStableFunc(m.groups, func(a, b *group) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.name.String()), strings.ToLower(b.name.String())), cmp.Compare(a.info.ID, b.info.ID))
	})
	m.stale(partSide)
}

// timeline returns a group's list, and makes it when there is none.
func (m *Model) timeline(g *group) *timeline.List {
	if g.list == nil {
		m.styleList(g)
		g.list = timeline.New(&g.look)
	}
	return g.list
}

// show opens a group, or none when g is nil.
func (m *Model) show(g *group) {
	if g == m.open && g != nil {
		return
	}
	if m.open != nil {
		m.saveDraft()
		m.open.list.Deselect()
		m.open.list.Trim(keepClosed)
	}
	m.open, m.selecting, m.readers, m.react, m.goal, m.form, m.recall, m.menu = g, false, nil, nil, nil, nil, "", nil
	m.origin = nil
	m.composer.Cancel()
	m.stale(partAll)
	if g == nil {
		m.composer.Set("")
		m.composer.SetGroup(cell.Text{})
		return
	}
	m.o.Chat.Opened(g.info.ID)
	m.timeline(g)
	m.markNew(g)
	m.composer.SetGroup(g.name)
	m.composer.Set(m.o.Chat.Draft(g.info.ID))
}

// markNew puts the "new" line where this user has read up to.
func (m *Model) markNew(g *group) {
	g.list.MarkNew(0)
	if g.info.Unread > 0 {
		g.list.MarkNew(g.info.ReadSeq + 1)
	}
}

// goTo opens a group and fetches what is to be known of it.
func (m *Model) goTo(g *group) tea.Cmd {
	if g == nil || g == m.open {
		return nil
	}
	m.show(g)
	return m.fetchMembers(g)
}

// step opens the next group in the list, by places further down.
func (m *Model) step(by int) tea.Cmd {
	if len(m.groups) == 0 {
		return nil
	}
	i := max(slices.Index(m.groups, m.open), 0)
	return m.goTo(m.groups[(i+by+len(m.groups))%len(m.groups)])
}

// nextUnread opens the next group with something unread: those first that ask
// for a receipt, then those that name the user, and muted ones last, once nothing
// else is left.
func (m *Model) nextUnread() tea.Cmd {
	from := slices.Index(m.groups, m.open)
	var best *group
	for k := 1; k <= len(m.groups); k++ {
		g := m.groups[(from+k+len(m.groups))%len(m.groups)]
		if g != m.open && m.pull(g) > 0 && (best == nil || m.pull(g) > m.pull(best)) {
			best = g
		}
	}
	if best == nil {
		return m.say(m.o.Words.Notice.NoUnread)
	}
	return m.goTo(best)
}

// pull is how much a group draws the user who looks for what is unread; 0 is
// not at all.
func (m *Model) pull(g *group) int {
	asks, unread := len(g.asks) > 0, g.info.Unread > 0
	switch {
	case !asks && !unread:
		return 0
	case asks && !g.muted:
		return 4
	case m.names(g):
		return 3
	case g.muted:
		return 1
	}
	return 2
}

// choices lists the groups for the switcher: unread ones first.
func (m *Model) choices() []panel.Choice {
	list := make([]panel.Choice, 0, len(m.groups))
	for _, g := range m.groups {
		list = append(list, panel.Choice{Group: g.info.ID, Name: g.name, Unread: g.info.Unread, Asks: len(g.asks) > 0, Names: m.names(g), Drafted: m.drafted(g), Muted: g.muted})
	}
	slices.SortStableFunc(list, func(a, b panel.Choice) int { return rank(a) - rank(b) })
	return list
}

func rank(c panel.Choice) int {
	switch {
	case c.Asks, c.Names:
		return 0
	case c.Unread > 0:
		return 1
	}
	return 2
}

func (m *Model) nameHere(u chat.UserID) cell.Text {
	if u == m.me {
		return cell.Line(m.o.Words.You)
	}
	if m.open == nil {
		return cell.Line(string(u))
	}
	return m.open.book.name(u)
}

// onlineHere reports whether somebody is there; known is false where the hub
// does not tell.
func (m *Model) onlineHere(u chat.UserID) (online, known bool) {
	if m.open == nil || m.open.info.MemberCount > chat.PresenceLimit || m.link.State != chat.LinkOnline {
		return false, false
	}
	online, known = m.online[u]
	return online, known
}
