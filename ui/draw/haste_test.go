//go:build unix && !race

package draw

// Where a program ends in haste, Bubble Tea closes its reader while that still
// reads, which the race detector rightly does not like.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"
)

// quietly keeps what Bubble Tea says of panics away from the test's own output,
// and returns it.
func quietly(t *testing.T) (said func() string) {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	usual := os.Stderr
	os.Stderr = file
	t.Cleanup(func() { os.Stderr = usual; _ = file.Close() })
	return func() string { b, _ := os.ReadFile(file.Name()); return string(b) }
}

func TestTheTerminalIsGivenBack(t *testing.T) {
	tests := map[string]struct {
		end   func(s *seat, p *Program, cancel func())
		want  error
		panic bool
	}{
		"quit":            {func(s *seat, _ *Program, _ func()) { _, _ = s.ours.WriteString("q") }, nil, false},
		"the context":     {func(_ *seat, _ *Program, cancel func()) { cancel() }, tea.ErrProgramKilled, false},
		"an interrupt":    {func(_ *seat, p *Program, _ func()) { p.Send(tea.InterruptMsg{}) }, tea.ErrInterrupted, false},
		"panic in Update": {func(_ *seat, p *Program, _ func()) { p.Send(do(func(*counter) tea.Cmd { panic("broken on purpose") })) }, tea.ErrProgramPanic, true},
		"panic in View": {func(_ *seat, p *Program, _ func()) {
			p.Send(do(func(c *counter) tea.Cmd { c.broken = "View"; return nil }))
		}, tea.ErrProgramPanic, true},
		"panic in a command": {func(_ *seat, p *Program, _ func()) {
			p.Send(do(func(*counter) tea.Cmd { return func() tea.Msg { panic("broken on purpose") } }))
		}, tea.ErrProgramPanic, true},
		"panic in one of many": {func(_ *seat, p *Program, _ func()) {
			p.Send(do(func(*counter) tea.Cmd {
				return tea.Batch(func() tea.Msg { return nil }, func() tea.Msg { panic("broken on purpose") })
			}))
		}, tea.ErrProgramPanic, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent(), // Bubble Tea does not wait for its reader where it ends in haste
				goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.(*Program).readLoop"),
				goleak.IgnoreAnyFunction("github.com/charmbracelet/ultraviolet.(*TerminalReader).sendBytes"))
			t.Run("", func(t *testing.T) { // whose clean-up is waited for
				said := quietly(t)
				ctx, cancel := context.WithCancel(t.Context())
				s := sit(t).watch()
				p, ended := s.run(ctx, &counter{}, Options{})
				s.sees("40 x 10")
				if !s.raw() {
					t.Error("the terminal is not raw")
				}
				tt.end(s, p, cancel)
				if err := ended(); !errors.Is(err, tt.want) {
					t.Errorf("ended with %v, want %v", err, tt.want)
				}
				s.untouched()
				if got := said(); strings.Contains(got, "broken on purpose") != tt.panic {
					t.Errorf("said %q", got)
				}
				cancel()
			})
		})
	}
}

func TestABrokenBeginningGivesTheTerminalBack(t *testing.T) {
	for _, where := range []string{"Init", "View"} {
		t.Run(where, func(t *testing.T) {
			quietly(t)
			s := sit(t).watch()
			_, ended := s.run(t.Context(), &counter{broken: where}, Options{})
			if err := ended(); !errors.Is(err, tea.ErrProgramPanic) {
				t.Errorf("ended with %v", err)
			}
			if s.raw() {
				t.Error("the terminal is still raw")
			}
		})
	}
}

// A breaker panics in the goroutine that draws.
type breaker struct{ at string }

func (b breaker) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(b.at)) {
		panic("broken on purpose")
	}
	return len(p), nil
}

func TestADrawerThatBreaksGivesTheTerminalBack(t *testing.T) {
	s := sit(t).watch()
	_, ended := s.run(t.Context(), &counter{}, Options{Copy: breaker{"40 x 10"}})
	if err := ended(); err == nil || err.Error() != "draw the screen: broken on purpose" {
		t.Errorf("ended with %v", err)
	}
	s.untouched()
}

// TestATerminalThatTakesNothing: the model goes on, and the program ends when it
// is told to.
func TestATerminalThatTakesNothing(t *testing.T) {
	s := sit(t)
	ctx, cancel := context.WithCancel(t.Context())
	p, ended := s.run(ctx, &counter{}, Options{})
	for range 2000 {
		p.Send(do(func(c *counter) tea.Cmd {
			c.n++
			c.wide = strings.Repeat(fmt.Sprint(c.n%10), 40*7)
			return tea.Raw("\a")
		}))
	}
	answered := make(chan int)
	p.Send(do(func(c *counter) tea.Cmd { go func() { answered <- c.n }(); return nil }))
	if n := <-answered; n != 2000 {
		t.Errorf("the model took %d", n)
	}
	cancel()
	if err := ended(); !errors.Is(err, tea.ErrProgramKilled) {
		t.Errorf("ended with %v", err)
	}
	if s.raw() {
		t.Error("the terminal is still raw")
	}
	s.watch()
	s.until("taken", func() bool { return strings.Contains(string(s.output), ansi.ResetModeAltScreenSaveCursor) })
}
