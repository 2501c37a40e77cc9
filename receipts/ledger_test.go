package receipts_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/receipts"
)

// card is the message that these tests are about: s asks.
var card = chat.Card{UID: "01M", Seq: 7, Sender: "s", Sent: 1000, Kind: chat.KindText, Flagged: true}

func audience(users ...chat.UserID) *chat.Audience { return chat.NewAudience(users) }

// everybody and nobody are who is present.
func everybody(chat.UserID) bool { return true }

func except(gone ...chat.UserID) func(chat.UserID) bool {
	return func(u chat.UserID) bool { return !slices.Contains(gone, u) }
}

func count(t *testing.T, l *receipts.Ledger, read, total int) {
	t.Helper()
	if got := l.Tally(); got.Read != read || got.Total != total {
		t.Errorf("count is %d/%d, want %d/%d", got.Read, got.Total, read, total)
	}
}

func answer(t *testing.T, l *receipts.Ledger, u chat.UserID, at chat.Millis, nth int, counted, fresh bool) {
	t.Helper()
	n, c, f := l.Answer(u, at)
	if n != nth || c != counted || f != fresh {
		t.Errorf("Answer(%s) = %d, %v, %v, want %d, %v, %v", u, n, c, f, nth, counted, fresh)
	}
}

func TestAsking3TheSenderIsNotAsked(t *testing.T) {
	l := receipts.Open(card, audience("s", "a", "b"))
	count(t, l, 0, 2)
	if got := l.Unread(); !slices.Equal(got, []chat.UserID{"a", "b"}) {
		t.Errorf("unread = %v", got)
	}
	if l.Leave("s") || l.Return("s") {
		t.Error("the sender's leaving changes the count")
	}
}

func TestAsking3WhoJoinedAfterTheFlagAnswersAndNeverCounts(t *testing.T) {
	l := receipts.Open(card, audience("s", "a"))
	answer(t, l, "late", 2000, 0, false, true)
	answer(t, l, "late", 2500, 0, false, false)
	count(t, l, 0, 1)
	also, total := l.List(chat.ListAlso, everybody, 0, 0, 0)
	if diff := cmp.Diff([]chat.Reader{{User: "late", ReadAt: 2000}}, also); diff != "" || total != 1 {
		t.Errorf("also read (%d): %s", total, diff)
	}
	if l.Leave("late") || l.Return("late") {
		t.Error("the leaving of who was not asked changes the count")
	}
}

func TestAsking3LeftAfterReadingStaysCounted(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	answer(t, l, "a", 2000, 0, true, true)
	if l.Leave("a") {
		t.Error("the count changes")
	}
	count(t, l, 1, 2)
	read, _ := l.List(chat.ListRead, except("a"), 0, 0, 0)
	if diff := cmp.Diff([]chat.Reader{{User: "a", ReadAt: 2000, AfterLeft: true}}, read); diff != "" {
		t.Error(diff)
	}
	if left, n := l.List(chat.ListLeft, except("a"), 0, 0, 0); n != 0 {
		t.Errorf("listed as left before reading: %v", left)
	}
}

func TestAsking3LeftBeforeReadingLeavesTheTotal(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	if !l.Leave("a") {
		t.Error("the count does not change")
	}
	if l.Leave("a") {
		t.Error("left twice")
	}
	count(t, l, 0, 1)
	left, _ := l.List(chat.ListLeft, except("a"), 0, 0, 0)
	if diff := cmp.Diff([]chat.Reader{{User: "a"}}, left); diff != "" {
		t.Error(diff)
	}
	if got := l.Unread(); !slices.Equal(got, []chat.UserID{"b"}) {
		t.Errorf("unread = %v", got)
	}
}

func TestAsking3BackBeforeReadingIsCountedAgainOnce(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	l.Leave("a")
	if !l.Return("a") {
		t.Error("the count does not change")
	}
	if l.Return("a") {
		t.Error("counted twice")
	}
	count(t, l, 0, 2)
	answer(t, l, "a", 2000, 0, true, true)
	count(t, l, 1, 2)
}

