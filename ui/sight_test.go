package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/receipts"
)

// seqs returns which messages the client was told were read.
func (r *rig) seqs() []int {
	var list []int
	for _, s := range r.chat.read {
		list = append(list, int(s.Seq))
	}
	return list
}

func bobs(n int) []chat.Message {
	var list []chat.Message
	for i := 1; i <= n; i++ {
		list = append(list, text(i, "bob", fmt.Sprintf("message %d", i)))
	}
	return list
}

const dwell = receipts.DefaultDwell

// TestWhatCountsAsRead holds receipts.md, What counts as read, on the whole
// model: only what really stood on screen long enough is told.
func TestWhatCountsAsRead(t *testing.T) {
	tests := map[string]struct {
		messages []chat.Message
		does     func(r *rig)
		want     []int
	}{
		"shown in a focused terminal for the dwell time": {bobs(2), func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(dwell) }, []int{1, 2}},
		"shorter than the dwell time":                    {bobs(2), func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(dwell - time.Millisecond) }, nil},
		"before the first size nothing is on screen":     {bobs(2), func(r *rig) { r.say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"a terminal that is too small shows nothing":     {bobs(2), func(r *rig) { r.size(39, 9).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"without the focus":                              {bobs(2), func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}, tea.BlurMsg{}).wait(time.Hour) }, nil},
		"what was on screen while away is read after coming back": {bobs(2), func(r *rig) {
			r.size(80, 24).say(tea.BlurMsg{}).wait(time.Hour).say(tea.FocusMsg{}).wait(dwell)
		}, []int{1, 2}},
		"the focus lost within the dwell time starts it over": {bobs(1), func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell/2).say(tea.BlurMsg{}, tea.FocusMsg{}).wait(dwell - time.Millisecond)
		}, nil},
		"focus never reported, nothing touched":   {bobs(1), func(r *rig) { r.size(80, 24).wait(time.Hour) }, nil},
		"focus never reported, a key was pressed": {bobs(1), func(r *rig) { r.size(80, 24).keys("a").wait(dwell) }, []int{1}},
		"focus never reported, the wheel was used": {bobs(1), func(r *rig) {
			r.size(80, 24).say(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelDown}).wait(dwell)
		}, []int{1}},
		"focus never reported, a click": {bobs(1), func(r *rig) { r.size(80, 24).say(tea.MouseClickMsg{X: 5, Y: 22, Button: tea.MouseLeft}).wait(dwell) }, []int{1}},
		"a key that is two minutes old is no focus": {nil, func(r *rig) {
			r.size(80, 24).keys("a").wait(121 * time.Second).news(added(text(1, "bob", "late"))).wait(time.Hour)
		}, nil},
		"a key within two minutes is": {nil, func(r *rig) {
			r.size(80, 24).keys("a").wait(110 * time.Second).news(added(text(1, "bob", "late"))).wait(time.Hour)
		}, []int{1}},
		"a key does not stand for a focus that is known to be away": {bobs(1), func(r *rig) {
			r.size(80, 24).say(tea.BlurMsg{}).say(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelUp}).wait(time.Hour)
		}, nil},
		"covered by the help":     {bobs(2), func(r *rig) { r.size(80, 24).keys("?").say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"covered by the switcher": {bobs(2), func(r *rig) { r.size(80, 24).keys("ctrl+k").say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"covered by the receipts panel on a narrow screen": {bobs(2), func(r *rig) {
			r.size(80, 24).keys("up", "i").say(tea.FocusMsg{}).wait(time.Hour)
		}, nil},
		"the receipts panel beside the timeline covers nothing": {bobs(2), func(r *rig) {
			r.size(120, 40).keys("up", "i").say(tea.FocusMsg{}).wait(dwell)
		}, []int{1, 2}},
		"a panel that stands beside it covers it once the screen is narrow": {bobs(2), func(r *rig) {
			r.size(120, 40).keys("up", "i").say(tea.FocusMsg{}).wait(dwell/2).size(80, 24).wait(time.Hour)
		}, nil},
		"uncovered, the dwell time begins then": {bobs(1), func(r *rig) {
			r.size(80, 24).keys("?").say(tea.FocusMsg{}).wait(time.Hour).keys("esc").wait(dwell - time.Millisecond)
		}, nil},
		"and ends": {bobs(1), func(r *rig) {
			r.size(80, 24).keys("?").say(tea.FocusMsg{}).wait(time.Hour).keys("esc").wait(dwell)
		}, []int{1}},
		"choosing a reaction covers nothing": {bobs(1), func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).keys("up", "+").wait(dwell) }, []int{1}},
		"pushed away within the dwell time": {bobs(1), func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell / 2)
			for i := 2; i <= 40; i++ {
				r.news(added(text(i, "alice", "own")))
			}
			r.wait(time.Hour)
		}, nil},
		"half a message above the upper edge": {[]chat.Message{text(1, "bob", lines(6)), text(2, "alice", lines(14))}, func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour)
		}, nil},
		"a message taller than the timeline, its last line": {[]chat.Message{text(1, "bob", lines(60))}, func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell)
		}, []int{1}},
		"a message taller than the timeline, its beginning": {[]chat.Message{text(1, "bob", lines(60))}, func(r *rig) {
			r.size(80, 24).keys("pgup").say(tea.FocusMsg{}).wait(time.Hour)
		}, nil},
		"scrolled away within the dwell time": {bobs(60), func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell/2).keys("pgup", "pgup").wait(dwell / 2)
		}, nil},
		"another group is open": {nil, func(r *rig) {
			r.news(listed(ops(0, 0, 0), chat.Group{ID: "zoo", Name: "zoo"})).size(80, 24).say(tea.FocusMsg{}).keys("alt+down")
			r.news(added(text(1, "bob", "in ops"))).wait(time.Hour)
		}, nil},
		"the group left within the dwell time": {bobs(1), func(r *rig) {
			r.news(listed(ops(0, 0, 0), chat.Group{ID: "zoo", Name: "zoo"})).size(80, 24).say(tea.FocusMsg{}).wait(dwell / 2).keys("alt+down").wait(dwell / 2)
		}, nil},
		"own messages are not read":              {[]chat.Message{text(1, "alice", "mine")}, func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"a message of which nothing can be seen": {[]chat.Message{text(1, "bob", " \u00a0 \t ")}, func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"a message of hidden characters":         {[]chat.Message{text(1, "bob", "\u200b\u2060 \x1b[31m\u200b")}, func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"an empty block of code":                 {[]chat.Message{text(1, "bob", "```\n\n```")}, func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"edited within the dwell time": {bobs(2), func(r *rig) {
			m := text(1, "bob", "another text")
			m.Edited = chat.At(noon)
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell / 2).news(chat.MessageChanged{Message: m}).wait(dwell - time.Millisecond)
		}, []int{2}},
		"a recalled message": {[]chat.Message{recalled(text(1, "bob", ""))}, func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"a recalled message that a hub sends with its text": {[]chat.Message{func() chat.Message {
			m := recalled(text(1, "bob", ""))
			m.Text = "still here"
			return m
		}()}, func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour) }, nil},
		"made too small within the dwell time": {bobs(1), func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell/2).size(30, 5).wait(time.Hour)
		}, nil},
		"a message recalled within the dwell time": {bobs(1), func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(dwell / 2).news(chat.MessageChanged{Message: recalled(text(1, "bob", ""))}).wait(time.Hour)
		}, nil},
		"system lines": {[]chat.Message{{UID: "S", Group: "ops", Seq: 1, Sender: "bob", Kind: chat.KindSystem, Text: "hello", Sent: chat.At(noon)}}, func(r *rig) {
			r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour)
		}, nil},
		"each message is told once":                  {bobs(1), func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(time.Hour).keys("?", "esc").wait(time.Hour) }, []int{1}},
		"resized within the dwell time, still whole": {bobs(2), func(r *rig) { r.size(80, 24).say(tea.FocusMsg{}).wait(dwell/2).size(100, 30).wait(dwell / 2) }, []int{1, 2}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": tt.messages}}, func(r *rig) {
				tt.does(r)
				if d := cmp.Diff(tt.want, r.seqs()); d != "" {
					t.Errorf("read (-want +got):\n%s\n%s", d, r.screen())
				}
			})
		})
	}
}

