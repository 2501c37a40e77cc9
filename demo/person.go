package demo

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/client"
)

// A temper says how a simulated person reads.
type temper struct {
	// reads is how long they take to look at a message, give or take half; 0
	// means that they are not simulated: somebody sits there.
	reads time.Duration
}

// A member is somebody of the cast before the curtain rises.
type member struct {
	id, name string
	temper   temper
}

// A person is a member of the cast with a connected client.
type person struct {
	member
	client *client.Client
	// screen gets the client's news when somebody sits there; nil otherwise.
	screen chan []chat.News
	// wait waits in the time of the story.
	wait func(context.Context, time.Duration) bool

	mu      sync.Mutex
	random  *rand.Rand
	tallies map[chat.MessageUID]chat.Tally
	posted  map[string]chat.MessageUID // own messages by client id
	heard   func()                     // called after every batch
}

// live takes the client's news until ctx ends: keeps what the story looks at,
// reads as the temper says, and passes the news on to the screen.
func (p *person) live(ctx context.Context) {
	var reading sync.WaitGroup
	defer reading.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case batch, ok := <-p.client.News():
			if !ok {
				return
			}
			for _, n := range batch {
				p.note(n)
				if m, ok := n.(chat.MessageAdded); ok && p.temper.reads > 0 && m.Message.Sender != p.client.Me() {
					delay := p.hesitation()
					reading.Go(func() { p.readAfter(ctx, m.Message, delay) })
				}
			}
			p.heard()
			if p.screen == nil {
				continue
			}
			select {
			case p.screen <- batch:
			case <-ctx.Done():
				return
			}
		}
	}
}

// note keeps what the story looks at.
func (p *person) note(n chat.News) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch n := n.(type) {
	case chat.ReceiptsChanged:
		p.tallies[n.UID] = n.Tally
	case chat.Sending:
		if n.State == chat.SendDone {
			p.posted[n.ClientMsgID] = n.UID
		}
	}
}

// hesitation is how long this person takes for the next message.
func (p *person) hesitation() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.temper.reads/2 + time.Duration(p.random.Int64N(int64(p.temper.reads)))
}

func (p *person) readAfter(ctx context.Context, m chat.Message, delay time.Duration) {
	if !p.wait(ctx, delay) {
		return
	}
	p.client.Read(m.Group, []chat.Seen{{UID: m.UID, Seq: m.Seq, At: time.Now()}})
}

// uid returns the uid of an own message; "" while the hub has not told it.
func (p *person) uid(clientMsgID string) chat.MessageUID {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.posted[clientMsgID]
}

// readers returns the count of an own message as this person sees it.
func (p *person) readers(clientMsgID string) chat.Tally {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tallies[p.posted[clientMsgID]]
}

// pause waits, and reports whether ctx is still alive.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
