package chat

import (
	"cmp"
	"fmt"
	"slices"
)

// A Memory is every group of a hub, in maps: what a store does, without a
// disk. It is for tests, and for whatever has to apply commands without keeping
// them. It is not safe for concurrent use.
type Memory struct {
	open   func(Card, *Audience) Ledger
	pos    Pos
	groups map[GroupID]*remembered
	users  map[UserID]Profile
}

// remembered is one group, with all that its facts said.
type remembered struct {
	room      *Room
	cards     []Card // by seq, from 1 at place 0
	seqs      map[MessageUID]Seq
	posted    map[clientID]Seq
	reactions map[reaction]bool
	redeemed  map[string]bool
	accounts  map[Seq]*account
}

// clientID names what somebody posted.
type clientID struct {
	user UserID
	id   string
}

// reaction is one emoji by one user.
type reaction struct {
	seq   Seq
	emoji string
	user  UserID
}

// account is a flagged message.
type account struct {
	ledger   Ledger
	audience *Audience
	answered map[UserID]bool
}

// NewMemory returns a hub without groups. open makes the ledger of a message
// that is flagged (receipts.Open).
func NewMemory(open func(Card, *Audience) Ledger) *Memory {
	return &Memory{open: open, groups: make(map[GroupID]*remembered), users: make(map[UserID]Profile)}
}

// Apply carries out the commands in order and returns what each led to. Its
// error is always nil.
func (m *Memory) Apply(batch []Command) ([]Outcome, error) {
	outcomes := make([]Outcome, len(batch))
	for i, c := range batch {
		g := m.group(c.Group)
		out, err := g.room.Apply(c, m.pos)
		if err != nil {
			return nil, fmt.Errorf("apply to %s: %w", c.Group, err)
		}
		for _, f := range out.Facts {
			m.learn(f)
			g.fold(f)
		}
		m.pos += Pos(len(out.Facts))
		outcomes[i] = out
	}
	return outcomes, nil
}

// State returns the state of a group; its zero value says that there is none.
func (m *Memory) State(g GroupID) RoomState {
	if r := m.groups[g]; r != nil {
		return r.room.State()
	}
	return RoomState{}
}

// Restart makes every group anew from its state, and every ledger by restore,
// which is also told who is a member now: as when a hub starts again.
func (m *Memory) Restart(restore func(l Ledger, present func(UserID) bool) Ledger) {
	for _, g := range m.groups {
		g.room = NewRoom(m, g.room.State())
		for _, a := range g.accounts {
			a.ledger = restore(a.ledger, g.room.IsMember)
		}
	}
}

func (m *Memory) group(id GroupID) *remembered {
	g := m.groups[id]
	if g == nil {
		g = &remembered{
			seqs: make(map[MessageUID]Seq), posted: make(map[clientID]Seq), reactions: make(map[reaction]bool),
			redeemed: make(map[string]bool), accounts: make(map[Seq]*account),
		}
		g.room = NewRoom(m, RoomState{})
		m.groups[id] = g
	}
	return g
}

// fold notes what the fact says of what a Room does not hold itself.
func (g *remembered) fold(f Fact) {
	switch w := f.What.(type) {
	case Posted:
		c := w.Message.card(w.Audience != nil)
		g.cards = append(g.cards, c)
		g.seqs[c.UID] = c.Seq
		if c.Kind == KindText {
			g.posted[clientID{c.Sender, w.Message.ClientMsgID}] = c.Seq
		}
	case Asked:
		g.cards[w.Card.Seq-1].Flagged = true
	case Recalled:
		g.cards[w.Seq-1].Recalled = true
	case Answered:
		g.accounts[w.Seq].answered[f.By] = true
	case Reacted:
		if r := (reaction{w.Seq, w.Emoji, f.By}); w.On {
			g.reactions[r] = true
		} else {
			delete(g.reactions, r)
		}
	case Redeemed:
		g.redeemed[w.Token] = true
	}
}

// learn notes what the fact says of who somebody is.
func (m *Memory) learn(f Fact) {
	switch w := f.What.(type) {
	case Met:
		m.users[f.By] = w.Profile
	case Described:
		m.users[f.By] = w.Profile
	case Created:
		m.hear(f.By, w.Members)
	case Joined:
		m.hear(f.By, w.Members)
	}
}

// hear believes what by says of themselves, and of others only while nothing is
// known of them.
func (m *Memory) hear(by UserID, members []Membership) {
	for _, s := range members {
		if _, known := m.users[s.User]; s.User == by || !known {
			m.users[s.User] = s.Profile
		}
	}
}

// Profile implements [Shelf].
func (m *Memory) Profile(user UserID) (Profile, error) { return m.users[user], nil }

// Card implements [Shelf].
func (m *Memory) Card(id GroupID, uid MessageUID) (c Card, ok bool, err error) {
	g := m.group(id)
	seq, ok := g.seqs[uid]
	if !ok {
		return Card{}, false, nil
	}
	return g.cards[seq-1], true, nil
}

// Posted implements [Shelf].
func (m *Memory) Posted(id GroupID, user UserID, clientMsgID string) (c Card, ok bool, err error) {
	g := m.group(id)
	seq, ok := g.posted[clientID{user, clientMsgID}]
	if !ok {
		return Card{}, false, nil
	}
	return g.cards[seq-1], true, nil
}

// Reaction implements [Shelf].
func (m *Memory) Reaction(id GroupID, seq Seq, emoji string, user UserID) (on bool, kinds int, err error) {
	g := m.group(id)
	different := make(map[string]bool)
	for r := range g.reactions {
		if r.seq == seq {
			different[r.emoji] = true
		}
	}
	return g.reactions[reaction{seq, emoji, user}], len(different), nil
}

// Redeemed implements [Shelf].
func (m *Memory) Redeemed(id GroupID, token string) (bool, error) {
	return m.group(id).redeemed[token], nil
}

// Texts implements [Shelf].
func (m *Memory) Texts(id GroupID, after, upTo Seq, user UserID) (all, own int, err error) {
	for _, c := range m.group(id).cards[after:upTo] {
		if c.Kind != KindText {
			continue
		}
		all++
		if c.Sender == user {
			own++
		}
	}
	return all, own, nil
}

// Open implements [Shelf].
func (m *Memory) Open(id GroupID, c Card, audience *Audience) Ledger {
	a := &account{ledger: m.open(c, audience), audience: audience, answered: make(map[UserID]bool)}
	m.group(id).accounts[c.Seq] = a
	return a.ledger
}

// Ledger implements [Shelf].
func (m *Memory) Ledger(id GroupID, c Card) (Ledger, error) {
	a := m.group(id).accounts[c.Seq]
	if a == nil {
		return nil, fmt.Errorf("message %s asks for no receipt", c.UID)
	}
	return a.ledger, nil
}

// Owed implements [Shelf].
func (m *Memory) Owed(id GroupID, users []UserID) ([]Ledger, error) {
	var owed []Ledger
	for _, a := range m.group(id).accounts {
		if c := a.ledger.Card(); !c.Recalled && slices.ContainsFunc(users, func(u UserID) bool {
			_, asked := a.audience.Index(u)
			return asked && u != c.Sender && !a.answered[u]
		}) {
			owed = append(owed, a.ledger)
		}
	}
	slices.SortFunc(owed, func(a, b Ledger) int { return cmp.Compare(a.Card().Seq, b.Card().Seq) })
	return owed, nil
}
