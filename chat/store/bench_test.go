package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"seenby/chat"
	chatlog "seenby/chat/log"
	"seenby/chat/store"
)

// crowd makes n groups with members of m users each.
func (w *world) crowd(n, m int) []chat.GroupID {
	var groups []chat.GroupID
	var batch []chat.Command
	for i := range n {
		var users []chat.Profile
		for j := range m {
			users = append(users, people(chat.UserID(fmt.Sprintf("user%d", (i*7+j)%(n*m))))...)
		}
		g := chat.GroupID(fmt.Sprintf("group%d", i))
		groups = append(groups, g)
		batch = append(batch, w.command(users[0].User, g, chat.Create{Name: "g", Owner: users[0], Members: users[1:]}))
	}
	w.all(batch)
	return groups
}

func (w *world) all(batch []chat.Command) {
	w.t.Helper()
	out, err := w.Apply(batch)
	if err != nil {
		w.t.Fatal(err)
	}
	for i, o := range out {
		if o.Result.Code != chat.Done || len(o.Result.Ignored) > 0 {
			w.t.Fatalf("%T: %+v", batch[i].Do, o.Result)
		}
	}
}

// size is what the store takes on disk once the log of writes is folded in.
func (w *world) size() int64 {
	w.t.Helper()
	w.reopen()
	info, err := os.Stat(filepath.Join(w.dir, "hub.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	return info.Size()
}

var text200 = strings.Repeat("0123456789", 20)

func BenchmarkPosts(b *testing.B) {
	for _, size := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			w := newWorld(b, store.Options{})
			groups := w.crowd(1000, 10)
			n := 0
			for b.Loop() {
				batch := make([]chat.Command, size)
				for i := range batch {
					g := n * 7919 % len(groups)
					by := chat.UserID(fmt.Sprintf("user%d", (g*7+n%10)%10000))
					batch[i] = w.command(by, groups[g], chat.Post{Text: text200, ClientMsgID: fmt.Sprintf("client-message-%012d", n)})
					n++
				}
				w.all(batch)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "posts/s")
		})
	}
}

// BenchmarkLog posts with 128 commands in flight through the local log.
func BenchmarkLog(b *testing.B) {
	w := newWorld(b, store.Options{})
	groups := w.crowd(1000, 10)
	const flight = 128
	var mu sync.Mutex
	var took []time.Duration
	batches := 0
	slots := make(chan struct{}, flight)
	l := chatlog.NewLocal(w.Hub, func(batch []chatlog.Applied) {
		now := time.Now()
		mu.Lock()
		batches++
		for _, a := range batch {
			took = append(took, now.Sub(a.Origin.(time.Time)))
			if a.Outcome.Result.Code != chat.Done {
				b.Errorf("%+v", a.Outcome.Result)
			}
			<-slots
		}
		mu.Unlock()
	}, chatlog.Options{OnError: func(err error) { b.Error(err) }})
	n := 0
	for b.Loop() {
		g := n * 7919 % len(groups)
		by := chat.UserID(fmt.Sprintf("user%d", (g*7+n%10)%10000))
		c := w.command(by, groups[g], chat.Post{Text: text200, ClientMsgID: fmt.Sprintf("client-message-%012d", n)})
		n++
		slots <- struct{}{}
		if err := l.Submit(context.Background(), chatlog.Entry{Command: c, Origin: time.Now()}); err != nil {
			b.Fatal(err)
		}
	}
	if err := l.Close(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "posts/s")
	b.ReportMetric(float64(n)/float64(batches), "posts/batch")
	report(b, took)
}

