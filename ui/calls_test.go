package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

// told collects what a model tells outside of its screen.
func told(list *[]string) func(*Options) {
	return func(o *Options) {
		o.Notify = func(what cell.Text, in chat.GroupID) tea.Cmd {
			*list = append(*list, string(in)+": "+what.String())
			return nil
		}
	}
}

// in puts a message into another group.
func in(g chat.GroupID, m chat.Message) chat.Message {
	m.Group, m.UID = g, m.UID+"-"+chat.MessageUID(g)
	return m
}

func naming(m chat.Message, users ...chat.UserID) chat.Message {
	m.Mentions = users
	return m
}

// TestWhoIsCalledAndWhatFor: by what came, where the user looks, what they
// want, and whether the group is muted.
func TestWhoIsCalledAndWhatFor(t *testing.T) {
	plain, names, asks := text(1, "bob", "lunch?"), naming(text(1, "bob", "@alice lunch?"), "alice"), asking(text(1, "bob", "lunch?"), nil)
	request := chat.ReceiptAsked{Group: "ops", UID: text(1, "", "").UID, Seq: 1, Sender: "bob", Live: true}
	reminder := chat.ReceiptReminder{Group: "ops", UID: text(1, "", "").UID, Seq: 1, Sender: "bob", Live: true}
	own, system, answered, gone := text(1, "alice", "mine"), text(1, "bob", ""), asks, names
	system.Kind, system.Change = chat.KindSystem, &chat.GroupChange{Kind: chat.ChangeJoined, By: "bob"}
	answered.Receipt = &chat.ReceiptInfo{Asked: true, Responded: true}
	gone.Recalled = gone.Sent
	missed := chat.MessageAdded{Message: names}
	away := func(r *rig) { r.say(tea.BlurMsg{}) }
	here := func(r *rig) { r.say(tea.FocusMsg{}) }
	nowhere := func(*rig) {}
	key := func(r *rig) { r.keys("x") }
	elsewhere := func(r *rig) { r.say(tea.FocusMsg{}).keys("alt+down") }
	mute := func(r *rig) { r.say(tea.FocusMsg{}).keys("alt+m").say(tea.BlurMsg{}) }
	says, named, asked := "ops: Bob in ops: lunch?", "ops: Bob names you in ops: @alice lunch?", "ops: Bob asks for a receipt in ops: lunch?"
	tests := map[string]struct {
		notices Notices
		where   func(r *rig)
		what    chat.News
		want    string
	}{
		"away, a message":                         {NoticeMentions, away, added(plain), ""},
		"away, a message, all wanted":             {NoticeAll, away, added(plain), says},
		"away, a mention":                         {NoticeMentions, away, added(names), named},
		"away, a mention of others":               {NoticeMentions, away, added(naming(plain, "cy")), ""},
		"away, it asks":                           {NoticeMentions, away, added(asks), asked},
		"away, it asks later":                     {NoticeMentions, away, request, "ops: Bob asks for a receipt in ops"},
		"away, a reminder":                        {NoticeMentions, away, reminder, "ops: Bob reminds you of a message in ops"},
		"away, nothing wanted":                    {NoticeNone, away, added(names), ""},
		"away, it asks, nothing wanted":           {NoticeNone, away, request, ""},
		"away, answered elsewhere":                {NoticeMentions, away, added(answered), ""},
		"away, one's own":                         {NoticeAll, away, added(own), ""},
		"away, a system line":                     {NoticeAll, away, added(system), ""},
		"away, recalled meanwhile":                {NoticeAll, away, chat.MessageAdded{Message: gone}, ""},
		"away, missed before":                     {NoticeMentions, away, missed, named},
		"focus not known, missed before":          {NoticeMentions, nowhere, missed, ""},
		"focus not known, nobody there":           {NoticeMentions, nowhere, added(names), named},
		"focus not known, a key was pressed":      {NoticeMentions, key, added(names), ""},
		"looking at the group":                    {NoticeAll, here, added(names), ""},
		"looking at it, it asks later":            {NoticeAll, here, request, ""},
		"looking at another group":                {NoticeMentions, elsewhere, added(names), named},
		"looking at another, missed before":       {NoticeAll, elsewhere, missed, ""},
		"looking at another, a message":           {NoticeMentions, elsewhere, added(plain), ""},
		"muted, a message":                        {NoticeAll, mute, added(plain), ""},
		"muted, it asks":                          {NoticeAll, mute, added(asks), ""},
		"muted, a reminder":                       {NoticeAll, mute, reminder, ""},
		"muted, a mention":                        {NoticeMentions, mute, added(names), named},
		"muted, a mention that asks":              {NoticeMentions, mute, added(naming(asks, "alice")), "ops: Bob names you in ops: lunch?"},
		"muted, a mention, and nothing is wanted": {NoticeNone, mute, added(names), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var list []string
			drive(t, &fakeChat{}, func(r *rig) {
				r.size(80, 24).news(listed(ops(0, 0, 0), zooGroup), online)
				tt.where(r)
				r.news(tt.what)
				var want []string
				if tt.want != "" {
					want = []string{tt.want}
				}
				if !slices.Equal(list, want) || r.bells != len(want) {
					t.Errorf("told %q, %d bells, want %q", list, r.bells, want)
				}
				r.wait(time.Minute)
				if !slices.Equal(list, want) {
					t.Errorf("told later %q", list)
				}
			}, told(&list), func(o *Options) { o.Settings.Notices = tt.notices })
		})
	}
}

