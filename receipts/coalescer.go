package receipts

import (
	"time"

	"seenby/chat"
)

// A Coalescer is a hub's schedule of the updates that a storm held back
// ([chat.Due]). The zero value is ready for use.
//
// It counts time from when it was told, not by the moments in the dues: those
// are in the group's time, which does not follow the hub's clock when that
// steps back.
type Coalescer struct {
	waiting map[chat.MessageUID]bool
	line    []due // in the order in which they were added
}

type due struct {
	chat.Due
	at time.Time
}

// An Update is what a hub submits a [chat.Announce] for: the messages of one
// group whose senders may be told now. The command's At is not before At.
type Update struct {
	Group    chat.GroupID
	At       chat.Millis
	Messages []chat.MessageUID
}

// Add puts dues in line, each message once. None of them waits for longer than
// [chat.UpdateInterval].
func (c *Coalescer) Add(now time.Time, dues ...chat.Due) {
	for _, d := range dues {
		if c.waiting[d.UID] {
			continue
		}
		if c.waiting == nil {
			c.waiting = make(map[chat.MessageUID]bool)
		}
		c.waiting[d.UID] = true
		wait := min(max(d.At.Since(chat.At(now)), 0), chat.UpdateInterval)
		c.line = append(c.line, due{Due: d, at: now.Add(wait)})
	}
}

// Take returns what is due now, one update for a group, in the order in which
// they were added.
func (c *Coalescer) Take(now time.Time) []Update {
	var updates []Update
	at := make(map[chat.GroupID]int)
	kept := c.line[:0]
	for _, d := range c.line {
		if d.at.After(now) {
			kept = append(kept, d)
			continue
		}
		delete(c.waiting, d.UID)
		i, known := at[d.Group]
		if !known {
			i = len(updates)
			at[d.Group] = i
			updates = append(updates, Update{Group: d.Group})
		}
		u := &updates[i]
		u.At, u.Messages = max(u.At, d.At), append(u.Messages, d.UID)
	}
	clear(c.line[len(kept):])
	c.line = kept
	return updates
}

// Next returns when [Coalescer.Take] has to be called next; ok is false when
// nothing waits.
func (c *Coalescer) Next() (at time.Time, ok bool) {
	for _, d := range c.line {
		if !ok || d.at.Before(at) {
			at, ok = d.at, true
		}
	}
	return at, ok
}
