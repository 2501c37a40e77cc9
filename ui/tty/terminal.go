package tty

import (
	"os"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// A terminal is the terminal as it was before the program drew on it.
type terminal struct {
	in    *term.State // nil where stdin is no terminal
	out   bool        // stdout is one
	title bool        // it may know how to keep a title
}

func open() terminal {
	t := terminal{out: term.IsTerminal(os.Stdout.Fd())}
	if state, err := term.GetState(os.Stdin.Fd()); err == nil {
		t.in = state
	}
	name := os.Getenv("TERM")
	t.title = t.out && name != "" && name != "dumb" && name != "linux" && name[0] != 'v' // vt100 and the like print what they do not know
	return t
}

// Sequences that put the title of the window on the terminal's stack, and take it
// from there (xterm's window operations 22 and 23).
const (
	pushTitle = "\x1b[22;2t"
	popTitle  = "\x1b[23;2t"
)

func (t terminal) keepTitle() {
	if t.title {
		_, _ = os.Stdout.WriteString(pushTitle)
	}
}

// finish does what the library leaves: it puts the title back and shows the
// cursor, which it hides before it takes the other screen again after a stop: some
// terminals have one cursor for each screen. Others, as GNU screen is set up, have
// one screen alone: what stays there must not stand behind the next prompt.
func (t terminal) finish() {
	if t.title {
		_, _ = os.Stdout.WriteString(popTitle)
	}
	if t.out {
		_, _ = os.Stdout.WriteString(ansi.SetModeTextCursorEnable + ansi.EraseLineRight)
	}
}

// takeBack gives the terminal back without the library that draws.
func (t terminal) takeBack() {
	if t.out {
		_, _ = os.Stdout.WriteString(ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr +
			ansi.ResetModeFocusEvent + ansi.ResetModeBracketedPaste + ansi.ResetModeUnicodeCore + ansi.ResetModeSynchronizedOutput +
			ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1) + ansi.ResetBackgroundColor +
			ansi.ResetModeAltScreenSaveCursor + ansi.ResetStyle)
		t.finish()
	}
	if t.in != nil {
		_ = term.Restore(os.Stdin.Fd(), t.in)
	}
}
