package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/words"
)

// worldly is a client whose groups, people and messages are of many scripts,
// with something to show in every view.
func worldly() *fakeChat {
	f := &fakeChat{members: people("alice", "bob", "cy", "dora", "eve"), drafts: map[chat.GroupID]string{}}
	f.members[1].Name, f.members[2].Name, f.members[3].Name = "नमस्ते Bob", "👩‍💻 Cy 今日", "د دُرّة"
	all := living()
	all = append(all,
		chat.Message{
			UID: "S7", Group: "ops", Seq: 7, Sender: "bob", Sent: chat.At(noon), Kind: chat.KindSystem,
			Change: &chat.GroupChange{Kind: chat.ChangeInvited, By: "bob", Users: []chat.UserID{"dora", "eve"}},
		},
		replied(text(8, "bob", "部署什么时候开始？ deploy 🇨🇳👍🏽"), 1),
		tallied(text(9, "alice", "部署 15:00, क्षत्रिय 👨‍👩‍👧‍👦"), 2, 4),
	)
	all[7].Edited, all[7].Reactions = all[7].Sent, map[string][]chat.UserID{"👍🏽": {"alice", "bob"}, "🇩🇪": {"cy"}}
	zoo := in("zoo", text(3, "dora", "部署之后喂熊 🐻‍❄️"))
	f.messages = map[chat.GroupID][]chat.Message{"ops": all, "zoo": {zoo}}
	f.atHub, f.here = []chat.Message{all[8], all[7], zoo}, []chat.Message{all[7], zoo}
	f.waits = []chat.Message{all[0], all[8]}
	f.pages = map[chat.MessageUID][]chat.UserID{all[0].UID: {"bob", "cy"}, all[8].UID: {"cy", "dora"}}
	at := func(d time.Duration) chat.Millis { return chat.At(noon.Add(d)) }
	f.readers = map[chat.ReaderList]chat.Readership{
		chat.ListRead: {Tally: chat.Tally{Read: 2, Total: 4, Version: 3}, Users: []chat.Reader{
			{User: "bob", ReadAt: at(12 * time.Second)}, {User: "cy", ReadAt: at(26 * time.Hour), BeforeEdit: true, AfterLeft: true},
		}},
		chat.ListUnread: {Users: []chat.Reader{{User: "dora"}, {User: "eve"}}},
		chat.ListLeft:   {Users: []chat.Reader{{User: "gone"}}},
		chat.ListAlso:   {Users: []chat.Reader{{User: "late", ReadAt: at(3 * time.Minute)}}},
	}
	return f
}

// views are all that the screen can show, by what leads there from a group that
// is open.
var views = map[string]func(r *rig){
	"conversation": func(*rig) {},
	"scrolled":     func(r *rig) { r.keys("pgup").news(added(text(10, "cy", "新的"))) },
	"empty":        func(r *rig) { r.keys("alt+down") },
	"selected":     func(r *rig) { r.keys("up") },
	"anothers":     func(r *rig) { r.keys("up", "up") },
	"writing":      func(r *rig) { r.keys("ctrl+r", "部", "署", "👍🏽", "क्ष", "ctrl+j", "x") },
	"replying":     func(r *rig) { r.keys("up", "up", "r", "好") },
	"editing":      func(r *rig) { r.keys("up", "e") },
	"recalling":    func(r *rig) { r.keys("up", "x") },
	"reacting":     func(r *rig) { r.keys("up", "+", "right") },
	"completing":   func(r *rig) { r.keys("h", "space", "@", "tab") },
	"readers":      func(r *rig) { r.keys("up", "i") },
	"find_reader":  func(r *rig) { r.keys("up", "i", "/", "今") },
	"not_asked":    func(r *rig) { r.keys("up", "up", "i") },
	"goal":         func(r *rig) { r.keys("up", "t", "3") },
	"waiting":      func(r *rig) { r.keys("ctrl+w") },
	"peeking": func(r *rig) {
		r.news(chat.PeekChanged{On: true, Withheld: []chat.Withheld{held(3, "नमस्ते 👨‍👩‍👧‍👦"), held(4, "请读")}})
	},
	"withheld": func(r *rig) {
		r.news(chat.PeekChanged{On: false, Withheld: []chat.Withheld{held(3, "नमस्ते 👨‍👩‍👧‍👦"), held(4, "请读")}}).keys("alt+y")
	},
	"answering":         func(r *rig) { r.keys("alt+a") },
	"search":            func(r *rig) { r.looks("部署") },
	"search_everywhere": func(r *rig) { r.looks("部署").keys("ctrl+f").wait(searchPause) },
	"switcher":          func(r *rig) { r.keys("ctrl+k") },
	"palette":           func(r *rig) { r.keys("ctrl+p") },
	"themes":            func(r *rig) { r.keys("alt+t", "h", "i", "g", "h") },
	"help":              func(r *rig) { r.keys("?") },
	"muted":             func(r *rig) { r.keys("alt+m") },
	"offline": func(r *rig) {
		r.news(chat.LinkChanged{State: chat.LinkOffline, Since: noon, Retry: noon.Add(time.Minute), Unsent: 2, Err: "offline"}, chat.TypingSeen{Group: "ops", User: "cy"})
	},
	"refused": func(r *rig) {
		r.news(chat.Sending{Group: "ops", ClientMsgID: "c1", Text: "部署 👍🏽", State: chat.SendFailed, Err: "too fast", Queued: noon})
	},
	"no_group":     func(r *rig) { r.news(listed()) },
	"out_of_focus": func(r *rig) { r.say(tea.BlurMsg{}).news(added(text(10, "cy", "看到了吗？"))) },
}

