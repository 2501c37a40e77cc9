package ui

import (
	"slices"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/timeline"
	"seenby/ui/words"
)

// says returns the words of an action.
func (m *Model) says(name string) words.Action { return m.o.Words.Actions[name] }

// why says what went wrong.
func (m *Model) why(err error) cell.Text { return cell.Line(m.o.Words.Reason(err.Error())) }

// key returns the key of an action as it is shown, "" where it has none that this
// terminal can send.
func (m *Model) key(name string) string { return m.o.Keys.Key(name, m.enhanced) }

// nameKeys makes the texts name the keys as they are now.
func (m *Model) nameKeys() { *m.o.Words = *m.texts.WithKeys(m.key) }

// helpEntries lists all actions with their keys, by topic, those of a program
// around this one first.
func (m *Model) helpEntries() []panel.HelpEntry {
	h := m.o.Words.Help
	titles := [topics]string{topicReceipts: h.Receipts, topicWriting: h.Writing, topicSelecting: h.Selecting, topicMoving: h.Moving, topicGroups: h.Groups}
	list := slices.Clone(m.o.Around)
	for t := topicNone + 1; t < topics; t++ {
		head := panel.HelpEntry{What: titles[t]}
		if t == topicReceipts {
			head.About = h.About
		}
		list = append(list, head)
		for _, a := range m.actions {
			if keys := m.o.Keys.Keys(a.Name, m.enhanced); a.topic == t && len(keys) > 0 {
				list = append(list, panel.HelpEntry{Keys: strings.Join(keys, "  "), What: m.says(a.Name).Explained()})
			}
		}
	}
	return list
}

// commands lists what can be done now, for the palette.
func (m *Model) commands() []panel.Command {
	in := m.context()
	var list []panel.Command
	for _, a := range m.actions {
		if a.offered && a.possible(m, in) {
			keys := strings.Join(m.o.Keys.Keys(a.Name, m.enhanced), "  ")
			list = append(list, panel.Command{Name: a.Name, Keys: keys, What: m.says(a.Name).Explained()})
		}
	}
	return list
}

// possible reports whether an action can be done by its name. One that is tied
// to a key of the empty composer can be done while writing too, but one on a
// message needs a selected one.
func (a *action) possible(m *Model, in keymap.Context) bool {
	fits := a.In&in != 0
	if in != keymap.NoGroup {
		fits = fits || a.In&keymap.Composer != 0
	}
	return fits && (a.bar == nil || a.bar(m) == "")
}

// hint is a key and what it does, for the help line.
type hint struct{ key, does string }

// hint returns the hint at an action, in its own short words or in others. It
// has no key when the terminal cannot send one.
func (m *Model) hint(name, does string) hint {
	if does == "" {
		does = m.says(name).Short
	}
	key := m.key(name)
	switch key {
	case "up":
		key = m.o.Glyphs.Up
	case "down":
		key = m.o.Glyphs.Down
	}
	return hint{key, does}
}

// hintsOf returns the hints at these actions.
func (m *Model) hintsOf(names ...string) []hint {
	list := make([]hint, 0, len(names))
	for _, n := range names {
		list = append(list, m.hint(n, ""))
	}
	return list
}

// hints returns the keys that matter now, the most important first.
func (m *Model) hints() []hint {
	if own := m.listHints(); own != nil {
		return own
	}
	shut := m.hint("back", m.says("close").Short)
	scroll := hint{m.hint("scroll-up", "").key + m.hint("scroll-down", "").key, m.says("scroll-up").Short}
	switch m.context() {
	case keymap.Reaction:
		return []hint{m.hint("choose", m.says("message.react").Short), m.hint("back", "")}
	case keymap.Page:
		return []hint{shut, scroll}
	case keymap.Search:
		return []hint{m.hint("choose", m.o.Words.Search.Jump), m.hint("search-scope", m.otherScope()), m.hint("back", "")}
	case keymap.List, keymap.Completing:
		return m.hintsOf("choose", "back")
	case keymap.Panel:
		return []hint{shut, m.hint("message.copy", m.says("copy-readers").Short), m.hint("find-reader", ""), m.hint("save-readers", ""), scroll}
	case keymap.NoGroup:
		return m.hintsOf("new-group", "join-group", "palette", "quit")
	case keymap.Selected, keymap.Refused:
		return m.messageHints()
	}
	var list []hint
	if s := m.link.State; s == chat.LinkOffline || s == chat.LinkClosed {
		list = m.hintsOf("connect")
	}
	switch {
	case m.composer.Purpose().Editing():
		return append(list, m.hint("send", m.says("message.edit").Short), m.hint("back", ""), m.hint("new-line", ""))
	case m.composer.Purpose().Reply != "":
		return append(list, m.hintsOf("ask-next", "send", "back", "new-line")...)
	case m.composer.Empty():
		return append(list, m.hintsOf("ask-next", "select", "help", "switcher", "next-unread", "page-up")...)
	}
	if words, _ := m.completions(); len(words) > 0 {
		return append(list, m.hintsOf("complete", "ask-next", "send", "new-line")...)
	}
	return append(list, m.hintsOf("ask-next", "send", "new-line", "switcher")...)
}

// messageHints are the keys for the selected message: of what can be done with it.
func (m *Model) messageHints() []hint {
	e, ok := m.open.list.Selected()
	if !ok {
		return nil
	}
	var names []string
	add := func(candidates ...string) {
		for _, name := range candidates {
			if a := m.action(name); a.bar == nil || a.bar(m) == "" {
				names = append(names, name)
			}
		}
	}
	switch {
	case e.Seq == 0:
		return m.unsentHints(e)
	case e.Sender != m.me:
		add("message.answer")
	case !e.Asks:
		add("message.flag")
	default:
		add("message.readers", "message.remind", "message.goal")
	}
	add(closer...)
	add("message.reply")
	if e.Sender == m.me {
		add("message.edit", "message.recall", "message.copy", "message.react")
	} else {
		add("message.react", "message.copy")
		if e.Asks {
			add("message.readers")
		}
	}
	return m.hintsOf(append(names, "back")...)
}

// unsentHints are the keys for a message of one's own that is not sent.
func (m *Model) unsentHints(e timeline.Entry) []hint {
	switch e.State {
	case chat.SendFailed:
		return m.hintsOf("message.retry", "message.discard", "message.edit", "message.copy", "back")
	case chat.SendRecalling:
		return m.hintsOf("message.copy", "back")
	default:
		take := m.hint("message.recall", m.says("message.discard").Short)
		return append([]hint{take}, m.hintsOf("message.edit", "message.copy", "back")...)
	}
}

// closer are the actions on what only some messages have.
var closer = []string{"message.hidden", "message.quoted", "go-back"}
