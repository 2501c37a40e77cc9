//go:build unix

package tty

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// stopWithin is how long the system may take to stop a program: what still runs
// then was not stopped.
const stopWithin = time.Second

// stop stops the program and all of its job, until it is continued.
func stop() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return err
	}
	running := time.NewTimer(stopWithin) // both may be there at once after a stop
	defer running.Stop()
	select {
	case <-continued:
		return nil
	case <-running.C:
	}
	select {
	case <-continued:
		return nil
	default:
		return ErrNoShell
	}
}
