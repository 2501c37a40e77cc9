package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

var away = chat.LinkChanged{State: chat.LinkOffline, Since: noon, Unsent: 1}

// sending is what the client tells of a message of the user.
func sending(g chat.GroupID, id string, s chat.SendState, why string) chat.Sending {
	return chat.Sending{Group: g, ClientMsgID: id, State: s, Text: "words of " + id, Queued: noon, Err: why}
}

// TestUnsent holds what messages look like that are not sent, in groups that
// the user is in and in one that they were removed from.
func TestUnsent(t *testing.T) {
	dev := chat.Group{ID: "dev", Name: "dev", MemberCount: 2}
	refused := []chat.News{sending("dev", "a", chat.SendFailed, "not a member of this group"), sending("dev", "b", chat.SendFailed, "not a member of this group")}
	tests := map[string]func(r *rig){
		"queued":             func(r *rig) { r.news(away, sending("ops", "a", chat.SendQueued, "")) },
		"refused_elsewhere":  func(r *rig) { r.news(refused...) },
		"refused_looked_at":  func(r *rig) { r.news(refused...).keys("alt+up", "up") },
		"removed_meanwhile":  func(r *rig) { r.news(refused...).news(listed(ops(8, 8, 0))).keys("alt+up", "up") },
		"edited_while_apart": func(r *rig) { r.news(away).keys("up", "e", "!", "enter") },
	}
	for name, does := range tests {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {text(1, "bob", "hello"), text(2, "alice", "hi")}}}
				drive(t, f, func(r *rig) {
					r.news(listed(ops(8, 8, 0), dev), online).size(size[0], size[1]).say(tea.FocusMsg{})
					does(r)
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}

func TestWhatWasRefusedOutlastsItsGroup(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(120, 40).news(listed(ops(0, 0, 0), chat.Group{ID: "dev", Name: "dev"}), online)
		r.news(sending("dev", "a", chat.SendQueued, ""))
		r.news(chat.GroupGone{Group: "dev"}, sending("dev", "a", chat.SendFailed, "not a member of this group"))
		for range 2 { // the hub lists the groups at each connect
			r.news(listed(ops(0, 0, 0)))
			if g := r.m.known("dev"); g == nil || g.list.Refused() != 1 {
				t.Fatalf("the group is gone with what was written in it:\n%s", r.screen())
			}
		}
		r.keys("alt+up", "up", "r")
		r.news(sending("dev", "a", chat.SendQueued, ""), sending("dev", "a", chat.SendFailed, "not a member of this group"))
		r.keys("x")
		if !slices.Equal(r.chat.did, []string{"retry a", "discard a"}) {
			t.Errorf("did %q", r.chat.did)
		}
		if r.m.known("dev") != nil || r.m.Group() != "ops" {
			t.Errorf("the group is still there:\n%s", r.screen())
		}
	})
}

// TestWhatIsDoneWithoutAHubSaysSo: nothing claims to be done that is only kept.
func TestWhatIsDoneWithoutAHubSaysSo(t *testing.T) {
	for name, keys := range map[string][]string{
		"ask": {"f"}, "remind": {"up", "d"}, "recall": {"x", "x"}, "react": {"+", "enter"}, "edit": {"e", "!", "enter"}, "answer": {"up", "up", "y"},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {
				asking(text(1, "bob", "please"), nil), asking(text(2, "alice", "mine"), &chat.Tally{Total: 3}), text(3, "alice", "plain"),
			}}}
			drive(t, f, func(r *rig) {
				r.size(120, 40).news(listed(ops(3, 3, 0)), away).keys("up").keys(keys...)
				if !strings.Contains(r.screen(), "kept until the hub is reached") || len(r.chat.did) == 0 {
					t.Errorf("did %q:\n%s", r.chat.did, r.screen())
				}
			})
		})
	}
}

func TestAnEditThatIsRefusedIsNotLost(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {text(1, "alice", "first")}}}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(listed(ops(1, 1, 0)), online).keys("up", "e", "!", "enter")
		r.news(chat.Trouble{Group: "ops", Text: "edit: the message was recalled"}).keys("ctrl+up")
		if got := r.m.composer.Text(); got != "first!" {
			t.Errorf("written again: %q", got)
		}
	})
}

func TestAMessageThatIsNotSentIsTakenBack(t *testing.T) {
	queued := sending("ops", "a", chat.SendQueued, "")
	tests := map[string]struct {
		news []chat.News
		keys []string
		did  string
		then []chat.News
		has  []string
		lack string
	}{
		"dropped":             {[]chat.News{away, queued}, []string{"x"}, "discard a", []chat.News{sending("ops", "a", chat.SendDropped, "")}, []string{"dropped, it was never sent: ctrl+up writes it again"}, "words of a"},
		"perhaps sent":        {[]chat.News{away, queued}, []string{"x"}, "discard a", []chat.News{sending("ops", "a", chat.SendRecalling, "")}, []string{"words of a", "taken back: recalled once the hub has it", "it may have reached the hub"}, "dropped"},
		"once is enough":      {[]chat.News{away, sending("ops", "a", chat.SendRecalling, "")}, []string{"x"}, "", nil, []string{"it may have reached the hub"}, "dropped"},
		"not edited any more": {[]chat.News{away, sending("ops", "a", chat.SendRecalling, "")}, []string{"e"}, "", nil, []string{"it may have reached the hub"}, "editing"},
		"edited":              {[]chat.News{away, queued}, []string{"e", "!", "enter"}, `revise a "words of a!"`, []chat.News{chat.Sending{Group: "ops", ClientMsgID: "a", State: chat.SendQueued, Text: "other words"}}, []string{"other words"}, "words of a"},
		"refused and edited":  {[]chat.News{sending("ops", "a", chat.SendFailed, "too large")}, []string{"e", "!", "enter"}, `revise a "words of a!"`, nil, nil, "editing"},
		"words come back":     {[]chat.News{away, queued}, []string{"x", "ctrl+up"}, "discard a", []chat.News{sending("ops", "a", chat.SendDropped, "")}, []string{"│ words of a"}, "◔"},
		"an edit is left":     {[]chat.News{away, queued}, []string{"e", "!", "esc"}, "", nil, []string{"words of a"}, "words of a!"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{}
			drive(t, f, func(r *rig) {
				r.size(80, 24).news(listed(ops(0, 0, 0)), online).news(tt.news...).keys(append([]string{"up"}, tt.keys...)...)
				if got := strings.Join(f.did, ", "); got != tt.did {
					t.Errorf("asked to %q, not %q", got, tt.did)
				}
				r.news(tt.then...)
				s := r.screen()
				for _, want := range tt.has {
					if !strings.Contains(s, want) {
						t.Errorf("%q is missing:\n%s", want, s)
					}
				}
				if strings.Contains(s, tt.lack) {
					t.Errorf("%q is there:\n%s", tt.lack, s)
				}
			})
		})
	}
}
