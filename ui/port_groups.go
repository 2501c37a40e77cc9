package ui

import (
	"context"

	"seenby/chat"
)

// Founder is what making and changing groups needs of a chat client. All of it
// asks the hub and waits; [chat.News] tell what became of the group.
type Founder interface {
	// CreateGroup makes a group that this user owns; visibility "" lets the sender
	// alone see who has read.
	CreateGroup(ctx context.Context, g chat.GroupID, name string, members []chat.UserID, visibility chat.Visibility) (chat.Group, error)
	// JoinGroup makes this user a member of a group that is open to all, QuitGroup
	// ends being one.
	JoinGroup(ctx context.Context, g chat.GroupID) (chat.Group, error)
	QuitGroup(ctx context.Context, g chat.GroupID) error
	// InviteMembers adds users at once, RemoveMembers takes them out, EditGroup
	// changes the group itself. The owner and admins may.
	InviteMembers(ctx context.Context, g chat.GroupID, users []chat.UserID) error
	RemoveMembers(ctx context.Context, g chat.GroupID, users []chat.UserID) error
	EditGroup(ctx context.Context, g chat.GroupID, e chat.GroupEdit) error
}
