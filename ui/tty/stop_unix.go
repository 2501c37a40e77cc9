//go:build unix

package tty

import (
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/crash"
)

// wakeAfter is when a program that wanted to stop, and goes on running, is woken.
const wakeAfter = time.Second

// asleep is not nil while the program is about to stop, or has.
var asleep struct {
	sync.Mutex
	wake chan struct{} // closed when it goes on
}

// Stoppable is a filter for programs that can be suspended, as that of
// [tea.WithFilter]. The system does not stop a program that no shell would
// continue, as the only one of a terminal window; the library would wait for it
// to be continued for ever, with the terminal given back. Whatever still runs
// after a second was not stopped, and continues itself.
func Stoppable(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.SuspendMsg:
		wake := make(chan struct{})
		asleep.Lock()
		asleep.wake = wake
		asleep.Unlock()
		go rouse(wake)
	case tea.ResumeMsg:
		asleep.Lock()
		if asleep.wake != nil {
			close(asleep.wake)
			asleep.wake = nil
		}
		asleep.Unlock()
	}
	return msg
}

// rouse continues the program until it goes on.
func rouse(wake <-chan struct{}) {
	defer crash.Guard()
	for {
		select {
		case <-wake:
			return
		case <-time.After(wakeAfter):
			_ = syscall.Kill(syscall.Getpid(), syscall.SIGCONT)
		}
	}
}
