//go:build unix

package draw

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// longest bounds a failure: every wait is for a state.
const longest = 30 * time.Second

// kept are files that stay open: a program that ends in haste may leave behind
// the reader of one.
var kept []*os.File

// A seat is a terminal with somebody before it.
type seat struct {
	t          *testing.T
	ours, them *os.File // the person's end and the program's
	changed    chan struct{}
	left       chan struct{} // nobody looks any more

	mu     sync.Mutex
	screen *vt.Emulator
	output []byte
}

func sit(t *testing.T) *seat {
	t.Helper()
	ours, them, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(ours, &pty.Winsize{Rows: 10, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	s := &seat{t: t, ours: ours, them: them, changed: make(chan struct{}, 1), left: make(chan struct{}), screen: vt.NewEmulator(40, 10)}
	kept = append(kept, them)
	return s
}

// watch looks at the terminal until the test ends.
func (s *seat) watch() *seat {
	var looking sync.WaitGroup
	looking.Go(func() {
		buf := make([]byte, 4096)
		for {
			n, err := s.ours.Read(buf)
			s.mu.Lock()
			_, _ = s.screen.Write(buf[:n])
			s.output = append(s.output, buf[:n]...)
			s.mu.Unlock()
			select {
			case s.changed <- struct{}{}:
			default:
			}
			select {
			case <-s.left:
				return
			default:
			}
			if err != nil {
				return
			}
		}
	})
	looking.Go(func() { _, _ = io.Copy(s.ours, s.screen) }) // what it has to say
	s.t.Cleanup(func() {
		close(s.left)
		_, _ = s.them.WriteString("\n") // for who looks
		_ = s.screen.InputPipe().(io.Closer).Close()
		looking.Wait()
		_ = s.ours.Close()
	})
	return s
}

// until waits for a state of the terminal.
func (s *seat) until(what string, state func() bool) {
	s.t.Helper()
	for late := time.After(longest); ; {
		s.mu.Lock()
		ok := state()
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-s.changed:
		case <-late:
			s.mu.Lock()
			defer s.mu.Unlock()
			s.t.Fatalf("never %s:\n%s\n%q", what, s.screen.String(), s.output)
		}
	}
}

func (s *seat) sees(text string) {
	s.t.Helper()
	s.until("seen "+text, func() bool { return strings.Contains(s.screen.String(), text) })
}

// raw reports whether keys are handed on as they are pressed.
func (s *seat) raw() bool {
	state, err := term.GetState(s.them.Fd())
	if err != nil {
		s.t.Error(err)
		return false
	}
	return state.Lflag&syscall.ICANON == 0
}

// untouched waits until the terminal is as it was before anything was drawn.
func (s *seat) untouched() {
	s.t.Helper()
	s.until("as it was", func() bool {
		in, out := bytes.LastIndex(s.output, []byte(ansi.SetModeAltScreenSaveCursor)), bytes.LastIndex(s.output, []byte(ansi.ResetModeAltScreenSaveCursor))
		return in >= 0 && in < out && !s.screen.IsAltScreen() && !s.screen.CursorHidden()
	})
	if s.raw() {
		s.t.Error("the terminal is still raw")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range []struct{ on, off string }{
		{ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste}, {ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent},
		{ansi.SetModeMouseExtSgr, ansi.ResetModeMouseExtSgr}, {ansi.PushKittyKeyboard(1), ansi.PopKittyKeyboard(1)},
		{ansi.SetModifyOtherKeys2, ansi.ResetModifyOtherKeys}, {ansi.SetWindowTitle("the title"), ansi.SetWindowTitle("")},
		{ansi.SetBackgroundColor("#102030"), ansi.ResetBackgroundColor}, {ansi.SetCursorStyle(6), ansi.SetCursorStyle(0)},
	} {
		if on, off := bytes.LastIndex(s.output, []byte(m.on)), bytes.LastIndex(s.output, []byte(m.off)); on < 0 || off < on {
			s.t.Errorf("%q at %d, %q at %d", m.on, on, m.off, off)
		}
	}
}

// run runs a program in the terminal. What it returns waits for its end.
func (s *seat) run(ctx context.Context, m tea.Model, o Options) (p *Program, ended func() error) {
	o.In, o.Out, o.Env = s.them, s.them, []string{"TERM=xterm-256color", "COLORTERM=truecolor", "SSH_TTY=x"} // an answer would come at any time
	p = New(ctx, m, o)
	over := make(chan error, 1)
	go func() { over <- p.Run() }()
	return p, func() error {
		s.t.Helper()
		select {
		case err := <-over:
			return err
		case <-time.After(longest):
			s.t.Fatal("it does not end")
			return nil
		}
	}
}

// A counter is a model that says how many messages it took, and does what it is
// asked to.
type counter struct {
	n, width, height int
	broken           string // what panics
	wide             string
}

type (
	do    func(*counter) tea.Cmd
	count struct{}
)

func (c *counter) Init() tea.Cmd { c.panicIn("Init"); return nil }

func (c *counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case do:
		return c, msg(c)
	case count:
		c.n++
	case tea.WindowSizeMsg:
		c.width, c.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return c, tea.Quit
		}
	}
	return c, nil
}

