package plain

import (
	"context"

	"seenby/chat"
)

func (f *fakeChat) CreateGroup(_ context.Context, g chat.GroupID, name string, _ []chat.UserID, _ chat.Visibility) (chat.Group, error) {
	f.note("create %s %q", g, name)
	return chat.Group{ID: g, Name: name, MemberCount: 1, Role: chat.RoleOwner}, f.refuse
}

func (f *fakeChat) JoinGroup(_ context.Context, g chat.GroupID) (chat.Group, error) {
	f.note("join %s", g)
	return chat.Group{ID: g, Name: string(g), MemberCount: 2, Role: chat.RoleMember}, f.refuse
}

func (f *fakeChat) QuitGroup(_ context.Context, g chat.GroupID) error {
	f.note("quit %s", g)
	return f.refuse
}

func (f *fakeChat) InviteMembers(_ context.Context, g chat.GroupID, users []chat.UserID) error {
	f.note("add %s %v", g, users)
	return f.refuse
}

func (f *fakeChat) RemoveMembers(_ context.Context, g chat.GroupID, users []chat.UserID) error {
	f.note("remove %s %v", g, users)
	return f.refuse
}

func (f *fakeChat) EditGroup(_ context.Context, g chat.GroupID, e chat.GroupEdit) error {
	switch {
	case e.Topic != nil:
		f.note("topic %s %q", g, *e.Topic)
	case e.Name != nil:
		f.note("name %s %q", g, *e.Name)
	default:
		f.note("visibility %s %s", g, *e.Visibility)
	}
	return f.refuse
}
