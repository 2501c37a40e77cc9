package plain

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"seenby/chat"
	"seenby/ui/cell"
)

// A founder makes groups and changes them, see package ui.
type founder interface {
	CreateGroup(ctx context.Context, g chat.GroupID, name string, members []chat.UserID, visibility chat.Visibility) (chat.Group, error)
	JoinGroup(ctx context.Context, g chat.GroupID) (chat.Group, error)
	QuitGroup(ctx context.Context, g chat.GroupID) error
	InviteMembers(ctx context.Context, g chat.GroupID, users []chat.UserID) error
	RemoveMembers(ctx context.Context, g chat.GroupID, users []chat.UserID) error
	EditGroup(ctx context.Context, g chat.GroupID, e chat.GroupEdit) error
}

// foundingCommands are those that make groups and change them.
func foundingCommands() []command {
	return []command{
		{"new-group", (*session).newGroup},
		{"join-group", (*session).joinGroup},
		{"leave-group", (*session).leaveGroup},
		{"add-members", onPeople(func(s *session) string { return s.o.Words.Groups.Added }, Chat.InviteMembers)},
		{"remove-members", onPeople(func(s *session) string { return s.o.Words.Groups.Taken }, Chat.RemoveMembers)},
		{"topic", inGroup(func(s *session, text string) bool { return s.change(chat.GroupEdit{Topic: &text}) })},
		{"rename", inGroup(func(s *session, text string) bool { return text != "" && s.change(chat.GroupEdit{Name: &text}) })},
		{"who-sees", inGroup(func(s *session, text string) bool {
			v := chat.Visibility(text)
			return (v == chat.VisibleToSender || v == chat.VisibleToEveryone) && s.change(chat.GroupEdit{Visibility: &v})
		})},
	}
}

// inGroup is a command that needs an open group.
func inGroup(do func(*session, string) bool) func(*session, string) bool {
	return func(s *session, args string) bool {
		if s.open == nil {
			s.fail(cell.Line(s.w.NoGroup))
			return true
		}
		return do(s, strings.TrimSpace(args))
	}
}

// call asks the hub to do something, and then does what follows; or says why it
// was not done.
func (s *session) call(what func(ctx context.Context) error, then func()) {
	s.ask(func(ctx context.Context) (func(), error) {
		if err := what(ctx); err != nil {
			return func() { s.fail(cell.Line(s.o.Words.Reason(err.Error()))) }, nil
		}
		return then, nil
	})
}

// enter opens a group into which the user has just come.
func (s *session) enter(info chat.Group) {
	g := s.group(info.ID)
	if g.info.Name == "" {
		g.info = info
	}
	s.goTo(g)
}

func (s *session) newGroup(name string) bool {
	if name = strings.TrimSpace(name); name == "" {
		return false
	}
	id := chat.IDFor(name)
	if id == "" { // a name in another script
		id = chat.GroupID("group-" + strconv.FormatInt(time.Now().UnixMilli(), 36))
	}
	var made chat.Group
	s.call(func(ctx context.Context) (err error) {
		made, err = s.o.Chat.CreateGroup(ctx, id, name, nil, "")
		return err
	}, func() { s.enter(made) })
	return true
}

func (s *session) joinGroup(id string) bool {
	if !chat.ValidID(id) {
		return false
	}
	var joined chat.Group
	s.call(func(ctx context.Context) (err error) {
		joined, err = s.o.Chat.JoinGroup(ctx, chat.GroupID(id))
		return err
	}, func() { s.enter(joined) })
	return true
}

// leaveGroup leaves a group, which has to be named: it is done at once.
func (s *session) leaveGroup(id string) bool {
	if id == "" {
		return false
	}
	if s.groups[chat.GroupID(id)] == nil {
		s.fail(cell.Fill(cell.Line(s.w.UnknownGroup), cell.Line(id)))
		return true
	}
	s.call(func(ctx context.Context) error { return s.o.Chat.QuitGroup(ctx, chat.GroupID(id)) }, func() {})
	return true
}

// onPeople is a command on people in the open group.
func onPeople(done func(*session) string, do func(Chat, context.Context, chat.GroupID, []chat.UserID) error) func(*session, string) bool {
	return inGroup(func(s *session, args string) bool {
		users, err := chat.ParseUsers(args)
		if err != nil || len(users) == 0 {
			return false
		}
		id := s.open.info.ID
		s.call(func(ctx context.Context) error { return do(s.o.Chat, ctx, id, slices.Clone(users)) },
			func() { s.print(cell.Fill(cell.Line(done(s)), s.handles(users))) })
		return true
	})
}

// change changes the open group.
func (s *session) change(e chat.GroupEdit) bool {
	id := s.open.info.ID
	s.call(func(ctx context.Context) error { return s.o.Chat.EditGroup(ctx, id, e) },
		func() { s.print(cell.Line(s.o.Words.Groups.Changed)) })
	return true
}