func (c *counter) View() tea.View {
	c.panicIn("View")
	v := tea.NewView(fmt.Sprintf("took %d\n%d x %d\n%s", c.n, c.width, c.height, c.wide))
	v.AltScreen, v.ReportFocus, v.MouseMode, v.WindowTitle = true, true, tea.MouseModeCellMotion, "the title"
	v.BackgroundColor = ansi.HexColor("#102030")
	v.Cursor = tea.NewCursor(2, 1)
	v.Cursor.Shape, v.Cursor.Blink = tea.CursorBar, false
	return v
}

func (c *counter) panicIn(where string) {
	if c.broken == where {
		panic("broken on purpose in " + where)
	}
}

// An other is a program that gets the terminal.
type other struct{ run func() error }

func (o other) Run() error        { return o.run() }
func (other) SetStdin(io.Reader)  {}
func (other) SetStdout(io.Writer) {}
func (other) SetStderr(io.Writer) {}

func TestAnotherProgramHasTheTerminal(t *testing.T) {
	for name, fails := range map[string]error{"and ends": nil, "and fails": errors.New("exit status 1")} {
		t.Run(name, func(t *testing.T) {
			s := sit(t).watch()
			p, ended := s.run(t.Context(), &counter{}, Options{})
			s.sees("40 x 10")
			meanwhile := func() error {
				s.untouched()
				_ = pty.Setsize(s.ours, &pty.Winsize{Rows: 12, Cols: 50})
				s.mu.Lock()
				s.screen.Resize(50, 12)
				s.mu.Unlock()
				_, _ = s.them.WriteString("EDITING")
				s.sees("EDITING")
				return fails
			}
			done := make(chan error, 1)
			p.Send(do(func(*counter) tea.Cmd {
				return tea.Exec(other{meanwhile}, func(err error) tea.Msg { done <- err; return count{} })
			}))
			if err := <-done; !errors.Is(err, fails) {
				t.Errorf("the program is told %v", err)
			}
			s.sees("50 x 12")
			s.sees("took 1")
			if !s.raw() {
				t.Error("the terminal is not taken back")
			}
			_, _ = s.ours.WriteString("q")
			if err := ended(); err != nil {
				t.Error(err)
			}
			s.untouched()
		})
	}
}

