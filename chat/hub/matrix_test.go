package hub_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/wire"
	"seenby/chat/wire/schema"
)

// A matrix is the hub of one visibility with everybody on it.
type matrix struct {
	*world
	t          *testing.T
	clock      *clock
	visibility chat.Visibility
	devices    map[standing][]*client
	cells      []*cell
	groups     map[chat.GroupID][]*cell // of the calls that are carried out
	n          int
}

const lobby chat.GroupID = "lobby"

func newMatrix(t *testing.T, v chat.Visibility) *matrix {
	m := &matrix{t: t, clock: newClock(), visibility: v, devices: map[standing][]*client{}, groups: map[chat.GroupID][]*cell{}}
	m.world = newWorld(t, func(o *hub.Options) { o.Limits.Off, o.Now = true, m.clock.now })
	for _, s := range append(standings[1:], reader, guest) {
		claims := hub.Claims{User: chat.UserID(s), Groups: []chat.GroupID{lobby}}
		if s == robot {
			claims.Kind = chat.KindBot
		}
		m.devices[s] = []*client{m.connect(claims, nil)}
	}
	for _, s := range []standing{member, author} {
		m.devices[s] = append(m.devices[s], m.connect(hub.Claims{User: chat.UserID(s)}, nil))
	}
	for _, s := range []standing{"else owner", "else author"} {
		m.devices[s] = []*client{m.join(strings.ReplaceAll(string(s), " ", "."), lobby)}
	}
	return m
}

func (m *matrix) as(s standing) *client { return m.devices[s][0] }

// barrier returns when everybody has got all that happened so far.
func (m *matrix) barrier() {
	others := slices.Concat(slices.Collect(maps.Values(m.devices))...)
	settle(m.as(owner), lobby, slices.DeleteFunc(others, func(c *client) bool { return c == m.as(owner) })...)
}

// all makes one call for each of cells at once, and waits for the replies.
func (m *matrix) all(cells []*cell, who func(*cell) *client, op wire.Op, params func(*cell) map[string]any, then func(*cell, frame)) {
	m.t.Helper()
	ids := make([]int64, len(cells))
	for i, c := range cells {
		ids[i] = who(c).send(string(op), params(c))
	}
	for i, c := range cells {
		r := who(c).reply(ids[i])
		wantCode(m.t, r, chat.Done)
		if then != nil {
			then(c, r)
		}
	}
}

// found makes the groups of these cells: the author's flagged message was read by
// the reader, somebody has left and somebody was removed.
func (m *matrix) found(cells []*cell) {
	people := []standing{admin, author, member, robot, reader, left, removed}
	is := func(s standing) func(*cell) *client {
		return func(c *cell) *client {
			switch {
			case c.place == foreign && s == owner:
				return m.as("else owner")
			case c.place == foreign:
				return m.as("else author")
			}
			return m.as(s)
		}
	}
	m.all(cells, is(owner), wire.OpCreateGroup, func(c *cell) map[string]any {
		in := any(people)
		if c.place == foreign {
			in = []string{"else.author"}
		}
		return obj("targetId", c.group, "name", "the group", "members", in, "receiptVisibility", c.visibility)
	}, nil)
	said := func(text string, needReceipt bool) func(*cell) map[string]any {
		return func(c *cell) map[string]any {
			return obj("targetId", c.group, "clientMsgId", newID(), "text", text+secretOf(c.group), "needReceipt", needReceipt)
		}
	}
	m.all(cells, is(author), wire.OpSendMessage, said("flagged ", true), func(c *cell, r frame) { c.flagged = r.UID })
	m.all(cells, is(author), wire.OpSendMessage, said("plain ", false), func(c *cell, r frame) { c.plain = r.UID })
	peopled := slices.DeleteFunc(slices.Clone(cells), func(c *cell) bool { return c.place == foreign })
	m.all(peopled, is(owner), wire.OpSetRole, aboutGroup("userId", admin, "role", "admin"), nil)
	m.all(peopled, is(left), wire.OpQuitGroup, about, nil)
	m.all(peopled, is(owner), wire.OpRemoveMembers, aboutGroup("userIds", []standing{removed}), nil)
	m.all(peopled, is(reader), wire.OpSendReadReceiptResponse, func(c *cell) map[string]any {
		return obj("targetId", c.group, "messageList", []any{c.flagged})
	}, nil)
	opened := slices.DeleteFunc(slices.Clone(cells), func(c *cell) bool { return c.place != open })
	m.all(opened, is(owner), wire.OpUpdateGroup, aboutGroup("open", true), nil)
}

// secretOf is a text that only members of a group may ever see.
func secretOf(g chat.GroupID) string { return "secret-of-" + string(g) + "." }

