package hub_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/hub"
)

// The rules of receipts.md, end to end, by their numbers.

const ops chat.GroupID = "ops"

func obj(kv ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i].(string)] = kv[i+1]
	}
	return m
}

func onMessage(g chat.GroupID, uid chat.MessageUID) map[string]any {
	return obj("targetId", g, "messageUId", uid)
}

func wantCode(t *testing.T, f frame, code chat.Code) {
	t.Helper()
	if f.Code != code {
		t.Fatalf("code %d %q, want %d", f.Code, f.Error, code)
	}
}

func wantTally(t *testing.T, f frame, read, total int) {
	t.Helper()
	if f.ReadCount != read || f.TotalCount != total {
		t.Fatalf("count %d/%d, want %d/%d: %s", f.ReadCount, f.TotalCount, read, total, f.raw)
	}
}

func users(rs []chat.Reader) []chat.UserID {
	out := []chat.UserID{}
	for _, r := range rs {
		out = append(out, r.User)
	}
	return out
}

func (c *client) list(g chat.GroupID, uid chat.MessageUID, list chat.ReaderList) []chat.UserID {
	c.w.t.Helper()
	return users(c.do("getReadReceipt", obj("targetId", g, "messageUId", uid, "list", list)).Users)
}

func wantUsers(t *testing.T, got []chat.UserID, want ...chat.UserID) {
	t.Helper()
	if want == nil {
		want = []chat.UserID{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("users (-want +got):\n%s", diff)
	}
}

func TestAsking1OnlyTheSenderMayAskAndOnlyAMember(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	m := bob.post(ops, "hello")
	wantCode(t, ana.call("sendReadReceiptRequest", onMessage(ops, m.UID)), chat.NotSender)
	wantCode(t, ana.call("sendReadReceiptRequest", onMessage(ops, "01JZZZZZZZZZZZZZZZZZZZZZZZ")), chat.NoMessage)
	in := onMessage(ops, m.UID)
	in["conversationType"] = 1
	wantCode(t, bob.call("sendReadReceiptRequest", in), chat.NoReceiptsHere)
	in["conversationType"] = 3
	bob.do("quitGroup", obj("targetId", ops))
	wantCode(t, bob.call("sendReadReceiptRequest", in), chat.NotMember)
}

func TestAsking1WhileSendingOrLaterEndsInTheSameState(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	first := ana.flagged(ops, "flagged at once")
	later := ana.post(ops, "flagged later")
	if r := ana.do("sendReadReceiptRequest", onMessage(ops, later.UID)); r.TotalCount != 1 {
		t.Errorf("totalCount %d", r.TotalCount)
	}

	got := bob.about("onMessage", first.UID).Message.Receipt
	if got == nil || !got.Asked || got.Responded || got.Tally != nil {
		t.Errorf("the reader got %+v", got)
	}
	own := ana.about("onMessage", first.UID).Message.Receipt
	if diff := cmp.Diff(&chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Total: 1}}, own); diff != "" {
		t.Errorf("the sender got (-want +got):\n%s", diff)
	}
	asked := bob.about("onMessageReceiptRequest", later.UID)
	if asked.Own || asked.Target != ops || asked.Type != 3 || asked.Seq != later.Seq || asked.Sender != "ana" || asked.Time != later.Sent {
		t.Errorf("request %s", asked.raw)
	}
	if e := ana.about("onMessageReceiptRequest", later.UID); !e.Own {
		t.Errorf("the sender's own connection got %s", e.raw)
	}
	for _, uid := range []chat.MessageUID{first.UID, later.UID} {
		r := ana.do("getReadReceipt", onMessage(ops, uid))
		wantTally(t, r, 0, 1)
	}
	settle(ana, ops, bob)
	if n := len(bob.seen("onMessageReceiptRequest")); n != 1 {
		t.Errorf("%d requests; onMessage has told the other one", n)
	}
}

