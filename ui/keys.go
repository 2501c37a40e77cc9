package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/composer"
	"seenby/ui/keymap"
	"seenby/ui/panel"
)

// context says what takes keys now.
func (m *Model) context() keymap.Context {
	switch {
	case m.react != nil:
		return keymap.Reaction
	case len(m.over) > 0:
		switch m.over[len(m.over)-1].(type) {
		case *panel.Search:
			return keymap.Search
		case *panel.Waiting:
			return keymap.Waiting
		case *panel.Withheld:
			return keymap.Withheld
		case *panel.Answers:
			return keymap.Answers
		case chooser:
			return keymap.List
		}
		return keymap.Page
	case m.form != nil, m.goal != nil:
		return keymap.Goal
	case m.readers != nil && m.readers.Filtering():
		return keymap.Filter
	case m.readers != nil && m.geo.panel == 0:
		return keymap.Panel
	case m.open == nil:
		return keymap.NoGroup
	case m.selecting:
		if e, ok := m.open.list.Selected(); ok && e.Seq == 0 && e.State == chat.SendFailed {
			return keymap.Refused
		}
		return keymap.Selected
	case m.menu != nil:
		return keymap.Completing
	case m.composer.Empty():
		return keymap.Empty
	}
	return keymap.Writing
}

// onKey does what a key is for in the present context. The first stroke of a
// key of two waits for the second.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	m.stale(partStatus)
	in, key := m.context(), msg.String()
	name, more := m.o.Keys.Find(in, strings.TrimPrefix(m.stroke+" "+key, " "))
	first := m.stroke
	m.stroke = ""
	switch {
	case more:
		m.stroke = key
		return nil
	case name != "":
		return m.perform(name)
	case first != "":
		return nil // no key of two strokes is like this
	}
	m.quitting = false
	m.disarm()
	return m.onText(in, msg)
}

// perform does an action by its name, or says why it cannot be done.
func (m *Model) perform(name string) tea.Cmd {
	m.stale(partStatus)
	if !slices.ContainsFunc(m.actions, func(a action) bool { return a.Name == name }) {
		return nil // of the program around
	}
	if name != "quit" {
		m.quitting = false
	}
	if name != "message.recall" {
		m.disarm()
	}
	a := m.action(name)
	if a.bar != nil {
		if why := a.bar(m); why != "" {
			return m.say(why)
		}
	}
	return a.do(m)
}

func (m *Model) action(name string) *action {
	return &m.actions[slices.IndexFunc(m.actions, func(a action) bool { return a.Name == name })]
}

// onText takes a key that is no action: it writes, or closes what any key
// closes.
func (m *Model) onText(in keymap.Context, msg tea.KeyPressMsg) tea.Cmd {
	switch in {
	case keymap.Writing, keymap.Empty:
		before := m.composer.Text()
		m.composer.Key(msg)
		if m.composer.Text() != before {
			return m.wrote()
		}
	case keymap.Selected, keymap.Refused:
		// The letters of an input method are no keys of an action: they are words.
		if r, _ := utf8.DecodeRuneInString(msg.Text); r >= utf8.RuneSelf {
			m.deselect()
			m.composer.Key(msg)
			return m.wrote()
		}
	case keymap.Completing:
		return m.completeOn(msg)
	case keymap.List, keymap.Search:
		top := m.over[len(m.over)-1].(chooser)
		switch {
		case msg.Code == tea.KeyBackspace:
			top.Erase()
		case msg.Text == "":
			return nil
		default:
			top.Type(msg.Text)
		}
		if in == keymap.Search {
			return m.wishSearch(false)
		}
	case keymap.Page:
		m.closeOverlay()
	case keymap.Withheld:
		return m.say(m.o.Words.Peek.Hint)
	case keymap.Goal:
		switch {
		case m.form != nil:
			m.onForm(msg)
		case msg.Code != tea.KeyBackspace:
			m.goal.Type(msg.Text)
		case !m.goal.Erase():
			m.goal = nil
		}
	case keymap.Filter:
		m.onFilter(msg)
	case keymap.Reaction:
		if len(msg.Text) == 1 {
			if emoji, ok := m.react.Pick(rune(msg.Text[0])); ok {
				return m.reactWith(emoji)
			}
		}
		m.react = nil
	}
	return nil
}

