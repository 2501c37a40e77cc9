package ui

import (
	"strings"
	"testing"

	"seenby/chat"
)

// TestWhoLeftKeepsTheName: lines that tell of them say what they were called, as
// long as it is known, and nobody can take the name over unseen.
func TestWhoLeftKeepsTheName(t *testing.T) {
	change := func(seq int, kind chat.ChangeKind, by chat.UserID, users ...chat.UserID) chat.Message {
		m := text(seq, string(by), "")
		m.Kind, m.Change = chat.KindSystem, &chat.GroupChange{Kind: kind, By: by, Users: users}
		return m
	}
	without := people("alice", "cy", "dora", "eve")
	tests := map[string]struct {
		last chat.Message
		then []chat.Member // the members afterwards
		want []string
	}{
		"left":                      {change(5, chat.ChangeLeft, "bob", "bob"), without, []string{"• Bob left", " Bob  "}},
		"removed":                   {change(5, chat.ChangeRemoved, "cy", "bob"), without, []string{"Cy removed Bob"}},
		"back again":                {change(5, chat.ChangeJoined, "bob", "bob"), people("alice", "bob"), []string{"• Bob joined"}},
		"somebody takes the name":   {change(5, chat.ChangeLeft, "bob", "bob"), append(people("alice"), chat.Member{User: "eve", Name: "Bob"}), []string{"• Bob @bob left", " Bob @bob  "}},
		"one who was never a known": {change(5, chat.ChangeRemoved, "cy", "zed"), without, []string{"Cy removed @zed"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{messages: history()}
			drive(t, f, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0)), online)
				f.members = tt.then
				r.news(added(tt.last), chat.GroupChanged{Group: ops(5, 4, 0), Change: tt.last.Change})
				for _, want := range tt.want {
					if !strings.Contains(r.screen(), want) {
						t.Errorf("want %q:\n%s", want, r.screen())
					}
				}
				if r.m.open.book.has("bob") != (name == "back again") {
					t.Error("it is not known who is a member")
				}
			})
		})
	}
}
