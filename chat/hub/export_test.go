package hub

import (
	"seenby/chat"
	"seenby/chat/log"
)

// Exploding is an origin that panics on the floor.
type Exploding struct{}

func (Exploding) told(*floor, *log.Applied, chat.Pos) { panic("told to explode") }
