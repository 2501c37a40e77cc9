package store

import (
	"cmp"
	"slices"

	"seenby/chat"
)

// What a user does on one device concerns the others, and nobody else: where the
// unread marker is, and which messages were answered. It is no event of the
// group's, of which a group of a thousand readers would have a thousand for each
// message; it is found where it is kept anyway, by its place.

// loadOwn finds what of the stretch is the viewer's own, in order.
func (p *replayer) loadOwn() error {
	if moved := p.member.Moved; moved > p.after && moved <= p.out.Next {
		p.own = append(p.own, chat.Fact{Pos: moved, By: p.viewer, What: chat.ReadMoved{
			Seq: p.member.ReadSeq, ReadTexts: p.member.ReadTexts, ReadOwn: p.member.ReadOwn,
			Unread: p.member.Unread(p.group.Texts),
		}})
	}
	seqs, err := p.answeredLately()
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if err := p.loadAnswer(seq); err != nil {
			return err
		}
	}
	slices.SortFunc(p.own, func(a, b chat.Fact) int { return cmp.Compare(a.Pos, b.Pos) })
	return nil
}

// answeredLately returns the messages of which there may be an answer after the
// stretch's beginning: an answer is announced at its place or later, and until
// it is the ledger says so.
func (p *replayer) answeredLately() ([]int64, error) {
	var seqs []int64
	err := p.each("SELECT body FROM events WHERE grp = ? AND last > ?", func(r row) error {
		u := unseal(r.blob(0))
		for e := (event{}); u.more(); {
			if e = unpackEvent(u, e); e.kind == evAnnounced && chat.Pos(e.pos) > p.after && e.to > e.from {
				seqs = append(seqs, e.seq)
			}
		}
		if !u.ok {
			return p.damaged("the events of group %d do not match their checksum", p.group.id)
		}
		return nil
	}, p.group.id, int64(p.after))
	if err != nil {
		return nil, err
	}
	err = p.each("SELECT message FROM ledgers WHERE untold AND message > ? AND message < ?", func(r row) error {
		_, seq := split(r.int(0))
		seqs = append(seqs, seq)
		return nil
	}, key(p.group.id, 0), key(p.group.id+1, 0))
	slices.Sort(seqs)
	return slices.Compact(seqs), err
}

// loadAnswer adds the viewer's answer to a message when it is of the stretch.
func (p *replayer) loadAnswer(seq int64) error {
	m, err := p.stored(seq)
	if err != nil || m.ledger == 0 {
		return err
	}
	return p.answers(m.ledger, m.sent, 0, func(nth int, a answer) error {
		if a.usr != p.id {
			return nil
		}
		if at := chat.Pos(a.pos); at > p.after && at <= p.out.Next {
			p.own = append(p.own, chat.Fact{Pos: at, By: p.viewer, What: chat.Answered{
				UID: chat.MessageUID(m.uid.String()), Seq: chat.Seq(seq), ReadAt: chat.Millis(a.at), Counted: a.counted, Nth: nth,
			}})
		}
		return errStop
	})
}
