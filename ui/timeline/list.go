package timeline

import (
	"slices"
	"sort"

	"seenby/chat"
)

// List is the timeline of one group. Make one with [New]. It belongs to one
// event loop.
type List struct {
	look *Look
	ink  inks
	gen  uint32 // grows when the look changes

	rows    []*row // by seq
	waiting []*row // not sent yet, in the order in which they were queued
	byUID   map[chat.MessageUID]*row
	senders map[chat.UserID]chat.UserID // one string for each sender

	width, height int
	anchor        *row     // the row at the lower edge; nil follows the newest
	cut           int      // lines of the anchor below the edge
	left          chat.Seq // the newest seq when following ended
	sel           *row     // the selected row
	resume        bool     // follow again when the selection ends
	newFrom       chat.Seq // the first unread message, 0 for none
	newSeen       bool     // its line was on screen

	older   bool // the hub has older ones
	loading bool
	failed  bool              // the last load failed
	solid   map[chat.Seq]bool // gaps before these could not be filled

	screen []place // what stands on screen, top to bottom
	lit    []*row  // rows that may hold a drawing
	litN   int     // lines in them
	lines  []string

	broken map[chat.MessageUID]bool // what could not be drawn and was told
}

// New returns an empty list.
func New(look *Look) *List {
	l := &List{look: look, byUID: map[chat.MessageUID]*row{}, senders: map[chat.UserID]chat.UserID{}, broken: map[chat.MessageUID]bool{}, older: true}
	l.Restyle()
	return l
}

// Restyle says that the look has changed: everything is drawn anew.
func (l *List) Restyle() {
	l.ink = inksOf(l.look)
	l.gen++
}

// Len returns how many messages there are, waiting ones included.
func (l *List) Len() int { return len(l.rows) + len(l.waiting) }

// Waiting returns how many messages of the user are not sent, Refused how many
// of them were refused.
func (l *List) Waiting() int { return len(l.waiting) }

// Refused is explained at [List.Waiting].
func (l *List) Refused() (n int) {
	for _, r := range l.waiting {
		if r.state == chat.SendFailed {
			n++
		}
	}
	return n
}

// Newest returns the seq of the newest message, 0 when there is none.
func (l *List) Newest() chat.Seq {
	if len(l.rows) == 0 {
		return 0
	}
	return l.rows[len(l.rows)-1].seq
}

// Sent returns the texts that a user sent, as far as they are loaded, the
// oldest first, without what was recalled.
func (l *List) Sent(by chat.UserID) []string {
	var texts []string
	for _, r := range l.rows {
		if r.sender == by && !r.system() && !r.recalled() && r.text != "" {
			texts = append(texts, r.text)
		}
	}
	return texts
}

// Find returns a message by its id.
func (l *List) Find(uid chat.MessageUID) (Entry, bool) {
	r, ok := l.byUID[uid]
	if !ok {
		return Entry{}, false
	}
	return r.entry(), true
}

func (l *List) at(i int) *row {
	if i < len(l.rows) {
		return l.rows[i]
	}
	return l.waiting[i-len(l.rows)]
}

// index returns the place of a row, or -1.
func (l *List) index(r *row) int {
	if r == nil {
		return -1
	}
	if r.pending() {
		if i := slices.Index(l.waiting, r); i >= 0 {
			return len(l.rows) + i
		}
		return -1
	}
	i := l.search(r.seq)
	if i < len(l.rows) && l.rows[i] == r {
		return i
	}
	return -1
}

// search returns the place of the first row with at least this seq.
func (l *List) search(seq chat.Seq) int {
	return sort.Search(len(l.rows), func(i int) bool { return l.rows[i].seq >= seq })
}

// Add takes a message that came in. One that is known is brought up to date.
// It reports whether the message is new to the list.
func (l *List) Add(m *chat.Message) bool {
	if r := l.byUID[m.UID]; r != nil {
		r.fill(m)
		return false
	}
	if m.ClientMsgID != "" && m.Sender == l.look.Me {
		if r := l.waitingFor(m.ClientMsgID); r != nil {
			l.settle(r, m.UID, m.Seq)
			r.fill(m)
			return true
		}
	}
	return l.insert(m)
}

func (l *List) insert(m *chat.Message) bool {
	if m.Seq <= 0 {
		return false
	}
	i := len(l.rows)
	if i > 0 && l.rows[i-1].seq >= m.Seq {
		i = l.search(m.Seq)
		if l.rows[i].seq == m.Seq {
			return false
		}
	}
	r := &row{sender: l.sender(m.Sender)}
	r.fill(m)
	l.rows = slices.Insert(l.rows, i, r)
	l.byUID[m.UID] = r
	return true
}

func (l *List) sender(u chat.UserID) chat.UserID {
	if s, ok := l.senders[u]; ok {
		return s
	}
	l.senders[u] = u
	return u
}

// Change takes the new state of a message: edited, recalled, reactions.
func (l *List) Change(m *chat.Message) {
	if r := l.byUID[m.UID]; r != nil {
		r.fill(m)
	}
}