func TestAnotherSizeIsDrawn(t *testing.T) {
	s := sit(t).watch()
	_, ended := s.run(t.Context(), &counter{}, Options{})
	for _, size := range []struct{ width, height int }{{40, 10}, {60, 20}, {20, 5}, {40, 10}} {
		s.mu.Lock()
		s.screen.Resize(size.width, size.height)
		s.mu.Unlock()
		if err := pty.Setsize(s.ours, &pty.Winsize{Rows: uint16(size.height), Cols: uint16(size.width)}); err != nil {
			t.Fatal(err)
		}
		s.until("told of the size", func() bool {
			_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH) // it is not this process' own terminal; the first may come too early
			return strings.Contains(s.screen.String(), fmt.Sprintf("%d x %d", size.width, size.height))
		})
	}
	_, _ = s.ours.WriteString("q")
	if err := ended(); err != nil {
		t.Error(err)
	}
}

// TestWordsOfCommands: each goes to the terminal, and not to the model.
func TestWordsOfCommands(t *testing.T) {
	for want, msg := range map[string]tea.Msg{
		"\a":                             tea.Raw("\a")(),
		ansi.SetSystemClipboard("hello"): tea.SetClipboard("hello")(),
		ansi.RequestBackgroundColor:      tea.RequestBackgroundColor(),
	} {
		p := New(t.Context(), &counter{}, Options{In: os.Stdin, Out: os.Stdout, Env: []string{"SSH_TTY=x"}})
		if rest := p.look(&shown{}, msg); rest != nil || string(p.drawer.words) != want {
			t.Errorf("%T: says %q, want %q, and %v to the model", msg, p.drawer.words, want, rest)
		}
		p.cancel(nil)
	}
}

func TestThePaintIsMadeAnewWhenThatIsWanted(t *testing.T) {
	s := sit(t).watch()
	p, ended := s.run(t.Context(), &counter{}, Options{})
	s.sees("40 x 10")
	_, _ = s.them.WriteString("\x1b[5;5Hdirt")
	s.sees("dirt")
	p.Send(tea.ClearScreen())
	s.until("clean", func() bool { return !strings.Contains(s.screen.String(), "dirt") })
	s.sees("40 x 10")
	_, _ = s.ours.WriteString("q")
	if err := ended(); err != nil {
		t.Error(err)
	}
}

func TestTheFilterSeesTheModel(t *testing.T) {
	s := sit(t).watch()
	m := &counter{}
	var wrong bool
	p, ended := s.run(t.Context(), m, Options{Filter: func(seen tea.Model, msg tea.Msg) tea.Msg {
		wrong = wrong || seen != m
		if _, ok := msg.(count); ok {
			return nil
		}
		return msg
	}})
	p.Send(count{})
	s.sees("40 x 10")
	_, _ = s.ours.WriteString("q")
	if err := ended(); err != nil || wrong || m.n != 0 {
		t.Errorf("%v, another model: %t, took %d", err, wrong, m.n)
	}
}

func TestModesAreAskedForWhereAnAnswerIsSafe(t *testing.T) {
	tests := map[string]bool{
		"":                                 true,
		"SSH_TTY=/dev/pts/1":               false,
		"TERM_PROGRAM=Apple_Terminal":      false,
		"TERM_PROGRAM=iTerm.app":           true,
		"TERM_PROGRAM=iTerm.app SSH_TTY=x": false,
		"SSH_TTY=x TERM=xterm-kitty":       true,
		"SSH_TTY=x WT_SESSION=1":           true,
	}
	for env, want := range tests {
		if got := reports(strings.Fields(env)); got != want {
			t.Errorf("%q: %t", env, got)
		}
	}
}

func TestASizeThatIsNotTold(t *testing.T) {
	s := sit(t)
	_ = pty.Setsize(s.ours, &pty.Winsize{})
	defer s.ours.Close()
	for env, want := range map[string][]int{"": {80, 24}, "COLUMNS=100 LINES=30": {100, 30}, "COLUMNS=-1 LINES=x": {80, 24}} {
		t1 := openTerminal(Options{In: s.them, Out: s.them, Env: strings.Fields(env)})
		if w, h := t1.size(); !slices.Equal([]int{w, h}, want) {
			t.Errorf("%q: %d x %d, want %v", env, w, h, want)
		}
	}
}
