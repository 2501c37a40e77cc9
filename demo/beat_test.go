package demo

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// waiting starts waits and notes when each has ended.
func waiting(ctx context.Context, b *beat, spans ...time.Duration) []chan bool {
	ended := make([]chan bool, len(spans))
	for i, d := range spans {
		ended[i] = make(chan bool, 1)
		go func() { ended[i] <- b.wait(ctx, d) }()
	}
	synctest.Wait()
	return ended
}

func TestTheBeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		b := newBeat(2, 7)
		waits := waiting(ctx, b, 2*time.Second, 4*time.Second, 10*time.Second, time.Hour)
		check := func(what string, want int) {
			t.Helper()
			synctest.Wait()
			got := 0
			for _, c := range waits {
				got += len(c)
			}
			if got != want || b.Status().Step != want {
				t.Errorf("%s: %d waits have ended, want %d; %+v", what, got, want, b.Status())
			}
		}
		check("at first", 0)
		time.Sleep(1100 * time.Millisecond)
		check("twice as fast", 1)
		b.Pause(true)
		time.Sleep(time.Minute)
		check("paused", 1)
		b.Step()
		check("one step", 2)
		time.Sleep(time.Minute)
		check("and no more", 2)
		b.SetSpeed(0.5)
		b.Pause(false)
		time.Sleep(11 * time.Second)
		check("half as fast", 2)
		time.Sleep(2 * time.Second)
		check("and then", 3)
		b.Step()
		check("a step while it runs", 4)
		if !b.Status().Paused || b.Status().Seed != 7 {
			t.Errorf("a step leaves %+v", b.Status())
		}
		b.Step() // nothing waits: nothing happens
		waits = append(waits, waiting(ctx, b, time.Second)...)
		check("paused again", 4)
		cancel()
		synctest.Wait()
		if alive := <-waits[4]; alive {
			t.Error("a wait outlived its context")
		}
	})
}
