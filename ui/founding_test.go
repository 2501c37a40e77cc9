package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// led is the group ops, of which alice is the owner.
func led() chat.Group {
	g := ops(4, 4, 0)
	g.Role = chat.RoleOwner
	return g
}

// TestGroupsAreMadeAndChanged: what is asked of the client for what is written,
// and what is said of it.
func TestGroupsAreMadeAndChanged(t *testing.T) {
	tests := map[string]struct {
		keys   string
		text   string
		enter  string
		asked  []string
		says   string
		refuse error
	}{
		"a group is made and opened":     {keys: "alt+c", text: "Night watch", asked: []string{`create night-watch "Night watch"`}, says: "Night watch is made: alt+i adds people"},
		"a name in another script":       {keys: "alt+c", text: "夜班", asked: []string{`create group-c2wfoqo0 "夜班"`}, says: "Message 夜班"},
		"no name":                        {keys: "alt+c", says: "please read"},
		"one that there is":              {keys: "alt+c", text: "ops", asked: []string{`create ops "ops"`}, says: "new group ops", refuse: &chat.Error{Code: chat.Conflict}},
		"why is said":                    {keys: "alt+c", text: "ops", asked: []string{`create ops "ops"`}, says: "exists already", refuse: &chat.Error{Code: chat.Conflict}},
		"an open group is joined":        {keys: "alt+j", text: "pub", asked: []string{"join pub"}, says: "Message pub"},
		"what is no id is not asked for": {keys: "alt+j", text: "a/b", says: "no id: a/b"},
		"one that there is not":          {keys: "alt+j", text: "nix", asked: []string{"join nix"}, says: "no such group", refuse: &chat.Error{Code: chat.NoGroup}},
		"people are added":               {keys: "alt+i", text: "@fay, gus", asked: []string{"add ops [fay gus]"}, says: "added: fay, gus"},
		"who is in it already":           {keys: "alt+i", text: "fay bob", says: "in it already: bob"},
		"what is no id":                  {keys: "alt+i", text: "fay b/b", says: "no id: b/b"},
		"people are taken out":           {keys: "/remove-members", text: "bob", asked: []string{"remove ops [bob]"}, says: "no longer in it: bob"},
		"who is not in it":               {keys: "/remove-members", text: "fay", says: "not in it: fay"},
		"it gets a topic":                {keys: "/topic", text: "!", asked: []string{`topic ops "what runs and what does not!"`}, says: "changed"},
		"it loses its topic":             {keys: "/topic ctrl+u", asked: []string{`topic ops ""`}, says: "changed"},
		"it gets a name":                 {keys: "/rename", text: "!", asked: []string{`name ops "ops!"`}, says: "changed"},
		"it keeps its name":              {keys: "/rename ctrl+u"},
		"everyone is to see receipts":    {keys: "/who-sees", asked: []string{"visibility ops everyone"}, says: "changed"},
		"it is left":                     {keys: "/leave-group", asked: []string{"quit ops"}},
		"it is not":                      {keys: "/leave-group esc"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(100, 24).news(online, listed(led()))
				r.chat.refuse = tt.refuse
				for _, k := range strings.Fields(tt.keys) {
					if strings.HasPrefix(k, "/") {
						r.say(tea.PasteMsg{Content: k}).keys("enter")
					} else {
						r.keys(k)
					}
				}
				r.say(tea.PasteMsg{Content: tt.text}).keys("enter")
				if !slices.Equal(r.chat.founded, tt.asked) {
					t.Errorf("asked %q, want %q", r.chat.founded, tt.asked)
				}
				r.shows(tt.says)
			})
		})
	}
}

// TestWhoDoesNotLeadAGroupDoesNotChangeIt: it is said before anything is asked,
// and the palette does not offer it.
func TestWhoDoesNotLeadAGroupDoesNotChangeIt(t *testing.T) {
	for _, name := range []string{"add-members", "remove-members", "topic", "rename", "who-sees"} {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(100, 40).news(online, listed(ops(4, 4, 0))).say(tea.PasteMsg{Content: "/" + name}).keys("enter")
				r.shows("only its owner or an admin does that")
				r.keys("ctrl+p").hides(r.m.says(name).Explained())
				if len(r.chat.founded) > 0 {
					t.Errorf("asked %q", r.chat.founded)
				}
			})
		})
	}
}

// TestWhoIsInNoGroup is told how to come into one, and can make one.
func TestWhoIsInNoGroup(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		drive(t, &fakeChat{}, func(r *rig) {
			r.size(size[0], size[1]).news(online, listed())
			r.shows("You are in no group yet.", "alt+c makes one", "you are")
			r.keys("alt+c").say(tea.PasteMsg{Content: "ops"}).keys("enter").shows("Message ops")
		}, func(o *Options) { o.Open = "" })
	}
}

func TestMembersAreListed(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(online, listed(ops(4, 4, 0))).keys("alt+g")
		r.shows("in ops: 5", "Alice", "Bob", "@bob", "Eve", "by invitation", "receipts: the sender sees", "covered")
		r.keys("c", "y").hides("Bob").shows("Cy")
		r.keys("enter").hides("in ops: 5")
		if got := r.m.composer.Text(); got != "@cy " {
			t.Errorf("%q is written, want the one who was picked", got)
		}
		r.keys("alt+g").news(chat.PresenceSeen{User: "bob", Online: true}).shows("in ops: 5")
	})
}

// TestWhoIsAddedToAGroupIsTold: by whom, with the group in the list.
func TestWhoIsAddedToAGroupIsTold(t *testing.T) {
	dev := chat.Group{ID: "dev", Name: "dev", MemberCount: 2, Role: chat.RoleMember}
	change := func(by string) chat.News {
		return chat.GroupChanged{Group: dev, Change: &chat.GroupChange{Kind: chat.ChangeInvited, By: chat.UserID(by), Users: []chat.UserID{"alice"}}}
	}
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(120, 24).news(online, listed(ops(4, 4, 0)), change("bob")).shows("Bob added you to dev")
	})
}

// TestAFormTakesTheKeys: while something is asked nothing else is done, and
// peeking still is.
func TestAFormTakesTheKeys(t *testing.T) {
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(online, listed(led()), listed(led(), chat.Group{ID: "dev", Name: "dev", MemberCount: 2}))
		r.keys("alt+i", "b", "space", "c", "backspace", "backspace", "backspace").shows("add to ops")
		r.keys("backspace").hides("add to ops")
		r.keys("up", "alt+i", "esc").hides("add to ops")
		r.keys("alt+i", "z", "alt+down", "enter").hides("Message dev")
		if len(r.chat.sent) > 0 || r.m.composer.Text() != "" {
			t.Errorf("sent %v, written %q", r.chat.sent, r.m.composer.Text())
		}
	})
}
