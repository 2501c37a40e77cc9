package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"seenby/demo/play"
)

// A tapWriter prints results in the Test Anything Protocol. The first error of
// writing is kept.
type tapWriter struct {
	w   io.Writer
	n   int
	err error
}

func (t *tapWriter) line(format string, a ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.w, strings.Join(strings.Fields(fmt.Sprintf(format, a...)), " "))
	}
}

// step prints a step. A # in a title would begin a directive.
func (t *tapWriter) step(s playedStep) {
	t.n++
	title := strings.ReplaceAll(s.title, "#", `\#`)
	switch {
	case s.skip != "":
		t.line("ok %d - %s # SKIP %s", t.n, title, s.skip)
	case s.failed != "":
		t.line("not ok %d - %s", t.n, title)
		t.line("# %s", s.failed)
	default:
		t.line("ok %d - %s", t.n, title)
	}
}

// A tracer keeps what happens in a run, without tokens: the client leaves them
// out of the frames that it shows.
type tracer struct {
	mu    sync.Mutex
	lines []traceLine
}

// A traceLine is one line of a trace.
type traceLine struct {
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"`
	Who    string          `json:"who,omitempty"`
	Device int             `json:"device,omitempty"`
	Step   int             `json:"step,omitempty"`
	Text   string          `json:"text,omitempty"`
	Frame  json.RawMessage `json:"frame,omitempty"`
}

func (t *tracer) watch(e play.Event) {
	line := traceLine{At: e.At, Kind: e.Kind, Who: string(e.Who), Device: e.Device, Step: e.Step, Text: e.Text}
	if json.Valid(e.Frame) {
		line.Frame = e.Frame
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, line)
}

// write writes the trace to a file, whose directory is made.
func (t *tracer) write(file string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make the directory of the trace: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the trace: %w", err)
	}
	encoder := json.NewEncoder(f)
	for _, l := range t.lines {
		if err == nil {
			err = encoder.Encode(l)
		}
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write the trace: %w", err)
	}
	return nil
}

// What a JUnit report consists of.
type (
	junitReport struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Suite   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitMessage `xml:"failure"`
		Skipped *junitMessage `xml:"skipped"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
	}
)

// writeJUnit writes the report: a suite a scenario, a case a step.
func writeJUnit(file string, results []*played) error {
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
	var report junitReport
	for _, p := range results {
		suite := junitSuite{Name: p.name, Tests: len(p.steps), Time: seconds(p.took)}
		for _, s := range p.steps {
			c := junitCase{Name: s.title, Suite: p.name, Time: seconds(s.took)}
			if s.failed != "" {
				c.Failure = &junitMessage{s.failed}
				suite.Failures++
			}
			if s.skip != "" {
				c.Skipped = &junitMessage{s.skip}
				suite.Skipped++
			}
			suite.Cases = append(suite.Cases, c)
		}
		report.Suites = append(report.Suites, suite)
	}
	text, err := xml.MarshalIndent(report, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append([]byte(xml.Header), append(text, '\n')...), 0o644)
	}
	if err != nil {
		return fmt.Errorf("write the JUnit report: %w", err)
	}
	return nil
}
