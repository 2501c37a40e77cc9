package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/panel"
)

// What queries and timers of a model yield.
type (
	historyLoaded struct {
		group chat.GroupID
		span  chat.Span
		page  chat.Page
		err   error
	}
	membersLoaded struct {
		group   chat.GroupID
		members []chat.Member
		copied  bool // they are what was told last
		early   bool // the hub is still asked
		err     error
	}
	readersDue    struct{ n int }
	readersLoaded struct {
		uid   chat.MessageUID
		n     int
		lists panel.Lists
		known *chat.Known // in their place, where the hub cannot be asked
		err   error
	}
	sightDue    struct{ n int }
	presenceDue struct{}
	noticeDue   struct{ n int }
	typingDue   struct{}
	draftDue    struct {
		group chat.GroupID
		n     int
	}
)

// ask runs a question to the hub with a deadline, off the event loop.
func (m *Model) ask(question func(ctx context.Context) any) tea.Cmd {
	limit := m.o.Settings.QueryTimeout
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		return SelfMsg{m, question(ctx)}
	}
}

// after yields what once d has passed.
func (m *Model) after(d time.Duration, what any) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return SelfMsg{m, what} })
}

// fetchHistory fetches what the open timeline wants, if anything.
func (m *Model) fetchHistory() tea.Cmd {
	g := m.open
	if g == nil {
		return nil
	}
	span, ok := g.list.Want()
	if !ok {
		return nil
	}
	g.list.Loading()
	g.loading++
	return m.history(g.info.ID, span)
}

// history fetches a stretch of a group's messages.
func (m *Model) history(id chat.GroupID, span chat.Span) tea.Cmd {
	return m.ask(func(ctx context.Context) any {
		page, err := m.o.Chat.History(ctx, id, span)
		return historyLoaded{id, span, page, err}
	})
}

func (m *Model) onHistory(h historyLoaded) {
	g := m.known(h.group)
	if g == nil || g.list == nil {
		return
	}
	m.onPage(g, h.page, func() { g.list.Loaded(h.span, h.page, h.err == nil) })
	if g == m.open {
		g.list.Bound(keepOpen)
	}
}

// onPage takes a page of a group's history, which put puts into its list.
func (m *Model) onPage(g *group, page chat.Page, put func()) {
	g.loading = max(g.loading-1, 0)
	put()
	for i := range page.Messages {
		m.mark(g, &page.Messages[i])
	}
	late := g.late
	if g.loading == 0 {
		g.late = nil
	}
	for _, n := range late {
		m.applyLate(g, n)
	}
}

// applyLate brings messages of a page up to what was told while it was fetched.
func (m *Model) applyLate(g *group, n chat.News) {
	switch n := n.(type) {
	case chat.MessageChanged:
		g.list.Change(&n.Message)
	case chat.ReceiptAsked:
		g.list.Ask(n.UID, n.Responded)
	case chat.ReceiptsChanged:
		g.list.Count(n.UID, n.Tally)
	case chat.Responded:
		g.list.Respond(n.UIDs, n.At)
		for _, uid := range n.UIDs {
			delete(g.asks, uid)
		}
	}
}

// fetchMembers fetches the members of a group; wishes while that is under way
// are one wish.
func (m *Model) fetchMembers(g *group) tea.Cmd {
	if g.members != fetchIdle {
		g.members = fetchAgain
		return nil
	}
	g.members = fetchRunning
	id := g.info.ID
	return m.askOrKnow(func(ctx context.Context) (any, error) {
		members, err := m.o.Chat.Members(ctx, id)
		return membersLoaded{group: id, members: members, err: err}, err
	}, func(ctx context.Context, early bool) any {
		members, err := m.o.Chat.MembersCopy(ctx, id)
		if err == nil && len(members) == 0 {
			err = errAway
		}
		return membersLoaded{id, members, true, early, err}
	})
}

