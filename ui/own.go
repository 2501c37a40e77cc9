package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/timeline"
)

// receiptListActions are those around the lists of receipts: who has read, for
// whom one waits, what is withheld, how one answers.
func receiptListActions() []action {
	onReaders := func(name, key string) action {
		return action{
			Action: keymap.Action{Name: name, In: keymap.Message | keymap.Panel, Keys: []string{key}}, topic: topicReceipts, offered: true,
			bar: (*Model).noReaders, do: func(m *Model) tea.Cmd { return m.onReadersAction(key) },
		}
	}
	const openers = keymap.Main | keymap.NoGroup
	return []action{
		onMessage("message.goal", keymap.Message, topicReceipts, (*Model).goalBar, (*Model).openGoal, "t"),
		onReaders("find-reader", "/"),
		onReaders("save-readers", "s"),
		onReaders("save-readers-json", "S"),
		plain("waiting", openers, topicReceipts, (*Model).openWaiting, "ctrl+w"),
		plain("peek", keymap.Everywhere, topicReceipts, (*Model).togglePeek, "ctrl+y"),
		plain("withheld", openers, topicReceipts, (*Model).openWithheld, "alt+y"),
		plain("answering", openers, topicReceipts, func(m *Model) tea.Cmd { m.openAnswers(); return nil }, "alt+a"),
	}
}

// passing reports whether an action goes past what has keys of its own.
func passing(name string) bool { return name == "quit" || name == "suspend" || name == "peek" }

// onOwnKey hands a key to what has keys of its own: a line that is written, a
// list with letters for what can be done. It reports false when nothing has.
func (m *Model) onOwnKey(msg tea.KeyPressMsg) (cmd tea.Cmd, done bool) {
	key := msg.String()
	if len(m.over) > 0 {
		switch top := m.over[len(m.over)-1].(type) {
		case *panel.Waiting:
			return m.onWaitingKey(top, key), true
		case *panel.Withheld:
			return m.onWithheldKey(top, key), true
		case *panel.Answers:
			return m.onAnswersKey(top, key), true
		}
		return nil, false
	}
	switch {
	case m.form != nil:
		return m.onFormKey(msg), true
	case m.goal != nil:
		return m.onGoalKey(msg), true
	case m.readers != nil && m.readers.Filtering():
		m.onFilterKey(msg)
		return nil, true
	}
	return nil, false
}

// ownHints are the keys of what has keys of its own; nil when nothing has.
func (m *Model) ownHints() []hint {
	w := m.o.Words
	back, shut := hint{"esc", m.says("back").Short}, hint{"esc", m.says("close").Short}
	if len(m.over) > 0 {
		switch m.over[len(m.over)-1].(type) {
		case *panel.Waiting:
			return []hint{{"enter", w.Waiting.Jump}, {"d", m.says("message.remind").Short}, shut}
		case *panel.Withheld:
			return []hint{{"s", w.Peek.Send}, {"d", w.Peek.Drop}, {"S", w.Peek.SendAll}, {"D", w.Peek.DropAll}, shut}
		case *panel.Answers:
			return []hint{{"enter", m.says("choose").Short}, back}
		}
		return nil
	}
	switch {
	case m.form != nil:
		return m.form.hints(m)
	case m.goal != nil:
		return []hint{{"enter", m.says("message.goal").Short}, {"tab", w.Goals.Complete}, back}
	case m.readers != nil && m.readers.Filtering():
		return []hint{{"enter", m.says("choose").Short}, back}
	}
	return nil
}

// goalBar objects to a message of which no goal can be told.
func (m *Model) goalBar(e timeline.Entry) string {
	why := m.ownBar(e)
	switch {
	case why != "":
		return why
	case !e.Asks:
		return cell.Fill(cell.Line(m.o.Words.Goals.AskFirst), m.keyName("message.flag")).String()
	case e.Counted && e.Tally.Total == 0:
		return m.o.Words.Receipt.Nobody
	}
	return ""
}
