package demo

import (
	"context"
	"time"

	"seenby/chat"
	"seenby/ui/words"
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

// A script is what the story says: before is said before the first screen
// appears, later once everyone has read the question, which ends the opening.
type script struct{ before, opening, later []line }

// scriptOf is the script in the words of a language.
func scriptOf(w words.Said) script {
	return script{
		before: []line{
			{who: "carol", text: w.Before[0]},
			{who: "bob", text: w.Before[1]},
			{who: "dan", text: w.Before[2]},
		},
		opening: []line{
			{after: 350 * time.Millisecond, who: "erin", text: w.Greeting},
			{after: 900 * time.Millisecond, who: "alice", text: w.Question},
		},
		later: []line{
			{after: 6 * time.Second, who: "dan", text: w.Later[0]},
			{after: 4 * time.Second, who: "erin", text: w.Later[1], asks: true},
			{after: 7 * time.Second, who: "dan", text: w.Later[2]},
			{after: 9 * time.Second, who: "erin", text: w.Later[3]},
			{after: 9 * time.Second, who: "dan", text: w.Later[4], asks: true},
			{after: 12 * time.Second, who: "erin", text: w.Later[5]},
			{after: 12 * time.Second, who: "dan", text: w.Later[6]},
			{after: 14 * time.Second, who: "erin", text: w.Later[7]},
		},
	}
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
	script script
	cast   map[string]*person
	beat   *beat
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
	for _, l := range s.script.before {
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
	for _, l := range s.script.opening {
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
	for _, l := range s.script.later {
		if _, ok := s.say(ctx, l); !ok {
			return
		}
		s.enter(sceneFree)
	}
}
