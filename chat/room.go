package chat

import (
	"cmp"
	"slices"
)

// A Room is the state of one group: what it is, who its members are, how far
// its messages go. What is older it asks its [Shelf] for. A Room without
// members and facts is a group that does not exist.
//
// A Room is not safe for concurrent use.
type Room struct {
	shelf   Shelf
	info    Info
	exists  bool
	members map[UserID]*Membership // former ones too
	present int
	last    Seq
	texts   int
	clock   Millis
	asked   *Audience // of the present members; nil when it has to be made anew
}

// RoomState is what a [Room] is made from again.
type RoomState struct {
	Info    Info
	Exists  bool
	Members []Membership
	LastSeq Seq
	// Texts counts the messages of kind text.
	Texts int
	// Clock is the latest moment of the group's facts.
	Clock Millis
}

// NewRoom returns the room in state s, which looks up old things in shelf.
func NewRoom(shelf Shelf, s RoomState) *Room {
	r := &Room{
		shelf: shelf, info: s.Info, exists: s.Exists, last: s.LastSeq, texts: s.Texts, clock: s.Clock,
		members: make(map[UserID]*Membership, len(s.Members)),
	}
	for _, m := range s.Members {
		r.members[m.User] = &m
		if m.Present() {
			r.present++
		}
	}
	return r
}

// State returns what the room could be made from again. Members are in the
// order of their ids.
func (r *Room) State() RoomState {
	s := RoomState{Info: r.info, Exists: r.exists, LastSeq: r.last, Texts: r.texts, Clock: r.clock}
	for _, m := range r.members {
		s.Members = append(s.Members, *m)
	}
	slices.SortFunc(s.Members, func(a, b Membership) int { return cmp.Compare(a.User, b.User) })
	return s
}

// Head returns the state without the members, and how many of them are present.
func (r *Room) Head() (s RoomState, present int) {
	return RoomState{Info: r.info, Exists: r.exists, LastSeq: r.last, Texts: r.texts, Clock: r.clock}, r.present
}

// Member returns what the room knows of a member, or of a former one.
func (r *Room) Member(user UserID) (m Membership, known bool) {
	p, known := r.members[user]
	if known {
		m = *p
	}
	return m, known
}

// IsMember reports whether user is a member now.
func (r *Room) IsMember(user UserID) bool { return r.members[user].Present() }

// Access returns Done for a member, and else the code that says as much as the
// user may know (protocol.md, Codes): a closed group looks to a stranger like
// an absent one.
func (r *Room) Access(user UserID) Code {
	m, known := r.members[user]
	switch {
	case !r.exists:
		return NoGroup
	case known && m.Present():
		return Done
	case known || r.info.Open:
		return NotMember
	default:
		return NoGroup
	}
}

// Apply carries out c. pos is the place of the last fact of the hub; the facts
// of the outcome follow it. A command that is not allowed leads to a code and
// to nothing else. An error comes from the [Shelf]; the room is then to be
// thrown away and made anew.
func (r *Room) Apply(c Command, pos Pos) (Outcome, error) {
	// The hub's clock may step back; a group's time does not.
	c.At = max(c.At, r.clock)
	s := &step{Room: r, cmd: c, pos: pos}
	var err error
	s.out.Result, err = s.do()
	if err != nil {
		return Outcome{}, err
	}
	if len(s.out.Facts) > 0 {
		r.clock = c.At
	}
	return s.out, nil
}

// A step is one command on its way through the room.
type step struct {
	*Room
	cmd Command
	pos Pos
	out Outcome
}

func (s *step) do() (Result, error) {
	if code, reason := check(s.cmd.Do); code != Done {
		return refuseFor(code, reason), nil
	}
	switch a := s.cmd.Do.(type) {
	case Create:
		return s.create(a)
	case Admit:
		return s.admit(a)
	case Join:
		return s.join(a)
	case Meet:
		return s.meet(a)
	}
	// An announcement is the hub's own: it needs no right, and finds nothing to
	// say where there is no group.
	if a, ok := s.cmd.Do.(Announce); ok {
		return s.announceAll(a)
	}
	if code := s.Access(s.cmd.By); code != Done {
		if a, ok := s.cmd.Do.(Post); ok {
			if first, posted, err := s.posted(a); err != nil || posted {
				return first, err
			}
		}
		return refuse(code), nil
	}
	switch a := s.cmd.Do.(type) {
	case Quit:
		return s.quit()
	case Invite:
		return s.invite(a)
	case Remove:
		return s.remove(a)
	case SetRole:
		return s.setRole(a)
	case Update:
		return s.update(a)
	case Describe:
		return s.describe(a)
	case Post:
		return s.post(a)
	case Edit:
		return s.edit(a)
	case Recall:
		return s.recall(a)
	case React:
		return s.react(a)
	case SetRead:
		return s.setRead(a)
	case Ask:
		return s.ask(a)
	case Answer:
		return s.answer(a)
	case Remind:
		return s.remind(a)
	}
	return refuse(Malformed), nil
}

// tell adds a fact to the outcome and gives it its place.
func (s *step) tell(w What) {
	s.pos++
	s.out.Facts = append(s.out.Facts, Fact{Pos: s.pos, Group: s.cmd.Group, At: s.cmd.At, By: s.cmd.By, What: w})
}

// role returns the role of whoever acts.
func (s *step) role() Role { return s.members[s.cmd.By].Role }

// audience returns the frozen list of the present members that are no bots.
func (r *Room) audience() *Audience {
	if r.asked == nil {
		users := make([]UserID, 0, r.present)
		for id, m := range r.members {
			if m.Present() && m.Kind != KindBot {
				users = append(users, id)
			}
		}
		r.asked = NewAudience(users)
	}
	return r.asked
}
