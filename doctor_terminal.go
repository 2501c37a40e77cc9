package main

import (
	"fmt"
	"image/color"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"seenby/ui/cell"
	"seenby/ui/notify"
)

// terminal looks at the terminal: what the environment tells, and what it
// answers itself.
func (d *doctor) terminal(env func(string) string) {
	d.locale(env)
	in, out := term.IsTerminal(os.Stdin.Fd()), term.IsTerminal(os.Stdout.Fd())
	name := env("TERM")
	switch {
	case !in || !out:
		d.found("terminal", stateNote, "this is no terminal: it is asked nothing")
		return
	case name == "" || name == "dumb":
		d.found("terminal", stateProblem, fmt.Sprintf("TERM is %q: it can draw no screen", name), "use --plain here, or set TERM to what the terminal is")
		return
	}
	if pane := env("TMUX_PANE"); pane != "" {
		d.inTmux = askTmux(d.cmd.Context(), pane, "#{version}") != nil
	}
	d.size()
	d.colours(env)
	heard := ask(os.Stdin, os.Stdout)
	if !heard.any {
		d.found("answers", stateNote, fmt.Sprintf("%s answers no question", name))
	} else if heard.version != "" {
		d.found("terminal", stateOK, fmt.Sprintf("%s, TERM is %s", heard.version, name))
	} else {
		d.found("terminal", stateOK, fmt.Sprintf("TERM is %s", name))
	}
	d.background(heard)
	d.focus(heard, env)
	d.keys(heard)
	d.widths(heard)
	d.beyond(heard, env)
	d.around(env)
}

// locale looks whether text is UTF-8.
func (d *doctor) locale(env func(string) string) {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		value := env(name)
		if value == "" {
			continue
		}
		if low := strings.ToLower(value); strings.Contains(low, "utf-8") || strings.Contains(low, "utf8") {
			d.found("locale", stateOK, name+" is "+value)
		} else {
			d.found("locale", stateNote, name+" is "+value+", which is not UTF-8: other programs may garble what you copy", "export LANG=C.UTF-8")
		}
		return
	}
	d.found("locale", stateNote, "none is set: tmux and others then take text for ASCII", "export LANG=C.UTF-8")
}

func (d *doctor) size() {
	const wide = 100
	w, h, err := term.GetSize(os.Stdout.Fd())
	size := fmt.Sprintf("%dx%d", w, h)
	switch {
	case err != nil:
		d.found("size", stateProblem, "it cannot be told: "+err.Error())
	case w < 40 || h < 10:
		d.found("size", stateProblem, size+", and the chat needs 40x10", "make the window larger, or use --plain")
	case w < wide:
		d.found("size", stateOK, fmt.Sprintf("%s: one column; from %d columns on groups and panels stand beside the messages", size, wide))
	default:
		d.found("size", stateOK, size)
	}
}

func (d *doctor) colours(env func(string) string) {
	if env("NO_COLOR") != "" {
		d.found("colours", stateOK, "none, since NO_COLOR is set")
		return
	}
	switch colorprofile.Detect(os.Stdout, os.Environ()) {
	case colorprofile.TrueColor:
		d.found("colours", stateOK, "16 million")
	case colorprofile.ANSI256:
		d.found("colours", stateOK, "256")
	case colorprofile.ANSI:
		d.found("colours", stateOK, "16")
	default:
		d.found("colours", stateNote, "none that this TERM tells of: signs and words say all")
	}
}

func (d *doctor) background(heard answers) {
	if heard.background == nil {
		d.found("background", stateNote, "it is not told: the dark theme is taken", "where it is light: alt+t in the chat, or theme = \"light\" in the configuration")
		return
	}
	r, g, b, _ := heard.background.RGBA()
	shade := "light"
	if dark(heard.background) {
		shade = "dark"
	}
	d.found("background", stateOK, fmt.Sprintf("%s, #%02x%02x%02x: the theme follows it", shade, r>>8, g>>8, b>>8))
}

// dark reports whether a colour is nearer to black than to white.
func dark(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return 299*r+587*g+114*b < 500*0xffff
}

// focus looks whether the terminal tells where the focus is, on which reading
// hangs.
func (d *doctor) focus(heard answers, env func(string) string) {
	const instead = "you count as there for two minutes after a key, a click or a scroll"
	switch {
	case d.inTmux && tmuxOption("focus-events") == "off":
		d.found("focus", stateNote, "tmux does not tell it: "+instead, "in tmux.conf: set -g focus-events on")
	case env("STY") != "" && !d.inTmux:
		d.found("focus", stateNote, "GNU screen does not tell it: "+instead, "tmux does, with: set -g focus-events on")
	case heard.focused || heard.knows(1004):
		d.found("focus", stateOK, "it is told: only what you look at counts as read")
	case heard.any:
		d.found("focus", stateNote, "perhaps not told: then "+instead)
	default:
		d.found("focus", stateNote, "not known; where it is not told, "+instead)
	}
}

