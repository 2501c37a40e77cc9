package chat_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

// The names of these tests are the numbers of receipts.md.

func TestAsking1OnlyTheSenderOfAMessageMayAsk(t *testing.T) {
	w := newWorld(t)
	uid := w.post("ann")
	for _, u := range []chat.UserID{"owner", "admin", "ben", "robo"} {
		w.refused(u, chat.Ask{UID: uid}, chat.NotSender)
	}
	w.must("ann", chat.Ask{UID: uid})
}

func TestAsking1OnlyWhileAMember(t *testing.T) {
	w := newWorld(t)
	uid := w.post("ann")
	w.must("ann", chat.Quit{})
	w.refused("ann", chat.Ask{UID: uid}, chat.NotMember)
}

func TestAsking1NobodyAsksForASystemLine(t *testing.T) {
	w := newWorld(t)
	line := fact[chat.Posted](t, w.must("owner", chat.Update{Topic: ptr("x")})).Message
	w.refused("owner", chat.Ask{UID: line.UID}, chat.NotSender)
	w.refused("owner", chat.Remind{UID: line.UID}, chat.NotSender)
}

func TestAsking1AtSendingOrLaterEndsInTheSameState(t *testing.T) {
	w := newWorld(t)
	at := w.ask("ann")
	later := w.post("ann")
	asked := fact[chat.Asked](t, w.must("ann", chat.Ask{UID: later}))
	if asked.Card.UID != later || !asked.Card.Flagged || asked.Audience == nil {
		t.Errorf("asked: %+v", asked)
	}
	a, b := w.ledger(at), w.ledger(later)
	if a.Tally() != b.Tally() || !slices.Equal(a.Unread(), b.Unread()) || a.Card().Flagged != b.Card().Flagged {
		t.Errorf("%+v %v, and later %+v %v", a.Tally(), a.Unread(), b.Tally(), b.Unread())
	}
}

func TestAsking2AgainIsSuccessAndChangesNothing(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	if got := w.nothing("ann", chat.Ask{UID: uid}); got.Total != 3 {
		t.Errorf("total %d", got.Total)
	}
	w.counted(uid, 1, 3)
}

func TestAsking2AgainAfterTheWindowIsSuccess(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.wait()
	w.nothing("ann", chat.Ask{UID: uid, Rules: chat.Rules{RequestWindow: time.Second, MaxAudience: 1}})
}

func TestAsking3TheAudienceIsTheMembersLessTheSenderLessBots(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	if got := w.ledger(uid).Unread(); !sameUsers(got, []chat.UserID{"owner", "admin", "ben"}) {
		t.Errorf("asked: %v", got)
	}
	fromBot := w.ask("robo")
	if got := w.ledger(fromBot).Unread(); !sameUsers(got, []chat.UserID{"owner", "admin", "ann", "ben"}) {
		t.Errorf("a bot asks: %v", got)
	}
}

func TestAsking3TheAudienceIsFrozen(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.must("owner", chat.Invite{Users: []chat.Profile{user("late")}})
	w.must("ben", chat.Describe{Profile: chat.Profile{User: "ben", Name: "Ben", Kind: chat.KindBot}})
	w.counted(uid, 0, 3)
	w.wait()
	out := w.answer("late", uid)
	if a := fact[chat.Answered](t, out); a.Counted {
		t.Error("who joined later counts")
	}
	// The sender is told of it, with unchanged counts.
	if a := fact[chat.Announced](t, out); a.Tally != (chat.Tally{Total: 3, Version: 1}) || len(a.Readers) != 1 || a.Readers[0].Counted {
		t.Errorf("announced %+v", a)
	}
	if a := fact[chat.Answered](t, w.answer("ben", uid)); !a.Counted {
		t.Error("who was asked as a person does not count")
	}
	// From now on ben is a bot, and late is asked.
	if got := w.ledger(w.ask("ann")).Unread(); !sameUsers(got, []chat.UserID{"admin", "late", "owner"}) {
		t.Errorf("asked next: %v", got)
	}
}

