package demo

import (
	"context"
	"errors"
	"sync"
	"time"

	"seenby/chat"
	"seenby/crash"
	"seenby/demo/play"
	"seenby/demo/scenario"
)

// How a step of the script stands.
type stepState int

const (
	stepAhead stepState = iota
	stepNow
	stepYours // it waits for who watches
	stepDone
	stepFailed
)

// A scriptStep is a step as the stage shows it.
type scriptStep struct {
	title  string
	verb   scenario.Verb
	state  stepState
	why    string // it failed
	checks []scriptCheck
}

// A scriptCheck is an expectation: not looked at yet, met, or how it is instead.
type scriptCheck struct {
	text        string
	looked, met bool
	seen        string
}

// A script is how far a scenario is. It is safe for concurrent use.
type script struct {
	mu      sync.Mutex
	steps   []scriptStep
	at      int // the step that was begun last, -1 before
	ended   bool
	caption *scenario.Step // the last one
	changed chan<- struct{}
}

func newScript(s *scenario.Scenario) *script {
	c := &script{at: -1}
	for _, step := range s.Steps {
		one := scriptStep{title: play.Title(step), verb: step.Verb}
		for _, e := range step.Expect {
			one.checks = append(one.checks, scriptCheck{text: e.Text})
		}
		c.steps = append(c.steps, one)
	}
	return c
}

// change lets f change something, and tells the stage.
func (c *script) change(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	signal(c.changed)
}

// look returns what f sees of the script.
func look[T any](c *script, f func() T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return f()
}

// begin says that a step begins, or that it is offered to who watches.
func (c *script) begin(n int, step *scenario.Step, state stepState) {
	c.change(func() {
		c.at, c.steps[n].state = n, state
		if step.Verb == scenario.Caption {
			c.caption = step
		}
	})
}

// end says how a step ended.
func (c *script) end(n int, err error) {
	c.change(func() {
		c.steps[n].state = stepDone
		if err != nil {
			c.steps[n].state, c.steps[n].why = stepFailed, err.Error()
			var failure *play.Failure
			if errors.As(err, &failure) {
				c.steps[n].why = failure.Text
			}
		}
	})
}

// check takes how an expectation stands.
func (c *script) check(k play.Check) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := &c.steps[k.Step].checks[k.Index]
	next := scriptCheck{text: one.text, looked: true, met: k.Met}
	if !k.Met {
		next.seen = k.Seen
	}
	if *one != next {
		*one = next
		signal(c.changed)
	}
}

// A tally is how many expectations there are, were met, and were not.
type tally struct{ all, met, failed int }

func (c *script) tally() tally {
	return look(c, func() (t tally) {
		for i := range c.steps {
			s := &c.steps[i]
			t.all += len(s.checks)
			for _, k := range s.checks {
				if k.met {
					t.met++
				}
			}
			if s.state == stepFailed {
				t.failed++
			}
		}
		return t
	})
}

// The pace of the script: how long nothing happens before a step, and how long
// a text takes to be written or read.
const (
	beforeStep = 900 * time.Millisecond
	beforeSay  = 500 * time.Millisecond
	perRune    = 30 * time.Millisecond
	longest    = 3500 * time.Millisecond
	yourTurn   = 2 * time.Minute
)

// pace is how long the script waits before a step that follows another.
func pace(before, step *scenario.Step) time.Duration {
	d := beforeStep
	switch step.Verb {
	case scenario.Say:
		d = min(beforeSay+time.Duration(len([]rune(step.Object)))*perRune, longest)
	case scenario.Expect, scenario.Still, scenario.Caption:
		d = beforeStep / 3
	}
	if step.After > 0 {
		d = step.After
	}
	if before != nil && before.Verb == scenario.Caption {
		d += min(beforeStep+time.Duration(len([]rune(before.Object)))*perRune, longest)
	}
	return d
}

// setUp is how many steps of a scenario are its beginning: those before the
// first expectation.
func setUp(steps []scenario.Step) int {
	for n, s := range steps {
		if s.Verb == scenario.Expect || s.Verb == scenario.Still {
			return n
		}
	}
	return len(steps)
}

// play plays the script to its end, its beginning alone in a sandbox. What does
// not come out as the scenario says is shown, and the script goes on.
func (p *performance) play(ctx context.Context, run *play.Run) {
	steps := p.scenario.Steps
	if p.sandbox {
		steps = steps[:setUp(steps)]
	}
	var before *scenario.Step
	for n := range steps {
		step := &steps[n]
		if !p.sandbox && !p.ready(ctx, run, n, before) {
			return
		}
		if step.Verb == scenario.Fault {
			for _, a := range step.By {
				p.excuse(a.Person, step.Faults)
			}
		}
		p.script.begin(n, step, stepNow)
		err := run.Play(ctx, n)
		if ctx.Err() != nil {
			return
		}
		p.script.end(n, err)
		before = step
	}
	p.free.Store(true)
	if p.sandbox {
		run.Free()
	}
	p.script.change(func() { p.script.ended = true })
}

// ready waits until a step is to be played, and reports whether it still is.
func (p *performance) ready(ctx context.Context, run *play.Run, n int, before *scenario.Step) bool {
	step := &p.scenario.Steps[n]
	if step.Verb == scenario.Say {
		run.Typing(n)
	}
	if !p.beat.wait(ctx, pace(before, step)) {
		return false
	}
	if step.Yours {
		p.offer(ctx, run, n)
	}
	return ctx.Err() == nil
}

// offer asks who watches to do a step, and waits until it was done, or long
// enough. Who has no seat does it at once.
func (p *performance) offer(ctx context.Context, run *play.Run, n int) {
	p.script.begin(n, &p.scenario.Steps[n], stepYours)
	run.Glance(n, func(u chat.UserID) bool { return !p.isShown(u) })
	turn, over := context.WithCancel(ctx)
	defer over()
	var waiting sync.WaitGroup
	defer waiting.Wait()
	waiting.Go(func() {
		defer crash.Guard()
		if run.Await(turn, n) == nil {
			over()
		}
	})
	p.beat.wait(turn, yourTurn)
	over()
}
