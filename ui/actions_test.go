package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/receipts"
	"seenby/theme"
)

// history is a short conversation: 1 bob, 2 alice, 3 bob asks, 4 alice asks and
// one has read.
func history() map[chat.GroupID][]chat.Message {
	return map[chat.GroupID][]chat.Message{"ops": {
		text(1, "bob", "plain"), text(2, "alice", "mine"), asking(text(3, "bob", "please read"), nil),
		asking(text(4, "alice", "who reads?"), &chat.Tally{Read: 1, Total: 4, Version: 2}),
	}}
}

// TestKeysOnASelectedMessage: what each key asks of the client.
func TestKeysOnASelectedMessage(t *testing.T) {
	u := func(n int) string { return string(text(n, "", "").UID) }
	tests := map[string]struct {
		keys string
		want []string
		say  string
	}{
		"f asks for receipts":            {"up up up f", []string{"request ops " + u(2)}, "asking who reads it"},
		"f on what asks already":         {"up f", nil, "it asks already"},
		"f on somebody else's":           {"up up f", nil, "works on your own messages only"},
		"y answers":                      {"up up y", []string{"answer ops [" + u(3) + "]"}, "answered"},
		"y where nobody asks":            {"up up up up y", nil, "asks for no receipt"},
		"d reminds":                      {"up d", []string{"remind ops " + u(4)}, "reminded"},
		"d where nothing was asked":      {"up up up d", nil, "asks for no receipt"},
		"x twice recalls":                {"up x x", []string{"recall ops " + u(4)}, ""},
		"x once only asks":               {"up x", nil, "x again recalls"},
		"x, another message, x":          {"up x up up x", nil, "x again recalls"},
		"x on somebody else's":           {"up up x x", nil, "works on your own messages only"},
		"e edits":                        {"up up up e ! enter", []string{`edit ops ` + u(2) + ` "mine!"`}, ""},
		"e, esc edits nothing":           {"up up up e ! esc", nil, ""},
		"r replies":                      {"up up r o k enter", []string{`send ops "ok"`}, ""},
		"+ reacts":                       {"up + right enter", []string{"react ops " + u(4) + " 👎 true"}, ""},
		"+ and a number":                 {"up + 3", []string{"react ops " + u(4) + " 🎉 true"}, ""},
		"+ and esc":                      {"up + esc", nil, ""},
		"c copies":                       {"up c", nil, "copied"},
		"esc goes back to writing":       {"up esc f", nil, ""},
		"j below the newest goes back":   {"up down f", nil, ""},
		"letters are text while writing": {"f y d x", nil, ""},
		"k moves up":                     {"up k y", []string{"answer ops [" + u(3) + "]"}, ""},
		"ctrl+o connects":                {"ctrl+o", []string{"retry now"}, "trying to connect"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0)), online)
				r.keys(strings.Fields(tt.keys)...)
				if d := cmp.Diff(tt.want, r.chat.did); d != "" {
					t.Errorf("asked of the client (-want +got):\n%s", d)
				}
				if !strings.Contains(r.screen(), tt.say) {
					t.Errorf("want %q on screen:\n%s", tt.say, r.screen())
				}
			})
		})
	}
}

func TestOnlyLeadersRecallWhatOthersWrote(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		g := ops(4, 4, 0)
		g.Role = chat.RoleAdmin
		r.size(80, 24).news(listed(g)).keys("up", "up", "x", "x")
		if want := []string{"recall ops " + string(text(3, "", "").UID)}; !slices.Equal(r.chat.did, want) {
			t.Errorf("did %v, want %v", r.chat.did, want)
		}
	})
}

