package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// waitsFor is a client whose user waits for two messages: one in ops, one in
// zoo.
func waitsFor() *fakeChat {
	late := asking(text(8, "alice", "the release notes, please\nread them all"), &chat.Tally{Read: 1, Total: 4, Version: 2})
	zoo := asking(text(2, "alice", "who feeds the bear?"), &chat.Tally{Read: 0, Total: 9, Version: 1})
	zoo.Group, zoo.UID = "zoo", "Z"
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": append(bobs(7), late), "zoo": {zoo}}}
	f.waits = []chat.Message{zoo, late}
	f.pages = map[chat.MessageUID][]chat.UserID{late.UID: {"bob", "cy", "dora"}, "Z": {"bob", "cy", "dora", "eve", "x1", "x2", "x3", "x4", "x5"}}
	return f
}

var zooGroup = chat.Group{ID: "zoo", Name: "The Zoo", MemberCount: 10, Role: chat.RoleMember}

func TestWaitingOn(t *testing.T) {
	tests := map[string]struct {
		f    *fakeChat
		does func(r *rig)
	}{
		"waiting":       {waitsFor(), func(r *rig) { r.keys("ctrl+w", "down") }},
		"waiting_empty": {&fakeChat{}, func(r *rig) { r.keys("ctrl+w") }},
	}
	for name, tt := range tests {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				drive(t, tt.f, func(r *rig) {
					r.size(size[0], size[1]).news(listed(ops(8, 8, 0), zooGroup), online).say(tea.FocusMsg{})
					tt.does(r)
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}

func TestWaitingShrinksLive(t *testing.T) {
	f := waitsFor()
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(listed(ops(8, 8, 0), zooGroup), online).keys("ctrl+w")
		late := f.waits[1].UID
		r.news(chat.ReceiptsChanged{Group: "ops", UID: late, Tally: chat.Tally{Read: 2, Total: 4, Version: 3}, Readers: map[chat.UserID]chat.Millis{"cy": chat.At(noon)}})
		if s := r.screen(); !strings.Contains(s, "2/4") || !strings.Contains(s, "2 of 4 missing: Bob, Dora\n") {
			t.Errorf("after one has read:\n%s", s)
		}
		f.waits = f.waits[:1]
		r.news(chat.ReceiptsChanged{Group: "ops", UID: late, Tally: chat.Tally{Read: 4, Total: 4, Version: 4}, Readers: map[chat.UserID]chat.Millis{"bob": chat.At(noon), "dora": chat.At(noon)}})
		if s := r.screen(); strings.Contains(s, "release notes") || !strings.Contains(s, "waiting on 1 ") {
			t.Errorf("after all have read:\n%s", s)
		}
		f.waits = nil
		r.news(chat.GroupGone{Group: "zoo"}).wait(time.Second)
		if s := r.screen(); !strings.Contains(s, "You wait on nobody.") {
			t.Errorf("after the other group is gone:\n%s", s)
		}
	})
}

func TestKeysInTheListOfWaiting(t *testing.T) {
	late := string(text(8, "", "").UID)
	tests := map[string]struct {
		keys string
		did  []string
		open chat.GroupID
		sel  string // the selected message
		list bool   // still open
	}{
		"d reminds of the first":    {"d", []string{"remind zoo Z"}, "ops", "", true},
		"down and d of the second":  {"down d", []string{"remind ops " + late}, "ops", "", true},
		"the end is the end":        {"down down down d", []string{"remind ops " + late}, "ops", "", true},
		"enter goes there":          {"down enter", nil, "ops", late, false},
		"enter goes to other group": {"enter", nil, "zoo", "Z", false},
		"esc closes":                {"esc", nil, "ops", "", false},
		"ctrl+w closes":             {"ctrl+w", nil, "ops", "", false},
		"G and g":                   {"G g d", []string{"remind zoo Z"}, "ops", "", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, waitsFor(), func(r *rig) {
				r.size(80, 24).news(listed(ops(8, 8, 0), zooGroup), online).keys("ctrl+w").keys(strings.Fields(tt.keys)...)
				if !slices.Equal(r.chat.did, tt.did) {
					t.Errorf("did %v, want %v", r.chat.did, tt.did)
				}
				e, _ := r.m.open.list.Selected()
				if r.m.Group() != tt.open || string(e.UID) != tt.sel || r.m.selecting != (tt.sel != "") || (r.m.waiting() != nil) != tt.list {
					t.Errorf("open %s, selected %q, list %v", r.m.Group(), e.UID, r.m.waiting() != nil)
				}
			})
		})
	}
}

// TestGoingToWhatIsNotLoaded: the stretch around the message is fetched, and
// the way back to the newest is not lost.
func TestGoingToWhatIsNotLoaded(t *testing.T) {
	all := bobs(1000)
	all[99] = asking(text(100, "alice", "long ago"), &chat.Tally{Total: 4, Version: 1})
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": all}}
	f.waits = []chat.Message{all[99]}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(listed(ops(1000, 1000, 0)), online).keys("ctrl+w", "enter")
		s := r.screen()
		if e, ok := r.m.open.list.Selected(); !ok || e.Seq != 100 || !strings.Contains(s, "▎ long ago") {
			t.Fatalf("it is not selected: %v\n%s", e.Seq, s)
		}
		r.keys("esc", "end")
		if !strings.Contains(r.screen(), "message 1000\n") {
			t.Errorf("end does not go to the newest:\n%s", r.screen())
		}
	})
}

func TestGoingToWhatIsGoneSaysSo(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(9)}}
	f.waits = []chat.Message{asking(text(100, "alice", "not at the hub"), &chat.Tally{Total: 4})}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(listed(ops(9, 9, 0)), online).keys("ctrl+w", "enter")
		if !strings.Contains(r.screen(), "the hub does not have it") || r.m.selecting {
			t.Errorf("nothing is said:\n%s", r.screen())
		}
	})
}

func TestTheListOfWaitingCoversTheTimeline(t *testing.T) {
	drive(t, waitsFor(), func(r *rig) {
		r.size(80, 24).news(listed(ops(8, 0, 8), zooGroup)).keys("ctrl+w").say(tea.FocusMsg{}).wait(time.Hour)
		if len(r.chat.read) != 0 {
			t.Errorf("read behind the list: %v", r.seqs())
		}
	})
}

// TestAReminderOfWhatIsNotLoaded goes to the message all the same.
func TestAReminderOfWhatIsNotLoaded(t *testing.T) {
	all := bobs(1000)
	all[99] = asking(all[99], nil)
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": all}}, func(r *rig) {
		r.size(80, 24).news(listed(ops(1000, 1000, 0)), online, chat.ReceiptReminder{Group: "ops", UID: all[99].UID, Seq: 100, Sender: "bob"}).keys("alt+r")
		if e, ok := r.m.open.list.Selected(); !ok || e.Seq != 100 {
			t.Errorf("selected %d:\n%s", e.Seq, r.screen())
		}
	})
}