func TestAsking3EverybodyCanBeReached(t *testing.T) {
	l := receipts.Open(card, audience("a", "b", "c"))
	l.Answer("a", 2000)
	l.Leave("b")
	l.Answer("late", 2001)
	l.Answer("c", 2002)
	count(t, l, 2, 2)
	if got := l.Unread(); got != nil {
		t.Errorf("unread = %v", got)
	}
}

func TestAsking4ARecalledMessageKeepsItsCount(t *testing.T) {
	l := receipts.Open(card, audience("a", "b", "c"))
	l.Answer("a", 2000)
	l.Leave("c")
	l.Recall()
	if l.Leave("b") || l.Return("c") {
		t.Error("the count of a recalled message changes")
	}
	count(t, l, 1, 2)
	restored := receipts.Restore(l.Record(), except("a", "b", "c"))
	count(t, restored, 1, 2)
	if !restored.Card().Recalled {
		t.Error("no longer recalled")
	}
	read, _ := restored.List(chat.ListRead, everybody, 0, 0, 0)
	if len(read) != 1 {
		t.Errorf("the list is gone: %v", read)
	}
}

func TestAsking4AReadingFromBeforeTheEditIsMarked(t *testing.T) {
	l := receipts.Open(card, audience("a", "b", "c"))
	l.Answer("a", 2000)
	l.Answer("b", 3000)
	l.Answer("c", 4000)
	read, _ := l.List(chat.ListRead, everybody, 3000, 0, 0)
	want := []chat.Reader{{User: "a", ReadAt: 2000, BeforeEdit: true}, {User: "b", ReadAt: 3000}, {User: "c", ReadAt: 4000}}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Error(diff)
	}
}

func TestAsking6AGroupOfOneHasNobodyToReadIt(t *testing.T) {
	l := receipts.Open(card, audience("s"))
	count(t, l, 0, 0)
	if _, ok, due := l.Announce(5000); ok || due != 0 {
		t.Error("there is something to tell")
	}
	count(t, receipts.Open(card, nil), 0, 0)
}

func TestAnswering1TheFirstAnswerWins(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	answer(t, l, "b", 3000, 0, true, true)
	answer(t, l, "a", 2000, 1, true, true)
	answer(t, l, "b", 1000, 0, true, false)
	count(t, l, 2, 2)
	want := []chat.Response{{User: "b", At: 3000, Counted: true}, {User: "a", At: 2000, Counted: true}}
	if diff := cmp.Diff(want, l.Answers(0)); diff != "" {
		t.Error(diff)
	}
	if got := l.Answers(1); len(got) != 1 || got[0].User != "a" {
		t.Errorf("answers from 1 on: %v", got)
	}
}

func TestAnsweringWhileLeftCountsAgain(t *testing.T) {
	l := receipts.Open(card, audience("a"))
	l.Leave("a")
	answer(t, l, "a", 2000, 0, true, true)
	count(t, l, 1, 1)
}

func TestLiveCountsTheFirstAnswerIsToldAtOnce(t *testing.T) {
	l := receipts.Open(card, audience("a", "b", "c"))
	if _, ok, due := l.Announce(2000); ok || due != 0 {
		t.Fatal("something to tell before any answer")
	}
	l.Answer("b", 1900)
	got, ok, _ := l.Announce(2000)
	want := chat.Announced{
		UID: "01M", Seq: 7, Sender: "s", Tally: chat.Tally{Read: 1, Total: 3, Version: 1}, From: 0, To: 1,
		Readers: []chat.Response{{User: "b", At: 1900, Counted: true}},
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("%v %s", ok, diff)
	}
	if _, ok, due := l.Announce(2000); ok || due != 0 {
		t.Error("told twice")
	}
}

func TestLiveCountsAStormIsCoalesced(t *testing.T) {
	l := receipts.Open(card, audience("a", "b", "c", "d"))
	l.Answer("a", 2000)
	l.Announce(2000)
	l.Answer("b", 2010)
	if _, ok, due := l.Announce(2010); ok || due != 2055 {
		t.Fatalf("ok %v, due %d", ok, due)
	}
	l.Answer("late", 2020)
	got, ok, _ := l.Announce(2055)
	want := chat.Announced{
		UID: "01M", Seq: 7, Sender: "s", Tally: chat.Tally{Read: 2, Total: 4, Version: 2}, From: 1, To: 3,
		Readers: []chat.Response{{User: "b", At: 2010, Counted: true}, {User: "late", At: 2020}},
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("%v %s", ok, diff)
	}
}

