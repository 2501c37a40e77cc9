package client

import (
	"encoding/json"
	"fmt"
)

// What a client keeps beside calls, messages and groups is small and of several
// kinds. Each kind is one setting of the local state, a JSON document that is
// written anew when something in it has changed.

// kept returns how each kind is written and read.
func (e *engine) kept() map[string]struct {
	pack   func() string
	unpack func(string) error
} {
	type form = struct {
		pack   func() string
		unpack func(string) error
	}
	return map[string]form{
		settingWaiting:  {e.packWaiting, e.unpackWaiting},
		settingGoals:    {e.packGoals, e.unpackGoals},
		settingPeek:     {e.packPeek, e.unpackPeek},
		settingPolicy:   {e.packPolicy, e.unpackPolicy},
		settingAnswered: {e.packAnswered, e.unpackAnswered},
		settingMuted:    {e.packMuted, e.unpackMuted},
		settingOpen:     {e.packOpen, e.unpackOpen},
		settingClock:    {e.packClock, e.unpackClock},
		settingHeard:    {e.packHeard, e.unpackHeard},
	}
}

// setting says that a kind is to be written, soon.
func (c *changes) setting(name string) {
	c.touch()
	c.stale[name] = true
}

// packSettings puts what has changed into its form on disk.
func (e *engine) packSettings() {
	forms := e.kept()
	for name := range e.dirty.stale {
		e.dirty.settings[name] = forms[name].pack()
	}
}

// unpackSettings takes what was kept.
func (e *engine) unpackSettings(have map[string]string) error {
	for name, form := range e.kept() {
		if s := have[name]; s != "" {
			if err := form.unpack(s); err != nil {
				return fmt.Errorf("setting %q: %w", name, err)
			}
		}
	}
	return nil
}

// pack returns v as JSON. Nothing that is kept can fail to be.
func pack(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
