package chat

import (
	"cmp"
	"slices"
)

func (s *step) create(a Create) (Result, error) {
	if s.exists {
		return refuse(Conflict), nil
	}
	return Result{}, s.found(a.Name, a.Visibility, append([]Profile{s.own(a.Owner)}, a.Members...))
}

// found makes the group; the first of profiles is the owner.
func (s *step) found(name string, v Visibility, profiles []Profile) error {
	if v == "" {
		v = VisibleToSender
	}
	s.exists = true
	s.info = Info{ID: s.cmd.Group, Name: name, Visibility: v, Created: s.cmd.At}
	added, err := s.add(profiles, RoleOwner)
	if err != nil {
		return err
	}
	s.tell(Created{Info: s.info, Members: added})
	return nil
}

// add makes those of profiles members who are none, the first of them with role
// first, and returns them. The caller tells the fact: add relies on it being
// the next one.
func (s *step) add(profiles []Profile, first Role) ([]Membership, error) {
	var added []Membership
	role := first
	for _, p := range profiles {
		m, known := s.members[p.User]
		if m.Present() {
			continue
		}
		p, err := s.whole(p)
		if err != nil {
			return nil, err
		}
		if !known {
			m = &Membership{}
			s.members[p.User] = m
		}
		// Whoever comes back does so as a plain member, with the past read.
		m.Profile, m.Role, m.Joined = p, role, s.cmd.At
		m.Since, m.Until = s.pos+1, 0
		m.ReadSeq, m.ReadTexts, m.ReadOwn, m.Moved = s.last, s.texts, m.Posted, 0
		s.present++
		added = append(added, *m)
		role = RoleMember
	}
	if len(added) > 0 {
		s.asked = nil
	}
	return added, nil
}

// whole fills in what a profile leaves out: who is invited is named by the id
// alone. What the hub knows of them is decided here, where the order is; who never
// connected counts as a user, called as their id.
func (s *step) whole(p Profile) (Profile, error) {
	if p.Name != "" && p.Kind != "" {
		return p, nil
	}
	known, err := s.shelf.Profile(p.User)
	if err != nil {
		return Profile{}, err
	}
	p.Name, p.Kind = cmp.Or(p.Name, known.Name, string(p.User)), cmp.Or(p.Kind, known.Kind, KindUser)
	return p, nil
}

// meet notes who somebody is, in a group or in none.
func (s *step) meet(a Meet) (Result, error) {
	if s.cmd.Group != "" {
		return refuse(Malformed), nil
	}
	p := s.own(a.Profile)
	p.Name, p.Kind = cmp.Or(p.Name, string(p.User)), cmp.Or(p.Kind, KindUser)
	known, err := s.shelf.Profile(p.User)
	if err == nil && known != p {
		s.tell(Met{Profile: p})
	}
	return Result{}, err
}

// own is p as the profile of whoever acts: nobody acts for somebody else.
func (s *step) own(p Profile) Profile {
	p.User = s.cmd.By
	return p
}

func (s *step) admit(a Admit) (Result, error) {
	used, err := s.shelf.Redeemed(s.cmd.Group, a.Token)
	if err != nil || used {
		return Result{}, err
	}
	switch {
	case !s.exists:
		if err := s.found(string(s.cmd.Group), VisibleToSender, []Profile{s.own(a.Profile)}); err != nil {
			return Result{}, err
		}
	case !s.IsMember(s.cmd.By):
		if err := s.enter([]Profile{s.own(a.Profile)}, ChangeJoined); err != nil {
			return Result{}, err
		}
	}
	s.tell(Redeemed{Token: a.Token})
	return Result{}, nil
}

func (s *step) join(a Join) (Result, error) {
	switch code := s.Access(s.cmd.By); {
	case code == Done:
		return Result{}, nil
	case code == NoGroup || !s.info.Open:
		return refuse(code), nil
	}
	if err := s.enter([]Profile{s.own(a.Profile)}, ChangeJoined); err != nil {
		return Result{}, err
	}
	s.note(GroupChange{Kind: ChangeJoined, By: s.cmd.By, Users: []UserID{s.cmd.By}})
	return Result{}, nil
}

// enter makes users members and settles what that means for the receipts they
// owed when they left.
func (s *step) enter(profiles []Profile, how ChangeKind) error {
	first := RoleMember
	if s.present == 0 {
		first = RoleOwner
	}
	added, err := s.add(profiles, first)
	if err != nil || len(added) == 0 {
		return err
	}
	s.tell(Joined{Members: added, How: how})
	var back []UserID
	for _, m := range added {
		back = append(back, m.User)
	}
	return s.resettle(back, Ledger.Return)
}

// resettle lets every ledger that one of users owes an answer know that they
// left or came back, and tells the senders whose tally changed.
func (s *step) resettle(users []UserID, change func(Ledger, UserID) bool) error {
	ledgers, err := s.shelf.Owed(s.cmd.Group, users)
	if err != nil {
		return err
	}
	for _, l := range ledgers {
		for _, u := range users {
			change(l, u)
		}
		// Also when the ledger knew already: a shelf may have made it only now,
		// when the members were no longer those of before.
		s.announce(l)
	}
	return nil
}

