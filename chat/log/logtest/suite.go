// Package logtest holds what every Log has to keep to, as tests.
package logtest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/oklog/ulid/v2"
	"go.uber.org/goleak"

	"seenby/chat"
	"seenby/chat/log"
)

// A Subject is a log over an applier, as one test of the suite wants both.
type Subject struct {
	// Applier makes an empty applier, which is closed by the test's cleanup.
	Applier func(t *testing.T) log.Applier
	// Log makes the log that is tested.
	Log func(log.Applier, log.Sink) log.Log
}

// Suite runs the contract of [log.Log] against s.
func Suite(t *testing.T, s Subject) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Subject){
		"commands of a goroutine keep their order":         order,
		"everything submitted is told exactly once":        onceEach,
		"nothing is told before it is durable":             durableFirst,
		"positions have no gaps":                           dense,
		"an error refuses a batch and the log goes on":     recovery,
		"close applies what was taken":                     drains,
		"a closed log takes nothing":                       closed,
		"an entry whose context is over is not taken":      cancelled,
		"a panic of the applier is not swallowed silently": panics,
	} {
		t.Run(name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, before) }) // after the applier's
			test(t, s)
		})
	}
}

// A probe stands between a log and its applier: it can fail, and it knows what
// is durable.
type probe struct {
	log.Applier
	fail atomic.Bool

	mu      sync.Mutex
	durable map[chat.MessageUID]bool
	running bool
}

var errFull = errors.New("the disk is full")

func (p *probe) Apply(batch []chat.Command) ([]chat.Outcome, error) {
	p.mu.Lock()
	twice := p.running
	p.running = true
	p.mu.Unlock()
	if twice {
		panic("logtest: two batches at once")
	}
	defer func() {
		p.mu.Lock()
		p.running = false
		p.mu.Unlock()
	}()
	if p.fail.Load() {
		return nil, errFull
	}
	out, err := p.Applier.Apply(batch)
	if err == nil {
		p.mu.Lock()
		for _, c := range batch {
			p.durable[c.ID] = true
		}
		p.mu.Unlock()
	}
	return out, err
}

// A recorder is a sink that remembers.
type recorder struct {
	mu      sync.Mutex
	applied []log.Applied
	early   int // told before they were durable
	probe   *probe
	grown   chan struct{} // holds a token after something was told
}

func (r *recorder) sink(batch []log.Applied) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.probe.mu.Lock()
	for _, a := range batch {
		if a.Outcome.Result.Code != chat.Unavailable && !r.probe.durable[a.Command.ID] {
			r.early++
		}
	}
	r.probe.mu.Unlock()
	r.applied = append(r.applied, batch...)
	select {
	case r.grown <- struct{}{}:
	default:
	}
}

// wait returns when n or more were told.
func (r *recorder) wait(n int) {
	for {
		r.mu.Lock()
		told := len(r.applied)
		r.mu.Unlock()
		if told >= n {
			return
		}
		<-r.grown
	}
}

// A bench is a log under test with its surroundings.
type bench struct {
	t *testing.T
	log.Log
	probe *probe
	rec   *recorder
	n     atomic.Uint64
}

func setUp(t *testing.T, s Subject) *bench {
	t.Helper()
	p := &probe{Applier: s.Applier(t), durable: map[chat.MessageUID]bool{}}
	b := &bench{t: t, probe: p, rec: &recorder{probe: p, grown: make(chan struct{}, 1)}}
	b.Log = s.Log(p, b.rec.sink)
	return b
}

const group = chat.GroupID("g")

// command is what by does, in the order of the calls.
func (b *bench) command(by chat.UserID, do chat.Action) chat.Command {
	n := b.n.Add(1)
	at := chat.Millis(1_800_000_000_000 + int64(n))
	var id ulid.ULID
	_ = id.SetTime(uint64(at))
	binary.BigEndian.PutUint64(id[8:], n)
	return chat.Command{ID: chat.MessageUID(id.String()), At: at, By: by, Group: group, Do: do}
}

func (b *bench) submit(c chat.Command, origin any) {
	if err := b.Submit(context.Background(), log.Entry{Command: c, Origin: origin}); err != nil {
		b.t.Error(err)
	}
}

func (b *bench) close() {
	b.t.Helper()
	if err := b.Close(context.Background()); err != nil {
		b.t.Error(err)
	}
}

// gather makes the group of so many users, u0 and on.
func (b *bench) gather(users int) {
	var members []chat.Profile
	for i := range users {
		members = append(members, chat.Profile{User: user(i), Name: "somebody", Kind: chat.KindUser})
	}
	b.submit(b.command(user(0), chat.Create{Name: "g", Owner: members[0], Members: members[1:]}), nil)
	b.rec.wait(1)
}

