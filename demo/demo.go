package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/demo/asciicast"
	"seenby/theme"
	"seenby/ui"
	"seenby/ui/words"
)

// Options say what is shown.
type Options struct {
	// Seats are the people whose screens are shown, by id; the default is alice,
	// bob and carol.
	Seats []string
	// Speed multiplies how fast the story goes; 0 means 1.
	Speed float64
	// Seed makes the hesitations of the cast the same in every run.
	Seed uint64
	// Theme is how things look.
	Theme theme.Theme
	// Words are the texts, English when nil; the cast speaks the same language.
	Words *words.Words
	// Width says by which rule the terminal measures text, auto when empty.
	Width ui.Width
	// Glyphs are the signs, the Unicode ones when left empty.
	Glyphs theme.Glyphs
	// Still keeps the cursor from blinking.
	Still bool
	// Record is the file that the demo is recorded into, empty for none.
	Record string
	// Program are further options of the terminal program.
	Program []tea.ProgramOption
}

// words returns the texts.
func (o Options) words() *words.Words {
	if o.Words == nil {
		return words.English()
	}
	return o.Words
}

// DefaultSeats are the seats that are shown when nobody says otherwise.
var DefaultSeats = []string{"alice", "bob", "carol"}

// Check returns what is wrong with the options, in one line.
func (o Options) Check() error {
	if n := len(o.Seats); n < 1 || n > 4 {
		return fmt.Errorf("%d seats: the stage has room for 1 to 4", n)
	}
	seen := map[string]bool{}
	for _, id := range o.Seats {
		if !known(id) {
			return fmt.Errorf("nobody called %q is in the cast: it is alice, bob, carol, dan and erin", id)
		}
		if seen[id] {
			return fmt.Errorf("%q can sit in one seat only", id)
		}
		seen[id] = true
	}
	if o.Speed < 0 {
		return errors.New("the speed has to be more than 0")
	}
	return nil
}

func known(id string) bool {
	for _, m := range cast {
		if m.id == id {
			return true
		}
	}
	return false
}

// Run shows the demo until the user ends it or ctx ends, and then takes
// everything down: the hub, the clients, the temporary store, the screen.
func Run(ctx context.Context, o Options) (err error) {
	if o.Seats == nil {
		o.Seats = DefaultSeats
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	if err := o.Check(); err != nil {
		return err
	}
	if o.Record != "" {
		if err := asciicast.Free(o.Record); err != nil {
			return err
		}
	}
	dir, err := os.MkdirTemp("", "seenby-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary store for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w, err := openWorld(ctx, dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	if o.Record != "" {
		return w.recorded(ctx, o)
	}
	return w.show(ctx, o, nil)
}

// recorded shows the demo and records it.
func (w *world) recorded(ctx context.Context, o Options) error {
	r, output, err := record(o.Record)
	if err != nil {
		return err
	}
	o.Program = append(o.Program, output)
	return errors.Join(w.show(ctx, o, r), r.Close())
}

// show runs the program and the story until the user leaves.
func (w *world) show(ctx context.Context, o Options, r *asciicast.Recorder) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	s := o.stage(w.calls)
	s.place, s.cast, s.recorder = w.url, w.players(o.Seats), r
	s.director = w.story.beat
	for _, id := range o.Seats {
		p := w.people[id]
		s.seats = append(s.seats, &seat{person: p, model: ui.New(ui.Options{
			Chat: p.client, Theme: o.Theme, Glyphs: o.Glyphs, Words: o.words(), Open: groupID,
			Settings: ui.Settings{MinWidth: tiledSeat, MinHeight: minSeatHeight, Answer: p.client.Policy, Notices: ui.NoticeNone, Still: o.Still},
		})})
	}
	program := tea.NewProgram(s, append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(120), tea.WithFilter(o.Width.Filter)}, o.Program...)...)
	for _, p := range w.people {
		running.Go(func() { p.live(ctx) })
	}
	if report := o.Width.Report(); report != nil {
		running.Go(func() { program.Send(report) })
	}
	running.Go(func() { carry(ctx, s.seats, w.calls.changed, program.Send) })
	running.Go(func() {
		w.story.enter = func(sc scene) { program.Send(sceneMsg{sc}) }
		if w.story.prepare(ctx) {
			w.story.play(ctx)
		}
	})
	_, err := program.Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil // told to end from outside
	}
	if err != nil {
		return fmt.Errorf("run the terminal: %w", err)
	}
	return nil
}

// players returns the cast, those with seats first.
func (w *world) players(seats []string) []player {
	var players []player
	for _, id := range seats {
		p := w.people[id]
		players = append(players, player{id: id, name: p.name, seated: true})
	}
	for _, m := range cast {
		if p := w.people[m.id]; p.screen == nil {
			players = append(players, player{id: m.id, name: p.name, reads: p.temper.reads})
		}
	}
	return players
}

// carry brings the news of all seats, and word of new calls, into the program.
// One goroutine sends, so that a key press never waits behind many.
func carry(ctx context.Context, seats []*seat, calls <-chan struct{}, send func(tea.Msg)) {
	in := make(chan seatMsg)
	var bridges sync.WaitGroup
	defer bridges.Wait()
	for i, s := range seats {
		bridges.Go(func() {
			ui.Bridge(ctx, s.person.screen, func(msg tea.Msg) {
				news, ok := msg.(ui.NewsMsg)
				if !ok {
					return
				}
				select {
				case in <- seatMsg{i, news}:
				case <-ctx.Done():
				}
			})
		})
	}
	for {
		select {
		case <-ctx.Done():
			return
		case msg := <-in:
			send(msg)
		case <-calls:
			send(callsMsg{})
			if !pause(ctx, 16*time.Millisecond) {
				return
			}
		}
	}
}

// seatDir is where a person's client keeps its state.
func seatDir(dir, id string) string { return filepath.Join(dir, "clients", id) }
