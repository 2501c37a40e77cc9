package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/store"
)

// A prose makes texts of some 200 bytes of words that occur as often as those
// of a language do.
type prose struct {
	words []string
	zipf  *rand.Zipf
}

func newProse(letters string, least, most int, space string) *prose {
	r := rand.New(rand.NewPCG(1, 2))
	p := &prose{words: make([]string, 20_000)}
	p.zipf = rand.NewZipf(r, 1.1, 1, uint64(len(p.words)-1))
	all := []rune(letters)
	for i := range p.words {
		for range least + r.IntN(most-least+1) {
			p.words[i] += string(all[r.IntN(len(all))])
		}
		p.words[i] += space
	}
	return p
}

func latin() *prose { return newProse("eeeettaaooiinnsshhrdlcumwfgypbvkjxqz", 2, 9, " ") }

func chinese() *prose {
	var letters strings.Builder
	for i := range 60 {
		for j := range 60 - i {
			letters.WriteRune(rune(0x4e00 + i*j))
		}
	}
	return newProse(letters.String(), 1, 3, "")
}

func (p *prose) text() string {
	var b strings.Builder
	for b.Len() < 195 {
		b.WriteString(p.words[p.zipf.Uint64()])
	}
	return b.String()
}

// tell posts n texts of the prose, and around the middle one that is looked for.
func (w *world) tell(groups []chat.GroupID, p *prose, n int) {
	var batch []chat.Command
	for i := range n {
		text := p.text()
		if i == n/2 {
			text += " xylophone 木琴"
		}
		g := i * 7919 % len(groups)
		batch = append(batch, w.command(chat.UserID(fmt.Sprintf("user%d", g*7)), groups[g],
			chat.Post{Text: text, ClientMsgID: fmt.Sprintf("client-message-%012d", i)}))
		if len(batch) == 1000 || i == n-1 {
			w.all(batch)
			batch = batch[:0]
		}
	}
}

// BenchmarkSearch searches 100,000 messages of one group.
func BenchmarkSearch(b *testing.B) {
	for name, p := range map[string]*prose{"latin": latin(), "chinese": chinese()} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, store.Options{})
			groups := w.crowd(1, 3)
			w.tell(groups, p, 100_000)
			w.index()
			for what, query := range map[string]string{
				"a-word-in-one":      "xylophone",
				"two-chinese-in-one": "木琴",
				"two-letters":        strings.TrimSpace(p.words[0] + p.words[1])[:6],
				"in-none":            "zzyzx",
				"two-in-none":        "ЖЖ",
			} {
				b.Run(what, func(b *testing.B) {
					var took []time.Duration
					for b.Loop() {
						began := time.Now()
						w.search(groups[0], "user1", query, 0, 50)
						took = append(took, time.Since(began))
					}
					report(b, took)
				})
			}
		})
	}
}

// BenchmarkSignatures tells what the signatures of a message of 200 bytes take
// on disk, and how long they take to make.
func BenchmarkSignatures(b *testing.B) {
	for name, p := range map[string]*prose{"latin": latin(), "chinese": chinese()} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, store.Options{})
			const n = 50_000
			w.tell(w.crowd(100, 10), p, n)
			w.index()
			if err := w.Blur("DELETE FROM signatures; VACUUM"); err != nil {
				b.Fatal(err)
			}
			before := w.pages()
			for b.Loop() {
				b.StopTimer()
				if err := w.Blur("DELETE FROM signatures"); err != nil {
					b.Fatal(err)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				w.open()
				w.index()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "µs/message")
			b.ReportMetric(float64(w.pages()-before)/n, "bytes/message")
		})
	}
}

// pages is how many bytes of the file are in use.
func (w *world) pages() int64 {
	w.t.Helper()
	n, err := w.Used()
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
