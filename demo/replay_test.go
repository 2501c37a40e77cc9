package demo

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/demo/asciicast"
	"seenby/theme"
)

// counted is a recording that shows the number of the second, for ten seconds.
func counted() *asciicast.Cast {
	c := &asciicast.Cast{Header: asciicast.Header{Version: 2, Width: 20, Height: 3}}
	c.Events = append(c.Events, asciicast.Event{Code: asciicast.Output, Data: "\x1b[?1049h"})
	for i := range 11 {
		c.Events = append(c.Events, asciicast.Event{At: time.Duration(i) * time.Second, Code: asciicast.Output, Data: fmt.Sprintf("\x1b[Hsecond %d", i)})
	}
	c.Events = append(c.Events, asciicast.Event{At: 10 * time.Second, Code: asciicast.Output, Data: "\x1b[?1049lgone"})
	return c
}

func newTestReplay(t *testing.T, c *asciicast.Cast, width, height int) *replay {
	t.Helper()
	p := newReplay(c, Options{Theme: theme.For(true)})
	t.Cleanup(func() { p.screen.Close() })
	p.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return p
}

func TestAReplayGoesWhereOneWants(t *testing.T) {
	p := newTestReplay(t, counted(), 60, 6)
	at := morning
	p.Update(tickMsg(at))
	for _, step := range []struct {
		msg  any
		want string
	}{
		{2 * time.Second, "second 2"}, {"+", "×2"}, {2 * time.Second, "second 6"}, {"space", "paused"}, {5 * time.Second, "second 6"},
		{"left", "second 1"}, {"right", "second 6"}, {"space", "playing"}, {"-", "×1"}, {time.Second, "second 7"}, {time.Minute, "second 10"},
		{"", "the end"}, {"left", "second 5"}, {"0", "second 0"}, {"right", "second 5"}, {"right", "the end"}, {"space", "second 0"}, {time.Second, "second 1"},
	} {
		switch msg := step.msg.(type) {
		case time.Duration:
			at = at.Add(msg)
			p.Update(tickMsg(at))
		case string:
			if msg != "" {
				p.onKey(msg)
			}
		}
		if got := ansi.Strip(p.View().Content); !strings.Contains(got, step.want) || strings.Contains(got, "gone") {
			t.Errorf("after %v want %q:\n%s", step.msg, step.want, got)
		}
	}
}

func TestAReplayFitsItsTerminal(t *testing.T) {
	c := counted()
	c.Events = append(c.Events[:2], asciicast.Event{Code: asciicast.Output, Data: "\x1b[2;1H已读已读已读已读"})
	for _, size := range []struct{ width, height int }{{60, 6}, {11, 2}, {1, 1}, {20, 3}} {
		p := newTestReplay(t, c, size.width, size.height)
		p.seek(0)
		p.at = time.Minute // past the first seconds, in which the keys are told
		lines := strings.Split(ansi.Strip(p.View().Content), "\n")
		if len(lines) != size.height {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		for _, l := range lines {
			if ansi.StringWidth(l) > size.width {
				t.Errorf("%v: %q is too wide", size, l)
			}
		}
	}
}

func TestARecordingReachesNoTerminal(t *testing.T) {
	c := counted()
	c.Events = append(c.Events[:2], asciicast.Event{Code: asciicast.Output, Data: "\x1b[H\x1b]8;;http://evil/\x07link\x1b]8;;\x07\x1b]52;c;YQ==\x07\x1b]2;title\x07\x1b[6n\x1bPq\x1b\\"})
	p := newTestReplay(t, c, 60, 6)
	p.seek(time.Second)
	got := p.View().Content
	for _, bad := range []string{"\x1b]", "\x1bP", "\x1b[6n", "evil"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q gets through: %q", bad, got)
		}
	}
	if !strings.Contains(got, "link") {
		t.Errorf("the text is gone: %q", got)
	}
}
