package client

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"seenby/chat"
	"seenby/chat/wire"
)

// maxWaiting bounds the messages of one's own that are followed until all have
// read them; beyond it the oldest is forgotten.
const maxWaiting = 500

// settingWaiting is the name under which they are kept on disk.
const settingWaiting = "waiting"

// A waiting is a message of this user's own that asks for receipts and that not
// all have read. The message itself is among the others; this is what finds it.
type waiting struct {
	Group chat.GroupID    `json:"targetId"`
	UID   chat.MessageUID `json:"messageUId"`
	Seq   chat.Seq        `json:"seq"`
}

// Waiting returns the messages of this user's own that ask for receipts and
// that not everybody has read yet, of all groups, the oldest first. It knows
// those that this client has come across since its state directory was made:
// the protocol has no question for them. It works while offline, too.
func (c *Client) Waiting(ctx context.Context) ([]chat.Message, error) {
	found := make(chan []chat.Message, 1)
	err := c.wait(ctx, func(e *engine, tell func(error)) {
		found <- e.outstanding()
		tell(nil)
	})
	if err != nil {
		return nil, err
	}
	return <-found, nil
}

// ReadersPage fetches at most limit entries of one list of a message's receipts
// from place offset on, and the tally; [Client.Readers] fetches a list whole.
func (c *Client) ReadersPage(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList, offset, limit int) (chat.Readership, error) {
	var page wire.ReceiptsBody
	err := c.ask(ctx, wire.GetReadReceipt{Group: g, UID: uid, List: list, Offset: offset, Limit: min(limit, chat.MaxReaders)}, &page)
	return chat.Readership{Tally: page.Tally, Users: page.Users}, err
}

// outstanding returns the messages that are waited for, the oldest first.
func (e *engine) outstanding() []chat.Message {
	var list []chat.Message
	for _, w := range e.waiting {
		if m := e.known(w.Group, w.UID); m != nil && waits(m) {
			list = append(list, *clone(m))
		}
	}
	slices.SortFunc(list, func(a, b chat.Message) int { return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.UID, b.UID)) })
	return list
}

// waits reports whether somebody who was asked has not read a message yet, as
// far as is known.
func waits(m *chat.Message) bool {
	r := m.Receipt
	return r != nil && m.Recalled == 0 && (r.Tally == nil || r.Read < r.Total)
}

// follow notes whether a message of this user's own is waited for, whenever
// something of it has changed.
func (e *engine) follow(m *chat.Message) {
	if m.Sender != e.me {
		return
	}
	if m.Recalled != 0 {
		e.forgetGoals(m.UID)
	}
	_, known := e.waiting[m.UID]
	switch now := waits(m); {
	case now == known:
	case now:
		e.await(waiting{m.Group, m.UID, m.Seq})
	default:
		e.forgetWaiting(m.UID)
	}
}

func (e *engine) await(w waiting) {
	if len(e.waiting) >= maxWaiting {
		e.forgetWaiting(e.oldestWaiting())
	}
	e.waiting[w.UID] = w
	e.dirty.setting(settingWaiting)
}

// oldestWaiting returns the message with the least id: ids begin with the time.
func (e *engine) oldestWaiting() chat.MessageUID {
	var oldest chat.MessageUID
	for uid := range e.waiting {
		if oldest == "" || uid < oldest {
			oldest = uid
		}
	}
	return oldest
}

func (e *engine) forgetWaiting(uid chat.MessageUID) {
	delete(e.waiting, uid)
	e.dirty.setting(settingWaiting)
}

// recountGroup fetches the counts of a group's messages that are waited for, where
// updates of them may have been missed.
func (e *engine) recountGroup(g chat.GroupID) {
	for _, uid := range sorted(e.waiting) {
		if e.waiting[uid].Group == g {
			e.fetchReceipts(g, uid)
		}
	}
	for _, uid := range sorted(e.goals) {
		if e.goals[uid].Group == g {
			e.fetchReceipts(g, uid)
		}
	}
}

// refusedCount forgets a message that the hub does not have any more: its data
// was made anew, or lost.
func (e *engine) refusedCount(uid chat.MessageUID, code chat.Code) {
	if code != chat.NoMessage && code != chat.NotAsked && code != chat.NotSender {
		return
	}
	if _, known := e.waiting[uid]; known {
		e.forgetWaiting(uid)
	}
	e.forgetGoals(uid)
}

// askAgain fetches the counts that were on their way when this client ended.
func (e *engine) askAgain() {
	for _, uid := range sorted(e.waiting) {
		w := e.waiting[uid]
		if m := e.known(w.Group, uid); m != nil && (m.Receipt == nil || m.Receipt.Tally == nil) {
			e.fetchReceipts(w.Group, uid)
		}
	}
}

// leaveWaiting forgets what was waited for, and withheld, in a group that this user is no longer in.
func (e *engine) leaveWaiting(g chat.GroupID) {
	for uid, w := range e.waiting {
		if w.Group == g {
			e.forgetWaiting(uid)
		}
	}
	for uid, of := range e.goals {
		if of.Group == g {
			e.forgetGoals(uid)
		}
	}
	e.peek.Leave(g)
	e.peekChanged(false)
}

// meetOwn fetches a message of this user's own that another device has flagged
// and that this client never had.
func (e *engine) meetOwn(g *group, uid chat.MessageUID, seq chat.Seq) {
	e.call(wire.GetHistory{Group: g.ID, Around: &seq, Limit: 1}, func(r wire.Reply, err error) {
		var page wire.MessagesBody
		if err != nil || r.Code != chat.Done || r.Into(&page) != nil || e.groups[g.ID] != g {
			return // it is found when the history is looked at
		}
		for _, m := range inOrder(page.Messages, g.ID) {
			if m.UID == uid {
				e.meet(&m)
			}
		}
	})
}

// packWaiting and unpackWaiting are the form on disk.
func (e *engine) packWaiting() string {
	list := make([]waiting, 0, len(e.waiting))
	for _, uid := range sorted(e.waiting) {
		list = append(list, e.waiting[uid])
	}
	return pack(list)
}

func (e *engine) unpackWaiting(s string) error {
	var list []waiting
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return err
	}
	for _, w := range list[:min(len(list), maxWaiting)] {
		e.waiting[w.UID] = w
	}
	return nil
}
