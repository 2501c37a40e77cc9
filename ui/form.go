package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/panel"
)

// A form asks for something on the line above the composer, and does it. What
// could not be done is asked again, with what was written.
type form struct {
	line *panel.Ask
	name string               // of the action that asks
	whom func() []chat.UserID // who can be written, nil where nobody is
	do   func(text string) tea.Cmd
}

// askFor shows a form in place of what else is asked.
func (m *Model) askFor(f *form) tea.Cmd {
	m.goal, m.form = nil, f
	m.stale(partStatus)
	return nil
}

// onForm takes a key that is no action while something is asked.
func (m *Model) onForm(msg tea.KeyPressMsg) {
	switch {
	case msg.Code != tea.KeyBackspace:
		m.form.line.Type(msg.Text)
	case !m.form.line.Erase():
		m.form = nil
	}
}

// hints are the keys while it is asked.
func (f *form) hints(m *Model) []hint {
	list := []hint{m.hint("choose", m.says(f.name).Short)}
	if f.whom != nil {
		list = append(list, m.hint("complete", ""))
	}
	return append(list, m.hint("back", ""))
}

// again asks once more, and says why it was not done.
func (m *Model) again(f *form, why cell.Text) tea.Cmd {
	if m.form != nil || m.goal != nil || len(m.over) > 0 {
		return m.warn(why)
	}
	f.line.Fail(why)
	return m.askFor(f)
}

// groupAsked is what a call about a group yields.
type groupAsked struct {
	form *form
	err  error
	then func() tea.Cmd
}

// callHub asks the hub for something about a group, and does then once it is done.
func (m *Model) callHub(f *form, what func(ctx context.Context) error, then func() tea.Cmd) tea.Cmd {
	return m.ask(func(ctx context.Context) any { return groupAsked{f, what(ctx), then} })
}

func (m *Model) onGroupAsked(a groupAsked) tea.Cmd {
	if a.err != nil {
		return m.again(a.form, m.why(a.err))
	}
	return a.then()
}
