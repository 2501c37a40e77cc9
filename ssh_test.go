//go:build unix

package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// separation is where a server of root wants a directory. Without it, it does not
// start.
const separation = "/run/sshd"

// An sshServer is a server with a user of its own key, on this machine.
type sshServer struct {
	t         *testing.T
	dir, port string
}

// startSSH starts a server on a free port of the loopback.
func startSSH(t *testing.T) *sshServer {
	t.Helper()
	installed(t, "ssh")
	installed(t, "ssh-keygen")
	t.Setenv("PATH", os.Getenv("PATH")+string(os.PathListSeparator)+"/usr/sbin")
	installed(t, "sshd")
	sshd, err := exec.LookPath("sshd")
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Mkdir(separation, 0o755); err == nil {
			t.Cleanup(func() { _ = os.Remove(separation) })
		} else if !errors.Is(err, os.ErrExist) {
			t.Fatal(err)
		}
	}
	s := &sshServer{t: t, dir: t.TempDir()}
	for _, key := range []string{"host", "user"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.dir, key)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for range 5 { // the port may be taken meanwhile
		if s.listen(sshd) {
			return s
		}
	}
	t.Fatal("the server does not listen")
	return nil
}

// listen starts the server on a port that was free a moment ago.
func (s *sshServer) listen(sshd string) bool {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.port = strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	_ = l.Close()
	config := fmt.Sprintf("ListenAddress 127.0.0.1\nPort %s\nHostKey %s\nAuthorizedKeysFile %s\nPidFile none\nUsePAM no\nStrictModes no\n"+
		"PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n",
		s.port, filepath.Join(s.dir, "host"), filepath.Join(s.dir, "user.pub"))
	path := filepath.Join(s.dir, "config")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", path)
	said, err := cmd.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		s.t.Log("sshd: " + lines.Text())
		if strings.Contains(lines.Text(), "Server listening") {
			go func() {
				for lines.Scan() { // it must not wait
					continue
				}
			}()
			s.t.Cleanup(func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			})
			return true
		}
	}
	_ = cmd.Wait()
	return false
}

// open runs a command over a connection, in a terminal of 80x24. What it exports
// is for the other end. The id of the process that runs there is in the file.
func (s *sshServer) open(command ...string) (term *terminal, pid func() int) {
	s.t.Helper()
	script, pidFile := filepath.Join(s.t.TempDir(), "run"), filepath.Join(s.t.TempDir(), "pid")
	text := "#!/bin/sh\nexport LC_ALL=C.UTF-8 HOME=" + s.dir + " XDG_STATE_HOME=" + s.dir + " XDG_CONFIG_HOME=" + s.dir + "\necho $$ > " + pidFile + "\nexec " + strings.Join(command, " ") + "\n"
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		s.t.Fatal(err)
	}
	term = openWith(s.t, 80, 24, nil, "ssh", "-tt", "-F", "none", "-i", filepath.Join(s.dir, "user"), "-p", s.port, "-e", "none",
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "127.0.0.1", script)
	return term, func() int {
		s.t.Helper()
		text, err := os.ReadFile(pidFile)
		if err != nil {
			s.t.Fatal(err)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			s.t.Fatal(err)
		}
		return n
	}
}

// absolute is a command by the path of its program: the other end has a path of
// its own.
func absolute(t *testing.T, command []string) []string {
	t.Helper()
	program, err := exec.LookPath(command[0])
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{program}, command[1:]...)
}

// gone waits until a process has ended.
func gone(t *testing.T, pid int) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond) // nobody tells of the end of a process that is not one's child
	defer look.Stop()
	for deadline := time.After(patience); !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH); {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("process %d goes on", pid)
		}
	}
}

// TestOverSSH: the client at the other end of a real connection.
func TestOverSSH(t *testing.T) {
	server := startSSH(t)
	s := openScene(t)
	s.group(t, "ops", "alice", "bob")
	command := absolute(t, s.command(t, "bob", "ops", s.hub.url))
	bob, pid := server.open(command...)
	bob.sees("online")

	t.Log("it reads where the terminal has the focus, and answers")
	bob.focus(true)
	s.isRead(t, s.ask(t, "while connected"), time.Time{}, bob)
	bob.focus(false)
	bob.sees("away")
	uid := s.ask(t, "while elsewhere")
	bob.sees("while elsewhere")
	s.notRead(t, uid, "while the terminal did not have the focus")
	start := time.Now()
	bob.focus(true)
	s.isRead(t, uid, start, bob)

	t.Log("another size, while messages come in")
	for _, size := range [][2]int{{120, 40}, {40, 10}, {30, 5}, {80, 24}} {
		text := fmt.Sprintf("at %dx%d", size[0], size[1])
		bob.resize(size[0], size[1])
		s.ask(t, text)
		if size[0] < 40 {
			bob.sees("needs")
			continue
		}
		bob.sees(text)
	}

	t.Log("ctrl+z: there is no shell that would go on with it, so it comes back")
	bob.press("\x1a")
	bob.sees("no shell here", "reading")
	bob.press("still here")
	bob.sees("still here")

	t.Log("while the connection hangs nothing is read")
	bob.hangs(true)
	uid = s.ask(t, "while it hangs")
	s.notRead(t, uid, "while the connection hung")
	bob.hangs(false)
	s.untilRead(t, "ops", "bob", uid, bob.text)

	t.Log("the connection is cut: the program ends, and what was written is there the next time")
	id := pid()
	if err := bob.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	gone(t, id)
	bob, pid = server.open(command...)
	bob.sees("online", "while it hangs", "still here")
	bob.focus(true)
	s.isRead(t, s.ask(t, "again"), start, bob)
	id = pid()
	bob.leave()
	gone(t, id)
	bob.asBefore()
}

// TestInAShellOverSSH: ctrl+z goes back to a shell that has jobs, fg comes back,
// and nothing is read meanwhile.
func TestInAShellOverSSH(t *testing.T) {
	server := startSSH(t)
	s := openScene(t)
	s.group(t, "ops", "alice", "bob")
	run := filepath.Join(t.TempDir(), "seenby")
	if err := os.WriteFile(run, []byte("exec "+strings.Join(absolute(t, s.command(t, "bob", "ops", s.hub.url)), " ")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bob, _ := server.open("/bin/sh", "-i")
	bob.press("PS1='READY '\n")
	bob.sees("READY")
	bob.press("sh " + run + "\n")
	bob.sees("online")
	bob.focus(true)
	s.isRead(t, s.ask(t, "before"), time.Time{}, bob)
	bob.press("\x1a")
	bob.sees("Stopped", "READY")
	uid := s.ask(t, "while it was stopped")
	s.notRead(t, uid, "while it was stopped")
	start := time.Now()
	bob.press("fg\n")
	bob.sees("online", "while it was stopped")
	s.isRead(t, uid, start, bob)
	bob.press(keyCtrlC, keyCtrlC)
	bob.until("the shell again", func(s string) bool { return !strings.Contains(s, "online") && strings.Contains(s, "READY") })
	bob.press("exit\n")
	if code := bob.end(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	bob.asBefore()
}
