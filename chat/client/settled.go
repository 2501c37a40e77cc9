package client

import "context"

// Settled waits until the hub has replied to everything that this client was
// asked to do before, and whoever takes [Client.News] has taken what there is
// to tell of it: what was refused, too. While nobody takes news it goes on
// waiting, and so it does while there is no connection and something to send.
// The error is that of ctx, or [ErrClosed]; what is not sent then stays in the
// outbox.
func (c *Client) Settled(ctx context.Context) error {
	return c.wait(ctx, func(e *engine, tell func(error)) { e.settling = append(e.settling, tell) })
}

// tellSettled lets those go on who wait until nothing is left to do.
func (e *engine) tellSettled() {
	if o := &e.outbox; len(e.settling) == 0 || o.unsent > 0 || o.flying > 0 || len(e.feed.batch) > 0 {
		return
	}
	for _, tell := range e.settling {
		tell(nil)
	}
	e.settling = nil
}