// TestCallsAreFew: one from a group at once, and what comes in the next seconds
// is one more, for several groups one after the other.
func TestCallsAreFew(t *testing.T) {
	var list []string
	drive(t, &fakeChat{}, func(r *rig) {
		is := func(what string, want ...string) {
			t.Helper()
			if !slices.Equal(list, want) || r.bells != len(want) {
				t.Errorf("%s: told %q, %d bells, want %q", what, list, r.bells, want)
			}
			list, r.bells = nil, 0
		}
		r.size(80, 24).news(listed(ops(0, 0, 0), zooGroup), online).say(tea.BlurMsg{})
		r.news(added(text(1, "bob", "one")))
		is("the first", "ops: Bob in ops: one")
		for i := range 40 {
			r.news(added(text(2+i, "bob", "more")))
		}
		r.news(added(naming(text(50, "bob", "you"), "alice")), added(asking(text(51, "bob", "who?"), nil)))
		is("at once")
		r.wait(4 * time.Second)
		is("within the pause")
		r.wait(2 * time.Second)
		is("after it", "ops: 42 messages in ops, 2 of them for you")
		r.wait(20 * time.Second)
		is("later")
		r.news(added(text(60, "bob", "a")), added(text(61, "bob", "b")), added(text(62, "bob", "c"))).wait(6 * time.Second)
		is("three more", "ops: Bob in ops: a", "ops: 2 messages in ops")
		r.wait(20*time.Second).news(added(text(70, "bob", "a"))).news(added(asking(text(71, "bob", "b"), nil)), added(asking(text(72, "bob", "c"), nil))).wait(6 * time.Second)
		is("all for the user", "ops: Bob in ops: a", "ops: 2 messages for you in ops")
		r.wait(20 * time.Second)
		r.news(added(text(80, "bob", "a")), added(in("zoo", text(80, "bob", "b"))))
		is("two groups, at once", "ops: Bob in ops: a")
		r.wait(1500 * time.Millisecond)
		is("two groups, a second later", "zoo: bob in The Zoo: b")
	}, told(&list), func(o *Options) { o.Settings.Notices = NoticeAll })
}

// TestWhatWaitsToCallIsForgotten once the user has looked, or it was recalled.
func TestWhatWaitsToCallIsForgotten(t *testing.T) {
	recalled := naming(text(2, "bob", "never mind"), "alice")
	recalled.Recalled = recalled.Sent
	tests := map[string]func(r *rig){
		"the user comes to look":    func(r *rig) { r.say(tea.FocusMsg{}) },
		"it is recalled":            func(r *rig) { r.news(chat.MessageChanged{Message: recalled}) },
		"the user leaves the group": func(r *rig) { r.news(chat.GroupGone{Group: "ops"}) },
	}
	for name, does := range tests {
		t.Run(name, func(t *testing.T) {
			var list []string
			drive(t, &fakeChat{}, func(r *rig) {
				r.size(80, 24).news(listed(ops(0, 0, 0), zooGroup), online).say(tea.BlurMsg{})
				r.news(added(naming(text(1, "bob", "hey"), "alice"))).news(added(naming(text(2, "bob", "never mind"), "alice")))
				does(r)
				r.wait(time.Minute)
				if len(list) != 1 {
					t.Errorf("told %q", list)
				}
			}, told(&list))
		})
	}
}

