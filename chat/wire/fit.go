package wire

import "seenby/chat"

// room is what is left of a hub's frame for the messages of a page.
const room = chat.MaxHubFrame - 256

// FitFirst returns how many of messages, from the first on, fit in one frame of
// a hub (protocol.md, Connection). The hub sends these and says more.
func FitFirst(messages []chat.Message) int {
	size := 0
	for i := range messages {
		if size += messageSize(&messages[i]); size > room {
			return i
		}
	}
	return len(messages)
}

// FitLast returns how many of messages, from the last backwards, fit in one
// frame of a hub: a page of what came before a message keeps what is nearest.
func FitLast(messages []chat.Message) int {
	size := 0
	for i := len(messages) - 1; i >= 0; i-- {
		if size += messageSize(&messages[i]); size > room {
			return len(messages) - 1 - i
		}
	}
	return len(messages)
}

func messageSize(m *chat.Message) int {
	b, _ := appendMembers(nil, m)
	return len(b)
}
