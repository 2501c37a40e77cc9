// Package checklist walks a person through the flow of read receipts, step by
// step, with real clients in other terminals: what to do, what must be seen,
// and what the hub itself can tell of it. What came of it is a report that also
// is the place to go on from.
package checklist

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"seenby/chat"
	"seenby/crash"
	"seenby/ui/cell"
)

// A Place is the hub on which it is done.
type Place interface {
	// Now is how far the group is.
	Now(ctx context.Context) (chat.Seq, error)
	// Look tells of the sender's newest message after since that asks, or else of
	// the newest after it at all.
	Look(ctx context.Context, since chat.Seq) (View, error)
	// Do does one of the acts, and says what it did.
	Do(ctx context.Context, a Act) (string, error)
}

// ErrStopped is why a walk ends before its last step.
var ErrStopped = errors.New("stopped")

// A Walk is one way through the steps.
type Walk struct {
	Place  Place
	Report *Report
	// Run is the command that starts the client of somebody of the run, by who
	// they are: "alice", "bob", "bob 2", "carol".
	Run map[string]string
	// Save is called after every answer.
	Save func() error
	In   io.Reader
	Out  io.Writer
	// EndRead ends a read of In that waits, so that nobody reads from a terminal
	// any more when the walk is over. It is nil where that does not matter.
	EndRead func()
	// Echo writes each answer, where no terminal does.
	Echo bool
	// Width is where lines are broken; 0 is nowhere.
	Width int
	Now   func() time.Time

	lines chan string
	names *strings.Replacer
	err   error
}

// asking bounds how long the hub is asked for what it can tell.
const asking = 10 * time.Second

// namesOf replaces the roles in the texts of the steps.
func namesOf(people []string, run map[string]string, group string) *strings.Replacer {
	pairs := []string{"{group}", group}
	for i, role := range []string{"alice", "bob", "carol"} {
		who := role
		if i < len(people) {
			who = people[i]
		}
		pairs = append(pairs, "{"+role+"}", who)
	}
	for role, command := range run {
		pairs = append(pairs, "{run "+role+"}", "\n"+command, "{colorless "+role+"}", "\nNO_COLOR=1 "+command, "{plain "+role+"}", "\n"+command+" --plain")
	}
	return strings.NewReplacer(pairs...)
}

// Go asks for every step that has no verdict yet. It returns [ErrStopped] when
// the person leaves or the input ends.
func (w *Walk) Go(ctx context.Context) error {
	w.names = namesOf(w.Report.People, w.Run, w.Report.Group)
	w.lines = make(chan string)
	over := make(chan struct{})
	defer func() {
		close(over)
		if w.EndRead != nil {
			w.EndRead()
			for range w.lines { // until the reader has ended
				continue
			}
		}
	}()
	go w.read(over)
	for i := 0; i < len(steps) && w.err == nil; {
		s := steps[i].replaced(w.names)
		if _, done := w.Report.Of(s.ID); done {
			i++
			continue
		}
		if s.Third && len(w.Report.People) < 3 {
			w.Report.Put(Result{ID: s.ID, Verdict: Skipped, Remark: "it takes a third person", At: w.Now()})
			continue
		}
		w.tell(i, len(steps), s)
		back, err := w.ask(ctx, s)
		if err != nil {
			return err
		}
		if back && i > 0 {
			i--
			w.forget(steps[i].ID)
		}
	}
	return w.err
}

// forget takes a verdict back.
func (w *Walk) forget(id string) {
	kept := w.Report.Results[:0]
	for _, r := range w.Report.Results {
		if r.ID != id {
			kept = append(kept, r)
		}
	}
	w.Report.Results = kept
}

// read hands over the lines of the input, until it ends or nobody wants more.
func (w *Walk) read(over <-chan struct{}) {
	defer crash.Guard()
	defer close(w.lines)
	for lines := bufio.NewScanner(w.In); lines.Scan(); {
		select {
		case w.lines <- cell.Line(lines.Text()).String():
		case <-over:
			return
		}
	}
}

// line is the next line of the input.
func (w *Walk) line(ctx context.Context) (string, error) {
	select {
	case line, ok := <-w.lines:
		if !ok {
			w.say("")
			return "", ErrStopped
		}
		if w.Echo {
			w.say("%s", line)
		}
		return strings.TrimSpace(line), nil
	case <-ctx.Done():
		w.say("")
		return "", ErrStopped
	}
}

func (w *Walk) say(format string, a ...any) { w.write(fmt.Sprintf(format, a...) + "\n") }

