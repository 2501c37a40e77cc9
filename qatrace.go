package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"seenby/demo/invariant"
	"seenby/demo/play"
	"seenby/demo/trace"
)

// A witness sees every frame of a run: it holds them to the promises of the
// receipts and keeps them for a trace.
type witness struct {
	mu      sync.Mutex
	keep    bool // for a trace
	trace   trace.Trace
	monitor *invariant.Monitor
	broken  *invariant.Violation // the first one
	times   int                  // how many there were
	alarm   func()               // called at the first one
}

func newWitness(q *qaRun, s loaded) *witness {
	head := &trace.Head{
		Time: time.Now(), Program: version, Hub: q.hub, Scenario: s.File, Text: string(s.text), Seed: q.seed, Speed: q.speed,
	}
	if head.Seed == 0 {
		head.Seed = s.Seed
	}
	for _, p := range s.Cast {
		if p.Bot {
			head.Bots = append(head.Bots, p.ID)
		}
	}
	return &witness{keep: q.trace != "", trace: trace.Trace{Head: head}, monitor: invariant.New(), alarm: func() {}}
}

// onBreach has alarm called when the first promise is broken, or now when one
// is already.
func (w *witness) onBreach(alarm func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.alarm = alarm; w.broken != nil {
		alarm()
	}
}

// connection is what a trace calls a device.
func connection(e play.Event) string {
	if e.Device > 1 {
		return fmt.Sprintf("%s/%d", e.Who, e.Device)
	}
	return string(e.Who)
}

// watch is told by the run of all that happens, from several goroutines.
func (w *witness) watch(e play.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e.Kind {
	case "sent", "received":
		f := trace.NewFrame(e.At, connection(e), e.Kind == "sent", e.Frame)
		if w.keep {
			w.trace.Frames = append(w.trace.Frames, f)
		}
		for _, v := range w.monitor.See(f) {
			if w.broken == nil {
				w.broken = &v
				w.alarm()
			}
			w.times++
		}
	case trace.MarkStep, trace.MarkFailed, trace.MarkRestart:
		w.trace.Marks = append(w.trace.Marks, trace.Mark{
			Time: e.At, Kind: e.Kind, Step: e.Step, Text: e.Text, After: w.monitor.Frames(),
		})
	}
}

func (w *witness) isBroken() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broken != nil
}

// verdict is the last point of a run: whether every promise was kept.
func (w *witness) verdict() playedStep {
	w.mu.Lock()
	defer w.mu.Unlock()
	return promises(w.broken, w.times, w.monitor.Frames())
}

// promises says whether frames kept what receipts promise.
func promises(broken *invariant.Violation, times, frames int) playedStep {
	if broken == nil {
		return playedStep{title: "the receipts kept their promises in " + counted(frames, "frame", "frames")}
	}
	what := broken.String()
	if times > 1 {
		what = fmt.Sprintf("%s (the first of %d)", what, times)
	}
	return playedStep{title: "promise broken: " + string(broken.Rule), failed: what, kind: "promise"}
}

// write writes the trace of what was played to a file, whose directory is made.
func (w *witness) write(file string, p *played) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trace.Head.Result = "ok"
	for _, s := range p.steps {
		if s.failed != "" {
			w.trace.Head.Result = strings.TrimSpace(s.title + ": " + s.where())
			break
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make the directory of the trace: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the trace: %w", err)
	}
	if err := errors.Join(w.trace.Write(f), f.Close()); err != nil {
		return fmt.Errorf("write the trace: %w", err)
	}
	return nil
}
