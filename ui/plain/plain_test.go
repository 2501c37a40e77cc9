package plain

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/ui/words"
)

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

// hold runs the mode in fake time, with ops open, and returns how it ended; size
// makes it a terminal.
func hold(t *testing.T, f *fakeChat, terminal bool, test func(enter func(string), tell func(...chat.News), text func() string), change ...func(*Options)) (err error) {
	t.Helper()
	time.Local = time.UTC
	synctest.Test(t, func(t *testing.T) {
		news := make(chan []chat.News)
		in, keys := io.Pipe()
		var out safe
		o := Options{Chat: f, News: news, In: in, Out: &out, Open: "ops", ExportDir: t.TempDir()}
		if terminal {
			o.Size = func() (int, int) { return 40, 10 }
		}
		for _, c := range change {
			c(&o)
		}
		var run sync.WaitGroup
		run.Go(func() { err = Run(t.Context(), o) })
		tell := func(n ...chat.News) { news <- n; synctest.Wait() }
		enter := func(s string) { _, _ = io.WriteString(keys, s+"\n"); synctest.Wait() }
		tell(chat.LinkChanged{State: chat.LinkOnline}, chat.GroupsListed{Groups: []chat.Group{{ID: "ops", MemberCount: 3}, {ID: "dev", MemberCount: 1, Unread: 2}}})
		test(enter, tell, func() string { out.Lock(); defer out.Unlock(); return out.String() })
		go func() { // it may have ended before
			run.Wait()
			_ = in.Close()
		}()
		enter("/quit")
		run.Wait()
	})
	return err
}

func message(seq chat.Seq, from chat.UserID, text string) chat.Message {
	return chat.Message{UID: chat.MessageUID(fmt.Sprintf("m%d", seq)), Group: "ops", Seq: seq, Sender: from, Text: text, Kind: chat.KindText}
}

