package client

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"seenby/chat"
)

// keptInMemory is how many messages of a group a client without a state
// directory keeps.
const keptInMemory = 2000

// memoryDisk is the local state of a client without a state directory: messages
// alone, for everything else is in the engine.
type memoryDisk struct {
	mu     sync.Mutex
	groups map[chat.GroupID][]chat.Message // in rising seq
	seqs   map[chat.MessageUID]chat.Seq
	rolls  map[chat.GroupID][]chat.Member
}

func newMemoryDisk() *memoryDisk {
	return &memoryDisk{groups: map[chat.GroupID][]chat.Message{}, seqs: map[chat.MessageUID]chat.Seq{}, rolls: map[chat.GroupID][]chat.Member{}}
}

func (d *memoryDisk) load() (saved, error) { return saved{}, nil }

func (d *memoryDisk) write(c *changes) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range c.messages {
		d.put(*clone(m))
	}
	maps.Copy(d.rolls, c.members)
	return nil
}

func (d *memoryDisk) members(g chat.GroupID) ([]chat.Member, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.rolls[g]), nil
}

func (d *memoryDisk) put(m chat.Message) {
	all := d.groups[m.Group]
	i, known := bySeq(all, m.Seq)
	if known {
		all[i] = m
		return
	}
	all = slices.Insert(all, i, m)
	d.seqs[m.UID] = m.Seq
	if len(all) > keptInMemory {
		delete(d.seqs, all[0].UID)
		all = slices.Delete(all, 0, 1)
	}
	d.groups[m.Group] = all
}

func bySeq(all []chat.Message, seq chat.Seq) (int, bool) {
	return slices.BinarySearchFunc(all, seq, func(m chat.Message, s chat.Seq) int { return int(m.Seq - s) })
}

func (d *memoryDisk) message(g chat.GroupID, uid chat.MessageUID) (chat.Message, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.groups[g]
	if i, ok := bySeq(all, d.seqs[uid]); ok && all[i].UID == uid {
		return *clone(&all[i]), true, nil
	}
	return chat.Message{}, false, nil
}

func (d *memoryDisk) history(_ context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.groups[g]
	from, to := stretch(all, s)
	page := chat.Page{Group: g, More: from > 0}
	if s.After > 0 {
		page.More = to < len(all)
	}
	for i := range all[from:to] {
		page.Messages = append(page.Messages, *clone(&all[from+i]))
	}
	return page, nil
}

// stretch returns the bounds of a span.
func stretch(all []chat.Message, s chat.Span) (from, to int) {
	n := len(all)
	switch {
	case s.Before > 0:
		to, _ = bySeq(all, s.Before)
		return max(0, to-s.Limit), to
	case s.After > 0:
		from, _ = bySeq(all, s.After+1)
		return from, min(n, from+s.Limit)
	case s.Around > 0:
		i, _ := bySeq(all, s.Around)
		from = max(0, i-s.Limit/2)
		return from, min(n, from+s.Limit)
	}
	return max(0, n-s.Limit), n
}

func (d *memoryDisk) search(_ context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	page := chat.Page{Group: g}
	query = chat.Fold(query)
	for id, all := range d.groups {
		if g != "" && id != g {
			continue
		}
		for _, m := range all {
			if m.Kind == chat.KindText && (before == 0 || m.Seq < before) && strings.Contains(chat.Fold(m.Text), query) {
				page.Messages = append(page.Messages, *clone(&m))
			}
		}
	}
	slices.SortFunc(page.Messages, func(a, b chat.Message) int {
		if g != "" {
			return cmp.Compare(b.Seq, a.Seq)
		}
		return cmp.Or(cmp.Compare(b.Sent, a.Sent), cmp.Compare(a.Group, b.Group), cmp.Compare(b.Seq, a.Seq))
	})
	if page.More = len(page.Messages) > limit; page.More {
		page.Messages = page.Messages[:limit]
	}
	return page, nil
}

func (d *memoryDisk) close() error { return nil }
