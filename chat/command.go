package chat

// A Command is one thing that somebody wants to happen to a group. The hub
// that accepts it stamps ID and At, and By is whom it authenticated; nothing
// in Do says who is acting.
type Command struct {
	// ID is a ULID, unique for ever. It becomes the messageUId of a [Post].
	ID    MessageUID
	At    Millis
	By    UserID
	Group GroupID
	Do    Action
}

// An Action is what a [Command] does. The set is closed.
type Action interface{ action() }

// A Profile is what a hub knows of a user beside the id: from the token, so
// only as trustworthy as who signs tokens.
type Profile struct {
	User UserID
	Name string
	Kind Kind
}

type (
	// Create makes the group, with By as owner. [Conflict] when it exists.
	Create struct {
		Name       string
		Owner      Profile
		Members    []Profile
		Visibility Visibility
	}
	// Admit joins who shows a token that names this group, and makes the group
	// when there is none. A token is good for it once.
	Admit struct {
		Token   string
		Profile Profile
	}
	// Join adds By to an open group.
	Join struct{ Profile Profile }
	// Quit takes By out of the group.
	Quit struct{}
	// Invite adds users at once. What a profile leaves out is what the hub knows of
	// the user, as with the Members of Create.
	Invite struct{ Users []Profile }
	// Remove takes users out.
	Remove struct{ Users []UserID }
	// SetRole makes a member an admin or a plain member.
	SetRole struct {
		User UserID
		Role Role
	}
	// Update changes what is not nil.
	Update struct {
		Name       *string
		Topic      *string
		Open       *bool
		Visibility *Visibility
	}
	// Meet tells a hub who By is, beside any group: it is given the empty Group. From
	// then on whoever names By by the id alone means that profile.
	Meet struct{ Profile Profile }
	// Describe tells a member's present name and kind.
	Describe struct{ Profile Profile }
	// Post adds a message. The same ClientMsgID by the same user posts nothing
	// new and yields the first result.
	Post struct {
		ClientMsgID string
		Text        string
		NeedReceipt bool
		ReplyTo     MessageUID
		Mentions    []UserID
		Rules       Rules
	}
	// Edit replaces the text of a message of one's own.
	Edit struct {
		UID  MessageUID
		Text string
	}
	// Recall takes a message back; its text is gone for everybody.
	Recall struct{ UID MessageUID }
	// React sets or takes back By's reaction.
	React struct {
		UID   MessageUID
		Emoji string
		On    bool
	}
	// SetRead moves By's private unread marker forward.
	SetRead struct{ Seq Seq }
	// Ask flags a message for receipts (sendReadReceiptRequest).
	Ask struct {
		UID   MessageUID
		Rules Rules
	}
	// Answer says that By has read these messages (sendReadReceiptResponse).
	Answer struct{ Messages []Reading }
	// Announce tells the senders of these messages what they were not told yet.
	// The hub itself submits it, when [Outcome.Due] said so.
	Announce struct{ Messages []MessageUID }
	// Remind nudges those who have not read.
	Remind struct{ UID MessageUID }
)

// A Reading is one message that was read, and when; At zero means now.
type Reading struct {
	UID MessageUID
	At  Millis
}

func (Create) action()   {}
func (Admit) action()    {}
func (Join) action()     {}
func (Quit) action()     {}
func (Invite) action()   {}
func (Remove) action()   {}
func (SetRole) action()  {}
func (Update) action()   {}
func (Meet) action()     {}
func (Describe) action() {}
func (Post) action()     {}
func (Edit) action()     {}
func (Recall) action()   {}
func (React) action()    {}
func (SetRead) action()  {}
func (Ask) action()      {}
func (Answer) action()   {}
func (Announce) action() {}
func (Remind) action()   {}

// A Result is what the caller of a command gets. Beside the code only the
// fields of its action are set.
type Result struct {
	Code       Code
	Reason     string       // set when Code is not Done
	RetryAfter int64        // milliseconds, with TooFast
	UID        MessageUID   // Post
	Seq        Seq          // Post
	Sent       Millis       // Post
	Total      int          // Ask: the size of the audience that can still answer
	Ignored    []Ignored    // Answer
	Reminded   int          // Remind
	Responded  []MessageUID // Answer: those that were new
}

func refuse(c Code) Result { return Result{Code: c, Reason: c.Reason()} }

func refuseFor(c Code, reason string) Result { return Result{Code: c, Reason: reason} }

// An Outcome is all that one command led to.
type Outcome struct {
	Result Result
	// Facts in order; empty when the command changed nothing.
	Facts []Fact
	// Due names messages whose sender has to be told more later: a storm is
	// coalesced. Whoever submitted the command submits an [Announce] for each
	// at or after its time.
	Due []Due
}

// A Due says that a message's update waits, and until when.
type Due struct {
	Group GroupID
	UID   MessageUID
	At    Millis
}
