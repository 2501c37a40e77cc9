package hub_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/hub"
)

// The sentences of protocol.md, by its headings. Here is what no other test
// holds; the others are held by these:
//
//	Connection    strict_socket_test.go; token_test.go; connection_test.go; limits_test.go;
//	              keep-alive and 4508 in chat/socket
//	Frames        strict_test.go, strict_values_test.go; the order of codes also in chat/wire
//	Calls         the matrix; groups_test.go, messages_test.go (pages, history, ids that serve once);
//	              TestTypingIsToldToTheOthersEveryThreeSeconds; TestPresence…
//	Objects       the oracle of the matrix and the document that every frame is held to
//	Events        the matrix; TestAsking1WhileSendingOrLaterEndsInTheSameState
//	Resume        resume_test.go
//	Codes         the matrix; limits_test.go (413, 429, 503); receipts_test.go (the others)
//	Fine points   receipts_test.go; TestATokensGroupsServeOnce; TestASecondConnectIsAConflict;
//	              TestTheSameDeviceReplacesItsOlderConnection; resume_test.go
//	More          TestAnswering2…, TestAsking3…, TestAsking5…; TestTheReadPositionIsPrivateAndGoesForward;
//	              TestCallsTakeEffectInTheOrderInWhichTheyWereSent

func TestRulesFramesEveryCallGetsOneReply(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	m := ana.flagged(ops, "x")
	var ids []int64
	for op := range strictParams {
		if op == "quitGroup" || op == "recallMessage" {
			continue
		}
		params := obj("targetId", ops, "messageUId", m.UID, "clientMsgId", "a", "text", "b", "seq", 1, "query", "qq",
			"messageList", []any{m.UID}, "userIds", []string{"x"}, "userId", "x", "role", "admin", "emoji", "e", "on", true, "name", "n")
		ids = append(ids, ana.send(op, params), ana.send(op, nil))
	}
	for _, id := range ids {
		ana.reply(id)
	}
	settle(ana, ops)
	ana.mu.Lock()
	defer ana.mu.Unlock()
	for id, more := range ana.replies {
		if len(more) > 0 {
			t.Errorf("%d more replies to %d: %v", len(more), id, more)
		}
	}
}

func TestRulesFramesOfSeveralErrorsTheFirstIsTold(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Rules = chat.Rules{RequestWindow: time.Minute, MaxAudience: 1}
	})
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	mine, gone := ana.post(ops, "one"), ana.post(ops, "two")
	asks := ana.flagged(ops, "three")
	w.join("cy", ops)
	ana.do("recallMessage", onMessage(ops, gone.UID))
	now.add(2 * time.Minute)
	const none chat.MessageUID = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
	for _, c := range []struct {
		who  *client
		op   string
		uid  chat.MessageUID
		code chat.Code
	}{
		{bob, "sendReadReceiptRequest", none, chat.NoMessage},
		{bob, "sendReadReceiptRequest", gone.UID, chat.NotSender},
		{bob, "remindUnread", gone.UID, chat.NotSender},
		{bob, "getReadReceipt", mine.UID, chat.NotSender},
		{bob, "recallMessage", none, chat.NoMessage},
		{bob, "recallMessage", gone.UID, chat.Forbidden},
		{ana, "sendReadReceiptRequest", gone.UID, chat.MessageRecalled},
		{ana, "remindUnread", gone.UID, chat.MessageRecalled},
		{ana, "remindUnread", mine.UID, chat.NotAsked},
		{ana, "sendReadReceiptRequest", mine.UID, chat.WindowClosed},
		{ana, "sendReadReceiptRequest", asks.UID, chat.Done}, // again, after the window, with a larger audience
	} {
		if r := c.who.call(c.op, onMessage(ops, c.uid)); r.Code != c.code {
			t.Errorf("%s %s: %s, want %d", c.who.user, c.op, r.raw, c.code)
		}
	}
	edit := obj("targetId", ops, "messageUId", gone.UID, "text", "x")
	wantCode(t, bob.call("editMessage", edit), chat.NotSender)
	wantCode(t, ana.call("editMessage", edit), chat.MessageRecalled)
	r := ana.answers(ops, gone.UID)
	if diff := cmp.Diff([]chat.Ignored{{UID: gone.UID, Code: chat.Forbidden}}, r.Ignored); diff != "" {
		t.Errorf("an own message that was recalled: %s", diff)
	}
	r = bob.answers(ops, gone.UID)
	if diff := cmp.Diff([]chat.Ignored{{UID: gone.UID, Code: chat.MessageRecalled}}, r.Ignored); diff != "" {
		t.Errorf("one that never asked and was recalled: %s", diff)
	}
}

