package demo

import (
	"slices"
	"strings"

	"seenby/demo/invariant"
	"seenby/demo/trace"
)

// A filter says which lines of the wire are shown.
type filter struct {
	all bool   // not the receipt flow alone
	who string // of this user alone; empty for everyone
}

func (f filter) match(c *call) bool {
	if !f.all && !c.receipt {
		return false
	}
	if f.who == "" || ofKind(trace.User(c.from), f.who) {
		return true
	}
	return slices.ContainsFunc(c.to, func(who string) bool { return ofKind(trace.User(who), f.who) })
}

// ofKind reports whether a user is this one, or one of a crowd of this name:
// crowd17 is of the crowd.
func ofKind(user, kind string) bool {
	number, ok := strings.CutPrefix(user, kind)
	return ok && strings.Trim(number, "0123456789") == ""
}

// last returns the newest n lines of the receipt flow, oldest first.
func (r *recorder) last(n int) []call {
	lines, _ := r.window(filter{}, -1, n)
	return lines
}

// window returns up to n lines that match, oldest first, of which the last is
// that numbered end or the newest before it; a negative end means the newest of
// all. Newer is how many more there are after those.
func (r *recorder) window(f filter, end, n int) (lines []call, newer int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.calls) - 1; i >= 0 && len(lines) < n; i-- {
		c := &r.calls[i]
		switch {
		case !f.match(c):
		case end >= 0 && c.n > end:
			newer++
		default:
			line := *c
			line.to = slices.Clone(c.to)
			lines = append(lines, line)
		}
	}
	slices.Reverse(lines)
	return lines, newer
}

// move returns the number of the line that is by lines from the one numbered
// from, among those that match: up when by is negative. At an end it stays.
func (r *recorder) move(f filter, from, by int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := -1
	var matching []int
	for i := range r.calls {
		if !f.match(&r.calls[i]) {
			continue
		}
		if n := r.calls[i].n; n <= from || from < 0 {
			at = len(matching)
		}
		matching = append(matching, r.calls[i].n)
	}
	if len(matching) == 0 {
		return -1
	}
	return matching[min(max(at+by, 0), len(matching)-1)]
}

// line returns the line of a number, and whether it is still there.
func (r *recorder) line(n int) (call, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n < r.first || n >= r.first+len(r.calls) {
		return call{}, false
	}
	c := r.calls[n-r.first]
	c.to = slices.Clone(c.to)
	return c, true
}

// trace returns the frames that are remembered, of one user or of all.
func (r *recorder) trace(who string) []trace.Frame {
	r.mu.Lock()
	defer r.mu.Unlock()
	var frames []trace.Frame
	for _, f := range r.frames {
		if who == "" || ofKind(trace.User(f.Who), who) {
			frames = append(frames, f)
		}
	}
	return frames
}

// verdict returns what was broken first, nil when nothing was, how many times
// something was, and how many frames were looked at.
func (r *recorder) verdict() (first *invariant.Violation, times, frames int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken, r.times, r.monitor.Frames()
}

// A station is how somebody stands at the moment.
type station struct {
	online                           bool
	devices, asked, answered, posted int
}

// stations returns how the given users stand, a crowd together: it is online
// when one of them is.
func (r *recorder) stations(users []string) []station {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]station, len(users))
	for i, u := range users {
		for who, s := range r.roll {
			if ofKind(who, u) {
				one := &all[i]
				one.online = one.online || s.online
				one.devices += len(s.devices)
				one.asked += len(s.asked)
				one.answered += s.answered
				one.posted += s.posted
			}
		}
	}
	return all
}

// lossy says that frames to somebody are lost on purpose.
func (r *recorder) lossy(who string, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.monitor.Lossy(who, on)
}
