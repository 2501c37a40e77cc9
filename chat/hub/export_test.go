package hub

import (
	"seenby/chat"
	"seenby/chat/log"
)

// Exploding is an origin that panics on the floor.
type Exploding struct{}

func (Exploding) told(*floor, *log.Applied, chat.Pos) { panic("told to explode") }

// AfterPageRead makes every read of a page wait for f before it goes out. It is to
// be called before there are connections.
func (h *Hub) AfterPageRead(f func()) { h.pageRead = f }
