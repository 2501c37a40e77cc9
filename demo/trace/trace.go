// Package trace holds frames of the wire as they were seen at their clients,
// and writes and reads them as JSON lines.
//
// One line is one frame:
//
//	{"time":"2026-03-02T09:41:00.125Z","who":"alice","sent":true,"frame":{"id":1,"op":"getGroup"}}
//
// A token never gets into a trace: [Hide] takes them out, and [NewFrame] calls it.
package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Frame is one frame as a client sent or got it.
type Frame struct {
	// Time is when the client had it, by the clock of this machine.
	Time time.Time `json:"time"`
	// Who is the connection that it belongs to: a user, or one of the devices of one.
	Who string `json:"who"`
	// Sent tells a frame to the hub from one by it.
	Sent bool `json:"sent,omitempty"`
	// JSON is the frame itself, without tokens.
	JSON json.RawMessage `json:"frame"`
}

// NewFrame returns a frame that keeps a copy of text, tokens taken out. Text
// that is no JSON is kept as a JSON string.
func NewFrame(at time.Time, who string, sent bool, text []byte) Frame {
	text = Hide(text)
	if !json.Valid(text) {
		text, _ = json.Marshal(string(text)) // a string always can be marshalled
	}
	return Frame{Time: at, Who: who, Sent: sent, JSON: text}
}

// hidden stands where a token was.
const hidden = "(hidden)"

// The three parts of a signed token, wherever they stand; and the value of a
// field that is called token.
var (
	signed = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*`)
	field  = regexp.MustCompile(`("token"\s*:\s*")(?:[^"\\]|\\.)*"`)
)

// Hide returns a copy of a frame in which nothing can be used as a token.
func Hide(text []byte) []byte {
	text = bytes.Clone(text)
	if bytes.Contains(text, []byte(`"token"`)) {
		text = field.ReplaceAll(text, []byte(`${1}`+hidden+`"`))
	}
	if bytes.Contains(text, []byte("eyJ")) {
		text = signed.ReplaceAll(text, []byte(hidden))
	}
	return text
}

// Write writes frames, one a line.
func Write(w io.Writer, frames []Frame) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for _, f := range frames {
		if err := e.Encode(f); err != nil {
			return fmt.Errorf("write a frame of %s: %w", f.Who, err)
		}
	}
	return b.Flush()
}

// longest is how long a line may be: the longest frame of a hub, and what
// stands around it.
const longest = 2 << 20

// Read reads frames. An error names the line.
func Read(r io.Reader) ([]Frame, error) {
	var frames []Frame
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), longest)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var f Frame
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return nil, fmt.Errorf("line %d is no frame: %w", n, err)
		}
		if f.Who == "" || len(f.JSON) == 0 {
			return nil, fmt.Errorf(`line %d is no frame: "who" or "frame" is missing`, n)
		}
		f.JSON = Hide(f.JSON)
		frames = append(frames, f)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if len(frames) == 0 {
		return nil, errors.New("there is no frame in it")
	}
	return frames, nil
}

// Open reads the frames of a file.
func Open(path string) ([]Frame, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	frames, err := Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return frames, nil
}

// Save writes frames into a new file in dir, called by kind and time, and
// returns its path. What is there already is never overwritten.
func Save(dir, kind string, at time.Time, frames []Frame) (path string, err error) {
	file, err := create(dir, "seenby-"+kind+"-"+at.Format("20060102-150405"))
	if err != nil {
		return "", err
	}
	err = errors.Join(Write(file, frames), file.Close())
	if err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

func create(dir, name string) (*os.File, error) {
	for n := 1; ; n++ {
		path := filepath.Join(dir, name)
		if n > 1 {
			path += "-" + strconv.Itoa(n)
		}
		file, err := os.OpenFile(path+".jsonl", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, os.ErrExist) || n == 1000 {
			return file, err
		}
	}
}

// User returns whose connection it is: what stands before the sign that sets
// apart the devices of one user.
func User(who string) string {
	user, _, _ := strings.Cut(who, "/")
	return user
}
