package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seenby/chat"
)

// A tmux is a server of its own.
type tmux struct {
	t              *testing.T
	socket, config string
}

// installed ends the test where a program is not: in CI that is a failure.
func installed(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is to be installed here", program)
	}
	t.Skipf("to see that nothing is read where nobody looks, install %s", program)
}

func startTmux(t *testing.T, settings string) *tmux {
	t.Helper()
	installed(t, "tmux")
	dir, err := os.MkdirTemp("", "tmux") // the path of a socket has to be short
	if err != nil {
		t.Fatal(err)
	}
	m := &tmux{t: t, socket: filepath.Join(dir, "s"), config: filepath.Join(dir, "conf")}
	if err := os.WriteFile(m.config, []byte("set -g status off\nset -s escape-time 10\n"+settings+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		m.does("kill-server")
		_ = os.RemoveAll(dir)
	})
	return m
}

// does has the server do something.
func (m *tmux) does(command ...string) {
	_ = exec.Command("tmux", append([]string{"-S", m.socket}, command...)...).Run() // the server may be gone
}

// open opens a client of the server in a terminal.
func (m *tmux) open(command ...string) *terminal {
	m.t.Helper()
	return openWith(m.t, 100, 30, nil, append([]string{"tmux", "-S", m.socket, "-f", m.config}, command...)...)
}

// ask has the sender ask Bob in ops for a receipt.
func (s *scene) ask(t *testing.T, text string) (uid chat.MessageUID) {
	t.Helper()
	uid, _, _, err := s.sender.SendMessage(s.context(t), chat.Draft{Group: "ops", Text: text, NeedReceipt: true})
	if err != nil {
		t.Fatal(err)
	}
	return uid
}

// notRead waits until something on a screen would have been read, and holds
// that Bob has not.
func (s *scene) notRead(t *testing.T, uid chat.MessageUID, when string) {
	t.Helper()
	s.passes(t, dwell)
	if _, ok := s.readAt(t, "ops", "bob", uid); ok {
		t.Errorf("read %s", when)
	}
}

// isRead waits until Bob has read a message, and holds that this was after a
// moment.
func (s *scene) isRead(t *testing.T, uid chat.MessageUID, after time.Time, term *terminal) {
	t.Helper()
	if at := s.untilRead(t, "ops", "bob", uid, term.text); at.Before(after) {
		t.Errorf("read %v too early", after.Sub(at))
	}
}

// TestNothingIsReadInADetachedTmux, whether it was detached or its terminal is
// gone, and whether it tells of the focus or not.
func TestNothingIsReadInADetachedTmux(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]string{"focus-events on": "set -g focus-events on", "focus-events off": "set -g focus-events off"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openScene(t)
			s.group(t, "ops", "alice", "bob")
			m := startTmux(t, settings)
			bob := m.open(append([]string{"new-session"}, s.command(t, "bob", "ops", s.hub.url)...)...)
			bob.sees("online")
			bob.press("here") // where the focus is not told, a key is what tells
			bob.sees("here")
			seen := s.ask(t, "while attached")
			s.isRead(t, seen, time.Time{}, bob)

			m.does("detach-client")
			<-bob.ended
			uid := s.ask(t, "while detached")
			s.notRead(t, uid, "while it was detached")
			start := time.Now()
			bob = m.open("attach")
			bob.press("!")
			s.isRead(t, uid, start, bob)

			bob.hangUp()
			uid = s.ask(t, "after the terminal went away")
			s.notRead(t, uid, "after the terminal went away")
			start = time.Now()
			bob = m.open("attach")
			s.isRead(t, uid, start, bob)

			m.does("new-window", "sleep 1000")
			bob.until("the other window", func(s string) bool { return !strings.Contains(s, "after the terminal") })
			uid = s.ask(t, "in another window")
			s.notRead(t, uid, "while another window was shown")
			start = time.Now()
			m.does("previous-window")
			bob.sees("in another window")
			s.isRead(t, uid, start, bob)
		})
	}
}

// TestNothingIsReadByALinearModeThatNobodySees in tmux, though a line was entered
// a moment ago.
func TestNothingIsReadByALinearModeThatNobodySees(t *testing.T) {
	t.Parallel()
	s := openScene(t)
	s.group(t, "ops", "alice", "bob")
	m := startTmux(t, "")
	bob := m.open(append([]string{"new-session"}, s.command(t, "bob", "ops", s.hub.url, "--plain")...)...)
	bob.sees("online", "group ops")
	bob.press(keyEnter)
	seen := s.ask(t, "while attached")
	s.isRead(t, seen, time.Time{}, bob)

	_ = bob.cmd.Process.Kill() // tmux tells its panes nothing of that
	<-bob.ended
	uid := s.ask(t, "after the terminal went away")
	s.notRead(t, uid, "after the terminal went away")
	start := time.Now()
	bob = m.open("attach")
	bob.sees("after the terminal went away")
	bob.press(keyEnter)
	s.isRead(t, uid, start, bob)
}

// TestNothingIsReadInADetachedScreen of GNU.
func TestNothingIsReadInADetachedScreen(t *testing.T) {
	t.Parallel()
	installed(t, "screen")
	s := openScene(t)
	s.group(t, "ops", "alice", "bob")
	dir, err := os.MkdirTemp("", "screen")
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"SCREENDIR=" + dir}
	t.Cleanup(func() {
		quit := exec.Command("screen", "-S", "seenby", "-X", "quit")
		quit.Env = append(os.Environ(), env...)
		_ = quit.Run() // it may be gone
		_ = os.RemoveAll(dir)
	})
	open := func(command ...string) *terminal {
		term := openWith(t, 100, 30, env, append([]string{"screen"}, command...)...)
		term.sees("online")
		term.press("x")
		return term
	}
	bob := open(append([]string{"-S", "seenby"}, s.command(t, "bob", "ops", s.hub.url)...)...)
	seen := s.ask(t, "while attached")
	s.isRead(t, seen, time.Time{}, bob)

	bob.hangUp()
	uid := s.ask(t, "after the terminal went away")
	s.notRead(t, uid, "after the terminal went away")
	start := time.Now()
	bob = open("-r", "seenby")
	s.isRead(t, uid, start, bob)

	bob.press("\x01d") // ctrl+a d
	<-bob.ended
	uid = s.ask(t, "while detached")
	s.notRead(t, uid, "while it was detached")
	start = time.Now()
	bob = open("-r", "seenby")
	s.isRead(t, uid, start, bob)
}

// TestNothingIsReadOverADeadConnection: the terminal at the other end has the
// focus and says nothing any more.
func TestNothingIsReadOverADeadConnection(t *testing.T) {
	t.Parallel()
	s := openScene(t)
	s.group(t, "ops", "alice", "bob")
	bob := openWith(t, 100, 30, []string{"SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22"}, s.command(t, "bob", "ops", s.hub.url)...)
	bob.sees("online")
	bob.focus(true)
	seen := s.ask(t, "while connected")
	s.isRead(t, seen, time.Time{}, bob)

	bob.hangs(true)
	uid := s.ask(t, "while it hangs")
	s.notRead(t, uid, "while the connection hung")
	start := time.Now()
	bob.hangs(false)
	s.untilRead(t, "ops", "bob", uid, bob.text)
	seen = s.ask(t, "afterwards")
	s.isRead(t, seen, start, bob)
}