func TestAsking2AskingAgainChangesNothing(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 1, 1)
	if r := ana.do("sendReadReceiptRequest", onMessage(ops, m.UID)); r.TotalCount != 1 {
		t.Errorf("totalCount %d", r.TotalCount)
	}
	settle(ana, ops, bob)
	wantTally(t, ana.do("getReadReceipt", onMessage(ops, m.UID)), 1, 1)
	if n := len(bob.seen("onMessageReceiptRequest")); n != 0 {
		t.Errorf("%d requests were announced", n)
	}
	if n := len(ana.seen("onMessageReceiptResponse")); n != 1 {
		t.Errorf("%d updates", n)
	}
}

func TestAsking3TheAudienceIsFrozen(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	bot := w.connect(hub.Claims{User: "bot", Kind: chat.KindBot, Groups: []chat.GroupID{ops}}, nil)
	m := ana.flagged(ops, "read this")
	wantTally(t, ana.do("getReadReceipt", onMessage(ops, m.UID)), 0, 2)

	late := w.join("late", ops)
	late.answers(ops, m.UID)
	e := ana.about("onMessageReceiptResponse", m.UID)
	wantTally(t, e, 0, 2)
	wantUsers(t, e.Also, "late")
	bot.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 0, 2)
	wantUsers(t, ana.list(ops, m.UID, chat.ListAlso), "late", "bot")
	wantUsers(t, ana.list(ops, m.UID, chat.ListUnread), "bob", "cy")

	bob.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 1, 2)
	cy.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 2, 2)
	wantUsers(t, ana.list(ops, m.UID, chat.ListRead), "bob", "cy")
	wantUsers(t, ana.list(ops, m.UID, chat.ListUnread))
}

func TestAsking3WhoLeftAfterReadingStaysCounted(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	w.join("cy", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 1, 2)
	bob.do("quitGroup", obj("targetId", ops))
	r := ana.do("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "read"))
	wantTally(t, r, 1, 2)
	if len(r.Users) != 1 || !r.Users[0].AfterLeft {
		t.Errorf("users %+v", r.Users)
	}
}

func TestAsking3WhoLeftBeforeReadingLeavesTheTotalAndComesBackOnce(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	cy := w.join("cy", ops)
	m := ana.flagged(ops, "read this")
	bob.do("quitGroup", obj("targetId", ops))
	e := ana.about("onMessageReceiptResponse", m.UID)
	wantTally(t, e, 0, 1)
	if len(e.Readers) != 0 {
		t.Errorf("readers %v", e.Readers)
	}
	wantUsers(t, ana.list(ops, m.UID, chat.ListLeft), "bob")

	ana.do("inviteMembers", obj("targetId", ops, "userIds", []string{"bob"}))
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 0, 2)
	wantUsers(t, ana.list(ops, m.UID, chat.ListLeft))
	bob.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 1, 2)
	cy.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 2, 2)
}

func TestAsking4ARecalledMessageStopsCollectingAndKeepsItsList(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	ana.do("recallMessage", onMessage(ops, m.UID))
	r := cy.answers(ops, m.UID)
	if diff := cmp.Diff([]chat.Ignored{{UID: m.UID, Code: chat.MessageRecalled}}, r.Ignored); diff != "" {
		t.Error(diff)
	}
	wantCode(t, ana.call("sendReadReceiptRequest", onMessage(ops, m.UID)), chat.MessageRecalled)
	wantUsers(t, ana.list(ops, m.UID, chat.ListRead), "bob")
	wantTally(t, ana.do("getReadReceipt", onMessage(ops, m.UID)), 1, 2)
}

