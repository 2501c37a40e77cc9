package trace_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/demo/trace"
)

var at = time.Date(2026, 3, 2, 9, 41, 0, 0, time.UTC)

func TestWhatIsWrittenIsRead(t *testing.T) {
	frames := []trace.Frame{
		trace.NewFrame(at, "alice", true, []byte(`{"id":1,"op":"sendMessage","text":"a<b 你好 👩‍👩‍👧"}`)),
		trace.NewFrame(at.Add(time.Millisecond), "bob/phone", false, []byte(`{"event":"onTyping"}`)),
		trace.NewFrame(at, "carol", false, []byte("no json \xff")),
	}
	var b bytes.Buffer
	if err := trace.Write(&b, frames); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n != len(frames) {
		t.Errorf("%d lines for %d frames", n, len(frames))
	}
	got, err := trace.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(frames, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestATokenNeverGetsIntoATrace(t *testing.T) {
	const token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"
	for name, frame := range map[string]string{
		"in its field":        `{"id":1,"op":"connect","token":"` + token + `"}`,
		"with spaces":         `{"token" : "secret \" quoted","op":"connect"}`,
		"in another field":    `{"id":1,"op":"sendMessage","text":"join at ws://h/#` + token + ` now"}`,
		"in what is no JSON":  `connect ` + token,
		"in an event's field": `{"event":"x","deep":{"token":"secret"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			got := string(trace.NewFrame(at, "alice", true, []byte(frame)).JSON)
			for _, secret := range []string{"eyJ", "secret", "quoted", "c2lnbmF0dXJl"} {
				if strings.Contains(got, secret) {
					t.Errorf("%q is still in %s", secret, got)
				}
			}
		})
	}
}

func TestWhatIsNoTraceIsTold(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"\n\n", "no frame"},
		"no JSON":       {"hello\n", "line 1"},
		"second line":   {`{"time":"2026-03-02T09:41:00Z","who":"a","frame":{}}` + "\n{}\n", "line 2"},
		"too long":      {strings.Repeat("x", 3<<20), "line 1"},
		"a frame alone": {`{"event":"onMessage"}`, `"who"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := trace.Read(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to name %s", err, c.want)
			}
		})
	}
}

func TestSavingNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	frames := []trace.Frame{trace.NewFrame(at, "alice", true, []byte(`{}`))}
	seen := map[string]bool{}
	for range 3 {
		path, err := trace.Save(dir, "wire", at, frames)
		if err != nil {
			t.Fatal(err)
		}
		if seen[path] {
			t.Fatalf("%s was written twice", path)
		}
		seen[path] = true
		if got, err := trace.Open(path); err != nil || len(got) != 1 {
			t.Errorf("opened: %v, %v", got, err)
		}
	}
	if _, err := trace.Save(filepath.Join(dir, "absent"), "wire", at, frames); err == nil {
		t.Error("saved into a folder that is not there")
	}
	if _, err := trace.Open(filepath.Join(dir, "absent")); !os.IsNotExist(err) {
		t.Errorf("an absent file: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"time":"2026-03-02T09:41:00Z","who":"a","sent":true,"frame":{"id":1}}`))
	f.Add([]byte("{}\n\n[]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		frames, err := trace.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := trace.Write(&b, frames); err != nil {
			return // a year of five digits can be read and not written
		}
		again, err := trace.Read(&b)
		if err != nil || len(again) != len(frames) {
			t.Fatalf("read %d frames, then %d: %v", len(frames), len(again), err)
		}
	})
}
