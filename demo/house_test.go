package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"

	"seenby/demo/scenario"
	"seenby/theme"
	"seenby/ui/words"
)

// patience bounds a failure; nothing waits for it when all is well.
const patience = time.Minute

// A theatre is the stage with a house behind it, as the program runs them: one
// goroutine, that of the test, takes all messages.
type theatre struct {
	t       *testing.T
	s       *stage
	h       *house
	msgs    chan tea.Msg
	running sync.WaitGroup
	over    context.CancelFunc
	ctx     context.Context
	broken  error
}

func openTheatre(t *testing.T, o Options) *theatre {
	t.Helper()
	look, err := theme.Named("mono")
	if err != nil {
		t.Fatal(err)
	}
	o.Theme = look
	if o.Speed == 0 {
		o.Speed = 50
	}
	p := &theatre{t: t, h: newHouse(o), s: newStage(look, words.English(), newRecorder(time.Now)), msgs: make(chan tea.Msg)}
	p.ctx, p.over = context.WithCancel(t.Context())
	p.s.director, p.s.home = p.h, t.TempDir()
	p.s.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	p.running.Go(func() { p.broken = p.h.run(p.ctx, p.send) })
	return p
}

func (p *theatre) send(msg tea.Msg) {
	select {
	case p.msgs <- msg:
	case <-p.ctx.Done():
	}
}

// close takes everything down.
func (p *theatre) close() {
	p.t.Helper()
	p.over()
	p.running.Wait()
	if p.broken != nil {
		p.t.Errorf("it broke: %v", p.broken)
	}
}

// take takes one message, and lets what follows from it come as messages, too.
func (p *theatre) take(msg tea.Msg) {
	_, cmd := p.s.Update(msg)
	p.start(cmd)
}

func (p *theatre) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				p.start(c)
			}
		case nil:
		default:
			p.send(msg)
		}
	}()
}

// until takes messages until something is so.
func (p *theatre) until(what string, state func() bool) {
	p.t.Helper()
	over := time.After(patience)
	for !state() {
		select {
		case msg := <-p.msgs:
			p.take(msg)
		case <-over:
			p.t.Fatalf("never: %s\n%s", what, screen(p.s))
		}
	}
}

func (p *theatre) sees(want ...string) {
	p.t.Helper()
	p.until(strings.Join(want, " and "), func() bool {
		got := screen(p.s)
		return !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(got, w) })
	})
}

func (p *theatre) keys(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		msg, ok := map[string]tea.KeyPressMsg{
			"f2": {Code: tea.KeyF2}, "f3": {Code: tea.KeyF3}, "f4": {Code: tea.KeyF4}, "f5": {Code: tea.KeyF5}, "f6": {Code: tea.KeyF6}, "f7": {Code: tea.KeyF7},
			"f8": {Code: tea.KeyF8}, "f9": {Code: tea.KeyF9}, "down": {Code: tea.KeyDown}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape},
		}[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(k[0]), Text: k}
		}
		p.take(msg)
	}
}

func noLeaks(t *testing.T) {
	// Commands of the user interface that wait for a timer end with the program.
	goleak.VerifyNone(t, goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.Tick.func1"))
}

// written is a scenario from a text.
func written(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const head = "title: T\ncast: {alice: {}, bob: {}, carol: {}, dan: {}, erin: {reads: fast}}\nseats: [alice, bob]\nsteps:\n" +
	"  - {say: Please read this., by: alice, receipt: true, as: m1}\n"

func TestASeatIsTheReaderOfItsDevice(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head+"  - {read: m1, by: bob}\n  - {expect: \"m1 readers bob, erin\"}\n")})
	defer p.close()
	p.until("Bob looks", func() bool { return strings.Contains(screen(p.s), "Bob · looks") })
	p.sees("The end.", "1/1 as expected", "Bob · nobody looks", "2/4")
	if broken, _, frames := p.s.calls.verdict(); broken != nil || frames == 0 {
		t.Errorf("of %d frames one broke a promise: %v", frames, broken)
	}
}

func TestWhoSitsThereIsInCharge(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head+"  - {read: m1, by: bob, yours: true}\n  - {read: m1, by: dan}\n"), Speed: 2})
	defer p.close()
	p.sees("your turn: bob read m1")
	p.take(tea.BlurMsg{}) // the real terminal
	p.keys("f6")
	p.sees("Bob · terminal not in focus")
	if bob := p.s.seats[1]; p.s.looked(bob.user) {
		t.Error("Bob reads while the terminal is not in focus")
	}
	p.take(tea.FocusMsg{})
	p.sees("The end.", "3/4")
}

func TestWhatIsNotAsExpectedIsShown(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head+"  - {expect: m1 read 4/4, within: 1500ms}\n  - {say: On we go., by: dan}\n")})
	defer p.close()
	p.sees("The end.", "On we go.", "0/1 as expected", "✗ 1 not as expected")
	p.keys("f8")
	p.sees("✗ m1 read 4/4: it is read 1/4")
}

func TestItBeginsAnew(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head)})
	defer p.close()
	p.sees("The end.", "1/4")
	first := p.s.show
	p.keys("f9")
	p.until("another performance", func() bool { return p.s.show != first })
	p.sees("The end.", "1/4")
	if p.s.show.seed != first.seed {
		t.Errorf("seed %d after %d", p.s.show.seed, first.seed)
	}
	second := p.s.show
	p.keys("f3", "n")
	p.until("another seed", func() bool { return p.s.show != second && p.s.show.seed != first.seed })
	third := p.s.show
	p.keys("]")
	p.until("another scenario", func() bool { return p.s.show != third })
	p.sees("A bad network", "▸ F3 the cast")
	p.keys("[")
	p.sees("seenby demo · A wrong clock")
	if len(p.s.seats) != 3 {
		t.Errorf("%d seats", len(p.s.seats))
	}
}

