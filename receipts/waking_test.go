package receipts

import (
	"testing"
	"time"

	"seenby/chat"
)

func TestASleepIsNoticed(t *testing.T) {
	for name, tt := range map[string]struct {
		awake, by time.Duration
		want      bool
	}{
		"nothing":                  {0, 0, false},
		"an hour awake":            {time.Hour, time.Hour, false},
		"asleep for an hour":       {time.Second, time.Hour, true},
		"asleep for a few seconds": {time.Second, 5 * time.Second, true},
		"a clock that drifts":      {10 * time.Hour, 10*time.Hour + 18*time.Second, false},
		"a clock that is set back": {time.Second, -time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			var w Waking
			now := time.Now()
			wall := now.Round(0)
			if w.Slept(now, wall) {
				t.Error("it slept before it began")
			}
			if got := w.Slept(now.Add(tt.awake), wall.Add(tt.by)); got != tt.want {
				t.Errorf("slept: %t", got)
			}
			if w.Slept(now.Add(tt.awake+time.Minute), wall.Add(tt.by+time.Minute)) {
				t.Error("it is told twice")
			}
		})
	}
}

// TestNothingIsReadAsleep: the dwell time begins anew, and the time of reading is
// not one at which the machine slept.
func TestNothingIsReadAsleep(t *testing.T) {
	for name, does := range map[string]func(*Sight, time.Time){
		"with the focus": func(s *Sight, at time.Time) { s.Focus(at, true) },
		"after a key":    func(s *Sight, at time.Time) { s.Interact(at) },
	} {
		t.Run(name, func(t *testing.T) {
			s := NewSight(0, 0)
			start := time.Now()
			does(s, start)
			s.Look(start, Scene{Group: "ops", Lines: []Line{{UID: chat.MessageUID("m1"), Seq: 1}}})
			woke := start.Add(DefaultDwell + 50*time.Millisecond) // by a clock that did not go on in the middle
			s.Slept(woke)
			if got := s.Read(woke); len(got) > 0 {
				t.Fatalf("read asleep: %v", got)
			}
			if name == "after a key" {
				if got := s.Read(woke.Add(time.Minute)); len(got) > 0 {
					t.Fatalf("read by the key from before: %v", got)
				}
				woke = woke.Add(time.Minute)
				s.Interact(woke)
			}
			got := s.Read(woke.Add(DefaultDwell))
			if len(got) != 1 || !got[0].At.Equal(woke.Add(DefaultDwell)) {
				t.Errorf("read %v after it woke", got)
			}
		})
	}
}
