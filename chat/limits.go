package chat

import "time"

// The limits that every hub has, whatever its settings (protocol.md).
const (
	// MaxClientFrame is how many bytes a client's frame has at most.
	MaxClientFrame = 64 << 10
	// MaxHubFrame is how many bytes a hub's frame has at most.
	MaxHubFrame = 1 << 20
	// MaxText is how many bytes the text of a message has at most.
	MaxText = 16384
	// MaxClientMsgID is how many characters a clientMsgId has at most.
	MaxClientMsgID = 64
	// MaxBatch is how many messages one sendReadReceiptResponse answers at most.
	MaxBatch = 100
	// MaxInvite is how many users one inviteMembers or removeMembers names at most.
	MaxInvite = 100
	// MaxHistory, MaxMembers, MaxReaders and MaxSearch are how many entries a
	// page of each has at most, DefaultPage how many where the call names none.
	MaxHistory  = 200
	MaxMembers  = 500
	MaxReaders  = 500
	MaxSearch   = 100
	DefaultPage = 50
	// MaxName, MaxTopic and MaxEmoji are bytes.
	MaxName  = 256
	MaxTopic = 1024
	MaxEmoji = 64
	// MaxMentions is how many users one message mentions at most.
	MaxMentions = 100
	// MaxReactions is how many different emoji one message carries at most.
	MaxReactions = 32
	// PresenceLimit is the largest group whose members are told who is online
	// and who types.
	PresenceLimit = 200
	// MaxReplay is how many facts of one group are replayed at most; a cursor
	// further behind is reset.
	MaxReplay = 10_000
)

// UpdateInterval is the least time between two updates of one message's count,
// except that the update which completes it is told at once: at most 20 a
// second in all (receipts.md, Live counts).
const UpdateInterval = 55 * time.Millisecond

// RemindInterval is the least time between two reminders for one message
// (receipts.md, Live counts).
const RemindInterval = time.Minute

// Rules are the settings of a hub that decide whether a receipt may be asked
// for. They travel inside the command, so that every hub decides alike. The
// zero value allows everything.
type Rules struct {
	// RequestWindow closes asking this long after a message was sent; 0 never.
	RequestWindow time.Duration `json:"requestWindow,omitzero"`
	// MaxAudience caps how many members one message asks; 0 means no cap.
	MaxAudience int `json:"maxAudience,omitzero"`
}
