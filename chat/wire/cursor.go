package wire

import (
	"strconv"
	"strings"

	"seenby/chat"
)

// FormatCursor returns the cursor of pos in the log that epoch names. Clients
// take it for what the protocol says it is: an opaque string. The epoch is not
// empty; it tells cursors of another log, or of one that was restored, apart.
func FormatCursor(epoch string, pos chat.Pos) string {
	return epoch + "." + strconv.FormatInt(int64(pos), 36)
}

// ParseCursor returns what [FormatCursor] was given; ok is false for every
// other string, so that the group is reset (protocol.md, Resume).
func ParseCursor(s string) (epoch string, pos chat.Pos, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i <= 0 {
		return "", 0, false
	}
	n, err := strconv.ParseInt(s[i+1:], 36, 64)
	// Another spelling of a number is not a cursor of ours.
	if err != nil || n < 0 || strconv.FormatInt(n, 36) != s[i+1:] {
		return "", 0, false
	}
	return s[:i], chat.Pos(n), true
}
