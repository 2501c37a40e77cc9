package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
)

func held(seq int, words string) chat.Withheld {
	m := text(seq, "bob", words)
	return chat.Withheld{Group: "ops", UID: m.UID, Seq: m.Seq, Sender: "bob", Text: m.Text, ReadAt: m.Sent + 60_000}
}

func TestPeekOnScreen(t *testing.T) {
	on := chat.PeekChanged{On: true, Withheld: []chat.Withheld{held(3, "please read"), held(1, "and\nthis")}}
	off := on
	off.On = false
	tests := map[string]func(r *rig){
		"peeking":        func(r *rig) { r.news(on) },
		"withheld":       func(r *rig) { r.news(on).keys("alt+y", "down") },
		"withheld_off":   func(r *rig) { r.news(off).keys("alt+y") },
		"withheld_empty": func(r *rig) { r.keys("alt+y") },
		"answers":        func(r *rig) { r.keys("alt+a", "down") },
	}
	for name, does := range tests {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				drive(t, &fakeChat{messages: history()}, func(r *rig) {
					r.size(size[0], size[1]).news(listed(ops(4, 4, 0)), online).say(tea.FocusMsg{})
					does(r)
					golden(t, t.Name(), r.screen())
					content, _ := r.m.Frame()
					if bad := framed(r.m, content, size[0], size[1]); bad != "" {
						t.Error(bad)
					}
				})
			})
		}
	}
}

// TestPeekTellsInOrder: what was read before belongs to the time before, what
// is read meanwhile to the time of peeking.
func TestPeekTellsInOrder(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}
	drive(t, f, func(r *rig) {
		seen := func() string { return fmt.Sprint(r.seqs(), r.chat.peeks) }
		r.size(80, 24).say(tea.FocusMsg{}).wait(dwell)
		if got := seen(); got != "[1] []" {
			t.Fatal(got)
		}
		r.news(added(text(2, "bob", "two"))).wait(dwell / 2).keys("ctrl+y")
		if got := seen(); got != "[1] [peek true]" {
			t.Errorf("after it began: %s", got)
		}
		r.wait(dwell - time.Millisecond)
		if got := seen(); got != "[1] [peek true]" {
			t.Errorf("the dwell time did not start over: %s", got)
		}
		r.wait(time.Millisecond)
		if got := seen(); got != "[1 2] [peek true]" {
			t.Errorf("the client is not told: %s", got)
		}
		r.wait(time.Hour).keys("ctrl+y").wait(dwell - time.Millisecond)
		if got := seen(); got != "[1 2] [peek true peek false]" {
			t.Errorf("after it ended: %s", got)
		}
		if r.wait(time.Millisecond); seen() != "[1 2 2] [peek true peek false]" {
			t.Errorf("on screen afterwards: %s", seen())
		}
	})
}

func TestPeekWorksEverywhere(t *testing.T) {
	for name, does := range map[string]func(r *rig){
		"writing": func(r *rig) { r.keys("h", "i") }, "selecting": func(r *rig) { r.keys("up") },
		"a panel": func(r *rig) { r.keys("up", "i") }, "the help": func(r *rig) { r.keys("?") }, "the switcher": func(r *rig) { r.keys("ctrl+k") },
		"waiting": func(r *rig) { r.keys("ctrl+w") },
	} {
		drive(t, &fakeChat{messages: history()}, func(r *rig) {
			r.size(80, 24).news(listed(ops(4, 4, 0)))
			does(r)
			r.keys("ctrl+y")
			if s := r.screen(); !slices.Equal(r.chat.peeks, []string{"peek true"}) || !strings.Contains(s, "PEEK") {
				t.Errorf("%s: %v\n%s", name, r.chat.peeks, s)
			}
		})
	}
}

