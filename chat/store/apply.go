package store

import (
	"errors"
	"fmt"
	"slices"

	"seenby/chat"
)

// A writer is the one connection that writes, and what it keeps in memory of
// what is stored. Whatever goes wrong, it is thrown away as a whole and made
// anew from what is durable.
type writer struct {
	*conn
	o   Options
	pos chat.Pos

	users     users
	rooms     *lru[chat.GroupID, *room]
	entries   *lru[chat.MessageUID, *entry]
	audiences *lru[int64, *chat.Audience]

	changed []*room  // rooms with something to write
	grown   []blocks // that are complete since the last batch
	lent    []*entry // ledgers that may have changed
}

// A room is a group in memory: its state machine, and what it means on disk.
type room struct {
	*chat.Room
	id      int64 // 0 while the group does not exist
	floor   chat.Pos
	events  *events       // nil before they are needed
	dirty   bool          // something of it has to be written
	row     bool          // its own row, too: it does not stand with each text
	changed bool          // what the group is or who belongs to it, too
	touched []chat.UserID // members whose rows have to be written
	filed   chat.Seq
	recent  []recent // the texts after it
	newest  string   // the largest of the client ids that are filed
	full    int64    // how many of its blocks the indexer knows to be complete
	// asked is the audience that was stored last, under the number askedID.
	asked   *chat.Audience
	askedID int64
}

// An entry is a message in memory, with its ledger once that was needed.
type entry struct {
	key      int64
	card     chat.Card
	ledgerID int64 // 0 while it is not flagged
	ledger   *account
}

// cost is how much the entry takes, counted in readers.
func (e *entry) cost() int {
	const message = 8
	if e.ledger == nil {
		return message
	}
	return 2*message + e.ledger.packed
}

// Apply carries out a batch of commands in order: all of it in one durable
// transaction, or an error and nothing of it (log.Applier). A command that is
// not allowed leads to a code, not to an error. After an error the store stands
// where the last batch left it, and a later Apply may succeed: a full disk
// heals by itself.
func (h *Hub) Apply(batch []chat.Command) ([]chat.Outcome, error) {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.closed {
		return nil, errClosed
	}
	return h.commit(batch, perBatch)
}

// commit applies a batch and writes at most so many signatures. It is called
// with the lock held.
func (h *Hub) commit(batch []chat.Command, signatures int) ([]chat.Outcome, error) {
	w, err := h.writer()
	if err != nil {
		return nil, fmt.Errorf("open the store to write: %w", err)
	}
	h.check.between(w)
	made := h.index.made(signatures)
	out, err := w.apply(batch, made)
	if err != nil {
		h.w = nil
		_ = w.close() // rolls back
		return nil, err
	}
	h.pos.Store(int64(w.pos))
	h.index.written(len(made))
	h.index.hurry(len(batch))
	h.index.note(w.grown)
	w.grown = w.grown[:0]
	return out, nil
}

var errClosed = errors.New("the store is closed")

// writer returns the writer, a new one when there is none.
func (h *Hub) writer() (*writer, error) {
	if h.w != nil {
		return h.w, nil
	}
	c, err := dial(h.path, mode{cacheKiB: 32 << 10, maxPages: h.o.MaxPages})
	if err != nil {
		return nil, err
	}
	if err := migrate(c, hubSchema); err != nil {
		_ = c.close()
		return nil, err
	}
	pos, err := c.number("SELECT value FROM meta WHERE name = 'pos'")
	if err != nil {
		_ = c.close()
		return nil, err
	}
	h.w = &writer{
		conn: c, o: h.o, pos: chat.Pos(pos), users: newUsers(), rooms: newLRU[chat.GroupID, *room](),
		entries: newLRU[chat.MessageUID, *entry](), audiences: newLRU[int64, *chat.Audience](),
	}
	return h.w, nil
}

func (w *writer) apply(batch []chat.Command, made []signature) ([]chat.Outcome, error) {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	out, before := make([]chat.Outcome, len(batch)), w.pos
	for i, c := range batch {
		r, err := w.room(c.Group)
		if err != nil {
			return nil, fmt.Errorf("load group %s: %w", c.Group, err)
		}
		if out[i], err = r.Apply(c, w.pos); err != nil {
			return nil, err
		}
		for _, f := range out[i].Facts {
			if err := w.fold(r, f); err != nil {
				return nil, err
			}
			w.pos = f.Pos
		}
	}
	if err := w.flush(before); err != nil {
		return nil, err
	}
	if err := w.sign(made); err != nil {
		return nil, err
	}
	if err := w.exec("COMMIT"); err != nil {
		return nil, err
	}
	for _, r := range w.changed {
		w.grow(r)
	}
	w.trim()
	return out, nil
}

