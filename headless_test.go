package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"seenby/ui/cell"
)

// withHeadless adds the script commands that the scripts about commands without
// a screen are written in.
func withHeadless(cmds map[string]func(*testscript.TestScript, bool, []string)) map[string]func(*testscript.TestScript, bool, []string) {
	var tails sync.Map // of each script, by name
	maps.Copy(cmds, map[string]func(*testscript.TestScript, bool, []string){
		"tokens":  makeScriptTokens,
		"capture": captureScriptOutput,
		"answer":  answerInScript,
		"tail": func(ts *testscript.TestScript, _ bool, args []string) {
			t := startTail(ts.MkAbs("."), ts.Getenv("HUB"), args[1:]...)
			tails.Store(ts.Name()+" "+args[0], t)
			ts.Defer(t.kill)
			ts.Check(t.sees("listening|onReady"))
		},
		"sees": func(ts *testscript.TestScript, neg bool, args []string) {
			t, _ := tails.Load(ts.Name() + " " + args[0])
			if neg && regexp.MustCompile("(?m)"+args[1]).Match(t.(*tailing).output()) {
				ts.Fatalf("%q was printed:\n%s", args[1], t.(*tailing).output())
			} else if !neg {
				ts.Check(t.(*tailing).sees(args[1]))
			}
		},
		"end": func(ts *testscript.TestScript, _ bool, args []string) {
			t, _ := tails.Load(ts.Name() + " " + args[0])
			ts.Check(t.(*tailing).end(map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM}[args[1]]))
		},
	})
	return cmds
}

// makeScriptTokens is the script command "tokens DATA USER…": it makes tokens
// for the group ops, sets $USER to each, has each join, and leaves the first in
// the file token.
func makeScriptTokens(ts *testscript.TestScript, _ bool, args []string) {
	for i, user := range args[1:] {
		ts.Check(ts.Exec("seenby", "token", user, "--data", args[0], "--groups", "ops"))
		token := strings.TrimSpace(ts.ReadFile("stdout"))
		ts.Setenv(user, token)
		ts.Check(ts.Exec("seenby", "groups", "--hub", ts.Getenv("HUB"), "--token", token))
		if i == 0 {
			ts.Check(os.WriteFile(ts.MkAbs("token"), []byte(token), 0o600))
		}
	}
}

// captureScriptOutput is the script command "capture NAME REGEXP": it sets $NAME
// to what the group of the expression matches in the last output.
func captureScriptOutput(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("%q does not match %s", args[1], ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], found[1])
}

// answerInScript is the script command "answer TOKEN TEXT": it waits for the
// message with this text in the group ops, and answers it.
func answerInScript(ts *testscript.TestScript, _ bool, args []string) {
	message := regexp.MustCompile(`"messageUId":"([^"]+)".*"text":"` + regexp.QuoteMeta(args[1]) + `"`)
	as := []string{"--hub", ts.Getenv("HUB"), "--token", args[0]}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		ts.Check(ts.Exec("seenby", append([]string{"history", "ops", "--limit", "5", "--json"}, as...)...))
		if found := message.FindStringSubmatch(ts.ReadFile("stdout")); found != nil {
			ts.Check(ts.Exec("seenby", append([]string{"respond", "ops", found[1]}, as...)...))
			return
		}
	}
	ts.Fatalf("no message %q", args[1])
}

// A tailing is a running seenby tail.
type tailing struct {
	cmd *exec.Cmd

	mu    sync.Mutex
	out   bytes.Buffer // stdout and stderr
	wrote chan struct{}
	ended chan error
}

func startTail(dir, hub string, args ...string) *tailing {
	t := &tailing{
		cmd:   exec.Command("seenby", append([]string{"tail", "--hub", hub}, args...)...),
		wrote: make(chan struct{}, 1), ended: make(chan error, 1),
	}
	t.cmd.Dir, t.cmd.Stdout, t.cmd.Stderr = dir, t, t
	if err := t.cmd.Start(); err != nil {
		t.ended <- err
		return t
	}
	go func() { t.ended <- t.cmd.Wait() }()
	return t
}

