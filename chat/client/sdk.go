package client

import (
	"context"
	"errors"
	"fmt"

	"seenby/chat"
	"seenby/chat/wire"
)

// SendReadReceiptRequest says "for this message of mine I want to know who read
// it" (receipts.md, The four calls). The code is the hub's: [chat.Done], or
// another one with an error that is a [*chat.Error]. Where there is no reply
// the code is [chat.Unavailable] and the error says why.
func (c *Client) SendReadReceiptRequest(ctx context.Context, g chat.GroupID, uid chat.MessageUID) (chat.Code, error) {
	r, err := c.Do(ctx, wire.SendReadReceiptRequest{ConversationType: chat.ConversationGroup, Group: g, UID: uid})
	return codeOf(r, err), err
}

// SendReadReceiptResponse says "I have read these messages", at most 100 of one
// group; a reading without a time means now. conversationType is
// [chat.ConversationGroup]; everything else is refused by the hub. What the hub
// did not take is returned with a code each, and does not make the call fail.
// Code and error are as with [Client.SendReadReceiptRequest].
//
// It waits for the hub and is gone when that fails; [Client.Answer] and
// [Client.Read] queue answers that are never lost.
func (c *Client) SendReadReceiptResponse(ctx context.Context, conversationType int, g chat.GroupID, messages []chat.Reading) (chat.Code, []chat.Ignored, error) {
	r, err := c.Do(ctx, wire.SendReadReceiptResponse{ConversationType: conversationType, Group: g, Messages: messages})
	if err != nil {
		return codeOf(r, err), nil, err
	}
	var body wire.AnsweredBody
	if err := r.Into(&body); err != nil {
		return chat.Failed, nil, err
	}
	c.post(func(e *engine) { e.answeredByCaller(g, messages, body.Ignored) })
	return chat.Done, body.Ignored, nil
}

// codeOf returns the code of a call, also of one that got no reply.
func codeOf(r wire.Reply, err error) chat.Code {
	var refused *chat.Error
	switch {
	case err == nil:
		return r.Code
	case errors.As(err, &refused):
		return refused.Code
	}
	return chat.Unavailable
}

// SendMessage sends a message through the outbox and waits until the hub has
// it. When ctx ends first, or the client is closed, the message stays in the
// outbox and goes out when it can. A message that the hub refuses is dropped,
// and the error is a [*chat.Error].
func (c *Client) SendMessage(ctx context.Context, d chat.Draft) (uid chat.MessageUID, seq chat.Seq, sent chat.Millis, err error) {
	result := make(chan sendResult, 1)
	id := newClientMsgID()
	if !c.post(func(e *engine) { e.send(id, d, result) }) {
		return "", 0, 0, ErrClosed
	}
	select {
	case r := <-result:
		return r.UID, r.Seq, r.Sent, r.err
	case <-ctx.Done():
		return "", 0, 0, fmt.Errorf("the message waits in the outbox: %w", ctx.Err())
	case <-c.done:
		return "", 0, 0, ErrClosed
	}
}

// A sendResult is what SendMessage waits for.
type sendResult struct {
	wire.SentBody
	err error
}

// Connected waits until the client is online. It returns an error as soon as a
// try to connect has failed, which says why; the client goes on trying, and
// calling Connected again waits for the next try.
func (c *Client) Connected(ctx context.Context) error {
	return c.wait(ctx, func(e *engine, tell func(error)) { e.awaitLink(tell) })
}

// wait has the owner start something and waits for what becomes of it. The
// owner may tell at once or later, once; telling never blocks.
func (c *Client) wait(ctx context.Context, start func(e *engine, tell func(error))) error {
	outcome := make(chan error, 1)
	if !c.post(func(e *engine) { start(e, func(err error) { outcome <- err }) }) {
		return ErrClosed
	}
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-c.done:
		return ErrClosed
	}
}

// Do makes any call of the protocol but connect, and returns the hub's reply. A
// code other than 0 is also returned as a [*chat.Error]. It waits for a
// connection that is being made; while there is none, it fails with
// [ErrOffline] and the reason. After another error it is not known whether the
// call took effect.
func (c *Client) Do(ctx context.Context, p wire.Params) (wire.Reply, error) {
	if p == nil || p.Op() == wire.OpConnect {
		return wire.Reply{}, errors.New("connect is the client's own call")
	}
	reply := make(chan wire.Reply, 1)
	err := c.wait(ctx, func(e *engine, tell func(error)) {
		e.whenLinked(func(err error) {
			if err != nil {
				tell(err)
				return
			}
			e.call(p, func(r wire.Reply, err error) {
				reply <- r
				tell(err)
			})
		})
	})
	if err != nil {
		return wire.Reply{}, err
	}
	r := <-reply
	return r, r.Err()
}

// ask makes a call and reads its reply.
func (c *Client) ask(ctx context.Context, p wire.Params, body wire.Body) error {
	r, err := c.Do(ctx, p)
	if err != nil || body == nil {
		return err
	}
	return r.Into(body)
}

