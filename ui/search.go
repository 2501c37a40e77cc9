package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/timeline"
)

// What a search yields. All but the search begun last, by its number n, is
// stale.
type (
	searchDue struct{ n int }
	searched  struct {
		n     int
		hub   bool // the hub was asked; the copy on this computer otherwise
		next  bool // it goes on with a longer list
		page  chat.Page
		texts []cell.Text // of its messages
		err   error
	}
)

const (
	// searchPause is how long a search waits for the next key.
	searchPause = 150 * time.Millisecond
	// searchPage is how many messages are found at once. The first page of all
	// groups is as large as may be: the next ones cost a question to each group.
	searchPage = 50
)

// origin is where one was before one went to what a search found.
type origin struct {
	group    *group
	place    timeline.Place
	selected chat.MessageUID
}

func searchActions() []action {
	return []action{
		plain("search", keymap.Main, topicMoving, (*Model).openSearch, "ctrl+f"),
		plain("search-scope", keymap.Search, topicNone, (*Model).toggleScope, "ctrl+f"),
	}
}

// openSearch looks for messages. What was looked for last stands there still,
// unless that was in another group.
func (m *Model) openSearch() tea.Cmd {
	if s := m.search; s == nil || s.Group() != "" && s.Group() != m.Group() {
		m.search = panel.NewSearch(&m.plook, m.Group(), m.openName())
	}
	m.search.Place(m.Group(), m.openName())
	m.search.Again()
	m.over = append(m.over, m.search)
	return m.wishSearch(true)
}

func (m *Model) openName() cell.Text {
	if m.open == nil {
		return cell.Text{}
	}
	return m.open.name
}

// otherScope names where it would be looked instead.
func (m *Model) otherScope() string {
	if m.search.Everywhere() {
		return m.o.Words.Search.ToHere
	}
	return m.o.Words.Search.ToEverywhere
}

// otherScopeHint names it with the key that leads there.
func (m *Model) otherScopeHint() string {
	if m.search.Everywhere() {
		return m.o.Words.Search.HereHint
	}
	return m.o.Words.Search.EverywhereHint
}

// toggleScope changes between this group and all groups.
func (m *Model) toggleScope() tea.Cmd {
	if !m.search.Toggle() {
		return m.say(m.o.Words.Search.NoGroup)
	}
	return m.wishSearch(false)
}

// wishSearch lets what stands in the panel be looked for soon; keep says that
// it is the same again. Answers to what was wished before are stale.
func (m *Model) wishSearch(keep bool) tea.Cmd {
	m.searchN++
	m.walk = nil
	m.search.Begin(keep)
	m.search.Hint(cell.Line(m.otherScopeHint()))
	m.stale(partStatus)
	if _, ok := m.search.Query(); !ok {
		return nil
	}
	return m.after(searchPause, searchDue{m.searchN})
}

// onSearchDue asks the copy on this computer, and the hub where there is a
// connection.
func (m *Model) onSearchDue(due searchDue) tea.Cmd {
	if due.n != m.searchN || m.topOverlay() != m.search {
		return nil
	}
	cmds := []tea.Cmd{m.askSearch(false, 0)}
	if m.link.State == chat.LinkOnline {
		m.search.Asking()
		cmds = append(cmds, m.askSearch(true, 0))
	}
	return tea.Batch(cmds...)
}

// askSearch asks for what stands in the panel, in a group from a message on.
func (m *Model) askSearch(hub bool, after chat.Seq) tea.Cmd {
	query, _ := m.search.Query()
	g, limit, ask := m.search.Group(), searchPage, m.finder(hub)
	if g == "" {
		limit = chat.MaxSearch
	}
	return m.seek(searched{n: m.searchN, hub: hub, next: after > 0}, query, func(ctx context.Context) (chat.Page, error) {
		page, err := ask(ctx, g, query, after, limit)
		page.Messages = page.Messages[:min(len(page.Messages), limit)]
		return page, err
	})
}

