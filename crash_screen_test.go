package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// TestACrashGivesTheTerminalBack: wherever the program panics, the terminal is as
// it was, one line says what happened, and the report has no text of a message.
func TestACrashGivesTheTerminalBack(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	for _, where := range []string{"update", "view", "command", "batch", "sequence", "bridge", "engine"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			alice := openPlanted(t, where, state, hub.args(t, "alice-"+where)...)
			alice.sees("online")
			alice.press("x", keyF12, keyEnter) // what is sent wakes the engine
			alice.crashed(state)
		})
	}
	for _, where := range []string{"update", "view", "bridge"} {
		t.Run("demo "+where, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			demo := openPlanted(t, where, state, "demo")
			demo.sees("Alice", "Bob", "launch")
			demo.press(keyF12)
			demo.crashed(state)
		})
		t.Run("welcome "+where, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			welcome := openPlanted(t, where, state)
			welcome.sees("Try the demo")
			welcome.press(keyF12)
			welcome.crashed(state)
		})
	}
}

// TestALineThatTheLibraryCannotDraw is left empty, and the program goes on.
func TestALineThatTheLibraryCannotDraw(t *testing.T) {
	t.Parallel()
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	state := t.TempDir()
	alice := openPlanted(t, "renderer", state, hub.args(t, "alice")...)
	alice.sees("online")
	alice.press(keyF12, "still here", keyEnter)
	alice.sees("still here")
	alice.leave()
	alice.asBefore()
	if reports, _ := filepath.Glob(filepath.Join(state, "seenby", "crash-*.txt")); len(reports) != 1 {
		t.Errorf("%d reports", len(reports))
	}
}

// TestACrashThatHangs: what waits for ever for what a crash has left behind does
// not hold the process.
func TestACrashThatHangs(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	demo := openPlanted(t, "lock", state, "demo")
	demo.sees("Alice", "Bob", "launch")
	demo.press(keyF12)
	demo.crashed(state)
}

// TestNothingIsLostInACrash: what was not sent yet is sent after it, once.
func TestNothingIsLostInACrash(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	bob := hub.sit("bob", 80, 24)
	state := t.TempDir()
	args := hub.args(t, "alice")
	alice := openPlanted(t, "update", state, args...)
	alice.sees("online")
	hub.kill()
	alice.sees("offline")
	alice.press("written before", keyEnter)
	alice.sees("written before")
	alice.press("a draft", keyF12)
	alice.crashed(state)
	hub.again()
	alice = openPlanted(t, "", state, args...)
	bob.sees("written before")
	alice.sees("written before", "a draft")
	if n := strings.Count(bob.text(), "written before"); n != 1 {
		t.Errorf("it came %d times:\n%s", n, bob.text())
	}
	alice.leave()
	bob.leave()
}

// TestSignalsGiveTheTerminalBack: told to end, the program ends in order.
func TestSignalsGiveTheTerminalBack(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	for name, sig := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "INT": syscall.SIGINT, "QUIT": syscall.SIGQUIT} {
		for what, args := range map[string][]string{"chat": hub.args(t, "alice-"+name), "demo": {"demo"}, "welcome": nil} {
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				term := openPlanted(t, "", t.TempDir(), args...)
				term.sees(map[string]string{"chat": "online", "demo": "launch", "welcome": "Try the demo"}[what])
				if err := term.cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
				if code := term.end(); code != 0 {
					t.Errorf("exit code %d", code)
				}
				term.asBefore()
			})
		}
	}
}

// TestAMessageThatTakesTheProgramDown: one that cannot be drawn costs its own
// row. One over which the program breaks off is not looked at when it is started
// again; where there are three, the third start is well.
func TestAMessageThatTakesTheProgramDown(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	bob := hub.sit("bob", 80, 24)
	args := hub.args(t, "alice")
	state := t.TempDir()
	alice := openPlanted(t, "", state, args...)
	alice.sees("online")

	t.Log("it is drawn")
	bob.press("boom", keyEnter, "after it", keyEnter)
	alice.sees("cannot be shown", "after it")
	alice.resize(60, 20)
	alice.sees("cannot be shown", "after it")
	alice.leave()
	alice = openPlanted(t, "", state, args...)
	alice.sees("online", "cannot be shown", "after it")

	t.Log("it is told of: once for each of three")
	alice.focus(false)
	alice.sees("away")
	for _, text := range []string{"@alice boom 1", "@alice boom 2", "@alice boom 3"} {
		bob.press(text, keyEnter)
		bob.sees(text)
		alice.crashes()
		alice = openPlanted(t, "", state, args...)
		alice.sees("online", "cannot be shown")
		alice.focus(false)
		alice.sees("away")
	}
	bob.press("the end", keyEnter)
	alice.sees("the end")
	alice.until("four rows that cannot be shown", func(s string) bool { return strings.Count(s, "cannot be shown") == 4 })
	alice.leave()
	bob.leave()

	t.Log("and they stay so, where nothing is wrong with them: the first one was only not drawn")
	alice = openWith(t, 80, 24, []string{"XDG_STATE_HOME=" + state}, append([]string{"seenby"}, args...)...)
	alice.sees("online", "the end", "after it")
	alice.until("three messages that are skipped", func(s string) bool {
		return strings.Count(s, "cannot be shown") == 3 && strings.Count(s, "boom") == 1
	})
	alice.leave()
}

