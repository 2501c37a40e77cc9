package client

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
	"seenby/receipts"
)

const (
	// maxWindow is how many calls of the outbox are in flight at most; after a
	// refusal for speed the window opens again one by one.
	maxWindow = 64
	// lookAhead bounds how far pump looks for a call that may go out.
	lookAhead = 512
	// maxOutbox bounds the outbox.
	maxOutbox = 100_000
	// maxFailures is how often a call is tried that makes the hub fail.
	maxFailures = 6
)

// An entry is one call that goes out exactly once: it is on disk before it is
// sent, and leaves when the hub has replied.
type entry struct {
	id     int64 // rises; the order in which things were done
	params wire.Params
	queued time.Time
	failed string // why the hub refuses it; messages only

	// Of messages, what decides whether one that is taken back can simply be dropped:
	// given is whether by what is on disk a hub may have got it, unsure whether that
	// is so. recall and text are what is to become of one that has.
	given, unsure, recall bool
	text                  string // in place of the one it was sent with

	flying  bool
	wait    time.Time // not to be sent before
	tries   int       // that failed at the hub
	dropped bool      // it has left the outbox
	result  chan<- sendResult
}

// lane returns the group in which the entry keeps its place: what changes the
// timeline goes out one after the other. Receipts and positions do not: they
// are settled by what they name, in whatever order they come.
func (en *entry) lane() chat.GroupID {
	switch p := en.params.(type) {
	case wire.SendMessage:
		return p.Group
	case wire.EditMessage:
		return p.Group
	case wire.RecallMessage:
		return p.Group
	case wire.React:
		return p.Group
	}
	return ""
}

// counted reports whether a person would miss it.
func (en *entry) counted() bool {
	_, position := en.params.(wire.SetReadPosition)
	return !position && en.failed == ""
}

// An outbox is what the hub does not have yet.
type outbox struct {
	entries []*entry // in order; answers are not among them
	answers map[chat.MessageUID]*entry
	lastID  int64
	unsent  int // for the status line
	flying  int // calls in flight
	window  int
	pause   time.Time // nothing goes out before
	fails   int       // in a row
	sent    ring      // the messages that the hub took last
	ready   bool      // pump has something to look at
	wake    time.Time // when pump has to look again
}

func newOutbox() outbox {
	return outbox{answers: map[chat.MessageUID]*entry{}, window: maxWindow}
}

// settled reports whether nothing is left that could go out soon.
func (o *outbox) settled() bool {
	return o.unsent == 0 && o.flying == 0 || !o.pause.IsZero() && o.pause.After(time.Now().Add(flushTime))
}

// queue puts a call into the outbox.
func (e *engine) queue(p wire.Params) {
	if _, err := e.admit(&entry{params: p, queued: e.cfg.Now()}); err != nil {
		e.trouble(groupOf(p), what(p.Op())+": "+err.Error())
	}
}

// admit takes an entry into the outbox, unless no hub would accept it.
func (e *engine) admit(en *entry) (*entry, error) {
	if len(e.outbox.entries)+len(e.outbox.answers) >= maxOutbox {
		return nil, &chat.Error{Code: chat.TooFast, Reason: "the outbox is full"}
	}
	if err := fits(en.params); err != nil {
		return nil, err
	}
	o := &e.outbox
	o.lastID++
	en.id = o.lastID
	if p, ok := en.params.(wire.SendReadReceiptResponse); ok {
		o.answers[p.Messages[0].UID] = en
	} else {
		o.entries = append(o.entries, en)
	}
	e.stow(en, true)
	e.recount(en, 1)
	o.ready = true
	return en, nil
}

// fits says why no hub would accept a call.
func fits(p wire.Params) error {
	frame, err := wire.EncodeCall(1, p)
	if err != nil {
		return err
	}
	if len(frame) > chat.MaxClientFrame-20 { // its number may be longer
		return &chat.Error{Code: chat.TooLarge}
	}
	if _, fault := wire.DecodeCall(frame); fault != nil {
		return &chat.Error{Code: fault.Code, Reason: fault.Reason}
	}
	return nil
}

