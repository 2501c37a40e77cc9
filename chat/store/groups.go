package store

import (
	"context"
	"fmt"

	"seenby/chat"
)

// A Membership is one group that a user belongs to.
type Membership struct {
	Group chat.GroupID
	chat.Membership
	// Members counts the members of the group.
	Members int
	// LastSeq is the place of the group's last message.
	LastSeq chat.Seq
}

func (g *group) seenBy(m *chat.Membership) chat.Group {
	return chat.Group{
		ID: g.Info.ID, Name: g.Info.Name, Topic: g.Info.Topic, MemberCount: g.members, Role: m.Role,
		Open: g.Info.Open, Visibility: g.Info.Visibility, LastSeq: g.LastSeq, ReadSeq: m.ReadSeq,
		Unread: m.Unread(g.Texts),
	}
}

// each group that the user is a member of.
func (v *view) groupsOf(user chat.UserID, f func(group, member) error) error {
	return v.each("SELECT "+memberColumns+", "+groupColumns+` FROM members JOIN groups ON groups.id = grp
  WHERE usr = (SELECT id FROM users WHERE handle = ?) AND until = 0 ORDER BY target`, func(r row) error {
		m, err := scanMember(r)
		if err != nil {
			return err
		}
		m.User = user
		g, err := scanGroup(r, 14)
		if err != nil {
			return err
		}
		if err := v.catchUp(&g); err != nil {
			return err
		}
		if err := v.addUnfiled(&m, g); err != nil {
			return err
		}
		return f(g, m)
	}, string(user))
}

// Groups returns the groups that user is a member of, in the order of their
// ids. Cursor is left empty: its form is the hub's.
func (h *Hub) Groups(ctx context.Context, user chat.UserID) (groups []chat.Group, err error) {
	err = h.read(ctx, func(v *view) error {
		return v.groupsOf(user, func(g group, m member) error {
			groups = append(groups, g.seenBy(&m.Membership))
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the groups of %s: %w", user, err)
	}
	return groups, nil
}

// Memberships returns what the user is in each of their groups, in the order of
// the groups' ids.
func (h *Hub) Memberships(ctx context.Context, user chat.UserID) (all []Membership, err error) {
	err = h.read(ctx, func(v *view) error {
		return v.groupsOf(user, func(g group, m member) error {
			all = append(all, Membership{Group: g.Info.ID, Membership: m.Membership, Members: g.members, LastSeq: g.LastSeq})
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the memberships of %s: %w", user, err)
	}
	return all, nil
}

// Group returns the group as viewer sees it, or the code that says as much as
// they may know. Cursor is left empty.
func (h *Hub) Group(ctx context.Context, g chat.GroupID, viewer chat.UserID) (out chat.Group, code chat.Code, err error) {
	code, err = h.look(ctx, g, viewer, "the state", func(s *visit) (chat.Code, error) {
		out = s.group.seenBy(&s.member.Membership)
		return chat.Done, nil
	})
	return out, code, err
}

// Access returns Done for a member of the group, and else the code that says as
// much as the viewer may know ([chat.Room.Access]).
func (h *Hub) Access(ctx context.Context, g chat.GroupID, viewer chat.UserID) (chat.Code, error) {
	return h.look(ctx, g, viewer, "the state", func(*visit) (chat.Code, error) { return chat.Done, nil })
}

// Members returns a page of the group's members and how many there are in all:
// the owner first, then the admins, each by the order of joining. Online is
// left false: the store does not know.
func (h *Hub) Members(ctx context.Context, g chat.GroupID, viewer chat.UserID, offset, limit int) (
	members []chat.Member, total int, code chat.Code, err error,
) {
	code, err = h.look(ctx, g, viewer, "the members", func(s *visit) (chat.Code, error) {
		total = s.group.members
		return chat.Done, s.each("SELECT "+memberColumns+`, handle FROM members JOIN users ON users.id = usr
  WHERE grp = ? AND until = 0 ORDER BY role, since, handle LIMIT ? OFFSET ?`, func(r row) error {
			m, err := scanMember(r)
			members = append(members, chat.Member{
				User: chat.UserID(r.text(14)), Name: m.Name, Role: m.Role, Kind: m.Kind, Joined: m.Joined,
			})
			return err
		}, s.group.id, int64(limit), int64(offset))
	})
	return members, total, code, err
}

// Present returns the ids of the group's members, in no order; none of a group
// that does not exist. It asks nobody's right: it is for the hub itself.
func (h *Hub) Present(ctx context.Context, g chat.GroupID) (users []chat.UserID, err error) {
	err = h.read(ctx, func(v *view) error {
		row, found, err := v.group(g)
		if err != nil || !found {
			return err
		}
		users = make([]chat.UserID, 0, row.members)
		return v.present(row.id, func(usr int64) error {
			u, err := v.handle(usr)
			users = append(users, u)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the members of group %s: %w", g, err)
	}
	return users, nil
}

// present calls f for each member of the group. Its queries of handles are
// others than its own, as each demands.
func (v *view) present(grp int64, f func(usr int64) error) error {
	return v.each("SELECT usr FROM members WHERE grp = ? AND until = 0", func(r row) error { return f(r.int(0)) }, grp)
}

// Profiles returns what is known of these users, in their order. Of who is not
// known the id stands for the name, and they count as a user.
func (h *Hub) Profiles(ctx context.Context, users []chat.UserID) (profiles []chat.Profile, err error) {
	err = h.read(ctx, func(v *view) error {
		for _, u := range users {
			p := chat.Profile{User: u, Name: string(u), Kind: chat.KindUser}
			if _, err := v.one("SELECT name, bot FROM users WHERE handle = ?", func(r row) error {
				if r.text(0) != "" {
					p.Name = r.text(0)
				}
				if r.int(1) != 0 {
					p.Kind = chat.KindBot
				}
				return nil
			}, string(u)); err != nil {
				return err
			}
			profiles = append(profiles, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	return profiles, nil
}

// SharedWith returns the other users who share a group of at most
// [chat.PresenceLimit] members with user, in the order of their ids.
func (h *Hub) SharedWith(ctx context.Context, user chat.UserID) (others []chat.UserID, err error) {
	err = h.read(ctx, func(v *view) error {
		return v.each(`SELECT DISTINCT handle FROM members AS mine
  JOIN groups ON groups.id = mine.grp AND groups.members <= ?
  JOIN members AS theirs ON theirs.grp = mine.grp AND theirs.until = 0
  JOIN users ON users.id = theirs.usr
  WHERE mine.usr = (SELECT id FROM users WHERE handle = ?2) AND mine.until = 0 AND handle <> ?2 ORDER BY handle`,
			func(r row) error {
				others = append(others, chat.UserID(r.text(0)))
				return nil
			}, int64(chat.PresenceLimit), string(user))
	})
	if err != nil {
		return nil, fmt.Errorf("read who shares a group with %s: %w", user, err)
	}
	return others, nil
}
