package keymap

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := map[string]string{
		"ctrl+x": "ctrl+x", "Ctrl+X": "ctrl+x", "ctrl+x ctrl+e": "ctrl+x ctrl+e", "alt+shift+up": "alt+shift+up", "shift+alt+up": "alt+shift+up",
		"f2": "f2", "F12": "f12", "pagedown": "pgdown", "PgDn": "pgdown", "return": "enter", "Escape": "esc", "shift+k": "K", "K": "K", "k": "k",
		"+": "+", "ctrl++": "ctrl++", "ctrl+plus": "ctrl++", "alt+K": "alt+shift+k", "?": "?", "é": "é", "space": "space", "shift+enter": "shift+enter",
		"": "!", "a b": "!", "ctrl+a b c": "!", "ctrl": "!", "ctrl+": "!", "strg+x": "!", "f0": "!", "f99": "!", "f02": "!", "hello": "!", "shift+1": "!", "\x1b": "!", "\xff": "!",
	}
	for text, want := range tests {
		got, err := Parse(text)
		if want == "!" && err == nil || want != "!" && (err != nil || got != want) {
			t.Errorf("Parse(%q) = %q, %v, want %q", text, got, err, want)
		}
		if again, err2 := Parse(got); err == nil && (err2 != nil || again != got) {
			t.Errorf("Parse(%q) = %q, %v, want the same", got, again, err2)
		}
	}
}

func TestPlain(t *testing.T) {
	for key, want := range map[string]bool{
		"enter": true, "shift+enter": false, "ctrl+enter": false, "alt+enter": true, "ctrl+j": true, "ctrl+i": false, "ctrl+m": false, "ctrl+shift+p": false,
		"alt+up": true, "ctrl+up": true, "ctrl+1": false, "K": true, "shift+tab": true, "ctrl+tab": false, "f2": true, "alt+u": true, "super+k": false, "ctrl+x ctrl+e": true,
		"ctrl+x shift+enter": false, "+": true, "ctrl++": false, "ctrl+space": true,
	} {
		if got := Plain(key); got != want {
			t.Errorf("Plain(%q) = %t, want %t", key, got, want)
		}
	}
}

var some = []Action{
	{"send", Composer, []string{"enter"}},
	{"open", Selected, []string{"enter", "i"}},
	{"line", Composer, []string{"shift+enter", "alt+enter", "ctrl+j"}},
	{"editor", Composer, []string{"ctrl+x ctrl+e"}},
	{"quit", Everywhere, []string{"ctrl+c"}},
}

func TestNew(t *testing.T) {
	tests := map[string]struct {
		changes     map[string][]string
		in          Context
		key, action string
		err         string
	}{
		"as it is":                         {nil, Writing, "enter", "send", ""},
		"the same key elsewhere":           {nil, Selected, "enter", "open", ""},
		"two strokes":                      {nil, Empty, "ctrl+x ctrl+e", "editor", ""},
		"another key":                      {map[string][]string{"quit": {"ctrl+q"}}, Panel, "ctrl+q", "quit", ""},
		"the old one is free":              {map[string][]string{"quit": {"ctrl+q"}}, Panel, "ctrl+c", "", ""},
		"an empty key unbinds":             {map[string][]string{"quit": {""}}, Panel, "ctrl+c", "", ""},
		"a freed key is taken":             {map[string][]string{"quit": nil, "send": {"ctrl+c"}}, Writing, "ctrl+c", "send", ""},
		"the same key twice":               {map[string][]string{"quit": {"ctrl+q", "Ctrl+Q"}}, Page, "ctrl+q", "quit", ""},
		"a key of another in one context":  {map[string][]string{"send": {"ctrl+j"}}, 0, "", "", `send: "ctrl+j": it is a key of line as well`},
		"a key of one that works all over": {map[string][]string{"quit": {"i"}}, 0, "", "", "needed for writing"},
		"a key that opens two strokes":     {map[string][]string{"send": {"ctrl+x"}}, 0, "", "", `send: "ctrl+x": the keys of editor begin with it`},
		"two strokes after a key":          {map[string][]string{"editor": {"ctrl+c e"}}, 0, "", "", `editor: "ctrl+c e": ctrl+c is a key of quit`},
		"a letter where one writes":        {map[string][]string{"send": {"s"}}, 0, "", "", "needed for writing"},
		"a letter where one does not":      {map[string][]string{"open": {"o"}}, Selected, "o", "open", ""},
		"no such action":                   {map[string][]string{"sent": {"f2"}}, 0, "", "", "sent: no action has this name; send is meant?"},
		"nothing like it":                  {map[string][]string{"bananas": {"f2"}}, 0, "", "", "bananas: no action has this name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m, err := New(some, tt.changes)
			if tt.err != "" {
				var wrong *Error
				if !errors.As(err, &wrong) || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := m.Find(tt.in, tt.key); got != tt.action {
				t.Errorf("Find(%q) = %q, want %q", tt.key, got, tt.action)
			}
		})
	}
}

func TestWhatATerminalCannotSendIsNotShown(t *testing.T) {
	m, err := New(some, map[string][]string{"quit": {"ctrl+shift+q"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Keys("line", false); !slices.Equal(got, []string{"alt+enter", "ctrl+j"}) || m.Key("line", false) != "ctrl+j" {
		t.Errorf("plain: %v, %q", got, m.Key("line", false))
	}
	if got := m.Keys("line", true); len(got) != 3 || m.Key("line", true) != "shift+enter" {
		t.Errorf("enhanced: %v, %q", got, m.Key("line", true))
	}
	if m.Key("quit", false) != "" || m.Key("quit", true) != "ctrl+shift+q" || m.Key("nothing", true) != "" {
		t.Error("a key that cannot be sent is shown")
	}
	if _, more := m.Find(Writing, "ctrl+x"); !more {
		t.Error("ctrl+x does not wait for its second stroke")
	}
}
