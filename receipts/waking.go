package receipts

import "time"

// A Waking notices that the machine slept. The clock on the wall goes on
// meanwhile, the monotonic one of [time.Now] does not. The zero value is ready.
type Waking struct{ now, wall time.Time }

// napping is how far the clocks may come apart by themselves: a little, and a
// part of the time that went by.
const (
	napping = 2 * time.Second
	drift   = 500 // one in so many
)

// Slept reports whether the machine slept since the last call. Now is from
// time.Now; wall is the time of day at that moment, without the monotonic reading
// (Round(0)). A wall clock that is set forward looks the same.
func (w *Waking) Slept(now, wall time.Time) bool {
	awake, by := now.Sub(w.now), wall.Sub(w.wall)
	first := w.now.IsZero()
	w.now, w.wall = now, wall
	return !first && by-awake > napping+awake/drift
}

// Slept tells that the machine slept until now: nobody looked meanwhile, whatever
// the screen showed. What is on screen is watched anew, and a key that was pressed
// before says nothing of who is there now.
func (s *Sight) Slept(now time.Time) {
	if now.After(s.now) {
		s.now = now
	}
	s.acted = time.Time{}
	s.restart(s.now)
	s.settle(s.now)
}
