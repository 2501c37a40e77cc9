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
		b := newBeat(2)
		waits := waiting(ctx, b, 2*time.Second, 4*time.Second, 10*time.Second, time.Hour)
		check := func(what string, want int) {
			t.Helper()
			synctest.Wait()
			got := 0
			for _, c := range waits {
				got += len(c)
			}
			if got != want {
				t.Errorf("%s: %d waits have ended, want %d", what, got, want)
			}
		}
		check("at first", 0)
		time.Sleep(1100 * time.Millisecond)
		check("twice as fast", 1)
		b.hold(true)
		time.Sleep(time.Minute)
		check("paused", 1)
		b.step()
		check("one step", 2)
		time.Sleep(time.Minute)
		check("and no more", 2)
		b.setSpeed(0.5)
		b.hold(false)
		time.Sleep(11 * time.Second)
		check("half as fast", 2)
		time.Sleep(2 * time.Second)
		check("and then", 3)
		b.step()
		check("a step while it runs", 4)
		if speed, paused := b.tempo(); !paused || speed != 0.5 {
			t.Errorf("a step leaves speed %v, paused %v", speed, paused)
		}
		b.step() // nothing waits: nothing happens
		waits = append(waits, waiting(ctx, b, time.Second)...)
		check("paused again", 4)
		cancel()
		synctest.Wait()
		if alive := <-waits[4]; alive {
			t.Error("a wait outlived its context")
		}
	})
}

func TestALimitStandsStillInAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(16)
		ctx, cancel := b.Limit(t.Context(), 10*time.Second)
		defer cancel()
		time.Sleep(9 * time.Second)
		b.hold(true)
		time.Sleep(time.Hour)
		synctest.Wait()
		if ctx.Err() != nil {
			t.Fatal("a pause counts, or the speed does")
		}
		b.hold(false)
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		if ctx.Err() == nil {
			t.Error("it never ends")
		}
	})
}
