package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"seenby/demo/play"
	"seenby/demo/scenario"
	"seenby/demo/scenarios"
	"seenby/ui/spelling"
)

func newQA() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "qa",
		Short: "Test read receipts by scenario files",
		Long: "Plays scenario files: everybody in them is a real client on a real websocket, against a hub that is started for the\n" +
			"run or one that is named. The language is described in docs/qa.md; seenby qa new writes a file to begin with.",
		Example: "seenby qa run first-receipt\nseenby qa new mine.yaml && seenby qa run mine.yaml",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newQARun(), newQAReplay(), newQAChecklist(), newQAList(), newQANew(), newQASchema())
	return cmd
}

func newQAList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the scenarios that ship in the program",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range scenarios.Names() {
				s, err := loadScenario(name)
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-20s %s\n", name, s.About); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// starter is what qa new writes.
const starter = `# yaml-language-server: $schema=scenario.schema.json
# A scenario: run it with  seenby qa run FILE  (the language: docs/qa.md). For checks and completion in an editor,
# put the schema beside it:  seenby qa schema > scenario.schema.json
title: My scenario
about: One line that says what it shows.

# Who takes part. A person may have: name, reads (fast, slow; without it they
# read by steps alone), answers (auto, ask, never), devices, copies, bot, faults.
cast:
  alice: {}
  bob: {}
  carol: {reads: fast}

# The group; everybody is a member unless "members" says otherwise.
group: {id: team, visibility: sender}

# What happens, one after the other. "as" names a message for later steps.
steps:
  - say: Please read this.
    by: alice
    receipt: true
    as: m1
  # expect waits until it is so; still wants it to be so already.
  - expect: [bob sees m1, m1 read 1/2, m1 readers carol]
  - read: m1
    by: bob
  - expect: m1 read all
    within: 10s
  - still: bob sees no receipts
`

func newQANew() *cobra.Command {
	return &cobra.Command{
		Use:     "new [FILE]",
		Short:   "Write a scenario to begin with, to FILE or to stdout",
		Example: "seenby qa new mine.yaml",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("qa new takes one FILE at most")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := io.WriteString(cmd.OutOrStdout(), starter)
				return err
			}
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, os.ErrExist) {
				return fmt.Errorf("%s is there already, and is left as it is", args[0])
			}
			if err != nil {
				return fmt.Errorf("write a scenario: %w", err)
			}
			_, err = io.WriteString(f, starter)
			return errors.Join(err, f.Close())
		},
	}
}

func newQASchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON schema of scenario files",
		Long:    "Prints the JSON schema of scenario files: editors check and complete by it a file that begins as those of seenby qa new do.",
		Example: "seenby qa schema > scenario.schema.json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(scenario.Schema())
			return err
		},
	}
}

// A loaded is a scenario and the text of its file.
type loaded struct {
	*scenario.Scenario
	text []byte
}

// loadScenario reads a scenario by the name of one that ships, or as a file.
// Every error is wrong usage.
func loadScenario(nameOrFile string) (loaded, error) {
	text, ok := scenarios.Text(nameOrFile)
	if !ok {
		var err error
		if text, err = os.ReadFile(nameOrFile); err != nil {
			if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(nameOrFile, "./\\") {
				if best, ok := spelling.Nearest(nameOrFile, scenarios.Names()); ok {
					return loaded{}, usagef("no scenario is called %q; did you mean %q?", nameOrFile, best)
				}
				return loaded{}, usagef("no scenario is called %q: see seenby qa list", nameOrFile)
			}
			return loaded{}, usagef("read a scenario: %w", err)
		}
	}
	s, err := scenario.Parse(nameOrFile, text)
	if err != nil {
		return loaded{}, usageError{err}
	}
	return loaded{s, text}, nil
}

// A qaRun are the flags of qa run.
type qaRun struct {
	hub, data, tokens, ca string
	junit, trace          string
	seed                  uint64
	speed                 float64
	insecure, traceAll    bool
}

func newQARun() *cobra.Command {
	var q qaRun
	cmd := &cobra.Command{
		Use:   "run NAME|FILE…",
		Short: "Play scenarios and check what they expect",
		Long: "Plays each scenario and prints a line a step as TAP. Exit 0 when all is as expected, 1 when not, 2 for a file\n" +
			"that is no scenario. Every frame is also held to what receipts promise: a count that falls, or a receipt told to somebody\n" +
			"who may not see it, fails the run whatever the scenario expects. What needs a hub of our own is skipped where --hub names another one.",
		Example: "seenby qa run first-receipt two-devices\n" +
			"seenby qa run mine.yaml --trace traces --junit report.xml\n" +
			"seenby qa run mine.yaml --hub ws://127.0.0.1:8787/v1/ws --data DIR\n" +
			"seenby qa run mine.yaml --hub wss://chat.example.org --tokens tokens.toml",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("qa run wants at least one NAME or FILE: seenby qa list shows the names")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return q.run(cmd, args) },
	}
	f := cmd.Flags()
	f.StringVar(&q.hub, "hub", "", "websocket address of a running hub (default: start one)")
	f.StringVar(&q.data, "data", "", "that hub's data directory: its key signs the tokens of the cast")
	f.StringVar(&q.tokens, "tokens", "", "or a file with a token for each of the cast: TOML, or JSON, name = token")
	f.StringVar(&q.ca, "ca", "", "also trust the certificate authorities in this file (wss://)")
	f.BoolVar(&q.insecure, "insecure", false, "allow ws:// to another machine")
	f.StringVar(&q.junit, "junit", "", "also write a JUnit report to this file")
	f.StringVar(&q.trace, "trace", "", "write all frames of a scenario that fails into this directory, as JSON lines")
	f.BoolVar(&q.traceAll, "trace-all", false, "with --trace: also of one that does not fail")
	f.Uint64Var(&q.seed, "seed", 0, "another seed than the scenario's")
	f.Float64Var(&q.speed, "speed", 10, "how many times as fast people look and hesitate")
	return cmd
}

