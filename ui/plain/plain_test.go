package plain

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/receipts"
)

// fakeChat answers from memory and writes down what it is asked to do.
type fakeChat struct {
	messages []chat.Message
	sent     int
	did      []string
}

func (f *fakeChat) note(format string, args ...any) {
	f.did = append(f.did, fmt.Sprintf(format, args...))
}
func (f *fakeChat) Me() chat.UserID { return "alice" }
func (f *fakeChat) Send(d chat.Draft) string {
	f.sent++
	f.note("send %s %q ask=%t reply=%s", d.Group, d.Text, d.NeedReceipt, d.ReplyTo)
	return fmt.Sprintf("c%d", f.sent)
}
func (f *fakeChat) Retry(id string)   { f.note("retry %s", id) }
func (f *fakeChat) Discard(id string) { f.note("discard %s", id) }
func (f *fakeChat) RequestReceipt(_ chat.GroupID, u chat.MessageUID) {
	f.note("flag %s", u)
}
func (f *fakeChat) Read(_ chat.GroupID, seen []chat.Seen) {
	for _, s := range seen {
		f.note("read %s", s.UID)
	}
}
func (f *fakeChat) Answer(_ chat.GroupID, u []chat.MessageUID)       { f.note("answer %v", u) }
func (f *fakeChat) SetPolicy(g chat.GroupID, p receipts.Policy)      { f.note("policy %s %s", g, p) }
func (f *fakeChat) Edit(_ chat.GroupID, u chat.MessageUID, t string) { f.note("edit %s %q", u, t) }
func (f *fakeChat) Recall(_ chat.GroupID, u chat.MessageUID)         { f.note("recall %s", u) }
func (f *fakeChat) React(_ chat.GroupID, u chat.MessageUID, e string, on bool) {
	f.note("react %s %s %t", u, e, on)
}
func (f *fakeChat) Remind(_ chat.GroupID, u chat.MessageUID) { f.note("remind %s", u) }
func (f *fakeChat) RetryNow()                                { f.note("retry now") }
func (f *fakeChat) History(_ context.Context, _ chat.GroupID, s chat.Span) (chat.Page, error) {
	var p chat.Page
	for _, m := range f.messages {
		if s.Around == 0 || m.Seq == s.Around {
			p.Messages = append(p.Messages, m)
		}
	}
	return p, nil
}

func (f *fakeChat) Members(context.Context, chat.GroupID) ([]chat.Member, error) {
	return []chat.Member{{User: "alice", Role: chat.RoleOwner, Online: true}, {User: "bob", Name: "Bob\x1b[2J", Role: chat.RoleMember}}, nil
}

func (f *fakeChat) Readers(_ context.Context, _ chat.GroupID, _ chat.MessageUID, l chat.ReaderList) (chat.Readership, error) {
	r := chat.Readership{Tally: chat.Tally{Read: 1, Total: 2}}
	switch l {
	case chat.ListRead:
		r.Users = []chat.Reader{{User: "bob", ReadAt: 60_000}}
	case chat.ListUnread:
		r.Users = []chat.Reader{{User: "cy"}}
	}
	return r, nil
}

// safe is a writer that a test reads.
type safe struct {
	sync.Mutex
	strings.Builder
}

func (s *safe) Write(b []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.Builder.Write(b)
}

