package wire

import "seenby/chat"

// params reads the parameters of op; known is false when there is no such op.
func (r *reader) params(op Op) (p Params, known bool) {
	if op != OpConnect {
		r.conversation()
	}
	switch op {
	case OpConnect:
		return r.connect(), true
	case OpCreateGroup, OpGetGroup, OpListMembers, OpJoinGroup, OpQuitGroup,
		OpInviteMembers, OpRemoveMembers, OpSetRole, OpUpdateGroup:
		return r.aboutGroup(op), true
	case OpSendMessage, OpEditMessage, OpRecallMessage, OpReact:
		return r.aboutMessage(op), true
	case OpGetHistory, OpSearch, OpSetReadPosition, OpTyping:
		return r.aboutTimeline(op), true
	case OpSendReadReceiptRequest, OpSendReadReceiptResponse, OpGetReadReceipt, OpRemindUnread:
		return r.aboutReceipts(op), true
	}
	return nil, false
}

func (r *reader) connect() Connect {
	c := Connect{
		Token:  r.text("token", r.take("token")),
		Device: r.chars("device", r.take("device"), maxDevice),
	}
	v := r.take("cursors")
	switch {
	case v == nil:
		return c
	case v[0] != '{':
		r.fail(chat.Malformed, "cursors", "is not an object")
		return c
	}
	fields := appendFields(nil, v)
	c.Cursors = make(map[chat.GroupID]string, len(fields))
	for _, f := range fields {
		if !chat.ValidID(string(f.name)) || f.value[0] != '"' {
			r.fail(chat.Malformed, "cursors", "does not map ids of groups to strings")
			return c
		}
		c.Cursors[chat.GroupID(f.name)] = unquote(f.value)
	}
	return c
}

func (r *reader) aboutGroup(op Op) Params {
	g := r.group()
	switch op {
	case OpCreateGroup:
		return CreateGroup{
			Group: g, Name: r.sized("name", r.required("name"), chat.MaxName, chat.TooLarge),
			Members:    r.users("members", r.take("members"), 0, chat.MaxClientFrame),
			Visibility: r.visibility(r.take("receiptVisibility")),
		}
	case OpListMembers:
		return ListMembers{Group: g, Offset: r.offset(), Limit: r.limit(chat.MaxMembers)}
	case OpJoinGroup:
		return JoinGroup{Group: g}
	case OpQuitGroup:
		return QuitGroup{Group: g}
	case OpInviteMembers:
		return InviteMembers{Group: g, Users: r.users("userIds", r.required("userIds"), 1, chat.MaxInvite)}
	case OpRemoveMembers:
		return RemoveMembers{Group: g, Users: r.users("userIds", r.required("userIds"), 1, chat.MaxInvite)}
	case OpSetRole:
		return SetRole{
			Group: g, User: chat.UserID(r.ident("userId", r.required("userId"))),
			Role: chat.Role(r.choice("role", r.required("role"), string(chat.RoleAdmin), string(chat.RoleMember))),
		}
	case OpUpdateGroup:
		return r.updateGroup(g)
	}
	return GetGroup{Group: g}
}

func (r *reader) visibility(v []byte) chat.Visibility {
	return chat.Visibility(r.choice("receiptVisibility", v, string(chat.VisibleToSender), string(chat.VisibleToEveryone)))
}

func (r *reader) updateGroup(g chat.GroupID) UpdateGroup {
	u := UpdateGroup{Group: g}
	if v := r.take("name"); v != nil {
		s := r.sized("name", v, chat.MaxName, chat.TooLarge)
		u.Name = &s
	}
	if v := r.take("topic"); v != nil {
		s := r.text("topic", v)
		if len(s) > chat.MaxTopic {
			r.fail(chat.TooLarge, "topic", "more than 1024 bytes")
		}
		u.Topic = &s
	}
	if v := r.take("open"); v != nil {
		b := r.boolean("open", v)
		u.Open = &b
	}
	if v := r.take("receiptVisibility"); v != nil {
		s := r.visibility(v)
		u.Visibility = &s
	}
	return u
}

