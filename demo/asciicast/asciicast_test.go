package asciicast_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"seenby/demo/asciicast"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// steps is a clock that goes on by a second each time it is looked at.
func steps() func() time.Time {
	now := time.Date(2026, 3, 2, 9, 41, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

func TestWhatIsRecordedIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.cast")
	r, err := asciicast.Record(path, asciicast.Header{Width: 80, Height: 24, Title: "a <b>"}, asciicast.Options{Now: steps()})
	if err != nil {
		t.Fatal(err)
	}
	text := "\x1b[1m<已读>\x1b[0m & \"quotes\"\r\n👩‍👩‍👧"
	for _, part := range []string{text[:5], text[5:7], text[7 : len(text)-2], text[len(text)-2:]} { // not at characters
		if n, err := r.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	r.Resize(100, 30)
	r.Mark("end")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file has its name before it is whole: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := asciicast.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	want := asciicast.Header{Version: 2, Width: 80, Height: 24, Timestamp: 1772444461, Title: "a <b>"}
	if diff := cmp.Diff(want, c.Header); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	var got strings.Builder
	for i, e := range c.Events {
		if e.Code == asciicast.Output {
			got.WriteString(e.Data)
		}
		if e.At != time.Duration(i+1)*time.Second {
			t.Errorf("event %d at %v", i, e.At)
		}
	}
	if got.String() != text {
		t.Errorf("output %q, want %q", got.String(), text)
	}
	last := c.Events[len(c.Events)-2:]
	if w, h, ok := last[0].Size(); last[0].Code != asciicast.Resize || !ok || w != 100 || h != 30 || last[1].Code != asciicast.Marker {
		t.Errorf("ends with %v", last)
	}
	alone(t, path)
}

// alone checks that nothing is left beside a file.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the file: %v, %v", entries, err)
	}
}

func TestARecordingHasAGreatestSize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.cast")
	r, err := asciicast.Record(path, asciicast.Header{Width: 80, Height: 24}, asciicast.Options{Most: 500})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		_, _ = r.Write([]byte("twenty bytes of text"))
	}
	if err := r.Close(); !errors.Is(err, asciicast.ErrFull) {
		t.Errorf("closed with %v", err)
	}
	c, err := asciicast.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > 500 || len(c.Events) < 5 {
		t.Errorf("%d events in %d bytes, %v", len(c.Events), info.Size(), err)
	}
}

func TestASlowDiskNeverHoldsTheProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.cast")
	r, err := asciicast.Record(path, asciicast.Header{Width: 80, Height: 24}, asciicast.Options{Waiting: 10})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = r.Write([]byte("more than may wait"))
	_, _ = r.Write([]byte("short"))
	if err := r.Close(); !errors.Is(err, asciicast.ErrSlow) {
		t.Errorf("closed with %v", err)
	}
	if c, err := asciicast.Open(path); err != nil || len(c.Events) != 0 {
		t.Errorf("%v, %v", c, err)
	}
}

func TestARecordingNeverReplacesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.cast")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := asciicast.Record(path, asciicast.Header{Width: 80, Height: 24}, asciicast.Options{}); err == nil {
		t.Error("began to record over a file")
	}
	alone(t, path)

	other := filepath.Join(t.TempDir(), "b.cast")
	r, err := asciicast.Record(other, asciicast.Header{Width: 80, Height: 24}, asciicast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err == nil {
		t.Error("replaced a file that came meanwhile")
	}
	if got, _ := os.ReadFile(other); string(got) != "mine" {
		t.Errorf("it is now %q", got)
	}
	if _, err := asciicast.Record(filepath.Join(t.TempDir(), "absent", "c.cast"), asciicast.Header{}, asciicast.Options{}); err == nil {
		t.Error("recorded into a folder that is not there")
	}
}

func TestABadFileIsToldInOneLine(t *testing.T) {
	const head = `{"version":2,"width":80,"height":24}` + "\n"
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "empty"},
		"a picture":        {"\x89PNG\r\n\x1a\n", "line 1"},
		"version 1":        {`{"version":1,"width":80,"height":24,"stdout":[]}`, "version 1"},
		"no size":          {`{"version":2}`, "0x0"},
		"a huge size":      {`{"version":2,"width":80000,"height":24}`, "80000"},
		"a bad event":      {head + "[1.0]\n", "line 2"},
		"an event of text": {head + `["a","o","b"]` + "\n", "line 2"},
		"time goes back":   {head + `[2,"o","a"]` + "\n" + `[1,"o","a"]` + "\n", "line 3"},
		"time without end": {head + `[1e300,"o","a"]` + "\n", "line 2"},
		"a bad new size":   {head + `[1,"r","ax3"]` + "\n", "line 2"},
		"cut off":          {head + `[1,"o","a"]` + "\n" + `[1,"o`, "line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := asciicast.Read(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want it to name %q", err, c.want)
			}
		})
	}
}

func TestUnknownEventsAreLeftOut(t *testing.T) {
	c, err := asciicast.Read(strings.NewReader(`{"version":2,"width":80,"height":24,"theme":{"fg":"#fff"}}
[0.5, "o", "a"]
[1, "i", "typed"]

[1, "x", ""]
[2.25, "o", "b"]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []asciicast.Event{{At: 500 * time.Millisecond, Code: "o", Data: "a"}, {At: 2250 * time.Millisecond, Code: "o", Data: "b"}}
	if diff := cmp.Diff(want, c.Events); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAScreenShowsARecording(t *testing.T) {
	s := asciicast.NewScreen(10, 2)
	defer s.Close()
	for _, e := range []asciicast.Event{
		{Code: "o", Data: "\x1b[c\x1b[6n\x1b[?2026$p"}, // questions that nobody hears the answers of
		{Code: "o", Data: "\x1b[Hhello"},
		{Code: "m", Data: "here"},
		{Code: "r", Data: "12x3"},
	} {
		if err := s.Play(e); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.String(); !strings.Contains(got, "hello") || s.Width() != 12 || s.Height() != 3 {
		t.Errorf("%dx%d shows %q", s.Width(), s.Height(), got)
	}
}

func TestHarmfulOutputIsNoPanic(t *testing.T) {
	for _, data := range []string{
		"\x1b[" + strings.Repeat("1;", 64) + "m", "\x1b]52;c;" + strings.Repeat("A", 1<<16), "\x1bP" + strings.Repeat("q", 1<<16),
		"\x1b[99999999999;99999999999H\x1b[99999999999L", "\x1b[2147483647b", "\xff\xfe\x80", "\x1b[-5A\x1b[0;0r\x1b[9999S",
	} {
		s := asciicast.NewScreen(10, 2)
		_ = s.Play(asciicast.Event{Code: "o", Data: "a" + data}) // shown or refused, both are fine
		s.Close()
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"version":2,"width":80,"height":24}` + "\n" + `[0.5, "o", "a"]` + "\n" + `[1, "r", "80x24"]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := asciicast.Read(bytes.NewReader(text))
		if err == nil && c.Length() < 0 {
			t.Errorf("a length of %v", c.Length())
		}
	})
}