func TestRulesFramesTimesAreTheHubsAndEventsRise(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	now.add(-50 * 365 * 24 * time.Hour) // the clock steps back; a group's time does not
	first := ana.post(ops, "one")
	now.add(100 * 365 * 24 * time.Hour)
	at := chat.At(now.now())
	second := ana.post(ops, "two")
	if first.Sent > second.Sent || second.Sent != at {
		t.Errorf("sent %d and %d, at %d", first.Sent, second.Sent, at)
	}
	for range 20 {
		m := ana.flagged(ops, "x")
		bob.answers(ops, m.UID)
		ana.do("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "x", "on", true))
		ana.do("updateGroup", obj("targetId", ops, "topic", newID()))
	}
	settle(ana, ops, bob)
	for _, c := range []*client{ana, bob} {
		last := chat.Pos(0)
		for _, e := range c.seen(append(durable, "onReceiptResponded")...) {
			if p := e.pos(t); p <= last {
				t.Errorf("%s: %d after %d: %s", c.user, p, last, e.raw)
			} else {
				last = p
			}
		}
	}
}

func TestRulesCallsSeqHasNoGapsAndSystemLinesHaveOne(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob")
	ana.post(ops, "one")
	ana.do("updateGroup", obj("targetId", ops, "open", true))
	bob.do("joinGroup", obj("targetId", ops))
	bob.post(ops, "two")
	ana.do("setRole", obj("targetId", ops, "userId", "bob", "role", "admin"))
	ana.do("inviteMembers", obj("targetId", ops, "userIds", []string{"cy"}))
	ana.do("removeMembers", obj("targetId", ops, "userIds", []string{"cy"}))
	bob.do("quitGroup", obj("targetId", ops))
	settle(ana, ops)
	h := ana.do("getHistory", obj("targetId", ops)).Messages
	live := ana.seen("onMessage")
	if len(h) != 9 || len(live) != len(h) {
		t.Fatalf("%d lines in the history, %d were told", len(h), len(live))
	}
	for i, m := range h {
		if m.Seq != chat.Seq(i+1) || live[i].Message.Seq != m.Seq || live[i].Message.UID != m.UID {
			t.Errorf("line %d: %+v, told %s", i, m, live[i].raw)
		}
	}
}

func TestRulesCallsWithoutALimitAPageHasFifty(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprintf("u%d", i))
	}
	ana.do("inviteMembers", obj("targetId", ops, "userIds", many))
	m := ana.flagged(ops, "x")
	for range 60 {
		ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
	}
	if r := ana.do("getHistory", obj("targetId", ops)); len(r.Messages) != 50 || !r.More {
		t.Errorf("%d messages, more %v", len(r.Messages), r.More)
	}
	if r := ana.do("listMembers", obj("targetId", ops)); len(r.Members) != 50 || r.Total != 61 {
		t.Errorf("%d members of %d", len(r.Members), r.Total)
	}
	// Who never connected counts as a user.
	r := ana.do("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "unread"))
	if len(r.Users) != 50 || r.TotalCount != 60 {
		t.Errorf("%d users of %d", len(r.Users), r.TotalCount)
	}
	if r := ana.do("getReadReceipt", onMessage(ops, m.UID)); r.has("users") || r.TotalCount != 60 || !r.has("readCount") || !r.has("version") {
		t.Errorf("without a list: %s", r.raw)
	}
}

