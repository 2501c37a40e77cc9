package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

var update = flag.Bool("update", false, "write the golden screens anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("screen differs from %s (-want +got):\n%s", path, d)
	}
}

// scripts are the same conversation in three kinds of characters.
var scripts = map[string][]string{
	"ascii": {"Deploy at noon?", "Fine with me, the last one went well and nobody complained about it afterwards.", "I am in the train until one.", "Then we start without you, and you read the log later."},
	"cjk":   {"今天中午部署可以吗？", "我没有问题，上一次很顺利，之后也没有人抱怨，所以这次应该也不会有什么问题。", "一点之前我都在火车上。", "那我们先开始，日志你之后再看。"},
	"emoji": {"Deploy at noon? 🚀", "Fine 👍 the last one went well 🎉🎉 and nobody complained 👨‍👩‍👧‍👦 about it ❤️ afterwards 🇩🇪", "In the train 🚆 until one 1️⃣", "Then we start without you 👋🏽 ✔️"},
}

func conversation(words []string) []chat.Message {
	two := chat.Tally{Read: 2, Total: 4, Version: 3}
	all := chat.Tally{Read: 4, Total: 4, Version: 5}
	none := chat.Tally{Total: 4, Version: 1}
	list := []chat.Message{
		{UID: "S", Group: "ops", Seq: 1, Sender: "alice", Sent: chat.At(noon.Add(-25 * time.Hour)), Kind: chat.KindSystem, Change: &chat.GroupChange{Kind: chat.ChangeCreated, By: "alice"}},
		asking(text(2, "alice", words[0]), &all),
		text(3, "bob", words[1]),
		asking(text(4, "cy", words[2]), nil),
		text(5, "cy", words[0]),
		asking(text(6, "alice", words[3]), &two),
		text(7, "bob", words[0]),
		asking(text(8, "alice", words[1]), &none),
	}
	list[2].ReplyTo = list[1].UID
	list[3].Receipt.Responded, list[3].Receipt.RespondedAt = true, chat.At(noon.Add(31*time.Minute))
	list[4].Edited = list[4].Sent
	list[4].Reactions = map[string][]chat.UserID{"👍": {"alice", "bob"}}
	return list
}

func TestScreens(t *testing.T) {
	for name, words := range scripts {
		for _, size := range [][2]int{{40, 10}, {40, 12}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": conversation(words)}}
				drive(t, f, func(r *rig) {
					r.news(listed(ops(8, 6, 1), chat.Group{ID: "general", Name: words[0], Unread: 12, MemberCount: 5}), online)
					r.size(size[0], size[1])
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}

// TestPanels holds what lies over and beside the timeline.
func TestPanels(t *testing.T) {
	at := func(d time.Duration) chat.Millis { return chat.At(noon.Add(d)) }
	tally := chat.Tally{Read: 3, Total: 5, Version: 4}
	lists := map[chat.ReaderList]chat.Readership{
		chat.ListRead: {Tally: tally, Users: []chat.Reader{
			{User: "bob", ReadAt: at(12 * time.Second)}, {User: "cy", ReadAt: at(90 * time.Second), BeforeEdit: true}, {User: "old", ReadAt: at(2 * time.Hour), AfterLeft: true},
		}},
		chat.ListUnread: {Users: []chat.Reader{{User: "dora"}, {User: "eve"}}},
		chat.ListLeft:   {Users: []chat.Reader{{User: "gone"}}},
		chat.ListAlso:   {Users: []chat.Reader{{User: "late", ReadAt: at(26 * time.Hour)}}},
	}
	live := chat.ReceiptsChanged{Group: "ops", UID: text(8, "", "").UID, Tally: chat.Tally{Read: 4, Total: 5, Version: 5}, Readers: map[chat.UserID]chat.Millis{"dora": at(3 * time.Hour)}}
	tests := map[string]func(r *rig){
		"readers":             func(r *rig) { r.keys("up", "i") },
		"readers_live":        func(r *rig) { r.keys("up", "i").news(live) },
		"readers_of_anothers": func(r *rig) { r.keys("up", "up", "up", "up", "up", "i") },
		"readers_not_asked":   func(r *rig) { r.keys("up", "up", "i") },
		"help":                func(r *rig) { r.keys("?") },
		"palette":             func(r *rig) { r.keys("ctrl+p") },
		"palette_on_message":  func(r *rig) { r.keys("up", "ctrl+p", "r", "e", "m") },
		"completion":          func(r *rig) { r.keys("h", "i", "space", "@", "tab", "tab") },
		"completion_actions":  func(r *rig) { r.keys("/", "n", "tab") },
		"switcher":            func(r *rig) { r.keys("ctrl+k", "e") },
		"react":               func(r *rig) { r.keys("up", "+", "right") },
		"writing":             func(r *rig) { r.keys("ctrl+r", "h", "i", "ctrl+j", "y", "o", "u") },
		"reply":               func(r *rig) { r.keys("up", "up", "r", "o", "k") },
		"offline": func(r *rig) {
			r.news(chat.LinkChanged{State: chat.LinkOffline, Since: noon, Retry: noon.Add(time.Minute), Unsent: 2}, chat.TypingSeen{Group: "ops", User: "bob"})
		},
	}
	for name, does := range tests {
		for _, size := range [][2]int{{40, 10}, {40, 12}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": conversation(scripts["ascii"])}, readers: lists}
				drive(t, f, func(r *rig) {
					r.news(listed(ops(8, 8, 0), chat.Group{ID: "general", Name: "General", Unread: 12, MemberCount: 5}, chat.Group{ID: "zoo", Name: "Zoo"}), online)
					r.size(size[0], size[1]).say(tea.FocusMsg{})
					does(r)
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}
