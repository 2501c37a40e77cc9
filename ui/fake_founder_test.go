package ui

import (
	"context"
	"fmt"

	"seenby/chat"
)

// fakeFounder writes down what it is asked to do about groups, and refuses all
// while it has a reason.
type fakeFounder struct {
	refuse  error
	founded []string
}

func (f *fakeFounder) ask(format string, args ...any) error {
	f.founded = append(f.founded, fmt.Sprintf(format, args...))
	return f.refuse
}

func (f *fakeFounder) CreateGroup(_ context.Context, g chat.GroupID, name string, members []chat.UserID, _ chat.Visibility) (chat.Group, error) {
	return chat.Group{ID: g, Name: name, MemberCount: 1 + len(members), Role: chat.RoleOwner}, f.ask("create %s %q", g, name)
}

func (f *fakeFounder) JoinGroup(_ context.Context, g chat.GroupID) (chat.Group, error) {
	return chat.Group{ID: g, Name: string(g), MemberCount: 3, Role: chat.RoleMember}, f.ask("join %s", g)
}

func (f *fakeFounder) QuitGroup(_ context.Context, g chat.GroupID) error { return f.ask("quit %s", g) }

func (f *fakeFounder) InviteMembers(_ context.Context, g chat.GroupID, users []chat.UserID) error {
	return f.ask("add %s %v", g, users)
}

func (f *fakeFounder) RemoveMembers(_ context.Context, g chat.GroupID, users []chat.UserID) error {
	return f.ask("remove %s %v", g, users)
}

func (f *fakeFounder) EditGroup(_ context.Context, g chat.GroupID, e chat.GroupEdit) error {
	switch {
	case e.Topic != nil:
		return f.ask("topic %s %q", g, *e.Topic)
	case e.Name != nil:
		return f.ask("name %s %q", g, *e.Name)
	}
	return f.ask("visibility %s %s", g, *e.Visibility)
}
