package wire

import "seenby/chat"

// An Op names what a call asks for (protocol.md, Calls).
type Op string

// The ops.
const (
	OpConnect                 Op = "connect"
	OpCreateGroup             Op = "createGroup"
	OpGetGroup                Op = "getGroup"
	OpListMembers             Op = "listMembers"
	OpJoinGroup               Op = "joinGroup"
	OpQuitGroup               Op = "quitGroup"
	OpInviteMembers           Op = "inviteMembers"
	OpRemoveMembers           Op = "removeMembers"
	OpSetRole                 Op = "setRole"
	OpUpdateGroup             Op = "updateGroup"
	OpSendMessage             Op = "sendMessage"
	OpEditMessage             Op = "editMessage"
	OpRecallMessage           Op = "recallMessage"
	OpReact                   Op = "react"
	OpGetHistory              Op = "getHistory"
	OpSearch                  Op = "search"
	OpSetReadPosition         Op = "setReadPosition"
	OpSendReadReceiptRequest  Op = "sendReadReceiptRequest"
	OpSendReadReceiptResponse Op = "sendReadReceiptResponse"
	OpGetReadReceipt          Op = "getReadReceipt"
	OpRemindUnread            Op = "remindUnread"
	OpTyping                  Op = "typing"
)

// A Call is one frame of a client. Op is always Params' own.
type Call struct {
	// ID is the client's choice, positive; the reply carries it.
	ID     int64
	Op     Op
	Params Params
}

// Params are the parameters of a call. The set is closed: one type per op,
// always used as a value, never as a pointer. Those that [DecodeCall] yields
// are within the protocol's bounds.
type Params interface {
	// Op returns the op whose parameters these are.
	Op() Op
}

type (
	// Connect is the first call of every connection.
	Connect struct {
		// Token is "" where the upgrade's header carried it.
		Token string `json:"token,omitempty"`
		// Device is "" where the hub is to make one up.
		Device string `json:"device,omitempty"`
		// Cursors are opaque here; see [ParseCursor].
		Cursors map[chat.GroupID]string `json:"cursors,omitempty"`
	}
	// CreateGroup makes a group. Visibility "" means the default.
	CreateGroup struct {
		Group      chat.GroupID    `json:"targetId"`
		Name       string          `json:"name"`
		Members    []chat.UserID   `json:"members,omitempty"`
		Visibility chat.Visibility `json:"receiptVisibility,omitempty"`
	}
	// GetGroup asks for a group.
	GetGroup struct {
		Group chat.GroupID `json:"targetId"`
	}
	// ListMembers asks for a page of a group's members. Limit is 50 where the
	// client named none.
	ListMembers struct {
		Group  chat.GroupID `json:"targetId"`
		Offset int          `json:"offset,omitzero"`
		Limit  int          `json:"limit,omitzero"`
	}
	// JoinGroup makes the caller a member.
	JoinGroup struct {
		Group chat.GroupID `json:"targetId"`
	}
	// QuitGroup ends the caller's membership.
	QuitGroup struct {
		Group chat.GroupID `json:"targetId"`
	}
	// InviteMembers adds 1 to 100 users.
	InviteMembers struct {
		Group chat.GroupID  `json:"targetId"`
		Users []chat.UserID `json:"userIds"`
	}
	// RemoveMembers takes 1 to 100 users out.
	RemoveMembers struct {
		Group chat.GroupID  `json:"targetId"`
		Users []chat.UserID `json:"userIds"`
	}
	// SetRole makes a member an admin or a plain member.
	SetRole struct {
		Group chat.GroupID `json:"targetId"`
		User  chat.UserID  `json:"userId"`
		Role  chat.Role    `json:"role"`
	}
	// UpdateGroup changes what is not nil.
	UpdateGroup struct {
		Group      chat.GroupID     `json:"targetId"`
		Name       *string          `json:"name,omitzero"`
		Topic      *string          `json:"topic,omitzero"`
		Open       *bool            `json:"open,omitzero"`
		Visibility *chat.Visibility `json:"receiptVisibility,omitzero"`
	}
	// SendMessage posts a text.
	SendMessage struct {
		Group       chat.GroupID    `json:"targetId"`
		ClientMsgID string          `json:"clientMsgId"`
		Text        string          `json:"text"`
		NeedReceipt bool            `json:"needReceipt,omitzero"`
		ReplyTo     chat.MessageUID `json:"replyTo,omitempty"`
		Mentions    []chat.UserID   `json:"mentions,omitempty"`
	}
	// EditMessage replaces the text of an own message.
	EditMessage struct {
		Group chat.GroupID    `json:"targetId"`
		UID   chat.MessageUID `json:"messageUId"`
		Text  string          `json:"text"`
	}
	// RecallMessage takes a message back.
	RecallMessage struct {
		Group chat.GroupID    `json:"targetId"`
		UID   chat.MessageUID `json:"messageUId"`
	}
	// React sets or takes back a reaction.
	React struct {
		Group chat.GroupID    `json:"targetId"`
		UID   chat.MessageUID `json:"messageUId"`
		Emoji string          `json:"emoji"`
		On    bool            `json:"on"`
	}
	// GetHistory asks for a page of messages before, after or around a seq; at
	// most one of the three is not nil, none means the newest. They are pointers
	// because after 0 is everything from the start. Limit is 50 where the client
	// named none.
	GetHistory struct {
		Group  chat.GroupID `json:"targetId"`
		Before *chat.Seq    `json:"before,omitzero"`
		After  *chat.Seq    `json:"after,omitzero"`
		Around *chat.Seq    `json:"around,omitzero"`
		Limit  int          `json:"limit,omitzero"`
	}
	// Search asks for messages that hold Query, in one group or, with Group "",
	// in all of the caller's. Before is nil or a seq, and then Group is set.
	Search struct {
		Group  chat.GroupID `json:"targetId,omitempty"`
		Query  string       `json:"query"`
		Before *chat.Seq    `json:"before,omitzero"`
		Limit  int          `json:"limit,omitzero"`
	}
	// SetReadPosition moves the caller's private unread marker.
	SetReadPosition struct {
		Group chat.GroupID `json:"targetId"`
		Seq   chat.Seq     `json:"seq"`
	}
	// SendReadReceiptRequest flags an own message. ConversationType 0 is left
	// out of the frame; [DecodeCall] always yields [chat.ConversationGroup].
	SendReadReceiptRequest struct {
		ConversationType int             `json:"conversationType,omitzero"`
		Group            chat.GroupID    `json:"targetId"`
		UID              chat.MessageUID `json:"messageUId"`
	}
	// SendReadReceiptResponse answers for up to 100 messages. A reading without
	// a time means that the message was read when the hub learns of it.
	// ConversationType as in [SendReadReceiptRequest].
	SendReadReceiptResponse struct {
		ConversationType int            `json:"conversationType,omitzero"`
		Group            chat.GroupID   `json:"targetId"`
		Messages         []chat.Reading `json:"messageList"`
	}
	// GetReadReceipt asks for a message's tally and, where List is not "", for a
	// page of that list. Limit is 50 where the client named none.
	GetReadReceipt struct {
		Group  chat.GroupID    `json:"targetId"`
		UID    chat.MessageUID `json:"messageUId"`
		List   chat.ReaderList `json:"list,omitempty"`
		Offset int             `json:"offset,omitzero"`
		Limit  int             `json:"limit,omitzero"`
	}
	// RemindUnread nudges who has not read.
	RemindUnread struct {
		Group chat.GroupID    `json:"targetId"`
		UID   chat.MessageUID `json:"messageUId"`
	}
	// Typing says that the caller types.
	Typing struct {
		Group chat.GroupID `json:"targetId"`
	}
)

