// Package trace holds frames of the wire as they were seen at their clients,
// and writes and reads them as JSON lines.
//
// One line is one frame:
//
//	{"time":"2026-03-02T09:41:00.125Z","who":"alice","sent":true,"frame":{"id":1,"op":"getGroup"}}
//
// What a test run leaves has two more kinds of lines: a head, the first one,
// which says where the frames are from ([Head]), and marks between the frames
// ([Mark]). Whoever wants the frames alone never sees them.
//
// A token never gets into a trace: [Hide] takes them out, and [NewFrame] calls it.
package trace

import (
	"bytes"
	"encoding/json"
	"errors"
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