// named does something that shows names of a group's members once they are
// known, or cannot be.
func (m *Model) named(g *group, do func() tea.Cmd) tea.Cmd {
	if g.book.loaded {
		return do()
	}
	g.named = append(g.named, do)
	if g.members != fetchIdle {
		return nil
	}
	return m.fetchMembers(g)
}

func (m *Model) onMembers(l membersLoaded) tea.Cmd {
	g := m.known(l.group)
	if g == nil {
		return nil
	}
	if l.early {
		if l.err != nil { // the hub is still asked
			return nil
		}
		return m.takeMembers(g, l)
	}
	again := g.members == fetchAgain
	g.members = fetchIdle
	cmd := m.takeMembers(g, l)
	if again {
		cmd = tea.Batch(cmd, m.fetchMembers(g))
	}
	return cmd
}

// takeMembers takes the members of a group, and does what has waited for them.
func (m *Model) takeMembers(g *group, l membersLoaded) tea.Cmd {
	if l.err == nil && (!l.copied || !g.book.loaded) { // what the hub said itself is better
		g.book.load(l.members)
		g.book.copied = l.copied
		for _, x := range l.members {
			m.online[x.User] = x.Online
		}
		if g.list != nil {
			g.list.Restyle()
		}
		if m.readers != nil {
			m.readers.Restyle()
		}
		m.stale(partSide | partTitle)
		m.showMembers()
	}
	var cmds []tea.Cmd
	for _, do := range g.named {
		cmds = append(cmds, do())
	}
	g.named = nil
	return tea.Batch(cmds...)
}

// readersPause is how long the panel waits before it fetches its lists, so that
// walking over messages asks for the last one only.
const readersPause = 120 * time.Millisecond

// wishReaders lets the panel's lists be fetched soon.
func (m *Model) wishReaders() tea.Cmd {
	m.readersN++
	return m.after(readersPause, readersDue{m.readersN})
}

func (m *Model) onReadersDue(due readersDue) tea.Cmd {
	if due.n != m.readersN {
		return nil
	}
	return m.fetchReaders()
}

// fetchReaders fetches the lists of the panel at once.
func (m *Model) fetchReaders() tea.Cmd {
	if m.readers == nil || !m.readers.Wants() {
		return nil
	}
	m.readersN++
	n, s := m.readersN, m.readers.Subject()
	return m.askOrKnow(func(ctx context.Context) (any, error) {
		lists, err := m.lists(ctx, s.Group, s.UID)
		return readersLoaded{s.UID, n, lists, nil, err}, err
	}, func(ctx context.Context, _ bool) any {
		known, err := m.o.Chat.ReadersCopy(ctx, s.Group, s.UID)
		return readersLoaded{s.UID, n, panel.Lists{}, &known, err}
	})
}

// lists fetches the four lists of a message's readers, one after another.
func (m *Model) lists(ctx context.Context, g chat.GroupID, uid chat.MessageUID) (panel.Lists, error) {
	var l panel.Lists
	for _, q := range []struct {
		list chat.ReaderList
		into *[]chat.Reader
	}{{chat.ListLeft, &l.Left}, {chat.ListAlso, &l.Also}, {chat.ListUnread, &l.Unread}, {chat.ListRead, &l.Read}} {
		r, err := m.o.Chat.Readers(ctx, g, uid, q.list)
		if err != nil {
			return l, err
		}
		*q.into = r.Users
		if q.list == chat.ListRead {
			l.Tally = r.Tally
		}
	}
	return l, nil
}

func (m *Model) onReaders(l readersLoaded) {
	if m.readers == nil || m.readers.Subject().UID != l.uid || l.n != m.readersN {
		return
	}
	if l.err != nil {
		m.readers.Fail(m.why(l.err))
		return
	}
	if l.known != nil {
		m.readers.LoadCopy(*l.known)
		return
	}
	m.readers.Load(l.lists)
}
