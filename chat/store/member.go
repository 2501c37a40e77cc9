package store

import (
	"seenby/chat"
)

// The roles as numbers, so that they sort from the most powerful on.
var roles = []chat.Role{chat.RoleOwner, chat.RoleAdmin, chat.RoleMember}

func roleNumber(r chat.Role) int64 {
	for i, role := range roles {
		if r == role {
			return int64(i)
		}
	}
	return int64(len(roles)) - 1
}

// A member is a row of members.
type member struct {
	grp, usr int64
	chat.Membership
}

const memberColumns = "grp, usr, role, members.bot, members.name, joined, since, until, read, posted, readtexts, readown, moved, members.sum"

// values are the columns of m in the order of [memberColumns], without the last
// two.
func (m *member) values() []any {
	return []any{
		m.grp, m.usr, roleNumber(m.Role), truth(m.Kind == chat.KindBot), m.Name, int64(m.Joined), int64(m.Since),
		int64(m.Until), int64(m.ReadSeq), int64(m.Posted), int64(m.ReadTexts), int64(m.ReadOwn),
	}
}

// sum is the checksum of m. Rows from before there was a place of the unread
// marker have none in theirs.
func (m *member) sum() int64 {
	v := m.values()
	if m.Moved != 0 {
		v = append(v, int64(m.Moved))
	}
	return checksum(v)
}

// checksum is over values of a row that are numbers and strings.
func checksum(values []any) int64 {
	p := packer{b: make([]byte, 0, 128)}
	for _, v := range values {
		switch v := v.(type) {
		case int64:
			p.int(v)
		case string:
			p.text(v)
		}
	}
	return int64(p.sum())
}

// scanMember reads a row that begins with [memberColumns] and checks it.
func scanMember(r row) (m member, err error) {
	m = member{grp: r.int(0), usr: r.int(1)}
	m.Role, m.Kind, m.Name = roles[uint64(r.int(2))%3], chat.KindUser, r.text(4)
	if r.int(3) != 0 {
		m.Kind = chat.KindBot
	}
	m.Joined, m.Since, m.Until = chat.Millis(r.int(5)), chat.Pos(r.int(6)), chat.Pos(r.int(7))
	m.ReadSeq, m.Posted = chat.Seq(r.int(8)), int(r.int(9))
	m.ReadTexts, m.ReadOwn = int(r.int(10)), int(r.int(11))
	m.Moved = chat.Pos(r.int(12))
	if m.sum() != r.int(13) {
		return m, r.c.damaged("member %d of group %d does not match its checksum", m.usr, m.grp)
	}
	return m, nil
}

// writeMember writes the row of a member, new or not.
func (c *conn) writeMember(m member) error {
	return c.exec("REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		append(m.values(), m.sum(), int64(m.Moved))...)
}

// writePosted writes of a member's row only how much they posted, which is what
// mostly changes.
func (c *conn) writePosted(m member) error {
	return c.exec("UPDATE members SET posted = ?, sum = ? WHERE grp = ? AND usr = ?",
		int64(m.Posted), m.sum(), m.grp, m.usr)
}

// A group is a row of groups.
type group struct {
	id int64
	chat.RoomState
	members int
	floor   chat.Pos
	filed   chat.Seq
}

const groupColumns = `groups.id, target, groups.name, topic, open, everyone, created, clock, last, texts, groups.members,
  floor, filed, groups.sum`

func (g *group) values() []any {
	return []any{
		g.id, string(g.Info.ID), g.Info.Name, g.Info.Topic, truth(g.Info.Open),
		truth(g.Info.Visibility == chat.VisibleToEveryone), int64(g.Info.Created), int64(g.Clock), int64(g.LastSeq),
		int64(g.Texts), int64(g.members), int64(g.floor), int64(g.filed),
	}
}

// scanGroup reads the columns of [groupColumns], which begin at column at.
func scanGroup(r row, at int) (g group, err error) {
	g = group{
		id: r.int(at), members: int(r.int(at + 10)), floor: chat.Pos(r.int(at + 11)), filed: chat.Seq(r.int(at + 12)),
	}
	g.Exists = true
	g.Info = chat.Info{
		ID: chat.GroupID(r.text(at + 1)), Name: r.text(at + 2), Topic: r.text(at + 3), Open: r.int(at+4) != 0,
		Visibility: chat.VisibleToSender, Created: chat.Millis(r.int(at + 6)),
	}
	if r.int(at+5) != 0 {
		g.Info.Visibility = chat.VisibleToEveryone
	}
	g.Clock, g.LastSeq, g.Texts = chat.Millis(r.int(at+7)), chat.Seq(r.int(at+8)), int(r.int(at+9))
	if checksum(g.values()) != r.int(at+13) {
		return g, r.c.damaged("group %d does not match its checksum", g.id)
	}
	return g, nil
}

// group finds a group.
func (c *conn) group(target chat.GroupID) (g group, found bool, err error) {
	found, err = c.one("SELECT "+groupColumns+" FROM groups WHERE target = ?", func(r row) (err error) {
		g, err = scanGroup(r, 0)
		return err
	}, string(target))
	if err == nil && found {
		err = c.catchUp(&g)
	}
	return g, found, err
}

// writeGroup writes the row of a group; with full what hardly ever changes, too.
func (c *conn) writeGroup(g group, full bool) error {
	v := g.values()
	sum := checksum(v)
	if full {
		return c.exec("REPLACE INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", append(v, sum)...)
	}
	return c.exec("UPDATE groups SET clock = ?, last = ?, texts = ?, floor = ?, filed = ?, sum = ? WHERE id = ?",
		v[7], v[8], v[9], v[11], v[12], sum, g.id)
}
