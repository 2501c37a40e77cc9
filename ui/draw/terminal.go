package draw

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"
)

// A terminal is the device: its size, and whether it hands on each key as it is
// pressed.
type terminal struct {
	in, out *os.File
	copy    io.Writer
	own     bool // in was opened here
	env     uv.Environ
	changed chan os.Signal // the size may be another one

	mu      sync.Mutex
	console uv.Console
}

func openTerminal(o Options) *terminal {
	t := &terminal{in: cmp.Or(o.In, os.Stdin), out: cmp.Or(o.Out, os.Stdout), copy: o.Copy, env: o.Env, changed: make(chan os.Signal, 1)}
	if o.In == nil && !term.IsTerminal(t.in.Fd()) {
		if in, _, err := uv.OpenTTY(); err == nil { // else raw says that there is none
			t.in, t.own = in, true
		}
	}
	t.console = uv.NewConsole(t.in, t.out, o.Env)
	return t
}

func (t *terminal) close() {
	if t.own {
		_ = t.in.Close()
	}
}

// Write sends the terminal b.
func (t *terminal) Write(b []byte) (int, error) {
	n, err := t.out.Write(b)
	if t.copy != nil {
		_, _ = t.copy.Write(b[:max(n, 0)])
	}
	return n, err
}

// raw has the terminal hand on what is typed as it is.
func (t *terminal) raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, err := t.console.MakeRaw(); err != nil {
		return fmt.Errorf("take the terminal: %w", err)
	}
	return nil
}

// restore ends that; the second time it does nothing.
func (t *terminal) restore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.console.Restore() // it may be gone
}

// size returns how many columns and rows the terminal has: what it says, else
// what the environment says, else what most have had at first.
func (t *terminal) size() (width, height int) {
	width, height, _ = t.console.GetSize()
	return t.known(width, "COLUMNS", 80), t.known(height, "LINES", 24)
}

func (t *terminal) known(n int, name string, least int) int {
	if n > 0 {
		return n
	}
	if n, err := strconv.Atoi(t.env.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return least
}

// follow tells of the size of the terminal whenever that may be another one,
// until ctx ends. It is an error when there is none any more.
func (t *terminal) follow(ctx context.Context, send func(tea.Msg)) error {
	uv.NotifyWinch(t.changed)
	defer signal.Stop(t.changed)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.changed:
		}
		if _, _, err := t.console.GetSize(); err != nil {
			return fmt.Errorf("ask the terminal for its size: %w", err)
		}
		width, height := t.size()
		send(tea.WindowSizeMsg{Width: width, Height: height})
	}
}

// askSize has the size told: no signal comes while the terminal is another
// program's.
func (t *terminal) askSize() {
	select {
	case t.changed <- nil:
	default: // it will be told
	}
}

// reports says whether the terminal may be asked for its modes: Apple's prints
// what it does not know, and over SSH the answer may come when nobody reads it
// any more. Those that are known to answer are asked all the same.
func reports(env uv.Environ) bool {
	if env.Getenv("WT_SESSION") != "" || slices.ContainsFunc([]string{"ghostty", "wezterm", "alacritty", "kitty", "rio"},
		func(name string) bool { return strings.Contains(env.Getenv("TERM"), name) }) {
		return true
	}
	_, ssh := env.LookupEnv("SSH_TTY")
	return !ssh && !strings.Contains(env.Getenv("TERM_PROGRAM"), "Apple")
}
