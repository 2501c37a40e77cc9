package hub_test

import (
	"fmt"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
)

func TestAMessageComesToEverybodyAndToItsSenderWithItsID(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	desk := w.connect(hub.Claims{User: "ana"}, nil)
	r := ana.do("sendMessage", obj("targetId", ops, "clientMsgId", "mine", "text", "hällo", "mentions", []string{"bob"}))
	if r.UID == "" || r.Seq == 0 || r.Sent == 0 {
		t.Errorf("%s", r.raw)
	}
	for c, id := range map[*client]string{ana: "mine", desk: "mine", bob: ""} {
		e := c.about("onMessage", r.UID)
		m := e.Message
		if m.ClientMsgID != id || m.Text != "hällo" || m.Seq != r.Seq || m.Sent != r.Sent || m.Sender != "ana" ||
			m.Group != ops || m.ConversationType != 3 || m.Kind != chat.KindText || len(m.Mentions) != 1 || e.Cursor == "" {
			t.Errorf("%s: %s", c.user, e.raw)
		}
		if id == "" && e.has("clientMsgId") {
			t.Errorf("%s: %s", c.user, e.raw)
		}
	}
	answer := bob.do("sendMessage", obj("targetId", ops, "clientMsgId", "b", "text", "yes", "replyTo", r.UID))
	if m := ana.about("onMessage", answer.UID).Message; m.ReplyTo != r.UID || m.Seq != r.Seq+1 {
		t.Errorf("%+v", m)
	}
	wantCode(t, bob.call("sendMessage", obj("targetId", ops, "clientMsgId", "c", "text", "x", "replyTo", "01JZZZZZZZZZZZZZZZZZZZZZZZ")), chat.NoMessage)
}

func TestTheSameClientMsgIDPostsOnceAlsoAfterARestart(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops, "other"), w.join("bob", ops)
	in := obj("targetId", ops, "clientMsgId", "same", "text", "once")
	first := ana.do("sendMessage", in)
	again := ana.do("sendMessage", in)
	if again.UID != first.UID || again.Seq != first.Seq || again.Sent != first.Sent {
		t.Errorf("%s then %s", first.raw, again.raw)
	}
	if r := bob.do("sendMessage", in); r.UID == first.UID {
		t.Error("another user's ids are their own")
	}
	in["targetId"] = "other"
	if r := ana.do("sendMessage", in); r.UID == first.UID {
		t.Error("another group's ids are its own")
	}
	in["targetId"] = ops
	w.restart()
	ana = w.connect(hub.Claims{User: "ana"}, nil)
	if r := ana.do("sendMessage", in); r.UID != first.UID || r.Seq != first.Seq || r.Sent != first.Sent {
		t.Errorf("after a restart %s", r.raw)
	}
	if n := len(ana.do("getHistory", obj("targetId", ops)).Messages); n != 2 {
		t.Errorf("%d messages", n)
	}
}

