package client

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

// A disk keeps the local state: on a real disk, or in memory where no state
// directory is set. Reading may be done from any goroutine.
type disk interface {
	// load returns all that is not messages.
	load() (saved, error)
	// write makes changes durable, all or none.
	write(c *changes) error
	message(g chat.GroupID, uid chat.MessageUID) (chat.Message, bool, error)
	history(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error)
	search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error)
	// members returns who is in a group, nil where that is not known.
	members(g chat.GroupID) ([]chat.Member, error)
	close() error
}

// saved is what a client knows when it starts.
type saved struct {
	me      chat.UserID
	device  string
	groups  []savedGroup
	entries []*entry // in the order of their ids
	drafts  map[chat.GroupID]string
	memory  receipts.Memory
	// settings are the documents of [engine.kept].
	settings map[string]string
}

// A savedGroup is a group with the place up to which it was told.
type savedGroup struct {
	chat.Group
	cursor string
	head   chat.Seq
}

// changes are what is not on disk yet.
type changes struct {
	me, device string // "" where unchanged
	entries    map[int64]*entry
	dropped    map[int64]bool
	messages   map[chat.MessageUID]*chat.Message
	groups     map[chat.GroupID]*group
	left       map[chat.GroupID]bool
	cursors    map[chat.GroupID]savedGroup // cursor and head alone
	memory     map[chat.GroupID]*receipts.Remembered
	members    map[chat.GroupID][]chat.Member // nil where they are not known any more
	drafts     map[chat.GroupID]string
	settings   map[string]string

	// urgent says that something must be on disk before anything else happens.
	urgent bool
	since  time.Time // since when something waits; zero when nothing does
	failed time.Time // when the disk last refused
	wanted map[chat.GroupID]bool
	stale  map[string]bool // the settings that are to be put into their form
}

func newChanges() changes {
	return changes{
		entries: map[int64]*entry{}, dropped: map[int64]bool{},
		messages: map[chat.MessageUID]*chat.Message{},
		groups:   map[chat.GroupID]*group{}, left: map[chat.GroupID]bool{},
		cursors: map[chat.GroupID]savedGroup{},
		memory:  map[chat.GroupID]*receipts.Remembered{}, drafts: map[chat.GroupID]string{},
		members: map[chat.GroupID][]chat.Member{},
		wanted:  map[chat.GroupID]bool{}, stale: map[string]bool{}, settings: map[string]string{},
	}
}

// maxUnwritten is how many messages wait for the disk at most.
const maxUnwritten = 1024

// againTime is how long a disk that refused is left alone.
const againTime = 2 * time.Second

func (c *changes) touch() {
	if c.since.IsZero() {
		c.since = time.Now()
	}
}

// at returns when the changes are to be written.
func (c *changes) at() time.Time {
	at := c.since.Add(settleTime)
	if c.urgent || len(c.messages) >= maxUnwritten {
		at = c.since
	}
	if again := c.failed.Add(againTime); !c.failed.IsZero() && at.Before(again) {
		return again
	}
	return at
}

func (c *changes) due(now time.Time) bool { return !c.since.IsZero() && !now.Before(c.at()) }

func (c *changes) entry(en *entry) {
	c.touch()
	c.entries[en.id] = en
}

func (c *changes) drop(en *entry) {
	c.touch()
	delete(c.entries, en.id)
	c.dropped[en.id] = true // it may be on disk
}

func (c *changes) message(m *chat.Message) {
	c.touch()
	c.messages[m.UID] = m
}

func (c *changes) group(g *group) {
	c.touch()
	c.groups[g.ID] = g
	delete(c.left, g.ID)
}

func (c *changes) gone(id chat.GroupID) {
	c.touch()
	delete(c.groups, id)
	delete(c.cursors, id)
	delete(c.wanted, id)
	delete(c.members, id)
	maps.DeleteFunc(c.messages, func(_ chat.MessageUID, m *chat.Message) bool { return m.Group == id })
	c.left[id] = true
}

func (c *changes) cursor(g *group) {
	c.touch()
	c.cursors[g.ID] = savedGroup{cursor: g.cursor, head: g.head}
}

func (c *changes) remembered(id chat.GroupID) {
	c.touch()
	c.wanted[id] = true
}

// keepDraft puts a draft on disk, soon.
func (e *engine) keepDraft(g chat.GroupID) {
	e.dirty.touch()
	e.dirty.drafts[g] = e.c.Draft(g)
}