func TestReceiptIsAskedForAtSend(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).keys("h", "i", "ctrl+r")
		if !strings.Contains(r.screen(), "◇ asks who reads") {
			t.Errorf("the composer does not say that it asks:\n%s", r.screen())
		}
		r.keys("enter")
		if strings.Contains(r.screen(), "asks who reads") {
			t.Error("the next message would ask as well")
		}
		r.keys("o", "k", "enter", "ctrl+r", "ctrl+r", "n", "o", "enter")
		want := []chat.Draft{{Group: "ops", Text: "hi", NeedReceipt: true}, {Group: "ops", Text: "ok"}, {Group: "ops", Text: "no"}}
		if d := cmp.Diff(want, r.chat.sent); d != "" {
			t.Errorf("sent (-want +got):\n%s", d)
		}
	})
}

func TestAMessageCanBeSelectedAsSoonAsItIsSent(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(listed(ops(4, 4, 0)))
		r.keys("n", "e", "w", "enter", "up", "f")
		if len(r.chat.did) != 1 || !strings.Contains(r.screen(), "not sent yet") {
			t.Errorf("the key went to an older message: %v\n%s", r.chat.did, r.screen())
		}
		r.news(chat.Sending{Group: "ops", ClientMsgID: "c1", State: chat.SendDone, Text: "new", UID: "u5", Seq: 5, Sent: chat.At(noon)})
		r.keys("f")
		if want := []string{`send ops "new"`, "request ops u5"}; !slices.Equal(r.chat.did, want) {
			t.Errorf("did %v, want %v", r.chat.did, want)
		}
		if n := strings.Count(r.screen(), " new"); n != 1 {
			t.Errorf("shown %d times:\n%s", n, r.screen())
		}
	})
}

func TestWriting(t *testing.T) {
	tests := map[string]struct {
		does func(r *rig)
		want []chat.Draft
	}{
		"ctrl+j begins a line":            {func(r *rig) { r.keys("a", "ctrl+j", "b", "enter") }, []chat.Draft{{Group: "ops", Text: "a\nb"}}},
		"alt+enter begins a line":         {func(r *rig) { r.keys("a", "alt+enter", "b", "enter") }, []chat.Draft{{Group: "ops", Text: "a\nb"}}},
		"shift+enter begins a line":       {func(r *rig) { r.keys("a", "shift+enter", "b", "enter") }, []chat.Draft{{Group: "ops", Text: "a\nb"}}},
		"a paste of many lines sends not": {func(r *rig) { r.say(tea.PasteMsg{Content: "a\r\nb\nc\n"}) }, nil},
		"and is one message":              {func(r *rig) { r.say(tea.PasteMsg{Content: "a\r\nb\nc\n"}).keys("enter") }, []chat.Draft{{Group: "ops", Text: "a\nb\nc"}}},
		"nothing is not sent":             {func(r *rig) { r.keys("enter") }, nil},
		"spaces are not sent":             {func(r *rig) { r.keys("space", "enter") }, nil},
		"a paste that is too long is cut": {func(r *rig) { r.say(tea.PasteMsg{Content: strings.Repeat("x", 20_000)}).keys("enter") }, []chat.Draft{{Group: "ops", Text: strings.Repeat("x", chat.MaxText)}}},
		"a paste while selecting is typed": {func(r *rig) {
			r.news(added(text(1, "bob", "x"))).keys("up").say(tea.PasteMsg{Content: "fx"}).keys("enter")
		}, []chat.Draft{{Group: "ops", Text: "fx"}}},
		"members behind an @ are mentioned": {func(r *rig) { r.say(tea.PasteMsg{Content: "@bob, @nobody and @cy. not a@dora"}).keys("enter") },
			[]chat.Draft{{Group: "ops", Text: "@bob, @nobody and @cy. not a@dora", Mentions: []chat.UserID{"bob", "cy"}}}},
		"a key for the help is text in a text": {func(r *rig) { r.keys("a", "?", "enter") }, []chat.Draft{{Group: "ops", Text: "a?"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{}, func(r *rig) {
				r.size(80, 24)
				tt.does(r)
				if d := cmp.Diff(tt.want, r.chat.sent); d != "" {
					t.Errorf("sent (-want +got):\n%s", d)
				}
			})
		})
	}
}

