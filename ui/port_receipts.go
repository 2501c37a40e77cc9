package ui

import (
	"context"

	"seenby/chat"
	"seenby/receipts"
)

// Receipts is what the lists around receipts need of a chat client, beside the
// rest of [Chat]. As there, methods without a context never block.
type Receipts interface {
	// Waiting returns the messages of one's own that ask for receipts and that
	// not all have read, the oldest first, as far as the client knows of them. It
	// asks nobody outside.
	Waiting(ctx context.Context) ([]chat.Message, error)
	// SetGoal lets the user be told when a message of their own has reached a
	// goal, by [chat.GoalMet]; DropGoal takes that back. [chat.GoalsSet] tells what
	// is set.
	SetGoal(g chat.GroupID, uid chat.MessageUID, goal receipts.Goal)
	DropGoal(g chat.GroupID, uid chat.MessageUID, goal receipts.Goal)
	// Peek begins or ends looking around without answering: what Read tells
	// meanwhile does not count, and answers are withheld. [chat.PeekChanged] tells
	// the state and what is withheld. Release gives withheld answers, Withdraw
	// forgets them.
	Peek(on bool)
	Release(uids []chat.MessageUID)
	Withdraw(uids []chat.MessageUID)
	// Policy returns who decides about answering in a group, "" for all others;
	// OwnPolicy what was said for one group alone. SetPolicy changes it: in a group
	// "" follows the others.
	Policy(g chat.GroupID) receipts.Policy
	OwnPolicy(g chat.GroupID) receipts.Policy
	SetPolicy(g chat.GroupID, p receipts.Policy)
	// ReadersPage fetches at most limit entries of one list of a message's
	// receipts, from place offset on.
	ReadersPage(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList, offset, limit int) (chat.Readership, error)
	// ReadersCopy returns what is known of a message's readers, and asks nobody
	// outside.
	ReadersCopy(ctx context.Context, g chat.GroupID, uid chat.MessageUID) (chat.Known, error)
}
