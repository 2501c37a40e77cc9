package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/creack/pty"

	"seenby/demo/asciicast"
)

// early is a scenario that fails: it expects an answer before anybody has read.
const early = `title: A release note
cast:
  alice: {}
  bob: {}
  carol: {reads: fast}
steps:
  - say: We release at 15:00. Please confirm that you have read this.
    by: alice
    receipt: true
    as: m1
  - expect: [bob sees m1, m1 readers carol]
  - expect: m1 read all
    within: 2s
  - read: m1
    by: bob
`

// A shot is what is typed into a terminal, and what is seen before the next.
type shot struct{ sees, types string }

// A still is a picture of a terminal at one moment.
type still struct {
	file, title   string
	width, height int
	// shown is the command as it stands above what it prints; empty for what
	// takes the whole screen.
	shown string
	args  []string
	shots []shot
	// prompt is how the last line ends when the program waits for an answer.
	prompt string
}

// qaStills makes the pictures of docs/qa.md: a run that fails, its trace, and
// the checklist.
func qaStills(ctx context.Context, program, dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "release.yaml"), []byte(early), 0o600); err != nil {
		return err
	}
	for _, s := range []still{
		{
			file: "qa-run.svg", title: "seenby qa run: a scenario whose last step does not come out", width: 110, height: 16,
			shown: "seenby qa run release.yaml --trace traces", args: []string{"qa", "run", "release.yaml", "--trace", "traces"},
			shots: []shot{{sees: "1 of 1 scenarios failed"}},
		},
		{
			file: "qa-trace.svg", title: "The trace of that run in the demo's wire pane", width: 120, height: 27,
			args:  []string{"demo", "--open", "traces/release.jsonl", "--theme", "dark"},
			shots: []shot{{"every promise kept", "\r"}, {"opaque; keep the last", ""}},
		},
		{
			file: "qa-checklist.svg", title: "seenby qa checklist: the fourth step", width: 100, height: 22,
			args: []string{"qa", "checklist", "--report", "report.md"}, prompt: "helps >",
			shots: []shot{
				{"Step 1", "p\r"}, {"Step 2", "\x00asks\r"}, {"for receipts: yes", "p\r"}, {"Step 3", "p\r"},
				{"Step 4", "\x00answers\r"}, {"has read it: yes", ""},
			},
		},
	} {
		if err := s.make(ctx, program, dir); err != nil {
			return fmt.Errorf("%s: %w", s.file, err)
		}
	}
	return nil
}

// make runs the program and draws its screen.
func (s still) make(ctx context.Context, program, dir string) error {
	run := exec.CommandContext(ctx, program, s.args...)
	run.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=", "TMPDIR="+dir)
	run.Dir = dir
	terminal, err := pty.StartWithSize(run, &pty.Winsize{Rows: uint16(s.height), Cols: uint16(s.width)})
	if err != nil {
		return fmt.Errorf("start the program: %w", err)
	}
	defer terminal.Close()
	v := watch(terminal, s.width, s.height)
	defer v.screen.Close()
	if s.shown != "" {
		v.write("$ " + s.shown + "\r\n")
	}
	for _, shot := range s.shots {
		if err := v.state(ctx, shot.sees, func(shown string) bool {
			return strings.Contains(shown, shot.sees) && strings.HasSuffix(strings.TrimRight(shown, " \r\n"), s.prompt)
		}); err != nil {
			return err
		}
		types := shot.types
		if act, isAct := strings.CutPrefix(types, "\x00"); isAct {
			if err := people(ctx, program, dir, strings.TrimSuffix(act, "\r")); err != nil {
				return err
			}
			types = "\r"
		}
		if _, err := terminal.WriteString(types); err != nil {
			return fmt.Errorf("type: %w", err)
		}
	}
	svg, err := draw(&asciicast.Cast{
		Header: asciicast.Header{Version: 2, Width: s.width, Height: s.height},
		Events: []asciicast.Event{{Code: asciicast.Output, Data: "\x1b[?1049h\x1b[H" + strings.ReplaceAll(v.all(), "\x1b[?1049h", "")}},
	}, drawOptions{title: s.title, last: time.Second})
	if err != nil {
		return err
	}
	_ = run.Process.Kill() // it may have ended by itself
	_ = run.Wait()         // with a failure, if so
	return os.WriteFile(filepath.Join("docs", "pictures", s.file), svg, 0o644)
}

var place = regexp.MustCompile(`"hub":"(ws:[^"]*)".*"dir":"([^"]*)"`)

// people lets the two people of the checklist do something.
func people(ctx context.Context, program, dir, what string) error {
	report, err := os.ReadFile(filepath.Join(dir, "report.md"))
	if err != nil {
		return err
	}
	where := place.FindSubmatch(report)
	if where == nil {
		return errors.New("the report does not say where the hub is")
	}
	do := func(user string, args ...string) (string, error) {
		args = append(args, "--hub", string(where[1]), "--token-file", filepath.Join(string(where[2]), user+".token"))
		out, err := exec.CommandContext(ctx, program, args...).Output()
		return strings.TrimSpace(string(out)), err
	}
	if what == "asks" {
		if _, err := do("bob", "groups"); err != nil {
			return err
		}
		uid, err := do("alice", "send", "checklist", "We release at 15:00.", "--receipt")
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "uid"), []byte(uid), 0o600)
	}
	uid, err := os.ReadFile(filepath.Join(dir, "uid"))
	if err == nil {
		_, err = do("bob", "respond", "checklist", string(uid))
	}
	return err
}
