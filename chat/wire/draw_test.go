package wire

import (
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"seenby/chat"
)

// Generators of every value of the protocol, within its bounds.

func draw[T any](t *rapid.T, g *rapid.Generator[T]) T { return g.Draw(t, "") }

var (
	genID   = rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9._-]{0,63}`)
	genText = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"hello", "<b>&amp;</b>", "a\"b\\c/d", "\x00\x01\x1f\x7f\u0080\u009f", "\u2028\u2029\u200b\ufeff", "日本語 👩‍👩‍👧 🇨🇭", "\n\t\r\b\f",
		"\ufffd\uffff", "\U0010ffff\ue000",
	}))
	genTime  = rapid.Int64Range(1, 1<<53)
	genSeq   = rapid.Int64Range(1, 1<<53-1)
	genCount = rapid.IntRange(0, 1<<31)
)

func drawGroup(t *rapid.T) chat.GroupID  { return chat.GroupID(draw(t, genID)) }
func drawUser(t *rapid.T) chat.UserID    { return chat.UserID(draw(t, genID)) }
func drawMillis(t *rapid.T) chat.Millis  { return chat.Millis(draw(t, genTime)) }
func drawSeq(t *rapid.T) chat.Seq        { return chat.Seq(draw(t, genSeq)) }
func drawUID(t *rapid.T) chat.MessageUID { return chat.MessageUID(draw(t, genID)) }
func drawBool(t *rapid.T) bool           { return draw(t, rapid.Bool()) }
func drawText(t *rapid.T) string         { return draw(t, genText) }
func drawUsers(t *rapid.T, least int) []chat.UserID {
	return draw(t, rapid.SliceOfN(rapid.Custom(drawUser), least, 5))
}

func maybe[T any](t *rapid.T, draw func(*rapid.T) T) (v T) {
	if drawBool(t) {
		v = draw(t)
	}
	return v
}

func maybePtr[T any](t *rapid.T, draw func(*rapid.T) T) *T {
	if !drawBool(t) {
		return nil
	}
	v := draw(t)
	return &v
}

func drawReaders(t *rapid.T) map[chat.UserID]chat.Millis {
	return draw(t, rapid.MapOfN(rapid.Custom(drawUser), rapid.Custom(drawMillis), 0, 5))
}

func drawTally(t *rapid.T) chat.Tally {
	total := draw(t, genCount)
	return chat.Tally{Read: draw(t, rapid.IntRange(0, total)), Total: total, Version: draw(t, genTime)}
}

func drawReceiptInfo(t *rapid.T) chat.ReceiptInfo {
	return chat.ReceiptInfo{
		Asked: true, Responded: drawBool(t), RespondedAt: maybe(t, drawMillis),
		Tally: maybePtr(t, drawTally), Readers: drawReaders(t), Also: drawUsers(t, 0),
	}
}

func drawChange(t *rapid.T) chat.GroupChange {
	return chat.GroupChange{
		Kind: draw(t, rapid.SampledFrom([]chat.ChangeKind{chat.ChangeCreated, chat.ChangeRole, chat.ChangeVisibility})),
		By:   drawUser(t), Users: drawUsers(t, 0), Role: maybe(t, drawRole),
	}
}

func drawRole(t *rapid.T) chat.Role {
	return draw(t, rapid.SampledFrom([]chat.Role{chat.RoleOwner, chat.RoleAdmin, chat.RoleMember}))
}

func drawVisibility(t *rapid.T) chat.Visibility {
	return draw(t, rapid.SampledFrom([]chat.Visibility{chat.VisibleToSender, chat.VisibleToEveryone}))
}

func drawMessage(t *rapid.T) chat.Message {
	return chat.Message{
		UID: drawUID(t), ConversationType: 3, Group: drawGroup(t), Seq: drawSeq(t), Sender: drawUser(t),
		Sent: drawMillis(t), ClientMsgID: maybe(t, drawText), Text: drawText(t),
		Kind:    draw(t, rapid.SampledFrom([]chat.MessageKind{chat.KindText, chat.KindSystem})),
		ReplyTo: maybe(t, drawUID), Mentions: drawUsers(t, 0), Edited: maybe(t, drawMillis), Recalled: maybe(t, drawMillis),
		Reactions: draw(t, rapid.MapOfN(genText, rapid.Custom(func(t *rapid.T) []chat.UserID { return drawUsers(t, 1) }), 0, 4)),
		Receipt:   maybePtr(t, drawReceiptInfo), Change: maybePtr(t, drawChange),
	}
}

func drawChatGroup(t *rapid.T) chat.Group {
	return chat.Group{
		ID: drawGroup(t), Name: drawText(t), Topic: drawText(t), MemberCount: draw(t, genCount), Role: drawRole(t),
		Open: drawBool(t), Visibility: drawVisibility(t), LastSeq: drawSeq(t), ReadSeq: drawSeq(t), Unread: draw(t, genCount),
		Cursor: drawText(t), Reset: drawBool(t),
	}
}

func drawEvent(t *rapid.T) Event {
	return draw(t, rapid.OneOf(
		rapid.Custom(func(t *rapid.T) Event {
			return OnReady{draw(t, rapid.MapOfN(rapid.Custom(drawGroup), genText, 0, 3))}
		}),
		rapid.Custom(func(t *rapid.T) Event { return OnMessage{drawMessage(t), drawText(t)} }),
		rapid.Custom(func(t *rapid.T) Event { return OnMessageUpdated{drawMessage(t), drawText(t)} }),
		rapid.Custom(func(t *rapid.T) Event {
			return OnMessageReceiptRequest{drawUID(t), 3, drawGroup(t), drawSeq(t), drawUser(t), drawMillis(t), drawBool(t), drawBool(t), drawText(t)}
		}),
		rapid.Custom(func(t *rapid.T) Event {
			return OnMessageReceiptResponse{drawUID(t), 3, drawGroup(t), drawReaders(t), drawUsers(t, 0), drawTally(t), drawText(t)}
		}),
		rapid.Custom(func(t *rapid.T) Event {
			return OnReceiptResponded{drawGroup(t), []chat.MessageUID{drawUID(t)}, drawMillis(t), maybe(t, drawText)}
		}),
		rapid.Custom(func(t *rapid.T) Event {
			return OnReceiptReminder{drawGroup(t), drawUID(t), drawUser(t), drawText(t)}
		}),
		rapid.Custom(func(t *rapid.T) Event { return OnGroupChanged{drawChatGroup(t), drawChange(t), drawText(t)} }),
		rapid.Custom(func(t *rapid.T) Event {
			return OnReadPosition{drawGroup(t), drawSeq(t), draw(t, genCount), maybe(t, drawText)}
		}),
		rapid.Custom(func(t *rapid.T) Event { return OnTyping{drawGroup(t), drawUser(t)} }),
		rapid.Custom(func(t *rapid.T) Event { return OnPresence{drawUser(t), drawBool(t)} }),
		rapid.Custom(func(t *rapid.T) Event {
			return OnClosing{draw(t, rapid.IntRange(4000, 4999)), drawText(t), draw(t, rapid.Int64Range(0, maxRetryAfter))}
		}),
	))
}

func drawBody(t *rapid.T) Body {
	return draw(t, rapid.OneOf(
		rapid.Custom(func(t *rapid.T) Body {
			l := ProtocolLimits()
			l.CallsPerSecond = draw(t, genCount)
			return Connected{drawUser(t), drawText(t), drawMillis(t), Hub{drawText(t), drawText(t)}, l,
				draw(t, rapid.SliceOfN(rapid.Custom(drawChatGroup), 0, 3))}
		}),
		rapid.Custom(func(t *rapid.T) Body { return GroupBody{drawChatGroup(t)} }),
		rapid.Custom(func(t *rapid.T) Body {
			m := chat.Member{User: drawUser(t), Name: drawText(t), Role: drawRole(t), Kind: chat.KindBot, Online: drawBool(t), Joined: drawMillis(t)}
			return MembersBody{[]chat.Member{m}, draw(t, genCount)}
		}),
		rapid.Custom(func(t *rapid.T) Body { return SentBody{drawUID(t), drawSeq(t), drawMillis(t)} }),
		rapid.Custom(func(t *rapid.T) Body {
			return MessagesBody{draw(t, rapid.SliceOfN(rapid.Custom(drawMessage), 0, 3)), drawBool(t)}
		}),
		rapid.Custom(func(t *rapid.T) Body { return TotalBody{draw(t, genCount)} }),
		rapid.Custom(func(t *rapid.T) Body {
			return AnsweredBody{[]chat.Ignored{{UID: drawUID(t), Code: chat.NotAsked}}[:draw(t, rapid.IntRange(0, 1))]}
		}),
		rapid.Custom(func(t *rapid.T) Body {
			r := chat.Reader{User: drawUser(t), ReadAt: maybe(t, drawMillis), AfterLeft: drawBool(t), BeforeEdit: drawBool(t)}
			return ReceiptsBody{drawTally(t), [][]chat.Reader{nil, {}, {r}}[draw(t, rapid.IntRange(0, 2))]}
		}),
		rapid.Custom(func(t *rapid.T) Body { return RemindedBody{draw(t, genCount)} }),
	))
}

var sameWire = cmp.Options{cmpopts.EquateEmpty(), cmp.AllowUnexported(Reply{})}

func same(t interface{ Fatalf(string, ...any) }, want, got any) {
	if d := cmp.Diff(want, got, sameWire); d != "" {
		t.Fatalf("-want +got:\n%s", d)
	}
}
