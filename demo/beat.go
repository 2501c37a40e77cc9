package demo

import (
	"context"
	"sync"
	"time"

	"seenby/crash"
)

// A beat is the time of the story: it can stand still, go faster, and be taken
// to where the next thing happens. It is a play.Tempo and safe for concurrent use.
type beat struct {
	mu      sync.Mutex
	speed   float64
	paused  bool
	since   time.Time     // when at was right
	at      time.Duration // the time of the story
	due     map[*time.Duration]struct{}
	changed chan struct{} // closed when anything above changed
}

func newBeat(speed float64) *beat {
	return &beat{speed: speed, since: time.Now(), due: map[*time.Duration]struct{}{}, changed: make(chan struct{})}
}

// wait waits for d in the time of the story, and reports whether ctx is still alive.
func (b *beat) wait(ctx context.Context, d time.Duration) bool { return b.Pause(ctx.Done(), d) }

// Pause waits for d in the time of the story, and reports whether ended is still
// open.
func (b *beat) Pause(ended <-chan struct{}, d time.Duration) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	due := b.now() + d
	b.due[&due] = struct{}{}
	defer delete(b.due, &due)
	for b.now() < due {
		left, changed, paused := time.Duration(float64(due-b.now())/b.speed)+1, b.changed, b.paused
		b.mu.Unlock()
		alive := sleep(ended, left, changed, paused)
		b.mu.Lock()
		if !alive {
			return false
		}
	}
	select {
	case <-ended:
		return false
	default:
		return true
	}
}

// Limit returns a context that ends after d by the clock, which the speed leaves
// alone and a pause stops: a machine is as fast as it is.
func (b *beat) Limit(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer crash.Guard()
		for d > 0 {
			b.mu.Lock()
			changed, paused := b.changed, b.paused
			b.mu.Unlock()
			began := time.Now()
			if !sleep(ctx.Done(), d, changed, paused) {
				return
			}
			if !paused {
				d -= time.Since(began)
			}
		}
		cancel()
	}()
	return ctx, cancel
}

// sleep waits for d, for ever when paused, or until something changed.
func sleep(ended <-chan struct{}, d time.Duration, changed <-chan struct{}, paused bool) bool {
	var over <-chan time.Time
	if !paused {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-ended:
		return false
	case <-changed:
	case <-over:
	}
	return true
}

// now is the time of the story. The lock is held.
func (b *beat) now() time.Duration {
	if b.paused {
		return b.at
	}
	return b.at + time.Duration(float64(time.Since(b.since))*b.speed)
}

// change lets f change something, and wakes whoever waits.
func (b *beat) change(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at, b.since = b.now(), time.Now()
	f()
	close(b.changed)
	b.changed = make(chan struct{})
}

// tempo is how the story goes.
func (b *beat) tempo() (speed float64, paused bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.speed, b.paused
}

// hold stops the time of the story, or lets it go on.
func (b *beat) hold(on bool) { b.change(func() { b.paused = on }) }

// setSpeed says how many times as fast it goes.
func (b *beat) setSpeed(times float64) { b.change(func() { b.speed = times }) }

// step goes on to the next thing that happens by itself, and stands there.
func (b *beat) step() {
	b.change(func() {
		b.paused = true
		first := time.Duration(-1)
		for due := range b.due {
			if first < 0 || *due < first {
				first = *due
			}
		}
		b.at = max(b.at, first)
	})
}
