package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// gone is a link that was lost at noon of the fake clock's day.
func gone(at time.Time) chat.LinkChanged {
	return chat.LinkChanged{State: chat.LinkOffline, Since: at, Heard: at, Err: "the hub cannot be reached"}
}

// knows is a client that has kept what it was told of one message of its
// user's: three of five have read.
func knows() (*fakeChat, chat.Message) {
	tally := chat.Tally{Read: 3, Total: 5, Version: 4}
	m := asking(text(4, "alice", "please read"), &tally)
	at := func(s int) chat.Millis { return chat.At(noon.Add(time.Duration(s) * time.Second)) }
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": append(bobs(3), m)}}
	f.copied = people("alice", "bob", "cy", "dora", "eve")
	f.waits = []chat.Message{m}
	f.known = map[chat.MessageUID]chat.Known{m.UID: {
		Tally: &tally, Listed: true, Read: []chat.Reader{{User: "bob", ReadAt: at(5)}, {User: "cy", ReadAt: at(9)}, {User: "zed", ReadAt: at(70)}},
		Named: true, Unread: []chat.Reader{{User: "dora"}, {User: "eve"}},
	}}
	return f, m
}

func TestReadersWithoutTheHub(t *testing.T) {
	f, m := knows()
	known := f.known[m.UID]
	unnamed, counted := known, known
	unnamed.Named, unnamed.Unread = false, nil
	counted.Named, counted.Unread, counted.Listed, counted.Read = false, nil, false, nil
	tests := map[string]struct {
		known     chat.Known
		has, lack []string
	}{
		"all that is known":  {known, []string{"3 of 5 have read", "as of 12:00:30", "✓ Bob", "✓ Cy", "· Dora", "· Eve", "who has left is not known"}, []string{"could not be loaded"}},
		"not who is missing": {unnamed, []string{"3 of 5 have read", "as of 12:00:30", "✓ Bob", "names come when the hub is back"}, []string{"Dora", "could not be loaded"}},
		"the count alone":    {counted, []string{"3 of 5 have read", "as of 12:00:30", "names come when the hub is back"}, []string{"Bob", "could not be loaded"}},
		"nothing":            {chat.Known{}, []string{"as of 12:00:30", "Nothing is known here"}, []string{"could not be loaded"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, m := knows()
			f.known[m.UID] = tt.known
			f.err = errAway
			drive(t, f, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0)), gone(time.Now().Truncate(24*time.Hour).Add(12*time.Hour+30*time.Second)))
				r.m.open.list.Add(&m) // the hub's history is away, too
				r.keys("up", "i")
				s := r.screen()
				for _, want := range tt.has {
					if !strings.Contains(s, want) {
						t.Errorf("%q is missing:\n%s", want, s)
					}
				}
				for _, no := range tt.lack {
					if strings.Contains(s, no) {
						t.Errorf("%q is there:\n%s", no, s)
					}
				}
				if r.keys("s"); !strings.Contains(r.screen(), "not all of it is known") {
					t.Errorf("it would be saved:\n%s", r.screen())
				}
			})
		})
	}
}

func TestPanelsBecomeCurrentByThemselves(t *testing.T) {
	f, m := knows()
	drive(t, f, func(r *rig) {
		r.size(120, 40).news(online, listed(ops(4, 4, 0))).say(tea.FocusMsg{})
		f.err = errAway
		r.news(gone(time.Now())).keys("up", "i")
		if s := r.screen(); !strings.Contains(s, "as of") || !strings.Contains(s, "· Dora") {
			t.Errorf("without the hub:\n%s", s)
		}
		f.err = nil
		now := chat.Tally{Read: 4, Total: 5, Version: 5}
		f.readers = map[chat.ReaderList]chat.Readership{
			chat.ListRead:   {Tally: now, Users: append(f.known[m.UID].Read, chat.Reader{User: "dora", ReadAt: chat.At(noon)})},
			chat.ListUnread: {Users: []chat.Reader{{User: "eve"}}},
		}
		r.news(chat.LinkChanged{State: chat.LinkConnecting, Heard: time.Now()}, online)
		s := r.screen()
		if strings.Contains(s, "as of") || !strings.Contains(s, "✓ Dora") || !strings.Contains(s, "4 of 5 have read") {
			t.Errorf("the hub is back:\n%s", s)
		}
		r.news(gone(time.Now())) // the lists of the hub stay
		if s := r.screen(); !strings.Contains(s, "as of") || !strings.Contains(s, "✓ Dora") || strings.Contains(s, "who has left") {
			t.Errorf("gone again:\n%s", s)
		}
	})
}

func TestWaitingOnWithoutTheHub(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			f, m := knows()
			f.pages = map[chat.MessageUID][]chat.UserID{m.UID: {"eve"}}
			drive(t, f, func(r *rig) {
				r.size(size[0], size[1]).news(listed(ops(4, 4, 0)), gone(time.Now().Truncate(24*time.Hour).Add(12*time.Hour))).keys("ctrl+w")
				golden(t, "TestWaitingOn/away_"+fmt.Sprintf("%dx%d", size[0], size[1]), r.screen())
				if r.m.waiting().PickLine(0) || r.m.waiting().PickLine(1) || !r.m.waiting().PickLine(2+map[bool]int{true: 1}[size[0] == 40]) {
					t.Error("a click does not find the entry under the line")
				}
				now := chat.Tally{Read: 4, Total: 5, Version: 5}
				f.waits[0].Receipt.Tally = &now
				r.news(chat.ReceiptsChanged{Group: "ops", UID: m.UID, Tally: now}, online).wait(time.Second)
				if s := r.screen(); strings.Contains(s, "as of") || !strings.Contains(s, "1 of 5 missing: Eve") {
					t.Errorf("the hub is back:\n%s", s)
				}
			})
		})
	}
}

func TestMembersAreKnownWithoutTheHub(t *testing.T) {
	f := &fakeChat{copied: people("alice", "bob", "cy")}
	f.err = errAway
	drive(t, f, func(r *rig) {
		r.size(120, 40).news(listed(ops(4, 4, 0)), gone(time.Now()))
		if s := r.screen(); !strings.Contains(s, "?/3") || !strings.Contains(s, "Bob") {
			t.Errorf("without the hub:\n%s", s)
		}
		f.err, f.members = nil, people("alice", "bob", "cy", "dora")
		r.news(online)
		if s := r.screen(); !strings.Contains(s, "Dora") || !strings.Contains(s, "/4") {
			t.Errorf("the hub is back:\n%s", s)
		}
	})
}
