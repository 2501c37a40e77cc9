package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheClientWorksWithoutItsHub: it opens from its local copy, is read,
// searched and written in, is killed and started again, and sends everything
// once, in order, when the hub is back.
func TestTheClientWorksWithoutItsHub(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	state := filepath.Join(t.TempDir(), "alice")
	token, err := exec.Command("seenby", "token", "alice", "--data", hub.data, "--groups", "ops,dev").Output()
	if err != nil {
		t.Fatal(err)
	}
	open := func() *terminal {
		return openTerminal(t, 120, 40, "chat", "--hub", hub.url, "--token", strings.TrimSpace(string(token)), "--group", "ops", "--state", state)
	}
	alice, bob := open(), hub.sit("bob", 120, 40)
	alice.sees("online")
	bob.press("lunch at noon", keyEnter)
	alice.sees("lunch at noon")
	alice.press("yes", keyEnter)
	bob.sees("yes")

	t.Log("the hub is gone, and then the client")
	hub.kill()
	alice.sees("offline")
	alice.press("written without a hub", keyEnter)
	alice.sees("1 unsent", "ctrl+o connect now")
	alice.press("half a thought")
	alice.sees("half a thought")
	alice.press("\x0b", "dev", keyEnter) // the draft is kept with the change of the group
	alice.sees("Message dev")
	alice.press("to dev", keyEnter)
	alice.sees("2 unsent")
	_ = alice.cmd.Process.Kill()
	<-alice.ended

	t.Log("started without a hub")
	alice = open()
	alice.sees("offline", "2 unsent", "lunch at noon", "written without a hub", "half a thought")
	alice.press("\x06", "LUNCH") // ctrl+f
	alice.sees("1 found, searching what is on this computer")
	alice.press(keyEsc)
	alice.sees("ctrl+o connect now")
	alice.press("", keyEnter) // the draft goes, too
	alice.sees("3 unsent")
	hub = hub.again()
	alice.press("\x0f") // ctrl+o
	alice.until("all sent", func(s string) bool { return strings.Contains(s, "online") && !strings.Contains(s, "unsent") })
	bob.press("\x0f")
	bob.sees("written without a hub", "half a thought")
	s := bob.text()
	if strings.Count(s, "written without a hub") != 1 || strings.Count(s, "half a thought") != 1 || strings.Index(s, "written without") > strings.Index(s, "half a thought") {
		t.Errorf("not once and in order:\n%s", s)
	}
	alice.leave()
	bob.leave()
}
