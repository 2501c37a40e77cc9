package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// While the hub is away, panels show what is known on this computer and say as of
// when that is. They become current by themselves once it is back.

// errAway is why the hub was not asked.
var errAway = errors.New("the hub is not there")

func (m *Model) isOnline() bool { return m.link.State == chat.LinkOnline }

// refused reports whether the hub has answered a question, though not as one
// would like. What failed otherwise was not asked.
func refused(err error) bool {
	var told *chat.Error
	return errors.As(err, &told)
}

// askOrKnow asks the hub, and yields what is known without it where it cannot be
// asked. While a connection is being made, known is yielded early, too: that may
// take long.
func (m *Model) askOrKnow(hub func(context.Context) (any, error), known func(ctx context.Context, early bool) any) tea.Cmd {
	copied := func(early bool) tea.Cmd {
		return m.ask(func(ctx context.Context) any { return known(ctx, early) })
	}
	limit := m.o.Settings.QueryTimeout
	asked := m.ask(func(ctx context.Context) any {
		answer, err := hub(ctx)
		if err == nil || refused(err) {
			return answer
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
		defer cancel()
		return known(ctx, false)
	})
	switch m.link.State {
	case chat.LinkOnline:
		return asked
	case chat.LinkConnecting:
		return tea.Batch(copied(true), asked)
	}
	return copied(false)
}

// asOf says as of when everything is that is known; empty while the hub tells.
func (m *Model) asOf() cell.Text {
	w, at := m.o.Words.Readers, m.link.Heard
	switch {
	case m.isOnline():
		return cell.Text{}
	case at.IsZero():
		return cell.Line(w.NeverHeard)
	}
	layout := "15:04:05"
	if now := m.o.Now(); at.YearDay() != now.YearDay() || at.Year() != now.Year() {
		layout = "01-02 15:04"
	}
	return cell.Fill(cell.Line(w.AsOf), cell.Line(at.Format(layout)))
}

// linkMoved tells open panels as of when they are, and with back lets them fetch
// what they could not.
func (m *Model) linkMoved(back bool) tea.Cmd {
	when := m.asOf()
	if m.readers != nil {
		m.readers.AsOf(when)
	}
	if w := m.waiting(); w != nil && (back || !when.Empty()) {
		w.AsOf(when)
	}
	if !back {
		return nil
	}
	cmds := []tea.Cmd{m.fetchReaders(), m.fetchMissing()}
	if g := m.open; g != nil && (!g.book.loaded || g.book.copied) {
		cmds = append(cmds, m.fetchMembers(g))
	}
	return tea.Batch(cmds...)
}
