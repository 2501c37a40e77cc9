// Package notify writes notifications of the desktop as terminals take them: as
// one of three escape sequences. Pure: it makes the bytes, others write them.
package notify

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"strings"

	"seenby/ui/cell"
)

// A Kind is a sequence that asks a terminal for a notification.
type Kind string

// The kinds. OSC9 has a text alone, OSC777 a title too, OSC99 both, in a form
// that no text can end.
const (
	Off    Kind = "off"
	OSC9   Kind = "osc9"
	OSC777 Kind = "osc777"
	OSC99  Kind = "osc99"
)

// Auto is no kind: it stands for the one that [Known] returns.
const Auto = "auto"

// Kinds are the names that [Parse] takes.
var Kinds = []string{Auto, string(OSC9), string(OSC777), string(OSC99), string(Off)}

// A Way is how notifications get to a terminal. The zero Way sends none.
type Way struct {
	Kind Kind
	// Tmux wraps the sequence, so that tmux hands it to the terminal around it;
	// tmux does so when its option allow-passthrough is on.
	Tmux bool
}

// Parse returns the way that name says, one of [Kinds], in the environment env.
func Parse(name string, env func(string) string) (Way, error) {
	w := Way{Kind: Kind(name), Tmux: env("TMUX") != ""}
	switch w.Kind {
	case Off, OSC9, OSC777, OSC99:
		return w, nil
	case Auto:
		w.Kind = Known(env)
		return w, nil
	}
	return Way{}, fmt.Errorf("%q is none of %s", name, strings.Join(Kinds, ", "))
}

// known are the terminals of which it is known what they take, and by what in
// the environment they are told. A value ends in * where only its beginning
// counts, and is * alone where it is enough that there is one. Variables of a
// single terminal stand before TERM, which is another one inside tmux, and may
// have been handed on over SSH.
var known = []struct {
	variable, value string
	kind            Kind
}{
	{"KITTY_WINDOW_ID", "*", OSC99},
	{"GHOSTTY_RESOURCES_DIR", "*", OSC777},
	{"WEZTERM_PANE", "*", OSC777},
	{"ITERM_SESSION_ID", "*", OSC9},
	{"LC_TERMINAL", "iTerm2", OSC9},
	{"TERM_PROGRAM", "ghostty", OSC777},
	{"TERM_PROGRAM", "WezTerm", OSC777},
	{"TERM_PROGRAM", "iTerm.app", OSC9},
	{"TERM", "xterm-kitty", OSC99},
	{"TERM", "xterm-ghostty", OSC777},
	{"TERM", "wezterm", OSC777},
	{"TERM", "foot*", OSC777},
}

// Known returns what the terminal takes that the environment tells of: [Off]
// where that is not known, for a terminal may take a sequence that it does not
// know for something else.
func Known(env func(string) string) Kind {
	for _, k := range known {
		got := env(k.variable)
		begin, open := strings.CutSuffix(k.value, "*")
		if got != "" && (got == k.value || open && strings.HasPrefix(got, begin)) {
			return k.kind
		}
	}
	return Off
}

// Sequence returns the bytes that show a notification, "" when none is sent. A
// cleaned text has no control character; what else a sequence would take for
// its own is replaced, so that no text ends one early or means another one.
func (w Way) Sequence(title, body cell.Text) string {
	head, text := cell.Title(title), cell.Title(body)
	var s string
	switch w.Kind {
	case OSC9:
		// Where OSC 9 has other uses too, those begin with a number.
		s = osc("9;" + letterFirst(head) + ": " + text)
	case OSC777:
		s = osc("777;notify;" + strings.ReplaceAll(head, ";", ",") + ";" + strings.ReplaceAll(text, ";", ","))
	case OSC99:
		h := fnv.New64a()
		_, _ = h.Write([]byte(head + "\x00" + text)) // never fails
		// One after the other with the same id is one notification.
		id := fmt.Sprintf("i=seenby%x", h.Sum64())
		s = osc("99;"+id+":d=0:e=1;"+encode(head)) + osc("99;"+id+":p=body:e=1;"+encode(text))
	default:
		return ""
	}
	if w.Tmux {
		return "\x1bPtmux;" + strings.ReplaceAll(s, "\x1b", "\x1b\x1b") + "\x1b\\"
	}
	return s
}

func osc(s string) string { return "\x1b]" + s + "\x1b\\" }

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// letterFirst returns s with something before it that is no digit.
func letterFirst(s string) string {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return "· " + s
	}
	return s
}