func TestKeysInTheListOfWithheld(t *testing.T) {
	one, two := string(text(3, "", "").UID), string(text(1, "", "").UID)
	tests := map[string]struct {
		keys string
		want []string
		say  string
		open bool
	}{
		"s sends one":         {"s", []string{"release [" + one + "]"}, "sent 1", true},
		"of the second":       {"j s", []string{"release [" + two + "]"}, "sent 1", true},
		"S sends all":         {"S", []string{"release [" + one + " " + two + "]"}, "sent 2", true},
		"d drops one":         {"d", []string{"withdraw [" + one + "]"}, "dropped 1", true},
		"D drops all":         {"D", []string{"withdraw [" + one + " " + two + "]"}, "dropped 2", true},
		"enter goes there":    {"enter", nil, "", false},
		"esc closes":          {"esc", nil, "", false},
		"alt+y closes":        {"alt+y", nil, "", false},
		"others say the keys": {"z", nil, "S and D all", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0)), chat.PeekChanged{Withheld: []chat.Withheld{held(3, "please read"), held(1, "this")}})
				r.keys("alt+y").keys(strings.Fields(tt.keys)...)
				if !slices.Equal(r.chat.peeks, tt.want) || (len(r.m.over) > 0) != tt.open || !strings.Contains(r.screen(), tt.say) {
					t.Errorf("did %v, want %v\n%s", r.chat.peeks, tt.want, r.screen())
				}
			})
		})
	}
}

// TestDroppedIsReadAgain: it counts as not read, so the screen watches it anew.
func TestDroppedIsReadAgain(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}
	drive(t, f, func(r *rig) {
		r.size(80, 24).say(tea.FocusMsg{}).keys("ctrl+y").wait(time.Minute)
		h := held(1, "message 1")
		r.news(chat.PeekChanged{On: true, Withheld: []chat.Withheld{h}}).keys("alt+y", "d").news(chat.PeekChanged{On: true})
		if got := r.seqs(); len(got) != 1 {
			t.Fatalf("read %v behind the list", got)
		}
		if r.keys("esc").wait(dwell); len(r.seqs()) != 2 {
			t.Errorf("read %v, want it again", r.seqs())
		}
	})
}

func TestNothingIsAnsweredByHandWhilePeeking(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(listed(ops(4, 4, 0))).keys("ctrl+y", "up", "up", "y")
		if len(r.chat.did) != 0 || !strings.Contains(r.screen(), "nothing is answered while you peek") {
			t.Errorf("did %v\n%s", r.chat.did, r.screen())
		}
	})
}

func TestPolicyIsChosenWhileRunning(t *testing.T) {
	tests := map[string]struct{ keys, want, mark string }{
		"ask in this group":   {"down down enter", `policy "ops" "ask"`, "asks · y answers"},
		"never in this group": {"down down down enter", `policy "ops" "never"`, "asks · not answering"},
		"ask in all groups":   {"down down down down down enter", `policy "" "ask"`, "asks · y answers"},
		"never in all":        {"down down down down down down down down enter", `policy "" "never"`, "asks · not answering"},
		"esc changes nothing": {"down down esc", "", "asks · answers by itself once read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0))).keys("alt+a").keys(strings.Fields(tt.keys)...)
				if got := strings.Join(r.chat.peeks, ", "); got != tt.want || !strings.Contains(r.screen(), tt.mark) {
					t.Errorf("did %s, want %s and %q:\n%s", got, tt.want, tt.mark, r.screen())
				}
			})
		})
	}
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.chat.own = map[chat.GroupID]receipts.Policy{"ops": receipts.PolicyNever}
		r.size(80, 24).news(listed(ops(4, 4, 0))).keys("alt+a", "up", "up", "up", "enter")
		if got := strings.Join(r.chat.peeks, ", "); got != `policy "ops" ""` {
			t.Errorf("following the others: %s", got)
		}
	})
}

func TestTheFirstAnswerByItselfIsSaid(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(chat.AnsweredByItself{Group: "ops", UID: text(3, "", "").UID})
		if !strings.Contains(r.screen(), "alt+a changes that") {
			t.Errorf("nothing is said:\n%s", r.screen())
		}
	})
}