// args are what opens the client of user in the group ops.
func (h *hubProcess) args(t *testing.T, user string) []string {
	t.Helper()
	return []string{"chat", "--hub", h.url, "--token", h.token(t, user), "--group", "ops"}
}

// openPlanted runs seenby with a mistake in it, none for "".
func openPlanted(t *testing.T, where, state string, args ...string) *terminal {
	t.Helper()
	term := openWith(t, 120, 40, []string{plantedIn + "=" + where, "XDG_STATE_HOME=" + state}, append([]string{"planted"}, args...)...)
	return term
}

// end waits for the end and returns the exit code.
func (term *terminal) end() int {
	term.t.Helper()
	select {
	case err := <-term.ended:
		term.ended <- err
	case <-time.After(patience):
		term.t.Fatalf("the program did not end:\n%s", term.text())
	}
	select {
	case <-term.shown:
	case <-time.After(patience):
		term.t.Fatalf("the terminal is still held open:\n%s", term.text())
	}
	return term.cmd.ProcessState.ExitCode()
}

// crashes waits for the end of a planted program, which leaves the terminal as it
// was.
func (term *terminal) crashes() {
	term.t.Helper()
	if code := term.end(); code != 1 {
		term.t.Errorf("exit code %d:\n%s", code, term.text())
	}
	term.asBefore()
}

// crashed is crashes, and checks what was said and written.
func (term *terminal) crashed(state string) {
	t := term.t
	t.Helper()
	term.crashes()
	reports, _ := filepath.Glob(filepath.Join(state, "seenby", "crash-*.txt"))
	if len(reports) != 1 {
		t.Fatalf("%d reports:\n%s", len(reports), term.text())
	}
	tight := func(s string) string { return strings.Join(strings.Fields(s), "") } // lines break where they will
	said := tight(term.text())
	for _, want := range []string{"seenby: the program made a mistake", "start it again to go on", reports[0]} {
		if !strings.Contains(said, tight(want)) {
			t.Errorf("no %q on the screen:\n%s", want, term.text())
		}
	}
	if strings.Contains(said, tight(secret)) || strings.Contains(said, "goroutine") {
		t.Errorf("more than one line:\n%s", term.text())
	}
	info, err := os.Stat(reports[0])
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the report is %v", info.Mode())
	}
	report, err := os.ReadFile(reports[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"seenby dev ", "panic: ", ".go:"} {
		if !strings.Contains(string(report), want) {
			t.Errorf("no %q in the report:\n%s", want, report)
		}
	}
	for _, not := range []string{secret, "eyJ"} { // every token begins so
		if strings.Contains(string(report), not) {
			t.Errorf("%q is in the report:\n%s", not, report)
		}
	}
}

// What turns a mode of a terminal on or off, and its protocol of the keyboard.
var (
	modeSetting  = regexp.MustCompile(`\x1b\[\?([0-9;]+)([hl])`)
	keyboardPush = regexp.MustCompile(`\x1b\[>[0-9]*u`)
	keyboardPop  = regexp.MustCompile(`\x1b\[<[0-9]*u`)
)

// asBefore checks that a program that has ended left the terminal as it was.
func (term *terminal) asBefore() {
	t := term.t
	t.Helper()
	term.mu.Lock()
	defer term.mu.Unlock()
	out := string(term.output)
	modes := map[string]string{}
	for _, m := range modeSetting.FindAllStringSubmatch(out, -1) {
		for mode := range strings.SplitSeq(m[1], ";") {
			modes[mode] = m[2]
		}
	}
	for mode, state := range modes {
		if want := map[bool]string{true: "h", false: "l"}[mode == "25"]; state != want { // the cursor is visible, all else is off
			t.Errorf("mode %s was left at %s", mode, state)
		}
	}
	pushed, popped := len(keyboardPush.FindAllString(out, -1)), len(keyboardPop.FindAllString(out, -1))
	if pushed == 0 || pushed > popped {
		t.Errorf("the protocol of the keyboard was pushed %d times and popped %d times", pushed, popped)
	}
	if push, pop := strings.Count(out, "\x1b[22;2t"), strings.Count(out, "\x1b[23;2t"); push != pop || push == 0 {
		t.Errorf("the title was kept %d times and restored %d times", push, pop)
	}
	if term.screen.IsAltScreen() || term.screen.CursorHidden() {
		t.Errorf("the terminal is not restored:\n%s", term.screen.String())
	}
	fresh, other, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = fresh.Close(), other.Close() }()
	want, err := term.state(fresh)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := term.state(term.pty); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the line is not as it was: %+v, not %+v (%v)", got, want, err)
	}
}

// state is how a terminal treats what is typed.
func (*terminal) state(file *os.File) (*term.State, error) { return term.GetState(file.Fd()) }
