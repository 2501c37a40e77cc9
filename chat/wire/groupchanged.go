package wire

import (
	"strconv"

	"seenby/chat"
)

// A GroupChangedFrame is an [OnGroupChanged] for many members: encoded once,
// but for what is each member's own.
type GroupChangedFrame struct{ shared []byte }

// NewGroupChangedFrame encodes e. The Role, ReadSeq and Unread of its group do
// not matter.
func NewGroupChangedFrame(e OnGroupChanged) GroupChangedFrame {
	return GroupChangedFrame{shared: []byte{}}
}

// For returns the frame for a member with this role and unread marker.
func (f GroupChangedFrame) For(role chat.Role, readSeq chat.Seq, unread int) []byte {
	b := append(make([]byte, 0, len(f.shared)+64), f.shared...)
	b = appendString(append(b, `,"role":`...), role)
	b = strconv.AppendInt(append(b, `,"readSeq":`...), int64(readSeq), 10)
	b = strconv.AppendInt(append(b, `,"unread":`...), int64(unread), 10)
	return append(b, '}', '}')
}
