package demo

import (
	"context"
	"time"

	"seenby/chat"
)

// The group that the story is set in.
const groupID chat.GroupID = "launch"

// The cast of the first story. Who has no reading time has a seat.
var cast = []member{
	{id: "alice", name: "Alice"},
	{id: "bob", name: "Bob"},
	{id: "carol", name: "Carol"},
	{id: "dan", name: "Dan", temper: temper{reads: 1400 * time.Millisecond}},
	{id: "erin", name: "Erin", temper: temper{reads: 4 * time.Second}},
}

// A line is something that somebody says after a pause.
type line struct {
	after time.Duration
	who   string
	text  string
	asks  bool // for receipts, while it is sent
}

// before is said before the first screen appears.
var before = []line{
	{who: "carol", text: "The release notes are merged."},
	{who: "bob", text: "Staging looks good since this morning."},
	{who: "dan", text: "I can watch the dashboards at noon."},
}

var opening = []line{
	{after: 350 * time.Millisecond, who: "erin", text: "Who is around today?"},
	{after: 900 * time.Millisecond, who: "alice", text: question},
}

const question = "We release at 15:00. Please confirm that you have read this."

// later is said once everyone has read the question.
var later = []line{
	{after: 6 * time.Second, who: "dan", text: "All set then."},
	{after: 4 * time.Second, who: "erin", text: "Lunch at 12:30? I book a table for those who read this.", asks: true},
	{after: 7 * time.Second, who: "dan", text: "Count me in."},
	{after: 9 * time.Second, who: "erin", text: "周五之前请看一下新的文档 📄"},
	{after: 9 * time.Second, who: "dan", text: "Rollback plan is in the wiki, section 4. Please read it before three.", asks: true},
	{after: 12 * time.Second, who: "erin", text: "Reading."},
	{after: 12 * time.Second, who: "dan", text: "Dashboards are green."},
	{after: 14 * time.Second, who: "erin", text: "Table is booked for half past twelve."},
}

// A scene is where the story stands; the stage shows a caption for each.
type scene int

const (
	sceneOpening scene = iota
	sceneAsked         // the question asks for receipts
	sceneReadBySome
	sceneReadByAll
	sceneFree
)

// A story directs the cast. It waits for states, never for time alone.
type story struct {
	cast map[string]*person
	beat *beat
	// wake is signalled, without waiting, when anybody heard something.
	wake chan struct{}
	// enter is told every scene as it begins.
	enter func(scene)
}

// heard wakes a waiting director.
func (s *story) heard() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// until waits for a state, and reports whether it came before ctx ended.
func (s *story) until(ctx context.Context, state func() bool) bool {
	for !state() {
		select {
		case <-ctx.Done():
			return false
		case <-s.wake:
		}
	}
	return true
}

func (s *story) wait(ctx context.Context, d time.Duration) bool {
	return s.beat.wait(ctx, d)
}

// say lets somebody say a line and waits until the hub has it.
func (s *story) say(ctx context.Context, l line) (string, bool) {
	if !s.wait(ctx, l.after) {
		return "", false
	}
	who := s.cast[l.who]
	id := who.client.Send(chat.Draft{Group: groupID, Text: l.text, NeedReceipt: l.asks})
	return id, s.until(ctx, func() bool { return who.uid(id) != "" })
}

// prepare plays what was said before the curtain rises.
func (s *story) prepare(ctx context.Context) bool {
	for _, l := range before {
		if _, ok := s.say(ctx, l); !ok {
			return false
		}
	}
	return true
}

// play directs the story until it has no more lines or ctx ends.
func (s *story) play(ctx context.Context) {
	alice := s.cast["alice"]
	var asked string
	for _, l := range opening {
		id, ok := s.say(ctx, l)
		if !ok {
			return
		}
		asked = id
	}
	if !s.wait(ctx, 1200*time.Millisecond) {
		return
	}
	alice.client.RequestReceipt(groupID, alice.uid(asked))
	s.enter(sceneAsked)
	if !s.until(ctx, func() bool { return alice.readers(asked).Read >= 2 }) {
		return
	}
	s.enter(sceneReadBySome)
	everyone := func() bool { t := alice.readers(asked); return t.Total > 0 && t.Read == t.Total }
	if !s.until(ctx, everyone) {
		return
	}
	s.enter(sceneReadByAll)
	for _, l := range later {
		if _, ok := s.say(ctx, l); !ok {
			return
		}
		s.enter(sceneFree)
	}
}
