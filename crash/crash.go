// Package crash ends a program that draws a screen in order when one of its
// goroutines panics. Go ends the whole process at once for a panic in any
// goroutine, and a terminal in raw mode would stay as it is. So every function
// that a goroutine or a timer starts with begins with
//
//	defer crash.Guard()
//
// (a test over the tree holds that), and who draws a screen waits for the first
// panic by [Watch]. While nobody does, as in a server or in a program of others
// that uses one of these packages, a panic stays what it is in Go.
package crash

import (
	"runtime/debug"
	"sync"
)

// A Crash is a panic that was caught.
type Crash struct {
	// Why is what the goroutine panicked with. It may hold texts of users: a
	// report has no more of it than [Crash.Kind].
	Why any
	// Stack is the goroutine's.
	Stack []byte
}

// watcher is who waits for a crash, nil while nobody does.
var watcher struct {
	sync.RWMutex
	tell func(Crash)
}

// Watch has tell called for every panic that is caught from now on, on the
// goroutine that panicked, which ends afterwards; several may at once. There is
// one watcher at a time. It returns what ends the watch.
func Watch(tell func(Crash)) (end func()) {
	set := func(f func(Crash)) {
		watcher.Lock()
		defer watcher.Unlock()
		watcher.tell = f
	}
	set(tell)
	return func() { set(nil) }
}

func watching() func(Crash) {
	watcher.RLock()
	defer watcher.RUnlock()
	return watcher.tell
}

// Guard is to be deferred. Where somebody watches, it catches a panic and tells
// of it; else it leaves the panic alone.
func Guard() {
	tell := watching()
	if tell == nil {
		return
	}
	if why := recover(); why != nil {
		tell(Crash{why, debug.Stack()})
	}
}

// Caught tells of a panic that somebody else has recovered from, and after which
// the program should not go on. It is to be called where recover was.
func Caught(why any) {
	if tell := watching(); tell != nil {
		tell(Crash{why, debug.Stack()})
	}
}
