package client

import (
	"encoding/json"
	"time"

	"seenby/chat"
)

// settingClock is where the difference of the clocks lies on disk: who starts
// without a network, with a wrong clock, reads by the hub's time nevertheless.
const settingClock = "clock"

// setSkew learns how far this clock is from the hub's, whose time all times of
// the protocol are. A small difference is taken for the way of the frame.
func (e *engine) setSkew(hub chat.Millis, asked time.Time) {
	const noise = 2000
	far := func(d chat.Millis) bool { return d > noise || d < -noise }
	here := chat.At(e.cfg.Now().Add(-time.Since(asked) / 2))
	was := e.skew
	e.skew = 0
	if d := hub - here; hub > 0 && far(d) {
		e.skew = d
	}
	if far(e.skew - was) {
		e.dirty.setting(settingClock)
	}
}

// hubTime returns t, which is by this machine's clock, by the hub's; the zero
// time is now.
func (e *engine) hubTime(t time.Time) chat.Millis {
	if t.IsZero() {
		t = e.cfg.Now()
	}
	return chat.At(t) + e.skew
}

func (e *engine) packClock() string { return pack(e.skew) }

func (e *engine) unpackClock(s string) error { return json.Unmarshal([]byte(s), &e.skew) }