func TestRulesCallsWhenTheOwnerQuitsSomebodyFollows(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	dan, stranger := w.join("dan", ops), w.join("stranger")
	ana.do("updateGroup", obj("targetId", ops, "open", true))
	for _, u := range []string{"dan", "cy"} {
		ana.do("setRole", obj("targetId", ops, "userId", u, "role", "admin"))
	}
	owner := func(by *client) chat.UserID {
		t.Helper()
		return by.do("listMembers", obj("targetId", ops)).Members[0].User
	}
	quits := func(c, rest *client, heir chat.UserID) {
		t.Helper()
		c.do("quitGroup", obj("targetId", ops))
		if got := owner(rest); got != heir {
			t.Errorf("after %s comes %s, want %s", c.user, got, heir)
		}
	}
	quits(ana, bob, "cy") // admin, and longer there than dan
	quits(cy, bob, "dan")
	quits(dan, bob, "bob")
	bob.do("quitGroup", obj("targetId", ops))
	wantCode(t, bob.call("getGroup", obj("targetId", ops)), chat.NotMember)
	if g := stranger.do("joinGroup", obj("targetId", ops)).Group; g.Role != chat.RoleOwner || g.MemberCount != 1 {
		t.Errorf("the first one in an empty group: %+v", g)
	}
	if g := ana.do("joinGroup", obj("targetId", ops)).Group; g.Role != chat.RoleMember {
		t.Errorf("who was the owner once: %+v", g)
	}
}

func TestRulesCallsARetryFindsTheFirstMessageWhateverCameBetween(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.Rules.MaxAudience = 1 })
	w.join("ana", ops)
	bob := w.join("bob", ops)
	in := obj("targetId", ops, "clientMsgId", "the one", "text", "hello")
	first := bob.do("sendMessage", in)
	same := func(c *client, why string) {
		t.Helper()
		if r := c.do("sendMessage", in); r.UID != first.UID || r.Seq != first.Seq || r.Sent != first.Sent {
			t.Errorf("%s: %s, first %s", why, r.raw, first.raw)
		}
	}
	bob.conn.Kill()
	again := w.connect(hub.Claims{User: "bob"}, nil)
	same(again, "after a reconnect")
	in["text"], in["needReceipt"] = "another text", true
	same(again, "with another text")
	w.join("cy", ops)
	w.join("dan", ops)
	same(again, "where it could not be sent any more")
	again.do("recallMessage", onMessage(ops, first.UID))
	same(again, "after it was recalled")
	again.do("quitGroup", obj("targetId", ops))
	same(again, "by who has left")
	in["clientMsgId"] = "another one"
	wantCode(t, again.call("sendMessage", in), chat.NotMember)
	w.restart()
	in["clientMsgId"] = "the one"
	again = w.connect(hub.Claims{User: "bob"}, nil)
	same(again, "after a restart")
	// What was refused was not stored, and the same id serves for it later.
	ana := w.connect(hub.Claims{User: "ana"}, nil)
	in["clientMsgId"] = "refused"
	wantCode(t, ana.call("sendMessage", in), chat.AudienceTooLarge)
	in["needReceipt"] = false
	if r := ana.do("sendMessage", in); r.UID == first.UID || r.Seq != first.Seq+2 { // bob's leaving is a line
		t.Errorf("%s", r.raw)
	}
}

func TestRulesCallsAMessageOfAnotherGroupIsNone(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops, "other")
	elsewhere := ana.flagged("other", "x")
	for op, params := range map[string]map[string]any{
		"editMessage": obj("text", "x"), "recallMessage": obj(), "react": obj("emoji", "x", "on", true),
		"sendReadReceiptRequest": obj(), "getReadReceipt": obj(), "remindUnread": obj(),
		"sendMessage": obj("clientMsgId", "x", "text", "x", "replyTo", elsewhere.UID),
	} {
		params["targetId"] = ops
		if op != "sendMessage" {
			params["messageUId"] = elsewhere.UID
		}
		if r := ana.call(op, params); r.Code != chat.NoMessage {
			t.Errorf("%s: %s", op, r.raw)
		}
	}
}

func TestRulesGroupsALateJoinerSeesTheHistory(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	m := ana.flagged(ops, "from before")
	late := w.join("late", ops)
	h := late.do("getHistory", obj("targetId", ops)).Messages
	if len(h) != 1 || h[0].Text != "from before" || h[0].Receipt == nil || h[0].Receipt.Tally != nil {
		t.Errorf("%+v", h)
	}
	if g := late.do("getGroup", obj("targetId", ops)).Group; g.Unread != 0 {
		t.Errorf("%d unread", g.Unread)
	}
	late.answers(ops, m.UID)
	e := ana.about("onMessageReceiptResponse", m.UID)
	wantTally(t, e, 0, 0)
	if _, told := e.Readers["late"]; !told || e.Version != 1 {
		t.Errorf("%s", e.raw)
	}
}

