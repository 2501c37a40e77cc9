package checklist_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/demo/checklist"
)

var at = time.Date(2026, 3, 2, 9, 41, 0, 0, time.UTC)

// A place is a hub that says what the test wants.
type place struct {
	view checklist.View
	err  error
	did  []checklist.Act
}

func (p *place) Now(context.Context) (chat.Seq, error) { return 7, p.err }

func (p *place) Look(context.Context, chat.Seq) (checklist.View, error) { return p.view, p.err }

func (p *place) Do(_ context.Context, a checklist.Act) (string, error) {
	p.did = append(p.did, a)
	return "done: " + string(a), nil
}

// everything is a view in which all that can be good is.
func everything() checklist.View {
	read := []chat.Reader{{User: "bob", BeforeEdit: true}, {User: "carol"}}
	return checklist.View{
		Message: &chat.Message{Edited: 1, Recalled: 1, Receipt: &chat.ReceiptInfo{Asked: true}},
		Lists:   map[chat.ReaderList][]chat.Reader{chat.ListRead: read, chat.ListAlso: read, chat.ListLeft: read},
		Tally:   chat.Tally{Read: 2, Total: 2}, Online: []chat.UserID{"bob"},
	}
}

func report() *checklist.Report {
	return &checklist.Report{Began: at, Program: "1.2", Hub: "ws://h/v1/ws", Group: "g", People: []string{"alice", "bob", "carol"}}
}

// walk goes through the steps with these answers.
func walk(t *testing.T, p *place, r *checklist.Report, answers string) (said string, err error) {
	t.Helper()
	var out strings.Builder
	saved := 0
	w := &checklist.Walk{
		Place: p, Report: r, In: strings.NewReader(answers), Out: &out, Echo: true, Now: func() time.Time { return at },
		Save: func() error { saved++; return nil },
		Run:  map[string]string{"alice": "run-alice", "bob": "run-bob", "bob 2": "run-bob-2", "carol": "run-carol"},
	}
	before := len(r.Results)
	err = w.Go(t.Context())
	if made := len(r.Results) - before; saved < made && len(r.People) > 2 {
		t.Errorf("saved %d times for %d results", saved, made)
	}
	return out.String(), err
}

func TestTheStepsAreWhole(t *testing.T) {
	steps := checklist.Steps()
	if len(steps) < 20 {
		t.Errorf("there are %d steps", len(steps))
	}
	ids := map[string]bool{}
	for _, s := range steps {
		if ids[s.ID] || s.ID == "" || s.Title == "" || len(s.Do) == 0 || len(s.See) == 0 {
			t.Errorf("step %q lacks something, or is there twice", s.ID)
		}
		ids[s.ID] = true
	}
	said, err := walk(t, &place{view: everything()}, report(), strings.Repeat("p\n", len(steps)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(said, "{}") {
		t.Errorf("a name was not replaced:\n%s", said)
	}
	for _, want := range []string{"run-alice", "run-bob", "run-bob-2", "run-carol", "The hub: bob's answer arrived: yes", "Step 28 of 28"} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing was said of %q", want)
		}
	}
}

