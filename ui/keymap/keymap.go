// Package keymap says which key does what, and where. An action has a name, the
// contexts in which it works and its keys; a user may give it other keys. Pure.
package keymap

import (
	"fmt"
	"slices"
	"strings"

	"seenby/ui/spelling"
)

// Context is a set of the states in which the screen takes keys. In each of
// them a key has at most one action.
type Context uint32

// The states. Exactly one of them holds at a time.
const (
	Writing    Context = 1 << iota // the composer has the keyboard, and a text
	Empty                          // the composer has the keyboard, and no text
	Selected                       // a message is selected
	Refused                        // a message is selected that the hub did not take
	Panel                          // a panel lies over the timeline
	List                           // a list lies over the timeline that narrows by what is typed
	Page                           // something to read lies over the timeline
	Reaction                       // a reaction is chosen
	NoGroup                        // no group is open
	Completing                     // what is written can be completed in several ways
	Search                         // messages are looked for, by what is typed
	Waiting                        // the messages are listed on whose readers one waits
	Withheld                       // the answers are listed that are withheld
	Answers                        // one chooses who decides about answering
	Goal                           // what is asked above the composer is typed, such as what one wants to be told
	Filter                         // a reader's name is typed
	Wire                           // at the desk of the demo: what travels
	Entry                          // one entry of it
	Cast                           // how people stand
	Faults                         // what goes wrong
	Script                         // the steps

	Composer   = Writing | Empty
	Message    = Selected | Refused
	Main       = Composer | Message | NoGroup // nothing lies over the timeline
	Listed     = Waiting | Withheld | Answers // a list lies over the timeline in which nothing is typed
	Everywhere = Main | Panel | List | Page | Reaction | Completing | Search | Listed | Goal | Filter
	Desk       = Wire | Entry | Cast | Faults | Script // in the demo, where one sits in no seat

	typing = Writing | List | Completing | Search | Goal | Filter // where a key that stands for a character is that character
)

// states are the single contexts.
var states = []Context{Writing, Empty, Selected, Refused, Panel, List, Page, Reaction, NoGroup, Completing, Search, Waiting, Withheld, Answers, Goal, Filter, Wire, Entry, Cast, Faults, Script}

// An Action is something that a key can do.
type Action struct {
	// Name is stable: configuration files use it.
	Name string
	// In is where its keys work.
	In Context
	// Keys are those it has when nobody says otherwise: first the one to be
	// shown, last one that every terminal can send. A key of two strokes is
	// written with a space between.
	Keys []string
}

// Map is the keys of all actions. It does not change.
type Map struct {
	keys  map[string][]string
	finds map[place]string // the action of a key
	opens map[place]bool   // the first stroke of a key of two
}

type place struct {
	in  Context // one state
	key string
}

// Error is a wish that cannot be met.
type Error struct {
	// Action is whose keys were to be changed; Key is the one that is wrong, empty
	// when the action is.
	Action, Key string
	why         string
}

func (e *Error) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("%s: %s", e.Action, e.why)
	}
	return fmt.Sprintf("%s: %q: %s", e.Action, e.Key, e.why)
}

// New makes a map of these actions, with other keys for those that changes
// names: its keys replace all keys of the action, none unbinds it. The error is
// an [*Error]; of several, the first by the name of the action.
func New(actions []Action, changes map[string][]string) (*Map, error) {
	m := &Map{keys: map[string][]string{}, finds: map[place]string{}, opens: map[place]bool{}}
	var names []string
	for _, a := range actions {
		names = append(names, a.Name)
		m.keys[a.Name] = a.Keys
	}
	wished := make([]string, 0, len(changes))
	for name := range changes {
		wished = append(wished, name)
	}
	slices.Sort(wished)
	for _, name := range wished {
		i := slices.Index(names, name)
		if i < 0 {
			return nil, &Error{Action: name, why: "no action has this name" + meant(name, names)}
		}
		keys, err := parseAll(actions[i], changes[name])
		if err != nil {
			return nil, err
		}
		m.keys[name] = keys
	}
	// What is not changed goes first, so that an error names a change.
	for _, changed := range []bool{false, true} {
		for _, a := range actions {
			if _, has := changes[a.Name]; has != changed {
				continue
			}
			if err := m.bind(a); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// parseAll reads the keys that an action is to have.
func parseAll(a Action, wished []string) ([]string, error) {
	keys := []string{}
	for _, k := range wished {
		if strings.TrimSpace(k) == "" {
			continue
		}
		key, err := Parse(k)
		if err != nil {
			return nil, &Error{a.Name, k, err.Error()}
		}
		if a.In&typing != 0 && Types(key) {
			return nil, &Error{a.Name, k, "it is needed for writing; add ctrl or alt, or take a function key"}
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// bind enters the keys of an action, unless they are another's.
func (m *Map) bind(a Action) error {
	for _, key := range m.keys[a.Name] {
		first, _, two := strings.Cut(key, " ")
		for _, s := range states {
			if a.In&s == 0 {
				continue
			}
			at := place{s, key}
			if other, taken := m.finds[at]; taken && other != a.Name {
				return &Error{a.Name, key, fmt.Sprintf("it is a key of %s as well; give %s another one", other, other)}
			}
			if other, taken := m.finds[place{s, first}]; two && taken {
				return &Error{a.Name, key, fmt.Sprintf("%s is a key of %s; give %s another one", first, other, other)}
			}
			if m.opens[at] {
				other := m.opened(at)
				return &Error{a.Name, key, fmt.Sprintf("the keys of %s begin with it; give %s another one", other, other)}
			}
			m.finds[at] = a.Name
			if two {
				m.opens[place{s, first}] = true
			}
		}
	}
	return nil
}

// opened returns an action whose key begins with this stroke.
func (m *Map) opened(at place) string {
	var names []string
	for p, name := range m.finds {
		if p.in == at.in && strings.HasPrefix(p.key, at.key+" ") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names[0]
}

// Find returns the action of a key in one state, or "". More tells that it is
// the first stroke of a key of two.
func (m *Map) Find(in Context, key string) (action string, more bool) {
	at := place{in, key}
	return m.finds[at], m.opens[at]
}

// Keys returns the keys of an action that a terminal can send: all, when it
// tells keys apart that look alike to others (enhanced).
func (m *Map) Keys(action string, enhanced bool) []string {
	keys := m.keys[action]
	if enhanced {
		return keys
	}
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !Plain(k) })
}

// Key returns the key of an action that is to be shown where there is room for
// one: the first where the terminal can send it, else the last that it can. It
// is empty when there is none.
func (m *Map) Key(action string, enhanced bool) string {
	all, can := m.keys[action], m.Keys(action, enhanced)
	switch {
	case len(can) == 0:
		return ""
	case can[0] == all[0]:
		return can[0]
	}
	return can[len(can)-1]
}

// meant is a hint at the action that was perhaps meant.
func meant(name string, names []string) string {
	if best, ok := spelling.Nearest(name, names); ok {
		return fmt.Sprintf("; %s is meant?", best)
	}
	return ""
}
