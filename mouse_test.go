package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// place returns where words stand on the screen, from 1 as a mouse report has
// it.
func (term *terminal) place(words string) (x, y int) {
	term.t.Helper()
	term.sees(words)
	for y, line := range strings.Split(term.text(), "\n") {
		if before, _, ok := strings.Cut(line, words); ok {
			return ansi.StringWidth(before) + 1, y + 1
		}
	}
	term.t.Fatalf("%q has gone:\n%s", words, term.text())
	return 0, 0
}

// click clicks where words stand.
func (term *terminal) click(words string) {
	term.t.Helper()
	x, y := term.place(words)
	term.press(fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<0;%d;%dm", x, y, x, y))
}

// turn turns the wheel where words stand: 64 is up, 65 down.
func (term *terminal) turn(button int, words string) {
	term.t.Helper()
	x, y := term.place(words)
	term.press(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x, y))
}

func TestTheMouse(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 120, 40), hub.sit("bob", 120, 40)
	for i := range 4 {
		alice.press(fmt.Sprintf("\x1b[200~message %d\nof\nmore\nthan\na\nfew\nlines\nso\nthat\nit\nscrolls\x1b[201~", i), keyEnter)
	}
	alice.press("mine", keyCtrlR, keyEnter)
	bob.sees("mine", "answered")

	t.Log("a click selects a message, and the panel opens on its count")
	alice.click("message 3")
	alice.sees("e edit")
	alice.click("1/1")
	alice.sees("who has read", "everyone has read")
	alice.press(keyEsc)
	alice.until("no panel", func(s string) bool { return !strings.Contains(s, "who has read") })
	alice.press(keyEsc)
	alice.sees("↑ select")

	t.Log("the wheel scrolls")
	alice.turn(64, "message 3")
	alice.sees("newer below")
	alice.turn(65, "message 3")
	alice.until("the newest", func(s string) bool { return !strings.Contains(s, "newer below") })

	t.Log("the terminal gets it, and gives it back")
	off := alice.count("\x1b[?1002l")
	alice.press("\x07") // ctrl+g
	alice.sees("mouse released")
	alice.until("the mouse is let go", func(string) bool { return alice.count("\x1b[?1002l") > off })
	on := alice.count("\x1b[?1002h")
	alice.press("\x07")
	alice.until("the mouse is taken", func(string) bool { return alice.count("\x1b[?1002h") > on })
	alice.click("message 3")
	alice.sees("e edit")
	alice.leave()
}

// TestTheTerminalIsRestored however the program ends.
func TestTheTerminalIsRestored(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	for name, signal := range map[string]syscall.Signal{"asked to end": syscall.SIGTERM, "hung up": syscall.SIGHUP, "interrupted": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			term := hub.sit("bob"+name[:2], 100, 30)
			if err := term.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			select {
			case <-term.ended:
			case <-time.After(patience):
				t.Fatalf("it goes on:\n%s", term.text())
			}
			<-term.shown
			term.mu.Lock()
			defer term.mu.Unlock()
			if term.screen.IsAltScreen() || term.screen.CursorHidden() {
				t.Errorf("the terminal is not restored:\n%s", term.screen.String())
			}
			for on, off := range map[string]string{"\x1b[?1004h": "\x1b[?1004l", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?2004h": "\x1b[?2004l"} {
				if strings.LastIndex(string(term.output), on) > strings.LastIndex(string(term.output), off) {
					t.Errorf("%q is never followed by %q", on, off)
				}
			}
		})
	}
}
