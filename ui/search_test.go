package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/ui/cell"
)

// finds is a client in which two groups speak of lunch. The hub knows one
// message more than this computer.
func finds() *fakeChat {
	all := conversation(scripts["ascii"])
	all = append(all, text(9, "bob", "Lunch is at the usual place, the one with the long tables; bring the others, and remember that LUNCH ends at two."), text(10, "cy", "lunch?"))
	zoo := in("zoo", text(3, "dora", "the bear had lunch"))
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": all, "zoo": {zoo}}}
	f.atHub = []chat.Message{all[9], all[8], zoo}
	f.here = f.atHub[1:]
	return f
}

// looks opens the search and writes a query.
func (r *rig) looks(query string) *rig {
	r.Helper()
	return r.keys("ctrl+f").keys(strings.Split(query, "")...).wait(searchPause)
}

func (r *rig) opened() *rig {
	return r.size(80, 24).news(listed(ops(10, 10, 0), zooGroup), online).say(tea.FocusMsg{})
}

func (r *rig) shows(want ...string) *rig {
	r.Helper()
	for _, w := range want {
		if !strings.Contains(r.screen(), w) {
			r.Errorf("want %q:\n%s", w, r.screen())
		}
	}
	return r
}

func (r *rig) hides(what ...string) *rig {
	r.Helper()
	for _, w := range what {
		if strings.Contains(r.screen(), w) {
			r.Errorf("want no %q:\n%s", w, r.screen())
		}
	}
	return r
}

func TestSearchOnScreen(t *testing.T) {
	tests := map[string]func(r *rig){
		"empty":      func(r *rig) { r.keys("ctrl+f") },
		"short":      func(r *rig) { r.looks("l") },
		"found":      func(r *rig) { r.looks("lunch").keys("down") },
		"everywhere": func(r *rig) { r.looks("lunch").keys("ctrl+f").wait(searchPause) },
		"nothing":    func(r *rig) { r.looks("supper") },
		"offline":    func(r *rig) { r.news(chat.LinkChanged{State: chat.LinkOffline, Since: noon}).looks("lunch") },
		"refused":    func(r *rig) { r.chat.hubErr = errors.New("too much at once (429)"); r.looks("lunch") },
	}
	for name, does := range tests {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				drive(t, finds(), func(r *rig) {
					r.opened().size(size[0], size[1])
					does(r)
					golden(t, t.Name(), r.screen())
					content, cursor := r.m.Frame()
					if bad := framed(r.m, content, size[0], size[1]); bad != "" {
						t.Error(bad)
					}
					if cursor == nil || cursor.Y != r.m.geo.timelineY+1 {
						t.Errorf("the cursor stands at %+v", cursor)
					}
				})
			})
		}
	}
}

