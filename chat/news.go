package chat

import "time"

// A News is something that a client tells whoever shows it to a person. The
// set is closed. News come in the order in which they happened.
type News interface{ news() }

// A LinkState says how a client stands with its hub.
type LinkState string

// The states of a link.
const (
	LinkConnecting LinkState = "connecting"
	LinkOnline     LinkState = "online"
	LinkOffline    LinkState = "offline" // waits for the next try
	LinkClosed     LinkState = "closed"  // will not try again: see Link.Err
)

// A SendState says how far a message of one's own has come.
type SendState string

// The states of a message of one's own.
const (
	SendQueued SendState = "queued" // in the outbox, on disk
	SendDone   SendState = "sent"   // the hub has it
	SendFailed SendState = "failed" // the hub refused it: see Sending.Err
	// SendRecalling is a message that its writer takes back and that the hub may have
	// already: it is recalled as soon as that is known.
	SendRecalling SendState = "recalling"
	SendDropped   SendState = "dropped" // its writer took it back before any hub had it
)

type (
	// LinkChanged says: the link is now so.
	LinkChanged struct {
		State LinkState
		// Since is when the state began, Retry when the next try is due. Heard is, while
		// the link is not online, up to when everything is known that the hub had
		// told; zero when it has told nothing yet.
		Since, Retry, Heard time.Time
		// Latency is the last round trip, 0 when unknown.
		Latency time.Duration
		// Unsent counts what waits in the outbox.
		Unsent int
		// Err says in one line why the link is not online; it may carry words of
		// the hub.
		Err string
	}
	// GroupsListed says: these are all the groups, as the hub told at connect.
	GroupsListed struct{ Groups []Group }
	// GroupChanged says: a group is now so; Change is nil when only counters moved.
	GroupChanged struct {
		Group  Group
		Change *GroupChange
		At     time.Time
	}
	// GroupGone says: the user is no member any more.
	GroupGone struct {
		Group GroupID
		By    UserID
	}
	// GroupReset says: what was known of the group's messages may have holes; load
	// them anew.
	GroupReset struct{ Group GroupID }
	// MessageAdded says: a message came in, one's own included. Live is false for
	// what was missed and is replayed.
	MessageAdded struct {
		Message Message
		Live    bool
	}
	// MessageChanged says: a message was edited or recalled, or reactions changed.
	MessageChanged struct{ Message Message }
	// Sending says: a message of one's own is queued, sent, refused or taken back.
	// UID, Seq and Sent are set when it is sent.
	Sending struct {
		Group       GroupID
		ClientMsgID string
		State       SendState
		Text        string
		NeedReceipt bool
		ReplyTo     MessageUID
		UID         MessageUID
		Seq         Seq
		Sent        Millis
		Queued      time.Time
		Err         string
	}
	// ReceiptAsked says: a message asks for receipts from now on. Live is as in
	// MessageAdded.
	ReceiptAsked struct {
		Group     GroupID
		UID       MessageUID
		Seq       Seq
		Sender    UserID
		Own       bool
		Responded bool
		Live      bool
	}
	// ReceiptsChanged says: the count of a message is now so. Readers holds those that
	// are new; Also those of them who do not count. With Whole, Readers is the
	// whole list.
	ReceiptsChanged struct {
		Group   GroupID
		UID     MessageUID
		Tally   Tally
		Readers map[UserID]Millis
		Also    []UserID
		Whole   bool
	}
	// Responded says: this user has answered these messages, here or on another
	// device.
	Responded struct {
		Group GroupID
		UIDs  []MessageUID
		At    Millis
	}
	// ReceiptReminder says: the sender nudges who has not read this message. Seq is
	// 0 where the message is not known here; Live is as in MessageAdded.
	ReceiptReminder struct {
		Group  GroupID
		UID    MessageUID
		Seq    Seq
		Sender UserID
		Live   bool
	}
	// ReadMovedTo says: this user's private unread marker moved, here or elsewhere.
	ReadMovedTo struct {
		Group  GroupID
		Seq    Seq
		Unread int
	}
	// TypingSeen says: somebody types.
	TypingSeen struct {
		Group GroupID
		User  UserID
		At    time.Time
	}
	// PresenceSeen says: somebody came or went.
	PresenceSeen struct {
		User   UserID
		Online bool
	}
	// Trouble says: something that was asked for did not work. Text is one line, and
	// may carry words of the hub.
	Trouble struct {
		Group GroupID
		Text  string
	}
)

