package ui

import (
	"math"

	tea "charm.land/bubbletea/v2"

	"seenby/ui/keymap"
	"seenby/ui/panel"
)

// chooser is a list over the timeline that narrows by what is typed.
type chooser interface {
	overlay
	mover
	Type(text string)
	Erase()
	Clear()
	Cursor() (x, y int)
}

// mover is a list over the timeline with a cursor.
type mover interface {
	Move(by int)
}

// scroller is something to read over the timeline.
type scroller interface {
	overlay
	Scroll(lines int)
}

func (m *Model) selectNewest() tea.Cmd {
	m.selecting = m.open.list.Select()
	return m.followSelection()
}

// selectBy selects another message, by places further down. Below the newest
// one it goes back to writing.
func (m *Model) selectBy(by int) tea.Cmd {
	if !m.open.list.Move(by) && by > 0 {
		m.deselect()
		return nil
	}
	return m.followSelection()
}

func (m *Model) selectFirst() tea.Cmd {
	if m.context()&keymap.Listed != 0 {
		return m.scrollTop(math.MaxInt32)
	}
	m.open.list.Move(-m.open.list.Len())
	return m.followSelection()
}

// newest goes to the end of the timeline.
func (m *Model) newest() tea.Cmd {
	if m.context()&keymap.Listed != 0 {
		return m.scrollTop(-math.MaxInt32)
	}
	if m.selecting {
		m.deselect()
	}
	m.open.list.End()
	return nil
}

func (m *Model) lineDown() tea.Cmd {
	if !m.open.list.Following() {
		m.open.list.Scroll(-1)
	}
	return nil
}

// page turns a page of what is on top, up when positive.
func (m *Model) page(by int) tea.Cmd {
	if m.context()&keymap.Main == 0 {
		return m.scrollTop(10 * by)
	}
	m.open.list.Page(by)
	m.open.list.Keep()
	return m.followSelection()
}

// scrollTop scrolls what lies over the timeline by lines, or moves the cursor of
// a list there; up when positive.
func (m *Model) scrollTop(by int) tea.Cmd {
	switch top := m.topOverlay().(type) {
	case scroller:
		top.Scroll(by)
	case mover:
		top.Move(-by)
	}
	return m.fetchMissing()
}

func (m *Model) connectNow() tea.Cmd {
	m.o.Chat.RetryNow()
	return m.say(m.o.Words.Notice.RetryNow)
}

func (m *Model) toggleMouse() tea.Cmd {
	m.mouseFree = !m.mouseFree
	if m.mouseFree {
		return m.say(m.o.Words.Notice.MouseFree)
	}
	return m.say(m.o.Words.Notice.MouseBack)
}

// openSwitcher lists the groups, or closes their list.
func (m *Model) openSwitcher() tea.Cmd {
	if len(m.over) > 0 {
		_, open := m.over[len(m.over)-1].(*panel.Switcher)
		m.closeOverlay()
		if open {
			return nil
		}
	}
	m.over = append(m.over, panel.NewSwitcher(&m.plook, m.choices()))
	return nil
}

// toggleHelp shows the keys, or closes them.
func (m *Model) toggleHelp() tea.Cmd {
	if m.context() == keymap.Page {
		m.closeOverlay()
		return nil
	}
	m.over = append(m.over, panel.NewHelp(&m.plook, m.helpEntries()))
	return nil
}

// openPalette lists what can be done now.
func (m *Model) openPalette() tea.Cmd {
	m.over = append(m.over, panel.NewPalette(&m.plook, m.commands()))
	return nil
}

// choose takes what is at the cursor of a list or of the reactions.
func (m *Model) choose() tea.Cmd {
	switch m.context() {
	case keymap.Reaction:
		return m.reactWith(m.react.Picked())
	case keymap.Goal:
		if f := m.form; f != nil {
			m.form = nil
			return f.do(f.line.Text())
		}
		return m.setGoal()
	case keymap.Filter:
		m.readers.EndFilter(false)
		return nil
	case keymap.Completing:
		return m.takeCompletion()
	}
	return m.pick(m.topOverlay())
}

// pick takes what is at the cursor of a list, and closes it.
func (m *Model) pick(top overlay) tea.Cmd {
	switch top := top.(type) {
	case *panel.Switcher:
		m.closeOverlay()
		return m.goTo(m.known(top.Picked()))
	case *panel.Members:
		m.closeOverlay()
		return m.mention(top.Picked())
	case *panel.Search:
		return m.goToFound()
	case *panel.Themes:
		return m.keepTheme()
	case *panel.Waiting:
		return m.jumpToWaiting(top)
	case *panel.Withheld:
		return m.jumpToWithheld(top)
	case *panel.Answers:
		return m.setAnswers(top)
	case *panel.Palette:
		m.closeOverlay()
		if name := top.Picked(); name != "" {
			return m.perform(name)
		}
	}
	return nil
}

func (m *Model) moveChoice(by int) tea.Cmd {
	switch {
	case m.menu != nil:
		m.menu.Move(by)
		return nil
	case m.context() == keymap.Filter:
		m.readers.Scroll(-by)
		return nil
	}
	if top, ok := m.topOverlay().(chooser); ok {
		top.Move(by)
	}
	return nil
}

// clearLine takes away what is typed in a list.
func (m *Model) clearLine() tea.Cmd {
	switch m.context() {
	case keymap.Goal:
		if m.form != nil {
			m.form.line.Clear()
		} else {
			m.goal.Clear()
		}
		return nil
	case keymap.Filter:
		m.readers.Clear()
		return nil
	}
	top, ok := m.topOverlay().(chooser)
	if !ok {
		return nil
	}
	top.Clear()
	if m.context() == keymap.Search {
		return m.wishSearch(false)
	}
	return nil
}

func (m *Model) moveReaction(by int) tea.Cmd {
	m.react.Move(by)
	return nil
}
