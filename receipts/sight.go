package receipts

import (
	"cmp"
	"slices"
	"time"

	"seenby/chat"
)

// The client's settings where the user made none (receipts.md, What counts as
// read).
const (
	// DefaultDwell is how long a message has to be on screen, without a break, to
	// count as read.
	DefaultDwell = 600 * time.Millisecond
	// DefaultPresence is how long somebody counts as present after a key, a click
	// or a scroll, where the terminal does not report the focus.
	DefaultPresence = 120 * time.Second
)

// A Sight decides which messages on a screen were read, and when. It is told
// plain facts as they change: what the timeline shows ([Sight.Look]), whether
// the terminal has the focus ([Sight.Focus]), that the user did something
// ([Sight.Interact]). It says what was read ([Sight.Read]) and when to ask
// again ([Sight.Next]), so that a client sets one timer and never polls.
//
// A message is read when all of it held without a break for the dwell time: its
// group is the open one, the timeline shows it, nothing covers it, the user is
// there. Any break starts the time over. It counts as read at the moment at
// which the dwell time was full, however late Read is called; each message is
// told once, whether it asks for a receipt or not, so that a later request can
// be answered with the true time.
//
// Times are best taken from [time.Now], whose monotonic reading does not step.
// A time before the last one counts as the last one.
type Sight struct {
	dwell, presence time.Duration

	now      time.Time
	focus    focus
	acted    time.Time // the last interaction; zero for none
	peeking  bool
	group    chat.GroupID
	covered  bool
	lines    []Line  // what is on screen
	watched  []watch // what of it is to be read
	spare    []watch
	watching bool // the user is there and nothing covers the timeline

	told     Memory
	news     []Sighting
	withheld []Sighting
	fresh    []Sighting // of the withheld ones, since Held was called
}

// A watch is a message on its way to being read.
type watch struct {
	uid    chat.MessageUID
	seq    chat.Seq
	edited chat.Millis
	since  time.Time // zero while nobody watches
}

// focus is what the terminal said of its focus last.
type focus int

const (
	focusUnknown focus = iota // it never said anything
	focused
	blurred
)

// A Scene is what a screen shows.
type Scene struct {
	// Group is the open one; "" when none is, and then nothing is read.
	Group chat.GroupID
	// Lines are the messages that the timeline shows so far that they can be
	// read ([InView]).
	Lines []Line
	// Covered says that something lies over the timeline: a dialog, the palette,
	// a panel.
	Covered bool
}

// A Line is a message in a [Scene].
type Line struct {
	UID chat.MessageUID
	Seq chat.Seq
	// Edited is when its text was changed last, 0 for never. A text that changes
	// before it is read has to be on screen for the dwell time itself.
	Edited chat.Millis
	// Own marks a message of the user's own: it is never read.
	Own bool
	// Blank marks a message that shows no text: it was recalled, is a system
	// line, or nothing visible is left of it. It is never read.
	Blank bool
}

// A Sighting is a message that was read, and in which group.
type Sighting struct {
	Group chat.GroupID
	chat.Seen
}

// NewSight returns a sight with these settings; a zero stands for the default.
func NewSight(dwell, presence time.Duration) *Sight {
	return &Sight{
		dwell: cmp.Or(dwell, DefaultDwell), presence: cmp.Or(presence, DefaultPresence), told: Memory{},
	}
}

// InView reports whether a message of height rows can be read in a timeline of
// window rows, when its first row is the timeline's row top (from 0, negative
// above it): the whole message, or, when it is taller than the timeline, its
// last row.
func InView(top, height, window int) bool {
	if height <= 0 || window <= 0 {
		return false
	}
	last := top + height - 1
	return last >= 0 && last < window && (top >= 0 || height > window)
}

// Look tells what the screen shows from now on. What it showed before and shows
// still goes on being watched.
func (s *Sight) Look(now time.Time, scene Scene) {
	now = s.advance(now)
	if scene.Group != s.group {
		s.watched = s.watched[:0]
	}
	s.group, s.covered = scene.Group, scene.Covered
	s.lines = append(s.lines[:0], scene.Lines...)
	s.rewatch(now)
	s.settle(now)
}

// rewatch watches what of the scene is to be read; what was watched goes on.
func (s *Sight) rewatch(now time.Time) {
	next := s.spare[:0]
	for _, line := range s.lines {
		if s.group == "" || line.Own || line.Blank || line.Seq < 1 || s.settled(s.group, line.Seq) {
			continue
		}
		w := watch{uid: line.UID, seq: line.Seq, edited: line.Edited}
		if i := slices.IndexFunc(s.watched, func(b watch) bool { return b.seq == w.seq && b.edited == w.edited }); i >= 0 {
			w.since = s.watched[i].since
		} else if s.watching {
			w.since = now
		}
		next = append(next, w)
	}
	s.watched, s.spare = next, s.watched
}

// settled reports whether a message needs no watching: it was told as read, or
// is withheld and would only be withheld again.
func (s *Sight) settled(g chat.GroupID, seq chat.Seq) bool {
	if _, told := s.told.ReadAt(g, seq); told {
		return true
	}
	return s.peeking && s.holds(g, seq) >= 0
}

// Focus tells what the terminal reports: it has the focus, or lost it.
func (s *Sight) Focus(now time.Time, has bool) {
	now = s.advance(now)
	s.focus = blurred
	if has {
		s.focus = focused
	}
	s.settle(now)
}

// Interact tells of a key press, a click or a scroll. It makes the user present
// for a while where the terminal never reported a focus; it does not where it
// said that the focus is elsewhere, for one can scroll a window without it.
func (s *Sight) Interact(now time.Time) {
	now = s.advance(now)
	s.acted = now
	s.settle(now)
}

