package checklist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"seenby/ui/cell"
)

// A Verdict is what came of a step.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "pass"
	Failed  Verdict = "fail"
	Skipped Verdict = "skip"
)

// A Finding is what the hub said of one check.
type Finding struct {
	Text  string `json:"text"`
	Holds bool   `json:"holds"`
	// Unknown is why the hub could not be asked, empty when it could.
	Unknown string `json:"unknown,omitempty"`
}

func (f Finding) String() string {
	answer := "no"
	switch {
	case f.Unknown != "":
		answer = "not known: " + f.Unknown
	case f.Holds:
		answer = "yes"
	}
	return f.Text + ": " + answer
}

// A Result is what was said of one step.
type Result struct {
	ID      string    `json:"id"`
	Verdict Verdict   `json:"verdict"`
	Remark  string    `json:"remark,omitempty"`
	Hub     []Finding `json:"hub,omitempty"`
	At      time.Time `json:"at"`
}

// against reports whether a step passed though the hub says otherwise.
func (r Result) against() bool {
	return r.Verdict == Passed && slices.ContainsFunc(r.Hub, func(f Finding) bool { return !f.Holds && f.Unknown == "" })
}

// A Report is a run of the checklist, also one that is not over.
type Report struct {
	Began time.Time `json:"began"`
	// Program, System and Terminal say what was tested on what.
	Program  string `json:"program"`
	System   string `json:"system"`
	Terminal string `json:"terminal"`
	// Hub is where it was, Own whether it was the checklist's own; Dir then has
	// its data while the run is not over.
	Hub string `json:"hub"`
	// Version is that of the hub's program.
	Version string `json:"hubVersion"`
	Own     bool   `json:"own,omitempty"`
	Dir     string `json:"dir,omitempty"`
	Group   string `json:"group"`
	// People are the sender, the reader and, where there is one, the third.
	People  []string `json:"people"`
	Results []Result `json:"results"`
}

// Of returns the result of a step; ok is false when there is none yet.
func (r *Report) Of(id string) (result Result, ok bool) {
	for _, result := range r.Results {
		if result.ID == id {
			return result, true
		}
	}
	return Result{}, false
}

// Put keeps the result of a step, in place of one that it had.
func (r *Report) Put(result Result) {
	for i := range r.Results {
		if r.Results[i].ID == result.ID {
			r.Results[i] = result
			return
		}
	}
	r.Results = append(r.Results, result)
}

// Count is how many steps have a verdict, and how many of the passed ones did so
// against what the hub says.
func (r *Report) Count() (passed, failed, skipped, against int) {
	for _, result := range r.Results {
		switch result.Verdict {
		case Passed:
			passed++
		case Failed:
			failed++
		case Skipped:
			skipped++
		}
		if result.against() {
			against++
		}
	}
	return passed, failed, skipped, against
}

// kept begins the line in which a report keeps itself for the next run. JSON
// has no "-->" in it: it writes > as an escape.
const kept, ends = "<!-- seenby checklist ", " -->"

// Markdown writes the report.
func (r *Report) Markdown() []byte {
	var b bytes.Buffer
	passed, failed, skipped, against := r.Count()
	fmt.Fprintf(&b, "# Read receipts, by hand\n\n")
	switch {
	case len(r.Results) < len(steps):
		fmt.Fprintf(&b, "**Not finished:** %d of %d steps. ", len(r.Results), len(steps))
	case failed == 0:
		fmt.Fprintf(&b, "**Passed.** ")
	default:
		fmt.Fprintf(&b, "**Failed.** ")
	}
	fmt.Fprintf(&b, "%d passed, %d failed, %d skipped", passed, failed, skipped)
	if against > 0 {
		fmt.Fprintf(&b, "; %d passed although the hub says otherwise", against)
	}
	b.WriteString(".\n\n| | |\n|---|---|\n")
	for _, row := range [][2]string{
		{"Date", r.Began.Format("2006-01-02 15:04 MST")}, {"seenby", r.Program}, {"System", r.System}, {"Terminal", r.Terminal},
		{"Hub", r.Hub + " (seenby " + r.Version + ")"}, {"Group", r.Group}, {"People", strings.Join(r.People, ", ")},
	} {
		fmt.Fprintf(&b, "| %s | %s |\n", row[0], cellOf(row[1]))
	}
	b.WriteString("\n| # | Step | Result | The hub says | Remark |\n|---|---|---|---|---|\n")
	names := namesOf(r.People, nil, r.Group)
	for i, s := range steps {
		result, done := r.Of(s.ID)
		verdict := "not done"
		if done {
			verdict = map[Verdict]string{Passed: "pass", Failed: "**FAIL**", Skipped: "skip"}[result.Verdict]
		}
		found := make([]string, len(result.Hub))
		for i, f := range result.Hub {
			found[i] = cellOf(f.String())
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s |\n", i+1, cellOf(names.Replace(s.Title)), verdict, strings.Join(found, "<br>"), cellOf(result.Remark))
	}
	keep, _ := json.Marshal(r) // of plain fields, always
	fmt.Fprintf(&b, "\n%s%s%s\n", kept, keep, ends)
	return b.Bytes()
}

// cellOf is a text in a cell of a table.
func cellOf(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;", "\n", " ").Replace(cell.Line(text).String())
}

// Save writes the report to a file; what was there is replaced at once or not
// at all.
func (r *Report) Save(file string) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".seenby-checklist-")
	if err != nil {
		return fmt.Errorf("save the report: %w", err)
	}
	_, err = f.Write(r.Markdown())
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("save the report: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// Load reads a report, to go on with it.
func Load(file string) (*Report, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	_, rest, found := bytes.Cut(text, []byte("\n"+kept))
	line, _, ended := bytes.Cut(rest, []byte(ends+"\n"))
	r := &Report{}
	if !found || !ended || json.Unmarshal(line, r) != nil || len(r.People) < 2 {
		return nil, fmt.Errorf("%s is no report of seenby qa checklist", file)
	}
	return r, nil
}
