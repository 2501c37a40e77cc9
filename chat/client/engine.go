package client

import (
	"context"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

// An engine is the state of a client, owned by one goroutine.
type engine struct{ c *Client }

func newEngine(ctx context.Context, c *Client) (*engine, error)                 { return &engine{c: c}, ctx.Err() }
func (e *engine) run()                                                          {}
func (e *engine) send(id string, d chat.Draft, result chan<- sendResult)        {}
func (e *engine) retry(id string)                                               {}
func (e *engine) discard(id string)                                             {}
func (e *engine) read(g chat.GroupID, seen []chat.Seen)                         {}
func (e *engine) answerNow(g chat.GroupID, uids []chat.MessageUID)              {}
func (e *engine) setPolicy(g chat.GroupID, p receipts.Policy)                   {}
func (e *engine) queue(p wire.Params)                                           {}
func (e *engine) typing(g chat.GroupID)                                         {}
func (e *engine) retryNow()                                                     {}
func (e *engine) keepDraft(g chat.GroupID, text string)                         {}
func (e *engine) answeredByCaller(chat.GroupID, []chat.Reading, []chat.Ignored) {}
func (e *engine) awaitLink(tell func(error))                                    {}
func (e *engine) whenLinked(f func(error))                                      {}
func (e *engine) call(p wire.Params, f func(wire.Reply, error))                 {}
func (c *Client) history(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	return chat.Page{}, nil
}
func (c *Client) members(ctx context.Context, g chat.GroupID) ([]chat.Member, error) { return nil, nil }
func (c *Client) readers(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList) (chat.Readership, error) {
	return chat.Readership{}, nil
}
func (c *Client) search(ctx context.Context, g chat.GroupID, q string, before chat.Seq, limit int) (chat.Page, error) {
	return chat.Page{}, nil
}
