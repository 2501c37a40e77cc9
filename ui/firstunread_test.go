package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// TestTheFirstUnreadIsGoneTo: how much of what is new stands above is told until
// it was there, and a key or a click goes to where it begins.
func TestTheFirstUnreadIsGoneTo(t *testing.T) {
	ways := map[string]func(r *rig){
		"the key":                    func(r *rig) { r.keys("alt+l") },
		"with a message selected":    func(r *rig) { r.keys("up", "up", "alt+l") },
		"a click":                    func(r *rig) { r.say(tea.MouseClickMsg{X: 75, Y: 19, Button: tea.MouseLeft}) },
		"while something is written": func(r *rig) { r.keys("h", "alt+l") },
	}
	for name, way := range ways {
		for _, unread := range []int{50, 250} { // loaded, and not loaded yet
			t.Run(name, func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(300)}}
				drive(t, f, func(r *rig) {
					r.size(80, 24).news(online, listed(ops(300, 300-unread, unread)))
					r.shows("new above, alt+l", "message 300")
					way(r)
					lines := strings.Split(r.screen(), "\n")
					if top := strings.Join(lines[1:5], "\n"); !strings.Contains(top, "─ new ─") || !strings.Contains(top, fmt.Sprintf("message %d", 301-unread)) {
						t.Fatalf("it does not stand at the new line:\n%s", r.screen())
					}
					r.hides("new above").shows("↓ newer below")
					if r.keys("end"); strings.Contains(r.screen(), "new above") {
						t.Errorf("it is told again after one was there:\n%s", r.screen())
					}
				})
			})
		}
	}
}

func TestWhatIsNewAndInSightIsNotAbove(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(4)}}, func(r *rig) {
			r.size(size[0], size[1]).news(online, listed(ops(4, 3, 1))).hides("new above")
			r.news(added(text(5, "bob", "a"))).hides("new above")
		})
		drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(4)}}, func(r *rig) {
			r.size(size[0], size[1]).news(online, listed(ops(4, 4, 0))).hides("new above").keys("alt+l").shows("nothing unread")
		})
	}
}

func TestAFirstUnreadThatCannotBeFetched(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(300)}}
	drive(t, f, func(r *rig) {
		r.size(200, 24).news(online, listed(ops(300, 50, 250)))
		f.err = &chat.Error{Code: chat.Unavailable}
		r.keys("alt+l").shows("the store is unavailable", "message 300")
	})
}
