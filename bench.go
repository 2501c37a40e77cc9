package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/load"
	"seenby/crash"
)

func newBench() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure a hub under load",
		Long: "Measures a hub from outside, by its protocol alone. Without --hub a hub is started for the run, on a free\n" +
			"loopback port, with a store of its own on disk and limits off.",
		Example: "seenby bench storm --readers 1000\nseenby bench fanout --json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBenchStorm(), newBenchFanOut())
	return cmd
}

// A benchTarget are the flags that say which hub to measure.
type benchTarget struct {
	hub, data string
	asJSON    bool
	timeout   time.Duration
}

func (b *benchTarget) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&b.hub, "hub", "", "websocket address of a running hub (default: start one)")
	f.StringVar(&b.data, "data", "", "that hub's data directory: its key signs the tokens of the load")
	f.BoolVar(&b.asJSON, "json", false, "print one JSON object instead of a table")
	f.DurationVar(&b.timeout, "timeout", 2*time.Minute, "give up after this long")
}

func newBenchStorm() *cobra.Command {
	var (
		target  benchTarget
		options load.StormOptions
	)
	cmd := &cobra.Command{
		Use:   "storm",
		Short: "One sender asks, everyone answers: until the sender knows of every reader of every message",
		Example: "seenby bench storm\n" +
			"seenby bench storm --readers 100 --paced --json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if options.Readers < 1 || options.Messages < 1 {
				return usagef("--readers and --messages have to be at least 1")
			}
			return target.run(cmd, func(ctx context.Context, t load.Target) (any, []row, error) {
				r, err := load.Storm(ctx, t, options)
				return r, stormRows(r), err
			})
		},
	}
	target.flags(cmd)
	cmd.Flags().IntVar(&options.Readers, "readers", 1000, "members that answer")
	cmd.Flags().IntVar(&options.Messages, "messages", 20, "messages that ask for receipts")
	cmd.Flags().BoolVar(&options.Paced, "paced", false, "post the next message only after all receipts of the last")
	return cmd
}

func newBenchFanOut() *cobra.Command {
	var (
		target  benchTarget
		options load.FanOutOptions
	)
	cmd := &cobra.Command{
		Use:     "fanout",
		Short:   "One sender posts, everyone receives: until every reader has every message",
		Example: "seenby bench fanout --readers 1000 --messages 200",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if options.Readers < 1 || options.Messages < 1 || options.Bytes < 1 || options.Bytes > chat.MaxText {
				return usagef("--readers and --messages have to be at least 1, --bytes 1 to %d", chat.MaxText)
			}
			return target.run(cmd, func(ctx context.Context, t load.Target) (any, []row, error) {
				r, err := load.FanOut(ctx, t, options)
				return r, fanOutRows(r), err
			})
		},
	}
	target.flags(cmd)
	cmd.Flags().IntVar(&options.Readers, "readers", 1000, "members that receive")
	cmd.Flags().IntVar(&options.Messages, "messages", 200, "messages")
	cmd.Flags().IntVar(&options.Bytes, "bytes", 200, "bytes of text in a message")
	return cmd
}

// A row is a line of a table: what, and how much.
type row struct{ name, value string }

func stormRows(r load.StormReport) []row {
	return []row{
		{"readers × messages", fmt.Sprintf("%d × %d", r.Readers, r.Messages)},
		{"receipts", fmt.Sprint(r.Receipts)},
		{"wall", fmt.Sprintf("%.1f ms", r.WallMs)},
		{"receipts/s", fmt.Sprintf("%.0f", r.PerSecond)},
		{"answer → sender, p50 / p99 / max", percentileRow(r.Latency)},
		{"updates to the sender", fmt.Sprint(r.Updates)},
		{"bytes to the sender per receipt", fmt.Sprintf("%.1f", r.BytesPerReceipt)},
		{"bytes to a reader per other's receipt", fmt.Sprintf("%.1f", r.BytesPerOther)},
	}
}

func fanOutRows(r load.FanOutReport) []row {
	return []row{
		{"readers × messages", fmt.Sprintf("%d × %d of %d bytes", r.Readers, r.Messages, r.Bytes)},
		{"deliveries", fmt.Sprint(r.Deliveries)},
		{"wall", fmt.Sprintf("%.1f ms", r.WallMs)},
		{"deliveries/s", fmt.Sprintf("%.0f", r.PerSecond)},
		{"send → reader, p50 / p99 / max", percentileRow(r.Latency)},
	}
}

func percentileRow(p load.Percentiles) string {
	return fmt.Sprintf("%.1f / %.1f / %.1f ms", p.P50, p.P99, p.Max)
}

// run measures the target and prints what came of it.
func (b *benchTarget) run(cmd *cobra.Command, measure func(context.Context, load.Target) (any, []row, error)) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), b.timeout)
	defer cancel()
	url, data, stop, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer stop()
	key, err := hub.LoadKey(data)
	if err != nil {
		return err
	}
	report, rows, err := measure(ctx, load.Target{
		URL:   url,
		Group: chat.GroupID("bench-" + ulid.Make().String()),
		Token: func(user chat.UserID, groups ...chat.GroupID) (string, error) {
			return key.Token(hub.Claims{User: user, Groups: groups, Expires: time.Now().Add(time.Hour)})
		},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", cmd.CommandPath(), err)
	}
	if b.asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, r := range rows {
		if _, err := fmt.Fprintf(w, "%s\t%s\n", r.name, r.value); err != nil {
			return err
		}
	}
	return w.Flush()
}

// open returns the hub to measure, its data directory, and what ends it.
func (b *benchTarget) open(ctx context.Context) (url, data string, stop func(), err error) {
	switch {
	case b.hub != "" && b.data == "":
		return "", "", nil, usagef("--hub needs --data, the hub's data directory, to sign tokens")
	case b.hub != "":
		if err := checkHub(b.hub, true); err != nil {
			return "", "", nil, err
		}
		return b.hub, b.data, func() {}, nil
	}
	data, err = os.MkdirTemp("", "seenby-bench-")
	if err != nil {
		return "", "", nil, fmt.Errorf("make a store for the run: %w", err)
	}
	url, end, err := startHub(ctx, data)
	if err != nil {
		_ = os.RemoveAll(data) // it is a temporary directory
		return "", "", nil, err
	}
	return url, data, func() { end(); _ = os.RemoveAll(data) }, nil
}

// startHub runs this program as a hub in a process of its own.
func startHub(ctx context.Context, data string) (url string, stop func(), err error) {
	program, err := os.Executable()
	if err != nil {
		return "", nil, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.CommandContext(ctx, program, "serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(data), "--limits", "off", "--ready-json")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, fmt.Errorf("start a hub: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("start a hub: %w", err)
	}
	stop = func() {
		_ = cmd.Cancel() // it may be gone already
		_ = cmd.Wait()   // its exit code does not matter any more
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadBytes('\n')
	var ready readyLine
	if err == nil {
		err = json.Unmarshal(first, &ready)
	}
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("the hub did not get ready: %w", err)
	}
	// ends with the hub
	go func() {
		defer crash.Guard()
		_, _ = io.Copy(io.Discard, lines)
	}()
	return ready.URL, stop, nil
}
