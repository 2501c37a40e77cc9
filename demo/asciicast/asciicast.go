// Package asciicast writes and reads recordings of a terminal in the format
// asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/): a header in
// JSON, then one event a line, [seconds, code, data], where "o" is output, "r" a
// new size and "m" a marker.
package asciicast

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"
)

// A Header is the first line.
type Header struct {
	Version int `json:"version"`
	Width   int `json:"width"`
	Height  int `json:"height"`
	// Timestamp is when the recording began, in seconds since 1970.
	Timestamp int64             `json:"timestamp,omitempty"`
	Title     string            `json:"title,omitempty"`
	Env       map[string]string `json:"env,omitempty"`
}

// A Code says what an event is.
type Code string

// The codes that are known here; events of others are left out.
const (
	Output Code = "o"
	Resize Code = "r"
	Marker Code = "m"
)

// An Event is one thing that happened.
type Event struct {
	// At is the time since the beginning.
	At   time.Duration
	Code Code
	// Data is what was written, or the new size as in "80x24".
	Data string
}

// Size returns the size that a Resize tells.
func (e Event) Size() (width, height int, ok bool) {
	w, h, cut := strings.Cut(e.Data, "x")
	width, err1 := strconv.Atoi(w)
	height, err2 := strconv.Atoi(h)
	ok = cut && err1 == nil && err2 == nil && sized(width, height)
	return width, height, ok
}

// widest is the largest screen that is believed.
const widest = 1000

func sized(width, height int) bool {
	return width > 0 && height > 0 && width <= widest && height <= widest
}

// A Cast is a whole recording.
type Cast struct {
	Header Header
	Events []Event
}

// Length is the time of the last event.
func (c *Cast) Length() time.Duration {
	if len(c.Events) == 0 {
		return 0
	}
	return c.Events[len(c.Events)-1].At
}

// Limits of what is read: a line, and a file.
const (
	longestLine = 8 << 20
	longestFile = 512 << 20
)

// Read reads a recording. An error says, in one line, what is wrong and where.
func Read(r io.Reader) (*Cast, error) {
	lines := bufio.NewScanner(io.LimitReader(r, longestFile))
	lines.Buffer(make([]byte, 0, 64<<10), longestLine)
	if !lines.Scan() {
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("line 1: %w", err)
		}
		return nil, errors.New("it is empty")
	}
	c := &Cast{}
	if err := json.Unmarshal(lines.Bytes(), &c.Header); err != nil {
		return nil, errors.New("line 1 is no header of an asciicast")
	}
	if h := c.Header; h.Version != 2 {
		return nil, fmt.Errorf("line 1: version %d of asciicast, want 2", h.Version)
	} else if !sized(h.Width, h.Height) {
		return nil, fmt.Errorf("line 1: a terminal of %dx%d cells", h.Width, h.Height)
	}
	for n := 2; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		e, err := event(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if e.At < c.Length() {
			return nil, fmt.Errorf("line %d: the time goes back", n)
		}
		if e.Code == Output || e.Code == Resize || e.Code == Marker {
			c.Events = append(c.Events, e)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

func event(line []byte) (Event, error) {
	var at float64
	var code, data string
	parts := []any{&at, &code, &data}
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil || len(raw) != len(parts) {
		return Event{}, errors.New("want [seconds, code, data]")
	}
	for i, p := range parts {
		if json.Unmarshal(raw[i], p) != nil {
			return Event{}, errors.New("want [seconds, code, data]")
		}
	}
	if !(at >= 0 && at <= (1000*time.Hour).Seconds()) {
		return Event{}, fmt.Errorf("a time of %v s", at)
	}
	e := Event{At: time.Duration(math.Round(at*1e6)).Abs() * time.Microsecond, Code: Code(code), Data: data}
	if _, _, ok := e.Size(); e.Code == Resize && !ok {
		return Event{}, fmt.Errorf("%.40q is no size", data)
	}
	return e, nil
}

// Open reads the recording in a file.
func Open(path string) (*Cast, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	c, err := Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s is no recording that can be shown: %w", path, err)
	}
	return c, nil
}

// line returns an event as it stands in a file.
func (e Event) line() ([]byte, error) {
	data, err := encode(e.Data)
	if err != nil {
		return nil, err
	}
	code, err := encode(string(e.Code))
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "[%.6f, %s, %s]\n", e.At.Seconds(), code, data), nil
}

// encode is json.Marshal that leaves <, > and & as they are.
func encode(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
