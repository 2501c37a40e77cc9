package play

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

// most bounds the copies of a crowd in these tests.
const most = 500

// play plays a text from its first step to its last, and returns what was told.
func play(t *testing.T, file string, text []byte, o Options) ([]Event, error) {
	t.Helper()
	s, err := scenario.Parse(file, text)
	if err != nil {
		t.Fatal(err)
	}
	var (
		mu     sync.Mutex
		events []Event
	)
	o.Dir = t.TempDir()
	also := o.Watch
	o.Watch = func(e Event) {
		if also != nil {
			also(e)
		}
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	}
	if o.MaxCopies = most; testing.Short() {
		o.MaxCopies = 50
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	r, err := Open(ctx, s, o)
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	for n := 0; n < r.Steps() && failed == nil; n++ {
		failed = r.Play(ctx, n)
	}
	if err := r.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	return events, failed
}

func TestEveryScenarioThatShipsIsGreen(t *testing.T) {
	defer goleak.VerifyNone(t)
	names := scenarios.Names()
	if len(names) < 14 {
		t.Errorf("only %d scenarios ship", len(names))
	}
	t.Run("all", func(t *testing.T) {
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				text, _ := scenarios.Text(name)
				if _, err := play(t, name, text, Options{Speed: 10}); err != nil {
					t.Error(err)
				}
			})
		}
	})
}

func TestAStepThatDoesNotComeOutIsNamed(t *testing.T) {
	defer goleak.VerifyNone(t)
	const head = "title: T\ncast: {alice: {}, bob: {}}\nsteps:\n  - {say: hi, by: alice, receipt: true, as: m1}\n"
	for name, c := range map[string]struct{ step, want string }{
		"a count":              {"  - {expect: m1 read 1/1, within: 100ms}\n", "f:5:6: expected within 100ms: m1 read 1/1, but it is read 0/1"},
		"a state now":          {"  - still: m1 recalled\n", "f:5:5: expected still: m1 recalled, but it is not recalled"},
		"a list":               {"  - {expect: m1 unread nobody, within: 100ms}\n", "but it is bob"},
		"a refusal":            {"  - {ask: m1, by: bob}\n", "f:5:6: bob: the hub refused it with 26320 (only the message's sender may do this), expected 0"},
		"a refusal that lacks": {"  - {ask: m1, code: 400}\n", "the hub took it, and should have refused it with 400"},
	} {
		t.Run(name, func(t *testing.T) {
			events, err := play(t, "f", []byte(head+c.step), Options{Speed: 10})
			var failure *Failure
			if !errors.As(err, &failure) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if last := events[slices.IndexFunc(events, func(e Event) bool { return e.Kind == "failed" })]; last.Step != 2 {
				t.Errorf("the failure was told as step %d", last.Step)
			}
		})
	}
}

// TestTheSameSeedIsTheSameRun compares what people decide and in which order
// steps go, which is all that a seed settles.
func TestTheSameSeedIsTheSameRun(t *testing.T) {
	text, _ := scenarios.Text("first-receipt")
	s, err := scenario.Parse("first-receipt", text)
	if err != nil {
		t.Fatal(err)
	}
	draw := func(seed uint64) (out []int64) {
		r := &Run{s: s, o: Options{Seed: seed, Speed: 1}}
		for _, p := range s.Cast {
			d := r.newDevice(p, 1, "")
			d.timer.Stop()
			for range 5 {
				out = append(out, d.random.Int64())
			}
		}
		return out
	}
	if !slices.Equal(draw(7), draw(7)) {
		t.Error("one seed, two runs")
	}
	if slices.Equal(draw(7), draw(8)) {
		t.Error("two seeds, one run")
	}
	steps := func() (out []string) {
		events, err := play(t, "first-receipt", text, Options{Speed: 20})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind == "step" || e.Kind == "done" {
				out = append(out, e.Kind+" "+e.Text)
			}
		}
		return out
	}
	if !slices.Equal(steps(), steps()) {
		t.Error("the steps went in another order")
	}
}
