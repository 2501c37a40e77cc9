package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/crash"
	"seenby/demo/play"
	"seenby/demo/scenario"
)

// maxScreens is for how many devices there is a screen, shown or not.
const maxScreens = 16

// A performance is a scenario that is played once: the run behind it, the
// screens, what was seen on the wire, how far the script is. What a stage needs
// of it is fixed before it begins, or safe for concurrent use.
type performance struct {
	scenario *scenario.Scenario
	sandbox  bool
	seed     uint64
	beat     *beat
	calls    *recorder
	script   *script
	// seats are all screens, of which shown are to be seen at first.
	seats []*seat
	shown []string
	cast  []player
	// free says that the script is over: everyone reads by themselves now.
	free atomic.Bool

	mu      sync.Mutex
	visible map[chat.UserID]bool // whose screen is shown
	run     *play.Run            // nil before everyone is there
}

// A player is somebody of the cast, as the stage shows them.
type player struct {
	id, name string
	copies   int // how many of this kind there are
	takes    time.Duration
	answers  string
}

// newPerformance prepares what is played.
func newPerformance(o Options) *performance {
	o.Scenario = o.Scenario.In(o.Language)
	p := &performance{
		scenario: o.Scenario, sandbox: o.Sandbox, seed: o.Seed, beat: newBeat(o.Speed), calls: newRecorder(time.Now),
		script: newScript(o.Scenario), shown: o.Seats, visible: map[chat.UserID]bool{},
	}
	if p.seed == 0 {
		p.seed = o.Scenario.Seed
	}
	if p.shown == nil {
		p.shown = seatsOf(o.Scenario)
	}
	for _, m := range o.Scenario.Cast {
		p.cast = append(p.cast, player{id: m.ID, name: m.Name, copies: m.Copies, takes: m.Takes, answers: m.Answers})
		for device := 1; m.Copies == 1 && device <= m.Devices; device++ {
			s := &seat{id: seatID(m.ID, device), user: m.ID, name: m.Name, group: chat.GroupID(o.Scenario.Group.ID)}
			if device > 1 {
				s.name = fmt.Sprintf("%s/%d", m.Name, device)
			}
			if len(p.seats) < maxScreens || slices.Contains(p.shown, s.id) {
				p.seats = append(p.seats, s)
			}
		}
	}
	slices.SortStableFunc(p.cast, func(a, b player) int { return p.rank(a.id) - p.rank(b.id) })
	return p
}

// rank puts those with seats before the others.
func (p *performance) rank(user string) int {
	i := slices.IndexFunc(p.shown, func(id string) bool { return id == user || strings.HasPrefix(id, user+"/") })
	if i < 0 {
		return len(p.shown)
	}
	return i
}

// seat returns the screen of a device, nil when there is none.
func (p *performance) seat(id string) *seat {
	if i := slices.IndexFunc(p.seats, func(s *seat) bool { return s.id == id }); i >= 0 {
		return p.seats[i]
	}
	return nil
}

// show notes whose screens are shown now: those read what they are made to,
// the others by themselves once the script is over.
func (p *performance) show(seats []*seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.visible)
	for _, s := range seats {
		p.visible[chat.UserID(s.user)] = true
	}
}

func (p *performance) isShown(u chat.UserID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.visible[u]
}

// place is where the hub is, empty before everyone is there.
func (p *performance) place() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run == nil {
		return ""
	}
	return p.run.Hub()
}

// habit is how somebody reads for whom the scenario has none.
func (p *performance) habit(u chat.UserID) scenario.Reading {
	if p.free.Load() && !p.isShown(u) {
		return scenario.ReadsSlow
	}
	return scenario.ReadsBySteps
}

// live plays until ctx ends, and takes everything down.
func (p *performance) live(ctx context.Context, send func(tea.Msg)) (err error) {
	dir, err := os.MkdirTemp("", "seenby-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary store for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, cancel := context.WithCancel(ctx)
	w := newWings(ctx)
	w.running.Go(func() {
		defer crash.Guard()
		w.carry(p.calls.changed, send)
	})
	defer w.running.Wait()
	defer cancel()
	p.script.changed = w.scripts
	for _, m := range p.scenario.Cast {
		p.excuse(m.ID, m.Faults)
	}
	run, err := play.Open(ctx, p.scenario, play.Options{
		Dir: dir, Seed: p.seed, Tempo: p.beat, Reads: p.habit, Check: p.script.check, Watch: p.watch,
		Screen: func(m scenario.Person, device int) play.Screen {
			if s := p.seat(seatID(m.ID, device)); s != nil && m.Copies == 1 {
				return &seatScreen{s, w}
			}
			return nil
		},
	})
	if err != nil {
		if ctx.Err() != nil {
			return nil // told to end while it began
		}
		return fmt.Errorf("begin %s: %w", p.scenario.Title, err)
	}
	p.mu.Lock()
	p.run = run
	p.mu.Unlock()
	p.play(ctx, run)
	<-ctx.Done()
	cancel()
	return run.Close()
}

func (p *performance) faults(person string) Faults {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run == nil { // not everyone is there
		return Faults{}
	}
	return p.run.Faults(person)
}

func (p *performance) setFaults(person string, f Faults) {
	p.excuse(person, f)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run != nil {
		p.run.SetFaults(person, f)
	}
}

// excuse tells the monitor that frames to somebody are lost, or come in another
// order, on purpose. What is on its way keeps its fate when the faults end, so
// this does not end.
func (p *performance) excuse(person string, f Faults) {
	if f.Loss == 0 && f.Reorder == 0 && f.Cut == 0 {
		return
	}
	for _, m := range p.scenario.Cast {
		if m.ID != person {
			continue
		}
		for i := range m.Copies {
			for device := range m.Devices {
				user := m.ID
				if m.Copies > 1 {
					user = fmt.Sprintf("%s%d", m.ID, i+1)
				}
				p.calls.lossy(seatID(user, device+1), true)
			}
		}
	}
}

// watch hands the frames of everyone to the recorder.
func (p *performance) watch(e play.Event) {
	if e.Kind == "sent" || e.Kind == "received" {
		p.calls.observe(seatID(string(e.Who), e.Device), e.Kind == "sent", e.Frame)
	}
}