// Op returns [OpConnect].
func (Connect) Op() Op { return OpConnect }

// Op returns [OpCreateGroup].
func (CreateGroup) Op() Op { return OpCreateGroup }

// Op returns [OpGetGroup].
func (GetGroup) Op() Op { return OpGetGroup }

// Op returns [OpListMembers].
func (ListMembers) Op() Op { return OpListMembers }

// Op returns [OpJoinGroup].
func (JoinGroup) Op() Op { return OpJoinGroup }

// Op returns [OpQuitGroup].
func (QuitGroup) Op() Op { return OpQuitGroup }

// Op returns [OpInviteMembers].
func (InviteMembers) Op() Op { return OpInviteMembers }

// Op returns [OpRemoveMembers].
func (RemoveMembers) Op() Op { return OpRemoveMembers }

// Op returns [OpSetRole].
func (SetRole) Op() Op { return OpSetRole }

// Op returns [OpUpdateGroup].
func (UpdateGroup) Op() Op { return OpUpdateGroup }

// Op returns [OpSendMessage].
func (SendMessage) Op() Op { return OpSendMessage }

// Op returns [OpEditMessage].
func (EditMessage) Op() Op { return OpEditMessage }

// Op returns [OpRecallMessage].
func (RecallMessage) Op() Op { return OpRecallMessage }

// Op returns [OpReact].
func (React) Op() Op { return OpReact }

// Op returns [OpGetHistory].
func (GetHistory) Op() Op { return OpGetHistory }

// Op returns [OpSearch].
func (Search) Op() Op { return OpSearch }

// Op returns [OpSetReadPosition].
func (SetReadPosition) Op() Op { return OpSetReadPosition }

// Op returns [OpSendReadReceiptRequest].
func (SendReadReceiptRequest) Op() Op { return OpSendReadReceiptRequest }

// Op returns [OpSendReadReceiptResponse].
func (SendReadReceiptResponse) Op() Op { return OpSendReadReceiptResponse }

// Op returns [OpGetReadReceipt].
func (GetReadReceipt) Op() Op { return OpGetReadReceipt }

// Op returns [OpRemindUnread].
func (RemindUnread) Op() Op { return OpRemindUnread }

// Op returns [OpTyping].
func (Typing) Op() Op { return OpTyping }
