package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

func TestPostedMessagesAreNumberedWithoutGaps(t *testing.T) {
	w := newWorld(t)
	first := w.m.State("g").LastSeq
	for i := range 5 {
		out := w.must("ann", chat.Post{ClientMsgID: fmt.Sprint("n", i), Text: "x"})
		w.refused("ann", chat.Post{ClientMsgID: fmt.Sprint("bad", i)}, chat.Malformed)
		if want := first + chat.Seq(i) + 1; out.Result.Seq != want || fact[chat.Posted](t, out).Message.Seq != want {
			t.Errorf("seq %d, want %d", out.Result.Seq, want)
		}
	}
}

func TestAPostedMessageIsWhole(t *testing.T) {
	w := newWorld(t)
	first := w.post("ben")
	out := w.must("ann", chat.Post{
		ClientMsgID: "c", Text: "a\x1b[31mb", ReplyTo: first, Mentions: []chat.UserID{"ben"}, NeedReceipt: true,
	})
	p := fact[chat.Posted](t, out)
	want := chat.Message{
		UID: out.Result.UID, ConversationType: 3, Group: "g", Seq: out.Result.Seq, Sender: "ann", Sent: w.now,
		ClientMsgID: "c", Text: "a\x1b[31mb", Kind: chat.KindText, ReplyTo: first, Mentions: []chat.UserID{"ben"},
	}
	if diff := cmp.Diff(want, p.Message); diff != "" || p.Audience == nil || out.Result.Sent != w.now {
		t.Errorf("%+v %s", out.Result, diff)
	}
}

func TestPostingAgainStoresNothingAndTellsTheFirstResult(t *testing.T) {
	w := newWorld(t)
	first := w.must("ann", chat.Post{ClientMsgID: "c", Text: "x"}).Result
	w.wait()
	again := w.nothing("ann", chat.Post{ClientMsgID: "c", Text: "another", NeedReceipt: true, ReplyTo: "unknown"})
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
	for name, other := range map[string]chat.Result{
		"by another user": w.must("ben", chat.Post{ClientMsgID: "c", Text: "x"}).Result,
		"another id":      w.must("ann", chat.Post{ClientMsgID: "C", Text: "x"}).Result,
	} {
		if other.UID == first.UID {
			t.Errorf("%s: the same message", name)
		}
	}
	w.in("h", "ann", chat.Create{Name: "h", Owner: user("ann")})
	if got := w.in("h", "ann", chat.Post{ClientMsgID: "c", Text: "x"}); kinds(got) != "Posted" {
		t.Error("in another group: the same message")
	}
}

func TestPostingAgainAfterLeavingTellsTheFirstResult(t *testing.T) {
	w := newWorld(t)
	first := w.must("ann", chat.Post{ClientMsgID: "c", Text: "x"}).Result
	w.must("ann", chat.Quit{})
	if diff := cmp.Diff(first, w.nothing("ann", chat.Post{ClientMsgID: "c", Text: "x"})); diff != "" {
		t.Error(diff)
	}
	w.refused("ann", chat.Post{ClientMsgID: "d", Text: "x"}, chat.NotMember)
}

