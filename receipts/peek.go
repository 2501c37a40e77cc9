package receipts

import (
	"cmp"
	"slices"

	"seenby/chat"
)

// A Peek keeps what a client's user reads while looking around without
// answering, and the answers that were withheld for it. The zero value is off.
//
//   - While it is on nothing is answered and nothing counts as answered, whether
//     it is read now or was read before and asks only now.
//   - A withheld answer waits for its user: it goes out or is dropped when they
//     say so, not because the message is seen again.
//   - It keeps the time of reading. The first reading counts.
//   - What was answered before stays answered.
type Peek struct {
	on   bool
	seen Memory // what was read while it was on
	held []Held // in the order of reading
}

// MaxHeld bounds the answers that are withheld; beyond it the one read longest
// ago is dropped, and so is not answered.
const MaxHeld = 1000

// A Held is an answer that is withheld.
type Held struct {
	Group  chat.GroupID    `json:"targetId"`
	UID    chat.MessageUID `json:"messageUId"`
	Seq    chat.Seq        `json:"seq"`
	Sender chat.UserID     `json:"senderUserId"`
	At     chat.Millis     `json:"readTime"`
}

// On reports whether the user looks around without answering.
func (p *Peek) On() bool { return p.on }

// Set begins or ends that. It reports whether anything changed.
func (p *Peek) Set(on bool) bool {
	changed := p.on != on
	p.on = on
	return changed
}

// Read notes that a message was read while peeking.
func (p *Peek) Read(g chat.GroupID, seq chat.Seq, at chat.Millis) {
	if p.seen == nil {
		p.seen = Memory{}
	}
	p.seen.Add(g, seq, at)
}

// ReadAt returns when a message was read while peeking, if it was.
func (p *Peek) ReadAt(g chat.GroupID, seq chat.Seq) (at chat.Millis, ok bool) {
	return p.seen.ReadAt(g, seq)
}

// Withholds returns since which moment a request for a message that was read is
// to be withheld: since its reading while peeking, or, while the user peeks now,
// since the reading that counted. ok is false when it is to be answered, or was
// not read at all.
func (p *Peek) Withholds(g chat.GroupID, seq chat.Seq, counted Memory) (at chat.Millis, ok bool) {
	if at, ok := counted.ReadAt(g, seq); ok {
		return at, p.on
	}
	return p.ReadAt(g, seq)
}

// Hold withholds an answer. It reports false when that is withheld already.
func (p *Peek) Hold(h Held) bool {
	if p.Holds(h.UID) {
		return false
	}
	i, _ := slices.BinarySearchFunc(p.held, h, func(a, b Held) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.UID, b.UID)) })
	p.held = slices.Insert(p.held, i, h)
	if len(p.held) > MaxHeld {
		p.Drop(p.held[0].UID)
	}
	return true
}

// Holds reports whether the answer for a message is withheld.
func (p *Peek) Holds(uid chat.MessageUID) bool { return p.index(uid) >= 0 }

func (p *Peek) index(uid chat.MessageUID) int {
	return slices.IndexFunc(p.held, func(h Held) bool { return h.UID == uid })
}

// Held returns the answers that are withheld, in the order of reading. The
// caller does not change them.
func (p *Peek) Held() []Held { return p.held }

// Release ends withholding an answer, because it is given: the reading counts
// now, and is returned. ok is false when it was not withheld.
func (p *Peek) Release(uid chat.MessageUID) (h Held, ok bool) {
	i := p.index(uid)
	if i < 0 {
		return Held{}, false
	}
	h = p.held[i]
	p.held = slices.Delete(p.held, i, i+1)
	return h, true
}

// Drop forgets an answer and the reading while peeking: the message was not
// read, and will be when it is on screen again.
func (p *Peek) Drop(uid chat.MessageUID) (h Held, ok bool) {
	if h, ok = p.Release(uid); ok {
		p.seen.Remove(h.Group, h.Seq)
	}
	return h, ok
}

// Leave forgets all of a group.
func (p *Peek) Leave(g chat.GroupID) {
	delete(p.seen, g)
	p.held = slices.DeleteFunc(p.held, func(h Held) bool { return h.Group == g })
}

// A PeekRecord is a [Peek] as a client keeps it.
type PeekRecord struct {
	On   bool                    `json:"on"`
	Held []Held                  `json:"held"`
	Seen map[chat.GroupID][]byte `json:"seen"`
}

// Record returns what [RestorePeek] makes it again of.
func (p *Peek) Record() PeekRecord {
	r := PeekRecord{On: p.on, Held: slices.Clone(p.held), Seen: map[chat.GroupID][]byte{}}
	for g, seen := range p.seen {
		r.Seen[g], _ = seen.MarshalBinary() // its error is always nil
	}
	return r
}

// RestorePeek returns what r was made of. The error is [ErrDamaged].
func RestorePeek(r PeekRecord) (Peek, error) {
	p := Peek{on: r.On, seen: Memory{}}
	for g, packed := range r.Seen {
		var seen Remembered
		if err := seen.UnmarshalBinary(packed); err != nil {
			return Peek{}, err
		}
		p.seen[g] = &seen
	}
	for _, h := range r.Held {
		p.Hold(h)
	}
	return p, nil
}
