package client

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"seenby/chat"
	"seenby/receipts"
)

// A Client is one user's connection to a hub. Its methods may be called from
// any goroutine. Make it with [Open], end it with [Client.Close].
type Client struct {
	cfg   Config
	inbox chan func(*engine) // what the owner is asked to do
	news  chan []chat.News
	quit  chan struct{} // closed when Close is called
	done  chan struct{} // closed when the owner has ended
	once  sync.Once
	err   error // of Close; read after done
	give  time.Duration

	callbacks *callbacks // nil where the program has none

	mu       sync.Mutex // guards what follows
	me       chat.UserID
	drafts   map[chat.GroupID]string
	policies receipts.Policies
	muted    map[chat.GroupID]bool
	last     chat.GroupID // that was opened

	diskMu sync.RWMutex // held while disk is read, and to close it
	disk   disk         // nil when it is closed
}

// inboxSize bounds how many requests may wait for the owner. The owner waits
// for nobody but the disk, so a caller that finds it full waits for the disk.
const inboxSize = 1024

// Open opens the local state, starts the client, and returns without waiting
// for the hub: it connects in the background, and again whenever the
// connection is lost, after 0.25 s to 30 s. What it knows already is told by
// [Client.News] at once. ctx bounds the opening alone.
//
// An error says in one line what is wrong with the configuration or with the
// state directory.
func Open(ctx context.Context, cfg Config) (*Client, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	c := &Client{
		cfg:      cfg,
		inbox:    make(chan func(*engine), inboxSize),
		news:     make(chan []chat.News),
		quit:     make(chan struct{}),
		done:     make(chan struct{}),
		drafts:   map[chat.GroupID]string{},
		muted:    map[chat.GroupID]bool{},
		me:       subject(cfg.Token),
		policies: withPolicy(cfg.Policy, "", cfg.Policy.Default),
	}
	e, err := newEngine(ctx, c)
	if err != nil {
		return nil, err
	}
	go e.run()
	return c, nil
}

// News returns the channel of everything that happens, in batches and in
// order; the package's documentation says what becomes of batches that nobody
// takes. It is closed when the client has ended. A batch belongs to who
// received it; what its messages point to is shared and must not be changed.
func (c *Client) News() <-chan []chat.News { return c.news }

// Me returns who this client belongs to: as the hub says, or, before the first
// connection, as the token or the local state says; "" when none of them does.
func (c *Client) Me() chat.UserID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.me
}

// Close ends the client in order: answers that wait are sent, calls in flight
// get a moment for their replies (a second, or until ctx ends), everything is
// written to disk, the connection is closed, and callbacks that wait are made. It
// returns when nothing of the client runs any more, or, where a callback goes on
// and on, when ctx ends. Calling it again waits for the same end. It must not be
// called from a callback. What is asked of a client after it does nothing.
//
// A client that fails inside ends by itself: News is closed, and Close says why.
func (c *Client) Close(ctx context.Context) error {
	c.once.Do(func() {
		c.give = flushTime
		if at, ok := ctx.Deadline(); ok {
			c.give = min(c.give, max(0, time.Until(at)))
		}
		if ctx.Err() != nil {
			c.give = 0
		}
		close(c.quit)
	})
	<-c.done
	if c.callbacks == nil {
		return c.err
	}
	select {
	case <-c.callbacks.ended:
		return c.err
	case <-ctx.Done():
		return errors.Join(c.err, errors.New("a callback of the program does not return"))
	}
}

// flushTime is how long Close waits at most for replies of the hub.
const flushTime = time.Second

// post hands f to the owner. It reports false when the client is closed.
func (c *Client) post(f func(*engine)) bool {
	select {
	case <-c.quit:
		return false
	default:
	}
	select {
	case c.inbox <- f:
		return true
	case <-c.quit:
		return false
	case <-c.done:
		return false
	}
}

// newClientMsgID returns an id that no client has used before.
func newClientMsgID() string { return rand.Text() }

func (c *Client) setMe(me chat.UserID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.me = me
}

// offline says why there is no connection.
func offline(why string) error {
	if why == "" {
		return ErrOffline
	}
	if reason, ok := strings.CutPrefix(why, tokenRefused("")); ok {
		return fmt.Errorf("%w: %w: %s", ErrOffline, ErrToken, reason)
	}
	return fmt.Errorf("%w: %s", ErrOffline, why)
}

// tokenRefused says that the hub does not accept the token, and its reason.
func tokenRefused(reason string) string { return ErrToken.Error() + ": " + oneLine(reason) }
