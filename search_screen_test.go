package main

import "testing"

// TestMessagesAreFoundOnScreen at the hub, and without it on this computer.
func TestMessagesAreFoundOnScreen(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 120, 40), hub.sit("bob", 120, 40)
	for _, words := range []string{"lunch at noon", "今天中午部署", "something else"} {
		alice.press(words, keyEnter)
		bob.sees(words)
	}
	const keyCtrlF = "\x06"
	bob.press(keyCtrlF, "LUNCH")
	bob.sees("find in ops", "1 found", "▌ lunch at noon")
	bob.press(keyEnter)
	bob.sees("▌│ lunch at noon", "r reply")
	bob.press(keyEsc)
	bob.sees("↑ select")
	hub.kill()
	bob.sees("offline")
	bob.press(keyCtrlF)
	bob.sees("find in ops", "1 found, searching what is on this computer")
	bob.press("部署")
	bob.sees("今天中午部署", "1 found, searching what is on this computer")
}
