package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The binary is tested by scripts: testdata/script holds one a topic. In them
// seenby is this program, and hub starts one in the background.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"seenby": main, "planted": planted})
}

func TestBinary(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "share"))
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			e.Setenv("GORACE", "atexit_sleep_ms=0") // a program under the race detector lingers for a second otherwise
			return nil
		},
		Cmds: withHeadless(map[string]func(*testscript.TestScript, bool, []string){"hub": startScriptHub, "get": getScriptPage, "certify": certifyScript, "mute": startScriptMute}),
	})
}

// getScriptPage is the script command "get URL": the page becomes its stdout.
func getScriptPage(ts *testscript.TestScript, neg bool, args []string) {
	page, err := http.Get(args[0])
	ts.Check(err)
	defer func() { _ = page.Body.Close() }()
	_, err = io.Copy(ts.Stdout(), page.Body)
	ts.Check(err)
	if ok := page.StatusCode == http.StatusOK; ok == neg {
		ts.Fatalf("get %s: %s", args[0], page.Status)
	}
}

// startScriptMute is the script command "mute": it listens on a free port, takes
// connections and says nothing, ever, and sets $MUTE to where a hub would be.
func startScriptMute(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // the system takes the connections
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv("MUTE", "ws://"+l.Addr().String()+"/v1/ws")
}

// startScriptHub is the script command "hub DATA [FLAG…]": it starts a hub on a
// free port, sets $HUB to its websocket address, $ADDRESS to host and port and
// $METRICS to where its metrics are, and ends it with the script.
func startScriptHub(ts *testscript.TestScript, _ bool, args []string) {
	program, err := exec.LookPath("seenby")
	ts.Check(err)
	cmd := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0", "--ready-json", "--data", ts.MkAbs(args[0])}, args[1:]...)...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "HOME="+ts.Getenv("HOME"), "XDG_CONFIG_HOME="+ts.Getenv("XDG_CONFIG_HOME"))
	for _, name := range []string{"SEENBY_RECEIPTS_REQUEST_WINDOW", "SEENBY_RECEIPTS_MAX_AUDIENCE"} {
		if value := ts.Getenv(name); value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		ts.Check(cmd.Process.Signal(os.Interrupt))
		ts.Check(cmd.Wait())
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	ts.Check(err)
	var ready readyLine
	ts.Check(json.Unmarshal(line, &ready))
	ts.Setenv("HUB", ready.URL)
	ts.Setenv("METRICS", ready.Metrics)
	_, address, _ := strings.Cut(strings.TrimSuffix(ready.URL, "/v1/ws"), "://")
	ts.Setenv("ADDRESS", address)
}
