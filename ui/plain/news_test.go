package plain

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/receipts"
)

// said tells news in a group that is open, and compares what is printed.
func said(t *testing.T, f *fakeChat, terminal bool, want string, news ...chat.News) {
	t.Helper()
	_ = hold(t, f, terminal, func(_ func(string), tell func(...chat.News), text func() string) {
		before := len(text())
		tell(news...)
		if got := text()[before:]; got != want {
			t.Errorf("said\n%swant\n%s", got, want)
		}
	})
}

func live(m chat.Message) chat.News { return chat.MessageAdded{Message: m, Live: true} }

func TestWhoJoinedLaterReadsAndIsNotCounted(t *testing.T) {
	sent := chat.Sending{Group: "ops", ClientMsgID: "c", State: chat.SendDone, UID: "m1", Seq: 1, NeedReceipt: true}
	said(t, &fakeChat{}, false, "#1 sent\n#1 nobody to read it; also read: bob\n#1 read by 1 of 1: cy\n#1 read by 1 of 1; also read: dee\n",
		sent,
		chat.ReceiptsChanged{Group: "ops", UID: "m1", Tally: chat.Tally{Version: 1}, Readers: map[chat.UserID]chat.Millis{"bob": 1}, Also: []chat.UserID{"bob"}},
		// The whole list names those alone who are new.
		chat.ReceiptsChanged{Group: "ops", UID: "m1", Tally: chat.Tally{Read: 1, Total: 1, Version: 3}, Readers: map[chat.UserID]chat.Millis{"bob": 1, "cy": 2}, Also: []chat.UserID{"bob"}, Whole: true},
		chat.ReceiptsChanged{Group: "ops", UID: "m1", Tally: chat.Tally{Read: 1, Total: 1, Version: 4}, Readers: map[chat.UserID]chat.Millis{"dee": 3}, Also: []chat.UserID{"dee"}},
	)
}

func TestAMessageThatAsksSaysBeforehandHowItIsAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		policy   receipts.Policy
		terminal bool
		peeking  bool
		want     string
	}{
		"by itself":            {receipts.PolicyAuto, true, false, "answers by itself once read"},
		"nothing is read":      {receipts.PolicyAuto, false, false, "/answer 1 answers"},
		"by hand":              {receipts.PolicyAsk, true, false, "/answer 1 answers"},
		"never":                {receipts.PolicyNever, true, false, "it is not answered, /policy changes that"},
		"while one peeks":      {receipts.PolicyAuto, true, true, "peeking, not answering"},
		"not now and not ever": {receipts.PolicyNever, false, false, "it is not answered"},
	} {
		t.Run(name, func(t *testing.T) {
			m := message(1, "bob", "one")
			m.Receipt = &chat.ReceiptInfo{Asked: true}
			f := &fakeChat{policies: map[chat.GroupID]receipts.Policy{"ops": c.policy}}
			_ = hold(t, f, c.terminal, func(_ func(string), tell func(...chat.News), text func() string) {
				tell(chat.PeekChanged{On: c.peeking}, live(m))
				if got := strings.ReplaceAll(text(), "\n  | ", " "); !strings.Contains(got, "#1 asks for a receipt: "+c.want) {
					t.Errorf("said %q", got)
				}
			})
		})
	}
}

func TestAMutedGroupTellsWhatNamesTheUser(t *testing.T) {
	plain, named, asks := message(1, "bob", "one"), message(2, "bob", "@alice two"), message(3, "bob", "three")
	plain.Group, named.Group, asks.Group = "dev", "dev", "dev"
	named.Mentions = []chat.UserID{"alice"}
	asks.Receipt = &chat.ReceiptInfo{Asked: true}
	said(t, &fakeChat{muted: map[chat.GroupID]bool{"dev": true}}, false, "[dev] #2 1970-01-01 00:00 bob: @alice two\n",
		live(plain), live(named), live(asks))
}

