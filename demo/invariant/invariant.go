// Package invariant watches the frames of all participants and tells when one
// breaks a promise of the read receipts (receipts.md): a count that falls, more
// readers than there is an audience, a sender among the readers, a duplicate
// that changed something, a receipt told to who may not see it, a version left
// out. Pure: it reads no clock and keeps no goroutine.
package invariant

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"seenby/chat"
	"seenby/demo/trace"
)

// A Rule is one promise.
type Rule string

// The rules, each with the part of receipts.md that it is from.
const (
	// NeverFalls: a count never goes back (Asking, 2).
	NeverFalls Rule = "a count never falls"
	// WithinAudience: readCount <= totalCount, always (Asking, 3).
	WithinAudience Rule = "a count never exceeds the audience"
	// NoSelf: the sender is never among the readers (Answering, 2).
	NoSelf Rule = "nobody answers for their own message"
	// Duplicates: the first answer wins, later ones change nothing (Answering, 1),
	// and the same update told twice is the same.
	Duplicates Rule = "duplicates change nothing"
	// SenderOnly: with visibility "sender" no frame to anyone else carries a
	// receipt (Who sees what).
	SenderOnly Rule = "receipts go to the sender alone"
	// NoGap: versions towards the sender have no gap (Live counts).
	NoGap Rule = "versions have no gap"
)

// Rules returns all rules, as they stand above.
func Rules() []Rule {
	return []Rule{NeverFalls, WithinAudience, NoSelf, Duplicates, SenderOnly, NoGap}
}

// A Violation is one broken promise.
type Violation struct {
	Rule Rule
	// Frame is the number of the frame that broke it, from 1 in the order of See.
	Frame int
	// Who got the frame, and which message it is of.
	Who string
	UID chat.MessageUID
	// What says what was wrong, in one line.
	What string
}

func (v Violation) String() string {
	return fmt.Sprintf("frame %d to %s: %s: %s", v.Frame, v.Who, v.Rule, v.What)
}

// A Monitor watches one run. The zero value is not usable; see [New]. It must
// not be used by several goroutines at once.
type Monitor struct {
	frames  int
	viewers map[string]*viewer
	senders map[chat.MessageUID]chat.UserID
	groups  map[chat.MessageUID]chat.GroupID
	lossy   map[string]bool
}

// New returns a monitor that has seen nothing.
func New() *Monitor {
	return &Monitor{
		viewers: map[string]*viewer{}, senders: map[chat.MessageUID]chat.UserID{},
		groups: map[chat.MessageUID]chat.GroupID{}, lossy: map[string]bool{},
	}
}

// Lossy says whether frames to who are lost on purpose: then a gap in the
// versions is not held against the hub.
func (m *Monitor) Lossy(who string, on bool) { m.lossy[who] = on }

// Frames returns how many frames were seen.
func (m *Monitor) Frames() int { return m.frames }

// A viewer is what one connection was told.
type viewer struct {
	user       chat.UserID
	visibility map[chat.GroupID]chat.Visibility
	counts     map[chat.MessageUID]*counts
	calls      map[int64]call // sent, no reply yet
}

// call is what a reply does not repeat of its call.
type call struct {
	op    string
	uid   chat.MessageUID
	group chat.GroupID
}

// counts is what a viewer was told of one message.
type counts struct {
	updates map[int64]update
	fetched map[int64]int // version to the highest count fetched with it
	readers map[chat.UserID]int64
	// next is the version that has to come, 0 when that is not known.
	next int64
}

// update is one onMessageReceiptResponse.
type update struct {
	read, total int
	readers     []chat.UserID
}

func (m *Monitor) viewer(who string) *viewer {
	v := m.viewers[who]
	if v == nil {
		v = &viewer{
			user: chat.UserID(trace.User(who)), visibility: map[chat.GroupID]chat.Visibility{},
			counts: map[chat.MessageUID]*counts{}, calls: map[int64]call{},
		}
		m.viewers[who] = v
	}
	return v
}

func (v *viewer) of(uid chat.MessageUID) *counts {
	c := v.counts[uid]
	if c == nil {
		c = &counts{updates: map[int64]update{}, fetched: map[int64]int{}, readers: map[chat.UserID]int64{}}
		v.counts[uid] = c
	}
	return c
}