func TestAsking4AReadingFromBeforeTheEditIsMarked(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	now.add(time.Second)
	ana.do("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "read that"))
	cy.answers(ops, m.UID)
	r := ana.do("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "read"))
	if len(r.Users) != 2 || !r.Users[0].BeforeEdit || r.Users[1].BeforeEdit {
		t.Errorf("users %+v", r.Users)
	}
	wantTally(t, r, 2, 2)
}

func TestAsking5TheWindowAndTheLargestAudience(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Rules = chat.Rules{RequestWindow: time.Minute, MaxAudience: 2}
		o.Now = now.now
	})
	ana := w.join("ana", ops)
	for i := range 3 {
		w.join(fmt.Sprintf("r%d", i), ops)
	}
	early := ana.post(ops, "flag me later")
	r := ana.call("sendMessage", obj("targetId", ops, "clientMsgId", "x", "text", "t", "needReceipt", true))
	wantCode(t, r, chat.AudienceTooLarge)
	wantCode(t, ana.call("sendReadReceiptRequest", onMessage(ops, early.UID)), chat.AudienceTooLarge)
	h := ana.do("getHistory", obj("targetId", ops))
	if last := h.Messages[len(h.Messages)-1]; last.UID != early.UID {
		t.Errorf("what was refused is stored: %+v", last)
	}
	now.add(2 * time.Minute)
	wantCode(t, ana.call("sendReadReceiptRequest", onMessage(ops, early.UID)), chat.WindowClosed)
	if r := ana.welcome; r.Limits["requestWindow"] != 60_000 || r.Limits["maxAudience"] != 2 {
		t.Errorf("limits %v", r.Limits)
	}
}

func TestAsking6AGroupOfOneHasNobodyToReadIt(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	m := ana.post(ops, "alone")
	if r := ana.do("sendReadReceiptRequest", onMessage(ops, m.UID)); r.TotalCount != 0 || !r.has("totalCount") {
		t.Errorf("reply %s", r.raw)
	}
}

func TestAnswering1TheFirstAnswerWinsAndTheOtherDevicesLearnOfIt(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	phone := w.connect(hub.Claims{User: "bob", Groups: []chat.GroupID{ops}}, obj("device", "phone"))
	desk := w.connect(hub.Claims{User: "bob"}, obj("device", "desk"))
	m := ana.flagged(ops, "read this")
	phone.about("onMessage", m.UID)
	phone.answers(ops, m.UID)
	for _, c := range []*client{phone, desk} {
		e := c.event("onReceiptResponded")
		if len(e.UIDs) != 1 || e.UIDs[0] != m.UID || e.Target != ops || e.Responded < m.Sent {
			t.Errorf("%s", e.raw)
		}
	}
	e := ana.about("onMessageReceiptResponse", m.UID)
	wantTally(t, e, 1, 1)
	desk.answers(ops, m.UID)
	settle(ana, ops, phone, desk)
	if n := len(ana.seen("onMessageReceiptResponse")); n != 1 {
		t.Errorf("%d updates", n)
	}
	r := ana.do("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "read"))
	if len(r.Users) != 1 || r.Users[0].ReadAt != e.Readers["bob"] {
		t.Errorf("users %+v, told %v", r.Users, e.Readers)
	}
	h := desk.do("getHistory", obj("targetId", ops, "limit", 10))
	for _, got := range h.Messages {
		if got.UID == m.UID && (got.Receipt == nil || !got.Receipt.Responded || got.Receipt.RespondedAt != e.Readers["bob"]) {
			t.Errorf("history says %+v", got.Receipt)
		}
	}
}

func TestAnswering2OneBadIDNeverLosesTheOthers(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops, "other")
	good := ana.flagged(ops, "read this")
	plain := ana.post(ops, "no receipt wanted")
	own := bob.flagged(ops, "my own")
	foreign := bob.post("other", "elsewhere")
	r := bob.answers(ops, plain.UID, own.UID, foreign.UID, "01JZZZZZZZZZZZZZZZZZZZZZZZ", good.UID)
	want := []chat.Ignored{
		{UID: plain.UID, Code: chat.NotAsked}, {UID: own.UID, Code: chat.Forbidden},
		{UID: foreign.UID, Code: chat.NoMessage}, {UID: "01JZZZZZZZZZZZZZZZZZZZZZZZ", Code: chat.NoMessage},
	}
	if diff := cmp.Diff(want, r.Ignored); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
	wantTally(t, ana.about("onMessageReceiptResponse", good.UID), 1, 1)

	if r := bob.answers(ops, good.UID); r.has("ignored") {
		t.Errorf("nothing was ignored, and it says %s", r.raw)
	}
	bob.do("quitGroup", obj("targetId", ops))
	wantCode(t, bob.call("sendReadReceiptResponse", obj("targetId", ops, "messageList", []string{string(good.UID)})), chat.NotMember)
	stranger := w.join("stranger")
	wantCode(t, stranger.call("sendReadReceiptResponse", obj("targetId", ops, "messageList", []string{string(good.UID)})), chat.NoGroup)
}

