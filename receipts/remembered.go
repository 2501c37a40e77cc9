package receipts

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"seenby/chat"
)

// MaxRuns is how many runs a [Remembered] holds at most. Messages that were
// read at one moment, one after the other in their group, are one run; so
// these are at least as many messages.
const MaxRuns = 16_384

// A Remembered is what a client has read of one group, and when, so that a
// request for a message that was already read is answered at once with the true
// time of that reading (receipts.md, What counts as read). The zero value has
// read nothing.
//
// It is bounded: when there are more than [MaxRuns] runs, a quarter of them is
// forgotten, those read longest ago. What was forgotten has to be read again
// before it is answered for.
type Remembered struct {
	runs []run // in rising seq, none touching another of the same time
}

// A run is a stretch of messages that were read at the same moment.
type run struct {
	from, to chat.Seq // both included
	at       chat.Millis
}

// Add notes that the message at seq was read at at, and returns whether that is
// new: the first reading counts. A seq below 1 is not noted.
func (r *Remembered) Add(seq chat.Seq, at chat.Millis) bool {
	if seq < 1 {
		return false
	}
	i, known := r.find(seq)
	if known {
		return false
	}
	before := i > 0 && r.runs[i-1].to == seq-1 && r.runs[i-1].at == at
	after := i < len(r.runs) && r.runs[i].from == seq+1 && r.runs[i].at == at
	switch {
	case before && after:
		r.runs[i-1].to = r.runs[i].to
		r.runs = slices.Delete(r.runs, i, i+1)
	case before:
		r.runs[i-1].to = seq
	case after:
		r.runs[i].from = seq
	default:
		r.runs = slices.Insert(r.runs, i, run{seq, seq, at})
		r.forget()
	}
	return true
}

// ReadAt returns when the message at seq was read, and whether it was.
func (r *Remembered) ReadAt(seq chat.Seq) (at chat.Millis, ok bool) {
	i, ok := r.find(seq)
	if !ok {
		return 0, false
	}
	return r.runs[i].at, true
}

// Remove forgets that the message at seq was read, and returns whether it was.
func (r *Remembered) Remove(seq chat.Seq) bool {
	i, known := r.find(seq)
	if !known {
		return false
	}
	x := r.runs[i]
	switch {
	case x.from == x.to:
		r.runs = slices.Delete(r.runs, i, i+1)
	case seq == x.from:
		r.runs[i].from++
	case seq == x.to:
		r.runs[i].to--
	default:
		r.runs[i].to = seq - 1
		r.runs = slices.Insert(r.runs, i+1, run{seq + 1, x.to, x.at})
		r.forget()
	}
	return true
}

// find returns which run holds seq, or where a run for it would stand.
func (r *Remembered) find(seq chat.Seq) (int, bool) {
	return slices.BinarySearchFunc(r.runs, seq, func(x run, seq chat.Seq) int {
		switch {
		case x.to < seq:
			return -1
		case x.from > seq:
			return 1
		}
		return 0
	})
}

// forget drops the readings of longest ago when there are too many.
func (r *Remembered) forget() {
	if len(r.runs) <= MaxRuns {
		return
	}
	oldest := slices.Clone(r.runs)
	slices.SortFunc(oldest, func(a, b run) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.from, b.from)) })
	last := oldest[MaxRuns/4]
	r.runs = slices.DeleteFunc(r.runs, func(x run) bool {
		return x.at < last.at || x.at == last.at && x.from < last.from
	})
}

// The form on disk: a version byte, the number of runs, and for each run how
// many unread messages lie before it, how many messages follow its first, and
// how much later it was read than the run before it.
const rememberedVersion = 1

// AppendBinary appends what [Remembered.UnmarshalBinary] reads; its error is
// always nil.
func (r *Remembered) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, rememberedVersion)
	b = binary.AppendUvarint(b, uint64(len(r.runs)))
	var last run
	for _, x := range r.runs {
		b = binary.AppendUvarint(b, uint64(x.from-last.to-1))
		b = binary.AppendUvarint(b, uint64(x.to-x.from))
		b = binary.AppendVarint(b, int64(x.at-last.at))
		last = x
	}
	return b, nil
}

// MarshalBinary returns what [Remembered.UnmarshalBinary] reads; its error is
// always nil.
func (r *Remembered) MarshalBinary() ([]byte, error) { return r.AppendBinary(nil) }

// ErrDamaged is the error of [Remembered.UnmarshalBinary].
var ErrDamaged = errors.New("what was remembered as read is damaged")

// UnmarshalBinary replaces what r holds by what b says. When b is not what
// [Remembered.AppendBinary] wrote the error is [ErrDamaged], and r is unchanged.
func (r *Remembered) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != rememberedVersion {
		return fmt.Errorf("%w: unknown version", ErrDamaged)
	}
	d := decoder{b: b[1:]}
	n := d.unsigned()
	if n > MaxRuns || n > uint64(len(d.b)) {
		return fmt.Errorf("%w: too many runs", ErrDamaged)
	}
	runs := make([]run, 0, n)
	var last run
	for range n {
		gap, length, later := d.unsigned(), d.unsigned(), d.signed()
		x := run{from: last.to + 1 + chat.Seq(gap), at: last.at + chat.Millis(later)}
		x.to = x.from + chat.Seq(length)
		if gap > maxSeq || length > maxSeq || x.to > maxSeq || len(runs) > 0 && gap == 0 && later == 0 {
			return fmt.Errorf("%w: no such messages", ErrDamaged)
		}
		runs = append(runs, x)
		last = x
	}
	if d.bad || len(d.b) > 0 {
		return fmt.Errorf("%w: it does not end where it should", ErrDamaged)
	}
	r.runs = runs
	return nil
}

// maxSeq bounds what a decoder believes, so that sums do not overflow.
const maxSeq = 1 << 60

// A decoder takes numbers off b; bad says that one was missing.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) unsigned() uint64 {
	v, n := binary.Uvarint(d.b)
	d.skip(n)
	return v
}

func (d *decoder) signed() int64 {
	v, n := binary.Varint(d.b)
	d.skip(n)
	return v
}

func (d *decoder) skip(n int) {
	if n <= 0 {
		d.b, d.bad = nil, true
		return
	}
	d.b = d.b[n:]
}

// A Memory is what a client has read of all its groups. The nil Memory has
// read nothing and cannot be added to.
type Memory map[chat.GroupID]*Remembered

// Add notes that a message was read, and returns whether that is new.
func (m Memory) Add(g chat.GroupID, seq chat.Seq, at chat.Millis) bool {
	r := m[g]
	if r == nil {
		r = &Remembered{}
		m[g] = r
	}
	return r.Add(seq, at)
}

// Remove forgets that the message at seq of group g was read, and returns
// whether it was.
func (m Memory) Remove(g chat.GroupID, seq chat.Seq) bool {
	r := m[g]
	return r != nil && r.Remove(seq)
}

// ReadAt returns when the message at seq of group g was read, and whether it
// was.
func (m Memory) ReadAt(g chat.GroupID, seq chat.Seq) (at chat.Millis, ok bool) {
	if r := m[g]; r != nil {
		return r.ReadAt(seq)
	}
	return 0, false
}
