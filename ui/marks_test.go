package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
)

// dev is a group with something unread, which stands beside ops.
func dev(last, read, unread int) chat.Group {
	return chat.Group{ID: "dev", Name: "dev", MemberCount: 5, Role: chat.RoleMember, LastSeq: chat.Seq(last), ReadSeq: chat.Seq(read), Unread: unread}
}

// inDev moves a message there.
func inDev(m chat.Message) chat.Message {
	m.Group, m.UID = "dev", m.UID+"d"
	return m
}

// at is the line of a group in the list of groups.
func (r *rig) at(group string) string {
	r.Helper()
	for _, line := range strings.Split(r.screen(), "\n") {
		if left, _, ok := strings.Cut(line, "│"); ok && strings.Contains(left, group) {
			return strings.TrimSpace(left)
		}
	}
	r.Fatalf("there is no group %s:\n%s", group, r.screen())
	return ""
}

// toAlice makes a message name the user.
func toAlice(m chat.Message) chat.Message {
	m.Mentions = []chat.UserID{"alice"}
	return m
}

// TestAGroupTellsWhatIsForTheUser: in the list, with what is unread; also of what
// came before the program was started.
func TestAGroupTellsWhatIsForTheUser(t *testing.T) {
	tests := map[string]struct {
		before []chat.Message // in dev, up to the first unread
		live   []chat.News
		unread int
		draft  string
		want   string
	}{
		"nothing":              {want: "dev"},
		"something unread":     {before: []chat.Message{text(1, "bob", "a")}, unread: 1, want: "dev 1"},
		"it names the user":    {before: []chat.Message{toAlice(text(1, "bob", "@alice"))}, unread: 1, want: "dev @ 1"},
		"it asks":              {before: []chat.Message{asking(text(1, "bob", "a"), nil)}, unread: 1, want: "dev ◇ 1"},
		"both":                 {before: []chat.Message{asking(text(1, "bob", "a"), nil), toAlice(text(2, "cy", "@alice"))}, unread: 2, want: "dev ◇ @ 2"},
		"it named them before": {before: []chat.Message{toAlice(text(1, "bob", "@alice")), text(2, "cy", "a")}, unread: 1, want: "dev 1"},
		"they name themselves": {before: []chat.Message{toAlice(text(1, "alice", "@alice")), text(2, "cy", "a")}, unread: 1, want: "dev 1"},
		"it names them now":    {live: []chat.News{added(inDev(toAlice(text(1, "bob", "@alice"))))}, want: "dev @ 1"},
		"and is taken back":    {live: []chat.News{added(inDev(toAlice(text(1, "bob", "@alice")))), chat.MessageChanged{Message: inDev(takenBack(text(1, "bob", "")))}}, want: "dev 1"},
		"and is read":          {live: []chat.News{added(inDev(toAlice(text(1, "bob", "@alice")))), chat.ReadMovedTo{Group: "dev", Seq: 1}}, want: "dev"},
		"a draft":              {draft: "half", want: "dev ~"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{messages: history(), drafts: map[chat.GroupID]string{"dev": tt.draft}}
			for _, m := range tt.before {
				f.messages["dev"] = append(f.messages["dev"], inDev(m))
			}
			drive(t, f, func(r *rig) {
				n := len(tt.before)
				r.size(120, 24).news(online, listed(ops(4, 4, 0), dev(n, n-tt.unread, tt.unread))).news(tt.live...)
				if got := strings.Join(strings.Fields(r.at("dev")), " "); got != tt.want {
					t.Errorf("the list says %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// TestWhatIsReadAndNotAnsweredKeepsItsMark: until it is answered, here or
// elsewhere.
func TestWhatIsReadAndNotAnsweredKeepsItsMark(t *testing.T) {
	f := &fakeChat{messages: history()}
	f.messages["dev"] = []chat.Message{inDev(asking(text(1, "bob", "a"), nil))}
	f.own = map[chat.GroupID]receipts.Policy{"dev": receipts.PolicyAsk}
	drive(t, f, func(r *rig) {
		r.size(120, 24).news(online, listed(ops(4, 4, 0), dev(1, 1, 0)))
		if got := r.at("dev"); !strings.Contains(got, "◇") {
			t.Errorf("the list says %q, want the mark", got)
		}
		if r.news(chat.Responded{Group: "dev", UIDs: []chat.MessageUID{f.messages["dev"][0].UID}}); strings.Contains(r.at("dev"), "◇") {
			t.Errorf("the list says %q after the answer", r.at("dev"))
		}
	})
}

// TestWithoutAListOfGroupsTheTitleTells what is unread elsewhere, and a click on
// it goes there.
func TestWithoutAListOfGroupsTheTitleTells(t *testing.T) {
	f := &fakeChat{messages: history()}
	f.messages["dev"] = []chat.Message{inDev(asking(text(1, "bob", "a"), nil)), inDev(toAlice(text(2, "bob", "@alice")))}
	for width, want := range map[int]string{40: " ops  ◇ @ +2", 80: " ops  ◇ @ 2 unread elsewhere"} {
		drive(t, f, func(r *rig) {
			r.size(width, 24).news(online, listed(ops(4, 4, 0), dev(2, 0, 2)))
			if line, _, _ := strings.Cut(r.screen(), "\n"); !strings.HasPrefix(line, want) {
				t.Errorf("the title is %q, want %q", line, want)
			}
			r.say(tea.MouseClickMsg{X: 8, Button: tea.MouseLeft}).shows("Message dev")
			if line, _, _ := strings.Cut(r.screen(), "\n"); strings.Contains(line, "elsewhere") || strings.Contains(line, "+2") {
				t.Errorf("the title is %q with the group open", line)
			}
		})
	}
}

// TestWhatNamesTheUserIsNextBeforeTheRest: after what asks, and also where the
// group is muted.
func TestWhatNamesTheUserIsNextBeforeTheRest(t *testing.T) {
	f := &fakeChat{messages: history(), muted: map[chat.GroupID]bool{"zz": true}}
	plainly := func(id string, m chat.Message) chat.Message {
		m.Group, m.UID = chat.GroupID(id), m.UID+chat.MessageUID(id)
		return m
	}
	f.messages["aa"] = []chat.Message{plainly("aa", text(1, "bob", "a"))}
	f.messages["zz"] = []chat.Message{plainly("zz", toAlice(text(1, "bob", "@alice")))}
	group := func(id string) chat.Group {
		return chat.Group{ID: chat.GroupID(id), Name: id, MemberCount: 5, LastSeq: 1, Unread: 1}
	}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0), group("aa"), group("zz"))).keys("alt+u").shows("Message zz")
	})
}