func (s *step) quit() (Result, error) {
	if err := s.take([]UserID{s.cmd.By}, ChangeLeft); err != nil {
		return Result{}, err
	}
	return Result{}, nil
}

// take ends the membership of users, who are all members.
func (s *step) take(users []UserID, how ChangeKind) error {
	lostOwner := false
	for _, u := range users {
		m := s.members[u]
		lostOwner = lostOwner || m.Role == RoleOwner
		m.Until = s.pos + 1
		m.Role = RoleMember
		s.present--
	}
	s.asked = nil
	left := Left{Users: users, How: how}
	if lostOwner {
		left.NewOwner = s.heir()
	}
	s.tell(left)
	s.note(GroupChange{Kind: how, By: s.cmd.By, Users: users})
	return s.resettle(users, Ledger.Leave)
}

// heir makes the longest-standing admin, else member, the owner, and returns
// who it is; "" when nobody is left. A bot inherits only from people when
// there are none.
func (s *step) heir() UserID {
	rank := func(m *Membership) int {
		switch {
		case m.Role == RoleAdmin:
			return 0
		case m.Kind != KindBot:
			return 1
		default:
			return 2
		}
	}
	var best *Membership
	for _, m := range s.members {
		if !m.Present() {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(rank(m), rank(best)), cmp.Compare(m.Since, best.Since),
			cmp.Compare(m.User, best.User)) < 0 {
			best = m
		}
	}
	if best == nil {
		return ""
	}
	best.Role = RoleOwner
	return best.User
}

func (s *step) invite(a Invite) (Result, error) {
	if !s.role().Leads() {
		return refuse(Forbidden), nil
	}
	before := s.present
	if err := s.enter(a.Users, ChangeInvited); err != nil {
		return Result{}, err
	}
	if s.present > before {
		s.note(GroupChange{Kind: ChangeInvited, By: s.cmd.By, Users: s.newcomers()})
	}
	return Result{}, nil
}

// newcomers returns whom the last Joined fact of this step named.
func (s *step) newcomers() []UserID {
	var users []UserID
	for _, f := range s.out.Facts {
		if j, ok := f.What.(Joined); ok {
			for _, m := range j.Members {
				users = append(users, m.User)
			}
		}
	}
	return users
}

func (s *step) remove(a Remove) (Result, error) {
	mine := s.role()
	if !mine.Leads() {
		return refuse(Forbidden), nil
	}
	var users []UserID
	for _, u := range a.Users {
		m := s.members[u]
		if !m.Present() || slices.Contains(users, u) {
			continue
		}
		if m.Role == RoleOwner || m.Role == RoleAdmin && mine != RoleOwner {
			return refuse(Forbidden), nil
		}
		users = append(users, u)
	}
	if len(users) == 0 {
		return Result{}, nil
	}
	return Result{}, s.take(users, ChangeRemoved)
}

func (s *step) setRole(a SetRole) (Result, error) {
	if s.role() != RoleOwner {
		return refuse(Forbidden), nil
	}
	m := s.members[a.User]
	switch {
	case !m.Present():
		return refuseFor(Conflict, "userId: is no member of this group"), nil
	case m.Role == RoleOwner:
		return refuseFor(Conflict, "userId: the owner stays the owner"), nil
	case m.Role == a.Role:
		return Result{}, nil
	}
	m.Role = a.Role
	s.tell(RoleSet(a))
	s.note(GroupChange{Kind: ChangeRole, By: s.cmd.By, Users: []UserID{a.User}, Role: a.Role})
	return Result{}, nil
}

func (s *step) update(a Update) (Result, error) {
	if !s.role().Leads() {
		return refuse(Forbidden), nil
	}
	old := s.info
	set(&s.info.Name, a.Name)
	set(&s.info.Topic, a.Topic)
	set(&s.info.Open, a.Open)
	set(&s.info.Visibility, a.Visibility)
	if s.info == old {
		return Result{}, nil
	}
	how := ChangeUpdated
	if s.info.Visibility != old.Visibility {
		how = ChangeVisibility
	}
	s.tell(Updated{Info: s.info, How: how})
	s.note(GroupChange{Kind: how, By: s.cmd.By})
	return Result{}, nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func (s *step) describe(a Describe) (Result, error) {
	m := s.members[s.cmd.By]
	a.Profile.Name, a.Profile.Kind = cmp.Or(a.Profile.Name, string(a.Profile.User)), cmp.Or(a.Profile.Kind, KindUser)
	if m.Profile == a.Profile || a.Profile.User != s.cmd.By {
		return Result{}, nil
	}
	if m.Kind != a.Profile.Kind {
		s.asked = nil
	}
	m.Profile = a.Profile
	s.tell(Described(a))
	return Result{}, nil
}
