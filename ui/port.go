package ui

import (
	"context"

	"seenby/chat"
)

// Chat is what the user interface needs of a chat client. Methods without a
// context never block: they queue what is to be done, in order, and tell of it
// by [chat.News]. Methods with one ask the hub and wait; they are called in
// commands, never in Update.
type Chat interface {
	Receipts
	Finder
	Founder
	// Me is who this client belongs to.
	Me() chat.UserID
	// Send queues a message and returns its client id at once; [chat.Sending]
	// news follow.
	Send(d chat.Draft) string
	// Retry sends a refused message again. Discard takes back one that is not sent,
	// and Revise gives it another text: what no hub can have got is dropped or
	// changed, and all else once it is known that the hub has it.
	Retry(clientMsgID string)
	Discard(clientMsgID string)
	Revise(clientMsgID, text string, mentions []chat.UserID)
	// RequestReceipt flags a message of one's own.
	RequestReceipt(g chat.GroupID, uid chat.MessageUID)
	// Read says what was really read on the screen. The client remembers it, and
	// answers by the reader's policy.
	Read(g chat.GroupID, seen []chat.Seen)
	// Answer answers these requests now, whatever the policy.
	Answer(g chat.GroupID, uids []chat.MessageUID)
	// Edit, Recall, React and Remind act on a message.
	Edit(g chat.GroupID, uid chat.MessageUID, text string)
	Recall(g chat.GroupID, uid chat.MessageUID)
	React(g chat.GroupID, uid chat.MessageUID, emoji string, on bool)
	Remind(g chat.GroupID, uid chat.MessageUID)
	// Typing tells the group that the user types; often is fine, it is thinned.
	Typing(g chat.GroupID)
	// RetryNow tries to connect at once.
	RetryNow()
	// SaveDraft keeps what stands in a group's composer; Draft returns it.
	SaveDraft(g chat.GroupID, text string)
	Draft(g chat.GroupID) string
	// Opened keeps which group was opened last; LastOpened returns it, "" for none.
	Opened(g chat.GroupID)
	LastOpened() chat.GroupID
	// Mute keeps whether the user is left alone about a group; Muted returns it.
	Mute(g chat.GroupID, on bool)
	Muted(g chat.GroupID) bool

	// History fetches a stretch of a group's messages.
	History(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error)
	// Members fetches all members of a group.
	Members(ctx context.Context, g chat.GroupID) ([]chat.Member, error)
	// MembersCopy returns those that were told last, and asks nobody outside. It is
	// empty where nothing is known.
	MembersCopy(ctx context.Context, g chat.GroupID) ([]chat.Member, error)
	// Readers fetches one list of a message's receipts, whole.
	Readers(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList) (chat.Readership, error)
}