// show opens a view at a size, in a language and a theme.
func show(t *testing.T, view string, size [2]int, w *words.Words, th theme.Theme, look func(r *rig)) {
	t.Helper()
	drive(t, worldly(), func(r *rig) {
		groups := []chat.Group{ops(9, 9, 0), {ID: "general", Name: "总群 👨‍👩‍👧‍👦 सामान्य", Unread: 12, MemberCount: 5}, zooGroup}
		r.news(listed(groups...), online).size(size[0], size[1]).say(tea.FocusMsg{})
		views[view](r)
		look(r)
	}, func(o *Options) { o.Words, o.Theme = w, th })
}

// TestViews holds every view in every language, at three sizes in two themes.
// What the themes differ in is written down by a map of styles.
func TestViews(t *testing.T) {
	themes := []string{"dark", "mono"}
	for view := range views {
		for _, l := range words.Languages() {
			t.Run(view+"_"+l.Tag, func(t *testing.T) {
				var text, styles [3]string
				var legends []string
				for _, name := range themes {
					th, err := theme.Named(name)
					if err != nil {
						t.Fatal(err)
					}
					m := &styleMap{}
					for i, size := range sizes {
						show(t, view, size, l.Words(), th, func(r *rig) {
							m.rule = r.m.rule
							styles[i] += "-- " + name + "\n" + strings.Join(m.rows(r.m.View().Content), "\n") + "\n"
							if got := r.screen(); text[i] == "" {
								text[i] = got
							} else if text[i] != got {
								t.Errorf("%v: the theme %s shows another text:\n%s\nwant:\n%s", size, name, got, text[i])
							}
						})
					}
					legends = append(legends, "== "+name+"\n"+strings.Join(m.legend, "\n")+"\n")
				}
				var all strings.Builder
				for i, size := range sizes {
					fmt.Fprintf(&all, "== %dx%d\n%s%s", size[0], size[1], folded(text[i]), styles[i])
				}
				golden(t, t.Name(), all.String()+strings.Join(legends, ""))
			})
		}
	}
}

// folded writes rows that follow their like as a count.
func folded(screen string) string {
	var b strings.Builder
	lines := strings.SplitAfter(screen, "\n")
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[to] == lines[from] {
			to++
		}
		b.WriteString(lines[from])
		if more := to - from - 1; more > 0 {
			fmt.Fprintf(&b, "⋮ %d more\n", more)
		}
		from = to
	}
	return b.String()
}

// TestViewsFillTheScreen: in every view, language and size each row ends where
// the screen does, by the rule by which the terminal measures.
func TestViewsFillTheScreen(t *testing.T) {
	rules := map[string]ansi.ModeSetting{"wcwidth": ansi.ModeNotRecognized, "grapheme": ansi.ModeSet}
	for view := range views {
		t.Run(view, func(t *testing.T) {
			for _, l := range words.Languages() {
				for name, value := range rules {
					for _, size := range [][2]int{{40, 10}, {41, 13}, {59, 17}, {80, 24}, {99, 31}, {120, 40}} {
						show(t, view, size, l.Words(), theme.New("mono", theme.Mono()), func(r *rig) {
							if bad := framed(r.m, r.m.View().Content, size[0], size[1]); bad != "" {
								t.Errorf("%s %s %v: %s", l.Tag, name, size, bad)
							}
							r.say(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: value})
							if bad := framed(r.m, r.m.View().Content, size[0], size[1]); bad != "" {
								t.Errorf("%s %s reported %v: %s", l.Tag, name, size, bad)
							}
						})
					}
				}
			}
		})
	}
}
