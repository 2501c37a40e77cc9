package hub

import (
	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// The text of a recalled message is told to nobody any more (protocol.md, Fine
// points). What is told as it happens is told in order. But what was missed, and a
// page of history, are read first and sent later, and in between a message may
// be recalled. Who does so watches meanwhile, and looks again when the frames
// are queued: under the floor's lock, as the reply to the recall is.

// recalls are the messages that were recalled since somebody began to watch, and
// when. Only the floor touches them.
type recalls map[chat.MessageUID]chat.Millis

// A watch is one who watches.
type watch struct{ recalls recalls }

// watchRecalls begins to watch; it ends with [floor.unwatch].
func (f *floor) watchRecalls() *watch {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := new(watch)
	f.watches[w] = struct{}{}
	return w
}

func (f *floor) unwatch(w *watch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.watches, w)
}

// noteRecall tells all who watch.
func (f *floor) noteRecall(fact *chat.Fact) {
	r, ok := fact.What.(chat.Recalled)
	if !ok {
		return
	}
	for w := range f.watches {
		if w.recalls == nil {
			w.recalls = recalls{}
		}
		w.recalls[r.UID] = fact.At
	}
}

// blank takes the text out of a message that was recalled since it was read, and
// reports whether that was so.
func (r recalls) blank(m *chat.Message) bool {
	at, recalled := r[m.UID]
	if !recalled || m.Recalled != 0 {
		return false
	}
	m.Text, m.Recalled = "", at
	return true
}

// still returns the frame as it is to be sent now: without the text, when its
// message was recalled since it was made.
func (r recalls) still(h held) socket.Frame {
	if _, recalled := r[h.message]; !recalled {
		return h.frame
	}
	f, err := wire.DecodeFrame(h.frame.Payload())
	if err != nil {
		panic(err) // the hub made it itself
	}
	switch e := f.(type) {
	case wire.OnMessage:
		if r.blank(&e.Message) {
			return encode(e)
		}
	case wire.OnMessageUpdated:
		if r.blank(&e.Message) {
			return encode(e)
		}
	}
	return h.frame
}

// queue gives a connection frames of what it missed, which were made a while ago.
func (f *floor) queue(s *session, batch []held) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.seat.watch == nil {
		return socket.ErrClosed // it has departed
	}
	frames := make([]socket.Frame, len(batch))
	for i, h := range batch {
		frames[i] = s.seat.watch.recalls.still(h)
	}
	return s.conn.SendAll(frames)
}

// queuePage gives a connection the frame of a page that was read a while ago; false
// when one of its messages was recalled since.
func (f *floor) queuePage(s *session, w *watch, page []chat.Message, frame socket.Frame) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range page {
		if _, recalled := w.recalls[page[i].UID]; recalled && page[i].Recalled == 0 {
			return false
		}
	}
	s.send(frame)
	return true
}

// readPage answers a call with messages. When one of them is recalled meanwhile it
// reads again: the store knows of a recall before the floor does.
func (s *session) readPage(call wire.Call) {
	w := s.hub.floor.watchRecalls()
	defer s.hub.floor.unwatch(w)
	for {
		body, r := s.look(call)
		page, ok := body.(wire.MessagesBody)
		if !ok {
			s.reply(call.ID, call.Op, r, body)
			return
		}
		s.hub.pageRead()
		frame := socket.Encode(wire.AppendReply(nil, call.ID, r.Code, r.Reason, r.RetryAfter, body))
		if s.hub.floor.queuePage(s, w, page.Messages, frame) {
			s.hub.metrics.calls.add(call.Op, r.Code)
			return
		}
	}
}
