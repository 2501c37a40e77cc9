package main

import (
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a state may take to come before a test gives up. It
// bounds a failure; nothing waits for it when all is well.
const patience = 30 * time.Second

// Keys as a terminal sends them.
const (
	keyEnter = "\r"
	keyCtrlC = "\x03"
	keyCtrlR = "\x12"
	keyUp    = "\x1b[A"
	keyEsc   = "\x1b"
	keyF3    = "\x1bOR"
	keyF6    = "\x1b[17~"
)

// A terminal is the program in a pseudo terminal with an emulator behind it: a
// person's screen and keyboard.
type terminal struct {
	t       testing.TB
	cmd     *exec.Cmd
	pty     *os.File
	changed chan struct{}
	ended   chan error
	shown   chan struct{} // closed when all that it wrote is on the screen

	line sync.Mutex // what the terminal says goes out in order
	hung bool       // it does not go out
	held []byte     // what waits meanwhile

	mu     sync.Mutex
	screen *vt.Emulator
	output []byte // all that the program wrote
}

// openTerminal runs seenby with args in a terminal of this size.
func openTerminal(t testing.TB, width, height int, args ...string) *terminal {
	t.Helper()
	return openWith(t, width, height, nil, append([]string{"seenby"}, args...)...)
}

// openWith runs a command with more of an environment in a terminal of this
// size.
func openWith(t testing.TB, width, height int, env []string, command ...string) *terminal {
	t.Helper()
	program, err := exec.LookPath(command[0])
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, command[1:]...)
	inherited := slices.DeleteFunc(os.Environ(), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return slices.Contains([]string{"TMUX", "TMUX_PANE", "STY", "SSH_CONNECTION", "SSH_TTY"}, name) // of who tests
	})
	cmd.Env = append(inherited, "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", "HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
	cmd.Env = append(cmd.Env, env...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{
		t: t, cmd: cmd, pty: file, screen: vt.NewEmulator(width, height),
		changed: make(chan struct{}, 1), ended: make(chan error, 1), shown: make(chan struct{}),
	}
	go term.show()
	go term.answer()
	go func() { term.ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may be gone
		_ = file.Close()
		if replies, ok := term.screen.InputPipe().(io.Closer); ok {
			_ = replies.Close() // ends answer
		}
	})
	return term
}

// show brings what the program writes to the screen.
func (term *terminal) show() {
	defer close(term.shown)
	buf := make([]byte, 64<<10)
	for {
		n, err := term.pty.Read(buf)
		term.mu.Lock()
		_, _ = term.screen.Write(buf[:n])
		term.output = append(term.output, buf[:n]...)
		term.mu.Unlock()
		select {
		case term.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// answer sends what the terminal has to say: replies to queries, focus reports.
func (term *terminal) answer() {
	buf := make([]byte, 4096)
	for {
		n, err := term.screen.Read(buf)
		if err != nil {
			return
		}
		term.line.Lock()
		if term.held = append(term.held, buf[:n]...); !term.hung {
			_, _ = term.pty.Write(term.held) // the program may be gone; the emulator has to be heard all the same
			term.held = nil
		}
		term.line.Unlock()
	}
}

// hangs lets the connection hang: what the terminal has to say does not arrive
// until it does not hang any more.
func (term *terminal) hangs(on bool) {
	term.line.Lock()
	defer term.line.Unlock()
	if term.hung = on; !on {
		_, _ = term.pty.Write(term.held)
		term.held = nil
	}
}

// hangUp takes the terminal away from the program, as a lost connection does.
func (term *terminal) hangUp() {
	term.t.Helper()
	if err := term.pty.Close(); err != nil {
		term.t.Fatalf("hang up: %v", err)
	}
	// It is closed when the reading of it that is under way has come to its end: a
	// signal makes the program draw.
	nudge := time.NewTicker(100 * time.Millisecond)
	defer nudge.Stop()
	for deadline := time.After(patience); ; {
		select {
		case <-term.ended:
			return
		case <-nudge.C:
			_ = exec.Command("kill", "-WINCH", strconv.Itoa(term.cmd.Process.Pid)).Run() // it may be gone
		case <-deadline:
			term.t.Fatal("the program goes on without a terminal")
		}
	}
}

// press sends keys as they are typed.
func (term *terminal) press(keys ...string) {
	term.t.Helper()
	for _, k := range keys {
		if _, err := term.pty.WriteString(k); err != nil {
			term.t.Fatalf("type %q: %v", k, err)
		}
	}
}

// focus lets the terminal report that it got or lost the focus.
func (term *terminal) focus(on bool) {
	term.mu.Lock()
	defer term.mu.Unlock()
	if on {
		term.screen.Focus()
	} else {
		term.screen.Blur()
	}
}

// resize makes the terminal this large.
func (term *terminal) resize(width, height int) {
	term.t.Helper()
	term.mu.Lock()
	term.screen.Resize(width, height)
	term.mu.Unlock()
	if err := pty.Setsize(term.pty, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		term.t.Fatalf("resize: %v", err)
	}
}

// text returns what is on the screen.
func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.screen.String()
}

// sees waits until all of these stand on the screen.
func (term *terminal) sees(want ...string) {
	term.t.Helper()
	term.until(strings.Join(want, "” and “"), func(s string) bool {
		for _, w := range want {
			if !strings.Contains(s, w) {
				return false
			}
		}
		return true
	})
}

// until waits for a state of the screen.
func (term *terminal) until(what string, state func(screen string) bool) {
	term.t.Helper()
	deadline := time.After(patience)
	for {
		s := term.text()
		if state(s) {
			return
		}
		select {
		case <-term.changed:
		case err := <-term.ended:
			term.ended <- err
			if <-term.shown; state(term.text()) {
				return
			}
			term.t.Fatalf("the program ended (%v) before “%s”:\n%s", err, what, term.text())
		case <-deadline:
			term.t.Fatalf("never saw “%s”:\n%s", what, s)
		}
	}
}

// leave quits with ctrl+c twice and checks that all is as it was before.
func (term *terminal) leave() {
	term.t.Helper()
	term.press(keyCtrlC, keyCtrlC)
	select {
	case err := <-term.ended:
		term.ended <- err
		if err != nil {
			term.t.Fatalf("the program did not end well: %v\n%s", err, term.text())
		}
	case <-time.After(patience):
		term.t.Fatalf("the program did not end:\n%s", term.text())
	}
	select {
	case <-term.shown: // its last words may come to the screen after its end
	case <-time.After(patience):
		term.t.Fatalf("the terminal is still held open:\n%s", term.text())
	}
	term.mu.Lock()
	defer term.mu.Unlock()
	if term.screen.IsAltScreen() || term.screen.CursorHidden() {
		term.t.Fatalf("the terminal is not restored:\n%s", term.screen.String())
	}
}
