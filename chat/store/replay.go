package store

import (
	"context"
	"fmt"
	"slices"

	"seenby/chat"
)

// A Replayed is a fact of the past for one viewer.
type Replayed struct {
	chat.Fact
	// Message is the message that a Posted, Edited, Recalled, Reacted or Asked
	// fact is about, in its present state and as the viewer may see it; nil with
	// other facts. The Message inside a Posted fact is the same, its Audience is
	// nil: whether the message is flagged says Message.Receipt.
	Message *chat.Message
}

// A Replay is a stretch of a group's past for one viewer, in order. Of facts
// that are replayed the members, profiles and the group's Info are told as they
// are now, and so is an Edited fact's Text, which is empty when the message was
// recalled since.
type Replay struct {
	Facts []Replayed
	// Next is how far this stretch goes: with More, what follows is asked for
	// with it as after.
	Next chat.Pos
	More bool
	// Reset says that there is no resuming from there: it is too far behind, or
	// in the future. Nothing else is set then.
	Reset bool
}

// A stretch of a replay ends after about so many facts of each sort, or so many
// bytes of texts.
const (
	replayFacts = 1000
	replayBytes = 1 << 20
)

// Replay returns what happened to the group after a place in the order and up
// to another one, as far as it concerns user: nothing for who was never a
// member, and nothing later than their removal (the Left fact that names them
// is the last). An Announced fact is there only for who may see the receipts, a
// Reminded one only for who was named, an Answered one only for who answered,
// and of the ReadMoved ones only user's own last, with what is unread by now;
// Redeemed is never there. Long stretches come in parts.
func (h *Hub) Replay(ctx context.Context, user chat.UserID, g chat.GroupID, after, upTo chat.Pos) (out Replay, err error) {
	err = h.read(ctx, func(v *view) error {
		s, _, err := v.enter(g, user)
		if err != nil || s == nil || !s.known {
			return err
		}
		out, err = s.replay(after, upTo, h.o.Replay)
		return err
	})
	if err != nil {
		return Replay{}, fmt.Errorf("read the past of group %s: %w", g, err)
	}
	return out, nil
}

// A replayer collects one stretch.
type replayer struct {
	*visit
	after, upTo chat.Pos
	next        int64   // seq of the first message after it
	events      []event // of the stretch, by place
	rows        []message
	own         []chat.Fact       // of the viewer alone
	seen        map[int64]message // by seq
	out         Replay
}

func (s *visit) replay(after, upTo chat.Pos, keep int) (Replay, error) {
	newest, err := s.number("SELECT value FROM meta WHERE name = 'pos'")
	if err != nil {
		return Replay{}, err
	}
	if after > chat.Pos(newest) || after < s.group.floor {
		return Replay{Reset: true}, nil
	}
	upTo = min(upTo, chat.Pos(newest))
	if !s.member.Present() {
		if err := s.leftWhen(); err != nil {
			return Replay{}, err
		}
		upTo = min(upTo, s.member.Until)
	}
	p := &replayer{visit: s, after: after, upTo: upTo, seen: map[int64]message{}, out: Replay{Next: upTo}}
	if after >= upTo {
		return p.out, nil
	}
	if p.next, err = s.seqAfter(after); err != nil {
		return Replay{}, err
	}
	if int64(s.group.LastSeq)-p.next >= int64(keep) {
		return Replay{Reset: true}, nil
	}
	if err := p.loadEvents(); err != nil {
		return Replay{}, err
	}
	if err := p.loadMessages(); err != nil {
		return Replay{}, err
	}
	if err := p.loadOwn(); err != nil {
		return Replay{}, err
	}
	err = p.merge()
	return p.out, err
}

// end makes the stretch end at a place before what was asked for.
func (p *replayer) end(at int64) {
	if chat.Pos(at) < p.out.Next {
		p.out.Next, p.out.More = chat.Pos(at), true
	}
}

