package tty

import (
	"errors"
	"io"
	"os/exec"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// lent counts who has the terminal at the moment in place of the program.
var lent atomic.Int32

// Lend gives the terminal to a command, as [tea.ExecProcess] does, with its title
// as it was. What keys of the terminal signal meanwhile is meant for the command.
func Lend(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
	return tea.Exec(&loan{cmd, cmd.Run}, done)
}

// ErrNoShell is why a program cannot be suspended.
var ErrNoShell = errors.New("no shell here could go on with it")

// Suspend gives the terminal to the shell and stops the program until that goes
// on with it. Done is told [ErrNoShell], after a moment, where the system does not
// stop a program because no shell would ever go on with it: as the only one of a
// window, or of an SSH connection.
func Suspend(done func(error) tea.Msg) tea.Cmd {
	return tea.Exec(&loan{nil, stop}, done)
}

// A loan is what runs while something else has the terminal.
type loan struct {
	cmd *exec.Cmd // nil where it is the shell
	run func() error
}

// SetStdin lends the terminal's input.
func (l *loan) SetStdin(r io.Reader) {
	if l.cmd != nil {
		l.cmd.Stdin = r
	}
}

// SetStdout lends its output.
func (l *loan) SetStdout(w io.Writer) {
	if l.cmd != nil {
		l.cmd.Stdout = w
	}
}

// SetStderr lends it for errors.
func (l *loan) SetStderr(w io.Writer) {
	if l.cmd != nil {
		l.cmd.Stderr = w
	}
}

// Run runs it. The library has given back the rest of the terminal.
func (l *loan) Run() error {
	lent.Add(1)
	defer lent.Add(-1)
	t := open()
	t.finish()
	defer t.keepTitle()
	return l.run()
}
