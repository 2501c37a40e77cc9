package store

import (
	"fmt"
	"slices"

	"seenby/chat"
	"seenby/receipts"
)

// An account is a ledger in memory, and what of it is on disk.
type account struct {
	*receipts.Ledger
	audience int64
	stored   header
	part     part    // the last part, as far as it is packed
	packed   int     // how many answers are
	fresh    []int64 // the places of those that are not
	lent     bool    // to the room, in this batch
}

// A header is what a row of ledgers says.
type header struct {
	answers, told         int
	tally, toldTally      chat.Tally
	toldAt, rushed, nudge chat.Millis
	recalled              bool
}

func headerOf(r receipts.Record) header {
	return header{
		answers: len(r.Answers), told: r.Announced, tally: r.Tally, toldTally: r.Told,
		toldAt: r.AnnouncedAt, rushed: r.RushedAt, nudge: r.RemindedAt, recalled: r.Card.Recalled,
	}
}

// untold reports whether there is something that the sender was not told.
func (h header) untold() bool { return h.told != h.answers || h.toldTally.Total != h.tally.Total }

// A row of answers holds at most answersPerPart of them, packed: who and when,
// as the difference to the answer before, and first to the time of sending; and
// apart from that the places of their facts. So an answer more means writing a
// row of bounded size, and it costs some bytes, not a row.
const answersPerPart = 256

type part struct {
	packer
	places packer
	at     int64
	pos    int64
}

// newPart is an empty part of the answers to a message that was sent at sent.
func newPart(sent int64) part { return part{at: sent} }

func (p *part) add(a answer) {
	p.uint(uint64(a.usr<<1 | truth(a.counted)))
	p.int(a.at - p.at)
	p.places.int(a.pos - p.pos)
	p.at, p.pos = a.at, a.pos
}

// An answer is one as it is stored. pos is the place of its fact, 0 when it is
// not known.
type answer struct {
	usr, at, pos int64
	counted      bool
}

// answers calls f for the answers to a message that was sent at sent, from the
// part on in which answer number from lies; nth is the place of each.
func (c *conn) answers(ledger, sent int64, from int, f func(nth int, a answer) error) error {
	nth := from / answersPerPart * answersPerPart
	return c.each("SELECT body, places FROM answers WHERE id >= ? AND id < ? ORDER BY id", func(r row) error {
		u, places := unseal(r.blob(0)), &unpacker{ok: true}
		known := len(r.blob(1)) > 0
		if known {
			places = unseal(r.blob(1))
		}
		for a := (answer{at: sent}); u.more(); nth++ {
			who := u.uint()
			a.usr, a.counted = int64(who>>1), who&1 != 0
			a.at += u.int()
			if known {
				a.pos += places.int()
			}
			if err := f(nth, a); err != nil {
				return err
			}
		}
		if !u.ok || !places.ok {
			return c.damaged("the answers to a message do not match their checksum")
		}
		return nil
	}, ledger<<16|int64(nth/answersPerPart), (ledger+1)<<16)
}

const ledgerColumns = `ledgers.id, message, audience, answers, read, total, version, toldread, toldtotal, told, toldat,
  rushedat, remindedat, owed, untold, ledgers.sum`

// A ledgerRow is a row of ledgers.
type ledgerRow struct {
	id, message, audience int64
	header
	owed bool
}

func (l *ledgerRow) values() []any {
	return []any{
		l.id, l.message, l.audience, int64(l.answers), int64(l.tally.Read), int64(l.tally.Total), l.tally.Version,
		int64(l.toldTally.Read), int64(l.toldTally.Total), int64(l.told), int64(l.toldAt), int64(l.rushed),
		int64(l.nudge), truth(l.owed), truth(l.untold()),
	}
}

// scanLedger reads a row of [ledgerColumns] and checks it.
func scanLedger(r row) (l ledgerRow, err error) {
	l = ledgerRow{id: r.int(0), message: r.int(1), audience: r.int(2), owed: r.int(13) != 0}
	l.answers, l.told = int(r.int(3)), int(r.int(9))
	l.tally = chat.Tally{Read: int(r.int(4)), Total: int(r.int(5)), Version: r.int(6)}
	l.toldTally = chat.Tally{Read: int(r.int(7)), Total: int(r.int(8)), Version: r.int(6)}
	l.toldAt, l.rushed, l.nudge = chat.Millis(r.int(10)), chat.Millis(r.int(11)), chat.Millis(r.int(12))
	if checksum(l.values()) != r.int(15) {
		return l, r.c.damaged("ledger %d does not match its checksum", l.id)
	}
	return l, nil
}

