package client

import (
	"maps"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

const (
	// maxFetching is how many readerships are fetched at a time, maxFetches how
	// many wait for it, maxReaders how many readers one may have here.
	maxFetching = 4
	maxFetches  = 4096
	maxReaders  = 20_000
	// maxDeltas is how many updates wait for a fetch; beyond it, it starts again.
	maxDeltas = 256
)

// Live counts: an update is applied only when it is the next one, and otherwise
// the state is fetched, so that a count never jumps back and never stays wrong
// (receipts.md, Live counts).

func (e *engine) receiptResponse(f wire.OnMessageReceiptResponse) {
	g := e.groups[f.Group]
	if g == nil {
		return
	}
	e.advance(g, f.Cursor)
	if fetch := e.fetches.by[f.UID]; fetch != nil {
		fetch.hold(f)
		return
	}
	if !e.applyUpdate(f) {
		e.fetchReceipts(f.Group, f.UID)
		if fetch := e.fetches.by[f.UID]; fetch != nil {
			fetch.hold(f)
		}
	}
}

// applyUpdate applies an update, and reports false when the state has to be
// fetched instead.
func (e *engine) applyUpdate(f wire.OnMessageReceiptResponse) bool {
	m := e.known(f.Group, f.UID)
	if m == nil || m.Receipt == nil || m.Receipt.Tally == nil {
		return false
	}
	r := m.Receipt
	if f.Version <= r.Version {
		return true // it came before
	}
	if f.Version != r.Version+1 {
		return false
	}
	listed := r.Readers != nil || r.Read == 0 && len(r.Readers) == 0
	tally := f.Tally
	r.Tally = &tally
	if listed && len(r.Readers)+len(f.Readers) <= chat.MaxListedReaders {
		if r.Readers == nil {
			r.Readers = map[chat.UserID]chat.Millis{}
		}
		maps.Copy(r.Readers, f.Readers)
		r.Also = union(r.Also, f.Also)
	} else {
		r.Readers, r.Also = nil, nil
	}
	e.dirty.message(m)
	e.follow(m)
	e.tell(chat.ReceiptsChanged{Group: f.Group, UID: f.UID, Tally: tally, Readers: f.Readers, Also: f.Also})
	e.meetGoals(f.UID, tally, f.Readers)
	e.callResponse(ReceiptResponse{UID: f.UID, Group: f.Group, Readers: f.Readers, Also: f.Also, Tally: tally})
	return true
}

func union(a, b []chat.UserID) []chat.UserID {
	for _, u := range b {
		if !slices.Contains(a, u) {
			a = append(a, u)
		}
	}
	return a
}

// fetches are the readerships that are being fetched, or wait for it.
type fetches struct {
	by      map[chat.MessageUID]*fetch
	waiting []*fetch
	active  int
	pause   time.Time // until when the hub asks to wait
}

func newFetches() fetches { return fetches{by: map[chat.MessageUID]*fetch{}} }

// A fetch is one message's readership on its way here.
type fetch struct {
	group chat.GroupID
	uid   chat.MessageUID
	list  chat.ReaderList
	tally *chat.Tally // of the first page: what is newer is held
	read  map[chat.UserID]chat.Millis
	also  []chat.UserID
	seen  int // entries of the present list
	held  []wire.OnMessageReceiptResponse
	again bool // too much was held
}

func (f *fetch) hold(u wire.OnMessageReceiptResponse) {
	if len(f.held) >= maxDeltas {
		f.held, f.again = nil, true
	}
	f.held = append(f.held, u)
}

func (f *fetch) restart() {
	f.list, f.tally, f.seen, f.also = chat.ListRead, nil, 0, nil
	f.read = map[chat.UserID]chat.Millis{}
}

// fetchReceipts fetches who has read a message, whole.
func (e *engine) fetchReceipts(g chat.GroupID, uid chat.MessageUID) {
	if e.fetches.by[uid] != nil || len(e.fetches.by) >= maxFetches {
		return
	}
	f := &fetch{group: g, uid: uid}
	f.restart()
	e.fetches.by[uid] = f
	e.fetches.waiting = append(e.fetches.waiting, f)
}

// startFetches makes as many calls as may be made.
func (e *engine) startFetches() {
	s := &e.fetches
	if s.pause.After(time.Now()) {
		return
	}
	for e.online() && !e.closing && s.active < maxFetching && len(s.waiting) > 0 {
		f := s.waiting[0]
		s.waiting = s.waiting[1:]
		s.active++
		e.fetchOn(f)
	}
}

func (e *engine) fetchOn(f *fetch) {
	p := wire.GetReadReceipt{Group: f.group, UID: f.uid, List: f.list, Offset: f.seen, Limit: chat.MaxReaders}
	e.call(p, func(r wire.Reply, err error) {
		var page wire.ReceiptsBody
		switch {
		case err != nil:
			e.fetchLater(f)
		case r.Code == chat.TooFast || r.Code == chat.Unavailable:
			e.fetches.pause = time.Now().Add(max(wish(r.RetryAfter), time.Second))
			e.fetchLater(f)
		case r.Code != chat.Done || r.Into(&page) != nil:
			e.fetchDone(f) // it may not be seen any more
			e.refusedCount(f.uid, r.Code)
		default:
			e.fetched(f, page)
		}
	})
}

// fetchLater puts a fetch back, for the next connection or a better moment.
func (e *engine) fetchLater(f *fetch) {
	e.fetches.active--
	f.restart()
	if e.groups[f.group] == nil {
		delete(e.fetches.by, f.uid)
		return
	}
	e.fetches.waiting = append(e.fetches.waiting, f)
}

func (e *engine) fetchDone(f *fetch) {
	e.fetches.active--
	delete(e.fetches.by, f.uid)
}

// fetched takes a page, first of the readers and then of those who do not
// count.
func (e *engine) fetched(f *fetch, page wire.ReceiptsBody) {
	if f.tally == nil {
		f.tally = &page.Tally
	}
	users := page.Users[:min(len(page.Users), chat.MaxReaders)]
	for _, u := range users {
		if f.read[u.User] = u.ReadAt; f.list == chat.ListAlso {
			f.also = append(f.also, u.User)
		}
	}
	f.seen += len(users)
	if len(users) == chat.MaxReaders && f.seen < maxReaders {
		e.fetchOn(f)
		return
	}
	if f.list == chat.ListRead {
		f.list, f.seen = chat.ListAlso, 0
		e.fetchOn(f)
		return
	}
	e.settleFetch(f)
}

// settleFetch makes what was fetched the state, and applies what came
// meanwhile.
func (e *engine) settleFetch(f *fetch) {
	e.fetchDone(f)
	m := e.known(f.group, f.uid)
	if m == nil || !newer(m, *f.tally) { // no count goes back
		e.becomes(m, f)
	}
	again := f.again
	for _, u := range f.held {
		if m == nil {
			again = again || u.Version > f.tally.Version
			continue
		}
		again = !e.applyUpdate(u) || again
	}
	if again {
		e.fetchReceipts(f.group, f.uid)
	}
}

// newer reports whether more is known of a message than t.
func newer(m *chat.Message, t chat.Tally) bool {
	return m.Receipt != nil && m.Receipt.Tally != nil && t.Before(*m.Receipt.Tally)
}

// becomes makes what was fetched the state of a message, which may be unknown.
func (e *engine) becomes(m *chat.Message, f *fetch) {
	if m != nil {
		if m.Receipt == nil {
			m.Receipt = &chat.ReceiptInfo{Asked: true}
		}
		tally := *f.tally
		m.Receipt.Tally, m.Receipt.Readers, m.Receipt.Also = &tally, nil, nil
		if len(f.read) <= chat.MaxListedReaders {
			m.Receipt.Readers, m.Receipt.Also = maps.Clone(f.read), slices.Clone(f.also)
		}
		e.dirty.message(m)
		e.follow(m)
	}
	e.tell(chat.ReceiptsChanged{Group: f.group, UID: f.uid, Tally: *f.tally, Readers: f.read, Also: f.also, Whole: true})
	e.meetGoals(f.uid, *f.tally, f.read)
	e.callResponse(ReceiptResponse{UID: f.uid, Group: f.group, Readers: f.read, Also: f.also, Tally: *f.tally, Whole: true})
}
