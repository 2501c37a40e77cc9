package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"seenby/demo/replay"
	"seenby/demo/scenarios"
	"seenby/demo/trace"
)

// record plays a scenario and returns the file of its trace.
func record(t *testing.T, scenario string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := runQA(t, "run", scenario, "--trace", dir, "--trace-all"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, strings.TrimSuffix(filepath.Base(scenario), ".yaml")+".jsonl")
}

// quiet is a scenario in which nobody does anything beside somebody else.
const quiet = `title: Quiet
cast: {alice: {}, bob: {}, carol: {}}
steps:
  - {say: We release at 15:00., by: alice, as: m1}
  - {expect: [bob sees m1, carol sees m1]}
  - {ask: m1}
  - {expect: [bob sees m1 asks, carol sees m1 asks, "m1 unread bob, carol"]}
  - {read: m1, by: bob}
  - {expect: [m1 read 1/2, m1 readers bob]}
`

func recordQuiet(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "quiet.yaml")
	if err := os.WriteFile(file, []byte(quiet), 0o600); err != nil {
		t.Fatal(err)
	}
	return record(t, file)
}

func TestEveryScenarioThatShipsReplaysTheSame(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := record(t, smaller(t, name))
			out, err := runQA(t, "replay", file, "--patience", patience.String())
			text, _ := scenarios.Text(name)
			if err != nil && !lossy(text) {
				t.Errorf("%v\n%s", err, out)
			}
			for _, p := range checkTAP(t, out) {
				if lossy(text) && strings.HasPrefix(p.title, "replies and events") {
					continue
				}
				if !p.ok {
					t.Errorf("not ok: %s: %v", p.title, p.block)
				}
			}
		})
	}
}

// lossy reports whether a network of the scenario loses or doubles what its
// frames do not show: there a difference may be the network's (docs/qa.md,
// Replaying a trace), and only the promises have to hold.
func lossy(text []byte) bool {
	return bytes.Contains(text, []byte("loss:")) && bytes.Contains(text, []byte("duplicate:"))
}

// smaller is a scenario in which a crowd is no larger than a busy machine bears.
func smaller(t *testing.T, name string) string {
	t.Helper()
	text, _ := scenarios.Text(name)
	few := bytes.Replace(text, []byte("copies: 500"), []byte("copies: 50"), 1)
	if bytes.Equal(text, few) {
		return name
	}
	file := filepath.Join(t.TempDir(), name+".yaml")
	if err := os.WriteFile(file, few, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// edited changes the first frame of a trace in which all of these stand.
func edited(t *testing.T, file string, change [2]string, in ...string) (changed string, number int) {
	t.Helper()
	recorded, err := trace.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(recorded.Frames, func(f trace.Frame) bool {
		return !f.Sent && strings.Contains(string(f.JSON), change[0]) &&
			!slices.ContainsFunc(in, func(s string) bool { return !strings.Contains(f.Who+string(f.JSON), s) })
	})
	if n < 0 {
		t.Fatalf("no frame has %q and %q", in, change[0])
	}
	f := &recorded.Frames[n]
	f.JSON = []byte(strings.Replace(string(f.JSON), change[0], change[1], 1))
	changed = filepath.Join(t.TempDir(), "changed.jsonl")
	var b bytes.Buffer
	if err := errors.Join(recorded.Write(&b), os.WriteFile(changed, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return changed, n + 1
}

func TestAReplayTellsWhatIsDifferent(t *testing.T) {
	file := recordQuiet(t)
	for name, c := range map[string]struct {
		change [2]string
		in     []string
		want   string
	}{
		"the code of a reply":   {[2]string{`"code":0`, `"code":26320`}, []string{"alice", `"totalCount":2`}, "is different in code"},
		"who has not read":      {[2]string{`"userId":"bob"`, `"userId":"erin"`}, []string{"alice", `"users":[{"userId":"bob"},{"userId":"carol"}]`}, `getReadReceipt is different in users`},
		"the text of a message": {[2]string{"15:00", "16:00"}, []string{"bob", `"onMessage"`}, "onMessage to bob is different in message.text"},
		"who asks":              {[2]string{`"senderUserId":"alice"`, `"senderUserId":"carol"`}, []string{"bob", "onMessageReceiptRequest"}, "onMessageReceiptRequest to bob is different in senderUserId"},
		"who has read":          {[2]string{`"userIdList":{"`, `"userIdList":{"zoe`}, []string{"alice", "onMessageReceiptResponse"}, "onMessageReceiptResponse to alice does not tell as much"},
		"another event":         {[2]string{`"onMessageReceiptRequest"`, `"onReceiptReminder"`}, []string{"bob"}, "onReceiptReminder to bob does not come"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed, n := edited(t, file, c.change, c.in...)
			out, err := runQA(t, "replay", changed, "--patience", "2s", "--json")
			if err == nil {
				t.Fatalf("it is the same:\n%s", out)
			}
			var result replay.Result
			if err := json.Unmarshal([]byte(out), &result); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			d := result.Difference
			if d == nil || d.Frame != n || !strings.Contains(d.What, c.want) || len(d.Recorded) == 0 {
				t.Errorf("frame %d was changed, told was %+v", n, d)
			}
		})
	}
}

func TestAReplayHoldsTheTraceToThePromises(t *testing.T) {
	file := recordQuiet(t)
	changed, n := edited(t, file, [2]string{`"readCount":1`, `"readCount":9`}, "alice", "onMessageReceiptResponse")
	out, err := runQA(t, "replay", changed, "--patience", "2s")
	if err == nil || !strings.Contains(out, "not ok 1 - promise broken: a count never exceeds the audience") ||
		!strings.Contains(out, "frame "+strconv.Itoa(n)+" to alice") {
		t.Errorf("%v\n%s", err, out)
	}
	checkTAP(t, out)
}

func TestTheWireOfADemoIsReplayed(t *testing.T) {
	t.Chdir(t.TempDir())
	demo := openTerminal(t, 120, 40, "demo", "--speed", "4")
	demo.sees("2/4", "every promise kept")
	demo.press("\x1bOQ", "e") // F2, and export
	demo.sees("frames written to")
	demo.press("\x1b")
	demo.sees("you sit here")
	demo.leave()
	files, err := filepath.Glob("seenby-wire-*.jsonl")
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if out, err := runQA(t, "replay", files[0], "--patience", patience.String()); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// The pane shows a broken promise, too: one is planted.
func TestATraceOfATestRunOpensInTheWirePane(t *testing.T) {
	file := record(t, "two-devices")
	viewer := openTerminal(t, 120, 40, "demo", "--open", file)
	viewer.sees("onMessageReceiptResponse", "every promise kept", "bob")
	viewer.press("q")
	<-viewer.ended
	viewer.ended <- nil
	changed, _ := edited(t, file, [2]string{`"readCount":1`, `"readCount":7`}, "alice", "onMessageReceiptResponse")
	viewer = openTerminal(t, 120, 40, "demo", "--open", changed)
	viewer.sees("a count never exceeds the audience")
	viewer.press("q")
	<-viewer.ended
	viewer.ended <- nil
}
