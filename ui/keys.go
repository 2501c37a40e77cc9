package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/composer"
	"seenby/ui/panel"
)

// onKey hands a key to whatever has the keyboard: what lies on top, then the
// keys that work everywhere, then the selected message or the composer.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	m.stale(partStatus)
	if key == "ctrl+c" {
		return m.quit()
	}
	m.quitting = false
	if m.react != nil {
		return m.onReactKey(msg)
	}
	if len(m.over) > 0 {
		return m.onOverlayKey(msg)
	}
	if m.readers != nil && m.geo.panel == 0 {
		return m.onReadersKey(key)
	}
	if cmd, done := m.onGlobalKey(key); done {
		return cmd
	}
	if m.open == nil {
		return nil
	}
	if m.selecting {
		return m.onMessageKey(msg)
	}
	return m.onComposerKey(msg)
}

// onGlobalKey takes the keys that work while writing and while selecting.
func (m *Model) onGlobalKey(key string) (cmd tea.Cmd, done bool) {
	switch key {
	case "ctrl+k":
		m.over = append(m.over, panel.NewSwitcher(&m.plook, m.choices()))
	case "alt+up":
		return m.step(-1), true
	case "alt+down":
		return m.step(1), true
	case "alt+u":
		return m.nextUnread(), true
	case "alt+r":
		return m.goToReminder(), true
	case "ctrl+o":
		m.o.Chat.RetryNow()
		return m.say(m.o.Words.Notice.RetryNow), true
	case "ctrl+g":
		m.mouseFree = !m.mouseFree
		if m.mouseFree {
			return m.say(m.o.Words.Notice.MouseFree), true
		}
		return m.say(m.o.Words.Notice.MouseBack), true
	case "pgup", "pgdown":
		if m.open != nil {
			m.open.list.Page(map[string]int{"pgup": 1, "pgdown": -1}[key])
			m.open.list.Keep()
			return m.followSelection(), true
		}
	case "ctrl+r":
		if m.open != nil {
			m.composer.Toggle()
		}
	default:
		return nil, false
	}
	return nil, true
}

// onComposerKey takes a key while a message is written.
func (m *Model) onComposerKey(msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); key {
	case "enter":
		return m.send()
	case "shift+enter", "alt+enter", "ctrl+j":
		m.composer.NewLine()
		return m.wrote()
	case "esc":
		m.escape()
		return nil
	case "up", "?", "end":
		if !m.composer.Empty() { // in an empty composer these act on the timeline
			break
		}
		switch key {
		case "up":
			m.selecting = m.open.list.Select()
			return m.followSelection()
		case "?":
			m.over = append(m.over, panel.NewHelp(&m.plook))
		case "end":
			m.open.list.End()
		}
		return nil
	case "down":
		if m.composer.Empty() && !m.open.list.Following() {
			m.open.list.Scroll(-1)
			return nil
		}
	}
	before := m.composer.Text()
	m.composer.Key(msg)
	if m.composer.Text() == before {
		return nil
	}
	return m.wrote()
}

// escape steps back out of one thing.
func (m *Model) escape() {
	switch {
	case m.readers != nil:
		m.readers = nil
	case m.selecting:
		m.deselect()
	case m.composer.Cancel():
	default:
		m.open.list.End()
	}
	m.stale(partStatus)
}

func (m *Model) deselect() {
	m.selecting, m.recall = false, ""
	m.open.list.Deselect()
	m.stale(partStatus)
}

// onPaste puts text into the composer. A paste never sends.
func (m *Model) onPaste(text string) tea.Cmd {
	if len(m.over) > 0 {
		if s, ok := m.over[len(m.over)-1].(*panel.Switcher); ok {
			s.Type(text)
		}
		return nil
	}
	if m.open == nil || m.covered() || m.react != nil {
		return nil
	}
	if m.selecting {
		m.deselect()
	}
	if !m.composer.Paste(text) {
		return tea.Batch(m.wrote(), m.warn(cell.Fill(cell.Line(m.o.Words.Composer.TooLong), cell.Number(len(text)), cell.Number(chat.MaxText))))
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
		return m.warn(cell.Fill(cell.Line(m.o.Words.Composer.TooLong), cell.Number(len(text)), cell.Number(chat.MaxText)))
	}
	g, p := m.open, m.composer.Purpose()
	if p.Edit != "" {
		m.o.Chat.Edit(g.info.ID, p.Edit, text)
		m.composer.Done()
		return nil
	}
	m.post(chat.Draft{
		Group: g.info.ID, Text: text, NeedReceipt: m.composer.Asking(), ReplyTo: p.Reply, Mentions: m.mentions(text),
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

// mentions returns the members whose handle stands behind an @ in the text.
func (m *Model) mentions(text string) []chat.UserID {
	var users []chat.UserID
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,;:!?()\"'", r) }) {
		handle, ok := strings.CutPrefix(word, "@")
		u := chat.UserID(strings.TrimRight(handle, "."))
		if ok && m.open.book.has(u) && u != m.me && len(users) < chat.MaxMentions {
			users = append(users, u)
		}
	}
	return users
}

// onReactKey takes a key while a reaction is chosen.
func (m *Model) onReactKey(msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); key {
	case "left", "h", "shift+tab":
		m.react.Move(-1)
	case "right", "l", "tab":
		m.react.Move(1)
	case "enter", "space":
		return m.reactWith(m.react.Picked())
	default:
		if len(key) == 1 {
			if emoji, ok := m.react.Pick(rune(key[0])); ok {
				return m.reactWith(emoji)
			}
		}
		m.react = nil
	}
	return nil
}

// onOverlayKey takes a key for what lies on top.
func (m *Model) onOverlayKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch top := m.over[len(m.over)-1].(type) {
	case *panel.Switcher:
		switch key {
		case "esc", "ctrl+k":
			m.closeOverlay()
		case "up", "ctrl+p", "shift+tab":
			top.Move(-1)
		case "down", "ctrl+n", "tab":
			top.Move(1)
		case "backspace":
			top.Erase()
		case "enter":
			picked := top.Picked()
			m.closeOverlay()
			return m.goTo(m.known(picked))
		default:
			top.Type(msg.Text)
		}
	case *panel.Help:
		switch key {
		case "up", "k":
			top.Scroll(1)
		case "down", "j":
			top.Scroll(-1)
		case "pgup":
			top.Scroll(10)
		case "pgdown":
			top.Scroll(-10)
		default:
			m.closeOverlay()
		}
	}
	return nil
}

func (m *Model) closeOverlay() {
	m.over = m.over[:len(m.over)-1]
	m.stale(partStatus)
}

func (m *Model) closeOverlays() {
	m.over, m.react, m.readers = nil, nil, nil
	m.stale(partStatus)
}

// purpose is what a reply or an edit says of its message.
func (m *Model) purpose(sender chat.UserID, text cell.Text) composer.Purpose {
	return composer.Purpose{Name: m.nameHere(sender), Text: text}
}