func user(i int) chat.UserID { return chat.UserID(fmt.Sprintf("u%d", i)) }

func text(i int) chat.Post {
	return chat.Post{Text: fmt.Sprint("text ", i), ClientMsgID: fmt.Sprint(i)}
}

const writers, each = 8, 100

// rush lets many goroutines submit at once. The origin is [2]int{writer, i}.
func (b *bench) rush() {
	b.gather(writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				b.submit(b.command(user(w), text(i)), [2]int{w, i})
			}
		})
	}
	wg.Wait()
}

func order(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.rush()
	b.close()
	next := map[int]int{}
	for _, a := range b.rec.applied[1:] {
		o := a.Origin.([2]int)
		if o[1] != next[o[0]] {
			t.Fatalf("of writer %d, %d was told when %d was next", o[0], o[1], next[o[0]])
		}
		next[o[0]]++
		if by := user(o[0]); a.Command.By != by || a.Outcome.Result.Seq == 0 {
			t.Fatalf("%v came back with what belongs to %s: %+v", o, a.Command.By, a.Outcome.Result)
		}
	}
}

func onceEach(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.rush()
	b.close()
	seen := map[any]int{}
	for _, a := range b.rec.applied[1:] {
		seen[a.Origin]++
	}
	for w := range writers {
		for i := range each {
			if n := seen[[2]int{w, i}]; n != 1 {
				t.Errorf("entry %d of writer %d was told %d times", i, w, n)
			}
		}
	}
}

func durableFirst(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.rush()
	b.close()
	if b.rec.early > 0 {
		t.Errorf("%d were told before they were durable", b.rec.early)
	}
}

func dense(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.rush()
	b.close()
	var pos chat.Pos
	var seq chat.Seq
	for _, a := range b.rec.applied {
		for _, f := range a.Outcome.Facts {
			if pos++; f.Pos != pos {
				t.Fatalf("place %d follows %d", f.Pos, pos-1)
			}
			if p, ok := f.What.(chat.Posted); ok {
				if seq++; p.Message.Seq != seq {
					t.Fatalf("seq %d follows %d", p.Message.Seq, seq-1)
				}
			}
		}
	}
	if seq != writers*each {
		t.Errorf("%d messages of %d", seq, writers*each)
	}
}

func recovery(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.gather(2)
	b.submit(b.command("u1", text(1)), nil)
	b.rec.wait(2)
	b.probe.fail.Store(true)
	for i := 2; i < 5; i++ {
		b.submit(b.command("u1", text(i)), "refused")
	}
	b.rec.wait(5)
	b.probe.fail.Store(false)
	for i := 2; i < 5; i++ {
		b.submit(b.command("u1", text(i)), "again")
	}
	b.close()
	for i, a := range b.rec.applied[2:5] {
		if r := a.Outcome.Result; r.Code != chat.Unavailable || r.Reason == "" || len(a.Outcome.Facts) > 0 || a.Origin != "refused" {
			t.Errorf("refused %d: %+v", i, a)
		}
	}
	for i, a := range b.rec.applied[5:] {
		if r := a.Outcome.Result; r.Code != chat.Done || r.Seq != chat.Seq(i+2) || a.Origin != "again" {
			t.Errorf("again %d: %+v", i, a)
		}
	}
}

func drains(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.gather(1)
	const n = 500
	for i := range n {
		b.submit(b.command("u0", text(i)), nil)
	}
	b.close()
	if got := len(b.rec.applied) - 1; got != n {
		t.Errorf("%d of %d were told when Close returned", got, n)
	}
	b.close() // again is fine
}

func closed(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.close()
	if err := b.Submit(context.Background(), log.Entry{Command: b.command("u0", text(1))}); !errors.Is(err, log.ErrClosed) {
		t.Errorf("submit to a closed log: %v", err)
	}
	if len(b.rec.applied) > 0 {
		t.Errorf("told: %+v", b.rec.applied)
	}
}

func cancelled(t *testing.T, s Subject) {
	b := setUp(t, s)
	b.gather(1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := b.Submit(ctx, log.Entry{Command: b.command("u0", text(1))}); !errors.Is(err, context.Canceled) {
		t.Errorf("submit with a context that is over: %v", err)
	}
	b.close()
	if len(b.rec.applied) != 1 {
		t.Errorf("told: %+v", b.rec.applied)
	}
}
