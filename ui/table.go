package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/ui/keymap"
	"seenby/ui/timeline"
)

// An action is something the user can do. To add one is to add it here, and its
// words to the catalogues: the keys, the line of keys, the help and the palette
// follow.
type action struct {
	keymap.Action
	// topic is the section of the help; none leaves the action out of it.
	topic topic
	// offered puts it into the palette. What only moves or closes what is on top
	// is not.
	offered bool
	// bar tells why it cannot be done now, "" when it can; nil means always.
	bar func(*Model) string
	// do does it. It is called where bar has no objection.
	do func(*Model) tea.Cmd
}

// topic is a section of the help, in their order.
type topic uint8

const (
	topicNone topic = iota
	topicReceipts
	topicWriting
	topicSelecting
	topicMoving
	topicGroups
	topics
)

// The parts of a table, to be read as one.
func actionTable() []action {
	var all []action
	for _, part := range [][]action{receiptActions(), receiptListActions(), writingActions(), messageActions(), movingActions(), groupActions(), searchActions(), coverActions()} {
		all = append(all, part...)
	}
	return all
}

// Bind returns the keys of all actions, with other ones for those that changes
// names; no key unbinds an action. The error is a [*keymap.Error].
func Bind(changes map[string][]string) (*keymap.Map, error) {
	return keymap.New(Actions(), changes)
}

// Actions returns all actions with their usual keys, for a program around the
// user interface that has keys of its own: one map of both finds where they meet.
// An action of that program does nothing here.
func Actions() []keymap.Action {
	var list []keymap.Action
	for _, a := range actionTable() {
		list = append(list, a.Action)
	}
	return list
}

// UsualKey returns the key that an action has when nobody says otherwise, as it
// is shown; "" when it has none.
func UsualKey(action string) string {
	usual, _ := Bind(nil) // holds by a test
	return usual.Key(action, false)
}

// plain makes an action that can always be done.
func plain(name string, in keymap.Context, t topic, do func(*Model) tea.Cmd, keys ...string) action {
	return action{Action: keymap.Action{Name: name, In: in, Keys: keys}, topic: t, offered: t != topicNone, do: do}
}

// onMessage makes an action on the selected message.
func onMessage(name string, in keymap.Context, t topic, bar func(*Model, timeline.Entry) string, do func(*Model, timeline.Entry) tea.Cmd, keys ...string) action {
	a := plain(name, in, t, nil, keys...)
	a.bar = func(m *Model) string {
		e, ok := m.chosen()
		if !ok {
			return m.o.Words.Notice.OnlyText
		}
		return bar(m, e)
	}
	a.do = func(m *Model) tea.Cmd {
		e, _ := m.chosen()
		return do(m, e)
	}
	return a
}

// still makes an action that the palette does not offer: it moves, or needs
// what is on top.
func still(a action) action {
	a.offered = false
	return a
}

func receiptActions() []action {
	return []action{
		plain("ask-next", keymap.Composer|keymap.Message, topicReceipts, (*Model).askNext, "ctrl+r"),
		onMessage("message.flag", keymap.Message, topicReceipts, (*Model).flagBar, (*Model).flag, "f"),
		onMessage("message.readers", keymap.Message|keymap.Panel, topicReceipts, (*Model).readersBar, (*Model).toggleReaders, "i", "enter"),
		onMessage("message.answer", keymap.Message, topicReceipts, (*Model).answerBar, (*Model).answer, "y"),
		{
			Action: keymap.Action{Name: "message.remind", In: keymap.Message | keymap.Waiting, Keys: []string{"d"}}, topic: topicReceipts, offered: true,
			bar: (*Model).remindNowBar, do: (*Model).remindNow,
		},
		{
			Action: keymap.Action{Name: "copy-readers", In: keymap.Message | keymap.Panel, Keys: []string{"C"}}, topic: topicReceipts, offered: true,
			bar: (*Model).noReaders, do: (*Model).copyReaders,
		},
		still(plain("readers-up", keymap.Message, topicReceipts, func(m *Model) tea.Cmd { return m.scrollReaders(3) }, "shift+up", "K")),
		still(plain("readers-down", keymap.Message, topicReceipts, func(m *Model) tea.Cmd { return m.scrollReaders(-3) }, "shift+down", "J")),
	}
}

func writingActions() []action {
	return []action{
		still(plain("send", keymap.Composer, topicWriting, (*Model).send, "enter")),
		still(plain("new-line", keymap.Composer, topicWriting, (*Model).newLine, "shift+enter", "alt+enter", "ctrl+j")),
		still(plain("history-previous", keymap.Composer, topicWriting, func(m *Model) tea.Cmd { return m.writeAgain(-1) }, "ctrl+up", "alt+p")),
		still(plain("history-next", keymap.Composer, topicWriting, func(m *Model) tea.Cmd { return m.writeAgain(1) }, "ctrl+down", "alt+n")),
		still(plain("complete", keymap.Writing|keymap.Goal, topicWriting, (*Model).complete, "tab")),
		plain("editor", keymap.Composer, topicWriting, (*Model).openEditor, "ctrl+x ctrl+e"),
	}
}

