package notify

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for _, p := range pairs {
			if value, ok := strings.CutPrefix(p, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestTheWayIsKnownByTheEnvironment(t *testing.T) {
	tests := map[string]struct {
		name string
		env  []string
		want Way
	}{
		"kitty":                         {Auto, []string{"TERM=xterm-kitty"}, Way{OSC99, false}},
		"kitty in tmux":                 {Auto, []string{"TERM=tmux-256color", "TERM_PROGRAM=tmux", "KITTY_WINDOW_ID=1", "TMUX=/tmp/x,1,0"}, Way{OSC99, true}},
		"ghostty":                       {Auto, []string{"TERM=xterm-ghostty", "TERM_PROGRAM=ghostty"}, Way{OSC777, false}},
		"WezTerm":                       {Auto, []string{"TERM=xterm-256color", "TERM_PROGRAM=WezTerm"}, Way{OSC777, false}},
		"foot":                          {Auto, []string{"TERM=foot-extra"}, Way{OSC777, false}},
		"iTerm2":                        {Auto, []string{"TERM=xterm-256color", "TERM_PROGRAM=iTerm.app"}, Way{OSC9, false}},
		"iTerm2 over SSH":               {Auto, []string{"TERM=xterm-256color", "LC_TERMINAL=iTerm2"}, Way{OSC9, false}},
		"one that is not known":         {Auto, []string{"TERM=xterm-256color"}, Way{Off, false}},
		"a name that only begins alike": {Auto, []string{"TERM=xterm-kitty2", "LC_TERMINAL=iTerm23"}, Way{Off, false}},
		"nothing":                       {Auto, nil, Way{Off, false}},
		"what is said is stronger":      {"osc9", []string{"TERM=xterm-kitty"}, Way{OSC9, false}},
		"off is off":                    {"off", []string{"TERM=xterm-kitty"}, Way{Off, false}},
		"what is said, in tmux":         {"osc777", []string{"TMUX=/tmp/x,1,0"}, Way{OSC777, true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(tt.name, env(tt.env...))
			if err != nil || got != tt.want {
				t.Errorf("%+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
	if _, err := Parse("loud", env()); err == nil || !strings.Contains(err.Error(), `"loud" is none of auto, osc9, osc777, osc99, off`) {
		t.Errorf("error %v", err)
	}
}

func TestSequences(t *testing.T) {
	title, body := cell.Say("seenby"), cell.Say("Bob; in ops: hi")
	tests := map[string]struct {
		way  Way
		want string
	}{
		"none":    {Way{}, ""},
		"off":     {Way{Kind: Off, Tmux: true}, ""},
		"osc9":    {Way{Kind: OSC9}, "\x1b]9;seenby: Bob; in ops: hi\x1b\\"},
		"osc777":  {Way{Kind: OSC777}, "\x1b]777;notify;seenby;Bob, in ops: hi\x1b\\"},
		"in tmux": {Way{Kind: OSC9, Tmux: true}, "\x1bPtmux;\x1b\x1b]9;seenby: Bob; in ops: hi\x1b\x1b\\\x1b\\"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.way.Sequence(title, body); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	t.Run("osc99", func(t *testing.T) {
		got := Way{Kind: OSC99}.Sequence(title, body)
		m := regexp.MustCompile(`^\x1b\]99;(i=seenby[0-9a-f]+):d=0:e=1;(\S+)\x1b\\\x1b\]99;(i=seenby[0-9a-f]+):p=body:e=1;(\S+)\x1b\\$`).FindStringSubmatch(got)
		if m == nil || m[1] != m[3] {
			t.Fatalf("%q", got)
		}
		for i, want := range map[int]string{2: title.String(), 4: body.String()} {
			if b, err := base64.StdEncoding.DecodeString(m[i]); err != nil || string(b) != want {
				t.Errorf("%q, %v, want %q", b, err, want)
			}
		}
		if again := (Way{Kind: OSC99}).Sequence(title, cell.Say("another")); strings.Contains(again, m[1]+":") {
			t.Error("another notification has the same id, and would replace it")
		}
	})
}

// TestNoTextMeansAnything: each sequence begins and ends where it should,
// whatever the texts are, and is the one that was meant.
func TestNoTextMeansAnything(t *testing.T) {
	forms := map[Kind]*regexp.Regexp{
		OSC9:   regexp.MustCompile(`^\x1b\]9;[^0-9\x00-\x1f\x7f-\x{9f}][^\x00-\x1f\x7f-\x{9f}]*\x1b\\$`),
		OSC777: regexp.MustCompile(`^\x1b\]777;notify;[^;\x00-\x1f\x7f-\x{9f}]*;[^;\x00-\x1f\x7f-\x{9f}]*\x1b\\$`),
		OSC99:  regexp.MustCompile(`^\x1b\]99;i=seenby[0-9a-f]+:d=0:e=1;[A-Za-z0-9+/=]*\x1b\\\x1b\]99;i=seenby[0-9a-f]+:p=body:e=1;[A-Za-z0-9+/=]*\x1b\\$`),
	}
	texts := []string{"", "4;3;50", "9;1;5000", "a;b;c", "\x1b\\\x1b]0;owned\a", "\x9c\x9downed", strings.Repeat("x", 100_000)}
	for _, evil := range celltest.Hostile() {
		texts = append(texts, evil.Text)
	}
	for kind, form := range forms {
		for _, s := range texts {
			plain := Way{Kind: kind}.Sequence(cell.Line(s), cell.Clean(s))
			if !form.MatchString(plain) {
				t.Errorf("%s of %.100q: %.300q", kind, s, plain)
			}
			if len(plain) > 4096 {
				t.Errorf("%s of %.100q has %d bytes", kind, s, len(plain))
			}
			wrapped := Way{Kind: kind, Tmux: true}.Sequence(cell.Line(s), cell.Clean(s))
			inner, ok := strings.CutPrefix(wrapped, "\x1bPtmux;")
			inner, closed := strings.CutSuffix(inner, "\x1b\\")
			if !ok || !closed || strings.ReplaceAll(inner, "\x1b\x1b", "\x1b") != plain || strings.Contains(strings.ReplaceAll(inner, "\x1b\x1b", ""), "\x1b") {
				t.Errorf("%s of %.100q in tmux: %.300q", kind, s, wrapped)
			}
		}
	}
}
