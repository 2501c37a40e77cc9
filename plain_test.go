package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sitPlain opens the linear mode of user in the group ops.
func (h *hubProcess) sitPlain(user string) *terminal {
	h.t.Helper()
	token, err := exec.Command("seenby", "token", user, "--data", h.data, "--groups", "ops").Output()
	if err != nil {
		h.t.Fatal(err)
	}
	term := openTerminal(h.t, 80, 24, "chat", "--plain", "--hub", h.url, "--token", strings.TrimSpace(string(token)),
		"--group", "ops", "--state", filepath.Join(h.t.TempDir(), user))
	term.sees("online", "group ops")
	return term
}

func TestPlainAndFullFlagCountAndAnswer(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 120, 40), hub.sitPlain("bob")

	alice.press(keyCtrlR, "read this", keyEnter)
	bob.sees("alice: read this", "asks for a receipt")
	alice.sees("0/1")
	bob.press(keyEnter) // somebody is there
	bob.sees("answered")
	alice.sees("1/1")

	bob.press("/ask\n")
	bob.sees("the next message asks")
	bob.press("and this\n")
	alice.sees("and this")
	bob.sees("read by 1 of 1: alice")

	bob.press("/quit\n")
	if err := <-bob.ended; err != nil {
		t.Errorf("the linear mode did not end well: %v", err)
	}
}
