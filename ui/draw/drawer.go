package draw

import (
	"context"
	"io"
	"sync"
	"time"
)

// maxWords is how many bytes of words a terminal that takes nothing is spared;
// what comes beyond is forgotten.
const maxWords = 1 << 20

// A drawer brings frames to a terminal, in a goroutine of its own: who shows
// them never waits for the terminal. When it is slow, the newest frame is the
// next one, and those before it are never drawn.
type drawer struct {
	w   io.Writer
	env []string

	waiting sync.Mutex // has what is to be
	next    *frame
	words   []byte
	turn    int // odd while the terminal is the drawer's
	wake    chan struct{}

	writing sync.Mutex // has what is, and the writer
	screen  *screen    // nil while the terminal is somebody else's
	since   int        // the turn in which it was begun
}

func newDrawer(w io.Writer, env []string) *drawer {
	return &drawer{w: w, env: env, wake: make(chan struct{}, 1)}
}

// show has a frame drawn soon.
func (d *drawer) show(f frame) {
	d.waiting.Lock()
	d.next = &f
	d.waiting.Unlock()
	d.stir()
}

// say has the terminal sent something that leaves its screen as it is: a
// question, the bell, a notification.
func (d *drawer) say(words string) {
	d.waiting.Lock()
	if len(d.words) == 0 || len(d.words)+len(words) <= maxWords {
		d.words = append(d.words, words...)
	}
	d.waiting.Unlock()
	d.stir()
}

func (d *drawer) stir() {
	select {
	case d.wake <- struct{}{}:
	default: // it is awake
	}
}

// run draws what is shown until ctx ends. It sleeps while nothing changes. Words
// do not wait until a frame may be written: an answer that comes late may be read
// by somebody else, who has the terminal by then.
func (d *drawer) run(ctx context.Context) {
	var p pace
	var due <-chan time.Time // not nil while a frame waits
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
			if wait := p.wait(time.Now()); wait > 0 && due == nil {
				due = time.After(wait)
			}
		case <-due:
			due = nil
		}
		if d.draw(due == nil) && due == nil {
			p.wrote(time.Now())
		}
	}
}

// draw writes the words that wait, and the frame if it may be, and reports
// whether anything had to be written. What waits while the terminal is somebody
// else's is forgotten.
func (d *drawer) draw(may bool) bool {
	d.writing.Lock()
	defer d.writing.Unlock()
	f, words, turn := d.take(may)
	var b []byte
	if d.screen != nil && d.since != turn {
		b = append(words, d.screen.leave()...)
		d.screen, words = nil, nil
	}
	if turn%2 != 0 {
		if d.screen == nil {
			d.screen, d.since = newScreen(d.env), turn
		}
		b = append(b, words...)
		if f != nil {
			b = append(b, d.screen.paint(*f)...)
		}
	}
	if len(b) == 0 {
		return false
	}
	_, _ = d.w.Write(b) // who reads from a terminal that is gone is told so
	return true
}

// take takes what waits, the frame only if it may be drawn.
func (d *drawer) take(may bool) (f *frame, words []byte, turn int) {
	d.waiting.Lock()
	defer d.waiting.Unlock()
	words, d.words = d.words, nil
	if may {
		f, d.next = d.next, nil
	}
	return f, words, d.turn
}

// enter makes the terminal the drawer's: what is shown from now on is drawn.
func (d *drawer) enter() { d.pass(1) }

// leave gives the terminal back as it was, and returns when it has been. Nothing
// is drawn from then on. It does nothing when the terminal is somebody else's.
func (d *drawer) leave() {
	d.pass(0)
	d.draw(true)
}

// pass begins another turn, if the one that is has not this remainder.
func (d *drawer) pass(remainder int) {
	d.waiting.Lock()
	defer d.waiting.Unlock()
	if d.turn%2 != remainder {
		d.turn++
	}
}
