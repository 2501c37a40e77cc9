package wire

import (
	"pgregory.net/rapid"

	"seenby/chat"
)

func drawPlainText(t *rapid.T) string {
	return draw(t, genText.Filter(func(s string) bool { return s != "" && len(s) < 1000 }))
}

func drawMsgID(t *rapid.T) string { return draw(t, rapid.StringN(1, 64, -1)) }

func drawName(t *rapid.T) string { return draw(t, rapid.StringN(1, 64, 256)) }

func drawLimit(t *rapid.T) int { return draw(t, rapid.IntRange(1, 100)) }

func drawOffset(t *rapid.T) int { return draw(t, genCount) }

func drawReading(t *rapid.T) chat.Reading {
	return chat.Reading{UID: drawUID(t), At: maybe(t, drawMillis)}
}

func drawHistory(t *rapid.T) GetHistory {
	h := GetHistory{Group: drawGroup(t), Limit: drawLimit(t)}
	s := maybePtr(t, drawSeq)
	switch draw(t, rapid.IntRange(0, 2)) {
	case 0:
		h.Before = s
	case 1:
		h.After = s
	default:
		h.Around = s
	}
	return h
}

func drawSearch(t *rapid.T) Search {
	s := Search{Group: maybe(t, drawGroup), Query: draw(t, rapid.StringN(2, 40, -1)), Limit: drawLimit(t)}
	if s.Group != "" {
		s.Before = maybePtr(t, drawSeq)
	}
	return s
}

// paramMakers returns one generator per op.
func paramMakers(t *rapid.T) []func() Params {
	list := draw(t, rapid.SampledFrom([]chat.ReaderList{"", chat.ListRead, chat.ListUnread, chat.ListLeft, chat.ListAlso}))
	role := draw(t, rapid.SampledFrom([]chat.Role{chat.RoleAdmin, chat.RoleMember}))
	g := drawGroup(t)
	return []func() Params{
		func() Params {
			return Connect{maybe(t, drawText), maybe(t, drawMsgID), draw(t, rapid.MapOfN(rapid.Custom(drawGroup), genText, 0, 3))}
		},
		func() Params { return CreateGroup{g, drawName(t), drawUsers(t, 0), maybe(t, drawVisibility)} },
		func() Params { return GetGroup{g} },
		func() Params { return ListMembers{g, drawOffset(t), drawLimit(t)} },
		func() Params { return JoinGroup{g} },
		func() Params { return QuitGroup{g} },
		func() Params { return InviteMembers{g, drawUsers(t, 1)} },
		func() Params { return RemoveMembers{g, drawUsers(t, 1)} },
		func() Params { return SetRole{g, drawUser(t), role} },
		func() Params {
			return UpdateGroup{g, maybePtr(t, drawName), maybePtr(t, drawName), maybePtr(t, drawBool), maybePtr(t, drawVisibility)}
		},
		func() Params {
			return SendMessage{g, drawMsgID(t), drawPlainText(t), drawBool(t), maybe(t, drawUID), drawUsers(t, 0)}
		},
		func() Params { return EditMessage{g, drawUID(t), drawPlainText(t)} },
		func() Params { return RecallMessage{g, drawUID(t)} },
		func() Params { return React{g, drawUID(t), draw(t, rapid.StringN(1, 9, 64)), drawBool(t)} },
		func() Params { return drawHistory(t) },
		func() Params { return drawSearch(t) },
		func() Params { return SetReadPosition{g, drawSeq(t)} },
		func() Params { return SendReadReceiptRequest{chat.ConversationGroup, g, drawUID(t)} },
		func() Params {
			return SendReadReceiptResponse{chat.ConversationGroup, g, draw(t, rapid.SliceOfN(rapid.Custom(drawReading), 0, 100))}
		},
		func() Params { return GetReadReceipt{g, drawUID(t), list, drawOffset(t), drawLimit(t)} },
		func() Params { return RemindUnread{g, drawUID(t)} },
		func() Params { return Typing{g} },
	}
}
