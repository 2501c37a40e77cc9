package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"seenby/demo/asciicast"
)

// little is a recording of three pictures in five seconds.
func little() *asciicast.Cast {
	out := func(at time.Duration, data string) asciicast.Event {
		return asciicast.Event{At: at, Code: asciicast.Output, Data: data}
	}
	return &asciicast.Cast{Header: asciicast.Header{Version: 2, Width: 20, Height: 4}, Events: []asciicast.Event{
		out(0, "\x1b[?2026$p"), out(time.Second, "\x1b[?1049h\x1b[H<always> & 已读 👍\r\n╭─┃█ ▌\r\n\x1b[1;31;44mred\x1b[0m 0/4"),
		out(2*time.Second, "\x1b[3;5H1"), out(2*time.Second+time.Millisecond, "\x1b[3;5H2"), out(4*time.Second, "\x1b[3;5H0"),
		out(6*time.Second, "\x1b[3;5H9"), out(6*time.Second+time.Millisecond, "\x1b[?1049lbye"),
	}}
}

func TestAPictureIsWellFormedAndMoves(t *testing.T) {
	svg, err := draw(little(), drawOptions{title: "a <title>", least: 100 * time.Millisecond, last: 3 * time.Second, until: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	d.Strict = true
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
	}
	got := string(svg)
	for _, want := range []string{"&lt;always&gt; &amp;<", "a &lt;title&gt;", ">已<", ">👍<", ">red<", "animation:6s", "prefers-reduced-motion", `role="img"`, "<path", ">0/4<", ">2/4<"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, never := range []string{">1/4<", ">9/4<", "bye", "<script", "href"} {
		if strings.Contains(got, never) {
			t.Errorf("%q in\n%s", never, got)
		}
	}
	if n := strings.Count(got, "&lt;always&gt;"); n != 1 {
		t.Errorf("what does not change is drawn %d times", n)
	}
	if n := strings.Count(got, ">0/4<"); n != 1 {
		t.Errorf("what comes back is drawn %d times", n)
	}
}

func TestKeyframes(t *testing.T) {
	s := func(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
	for _, c := range []struct {
		shown []interval
		want  string
	}{
		{[]interval{{0, s(1)}}, "0%{visibility:visible}10%{visibility:hidden}"},
		{[]interval{{s(1), s(10)}}, "0%{visibility:hidden}10%{visibility:visible}"},
		{[]interval{{s(1), s(2)}, {s(3), s(4.5)}}, "0%{visibility:hidden}10%{visibility:visible}20%{visibility:hidden}30%{visibility:visible}45%{visibility:hidden}"},
		{[]interval{{0, s(2)}, {s(2), s(10)}}, "0%{visibility:visible}"},
	} {
		if got := keyframes(c.shown, s(10)); got != c.want {
			t.Errorf("%v:\n%s, want\n%s", c.shown, got, c.want)
		}
	}
}