func TestDraftsAreKeptPerGroup(t *testing.T) {
	drive(t, &fakeChat{drafts: map[chat.GroupID]string{"zoo": "from last time"}}, func(r *rig) {
		r.size(80, 24).news(listed(ops(0, 0, 0), chat.Group{ID: "zoo", Name: "zoo"}))
		r.keys("h", "a", "l", "f", "alt+down")
		if r.chat.drafts["ops"] != "half" || !strings.Contains(r.screen(), "from last time") {
			t.Errorf("drafts %v, screen:\n%s", r.chat.drafts, r.screen())
		}
		r.keys("alt+up")
		if !strings.Contains(r.screen(), "half") {
			t.Errorf("the draft did not come back:\n%s", r.screen())
		}
		r.keys("way").wait(2 * time.Second)
		if r.chat.drafts["ops"] != "halfway" {
			t.Errorf("after a pause the draft is %q", r.chat.drafts["ops"])
		}
		r.keys("enter")
		if r.chat.drafts["ops"] != "" {
			t.Errorf("after sending the draft is %q", r.chat.drafts["ops"])
		}
	})
}

func TestGoingThroughGroups(t *testing.T) {
	groups := listed(chat.Group{ID: "a", Name: "Aviary"}, ops(0, 0, 0), chat.Group{ID: "u", Name: "unread", Unread: 4}, chat.Group{ID: "z", Name: "Zoo"})
	tests := map[string]struct {
		does func(r *rig)
		want chat.GroupID
	}{
		"alt+down":               {func(r *rig) { r.keys("alt+down") }, "u"},
		"alt+up":                 {func(r *rig) { r.keys("alt+up") }, "a"},
		"around the end":         {func(r *rig) { r.keys("alt+up", "alt+up") }, "z"},
		"alt+u":                  {func(r *rig) { r.keys("alt+u") }, "u"},
		"alt+u goes to who asks": {func(r *rig) { r.news(chat.ReceiptAsked{Group: "z", UID: "m", Sender: "bob"}).keys("alt+u") }, "z"},
		"not when it is answered": {func(r *rig) {
			r.news(chat.ReceiptAsked{Group: "z", UID: "m", Sender: "bob"}, chat.Responded{Group: "z", UIDs: []chat.MessageUID{"m"}}).keys("alt+u")
		}, "u"},
		"ctrl+k and a name":          {func(r *rig) { r.keys("ctrl+k", "z", "o", "enter") }, "z"},
		"ctrl+k and esc":             {func(r *rig) { r.keys("ctrl+k", "z", "esc") }, "ops"},
		"a click":                    {func(r *rig) { r.size(120, 40).say(tea.MouseClickMsg{X: 4, Y: 5, Button: tea.MouseLeft}) }, "z"},
		"the open one is gone":       {func(r *rig) { r.news(chat.GroupGone{Group: "ops", By: "bob"}) }, "a"},
		"the open one is not listed": {func(r *rig) { r.news(listed(chat.Group{ID: "z", Name: "Zoo"})) }, "z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{}, func(r *rig) {
				r.size(80, 24).news(groups)
				tt.does(r)
				if got := r.m.Group(); got != tt.want {
					t.Errorf("open is %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestAFailedMessageIsSentAgainOrDropped(t *testing.T) {
	failed := chat.Sending{Group: "ops", ClientMsgID: "c9", State: chat.SendFailed, Text: "lost", Err: "too large", Queued: noon}
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).news(failed)
		if s := r.screen(); !strings.Contains(s, "✗ lost") || !strings.Contains(s, "not sent: too large") {
			t.Errorf("the failure is not shown:\n%s", s)
		}
		r.keys("up")
		if s := r.screen(); !strings.Contains(s, "r send again") || !strings.Contains(s, "x discard") {
			t.Errorf("the ways out are not shown:\n%s", s)
		}
		r.keys("r", "x")
		if want := []string{"retry c9", "discard c9"}; !slices.Equal(r.chat.did, want) {
			t.Errorf("did %v, want %v", r.chat.did, want)
		}
		if strings.Contains(r.screen(), "lost") {
			t.Errorf("it is still there:\n%s", r.screen())
		}
	})
}

func TestQuittingTakesTwo(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).keys("d", "ctrl+c")
		if r.quit || !strings.Contains(r.screen(), "ctrl+c again quits") {
			t.Errorf("quit %t after one:\n%s", r.quit, r.screen())
		}
		if r.wait(3 * time.Second).keys("ctrl+c"); r.quit {
			t.Error("it quit though the first was long ago")
		}
		if r.keys("a", "ctrl+c"); r.quit {
			t.Error("it quit though another key came between")
		}
		if r.keys("ctrl+c"); !r.quit {
			t.Error("it did not quit")
		}
		if r.chat.drafts["ops"] != "da" {
			t.Errorf("the draft %q was not kept", r.chat.drafts["ops"])
		}
	})
}