func TestAsking3WhoBecameABotIsNotAskedNext(t *testing.T) {
	w := newWorld(t)
	before := w.ask("ann")
	w.must("ben", chat.Describe{Profile: chat.Profile{User: "ben", Name: "Ben", Kind: chat.KindBot}})
	w.counted(before, 0, 3)
	w.counted(w.ask("ann"), 0, 2)
}

func TestAsking3ABotsAnswerIsTakenAndNeverCounts(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	if a := fact[chat.Answered](t, w.answer("robo", uid)); a.Counted {
		t.Error("a bot counts")
	}
	w.counted(uid, 0, 3)
}

func TestAsking3LeftBeforeReadingLeavesTheTotal(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	for _, leave := range []struct {
		by chat.UserID
		do chat.Action
	}{{"ben", chat.Quit{}}, {"owner", chat.Remove{Users: []chat.UserID{"admin"}}}} {
		w.wait()
		before := w.ledger(uid).Tally()
		out := w.must(leave.by, leave.do)
		a := fact[chat.Announced](t, out)
		want := chat.Tally{Total: before.Total - 1, Version: before.Version + 1}
		if a.Tally != want || a.UID != uid || a.Sender != "ann" || len(a.Readers) != 0 {
			t.Errorf("announced %+v, want %+v and no reader", a, want)
		}
	}
}

func TestAsking3LeftAfterReadingStaysCounted(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	w.wait()
	if got := kinds(w.must("ben", chat.Quit{})); got != "Left Posted" {
		t.Errorf("leaving led to %s", got)
	}
	w.counted(uid, 1, 3)
}

func TestAsking3BackBeforeReadingIsCountedAgainOnce(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.must("ben", chat.Quit{})
	w.counted(uid, 0, 2)
	w.wait()
	out := w.must("owner", chat.Invite{Users: []chat.Profile{user("ben")}})
	if a := fact[chat.Announced](t, out); a.Tally.Total != 3 {
		t.Errorf("announced %+v", a)
	}
	w.nothing("owner", chat.Invite{Users: []chat.Profile{user("ben")}})
	if a := fact[chat.Answered](t, w.answer("ben", uid)); !a.Counted {
		t.Error("does not count")
	}
	w.counted(uid, 1, 3)
}

func TestAsking3EveryoneHasReadItCanAlwaysBeReached(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.must("ben", chat.Quit{})
	w.answer("owner", uid)
	w.answer("robo", uid)
	w.answer("admin", uid)
	w.counted(uid, 2, 2)
}

func TestAsking4ARecalledMessageStopsCollectingAndKeepsItsList(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	w.must("ann", chat.Recall{UID: uid})
	res := w.nothing("owner", answer(uid))
	if diff := cmp.Diff([]chat.Ignored{{UID: uid, Code: chat.MessageRecalled}}, res.Ignored); diff != "" {
		t.Error(diff)
	}
	w.refused("ann", chat.Ask{UID: uid}, chat.MessageRecalled)
	w.refused("ann", chat.Remind{UID: uid}, chat.MessageRecalled)
	w.wait()
	if got := kinds(w.must("owner", chat.Remove{Users: []chat.UserID{"admin"}})); got != "Left Posted" {
		t.Errorf("leaving led to %s", got)
	}
	w.counted(uid, 1, 3)
	if got := w.ledger(uid).Answers(0); len(got) != 1 || got[0].User != "ben" {
		t.Errorf("the list is %v", got)
	}
}

func TestAsking4WhatWasAnsweredBeforeTheRecallIsStillTold(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	due := w.answer("owner", uid).Due
	if len(due) != 1 {
		t.Fatalf("due %v", due)
	}
	w.must("ann", chat.Recall{UID: uid})
	out := w.at(due[0].At, "g", "", chat.Announce{Messages: []chat.MessageUID{uid}})
	if a := fact[chat.Announced](t, out); a.Tally.Read != 2 {
		t.Errorf("announced %+v", a)
	}
}

