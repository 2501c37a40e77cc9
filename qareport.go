package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"seenby/ui/cell"
)

// A tapWriter prints results in the Test Anything Protocol, version 14. The
// first error of writing is kept.
type tapWriter struct {
	w   io.Writer
	n   int
	err error
}

// line writes one line; whatever would break it becomes a space.
func (t *tapWriter) line(format string, a ...any) { t.raw(oneLine(fmt.Sprintf(format, a...))) }

func (t *tapWriter) raw(line string) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.w, line)
	}
}

func oneLine(text string) string { return cell.Line(strings.Join(strings.Fields(text), " ")).String() }

// escapeTAP keeps a title from beginning a directive.
var escapeTAP = strings.NewReplacer(`\`, `\\`, "#", `\#`)

// step prints what came of a step, with a block of diagnostics where it failed.
func (t *tapWriter) step(s playedStep) {
	t.n++
	title := escapeTAP.Replace(oneLine(s.title))
	switch {
	case s.skip != "":
		t.line("ok %d - %s # SKIP %s", t.n, title, s.skip)
	case s.failed != "":
		t.line("not ok %d - %s", t.n, title)
		t.block("message", s.failed, "at", s.at, "severity", "fail")
	default:
		t.line("ok %d - %s", t.n, title)
	}
}

// block prints pairs of keys and values as the YAML that may follow a point.
// Empty values are left out.
func (t *tapWriter) block(pairs ...string) {
	t.raw("  ---")
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		// A string of JSON is one of YAML, too.
		value, _ := json.Marshal(oneLine(pairs[i+1])) // of a string, always
		t.raw("  " + pairs[i] + ": " + string(value))
	}
	t.raw("  ...")
}

// What a JUnit report consists of.
type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Tests     int         `xml:"tests,attr"`
		Failures  int         `xml:"failures,attr"`
		Errors    int         `xml:"errors,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Time      string      `xml:"time,attr"`
		Timestamp string      `xml:"timestamp,attr"`
		Cases     []junitCase `xml:"testcase"`
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
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes the report: a suite a scenario, a case a step.
func writeJUnit(file string, results []*played) error {
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
	report := junitReport{Name: "seenby qa"}
	var took time.Duration
	for _, p := range results {
		suite := junitSuite{Name: p.name, Tests: len(p.steps), Time: seconds(p.took), Timestamp: p.began.UTC().Format("2006-01-02T15:04:05")}
		for _, s := range p.steps {
			c := junitCase{Name: s.title, Suite: p.name, Time: seconds(s.took)}
			if s.failed != "" {
				c.Failure = &junitMessage{Message: s.failed, Type: s.kind, Text: s.where()}
				suite.Failures++
			}
			if s.skip != "" {
				c.Skipped = &junitMessage{Message: s.skip}
				suite.Skipped++
			}
			suite.Cases = append(suite.Cases, c)
		}
		report.Suites = append(report.Suites, suite)
		report.Tests, report.Failures = report.Tests+suite.Tests, report.Failures+suite.Failures
		took += p.took
	}
	report.Time = seconds(took)
	text, err := xml.MarshalIndent(report, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append([]byte(xml.Header), append(text, '\n')...), 0o644)
	}
	if err != nil {
		return fmt.Errorf("write the JUnit report: %w", err)
	}
	return nil
}
