package play

import (
	"context"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/demo/scenario"
)

// A Screen stands in front of a device in place of eyes of the run's own: what
// is read there is what the screen says was read.
type Screen interface {
	// Opened is called when the app was started, and again after it was closed and
	// opened. read is to be told what was read, in place of the client, which it
	// tells; the channel gets the client's news, in order, and is closed when the
	// app ends.
	Opened(c *client.Client, read func(chat.GroupID, []chat.Seen)) chan<- []chat.News
	// Look says what somebody in front of the screen does from now on. It has to
	// return at once.
	Look(g Gaze)
	// Scroll moves what is on the screen: up or down by a screen, or to the end.
	Scroll(way string)
}

// A Gaze is what somebody in front of a screen does.
type Gaze struct {
	// Open says that the group is open, Focused that somebody looks there.
	Open, Focused bool
	// Group is where the message is, empty without one.
	Group chat.GroupID
	// At and Seq are a message that has to be on the screen, empty for whatever
	// stands there.
	At  chat.MessageUID
	Seq chat.Seq
}

// A Tempo is a time that can go faster, or stand still.
type Tempo interface {
	// Pause waits as long as a hesitation of d takes, and reports whether ended is
	// still open.
	Pause(ended <-chan struct{}, d time.Duration) bool
	// Limit returns a context that ends when a wait of d is over.
	Limit(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
}

// A Check is how an expectation stands.
type Check struct {
	Step, Index int // of the step, and within it; both from 0
	Met         bool
	// Seen is how it is, where it is not as expected.
	Seen string
}

// stare is how long somebody looks for a message by themselves before they
// give up: it may have been recalled.
const stare = 5 * time.Second

// giveUp ends looking for a message after a while. A real moment, however fast
// the run goes: so is the dwell time of a screen.
func (d *device) giveUp(uid chat.MessageUID) {
	timer := time.NewTimer(stare)
	defer timer.Stop()
	select {
	case <-d.run.ended:
	case <-timer.C:
		d.lookAt(uid, false)
	}
}

// saw is told what was read on the screen: at the time of this machine, whose
// clock may be wrong.
func (d *device) saw(g chat.GroupID, seen []chat.Seen) {
	off := d.hasFaults().Clock
	for i := range seen {
		seen[i].At = seen[i].At.Add(off)
	}
	d.now().Read(g, seen)
	d.mu.Lock()
	for _, s := range seen {
		d.read[s.UID] = true
		delete(d.looks, s.UID)
	}
	d.stare()
	d.mu.Unlock()
	d.run.wakeAll()
}

// stare tells the screen what is looked at, when that changed. The caller holds
// the lock.
func (d *device) stare() {
	g := Gaze{Open: d.opened, Focused: d.focused}
	for uid := range d.looks {
		g.Open, g.Focused = true, true
		if m, have := d.messages[uid]; have && (g.Seq == 0 || m.Seq < g.Seq) {
			g.Group, g.At, g.Seq = m.Group, uid, m.Seq
		}
	}
	if g != d.gaze {
		d.gaze = g
		d.screen.Look(g)
	}
}

// limit bounds a wait, in the time of the run.
func (r *Run) limit(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if r.o.Tempo != nil {
		return r.o.Tempo.Limit(ctx, d)
	}
	return context.WithTimeout(ctx, d)
}

// check tells how an expectation stands.
func (r *Run) check(index int, met bool, seen string) {
	if r.o.Check != nil {
		r.o.Check(Check{Step: r.step, Index: index, Met: met, Seen: seen})
	}
}

// Await waits until all who are to read in step n have read, by whatever made
// them, and returns the context's error when they have not.
func (r *Run) Await(ctx context.Context, n int) error {
	s := r.s.Steps[n]
	uid := r.uids[s.Object]
	return r.until(ctx, func() bool {
		for _, d := range r.devices(s.By) {
			if !peek(d, func() bool { return d.read[uid] }) {
				return false
			}
		}
		return true
	})
}

// Typing lets those who speak in step n be seen typing.
func (r *Run) Typing(n int) {
	s := r.s.Steps[n]
	for _, d := range r.devices(s.By) {
		d.now().Typing(r.groups[s.In])
	}
}

// Glance lets those look at the message of the reading in step n for whom f
// holds, until they have read it.
func (r *Run) Glance(n int, f func(chat.UserID) bool) {
	s := r.s.Steps[n]
	for _, d := range r.devices(s.By) {
		if f(d.user) {
			d.lookAt(r.uids[s.Object], true)
		}
	}
}

// Free lets all read what they have not read who do it by themselves now and did
// not before (Options.Reads).
func (r *Run) Free() {
	for _, devices := range r.people {
		for _, d := range devices {
			d.mu.Lock()
			for uid, m := range d.messages {
				if d.reads == scenario.ReadsBySteps && !d.read[uid] {
					d.hesitate(m)
				}
			}
			d.mu.Unlock()
		}
	}
}

// Hub is the address of the hub.
func (r *Run) Hub() string { return r.url }