// stow writes an entry to disk: before anything else, or soon.
func (e *engine) stow(en *entry, first bool) {
	e.dirty.entry(en)
	e.dirty.urgent = e.dirty.urgent || first
}

// recount changes the number of what is not sent.
func (e *engine) recount(en *entry, by int) {
	if en.counted() {
		e.outbox.unsent += by
		e.linkMoved = true
	}
}

// drop takes an entry out.
func (e *engine) drop(en *entry) {
	if en.dropped {
		return
	}
	en.dropped = true
	if g := e.groups[groupOf(en.params)]; g != nil && g.position == en {
		g.position = nil
	}
	e.recount(en, -1)
	o := &e.outbox
	if p, ok := en.params.(wire.SendReadReceiptResponse); ok {
		delete(o.answers, p.Messages[0].UID)
	} else if i := slices.Index(o.entries, en); i >= 0 {
		o.entries = slices.Delete(o.entries, i, i+1)
	}
	e.dirty.drop(en)
	o.ready = true
}

// send queues a message.
func (e *engine) send(id string, d chat.Draft, result chan<- sendResult) {
	en := &entry{queued: e.cfg.Now(), result: result, given: e.online(), params: wire.SendMessage{
		Group: d.Group, ClientMsgID: id, Text: d.Text, NeedReceipt: d.NeedReceipt, ReplyTo: d.ReplyTo, Mentions: d.Mentions,
	}}
	if _, err := e.admit(en); err != nil {
		en.failed = err.Error()
		e.tellSending(en, chat.SendFailed, wire.SentBody{})
		if result != nil {
			result <- sendResult{err: err}
		}
		return
	}
	e.tellSending(en, chat.SendQueued, wire.SentBody{})
}

func (e *engine) tellSending(en *entry, s chat.SendState, sent wire.SentBody) {
	p := en.params.(wire.SendMessage)
	e.tell(chat.Sending{
		Group: p.Group, ClientMsgID: p.ClientMsgID, State: s,
		Text: cmp.Or(en.text, p.Text), NeedReceipt: p.NeedReceipt, ReplyTo: p.ReplyTo,
		UID: sent.UID, Seq: sent.Seq, Sent: sent.Sent, Queued: en.queued, Err: en.failed,
	})
}

// queuePosition queues a read position; one that waits becomes the newer one.
func (e *engine) queuePosition(g *group, to chat.Seq) {
	p := wire.SetReadPosition{Group: g.ID, Seq: to}
	if en := g.position; en != nil && !en.flying {
		en.params = p
		e.stow(en, false)
		return
	}
	urgent := e.dirty.urgent
	en, err := e.admit(&entry{params: p, queued: e.cfg.Now(), wait: g.moved.Add(positionTime)})
	e.dirty.urgent = urgent // nothing is lost when it is: the position is in the next one
	if err == nil {
		g.position = en
	}
}

// queueAnswer queues the answer for one message; the batcher says when it goes
// out.
func (e *engine) queueAnswer(g chat.GroupID, r chat.Reading) {
	_, err := e.admit(&entry{queued: e.cfg.Now(), params: wire.SendReadReceiptResponse{
		ConversationType: chat.ConversationGroup, Group: g, Messages: []chat.Reading{r},
	}})
	if err != nil {
		e.log.Warn("an answer cannot be queued", "group", g, "error", err)
		return
	}
	e.batcher.Add(time.Now(), g, r)
}

// withdraw drops an answer that another device has given.
func (o *outbox) withdraw(e *engine, uid chat.MessageUID) {
	if en := o.answers[uid]; en != nil && !en.flying {
		e.drop(en)
	}
}

