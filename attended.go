package main

import (
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
)

// attended returns what tells whether anybody sees this terminal: the
// multiplexer in which the program runs, if any; and whether the terminal is to
// give a sign itself, because it is at the other end of a connection.
func attended(env func(string) string) (seen func(context.Context) bool, echo bool) {
	tmux, screen := env("TMUX_PANE"), env("STY")
	if tmux == "" && screen == "" {
		return nil, env("SSH_CONNECTION") != "" || env("SSH_TTY") != ""
	}
	sockets := screenSockets(env)
	return func(ctx context.Context) bool { // one may run in the other
		return (tmux == "" || seenInTmux(ctx, tmux)) && (screen == "" || seenInScreen(sockets))
	}, false
}

// seenInTmux asks tmux whether a client shows the window of a pane. Where it
// does not say, or speaks of another terminal, somebody is taken to see this
// one: the environment may have been inherited from a pane by a terminal
// elsewhere.
func seenInTmux(ctx context.Context, pane string) bool {
	words := askTmux(ctx, pane, "#{session_attached} #{window_active_clients} #{?window_zoomed_flag,#{pane_active},1}")
	return !slices.Contains(words, "0")
}

// askTmux returns the words of an answer of tmux about a pane, nil when there is
// none, or the pane is another terminal than this one.
func askTmux(ctx context.Context, pane, format string) []string {
	out, err := exec.CommandContext(ctx, "tmux", "display-message", "-p", "-t", pane, "#{pane_tty} "+format).Output()
	words := strings.Fields(string(out))
	if err != nil || len(words) == 0 || !isTerminal(os.Stdin, words[0]) {
		return nil
	}
	return words[1:]
}

// isTerminal reports whether file is the terminal of this name.
func isTerminal(file *os.File, name string) bool {
	a, err := file.Stat()
	if err != nil {
		return false
	}
	b, err := os.Stat(name)
	return err == nil && os.SameFile(a, b)
}

// screenSockets returns where the socket of the GNU screen session may be.
func screenSockets(env func(string) string) []string {
	dirs := []string{env("SCREENDIR"), filepath.Join(env("HOME"), ".screen")}
	if u, err := user.Current(); err == nil {
		for _, base := range []string{"/run/screen", "/var/run/screen", "/tmp/screens", "/tmp/uscreens"} {
			dirs = append(dirs, filepath.Join(base, "S-"+u.Username))
		}
	}
	var sockets []string
	for _, dir := range dirs {
		if dir != "" {
			sockets = append(sockets, filepath.Join(dir, env("STY")))
		}
	}
	return sockets
}

// seenInScreen reports whether the session is attached: its socket can be
// executed by its owner then, as screen's manual has it.
func seenInScreen(sockets []string) bool {
	for _, path := range sockets {
		if info, err := os.Stat(path); err == nil {
			return info.Mode().Perm()&0o100 != 0
		}
	}
	return true
}
