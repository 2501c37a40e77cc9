package ui

import (
	tea "charm.land/bubbletea/v2"

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
	return []action{
		onMessage("message.goal", keymap.Message, topicReceipts, (*Model).goalBar, (*Model).openGoal, "t"),
		onReaders("find-reader", "/"),
		onReaders("save-readers", "s"),
		onReaders("save-readers-json", "S"),
		plain("waiting", keymap.Main|keymap.Waiting, topicReceipts, (*Model).toggleWaiting, "ctrl+w"),
		plain("peek", keymap.Everywhere, topicReceipts, (*Model).togglePeek, "ctrl+y"),
		plain("withheld", keymap.Main|keymap.Withheld, topicReceipts, (*Model).toggleWithheld, "alt+y"),
		onWithheld("send-withheld", "s", (*Model).sendHeld, false),
		onWithheld("drop-withheld", "d", (*Model).dropHeld, false),
		onWithheld("send-all-withheld", "S", (*Model).sendHeld, true),
		onWithheld("drop-all-withheld", "D", (*Model).dropHeld, true),
		plain("answering", keymap.Main|keymap.Answers, topicReceipts, (*Model).toggleAnswers, "alt+a"),
	}
}

// onWithheld makes an action on the answer at the cursor of the list of what is
// withheld, or on all of them.
func onWithheld(name, key string, do func(*Model, []panel.HeldAnswer) tea.Cmd, all bool) action {
	return still(plain(name, keymap.Withheld, topicReceipts, func(m *Model) tea.Cmd {
		w, ok := m.topOverlay().(*panel.Withheld)
		if !ok {
			return nil
		}
		if all {
			return do(m, w.All())
		}
		if x, ok := w.Picked(); ok {
			return do(m, []panel.HeldAnswer{x})
		}
		return nil
	}, key))
}

// listHints are the keys of the lists over the timeline and of the lines in which
// something is typed; nil where there is none of them.
func (m *Model) listHints() []hint {
	w := m.o.Words
	back, shut := m.hint("back", ""), m.hint("back", m.says("close").Short)
	switch m.context() {
	case keymap.Waiting:
		return []hint{m.hint("choose", w.Waiting.Jump), m.hint("message.remind", ""), shut}
	case keymap.Withheld:
		return append(m.hintsOf("send-withheld", "drop-withheld", "send-all-withheld", "drop-all-withheld"), shut)
	case keymap.Answers:
		return []hint{m.hint("choose", ""), back}
	case keymap.Goal:
		if m.form != nil {
			return m.form.hints(m)
		}
		return []hint{m.hint("choose", m.says("message.goal").Short), m.hint("complete", ""), back}
	case keymap.Filter:
		return []hint{m.hint("choose", ""), back}
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
		return m.o.Words.Goals.AskFirst
	case e.Counted && e.Tally.Total == 0:
		return m.o.Words.Receipt.Nobody
	}
	return ""
}