// resend makes everything go out again that a lost connection left open.
func (e *engine) resend() {
	e.outbox.ready = true
	e.outbox.pause = time.Time{}
	e.batcher = receipts.Batcher{}
	for _, uid := range e.answersInOrder() {
		p := e.outbox.answers[uid].params.(wire.SendReadReceiptResponse)
		e.batcher.Add(time.Now(), p.Group, p.Messages...)
	}
}

func (e *engine) answersInOrder() []chat.MessageUID {
	o := &e.outbox
	uids := sorted(o.answers)
	slices.SortStableFunc(uids, func(a, b chat.MessageUID) int { return int(o.answers[a].id - o.answers[b].id) })
	return uids
}

// pump sends what may go out now.
func (e *engine) pump(now time.Time) {
	o := &e.outbox
	if !e.online() || now.Before(o.pause) {
		return
	}
	o.pause = time.Time{}
	if o.flying < o.window {
		most := chat.MaxBatch
		if e.limits.Batch > 0 { // a hub may take fewer at a time
			most = min(most, e.limits.Batch)
		}
		for _, b := range e.batcher.Take(now) {
			for messages := range slices.Chunk(b.Messages, most) {
				e.sendAnswers(b.Group, messages)
			}
		}
	}
	if !o.ready && (o.wake.IsZero() || now.Before(o.wake)) {
		return
	}
	o.ready, o.wake = false, time.Time{}
	busy := map[chat.GroupID]bool{}
	for _, en := range o.entries[:min(len(o.entries), lookAhead)] {
		lane := en.lane()
		switch {
		case en.failed != "" || lane != "" && busy[lane]:
			continue
		case en.flying:
		case en.wait.After(now):
			if o.wake.IsZero() || en.wait.Before(o.wake) {
				o.wake = en.wait
			}
		case o.flying >= o.window || e.giveFirst(en):
			return // the next reply looks again, or the next turn
		default:
			e.launch(en)
		}
		if lane != "" {
			busy[lane] = true
		}
	}
}

// launch sends one entry.
func (e *engine) launch(en *entry) {
	if p, ok := en.params.(wire.SetReadPosition); ok {
		if g := e.groups[p.Group]; g != nil {
			g.moved = time.Now()
		}
	}
	en.flying = true
	e.outbox.flying++
	e.call(en.params, func(r wire.Reply, err error) {
		en.flying = false
		e.outbox.flying--
		e.outbox.ready = true
		switch {
		case err != nil: // it goes out again with the next connection
			en.unsure = true
		case r.Code == chat.Done:
			e.accepted(en, r)
		case e.later(r, en):
			e.notTaken(en, r.Code)
		default:
			e.refuse(en, r)
		}
	})
}

// sendAnswers sends the answers for messages of one group in one call.
func (e *engine) sendAnswers(g chat.GroupID, messages []chat.Reading) {
	var entries []*entry
	messages = slices.DeleteFunc(slices.Clone(messages), func(m chat.Reading) bool {
		en := e.outbox.answers[m.UID]
		if en == nil || en.flying {
			return true
		}
		entries = append(entries, en)
		return false
	})
	if len(entries) == 0 {
		return
	}
	for _, en := range entries {
		en.flying = true
	}
	e.outbox.flying++
	p := wire.SendReadReceiptResponse{ConversationType: chat.ConversationGroup, Group: g, Messages: messages}
	e.call(p, func(r wire.Reply, err error) {
		for _, en := range entries {
			en.flying = false
		}
		e.outbox.flying--
		switch {
		case err != nil: // see resend
			return
		case r.Code != chat.Done && e.later(r, entries...):
			e.batcher.Add(time.Now(), g, messages...)
			return
		case r.Code == chat.Done:
			e.speedUp()
		default:
			e.log.Warn("the hub does not take answers", "group", g, "code", int(r.Code))
		}
		for _, en := range entries {
			e.drop(en)
		}
	})
}

// speedUp opens the window after a success.
func (e *engine) speedUp() {
	e.outbox.fails = 0
	e.outbox.window = min(e.outbox.window+1, maxWindow)
}

