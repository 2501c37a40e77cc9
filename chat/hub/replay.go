package hub

import (
	"context"
	"errors"
	"slices"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/store"
	"seenby/chat/wire"
	"seenby/crash"
)

// A replay sends a session what it missed: of each group that it has a cursor
// for, everything after it and up to the session's place in the log, in the order
// of the log over all groups. It goes page by page and at the pace of the client.
type replay struct {
	s       *session
	upTo    chat.Pos
	groups  map[chat.GroupID]chat.Group
	streams []*stream
	// told are the messages whose onMessage carried readReceiptInfo: no
	// onMessageReceiptRequest follows for them.
	told    map[chat.MessageUID]bool
	scratch []byte
}

// A stream is one group's part of a replay.
type stream struct {
	group chat.GroupID
	page  []store.Replayed
	next  chat.Pos
	more  bool
}

// resume looks up what the cursors of a client mean, marks the groups that are
// reset, and returns the replay that is to come.
func (s *session) resume(ctx context.Context, cursors map[chat.GroupID]string, w *welcome) (*replay, error) {
	r := &replay{s: s, upTo: w.pos, told: map[chat.MessageUID]bool{}}
	if len(cursors) == 0 {
		return r, nil
	}
	r.groups = make(map[chat.GroupID]chat.Group, len(w.groups))
	place := make(map[chat.GroupID]int, len(w.groups))
	for i, g := range w.groups {
		r.groups[g.ID] = g
		place[g.ID] = i
	}
	for id, cursor := range cursors {
		i, member := place[id]
		after, ok := s.hub.floor.parse(cursor, w.pos)
		if ok {
			st := &stream{group: id, next: after, more: true}
			var err error
			if ok, err = r.load(ctx, st); err != nil {
				return nil, err
			}
			if ok && len(st.page) > 0 {
				r.streams = append(r.streams, st)
				if member {
					// Until the replay has ended, this is how far the client is.
					s.resumed(id, cursor)
				}
			}
		}
		if !ok && member {
			w.groups[i].Reset = true
		}
	}
	return r, nil
}

// parse returns the position of a cursor of this log that is not from the
// future.
func (f *floor) parse(cursor string, now chat.Pos) (chat.Pos, bool) {
	epoch, pos, ok := wire.ParseCursor(cursor)
	return pos, ok && epoch == f.epoch && pos <= now
}

