package asciicast

import (
	"errors"
	"io"

	"seenby/crash"

	"github.com/charmbracelet/x/vt"
)

// ErrBroken says that a recording holds what no terminal can show.
var ErrBroken = errors.New("the recording holds output that cannot be shown")

// A Screen is a terminal that shows a recording. It must be closed, and not be
// used by several goroutines at once.
type Screen struct {
	*vt.Emulator
	answered chan struct{}
}

// NewScreen returns an empty screen. Nothing that is shown on it reaches a real
// terminal: what it asks of one is answered and thrown away.
func NewScreen(width, height int) *Screen {
	s := &Screen{Emulator: vt.NewEmulator(width, height), answered: make(chan struct{})}
	go func() {
		defer crash.Guard()
		defer close(s.answered)
		buf := make([]byte, 4096)
		for {
			if _, err := s.Read(buf); err != nil {
				return
			}
		}
	}()
	return s
}

// Play shows one event. ErrBroken means that the screen is not to be used any more.
func (s *Screen) Play(e Event) (err error) {
	defer func() {
		if recover() != nil { // the emulator is not made for output that means harm
			err = ErrBroken
		}
	}()
	switch e.Code {
	case Output:
		_, err = s.WriteString(e.Data)
	case Resize:
		if w, h, ok := e.Size(); ok {
			s.Resize(w, h)
		}
	}
	return err
}

// Close ends the screen.
func (s *Screen) Close() {
	if c, ok := s.InputPipe().(io.Closer); ok {
		_ = c.Close() // a pipe's end; nothing can go wrong
	}
	<-s.answered
}
