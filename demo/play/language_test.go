package play

import (
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestStepsDoWhatTheLanguageSays plays small scenarios, each for a part of the
// language that no scenario of those that ship is about.
func TestStepsDoWhatTheLanguageSays(t *testing.T) {
	defer goleak.VerifyNone(t)
	const head = "title: T\ncast: {alice: {}, bob: {answers: {ops: ask}}, carol: {}}\ngroups: [{id: team}, {id: ops, members: [bob, alice]}]\nsteps:\n" +
		"  - {say: hi, by: alice, receipt: true, as: m1}\n"
	for name, c := range map[string]struct{ steps, fails string }{
		"a message stands in its group": {"  - {say: there, by: alice, in: ops, receipt: true, as: m2}\n  - {expect: [m2 read 0/1, bob sees m2, m1 read 0/2]}\n", ""},
		"the owner of the group that is meant invites": {"  - {invite: carol, in: ops}\n  - {say: there, by: bob, in: ops, as: m2}\n" +
			"  - {expect: carol sees m2}\n  - {remove: carol, in: ops}\n  - {remove: carol, in: ops, by: alice, code: 403}\n", ""},
		"somebody asks first in one group": {"  - {say: there, by: alice, in: ops, receipt: true, as: m2}\n  - {read: m2, by: bob}\n  - {read: m1, by: bob}\n" +
			"  - expect: m1 read 1/2\n  - still: m2 read 0/1\n  - {answer: m2, by: bob}\n  - expect: m2 read all\n", ""},
		"a policy for all groups": {"  - {policy: never, by: carol}\n  - {read: m1, by: [bob, carol]}\n  - expect: m1 read 1/2\n  - still: m1 unread carol\n", ""},
		"only the open group is read": {"  - {focus: bob}\n  - {open: ops, by: bob}\n  - {say: there, by: alice, in: ops, as: m2}\n  - {expect: bob sees m2}\n" +
			"  - {ask: m2}\n  - {answer: m2, by: bob}\n  - {expect: m2 read 1/1}\n  - {still: m1 read 0/2}\n  - {open: team, by: bob}\n  - {expect: m1 read 1/2}\n", ""},
		"a step waits for its state":     {"  - {read: m1, by: bob, when: [bob sees m1, carol sees m1]}\n  - {caption: Done., when: m1 read 1/2}\n", ""},
		"a state that does not come":     {"  - {caption: Done., when: m1 read 2/2, within: 100ms}\n", "f:6:6: expected within 100ms: m1 read 2/2, but it is read 0/2"},
		"who peeks asks nobody":          {"  - {peek: on, by: bob}\n  - {read: m1, by: bob}\n  - {expect: bob withholds m1}\n  - {reopen: bob}\n  - {expect: bob withholds m1}\n  - {peek: send, by: bob}\n  - {expect: m1 read 1/2}\n", ""},
		"what is withheld is no answer":  {"  - {peek: on, by: bob}\n  - {read: m1, by: bob}\n  - {expect: m1 read 1/2, within: 200ms}\n", "but it is read 0/2"},
		"nobody types":                   {"  - {expect: alice sees bob typing, within: 100ms}\n", "but bob is not seen typing"},
		"a file may say it several ways": {"  - {typing: ops, by: bob}\n  - {expect: [alice sees bob typing]}\n  - {still: bob withholds nothing}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := play(t, "f", []byte(head+c.steps), Options{Speed: 20})
			switch {
			case c.fails == "" && err != nil:
				t.Error(err)
			case c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)):
				t.Errorf("got %v, want %q", err, c.fails)
			}
		})
	}
}

// TestAStepIsNotBeforeItsTime compares with the clock, in the scenario's time.
func TestAStepIsNotBeforeItsTime(t *testing.T) {
	defer goleak.VerifyNone(t)
	const text = "title: T\ncast: {alice: {}}\nsteps:\n  - {say: one, by: alice}\n  - {say: two, by: alice, at: 10s}\n  - {say: three, by: alice, at: 10s}\n"
	events, err := play(t, "f", []byte(text), Options{Speed: 20})
	if err != nil {
		t.Fatal(err)
	}
	var first time.Time
	for _, e := range events {
		if e.Kind == "step" && e.Step == 1 {
			first = e.At
		}
		if e.Kind == "done" && e.Step == 2 && e.At.Sub(first) < 500*time.Millisecond {
			t.Errorf("ten seconds at twenty times the speed were over after %v", e.At.Sub(first))
		}
	}
}
