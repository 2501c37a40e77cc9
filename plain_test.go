package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seenby/ui"
	"seenby/ui/plain"
	"seenby/ui/words"
)

// TestTheLinearModeForgetsNoAction: what the screen can do is a command there,
// or it is said why not.
func TestTheLinearModeForgetsNoAction(t *testing.T) {
	w := words.English().Plain
	for _, name := range ui.ActionNames() {
		what := plain.Instead(name)
		command, is := strings.CutPrefix(what, "/")
		switch {
		case what == "":
			t.Errorf("nothing stands for the action %s", name)
		case is && !slices.Contains(plain.Commands(), command):
			t.Errorf("%s stands for the action %s, and there is no such command", what, name)
		case !is && w.Reasons[what] == "":
			t.Errorf("no words say why there is no %s: %s", name, what)
		}
	}
	for _, name := range plain.Commands() {
		if w.Commands[name] == "" {
			t.Errorf("no words say what /%s does", name)
		}
	}
	for name := range w.Commands {
		if !slices.Contains(plain.Commands(), name) {
			t.Errorf("there are words for /%s, which is no command", name)
		}
	}
}

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

// TestALineThatIsBeingWrittenIsNotTorn: what happens meanwhile stands on lines
// of its own, what had been typed is written again below, and a key such as an
// arrow is no text.
func TestALineThatIsBeingWrittenIsNotTorn(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sitPlain("alice"), hub.sitPlain("bob")

	bob.press("half a lin")
	bob.sees("half a lin")
	alice.press("in between\n")
	bob.sees("half a lin\n#1 ", "alice: in between\nhalf a lin")
	bob.press("\x1b[A\x1b[De\n")
	alice.sees("bob: half a line\n")
	bob.press("\x04")
	if err := <-bob.ended; err != nil {
		t.Errorf("ctrl+d did not end well: %v", err)
	}
}
