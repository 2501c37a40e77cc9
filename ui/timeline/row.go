package timeline

import (
	"slices"
	"strconv"

	"seenby/chat"
	"seenby/ui/cell"
)

// row is one message. There may be very many, so what few messages have lies
// in extra.
type row struct {
	uid     chat.MessageUID
	seq     chat.Seq // 0 while it is not sent
	sender  chat.UserID
	sent    chat.Millis
	text    string // as it came: cleaned when drawn
	extra   *extra
	drawn   *drawn
	version uint32
	state   chat.SendState // empty for what came from the hub
}

// extra is what only some messages have.
type extra struct {
	clientID  string
	err       string
	system    bool
	change    *chat.GroupChange
	replyTo   chat.MessageUID
	edited    chat.Millis
	recalled  chat.Millis
	reactions map[string][]chat.UserID
	reminded  bool
	reveal    bool          // what was hidden in the text is spelled out
	mentioned []chat.UserID // whom the message mentions
	receipt   *receipt
}

// receipt is what is known of a flagged message's receipts.
type receipt struct {
	responded   bool
	respondedAt chat.Millis
	counted     bool // tally is known
	tally       chat.Tally
	digits      int // of the greatest total so far: the mark keeps its width
}

func (r *row) more() *extra {
	if r.extra == nil {
		r.extra = &extra{}
	}
	return r.extra
}

// touch says that the row is to be drawn anew.
func (r *row) touch() { r.version++ }

func (r *row) receipt() *receipt {
	if r.extra == nil {
		return nil
	}
	return r.extra.receipt
}

func (r *row) flag() *receipt {
	x := r.more()
	if x.receipt == nil {
		x.receipt = &receipt{}
	}
	return x.receipt
}

func (r *row) system() bool   { return r.extra != nil && r.extra.system }
func (r *row) recalled() bool { return r.extra != nil && r.extra.recalled != 0 }
func (r *row) pending() bool  { return r.seq == 0 }
func (r *row) revealed() bool { return r.extra != nil && r.extra.reveal }

// mentions reports whether the message names a user.
func (r *row) mentions(u chat.UserID) bool {
	return r.extra != nil && slices.Contains(r.extra.mentioned, u)
}

// fill sets everything that a message says.
func (r *row) fill(m *chat.Message) {
	r.uid, r.seq, r.sent, r.text, r.state = m.UID, m.Seq, m.Sent, m.Text, ""
	system := m.Kind == chat.KindSystem
	if r.extra != nil {
		r.extra.clientID, r.extra.err = "", ""
	}
	if system || m.ReplyTo != "" || m.Edited != 0 || m.Recalled != 0 || len(m.Reactions) > 0 || len(m.Mentions) > 0 || m.Receipt != nil || r.extra != nil {
		x := r.more()
		x.system, x.change, x.replyTo = system, m.Change, m.ReplyTo
		x.edited, x.recalled, x.reactions, x.mentioned = m.Edited, m.Recalled, m.Reactions, m.Mentions
		if m.Receipt != nil && m.Receipt.Asked {
			r.fillReceipt(m.Receipt)
		}
	}
	r.touch()
}

// fillReceipt takes what a message says of its receipts. A count never goes
// back: an older tally than the known one is left.
func (r *row) fillReceipt(i *chat.ReceiptInfo) {
	rec := r.flag()
	if i.Responded {
		rec.responded = true
		if i.RespondedAt != 0 {
			rec.respondedAt = i.RespondedAt
		}
	}
	if i.Tally != nil {
		rec.count(*i.Tally)
	}
}

func (rec *receipt) count(t chat.Tally) bool {
	if rec.counted && t.Before(rec.tally) {
		return false
	}
	changed := !rec.counted || rec.tally != t
	rec.tally, rec.counted = t, true
	rec.digits = max(rec.digits, len(strconv.Itoa(t.Total)))
	return changed
}

// An Entry is what an action needs to know of a message.
type Entry struct {
	UID      chat.MessageUID
	Seq      chat.Seq // 0 while it is not sent
	Sender   chat.UserID
	Sent     chat.Millis
	Text     cell.Text
	ClientID string // while it is not sent
	State    chat.SendState
	System   bool
	Recalled bool
	// Asks, Responded, Counted and Tally tell of its receipts.
	Asks, Responded, Counted bool
	RespondedAt              chat.Millis
	Tally                    chat.Tally
	Edited                   chat.Millis
	Reactions                map[string][]chat.UserID
	// ReplyTo is what it replies to, empty for nothing.
	ReplyTo chat.MessageUID
	// Hidden reports whether something was removed from its text, Revealed whether
	// that is spelled out.
	Hidden, Revealed bool
}

func (r *row) entry() Entry {
	e := Entry{UID: r.uid, Seq: r.seq, Sender: r.sender, Sent: r.sent, Text: cell.Clean(r.text), State: r.state}
	e.Hidden = e.Text.Hidden() > 0
	if x := r.extra; x != nil {
		e.ClientID, e.System, e.Recalled = x.clientID, x.system, x.recalled != 0
		e.Edited, e.Reactions, e.ReplyTo, e.Revealed = x.edited, x.reactions, x.replyTo, x.reveal
		if rec := x.receipt; rec != nil {
			e.Asks, e.Responded, e.RespondedAt = true, rec.responded, rec.respondedAt
			e.Counted, e.Tally = rec.counted, rec.tally
		}
	}
	return e
}
