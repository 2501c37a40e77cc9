package demo

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seenby/chat"
)

// TestTheStoryReachesEveryReader plays the first story with everyone simulated:
// the real hub, the real clients, no screen.
func TestTheStoryReachesEveryReader(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w, err := openWorld(ctx, t.TempDir(), Options{Speed: 20})
	if err != nil {
		t.Fatal(err)
	}
	living, stop := context.WithCancel(ctx)
	var people sync.WaitGroup
	for _, p := range w.people {
		people.Go(func() { p.live(living) })
	}
	var mu sync.Mutex
	var scenes []scene
	w.story.enter = func(s scene) {
		mu.Lock()
		defer mu.Unlock()
		if !slices.Contains(scenes, s) {
			scenes = append(scenes, s)
		}
	}
	if !w.story.prepare(ctx) {
		t.Fatal("nothing was said before the curtain")
	}
	w.story.play(ctx)
	if want := []scene{sceneAsked, sceneReadBySome, sceneReadByAll, sceneFree}; !slices.Equal(scenes, want) {
		t.Errorf("scenes %v, want %v", scenes, want)
	}
	full := func() bool {
		for _, p := range w.people {
			p.mu.Lock()
			for _, tally := range p.tallies {
				if tally.Read != tally.Total || tally.Total != len(cast)-1 {
					p.mu.Unlock()
					return false
				}
			}
			p.mu.Unlock()
		}
		return true
	}
	if !w.story.until(ctx, full) {
		t.Error("a message that asked was not read by everyone")
	}
	names := map[string]bool{}
	for _, c := range w.calls.last(kept) {
		names[c.name] = true
		if c.code != nil && *c.code != chat.Done {
			t.Errorf("%s by %s got code %d", c.name, c.from, *c.code)
		}
	}
	for _, name := range shown[:4] {
		if !names[name] {
			t.Errorf("%s was never seen on the wire", name)
		}
	}
	if broken, _, frames := w.calls.verdict(); broken != nil || frames == 0 {
		t.Errorf("of %d frames one broke a promise: %v", frames, broken)
	}
	stop()
	people.Wait()
	if err := w.close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]Options{
		"nobody":     {Seats: []string{}},
		"five seats": {Seats: []string{"alice", "bob", "carol", "dan", "erin"}},
		"a stranger": {Seats: []string{"mallory"}},
		"twice":      {Seats: []string{"bob", "bob"}},
		"backwards":  {Seats: []string{"bob"}, Speed: -1},
	} {
		t.Run(name, func(t *testing.T) {
			if o.Check() == nil {
				t.Error("accepted")
			}
		})
	}
	if err := (Options{Seats: DefaultSeats}).Check(); err != nil {
		t.Errorf("the default was refused: %v", err)
	}
}
