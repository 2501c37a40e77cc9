package trace_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/demo/trace"
)

// whole is a trace with everything that a test run leaves.
func whole() *trace.Trace {
	return &trace.Trace{
		Head: &trace.Head{Format: trace.Format, Time: at, Scenario: "mine.yaml", Text: "title: A <b>\n", Seed: 7, Bots: []string{"robot"}, Result: "ok"},
		Frames: []trace.Frame{
			trace.NewFrame(at, "alice", true, []byte(`{"id":1,"op":"connect","token":"secret"}`)),
			trace.NewFrame(at.Add(time.Second), "alice", false, []byte(`{"id":1,"code":0}`)),
		},
		Marks: []trace.Mark{
			{Time: at, Kind: trace.MarkStep, Step: 1, Text: "alice say hi", After: 0},
			{Time: at, Kind: trace.MarkRestart, After: 1},
			{Time: at, Kind: trace.MarkFailed, Step: 1, Text: "no", After: 2},
		},
	}
}

func TestHeadAndMarksAreWrittenAndRead(t *testing.T) {
	var b bytes.Buffer
	if err := whole().Write(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if !strings.HasPrefix(text, `{"trace":1,`) || strings.Contains(text, "secret") {
		t.Errorf("written:\n%s", text)
	}
	got, err := trace.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole(), got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	frames, err := trace.Read(strings.NewReader(text))
	if err != nil || len(frames) != 2 {
		t.Errorf("the frames alone: %d, %v", len(frames), err)
	}
}

func TestAHeadOfAnotherKindIsRefused(t *testing.T) {
	const frame = `{"time":"2026-03-02T09:41:00Z","who":"a","frame":{}}` + "\n"
	for name, c := range map[string]struct{ text, want string }{
		"a newer version": {`{"trace":2}` + "\n" + frame, "line 1 says that this is a trace of version 2"},
		"not first":       {frame + `{"trace":1}`, "line 2 is a head"},
		"two":             {`{"trace":1}` + "\n" + `{"trace":1}` + "\n" + frame, "line 2 is a head"},
		"a bad one":       {`{"trace":1,"seed":"x"}` + "\n" + frame, "line 1 is no head"},
		"a bad mark":      {`{"mark":"step","step":"x"}` + "\n" + frame, "line 1 is no mark"},
		"a head alone":    {`{"trace":1}`, "no frame"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := trace.Parse(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %s", err, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	var b bytes.Buffer
	if err := whole().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, text []byte) {
		read, err := trace.Parse(bytes.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := read.Write(&b); err != nil {
			return // a year of five digits can be read and not written
		}
		again, err := trace.Parse(&b)
		if err != nil || len(again.Frames) != len(read.Frames) || len(again.Marks) != len(read.Marks) {
			t.Fatalf("read %d frames and %d marks, then %+v: %v", len(read.Frames), len(read.Marks), again, err)
		}
	})
}