func TestAnswering2TheListIsBounded(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	list := make([]string, chat.MaxBatch+1)
	for i := range list {
		list[i] = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
	}
	wantCode(t, ana.call("sendReadReceiptResponse", obj("targetId", ops, "messageList", list)), chat.TooManyMessages)
	wantCode(t, ana.call("sendReadReceiptResponse", obj("targetId", ops, "messageList", []any{list[0], 7})), chat.Malformed)
}

func TestAnswering3TheTimeOfReadingIsKeptAndClamped(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	readers := []*client{w.join("past", ops), w.join("future", ops), w.join("true", ops)}
	m := ana.flagged(ops, "read this")
	for i, at := range []int64{1, int64(m.Sent) + int64(50*365*24*time.Hour/time.Millisecond), int64(m.Sent)} {
		readers[i].do("sendReadReceiptResponse", obj("targetId", ops,
			"messageList", []any{obj("messageUId", m.UID, "readTime", at)}))
	}
	got := map[chat.UserID]chat.Millis{}
	for _, r := range ana.do("getReadReceipt", obj("targetId", ops, "messageUId", m.UID, "list", "read")).Users {
		got[r.User] = r.ReadAt
	}
	if got["past"] != m.Sent || got["true"] != m.Sent || got["future"] < m.Sent || got["future"] > chat.At(time.Now()) {
		t.Errorf("times %v, sent %d", got, m.Sent)
	}
}

func TestAnswering4AnAnswerOutlivesTheHub(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	w.restart()
	again := w.connect(hub.Claims{User: "ana"}, nil)
	wantTally(t, again.do("getReadReceipt", onMessage(ops, m.UID)), 1, 1)
	wantUsers(t, again.list(ops, m.UID, chat.ListRead), "bob")
}

func TestAnswering5ReadingAndTheUnreadMarkerAreApart(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	if g := bob.do("getGroup", obj("targetId", ops)).Group; g.Unread != 1 || g.ReadSeq != 0 {
		t.Errorf("answering moved the marker: %+v", g)
	}
	m2 := ana.flagged(ops, "and this")
	bob.do("setReadPosition", obj("targetId", ops, "seq", m2.Seq))
	wantTally(t, ana.do("getReadReceipt", onMessage(ops, m2.UID)), 0, 1)
}

