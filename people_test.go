package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A hubProcess is a hub in a process of its own.
type hubProcess struct {
	t         testing.TB
	cmd       *exec.Cmd
	data, url string
}

// startHubProcess starts a hub on data; address is where it listens.
func startHubProcess(t testing.TB, data, address string, flags ...string) *hubProcess {
	t.Helper()
	cmd := exec.Command("seenby", "serve", "--listen", address, "--ready-json", "--data", data)
	cmd.Args = append(cmd.Args, flags...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &hubProcess{t: t, cmd: cmd, data: data}
	t.Cleanup(h.kill)
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var ready readyLine
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil {
		t.Fatalf("the hub did not get ready: %v", err)
	}
	h.url = ready.URL
	return h
}

// kill ends the hub as a power switch does.
func (h *hubProcess) kill() {
	_ = h.cmd.Process.Kill() // it may be gone
	_ = h.cmd.Wait()
}

// again starts a killed hub on the same data and address.
func (h *hubProcess) again() *hubProcess {
	address := strings.TrimSuffix(strings.TrimPrefix(h.url, "ws://"), "/v1/ws")
	return startHubProcess(h.t, h.data, address)
}

// token returns a token for user, who is in the group ops.
func (h *hubProcess) token(t testing.TB, user string) string {
	t.Helper()
	token, err := exec.Command("seenby", "token", user, "--data", h.data, "--groups", "ops").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(token))
}

// sit opens the client of user in the group ops.
func (h *hubProcess) sit(user string, width, height int, more ...string) *terminal {
	h.t.Helper()
	args := append([]string{
		"chat", "--hub", h.url, "--token", h.token(h.t, user), "--group", "ops",
		"--state", filepath.Join(h.t.TempDir(), user),
	}, more...)
	term := openTerminal(h.t, width, height, args...)
	term.sees("online")
	term.focus(true)
	term.until("the focus report taken", func(s string) bool {
		return strings.Contains(s, "reading") && !strings.Contains(s, "unknown")
	})
	return term
}

func TestTwoPeopleFlagAndRead(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 120, 40), hub.sit("bob", 80, 24)

	t.Log("flagged while it is sent: read, because Bob looks")
	alice.press("please read this", keyCtrlR)
	alice.sees("asks who reads")
	alice.press(keyEnter)
	bob.sees("please read this", "answered")
	alice.sees("1/1")

	t.Log("flagged later, read before: answered at once")
	alice.press("flagged later", keyEnter)
	bob.sees("flagged later")
	alice.press(keyUp)
	alice.sees("f ask receipt")
	alice.press("f")
	alice.until("two messages that everyone has read", func(s string) bool { return strings.Count(s, "1/1") == 2 })
	alice.press(keyEsc)
	alice.sees("↑ select") // escape and a letter at once would be alt and the letter

	t.Log("Bob's terminal is not in focus: nothing is read until it is")
	bob.focus(false)
	bob.sees("away")
	alice.press("now you are away", keyCtrlR, keyEnter)
	bob.sees("now you are away", "answers by itself once read")
	alice.sees("0/1")
	bob.focus(true)
	alice.until("three messages that everyone has read", func(s string) bool { return strings.Count(s, "1/1") == 3 })

	t.Log("names and times in the panel")
	alice.press(keyUp, "i")
	alice.sees("who has read", "everyone has read", "not read, or receipts off")
	alice.press(keyEsc)
	alice.until("the panel closed", func(s string) bool { return !strings.Contains(s, "who has read") })
	alice.leave()
	bob.leave()
}

// TestWritingInAnEditor: an editor has the terminal, so nothing is read until
// the reader is seen again.
func TestWritingInAnEditor(t *testing.T) {
	editor := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\necho EDITING\nread line\necho \"and $line\" >> \"$1\"\n"
	if err := os.WriteFile(editor, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", "/bin/sh "+editor)
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 120, 40), hub.sit("bob", 80, 24)
	bob.press("first ", "\x18", "\x05") // ctrl+x ctrl+e
	bob.sees("EDITING")
	alice.press("read this", keyCtrlR, keyEnter)
	alice.sees("0/1")
	bob.press("second\r")
	bob.sees("first and second", "read this", "press a key to read")
	alice.sees("0/1")
	bob.press("!")
	alice.sees("1/1")
	bob.press(keyEnter)
	alice.sees("first and second!")
	alice.leave()
	// Bob does not leave: the emulator keeps a hidden cursor for each of its two
	// screens, terminals for both.
}