// TestSeveralModelsInOneProgram: what belongs to another model is left alone,
// and quitting can be caught.
func TestSeveralModelsInOneProgram(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).say(tea.FocusMsg{})
		other := r.another()
		before := r.screen()
		r.say(SelfMsg{other.m, noticeDue{0}}, SelfMsg{other.m, historyLoaded{group: "ops", page: chat.Page{Messages: bobs(3)}}}, QuitMsg{other.m})
		if r.quit || r.screen() != before {
			t.Errorf("it took messages of another model:\n%s", r.screen())
		}
		if content, cursor := other.m.Frame(); content != "" || cursor != nil {
			t.Errorf("a model without a size draws %q", content)
		}
	})
}

func TestEveryFrameHasItsSize(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.news(listed(ops(4, 2, 2)), online).keys("up", "i")
		for w := 0; w <= 130; w += 3 {
			for _, h := range []int{0, 1, 2, 9, 10, 11, 15, 16, 17, 24, 50} {
				content, cursor := r.size(w, h).m.Frame()
				if w == 0 || h == 0 {
					if content != "" {
						t.Errorf("%dx%d draws %q", w, h, content)
					}
					continue
				}
				if bad := framed(r.m, content, w, h); bad != "" {
					t.Errorf("%dx%d: %s", w, h, bad)
				}
				if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
					t.Errorf("%dx%d: the cursor stands at %d,%d", w, h, cursor.X, cursor.Y)
				}
			}
		}
	}, func(o *Options) { o.Settings.MinWidth, o.Settings.MinHeight = 20, 8 })
}

func TestTooSmallSaysSo(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		if got := r.size(30, 9).screen(); !strings.Contains(got, "needs 40x10") {
			t.Errorf("got %q", got)
		}
	})
}

func TestTheViewOfAWholeProgram(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).news(listed(ops(0, 0, 3)))
		v := r.m.View()
		if !v.AltScreen || !v.ReportFocus || v.MouseMode != tea.MouseModeCellMotion || v.WindowTitle != "(3) ops - seenby" || v.Cursor == nil {
			t.Errorf("view %+v", v)
		}
		if r.keys("ctrl+g"); r.m.View().MouseMode != tea.MouseModeNone || !r.m.MouseFree() {
			t.Error("ctrl+g does not release the mouse")
		}
		if r.keys("ctrl+g"); r.m.MouseFree() {
			t.Error("ctrl+g does not take it back")
		}
	})
}

func TestTheCursorFollowsTheText(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24)
		at := func() [2]int { _, c := r.m.Frame(); return [2]int{c.X, c.Y} }
		if got := at(); got != [2]int{2, 21} {
			t.Errorf("empty: %v", got)
		}
		if r.say(tea.PasteMsg{Content: "中文ab"}); at() != [2]int{8, 21} {
			t.Errorf("after four wide and two narrow cells: %v", at())
		}
		if r.keys("ctrl+j"); at() != [2]int{2, 21} {
			t.Errorf("on the second line of a composer that grew: %v", at())
		}
	})
}

