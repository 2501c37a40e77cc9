package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/demo/asciicast"
	"seenby/demo/scenario"
	"seenby/theme"
	"seenby/ui"
	"seenby/ui/keymap"
	"seenby/ui/spelling"
	"seenby/ui/tty"
	"seenby/ui/words"
)

// Welcome is the scenario that is played when nobody says which.
const Welcome = "welcome"

// Options say what is shown.
type Options struct {
	// Scenario is what is played.
	Scenario *scenario.Scenario
	// Sandbox plays the beginning at once, and leaves the rest to who watches.
	Sandbox bool
	// Seats are the people whose screens are shown, "bob" or "bob/2" for the second
	// device; nil takes those of the scenario.
	Seats []string
	// Speed multiplies how fast people hesitate and steps follow each other; 0
	// means 1.
	Speed float64
	// Seed makes the hesitations of the cast the same in every run; 0 takes the
	// scenario's.
	Seed uint64
	// Theme is how things look. Follow takes the dark or the light theme in its place,
	// as the terminal's background is; Themes are the user's own.
	Theme  theme.Theme
	Follow bool
	Themes []theme.Theme
	// SaveTheme keeps the user's choice of a theme for the next start. It may block.
	// Nil forgets it.
	SaveTheme func(name string) error
	// WatchThemes sends a ui.ThemesMsg whenever the user's own themes have changed,
	// until ctx ends. Nil is where nobody watches.
	WatchThemes func(ctx context.Context, send func(tea.Msg))
	// Keys are the keys of all actions, those of [Bind] without changes when nil.
	Keys *keymap.Map
	// Words are the texts, English when nil.
	Words *words.Words
	// Language is the tag of their language: the cast speaks it, too, where the
	// scenario has it.
	Language string
	// Width says by which rule the terminal measures text, auto when empty.
	Width ui.Width
	// Glyphs are the signs, the Unicode ones when left empty.
	Glyphs theme.Glyphs
	// Still keeps the cursor from blinking.
	Still bool
	// Record is the file that the demo is recorded into, empty for none.
	Record string
	// copy gets all that is drawn, nil for nobody.
	copy io.Writer
	// Show puts a model on the terminal, [tty.Show] when nil.
	Show func(context.Context, tea.Model, tty.Options) error
	// Version is the program's, and Reports the directory, for reports of crashes.
	Version, Reports string
}

// words returns the texts.
func (o Options) words() *words.Words {
	if o.Words == nil {
		return words.English()
	}
	return o.Words
}

// Check returns what is wrong with the options, in one line.
func (o Options) Check() error {
	if o.Speed < 0 {
		return errors.New("the speed has to be more than 0")
	}
	if o.Seats == nil || o.Scenario == nil {
		return nil
	}
	if n := len(o.Seats); n < 1 || n > scenario.MaxSeats {
		return fmt.Errorf("%d seats: the stage has room for 1 to %d", n, scenario.MaxSeats)
	}
	for i, id := range o.Seats {
		if err := o.checkSeat(id); err != nil {
			return err
		}
		if slices.Contains(o.Seats[:i], id) {
			return fmt.Errorf("%q can sit in one seat only", id)
		}
	}
	return nil
}

func (o Options) checkSeat(id string) error {
	who, number, several := strings.Cut(id, "/")
	names := make([]string, len(o.Scenario.Cast))
	for i, p := range o.Scenario.Cast {
		names[i] = p.ID
		if p.ID != who {
			continue
		}
		if p.Copies > 1 {
			return fmt.Errorf("%s is a crowd of %d: they have no seat", who, p.Copies)
		}
		if n, err := strconv.Atoi(number); several && (err != nil || n < 1 || n > p.Devices) {
			return fmt.Errorf("%s has no device %q: the scenario gives them %d", who, number, p.Devices)
		}
		return nil
	}
	meant := "it is " + strings.Join(names, ", ")
	if best, ok := spelling.Nearest(who, names); ok {
		meant = fmt.Sprintf("did you mean %q?", best)
	}
	return fmt.Errorf("nobody called %q is in the cast: %s", id, meant)
}

// seatID is how a device is called: that of a connection in the recorder.
func seatID(user string, device int) string {
	if device > 1 {
		return user + "/" + strconv.Itoa(device)
	}
	return user
}

// defaultSeats is how many screens are shown where nobody says otherwise.
const defaultSeats = 3

// seatsOf are the seats of a scenario, by id: those it names, else first who
// asks, then who reads, then the rest.
func seatsOf(s *scenario.Scenario) []string {
	var ids []string
	for _, a := range s.Seats {
		ids = append(ids, seatID(a.Person, a.Device))
	}
	if len(ids) > 0 {
		return ids
	}
	add := func(actors []scenario.Actor) {
		for _, a := range actors {
			i := slices.IndexFunc(s.Cast, func(p scenario.Person) bool { return p.ID == a.Person })
			if id := seatID(a.Person, a.Device); i >= 0 && s.Cast[i].Copies == 1 && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	for _, step := range s.Steps {
		if step.Verb == scenario.Say && step.Receipt || step.Verb == scenario.Ask {
			add(step.By)
		}
	}
	for _, step := range s.Steps {
		if step.Verb == scenario.Read || step.Verb == scenario.Open {
			add(step.By)
		}
	}
	for _, p := range s.Cast {
		add([]scenario.Actor{{Person: p.ID, Device: 1}})
	}
	return ids[:min(len(ids), defaultSeats)]
}

// Run shows the demo until the user ends it or ctx ends, and then takes
// everything down: the hub, the clients, the temporary store, the screen.
func Run(ctx context.Context, o Options) error {
	o.Speed = cmp.Or(o.Speed, 1)
	if err := o.Check(); err != nil {
		return err
	}
	if o.Record == "" {
		return show(ctx, o, nil)
	}
	if err := asciicast.Free(o.Record); err != nil {
		return err
	}
	r, err := record(o.Record)
	if err != nil {
		return err
	}
	o.copy = r
	return errors.Join(show(ctx, o, r), r.Close())
}

// show runs the program and the house until the user leaves.
func show(ctx context.Context, o Options, r *asciicast.Recorder) error {
	h := newHouse(o)
	s := o.stage(newRecorder(time.Now))
	s.director, s.recorder = h, r
	var broken error
	beside := []func(context.Context, func(tea.Msg)){func(ctx context.Context, send func(tea.Msg)) {
		if broken = h.run(ctx, send); broken != nil {
			send(ui.QuitMsg{})
		}
	}}
	if report := o.Width.Report(); report != nil {
		beside = append(beside, func(_ context.Context, send func(tea.Msg)) { send(report) })
	}
	err := o.show(ctx, s, beside...)
	if errors.Is(err, tty.ErrCrashed) {
		return err // the house may not have ended
	}
	return errors.Join(err, broken)
}

// show puts a model on the terminal until it ends.
func (o Options) show(ctx context.Context, m tea.Model, beside ...func(context.Context, func(tea.Msg))) error {
	put := o.Show
	if put == nil {
		put = tty.Show
	}
	if o.WatchThemes != nil {
		beside = append(beside, o.WatchThemes)
	}
	return put(ctx, m, tty.Options{
		Name: "demo", Version: o.Version, Reports: o.Reports, Filter: o.Width.Filter, Copy: o.copy, Beside: beside,
	})
}
