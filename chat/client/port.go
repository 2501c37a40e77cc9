package client

import (
	"context"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// Send queues a message and returns its client id at once; [chat.Sending] news
// follow: queued when it is on disk, sent or failed when the hub has replied.
// Messages to one group go out one after another, each when the one before is
// settled, so that they keep their order whatever the hub refuses for a while.
func (c *Client) Send(d chat.Draft) string {
	id := newClientMsgID()
	c.post(func(e *engine) { e.send(id, d, nil) })
	return id
}

// Retry sends a message again that the hub refused.
func (c *Client) Retry(clientMsgID string) {
	c.post(func(e *engine) { e.retry(clientMsgID) })
}

// Discard takes a message back that is not known to be sent. One that no hub can
// have got is dropped, durably ([chat.SendDropped]). One that was given to a hub
// which has not replied is recalled as soon as it is known that the hub has it,
// and stays in the outbox until then ([chat.SendRecalling]); and so is one that
// the hub took a moment ago.
func (c *Client) Discard(clientMsgID string) {
	c.post(func(e *engine) { e.discard(clientMsgID) })
}

// Revise gives a message that is not known to be sent another text, and the
// mentions that belong to it. It keeps its place in the outbox; one that was
// refused goes out again. One that a hub may have got already goes out as it was,
// and is edited as soon as it is known that the hub has it.
func (c *Client) Revise(clientMsgID, text string, mentions []chat.UserID) {
	c.post(func(e *engine) { e.revise(clientMsgID, text, mentions) })
}

// RequestReceipt queues flagging a message of one's own for receipts. When the
// hub refuses it, [chat.Trouble] says so; see [Client.SendReadReceiptRequest]
// for a call that waits.
func (c *Client) RequestReceipt(g chat.GroupID, uid chat.MessageUID) {
	c.queue(wire.SendReadReceiptRequest{ConversationType: chat.ConversationGroup, Group: g, UID: uid})
}

// Read says what was really read on this screen, and when. The client
// remembers it across restarts, moves the private read position, and answers
// what asks for a receipt by the policy: at once where the request is known,
// and else when it comes, then with the time of this reading (receipts.md, What
// counts as read). Answers are grouped: the first goes out at once, those of
// the next 100 ms together.
func (c *Client) Read(g chat.GroupID, seen []chat.Seen) {
	c.post(func(e *engine) { e.read(g, seen) })
}

// Answer answers these requests, whatever the policy: with the time of reading
// where it is remembered, and else now. What asks for no receipt, or was
// answered, or is one's own, is left out.
func (c *Client) Answer(g chat.GroupID, uids []chat.MessageUID) {
	c.post(func(e *engine) { e.answerNow(g, uids) })
}

// Edit queues replacing the text of a message of one's own.
func (c *Client) Edit(g chat.GroupID, uid chat.MessageUID, text string) {
	c.queue(wire.EditMessage{Group: g, UID: uid, Text: text})
}

// Recall queues taking a message back.
func (c *Client) Recall(g chat.GroupID, uid chat.MessageUID) {
	c.queue(wire.RecallMessage{Group: g, UID: uid})
}

// React queues setting a reaction, or taking it back.
func (c *Client) React(g chat.GroupID, uid chat.MessageUID, emoji string, on bool) {
	c.queue(wire.React{Group: g, UID: uid, Emoji: emoji, On: on})
}

// Remind queues nudging those who have not read a message of one's own.
func (c *Client) Remind(g chat.GroupID, uid chat.MessageUID) {
	c.queue(wire.RemindUnread{Group: g, UID: uid})
}

// queue puts a call into the outbox.
func (c *Client) queue(p wire.Params) {
	c.post(func(e *engine) { e.queue(p) })
}

// Typing tells the group that the user types: at most once every three seconds,
// and not at all while offline.
func (c *Client) Typing(g chat.GroupID) {
	c.post(func(e *engine) { e.typing(g) })
}

// RetryNow tries to connect at once, also after a final refusal.
func (c *Client) RetryNow() {
	c.post(func(e *engine) { e.retryNow() })
}

// SaveDraft keeps what stands in a group's composer; "" forgets it. It is on
// disk soon after.
func (c *Client) SaveDraft(g chat.GroupID, text string) {
	c.mu.Lock()
	same := c.drafts[g] == text
	if text == "" {
		delete(c.drafts, g)
	} else {
		c.drafts[g] = text
	}
	c.mu.Unlock()
	if !same {
		c.post(func(e *engine) { e.keepDraft(g) })
	}
}

// Draft returns what stood in a group's composer.
func (c *Client) Draft(g chat.GroupID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drafts[g]
}

// History fetches a stretch of a group's messages: from the hub, and while
// offline from the local copy, which ends where Page.More is false and is not
// the whole history. A group of which nothing is known yet waits for the
// connection.
func (c *Client) History(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	return c.history(ctx, g, s)
}

// Members fetches all members of a group, page by page.
func (c *Client) Members(ctx context.Context, g chat.GroupID) ([]chat.Member, error) {
	return c.members(ctx, g)
}

// Readers fetches one list of a message's receipts, whole, and the tally.
func (c *Client) Readers(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList) (chat.Readership, error) {
	return c.readers(ctx, g, uid, list)
}

// now returns the moment as the protocol counts.
func now() chat.Millis { return chat.At(time.Now()) }