// Write takes what the program prints.
func (t *tailing) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case t.wrote <- struct{}{}:
	default:
	}
	return t.out.Write(b)
}

func (t *tailing) output() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.out.Bytes())
}

// sees waits until the program has printed what matches.
func (t *tailing) sees(expression string) error {
	re := regexp.MustCompile("(?m)" + expression)
	late := time.After(30 * time.Second)
	for !re.Match(t.output()) {
		select {
		case <-t.wrote:
		case err := <-t.ended:
			t.ended <- err
			return fmt.Errorf("tail has ended (%w) without %q:\n%s", err, expression, t.output())
		case <-late:
			return fmt.Errorf("%q was not printed:\n%s", expression, t.output())
		}
	}
	return nil
}

// end signals the program, which then ends well and soon.
func (t *tailing) end(s os.Signal) error {
	if err := t.cmd.Process.Signal(s); err != nil {
		return err
	}
	select {
	case err := <-t.ended:
		t.ended <- err
		return err
	case <-time.After(5 * time.Second):
		return fmt.Errorf("tail goes on after %v", s)
	}
}

func (t *tailing) kill() {
	_ = t.cmd.Process.Kill() // it may be gone
	t.ended <- <-t.ended
}

func TestTailGoesOnWhereItWasWhenTheHubIsBack(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	token := map[string]string{}
	do := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("seenby", append(args, "--hub", hub.url)...).CombinedOutput(); err != nil {
			t.Fatalf("seenby %v: %v\n%s", args, err, out)
		}
	}
	for _, user := range []string{"alice", "bob"} {
		out, err := exec.Command("seenby", "token", user, "--data", hub.data, "--groups", "ops").Output()
		if err != nil {
			t.Fatal(err)
		}
		token[user] = strings.TrimSpace(string(out))
		do("groups", "--token", token[user])
	}
	events := startTail(".", hub.url, "--json", "--event", "onReady,onMessage,onMessageReceiptRequest", "--token", token["alice"])
	t.Cleanup(events.kill)
	lines := startTail(".", hub.url, "ops", "--token", token["alice"], "--event", "onReady,onMessage")
	t.Cleanup(lines.kill)
	see := func(tail *tailing, expression string) {
		t.Helper()
		if err := tail.sees(expression); err != nil {
			t.Fatal(err)
		}
	}
	see(events, "onReady")
	see(lines, "listening")
	var want []string
	for round := range 3 {
		for i := range 5 {
			text := fmt.Sprintf("round %d message %d", round, i)
			do("send", "ops", text, "--receipt", "--token", token["bob"])
			want = append(want, text)
		}
		hub.kill()
		hub = hub.again()
	}
	do("send", "ops", "the end", "--token", token["bob"])
	want = append(want, "the end")
	see(events, "the end")
	see(lines, "the end")
	see(lines, `^seenby: offline: .*; trying again\n(.*\n)*seenby: online again\n`)
	for _, tail := range []*tailing{events, lines} {
		if err := tail.end(os.Interrupt); err != nil {
			t.Error(err)
		}
	}
	if got := textsOf(t, events.output()); !slices.Equal(got, want) {
		t.Errorf("told %q, not %q", got, want)
	}
}

// textsOf returns the texts of the messages in events, one a line.
func textsOf(t *testing.T, out []byte) (texts []string) {
	for line := range bytes.Lines(out) {
		if bytes.HasPrefix(line, []byte("seenby: ")) {
			continue
		}
		var event struct {
			Event   string
			Message struct{ Text string }
		}
		if err := json.Unmarshal(line, &event); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if event.Event == "onMessage" {
			texts = append(texts, event.Message.Text)
		}
	}
	return texts
}

func TestColumnsLineUp(t *testing.T) {
	got := columns([][]cell.Text{
		{cell.Line("dushu"), cell.Line("读书会"), cell.Line("owner")},
		{cell.Line("ops"), cell.Line("ops"), cell.Line("member")},
	})
	if want := "dushu  读书会  owner\nops    ops     member\n"; got != want {
		t.Errorf("columns\n%swant\n%s", got, want)
	}
}
