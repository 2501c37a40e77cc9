package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Format is the version of the form of a trace, in its head.
const Format = 1

// A Head is the first line of a trace that knows where its frames are from.
type Head struct {
	// Format is [Format]; a line that has it is a head.
	Format int `json:"trace"`
	// Time is when the run began.
	Time time.Time `json:"time"`
	// Program is the version of the program that wrote it, Hub the address of a
	// hub that was there before the run, empty for one of its own.
	Program string `json:"program,omitempty"`
	Hub     string `json:"hub,omitempty"`
	// Scenario is what was played, by name or file, and Text the file itself.
	Scenario string `json:"scenario,omitempty"`
	Text     string `json:"text,omitempty"`
	// Seed and Speed are those of the run.
	Seed  uint64  `json:"seed,omitempty"`
	Speed float64 `json:"speed,omitempty"`
	// Bots are the users whom the group does not count.
	Bots []string `json:"bots,omitempty"`
	// Result is "ok", or what was wrong, in one line.
	Result string `json:"result,omitempty"`
}

// The marks of a test run.
const (
	MarkStep    = "step"    // a step begins; Text is its title
	MarkFailed  = "failed"  // a step did not come out; Text says why
	MarkRestart = "restart" // the hub has ended and will be started again on its store
)

// A Mark is something that happened between two frames.
type Mark struct {
	Time time.Time `json:"time"`
	// Kind is one of the marks above; others may come.
	Kind string `json:"mark"`
	// Who is the connection that it is about, if it is about one.
	Who string `json:"who,omitempty"`
	// Step is the number of the step, from 1.
	Step int    `json:"step,omitempty"`
	Text string `json:"text,omitempty"`
	// After is how many frames stand before it.
	After int `json:"-"`
}

// A Trace is a whole file.
type Trace struct {
	// Head is nil where the file has none, as one that the demo exports.
	Head   *Head
	Frames []Frame
	Marks  []Mark // in the order of the file
}

// Write writes frames, one a line.
func Write(w io.Writer, frames []Frame) error { return (&Trace{Frames: frames}).Write(w) }

// Write writes the lines in the order of time: the head, and every mark before
// the frame that follows it.
func (t *Trace) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if t.Head != nil {
		head := *t.Head
		head.Format = Format
		if err := e.Encode(head); err != nil {
			return fmt.Errorf("write the head of the trace: %w", err)
		}
	}
	marks := t.Marks
	for n := 0; n <= len(t.Frames); n++ {
		for ; len(marks) > 0 && marks[0].After <= n; marks = marks[1:] {
			if err := e.Encode(marks[0]); err != nil {
				return fmt.Errorf("write a mark: %w", err)
			}
		}
		if n == len(t.Frames) {
			break
		}
		if err := e.Encode(t.Frames[n]); err != nil {
			return fmt.Errorf("write a frame of %s: %w", t.Frames[n].Who, err)
		}
	}
	return b.Flush()
}

// longest is how long a line may be: the longest frame of a hub, and what
// stands around it.
const longest = 2 << 20

// Read reads the frames of a trace. An error names the line.
func Read(r io.Reader) ([]Frame, error) {
	t, err := Parse(r)
	if err != nil {
		return nil, err
	}
	return t.Frames, nil
}

// Parse reads a whole trace. An error names the line.
func Parse(r io.Reader) (*Trace, error) {
	t := &Trace{}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), longest)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := t.line(lines.Bytes()); err != nil {
			return nil, fmt.Errorf("line %d %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if len(t.Frames) == 0 {
		return nil, errors.New("there is no frame in it")
	}
	return t, nil
}

// line takes one line of a trace.
func (t *Trace) line(text []byte) error {
	var l struct {
		Frame
		Format *int    `json:"trace"`
		Mark   *string `json:"mark"`
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return fmt.Errorf("is no frame: %w", err)
	}
	switch {
	case l.Format != nil && *l.Format != Format:
		return fmt.Errorf("says that this is a trace of version %d; this program reads version %d", *l.Format, Format)
	case l.Format != nil:
		if t.Head != nil || len(t.Frames) > 0 || len(t.Marks) > 0 {
			return errors.New("is a head, and stands not first")
		}
		t.Head = &Head{}
		if err := json.Unmarshal(Hide(text), t.Head); err != nil {
			return fmt.Errorf("is no head: %w", err)
		}
		return nil
	case l.Mark != nil:
		m := Mark{After: len(t.Frames)}
		if err := json.Unmarshal(Hide(text), &m); err != nil {
			return fmt.Errorf("is no mark: %w", err)
		}
		t.Marks = append(t.Marks, m)
		return nil
	case l.Who == "" || len(l.JSON) == 0:
		return errors.New(`is no frame: "who" or "frame" is missing`)
	}
	l.JSON = Hide(l.JSON)
	t.Frames = append(t.Frames, l.Frame)
	return nil
}

// Open reads the frames of a file.
func Open(path string) ([]Frame, error) {
	t, err := Load(path)
	if err != nil {
		return nil, err
	}
	return t.Frames, nil
}

// Load reads a whole trace from a file.
func Load(path string) (*Trace, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	t, err := Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}
