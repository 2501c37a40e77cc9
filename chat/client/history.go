package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// history asks the hub, and the local copy where the hub cannot be asked.
func (c *Client) history(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	if s.Limit <= 0 {
		s.Limit = chat.DefaultPage
	}
	s.Limit = min(s.Limit, chat.MaxHistory)
	online, err := c.localReady(ctx)
	if err != nil {
		return chat.Page{}, err
	}
	if !online {
		if page, err := c.localHistory(ctx, g, s); err != nil || len(page.Messages) > 0 {
			return page, err
		}
	}
	page, err := c.remoteHistory(ctx, g, s)
	if !lost(err) {
		return page, err
	}
	local, localErr := c.localHistory(ctx, g, s)
	if localErr == nil && len(local.Messages) > 0 {
		return local, nil
	}
	return chat.Page{}, err
}

// lost reports whether the hub could not be asked, rather than refused.
func lost(err error) bool { return errors.Is(err, ErrOffline) || errors.Is(err, errLost) }

// localReady brings the local copy up to date, and reports whether the hub can
// be asked.
func (c *Client) localReady(ctx context.Context) (online bool, err error) {
	state := make(chan bool, 1)
	err = c.wait(ctx, func(e *engine, tell func(error)) {
		if online := e.online(); online {
			state <- true
		} else {
			e.flush(time.Now())
			state <- false
		}
		tell(nil)
	})
	if err != nil {
		return false, err
	}
	return <-state, nil
}

func (c *Client) remoteHistory(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	p := wire.GetHistory{Group: g, Limit: s.Limit}
	switch {
	case s.Before > 0:
		p.Before = &s.Before
	case s.After > 0:
		p.After = &s.After
	case s.Around > 0:
		p.Around = &s.Around
	}
	var body wire.MessagesBody
	if err := c.ask(ctx, p, &body); err != nil {
		return chat.Page{}, err
	}
	page := chat.Page{Group: g, Messages: inOrder(body.Messages, g), More: body.More}
	return page, c.browse(ctx, page.Messages, true)
}

func (c *Client) localHistory(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	page, err := c.readDisk(func(d disk) (chat.Page, error) { return d.history(ctx, g, s) })
	if err != nil {
		return chat.Page{}, err
	}
	page.Group = g
	return page, c.browse(ctx, page.Messages, false)
}

// browse shows messages of the past to the owner: it puts right in them what it
// knows better, keeps those of the hub, and answers what was read already.
func (c *Client) browse(ctx context.Context, messages []chat.Message, fresh bool) error {
	return c.wait(ctx, func(e *engine, tell func(error)) {
		for i := range messages {
			m := &messages[i]
			if fresh {
				e.meet(m)
			}
			if g := e.groups[m.Group]; g != nil {
				e.learn(g, m, false)
			}
		}
		tell(nil)
	})
}

// members fetches all pages.
func (c *Client) members(ctx context.Context, g chat.GroupID) ([]chat.Member, error) {
	l := &listing{}
	c.post(func(e *engine) { e.listings[g] = append(e.listings[g], l) })
	all, err := c.allMembers(ctx, g)
	c.post(func(e *engine) { e.keepMembers(g, l, all) })
	return all, err
}

// allMembers fetches all pages of a group's members.
func (c *Client) allMembers(ctx context.Context, g chat.GroupID) ([]chat.Member, error) {
	var all []chat.Member
	for len(all) < maxListed {
		var page wire.MembersBody
		if err := c.ask(ctx, wire.ListMembers{Group: g, Offset: len(all), Limit: chat.MaxMembers}, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Members...)
		if len(page.Members) == 0 || len(all) >= page.Total {
			break
		}
	}
	return all, nil
}

// maxListed bounds lists that are fetched whole.
const maxListed = 200_000

// readers fetches all pages. The tally is that of the first one, and the list
// may be somewhat newer.
func (c *Client) readers(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList) (chat.Readership, error) {
	var all chat.Readership
	for len(all.Users) < maxListed {
		var page wire.ReceiptsBody
		err := c.ask(ctx, wire.GetReadReceipt{Group: g, UID: uid, List: list, Offset: len(all.Users), Limit: chat.MaxReaders}, &page)
		if err != nil {
			return chat.Readership{}, err
		}
		if len(all.Users) == 0 {
			all.Tally = page.Tally
		}
		all.Users = append(all.Users, page.Users...)
		if len(page.Users) < chat.MaxReaders {
			break
		}
	}
	return all, nil
}

// searchLimit returns how many messages a search gives at most.
func searchLimit(limit int) int {
	if limit <= 0 {
		limit = chat.DefaultPage
	}
	return min(limit, chat.MaxSearch)
}

// searchCopy asks the local copy alone, brought up to date.
func (c *Client) searchCopy(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	err := c.wait(ctx, func(e *engine, tell func(error)) {
		e.flush(time.Now())
		tell(nil)
	})
	if err != nil {
		return chat.Page{}, err
	}
	return c.readDisk(func(d disk) (chat.Page, error) { return d.search(ctx, g, query, before, searchLimit(limit)) })
}

// search asks the hub, and the local copy where the hub cannot be asked.
func (c *Client) search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	limit = searchLimit(limit)
	p := wire.Search{Group: g, Query: query, Limit: limit}
	if before > 0 {
		p.Before = &before
	}
	online, err := c.localReady(ctx)
	if err != nil {
		return chat.Page{}, err
	}
	var body wire.MessagesBody
	if online {
		if err := c.ask(ctx, p, &body); !lost(err) {
			body.Messages = slices.DeleteFunc(body.Messages, func(m chat.Message) bool { return g != "" && m.Group != g })
			return chat.Page{Group: g, Messages: body.Messages[:min(len(body.Messages), chat.MaxSearch)], More: body.More}, err
		}
	}
	return c.readDisk(func(d disk) (chat.Page, error) { return d.search(ctx, g, query, before, limit) })
}

// readDisk reads the local copy on the caller's goroutine.
func (c *Client) readDisk(read func(disk) (chat.Page, error)) (chat.Page, error) {
	c.diskMu.RLock()
	defer c.diskMu.RUnlock()
	if c.disk == nil {
		return chat.Page{}, ErrClosed
	}
	page, err := read(c.disk)
	page.Local = true
	return page, err
}