func TestPeekBelongsToTheClient(t *testing.T) {
	f := &fakeChat{}
	_ = hold(t, f, true, func(enter func(string), tell func(...chat.News), text func() string) {
		enter("/peek")
		tell(live(message(1, "bob", "one")))
		time.Sleep(time.Second)
		synctest.Wait()
		tell(chat.PeekChanged{On: true, Withheld: []chat.Withheld{{Group: "ops", UID: "m1", Seq: 1, Sender: "bob", Text: "one", ReadAt: 1}}})
		enter("/withheld")
		enter("/peek send")
		enter("/peek drop")
		enter("/peek")
		for _, want := range []string{"#1 bob (read 1970-01-01 00:00): one", "sent 1, with the time of reading", "dropped 1", "read meanwhile: 1"} {
			if got := strings.ReplaceAll(text(), "\n  | ", " "); !strings.Contains(got, want) {
				t.Errorf("no %q in %q", want, got)
			}
		}
	})
	want := "peek true; read m1; release [m1]; withdraw [m1]; peek false"
	if got := strings.Join(f.did, "; "); !strings.HasPrefix(got, want) {
		t.Errorf("did %q, want %q", got, want)
	}
}

func TestAGoalIsToldAndTakenBack(t *testing.T) {
	f := &fakeChat{messages: some()}
	_ = hold(t, f, false, func(enter func(string), tell func(...chat.News), text func() string) {
		enter("/goal 3 all")
		tell(chat.GoalsSet{Group: "ops", UID: "m3", Goals: []string{"all"}})
		enter("/goal 3 all")
		tell(chat.GoalMet{Group: "ops", UID: "m3", Seq: 3, Goal: "all", Text: "three"})
		for _, want := range []string{"you will be told when all have read", "you will not be told when all have read", "#3 all have read: three"} {
			if !strings.Contains(text(), want) {
				t.Errorf("no %q in %q", want, text())
			}
		}
	})
	if got := strings.Join(f.did, "; "); got != "goal m3 all; no goal m3 all" {
		t.Errorf("did %q", got)
	}
}

// The line before the end of the input is carried out and acknowledged.
func TestTheEndWaitsForTheHub(t *testing.T) {
	t.Run("which replies", func(t *testing.T) {
		f := &fakeChat{messages: some()}
		err := hold(t, f, false, func(enter func(string), tell func(...chat.News), text func() string) {
			f.hold = make(chan struct{})
			enter("/recall 2")
			enter("/quit")
			time.Sleep(time.Second)
			tell(chat.Trouble{Text: "recall: too late"}) // the loop still runs
			close(f.hold)
		})
		if err == nil || strings.Join(f.did, "") != "recall m2" {
			t.Errorf("did %q, ended with %v", f.did, err)
		}
	})
	t.Run("which does not", func(t *testing.T) {
		f := &fakeChat{}
		err := hold(t, f, false, func(enter func(string), _ func(...chat.News), _ func() string) {
			f.hold = make(chan struct{})
			enter("hello")
		})
		if !errors.Is(err, ErrUnsent) {
			t.Errorf("ended with %v", err)
		}
	})
	t.Run("at a terminal without one", func(t *testing.T) {
		f := &fakeChat{}
		err := hold(t, f, true, func(enter func(string), tell func(...chat.News), text func() string) {
			f.hold = make(chan struct{})
			tell(chat.LinkChanged{State: chat.LinkOffline, Err: "gone"})
			enter("hello")
			enter("/quit")
			if got := strings.ReplaceAll(text(), "\n  | ", " "); !strings.Contains(got, "what is not sent is kept") {
				t.Errorf("said %q", got)
			}
		})
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestWhoIsInNoGroupCanLeave(t *testing.T) {
	err := hold(t, &fakeChat{}, false, func(enter func(string), tell func(...chat.News), text func() string) {
		tell(chat.GroupsListed{})
		enter("/groups")
		if !strings.Contains(text(), "You are in no group yet.") {
			t.Errorf("said %q", text())
		}
	})
	if err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestASystemLineIsSaidInWords(t *testing.T) {
	m := message(1, "bob", "bob joined the group")
	m.Kind, m.Change = chat.KindSystem, &chat.GroupChange{Kind: chat.ChangeInvited, By: "bob", Users: []chat.UserID{"cy"}}
	said(t, &fakeChat{}, false, "#1 1970-01-01 00:00 bob added cy\n", live(m))
}
