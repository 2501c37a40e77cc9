//go:build !unix

package tty

// stop says that there are no jobs here.
func stop() error { return ErrNoShell }
