package chat

// A Fact is something that happened to a group, in its place in the order of
// everything that happened on the hub. Of a [Met] the Group is empty.
type Fact struct {
	Pos   Pos
	Group GroupID
	At    Millis
	By    UserID
	What  What
}

// A What is the content of a [Fact]. The set is closed; names are in the past
// tense.
type What interface{ what() }

// A Membership is a member of a group with all that the group knows of them,
// or a former one.
type Membership struct {
	Profile
	Role   Role
	Joined Millis
	// Since is the place of the fact by which they (last) joined, Until of the
	// one by which they left; Until is 0 for a member.
	Since, Until Pos
	// ReadSeq is the private unread marker, Moved the place of the ReadMoved fact by
	// which it moved last; 0 while there is none since they joined.
	ReadSeq Seq
	Moved   Pos
	// Posted counts the texts they wrote. ReadTexts and ReadOwn are what the
	// group's Texts and their own Posted were at ReadSeq; from these four the
	// number of unread texts follows without counting rows.
	Posted, ReadTexts, ReadOwn int
}

// Present reports whether they are a member now.
func (m *Membership) Present() bool { return m != nil && m.Until == 0 }

// Unread returns how many texts by others come after the unread marker, of a
// group with texts texts.
func (m *Membership) Unread(texts int) int {
	return (texts - m.ReadTexts) - (m.Posted - m.ReadOwn)
}

// Info is what a group is, beside its members and messages.
type Info struct {
	ID         GroupID
	Name       string
	Topic      string
	Open       bool
	Visibility Visibility
	Created    Millis
}

type (
	// Created says: the group exists now, with these members, the owner first.
	Created struct {
		Info    Info
		Members []Membership
	}
	// Joined says: these are members now; How is ChangeJoined or ChangeInvited.
	// Returning tells who had been a member before.
	Joined struct {
		Members []Membership
		How     ChangeKind
	}
	// Left says: these are members no more; How is ChangeLeft or ChangeRemoved.
	// NewOwner is set when the owner was among them and somebody follows.
	Left struct {
		Users    []UserID
		How      ChangeKind
		NewOwner UserID
	}
	// RoleSet says: a member has another role.
	RoleSet struct {
		User UserID
		Role Role
	}
	// Updated says: the group's name, topic, openness or visibility is now as Info
	// says; How is ChangeUpdated or ChangeVisibility.
	Updated struct {
		Info Info
		How  ChangeKind
	}
	// Met says: this is who By is. It is no group's, and nobody is told.
	Met struct{ Profile Profile }
	// Described says: a member's name or kind is another one now.
	Described struct{ Profile Profile }
	// Redeemed says: this token has let By in, and lets nobody in again.
	Redeemed struct{ Token string }
	// Posted says: a message is there. Audience is not nil when it was flagged while
	// being sent. The message's Receipt is nil: it depends on who looks.
	Posted struct {
		Message  Message
		Audience *Audience
	}
	// Edited says: the message has another text since the fact's At.
	Edited struct {
		UID  MessageUID
		Seq  Seq
		Text string
	}
	// Recalled says: the message's text is gone since the fact's At.
	Recalled struct {
		UID MessageUID
		Seq Seq
	}
	// Reacted says: By set or took back a reaction.
	Reacted struct {
		UID   MessageUID
		Seq   Seq
		Emoji string
		On    bool
	}
	// ReadMoved says: By's unread marker is at Seq now.
	ReadMoved struct {
		Seq                Seq
		ReadTexts, ReadOwn int
		Unread             int
	}
	// Asked says: the message was flagged later than it was sent.
	Asked struct {
		Card     Card
		Audience *Audience
	}
	// Answered says: By has read the message. Nth is the place of this answer among
	// the message's answers, from 0.
	Answered struct {
		UID     MessageUID
		Seq     Seq
		ReadAt  Millis
		Counted bool
		Nth     int
	}
	// Announced says: the message's sender is told the answers From to To (To not
	// included), and the tally.
	Announced struct {
		UID      MessageUID
		Seq      Seq
		Sender   UserID
		Tally    Tally
		From, To int
		Readers  []Response
	}
	// Reminded says: those who have not read are nudged.
	Reminded struct {
		UID MessageUID
		Seq Seq
		To  []UserID
	}
)

// A Response is one answer in an update: who, when, and whether it counts.
type Response struct {
	User    UserID
	At      Millis
	Counted bool
}

func (Created) what()   {}
func (Joined) what()    {}
func (Left) what()      {}
func (RoleSet) what()   {}
func (Updated) what()   {}
func (Met) what()       {}
func (Described) what() {}
func (Redeemed) what()  {}
func (Posted) what()    {}
func (Edited) what()    {}
func (Recalled) what()  {}
func (Reacted) what()   {}
func (ReadMoved) what() {}
func (Asked) what()     {}
func (Answered) what()  {}
func (Announced) what() {}
func (Reminded) what()  {}