func TestAnybodyCanBeTakenOver(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head)})
	defer p.close()
	p.sees("The end.", "1/4")
	p.keys("f3", "down", "down", "down", "enter") // Dan, in Alice's place
	p.sees("Dan · you sit here", "Bob · nobody looks")
	p.keys("f3", "k", "k", "enter")
	p.sees("Bob · you sit here", "Dan · nobody looks")
	p.keys("f3", "k", "enter")
	p.sees("Alice · you sit here", "Dan · nobody looks")
}

func TestACrowdHasNoSeat(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	s.cast = append(s.cast, player{id: "crowd", name: "Crowd", copies: 500})
	for i := range 500 {
		s.calls.observe(fmt.Sprintf("crowd%d", i+1), false, fmt.Appendf(nil, `{"id":1,"code":0,"userId":"crowd%d"}`, i+1))
	}
	press(t, s, "f3", "down", "down", "down", "down", "down")
	if got := screen(s); !strings.Contains(got, "Crowd ×500") || !strings.Contains(got, "online ×500") {
		t.Errorf("the crowd is one:\n%s", got)
	}
	press(t, s, "enter")
	if !strings.Contains(screen(s), "there is no seat") {
		t.Errorf("it is not told:\n%s", screen(s))
	}
}

func TestASandboxBeginsWithTheSetUp(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Sandbox: true, Speed: 1, Scenario: written(t, head+"  - {read: m1, by: bob}\n  - {expect: \"m1 readers bob, erin\"}\n  - {recall: m1}\n")})
	defer p.close()
	p.sees("Now you: write in any seat", "2/4")
	p.sees("4/4") // Carol and Dan by themselves
}

func TestFaultsAreSetWhileItPlays(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head)})
	defer p.close()
	p.sees("The end.", "1/4")
	p.keys("f4", "down", "enter") // Bob is offline
	p.sees("▸ F4 faults", "yes", "○ offline")
	p.keys("f6")
	p.sees("Bob · you sit here", "✓ answered") // as his own screen knows
	answers := func() int { return p.s.calls.stations([]string{"bob"})[0].answered }
	if answers() > 0 {
		t.Error("who is offline has answered")
	}
	p.keys("f4", "enter", "f4")
	p.until("Bob answers", func() bool { return answers() == 1 })
	p.sees("every promise kept")
}

func TestACrowdAlonePlaysWithoutASeat(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, "title: T\ncast: {crowd: {copies: 3, reads: fast}}\nsteps:\n  - {say: hi, by: crowd, receipt: true}\n")})
	defer p.close()
	p.sees("step 1/1", "▸ F2 the wire", "2/2")
	for _, key := range []string{"f3", "enter", "f4", "f8", "f2", "f6"} {
		p.keys(key)
	}
	p.take(tea.WindowSizeMsg{Width: 40, Height: 10})
	p.take(tea.MouseClickMsg{X: 3, Y: 3, Button: tea.MouseLeft})
	p.sees("40x16")
}

func TestTwoDevicesHaveTwoSeats(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: shipped(t, "two-devices"), Seats: []string{"alice", "bob", "bob/2"}})
	defer p.close()
	p.sees("Bob/2", "The end.", "5/5 as expected")
}

func TestABrokenPromiseOfAScenarioIsSaved(t *testing.T) {
	defer noLeaks(t)
	p := openTheatre(t, Options{Scenario: written(t, head)})
	defer p.close()
	p.sees("The end.", "every promise kept")
	p.s.calls.observe("alice", false, []byte(`{"event":"onMessageReceiptResponse","messageUId":"M2","readCount":9,"totalCount":4,"version":1}`))
	p.sees("BROKEN: a count never exceeds the audience", "trace in")
	files, err := filepath.Glob(filepath.Join(p.s.home, "seenby-broken-*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || !strings.Contains(string(text), "sendMessage") {
		t.Errorf("the trace: %v", err)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	welcome := shipped(t, Welcome)
	for name, o := range map[string]Options{
		"nobody":     {Seats: []string{}},
		"five seats": {Seats: []string{"alice", "bob", "carol", "dan", "erin"}},
		"a stranger": {Seats: []string{"mallory"}},
		"twice":      {Seats: []string{"bob", "bob"}},
		"a device":   {Seats: []string{"bob/2"}},
		"a crowd":    {Seats: []string{"crowd"}, Scenario: shipped(t, "storm-of-500")},
		"backwards":  {Seats: []string{"bob"}, Speed: -1},
	} {
		t.Run(name, func(t *testing.T) {
			if o.Scenario == nil {
				o.Scenario = welcome
			}
			if o.Check() == nil {
				t.Error("accepted")
			}
		})
	}
	if err := (Options{Scenario: welcome, Seats: []string{"bob", "dan"}}).Check(); err != nil {
		t.Errorf("what there is was refused: %v", err)
	}
	err := Options{Scenario: welcome, Seats: []string{"alise"}}.Check()
	if err == nil || !strings.Contains(err.Error(), `did you mean "alice"?`) {
		t.Errorf("got %v", err)
	}
}

func TestWhoHasASeat(t *testing.T) {
	for name, want := range map[string]string{
		Welcome: "alice bob carol", "first-receipt": "alice bob carol", "storm-of-500": "alice watcher", "offline-reader": "alice bob",
		"late-joiner": "alice erin bob", "two-devices": "alice bob/2 bob",
	} {
		if got := strings.Join(seatsOf(shipped(t, name)), " "); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestAScenarioThatCannotBeginIsTold(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "absent"))
	err := newHouse(Options{Scenario: shipped(t, Welcome), Speed: 1}).run(t.Context(), func(tea.Msg) {})
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