// room returns the group, from memory or from disk.
func (w *writer) room(g chat.GroupID) (*room, error) {
	if r, ok := w.rooms.get(g); ok {
		return r, nil
	}
	row, found, err := w.group(g)
	if err != nil {
		return nil, err
	}
	r := &room{id: row.id, floor: row.floor, filed: row.filed}
	if found {
		if row.Members, err = w.members(row.id); err != nil {
			return nil, err
		}
		if err := w.loadRecent(r, row.Members); err != nil {
			return nil, err
		}
	}
	r.Room = chat.NewRoom(w, row.RoomState)
	r.full = full(row.LastSeq)
	w.rooms.put(g, r, 1+len(row.Members))
	return r, nil
}

// members returns all members of a group, former ones too.
func (w *writer) members(grp int64) (members []chat.Membership, err error) {
	err = w.each("SELECT "+memberColumns+", handle FROM members JOIN users ON users.id = usr WHERE grp = ?",
		func(r row) error {
			m, err := scanMember(r)
			if err != nil {
				return err
			}
			m.User = chat.UserID(r.text(14))
			members = append(members, m.Membership)
			return nil
		}, grp)
	return members, err
}

// change notes that something of the group has to be written.
func (w *writer) change(r *room) {
	if !r.dirty {
		r.dirty = true
		w.changed = append(w.changed, r)
	}
}

// flush writes what has changed in memory since the facts were at before: once a
// batch, however often it did.
func (w *writer) flush(before chat.Pos) error {
	for _, r := range w.changed {
		if err := w.flushRoom(r); err != nil {
			return err
		}
	}
	for _, e := range w.lent {
		if err := w.flushLedger(e); err != nil {
			return err
		}
	}
	if w.pos > before {
		return w.exec("UPDATE meta SET value = ? WHERE name = 'pos'", int64(w.pos))
	}
	return nil
}

func (w *writer) flushRoom(r *room) error {
	if r.fileNow() {
		if err := w.file(r); err != nil {
			return err
		}
	}
	if r.row || r.changed {
		head, present := r.Head()
		row := group{id: r.id, RoomState: head, members: present, floor: r.floor, filed: r.filed}
		if err := w.writeGroup(row, r.changed); err != nil {
			return err
		}
	}
	if err := w.flushMembers(r, r.touched, w.writeMember); err != nil {
		return err
	}
	if r.events != nil {
		if err := w.writeSegment(r.id, r.events.tail); err != nil {
			return err
		}
	}
	r.touched, r.dirty, r.row, r.changed = r.touched[:0], false, false, false
	return nil
}

// flushMembers writes the rows of these users, each once.
func (w *writer) flushMembers(r *room, users []chat.UserID, write func(member) error) error {
	slices.Sort(users)
	for _, u := range slices.Compact(users) {
		m, _ := r.Member(u)
		m.Posted -= r.unfiled(u)
		id, err := w.userID(u)
		if err != nil {
			return err
		}
		if err := write(member{grp: r.id, usr: id, Membership: m}); err != nil {
			return err
		}
	}
	return nil
}

// grow notes the blocks of the group that are complete now.
func (w *writer) grow(r *room) {
	head, _ := r.Head()
	if n := full(head.LastSeq); n > r.full {
		at := blockOf(key(r.id, 0))
		w.grown = append(w.grown, blocks{at + r.full, at + n})
		r.full = n
	}
}

// trim forgets what was not used for longest.
func (w *writer) trim() {
	clear(w.changed)
	w.changed = w.changed[:0]
	for _, e := range w.lent {
		e.ledger.lent = false
		w.entries.put(e.card.UID, e, e.cost())
	}
	clear(w.lent)
	w.lent = w.lent[:0]
	w.users.trim()
	w.rooms.trim(w.o.CachedMembers)
	w.entries.trim(w.o.CachedReceipts)
	w.audiences.trim(w.o.CachedReceipts)
}
