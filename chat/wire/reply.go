package wire

import "seenby/chat"

// A Body is what a reply carries beside its code. The set is closed. A hub
// uses bodies as values; a client passes a pointer to [Reply.Into].
type Body interface{ body() }

type (
	// Connected answers connect.
	Connected struct {
		UserID     chat.UserID  `json:"userId"`
		Name       string       `json:"name"`
		ServerTime chat.Millis  `json:"serverTime"`
		Hub        Hub          `json:"hub"`
		Limits     Limits       `json:"limits"`
		Groups     []chat.Group `json:"groups"`
	}
	// GroupBody answers createGroup, getGroup, joinGroup and updateGroup.
	GroupBody struct {
		Group chat.Group `json:"group"`
	}
	// MembersBody answers listMembers.
	MembersBody struct {
		Members []chat.Member `json:"members"`
		Total   int           `json:"total"`
	}
	// SentBody answers sendMessage.
	SentBody struct {
		UID  chat.MessageUID `json:"messageUId"`
		Seq  chat.Seq        `json:"seq"`
		Sent chat.Millis     `json:"sentTime"`
	}
	// MessagesBody answers getHistory and search. See [FitFirst] and [FitLast].
	MessagesBody struct {
		Messages []chat.Message `json:"messages"`
		More     bool           `json:"more"`
	}
	// TotalBody answers sendReadReceiptRequest.
	TotalBody struct {
		Total int `json:"totalCount"`
	}
	// AnsweredBody answers sendReadReceiptResponse.
	AnsweredBody struct {
		Ignored []chat.Ignored `json:"ignored,omitempty"`
	}
	// ReceiptsBody answers getReadReceipt. Users is nil where no list was asked
	// for, and not nil, though perhaps empty, where one was.
	ReceiptsBody struct {
		chat.Tally
		Users []chat.Reader `json:"users,omitzero"`
	}
	// RemindedBody answers remindUnread: how many were nudged.
	RemindedBody struct {
		Reminded int `json:"reminded"`
	}
)

func (Connected) body()    {}
func (GroupBody) body()    {}
func (MembersBody) body()  {}
func (SentBody) body()     {}
func (MessagesBody) body() {}
func (TotalBody) body()    {}
func (AnsweredBody) body() {}
func (ReceiptsBody) body() {}
func (RemindedBody) body() {}

// Hub says which program answers.
type Hub struct {
	Version string `json:"version"`
	Node    string `json:"node"`
}

// Limits tells a client what the hub takes. A field that is zero is not told,
// which means that there is no such limit.
type Limits struct {
	// FrameBytes and HubFrameBytes bound the frames of a client and of the hub.
	FrameBytes    int `json:"frameBytes"`
	HubFrameBytes int `json:"hubFrameBytes,omitzero"`
	TextBytes     int `json:"textBytes"`
	// Batch is how many messages one sendReadReceiptResponse answers.
	Batch            int `json:"batch"`
	ClientMsgIDChars int `json:"clientMsgIdChars,omitzero"`
	Invite           int `json:"invite,omitzero"`
	// History, Members, Readers and Search are the largest pages.
	History    int `json:"history,omitzero"`
	Members    int `json:"members,omitzero"`
	Readers    int `json:"readers,omitzero"`
	Search     int `json:"search,omitzero"`
	NameBytes  int `json:"nameBytes,omitzero"`
	TopicBytes int `json:"topicBytes,omitzero"`
	EmojiBytes int `json:"emojiBytes,omitzero"`
	Mentions   int `json:"mentions,omitzero"`
	Reactions  int `json:"reactions,omitzero"`
	// Presence is the largest group with presence and typing.
	Presence int `json:"presence,omitzero"`
	// Replay is how many events of a group are replayed at most.
	Replay int `json:"replay,omitzero"`
	// What follows are settings of the hub.
	CallsPerSecond int `json:"callsPerSecond,omitzero"`
	CallBurst      int `json:"callBurst,omitzero"`
	// Messages are calls that change something: of one user, in one group by all
	// members, from one network address by all users.
	MessagesPerSecond        int `json:"messagesPerSecond,omitzero"`
	MessageBurst             int `json:"messageBurst,omitzero"`
	GroupMessagesPerSecond   int `json:"groupMessagesPerSecond,omitzero"`
	GroupMessageBurst        int `json:"groupMessageBurst,omitzero"`
	AddressMessagesPerSecond int `json:"addressMessagesPerSecond,omitzero"`
	AddressMessageBurst      int `json:"addressMessageBurst,omitzero"`
	// Refusals is how many calls of one connection may be refused with 429 before
	// it is closed with 4429.
	Refusals              int `json:"refusals,omitzero"`
	ConnectionsPerUser    int `json:"connectionsPerUser,omitzero"`
	ConnectionsPerAddress int `json:"connectionsPerAddress,omitzero"`
	GroupsPerUser         int `json:"groupsPerUser,omitzero"`
	GroupMembers          int `json:"groupMembers,omitzero"`
	// RequestWindow is milliseconds (receipts.md, Asking 5).
	RequestWindow int64 `json:"requestWindow,omitzero"`
	MaxAudience   int   `json:"maxAudience,omitzero"`
}

// ProtocolLimits returns the limits that every hub has; a hub adds its own.
func ProtocolLimits() Limits {
	return Limits{
		FrameBytes: chat.MaxClientFrame, HubFrameBytes: chat.MaxHubFrame, TextBytes: chat.MaxText,
		Batch: chat.MaxBatch, ClientMsgIDChars: chat.MaxClientMsgID, Invite: chat.MaxInvite,
		History: chat.MaxHistory, Members: chat.MaxMembers, Readers: chat.MaxReaders, Search: chat.MaxSearch,
		NameBytes: chat.MaxName, TopicBytes: chat.MaxTopic, EmojiBytes: chat.MaxEmoji,
		Mentions: chat.MaxMentions, Reactions: chat.MaxReactions,
		Presence: chat.PresenceLimit, Replay: chat.MaxReplay,
	}
}
