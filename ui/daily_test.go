package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// TestTheGroupThatWasOpenLastIsOpenedFirst, where the user is still in it.
func TestTheGroupThatWasOpenLastIsOpenedFirst(t *testing.T) {
	for last, want := range map[chat.GroupID]string{"": "Message dev", "ops": "Message ops", "gone": "Message dev"} {
		f := &fakeChat{messages: history(), last: last}
		drive(t, f, func(r *rig) {
			r.size(80, 24).news(online, listed(dev(0, 0, 0), ops(4, 4, 0))).shows(want)
			if r.keys("alt+down"); f.last != r.m.Group() {
				t.Errorf("%q is kept as the last, %q is open", f.last, r.m.Group())
			}
		}, func(o *Options) { o.Open = "" })
	}
}

// TestWhoGaveAReactionIsNamedOnASelectedMessage, as far as there is room.
func TestWhoGaveAReactionIsNamedOnASelectedMessage(t *testing.T) {
	few, many := text(1, "bob", "few"), text(2, "bob", "many")
	few.Reactions = map[string][]chat.UserID{"👍": {"alice", "cy"}, "🎉": {"dora"}}
	many.Reactions = map[string][]chat.UserID{"👍": {"bob", "cy", "dora", "eve", "u5", "u6", "u7"}}
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {few, many}}}, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(2, 2, 0))).shows("[👍 2]", "🎉 1", "👍 7")
		r.keys("up").shows("👍 Bob, Cy, Dora, Eve, @u5 +2", "[👍 2]")
		r.keys("up").shows("[👍 you, Cy]", "🎉 Dora", "👍 7")
	})
}

func TestHelpTellsHowMuchIsBelow(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0))).keys("?").shows("─ keys  ↓ ", " more ─")
		for range 100 {
			r.keys("down")
		}
		if title := strings.Split(r.screen(), "\n")[1]; strings.Contains(title, "more") {
			t.Errorf("there is nothing below the end: %q", title)
		}
	})
}

// TestWhoAnswersIsChosenByMouse: a click on a choice takes it, one on a heading
// does nothing.
func TestWhoAnswersIsChosenByMouse(t *testing.T) {
	f := &fakeChat{messages: history()}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0))).keys("alt+a")
		for y, line := range strings.Split(r.screen(), "\n") {
			if strings.Contains(line, "in ops") {
				r.say(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft}).shows("when a message asks")
			}
		}
		for y, line := range strings.Split(r.screen(), "\n") {
			if strings.Contains(line, "ask me") {
				r.say(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft})
				break
			}
		}
		if r.hides("when a message asks"); f.OwnPolicy("ops") != "ask" {
			t.Errorf("the policy is %q", f.OwnPolicy("ops"))
		}
	})
}

func TestAReminderThatThereIsNot(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0))).keys("alt+r").shows("nobody has reminded you")
	})
}