func TestAnswers(t *testing.T) {
	type result struct {
		id      string
		verdict checklist.Verdict
		remark  string
	}
	for name, c := range map[string]struct {
		answers string
		want    []result
		says    string
	}{
		"all three":             {"pass\nf the bar is missing\ns later\n", []result{{"start", "pass", ""}, {"flag-on-send", "fail", "the bar is missing"}, {"unfocused", "skip", "later"}}, "Step 4 of"},
		"what was seen instead": {"f\nnothing at all\n", []result{{"start", "fail", "nothing at all"}}, "what did you see instead"},
		"a failure cut off":     {"f\n", nil, "what did you see instead"},
		"the hub is asked":      {"\n", nil, "The hub: bob is online: yes"},
		"back":                  {"p\nb\nf no\n", []result{{"start", "fail", "no"}}, "Step 1 of"},
		"back at the first":     {"b\np\n", []result{{"start", "pass", ""}}, "Step 2 of"},
		"help":                  {"?\n", nil, "--continue goes on later"},
		"what is none":          {"perhaps\n", nil, `"perhaps" is no answer`},
		"nothing to do":         {"r\n", nil, "There is nothing"},
		"leaving":               {"p\nq\np\n", []result{{"start", "pass", ""}}, "Step 2 of"},
		"nothing":               {"", nil, "Step 1 of"},
		"what is hostile":       {"p \x1b[31mred\x07\n", []result{{"start", "pass", "␛red␛"}}, "Step 2 of"},
	} {
		t.Run(name, func(t *testing.T) {
			r := report()
			said, err := walk(t, &place{view: everything()}, r, c.answers)
			if !errors.Is(err, checklist.ErrStopped) {
				t.Errorf("it ended with %v", err)
			}
			var got []result
			for _, one := range r.Results {
				got = append(got, result{one.ID, one.Verdict, one.Remark})
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(result{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !strings.Contains(said, c.says) || strings.ContainsRune(said, '\x1b') {
				t.Errorf("it does not say %q:\n%s", c.says, said)
			}
		})
	}
}

func TestTheHubsWordIsNoted(t *testing.T) {
	r := report()
	said, _ := walk(t, &place{}, r, "p\n")
	if !strings.Contains(said, "although the hub says otherwise") || r.Results[0].Hub[0].Holds {
		t.Errorf("%+v\n%s", r.Results, said)
	}
	r = report()
	said, _ = walk(t, &place{err: errors.New("the hub\x1b is away")}, r, "p\n")
	if strings.Contains(said, "otherwise") || !strings.Contains(said, "bob is online: not known: the hub") {
		t.Errorf("%+v\n%s", r.Results, said)
	}
	if _, _, _, against := r.Count(); against != 0 {
		t.Error("what the hub could not say counts against it")
	}
}

func TestWithoutAThirdPersonItsStepsAreLeftOut(t *testing.T) {
	r := report()
	r.People = r.People[:2]
	said, err := walk(t, &place{view: everything()}, r, strings.Repeat("p\n", 100))
	if err != nil {
		t.Fatal(err)
	}
	passed, _, skipped, _ := r.Count()
	if skipped < 3 || passed+skipped != len(checklist.Steps()) || strings.Contains(said, "run-carol") {
		t.Errorf("%d passed, %d skipped", passed, skipped)
	}
}

func TestActsAreDone(t *testing.T) {
	r, p := report(), &place{view: everything()}
	for _, s := range checklist.Steps() {
		if s.ID != "scrolled" && s.ID != "hub-restart" {
			r.Put(checklist.Result{ID: s.ID, Verdict: checklist.Passed})
		}
	}
	said, err := walk(t, p, r, "r\np\nr\nr\np\n")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]checklist.Act{checklist.ActFill, checklist.ActHub, checklist.ActHub}, p.did); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(said, "Type r to send forty messages as alice.") {
		t.Errorf("said:\n%s", said)
	}
}

func TestAReportIsReadAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.md")
	r := report()
	r.Put(checklist.Result{ID: "start", Verdict: checklist.Passed, At: at, Remark: "fine --> \n<!-- seenby checklist {} --> | <b>", Hub: []checklist.Finding{{Text: "bob is online"}}})
	r.Put(checklist.Result{ID: "small", Verdict: checklist.Failed, At: at, Remark: "你好"})
	for range 2 { // also over what is there
		if err := r.Save(file); err != nil {
			t.Fatal(err)
		}
	}
	got, err := checklist.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	text := string(r.Markdown())
	for _, want := range []string{
		"**Not finished:** 2 of 28 steps. 1 passed, 1 failed, 0 skipped; 1 passed although the hub says otherwise.",
		"| 1 | Two clients | pass | bob is online: no | fine", `\| &lt;b&gt; |`, "| **FAIL** |  | 你好 |", "| Hub | ws://h/v1/ws",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("files are left: %v, %v", left, err)
	}
	for name, text := range map[string]string{"empty": "", "another": "# Notes\n", "cut": string(r.Markdown()[:900])} {
		other := filepath.Join(t.TempDir(), name+".md")
		if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := checklist.Load(other); err == nil {
			t.Errorf("%s was read as a report", name)
		}
	}
}

func TestAnOutputThatIsClosedEndsIt(t *testing.T) {
	r, w := io.Pipe()
	_ = r.Close() // of a pipe, always nil
	walk := &checklist.Walk{Place: &place{}, Report: report(), In: strings.NewReader(""), Out: w, Now: time.Now, Save: func() error { return nil }}
	if err := walk.Go(t.Context()); err == nil || errors.Is(err, checklist.ErrStopped) {
		t.Errorf("it ended with %v", err)
	}
}
