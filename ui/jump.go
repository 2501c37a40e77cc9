package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// aroundLoaded is the stretch of a group's history in which a message stands
// that is gone to.
type aroundLoaded struct {
	group chat.GroupID
	uid   chat.MessageUID
	page  chat.Page
	err   error
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
		return aroundLoaded{id, uid, page, err}
	}))
}

func (m *Model) onAround(a aroundLoaded) tea.Cmd {
	g := m.known(a.group)
	if g == nil || g.list == nil {
		return nil
	}
	m.onPage(g, a.page, func() {
		for i := range a.page.Messages {
			if _, known := g.list.Find(a.page.Messages[i].UID); !known {
				g.list.Add(&a.page.Messages[i])
			}
		}
	})
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
		why = cell.Line(a.err.Error())
	}
	return m.warn(cell.Fill(cell.Line(m.o.Words.Waiting.NotFound), why))
}
