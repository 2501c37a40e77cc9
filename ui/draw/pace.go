package draw

import "time"

const (
	// between is how far apart frames are where something changes all the time:
	// a terminal shows no more than about this.
	between = 8 * time.Millisecond
	// atOnce is how many may follow each other without that, after a lull.
	atOnce = 4
)

// A pace says when the next frame may be written. The zero pace has just had a
// lull.
type pace struct {
	full time.Time // when the lull was long enough for all of them
}

// wait returns how long the next frame has to wait, nothing when it need not.
func (p *pace) wait(now time.Time) time.Duration {
	return max(p.full.Add(-(atOnce-1)*between).Sub(now), 0)
}

// wrote says that a frame was written.
func (p *pace) wrote(now time.Time) {
	if p.full.Before(now) {
		p.full = now
	}
	p.full = p.full.Add(between)
}
