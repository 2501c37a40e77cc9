package wire

import (
	"strconv"

	"seenby/chat"
)

// A GroupChangedFrame is an [OnGroupChanged] for many members: encoded once,
// but for what is each member's own. It is safe for concurrent use.
type GroupChangedFrame struct{ shared []byte }

// NewGroupChangedFrame encodes e. The Role, ReadSeq and Unread of its group do
// not matter.
func NewGroupChangedFrame(e OnGroupChanged) GroupChangedFrame {
	dst := append(make([]byte, 0, 512), `{"event":"onGroupChanged","change":`...)
	dst = appendChange(dst, &e.Change)
	dst = appendString(append(dst, `,"cursor":`...), e.Cursor)
	g := &e.Group
	dst = appendString(append(dst, `,"group":{"targetId":`...), g.ID)
	dst = appendString(append(dst, `,"name":`...), g.Name)
	dst = appendString(append(dst, `,"topic":`...), g.Topic)
	dst = appendInt(append(dst, `,"memberCount":`...), g.MemberCount)
	dst = strconv.AppendBool(append(dst, `,"open":`...), g.Open)
	dst = appendString(append(dst, `,"receiptVisibility":`...), g.Visibility)
	dst = appendInt(append(dst, `,"lastSeq":`...), g.LastSeq)
	dst = appendString(append(dst, `,"cursor":`...), g.Cursor)
	if g.Reset {
		dst = append(dst, `,"reset":true`...)
	}
	return GroupChangedFrame{shared: dst}
}

// For returns the frame for a member with this role and unread marker.
func (f GroupChangedFrame) For(role chat.Role, readSeq chat.Seq, unread int) []byte {
	dst := append(make([]byte, 0, len(f.shared)+80), f.shared...)
	dst = appendString(append(dst, `,"role":`...), role)
	dst = appendInt(append(dst, `,"readSeq":`...), readSeq)
	dst = appendInt(append(dst, `,"unread":`...), unread)
	return append(dst, '}', '}')
}