// keys looks which keys can be told apart.
func (d *doctor) keys(heard answers) {
	const instead = "alt+enter and ctrl+j write a new line everywhere"
	switch {
	case heard.kitty:
		d.found("keys", stateOK, "all are told apart, shift+enter too")
	case heard.otherKeys:
		d.found("keys", stateOK, "shift+enter is told apart (modifyOtherKeys)")
	case d.inTmux && tmuxOption("extended-keys") != "off":
		d.found("keys", stateOK, "shift+enter is told apart, if the terminal around tmux does")
	case d.inTmux:
		d.found("keys", stateNote, "shift+enter looks like enter; "+instead, "in tmux.conf: set -s extended-keys on", "and: set -as terminal-features 'xterm*:extkeys'")
	default:
		d.found("keys", stateNote, "shift+enter looks like enter; "+instead)
	}
}

// widths compares how wide the terminal draws what it may draw in several ways
// with how wide it is taken to be.
func (d *doctor) widths(heard answers) {
	if len(heard.columns) != 2*len(samples) {
		d.found("width", stateNote, "it does not say where its cursor is: the width of CJK and emoji is not known")
		return
	}
	rule, columns, how := cell.WcWidth, heard.columns[:len(samples)], "by the letter"
	if heard.knows(2027) {
		rule, columns, how = cell.Grapheme, heard.columns[len(samples):], "by the sign (mode 2027)"
	}
	off := differ(rule, columns)
	switch {
	case len(off) == 0:
		d.found("width", stateOK, "CJK and emoji are as wide as they are taken for, "+how)
		return
	case rule == cell.WcWidth && len(differ(cell.Grapheme, columns)) == 0:
		d.found("width", stateNote, "emoji are drawn whole, and the terminal does not tell so", "--width grapheme, or width = \"grapheme\" in the configuration")
		return
	}
	state := stateNote
	if strings.HasPrefix(off[0], samples[0].name) {
		state = stateProblem
	}
	d.found("width", state, "drawn otherwise than taken for, "+how+": "+strings.Join(off, ", "),
		"rows with such signs may be off by a column: look for emoji or ambiguous width in its settings")
}

// differ tells which samples are drawn otherwise than a rule has it.
func differ(rule cell.Rule, columns []int) (off []string) {
	for i, s := range samples {
		if want := rule.Width(cell.Clean(s.text)); columns[i] != want {
			off = append(off, fmt.Sprintf("%s %d for %d", s.name, columns[i], want))
		}
	}
	return off
}

// beyond tells of what goes past the screen: notifications, the clipboard,
// links.
func (d *doctor) beyond(heard answers, env func(string) string) {
	kind := notify.Known(env)
	switch {
	case kind == notify.Off:
		d.found("notifications", stateNote, "none on the desktop that is known of this terminal; the bell rings", "where it takes one: --notify-desktop osc9, osc777 or osc99")
	case d.inTmux && tmuxOption("allow-passthrough") != "on":
		d.found("notifications", stateNote, fmt.Sprintf("%s, which tmux keeps back", kind), "in tmux.conf: set -g allow-passthrough on")
	default:
		d.found("notifications", stateOK, fmt.Sprint(kind))
	}
	switch {
	case d.inTmux && tmuxOption("set-clipboard") != "on":
		d.found("clipboard", stateNote, "tmux keeps back what is copied (OSC 52)", "in tmux.conf: set -g set-clipboard on")
	case heard.clipboard:
		d.found("clipboard", stateOK, "OSC 52")
	default:
		d.found("clipboard", stateNote, "whether OSC 52 is taken is not told; ctrl+g in the chat leaves the mouse to the terminal")
	}
}

// around tells what stands between the program and the person.
func (d *doctor) around(env func(string) string) {
	switch {
	case d.inTmux:
		d.found("tmux", stateOK, "nothing is read while no client shows this pane")
	case env("STY") != "":
		d.found("screen", stateNote, "nothing is read while it is detached; which of its windows is shown is not told")
	case env("SSH_CONNECTION") != "" || env("SSH_TTY") != "":
		d.found("ssh", stateOK, "the terminal gives a sign before anything counts as read")
	}
}