func TestRulesGroupsAFullForeignGroupAnswersLikeAnAbsentOne(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.Limits.GroupMembers = 3 })
	ana, bob, eve := w.join("ana", ops), w.join("bob", ops), w.join("eve")
	in := obj("targetId", ops, "userIds", []string{"x", "y"})
	wantCode(t, ana.call("inviteMembers", in), chat.TooLarge)
	wantCode(t, bob.call("inviteMembers", in), chat.Forbidden)
	foreign := eve.call("inviteMembers", in)
	in["targetId"] = "absent"
	none := eve.call("inviteMembers", in)
	wantCode(t, none, chat.NoGroup)
	if diff := cmp.Diff(strings.SplitN(none.raw, ",", 2)[1], strings.SplitN(foreign.raw, ",", 2)[1]); diff != "" {
		t.Errorf("a full group is told apart from none: %s", diff)
	}
}

// told is everything that a client was ever sent, in one text.
func (c *client) told() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	for _, f := range c.all {
		b.WriteString(f.raw)
	}
	return b.String()
}

func TestRulesMessagesTheTextOfARecalledOneIsToldToNobody(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	cursors := maps.Clone(bob.ready.Cursors)
	m := ana.flagged(ops, "first secret")
	ana.do("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "second secret"))
	ana.do("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "x", "on", true))
	reply := ana.do("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "about it", "replyTo", m.UID))
	ana.do("recallMessage", onMessage(ops, m.UID))
	wantCode(t, ana.call("recallMessage", onMessage(ops, m.UID)), chat.Done)
	late := w.join("late", ops)
	check := func(when string) {
		t.Helper()
		frames := map[string]string{}
		for _, u := range []chat.UserID{"ana", "bob", "late"} {
			c := w.connect(hub.Claims{User: u}, obj("cursors", cursors, "device", "again"))
			frames[string(u)+" resumed"] = c.welcome.raw + c.told()
			for _, p := range []map[string]any{obj(), obj("after", 0), obj("around", 1), obj("before", reply.Seq+1)} {
				p["targetId"] = ops
				frames[string(u)+fmt.Sprint(p)] = c.do("getHistory", p).raw
			}
			for _, p := range []map[string]any{obj("targetId", ops), obj()} {
				p["query"] = "secret"
				if found := c.do("search", p); len(found.Messages) != 0 || found.More {
					t.Errorf("%s, %s found %s", when, u, found.raw)
				}
			}
			frames[string(u)+" listed"] = c.call("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "unread")).raw
			wantCode(t, c.call("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "third")), map[bool]chat.Code{
				true: chat.MessageRecalled, false: chat.NotSender,
			}[u == "ana"])
			wantCode(t, c.call("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "y", "on", true)), chat.MessageRecalled)
		}
		for what, raw := range frames {
			if strings.Contains(raw, "secret") || strings.Contains(raw, "third") {
				t.Errorf("%s, %s: %s", when, what, raw)
			}
		}
	}
	if strings.Contains(late.told(), "secret") {
		t.Errorf("who came later was told %s", late.told())
	}
	check("before a restart")
	w.restart()
	check("after a restart")
}

func TestRulesMessagesWhoWasRemovedIsNotToldWhatAMessageBecameLater(t *testing.T) {
	for _, others := range [][]string{nil, {"cy"}} {
		w := newWorld(t, func(o *hub.Options) { o.Limits.Off = true })
		ana, bob := w.join("ana", ops), w.join("bob", ops)
		for _, u := range others {
			w.join(u, ops)
		}
		m := ana.post(ops, "x")
		edit := func(text string) { ana.send("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", text)) }
		for range 30 { // so that what follows becomes one batch of the log
			ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
		}
		edit("earlier")
		ana.send("removeMembers", obj("targetId", ops, "userIds", []string{"bob"}))
		edit("later")
		bob.wait("the removal", func(f frame) bool {
			return f.Event == "onGroupChanged" && f.Change.Kind == chat.ChangeRemoved
		})
		settle(ana, ops)
		if strings.Contains(bob.told(), "later") {
			t.Errorf("who was removed was told %s", bob.told())
		}
		if n := len(ana.seen("onMessageUpdated")); n != 2 {
			t.Errorf("the sender was told %d of 2 edits, with %d others", n, len(others))
		}
	}
}
