package client

import (
	"encoding/json"
	"slices"

	"seenby/chat"
	"seenby/receipts"
)

// settingPeek is the name under which what is withheld is kept on disk.
const settingPeek = "peek"

// Peek begins or ends looking around without answering. While it is on the
// client answers nothing by itself or by [Client.Answer], and what [Client.Read]
// tells does not count as read: the answers are withheld, told by
// [chat.PeekChanged], until [Client.Release] or [Client.Withdraw]. Both the state
// and what is withheld outlast a restart. Answers that are in the outbox already
// were given before, and go out.
func (c *Client) Peek(on bool) {
	c.post(func(e *engine) {
		if e.peek.Set(on) {
			e.peekChanged(true)
		}
	})
}

// Release gives answers that were withheld, whatever the policy, with the time
// of reading. What is not withheld is left out.
func (c *Client) Release(uids []chat.MessageUID) {
	c.post(func(e *engine) { e.giveHeld(uids) })
}

// Withdraw forgets answers that were withheld: those messages were not read,
// and will be when [Client.Read] says so again.
func (c *Client) Withdraw(uids []chat.MessageUID) {
	c.post(func(e *engine) {
		for _, uid := range uids {
			h, ok := e.peek.Drop(uid)
			if !ok {
				continue
			}
			e.peekChanged(true)
			if g := e.groups[h.Group]; g != nil {
				g.asked[uid] = h.Seq // it asks, and was not read
			}
		}
	})
}

// peekChanged keeps the state, and tells it soon; urgent means that it is on
// disk before anything else goes out.
func (e *engine) peekChanged(urgent bool) {
	e.dirty.setting(settingPeek)
	e.dirty.urgent = e.dirty.urgent || urgent
	e.peekMoved = true
}

// tellPeek tells what is withheld now.
func (e *engine) tellPeek() {
	e.peekMoved = false
	n := chat.PeekChanged{On: e.peek.On()}
	for _, h := range e.peek.Held() {
		w := chat.Withheld{Group: h.Group, UID: h.UID, Seq: h.Seq, Sender: h.Sender, ReadAt: h.At}
		if m := e.known(h.Group, h.UID); m != nil {
			w.Text = m.Text
		}
		n.Withheld = append(n.Withheld, w)
	}
	e.tell(n)
}

// readPeeking takes what was read while the user looks around.
func (e *engine) readPeeking(g *group, seen []chat.Seen) {
	if e.cfg.Policy.For(g.ID) == receipts.PolicyNever {
		return
	}
	for _, s := range seen {
		if s.Seq >= maxSeq {
			continue
		}
		if _, counted := e.memory.ReadAt(g.ID, s.Seq); !counted {
			e.peek.Read(g.ID, s.Seq, e.hubTime(s.At))
			e.peekChanged(false)
		}
		if e.isAsked(g, s.UID) {
			e.settleRequest(g, s.UID, s.Seq)
		}
	}
}

// settleRequest answers or withholds a request for a message that was read, by
// the policy.
func (e *engine) settleRequest(g *group, uid chat.MessageUID, seq chat.Seq) {
	if e.cfg.Policy.For(g.ID) != receipts.PolicyAuto || e.answered.in[uid] || e.peek.Holds(uid) {
		return
	}
	if at, ok := e.peek.Withholds(g.ID, seq, e.memory); ok {
		h := receipts.Held{Group: g.ID, UID: uid, Seq: seq, At: at}
		if m := e.known(g.ID, uid); m != nil {
			h.Sender = m.Sender
		}
		e.peek.Hold(h)
		e.peekChanged(false)
		return
	}
	if at, ok := e.memory.ReadAt(g.ID, seq); ok {
		e.answerByItself(g, uid, at)
	}
}

func (e *engine) giveHeld(uids []chat.MessageUID) {
	for _, uid := range uids {
		h, ok := e.peek.Release(uid)
		if !ok {
			continue
		}
		e.peekChanged(true)
		g := e.groups[h.Group]
		if g == nil {
			continue
		}
		if e.memory.Add(h.Group, h.Seq, h.At) {
			e.dirty.remembered(h.Group)
		}
		e.answer(g, uid, h.At)
		e.moveRead(g, h.Seq)
	}
}

// unhold forgets a withheld answer that is no longer to be given here.
func (e *engine) unhold(uid chat.MessageUID) {
	if _, ok := e.peek.Release(uid); ok {
		e.peekChanged(false)
	}
}

func (e *engine) packPeek() string { return pack(e.peek.Record()) }

func (e *engine) unpackPeek(s string) error {
	var r receipts.PeekRecord
	if err := json.Unmarshal([]byte(s), &r); err != nil {
		return err
	}
	p, err := receipts.RestorePeek(r)
	if err != nil {
		return err
	}
	e.peek = p
	e.peekMoved = p.On() || len(p.Held()) > 0
	return nil
}

// notWithheld returns the messages whose answers the user has not withheld.
func (e *engine) notWithheld(seen []chat.Seen) []chat.Seen {
	return slices.DeleteFunc(slices.Clone(seen), func(s chat.Seen) bool { return e.peek.Holds(s.UID) })
}
