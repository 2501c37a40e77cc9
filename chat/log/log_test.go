package log_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/log/logtest"
	"seenby/receipts"
)

func inMemory(*testing.T) log.Applier {
	return chat.NewMemory(func(c chat.Card, a *chat.Audience) chat.Ledger { return receipts.Open(c, a) })
}

func TestLocalKeepsTheContract(t *testing.T) {
	logtest.Suite(t, logtest.Subject{
		Applier: inMemory,
		Log:     func(a log.Applier, s log.Sink) log.Log { return log.NewLocal(a, s, log.Options{}) },
	})
}

func TestLocalWithNarrowBoundsKeepsTheContract(t *testing.T) {
	logtest.Suite(t, logtest.Subject{
		Applier: inMemory,
		Log:     func(a log.Applier, s log.Sink) log.Log { return log.NewLocal(a, s, log.Options{Queue: 1, Batch: 2}) },
	})
}

func TestMemoryKeepsTheContract(t *testing.T) {
	logtest.Suite(t, logtest.Subject{
		Applier: inMemory,
		Log:     func(a log.Applier, s log.Sink) log.Log { return log.NewMemory(a, s) },
	})
}

// gate is an applier that waits until it is let on, and remembers its batches.
type gate struct {
	on      chan struct{}
	mu      sync.Mutex
	batches []int
}

func (g *gate) Apply(batch []chat.Command) ([]chat.Outcome, error) {
	<-g.on
	g.mu.Lock()
	defer g.mu.Unlock()
	g.batches = append(g.batches, len(batch))
	return make([]chat.Outcome, len(batch)), nil
}

func TestWhatWaitsIsAppliedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{on: make(chan struct{})}
		l := log.NewLocal(g, func([]log.Applied) {}, log.Options{Batch: 50})
		for range 121 {
			if err := l.Submit(t.Context(), log.Entry{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait() // so that the first is on its way alone
		}
		close(g.on)
		if err := l.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := g.batches; len(got) != 4 || got[0] != 1 || got[1] != 50 || got[2] != 50 || got[3] != 20 {
			t.Errorf("batches of %v", got)
		}
	})
}

func TestSubmitWaitsOnlyWhileTheQueueIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{on: make(chan struct{})}
		l := log.NewLocal(g, func([]log.Applied) {}, log.Options{Queue: 2})
		for range 3 { // one on its way, two in the queue
			if err := l.Submit(t.Context(), log.Entry{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(t.Context())
		results := make(chan error, 2)
		go func() { results <- l.Submit(ctx, log.Entry{}) }()
		synctest.Wait()
		select {
		case err := <-results:
			t.Fatalf("a full queue took one more: %v", err)
		default:
		}
		cancel()
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("a submit that was given up: %v", err)
		}
		go func() { results <- l.Submit(t.Context(), log.Entry{}) }()
		synctest.Wait()
		close(g.on)
		if err := <-results; err != nil {
			t.Errorf("with room again: %v", err)
		}
		if err := l.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseLetsGoOfWhoWaitsForRoomAndOfWhoWaitsTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{on: make(chan struct{})}
		told := 0
		l := log.NewLocal(g, func(b []log.Applied) { told += len(b) }, log.Options{Queue: 1})
		for range 2 {
			if err := l.Submit(t.Context(), log.Entry{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		waiting := make(chan error, 1)
		go func() { waiting <- l.Submit(context.Background(), log.Entry{}) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 1)
		defer cancel()
		if err := l.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("close while the store hangs: %v", err)
		}
		if err := <-waiting; !errors.Is(err, log.ErrClosed) {
			t.Errorf("who waited for room: %v", err)
		}
		close(g.on)
		if err := l.Close(t.Context()); err != nil || told != 2 {
			t.Errorf("close again: %v, %d told", err, told)
		}
	})
}

func TestTheNextBatchIsAppliedWhileTheLastIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{on: make(chan struct{}, 100)}
		hold := make(chan struct{})
		l := log.NewLocal(g, func([]log.Applied) { <-hold }, log.Options{})
		for range 20 {
			g.on <- struct{}{}
			if err := l.Submit(t.Context(), log.Entry{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		// One is being told, two wait for it, and one more is applied; then the
		// log waits for its sink.
		if n := len(g.batches); n != 4 {
			t.Errorf("%d batches applied before the first was told", n)
		}
		close(hold)
		if err := l.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestASinkOfMemoryMaySubmit(t *testing.T) {
	var told []string
	var m *log.Memory
	g := &gate{on: make(chan struct{})}
	close(g.on)
	m = log.NewMemory(g, func(b []log.Applied) {
		told = append(told, b[0].Origin.(string))
		if b[0].Origin == "first" {
			if err := m.Submit(t.Context(), log.Entry{Origin: "second"}); err != nil {
				t.Error(err)
			}
			told = append(told, "first ends")
		}
	})
	if err := m.Submit(t.Context(), log.Entry{Origin: "first"}); err != nil {
		t.Fatal(err)
	}
	if len(told) != 3 || told[1] != "first ends" || told[2] != "second" {
		t.Errorf("told in the order %v", told)
	}
}

func TestErrorsOfTheApplierAreReported(t *testing.T) {
	want := errors.New("no space left")
	var got error
	l := log.NewLocal(failing{want}, func([]log.Applied) {}, log.Options{OnError: func(err error) { got = err }})
	if err := l.Submit(t.Context(), log.Entry{}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(got, want) {
		t.Errorf("reported: %v", got)
	}
}

type failing struct{ err error }

func (f failing) Apply([]chat.Command) ([]chat.Outcome, error) { return nil, f.err }