// Send takes the state of a message of one's own.
func (l *List) Send(s chat.Sending) {
	r := l.waitingFor(s.ClientMsgID)
	if s.State == chat.SendDone {
		if r != nil {
			l.settle(r, s.UID, s.Seq)
			r.sent, r.state, r.extra.err = s.Sent, "", ""
			r.touch()
		}
		return
	}
	if s.State == chat.SendDropped {
		l.Discard(s.ClientMsgID)
		return
	}
	if r != nil && s.Text != "" { // it may have been given another one
		r.text = s.Text
	}
	if r == nil {
		r = &row{sender: l.sender(l.look.Me), text: s.Text, sent: chat.At(s.Queued)}
		x := r.more()
		x.clientID, x.replyTo = s.ClientMsgID, s.ReplyTo
		if s.NeedReceipt {
			x.receipt = &receipt{}
		}
		l.waiting = append(l.waiting, r)
	}
	r.state, r.extra.err = s.State, s.Err
	r.touch()
}

func (l *List) waitingFor(clientID string) *row {
	for _, r := range l.waiting {
		if r.extra.clientID == clientID {
			return r
		}
	}
	return nil
}

// settle moves a waiting row to its place among the sent ones. A row that
// already stands there goes: both are the same message.
func (l *List) settle(r *row, uid chat.MessageUID, seq chat.Seq) {
	l.waiting = slices.DeleteFunc(l.waiting, func(w *row) bool { return w == r })
	i := l.search(seq)
	if i < len(l.rows) && l.rows[i].seq == seq {
		delete(l.byUID, l.rows[i].uid)
		l.replace(l.rows[i], r)
		l.rows[i] = r
	} else {
		l.rows = slices.Insert(l.rows, i, r)
	}
	r.uid, r.seq = uid, seq
	l.byUID[uid] = r
	r.touch()
}

// replace moves what points at a row to another one.
func (l *List) replace(from, to *row) {
	if l.anchor == from {
		l.anchor = to
	}
	if l.sel == from {
		l.sel = to
	}
}

// Discard drops a message that was not sent.
func (l *List) Discard(clientID string) {
	r := l.waitingFor(clientID)
	if r == nil {
		return
	}
	var to *row
	if i := l.index(r); i > 0 {
		to = l.at(i - 1)
	}
	l.replace(r, to)
	l.waiting = slices.DeleteFunc(l.waiting, func(w *row) bool { return w == r })
}

// Ask notes that a message asks for receipts from now on.
func (l *List) Ask(uid chat.MessageUID, responded bool) {
	if r := l.byUID[uid]; r != nil {
		rec := r.flag()
		rec.responded = rec.responded || responded
		r.touch()
	}
}

// Count takes the live count of a message.
func (l *List) Count(uid chat.MessageUID, t chat.Tally) {
	if r := l.byUID[uid]; r != nil && r.flag().count(t) {
		r.touch()
	}
}

// Respond notes that these messages were answered.
func (l *List) Respond(uids []chat.MessageUID, at chat.Millis) {
	for _, uid := range uids {
		r := l.byUID[uid]
		if r == nil || r.receipt() == nil {
			continue
		}
		r.extra.receipt.responded = true
		if r.extra.receipt.respondedAt == 0 {
			r.extra.receipt.respondedAt = at
		}
		r.touch()
	}
}

// Remind marks a message of which its sender reminds.
func (l *List) Remind(uid chat.MessageUID) {
	if r := l.byUID[uid]; r != nil {
		r.more().reminded = true
		r.touch()
	}
}

// MarkNew puts the "new" line before the first message from seq on that
// somebody else wrote, system lines left aside; 0 takes it away.
func (l *List) MarkNew(seq chat.Seq) {
	if seq != l.newFrom {
		l.newFrom, l.newSeen = seq, false
	}
}

// New returns from which seq on messages are new, 0 for none.
func (l *List) New() chat.Seq { return l.newFrom }

// Reset forgets all messages that were sent.
func (l *List) Reset() {
	l.rows, l.byUID, l.solid = nil, map[chat.MessageUID]*row{}, nil
	l.older, l.loading, l.failed = true, false, false
	l.lit, l.litN, l.screen = nil, 0, nil
	l.sel, l.anchor, l.cut = nil, nil, 0
}

// Nothing says that the hub has no messages for this list.
func (l *List) Nothing() { l.older = false }

// Trim drops the oldest messages beyond keep, while the newest are looked at.
// They can be loaded again.
func (l *List) Trim(keep int) {
	if n := len(l.rows) - keep; n > 0 && l.anchor == nil && l.sel == nil {
		for _, r := range l.rows[:n] {
			delete(l.byUID, r.uid)
		}
		l.rows = append([]*row(nil), l.rows[n:]...)
		l.older = true
		l.lit = slices.DeleteFunc(l.lit, func(r *row) bool { return l.byUID[r.uid] != r })
	}
}
