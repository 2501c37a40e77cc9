package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAStateThatCannotBeOpenedNamesAWayOut: a state directory that is in use, and
// a local copy that is damaged, are one line each, and what the line advises
// works.
func TestAStateThatCannotBeOpenedNamesAWayOut(t *testing.T) {
	k := newKilling(t)
	db := filepath.Join(k.state, "clients", "*", "client.db")
	files, err := filepath.Glob(db)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	open := func() (string, error) {
		cmd := exec.Command("seenby", "chat", "--plain", "--hub", k.hub.url, "--token", k.token, "--state", k.state)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	p := startLinear(t, k.hub.url, k.token, k.state)
	if !p.out.Scan() {
		t.Fatal("the first one does not begin")
	}
	out, err := open()
	if err == nil || !strings.Contains(out, "another process uses it: end the other seenby, or give this one a directory of its own with --state") || strings.Count(out, "\n") != 1 {
		t.Errorf("a second one on the same state: %v\n%s", err, out)
	}
	p.kill()
	_ = p.cmd.Wait()
	for name, damage := range map[string]func() error{
		"cut off": func() error { return os.Truncate(files[0], 9000) },
		"emptied": func() error { return os.Truncate(files[0], 0) },
		"gone":    func() error { return os.Remove(files[0]) },
	} {
		for _, more := range []string{"-wal", "-shm"} { // left by who was killed
			_ = os.Remove(files[0] + more)
		}
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(files[0])
		out, err := open()
		if err == nil || !strings.Contains(out, "move the directory "+dir+" away") || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if err := os.Rename(dir, filepath.Join(t.TempDir(), "away")); err != nil {
			t.Fatal(err)
		}
		if out, err := open(); err != nil {
			t.Errorf("%s, and moved away: %v\n%s", name, err, out)
		}
	}
}
