package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

func TestAMessageIsBroughtOnTheScreen(t *testing.T) {
	f := &fakeChat{me: "alice", messages: map[chat.GroupID][]chat.Message{"ops": bobs(60)}}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(listed(ops(60, 60, 0))).say(tea.BlurMsg{}).wait(time.Second)
		r.say(ShowMsg{Group: "ops", UID: f.messages["ops"][4].UID, Seq: 5}).wait(time.Second)
		if got := r.screen(); !strings.Contains(got, "message 5\n") {
			t.Errorf("it is not on the screen:\n%s", got)
		}
		if len(r.seqs()) > 0 {
			t.Errorf("without the focus %v were read", r.seqs())
		}
		r.say(ShowMsg{Group: "ops"}).wait(time.Second)
		if got := r.screen(); !strings.Contains(got, "message 60") || strings.Contains(got, "message 5\n") {
			t.Errorf("it does not follow the newest again:\n%s", got)
		}
		r.say(ShowMsg{Group: "none", UID: "X"})
	})
}