func TestHistoryIsLoadedWhileScrolling(t *testing.T) {
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(500)}}, func(r *rig) {
		r.size(80, 24)
		for range 200 {
			r.say(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelUp})
		}
		if got := r.screen(); !strings.Contains(got, "the beginning") || !strings.Contains(got, "message 1\n") {
			t.Errorf("the oldest is not reached:\n%s", got)
		}
		if r.keys("end"); !strings.Contains(r.screen(), "message 500") {
			t.Errorf("end does not go to the newest:\n%s", r.screen())
		}
	})
}

func TestWhatIsBelowIsTold(t *testing.T) {
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(90)}}, func(r *rig) {
		r.size(80, 24).keys("pgup")
		if !strings.Contains(r.screen(), "↓ newer below") {
			t.Errorf("nothing says that there is more below:\n%s", r.screen())
		}
		before := strings.Split(r.screen(), "\n")[1:19]
		r.news(added(text(91, "cy", "x")), added(text(92, "cy", "x")), added(text(93, "cy", "x")))
		if !strings.Contains(r.screen(), "↓ 3 new") {
			t.Errorf("want 3 new:\n%s", r.screen())
		}
		if d := cmp.Diff(before, strings.Split(r.screen(), "\n")[1:19]); d != "" {
			t.Errorf("it moved:\n%s", d)
		}
		r.say(tea.MouseClickMsg{X: 75, Y: 19, Button: tea.MouseLeft})
		if strings.Contains(r.screen(), "↓") && !strings.Contains(r.screen(), "↑ select") || !r.m.open.list.Following() {
			t.Errorf("a click on it does not go there:\n%s", r.screen())
		}
	})
}

func TestAPageThatFailsIsTriedAgain(t *testing.T) {
	f := &fakeChat{err: errors.New("no"), messages: history()}
	drive(t, f, func(r *rig) {
		r.size(80, 24)
		if !strings.Contains(r.screen(), "could not be loaded") {
			t.Errorf("the failure is not shown:\n%s", r.screen())
		}
		f.err = nil
		if r.news(online); !strings.Contains(r.screen(), "who reads?") {
			t.Errorf("back online it is not tried again:\n%s", r.screen())
		}
	})
}

// TestNewsWhileAPageIsFetched: what is told of a message while an older state
// of it is on its way is not lost.
func TestNewsWhileAPageIsFetched(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24)
		r.m.open.loading++
		old := asking(text(1, "alice", "x"), &chat.Tally{Total: 4, Version: 1})
		r.news(chat.ReceiptsChanged{Group: "ops", UID: old.UID, Tally: chat.Tally{Read: 3, Total: 4, Version: 4}})
		r.say(SelfMsg{r.m, historyLoaded{group: "ops", page: chat.Page{Messages: []chat.Message{old}}}})
		if !strings.Contains(r.screen(), "3/4") {
			t.Errorf("the count is an old one:\n%s", r.screen())
		}
	})
}

func TestCountsAreLive(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24)
		for read := 2; read <= 4; read++ {
			r.news(chat.ReceiptsChanged{Group: "ops", UID: text(4, "", "").UID, Tally: chat.Tally{Read: read, Total: 4, Version: int64(read + 1)}})
		}
		if !strings.Contains(r.screen(), "● ████ 4/4") {
			t.Errorf("want 4/4:\n%s", r.screen())
		}
		r.news(chat.Responded{Group: "ops", UIDs: []chat.MessageUID{text(3, "", "").UID}, At: chat.At(noon)})
		if !strings.Contains(r.screen(), "✓ answered 12:00") {
			t.Errorf("want answered:\n%s", r.screen())
		}
	})
}