func (w *Walk) write(text string) {
	if _, err := io.WriteString(w.Out, text); err != nil && w.err == nil {
		w.err = fmt.Errorf("write: %w", err)
	}
}

// tell says what a step is.
func (w *Walk) tell(i, of int, s Step) {
	w.say("\nStep %d of %d: %s", i+1, of, s.Title)
	for _, part := range []struct {
		name  string
		lines []string
	}{{"Do", s.Do}, {"See", s.See}} {
		w.say("  %s", part.name)
		for _, l := range part.lines {
			text, command, has := strings.Cut(l, "\n")
			w.say("  - %s", w.broken(text))
			if has { // on a line of its own, to be copied
				w.say("      %s", command)
			}
		}
	}
	if s.Act != "" {
		w.say("  Type r to %s.", w.names.Replace(acts[s.Act]))
	}
}

// broken breaks a text between words.
func (w *Walk) broken(text string) string {
	const indent = 4
	var b strings.Builder
	at := indent
	for i, word := range strings.Fields(text) {
		width := cell.Grapheme.Width(cell.Line(word))
		switch {
		case i == 0:
		case w.Width > 0 && at+1+width > w.Width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += width
	}
	return b.String()
}

// usage is what ? says.
const usage = `  p [REMARK]   it was as it must be
  f [REMARK]   it was not: say what you saw
  s [REMARK]   leave it out
  enter        ask the hub what it can tell
  r            let the checklist do what the step says
  b            back to the step before
  q            stop here; --continue goes on later`

// ask asks until the step has a verdict, or the person wants to go back.
func (w *Walk) ask(ctx context.Context, s Step) (back bool, err error) {
	since, _ := w.Place.Now(ctx) // a hub that cannot be asked says so when it is
	for w.err == nil {
		w.write("pass, fail, skip (p, f, s), enter asks the hub, ? helps > ")
		line, err := w.line(ctx)
		if err != nil {
			return false, err
		}
		word, remark, _ := strings.Cut(line, " ")
		remark = strings.TrimSpace(remark)
		switch strings.ToLower(word) {
		case "":
			w.findings(ctx, s, since)
		case "p", "pass":
			return false, w.put(ctx, s, since, Passed, remark)
		case "f", "fail":
			if remark == "" {
				w.write("what did you see instead > ")
				if remark, err = w.line(ctx); err != nil {
					return false, err
				}
			}
			return false, w.put(ctx, s, since, Failed, remark)
		case "s", "skip":
			return false, w.put(ctx, s, since, Skipped, remark)
		case "r":
			w.act(ctx, s.Act)
		case "b", "back":
			return true, nil
		case "q", "quit":
			return false, ErrStopped
		case "?", "help":
			w.say(usage)
		default:
			w.say("  %q is no answer.", word)
			w.say(usage)
		}
	}
	return false, w.err
}

// put keeps a verdict, with what the hub says at that moment.
func (w *Walk) put(ctx context.Context, s Step, since chat.Seq, v Verdict, remark string) error {
	r := Result{ID: s.ID, Verdict: v, Remark: remark, At: w.Now()}
	if v != Skipped {
		r.Hub = w.findings(ctx, s, since)
	}
	if r.against() {
		w.say("  Noted as passed, although the hub says otherwise.")
	}
	w.Report.Put(r)
	return w.Save()
}

// findings asks the hub for what it can tell of a step, and says it.
func (w *Walk) findings(ctx context.Context, s Step, since chat.Seq) []Finding {
	if len(s.Checks) == 0 {
		w.say("  The hub can tell nothing of this step.")
		return nil
	}
	fresh := chat.Seq(0)
	for _, c := range s.Checks {
		if c.Fresh {
			fresh = since
		}
	}
	limited, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	view, err := w.Place.Look(limited, fresh)
	var found []Finding
	for _, c := range s.Checks {
		f := Finding{Text: c.Text}
		if err != nil {
			f.Unknown = cell.Line(err.Error()).String()
		} else {
			f.Holds = c.Holds(view, chat.UserID(c.Who))
		}
		w.say("  The hub: %s", f)
		found = append(found, f)
	}
	return found
}

func (w *Walk) act(ctx context.Context, a Act) {
	if a == "" {
		w.say("  There is nothing that the checklist does in this step.")
		return
	}
	said, err := w.Place.Do(ctx, a)
	if err != nil {
		said = cell.Line(err.Error()).String()
	}
	w.say("  %s", said)
}
