package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// TestNothingMovesByItself: in ten minutes in which nothing happens a screen
// does not change, but for what was said a moment ago and goes; and with
// reduced motion not even the cursor blinks.
func TestNothingMovesByItself(t *testing.T) {
	asked := text(2, "alice", "mine")
	asked.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: 1, Total: 3, Version: 1}}
	views := map[string]func(r *rig){
		"timeline":   func(r *rig) {},
		"writing":    func(r *rig) { r.keys("h", "i") },
		"typing":     func(r *rig) { r.news(chat.TypingSeen{Group: "ops", User: "bob"}) },
		"connecting": func(r *rig) { r.news(chat.LinkChanged{State: chat.LinkConnecting}) },
		"offline": func(r *rig) {
			r.news(chat.LinkChanged{State: chat.LinkOffline, Since: noon, Retry: noon.Add(time.Hour)})
		},
		"readers":     func(r *rig) { r.keys("up", "i") },
		"help":        func(r *rig) { r.keys("?") },
		"palette":     func(r *rig) { r.keys("ctrl+p") },
		"switcher":    func(r *rig) { r.keys("ctrl+k") },
		"search":      func(r *rig) { r.keys("ctrl+f") },
		"waiting":     func(r *rig) { r.keys("ctrl+w") },
		"peek":        func(r *rig) { r.keys("ctrl+y") },
		"goal":        func(r *rig) { r.keys("up", "t") },
		"no answer":   func(r *rig) { r.keys("up", "f") },
		"a quit half": func(r *rig) { r.keys("ctrl+c") },
	}
	for name, does := range views {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {text(1, "bob", "one"), asked}}}, func(r *rig) {
				r.size(120, 40).news(listed(ops(2, 2, 0)), online).say(tea.FocusMsg{})
				does(r)
				r.wait(time.Minute) // notices go, the reading has been told
				before := r.screen()
				for range 60 {
					r.wait(10 * time.Second)
					if got := r.screen(); got != before {
						t.Fatalf("it moves:\n%s\n%s", before, got)
					}
					if v := r.m.View(); v.Cursor != nil && v.Cursor.Blink {
						t.Fatal("the cursor blinks")
					}
				}
			}, func(o *Options) { o.Settings.Still = true })
		})
	}
}