func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkStorm is one round: 1,000 readers answer 20 messages.
func BenchmarkStorm(b *testing.B) {
	w := newWorld(b, store.Options{})
	const readers, messages, size = 1000, 20, 1000
	g := w.crowd(1, readers+1)[0]
	n := 0
	for b.Loop() {
		b.StopTimer()
		var uids []chat.MessageUID
		for range messages {
			uids = append(uids, w.post("user0", g, fmt.Sprint("message ", n, len(uids)), true))
		}
		var all []chat.Command
		for _, uid := range uids {
			for r := range readers {
				by := chat.UserID(fmt.Sprintf("user%d", r+1))
				all = append(all, w.command(by, g, chat.Answer{Messages: []chat.Reading{{UID: uid}}}))
				if r%50 != 0 {
					w.now--
				}
			}
		}
		b.StartTimer()
		for len(all) > 0 {
			w.all(all[:size])
			all = all[size:]
			n += size
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "receipts/s")
}

// BenchmarkPage reads 50 messages in the middle of a group, a fifth of them
// flagged and answered by all of its 20 members.
func BenchmarkPage(b *testing.B) {
	for _, size := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("messages=%d", size), func(b *testing.B) {
			w := newWorld(b, store.Options{})
			g := w.crowd(1, 20)[0]
			w.fill(g, size)
			n := 0
			var took []time.Duration
			for b.Loop() {
				n += 7919
				began := time.Now()
				page := w.history(g, "user3", chat.Span{Before: chat.Seq(n%size + 51)})
				took = append(took, time.Since(began))
				if len(page.Messages) != 50 {
					b.Fatal(len(page.Messages))
				}
			}
			report(b, took)
		})
	}
}

// fill posts messages, of which each fifth is flagged and answered by all.
func (w *world) fill(g chat.GroupID, messages int) {
	w.t.Helper()
	var batch []chat.Command
	for i := range messages {
		c := w.command("user0", g, chat.Post{Text: text200, ClientMsgID: fmt.Sprintf("client-message-%012d", i), NeedReceipt: i%5 == 0})
		batch = append(batch, c)
		for r := 1; r < 20 && i%5 == 0; r++ {
			batch = append(batch, w.command(chat.UserID(fmt.Sprintf("user%d", r)), g, chat.Answer{Messages: []chat.Reading{{UID: c.ID}}}))
		}
		if len(batch) >= 2000 || i == messages-1 {
			w.all(batch)
			batch = nil
		}
	}
}

// BenchmarkStorage tells what a message of 200 bytes and a receipt take on
// disk: receipts of a storm, and receipts that come one at a time.
func BenchmarkStorage(b *testing.B) {
	b.Run("message", func(b *testing.B) {
		w := newWorld(b, store.Options{})
		groups := w.crowd(100, 10)
		before, n := w.size(), 0
		for b.Loop() {
			var batch []chat.Command
			for range 1000 {
				g := n * 7919 % len(groups)
				batch = append(batch, w.command(chat.UserID(fmt.Sprintf("user%d", (g*7+n%10)%1000)), groups[g],
					chat.Post{Text: text200, ClientMsgID: fmt.Sprintf("client-message-%012d", n)}))
				n++
			}
			w.all(batch)
		}
		b.ReportMetric(float64(w.size()-before)/float64(n), "bytes/message")
	})
	for _, size := range []int{1000, 1} {
		b.Run(fmt.Sprintf("receipt/batch=%d", size), func(b *testing.B) {
			w := newWorld(b, store.Options{})
			g := w.crowd(1, 1001)[0]
			var uids []chat.MessageUID
			for i := range 200 {
				uids = append(uids, w.post("user0", g, fmt.Sprint("message ", i), true))
			}
			before, n := w.size(), 0
			for b.Loop() {
				if n == 1000*len(uids) { // all have answered everything
					continue
				}
				var batch []chat.Command
				for range 1000 {
					by := chat.UserID(fmt.Sprintf("user%d", n/len(uids)%1000+1))
					batch = append(batch, w.command(by, g, chat.Answer{Messages: []chat.Reading{{UID: uids[n%len(uids)]}}}))
					w.now += 400 // slow enough that each is told
					n++
				}
				for len(batch) > 0 {
					w.all(batch[:size])
					batch = batch[size:]
				}
			}
			b.ReportMetric(float64(w.size()-before)/float64(n), "bytes/receipt")
		})
	}
}

// BenchmarkOpen opens a store with a million messages, which take a minute to
// make.
func BenchmarkOpen(b *testing.B) {
	w := newWorld(b, store.Options{})
	groups := w.crowd(200, 20)
	for i := range 200 * 5000 / 1000 {
		var batch []chat.Command
		for j := range 1000 {
			n := i*1000 + j
			g := n * 7919 % len(groups)
			batch = append(batch, w.command(chat.UserID(fmt.Sprintf("user%d", g*7%4000)), groups[g],
				chat.Post{Text: text200, ClientMsgID: fmt.Sprintf("client-message-%012d", n)}))
		}
		w.all(batch)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w.open()
		w.history(groups[0], "user0", chat.Span{})
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
