package hub_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/hub"
)

func TestAGroupFromItsCreationOn(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana"), w.join("bob")
	r := ana.do("createGroup", obj("targetId", "g", "name", "The Group", "members", []string{"bob", "cy"}))
	want := chat.Group{ID: "g", Name: "The Group", MemberCount: 3, Role: chat.RoleOwner, Visibility: chat.VisibleToSender}
	got := *r.Group
	got.Cursor = ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("group (-want +got):\n%s", diff)
	}
	for c, role := range map[*client]chat.Role{ana: chat.RoleOwner, bob: chat.RoleMember} {
		e := c.event("onGroupChanged")
		if e.Change.Kind != chat.ChangeCreated || e.Change.By != "ana" || e.Group.Role != role || e.Group.MemberCount != 3 || e.Cursor == "" {
			t.Errorf("%s: %s", c.user, e.raw)
		}
	}
	wantCode(t, bob.call("createGroup", obj("targetId", "g", "name", "Mine")), chat.Conflict)
	m := bob.post("g", "hello")
	ana.about("onMessage", m.UID)
	list := ana.do("listMembers", obj("targetId", "g")).Members
	for i, want := range []chat.Member{
		{User: "ana", Name: "ana", Role: chat.RoleOwner, Kind: chat.KindUser, Online: true},
		{User: "bob", Name: "bob", Role: chat.RoleMember, Kind: chat.KindUser, Online: true},
		{User: "cy", Name: "cy", Role: chat.RoleMember, Kind: chat.KindUser},
	} {
		got := list[i]
		if got.Joined == 0 {
			t.Errorf("%s: no joinedTime", got.User)
		}
		got.Joined = 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	page := ana.do("listMembers", obj("targetId", "g", "offset", 1, "limit", 1))
	if len(page.Members) != 1 || page.Members[0].User != "bob" || page.Total != 3 {
		t.Errorf("%s", page.raw)
	}
}

func TestJoiningInvitingRemovingAndQuitting(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob, cy := w.join("ana", ops), w.join("bob"), w.join("cy")
	wantCode(t, bob.call("joinGroup", obj("targetId", ops)), chat.NoGroup)
	ana.do("updateGroup", obj("targetId", ops, "open", true, "topic", "all of it"))
	g := bob.do("joinGroup", obj("targetId", ops)).Group
	if g.Role != chat.RoleMember || g.MemberCount != 2 || !g.Open || g.Topic != "all of it" {
		t.Errorf("%+v", g)
	}
	bob.do("joinGroup", obj("targetId", ops)) // a member already
	joined := bob.event("onGroupChanged")
	if joined.Change.Kind != chat.ChangeJoined || joined.Group.MemberCount != 2 {
		t.Errorf("%s", joined.raw)
	}
	wantCode(t, bob.call("inviteMembers", obj("targetId", ops, "userIds", []string{"cy"})), chat.Forbidden)
	ana.do("inviteMembers", obj("targetId", ops, "userIds", []string{"cy", "never.seen"}))
	if e := cy.event("onGroupChanged"); e.Change.Kind != chat.ChangeInvited || len(e.Change.Users) != 2 || e.Group.MemberCount != 4 {
		t.Errorf("%s", e.raw)
	}
	line := cy.event("onMessage").Message
	if line.Kind != chat.KindSystem || line.Change == nil || line.Change.Kind != chat.ChangeInvited || line.Seq == 0 {
		t.Errorf("system line %+v", line)
	}
	ana.do("setRole", obj("targetId", ops, "userId", "bob", "role", "admin"))
	if e := bob.wait("the new role", func(f frame) bool { return f.Change != nil && f.Change.Kind == chat.ChangeRole }); e.Group.Role != chat.RoleAdmin || e.Change.Role != chat.RoleAdmin {
		t.Errorf("%s", e.raw)
	}
	bob.do("removeMembers", obj("targetId", ops, "userIds", []string{"cy"}))
	gone := cy.event("onGroupChanged")
	if gone.Change.Kind != chat.ChangeRole { // of bob, which cy saw
		t.Errorf("%s", gone.raw)
	}
	gone = cy.event("onGroupChanged")
	if gone.Change.Kind != chat.ChangeRemoved || gone.Change.By != "bob" || gone.Change.Users[0] != "cy" {
		t.Errorf("%s", gone.raw)
	}
	ana.do("quitGroup", obj("targetId", ops))
	left := bob.wait("ana's leaving", func(f frame) bool {
		return f.Change != nil && f.Change.Kind == chat.ChangeLeft && f.Event == "onGroupChanged"
	})
	if left.Group.Role != chat.RoleOwner || left.Group.MemberCount != 2 {
		t.Errorf("the longest-standing admin inherits: %s", left.raw)
	}
	settle(bob, ops)
	last := cy.seen()[len(cy.seen())-1]
	if last.raw != gone.raw {
		t.Errorf("who was removed was told %s", last.raw)
	}
}

