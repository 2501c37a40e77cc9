package client

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seenby/chat"
)

// A witness is a screen that checks what it is told: no hole, no repeat, the
// order kept, no count that goes back. It reads everything, and tries to connect
// at once whenever the link is lost.
type witness struct {
	t *testing.T
	c *Client

	mu      sync.Mutex
	head    chat.Seq
	texts   []string
	tallies map[chat.MessageUID]chat.Tally
	link    chat.LinkChanged
	done    chan struct{}
}

func testify(t *testing.T, c *Client, from chat.Seq) *witness {
	f := &witness{t: t, c: c, head: from, tallies: map[chat.MessageUID]chat.Tally{}, done: make(chan struct{})}
	go func() {
		defer close(f.done)
		for batch := range c.News() {
			f.mu.Lock()
			for _, n := range batch {
				f.hear(n)
			}
			f.mu.Unlock()
		}
	}()
	return f
}

func (f *witness) hear(n chat.News) {
	switch n := n.(type) {
	case chat.MessageAdded:
		m := n.Message
		if m.Seq != f.head+1 && f.head != 0 {
			f.t.Errorf("%s: message %d came after %d", f.c.Me(), m.Seq, f.head)
		}
		f.head = m.Seq
		if m.Kind == chat.KindText {
			f.texts = append(f.texts, m.Text)
		}
		if m.Receipt != nil && m.Receipt.Tally != nil {
			f.count(m.UID, *m.Receipt.Tally)
		}
		go f.c.Read("ops", []chat.Seen{{UID: m.UID, Seq: m.Seq, At: time.Now()}})
	case chat.ReceiptsChanged:
		f.count(n.UID, n.Tally)
	case chat.GroupReset:
		f.t.Errorf("%s: a reset", f.c.Me())
	case chat.Trouble:
		f.t.Errorf("%s: %s", f.c.Me(), n.Text)
	case chat.LinkChanged:
		f.link = n
		if n.State == chat.LinkOffline {
			go f.c.RetryNow()
		}
	}
}

func (f *witness) count(uid chat.MessageUID, now chat.Tally) {
	if before := f.tallies[uid]; now.Version < before.Version || now.Read < before.Read {
		f.t.Errorf("%s: a count went from %+v to %+v", f.c.Me(), before, now)
	}
	f.tallies[uid] = now
}