// later reports whether a refused call is to be made again, and waits as long
// as the hub asks.
func (e *engine) later(r wire.Reply, entries ...*entry) bool {
	o := &e.outbox
	wait := wish(r.RetryAfter)
	switch r.Code {
	case chat.TooFast:
		if entries[0].params.Op() == wire.OpRemindUnread {
			return false // once a minute is the rule, not the speed
		}
		wait = max(wait, 100*time.Millisecond)
	case chat.Unavailable, chat.Failed:
		for _, en := range entries {
			if en.tries++; r.Code == chat.Failed && en.tries >= maxFailures {
				return false
			}
		}
		wait = max(wait, withJitter(min(time.Second<<min(o.fails, 5), lastRetry)))
		o.fails++
	default:
		return false
	}
	o.window = 1
	if until := time.Now().Add(wait); until.After(o.pause) {
		o.pause = until
	}
	return true
}

// accepted ends an entry that the hub has carried out.
func (e *engine) accepted(en *entry, r wire.Reply) {
	e.speedUp()
	var sent wire.SentBody
	if _, ok := en.params.(wire.SendMessage); ok {
		if err := r.Into(&sent); err != nil {
			e.log.Warn("the hub does not keep to the protocol", "error", err)
		}
		e.tellSending(en, chat.SendDone, sent)
		if en.result != nil {
			en.result <- sendResult{SentBody: sent}
		}
		if e.settled(en, sent) {
			return
		}
	}
	e.drop(en)
}

// refuse ends an entry that the hub does not take. A message stays, so that its
// words are not lost.
func (e *engine) refuse(en *entry, r wire.Reply) {
	reason := oneLine(r.Err().Error())
	if r.Code == chat.TooFast && en.params.Op() == wire.OpRemindUnread {
		reason = tooSoon(wish(r.RetryAfter))
	}
	if _, ok := en.params.(wire.SendMessage); !ok {
		if en.params.Op() != wire.OpSetReadPosition {
			e.trouble(groupOf(en.params), what(en.params.Op())+": "+reason)
		}
		e.drop(en)
		return
	}
	if en.recall { // its writer does not want it
		e.dropTold(en)
		return
	}
	if en.text != "" { // what it was to say in the end is what is not to be lost
		p := en.params.(wire.SendMessage)
		p.Text, en.text = en.text, ""
		en.params = p
	}
	if en.result != nil { // its caller has it
		en.failed = reason
		e.tellSending(en, chat.SendFailed, wire.SentBody{})
		en.failed = ""
		en.result <- sendResult{err: r.Err()}
		e.drop(en)
		return
	}
	e.recount(en, -1)
	en.failed = reason
	e.stow(en, false)
	e.tellSending(en, chat.SendFailed, wire.SentBody{})
}

// tooSoon says when a message's readers can be reminded again.
func tooSoon(wait time.Duration) string {
	return fmt.Sprintf("once a minute for each message, so again in %d s", max(int(math.Ceil(wait.Seconds())), 1))
}

// groupOf returns the group that a queued call is about.
func groupOf(p wire.Params) chat.GroupID {
	switch p := p.(type) {
	case wire.SendMessage:
		return p.Group
	case wire.EditMessage:
		return p.Group
	case wire.RecallMessage:
		return p.Group
	case wire.React:
		return p.Group
	case wire.RemindUnread:
		return p.Group
	case wire.SetReadPosition:
		return p.Group
	case wire.SendReadReceiptRequest:
		return p.Group
	case wire.SendReadReceiptResponse:
		return p.Group
	}
	return ""
}

// what says in words what a queued call does.
func what(op wire.Op) string {
	switch op {
	case wire.OpEditMessage:
		return "edit"
	case wire.OpRecallMessage:
		return "recall"
	case wire.OpReact:
		return "react"
	case wire.OpRemindUnread:
		return "remind"
	case wire.OpSendReadReceiptRequest:
		return "ask for receipts"
	}
	return string(op)
}