func TestAMessageRecalledMeanwhileIsNotPostedAgain(t *testing.T) {
	w := newWorld(t)
	first := w.must("ann", chat.Post{ClientMsgID: "c", Text: "x"}).Result
	w.must("ann", chat.Recall{UID: first.UID})
	if diff := cmp.Diff(first, w.nothing("ann", chat.Post{ClientMsgID: "c", Text: "x"})); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsMalformedIsRefused(t *testing.T) {
	long := strings.Repeat("x", chat.MaxText)
	for _, c := range []struct {
		name string
		do   chat.Action
		want chat.Code
	}{
		{"an empty text", chat.Post{ClientMsgID: "c"}, chat.Malformed},
		{"the longest text", chat.Post{ClientMsgID: "c", Text: long}, chat.Done},
		{"a longer text", chat.Post{ClientMsgID: "c", Text: long + "x"}, chat.TooLarge},
		{"a text that is not UTF-8", chat.Post{ClientMsgID: "c", Text: "\xff"}, chat.Malformed},
		{"no client id", chat.Post{Text: "x"}, chat.Malformed},
		{"the longest client id", chat.Post{ClientMsgID: strings.Repeat("é", 64), Text: "x"}, chat.Done},
		{"a longer client id", chat.Post{ClientMsgID: strings.Repeat("x", 65), Text: "x"}, chat.Malformed},
		{"a reply to nothing", chat.Post{ClientMsgID: "c", Text: "x", ReplyTo: "unknown"}, chat.NoMessage},
		{"an edit to nothing", chat.Edit{UID: "unknown"}, chat.Malformed},
		{"an edit too long", chat.Edit{UID: "unknown", Text: long + "x"}, chat.TooLarge},
		{"no emoji", chat.React{UID: "unknown"}, chat.Malformed},
		{"a long emoji", chat.React{UID: "unknown", Emoji: long}, chat.Malformed},
		{"no name", chat.Update{Name: ptr("")}, chat.Malformed},
		{"a long name", chat.Update{Name: ptr(strings.Repeat("x", 257))}, chat.TooLarge},
		{"a name that is not UTF-8", chat.Update{Name: ptr("\xff")}, chat.Malformed},
		{"an empty topic", chat.Update{Topic: ptr("")}, chat.Done},
		{"a long topic", chat.Update{Topic: ptr(strings.Repeat("x", 1025))}, chat.TooLarge},
		{"a topic that is not UTF-8", chat.Update{Topic: ptr("\xff")}, chat.Malformed},
		{"another visibility", chat.Update{Visibility: ptr(chat.Visibility("some"))}, chat.Malformed},
		{"no visibility", chat.Update{Visibility: ptr(chat.Visibility(""))}, chat.Malformed},
		{"a group without a name", chat.Create{}, chat.Malformed},
		{"a group with another visibility", chat.Create{Name: "x", Visibility: "some"}, chat.Malformed},
		{"nothing at all", nil, chat.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			before := w.m.State("g")
			if got := w.do("owner", c.do).Result.Code; got != c.want {
				t.Errorf("code %d, want %d", got, c.want)
			}
			if diff := cmp.Diff(before, w.m.State("g")); c.want != chat.Done && diff != "" {
				t.Errorf("it changed something: %s", diff)
			}
		})
	}
}

// TestTheOrderOfErrors lets two errors apply at a time: the first of protocol.md
// is told.
func TestTheOrderOfErrors(t *testing.T) {
	w := newWorld(t)
	recalled, foreign := w.post("ann"), w.post("ben")
	w.must("ann", chat.Recall{UID: recalled})
	foreignRecalled := w.ask("ben")
	w.must("ben", chat.Recall{UID: foreignRecalled})
	old := w.post("ann")
	w.now += 10_000
	tight := chat.Rules{RequestWindow: 1, MaxAudience: 1}
	for _, c := range []struct {
		name string
		by   chat.UserID
		do   chat.Action
		want chat.Code
	}{
		{"malformed before group", "stranger", chat.Edit{UID: foreign}, chat.Malformed},
		{"malformed before role", "ann", chat.Update{Name: ptr("")}, chat.Malformed},
		{"malformed before role: a role", "ann", chat.SetRole{User: "ben", Role: "king"}, chat.Malformed},
		{"malformed before message", "ann", chat.React{UID: "unknown"}, chat.Malformed},
		{"malformed before conflict", "ann", chat.Create{}, chat.Malformed},
		{"group before message", "stranger", chat.Ask{UID: "unknown"}, chat.NoGroup},
		{"group before role", "stranger", chat.Remove{Users: []chat.UserID{"owner"}}, chat.NoGroup},
		{"role before conflict", "ann", chat.SetRole{User: "nobody", Role: chat.RoleAdmin}, chat.Forbidden},
		{"message before sender", "ann", chat.Ask{UID: "unknown"}, chat.NoMessage},
		{"sender before recalled", "ann", chat.Ask{UID: foreignRecalled}, chat.NotSender},
		{"sender before recalled: edit", "ann", chat.Edit{UID: foreignRecalled, Text: "x"}, chat.NotSender},
		{"right before recalled: recall", "ann", chat.Recall{UID: foreignRecalled}, chat.Forbidden},
		{"sender before flagged", "ann", chat.Remind{UID: foreign}, chat.NotSender},
		{"recalled before flagged", "ann", chat.Remind{UID: recalled}, chat.MessageRecalled},
		{"recalled before window", "ann", chat.Ask{UID: recalled, Rules: tight}, chat.MessageRecalled},
		{"window before audience", "ann", chat.Ask{UID: old, Rules: tight}, chat.WindowClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := w.do(c.by, c.do).Result.Code; got != c.want {
				t.Errorf("code %d, want %d", got, c.want)
			}
		})
	}
	if got := w.answer("ann", recalled).Result.Ignored; len(got) != 1 || got[0].Code != chat.Forbidden {
		t.Errorf("answering one's own recalled message: %v", got)
	}
	if got := w.answer("ben", recalled).Result.Ignored; len(got) != 1 || got[0].Code != chat.MessageRecalled {
		t.Errorf("answering a recalled message that did not ask: %v", got)
	}
}