func (m *Model) askNext() tea.Cmd {
	m.composer.Toggle()
	return nil
}

func (m *Model) newLine() tea.Cmd {
	m.composer.NewLine()
	return m.wrote()
}

// back steps back out of one thing.
func (m *Model) back() tea.Cmd {
	switch {
	case m.react != nil:
		m.react = nil
	case m.context() == keymap.Completing:
		m.menu = nil
	case len(m.over) > 0:
		m.closeOverlay()
	case m.form != nil:
		m.form = nil
	case m.goal != nil:
		m.goal = nil
	case m.readers != nil:
		m.leaveReaders()
	case m.selecting && m.origin != nil:
		return m.returnTo(m.origin)
	case m.selecting:
		m.deselect()
	case m.composer.Cancel(), m.open == nil:
	default:
		m.open.list.End()
	}
	m.stale(partStatus)
	return nil
}

func (m *Model) deselect() {
	m.selecting, m.origin = false, nil
	m.disarm()
	m.open.list.Deselect()
	m.stale(partStatus)
}

// onPaste puts text into the composer. A paste never sends.
func (m *Model) onPaste(text string) tea.Cmd {
	if len(m.over) > 0 {
		if c, ok := m.over[len(m.over)-1].(chooser); ok {
			c.Type(text)
		}
		if m.context() == keymap.Search {
			return m.wishSearch(false)
		}
		return nil
	}
	switch {
	case m.form != nil:
		m.form.line.Type(text)
		return nil
	case m.goal != nil:
		m.goal.Type(text)
		return nil
	}
	if m.open == nil || m.covered() || m.react != nil {
		return nil
	}
	if m.selecting {
		m.deselect()
	}
	m.menu = nil
	if !m.composer.Paste(text) {
		cut := cell.Fill(cell.Line(m.o.Words.Composer.Cut), cell.Number(len(text)), cell.Number(chat.MaxText))
		return tea.Batch(m.wrote(), m.tellLong(cut, m.o.Theme.Warn))
	}
	return m.wrote()
}

// send sends what is written, or changes the message that is edited.
func (m *Model) send() tea.Cmd {
	text := strings.TrimRight(m.composer.Text(), " \n\t")
	if cell.Clean(text).Blank() {
		return m.say(m.o.Words.Notice.Empty)
	}
	if len(text) > chat.MaxText {
		return m.tooLong(len(text))
	}
	if name, is := m.slash(text); is {
		return m.command(name)
	}
	g, p := m.open, m.composer.Purpose()
	if p.Edit != "" {
		m.past.add(text) // it can be refused
		m.o.Chat.Edit(g.info.ID, p.Edit, text)
		m.composer.Done()
		return m.done("")
	}
	m.past.add(text)
	if p.Unsent != "" {
		m.o.Chat.Revise(p.Unsent, text, chat.Mentions(text, m.me, g.book.has))
		m.composer.Done()
		return m.done("")
	}
	m.post(chat.Draft{
		Group: g.info.ID, Text: text, NeedReceipt: m.composer.Asking(), ReplyTo: p.Reply, Mentions: chat.Mentions(text, m.me, m.open.book.has),
	})
	m.composer.Done()
	m.saveDraft()
	g.list.MarkNew(0)
	g.list.End()
	return nil
}

// post queues a message of the open group. Its row is there at once and not
// only with the client's news: a key pressed right after enter is meant for it.
func (m *Model) post(d chat.Draft) {
	id := m.o.Chat.Send(d)
	m.open.list.Send(chat.Sending{
		Group: d.Group, ClientMsgID: id, State: chat.SendQueued,
		Text: d.Text, NeedReceipt: d.NeedReceipt, ReplyTo: d.ReplyTo, Queued: m.o.Now(),
	})
}

func (m *Model) closeOverlay() {
	m.over = m.over[:len(m.over)-1]
	m.stale(partStatus)
}

func (m *Model) closeOverlays() {
	m.over, m.react, m.readers, m.goal, m.form = nil, nil, nil, nil, nil
	m.stale(partStatus)
}

// purpose is what a reply or an edit says of its message.
func (m *Model) purpose(sender chat.UserID, text cell.Text) composer.Purpose {
	return composer.Purpose{Name: m.nameHere(sender), Text: text}
}