// TestWhatIsAskedFor: nothing before two characters stand there and the user
// pauses; the copy always, the hub where there is a connection.
func TestWhatIsAskedFor(t *testing.T) {
	tests := map[string]struct {
		does func(r *rig)
		want []string
	}{
		"nothing before something is written": {func(r *rig) { r.keys("ctrl+f").wait(time.Second) }, nil},
		"not one character":                   {func(r *rig) { r.looks("l").shows("Two characters are needed.").wait(time.Second) }, nil},
		"one question for all keys":           {func(r *rig) { r.looks("lunch") }, []string{`here "lunch" in "ops" before 0`, `hub "lunch" in "ops" before 0`}},
		"a paste":                             {func(r *rig) { r.keys("ctrl+f").say(tea.PasteMsg{Content: "a\nb"}).wait(searchPause) }, []string{`here "a b" in "ops" before 0`, `hub "a b" in "ops" before 0`}},
		"not before the pause":                {func(r *rig) { r.keys("ctrl+f", "l", "u").wait(searchPause / 2) }, nil},
		"erased":                              {func(r *rig) { r.keys("ctrl+f", "l", "u", "x", "backspace").wait(searchPause) }, []string{`here "lu" in "ops" before 0`, `hub "lu" in "ops" before 0`}},
		"erased to one character":             {func(r *rig) { r.looks("lu").keys("backspace").wait(time.Second).hides("bear", "found") }, []string{`here "lu" in "ops" before 0`, `hub "lu" in "ops" before 0`}},
		"two characters of one cell each":     {func(r *rig) { r.looks("会议") }, []string{`here "会议" in "ops" before 0`, `hub "会议" in "ops" before 0`}},
		"in all groups":                       {func(r *rig) { r.keys("ctrl+f", "ctrl+f", "l", "u").wait(searchPause) }, []string{`here "lu" in "" before 0`, `hub "lu" in "" before 0`}},
		"and back":                            {func(r *rig) { r.keys("ctrl+f", "ctrl+f", "l", "u", "ctrl+f").wait(searchPause) }, []string{`here "lu" in "ops" before 0`, `hub "lu" in "ops" before 0`}},
		"offline, the copy alone": {func(r *rig) {
			r.news(chat.LinkChanged{State: chat.LinkOffline}).looks("lu").shows("searching what is on this computer")
		}, []string{`here "lu" in "ops" before 0`}},
		"closed before the pause is over": {func(r *rig) { r.keys("ctrl+f", "l", "u", "esc").wait(time.Second) }, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, finds(), func(r *rig) {
				r.opened()
				tt.does(r)
				slices.Sort(r.chat.asked)
				if d := cmp.Diff(tt.want, r.chat.asked); d != "" {
					t.Errorf("asked (-want +got):\n%s", d)
				}
			})
		})
	}
}

// TestTheCopyFirstThenTheHub: what is on this computer is there at once, and
// the hub's answer takes its place.
func TestTheCopyFirstThenTheHub(t *testing.T) {
	f := finds()
	drive(t, f, func(r *rig) {
		f.gate = make(chan struct{}, 10) // of the bubble
		r.opened().looks("lunch").shows("1 found on this computer, asking the hub", "the long tables").hides("│ lunch?")
		f.gate <- struct{}{}
		r.say(nil).shows("2 found", "lunch?").hides("asking", "this computer")
	})
}

// TestStaleAnswersAreDropped: an answer to what was looked for before changes
// nothing.
func TestStaleAnswersAreDropped(t *testing.T) {
	f := finds()
	drive(t, f, func(r *rig) {
		f.gate = make(chan struct{}, 10) // of the bubble
		r.opened().looks("lunch").keys("x", "y").wait(searchPause).shows("lunchxy", "asking")
		f.gate <- struct{}{}
		r.say(nil).hides("2 found", "tables")
		f.gate <- struct{}{}
		r.say(nil).shows("Nothing was found.")
	})
}

// TestAHubThatIsLostMeanwhile: the answer says where it was looked.
func TestAHubThatIsLostMeanwhile(t *testing.T) {
	f := finds()
	f.lost = true
	drive(t, f, func(r *rig) { r.opened().looks("lunch").shows("1 found, searching what is on this computer") })
}

func TestMoreIsFoundOnScrolling(t *testing.T) {
	many := func(where string) []chat.Message {
		all := bobs(130)
		for i := range all {
			all[i].Text = fmt.Sprintf("%s %d", where, i+1)
		}
		slices.Reverse(all)
		return all
	}
	tests := map[string]struct {
		link chat.LinkState
		want []string
	}{
		"of the hub":  {chat.LinkOnline, []string{`here "ag" in "ops" before 0`, `hub "ag" in "ops" before 0`, `hub "ag" in "ops" before 81`, `hub "ag" in "ops" before 31`}},
		"of the copy": {chat.LinkOffline, []string{`here "ag" in "ops" before 0`, `here "ag" in "ops" before 81`, `here "ag" in "ops" before 31`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(130)}}
			f.atHub, f.here = many("agreed"), many("again")
			drive(t, f, func(r *rig) {
				r.opened().news(chat.LinkChanged{State: tt.link}).looks("ag").shows("50+ ")
				for range 40 {
					r.keys("pgdown")
				}
				r.shows(" 1\n", "130 ").hides("130+")
				slices.Sort(f.asked)
				slices.Sort(tt.want)
				if d := cmp.Diff(tt.want, f.asked); d != "" {
					t.Errorf("asked (-want +got):\n%s", d)
				}
			})
		})
	}
}