func TestLiveCountsTheLastAnswerIsToldAtOnce(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	l.Answer("a", 2000)
	l.Announce(2000)
	l.Answer("b", 2001)
	if a, ok, _ := l.Announce(2001); !ok || a.Tally != (chat.Tally{Read: 2, Total: 2, Version: 2}) {
		t.Errorf("%v %+v", ok, a)
	}
	l.Answer("late", 2002)
	if _, ok, due := l.Announce(2002); ok || due != 2056 {
		t.Errorf("a late joiner's answer to a complete message: ok %v, due %d", ok, due)
	}
}

func TestLiveCountsWhatFollowsTheLastAnswerWaits(t *testing.T) {
	l := receipts.Open(card, audience("a"))
	l.Answer("a", 2000)
	l.Announce(2000)
	l.Answer("late", 2001)
	if _, ok, due := l.Announce(2001); ok || due != 2055 {
		t.Errorf("ok %v, due %d", ok, due)
	}
}

func TestLiveCountsLeavingIsToldWithoutANewReader(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	l.Leave("b")
	a, ok, _ := l.Announce(2000)
	if !ok || a.Tally != (chat.Tally{Total: 1, Version: 1}) || len(a.Readers) != 0 {
		t.Errorf("%v %+v", ok, a)
	}
	l.Return("b")
	l.Leave("b")
	if _, ok, due := l.Announce(3000); ok || due != 0 {
		t.Error("leaving and coming back between two updates is told")
	}
}

func TestLiveCountsTheLastUnreadLeavingIsToldAtOnce(t *testing.T) {
	l := receipts.Open(card, audience("a", "b"))
	l.Answer("a", 2000)
	l.Announce(2000)
	l.Leave("b")
	if a, ok, _ := l.Announce(2001); !ok || a.Tally != (chat.Tally{Read: 1, Total: 1, Version: 2}) {
		t.Errorf("%v %+v", ok, a)
	}
}

func TestLiveCountsWhatWaitedIsToldAfterARecall(t *testing.T) {
	l := receipts.Open(card, audience("a", "b", "c"))
	l.Answer("a", 2000)
	l.Announce(2000)
	l.Answer("b", 2001)
	l.Recall()
	if a, ok, _ := l.Announce(2055); !ok || a.To != 2 {
		t.Errorf("%v %+v", ok, a)
	}
}

func TestRemindOnceAMinute(t *testing.T) {
	l := receipts.Open(card, audience("a"))
	for _, c := range []struct {
		at   chat.Millis
		ok   bool
		wait int64
	}{{5000, true, 0}, {5001, false, 59_999}, {64_999, false, 1}, {65_000, true, 0}, {65_001, false, 59_999}} {
		if ok, wait := l.Remind(c.at); ok != c.ok || wait != c.wait {
			t.Errorf("at %d: %v, %d, want %v, %d", c.at, ok, wait, c.ok, c.wait)
		}
		l = receipts.Restore(l.Record(), everybody)
	}
}

func TestListPages(t *testing.T) {
	l := receipts.Open(card, audience("s", "a", "b", "c", "d", "e"))
	for i, u := range []chat.UserID{"d", "x", "b", "a"} {
		l.Answer(u, chat.Millis(2000+i))
	}
	for _, c := range []struct {
		kind          chat.ReaderList
		offset, limit int
		want          string
		total         int
	}{
		{chat.ListRead, 0, 0, "[d b a]", 3},
		{chat.ListRead, 0, 2, "[d b]", 3},
		{chat.ListRead, 2, 2, "[a]", 3},
		{chat.ListRead, 3, 2, "[]", 3},
		{chat.ListRead, 99, 0, "[]", 3},
		{chat.ListUnread, 0, 0, "[c]", 1},
		{chat.ListUnread, 0, 1, "[c]", 1},
		{chat.ListLeft, 0, 5, "[e]", 1},
		{chat.ListAlso, 0, 5, "[x]", 1},
		{"", 0, 5, "[]", 0},
	} {
		page, total := l.List(c.kind, except("e"), 0, c.offset, c.limit)
		users := []chat.UserID{}
		for _, r := range page {
			users = append(users, r.User)
		}
		if got := fmt.Sprint(users); got != c.want || total != c.total {
			t.Errorf("%s from %d, %d: %s of %d, want %s of %d", c.kind, c.offset, c.limit, got, total, c.want, c.total)
		}
	}
}