func TestAForeignGroupAnswersLikeAnAbsentOne(t *testing.T) {
	w := newWorld(t, nil)
	ana, stranger := w.join("ana", "closed"), w.join("stranger")
	m := ana.flagged("closed", "nobody else's business")
	calls := map[string]map[string]any{
		"getGroup": {}, "listMembers": {}, "joinGroup": {}, "quitGroup": {}, "getHistory": {}, "typing": {},
		"inviteMembers": {"userIds": []string{"x"}}, "removeMembers": {"userIds": []string{"ana"}},
		"setRole": {"userId": "ana", "role": "admin"}, "updateGroup": {"topic": "x"},
		"sendMessage": {"clientMsgId": "c", "text": "x"}, "editMessage": {"messageUId": m.UID, "text": "x"},
		"recallMessage": {"messageUId": m.UID}, "react": {"messageUId": m.UID, "emoji": "x", "on": true},
		"setReadPosition": {"seq": 1}, "sendReadReceiptRequest": {"messageUId": m.UID},
		"sendReadReceiptResponse": {"messageList": []any{m.UID}}, "getReadReceipt": {"messageUId": m.UID, "list": "read"},
		"remindUnread": {"messageUId": m.UID},
	}
	for op, params := range calls {
		ask := func(g string) string {
			params["targetId"] = g
			r := stranger.call(op, params)
			wantCode(t, r, chat.NoGroup)
			return strings.Replace(r.raw, fmt.Sprintf(`"id":%d`, r.ID), `"id":0`, 1)
		}
		if foreign, absent := ask("closed"), ask("absent"); foreign != absent {
			t.Errorf("%s: %s for a foreign group, %s for an absent one", op, foreign, absent)
		}
	}
	if n := len(stranger.seen()); n != 1 { // onReady
		t.Errorf("the stranger was told %v", stranger.seen())
	}
	ana.do("updateGroup", obj("targetId", "closed", "open", true))
	wantCode(t, stranger.call("getHistory", obj("targetId", "closed")), chat.NotMember)
}

func TestAChangeTellsEachMemberTheirOwn(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	for i := range 5 {
		ana.post(ops, fmt.Sprint(i))
	}
	bob.post(ops, "mine")
	bob.do("setReadPosition", obj("targetId", ops, "seq", 2))
	second := w.connect(hub.Claims{User: "bob"}, nil)
	ana.do("updateGroup", obj("targetId", ops, "name", "Operations"))
	for c, want := range map[*client]chat.Group{
		ana:    {Role: chat.RoleOwner, Unread: 1},
		bob:    {Role: chat.RoleMember, ReadSeq: 2, Unread: 3},
		second: {Role: chat.RoleMember, ReadSeq: 2, Unread: 3},
	} {
		e := c.wait("the new name", func(f frame) bool { return f.Change != nil && f.Change.Kind == chat.ChangeUpdated && f.Group != nil })
		g := e.Group
		if g.Name != "Operations" || g.Role != want.Role || g.ReadSeq != want.ReadSeq || g.Unread != want.Unread {
			t.Errorf("%s: %+v", c.user, g)
		}
		now := c.do("getGroup", obj("targetId", ops)).Group
		now.Cursor, g.Cursor = "", ""
		if diff := cmp.Diff(now, g); diff != "" {
			t.Errorf("%s: the mirror differs from the store (-store +mirror):\n%s", c.user, diff)
		}
	}
}