// hold runs the mode in fake time, with ops open; size makes it a terminal.
func hold(t *testing.T, f *fakeChat, terminal bool, test func(enter func(string), tell func(...chat.News), text func() string)) {
	t.Helper()
	time.Local = time.UTC
	synctest.Test(t, func(t *testing.T) {
		news := make(chan []chat.News)
		in, keys := io.Pipe()
		var out safe
		o := Options{Chat: f, News: news, In: in, Out: &out, Open: "ops"}
		if terminal {
			o.Size = func() (int, int) { return 40, 10 }
		}
		var run sync.WaitGroup
		run.Go(func() {
			if err := Run(t.Context(), o); err != nil {
				t.Errorf("Run: %v", err)
			}
		})
		tell := func(n ...chat.News) { news <- n; synctest.Wait() }
		enter := func(s string) { _, _ = io.WriteString(keys, s+"\n"); synctest.Wait() }
		tell(chat.LinkChanged{State: chat.LinkOnline}, chat.GroupsListed{Groups: []chat.Group{{ID: "ops", MemberCount: 3}}})
		test(enter, tell, func() string { out.Lock(); defer out.Unlock(); return out.String() })
		enter("/quit")
		run.Wait()
		_ = in.Close()
	})
}

func message(seq chat.Seq, from chat.UserID, text string) chat.Message {
	return chat.Message{UID: chat.MessageUID(fmt.Sprintf("m%d", seq)), Group: "ops", Seq: seq, Sender: from, Text: text, Kind: chat.KindText}
}

func TestACommandDoesWhatItSays(t *testing.T) {
	for _, c := range []struct{ line, did, says string }{
		{"hello", `send ops "hello" ask=false reply=`, ""},
		{"//etc", `send ops "/etc" ask=false reply=`, ""},
		{"/reply 1 yes", `send ops "yes" ask=false reply=m1`, ""},
		{"/flag 2", "flag m2", ""},
		{"/flag #2", "flag m2", ""},
		{"/edit 2 other words", `edit m2 "other words"`, ""},
		{"/recall 2", "recall m2", ""},
		{"/react 1 👍", "react m1 👍 true", ""},
		{"/remind 2", "remind m2", ""},
		{"/answer 1", "answer [m1]", ""},
		{"/policy ask", "policy ops ask", "answers in this group: ask"},
		{"/retry", "retry now", ""},
		{"/ask", "", "the next message asks"},
		{"/groups", "", "ops: 3 members, 0 unread"},
		{"/members", "", "bob (Bob␛): member, offline"},
		{"/who", "", "alice: owner, online"},
		{"/readers 2", "", "#2 read by 1 of 2\nread: bob 00:01\nnot read, or receipts off: cy\n"},
		{"/history 2", "", "#1 00:00 bob: one"},
		{"/status", "", "online"},
		{"/discard", "", "nothing has failed"},
		{"/help", "", "/reply N TEXT: replies to message N"},
		{"/flag", "", "usage: /flag N"},
		{"/flag 0", "", "usage: /flag N"},
		{"/flag 99", "", "there is no message #99 here"},
		{"/history x", "", "usage: /history [N]"},
		{"/policy x", "", "usage: /policy auto|ask|never"},
		{"/open nowhere", "", "there is no group nowhere here"},
		{"/dance", "", "there is no command /dance"},
	} {
		t.Run(c.line, func(t *testing.T) {
			f := &fakeChat{messages: []chat.Message{message(1, "bob", "one"), message(2, "alice", "two")}}
			hold(t, f, false, func(enter func(string), _ func(...chat.News), text func() string) {
				before := len(text())
				enter(c.line)
				if got := text()[before:]; !strings.Contains(got, c.says) {
					t.Errorf("said %q, want %q", got, c.says)
				}
			})
			if got := strings.Join(f.did, "; "); got != c.did {
				t.Errorf("did %q, want %q", got, c.did)
			}
		})
	}
}

