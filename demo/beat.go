package demo

import (
	"context"
	"sync"
	"time"
)

// A beat is the time of the story: it can stand still, go faster, and be taken
// to where the next thing happens. It is a [Director] and safe for concurrent use.
type beat struct {
	seed uint64

	mu      sync.Mutex
	speed   float64
	paused  bool
	since   time.Time     // when at was right
	at      time.Duration // the time of the story
	steps   int           // how many waits have ended
	due     map[*time.Duration]struct{}
	changed chan struct{} // closed when anything above changed
}

func newBeat(speed float64, seed uint64) *beat {
	return &beat{seed: seed, speed: speed, since: time.Now(), due: map[*time.Duration]struct{}{}, changed: make(chan struct{})}
}

// wait waits for d in the time of the story, and reports whether ctx is still alive.
func (b *beat) wait(ctx context.Context, d time.Duration) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	due := b.now() + d
	b.due[&due] = struct{}{}
	defer delete(b.due, &due)
	for b.now() < due {
		left, changed, paused := time.Duration(float64(due-b.now())/b.speed)+1, b.changed, b.paused
		b.mu.Unlock()
		alive := b.sleep(ctx, left, changed, paused)
		b.mu.Lock()
		if !alive {
			return false
		}
	}
	b.steps++
	return ctx.Err() == nil
}

// sleep waits for d, for ever when paused, or until something changed.
func (b *beat) sleep(ctx context.Context, d time.Duration, changed <-chan struct{}, paused bool) bool {
	var over <-chan time.Time
	if !paused {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-ctx.Done():
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

// Status is how the story goes.
func (b *beat) Status() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Status{Paused: b.paused, Speed: b.speed, Seed: b.seed, Step: b.steps}
}

// Pause stops the time of the story, or lets it go on.
func (b *beat) Pause(on bool) { b.change(func() { b.paused = on }) }

// SetSpeed says how many times as fast it goes.
func (b *beat) SetSpeed(times float64) { b.change(func() { b.speed = times }) }

// Step goes on to the next thing that happens by itself, and stands there.
func (b *beat) Step() {
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
