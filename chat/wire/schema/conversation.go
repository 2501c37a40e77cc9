package schema

import (
	"encoding/json"
	"fmt"
	"sync"
)

// A Conversation checks both directions of one connection, and tells its fault
// of every frame that is not as the document has it. Calls and replies belong
// together by their id; a call that the document forbids is no fault, as a test
// may make it on purpose, unless the hub carries it out. It is safe for
// concurrent use.
type Conversation struct {
	document *Document
	fault    func(error)

	mu    sync.Mutex
	calls map[json.Number][]call
}

// call is one that has no reply yet.
type call struct {
	op        string
	forbidden error
}

// NewConversation returns one that tells its faults to fault, which may be
// called from any goroutine that uses it.
func NewConversation(fault func(error)) *Conversation {
	d, err := Load()
	if err != nil {
		fault(err)
		d = &Document{}
	}
	return &Conversation{document: d, fault: fault, calls: map[json.Number][]call{}}
}

// Sent takes a frame that the client sends. It must be called before the frame
// is on its way.
func (c *Conversation) Sent(frame []byte) {
	var h head
	if json.Unmarshal(frame, &h) != nil {
		return // no call: its reply bears the id 0
	}
	forbidden := c.document.Call(frame)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[h.ID] = append(c.calls[h.ID], call{op: h.Op, forbidden: forbidden})
}

// Received takes a frame that the hub has sent.
func (c *Conversation) Received(frame []byte) {
	if err := c.received(frame); err != nil {
		c.fault(fmt.Errorf("received: %w", err))
	}
}

func (c *Conversation) received(frame []byte) error {
	var h head
	if err := json.Unmarshal(frame, &h); err != nil {
		return fmt.Errorf("%w: %.200s", err, frame)
	}
	if h.Event != nil {
		return c.document.Event(frame)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls[h.ID]
	if len(calls) == 0 { // to a frame whose id was none
		return c.document.Reply("", frame)
	}
	if len(calls) == 1 {
		delete(c.calls, h.ID)
		return c.fits(calls[0], h, frame)
	}
	// Nothing keeps a client from using an id for several calls at once. Whose
	// reply this is nobody can tell then, so it has to fit one of them.
	var first error
	for _, to := range calls {
		err := c.fits(to, h, frame)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

func (c *Conversation) fits(to call, h head, frame []byte) error {
	if h.Code != nil && *h.Code == 0 && to.forbidden != nil {
		return fmt.Errorf("the hub carried out what the document forbids: %w", to.forbidden)
	}
	return c.document.Reply(to.op, frame)
}
