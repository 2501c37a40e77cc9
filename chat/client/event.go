package client

import (
	"maps"

	"seenby/chat"
	"seenby/chat/wire"
)

// tellEvent hands an event to a program that follows the protocol itself, once
// and in its place. The engine goes on working with the event, so the program
// gets what is its own.
func (e *engine) tellEvent(f wire.Event) {
	on := e.cfg.OnEvent
	if on == nil {
		return
	}
	switch m := f.(type) {
	case wire.OnMessage:
		m.Message = own(m.Message)
		f = m
	case wire.OnMessageUpdated:
		m.Message = own(m.Message)
		f = m
	}
	e.callBack(func() { on(f) })
}

// own returns a message that shares nothing which changes with m.
func own(m chat.Message) chat.Message {
	c := *clone(&m)
	c.Reactions = maps.Clone(m.Reactions)
	return c
}

// refill lets messages that the hub will not replay be fetched, for a program
// that follows events. It reports false where there is no such program, or
// nothing to fetch.
func (e *engine) refill(g *group) bool {
	if e.cfg.OnEvent == nil || g.head == 0 || g.head >= g.LastSeq {
		return false
	}
	g.due = g.LastSeq // see ready
	return true
}