func TestAsking4AnEditedMessageKeepsItsReceipts(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	if got := kinds(w.must("ann", chat.Edit{UID: uid, Text: "other"})); got != "Edited" {
		t.Errorf("editing led to %s", got)
	}
	w.counted(uid, 1, 3)
	w.answer("owner", uid)
	w.counted(uid, 2, 3)
}

func TestAsking5TheWindowForAskingCloses(t *testing.T) {
	for _, c := range []struct {
		name   string
		window time.Duration
		after  chat.Millis
		want   chat.Code
	}{
		{"off by default", 0, 1 << 40, chat.Done},
		{"within", 120 * time.Second, 119_999, chat.Done},
		{"at its end", 120 * time.Second, 120_000, chat.Done},
		{"after it", 120 * time.Second, 120_001, chat.WindowClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			uid := w.post("ann")
			out := w.at(w.now+c.after, "g", "ann", chat.Ask{UID: uid, Rules: chat.Rules{RequestWindow: c.window}})
			if out.Result.Code != c.want {
				t.Errorf("code %d, want %d", out.Result.Code, c.want)
			}
		})
	}
}

func TestAsking5TheAudienceMayBeCapped(t *testing.T) {
	for _, c := range []struct {
		most int
		want chat.Code
	}{{0, chat.Done}, {3, chat.Done}, {2, chat.AudienceTooLarge}} {
		t.Run(fmt.Sprint(c.most), func(t *testing.T) {
			w := newWorld(t)
			rules := chat.Rules{MaxAudience: c.most}
			uid := w.post("ann")
			if got := w.do("ann", chat.Ask{UID: uid, Rules: rules}).Result.Code; got != c.want {
				t.Errorf("asking later: code %d, want %d", got, c.want)
			}
			last := w.m.State("g").LastSeq
			post := chat.Post{ClientMsgID: "x", Text: "x", NeedReceipt: true, Rules: rules}
			if got := w.do("ann", post).Result.Code; got != c.want {
				t.Errorf("asking at once: code %d, want %d", got, c.want)
			}
			if stored := w.m.State("g").LastSeq > last; stored != (c.want == chat.Done) {
				t.Errorf("stored: %v", stored)
			}
		})
	}
}

func TestAsking6AGroupOfOneIsSuccessWithNobodyToReadIt(t *testing.T) {
	w := newWorld(t)
	w.in("alone", "ann", chat.Create{Name: "me", Owner: user("ann")})
	uid := w.in("alone", "ann", chat.Post{ClientMsgID: "1", Text: "x"}).Result.UID
	out := w.in("alone", "ann", chat.Ask{UID: uid})
	if out.Result.Code != chat.Done || out.Result.Total != 0 || kinds(out) != "Asked" {
		t.Errorf("%+v", out)
	}
}

func TestAnswering1TheFirstWinsLaterOnesAreSuccess(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	out := w.answer("ben", uid)
	if !slices.Equal(out.Result.Responded, []chat.MessageUID{uid}) || kinds(out) != "Answered Announced" {
		t.Errorf("the first: %+v", out)
	}
	at := w.ledger(uid).Answers(0)[0].At
	res := w.nothing("ben", answer(uid))
	if len(res.Responded) != 0 || len(res.Ignored) != 0 {
		t.Errorf("the second: %+v", res)
	}
	if got := w.ledger(uid).Answers(0); len(got) != 1 || got[0].At != at {
		t.Errorf("answers: %v", got)
	}
}

func TestAnswering1TwiceInOneCallIsOne(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	out := w.answer("ben", uid, uid)
	if !slices.Equal(out.Result.Responded, []chat.MessageUID{uid}) || len(out.Result.Ignored) != 0 {
		t.Errorf("%+v", out.Result)
	}
	w.counted(uid, 1, 3)
}