func TestACommandDoesWhatItSays(t *testing.T) {
	for _, c := range []struct{ line, did, says string }{
		{"hello", `send ops "hello" ask=false reply= names=[]`, ""},
		{"//etc", `send ops "/etc" ask=false reply= names=[]`, ""},
		{"@bob and @zoe, look", `send ops "@bob and @zoe, look" ask=false reply= names=[bob]`, ""},
		{"/reply 1 yes @bob", `send ops "yes @bob" ask=false reply=m1 names=[bob]`, ""},
		{"/flag 2", "flag m2", "asking who reads it"},
		{"/flag #2", "flag m2", "asking who reads it"},
		{"/flag 3", "", "it asks already"},
		{"/edit 2 other words", `edit m2 "other words"`, ""},
		{"/recall 2", "recall m2", ""},
		{"/react 1 👍", "react m1 👍 true", ""},
		{"/react 1 :tada:", "react m1 🎉 true", ""},
		{"/remind 3", "remind m3", "reminded those who have not read"},
		{"/answer 1", "answer [m1]", ""},
		{"/policy", "", "answers in this group: auto, answered by itself once read (as in all groups)"},
		{"/policy ask", "policy ops ask", "answers in this group: ask, only /answer answers\n"},
		{"/policy default", "policy ops ", "answers in this group: auto"},
		{"/policy-all", "", "answers in all other groups: auto"},
		{"/policy-all never", "policy  never", "answers in all other groups: never, nothing is answered"},
		{"/peek", "peek true", "peeking: nothing is answered"},
		{"/peek send", "", "Nothing is withheld."},
		{"/withheld", "", "Nothing is withheld."},
		{"/goal 3 1", "goal m3 1", "you will be told when somebody has read"},
		{"/goal 3 @cy", "goal m3 @cy", "you will be told when cy has read"},
		{"/mute", "", "ops is not muted"},
		{"/mute on", "mute ops true", "ops is muted"},
		{"/retry", "retry now", ""},
		{"/ask", "", "the next message asks"},
		{"/groups", "", "ops: 3 members, 0 unread\ndev: 1 member, 2 unread\n"},
		{"/open dev", "", "group dev: 1 member, 2 unread"},
		{"/next", "", "group dev: 1 member, 2 unread"},
		{"/members", "", "bob (Bob␛): member, offline"},
		{"/who", "", "alice: owner, online"},
		{"/readers 3", "", "#3 read by 1 of 2\nread: bob 1970-01-01 00:01 (after 1m 0s)\nnot read, or receipts off: cy\n"},
		{"/readers 3 C", "", "#3 read by 1 of 2\nnot read, or receipts off: cy\n"},
		{"/readers 3 zoe", "", "nobody matches"},
		{"/save 3 csv", "", "saved to /"},
		{"/save 3 json", "", "saved to /"},
		{"/waiting", "", "#3 1 of 2 missing: cy | three"},
		{"/history 2", "", "#1 1970-01-01 00:00 bob: one"},
		{"/history 5 #1", "", "the beginning"},
		{"/show 4", "", "#4 1970-01-01 00:00 bob to #1: fo␛\n#4 reactions: 🎉 cy\n"},
		{"/hidden 4", "", `#4 1970-01-01 00:00 bob to #1: fo\x07` + "\n"},
		{"/hidden 1", "", "nothing is hidden in it"},
		{"/search three", "", "#3 1970-01-01 00:00 you: three\n"},
		{"/search-all one", "", "[ops] #1 1970-01-01 00:00 bob: one\n"},
		{"/search nowhere", "", "Nothing was found."},
		{"/status", "", "online"},
		{"/discard", "", "nothing has failed"},
		{"/help", "", "/reply N TEXT: replies to message N"},
	} {
		t.Run(c.line, func(t *testing.T) {
			f := &fakeChat{messages: some()}
			says, err := enterOne(t, f, c.line)
			if !strings.Contains(says, c.says) {
				t.Errorf("said %q, want %q", says, c.says)
			}
			if got := strings.Join(f.did, "; "); got != c.did {
				t.Errorf("did %q, want %q", got, c.did)
			}
			if err != nil {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

// TestInChineseNothingIsJoinedByNarrowSigns: what stands between names and
// sayings is of the language, too.
func TestInChineseNothingIsJoinedByNarrowSigns(t *testing.T) {
	narrow := regexp.MustCompile(`\p{Han}[,;:(]|[,;:)]\p{Han}|\p{Han} \(|, \p{Han}|bob, |cy, `)
	for line, want := range map[string]string{
		"/policy": "auto，读了自动应答（与所有群相同）", "/groups": "ops：3 名成员，0 条未读\ndev：1 名成员，2 条未读\n", "/members": "bob（Bob␛）：普通成员，离线",
		"/readers 3": "已读：bob 1970-01-01 00:01（1分0秒 后）\n", "/waiting": "#3 2 人中 1 人未读：cy | three", "/history 2": "#1 1970-01-01 00:00 bob：one",
		"/help": "/reply N 文字：回复消息 N", "/show 4": "#4 1970-01-01 00:00 bob 回复 #1：fo␛", "/withheld": "", "/status": "在线", "/mute on": "",
	} {
		var says string
		_ = hold(t, &fakeChat{messages: some()}, false, func(enter func(string), tell func(...chat.News), text func() string) {
			tell(chat.PeekChanged{On: true, Withheld: []chat.Withheld{{Group: "ops", UID: "m1", Seq: 1, Sender: "bob", Text: "one"}}},
				chat.ReceiptsChanged{Group: "ops", UID: "m3", Tally: chat.Tally{Read: 2, Total: 2, Version: 9}, Readers: map[chat.UserID]chat.Millis{"bob": 1, "cy": 2}},
				live(chat.Message{UID: "s", Group: "ops", Seq: 9, Kind: chat.KindSystem, Change: &chat.GroupChange{Kind: chat.ChangeInvited, By: "alice", Users: []chat.UserID{"bob", "cy"}}}))
			enter(line)
			says = text()
		}, func(o *Options) { o.Words = words.Chinese() })
		if !strings.Contains(says, want) {
			t.Errorf("%s: want %q in\n%s", line, want, says)
		}
		if bad := narrow.FindString(strings.ReplaceAll(says, "|", "")); bad != "" {
			t.Errorf("%s: %q in\n%s", line, bad, says)
		}
	}
}

func TestALineThatCannotBeDoneIsToldAndFailsAScript(t *testing.T) {
	for line, says := range map[string]string{
		"/flag":         "usage: /flag N",
		"/flag 0":       "usage: /flag N",
		"/flag 99":      "there is no message #99 here",
		"/flag 1":       "that works on your own messages only",
		"/edit 1 x":     "that works on your own messages only",
		"/recall 1":     "that works on your own messages only",
		"/remind 2":     "it asks for no receipt",
		"/answer 2":     "it asks for no receipt",
		"/answer 3":     "it asks for no receipt",
		"/readers 1":    "Only its sender sees who has read this message.",
		"/readers 2":    "#2 asks nobody: /flag 2 asks who reads it",
		"/save 3 xml":   "usage: /save N csv|json",
		"/react 1 :zz:": "no emoji is called :zz:",
		"/goal 3 most":  "most is no goal",
		"/goal 3 9":     "it asks only 2",
		"/goal 2 all":   "#2 asks nobody",
		"/history x":    "usage: /history [N] [BEFORE]",
		"/policy x":     "usage: /policy [auto|ask|never|default]",
		"/mute yes":     "usage: /mute [on|off]",
		"/search x":     "usage: /search TEXT",
		"/more":         "there is nothing more",
		"/open nowhere": "there is no group nowhere here",
		"/dance":        "there is no command /dance",
		"/reples 1 x":   "did you mean /reply?",
		"/message.flag": "/message.flag is called /flag here",
		"/theme":        "/theme is not here: your terminal",
	} {
		t.Run(line, func(t *testing.T) {
			f := &fakeChat{messages: some()}
			got, err := enterOne(t, f, line)
			if !strings.Contains(got, says) {
				t.Errorf("said %q, want %q", got, says)
			}
			if len(f.did) > 0 || err == nil {
				t.Errorf("did %q, ended with %v", f.did, err)
			}
		})
	}
}

// some are messages of all kinds: 1 asks, 2 and 3 are alice's own, and 3 asks.
func some() []chat.Message {
	all := []chat.Message{message(1, "bob", "one"), message(2, "alice", "two"), message(3, "alice", "three"), message(4, "bob", "fo\a")}
	all[0].Receipt = &chat.ReceiptInfo{Asked: true}
	all[2].Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: 1, Total: 2, Version: 1}}
	all[3].ReplyTo, all[3].Reactions = "m1", map[string][]chat.UserID{"🎉": {"cy"}}
	return all
}

// enterOne enters a line, and returns what is said to it.
func enterOne(t *testing.T, f *fakeChat, line string) (says string, err error) {
	t.Helper()
	err = hold(t, f, false, func(enter func(string), _ func(...chat.News), text func() string) {
		before := len(text())
		enter(line)
		says = text()[before:]
	})
	return says, err
}

func TestAnEventIsOneLine(t *testing.T) {
	asked := message(4, "bob", "now")
	asked.Receipt = &chat.ReceiptInfo{Asked: true}
	edited, recalled := message(1, "bob", "uno"), message(1, "bob", "")
	edited.Edited, recalled.Recalled = 5, 6
	err := hold(t, &fakeChat{}, false, func(_ func(string), tell func(...chat.News), text func() string) {
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
			chat.Sending{Group: "ops", ClientMsgID: "d", State: chat.SendFailed, Text: "from\nbefore", Err: "too\nfast"},
			chat.LinkChanged{State: chat.LinkOffline, Err: "gone", Unsent: 1},
		)
		want := "#1 1970-01-01 00:00 bob: one\n  | #9 00:00 cy: forged\n  | #9 00:00 cy: ␛forged\n#2 sent\n#2 read by 2 of 4: bob, cy\n" +
			"#4 1970-01-01 00:00 bob: now\n#4 asks for a receipt: /answer 4 answers\n#4 answered\n#1 edited: uno\n#1 recalled\n" +
			"q1 not sent: too fast (/retry sends it again, /drop q1 drops it) | from before\noffline, 1 unsent, gone\n"
		if got := text()[before:]; got != want {
			t.Errorf("said\n%swant\n%s", got, want)
		}
	})
	if err == nil {
		t.Error("a script does not learn of what was refused")
	}
}

func TestAnOutageIsToldOnce(t *testing.T) {
	_ = hold(t, &fakeChat{}, false, func(_ func(string), tell func(...chat.News), text func() string) {
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
			_ = hold(t, f, c.terminal, func(enter func(string), tell func(...chat.News), _ func() string) {
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

func TestWhatHasANameOfItsOwnIsCalledByIt(t *testing.T) {
	s := &session{o: Options{Words: words.English()}}
	for want, got := range map[string]string{
		"ops":         s.called("ops", "ops").String(),
		"dev":         s.called("dev", "").String(),
		"books (读书会)": s.called("books", "读书会").String(),
		"ops (x␛)":    s.called("ops", "x\x1b[2J").String(),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestReadAtOnceIsNoSpanOfTime: "at once" is not "after" anything.
func TestReadAtOnceIsNoSpanOfTime(t *testing.T) {
	f := &fakeChat{messages: some(), readers: map[chat.ReaderList][]chat.Reader{
		chat.ListRead: {{User: "bob", ReadAt: 100}, {User: "cy", ReadAt: 5000}},
	}}
	says, err := enterOne(t, f, "/readers 3")
	if err != nil || !strings.Contains(says, "bob 1970-01-01 00:00 (at once)") || !strings.Contains(says, "(after 5s)") {
		t.Errorf("said %q, %v", says, err)
	}
}

func TestAGroupIsOpenedByItsNameToo(t *testing.T) {
	_ = hold(t, &fakeChat{}, false, func(enter func(string), tell func(...chat.News), text func() string) {
		tell(chat.GroupsListed{Groups: []chat.Group{{ID: "ops", MemberCount: 3}, {ID: "books", Name: "读书会", MemberCount: 2}}})
		before := len(text())
		enter("/open 读书会")
		if got := text()[before:]; !strings.Contains(got, "group books (读书会): 2 members") {
			t.Errorf("said %q", got)
		}
	})
}

// TestALineFromBeforeASleepIsNoSign of somebody after it.
func TestALineFromBeforeASleepIsNoSign(t *testing.T) {
	for name, again := range map[string]bool{"nothing entered afterwards": false, "a line entered afterwards": true} {
		t.Run(name, func(t *testing.T) {
			var slept time.Duration
			f := &fakeChat{}
			_ = hold(t, f, true, func(enter func(string), tell func(...chat.News), _ func() string) {
				enter("")
				slept = 5 * time.Hour
				tell(chat.MessageAdded{Message: message(1, "bob", "one"), Live: true})
				if again {
					enter("")
				}
				time.Sleep(time.Minute)
				synctest.Wait()
			}, func(o *Options) { o.Wall = func() time.Time { return time.Now().Round(0).Add(slept) } })
			if got := slices.Contains(f.did, "read m1"); got != again {
				t.Errorf("read: %t (%q)", got, f.did)
			}
		})
	}
}