// TestAHubThatDoesNotGoOn: pages that repeat end the list.
func TestAHubThatDoesNotGoOn(t *testing.T) {
	f := &fakeChat{}
	drive(t, f, func(r *rig) {
		r.opened().looks("ag")
		page := chat.Page{Group: "ops", More: true, Messages: []chat.Message{text(9, "bob", "agreed"), text(8, "bob", "again")}}
		words := func(n int) searched {
			s := searched{n: r.m.searchN, hub: true, page: page}
			s.texts = append(s.texts, cell.Clean(page.Messages[0].Text), cell.Clean(page.Messages[1].Text))
			s.next = n > 0
			return s
		}
		r.say(SelfMsg{r.m, words(0)})
		before := len(f.asked)
		for range 20 {
			r.say(SelfMsg{r.m, words(8)}).keys("pgdown")
		}
		if n := len(f.asked) - before; n > 2 {
			t.Errorf("asked %d times for pages that do not go on", n)
		}
		r.shows("2 found")
	})
}

// TestASearchInAllGroupsGoesOn: behind the first hundred each group is asked, and
// what they know comes in one order, everything once.
func TestASearchInAllGroupsGoesOn(t *testing.T) {
	for name, link := range map[string]chat.LinkState{"of the hub": chat.LinkOnline, "of the copy": chat.LinkOffline} {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{}
			for i := range 150 {
				m := text(200-i, "bob", "agreed")
				if i%3 == 0 {
					m = in("zoo", m)
				}
				f.atHub = append(f.atHub, m)
			}
			f.here = f.atHub
			drive(t, f, func(r *rig) {
				r.opened().news(chat.LinkChanged{State: link}).keys("ctrl+f", "ctrl+f", "a", "g").wait(searchPause).shows("100+ ")
				for range 40 {
					r.keys("pgdown")
				}
				r.shows("150 ").hides("150+")
				for i, found := range r.m.search.Found() {
					if want := f.atHub[i]; found.UID != want.UID || found.Group != want.Group {
						t.Fatalf("%d is %s in %s, want %s in %s", i, found.UID, found.Group, want.UID, want.Group)
					}
				}
				asked := len(f.asked)
				r.keys("pgdown", "end")
				if len(f.asked) != asked {
					t.Errorf("asked again at the end: %v", f.asked[asked:])
				}
			})
		})
	}
}