func TestTheReadPositionIsPrivateAndGoesForward(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	other := w.connect(hub.Claims{User: "bob"}, nil)
	for range 3 {
		ana.post(ops, "x")
	}
	bob.do("setReadPosition", obj("targetId", ops, "seq", 2))
	for _, c := range []*client{bob, other} {
		if e := c.event("onReadPosition"); e.Target != ops || e.ReadSeq != 2 || e.Unread != 1 {
			t.Errorf("%s", e.raw)
		}
	}
	bob.do("setReadPosition", obj("targetId", ops, "seq", 1))
	bob.do("setReadPosition", obj("targetId", ops, "seq", 1000))
	if e := other.event("onReadPosition"); e.ReadSeq != 3 || e.Unread != 0 {
		t.Errorf("%s", e.raw)
	}
	settle(ana, ops, bob, other)
	if n := len(ana.seen("onReadPosition")); n != 0 {
		t.Errorf("ana was told %d times", n)
	}
}

func TestTypingIsToldToTheOthersEveryThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		ana, bob := w.join("ana", ops), w.join("bob", ops)
		for range 3 {
			ana.do("typing", obj("targetId", ops))
		}
		time.Sleep(3 * time.Second)
		ana.do("typing", obj("targetId", ops))
		settle(ana, ops, bob)
		if es := bob.seen("onTyping"); len(es) != 2 || es[0].UserID != "ana" || es[0].Target != ops {
			t.Errorf("bob was told %v", es)
		}
		if n := len(ana.seen("onTyping")); n != 0 {
			t.Errorf("ana was told %d times", n)
		}
		w.stop()
	})
}

func TestPresenceTellsComingAndGoingButNotFlapping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		ana := w.join("ana", ops)
		stranger := w.join("stranger")
		bob := w.join("bob", ops)
		if e := ana.event("onPresence"); e.UserID != "bob" || !e.Online {
			t.Errorf("%s", e.raw)
		}
		bob.conn.Close(1000, "")
		<-bob.conn.Closed()
		time.Sleep(time.Second)
		bob = w.connect(hub.Claims{User: "bob"}, nil)
		time.Sleep(10 * time.Second)
		settle(ana, ops)
		if n := len(ana.seen("onPresence")); n != 1 {
			t.Errorf("a reconnect was told: %v", ana.seen("onPresence"))
		}
		bob.conn.Close(1000, "")
		<-bob.conn.Closed()
		began := time.Now()
		if e := ana.event("onPresence"); e.UserID != "bob" || e.Online || !e.has("online") {
			t.Errorf("%s", e.raw)
		}
		if d := time.Since(began); d < 2*time.Second || d > 3*time.Second {
			t.Errorf("told after %v", d)
		}
		if n := len(stranger.seen("onPresence")); n != 0 {
			t.Errorf("a stranger was told %v", stranger.seen("onPresence"))
		}
		if s := w.hub.Stats(); s.Connections != 2 || s.Users != 2 || s.Groups != 1 {
			t.Errorf("%+v", s)
		}
		w.stop()
	})
}

func TestPresenceIsLeftOutOfLargeGroups(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	var many []string
	for i := range chat.PresenceLimit {
		many = append(many, fmt.Sprintf("m%d", i))
	}
	ana.do("inviteMembers", obj("targetId", ops, "userIds", many[:100]))
	ana.do("inviteMembers", obj("targetId", ops, "userIds", many[100:]))
	bob := w.join("m1")
	bob.do("typing", obj("targetId", ops))
	settle(ana, ops, bob)
	settle(bob, ops, ana)
	if es := ana.seen("onPresence", "onTyping"); len(es) != 0 {
		t.Errorf("told %v", es)
	}
	online := 0
	for _, m := range ana.do("listMembers", obj("targetId", ops, "limit", 500)).Members {
		if m.Online {
			online++
		}
	}
	if online != 2 {
		t.Errorf("%d are online", online)
	}
}

// TestWhoIsConnectedIsAddedByName: somebody who is in no group yet is known by
// their token.
func TestWhoIsConnectedIsAddedByName(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	w.connect(hub.Claims{User: "bob", Name: "Bob Builder"}, obj("device", "d"))
	w.connect(hub.Claims{User: "clock", Name: "The Clock", Kind: chat.KindBot}, obj("device", "d"))
	ana.do("inviteMembers", obj("targetId", ops, "userIds", []string{"bob", "clock"}))
	got := map[chat.UserID]string{}
	for _, m := range ana.do("listMembers", obj("targetId", ops)).Members {
		got[m.User] = m.Name + " " + string(m.Kind)
	}
	want := map[chat.UserID]string{"ana": "ana user", "bob": "Bob Builder user", "clock": "The Clock bot"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
}
