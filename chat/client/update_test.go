package client

import (
	"seenby/chat"
	"seenby/chat/wire"
)

func updateTopic(g chat.GroupID, topic string) wire.UpdateGroup {
	return wire.UpdateGroup{Group: g, Topic: &topic}
}
