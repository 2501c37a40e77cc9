package chat

// The objects of the protocol, as one member sees them (protocol.md, Objects).
// Their field names on the wire stand in the tags.

// A Group as the member that asked sees it.
type Group struct {
	ID          GroupID    `json:"targetId"`
	Name        string     `json:"name"`
	Topic       string     `json:"topic"`
	MemberCount int        `json:"memberCount"`
	Role        Role       `json:"role"`
	Open        bool       `json:"open"`
	Visibility  Visibility `json:"receiptVisibility"`
	LastSeq     Seq        `json:"lastSeq"`
	ReadSeq     Seq        `json:"readSeq"`
	Unread      int        `json:"unread"`
	Cursor      string     `json:"cursor"`
	// Reset says that the cursor handed in could not be resumed from: what the
	// client has of this group may have holes, and it loads the history anew.
	Reset bool `json:"reset,omitzero"`
}

// A Member of a group.
type Member struct {
	User   UserID `json:"userId"`
	Name   string `json:"name"`
	Role   Role   `json:"role"`
	Kind   Kind   `json:"kind"`
	Online bool   `json:"online"`
	Joined Millis `json:"joinedTime"`
}

// A Message as the member that asked sees it. The text of a recalled message
// is empty, for everybody.
type Message struct {
	UID              MessageUID          `json:"messageUId"`
	ConversationType int                 `json:"conversationType"`
	Group            GroupID             `json:"targetId"`
	Seq              Seq                 `json:"seq"`
	Sender           UserID              `json:"senderUserId"`
	Sent             Millis              `json:"sentTime"`
	ClientMsgID      string              `json:"clientMsgId,omitempty"` // to the sender only
	Text             string              `json:"text"`
	Kind             MessageKind         `json:"kind"`
	ReplyTo          MessageUID          `json:"replyTo,omitempty"`
	Mentions         []UserID            `json:"mentions,omitempty"`
	Edited           Millis              `json:"editedTime,omitzero"`
	Recalled         Millis              `json:"recalledTime,omitzero"`
	Reactions        map[string][]UserID `json:"reactions,omitempty"`
	Receipt          *ReceiptInfo        `json:"readReceiptInfo,omitempty"`
	// Change says of a system line what it tells in words.
	Change *GroupChange `json:"change,omitempty"`
}

// A ReceiptInfo is what a member may know of a flagged message's receipts; nil
// where the message is not flagged.
type ReceiptInfo struct {
	Asked       bool   `json:"isReceiptRequestMessage"`
	Responded   bool   `json:"hasRespond"`
	RespondedAt Millis `json:"respondTime,omitzero"`
	// Tally is nil for who may not see it.
	*Tally
	// Readers maps everyone who answered to the time of reading, for who may see
	// it and while they are at most [MaxListedReaders].
	Readers map[UserID]Millis `json:"userIdList,omitempty"`
	// Also names those of Readers who do not count: they joined after the
	// message was flagged, or are bots.
	Also []UserID `json:"also,omitempty"`
}

// MaxListedReaders is how many readers a message carries at most by itself;
// beyond it they are fetched in pages.
const MaxListedReaders = 500

// A Tally is the live count of a flagged message. Read never exceeds Total,
// and Version grows by one with every update that its sender is told.
type Tally struct {
	Read    int   `json:"readCount"`
	Total   int   `json:"totalCount"`
	Version int64 `json:"version"`
}

// Before reports whether t is older than u. What is asked for may know more than
// the update of its version told, never less: of one version, the one with more
// readers is the later one.
func (t Tally) Before(u Tally) bool {
	return t.Version < u.Version || t.Version == u.Version && t.Read < u.Read
}

// A Reader is one line of a message's list of readers.
type Reader struct {
	User UserID `json:"userId"`
	// ReadAt is zero for who has not read.
	ReadAt Millis `json:"readTime,omitzero"`
	// AfterLeft marks a reader who has left the group since.
	AfterLeft bool `json:"afterLeft,omitzero"`
	// BeforeEdit marks a reading from before the message's last edit.
	BeforeEdit bool `json:"beforeEdit,omitzero"`
}

// A ReaderList names one of the lists of a message's audience.
type ReaderList string

// The lists (protocol.md, getReadReceipt).
const (
	ListRead   ReaderList = "read"
	ListUnread ReaderList = "unread"
	ListLeft   ReaderList = "left"
	ListAlso   ReaderList = "also"
)

// A ChangeKind says what happened to a group.
type ChangeKind string

// The kinds of changes that onGroupChanged tells.
const (
	ChangeCreated    ChangeKind = "created"
	ChangeJoined     ChangeKind = "joined"
	ChangeInvited    ChangeKind = "invited"
	ChangeLeft       ChangeKind = "left"
	ChangeRemoved    ChangeKind = "removed"
	ChangeRole       ChangeKind = "role"
	ChangeUpdated    ChangeKind = "updated"
	ChangeVisibility ChangeKind = "receiptVisibility"
	ChangeProfile    ChangeKind = "profile"
)

// A GroupChange is what onGroupChanged tells beside the group itself.
type GroupChange struct {
	Kind  ChangeKind `json:"kind"`
	By    UserID     `json:"by"`
	Users []UserID   `json:"userIds,omitempty"`
	// Role is the new role, in a change of kind role.
	Role Role `json:"role,omitempty"`
}

// An Ignored is a message of sendReadReceiptResponse that the hub did not
// take, and why.
type Ignored struct {
	UID  MessageUID `json:"messageUId"`
	Code Code       `json:"code"`
}