func lines(n int) string { return strings.TrimSuffix(strings.Repeat("line\n", n), "\n") }

func recalled(m chat.Message) chat.Message {
	m.Text, m.Recalled = "", m.Sent
	return m
}

func TestReadingIsToldWithItsTrueTime(t *testing.T) {
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}, func(r *rig) {
		r.size(80, 24).say(tea.FocusMsg{})
		start := time.Now()
		r.wait(time.Minute)
		if len(r.chat.read) != 1 {
			t.Fatalf("read %v, want one message", r.chat.read)
		}
		got := r.chat.read[0]
		if !slices.Equal(r.chat.readIn, []chat.GroupID{"ops"}) {
			t.Errorf("told for the groups %v", r.chat.readIn)
		}
		if got.UID != text(1, "", "").UID || got.Seq != 1 || got.At.Sub(start) != dwell {
			t.Errorf("read %v, want message 1 after %v", got, dwell)
		}
	})
}

func TestStatusSaysWhetherReadingCounts(t *testing.T) {
	tests := map[string]struct {
		does func(r *rig)
		want string
	}{
		"nothing known":    {func(r *rig) {}, "○ focus unknown: press a key to read"},
		"a key":            {func(r *rig) { r.keys("a") }, "● reading, focus unknown"},
		"a key, long ago":  {func(r *rig) { r.keys("a").wait(121 * time.Second) }, "○ focus unknown: press a key to read"},
		"keys, one recent": {func(r *rig) { r.keys("a").wait(119 * time.Second).keys("b").wait(100 * time.Second) }, "● reading, focus unknown"},
		"focused":          {func(r *rig) { r.say(tea.FocusMsg{}) }, "● reading"},
		"away":             {func(r *rig) { r.say(tea.BlurMsg{}) }, "○ away: nothing is read"},
		"covered":          {func(r *rig) { r.say(tea.FocusMsg{}).keys("?") }, "○ covered: nothing is read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{}, func(r *rig) {
				r.size(120, 40)
				tt.does(r)
				last := strings.TrimRight(r.screen(), "\n")
				if !strings.HasSuffix(last, " "+tt.want) {
					t.Errorf("the last line is %q, want it to end in %q", last[strings.LastIndex(last, "\n")+1:], tt.want)
				}
			})
		})
	}
}

// TestWhatIsBeingReadIsNotCounted: a count that is gone within the dwell time
// would only draw the eye.
func TestWhatIsBeingReadIsNotCounted(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(40)}}
	drive(t, f, func(r *rig) {
		title := func(want string) {
			t.Helper()
			if got := r.m.View().WindowTitle; got != want {
				t.Errorf("title %q, want %q", got, want)
			}
		}
		r.size(80, 24).news(listed(ops(40, 40, 0)), online).say(tea.FocusMsg{}).wait(dwell)
		r.news(added(text(41, "bob", "read at once")))
		title("ops - seenby")
		r.say(tea.BlurMsg{})
		title("(1) ops - seenby")
		r.say(tea.FocusMsg{}).news(chat.ReadMovedTo{Group: "ops", Seq: 41})
		r.keys("pgup").news(added(text(42, "bob", "below the screen")))
		title("(1) ops - seenby")
		r.keys("ctrl+p")
		title("(1) ops - seenby")
		r.keys("esc", "end")
		title("ops - seenby")
	})
}