// TestGoingToWhatWasFoundAndBack: the message is selected, loaded or not, and
// esc leads to where one was, whatever lay between.
func TestGoingToWhatWasFoundAndBack(t *testing.T) {
	where := func(r *rig) string {
		e, _ := r.m.open.list.Selected()
		s := string(r.m.Group()) + " " + fmt.Sprint(e.Seq)
		if r.m.open.list.Following() {
			s += " follows"
		}
		return s
	}
	tests := map[string]struct {
		before, search, at, back string
	}{
		"from the end, and back to it":         {"", "ctrl+f m e s s a g e space 4 0 0 WAIT enter", "ops 400", "ops 0 follows"},
		"in another group":                     {"", "ctrl+f ctrl+f b e a r WAIT enter", "zoo 3", "ops 0 follows"},
		"from a message that was selected":     {"up up", "ctrl+f m e s s a g e space 4 0 0 WAIT enter", "ops 400", "ops 999"},
		"from a message, in another group":     {"up up", "ctrl+f ctrl+f b e a r WAIT enter", "zoo 3", "ops 999"},
		"from where one had scrolled to":       {"pgup pgup", "ctrl+f ctrl+f b e a r WAIT enter", "zoo 3", "ops 0"},
		"over one message to another":          {"", "ctrl+f m e s s a g e space 4 0 0 WAIT enter ctrl+f m e s s a g e space 5 0 0 WAIT enter", "ops 500", "ops 0 follows"},
		"one that is loaded":                   {"", "ctrl+f m e s s a g e space 9 9 7 WAIT enter", "ops 997", "ops 0 follows"},
		"what was looked for is written anew":  {"", "ctrl+f m e s s a g e space 4 0 0 WAIT esc ctrl+f b e WAIT", "ops 0 follows", "ops 0 follows"},
		"the same once more, and the next one": {"", "ctrl+f m e s s a g e space 4 0 WAIT enter ctrl+f WAIT down WAIT enter", "ops 408", "ops 0 follows"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			all := bobs(1000)
			bear := in("zoo", text(3, "dora", "the bear"))
			f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": all, "zoo": {bear}}}
			f.atHub = append(slices.Clone(all), bear)
			slices.Reverse(f.atHub)
			drive(t, f, func(r *rig) {
				play := func(keys string) {
					for _, k := range strings.Fields(keys) {
						if k == "WAIT" {
							r.wait(searchPause)
						} else {
							r.keys(k)
						}
					}
				}
				r.size(80, 24).news(listed(ops(1000, 1000, 0), zooGroup), online).say(tea.FocusMsg{})
				play(tt.before)
				stood := r.screen()
				play(tt.search)
				if got := where(r); got != tt.at {
					t.Errorf("at %q, want %q:\n%s", got, tt.at, r.screen())
				}
				r.keys("esc")
				if got := where(r); got != tt.back {
					t.Errorf("back at %q, want %q", got, tt.back)
				}
				if d := cmp.Diff(stood, r.screen()); d != "" {
					t.Errorf("it does not look as before (-before +after):\n%s", d)
				}
			})
		})
	}
}

// TestWhatWasFoundAndIsGone says so, and leaves one where one was.
func TestWhatWasFoundAndIsGone(t *testing.T) {
	drive(t, finds(), func(r *rig) {
		r.opened().keys("ctrl+f", "ctrl+f").keys(strings.Split("bear", "")...).wait(searchPause)
		delete(r.chat.messages, "zoo")
		r.keys("enter").shows("the hub does not have it")
		if r.m.Group() != "ops" || r.m.origin != nil {
			t.Errorf("left in %s", r.m.Group())
		}
	})
	drive(t, finds(), func(r *rig) {
		r.opened().keys("ctrl+f", "ctrl+f").keys(strings.Split("bear", "")...).wait(searchPause)
		r.news(chat.GroupGone{Group: "zoo"}).keys("enter").shows("you are no longer in that group")
	})
}

func TestWithoutAGroupAllAreSearched(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).news(listed()).keys("ctrl+f", "l", "u").wait(searchPause).shows("find everywhere")
		r.keys("ctrl+f").shows("no group is open")
	}, func(o *Options) { o.Open = "" })
}

func TestSearchByMouse(t *testing.T) {
	drive(t, finds(), func(r *rig) {
		r.opened().looks("lunch").shows("2 found")
		r.say(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelDown})
		if f, _ := r.m.search.Picked(); f.Seq != 9 {
			t.Errorf("the wheel goes to %d", f.Seq)
		}
		r.say(tea.MouseClickMsg{X: 5, Y: 3, Button: tea.MouseLeft})
		if e, ok := r.m.open.list.Selected(); !ok || e.Seq != 10 || len(r.m.over) != 0 {
			t.Errorf("the click goes to %d:\n%s", e.Seq, r.screen())
		}
		r.keys("ctrl+f").say(tea.MouseClickMsg{X: 5, Y: 23, Button: tea.MouseLeft})
		if len(r.m.over) != 0 {
			t.Error("a click beside it does not close it")
		}
	})
}

func TestTheSearchCoversTheTimeline(t *testing.T) {
	drive(t, finds(), func(r *rig) {
		r.size(80, 24).keys("ctrl+f").news(listed(ops(10, 0, 10), zooGroup)).say(tea.FocusMsg{}).wait(time.Hour)
		if len(r.chat.read) != 0 {
			t.Errorf("read behind the search: %v", r.seqs())
		}
	})
}