// A played is what came of one scenario.
type played struct {
	name  string
	began time.Time
	took  time.Duration
	steps []playedStep
}

// A playedStep is what came of one step: skip and failed say why, at is where
// the step stands, and kind is what sort of failure it is.
type playedStep struct {
	title, skip, failed, at, kind string
	took                          time.Duration
}

// where says what failed with its place first, as compilers do.
func (s playedStep) where() string {
	if s.at == "" {
		return s.failed
	}
	return s.at + ": " + s.failed
}

func (p *played) failed() bool {
	for _, s := range p.steps {
		if s.failed != "" {
			return true
		}
	}
	return false
}

func (q *qaRun) run(cmd *cobra.Command, args []string) error {
	switch {
	case q.speed <= 0:
		return usagef("the speed has to be more than 0")
	case q.traceAll && q.trace == "":
		return usagef("--trace-all needs --trace, the directory to write into")
	}
	var all []loaded
	for _, arg := range args {
		s, err := loadScenario(arg)
		if err != nil {
			return err
		}
		all = append(all, s)
	}
	token, err := q.tokenSource(all)
	if err != nil {
		return err
	}
	trust, err := trustFile(q.ca)
	if err != nil {
		return err
	}
	options := play.Options{Speed: q.speed, Seed: q.seed, Hub: q.hub, Insecure: q.insecure, Token: token, TLS: trust}
	tap := &tapWriter{w: cmd.OutOrStdout()}
	tap.line("TAP version 14")
	var results []*played
	bad := 0
	for _, s := range all {
		p, err := q.play(cmd.Context(), s, options, tap)
		if err != nil {
			tap.line("Bail out! %s: %s", s.File, err)
			return fmt.Errorf("%s: %w", s.File, err)
		}
		if results = append(results, p); p.failed() {
			bad++
		}
	}
	tap.line("1..%d", tap.n)
	if q.junit != "" {
		if err := writeJUnit(q.junit, results); err != nil {
			return err
		}
	}
	if tap.err != nil {
		return fmt.Errorf("write the results: %w", tap.err)
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d scenarios failed", bad, len(results))
	}
	return nil
}

// play plays one scenario. An error means that it could not be played at all.
func (q *qaRun) play(ctx context.Context, s loaded, o play.Options, tap *tapWriter) (p *played, err error) {
	dir, err := os.MkdirTemp("", "seenby-qa-")
	if err != nil {
		return nil, fmt.Errorf("make a store for the run: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w := newWitness(q, s)
	o.Dir, o.Watch = dir, w.watch
	p = &played{name: strings.TrimSuffix(filepath.Base(s.File), ".yaml"), began: time.Now()}
	r, err := play.Open(ctx, s.Scenario, o)
	if err != nil {
		return nil, err
	}
	tap.line("# %s: %s", s.File, s.Title)
	err = errors.Join(p.play(ctx, r, s.Scenario, w, tap), r.Close())
	if err != nil {
		return nil, err
	}
	verdict := w.verdict()
	p.steps = append(p.steps, verdict)
	tap.step(verdict)
	p.took = time.Since(p.began)
	if q.trace != "" && (q.traceAll || p.failed()) {
		file := filepath.Join(q.trace, p.name+".jsonl")
		if err := w.write(file, p); err != nil {
			return nil, err
		}
		tap.line("# the frames are in %s", file)
	}
	return p, nil
}

// play plays the steps until one fails, for what follows stands on it, or a
// promise is broken.
func (p *played) play(ctx context.Context, r *play.Run, s *scenario.Scenario, w *witness, tap *tapWriter) error {
	watched, stop := context.WithCancel(ctx)
	defer stop()
	w.onBreach(stop)
	for n, step := range s.Steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if step.Verb == scenario.Caption {
			tap.line("# %s", step.Object)
		}
		result := playStep(watched, r, n, step)
		if step.Verb == scenario.Caption && result.failed == "" {
			continue // a comment, which may have waited for its time
		}
		if result.failed != "" && w.isBroken() {
			result.failed, result.kind = "stopped: a promise was broken meanwhile", "promise"
		}
		p.steps = append(p.steps, result)
		tap.step(result)
		if result.failed != "" || w.isBroken() {
			return nil
		}
	}
	return nil
}

func playStep(ctx context.Context, r *play.Run, n int, step scenario.Step) playedStep {
	began := time.Now()
	result := playedStep{title: play.Title(step)}
	err := r.Play(ctx, n)
	var failure *play.Failure
	switch {
	case errors.Is(err, play.ErrNotHere):
		result.skip = err.Error()
	case errors.As(err, &failure):
		result.failed, result.kind = failure.Text, "expectation"
		result.at = fmt.Sprintf("%s:%d:%d", failure.File, failure.Step.Line, failure.Step.Column)
	case err != nil:
		result.failed, result.kind = err.Error(), "error"
	}
	result.took = time.Since(began)
	return result
}
