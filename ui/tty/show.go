// Package tty shows a model on the terminal, and gives the terminal back
// whatever happens: when the user leaves, when the program is told to end, and
// when something in it panics, on whatever goroutine.
package tty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/crash"
	"seenby/ui/draw"
)

// Options say how a model is shown.
type Options struct {
	// Name is what is shown, for a report of a crash.
	Name string
	// Version is that of the program, for the same.
	Version string
	// Reports is the directory that reports of crashes are written into; without
	// one there are none.
	Reports string
	// Filter sees the messages of the program first, as that of
	// [tea.WithFilter]; nil lets all of them through.
	Filter func(tea.Model, tea.Msg) tea.Msg
	// Copy gets all that is drawn, nil for nobody. It must not block.
	Copy io.Writer
	// Beside run while the model is shown, each on a goroutine of its own. They
	// send it messages, and return when ctx ends.
	Beside []func(ctx context.Context, send func(tea.Msg))
}

// ErrCrashed is what a [CrashError] is.
var ErrCrashed = errors.New("the program made a mistake and had to stop")

// A CrashError says that the program ended because something in it panicked. The
// terminal is as it was before.
type CrashError struct {
	// Report is the file that says more, "" when there is none.
	Report string
	// Unwritten is why there is none.
	Unwritten error
}

// Error is one line, with a way out.
func (e *CrashError) Error() string {
	where := "what is known of it is in " + e.Report + " (no messages, no tokens)"
	if e.Report == "" {
		where = fmt.Sprintf("there is no report of it (%v)", e.Unwritten)
	}
	return ErrCrashed.Error() + "; nothing is lost, start it again to go on; " + where
}

// Unwrap says what it is.
func (e *CrashError) Unwrap() error { return ErrCrashed }

// How long the program may take to end once it was told to, or has crashed, until
// the terminal is taken from it.
const (
	endWithin   = 10 * time.Second
	crashWithin = 3 * time.Second
)

// A show is a model that is on the terminal.
type show struct {
	o      Options
	term   terminal
	cancel func()
	given  atomic.Bool   // the terminal is given back
	over   chan struct{} // closed when it is over

	once, reported sync.Once
	crashed        chan struct{} // closed when err is set
	err            *CrashError
}

// Show shows a model until it quits, until ctx ends or SIGQUIT comes, which are
// no errors, or until something panics, which is a *[CrashError]. All of Beside
// have ended then; after a crash that is waited for a few seconds only, because
// something may hang that the crash has left behind. When the program does not
// let go of the terminal in time, it is taken back and the process ends.
func Show(ctx context.Context, model tea.Model, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &show{o: o, term: open(), cancel: cancel, over: make(chan struct{}), crashed: make(chan struct{})}
	defer close(s.over)
	defer crash.Watch(s.crash)() // what panics afterwards does it in Go's own way
	defer OnSignal(cancel, syscall.SIGQUIT)()
	program := draw.New(context.WithoutCancel(ctx), &guarded{Model: model, crashed: s.crashed, bad: s.report}, draw.Options{Filter: o.Filter, Copy: o.Copy})
	go s.end(ctx, program)
	var beside sync.WaitGroup
	for _, run := range o.Beside {
		beside.Go(func() {
			defer crash.Guard()
			run(ctx, program.Send)
		})
	}
	s.term.keepTitle()
	err := program.Run()
	s.term.finish()
	s.given.Store(true)
	told := ctx.Err() != nil
	cancel() // what runs beside ends, too
	s.wait(&beside)
	select {
	case <-s.crashed:
		return s.err
	default:
	}
	switch {
	case err == nil || told && errors.Is(err, tea.ErrProgramKilled):
		return nil
	case errors.Is(err, tea.ErrProgramPanic): // on a goroutine of the library
		return &CrashError{Unwritten: errors.New("what is known of it stands above")}
	}
	return fmt.Errorf("run the terminal: %w", err)
}

// wait waits for what ran beside, after a crash a few seconds only.
func (s *show) wait(beside *sync.WaitGroup) {
	gone := make(chan struct{})
	go func() {
		defer crash.Guard()
		defer close(gone)
		beside.Wait()
	}()
	select {
	case <-gone:
		return
	case <-s.crashed:
	}
	select {
	case <-gone:
	case <-time.After(crashWithin):
	}
}

// crash is told of panics; the first one counts.
func (s *show) crash(c crash.Crash) {
	s.once.Do(func() {
		s.err = &CrashError{}
		s.err.Report, s.err.Unwritten = s.write(c)
		close(s.crashed)
		s.cancel()
	})
}

// write writes a report.
func (s *show) write(c crash.Crash) (path string, err error) {
	if s.o.Reports == "" {
		return "", errors.New("no place for it")
	}
	return c.Write(s.o.Reports, time.Now(), "seenby "+s.o.Version+" "+s.o.Name, "terminal: "+os.Getenv("TERM"))
}

// report writes a report of what the program survived, the first time only.
func (s *show) report(c crash.Crash) {
	s.reported.Do(func() { _, _ = s.write(c) })
}

// end has the program quit when ctx ends. Where it does not, because a crash may
// have left a lock behind, it is killed, then the terminal is taken back and the
// process ended. An editor is waited for: it has what its user writes.
func (s *show) end(ctx context.Context, program *draw.Program) {
	defer crash.Guard()
	select {
	case <-ctx.Done():
	case <-s.over:
		return
	}
	go func() {
		defer crash.Guard()
		program.Quit() // waits until it is taken
	}()
	err, limit := errors.New("the program hangs: it was ended"), endWithin
	select {
	case <-s.crashed:
		err, limit = s.err, crashWithin
	default:
	}
	if !s.stays(limit) {
		return
	}
	go func() {
		defer crash.Guard()
		program.Kill()
	}()
	if !s.stays(limit + crashWithin) { // wait takes that much
		return
	}
	if !s.given.Load() {
		s.term.takeBack()
	}
	_, _ = fmt.Fprintln(os.Stderr, "seenby:", err)
	os.Exit(1)
}

// stays reports whether it is not over after this long, or longer while something
// has the terminal.
func (s *show) stays(long time.Duration) bool {
	for again := true; again; again = lent.Load() > 0 {
		select {
		case <-s.over:
			return false
		case <-time.After(long):
		}
	}
	return true
}

// OnSignal calls do at the first of these signals, and no more after stop. What
// the keys of a terminal signal while a command has it ([Lend]) is left to that.
func OnSignal(do func(), signals ...os.Signal) (stop func()) {
	came, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(came, signals...)
	go func() {
		defer crash.Guard()
		for {
			select {
			case sig := <-came:
				if lent.Load() == 0 || sig != syscall.SIGINT && sig != syscall.SIGQUIT {
					do()
					return
				}
			case <-over:
				return
			}
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(came)
		close(over)
	})
}
