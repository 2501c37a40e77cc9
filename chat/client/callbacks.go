package client

import (
	"sync"

	"seenby/crash"
)

// callbackQueue is how many callbacks may wait.
const callbackQueue = 4096

// callbacks runs functions of the program one after another on a goroutine of
// its own.
type callbacks struct {
	mu    sync.Mutex
	queue []func()
	over  bool
	whole bool          // nothing is dropped
	wake  chan struct{} // holds one
	ended chan struct{}
}

func newCallbacks(whole bool) *callbacks {
	c := &callbacks{whole: whole, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go c.run()
	return c
}

func (c *callbacks) run() {
	defer crash.Guard()
	defer close(c.ended)
	for range c.wake {
		for {
			c.mu.Lock()
			queue, over := c.queue, c.over
			c.queue = nil
			c.mu.Unlock()
			for _, f := range queue {
				f()
			}
			if len(queue) == 0 && over {
				return
			}
			if len(queue) == 0 {
				break
			}
		}
	}
}

// add queues f, and drops the oldest when too many wait, unless nothing is to
// be dropped: then the owner reads no more. It reports whether it did.
func (c *callbacks) add(f func()) (dropped bool) {
	c.mu.Lock()
	if dropped = !c.whole && len(c.queue) >= callbackQueue; dropped {
		c.queue = c.queue[1:]
	}
	c.queue = append(c.queue, f)
	c.mu.Unlock()
	c.nudge()
	return dropped
}

func (c *callbacks) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *callbacks) full() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue) >= callbackQueue
}

// end lets what is queued run; ended is closed when that is done.
func (c *callbacks) end() {
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	c.nudge()
}
