package chat

// A Card is what the rules need to know of a stored message.
type Card struct {
	UID      MessageUID
	Seq      Seq
	Sender   UserID
	Sent     Millis
	Kind     MessageKind
	Recalled bool
	Flagged  bool
}

// A Shelf is where a [Room] finds what it does not hold itself: old messages,
// ids that were used, ledgers. Every answer depends only on the facts that were
// folded before, so that Apply stays deterministic. An error of a Shelf means
// that nothing can be said, and the command is not applied.
type Shelf interface {
	// Card finds a message of the group; ok is false when there is none.
	Card(g GroupID, uid MessageUID) (c Card, ok bool, err error)
	// Posted finds the message that user posted under this client id.
	Posted(g GroupID, user UserID, clientMsgID string) (c Card, ok bool, err error)
	// Reaction reports whether user has set this reaction, and how many
	// different emoji the message carries.
	Reaction(g GroupID, seq Seq, emoji string, user UserID) (on bool, kinds int, err error)
	// Redeemed reports whether the token has let somebody into the group.
	Redeemed(g GroupID, token string) (bool, error)
	// Profile returns what is known of a user: what they said of themselves last,
	// else what somebody else said first. What is not known is empty.
	Profile(user UserID) (Profile, error)
	// Texts counts the texts with after < seq <= upTo, and those of user.
	Texts(g GroupID, after, upTo Seq, user UserID) (all, own int, err error)
	// Open makes the ledger of a message that is flagged just now.
	Open(g GroupID, c Card, audience *Audience) Ledger
	// Ledger finds the ledger of a flagged message.
	Ledger(g GroupID, c Card) (Ledger, error)
	// Owed finds the ledgers of the group in which one of these users was asked
	// (a sender is not) and has not answered, of messages that are not recalled,
	// in the order of their seq.
	Owed(g GroupID, users []UserID) ([]Ledger, error)
}

// A Ledger is the account of one flagged message: who was asked, who answered,
// the tally, and what the sender was not told yet (receipts.Ledger).
type Ledger interface {
	// Card returns the message.
	Card() Card
	// Answer notes that user read at readAt. nth is the place of the answer among
	// all answers, counted whether it counts (they were asked), and fresh false
	// when they had answered before, in which case nothing changes.
	Answer(user UserID, readAt Millis) (nth int, counted, fresh bool)
	// Leave notes that a user has left the group, Return that they are back.
	// Both return whether the tally changed.
	Leave(user UserID) bool
	Return(user UserID) bool
	// Recall ends collecting; the list is kept.
	Recall()
	// Tally returns the live count.
	Tally() Tally
	// Unread returns those who were asked, have not answered and not left.
	Unread() []UserID
	// Announce returns what the sender was not told yet, if there is something
	// and it may be told at now; else due is the moment from which it may, or 0
	// when there is nothing.
	Announce(now Millis) (a Announced, ok bool, due Millis)
	// Remind reports whether those who have not read may be nudged now, and if
	// so notes it; else it returns how many milliseconds are left.
	Remind(now Millis) (ok bool, wait int64)
}
