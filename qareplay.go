package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"seenby/demo/invariant"
	"seenby/demo/replay"
	"seenby/demo/trace"
)

func newQAReplay() *cobra.Command {
	var asJSON bool
	var patience time.Duration
	cmd := &cobra.Command{
		Use:   "replay TRACE",
		Short: "Do again what the people of a trace did, and compare",
		Long: "Takes a trace of seenby qa run, or frames that the demo exported, does the same calls in the same order on an empty hub,\n" +
			"and compares every answer and event with what was recorded; ids are mapped, times only have to be there. The frames, those\n" +
			"of the trace and those of the replay, are held to what receipts promise, too. Exit 0 when all is the same, 1 when not, 2\n" +
			"for a file that is no trace, or does not begin at the beginning.",
		Example: "seenby qa run mine.yaml --trace traces --trace-all\nseenby qa replay traces/mine.jsonl",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("qa replay takes one TRACE")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runQAReplay(cmd, args[0], patience, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what came of it as one JSON object")
	cmd.Flags().DurationVar(&patience, "patience", 15*time.Second, "how long a frame may take to come")
	return cmd
}

func runQAReplay(cmd *cobra.Command, file string, patience time.Duration, asJSON bool) (err error) {
	if patience <= 0 {
		return usagef("--patience %s: has to be more than 0", patience)
	}
	t, err := trace.Load(file)
	if err != nil {
		return usagef("that is no trace: %w", err)
	}
	dir, err := os.MkdirTemp("", "seenby-replay-")
	if err != nil {
		return fmt.Errorf("make a store for the replay: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	result, err := replay.Run(cmd.Context(), t, replay.Options{Dir: dir, Patience: patience})
	if errors.Is(err, replay.ErrNotWhole) {
		return usagef("%s: %w", file, err)
	}
	if err != nil {
		return fmt.Errorf("replay %s: %w", file, err)
	}
	if asJSON {
		err = json.NewEncoder(cmd.OutOrStdout()).Encode(result)
	} else {
		err = printReplay(&tapWriter{w: cmd.OutOrStdout()}, t, file, result)
	}
	if err == nil && !result.Same() {
		err = errors.New("the replay is not as recorded")
		if result.Difference == nil {
			err = errors.New("a promise is broken")
		}
	}
	return err
}

// printReplay prints what came of a replay as TAP.
func printReplay(tap *tapWriter, t *trace.Trace, file string, r *replay.Result) error {
	tap.line("TAP version 14")
	if h := t.Head; h != nil {
		tap.line("# %s with seed %d, recorded at %s by seenby %s: %s", h.Scenario, h.Seed, h.Time.Format(time.DateTime), h.Program, h.Result)
	}
	tap.line("# %s of %s in %s", counted(r.Frames, "frame", "frames"), counted(r.Connections, "connection", "connections"), file)
	tap.step(keptPromises("recorded", r.Recorded, r.Frames))
	same := playedStep{title: fmt.Sprintf("%s and %s come as they were recorded", counted(r.Replies, "reply", "replies"), counted(r.Events, "event", "events"))}
	if d := r.Difference; d != nil {
		tap.n++
		tap.line("not ok %d - replies and events come as they were recorded", tap.n)
		tap.block("message", fmt.Sprintf("frame %d: %s", d.Frame, d.What), "call", string(d.Call),
			"recorded", string(d.Recorded), "replayed", string(d.Replayed), "severity", "fail")
	} else {
		tap.step(same)
	}
	tap.step(keptPromises("replayed", r.Replayed, r.Replies+r.Events))
	tap.line("1..%d", tap.n)
	if r.Beside > 0 {
		tap.line("# %s came while others changed what is told: of these the code was compared", counted(r.Beside, "reply", "replies"))
	}
	for _, why := range slices.Sorted(maps.Keys(r.Skipped)) {
		tap.line("# not compared: %s (%d)", why, r.Skipped[why])
	}
	for _, name := range slices.Sorted(maps.Keys(r.Besides)) {
		tap.line("# came besides, after what was recorded: %s (%d)", name, r.Besides[name])
	}
	return tap.err
}

// keptPromises is the point that says whether frames kept what receipts promise.
func keptPromises(which string, broken []invariant.Violation, frames int) playedStep {
	if len(broken) == 0 {
		return playedStep{title: fmt.Sprintf("the %s receipts kept their promises", which)}
	}
	return promises(&broken[0], len(broken), frames)
}