// seqAfter returns the seq of the first message whose fact comes after pos:
// those of a group lie in the order of their facts. It looks from the end on in
// growing steps, for most who come back have missed little.
func (s *visit) seqAfter(pos chat.Pos) (int64, error) {
	at := func(seq int64) (chat.Pos, error) {
		n, err := s.number("SELECT pos FROM messages WHERE id = ?", key(s.group.id, seq))
		return chat.Pos(n), err
	}
	hi := int64(s.group.LastSeq) + 1 // all from hi on come after pos
	lo := hi                         // grows down until lo does not
	for step := int64(1); lo > 0; step *= 2 {
		lo = max(hi-step, 0)
		if lo == 0 {
			break
		}
		switch p, err := at(lo); {
		case err != nil:
			return 0, err
		case p > pos:
			hi = lo
			continue
		}
		break
	}
	for lo+1 < hi {
		mid := lo + (hi-lo)/2
		p, err := at(mid)
		if err != nil {
			return 0, err
		}
		if p > pos {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, nil
}

// loadEvents reads the events of the stretch, or as many as it can take.
func (p *replayer) loadEvents() error {
	return p.each("SELECT body FROM events WHERE grp = ? AND last > ? AND first <= ? ORDER BY first", func(r row) error {
		u := unseal(r.blob(0))
		for e := (event{}); u.more(); {
			e = unpackEvent(u, e)
			if at := chat.Pos(e.pos); at > p.after && at <= p.upTo {
				p.events = append(p.events, e)
			}
		}
		switch n := len(p.events); {
		case !u.ok:
			return p.damaged("the events of group %d do not match their checksum", p.group.id)
		case n >= replayFacts:
			p.end(p.events[n-1].pos)
			return errStop
		}
		return nil
	}, p.group.id, int64(p.after), int64(p.upTo))
}

// loadMessages reads the messages of the stretch, or as many as it can take.
func (p *replayer) loadMessages() error {
	bytes := 0
	return p.each("SELECT "+messageColumns+" FROM messages WHERE id >= ? AND id <= ? ORDER BY id", func(r row) error {
		m, err := scanMessage(r)
		if err != nil {
			return err
		}
		if chat.Pos(m.pos) > p.out.Next {
			return errStop
		}
		p.rows = append(p.rows, m)
		if bytes += len(m.text); bytes >= replayBytes || len(p.rows) >= replayFacts {
			p.end(m.pos)
			return errStop
		}
		return nil
	}, key(p.group.id, p.next), key(p.group.id, int64(p.group.LastSeq)))
}

// merge puts messages, events and what is the viewer's own together in the order
// of their places.
func (p *replayer) merge() error {
	rows, events, own := p.rows, p.events, p.own
	for len(rows) > 0 || len(events) > 0 || len(own) > 0 {
		if len(own) > 0 && (len(rows) == 0 || int64(own[0].Pos) < rows[0].pos) &&
			(len(events) == 0 || int64(own[0].Pos) < events[0].pos) {
			p.add(own[0], nil)
			own = own[1:]
			continue
		}
		if len(events) == 0 || len(rows) > 0 && rows[0].pos < events[0].pos {
			if err := p.posted(rows[0]); err != nil {
				return err
			}
			rows = rows[1:]
			continue
		}
		if chat.Pos(events[0].pos) > p.out.Next {
			return nil
		}
		if err := p.event(events[0]); err != nil {
			return err
		}
		events = events[1:]
	}
	return nil
}

func (p *replayer) add(f chat.Fact, m *chat.Message) {
	f.Group = p.group.Info.ID
	p.out.Facts = append(p.out.Facts, Replayed{Fact: f, Message: m})
}

func (p *replayer) posted(m message) error {
	_, seq := split(m.key)
	p.seen[seq] = m
	if p.changedSince(m) {
		return nil
	}
	shown, err := p.message(m)
	if err != nil {
		return err
	}
	p.add(chat.Fact{Pos: chat.Pos(m.pos), At: shown.Sent, By: shown.Sender, What: chat.Posted{Message: shown}}, &shown)
	return nil
}

// stored returns a message, read once.
func (p *replayer) stored(seq int64) (m message, err error) {
	m, ok := p.seen[seq]
	if !ok {
		m, err = p.messageAt(key(p.group.id, seq))
		p.seen[seq] = m
	}
	return m, err
}

// event adds what an event tells the viewer, if it does.
func (p *replayer) event(e event) error {
	f := chat.Fact{Pos: chat.Pos(e.pos), At: chat.Millis(e.at)}
	var err error
	if f.By, err = p.handle(e.by); err != nil {
		return err
	}
	switch e.kind {
	case evAnnounced, evReminded:
		return p.told(f, e)
	case evEdited, evRecalled, evReacted, evAsked:
		return p.changed(f, e)
	default:
		f.What, err = p.aboutGroup(e)
		p.add(f, nil)
		return err
	}
}

// changed tells what became of a message.
func (p *replayer) changed(f chat.Fact, e event) error {
	row, err := p.stored(e.seq)
	if err != nil || p.changedSince(row) {
		return err
	}
	m, err := p.message(row)
	if err != nil {
		return err
	}
	switch e.kind {
	case evEdited:
		f.What = chat.Edited{UID: m.UID, Seq: m.Seq, Text: m.Text}
	case evRecalled:
		f.What = chat.Recalled{UID: m.UID, Seq: m.Seq}
	case evReacted:
		f.What = chat.Reacted{UID: m.UID, Seq: m.Seq, Emoji: e.word, On: e.on}
	case evAsked:
		f.What = chat.Asked{Card: chat.Card{
			UID: m.UID, Seq: m.Seq, Sender: m.Sender, Sent: m.Sent, Kind: m.Kind,
			Recalled: m.Recalled != 0, Flagged: true,
		}}
	}
	p.add(f, &m)
	return nil
}

// told tells of a message's receipts to whom they concern.
func (p *replayer) told(f chat.Fact, e event) error {
	m, err := p.stored(e.seq)
	if err != nil {
		return err
	}
	uid, seq := chat.MessageUID(m.uid.String()), chat.Seq(e.seq)
	if e.kind == evReminded {
		if slices.Contains(e.user, p.id) {
			f.What = chat.Reminded{UID: uid, Seq: seq, To: []chat.UserID{p.viewer}}
			p.add(f, nil)
		}
		return nil
	}
	if !p.mayHear(m.sender) {
		return nil
	}
	a := chat.Announced{
		UID: uid, Seq: seq, From: int(e.from), To: int(e.to),
		Tally: chat.Tally{Read: int(e.read), Total: int(e.total), Version: e.version},
	}
	if a.Sender, err = p.handle(m.sender); err != nil {
		return err
	}
	if a.Readers, err = p.between(m, a.From, a.To); err != nil {
		return err
	}
	f.What = a
	p.add(f, nil)
	return nil
}

// between returns the answers from place from on and before to.
func (p *replayer) between(m message, from, to int) ([]chat.Response, error) {
	var readers []chat.Response
	if from == to {
		return nil, nil
	}
	err := p.answers(m.ledger, m.sent, from, func(nth int, a answer) error {
		switch {
		case nth < from:
			return nil
		case nth >= to:
			return errStop
		}
		u, err := p.handle(a.usr)
		readers = append(readers, chat.Response{User: u, At: chat.Millis(a.at), Counted: a.counted})
		return err
	})
	if err == nil && len(readers) != to-from {
		err = p.damaged("of %d answers to a message there are %d", to-from, len(readers))
	}
	return readers, err
}

// aboutGroup makes the fact about the group or its members that an event stands for.
func (p *replayer) aboutGroup(e event) (chat.What, error) {
	users, err := p.handles(e.user)
	if err != nil {
		return nil, err
	}
	switch e.kind {
	case evCreated:
		members, err := p.memberships(e.user, users)
		return chat.Created{Info: p.info(), Members: members}, err
	case evJoined:
		members, err := p.memberships(e.user, users)
		return chat.Joined{Members: members, How: chat.ChangeKind(e.word)}, err
	case evLeft:
		heir, err := p.handle(e.heir)
		return chat.Left{Users: users, How: chat.ChangeKind(e.word), NewOwner: heir}, err
	case evRoleSet:
		return chat.RoleSet{User: users[0], Role: chat.Role(e.word)}, nil
	case evUpdated:
		return chat.Updated{Info: p.info(), How: chat.ChangeKind(e.word)}, nil
	default:
		members, err := p.memberships(e.user, users)
		return chat.Described{Profile: members[0].Profile}, err
	}
}

// memberships returns what the group knows of these users now.
func (p *replayer) memberships(ids []int64, users []chat.UserID) ([]chat.Membership, error) {
	all := make([]chat.Membership, len(users))
	for i, id := range ids {
		all[i].User = users[i]
		if _, err := p.one("SELECT "+memberColumns+" FROM members WHERE grp = ? AND usr = ?", func(r row) error {
			m, err := scanMember(r)
			if p.member.Present() {
				all[i] = m.Membership
			}
			all[i].User = users[i]
			return err
		}, p.group.id, id); err != nil {
			return nil, err
		}
	}
	return all, nil
}