func (r *reader) aboutMessage(op Op) Params {
	g := r.group()
	switch op {
	case OpSendMessage:
		return SendMessage{
			Group: g, ClientMsgID: r.chars("clientMsgId", r.required("clientMsgId"), chat.MaxClientMsgID),
			Text:        r.sized("text", r.required("text"), chat.MaxText, chat.TooLarge),
			NeedReceipt: r.boolean("needReceipt", r.take("needReceipt")),
			ReplyTo:     r.uid("replyTo", r.take("replyTo")),
			Mentions:    r.users("mentions", r.take("mentions"), 0, chat.MaxMentions),
		}
	case OpEditMessage:
		return EditMessage{
			Group: g, UID: r.message(),
			Text: r.sized("text", r.required("text"), chat.MaxText, chat.TooLarge),
		}
	case OpReact:
		return React{
			Group: g, UID: r.message(),
			Emoji: r.sized("emoji", r.required("emoji"), chat.MaxEmoji, chat.Malformed),
			On:    r.boolean("on", r.required("on")),
		}
	}
	return RecallMessage{Group: g, UID: r.message()}
}

func (r *reader) aboutTimeline(op Op) Params {
	if op == OpSearch {
		return r.search()
	}
	g := r.group()
	switch op {
	case OpGetHistory:
		h := GetHistory{Group: g, Before: r.seq("before"), After: r.seq("after"), Around: r.seq("around")}
		given := 0
		for _, s := range []*chat.Seq{h.Before, h.After, h.Around} {
			if s != nil {
				given++
			}
		}
		if given > 1 {
			r.fail(chat.Malformed, "before, after, around", "more than one is given")
		}
		h.Limit = r.limit(chat.MaxHistory)
		return h
	case OpSetReadPosition:
		return SetReadPosition{Group: g, Seq: chat.Seq(r.number("seq", r.required("seq"), 0, maxPosition, 0))}
	}
	return Typing{Group: g}
}

func (r *reader) search() Search {
	s := Search{Group: chat.GroupID(r.ident("targetId", r.take("targetId")))}
	v := r.required("query")
	s.Query = r.sized("query", v, maxQuery, chat.TooLarge)
	if v != nil && v[0] == '"' && len([]rune(s.Query)) < minQuery {
		r.fail(chat.Malformed, "query", "is shorter than two characters")
	}
	s.Before = r.seq("before")
	if s.Before != nil && s.Group == "" {
		r.fail(chat.Malformed, "before", "needs targetId")
	}
	s.Limit = r.limit(chat.MaxSearch)
	return s
}

func (r *reader) aboutReceipts(op Op) Params {
	g := r.group()
	switch op {
	case OpSendReadReceiptResponse:
		return SendReadReceiptResponse{
			ConversationType: chat.ConversationGroup, Group: g,
			Messages: r.readings("messageList", r.required("messageList")),
		}
	case OpGetReadReceipt:
		lists := []string{string(chat.ListRead), string(chat.ListUnread), string(chat.ListLeft), string(chat.ListAlso)}
		return GetReadReceipt{
			Group: g, UID: r.message(), List: chat.ReaderList(r.choice("list", r.take("list"), lists...)),
			Offset: r.offset(), Limit: r.limit(chat.MaxReaders),
		}
	case OpRemindUnread:
		return RemindUnread{Group: g, UID: r.message()}
	}
	return SendReadReceiptRequest{ConversationType: chat.ConversationGroup, Group: g, UID: r.message()}
}

// readings reads a messageList. A malformed item is a fault of the whole call,
// and told before the list's length is.
func (r *reader) readings(name string, v []byte) []chat.Reading {
	// An item with its time takes some 60 bytes of the frame.
	readings := make([]chat.Reading, 0, min(len(v)/50+1, chat.MaxBatch))
	r.list(name, v, func(item []byte) {
		switch item[0] {
		case '"':
			readings = append(readings, chat.Reading{UID: r.uid(name, item)})
		case '{':
			readings = append(readings, r.reading(name, item))
		default:
			r.fail(chat.Malformed, name, "holds what is neither an id nor an object")
		}
	})
	if len(readings) > chat.MaxBatch {
		r.fail(chat.TooManyMessages, name, chat.TooManyMessages.Reason())
	}
	return readings
}

// reading reads one item of a messageList.
func (r *reader) reading(name string, object []byte) chat.Reading {
	item := r.item
	item.reset(object)
	m := chat.Reading{UID: item.message()}
	if v := item.take("readTime"); v != nil {
		n, ok := integer(v)
		if !ok {
			item.fail(chat.Malformed, "readTime", "is not an integer")
		}
		// The zero value says that no time was given. A clock that stands before
		// 1970 gave one, and the hub moves it to the sending all the same.
		m.At = chat.Millis(max(n, 1))
	}
	if item.finish(); item.code != chat.Done {
		r.fail(item.code, name, item.reason)
	}
	clear(item.fields)
	return m
}