func TestAnswering2OneBadIDNeverLosesTheOthers(t *testing.T) {
	w := newWorld(t)
	good, plain, own, recalled := w.ask("ann"), w.post("ann"), w.ask("ben"), w.ask("ann")
	w.must("ann", chat.Recall{UID: recalled})
	w.in("h", "ann", chat.Create{Name: "h", Owner: user("ann"), Members: []chat.Profile{user("ben")}})
	foreign := w.in("h", "ann", chat.Post{ClientMsgID: "1", Text: "x", NeedReceipt: true}).Result.UID
	last := w.ask("ann")

	out := w.answer("ben", "unknown", plain, own, foreign, good, recalled, last)
	want := []chat.Ignored{
		{UID: "unknown", Code: chat.NoMessage},
		{UID: plain, Code: chat.NotAsked},
		{UID: own, Code: chat.Forbidden},
		{UID: foreign, Code: chat.NoMessage},
		{UID: recalled, Code: chat.MessageRecalled},
	}
	if diff := cmp.Diff(want, out.Result.Ignored); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(out.Result.Responded, []chat.MessageUID{good, last}) {
		t.Errorf("taken: %v", out.Result.Responded)
	}
}

func TestAnswering2OnlyAMemberAnswers(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.must("ben", chat.Quit{})
	w.refused("ben", answer(uid), chat.NotMember)
	w.refused("stranger", answer(uid), chat.NoGroup)
	w.counted(uid, 0, 2)
}

func TestAnswering2AtMost100ACall(t *testing.T) {
	w := newWorld(t)
	w.refused("ben", answer(make([]chat.MessageUID, 101)...), chat.TooManyMessages)
	w.answer("ben", make([]chat.MessageUID, 100)...)
}

func TestAnswering3TheTimeOfReadingIsClamped(t *testing.T) {
	w := newWorld(t)
	const later = 60_000
	for _, c := range []struct {
		name string
		at   func(sent, now chat.Millis) chat.Millis
		want func(sent, now chat.Millis) chat.Millis
	}{
		{"stated", func(sent, _ chat.Millis) chat.Millis { return sent + 7 }, func(sent, _ chat.Millis) chat.Millis { return sent + 7 }},
		{"not stated: now", func(_, _ chat.Millis) chat.Millis { return 0 }, func(_, now chat.Millis) chat.Millis { return now }},
		{"before it was sent", func(sent, _ chat.Millis) chat.Millis { return sent - 1 }, func(sent, _ chat.Millis) chat.Millis { return sent }},
		{"fifty years ago", func(_, _ chat.Millis) chat.Millis { return 1 }, func(sent, _ chat.Millis) chat.Millis { return sent }},
		{"negative", func(_, _ chat.Millis) chat.Millis { return -1 << 62 }, func(sent, _ chat.Millis) chat.Millis { return sent }},
		{"in the future", func(_, now chat.Millis) chat.Millis { return now + 1 }, func(_, now chat.Millis) chat.Millis { return now }},
		{"in fifty years", func(_, _ chat.Millis) chat.Millis { return 1 << 62 }, func(_, now chat.Millis) chat.Millis { return now }},
	} {
		t.Run(c.name, func(t *testing.T) {
			uid := w.ask("ann")
			sent := w.now
			w.now += later
			out := w.must("ben", chat.Answer{Messages: []chat.Reading{{UID: uid, At: c.at(sent, sent+later+1)}}})
			if got, want := fact[chat.Answered](t, out).ReadAt, c.want(sent, sent+later+1); got != want {
				t.Errorf("read at %d, want %d", got, want)
			}
		})
	}
}

func TestAnswering5AnswersAndTheUnreadMarkerAreApart(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	if w.unread("ben") != 1 {
		t.Error("answering moved the marker")
	}
	w.must("admin", chat.SetRead{Seq: w.m.State("g").LastSeq})
	w.counted(uid, 1, 3)
}

