package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

var tapPoint = regexp.MustCompile(`^(ok|not ok) ([0-9]+) - ((?:[^#\\]|\\[#\\])+?)( # (SKIP|TODO)( .*)?)?$`)

// A tapResult is what a reader of TAP 14 gets of a point.
type tapResult struct {
	ok, skipped bool
	title       string
	block       map[string]any
}

// checkTAP reads TAP 14 strictly: the version, points numbered from 1, at most
// one block of YAML behind each, the plan last.
func checkTAP(t *testing.T, text string) []tapResult {
	t.Helper()
	var points []tapResult
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != "TAP version 14" {
		t.Errorf("it begins with %q", lines[0])
	}
	plan := ""
	for i := 1; i < len(lines); i++ {
		line := lines[i]
		switch point := tapPoint.FindStringSubmatch(line); {
		case strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "Bail out!"):
		case plan != "":
			t.Errorf("after the plan comes %q", line)
		case point != nil:
			if point[2] != strconv.Itoa(len(points)+1) {
				t.Errorf("point %d is numbered %q", len(points)+1, line)
			}
			points = append(points, tapResult{ok: point[1] == "ok", skipped: point[5] == "SKIP", title: point[3]})
		case line == "  ---":
			end := slices.Index(lines[i:], "  ...")
			if end < 0 || len(points) == 0 || points[len(points)-1].block != nil {
				t.Fatalf("a block at line %d has no end, or no point", i+1)
			}
			var block strings.Builder
			for _, l := range lines[i+1 : i+end] {
				if !strings.HasPrefix(l, "  ") {
					t.Errorf("in a block, not indented: %q", l)
				}
				block.WriteString(strings.TrimPrefix(l, "  ") + "\n")
			}
			if err := yaml.Unmarshal([]byte(block.String()), &points[len(points)-1].block); err != nil {
				t.Errorf("no YAML: %v\n%s", err, block.String())
			}
			i += end
		case strings.HasPrefix(line, "1.."):
			plan = line
		default:
			t.Errorf("no line of TAP 14: %q", line)
		}
	}
	if plan != "1.."+strconv.Itoa(len(points)) {
		t.Errorf("the plan is %q for %d points", plan, len(points))
	}
	return points
}

// hard is a scenario whose texts are hard to write into a report.
const hard = `title: "A title # with & <signs>"
cast: {alice: {}, bob: {}}
steps:
  - say: "# SKIP me \\ 你好 <&> \\# end"
    by: alice
    receipt: true
    as: m1
  - caption: "1..7"
  - expect: m1 read 0/1
  - still: "m1 recalled"
`

func writeHard(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hard.yaml")
	if err := os.WriteFile(file, []byte(hard), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestResultsAreTAP(t *testing.T) {
	url, data := openHub(t)
	file := writeHard(t)
	out, err := runQA(t, "run", "hub-restart", file, "--hub", url, "--data", data)
	if err == nil {
		t.Error("what fails ended well")
	}
	points := checkTAP(t, out)
	var failed, skipped int
	for _, p := range points {
		if p.skipped {
			skipped++
		}
		if !p.ok {
			failed++
			if p.block["at"] != file+":10:5" || !strings.Contains(p.block["message"].(string), "it is not recalled") {
				t.Errorf("the block says %v", p.block)
			}
		}
	}
	if failed != 1 || skipped == 0 {
		t.Errorf("%d failed, %d skipped:\n%s", failed, skipped, out)
	}
	if !strings.Contains(out, `alice say \# SKIP me \\ 你好 <&> \\\# end`) {
		t.Errorf("the hard title is told as\n%s", out)
	}
}

// junitShape is what the usual schema of JUnit reports allows: per element, its
// attributes (with ! those that have to be there) and its children.
var junitShape = map[string]struct{ attrs, children string }{
	"testsuites": {"name! tests! failures! errors! time!", "testsuite"},
	"testsuite":  {"name! tests! failures! errors! skipped time! timestamp!", "testcase"},
	"testcase":   {"name! classname! time!", "failure skipped"},
	"failure":    {"message! type!", ""},
	"skipped":    {"message! type", ""},
}

// checkShape holds an XML document to junitShape.
func checkShape(t *testing.T, text []byte) {
	t.Helper()
	var stack []string
	d := xml.NewDecoder(strings.NewReader(string(text)))
	for {
		token, err := d.Token()
		if token == nil {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			shape, known := junitShape[e.Name.Local]
			if parent := len(stack) - 1; !known || parent < 0 && e.Name.Local != "testsuites" ||
				parent >= 0 && !slices.Contains(strings.Fields(junitShape[stack[parent]].children), e.Name.Local) {
				t.Errorf("<%s> stands in %v", e.Name.Local, stack)
			}
			have := map[string]bool{}
			for _, a := range e.Attr {
				have[a.Name.Local] = true
				if !slices.Contains(strings.Fields(strings.ReplaceAll(shape.attrs, "!", "")), a.Name.Local) {
					t.Errorf("<%s %s> is no attribute", e.Name.Local, a.Name.Local)
				}
			}
			for _, a := range strings.Fields(shape.attrs) {
				if name, needed := strings.CutSuffix(a, "!"); needed && !have[name] {
					t.Errorf("<%s> lacks %s", e.Name.Local, name)
				}
			}
			stack = append(stack, e.Name.Local)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func TestTheJUnitReportHasTheUsualShape(t *testing.T) {
	url, data := openHub(t)
	file, report := writeHard(t), filepath.Join(t.TempDir(), "junit.xml")
	out, err := runQA(t, "run", "hub-restart", file, "--hub", url, "--data", data, "--junit", report)
	if err == nil {
		t.Error("what fails ended well")
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	checkShape(t, text)
	var got junitReport
	if err := xml.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Suites) != 2 || got.Failures != 1 || got.Tests != len(checkTAP(t, out)) {
		t.Fatalf("got %+v", got)
	}
	for _, suite := range got.Suites {
		var failures, skipped int
		for _, c := range suite.Cases {
			if c.Suite != suite.Name || c.Name == "" {
				t.Errorf("a case is called %q of %q", c.Name, c.Suite)
			}
			if _, err := strconv.ParseFloat(c.Time, 64); err != nil {
				t.Errorf("the time: %v", err)
			}
			if c.Failure != nil {
				failures++
				if !strings.HasPrefix(c.Failure.Text, file+":10:5: ") {
					t.Errorf("the text of the failure is %q", c.Failure.Text)
				}
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		if suite.Tests != len(suite.Cases) || suite.Failures != failures || suite.Skipped != skipped {
			t.Errorf("%s says %d, %d, %d", suite.Name, suite.Tests, suite.Failures, suite.Skipped)
		}
	}
}