func TestAKilledHubLosesNothing(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 100, 30), hub.sit("bob", 100, 30)
	alice.press("first", keyCtrlR, keyEnter)
	bob.sees("first")
	alice.sees("1/1")
	alice.press("second", keyEnter)
	bob.sees("second")

	hub.kill()
	alice.sees("offline")
	alice.press("third, with nobody there", keyEnter)
	alice.sees("1 unsent")
	again := hub.again()

	bob.sees("first", "second", "third, with nobody there")
	alice.until("nothing unsent", func(s string) bool { return strings.Contains(s, "online") && !strings.Contains(s, "unsent") })
	for _, term := range []*terminal{alice, bob} {
		s := term.text()
		if strings.Count(s, "third, with nobody there") != 1 || strings.Count(s, "second") != 1 {
			t.Errorf("shown not exactly once:\n%s", s)
		}
	}

	t.Log("a newcomer loads it all from the hub that came back")
	carol := again.sit("carol", 80, 24)
	carol.sees("first", "second", "third, with nobody there")
	alice.leave()
	bob.leave()
	carol.leave()
}

func TestDemoShowsTheMainJob(t *testing.T) {
	for _, size := range []struct {
		name          string
		width, height int
	}{{"side by side", 120, 40}, {"one seat with tabs", 80, 24}} {
		t.Run(size.name, func(t *testing.T) {
			demo := openTerminal(t, size.width, size.height, "demo")
			demo.sees("Alice · you sit here", "Who is around today?")
			demo.sees("0/4", "sendReadReceiptRequest")
			demo.sees("2/4") // Dan and Erin read by themselves
			demo.press(keyF6)
			demo.sees("Bob · you sit here", "3/4", "bob")
			demo.press(keyF6)
			demo.sees("Carol · you sit here", "4/4", "code 0")
			demo.press(keyF6)
			demo.sees("Alice · you sit here")
			demo.leave()
		})
	}
}

func TestWithoutAHubItAsks(t *testing.T) {
	term := openTerminal(t, 80, 24)
	term.sees("Try the demo", "Host a hub", "Join a hub")
	term.press(keyEnter)
	term.sees("you sit here", "Who is around today?")
	term.leave()
}

func TestTheScreenSpeaksChinese(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	token, err := exec.Command("seenby", "token", "alice", "--data", hub.data, "--groups", "ops").Output()
	if err != nil {
		t.Fatal(err)
	}
	alice := openTerminal(t, 80, 24, "chat", "--lang", "zh-CN", "--hub", hub.url, "--token", strings.TrimSpace(string(token)),
		"--group", "ops", "--state", filepath.Join(t.TempDir(), "alice"))
	alice.sees("在线", "发消息到 ops", "请求回执")
	alice.leave()

	demo := openTerminal(t, 80, 24, "--lang", "zh-CN") // asks what to do, and hands the language on
	demo.sees("看演示", "提交")
	demo.press(keyEnter)
	demo.sees("Alice · 你坐在这里", "今天谁在？")
	demo.leave()
}

// TestWidthIsWhatOneSays: the library that draws turns mode 2027 on, or leaves
// it alone, as the flag says.
func TestWidthIsWhatOneSays(t *testing.T) {
	const graphemes = "\x1b[?2027h"
	for _, said := range []string{"grapheme", "wcwidth"} {
		demo := openTerminal(t, 80, 24, "demo", "--speed", "8", "--width", said)
		demo.sees("you sit here", "2/4")
		demo.leave()
		if got := strings.Contains(string(demo.output), graphemes); got != (said == "grapheme") {
			t.Errorf("--width %s: mode 2027 is turned on: %t", said, got)
		}
	}
}