func TestWhoSeesWhatOnlyOwnerAndAdminsChangeIt(t *testing.T) {
	w := newWorld(t)
	if v := w.m.State("g").Info.Visibility; v != chat.VisibleToSender {
		t.Errorf("default is %s", v)
	}
	w.refused("ann", chat.Update{Visibility: ptr(chat.VisibleToEveryone)}, chat.Forbidden)
	for u, v := range map[chat.UserID]chat.Visibility{"owner": chat.VisibleToEveryone, "admin": chat.VisibleToSender} {
		w.must("owner", chat.Update{Visibility: ptr(chat.VisibleToEveryone)})
		w.must(u, chat.Update{Visibility: &v})
		if got := w.m.State("g").Info.Visibility; got != v {
			t.Errorf("%s set %s, it is %s", u, v, got)
		}
	}
}

func TestWhoSeesWhatEverybodyIsToldWhichIsInForce(t *testing.T) {
	w := newWorld(t)
	out := w.must("admin", chat.Update{Visibility: ptr(chat.VisibleToEveryone)})
	if u := fact[chat.Updated](t, out); u.How != chat.ChangeVisibility || u.Info.Visibility != chat.VisibleToEveryone {
		t.Errorf("%+v", u)
	}
	if m := fact[chat.Posted](t, out).Message; m.Kind != chat.KindSystem || m.Text != "admin set who sees receipts to: everyone" {
		t.Errorf("%+v", m)
	}
}

func TestLiveCountsVersionsGrowByOneAndDeltasAreDisjoint(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	for i, u := range []chat.UserID{"ben", "robo", "owner", "admin"} {
		w.wait()
		a := fact[chat.Announced](t, w.answer(u, uid))
		if a.Tally.Version != int64(i+1) || a.From != i || a.To != i+1 || a.Readers[0].User != u {
			t.Errorf("update %d: %+v", i, a)
		}
	}
}

func TestLiveCountsAStormIsCoalesced(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	first := w.answer("ben", uid)
	if kinds(first) != "Answered Announced" || len(first.Due) != 0 {
		t.Errorf("the first: %s, due %v", kinds(first), first.Due)
	}
	at := w.now
	second := w.answer("owner", uid)
	want := []chat.Due{{Group: "g", UID: uid, At: at.Add(chat.UpdateInterval)}}
	if diff := cmp.Diff(want, second.Due); kinds(second) != "Answered" || diff != "" {
		t.Errorf("the second: %s %s", kinds(second), diff)
	}
	early := w.do("", chat.Announce{Messages: []chat.MessageUID{uid}})
	if diff := cmp.Diff(want, early.Due); len(early.Facts) != 0 || diff != "" {
		t.Errorf("too early: %s %s", kinds(early), diff)
	}
	out := w.at(want[0].At, "g", "", chat.Announce{Messages: []chat.MessageUID{uid, uid, "unknown"}})
	if a := fact[chat.Announced](t, out); a.Tally != (chat.Tally{Read: 2, Total: 3, Version: 2}) || len(a.Readers) != 1 {
		t.Errorf("announced %+v", a)
	}
	last := w.at(want[0].At, "g", "admin", answer(uid))
	if a := fact[chat.Announced](t, last); a.Tally != (chat.Tally{Read: 3, Total: 3, Version: 3}) {
		t.Errorf("the last is not told at once: %+v", a)
	}
}

func TestLiveCountsNothingIsAnnouncedOfWhatIsNotFlagged(t *testing.T) {
	w := newWorld(t)
	w.nothing("", chat.Announce{Messages: []chat.MessageUID{w.post("ann"), "unknown"}})
	if out := w.in("nowhere", "", chat.Announce{Messages: []chat.MessageUID{"x"}}); len(out.Facts) != 0 {
		t.Errorf("%s", kinds(out))
	}
}
