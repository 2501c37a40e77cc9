package hub_test

import (
	"fmt"
	"sync"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
)

// Who has connected once is known, in a group or in none: a bot is never in an
// audience (receipts.md, Asking 3).

var r2 = hub.Claims{User: "r2", Name: "R2", Kind: chat.KindBot}

// members returns the members of a group by id.
func (c *client) members(g chat.GroupID) map[chat.UserID]chat.Member {
	c.w.t.Helper()
	all := map[chat.UserID]chat.Member{}
	for _, m := range c.do("listMembers", map[string]any{"targetId": g}).Members {
		all[m.User] = m
	}
	return all
}

func TestABotIsKnownBeforeItsFirstGroup(t *testing.T) {
	invite := func(ana *client) {
		ana.do("inviteMembers", map[string]any{"targetId": ops, "userIds": []string{"r2", "bob"}})
	}
	for _, c := range []struct {
		name string
		then func(w *world, bot *client) // after it has connected, before it is named
	}{
		{"and is there", func(*world, *client) {}},
		{"and has gone", func(_ *world, bot *client) { bot.conn.Close(1000, ""); <-bot.conn.Closed() }},
		{"and the hub has restarted", func(w *world, _ *client) { w.restart() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, nil)
			c.then(w, w.connect(r2, nil))
			ana := w.join("ana", ops)
			invite(ana)
			ana.do("createGroup", map[string]any{"targetId": "new", "name": "New", "members": []string{"r2", "bob"}})
			for _, g := range []chat.GroupID{ops, "new"} {
				if m := ana.members(g)["r2"]; m.Kind != chat.KindBot || m.Name != "R2" {
					t.Errorf("in %s it is %+v", g, m)
				}
				m := ana.flagged(g, "please read")
				wantUsers(t, ana.list(g, m.UID, chat.ListUnread), "bob")
			}
		})
	}
}

// Nobody can know what somebody is who never came. From the first connect on it is
// known; who was asked before stays asked, because an audience is frozen.
func TestABotThatIsNamedBeforeItEverCameCountsUntilItComes(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	ana.do("inviteMembers", map[string]any{"targetId": ops, "userIds": []string{"r2"}})
	before := ana.flagged(ops, "before")
	wantUsers(t, ana.list(ops, before.UID, chat.ListUnread), "r2")
	bot := w.connect(r2, nil)
	after := ana.flagged(ops, "after")
	wantUsers(t, ana.list(ops, after.UID, chat.ListUnread))
	bot.answers(ops, before.UID, after.UID)
	wantUsers(t, ana.list(ops, before.UID, chat.ListRead), "r2")
	wantUsers(t, ana.list(ops, after.UID, chat.ListAlso), "r2")
	if r := ana.do("getReadReceipt", map[string]any{"targetId": ops, "messageUId": before.UID}); r.ReadCount != 1 || r.TotalCount != 1 {
		t.Errorf("%s", r.raw)
	}
}

// However its first connect and the invitation overtake each other.
func TestABotThatComesWhileItIsInvitedIsOne(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	const bots = 30
	var all sync.WaitGroup
	for i := range bots {
		id := chat.UserID(fmt.Sprintf("bot%d", i))
		all.Go(func() {
			if _, err := ana.tryReply(ana.send("inviteMembers", map[string]any{"targetId": ops, "userIds": []chat.UserID{id}})); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			c := w.dial(nil)
			c.send("connect", map[string]any{"token": w.token(hub.Claims{User: id, Kind: chat.KindBot})})
			if r, err := c.tryReply(1); err != nil || r.Code != chat.Done {
				t.Errorf("%s, %v", r.raw, err)
			}
		})
	}
	all.Wait()
	members := ana.members(ops)
	for i := range bots {
		if m := members[chat.UserID(fmt.Sprintf("bot%d", i))]; m.Kind != chat.KindBot {
			t.Errorf("%+v", m)
		}
	}
	m := ana.flagged(ops, "please read")
	wantUsers(t, ana.list(ops, m.UID, chat.ListUnread))
}