// finder is the hub, or the copy on this computer.
func (m *Model) finder(hub bool) asks {
	if hub {
		return m.o.Chat.Search
	}
	return m.o.Chat.SearchCopy
}

// seek runs a question for messages off the event loop, and prepares what it
// found for the panel.
func (m *Model) seek(s searched, query string, question func(context.Context) (chat.Page, error)) tea.Cmd {
	return m.ask(func(ctx context.Context) any {
		s.page, s.err = question(ctx)
		for i := range s.page.Messages {
			s.texts = append(s.texts, panel.Excerpt(s.page.Messages[i].Text, query))
		}
		return s
	})
}

// fetchFound fetches what comes after the results on screen, if it is wanted.
func (m *Model) fetchFound() tea.Cmd {
	if m.search == nil || m.topOverlay() != m.search {
		return nil
	}
	after, local, ok := m.search.Want()
	if !ok {
		return nil
	}
	if m.search.Group() != "" {
		return m.askSearch(!local, after.Seq)
	}
	if m.walk == nil {
		m.walk = newWalk(m.groups, m.search.Found())
	}
	w, ask := m.walk, m.finder(!local)
	query, _ := m.search.Query()
	return m.seek(searched{n: m.searchN, hub: !local, next: true}, query, func(ctx context.Context) (chat.Page, error) {
		return w.next(ctx, query, searchPage, ask)
	})
}

func (m *Model) onSearched(f searched) tea.Cmd {
	if f.n != m.searchN || m.search == nil {
		return nil
	}
	m.stale(partStatus)
	if f.err != nil {
		if f.next {
			m.walk = nil // what it found is lost: it begins anew behind what is shown
		}
		if f.hub || f.next || m.link.State != chat.LinkOnline {
			m.search.Fail(m.why(f.err))
		}
		return nil
	}
	var cmds []tea.Cmd
	strange := map[*group]bool{}
	a := panel.Answer{More: f.page.More, Local: f.page.Local}
	for i := range f.page.Messages {
		msg := &f.page.Messages[i]
		if g := m.known(msg.Group); g != nil {
			a.Found = append(a.Found, panel.Found{
				Group: msg.Group, GroupName: g.name, UID: msg.UID, Seq: msg.Seq, Sent: msg.Sent,
				User: msg.Sender, Sender: g.book.name(msg.Sender), Text: f.texts[i],
			})
			if !g.book.loaded && !strange[g] {
				strange[g] = true
				cmds = append(cmds, m.named(g, func() tea.Cmd { return m.renameFound(g) }))
			}
		}
	}
	if f.next {
		m.search.Append(a)
	} else {
		m.search.Load(a, f.hub)
	}
	return tea.Batch(cmds...)
}

// renameFound shows the names of a group's members that are known now.
func (m *Model) renameFound(g *group) tea.Cmd {
	if m.search != nil && g.book.loaded {
		m.search.Rename(g.info.ID, g.book.name)
	}
	return nil
}

// goToFound goes to the message at the cursor. From there esc leads back to
// where one was before the search.
func (m *Model) goToFound() tea.Cmd {
	f, ok := m.search.Picked()
	if !ok {
		return nil
	}
	g := m.known(f.Group)
	if g == nil {
		return m.say(m.o.Words.Search.Gone)
	}
	from := m.origin
	if from == nil && m.open != nil {
		from = &origin{group: m.open, place: m.open.list.Place()}
		if e, ok := m.open.list.Selected(); ok && m.selecting {
			from.selected = e.UID
		}
	}
	m.closeOverlays()
	cmd := m.jump(g, f.UID, f.Seq)
	m.origin = from
	return cmd
}

// returnTo goes back to where one was before a search.
func (m *Model) returnTo(o *origin) tea.Cmd {
	m.deselect()
	if m.known(o.group.info.ID) != o.group {
		return nil // the group is gone
	}
	cmd := m.goTo(o.group)
	o.group.list.Return(o.place)
	if o.selected != "" && o.group.list.Goto(o.selected) {
		m.selecting = true
		return tea.Batch(cmd, m.followSelection())
	}
	return cmd
}
