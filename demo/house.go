package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"

	tea "charm.land/bubbletea/v2"

	"seenby/crash"
	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

// A house plays one performance after the other, as it is told. It is the
// [Producer] and the [Saboteur] of the stage and safe for concurrent use.
type house struct {
	orders chan Options

	mu  sync.Mutex
	o   Options // of what is played
	now *performance
}

// curtainMsg says that another performance begins.
type curtainMsg struct{ *performance }

func newHouse(o Options) *house {
	return &house{o: o, orders: make(chan Options, 1)}
}

// run plays until ctx ends.
func (h *house) run(ctx context.Context, send func(tea.Msg)) error {
	for ctx.Err() == nil {
		h.mu.Lock()
		p := newPerformance(h.o)
		h.now = p
		h.mu.Unlock()
		send(curtainMsg{p})
		if err := h.playOne(ctx, p, send); err != nil {
			return err
		}
	}
	return nil
}

// playOne plays until something else is to be played.
func (h *house) playOne(ctx context.Context, p *performance, send func(tea.Msg)) error {
	ctx, cancel := context.WithCancel(ctx)
	var playing sync.WaitGroup
	var err error
	playing.Go(func() {
		defer crash.Guard()
		defer cancel()
		err = p.live(ctx, send)
	})
	select {
	case o := <-h.orders:
		h.mu.Lock()
		h.o = o
		h.mu.Unlock()
	case <-ctx.Done():
	}
	cancel()
	playing.Wait()
	return err
}

func (h *house) current() *performance {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// order says what is to be played next. Only the first of several counts.
func (h *house) order(change func(o *Options)) {
	h.mu.Lock()
	o := h.o
	if h.now != nil {
		o.Speed, _ = h.now.beat.tempo()
		o.Seed = h.now.seed
	}
	h.mu.Unlock()
	change(&o)
	select {
	case h.orders <- o:
	default:
	}
}

// Status is how the performance goes.
func (h *house) Status() Status {
	p := h.current()
	if p == nil {
		return Status{Speed: 1}
	}
	speed, paused := p.beat.tempo()
	return Status{
		Name: p.scenario.Title, Paused: paused, Speed: speed, Seed: p.seed,
		Step: look(p.script, func() int { return p.script.at + 1 }), Steps: len(p.scenario.Steps),
	}
}

// Pause stops the script and the hesitations of the cast, or lets them go on.
func (h *house) Pause(on bool) {
	if p := h.current(); p != nil {
		p.beat.hold(on)
	}
}

// Step goes on to the next thing that happens by itself, and stands there.
func (h *house) Step() {
	if p := h.current(); p != nil {
		p.beat.step()
	}
}

// SetSpeed says how many times as fast it goes.
func (h *house) SetSpeed(times float64) {
	if p := h.current(); p != nil {
		p.beat.setSpeed(times)
	}
}

// Faults are what goes wrong for somebody of the cast now.
func (h *house) Faults(person string) Faults {
	if p := h.current(); p != nil {
		return p.faults(person)
	}
	return Faults{}
}

// SetFaults replaces what goes wrong for somebody.
func (h *house) SetFaults(person string, f Faults) {
	if p := h.current(); p != nil {
		p.setFaults(person, f)
	}
}

// Again plays the same again, with the same seed or another one.
func (h *house) Again(otherSeed bool) {
	h.order(func(o *Options) {
		if otherSeed {
			o.Seed = 1 + rand.Uint64N(1<<20) // any will do; short enough to be typed
		}
	})
}

// Turn plays the next of the scenarios that ship, or the one before.
func (h *house) Turn(by int) {
	names := scenarios.Names()
	h.mu.Lock()
	at := slices.Index(names, h.o.Scenario.File)
	h.mu.Unlock()
	if at < 0 && by < 0 {
		at = 0
	}
	name := names[(at+by+len(names))%len(names)]
	text, _ := scenarios.Text(name)
	s, err := scenario.Parse(name, text)
	if err != nil {
		return // those that ship are whole: a test says so
	}
	h.order(func(o *Options) { o.Scenario, o.Seats, o.Seed = s, nil, 0 })
}