func TestWhoSeesWhatUnderSenderNobodyElseGetsAReceipt(t *testing.T) {
	w := newWorld(t, nil)
	owner := w.join("owner", ops)
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	ana.about("onMessageReceiptResponse", m.UID)
	ana.do("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "read that"))
	cy.do("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "👍", "on", true))
	settle(ana, ops, owner, bob, cy)
	for _, c := range []*client{owner, bob, cy} {
		wantCode(t, c.call("getReadReceipt", onMessage(ops, m.UID)), chat.NotSender)
		wantCode(t, c.call("remindUnread", onMessage(ops, m.UID)), chat.NotSender)
		frames := append(c.seen(), c.do("getHistory", obj("targetId", ops)))
		for _, f := range frames {
			for _, key := range []string{"readCount", "totalCount", "version", "userIdList"} {
				if f.has(key) {
					t.Errorf("%s was told %s: %s", c.user, key, f.raw)
				}
			}
		}
		if n := len(c.seen("onMessageReceiptResponse")); n != 0 {
			t.Errorf("%s got %d updates", c.user, n)
		}
	}
}

func TestWhoSeesWhatUnderEveryoneAllMembersDo(t *testing.T) {
	w := newWorld(t, nil)
	owner := w.join("owner", ops)
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	wantCode(t, ana.call("updateGroup", obj("targetId", ops, "receiptVisibility", "everyone")), chat.Forbidden)
	owner.do("updateGroup", obj("targetId", ops, "receiptVisibility", "everyone"))
	if e := cy.event("onGroupChanged"); e.Change.Kind != chat.ChangeVisibility || e.Group.Visibility != chat.VisibleToEveryone {
		t.Errorf("%s", e.raw)
	}
	m := ana.flagged(ops, "read this")
	if got := cy.about("onMessage", m.UID).Message.Receipt; got == nil || got.Tally == nil || got.Total != 3 {
		t.Errorf("cy got %+v", got)
	}
	bob.answers(ops, m.UID)
	for _, c := range []*client{owner, ana, bob, cy} {
		e := c.about("onMessageReceiptResponse", m.UID)
		wantTally(t, e, 1, 3)
		if _, ok := e.Readers["bob"]; !ok || e.Version != 1 {
			t.Errorf("%s: %s", c.user, e.raw)
		}
		wantUsers(t, c.list(ops, m.UID, chat.ListRead), "bob")
	}
	owner.do("updateGroup", obj("targetId", ops, "receiptVisibility", "sender"))
	cy.answers(ops, m.UID)
	wantTally(t, ana.about("onMessageReceiptResponse", m.UID), 2, 3)
	wantCode(t, bob.call("getReadReceipt", onMessage(ops, m.UID)), chat.NotSender)
	settle(ana, ops, bob, cy, owner)
	if n := len(bob.seen("onMessageReceiptResponse")); n != 1 {
		t.Errorf("bob got %d updates", n)
	}
}

func TestLiveCountsASenderWhoWasOfflineSeesTheRightCount(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	m := ana.flagged(ops, "read this")
	cursor := ana.about("onMessage", m.UID).Cursor
	ana.conn.Close(1000, "")
	<-ana.conn.Closed()
	bob.answers(ops, m.UID)
	bob.event("onReceiptResponded")

	back := w.connect(hub.Claims{User: "ana"}, obj("cursors", map[chat.GroupID]string{ops: cursor}))
	e := back.about("onMessageReceiptResponse", m.UID)
	wantTally(t, e, 1, 1)
	h := back.do("getHistory", obj("targetId", ops)).Messages
	r := h[len(h)-1].Receipt
	if r == nil || r.Tally == nil || r.Read != 1 || r.Total != 1 || len(r.Readers) != 1 {
		t.Errorf("history says %+v", r)
	}
}

func TestRemindNudgesWhoHasNotReadOnceAMinute(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) { o.Now = now.now })
	ana, bob, cy := w.join("ana", ops), w.join("bob", ops), w.join("cy", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	if r := ana.do("remindUnread", onMessage(ops, m.UID)); r.Reminded != 1 {
		t.Errorf("reminded %d", r.Reminded)
	}
	if e := cy.about("onReceiptReminder", m.UID); e.Sender != "ana" || e.Target != ops || e.Cursor == "" {
		t.Errorf("%s", e.raw)
	}
	r := ana.call("remindUnread", onMessage(ops, m.UID))
	wantCode(t, r, chat.TooFast)
	if r.RetryAfter <= 0 || r.RetryAfter > 60_000 {
		t.Errorf("retryAfter %d", r.RetryAfter)
	}
	now.add(61 * time.Second)
	ana.do("remindUnread", onMessage(ops, m.UID))
	settle(ana, ops, bob, cy)
	if n := len(bob.seen("onReceiptReminder")); n != 0 {
		t.Errorf("bob, who has read, got %d reminders", n)
	}
	plain := ana.post(ops, "x")
	wantCode(t, ana.call("remindUnread", onMessage(ops, plain.UID)), chat.NotAsked)
}
