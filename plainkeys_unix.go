//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"
)

// keysOf makes a terminal hand on every key as it is pressed, and show none of
// them; signals of keys, such as ctrl+c, stay. It reports false, and leaves the
// terminal alone, where it is not as a shell leaves it: something else edits the
// lines there, as an editor does that has a shell in it. The terminal is as
// before after back, and like this again when the program was stopped and goes
// on, which resumed tells.
func keysOf(fd uintptr) (resumed <-chan struct{}, back func(), ok bool) {
	before, err := term.GetState(fd)
	if err != nil || before.Lflag&syscall.ICANON == 0 || before.Lflag&syscall.ECHO == 0 || os.Getenv("TERM") == "dumb" {
		return nil, nil, false
	}
	keys := *before
	keys.Lflag &^= syscall.ICANON | syscall.ECHO | syscall.IEXTEN
	keys.Cc[syscall.VMIN], keys.Cc[syscall.VTIME] = 1, 0
	if err := term.SetState(fd, &keys); err != nil {
		return nil, nil, false
	}
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	done, told := make(chan struct{}), make(chan struct{}, 1)
	go func() {
		for {
			select {
			case <-goesOn:
				_ = term.SetState(fd, &keys)
				select {
				case told <- struct{}{}:
				default: // that is not taken yet
				}
			case <-done:
				return
			}
		}
	}()
	return told, func() {
		signal.Stop(goesOn)
		close(done)
		_ = term.SetState(fd, before)
	}, true
}