func TestPoliciesAreShown(t *testing.T) {
	for policy, want := range map[receipts.Policy]string{receipts.PolicyAsk: "asks · y answers", receipts.PolicyNever: "asks · not answering", receipts.PolicyAuto: "asks · answers by itself once read"} {
		drive(t, &fakeChat{messages: history()}, func(r *rig) {
			if got := r.size(80, 24).screen(); !strings.Contains(got, want) {
				t.Errorf("%s: want %q:\n%s", policy, want, got)
			}
		}, func(o *Options) { o.Settings.Answer = func(chat.GroupID) receipts.Policy { return policy } })
	}
}

func TestNamesThatLookAlikeShowTheirHandles(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {text(1, "bob", "x"), text(2, "mallory", "x"), text(3, "cy", "x"), text(4, "you1", "x"), text(5, "gone", "x")}}}
	f.members = []chat.Member{{User: "alice"}, {User: "bob", Name: "Bob"}, {User: "mallory", Name: "В0b"}, {User: "cy", Name: "Cy"}, {User: "you1", Name: "you"}}
	drive(t, f, func(r *rig) {
		got := r.size(80, 40).screen()
		for _, want := range []string{" Bob @bob ", " В0b @mallory ", " Cy  ", " you @you1 ", " @gone "} {
			if !strings.Contains(got, want) {
				t.Errorf("want %q:\n%s", want, got)
			}
		}
	})
}

func TestAReminderIsShownAndGoneTo(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(listed(ops(4, 4, 0)), chat.ReceiptReminder{Group: "ops", UID: text(3, "", "").UID, Sender: "bob"})
		if got := r.screen(); !strings.Contains(got, "Bob reminds you") || !strings.Contains(got, "╰ ◇ reminds you") {
			t.Errorf("not shown:\n%s", got)
		}
		r.keys("alt+r", "y")
		if want := []string{"answer ops [" + string(text(3, "", "").UID) + "]"}; !slices.Equal(r.chat.did, want) {
			t.Errorf("did %v, want %v", r.chat.did, want)
		}
	})
}

func TestUnreadLineStaysWhileLooking(t *testing.T) {
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(4)}}, func(r *rig) {
		r.size(80, 24).news(listed(ops(4, 2, 2))).say(tea.FocusMsg{}).wait(time.Minute).news(chat.ReadMovedTo{Group: "ops", Seq: 4})
		lines := strings.Split(r.screen(), "\n")
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasSuffix(l, "─ new ─") })
		if at < 0 || !strings.Contains(strings.Join(lines[at:at+3], " "), "message 3") {
			t.Errorf("the line is not before message 3:\n%s", r.screen())
		}
		r.say(tea.BlurMsg{}).news(added(text(5, "cy", "while away")))
		lines = strings.Split(r.screen(), "\n")
		if at := slices.IndexFunc(lines, func(l string) bool { return strings.HasSuffix(l, "─ new ─") }); at < 0 || !strings.Contains(strings.Join(lines[at:at+3], " "), "while away") {
			t.Errorf("what came while away is not new:\n%s", r.screen())
		}
	})
}

func TestAsciiCutsInASCII(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(40, 10).news(listed(ops(4, 2, 2)), chat.LinkChanged{State: chat.LinkOffline}).keys("ctrl+p")
		r.keys(strings.Split("what no action is called like, however long one looks for it", "")...)
		if got := r.screen(); strings.ContainsFunc(got, func(c rune) bool { return c > 127 }) || !strings.Contains(got, "~") {
			t.Errorf("%s", got)
		}
	}, func(o *Options) { o.Glyphs = theme.ASCII() })
}

func TestAsciiDrawsNothingElse(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(120, 40).news(listed(ops(4, 2, 2)), online).keys("up", "i")
		for i, c := range r.screen() {
			if c > 127 {
				t.Fatalf("%q at %d:\n%s", c, i, r.screen())
			}
		}
	}, func(o *Options) { o.Glyphs = theme.ASCII() })
}