// load reads the stream's next page that is not empty; false means that the
// cursor cannot be resumed from.
func (r *replay) load(ctx context.Context, st *stream) (bool, error) {
	h := r.s.hub
	for st.more && len(st.page) == 0 {
		select {
		case h.replays <- struct{}{}:
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
		page, err := h.store.Replay(ctx, r.s.user, st.group, st.next, r.upTo)
		<-h.replays
		if err != nil {
			return false, err
		}
		if page.Reset {
			return false, nil
		}
		st.page, st.next, st.more = page.Facts, page.Next, page.More
	}
	return true, nil
}

// run sends the replay, and then lets the session have what happened meanwhile.
// It owns its goroutine, which the hub counts.
func (r *replay) run() {
	defer crash.Guard()
	defer r.s.hub.running.Done()
	r.s.guard(r.replay)
}

func (r *replay) replay() {
	switch err := r.send(); {
	case err == nil:
		r.s.hub.floor.seatTold(r.s, r.told)
		r.s.forgetResumed()
		r.s.hub.floor.release(r.s)
	case errors.Is(err, socket.ErrClosed), errors.Is(err, socket.ErrTooSlow), r.s.hub.ctx.Err() != nil:
	default:
		r.s.hub.o.Logger.Error("a replay failed", "user", r.s.user, "err", err)
		r.s.close(wire.OnClosing{CloseCode: closeInternal, Reason: chat.Failed.Reason()})
	}
}

// atOnce is how many frames of a replay are queued before the client is waited
// for, and at most half of its outbox.
const atOnce = 256

func (h *Hub) bytesAtOnce() int {
	outbox := h.o.Socket.OutboxBytes
	if outbox == 0 {
		outbox = maxHeldBytes // the sockets' own
	}
	return outbox / 2
}

// send sends the replay, and then what was held back meanwhile, as long as that
// is much: what is left for the end is little.
func (r *replay) send() error {
	ctx := r.s.hub.ctx
	p := pacer{s: r.s, ctx: ctx, most: r.s.hub.bytesAtOnce()}
	for {
		fact, err := r.pop(ctx)
		if err != nil {
			return err
		}
		if fact == nil {
			break
		}
		e := r.event(fact)
		if e == nil {
			continue
		}
		b, err := wire.AppendEvent(r.scratch[:0], e)
		if err != nil {
			return err
		}
		r.scratch = b
		if err := p.add(held{frame: socket.Encode(b), message: messageOf(e)}); err != nil {
			return err
		}
	}
	for {
		if err := p.flush(); err != nil {
			return err
		}
		hs := r.s.hub.floor.takeHeld(r.s, p.most)
		if hs == nil {
			return nil
		}
		for _, h := range hs {
			if h.asked != "" && r.told[h.asked] {
				continue
			}
			if err := p.add(h); err != nil {
				return err
			}
		}
	}
}

// A pacer sends frames at the pace of the client.
type pacer struct {
	s      *session
	ctx    context.Context
	most   int // bytes at once
	frames []held
	bytes  int
}

func (p *pacer) add(h held) error {
	if len(p.frames) >= atOnce || p.bytes+h.frame.Len() > p.most {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.frames = append(p.frames, h)
	p.bytes += h.frame.Len()
	return nil
}

// flush waits until the client has taken most of what was sent, and sends on.
func (p *pacer) flush() error {
	if err := p.s.conn.Drain(p.ctx); err != nil {
		return err
	}
	err := p.s.hub.floor.queue(p.s, p.frames)
	p.s.hub.metrics.replayed.Add(float64(len(p.frames)))
	clear(p.frames)
	p.frames, p.bytes = p.frames[:0], 0
	return err
}

// pop returns the next fact over all streams, nil at the end.
func (r *replay) pop(ctx context.Context) (*store.Replayed, error) {
	var first *stream
	for _, st := range r.streams {
		if len(st.page) > 0 && (first == nil || st.page[0].Pos < first.page[0].Pos) {
			first = st
		}
	}
	if first == nil {
		return nil, nil
	}
	fact := first.page[0]
	first.page = first.page[1:]
	if len(first.page) == 0 && first.more {
		within, cancel := context.WithTimeout(ctx, readWithin)
		defer cancel()
		ok, err := r.load(within, first)
		if err == nil && !ok {
			// What was to be replayed was cleared away just now.
			err = errors.New("the past of a group is gone")
		}
		if err != nil {
			return nil, err
		}
	}
	return &fact, nil
}

// messageOf returns the message that an event tells, "" when it tells none.
func messageOf(e wire.Event) chat.MessageUID {
	switch e := e.(type) {
	case wire.OnMessage:
		return e.Message.UID
	case wire.OnMessageUpdated:
		return e.Message.UID
	}
	return ""
}

// event returns what this user is told of a fact of the past, nil for nothing.
func (r *replay) event(fact *store.Replayed) wire.Event {
	user, cursor := r.s.user, r.s.hub.floor.cursor(fact.Pos)
	switch w := fact.What.(type) {
	case chat.Posted:
		if fact.Message == nil {
			return nil
		}
		if fact.Message.Receipt != nil {
			r.told[fact.Message.UID] = true
		}
		return wire.OnMessage{Message: *fact.Message, Cursor: cursor}
	case chat.Edited, chat.Recalled, chat.Reacted:
		if fact.Message == nil {
			return nil
		}
		return wire.OnMessageUpdated{Message: *fact.Message, Cursor: cursor}
	case chat.Asked:
		return r.request(fact, w, cursor)
	case chat.Announced:
		if w.Sender != user && r.groups[fact.Group].Visibility != chat.VisibleToEveryone {
			return nil
		}
		e := responseOf(&fact.Fact, w)
		e.Cursor = cursor
		return e
	case chat.Answered:
		if fact.By != user {
			return nil
		}
		return respondedOf([]chat.Fact{fact.Fact}, cursor)
	case chat.Reminded:
		if !slices.Contains(w.To, user) {
			return nil
		}
		return wire.OnReceiptReminder{Group: fact.Group, UID: w.UID, Sender: fact.By, Cursor: cursor}
	case chat.ReadMoved:
		if fact.By != user {
			return nil
		}
		// With what is unread by now, as the reply to connect told it.
		if g, member := r.groups[fact.Group]; member {
			w.Unread = g.Unread
		}
		return wire.OnReadPosition{Group: fact.Group, ReadSeq: w.Seq, Unread: w.Unread, Cursor: cursor}
	}
	return r.groupChanged(fact, cursor)
}

func (r *replay) request(fact *store.Replayed, w chat.Asked, cursor string) wire.Event {
	if r.told[w.Card.UID] {
		return nil // its onMessage said so
	}
	e := requestOf(&fact.Fact, w.Card)
	e.Own, e.Cursor = w.Card.Sender == r.s.user, cursor
	if m := fact.Message; m != nil && m.Receipt != nil {
		e.Responded = m.Receipt.Responded
	}
	return e
}

// groupChanged tells a change of a group with the group as it is now. Who is a
// member no more learns only which group it was.
func (r *replay) groupChanged(fact *store.Replayed, cursor string) wire.Event {
	change, ok := changeOf(&fact.Fact)
	if !ok {
		return nil
	}
	g, member := r.groups[fact.Group]
	if !member {
		g = chat.Group{ID: fact.Group, Role: chat.RoleMember, Visibility: chat.VisibleToSender}
	}
	g.Cursor = cursor
	return wire.OnGroupChanged{Group: g, Change: change, Cursor: cursor}
}
