package play

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seenby/demo/invariant"
	"seenby/demo/scenario"
	"seenby/demo/trace"
)

// broken returns what the frames of a run break of the promises of receipts.md.
func broken(events []Event) []invariant.Violation {
	var frames []trace.Frame
	for _, e := range events {
		if e.Kind == "sent" || e.Kind == "received" {
			frames = append(frames, trace.NewFrame(e.At, fmt.Sprintf("%s/%d", e.Who, e.Device), e.Kind == "sent", e.Frame))
		}
	}
	return invariant.Check(frames)
}

// TestCountsAreExactUnderEveryFault lets everybody talk and read on a network
// of which each fault is bad, and wants every count to be exact once it is not.
func TestCountsAreExactUnderEveryFault(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("all", func(t *testing.T) {
		for name, faults := range map[string]string{
			"latency":   "latency: 40ms, jitter: 60ms",
			"loss":      "loss: 15%",
			"duplicate": "duplicate: 50%",
			"reorder":   "reorder: 50%",
			"cut":       "cut: 15%",
			"clock":     "clock: -438000h",
			"all":       "latency: 5ms, jitter: 10ms, loss: 5%, duplicate: 20%, reorder: 30%, cut: 5%, clock: +1h",
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(rounds(t)) {
					events, err := play(t, name, badly(faults, seed), Options{Speed: 20, Seed: seed + 1})
					if err != nil {
						t.Fatalf("seed %d: %v", seed+1, err)
					}
					for _, v := range broken(events) {
						t.Errorf("seed %d: %s", seed+1, v)
					}
				}
			})
		}
	})
}

// badly is a scenario of much talk under faults.
func badly(faults string, seed uint64) []byte {
	var b bytes.Buffer
	random := rand.New(rand.NewPCG(seed, 0))
	people := []string{"alice", "bob", "carol"}
	fmt.Fprintf(&b, "title: T\ncast: {alice: {}, bob: {devices: 2}, carol: {}, dan: {reads: fast}}\nsteps:\n")
	for _, who := range []string{"alice", "bob", "bob/2", "carol", "dan"} {
		fmt.Fprintf(&b, "  - {faults: %s, %s}\n", who, faults)
	}
	const messages = 8
	sender := map[int]string{}
	for i := range messages {
		sender[i] = people[random.IntN(3)]
		now := random.IntN(2) == 0
		fmt.Fprintf(&b, "  - {say: message %d, by: %s, receipt: %v, as: m%d}\n", i, sender[i], now, i)
		if !now {
			fmt.Fprintf(&b, "  - {ask: m%d}\n", i)
		}
		for _, who := range people {
			if who != sender[i] {
				fmt.Fprintf(&b, "  - {read: m%d, by: %s}\n", i, who)
			}
		}
	}
	fmt.Fprint(&b, "  - heal: [everyone, bob/2]\n  - expect: [")
	for i := range messages {
		fmt.Fprintf(&b, "m%d read 3/3, m%d unread nobody, m%d also nobody, ", i, i, i)
	}
	fmt.Fprint(&b, "bob/2 is online]\n")
	return b.Bytes()
}

// rounds is how many seeds a test of faults takes.
func rounds(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("SEENBY_TEST_SEEDS")); err == nil && n > 0 {
		return n
	}
	return 1
}

// TestFaultsAreSetFromOutside sets them as a panel of the demo does, while the
// run goes on in another goroutine.
func TestFaultsAreSetFromOutside(t *testing.T) {
	defer goleak.VerifyNone(t)
	s, err := scenario.Parse("f", []byte("title: T\ncast: {alice: {}, bob: {devices: 2, faults: {clock: +1h}}}\nsteps:\n"+
		"  - {say: hi, by: alice, receipt: true, as: m1}\n  - expect: [bob sees m1, bob is offline, bob/2 is offline]\n"+
		"  - {read: m1, by: bob}\n  - expect: [bob is online, m1 read all]\n"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := Open(ctx, s, Options{Dir: t.TempDir(), Speed: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	if got := r.Faults("bob"); got != (Faults{Clock: time.Hour}) {
		t.Errorf("bob begins with %v", got)
	}
	if r.Faults("nobody").Any() {
		t.Error("nobody has faults")
	}
	if ahead := time.Until(r.Clock("bob")()); ahead < 59*time.Minute || ahead > time.Hour {
		t.Errorf("bob's clock is %v ahead", ahead)
	}
	played := make(chan error, 1)
	go func() {
		var failed error
		for n := 0; n < r.Steps() && failed == nil; n++ {
			if n == 1 { // the message has been said
				go r.SetFaults("bob", Faults{Latency: time.Millisecond})
				failed = r.until(ctx, func() bool { return r.Faults("bob").Latency > 0 && peekSees(r) })
				go r.SetFaults("bob", Faults{Offline: true})
			}
			if n == 2 {
				go r.SetFaults("bob", Faults{})
			}
			if failed == nil {
				failed = r.Play(ctx, n)
			}
		}
		played <- failed
	}()
	if err := <-played; err != nil {
		t.Error(err)
	}
	if r.Faults("bob").Any() {
		t.Errorf("bob ends with %v", r.Faults("bob"))
	}
}

// peekSees reports whether the message has come to Bob.
func peekSees(r *Run) bool {
	d := r.device(scenario.Actor{Person: "bob", Device: 1})
	return peek(d, func() bool { return len(d.messages) > 1 })
}

// TestWhatAWrongClockSays compares the time of reading with the hub's.
func TestWhatAWrongClockSays(t *testing.T) {
	defer goleak.VerifyNone(t)
	// A client knows the hub's time as exactly as half the way there and back, so
	// what has to be told apart has to lie apart.
	lateness := func(e Event) {
		if e.Kind == "step" && strings.Contains(e.Text, "say") && strings.Contains(e.Text, "later") {
			<-time.After(2 * time.Second)
		}
	}
	t.Run("all", func(t *testing.T) {
		for _, off := range []string{"+1h", "-438000h"} {
			t.Run(off, func(t *testing.T) {
				t.Parallel()
				text := strings.ReplaceAll(wrongClock, "OFF", off)
				if _, err := play(t, "clock", []byte(text), Options{Speed: 10, Watch: lateness}); err != nil {
					t.Error(err)
				}
			})
		}
	})
}

const wrongClock = `title: T
cast:
  alice: {}
  bob: {faults: {clock: OFF}}
steps:
  - {say: first, by: alice, receipt: true, as: m1}
  - expect: bob sees m1
  - offline: bob
  - {read: m1, by: bob}
  - {say: later, by: alice, as: later}
  - online: bob
  - expect: [m1 read all, bob answered m1 after m1, bob answered m1 before later]
  - {say: second, by: alice, receipt: true, as: m2}
  - expect: bob sees m2
  - offline: bob
  - reopen: bob
  - {read: m2, by: bob}
  - {say: even later, by: alice, as: last}
  - online: bob
  - expect: [m2 read all, bob answered m2 after m2, bob answered m2 before last]
`

func TestOneSeedStrikesTheSameMessages(t *testing.T) {
	throw := func(seed uint64) (out []fate) {
		d := &dice{random: rand.New(rand.NewPCG(seed, 1))}
		for range 100 {
			out = append(out, d.throw(Faults{Loss: .1, Duplicate: .2, Reorder: .3, Cut: .1, Jitter: time.Second}))
		}
		return out
	}
	a, b, c := throw(1), throw(1), throw(2)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("one seed, two fates")
	}
	if fmt.Sprint(a) == fmt.Sprint(c) {
		t.Error("two seeds, one fate")
	}
}