// TestACallIsALineToo where the user looks at another group, and without the
// bell where they want none.
func TestACallIsALineToo(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).news(listed(ops(0, 0, 0), zooGroup), online).say(tea.FocusMsg{}).keys("alt+down")
		r.news(added(naming(text(1, "bob", "lunch?"), "alice")))
		if !strings.Contains(r.screen(), "Bob names you in ops: lunch?") || r.bells != 0 {
			t.Errorf("%d bells:\n%s", r.bells, r.screen())
		}
	}, func(o *Options) { o.Settings.NoBell = true })
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).news(listed(ops(0, 0, 0), zooGroup), online).say(tea.BlurMsg{})
		r.news(added(naming(text(1, "bob", "lunch?"), "alice"))).say(tea.FocusMsg{})
		if strings.Contains(r.screen(), "names you") || r.bells != 1 {
			t.Errorf("%d bells, or a line of what is seen anyway:\n%s", r.bells, r.screen())
		}
	})
}

func TestHostileWordsInCalls(t *testing.T) {
	for i, evil := range celltest.Hostile() {
		var list []string
		drive(t, &fakeChat{members: []chat.Member{{User: "bob", Name: evil.Text}}}, func(r *rig) {
			info := ops(0, 0, 0)
			info.Name = evil.Text
			r.size(80, 24).news(listed(info), online).say(tea.BlurMsg{})
			r.news(added(naming(text(1, "bob", evil.Text), "alice"))).news(chat.ReceiptReminder{Group: "ops", UID: "M", Sender: "bob", Live: true}).wait(time.Minute)
			for _, s := range list {
				if celltest.Violation(s) != "" || strings.Contains(s, "\n") || len(s) > 4096 {
					t.Errorf("%s %.100q: told %q", evil.Class, evil.Text, s)
				}
			}
			if len(list) != 2 {
				t.Errorf("sample %d: told %d times", i, len(list))
			}
		}, told(&list))
	}
}

func TestAMutedGroup(t *testing.T) {
	f := &fakeChat{messages: history(), muted: map[chat.GroupID]bool{"zoo": true}}
	drive(t, f, func(r *rig) {
		zoo := zooGroup
		zoo.Unread = 7
		r.size(120, 40).news(listed(ops(4, 0, 4), zoo), online).say(tea.BlurMsg{})
		if got := r.m.View().WindowTitle; got != "(4) ops - seenby" {
			t.Errorf("title %q: a muted group counts", got)
		}
		r.keys("alt+m")
		if got := r.m.View().WindowTitle; got != "ops - seenby" || !f.muted["ops"] || !strings.Contains(r.screen(), "ops is muted, but not what names you. alt+m ends that") {
			t.Errorf("title %q, muted %v:\n%s", got, f.muted, r.screen())
		}
		r.keys("alt+m")
		if got := r.m.View().WindowTitle; got != "(4) ops - seenby" || f.muted["ops"] {
			t.Errorf("title %q, muted %v", got, f.muted)
		}
	})
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		for name, keys := range map[string][]string{"list": {"alt+m"}, "switcher": {"alt+m", "ctrl+k"}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				drive(t, &fakeChat{messages: history(), muted: map[chat.GroupID]bool{"zoo": true}}, func(r *rig) {
					zoo := zooGroup
					zoo.Unread = 7
					r.size(size[0], size[1]).news(listed(ops(4, 4, 0), zoo, chat.Group{ID: "general", Name: "General", Unread: 2, MemberCount: 5}), online).say(tea.FocusMsg{}).keys(keys...)
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}
