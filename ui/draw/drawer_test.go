package draw

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// A sink is a terminal that notes what it is sent. While it is shut it takes
// nothing.
type sink struct {
	mu     sync.Mutex
	writes []string
	shut   chan struct{} // nil when it is open
}

func (s *sink) Write(b []byte) (int, error) {
	s.mu.Lock()
	shut := s.shut
	s.mu.Unlock()
	if shut != nil {
		<-shut
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = append(s.writes, string(b))
	return len(b), nil
}

// taken returns what was written since the last time.
func (s *sink) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.writes
	s.writes = nil
	return w
}

func (s *sink) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.shut)
	s.shut = nil
}

func saying(text string) frame {
	v := tea.NewView(text)
	v.AltScreen = true
	return frame{view: v, ground: ground{width: 40, height: 4, profile: colorprofile.TrueColor}}
}

// drawing runs a drawer on a clock that moves only when all is still.
func drawing(t *testing.T, test func(*drawer, *sink)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := &sink{}
		d := newDrawer(s, []string{"TERM=xterm-256color"})
		var running sync.WaitGroup
		running.Go(func() { d.run(ctx) })
		d.enter()
		test(d, s)
		cancel()
		running.Wait()
	})
}

func TestAFrameIsDrawnAtOnce(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		began := time.Now()
		for _, text := range []string{"first", "second", "third"} {
			d.show(saying(text))
			synctest.Wait()
			if got := s.taken(); len(got) != 1 || !strings.Contains(got[0], text) {
				t.Fatalf("%s was shown: written %q", text, got)
			}
		}
		if waited := time.Since(began); waited > 0 {
			t.Errorf("it took %v", waited)
		}
	})
}

func TestAFloodIsDrawnInFewFrames(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		const lasts, apart = 400 * time.Millisecond, 100 * time.Microsecond
		for n := range int(lasts / apart) {
			d.show(saying(fmt.Sprintf("number %06d", n)))
			time.Sleep(apart)
		}
		time.Sleep(between)
		got := s.taken()
		if most := atOnce + int(lasts/between) + 1; len(got) > most || len(got) < most-3 {
			t.Errorf("%d frames, want about %d", len(got), most)
		}
		d.show(saying("number 003999 again"))
		if synctest.Wait(); !strings.Contains(strings.Join(s.taken(), ""), "again") {
			t.Error("the last one of the flood is not what the next builds on")
		}
	})
}

// TestAKeyInALivelyChatIsDrawnAtOnce: a batch of news comes every 16 ms.
func TestAKeyInALivelyChatIsDrawnAtOnce(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		for n := range 100 {
			d.show(saying(fmt.Sprintf("message %d", n)))
			time.Sleep(16 * time.Millisecond / 3)
			s.taken()
			d.show(saying(fmt.Sprintf("message %d key %d", n, n)))
			if synctest.Wait(); len(s.taken()) != 1 {
				t.Fatalf("key %d is not drawn", n)
			}
			time.Sleep(16*time.Millisecond - 16*time.Millisecond/3)
		}
	})
}

func TestNothingIsWrittenWhereNothingChanges(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		d.show(saying("all"))
		synctest.Wait()
		s.taken()
		for range 10 {
			d.show(saying("all"))
			time.Sleep(time.Hour)
		}
		if got := s.taken(); len(got) > 0 {
			t.Errorf("written %q", got)
		}
	})
}

// TestASlowTerminalGetsTheNewestFrame: who shows frames does not wait for it.
func TestASlowTerminalGetsTheNewestFrame(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		s.shut = make(chan struct{})
		for n := range 10_000 {
			d.show(saying(fmt.Sprintf("number %d", n)))
			d.say(strings.Repeat("\a", 1000))
			time.Sleep(time.Millisecond)
		}
		if n := len(d.words); n > maxWords {
			t.Errorf("%d bytes wait for it", n)
		}
		s.open()
		time.Sleep(time.Second)
		got := s.taken()
		if len(got) != 2 || !strings.Contains(got[0], "number 0") || !strings.HasSuffix(strings.ReplaceAll(got[1], "\x1b[?25l", ""), "9999") {
			t.Errorf("%d writes, the last one %.80q", len(got), got[len(got)-1])
		}
	})
}

// TestWordsDoNotWait: not for the pace of the frames either.
func TestWordsDoNotWait(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		for n := range 2 * atOnce {
			d.show(saying(fmt.Sprintf("number %d", n)))
			synctest.Wait()
		}
		s.taken()
		for range 3 {
			d.say("\a")
			if synctest.Wait(); strings.Join(s.taken(), "") != "\a" {
				t.Fatal("they wait")
			}
		}
		time.Sleep(time.Second)
		if got := strings.Join(s.taken(), ""); !strings.HasSuffix(got, fmt.Sprint(2*atOnce-1)) {
			t.Errorf("the frame that waited: %q", got)
		}
	})
}

func TestWordsAreSaidOnce(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		d.show(saying("x"))
		synctest.Wait()
		s.taken()
		d.say("\a")
		d.say("\x1b]9;hi\a")
		time.Sleep(time.Hour)
		d.show(saying("y"))
		synctest.Wait()
		if got := strings.Join(s.taken(), ""); strings.Count(got, "\a") != 2 {
			t.Errorf("written %q", got)
		}
	})
}

// TestSomebodyElseHasTheTerminal: nothing of ours comes meanwhile, and
// everything afterwards.
func TestSomebodyElseHasTheTerminal(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		d.show(saying("before"))
		synctest.Wait()
		s.taken()
		d.say("\a")
		d.leave()
		if got := strings.Join(s.taken(), ""); !strings.HasPrefix(got, "\a") || !strings.HasSuffix(got, "\x1b[?1049l\x1b[?25h") {
			t.Errorf("left with %q", got)
		}
		d.leave()
		d.show(saying("meanwhile"))
		time.Sleep(time.Hour)
		if got := s.taken(); len(got) > 0 {
			t.Errorf("written meanwhile: %q", got)
		}
		d.enter()
		d.show(saying("before"))
		synctest.Wait()
		if got := strings.Join(s.taken(), ""); !strings.Contains(got, "\x1b[?1049h") || !strings.Contains(got, "before") {
			t.Errorf("back with %q", got)
		}
	})
}

// TestATerminalThatIsTakenBackLate: it took nothing while it was given away, and
// is given back before it takes anything.
func TestATerminalThatIsTakenBackLate(t *testing.T) {
	drawing(t, func(d *drawer, s *sink) {
		d.show(saying("before"))
		synctest.Wait()
		s.taken()
		s.shut = make(chan struct{})
		d.show(saying("stuck"))
		synctest.Wait()
		d.pass(0) // what leave does first, before it waits
		d.enter()
		d.show(saying("after"))
		s.open()
		time.Sleep(time.Hour)
		got := strings.Join(s.taken(), "")
		left, back := strings.LastIndex(got, "\x1b[?1049l"), strings.LastIndex(got, "\x1b[?1049h")
		if left < 0 || back < left || !strings.Contains(got[back:], "after") {
			t.Errorf("written %q", got)
		}
	})
}
