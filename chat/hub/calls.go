package hub

import (
	"seenby/chat"
	"seenby/chat/wire"
)

// writes reports whether a call changes something that lasts.
func writes(p wire.Params) bool {
	switch p.(type) {
	case wire.Connect, wire.GetGroup, wire.ListMembers, wire.GetHistory, wire.Search, wire.GetReadReceipt, wire.Typing:
		return false
	}
	return true
}

// action returns what a call wants to happen, or the refusal of what is wrong
// however the group is. Whether it is allowed is decided where the order is.
func (s *session) action(p wire.Params) (chat.GroupID, chat.Action, chat.Result) {
	switch p := p.(type) {
	case wire.SendMessage:
		return p.Group, chat.Post{
			ClientMsgID: p.ClientMsgID, Text: p.Text, NeedReceipt: p.NeedReceipt, ReplyTo: p.ReplyTo,
			Mentions: p.Mentions, Rules: s.hub.o.Rules,
		}, chat.Result{}
	case wire.SendReadReceiptResponse:
		if p.ConversationType != chat.ConversationGroup {
			return refused(chat.NoReceiptsHere)
		}
		return p.Group, chat.Answer{Messages: p.Messages}, chat.Result{}
	case wire.SendReadReceiptRequest:
		if p.ConversationType != chat.ConversationGroup {
			return refused(chat.NoReceiptsHere)
		}
		return p.Group, chat.Ask{UID: p.UID, Rules: s.hub.o.Rules}, chat.Result{}
	case wire.SetReadPosition:
		return p.Group, chat.SetRead{Seq: p.Seq}, chat.Result{}
	case wire.EditMessage:
		return p.Group, chat.Edit{UID: p.UID, Text: p.Text}, chat.Result{}
	case wire.RecallMessage:
		return p.Group, chat.Recall{UID: p.UID}, chat.Result{}
	case wire.React:
		return p.Group, chat.React{UID: p.UID, Emoji: p.Emoji, On: p.On}, chat.Result{}
	case wire.RemindUnread:
		return p.Group, chat.Remind{UID: p.UID}, chat.Result{}
	}
	return s.groupAction(p)
}

func (s *session) groupAction(p wire.Params) (chat.GroupID, chat.Action, chat.Result) {
	switch p := p.(type) {
	case wire.CreateGroup:
		return s.create(p)
	case wire.JoinGroup:
		return p.Group, chat.Join{Profile: s.profile}, chat.Result{}
	case wire.QuitGroup:
		return p.Group, chat.Quit{}, chat.Result{}
	case wire.InviteMembers:
		return s.invite(p)
	case wire.RemoveMembers:
		return p.Group, chat.Remove{Users: p.Users}, chat.Result{}
	case wire.SetRole:
		return p.Group, chat.SetRole{User: p.User, Role: p.Role}, chat.Result{}
	case wire.UpdateGroup:
		return p.Group, chat.Update{Name: p.Name, Topic: p.Topic, Open: p.Open, Visibility: p.Visibility}, chat.Result{}
	case wire.Connect:
		return "", nil, chat.Result{Code: chat.Conflict, Reason: "connected already"}
	}
	return refused(chat.Malformed)
}

func refused(c chat.Code) (chat.GroupID, chat.Action, chat.Result) {
	return "", nil, chat.Result{Code: c, Reason: c.Reason()}
}

func (s *session) create(p wire.CreateGroup) (chat.GroupID, chat.Action, chat.Result) {
	if l := s.hub.o.Limits; !l.Off {
		switch _, groups := s.hub.floor.groupSize(s.user, p.Group); {
		case groups >= l.GroupsPerUser:
			return "", nil, chat.Result{Code: chat.TooLarge, Reason: "you are in as many groups as one may be"}
		case len(p.Members) >= l.GroupMembers:
			return "", nil, chat.Result{Code: chat.TooLarge, Reason: "members: more than a group may have"}
		}
	}
	return p.Group, chat.Create{Name: p.Name, Owner: s.profile, Members: byID(p.Members), Visibility: p.Visibility}, chat.Result{}
}

func (s *session) invite(p wire.InviteMembers) (chat.GroupID, chat.Action, chat.Result) {
	if l := s.hub.o.Limits; !l.Off {
		if members, _ := s.hub.floor.groupSize(s.user, p.Group); members+len(p.Users) > l.GroupMembers {
			return "", nil, chat.Result{Code: chat.TooLarge, Reason: "userIds: more than a group may have"}
		}
	}
	return p.Group, chat.Invite{Users: byID(p.Users)}, chat.Result{}
}

// byID names users by the id alone: who they are is decided where the order is.
func byID(users []chat.UserID) []chat.Profile {
	profiles := make([]chat.Profile, len(users))
	for i, u := range users {
		profiles[i].User = u
	}
	return profiles
}

// body is what the reply to a write carries beside code 0. before is the place
// ahead of its facts: the events that they make follow the reply, so it is the
// cursor of a group in it.
func (f *floor) body(p *pending, r chat.Result, before chat.Pos) wire.Body {
	switch p.op {
	case wire.OpSendMessage:
		return wire.SentBody{UID: r.UID, Seq: r.Seq, Sent: r.Sent}
	case wire.OpSendReadReceiptRequest:
		return wire.TotalBody{Total: r.Total}
	case wire.OpSendReadReceiptResponse:
		if len(r.Ignored) > 0 {
			return wire.AnsweredBody{Ignored: r.Ignored}
		}
	case wire.OpRemindUnread:
		return wire.RemindedBody{Reminded: r.Reminded}
	case wire.OpCreateGroup, wire.OpJoinGroup, wire.OpUpdateGroup:
		if room := f.rooms[p.group]; room != nil && room.viewers[p.s.user] != nil {
			return wire.GroupBody{Group: room.group(room.viewers[p.s.user], f.cursor(before))}
		}
	}
	return nil
}