// message is what the monitor needs of a message in a frame.
type message struct {
	UID     chat.MessageUID `json:"messageUId"`
	Group   chat.GroupID    `json:"targetId"`
	Sender  chat.UserID     `json:"senderUserId"`
	Receipt *struct {
		Read    *int                            `json:"readCount"`
		Total   int                             `json:"totalCount"`
		Version int64                           `json:"version"`
		Readers map[chat.UserID]json.RawMessage `json:"userIdList"`
	} `json:"readReceiptInfo"`
}

type groupInfo struct {
	ID         chat.GroupID    `json:"targetId"`
	Visibility chat.Visibility `json:"receiptVisibility"`
	Reset      bool            `json:"reset"`
}

// frame is what the monitor needs of a frame.
type frame struct {
	ID       int64                           `json:"id"`
	Op       string                          `json:"op"`
	Event    string                          `json:"event"`
	Code     *chat.Code                      `json:"code"`
	UserID   chat.UserID                     `json:"userId"`
	UID      chat.MessageUID                 `json:"messageUId"`
	GroupID  chat.GroupID                    `json:"targetId"`
	Sender   chat.UserID                     `json:"senderUserId"`
	Message  *message                        `json:"message"`
	Messages []message                       `json:"messages"`
	Group    *groupInfo                      `json:"group"`
	Groups   []groupInfo                     `json:"groups"`
	Readers  map[chat.UserID]json.RawMessage `json:"userIdList"`
	Read     *int                            `json:"readCount"`
	Total    int                             `json:"totalCount"`
	Version  int64                           `json:"version"`
}

// See takes the next frame and returns the promises that it breaks. Frames that
// are none of the protocol break nothing.
func (m *Monitor) See(f trace.Frame) []Violation {
	m.frames++
	var in frame
	if json.Unmarshal(f.JSON, &in) != nil {
		return nil
	}
	s := seeing{Monitor: m, who: f.Who, viewer: m.viewer(f.Who)}
	switch {
	case f.Sent:
		s.sent(in)
	case in.Event != "":
		s.event(in)
	case in.Code != nil:
		s.reply(in)
	}
	return s.found
}

// seeing is the work on one frame.
type seeing struct {
	*Monitor
	*viewer
	who   string
	found []Violation
}

func (s *seeing) breaks(r Rule, uid chat.MessageUID, format string, args ...any) {
	s.found = append(s.found, Violation{Rule: r, Frame: s.frames, Who: s.who, UID: uid, What: fmt.Sprintf(format, args...)})
}

// sent notes a call. With a new connection it is open again which version
// comes next: the hub sends what came after the cursor.
func (s *seeing) sent(f frame) {
	if f.Op == "connect" {
		clear(s.calls)
		for _, c := range s.counts {
			c.next = 0
		}
	}
	s.calls[f.ID] = call{f.Op, f.UID, f.GroupID}
}

func (s *seeing) reply(f frame) {
	to := s.calls[f.ID]
	delete(s.calls, f.ID)
	if *f.Code != chat.Done {
		return
	}
	switch to.op {
	case "connect":
		if f.UserID != "" {
			s.user = f.UserID
		}
		for _, g := range f.Groups {
			s.note(g)
		}
	case "sendMessage":
		s.senders[f.UID], s.groups[f.UID] = s.user, to.group
	case "getReadReceipt":
		if f.Read != nil {
			s.mayBeTold(to.uid, to.group)
			s.fetch(to.uid, *f.Read, f.Total, f.Version)
		}
	}
	for _, msg := range f.Messages {
		s.message(msg)
	}
	if f.Group != nil {
		s.note(*f.Group)
	}
}

func (s *seeing) note(g groupInfo) { s.visibility[g.ID] = g.Visibility }

func (s *seeing) event(f frame) {
	switch f.Event {
	case "onGroupChanged":
		if f.Group != nil {
			s.note(*f.Group)
		}
	case "onMessage", "onMessageUpdated":
		if f.Message != nil {
			s.message(*f.Message)
		}
	case "onMessageReceiptRequest":
		s.senders[f.UID], s.groups[f.UID] = f.Sender, f.GroupID
	case "onMessageReceiptResponse":
		s.update(f)
	}
}

