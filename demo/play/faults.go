package play

import (
	"errors"
	"time"

	"seenby/chat"
	"seenby/crash"
	"seenby/demo/scenario"
)

// Faults are what goes wrong between somebody's devices and the hub.
type Faults = scenario.Faults

// Faults returns the faults of somebody of the cast, by the id in the scenario;
// of a crowd, those of the first. It may be called from any goroutine and
// returns at once; nobody has none.
func (r *Run) Faults(person string) Faults {
	for _, id := range r.names[person] {
		return r.people[id][0].hasFaults()
	}
	return Faults{}
}

// SetFaults replaces the faults of somebody of the cast, on all their devices;
// of a crowd, those of everybody. It may be called from any goroutine once the
// run is open, and returns at once. What is on its way keeps the fate it had.
func (r *Run) SetFaults(person string, f Faults) {
	for _, id := range r.names[person] {
		for _, d := range r.people[id] {
			d.setFaults(f)
		}
	}
}

// Clock returns the wall clock of somebody's first device, which is right unless
// their faults say otherwise. It may be called from any goroutine.
func (r *Run) Clock(person string) func() time.Time {
	for _, id := range r.names[person] {
		return r.people[id][0].clock
	}
	return time.Now
}

// clock is the wall clock of the device's machine.
func (d *device) clock() time.Time { return time.Now().Add(d.hasFaults().Clock) }

func (d *device) hasFaults() Faults {
	return peek(d, func() Faults { return d.faults })
}

// troubled reports whether the network of the device is bad.
func (d *device) troubled() bool {
	f := d.hasFaults()
	return f.Loss > 0 || f.Cut > 0 || f.Duplicate > 0 || f.Reorder > 0
}

// setFaults replaces the faults. Who gets a network, or a better one, tries to
// connect at once.
func (d *device) setFaults(f Faults) {
	d.mu.Lock()
	d.faults = f
	c, offline := d.client, d.link != chat.LinkOnline
	d.mu.Unlock()
	switch {
	case f.Offline:
		d.snap()
	case !f.Offline && offline && c != nil:
		c.RetryNow()
	}
	d.run.wakeAll()
}

// plugIn gives the device its network back.
func (d *device) plugIn() {
	f := d.hasFaults()
	f.Offline = false
	d.setFaults(f)
}

// tryAgain lets a client on a bad network connect again in the time of the
// scenario, which may be faster than its own. The caller holds the lock.
func (d *device) tryAgain() {
	c := d.client
	d.run.running.Go(func() {
		defer crash.Guard()
		if d.run.pause(d.run.scaled(time.Second)) {
			c.RetryNow()
		}
	})
}

// fallen says which count went back on somebody's screen since it was last
// asked: no step may make one.
func (r *Run) fallen() error {
	var errs []error
	for _, devices := range r.people {
		for _, d := range devices {
			d.mu.Lock()
			if d.fell != "" {
				errs = append(errs, errors.New(d.fell))
			}
			d.fell = ""
			d.mu.Unlock()
		}
	}
	return errors.Join(errs...)
}
