// Package draw runs a Bubble Tea program that draws its screen as soon as it
// changes. Bubble Tea itself writes on a clock, so that a key waits for the next
// tick, and the clock wakes a program in which nothing happens.
//
// The event loop, the keyboard and the commands stay Bubble Tea's, and the cells
// are brought to the terminal by its library, ultraviolet. What lies between is
// here: when a frame is drawn, the modes of the terminal, its size, and that it
// is given back as it was, whatever ends the program or has the terminal
// meanwhile.
//
// It draws views that fill the screen, and of a view what the models of seenby
// use: content, cursor, colours, title, mouse, focus, pasting. It knows no
// progress bar, no program status, no OnMouse, and no keyboard enhancements but the first.
package draw

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"seenby/crash"
)

// Options say how a program is shown. The zero Options are those of one that is
// on standard input and output.
type Options struct {
	// Filter sees each message before the model, as in [tea.WithFilter].
	Filter func(tea.Model, tea.Msg) tea.Msg
	// Copy gets what the terminal is sent, nil for nobody. It must not block.
	Copy io.Writer
	// In and Out are the terminal; nil is standard input, or the terminal of the
	// session where that is none, and standard output.
	In, Out *os.File
	// Env is the environment, that of the process when nil.
	Env []string
}

// A Program is a Bubble Tea program that draws at once. It is to be run once.
type Program struct {
	tea      *tea.Program
	terminal *terminal
	drawer   *drawer
	filter   func(tea.Model, tea.Msg) tea.Msg
	outer    context.Context
	ctx      context.Context
	cancel   context.CancelCauseFunc
}