func (LinkChanged) news()     {}
func (GroupsListed) news()    {}
func (GroupChanged) news()    {}
func (GroupGone) news()       {}
func (GroupReset) news()      {}
func (MessageAdded) news()    {}
func (MessageChanged) news()  {}
func (Sending) news()         {}
func (ReceiptAsked) news()    {}
func (ReceiptsChanged) news() {}
func (Responded) news()       {}
func (ReceiptReminder) news() {}
func (ReadMovedTo) news()     {}
func (TypingSeen) news()      {}
func (PresenceSeen) news()    {}
func (Trouble) news()         {}

// A Page is a stretch of a group's history in rising seq. More says that the
// hub has more in the direction that was asked for. Local says that it comes
// from the copy on this computer, which holds what the client was told or has
// loaded. What a search found is a page too, but the newest stands first.
type Page struct {
	Group    GroupID
	Messages []Message
	More     bool
	Local    bool
}

// A Span says which stretch of history to fetch: before or after a seq, that
// seq not included, or around one; all zero means the newest.
type Span struct {
	Before, After, Around Seq
	Limit                 int
}

// A Draft is a message that somebody wrote and wants sent.
type Draft struct {
	Group       GroupID
	Text        string
	NeedReceipt bool
	ReplyTo     MessageUID
	Mentions    []UserID
}

// A Readership is a message's account as it can be fetched page by page.
type Readership struct {
	Tally Tally
	Users []Reader
}

// Known is what a client knows of a message's readers without asking the hub.
// It holds as of when the hub was last heard ([LinkChanged]).
type Known struct {
	// Tally is nil where the count is not known.
	Tally *Tally
	// Listed says that Read and Also are everybody who has answered: of a message
	// with more than [MaxListedReaders] only the count is known. Who of them has left
	// since is not.
	Listed     bool
	Read, Also []Reader
	// Named says that Unread are those who have not read: they are told from the
	// members, where those are known and as many as the count says.
	Named  bool
	Unread []Reader
}

// A Seen is a message that was really read on this screen, and when.
type Seen struct {
	UID MessageUID
	Seq Seq
	At  time.Time
}

type (
	// GoalsSet says: this is what the user wants to be told of a message, in the
	// words of a goal ("3", "all", "@bob"); none of them is met.
	GoalsSet struct {
		Group GroupID
		UID   MessageUID
		Goals []string
	}
	// GoalMet says: a message has reached what the user wanted to be told of. It
	// is told once. Text is the message's, "" where it is not known.
	GoalMet struct {
		Group GroupID
		UID   MessageUID
		Seq   Seq
		Goal  string
		Text  string
		Tally Tally
	}
)

func (GoalsSet) news() {}
func (GoalMet) news()  {}

type (
	// PeekChanged says: the user looks around without answering, or does so no
	// more, and these answers are withheld, in the order of reading.
	PeekChanged struct {
		On       bool
		Withheld []Withheld
	}
	// AnsweredByItself says: the client has answered a request without being told
	// to, for the first time since its state was made.
	AnsweredByItself struct {
		Group GroupID
		UID   MessageUID
	}
)

// A Withheld is an answer that waits for its user's word. Text is the
// message's, "" where it is not known.
type Withheld struct {
	Group  GroupID
	UID    MessageUID
	Seq    Seq
	Sender UserID
	Text   string
	ReadAt Millis
}

func (PeekChanged) news()      {}
func (AnsweredByItself) news() {}
