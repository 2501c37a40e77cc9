package ui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

// TestReadingTakesAProof where nobody may see the screen although it counts as
// focused.
func TestReadingTakesAProof(t *testing.T) {
	tests := map[string]struct {
		does func(r *rig, seen *bool)
		want []int
	}{
		"somebody sees it": {func(r *rig, seen *bool) { r.wait(dwell) }, []int{1}},
		"nobody does": {func(r *rig, seen *bool) {
			*seen = false
			r.wait(time.Hour)
		}, nil},
		"somebody comes back": {func(r *rig, seen *bool) {
			*seen = false
			r.wait(time.Minute)
			*seen = true
			r.wait(lookAgain + dwell)
		}, []int{1}},
		"and has to look long enough": {func(r *rig, seen *bool) {
			*seen = false
			r.wait(dwell + lookAgain - time.Millisecond) // looked at once more in a moment
			*seen = true
			r.wait(dwell)
		}, nil},
		"a key tells at once": {func(r *rig, seen *bool) {
			*seen = false
			r.wait(dwell)
			*seen = true
			r.keys("a").wait(dwell)
		}, []int{1}},
		"a key without anybody": {func(r *rig, seen *bool) {
			*seen = false
			r.wait(dwell).keys("a").wait(time.Hour)
		}, nil},
		"the focus tells": {func(r *rig, seen *bool) {
			*seen = false
			r.wait(dwell)
			*seen = true
			r.say(tea.FocusMsg{}).wait(dwell)
		}, []int{1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			seen := true
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}, func(r *rig) {
				r.size(80, 24).say(tea.FocusMsg{})
				start := time.Now()
				tt.does(r, &seen)
				if d := cmp.Diff(tt.want, r.seqs()); d != "" {
					t.Errorf("read (-want +got):\n%s", d)
				}
				for _, s := range r.chat.read {
					if s.At.Sub(start) < dwell {
						t.Errorf("read %v after the start", s.At.Sub(start))
					}
				}
			}, func(o *Options) { o.Seen = func(context.Context) bool { return seen } })
		})
	}
}

// TestATerminalFarAwayGivesASign before anything counts as read, if it ever gave
// one.
func TestATerminalFarAwayGivesASign(t *testing.T) {
	sign := uv.PrimaryDeviceAttributesEvent{62}
	tests := map[string]struct {
		does func(r *rig)
		want []int
	}{
		"it never gave any":      {func(r *rig) { r.wait(dwell) }, []int{1}},
		"it gives one":           {func(r *rig) { r.say(sign).wait(dwell).say(sign) }, []int{1}},
		"it gives none any more": {func(r *rig) { r.say(sign).wait(time.Hour) }, nil},
		"not yet":                {func(r *rig) { r.say(sign).wait(dwell + echoPatience/2) }, nil},
		"late, and once more": {func(r *rig) {
			r.say(sign).wait(dwell + 2*echoPatience).say(sign).wait(dwell).say(sign)
		}, []int{1}},
		"late":  {func(r *rig) { r.say(sign).wait(dwell + 2*echoPatience).say(sign).wait(dwell) }, nil},
		"a key": {func(r *rig) { r.say(sign).wait(dwell + 2*echoPatience).keys("a").wait(dwell).say(sign) }, []int{1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}, func(r *rig) {
				r.size(80, 24).say(tea.FocusMsg{})
				tt.does(r)
				if d := cmp.Diff(tt.want, r.seqs()); d != "" {
					t.Errorf("read (-want +got):\n%s", d)
				}
			}, func(o *Options) { o.Echo = true })
		})
	}
}

// TestReadingWhileAProofIsOnItsWay needs one of its own.
func TestReadingWhileAProofIsOnItsWay(t *testing.T) {
	answers := make(chan bool)
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}, func(r *rig) {
		r.size(80, 24).say(tea.FocusMsg{}).wait(dwell / 2).news(added(text(2, "bob", "two"))).wait(dwell)
		answers <- true
		r.settle()
		if d := cmp.Diff([]int{1}, r.seqs()); d != "" {
			t.Errorf("read after the first proof (-want +got):\n%s", d)
		}
		answers <- true
		r.settle()
		if d := cmp.Diff([]int{1, 2}, r.seqs()); d != "" {
			t.Errorf("read after the second proof (-want +got):\n%s", d)
		}
	}, func(o *Options) {
		answers = make(chan bool)
		o.Seen = func(context.Context) bool { return <-answers }
	})
}
