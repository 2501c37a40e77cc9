package wire

import "seenby/chat"

// space is what a hub's frame has for the messages of a page: all but the
// reply around them.
const space = chat.MaxHubFrame - 256

// FitFirst returns how many of messages, from the first on, fit in one frame of
// a hub. A page that would be larger stops there and says more (protocol.md,
// Connection). It is 0 when not even one fits.
func FitFirst(messages []chat.Message) int {
	var buf []byte
	size := 0
	for i := range messages {
		buf = appendMessage(buf[:0], &messages[i])
		if size += len(buf) + 1; size > space {
			return i
		}
	}
	return len(messages)
}

// FitLast returns how many of messages, from the last backwards, fit in one
// frame of a hub: a page of what came before a message keeps what is nearest
// to it. It is 0 when not even one fits.
func FitLast(messages []chat.Message) int {
	var buf []byte
	size := 0
	for i := len(messages) - 1; i >= 0; i-- {
		buf = appendMessage(buf[:0], &messages[i])
		if size += len(buf) + 1; size > space {
			return len(messages) - 1 - i
		}
	}
	return len(messages)
}
