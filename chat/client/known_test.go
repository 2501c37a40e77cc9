package client

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
)

// roll are members as a hub tells them.
func roll(users ...chat.UserID) (list []chat.Member) {
	for _, u := range users {
		list = append(list, chat.Member{User: u, Name: "the " + string(u), Role: chat.RoleMember, Kind: chat.KindUser, Online: true})
	}
	return list
}

// askMembers has a client fetch the members of ops, who are these.
func askMembers(t *testing.T, c *Client, p *peer, members []chat.Member) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := c.Members(t.Context(), "ops")
		done <- err
	}()
	_, call := want[wire.ListMembers](p)
	p.reply(call, wire.MembersBody{Members: members, Total: len(members)})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func copied(t *testing.T, c *Client) (users []chat.UserID) {
	t.Helper()
	members, err := c.MembersCopy(t.Context(), "ops")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		users = append(users, m.User)
	}
	slices.Sort(users)
	return users
}

func TestMembersAreKnownWithoutTheHub(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	p := hub.welcome(at(10))
	if got := copied(t, c); got != nil {
		t.Errorf("before the hub told: %v", got)
	}
	askMembers(t, c, p, roll("alice", "bob", "cy", "dora"))
	change := func(kind chat.ChangeKind, role chat.Role, n int, users ...chat.UserID) {
		p.tell(wire.OnGroupChanged{Group: at(10), Change: chat.GroupChange{Kind: kind, By: "alice", Users: users, Role: role}, Cursor: cursor(n)})
	}
	change(chat.ChangeJoined, "", 11, "eve")
	change(chat.ChangeRemoved, "", 12, "cy")
	change(chat.ChangeLeft, "", 13, "dora")
	change(chat.ChangeInvited, "", 14, "fay", "gus")
	change(chat.ChangeRole, chat.RoleAdmin, 15, "bob")
	until(t, s, func(n chat.GroupChanged) bool { return n.Change != nil && n.Change.Kind == chat.ChangeRole })
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{Dial: away})
	if got := copied(t, c); !slices.Equal(got, []chat.UserID{"alice", "bob", "eve", "fay", "gus"}) {
		t.Errorf("members %v", got)
	}
	members, _ := c.MembersCopy(t.Context(), "ops")
	if m := members[1]; m.Name != "the bob" || m.Role != chat.RoleAdmin || m.Online {
		t.Errorf("bob is %+v", m)
	}
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{}) // changes may have been missed
	p, _ = hub.accept()
	g := at(20)
	g.Reset = true
	p.greet(g)
	until(t, s, func(chat.GroupReset) bool { return true })
	if got := copied(t, c); got != nil {
		t.Errorf("after a hole: %v", got)
	}
	stop(t, c, hub, s)
}

func TestWhoComesWhileMembersAreFetchedIsKept(t *testing.T) {
	c, hub, s := start(t, t.TempDir(), Config{})
	p := hub.welcome(at(10))
	done := make(chan error, 1)
	go func() {
		_, err := c.Members(t.Context(), "ops")
		done <- err
	}()
	_, call := want[wire.ListMembers](p)
	for n, change := range []chat.GroupChange{
		{Kind: chat.ChangeJoined, Users: []chat.UserID{"eve", "bob"}},
		{Kind: chat.ChangeLeft, Users: []chat.UserID{"cy"}},
		{Kind: chat.ChangeRole, Role: chat.RoleAdmin, Users: []chat.UserID{"dora"}},
	} {
		p.tell(wire.OnGroupChanged{Group: at(10), Change: change, Cursor: cursor(11 + n)})
	}
	until(t, s, func(n chat.GroupChanged) bool { return n.Change != nil && n.Change.Kind == chat.ChangeRole })
	p.reply(call, wire.MembersBody{Members: roll("alice", "bob", "cy", "dora"), Total: 4}) // some of it is in it
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := copied(t, c); !slices.Equal(got, []chat.UserID{"alice", "bob", "dora", "eve"}) {
		t.Errorf("members %v", got)
	}
	members, _ := c.MembersCopy(t.Context(), "ops")
	if members[1].Name != "the bob" || members[2].Role != chat.RoleAdmin {
		t.Errorf("members %+v", members)
	}
	stop(t, c, hub, s)
}

func TestReadersAreKnownWithoutTheHub(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	p := hub.welcome(at(10))
	askMembers(t, c, p, append(roll("alice", "u1", "u2", "u3"), chat.Member{User: "robot", Kind: chat.KindBot}))
	many := mine(13, chat.Tally{Read: 600, Total: 700, Version: 9})
	many.Receipt.Readers = nil
	p.tell(
		wire.OnMessage{Message: mine(11, chat.Tally{Total: 3}), Cursor: cursor(11)},
		wire.OnMessage{Message: mine(12, chat.Tally{Total: 7}), Cursor: cursor(12)},
		wire.OnMessage{Message: many, Cursor: cursor(13)},
		of(3, update(11, 1)), of(3, update(11, 2)), of(7, update(12, 1)),
	)
	until(t, s, func(n chat.ReceiptsChanged) bool { return n.UID == uid(12) })
	before := time.Now()
	hub.failWith(errRefused)
	p.conn.Kill()
	link := until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	if link.Heard.Before(before) || link.Heard.After(time.Now()) {
		t.Errorf("last heard at %v", link.Heard)
	}
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{Dial: away})
	again := until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	if d := link.Heard.Sub(again.Heard); d < 0 || d > time.Millisecond {
		t.Errorf("after a restart last heard at %v, before at %v", again.Heard, link.Heard)
	}
	for seq, want := range map[chat.Seq]string{
		11: "2 of 3, read u1 u2, unread u3", 12: "1 of 7, read u1, unread ?", 13: "600 of 700, read ?, unread ?", 14: "?",
	} {
		k, err := c.ReadersCopy(t.Context(), "ops", uid(seq))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(told(k), want); diff != "" {
			t.Errorf("#%d: %s", seq, diff)
		}
	}
	stop(t, c, hub, s)
}

// of is an update of a message that so many were asked about.
func of(total int, u wire.OnMessageReceiptResponse) wire.OnMessageReceiptResponse {
	u.Total = total
	return u
}

// told says in a line what is known.
func told(k chat.Known) string {
	if k.Tally == nil {
		return "?"
	}
	names := func(users []chat.Reader, known bool) (s string) {
		if !known {
			return " ?"
		}
		for _, x := range users {
			s += " " + string(x.User)
		}
		return s
	}
	return fmt.Sprintf("%d of %d, read%s, unread%s", k.Tally.Read, k.Tally.Total, names(k.Read, k.Listed), names(k.Unread, k.Named))
}