// message looks at what a message tells of its receipts.
func (s *seeing) message(msg message) {
	s.senders[msg.UID], s.groups[msg.UID] = msg.Sender, msg.Group
	r := msg.Receipt
	if r == nil || r.Read == nil && r.Readers == nil {
		return
	}
	s.mayBeTold(msg.UID, msg.Group)
	s.noSelf(msg.UID, r.Readers)
	if r.Read != nil {
		s.fetch(msg.UID, *r.Read, r.Total, r.Version)
	}
}

// mayBeTold checks that this viewer may know of receipts of a message.
func (s *seeing) mayBeTold(uid chat.MessageUID, group chat.GroupID) {
	sender := s.senders[uid]
	if group == "" {
		group = s.groups[uid]
	}
	if sender != "" && sender != s.user && s.visibility[group] == chat.VisibleToSender {
		s.breaks(SenderOnly, uid, "%s was told of receipts of %s's message", s.user, sender)
	}
}

func (s *seeing) noSelf(uid chat.MessageUID, readers map[chat.UserID]json.RawMessage) {
	if sender := s.senders[uid]; sender != "" {
		if _, self := readers[sender]; self {
			s.breaks(NoSelf, uid, "%s is listed among the readers", sender)
		}
	}
}

// fetch looks at a state that was asked for, or came with a message. It may
// know more than the update of its version, never less.
func (s *seeing) fetch(uid chat.MessageUID, read, total int, version int64) {
	c := s.of(uid)
	s.within(uid, read, total)
	for v, u := range c.updates {
		if v <= version && u.read > read {
			s.breaks(NeverFalls, uid, "from %d in version %d to %d in a state of version %d", u.read, v, read, version)
			break
		}
	}
	c.fetched[version] = max(c.fetched[version], read)
	c.next = max(c.next, version+1)
}

func (s *seeing) within(uid chat.MessageUID, read, total int) {
	if read > total {
		s.breaks(WithinAudience, uid, "%d of %d", read, total)
	}
}

// update looks at one onMessageReceiptResponse.
func (s *seeing) update(f frame) {
	if f.Read == nil {
		return
	}
	s.mayBeTold(f.UID, f.GroupID)
	s.noSelf(f.UID, f.Readers)
	s.within(f.UID, *f.Read, f.Total)
	c := s.of(f.UID)
	u := update{*f.Read, f.Total, slices.Sorted(maps.Keys(f.Readers))}
	if old, again := c.updates[f.Version]; again {
		if old.read != u.read || old.total != u.total || !slices.Equal(old.readers, u.readers) {
			s.breaks(Duplicates, f.UID, "version %d came as %d/%d and again as %d/%d", f.Version, old.read, old.total, u.read, u.total)
		}
		return
	}
	s.falls(c, f, u)
	s.repeats(c, f, u)
	if c.next > 0 && f.Version > c.next && s.user == s.senders[f.UID] && !s.lossy[s.who] {
		s.breaks(NoGap, f.UID, "version %d after %d", f.Version, c.next-1)
	}
	c.next = max(c.next, f.Version+1)
	c.updates[f.Version] = u
}

// falls checks an update against all that came before, in the order of versions.
func (s *seeing) falls(c *counts, f frame, u update) {
	for v, old := range c.updates {
		if v < f.Version && old.read > u.read || v > f.Version && old.read < u.read {
			s.breaks(NeverFalls, f.UID, "%d in version %d, %d in version %d", old.read, v, u.read, f.Version)
			return
		}
	}
	for v, read := range c.fetched {
		if v < f.Version && read > u.read {
			s.breaks(NeverFalls, f.UID, "%d in a state of version %d, %d in version %d", read, v, u.read, f.Version)
			return
		}
	}
}

// repeats checks that nobody is told as a new reader twice, and that a count
// grows by no more than the readers that are named.
func (s *seeing) repeats(c *counts, f frame, u update) {
	for _, who := range u.readers {
		if v, known := c.readers[who]; known {
			s.breaks(Duplicates, f.UID, "%s read it in version %d and again in %d", who, v, f.Version)
		}
		c.readers[who] = f.Version
	}
	if old, ok := c.updates[f.Version-1]; ok && u.read-old.read > len(u.readers) {
		s.breaks(Duplicates, f.UID, "the count grew by %d for %d new readers", u.read-old.read, len(u.readers))
	}
}

// Check runs a monitor over frames and returns all that they break.
func Check(frames []trace.Frame) []Violation {
	m := New()
	var all []Violation
	for _, f := range frames {
		all = append(all, m.See(f)...)
	}
	return all
}