// wait waits until ok is true of what was heard.
func (f *witness) wait(what string, ok func() bool) {
	f.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		f.mu.Lock()
		done := ok()
		f.mu.Unlock()
		if done {
			return
		}
		if time.Now().After(deadline) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.t.Fatalf("%s: %s did not come; %d texts, head %d, %+v", f.c.Me(), what, len(f.texts), f.head, f.link)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func TestAHundredCutsLeaveNoHoleAndNoRepeat(t *testing.T) {
	cuts := times(lineCuts, 100)
	w := newWorld(t)
	var witnesses []*witness
	for _, user := range []chat.UserID{"alice", "bob", "carol"} {
		cfg := w.config(user)
		if user != "carol" {
			cfg.StateDir = t.TempDir()
		}
		c, err := Open(t.Context(), documented(t, cfg))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Connected(t.Context()); err != nil {
			t.Fatal(err)
		}
		witnesses = append(witnesses, testify(t, c, 0))
	}
	w.line.random.Store(true)
	w.line.cut()
	var sent []string
	for w.line.cuts.Load() < int64(cuts) {
		for range 3 {
			text := fmt.Sprint("message ", len(sent))
			witnesses[0].c.Send(chat.Draft{Group: "ops", Text: text, NeedReceipt: true})
			sent = append(sent, text)
		}
		time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
		if rand.IntN(4) == 0 {
			w.line.cut()
		}
	}
	t.Logf("%d messages, %d cuts", len(sent), w.line.cuts.Load())
	w.line.random.Store(false)
	w.line.cut()
	for _, f := range witnesses {
		f.wait("everything", func() bool { return len(f.texts) == len(sent) })
		if !slices.Equal(f.texts, sent) {
			t.Errorf("%s saw another order", f.c.Me())
		}
	}
	alice := witnesses[0]
	alice.wait("every receipt", func() bool {
		for _, tally := range alice.tallies {
			if tally.Read != 2 || tally.Total != 2 {
				return false
			}
		}
		return len(alice.tallies) == len(sent)
	})
	for _, f := range witnesses {
		if err := f.c.Close(context.Background()); err != nil {
			t.Error(err)
		}
		<-f.done
	}
}

func TestCountsAreExactWithTwoDevicesEachUnderCuts(t *testing.T) {
	const readers, messages, cuts = 15, 30, 150
	w := newWorld(t)
	var witnesses []*witness
	join := func(user chat.UserID, device string) {
		cfg := w.config(user)
		cfg.Device = device
		c, err := Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Connected(t.Context()); err != nil {
			t.Fatal(err)
		}
		witnesses = append(witnesses, testify(t, c, 0))
	}
	join("alice", "desk")
	for i := range readers {
		join(reader(i), "desk")
		join(reader(i), "phone")
	}
	alice := witnesses[0]
	w.line.random.Store(true)
	for i := range messages {
		alice.c.Send(chat.Draft{Group: "ops", Text: fmt.Sprint(i), NeedReceipt: true})
		if i%5 == 0 {
			w.line.cut()
		}
		time.Sleep(5 * time.Millisecond)
	}
	for w.line.cuts.Load() < cuts {
		time.Sleep(time.Millisecond)
	}
	w.line.random.Store(false)
	w.line.cut()
	last := time.Now()
	alice.wait("every receipt", func() bool {
		for _, tally := range alice.tallies {
			if tally.Read != readers || tally.Total != readers {
				return false
			}
		}
		return len(alice.tallies) == messages
	})
	t.Logf("%d cuts; settled %v after the last", w.line.cuts.Load(), time.Since(last))
	for _, witness := range witnesses {
		if err := witness.c.Close(context.Background()); err != nil {
			t.Error(err)
		}
		<-witness.done
	}
}

// Killing a client: a child process sends numbered messages and answers what
// it reads, is killed at any moment, and the next one goes on.
const (
	childHub   = "SEENBY_TEST_HUB"
	childToken = "SEENBY_TEST_TOKEN"
	childState = "SEENBY_TEST_STATE"
	childFirst = "SEENBY_TEST_FIRST"
	killRounds = "SEENBY_TEST_KILLS" // how often; 8 by default
	lineCuts   = "SEENBY_TEST_CUTS"  // how often the line is cut; 100 by default
)

// times returns how often a test does what it does.
func times(name string, fallback int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return fallback
}

func TestMain(m *testing.M) {
	if os.Getenv(childHub) != "" {
		child()
		return
	}
	goleak.VerifyTestMain(m)
}

// child sends messages until it is killed. It names on standard output what the
// client took: a message as queued, an answer as given.
func child() {
	c, err := Open(context.Background(), Config{Hub: os.Getenv(childHub), Token: os.Getenv(childToken), StateDir: os.Getenv(childState)})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	n, _ := strconv.Atoi(os.Getenv(childFirst))
	go func() {
		for ; ; n++ {
			c.Send(chat.Draft{Group: "ops", Text: strconv.Itoa(n)})
			time.Sleep(time.Millisecond)
		}
	}()
	for batch := range c.News() {
		for _, news := range batch {
			switch news := news.(type) {
			case chat.Sending:
				if news.State == chat.SendQueued {
					fmt.Println("queued", news.Text)
				}
			case chat.MessageAdded:
				c.Read("ops", []chat.Seen{{UID: news.Message.UID, Seq: news.Message.Seq, At: time.Now()}})
			case chat.Responded:
				for _, uid := range news.UIDs {
					fmt.Println("answered", uid)
				}
			}
		}
	}
}

func TestWhatWasQueuedIsSentExactlyOnceWhoeverIsKilled(t *testing.T) {
	rounds := times(killRounds, 8)
	w := newWorld(t)
	alice, _ := w.join(w.config("alice"))
	cfg := w.config("bob")
	cfg.StateDir = t.TempDir()
	queued, answered := map[string]bool{}, map[chat.MessageUID]bool{}
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childHub+"="+cfg.Hub, childToken+"="+cfg.Token, childState+"="+cfg.StateDir, childFirst+"="+strconv.Itoa(round*1_000_000))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(150+rand.IntN(350))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		w.line.down.Store(round%4 == 3) // sometimes it is offline all the time
		for i := range 3 {
			alice.Send(chat.Draft{Group: "ops", Text: fmt.Sprint("ask ", round, i), NeedReceipt: true})
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			what, which, _ := strings.Cut(lines.Text(), " ")
			switch what {
			case "queued":
				queued[which] = true
			case "answered":
				answered[chat.MessageUID(which)] = true
			default:
				t.Errorf("the child says %q", lines.Text())
			}
		}
		_ = cmd.Wait() // it was killed
		w.line.down.Store(false)
		alice.RetryNow()
	}
	bob, b := w.join(cfg)
	until(t, b, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
	t.Logf("%d kills, %d messages queued, %d answers given", rounds, len(queued), len(answered))
	if len(queued) == 0 || len(answered) == 0 {
		t.Fatal("the children did nothing")
	}

	came, last := map[string]int{}, -1
	for _, m := range everything(t, bob) {
		if m.Sender != "bob" || m.Kind != chat.KindText {
			continue
		}
		came[m.Text]++
		n, _ := strconv.Atoi(m.Text)
		if n <= last {
			t.Errorf("%d came after %d", n, last)
		}
		last = n
	}
	for text := range queued {
		if came[text] != 1 {
			t.Errorf("message %s was sent %d times", text, came[text])
		}
	}
	for uid := range answered {
		r, err := alice.Readers(t.Context(), "ops", uid, chat.ListRead)
		if err != nil || len(r.Users) != 1 || r.Users[0].User != "bob" {
			t.Errorf("the answer to %s: %+v, %v", uid, r, err)
		}
	}
}

// everything fetches all messages of the group.
func everything(t *testing.T, c *Client) []chat.Message {
	t.Helper()
	var all []chat.Message
	for before := chat.Seq(0); ; before = all[0].Seq {
		page, err := c.History(t.Context(), "ops", chat.Span{Before: before, Limit: chat.MaxHistory})
		if err != nil {
			t.Fatal(err)
		}
		all = append(page.Messages, all...)
		if !page.More || len(page.Messages) == 0 {
			return all
		}
	}
}