func TestEditing(t *testing.T) {
	w := newWorld(t)
	uid := w.post("ann")
	if e := fact[chat.Edited](t, w.must("ann", chat.Edit{UID: uid, Text: "new"})); e.UID != uid || e.Text != "new" {
		t.Errorf("%+v", e)
	}
	w.refused("owner", chat.Edit{UID: uid, Text: "new"}, chat.NotSender)
	w.refused("ann", chat.Edit{UID: "unknown", Text: "new"}, chat.NoMessage)
	w.must("ann", chat.Recall{UID: uid})
	w.refused("ann", chat.Edit{UID: uid, Text: "new"}, chat.MessageRecalled)
}

func TestRecallingTwiceIsOne(t *testing.T) {
	w := newWorld(t)
	uid := w.post("ann")
	w.must("ann", chat.Recall{UID: uid})
	w.nothing("ann", chat.Recall{UID: uid})
	w.nothing("owner", chat.Recall{UID: uid})
	w.refused("owner", chat.Recall{UID: "unknown"}, chat.NoMessage)
}

func TestSystemLinesAreNobodys(t *testing.T) {
	w := newWorld(t)
	line := fact[chat.Posted](t, w.must("owner", chat.Update{Topic: ptr("x")})).Message.UID
	w.refused("owner", chat.Edit{UID: line, Text: "x"}, chat.NotSender)
	w.refused("owner", chat.Recall{UID: line}, chat.Forbidden)
}

func TestReacting(t *testing.T) {
	w := newWorld(t)
	uid := w.post("ann")
	w.nothing("ben", chat.React{UID: uid, Emoji: "+1"})
	w.must("ben", chat.React{UID: uid, Emoji: "+1", On: true})
	w.nothing("ben", chat.React{UID: uid, Emoji: "+1", On: true})
	w.must("ben", chat.React{UID: uid, Emoji: "+1"})
	for i := range chat.MaxReactions {
		w.must("ben", chat.React{UID: uid, Emoji: fmt.Sprint(i), On: true})
	}
	w.refused("ben", chat.React{UID: uid, Emoji: "one more", On: true}, chat.TooLarge)
	w.refused("ben", chat.React{UID: "unknown", Emoji: "x", On: true}, chat.NoMessage)
	w.must("ann", chat.Recall{UID: uid})
	w.refused("ben", chat.React{UID: uid, Emoji: "0"}, chat.MessageRecalled)
}

func TestUnreadCountsTextsOfOthers(t *testing.T) {
	w := newWorld(t)
	check := func(when string, want int) {
		t.Helper()
		if got := w.unread("ben"); got != want {
			t.Errorf("%s: %d unread, want %d", when, got, want)
		}
	}
	check("at the start", 0)
	w.post("ann")
	check("a text", 1)
	w.post("ben")
	check("own messages are never unread", 1)
	w.must("owner", chat.Update{Topic: ptr("x")})
	check("system lines are not", 1)
	second := w.must("ann", chat.Post{ClientMsgID: "s", Text: "x"}).Result.Seq
	w.post("ben")
	w.post("ann")
	check("three", 3)
	w.must("ben", chat.SetRead{Seq: second})
	check("up to the second", 1)
	w.nothing("ben", chat.SetRead{Seq: second - 1})
	w.nothing("ben", chat.SetRead{Seq: -5})
	check("the marker never goes back", 1)
	moved := fact[chat.ReadMoved](t, w.must("ben", chat.SetRead{Seq: 1 << 40}))
	if last := w.m.State("g").LastSeq; moved.Seq != last || moved.Unread != 0 {
		t.Errorf("the marker goes past the end %d: %+v", last, moved)
	}
	check("all", 0)
	w.post("ann")
	check("one more", 1)
	w.must("ben", chat.Quit{})
	w.post("ann")
	w.must("owner", chat.Invite{Users: []chat.Profile{user("ben")}})
	check("back again", 0)
	w.post("ann")
	check("and one more", 1)
}

func TestTheHubsClockStepsBackAndTheGroupsDoesNot(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	sent := w.now
	w.now -= 3_600_000
	out := w.must("ben", answer(uid))
	if a := fact[chat.Answered](t, out); a.ReadAt != sent {
		t.Errorf("read at %d, sent at %d", a.ReadAt, sent)
	}
	if p := w.must("ann", chat.Post{ClientMsgID: "later", Text: "x"}).Result; p.Sent != sent {
		t.Errorf("sent at %d, the one before at %d", p.Sent, sent)
	}
	if due := w.answer("owner", uid).Due; len(due) != 1 || due[0].At != sent.Add(chat.UpdateInterval) {
		t.Errorf("due %v", due)
	}
}