// plan makes the cells, each with a group: those that must change nothing share
// one of each kind, and those that leave it as it was another one.
func (m *matrix) plan() {
	shared, gentle := map[place]*cell{}, map[place]*cell{}
	var made []*cell
	group := func(c *cell) {
		m.n++
		c.group = chat.GroupID(fmt.Sprintf("%s-%d", c.place, m.n))
		if c.place != absent {
			made = append(made, c)
		}
	}
	for _, p := range places {
		shared[p] = &cell{place: p, visibility: m.visibility}
		group(shared[p])
		gentle[p] = &cell{place: p, visibility: m.visibility}
		group(gentle[p])
	}
	for _, op := range allOps(m.t) {
		r := rules[op]
		for _, s := range standings {
			for _, p := range places {
				c := &cell{op: op, caller: s, place: p, visibility: m.visibility}
				m.cells = append(m.cells, c)
				switch tells := c.want(r) == chat.Done && len(r.tells(c)) > 0; {
				case tells && r.gentle:
					c.group = gentle[p].group
				case tells:
					group(c)
				default:
					c.group = shared[p].group
					continue
				}
				m.groups[c.group] = append(m.groups[c.group], c)
			}
		}
	}
	m.found(made)
	for _, c := range m.cells {
		for _, s := range []*cell{shared[c.place], gentle[c.place]} {
			if c.group == s.group {
				c.flagged, c.plain = s.flagged, s.plain
			}
		}
		if c.place == absent { // ids that are as good as others
			c.flagged, c.plain = shared[foreign].flagged, shared[foreign].plain
		}
	}
}

// run makes all calls at once.
func (m *matrix) run() {
	forged := obj("senderUserId", "owner", "sender", "owner", "by", "owner", "from", "owner", "user", "owner")
	call := func(c *cell, by *client) int64 {
		params := maps.Clone(forged)
		maps.Copy(params, rules[c.op].params(c))
		return by.send(string(c.op), params)
	}
	for _, c := range m.cells {
		if c.caller != nobody {
			c.id = call(c, m.as(c.caller))
		}
	}
	for _, c := range m.cells {
		if c.caller != nobody {
			c.got = m.as(c.caller).reply(c.id)
			continue
		}
		conn := m.dial(nil)
		c.got = conn.reply(call(c, conn))
		if code := conn.closed(); code != hub.CloseUnauthenticated {
			m.t.Errorf("%v: closed with %d", c, code)
		}
		if n := len(conn.seen()); n != 0 {
			m.t.Errorf("%v: told %v", c, conn.seen())
		}
	}
}

// allOps are the calls that the protocol's document has.
func allOps(t *testing.T) []wire.Op {
	t.Helper()
	d, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	var ops []wire.Op
	for _, op := range d.Ops() {
		ops = append(ops, wire.Op(op))
	}
	return ops
}

func TestMatrixEveryCallHasARule(t *testing.T) {
	ops := allOps(t)
	for _, op := range ops {
		if _, ok := rules[op]; !ok {
			t.Errorf("%s has no rule", op)
		}
	}
	if len(rules) != len(ops) {
		t.Errorf("%d rules for %d calls", len(rules), len(ops))
	}
}

func TestMatrixWhoMayDoWhatAndWhoIsTold(t *testing.T) {
	for _, v := range []chat.Visibility{chat.VisibleToSender, chat.VisibleToEveryone} {
		t.Run(string(v), func(t *testing.T) {
			t.Parallel()
			m := newMatrix(t, v)
			m.plan()
			m.clock.add(10 * time.Second)
			m.barrier()
			marks := map[*client]int{}
			for _, cs := range m.devices {
				for _, c := range cs {
					marks[c] = len(c.seen())
				}
			}
			m.run()
			m.barrier()
			m.checkCodes()
			m.checkAbsence()
			m.checkFrames(marks)
			t.Logf("%d cells in %d groups", len(m.cells), m.n)
		})
	}
}

func (m *matrix) checkCodes() {
	allows := 0
	for _, c := range m.cells {
		want := c.want(rules[c.op])
		if c.got.Code != want {
			m.t.Errorf("%v: code %d %q, want %d", c, c.got.Code, c.got.Error, want)
			if c.got.Code == chat.Done {
				allows++
			}
		}
		m.checkReply(c)
	}
	if allows > 0 {
		m.t.Errorf("%d calls were carried out that are not allowed", allows)
	}
}

// checkAbsence holds that nobody can tell a foreign closed group from one that
// does not exist, by any call but the one that makes groups.
func (m *matrix) checkAbsence() {
	bare := func(c *cell) string {
		return strings.Replace(c.got.raw, fmt.Sprintf(`"id":%d`, c.got.ID), `"id":0`, 1)
	}
	type key struct {
		op     wire.Op
		caller standing
	}
	seen := map[key]string{}
	for _, p := range []place{absent, foreign} {
		for _, c := range m.cells {
			k := key{c.op, c.caller}
			switch {
			case c.place != p || c.op == wire.OpCreateGroup && c.caller != nobody:
			case p == absent:
				seen[k] = bare(c)
			case seen[k] != bare(c):
				m.t.Errorf("%v: %s, where no group is %s", c, bare(c), seen[k])
			}
		}
	}
}