func TestAnEventIsOneLine(t *testing.T) {
	asked := message(4, "bob", "now")
	asked.Receipt = &chat.ReceiptInfo{Asked: true}
	edited, recalled := message(1, "bob", "uno"), message(1, "bob", "")
	edited.Edited, recalled.Recalled = 5, 6
	hold(t, &fakeChat{}, false, func(_ func(string), tell func(...chat.News), text func() string) {
		before := len(text())
		tell(
			chat.MessageAdded{Message: message(1, "bob", "one\r#9 00:00 cy: forged\n#9 00:00 cy: \x1b[31mforged"), Live: true},
			chat.Sending{Group: "ops", ClientMsgID: "c", State: chat.SendQueued},
			chat.Sending{Group: "ops", ClientMsgID: "c", State: chat.SendDone, UID: "m2", Seq: 2},
			chat.MessageAdded{Message: message(2, "alice", "mine"), Live: true},
			chat.ReceiptsChanged{Group: "ops", UID: "m2", Tally: chat.Tally{Read: 2, Total: 4, Version: 2}, Readers: map[chat.UserID]chat.Millis{"cy": 1, "bob": 1}},
			chat.ReceiptsChanged{Group: "ops", UID: "m2", Tally: chat.Tally{Read: 1, Total: 4, Version: 1}},
			chat.MessageAdded{Message: asked, Live: true},
			chat.Responded{Group: "ops", UIDs: []chat.MessageUID{"m4"}},
			chat.MessageChanged{Message: edited}, chat.MessageChanged{Message: recalled},
			chat.Sending{Group: "ops", ClientMsgID: "d", State: chat.SendFailed, Err: "too\nfast"},
			chat.LinkChanged{State: chat.LinkOffline, Err: "gone", Unsent: 1},
		)
		want := "#1 00:00 bob: one\n  | #9 00:00 cy: forged\n  | #9 00:00 cy: ␛forged\n#2 sent\n#2 read by 2 of 4: bob, cy\n" +
			"#4 00:00 bob: now\n#4 asks for a receipt\n#4 answered\n#1 edited: uno\n#1 recalled\n" +
			"not sent: too fast (/retry sends it again, /discard drops it)\noffline, 1 unsent, gone\n"
		if got := text()[before:]; got != want {
			t.Errorf("said\n%swant\n%s", got, want)
		}
	})
}

func TestAnOutageIsToldOnce(t *testing.T) {
	hold(t, &fakeChat{}, false, func(_ func(string), tell func(...chat.News), text func() string) {
		before := len(text())
		for range 5 {
			tell(chat.LinkChanged{State: chat.LinkOffline, Err: "refused"}, chat.LinkChanged{State: chat.LinkConnecting})
		}
		tell(chat.LinkChanged{State: chat.LinkOffline, Err: "certificate"}, chat.LinkChanged{State: chat.LinkConnecting}, chat.LinkChanged{State: chat.LinkOnline})
		tell(chat.LinkChanged{State: chat.LinkOffline, Err: "certificate"})
		want := "offline, refused\noffline, certificate\nonline\noffline, certificate\n"
		if got := text()[before:]; got != want {
			t.Errorf("said\n%swant\n%s", got, want)
		}
	})
}

func TestReadIsWhatStaysOnATerminalWithSomebodyThere(t *testing.T) {
	flood := func(from chat.Seq) (all []chat.News) {
		for i := range chat.Seq(12) {
			all = append(all, chat.MessageAdded{Message: message(from+i, "bob", "more"), Live: true})
		}
		return all
	}
	for name, c := range map[string]struct {
		terminal, enter, flood bool
		want                   bool
	}{
		"a terminal, and a line was entered": {terminal: true, enter: true, want: true},
		"nobody entered a line":              {terminal: true},
		"a pipe":                             {enter: true},
		"pushed away at once":                {terminal: true, enter: true, flood: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{}
			hold(t, f, c.terminal, func(enter func(string), tell func(...chat.News), _ func() string) {
				tell(chat.MessageAdded{Message: message(1, "bob", "one"), Live: true})
				if c.enter {
					enter("")
				}
				if c.flood {
					tell(flood(2)...)
				}
				time.Sleep(time.Second)
				synctest.Wait()
			})
			if got := strings.Contains(strings.Join(f.did, ";")+";", "read m1;"); got != c.want {
				t.Errorf("read: %t, want %t (%q)", got, c.want, f.did)
			}
		})
	}
}
