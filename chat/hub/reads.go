package hub

import (
	"context"

	"seenby/chat"
	"seenby/chat/wire"
)

// read answers a call that changes nothing, from the store.
func (s *session) read(call wire.Call) {
	switch call.Params.(type) {
	case wire.GetHistory, wire.Search:
		s.readPage(call)
	default:
		body, r := s.look(call)
		s.reply(call.ID, call.Op, r, body)
	}
}

// look finds the answer; the body is nil when there is but a code.
func (s *session) look(call wire.Call) (wire.Body, chat.Result) {
	ctx, cancel := s.timeout()
	defer cancel()
	body, r, err := s.answer(ctx, call.Params)
	switch {
	case err != nil:
		s.hub.o.Logger.Error("the store failed", "op", call.Op, "err", err)
		return nil, chat.Result{Code: chat.Unavailable, Reason: chat.Unavailable.Reason()}
	case r.Code != chat.Done:
		if r.Reason == "" {
			r.Reason = r.Code.Reason()
		}
		return nil, r
	}
	return body, r
}

func (s *session) answer(ctx context.Context, p wire.Params) (wire.Body, chat.Result, error) {
	switch p := p.(type) {
	case wire.GetGroup:
		return s.getGroup(ctx, p)
	case wire.ListMembers:
		members, total, code, err := s.hub.store.Members(ctx, p.Group, s.user, p.Offset, p.Limit)
		s.hub.floor.online(members)
		return wire.MembersBody{Members: orEmpty(members), Total: total}, chat.Result{Code: code}, err
	case wire.GetHistory:
		return s.getHistory(ctx, p)
	case wire.GetReadReceipt:
		return s.getReadReceipt(ctx, p)
	case wire.Typing:
		if s.hub.floor.typing(s.user, p.Group, s.hub.o.Now()) {
			return nil, chat.Result{}, nil
		}
		code, err := s.hub.store.Access(ctx, p.Group, s.user)
		return nil, chat.Result{Code: code}, err
	case wire.Search:
		return s.search(ctx, p)
	case wire.Connect:
		return nil, chat.Result{Code: chat.Conflict, Reason: "connected already"}, nil
	}
	return nil, chat.Result{Code: chat.Malformed}, nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// getGroup's cursor is from before the read: what came since follows, or is in
// the group already.
func (s *session) getGroup(ctx context.Context, p wire.GetGroup) (wire.Body, chat.Result, error) {
	cursor := s.hub.floor.resumable(s, p.Group)
	g, code, err := s.hub.store.Group(ctx, p.Group, s.user)
	g.Cursor = cursor
	return wire.GroupBody{Group: g}, chat.Result{Code: code}, err
}

// getHistory answers with a page that fits in one frame: what does not is left
// out on the side that is further from what was asked for.
func (s *session) getHistory(ctx context.Context, p wire.GetHistory) (wire.Body, chat.Result, error) {
	span := chat.Span{Limit: p.Limit}
	switch {
	case p.Before != nil && *p.Before <= 1: // nothing is before the first
		code, err := s.hub.store.Access(ctx, p.Group, s.user)
		return wire.MessagesBody{Messages: []chat.Message{}}, chat.Result{Code: code}, err
	case p.Before != nil:
		span.Before = *p.Before
	case p.After != nil && *p.After <= 0:
		span.Around = 1 // a Span's zero means "not": half of nothing before the first, and on
	case p.After != nil:
		span.After = *p.After
	case p.Around != nil:
		span.Around = max(*p.Around, 1)
	}
	page, code, err := s.hub.store.History(ctx, p.Group, s.user, span)
	if err != nil || code != chat.Done {
		return nil, chat.Result{Code: code}, err
	}
	messages := fit(page.Messages, span)
	more := page.More || len(messages) < len(page.Messages)
	return wire.MessagesBody{Messages: orEmpty(messages), More: more}, chat.Result{}, nil
}

// fit returns those of messages that fit in one frame.
func fit(messages []chat.Message, span chat.Span) []chat.Message {
	switch {
	case span.After != 0:
		return messages[:wire.FitFirst(messages)]
	case span.Around == 0:
		return messages[len(messages)-wire.FitLast(messages):]
	}
	at := 0 // the one that was asked for
	for at < len(messages) && messages[at].Seq < span.Around {
		at++
	}
	window := func(n int) []chat.Message {
		return messages[max(at-n, 0):min(at+n+1, len(messages))]
	}
	low, high := 0, len(messages)
	for low < high {
		mid := (low + high + 1) / 2
		if w := window(mid); wire.FitFirst(w) == len(w) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return window(low)
}

// search answers like getHistory, the newest first.
func (s *session) search(ctx context.Context, p wire.Search) (wire.Body, chat.Result, error) {
	var before chat.Seq
	if p.Before != nil {
		if before = *p.Before; before <= 1 { // nothing is before the first
			code, err := s.hub.store.Access(ctx, p.Group, s.user)
			return wire.MessagesBody{Messages: []chat.Message{}}, chat.Result{Code: code}, err
		}
	}
	page, code, err := s.hub.store.Search(ctx, p.Group, s.user, p.Query, before, p.Limit)
	if err != nil || code != chat.Done {
		return nil, chat.Result{Code: code}, err
	}
	messages := page.Messages[:wire.FitFirst(page.Messages)]
	more := page.More || len(messages) < len(page.Messages)
	return wire.MessagesBody{Messages: orEmpty(messages), More: more}, chat.Result{}, nil
}

func (s *session) getReadReceipt(ctx context.Context, p wire.GetReadReceipt) (wire.Body, chat.Result, error) {
	r, code, err := s.hub.store.Receipts(ctx, p.Group, s.user, p.UID, p.List, p.Offset, p.Limit)
	body := wire.ReceiptsBody{Tally: r.Tally}
	if p.List != "" {
		body.Users = orEmpty(r.Users)
	}
	return body, chat.Result{Code: code}, err
}