func (c *conn) ledger(id int64) (l ledgerRow, err error) {
	found, err := c.one("SELECT "+ledgerColumns+" FROM ledgers WHERE id = ?", func(r row) (err error) {
		l, err = scanLedger(r)
		return err
	}, id)
	if err == nil && !found {
		err = c.damaged("ledger %d is gone", id)
	}
	return l, err
}

// openAccount makes the row of a ledger that the room has opened.
func (w *writer) openAccount(r *room, e *entry, audience *chat.Audience) (id int64, err error) {
	a := e.ledger
	if a == nil {
		return 0, fmt.Errorf("message %s was flagged without a ledger", e.card.UID)
	}
	if r.asked != audience {
		if r.askedID, err = w.storeAudience(r.id, audience); err != nil {
			return 0, err
		}
		r.asked = audience
	}
	a.audience = r.askedID
	e.ledgerID, err = w.insert(`INSERT INTO ledgers (message, audience, answers, read, total, version, toldread, toldtotal,
  told, toldat, rushedat, remindedat, owed, untold, sum) VALUES (?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
		e.key, a.audience)
	return e.ledgerID, err
}

// storeAudience returns the number of the group's audience, a new one when the
// last few were others: somebody leaves and comes back.
func (w *writer) storeAudience(grp int64, a *chat.Audience) (id int64, err error) {
	users, err := w.userIDs(a.Users())
	if err != nil {
		return 0, err
	}
	slices.Sort(users)
	p := packer{}
	for i, u := range users {
		before := int64(0)
		if i > 0 {
			before = users[i-1]
		}
		p.uint(uint64(u - before))
	}
	body := p.seal()
	err = w.each("SELECT id, body FROM audiences WHERE grp = ? ORDER BY id DESC LIMIT 4", func(r row) error {
		if slices.Equal(r.blob(1), body) {
			id = r.int(0)
			return errStop
		}
		return nil
	}, grp)
	if err == nil && id == 0 {
		id, err = w.insert("INSERT INTO audiences (grp, body) VALUES (?, ?)", grp, body)
	}
	if err == nil {
		w.audiences.put(id, a, 1+a.Len())
	}
	return id, err
}

// audience calls f for the users of a stored audience.
func (c *conn) audience(id int64, f func(usr int64) error) error {
	found, err := c.one("SELECT body FROM audiences WHERE id = ?", func(r row) error {
		u, usr := unseal(r.blob(0)), int64(0)
		for u.more() {
			usr += int64(u.uint())
			if err := f(usr); err != nil {
				return err
			}
		}
		if !u.ok {
			return c.damaged("audience %d does not match its checksum", id)
		}
		return nil
	}, id)
	if err == nil && !found {
		err = c.damaged("audience %d is gone", id)
	}
	return err
}

// loadAudience returns the audience with this number, from memory or from disk.
func (w *writer) loadAudience(id int64) (*chat.Audience, error) {
	if a, ok := w.audiences.get(id); ok {
		return a, nil
	}
	a, err := readAudience(w.conn, id, w.handle)
	if err == nil {
		w.audiences.put(id, a, 1+a.Len())
	}
	return a, err
}

func readAudience(c *conn, id int64, handle func(int64) (chat.UserID, error)) (*chat.Audience, error) {
	var ids []int64
	if err := c.audience(id, func(usr int64) error { ids = append(ids, usr); return nil }); err != nil {
		return nil, err
	}
	users := make([]chat.UserID, len(ids))
	for i, id := range ids {
		var err error
		if users[i], err = handle(id); err != nil {
			return nil, err
		}
	}
	return chat.NewAudience(users), nil
}

// readLedger makes a ledger of what is stored of it.
func readLedger(c *conn, row ledgerRow, card chat.Card, audience *chat.Audience,
	handle func(int64) (chat.UserID, error), present func(chat.UserID) bool, each func(nth int, a answer),
) (*receipts.Ledger, error) {
	r := receipts.Record{
		Card: card, Audience: audience, Answers: make([]chat.Response, 0, row.answers), Tally: row.tally,
		Told: row.toldTally, Announced: row.told,
		AnnouncedAt: row.toldAt, RushedAt: row.rushed, RemindedAt: row.nudge,
	}
	var ids []answer
	if err := c.answers(row.id, int64(card.Sent), 0, func(nth int, a answer) error {
		ids = append(ids, a)
		each(nth, a)
		return nil
	}); err != nil {
		return nil, err
	}
	if len(ids) != row.answers {
		return nil, c.damaged("of %d answers to message %s there are %d", row.answers, card.UID, len(ids))
	}
	for _, a := range ids {
		u, err := handle(a.usr)
		if err != nil {
			return nil, err
		}
		r.Answers = append(r.Answers, chat.Response{User: u, At: chat.Millis(a.at), Counted: a.counted})
	}
	return receipts.Restore(r, present), nil
}

// account returns the ledger of a flagged message, from memory or from disk.
// present says who is a member now.
func (w *writer) account(e *entry, present func(chat.UserID) bool) (*account, error) {
	if e.ledger == nil {
		row, err := w.ledger(e.ledgerID)
		if err != nil {
			return nil, err
		}
		audience, err := w.loadAudience(row.audience)
		if err != nil {
			return nil, err
		}
		a := &account{audience: row.audience, stored: row.header, packed: row.answers}
		a.stored.recalled = e.card.Recalled
		a.Ledger, err = readLedger(w.conn, row, e.card, audience, w.handle, present, func(nth int, x answer) {
			if nth%answersPerPart == 0 {
				a.part = newPart(int64(e.card.Sent))
			}
			a.part.add(x)
		})
		if err != nil {
			return nil, err
		}
		e.ledger = a
	}
	w.lend(e)
	return e.ledger, nil
}

// lend notes that the ledger may change in this batch.
func (w *writer) lend(e *entry) {
	if !e.ledger.lent {
		e.ledger.lent = true
		w.lent = append(w.lent, e)
	}
}

// flushLedger writes what is new in a ledger.
func (w *writer) flushLedger(e *entry) error {
	a := e.ledger
	r := a.Record()
	h := headerOf(r)
	if h == a.stored {
		return nil
	}
	if err := w.flushAnswers(e, r.Answers); err != nil {
		return err
	}
	asked := a.Record().Audience.Len()
	if _, in := r.Audience.Index(r.Card.Sender); in {
		asked--
	}
	row := ledgerRow{
		id: e.ledgerID, message: e.key, audience: a.audience, header: h,
		owed: !h.recalled && asked > h.tally.Read,
	}
	v := row.values()
	a.stored = h
	return w.exec("REPLACE INTO ledgers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", append(v, checksum(v))...)
}

// flushAnswers packs the answers that are not packed yet and writes the parts
// that change by it.
func (w *writer) flushAnswers(e *entry, answers []chat.Response) error {
	a := e.ledger
	if len(a.fresh) != len(answers)-a.packed {
		return fmt.Errorf("of %d answers to message %s %d have a place", len(answers)-a.packed, e.card.UID, len(a.fresh))
	}
	for i := 0; a.packed < len(answers); i, a.packed = i+1, a.packed+1 {
		x := answers[a.packed]
		usr, err := w.userID(x.User)
		if err != nil {
			return err
		}
		if a.packed%answersPerPart == 0 {
			a.part = newPart(int64(e.card.Sent))
		}
		a.part.add(answer{usr: usr, at: int64(x.At), pos: a.fresh[i], counted: x.Counted})
		if last := a.packed + 1; last == len(answers) || last%answersPerPart == 0 {
			body, places := packer{b: slices.Clone(a.part.b)}, packer{b: slices.Clone(a.part.places.b)}
			if err := w.exec("REPLACE INTO answers VALUES (?, ?, ?)",
				e.ledgerID<<16|int64(a.packed/answersPerPart), body.seal(), places.seal()); err != nil {
				return err
			}
		}
	}
	a.fresh = a.fresh[:0]
	return nil
}