func TestEditingRecallingAndReactingAreToldToAll(t *testing.T) {
	w := newWorld(t, nil)
	owner, ana, bob := w.join("owner", ops), w.join("ana", ops), w.join("bob", ops)
	plain, flagged := ana.post(ops, "plain"), ana.flagged(ops, "flagged")
	bob.answers(ops, flagged.UID)
	ana.about("onMessageReceiptResponse", flagged.UID)
	for _, m := range []frame{plain, flagged} {
		wantCode(t, bob.call("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "no")), chat.NotSender)
		ana.do("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "edited"))
		for _, c := range []*client{owner, ana, bob} {
			e := c.about("onMessageUpdated", m.UID)
			if e.Message.Text != "edited" || e.Message.Edited == 0 || e.Cursor == "" || e.has("clientMsgId") != (c == ana) {
				t.Errorf("%s: %s", c.user, e.raw)
			}
			r := e.Message.Receipt
			switch {
			case m.UID == plain.UID:
				if r != nil {
					t.Errorf("%s: %s", c.user, e.raw)
				}
			case r == nil || r.Responded != (c == bob) || (r.Tally != nil) != (c == ana):
				t.Errorf("%s: %s", c.user, e.raw)
			case c == ana && (r.Read != 1 || r.Total != 2):
				t.Errorf("%s: %s", c.user, e.raw)
			}
		}
		bob.do("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "👍", "on", true))
		for _, c := range []*client{owner, ana, bob} {
			e := c.about("onMessageUpdated", m.UID)
			if us := e.Message.Reactions["👍"]; len(us) != 1 || us[0] != "bob" {
				t.Errorf("%s: %s", c.user, e.raw)
			}
		}
		bob.do("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "👍", "on", false))
		if e := owner.about("onMessageUpdated", m.UID); len(e.Message.Reactions) != 0 {
			t.Errorf("%s", e.raw)
		}
		wantCode(t, bob.call("recallMessage", onMessage(ops, m.UID)), chat.Forbidden)
		owner.do("recallMessage", onMessage(ops, m.UID))
		e := bob.wait("the recall", func(f frame) bool {
			return f.Event == "onMessageUpdated" && f.Message.UID == m.UID && f.Message.Recalled != 0
		})
		if e.Message.Text != "" {
			t.Errorf("%s", e.raw)
		}
		wantCode(t, ana.call("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "x")), chat.MessageRecalled)
	}
	for _, m := range bob.do("getHistory", obj("targetId", ops)).Messages {
		if m.Text != "" {
			t.Errorf("a recalled text is told: %+v", m)
		}
	}
}

func TestEditingAFlaggedMessageWhoseSenderHasLeft(t *testing.T) {
	w := newWorld(t, nil)
	owner, ana, bob := w.join("owner", ops), w.join("ana", ops), w.join("bob", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	ana.do("quitGroup", obj("targetId", ops))
	owner.do("react", obj("targetId", ops, "messageUId", m.UID, "emoji", "x", "on", true))
	if r := bob.about("onMessageUpdated", m.UID).Message.Receipt; r == nil || !r.Responded || r.Tally != nil {
		t.Errorf("%+v", r)
	}
	if r := owner.about("onMessageUpdated", m.UID).Message.Receipt; r == nil || r.Responded || r.Tally != nil {
		t.Errorf("%+v", r)
	}
}

func TestHistoryIsPagedFromBothEndsAndAround(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	for i := range 30 {
		ana.post(ops, fmt.Sprint(i+1))
	}
	for _, c := range []struct {
		name        string
		params      map[string]any
		first, last chat.Seq
		more        bool
	}{
		{"newest", obj("limit", 10), 21, 30, true},
		{"all", obj(), 1, 30, false},
		{"before", obj("before", 21, "limit", 10), 11, 20, true},
		{"before, to the start", obj("before", 11, "limit", 10), 1, 10, false},
		{"before the first", obj("before", 1, "limit", 10), 0, 0, false},
		{"before nothing", obj("before", 0), 0, 0, false},
		{"after", obj("after", 10, "limit", 10), 11, 20, true},
		{"after nothing", obj("after", 0, "limit", 10), 1, 10, true},
		{"after the last but one", obj("after", 29, "limit", 10), 30, 30, false},
		{"after the last", obj("after", 30, "limit", 10), 0, 0, false},
		{"around", obj("around", 15, "limit", 10), 10, 19, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.params["targetId"] = ops
			r := ana.do("getHistory", c.params)
			var first, last chat.Seq
			for i, m := range r.Messages {
				if i == 0 {
					first = m.Seq
				}
				if last = m.Seq; last != first+chat.Seq(i) {
					t.Errorf("seq %d at %d", m.Seq, i)
				}
			}
			if first != c.first || last != c.last || r.More != c.more || !r.has("messages") {
				t.Errorf("%d to %d, more %v", first, last, r.More)
			}
		})
	}
	wantCode(t, ana.call("getHistory", obj("targetId", ops, "before", 1, "after", 2)), chat.Malformed)
}

func TestAPageThatIsTooLargeForAFrameStopsEarly(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	text := strings.Repeat(`"`, chat.MaxText) // twice as long on the wire
	for range 100 {
		ana.post(ops, text)
	}
	for name, c := range map[string]struct {
		params map[string]any
		holds  func(first, last chat.Seq) bool
	}{
		"newest": {obj(), func(_, last chat.Seq) bool { return last == 100 }},
		"after":  {obj("after", 0), func(first, _ chat.Seq) bool { return first == 1 }},
		"before": {obj("before", 90), func(_, last chat.Seq) bool { return last == 89 }},
		"around": {obj("around", 50), func(first, last chat.Seq) bool { return first <= 50 && last >= 50 }},
	} {
		c.params["targetId"], c.params["limit"] = ops, 200
		r := ana.do("getHistory", c.params)
		n := len(r.Messages)
		if n == 0 || n >= 100 || !r.More || len(r.raw) > chat.MaxHubFrame {
			t.Fatalf("%s: %d messages, more %v, %d bytes", name, n, r.More, len(r.raw))
		}
		if first, last := r.Messages[0].Seq, r.Messages[n-1].Seq; !c.holds(first, last) {
			t.Errorf("%s: %d to %d", name, first, last)
		}
	}
}

func TestCallsTakeEffectInTheOrderInWhichTheyWereSent(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana := w.join("ana", ops)
	var ids []int64
	for range 50 {
		ids = append(ids, ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x")))
	}
	read := ana.send("getGroup", obj("targetId", ops))
	more := ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
	if g := ana.reply(read).Group; g.LastSeq != 50 {
		t.Errorf("a read saw %d of 50 messages", g.LastSeq)
	}
	for i, id := range ids {
		if r := ana.reply(id); r.Seq != chat.Seq(i+1) {
			t.Errorf("message %d has seq %d", i+1, r.Seq)
		}
	}
	if r := ana.reply(more); r.Seq != 51 {
		t.Errorf("seq %d", r.Seq)
	}
}

func TestManyMoreCallsThanMayWaitAreAllAnswered(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	var ids []int64
	for range 900 {
		ids = append(ids, ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x")))
	}
	for i, id := range ids {
		if r := ana.reply(id); r.Code != chat.Done || r.Seq != chat.Seq(i+1) {
			t.Fatalf("call %d: %s", i, r.raw)
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	for name, c := range map[string]struct {
		op     string
		params map[string]any
		code   chat.Code
	}{
		"empty text":       {"sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", ""), chat.Malformed},
		"too long a text":  {"sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", strings.Repeat("x", chat.MaxText+1)), chat.TooLarge},
		"no clientMsgId":   {"sendMessage", obj("targetId", ops, "text", "x"), chat.Malformed},
		"bad group id":     {"getGroup", obj("targetId", "../x"), chat.Malformed},
		"bad role":         {"setRole", obj("targetId", ops, "userId", "ana", "role", "king"), chat.Malformed},
		"limit of members": {"listMembers", obj("targetId", ops, "limit", 501), chat.Malformed},
		"no such message":  {"recallMessage", onMessage(ops, "01JZZZZZZZZZZZZZZZZZZZZZZZ"), chat.NoMessage},
		"short query":      {"search", obj("query", "x"), chat.Malformed},
		"no receipt asked": {"getReadReceipt", onMessage(ops, ana.post(ops, "x").UID), chat.NotAsked},
	} {
		r := ana.call(c.op, c.params)
		if r.Code != c.code || r.Error == "" {
			t.Errorf("%s: %s", name, r.raw)
		}
	}
}