// New makes a program that shows a model until ctx ends, the model quits or the
// terminal is gone. It handles no signal but that of another size.
func New(ctx context.Context, model tea.Model, o Options) *Program {
	p := &Program{outer: ctx, filter: o.Filter}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	if o.Env == nil {
		o.Env = os.Environ()
	}
	p.terminal = openTerminal(o)
	p.drawer = newDrawer(p.terminal, o.Env)
	now := ground{profile: colorprofile.Detect(p.terminal.out, o.Env)}
	now.width, now.height = p.terminal.size()
	p.tea = tea.NewProgram(&shown{Model: model, p: p, now: frame{ground: now}},
		tea.WithoutRenderer(), tea.WithoutSignalHandler(),
		tea.WithFPS(1), // what it still has a clock for is written by the drawer
		tea.WithContext(p.ctx), tea.WithFilter(p.look), tea.WithColorProfile(now.profile), tea.WithWindowSize(now.width, now.height),
		tea.WithInput(p.terminal.in), tea.WithOutput(p.terminal.out), tea.WithEnvironment(o.Env))
	if reports(o.Env) {
		p.drawer.say(ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
	}
	return p
}

// Send hands the model a message. It waits until the program runs, and until it
// takes it; once the program has ended it does nothing.
func (p *Program) Send(msg tea.Msg) { p.tea.Send(msg) }

// Quit has the program end, once the model has taken what came before.
func (p *Program) Quit() { p.tea.Quit() }

// Kill ends the program at once.
func (p *Program) Kill() { p.cancel(tea.ErrProgramKilled) }

// Run shows the model. When it returns, the terminal is as it was. The errors
// are those of [tea.Program.Run], or say what is wrong with the terminal.
func (p *Program) Run() error {
	defer p.cancel(nil)
	defer p.terminal.close()
	if err := p.enter(); err != nil {
		return err
	}
	var running sync.WaitGroup
	running.Go(func() { defer crash.Guard(); p.draw() })
	running.Go(func() {
		defer crash.Guard()
		if err := p.terminal.follow(p.ctx, p.Send); err != nil {
			p.cancel(err)
		}
	})
	_, err := p.tea.Run()
	if cause := context.Cause(p.ctx); cause != nil && p.outer.Err() == nil && !errors.Is(err, tea.ErrProgramPanic) {
		err = cause
	}
	if p.leave() {
		p.cancel(nil)
		running.Wait()
	}
	return err
}

// draw draws what is shown. Its goroutine is nobody's but ours, so that who
// catches a panic here is us.
func (p *Program) draw() {
	defer func() {
		if r := recover(); r != nil {
			p.cancel(fmt.Errorf("draw the screen: %v", r))
		}
	}()
	p.drawer.run(p.ctx)
}

// enter takes the terminal.
func (p *Program) enter() error {
	if err := p.terminal.raw(); err != nil {
		return err
	}
	p.drawer.enter()
	return nil
}

// patience is how long a terminal that takes nothing is waited for at the end.
const patience = 2 * time.Second

// leave gives the terminal back, and reports whether it took what that needs. It
// does nothing when the terminal is not ours.
func (p *Program) leave() bool {
	left := make(chan struct{})
	go func() {
		defer crash.Guard()
		p.drawer.leave()
		close(left)
	}()
	defer p.terminal.restore()
	select {
	case <-left:
		return true
	case <-time.After(patience):
		return false
	}
}

// Messages of Bubble Tea's own, which have no name outside of it.
var (
	execMsg       = reflect.TypeOf(tea.Exec(nil, nil)()) // another program gets the terminal
	clearMsg      = reflect.TypeOf(tea.ClearScreen())
	clipboardMsg  = reflect.TypeOf(tea.SetClipboard("")())
	backgroundMsg = reflect.TypeOf(tea.RequestBackgroundColor())
)

// look sees each message first: before Bubble Tea does, who gives the terminal
// away as soon as it has it, and who keeps words for its clock.
func (p *Program) look(m tea.Model, msg tea.Msg) tea.Msg {
	if p.filter != nil {
		msg = p.filter(m.(*shown).Model, msg)
	}
	if words, ok := wordsOf(msg); ok {
		p.drawer.say(words)
		return nil
	}
	if away(msg) {
		p.leave()
	}
	return msg
}

// wordsOf returns what a message has the terminal sent, if that is all it does.
func wordsOf(msg tea.Msg) (string, bool) {
	if raw, ok := msg.(tea.RawMsg); ok {
		return fmt.Sprint(raw.Msg), true
	}
	switch reflect.TypeOf(msg) {
	case clipboardMsg:
		return ansi.SetSystemClipboard(reflect.ValueOf(msg).String()), true
	case backgroundMsg:
		return ansi.RequestBackgroundColor, true
	}
	return "", false
}

// away reports whether somebody else has the terminal between [Program.look] and
// the model's Update.
func away(msg tea.Msg) bool {
	_, suspend := msg.(tea.SuspendMsg)
	return suspend || reflect.TypeOf(msg) == execMsg
}

// A shown is a model of which every view is drawn.
type shown struct {
	tea.Model
	p   *Program
	now frame
}

// Init begins.
func (s *shown) Init() (cmd tea.Cmd) {
	s.p.safely(func() { cmd = s.Model.Init() })
	return s.p.guarded(cmd)
}

// Update takes a message, and what it says of the terminal.
func (s *shown) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.now.width, s.now.height = msg.Width, msg.Height
		s.now.anew++ // a terminal moves what it shows
	case tea.ColorProfileMsg:
		s.now.profile = msg.Profile
	case tea.ModeReportMsg:
		switch {
		case msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset: // it has it, and nobody else uses it
			s.now.synced = true
		case msg.Mode == ansi.ModeUnicodeCore && (msg.Value.IsSet() || msg.Value == ansi.ModeReset):
			s.now.graphemes = true
		}
	default:
		if reflect.TypeOf(msg) == clearMsg {
			s.now.anew++
		}
	}
	if away(msg) {
		if err := s.p.enter(); err != nil {
			s.p.cancel(err)
		}
		s.p.terminal.askSize()
	}
	s.p.safely(func() { s.Model, cmd = s.Model.Update(msg) })
	return s, s.p.guarded(cmd)
}

// View has the model drawn as it is.
func (s *shown) View() tea.View {
	s.p.safely(func() { s.now.view = s.Model.View() })
	f := s.now
	if f.view.Cursor != nil {
		cursor := *f.view.Cursor // the model may move it while the frame is drawn
		f.view.Cursor = &cursor
	}
	s.p.drawer.show(f)
	return f.view
}

// safely gives the terminal back before Bubble Tea says of a panic in f, so that
// it can be read.
func (p *Program) safely(f func()) {
	done := false
	defer func() {
		if !done {
			p.leave()
		}
	}()
	f()
	done = true
}

// guarded is cmd with the same for it, and for those that it yields at once.
func (p *Program) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		p.safely(func() { msg = cmd() })
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = p.guarded(c)
			}
		}
		return msg
	}
}
