package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// wrote waits until the program has written this, past the screen.
func (term *terminal) wrote(what string) {
	term.t.Helper()
	term.until("written: "+what, func(string) bool { return term.count(what) > 0 })
}

func (term *terminal) count(what string) int {
	term.mu.Lock()
	defer term.mu.Unlock()
	return bytes.Count(term.output, []byte(what))
}

// TestSomebodyWhoIsAwayIsCalled, once, and not in a muted group; what is muted
// is so after a restart.
func TestSomebodyWhoIsAwayIsCalled(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	state := filepath.Join(t.TempDir(), "bob")
	how := []string{"--notify-desktop", "osc777", "--notify-messages", "all", "--state", state}
	alice, bob := hub.sit("alice", 120, 40), hub.sit("bob", 120, 40, how...)
	alice.press("seen at once", keyEnter)
	bob.sees("seen at once")

	bob.focus(false)
	bob.sees("away")
	alice.press("come back; please", keyEnter)
	bob.wrote("\x1b]777;notify;seenby;alice in ops: come back, please\x1b\\")
	if n := bob.count("\x1b]777"); n != 1 {
		t.Errorf("%d notifications: one was for what Bob saw", n)
	}

	bob.focus(true)
	bob.until("back", func(s string) bool { return !strings.Contains(s, "away") })
	bob.press("\x1bm")
	bob.sees("– muted", "ops is muted")
	bob.leave()
	bob = hub.sit("bob", 120, 40, how...)
	bob.sees("– muted")
	bob.focus(false)
	bob.sees("away")
	alice.press("not this", keyEnter)
	bob.sees("not this")
	alice.press("@bob but this", keyEnter)
	bob.wrote("\x1b]777;notify;seenby;alice names you in ops: @bob but this\x1b\\")
	if n := bob.count("\x1b]777"); n != 1 {
		t.Errorf("%d notifications from a muted group", n)
	}
}