func TestInfoTellsCountsToWhoMaySeeThem(t *testing.T) {
	l := receipts.Open(card, audience("s", "a", "b"))
	l.Answer("a", 2000)
	l.Answer("late", 2001)
	for _, c := range []struct {
		viewer   chat.UserID
		mayCount bool
		want     chat.ReceiptInfo
	}{
		{"a", false, chat.ReceiptInfo{Asked: true, Responded: true, RespondedAt: 2000}},
		{"b", false, chat.ReceiptInfo{Asked: true}},
		{"late", false, chat.ReceiptInfo{Asked: true, Responded: true, RespondedAt: 2001}},
		{"stranger", false, chat.ReceiptInfo{Asked: true}},
		{"s", true, chat.ReceiptInfo{
			Asked: true, Tally: &chat.Tally{Read: 1, Total: 2},
			Readers: map[chat.UserID]chat.Millis{"a": 2000, "late": 2001}, Also: []chat.UserID{"late"},
		}},
		{"a", true, chat.ReceiptInfo{
			Asked: true, Responded: true, RespondedAt: 2000, Tally: &chat.Tally{Read: 1, Total: 2},
			Readers: map[chat.UserID]chat.Millis{"a": 2000, "late": 2001}, Also: []chat.UserID{"late"},
		}},
	} {
		if diff := cmp.Diff(c.want, l.Info(c.viewer, c.mayCount)); diff != "" {
			t.Errorf("%s, %v: %s", c.viewer, c.mayCount, diff)
		}
	}
}

func TestInfoCarriesAtMost500Readers(t *testing.T) {
	l := receipts.Open(card, crowd(501))
	for i := range 500 {
		l.Answer(member(i), 2000)
	}
	if got := len(l.Info("s", true).Readers); got != 500 {
		t.Errorf("%d readers at 500", got)
	}
	l.Answer(member(500), 2000)
	if info := l.Info("s", true); info.Readers != nil || info.Read != 501 {
		t.Errorf("readers at 501: %d, count %d", len(info.Readers), info.Read)
	}
}

func member(i int) chat.UserID { return chat.UserID(fmt.Sprintf("user-%05d", i)) }

func crowd(n int) *chat.Audience {
	users := make([]chat.UserID, n)
	for i := range users {
		users[i] = member(i)
	}
	return chat.NewAudience(users)
}

func TestALedgerNobodyAnsweredHoldsNoList(t *testing.T) {
	shared := crowd(1000)
	if got := testing.AllocsPerRun(100, func() { receipts.Open(card, shared) }); got > 1 {
		t.Errorf("opening allocates %v times", got)
	}
}

func BenchmarkLedgerAnswer(b *testing.B) {
	for _, n := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			shared := crowd(n)
			readers := slices.Clone(shared.Users())
			for i := range readers { // far apart in the audience
				j := (i * 7919) % n
				readers[i], readers[j] = readers[j], readers[i]
			}
			b.ReportAllocs()
			l := receipts.Open(card, shared)
			for i := 0; b.Loop(); i++ {
				if i == n {
					i, l = 0, receipts.Open(card, shared)
				}
				l.Answer(readers[i], 2000)
				l.Announce(chat.Millis(2000 + i/100))
			}
		})
	}
}

func BenchmarkLedgerRestore(b *testing.B) {
	l := receipts.Open(card, crowd(1000))
	for i := range 700 {
		l.Answer(member(i), 2000)
	}
	r := l.Record()
	b.ReportAllocs()
	for b.Loop() {
		receipts.Restore(r, everybody)
	}
}