// open opens the local state and tells what it knows.
func (e *engine) open(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d, err := openDisk(e.cfg.StateDir)
	if err != nil {
		return err
	}
	have, err := d.load()
	if err == nil {
		err = e.restore(have)
	}
	if err != nil {
		_ = d.close() // it was only read
		return fmt.Errorf("the local state in %s: %w", e.cfg.StateDir, err)
	}
	e.disk, e.c.disk = d, d
	e.tellGoals()
	return nil
}

// restore takes what was saved.
func (e *engine) restore(have saved) error {
	if e.me == "" {
		e.me = have.me
	}
	if have.me != "" && have.me != e.me {
		return fmt.Errorf("it belongs to %s, and this is %s: use another state directory", have.me, e.me)
	}
	e.c.setMe(e.me)
	if e.device == "" {
		e.device = have.device
	}
	if e.device == "" {
		e.device = rand.Text()
		e.dirty.device = e.device
		e.dirty.touch()
	}
	if have.memory != nil {
		e.memory = have.memory
	}
	for g, text := range have.drafts {
		e.c.drafts[g] = text
	}
	if len(have.groups) > 0 {
		e.restoreGroups(have.groups)
	}
	for _, en := range have.entries {
		e.restoreEntry(en)
	}
	return e.unpackSettings(have.settings)
}

func (e *engine) restoreGroups(groups []savedGroup) {
	told := make([]chat.Group, 0, len(groups))
	for _, s := range groups {
		if g := e.group(s.ID); g != nil {
			g.Group, g.cursor, g.head = s.Group, s.cursor, s.head
			told = append(told, s.Group)
		}
	}
	e.tell(chat.GroupsListed{Groups: told})
}

func (e *engine) restoreEntry(en *entry) {
	o := &e.outbox
	o.lastID = max(o.lastID, en.id)
	switch p := en.params.(type) {
	case wire.SendReadReceiptResponse:
		if len(p.Messages) != 1 {
			return
		}
		o.answers[p.Messages[0].UID] = en
		e.answered.add(p.Messages[0].UID)
	case wire.SetReadPosition:
		o.entries = append(o.entries, en)
		if g := e.groups[p.Group]; g != nil {
			g.position = en
		}
	default:
		o.entries = append(o.entries, en)
	}
	e.recount(en, 1)
	if _, ok := en.params.(wire.SendMessage); ok {
		state := chat.SendQueued
		switch {
		case en.failed != "":
			state = chat.SendFailed
		case en.recall:
			state = chat.SendRecalling
		}
		e.tellSending(en, state, wire.SentBody{})
	}
}

// belongsTo takes who the hub says this is.
func (e *engine) belongsTo(me chat.UserID) error {
	if e.me == me {
		if e.dirty.me == "" {
			e.dirty.me = string(me)
			e.dirty.touch()
		}
		return nil
	}
	if e.me != "" {
		return fmt.Errorf("the hub takes this user for %s, and the local state belongs to %s", oneLine(string(me)), e.me)
	}
	e.me = me
	e.c.setMe(me)
	e.dirty.me = string(me)
	e.dirty.touch()
	return nil
}

// flush writes what is not on disk yet.
func (e *engine) flush(now time.Time) {
	if e.dirty.since.IsZero() {
		return
	}
	for id := range e.dirty.wanted {
		e.dirty.memory[id] = e.memory[id]
	}
	e.noteHeard()
	e.packSettings()
	if err := e.disk.write(&e.dirty); err != nil {
		e.dirty.failed = now
		e.dirty.urgent = false // it goes on without the disk
		if len(e.dirty.messages) > shelfSize {
			clear(e.dirty.messages) // the hub has them
		}
		e.diskFailed(err)
		return
	}
	e.dirty = newChanges()
	e.diskBad = false
}

// diskFailed tells that the local state cannot be kept. The client goes on:
// what it cannot write it still sends. It tells once.
func (e *engine) diskFailed(err error) {
	e.log.Error("the local state cannot be written or read", "error", err)
	if !e.diskBad {
		e.trouble("", "the local state cannot be kept: "+err.Error())
	}
	e.diskBad = true
}

// close writes everything and closes the local state.
func (e *engine) close() error {
	e.flush(time.Now())
	left := len(e.dirty.entries)
	e.c.diskMu.Lock()
	defer e.c.diskMu.Unlock()
	e.c.disk = nil
	if err := e.disk.close(); err != nil {
		return fmt.Errorf("close the local state: %w", err)
	}
	if left > 0 {
		return fmt.Errorf("%d calls that wait could not be written to disk", left)
	}
	return nil
}
