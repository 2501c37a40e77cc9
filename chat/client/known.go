package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
)

// What is known without the hub: who was in a group when it last told, who had
// read a message, and as of when.

// maxRoll bounds the members of a group that are kept; of a larger group they
// are not.
const maxRoll = 1000

// settingHeard is where it lies on disk when the hub was last heard.
const settingHeard = "heard"

// MembersCopy returns the members of a group as the hub told them last, from the
// local copy alone: it asks nobody outside. Who is online is not known of them.
// It is empty where nothing is known, as of a group of which nobody asked, or
// one of more than 1,000.
func (c *Client) MembersCopy(ctx context.Context, g chat.GroupID) ([]chat.Member, error) {
	found := make(chan []chat.Member, 1)
	err := c.wait(ctx, func(e *engine, tell func(error)) {
		found <- e.roll(g)
		tell(nil)
	})
	if err != nil {
		return nil, err
	}
	return <-found, nil
}

// ReadersCopy returns what the local copy knows of who has read a message of
// whose receipts this user may see: it asks nobody outside. What it returns holds
// as of when the hub was last heard, which [chat.LinkChanged] says.
func (c *Client) ReadersCopy(ctx context.Context, g chat.GroupID, uid chat.MessageUID) (chat.Known, error) {
	found := make(chan chat.Known, 1)
	err := c.wait(ctx, func(e *engine, tell func(error)) {
		found <- e.readersKnown(g, uid)
		tell(nil)
	})
	if err != nil {
		return chat.Known{}, err
	}
	return <-found, nil
}

// roll returns the members of a group as they are kept.
func (e *engine) roll(g chat.GroupID) []chat.Member {
	if members, changed := e.dirty.members[g]; changed {
		return slices.Clone(members)
	}
	members, err := e.disk.members(g)
	if err != nil {
		e.diskFailed(err)
	}
	return members
}

// A listing is a fetch of a group's members that is under way. What is told of
// them meanwhile may or may not be in what it yields.
type listing struct {
	changes []chat.GroupChange
	missed  bool // some may not have been told
}

// keepMembers ends a listing, and keeps the members that it yielded. What changed
// meanwhile is done to them again: that comes to the same where they have it.
func (e *engine) keepMembers(g chat.GroupID, l *listing, members []chat.Member) {
	e.listings[g] = slices.DeleteFunc(e.listings[g], func(other *listing) bool { return other == l })
	if len(e.listings[g]) == 0 {
		delete(e.listings, g)
	}
	if e.groups[g] == nil || l.missed || members == nil {
		return // this user has left it meanwhile, or nobody knows
	}
	kept := slices.Clone(members)
	for i := range kept {
		kept[i].Online = false // it is not true for long
	}
	for _, change := range l.changes {
		kept = after(kept, change)
	}
	if len(kept) > maxRoll {
		kept = nil
	}
	if !slices.Equal(kept, e.roll(g)) {
		e.setMembers(g, kept)
	}
}

func (e *engine) setMembers(g chat.GroupID, members []chat.Member) {
	e.dirty.touch()
	e.dirty.members[g] = members
}

// forgetMembers says that changes of who is in a group may have been missed.
func (e *engine) forgetMembers(g chat.GroupID) {
	for _, l := range e.listings[g] {
		l.missed = true
	}
	if e.roll(g) != nil {
		e.setMembers(g, nil)
	}
}

// membersChanged brings the kept members of a group up to date.
func (e *engine) membersChanged(g chat.GroupID, change chat.GroupChange) {
	for _, l := range e.listings[g] {
		l.changes = append(l.changes, change)
	}
	members := e.roll(g)
	if members == nil {
		return
	}
	next := after(slices.Clone(members), change)
	if slices.Equal(next, members) {
		return
	}
	if len(next) > maxRoll {
		next = nil
	}
	e.setMembers(g, next)
}

// after returns the members of a group after a change. Done twice it comes to the
// same.
func after(members []chat.Member, change chat.GroupChange) []chat.Member {
	for _, u := range change.Users {
		at := slices.IndexFunc(members, func(m chat.Member) bool { return m.User == u })
		switch change.Kind {
		case chat.ChangeJoined, chat.ChangeInvited:
			if at < 0 {
				members = append(members, chat.Member{User: u, Role: chat.RoleMember})
			}
		case chat.ChangeLeft, chat.ChangeRemoved:
			if at >= 0 {
				members = slices.Delete(members, at, at+1)
			}
		case chat.ChangeRole:
			if at >= 0 {
				members[at].Role = change.Role
			}
		}
	}
	return members
}

// readersKnown returns what is known of a message's readers.
func (e *engine) readersKnown(g chat.GroupID, uid chat.MessageUID) (k chat.Known) {
	m := e.known(g, uid)
	if m == nil || m.Receipt == nil || m.Receipt.Tally == nil {
		return k
	}
	r := m.Receipt
	tally := *r.Tally
	k.Tally = &tally
	for u, at := range r.Readers {
		x := chat.Reader{User: u, ReadAt: at, BeforeEdit: m.Edited != 0 && at < m.Edited}
		if slices.Contains(r.Also, u) {
			k.Also = append(k.Also, x)
		} else {
			k.Read = append(k.Read, x)
		}
	}
	byTime := func(a, b chat.Reader) int {
		return cmp.Or(cmp.Compare(a.ReadAt, b.ReadAt), cmp.Compare(a.User, b.User))
	}
	slices.SortFunc(k.Read, byTime)
	slices.SortFunc(k.Also, byTime)
	if k.Listed = len(k.Read) == tally.Read; k.Listed {
		k.Unread, k.Named = e.unreadKnown(m, tally)
	}
	return k
}

// unreadKnown returns the members who were asked and have not read, and whether
// they are known: who joined after the flag was not asked, and nobody says who
// that is, so that there may be more members than the count has.
func (e *engine) unreadKnown(m *chat.Message, t chat.Tally) (unread []chat.Reader, ok bool) {
	for _, x := range e.roll(m.Group) {
		_, read := m.Receipt.Readers[x.User]
		if !read && x.User != m.Sender && x.Kind != chat.KindBot {
			unread = append(unread, chat.Reader{User: x.User})
		}
	}
	if len(unread) != t.Total-t.Read {
		return nil, false
	}
	return unread, true
}

// hear notes that the hub has told everything up to now.
func (e *engine) hear() {
	if e.link.ready {
		e.link.heard = e.cfg.Now()
	}
}

// fellSilent notes the end of a connection: up to then the hub would have told,
// unless it had not been heard for a while already.
func (e *engine) fellSilent() {
	if !errors.Is(e.link.err, socket.ErrSilent) {
		e.hear()
	}
	e.link.ready = false
	if !e.link.heard.Equal(e.link.noted) {
		e.dirty.touch()
	}
}

// noteHeard lets the time be written with what else is.
func (e *engine) noteHeard() {
	if l := &e.link; !l.heard.Equal(l.noted) {
		l.noted = l.heard
		e.dirty.stale[settingHeard] = true
	}
}

func (e *engine) packHeard() string { return pack(chat.At(e.link.heard)) }

func (e *engine) unpackHeard(s string) error {
	var at chat.Millis
	if err := json.Unmarshal([]byte(s), &at); err != nil {
		return err
	}
	e.link.heard = time.UnixMilli(int64(at))
	e.link.noted = e.link.heard
	return nil
}