func messageActions() []action {
	return []action{
		still(plain("select", keymap.Empty, topicSelecting, (*Model).selectNewest, "up")),
		still(plain("select-up", keymap.Message, topicSelecting, func(m *Model) tea.Cmd { return m.selectBy(-1) }, "up", "k")),
		still(plain("select-down", keymap.Message, topicSelecting, func(m *Model) tea.Cmd { return m.selectBy(1) }, "down", "j")),
		still(plain("select-first", keymap.Message|keymap.Listed, topicSelecting, (*Model).selectFirst, "home", "g")),
		still(plain("select-last", keymap.Message|keymap.Listed, topicSelecting, (*Model).newest, "end", "G")),
		onMessage("message.reply", keymap.Selected, topicSelecting, (*Model).textBar, (*Model).reply, "r"),
		onMessage("message.edit", keymap.Message, topicSelecting, (*Model).editBar, (*Model).edit, "e"),
		onMessage("message.recall", keymap.Selected, topicSelecting, (*Model).recallBar, (*Model).recallMessage, "x"),
		onMessage("message.copy", keymap.Message|keymap.Panel, topicSelecting, (*Model).copyBar, (*Model).copyText, "c"),
		onMessage("message.react", keymap.Message, topicSelecting, (*Model).textBar, (*Model).openReact, "+"),
		onMessage("message.quoted", keymap.Message, topicSelecting, (*Model).quotedBar, (*Model).goToQuoted, "o"),
		{
			Action: keymap.Action{Name: "go-back", In: keymap.Message, Keys: []string{"alt+left", "b"}}, topic: topicSelecting, offered: true,
			bar: (*Model).trailBar, do: (*Model).goBack,
		},
		onMessage("message.hidden", keymap.Message, topicSelecting, (*Model).hiddenBar, (*Model).toggleHidden, "h"),
		onMessage("message.retry", keymap.Refused, topicSelecting, (*Model).noBar, (*Model).retryMessage, "r"),
		onMessage("message.discard", keymap.Refused, topicSelecting, (*Model).noBar, (*Model).discardMessage, "x"),
		still(plain("back", keymap.Everywhere, topicSelecting, (*Model).back, "esc")),
	}
}

func movingActions() []action {
	const (
		reading = keymap.Composer | keymap.Message
		turned  = reading | keymap.Panel | keymap.Page | keymap.Search | keymap.Listed
	)
	return []action{
		plain("switcher", keymap.Main|keymap.List, topicMoving, (*Model).openSwitcher, "ctrl+k"),
		still(plain("palette", keymap.Main, topicMoving, (*Model).openPalette, "ctrl+p")),
		plain("previous-group", keymap.Main, topicMoving, func(m *Model) tea.Cmd { return m.step(-1) }, "alt+up"),
		plain("next-group", keymap.Main, topicMoving, func(m *Model) tea.Cmd { return m.step(1) }, "alt+down"),
		plain("next-unread", keymap.Main, topicMoving, (*Model).nextUnread, "alt+u"),
		plain("first-unread", reading, topicMoving, (*Model).firstUnread, "alt+l"),
		plain("page-up", turned, topicMoving, func(m *Model) tea.Cmd { return m.page(1) }, "pgup"),
		plain("page-down", turned, topicMoving, func(m *Model) tea.Cmd { return m.page(-1) }, "pgdown"),
		still(plain("line-down", keymap.Empty, topicNone, (*Model).lineDown, "down")),
		plain("newest", keymap.Empty, topicMoving, (*Model).newest, "end"),
		plain("reminder", keymap.Main, topicMoving, (*Model).goToReminder, "alt+r"),
		plain("mute", reading, topicMoving, (*Model).toggleMute, "alt+m"),
		plain("connect", keymap.Main, topicMoving, (*Model).connectNow, "ctrl+o"),
		plain("theme", keymap.Main, topicMoving, (*Model).openThemes, "alt+t"),
		plain("mouse", keymap.Main, topicMoving, (*Model).toggleMouse, "ctrl+g"),
		plain("help", keymap.Empty|keymap.Message|keymap.NoGroup|keymap.Page, topicMoving, (*Model).toggleHelp, "?", "f1"),
		plain("suspend", keymap.Everywhere, topicMoving, (*Model).suspend, "ctrl+z"),
		plain("quit", keymap.Everywhere, topicMoving, (*Model).quit, "ctrl+c"),
	}
}

// coverActions are those on what lies over the timeline.
func coverActions() []action {
	const (
		listed  = keymap.List | keymap.Completing | keymap.Search
		chooses = listed | keymap.Reaction | keymap.Listed | keymap.Goal | keymap.Filter
		scrolls = keymap.Panel | keymap.Page | keymap.Listed
	)
	return []action{
		plain("scroll-up", scrolls, topicNone, func(m *Model) tea.Cmd { return m.scrollTop(1) }, "up", "k"),
		plain("scroll-down", scrolls, topicNone, func(m *Model) tea.Cmd { return m.scrollTop(-1) }, "down", "j"),
		plain("close", keymap.Panel|keymap.Listed, topicNone, (*Model).back, "q"),
		plain("choose", chooses, topicNone, (*Model).choose, "enter"),
		plain("clear-line", keymap.List|keymap.Search|keymap.Goal|keymap.Filter, topicNone, (*Model).clearLine, "ctrl+u"),
		plain("choose-previous", listed|keymap.Filter, topicNone, func(m *Model) tea.Cmd { return m.moveChoice(-1) }, "up", "ctrl+p", "shift+tab"),
		plain("choose-next", listed|keymap.Filter, topicNone, func(m *Model) tea.Cmd { return m.moveChoice(1) }, "down", "ctrl+n", "tab"),
		plain("reaction-previous", keymap.Reaction, topicNone, func(m *Model) tea.Cmd { return m.moveReaction(-1) }, "left", "h", "shift+tab"),
		plain("reaction-next", keymap.Reaction, topicNone, func(m *Model) tea.Cmd { return m.moveReaction(1) }, "right", "l", "tab"),
		plain("reaction-pick", keymap.Reaction, topicNone, (*Model).choose, "space"),
	}
}

// ActionNames returns the names of all actions, as [keys] of the configuration
// file has them.
func ActionNames() []string {
	var names []string
	for _, a := range Actions() {
		names = append(names, a.Name)
	}
	return names
}