// CreateGroup makes a group with this user as owner and these members.
// visibility "" means [chat.VisibleToSender].
func (c *Client) CreateGroup(ctx context.Context, g chat.GroupID, name string, members []chat.UserID, visibility chat.Visibility) (chat.Group, error) {
	var body wire.GroupBody
	err := c.ask(ctx, wire.CreateGroup{Group: g, Name: name, Members: members, Visibility: visibility}, &body)
	return body.Group, err
}

// GetGroup fetches a group.
func (c *Client) GetGroup(ctx context.Context, g chat.GroupID) (chat.Group, error) {
	var body wire.GroupBody
	err := c.ask(ctx, wire.GetGroup{Group: g}, &body)
	return body.Group, err
}

// JoinGroup makes this user a member of an open group.
func (c *Client) JoinGroup(ctx context.Context, g chat.GroupID) (chat.Group, error) {
	var body wire.GroupBody
	err := c.ask(ctx, wire.JoinGroup{Group: g}, &body)
	return body.Group, err
}

// QuitGroup ends this user's membership.
func (c *Client) QuitGroup(ctx context.Context, g chat.GroupID) error {
	return c.ask(ctx, wire.QuitGroup{Group: g}, nil)
}

// InviteMembers adds users at once; up to 100, by the owner or an admin.
func (c *Client) InviteMembers(ctx context.Context, g chat.GroupID, users []chat.UserID) error {
	return c.ask(ctx, wire.InviteMembers{Group: g, Users: users}, nil)
}

// RemoveMembers takes users out; up to 100, by the owner or an admin.
func (c *Client) RemoveMembers(ctx context.Context, g chat.GroupID, users []chat.UserID) error {
	return c.ask(ctx, wire.RemoveMembers{Group: g, Users: users}, nil)
}

// SetRole makes a member an admin or a plain member; by the owner.
func (c *Client) SetRole(ctx context.Context, g chat.GroupID, user chat.UserID, role chat.Role) error {
	return c.ask(ctx, wire.SetRole{Group: g, User: user, Role: role}, nil)
}

// UpdateGroup changes what is not nil in u; by the owner or an admin.
func (c *Client) UpdateGroup(ctx context.Context, u wire.UpdateGroup) (chat.Group, error) {
	var body wire.GroupBody
	err := c.ask(ctx, u, &body)
	return body.Group, err
}

// EditGroup changes what e names of a group; by the owner or an admin.
func (c *Client) EditGroup(ctx context.Context, g chat.GroupID, e chat.GroupEdit) error {
	_, err := c.UpdateGroup(ctx, wire.UpdateGroup{Group: g, Name: e.Name, Topic: e.Topic, Visibility: e.Visibility})
	return err
}

// EditMessage replaces the text of a message of one's own, and waits for it;
// [Client.Edit] queues it.
func (c *Client) EditMessage(ctx context.Context, g chat.GroupID, uid chat.MessageUID, text string) error {
	return c.ask(ctx, wire.EditMessage{Group: g, UID: uid, Text: text}, nil)
}

// RecallMessage takes a message back, and waits for it; [Client.Recall] queues
// it.
func (c *Client) RecallMessage(ctx context.Context, g chat.GroupID, uid chat.MessageUID) error {
	return c.ask(ctx, wire.RecallMessage{Group: g, UID: uid}, nil)
}

// RemindUnread nudges those who have not read a message of one's own, waits for
// it, and returns how many they are; [Client.Remind] queues it.
func (c *Client) RemindUnread(ctx context.Context, g chat.GroupID, uid chat.MessageUID) (int, error) {
	var body wire.RemindedBody
	err := c.ask(ctx, wire.RemindUnread{Group: g, UID: uid}, &body)
	return body.Reminded, err
}

// Search finds messages whose text holds query, a run of two characters or more
// (letters of either case are the same, see [chat.Fold]), newest first: in group
// g, there before a seq if it is not 0, or with g "" in all groups of the user.
// It gives at most limit of them, 0 meaning [chat.DefaultPage], never more than
// [chat.MaxSearch]; More says that there are more, in one group before the Seq
// of the last. Neither what was recalled nor system lines are found. While
// offline it searches the local copy, which knows what this client was told or
// has loaded, and says so in [chat.Page]. It blocks until the answer is there or
// ctx is done. A refusal is a [chat.Error], as of a group one is no member of
// (protocol.md, search).
func (c *Client) Search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	return c.search(ctx, g, query, before, limit)
}

// SearchCopy is [Client.Search] in the local copy alone: it asks nobody outside,
// and does not wait for a connection. What it finds, newest first, is what
// this client was told or has loaded. A query may be of one character here, and
// a group of which nothing is known holds nothing.
func (c *Client) SearchCopy(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	return c.searchCopy(ctx, g, query, before, limit)
}
