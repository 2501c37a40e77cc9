package ui

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// TestAMessageThatCannotBeDrawnAtOneWidth: it is shown again where it can be.
func TestAMessageThatCannotBeDrawnAtOneWidth(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		name := r.m.open.look.Name
		r.m.open.look.Name = func(u chat.UserID) cell.Text {
			if u == "eve" && r.m.width == 60 {
				panic("planted")
			}
			return name(u)
		}
		r.size(80, 24).say(tea.FocusMsg{}).news(added(text(1, "eve", "a message")))
		for _, width := range []int{80, 60, 120, 60, 40} {
			screen := r.size(width, 24).screen()
			if broken := strings.Contains(screen, "cannot be shown"); broken != (width == 60) || broken == strings.Contains(screen, "a message") {
				t.Errorf("at %d columns:\n%s", width, screen)
			}
		}
	})
}

// TestAPanelThatCannotBeDrawn: it says so and can be closed.
func TestAPanelThatCannotBeDrawn(t *testing.T) {
	var log bytes.Buffer
	drive(t, &fakeChat{}, func(r *rig) {
		broken := true
		r.size(120, 40).news(added(text(1, "bob", "a message")))
		r.m.over = append(r.m.over, overlayFunc(func(width, height int) []string {
			if broken {
				panic("planted")
			}
			return make([]string, height)
		}))
		for range 3 {
			r.size(80, 24).size(120, 40)
			if screen := r.screen(); !strings.Contains(screen, r.m.o.Words.BrokenPart) {
				t.Errorf("it does not say so:\n%s", screen)
			}
		}
		if bad := framed(r.m, r.m.View().Content, 120, 40); bad != "" {
			t.Error(bad)
		}
		if n := strings.Count(log.String(), "cannot be drawn"); n != 1 || strings.Contains(log.String(), "planted") {
			t.Errorf("logged %d times: %s", n, log.String())
		}
		r.keys("esc")
		if screen := r.screen(); !strings.Contains(screen, "a message") || strings.Contains(screen, r.m.o.Words.BrokenPart) {
			t.Errorf("it is not closed:\n%s", screen)
		}
	}, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
}

// An overlayFunc is what can lie over the timeline.
type overlayFunc func(width, height int) []string

func (f overlayFunc) Render(width, height int) []string { return f(width, height) }

// TestAMessageOverWhichTheProgramBreaksOff is noted, and is not looked at the
// next time: not drawn, not read, and nobody is called for it.
func TestAMessageOverWhichTheProgramBreaksOff(t *testing.T) {
	var suspects []chat.MessageUID
	called := 0
	boom := text(3, "eve", "boom")
	boom.Receipt = &chat.ReceiptInfo{Asked: true}
	options := func(o *Options) {
		o.Settings.Notices = NoticeAll
		o.Suspect = func(uid chat.MessageUID) { suspects = append(suspects, uid) }
		o.Notify = func(cell.Text, chat.GroupID) tea.Cmd {
			called++
			return nil
		}
	}
	live := func(m chat.Message) chat.MessageAdded { return chat.MessageAdded{Message: m, Live: true} }
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).say(tea.BlurMsg{}).news(added(text(1, "bob", "before")))
		asks := r.m.open.asks
		r.m.open.asks = nil // noting anything there panics
		func() {
			defer func() { _ = recover() }()
			r.m.Update(NewsMsg{live(text(2, "bob", "well")), live(boom)})
		}()
		r.m.open.asks = asks
	}, options)
	if len(suspects) != 1 || suspects[0] != boom.UID {
		t.Fatalf("noted: %v", suspects)
	}

	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).say(tea.BlurMsg{}).news(added(text(1, "bob", "before"))).wait(10 * time.Second)
		called = 0
		r.news(live(boom)).wait(10 * time.Second)
		if called != 0 {
			t.Errorf("called %d times", called)
		}
		r.say(tea.FocusMsg{}).news(live(text(4, "cy", "after"))).wait(time.Second)
		screen := r.screen()
		for _, want := range []string{"before", "after", "message " + string(boom.UID) + " cannot be shown"} {
			if !strings.Contains(screen, want) {
				t.Errorf("no %q:\n%s", want, screen)
			}
		}
		for _, seen := range r.chat.read {
			if seen.Seq == boom.Seq {
				t.Error("it counts as read")
			}
		}
	}, options, func(o *Options) { o.Skip = map[chat.MessageUID]bool{boom.UID: true} })
}