// Peek begins or ends looking around without answering. What is read meanwhile
// is withheld: [Sight.Withheld] lists it, and [Sight.Release] and [Sight.Drop]
// end that. What is on screen when it begins or ends is watched anew.
func (s *Sight) Peek(now time.Time, on bool) {
	now = s.advance(now)
	if s.peeking == on {
		return
	}
	s.peeking = on
	s.rewatch(now)
	s.restart(now)
}

// Peeking reports whether what is read is withheld.
func (s *Sight) Peeking() bool { return s.peeking }

// Read returns what was read up to now and not told yet, in the order of
// reading.
func (s *Sight) Read(now time.Time) []Sighting {
	s.advance(now)
	news := s.news
	s.news = nil
	sortSightings(news) // what was released comes after what is older
	return news
}

// Next returns the next moment at which something becomes read when nothing
// changes until then, or the present one when Read has something to return
// already; ok is false when there is nothing to wait for.
func (s *Sight) Next() (at time.Time, ok bool) {
	if len(s.news) > 0 {
		return s.now, true
	}
	if !s.watching {
		return time.Time{}, false
	}
	for _, w := range s.watched {
		if full := w.since.Add(s.dwell); !ok || full.Before(at) {
			at, ok = full, true
		}
	}
	if end, ends := s.presenceEnd(); ends && at.After(end) {
		return time.Time{}, false
	}
	return at, ok
}

// Present reports whether the user counts as being there at now.
func (s *Sight) Present(now time.Time) bool {
	if s.focus != focusUnknown {
		return s.focus == focused
	}
	return !s.acted.IsZero() && !now.After(s.acted.Add(s.presence))
}

// Withheld returns what was read while peeking and is neither released nor
// dropped, in the order of reading.
func (s *Sight) Withheld() []Sighting { return slices.Clone(s.withheld) }

// Held returns what was withheld since the last call, for who keeps it across
// restarts.
func (s *Sight) Held() []Sighting {
	fresh := s.fresh
	s.fresh = nil
	return fresh
}

// Forget takes back that a message was read, told or withheld: it will be read
// when it is on screen again, or still.
func (s *Sight) Forget(now time.Time, g chat.GroupID, seq chat.Seq) {
	now = s.advance(now)
	s.told.Remove(g, seq)
	if i := s.holds(g, seq); i >= 0 {
		s.withheld = slices.Delete(s.withheld, i, i+1)
	}
	s.rewatch(now)
}

// Release tells what was withheld as read, at the time it was read: the next
// Read returns it.
func (s *Sight) Release(now time.Time) {
	now = s.advance(now)
	held := s.withheld
	s.withheld = nil
	for _, r := range held {
		s.tell(r)
	}
	s.rewatch(now)
}

// Drop forgets what was withheld: it was not read, and will be when it is on
// screen again, or still.
func (s *Sight) Drop(now time.Time) {
	now = s.advance(now)
	s.withheld = nil
	s.rewatch(now)
}

// presenceEnd returns when the user stops counting as present by themselves.
func (s *Sight) presenceEnd() (end time.Time, ends bool) {
	return s.acted.Add(s.presence), s.focus == focusUnknown
}

// advance carries the state as it is forward to now, and returns now, or the
// last time where that is later.
func (s *Sight) advance(now time.Time) time.Time {
	if now.Before(s.now) {
		now = s.now
	}
	s.now = now
	if !s.watching {
		return now
	}
	until := now
	end, ends := s.presenceEnd()
	over := ends && end.Before(now)
	if over {
		until = end
	}
	s.collect(until)
	if over {
		s.settle(now)
	}
	return now
}

// collect takes note of everything whose dwell time was full by until.
func (s *Sight) collect(until time.Time) {
	var read []Sighting
	s.watched = slices.DeleteFunc(s.watched, func(w watch) bool {
		full := w.since.Add(s.dwell)
		if full.After(until) {
			return false
		}
		read = append(read, Sighting{s.group, chat.Seen{UID: w.uid, Seq: w.seq, At: full}})
		return true
	})
	sortSightings(read)
	for _, r := range read {
		if s.peeking {
			s.withheld = append(s.withheld, r)
			s.fresh = append(s.fresh, r)
		} else {
			s.tell(r)
		}
	}
}

func sortSightings(s []Sighting) {
	slices.SortStableFunc(s, func(a, b Sighting) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
}

// tell notes that r was read, once.
func (s *Sight) tell(r Sighting) {
	if s.told.Add(r.Group, r.Seq, chat.At(r.At)) {
		s.news = append(s.news, r)
	}
	if i := s.holds(r.Group, r.Seq); i >= 0 {
		s.withheld = slices.Delete(s.withheld, i, i+1)
	}
}

// holds returns where a message stands among the withheld ones, or -1.
func (s *Sight) holds(g chat.GroupID, seq chat.Seq) int {
	return slices.IndexFunc(s.withheld, func(r Sighting) bool { return r.Group == g && r.Seq == seq })
}

// settle decides anew whether the user watches, and starts or breaks every
// dwell when that changed.
func (s *Sight) settle(now time.Time) {
	watching := !s.covered && s.Present(now)
	if watching != s.watching {
		s.watching = watching
		s.restart(now)
	}
}

// restart begins every dwell anew, or ends it while nobody watches.
func (s *Sight) restart(now time.Time) {
	if !s.watching {
		now = time.Time{}
	}
	for i := range s.watched {
		s.watched[i].since = now
	}
}
