package wire

import "seenby/chat"

// An Event is a frame that a hub sends by itself. The set is closed; events
// are used as values.
type Event interface {
	Frame
	// Name returns the event's name in the protocol.
	Name() string
}

type (
	// OnReady says that all that was missed has been sent.
	OnReady struct {
		Cursors map[chat.GroupID]string `json:"cursors"`
	}
	// OnMessage says that a message is there. Only its sender's own connections
	// get it with ClientMsgID.
	OnMessage struct {
		Message chat.Message `json:"message"`
		Cursor  string       `json:"cursor"`
	}
	// OnMessageUpdated says that a message was edited or recalled, or that its
	// reactions changed.
	OnMessageUpdated struct {
		Message chat.Message `json:"message"`
		Cursor  string       `json:"cursor"`
	}
	// OnMessageReceiptRequest says that a message asks for receipts from now on.
	OnMessageReceiptRequest struct {
		UID              chat.MessageUID `json:"messageUId"`
		ConversationType int             `json:"conversationType"`
		Group            chat.GroupID    `json:"targetId"`
		Seq              chat.Seq        `json:"seq"`
		Sender           chat.UserID     `json:"senderUserId"`
		Sent             chat.Millis     `json:"messageTime"`
		// Own is true on the connections of who asked.
		Own bool `json:"own,omitzero"`
		// Responded is true in a replay, where this user has answered since.
		Responded bool   `json:"hasRespond,omitzero"`
		Cursor    string `json:"cursor"`
	}
	// OnMessageReceiptResponse says that somebody read the message. Readers are
	// the new ones only, Also those of them who do not count.
	OnMessageReceiptResponse struct {
		UID              chat.MessageUID             `json:"messageUId"`
		ConversationType int                         `json:"conversationType"`
		Group            chat.GroupID                `json:"targetId"`
		Readers          map[chat.UserID]chat.Millis `json:"userIdList"`
		Also             []chat.UserID               `json:"also,omitempty"`
		chat.Tally
		Cursor string `json:"cursor"`
	}
	// OnReceiptResponded says that this user has answered these messages on some
	// device.
	OnReceiptResponded struct {
		Group       chat.GroupID      `json:"targetId"`
		UIDs        []chat.MessageUID `json:"messageUIds"`
		RespondTime chat.Millis       `json:"respondTime"`
		// Cursor may be "".
		Cursor string `json:"cursor,omitempty"`
	}
	// OnReceiptReminder says that the sender nudges who has not read.
	OnReceiptReminder struct {
		Group  chat.GroupID    `json:"targetId"`
		UID    chat.MessageUID `json:"messageUId"`
		Sender chat.UserID     `json:"senderUserId"`
		Cursor string          `json:"cursor"`
	}
	// OnGroupChanged says what the group is now. See [GroupChangedFrame] for
	// telling many members at once.
	OnGroupChanged struct {
		Group  chat.Group       `json:"group"`
		Change chat.GroupChange `json:"change"`
		Cursor string           `json:"cursor"`
	}
	// OnReadPosition says that this user's private unread marker moved.
	OnReadPosition struct {
		Group   chat.GroupID `json:"targetId"`
		ReadSeq chat.Seq     `json:"readSeq"`
		Unread  int          `json:"unread"`
		// Cursor may be "".
		Cursor string `json:"cursor,omitempty"`
	}
	// OnTyping says that a member types.
	OnTyping struct {
		Group chat.GroupID `json:"targetId"`
		User  chat.UserID  `json:"userId"`
	}
	// OnPresence says that somebody came or went.
	OnPresence struct {
		User   chat.UserID `json:"userId"`
		Online bool        `json:"online"`
	}
	// OnClosing says that the hub is about to close the connection.
	OnClosing struct {
		CloseCode int    `json:"closeCode"`
		Reason    string `json:"reason"`
		// RetryAfter is milliseconds; 0 where the hub does not say.
		RetryAfter int64 `json:"retryAfter,omitzero"`
	}
)

// Name returns "onReady".
func (OnReady) Name() string { return "onReady" }

// Name returns "onMessage".
func (OnMessage) Name() string { return "onMessage" }

// Name returns "onMessageUpdated".
func (OnMessageUpdated) Name() string { return "onMessageUpdated" }

// Name returns "onMessageReceiptRequest".
func (OnMessageReceiptRequest) Name() string { return "onMessageReceiptRequest" }

// Name returns "onMessageReceiptResponse".
func (OnMessageReceiptResponse) Name() string { return "onMessageReceiptResponse" }

// Name returns "onReceiptResponded".
func (OnReceiptResponded) Name() string { return "onReceiptResponded" }

// Name returns "onReceiptReminder".
func (OnReceiptReminder) Name() string { return "onReceiptReminder" }

// Name returns "onGroupChanged".
func (OnGroupChanged) Name() string { return "onGroupChanged" }

// Name returns "onReadPosition".
func (OnReadPosition) Name() string { return "onReadPosition" }

// Name returns "onTyping".
func (OnTyping) Name() string { return "onTyping" }

// Name returns "onPresence".
func (OnPresence) Name() string { return "onPresence" }

// Name returns "onClosing".
func (OnClosing) Name() string { return "onClosing" }

func (OnReady) frame()                  {}
func (OnMessage) frame()                {}
func (OnMessageUpdated) frame()         {}
func (OnMessageReceiptRequest) frame()  {}
func (OnMessageReceiptResponse) frame() {}
func (OnReceiptResponded) frame()       {}
func (OnReceiptReminder) frame()        {}
func (OnGroupChanged) frame()           {}
func (OnReadPosition) frame()           {}
func (OnTyping) frame()                 {}
func (OnPresence) frame()               {}
func (OnClosing) frame()                {}
