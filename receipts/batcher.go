package receipts

import (
	"slices"
	"time"

	"seenby/chat"
)

// BatchInterval is the least time between two calls for one group: the first
// answer goes out at once, those that follow within it go together
// (receipts.md, What counts as read).
const BatchInterval = 100 * time.Millisecond

// A Batcher puts the answers of a reader together into calls. The zero value
// is ready for use.
type Batcher struct {
	groups []*queue // in the order in which they came to wait
}

// A queue is what waits to be sent for one group.
type queue struct {
	group   chat.GroupID
	waiting []chat.Reading
	known   map[chat.MessageUID]bool // the messages that wait
	due     time.Time                // when the next call may go out
}

// A Batch is one sendReadReceiptResponse: at most [chat.MaxBatch] messages of
// one group, in the order in which they were added.
type Batch struct {
	Group    chat.GroupID
	Messages []chat.Reading
}

// Add puts readings in line for a call. A message that waits already is not put
// there again; one that was taken is, so that an answer which the hub did not
// acknowledge can be sent anew.
func (b *Batcher) Add(now time.Time, g chat.GroupID, readings ...chat.Reading) {
	if len(readings) == 0 {
		return
	}
	i := slices.IndexFunc(b.groups, func(q *queue) bool { return q.group == g })
	if i < 0 {
		i = len(b.groups)
		b.groups = append(b.groups, &queue{group: g, known: make(map[chat.MessageUID]bool), due: now})
	}
	q := b.groups[i]
	for _, r := range readings {
		if !q.known[r.UID] {
			q.known[r.UID] = true
			q.waiting = append(q.waiting, r)
		}
	}
}

// Take returns the calls that are to be made now, at most one for a group. What
// does not fit into it follows after [BatchInterval].
func (b *Batcher) Take(now time.Time) []Batch {
	var batches []Batch
	kept := b.groups[:0]
	for _, q := range b.groups {
		if q.due.After(now) {
			kept = append(kept, q)
			continue
		}
		n := min(len(q.waiting), chat.MaxBatch)
		if n == 0 {
			continue // nothing came since the last call: the next one goes at once
		}
		batches = append(batches, Batch{Group: q.group, Messages: q.waiting[:n:n]})
		for _, r := range q.waiting[:n] {
			delete(q.known, r.UID)
		}
		q.waiting = q.waiting[n:]
		q.due = now.Add(BatchInterval)
		kept = append(kept, q)
	}
	clear(b.groups[len(kept):])
	b.groups = kept
	return batches
}

// Next returns when [Batcher.Take] has to be called next; ok is false when
// nothing waits.
func (b *Batcher) Next() (at time.Time, ok bool) {
	for _, q := range b.groups {
		if len(q.waiting) > 0 && (!ok || q.due.Before(at)) {
			at, ok = q.due, true
		}
	}
	return at, ok
}
