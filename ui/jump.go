package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/timeline"
)

// aroundLoaded is the stretch of a group's history in which a message stands
// that is gone to.
type aroundLoaded struct {
	group chat.GroupID
	uid   chat.MessageUID
	page  chat.Page
	err   error
	back  bool // it is the last of the trail
}

// stop is a message from which one went to another.
type stop struct {
	uid chat.MessageUID
	seq chat.Seq
}

// aroundPage is how many messages are fetched around one that is gone to.
const aroundPage = 60

// jump opens a group and selects a message in it. One that is not loaded is
// fetched with what stands around it.
func (m *Model) jump(g *group, uid chat.MessageUID, seq chat.Seq) tea.Cmd {
	if g == nil {
		return nil
	}
	cmd := m.goTo(g)
	if m.selecting = g.list.Goto(uid); m.selecting {
		m.stale(partStatus)
		return tea.Batch(cmd, m.followSelection())
	}
	g.loading++
	id := g.info.ID
	return tea.Batch(cmd, m.ask(func(ctx context.Context) any {
		page, err := m.o.Chat.History(ctx, id, chat.Span{Around: seq, Limit: aroundPage})
		return aroundLoaded{group: id, uid: uid, page: page, err: err}
	}))
}

func (m *Model) onAround(a aroundLoaded) tea.Cmd {
	g := m.known(a.group)
	if g == nil || g.list == nil {
		return nil
	}
	m.takeAround(g, a.page)
	if n := len(g.trail) - 1; a.back && a.err == nil && n >= 0 && g.trail[n].uid == a.uid {
		g.trail = g.trail[:n]
	}
	if g != m.open {
		return nil
	}
	if a.err == nil && g.list.Goto(a.uid) {
		m.selecting = true
		m.stale(partStatus)
		return m.followSelection()
	}
	why := cell.Line(m.o.Words.Waiting.Gone)
	if a.err != nil {
		why = m.why(a.err)
	}
	warned := m.warn(cell.Fill(cell.Line(m.o.Words.Waiting.NotFound), why))
	if m.origin != nil && !a.back {
		return tea.Batch(warned, m.returnTo(m.origin))
	}
	return warned
}

// Limits on the search for a message of which only the id is known.
const (
	quotedPages = 50 // of chat.MaxHistory messages
	maxTrail    = 50
)

// quotedBar objects to a message that replies to nothing.
func (m *Model) quotedBar(e timeline.Entry) string {
	switch {
	case e.Recalled:
		return m.o.Words.Notice.OnlyText
	case e.ReplyTo == "":
		return m.o.Words.Notice.NoQuote
	}
	return ""
}

// goToQuoted selects the message that another one replies to. One that is not
// loaded is looked for, and fetched with what stands around it.
func (m *Model) goToQuoted(e timeline.Entry) tea.Cmd {
	g := m.open
	if e.UID != "" {
		g.trail = append(g.trail[max(len(g.trail)-maxTrail+1, 0):], stop{e.UID, e.Seq})
	}
	if g.list.Goto(e.ReplyTo) {
		return m.followSelection()
	}
	g.loading++
	id := g.info.ID
	return tea.Batch(m.say(m.o.Words.Notice.LookingFor), m.ask(func(ctx context.Context) any {
		page, err := m.find(ctx, id, e.ReplyTo, e.Seq)
		return aroundLoaded{group: id, uid: e.ReplyTo, page: page, err: err}
	}))
}

// find returns what stands around a message somewhere before a seq. History is
// asked for by seq only, so it goes back page by page. The page is empty when
// the message is not found.
func (m *Model) find(ctx context.Context, g chat.GroupID, uid chat.MessageUID, before chat.Seq) (chat.Page, error) {
	for range quotedPages {
		page, err := m.o.Chat.History(ctx, g, chat.Span{Before: before, Limit: chat.MaxHistory})
		if err != nil {
			return chat.Page{}, err
		}
		if i := slices.IndexFunc(page.Messages, func(x chat.Message) bool { return x.UID == uid }); i >= 0 {
			return m.o.Chat.History(ctx, g, chat.Span{Around: page.Messages[i].Seq, Limit: aroundPage})
		}
		if !page.More || len(page.Messages) == 0 {
			break
		}
		before = page.Messages[0].Seq
	}
	return chat.Page{}, nil
}

// trailBar objects when there is nowhere to go back to.
func (m *Model) trailBar() string {
	if m.open == nil || len(m.open.trail) == 0 {
		return m.o.Words.Notice.NoTrail
	}
	return ""
}

// goBack selects the message from which one went to another last. One that is
// not loaded any more is fetched with what stands around it; where that fails,
// the way back is still there.
func (m *Model) goBack() tea.Cmd {
	g := m.open
	last := g.trail[len(g.trail)-1]
	if g.list.Goto(last.uid) {
		g.trail = g.trail[:len(g.trail)-1]
		m.selecting = true
		return m.followSelection()
	}
	g.loading++
	id := g.info.ID
	return tea.Batch(m.say(m.o.Words.Notice.LookingFor), m.ask(func(ctx context.Context) any {
		page, err := m.o.Chat.History(ctx, id, chat.Span{Around: last.seq, Limit: aroundPage})
		return aroundLoaded{id, last.uid, page, err, true}
	}))
}

// newLoaded is what stands around the first message that was unread in a group.
type newLoaded struct {
	group chat.GroupID
	seq   chat.Seq
	page  chat.Page
	err   error
}

// firstUnread goes to the "new" line of the open group, so that one reads on from
// there.
func (m *Model) firstUnread() tea.Cmd {
	g := m.open
	seq := g.list.New()
	if seq == 0 {
		return m.say(m.o.Words.Notice.NoUnread)
	}
	if m.selecting {
		m.deselect()
	}
	if g.list.GotoSeq(seq) {
		return nil
	}
	g.loading++
	id := g.info.ID
	return tea.Batch(m.say(m.o.Words.Notice.LookingFor), m.ask(func(ctx context.Context) any {
		page, err := m.o.Chat.History(ctx, id, chat.Span{Around: seq, Limit: aroundPage})
		return newLoaded{id, seq, page, err}
	}))
}

func (m *Model) onNewLoaded(l newLoaded) tea.Cmd {
	g := m.known(l.group)
	if g == nil || g.list == nil {
		return nil
	}
	m.takeAround(g, l.page)
	if g != m.open {
		return nil
	}
	if l.err == nil && g.list.GotoSeq(l.seq) {
		return nil
	}
	why := cell.Line(m.o.Words.Waiting.Gone)
	if l.err != nil {
		why = m.why(l.err)
	}
	return m.warn(cell.Fill(cell.Line(m.o.Words.Waiting.NotFound), why))
}

// takeAround puts what stands around a message into a group's list.
func (m *Model) takeAround(g *group, page chat.Page) {
	m.onPage(g, page, func() {
		for i := range page.Messages {
			if _, known := g.list.Find(page.Messages[i].UID); !known {
				g.list.Add(&page.Messages[i])
			}
		}
	})
	if g == m.open && m.notice.text == cell.Line(m.o.Words.Notice.LookingFor) {
		m.notice = notice{}
	}
}
