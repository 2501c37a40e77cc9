package chat

import (
	"errors"
	"time"
)

// A UserID names one person or bot on a hub. It matches [ValidID].
type UserID string

// A GroupID names one group on a hub (the targetId of the protocol). It
// matches [ValidID].
type GroupID string

// A MessageUID names one message, unique on a hub: the 26 characters of a
// ULID in Crockford's base 32.
type MessageUID string

// A Seq is the place of a message in its group: 1, 2, 3 … without gaps, in the
// one order that every member sees. 0 means "before the first".
type Seq int64

// A Pos is the place of a [Fact] in everything that ever happened on a hub,
// 1, 2, 3 … without gaps. A client's cursor is a Pos in disguise. 0 means
// "before the first".
type Pos int64

// A Millis is a moment: milliseconds since 1970 UTC, by the hub's clock. The
// zero value means "never".
type Millis int64

// At returns the moment t.
func At(t time.Time) Millis { return Millis(t.UnixMilli()) }

// Time returns m as a [time.Time] in the local zone.
func (m Millis) Time() time.Time { return time.UnixMilli(int64(m)) }

// Since returns how long after earlier m is; negative when it is before.
func (m Millis) Since(earlier Millis) time.Duration {
	return time.Duration(m-earlier) * time.Millisecond
}

// Add returns the moment d after m, cut to whole milliseconds.
func (m Millis) Add(d time.Duration) Millis { return m + Millis(d/time.Millisecond) }

// ConversationGroup is the only conversationType that has receipts: a group.
// The number is the source SDK's.
const ConversationGroup = 3

// A Role says what a member may do in a group.
type Role string

// The roles, from the most to the least powerful. A group has one owner.
const (
	RoleOwner  Role = "owner"
	RoleAdmin  Role = "admin"
	RoleMember Role = "member"
)

// Leads reports whether the role may invite, remove and change the group.
func (r Role) Leads() bool { return r == RoleOwner || r == RoleAdmin }

// A Kind tells people from programs. A bot never counts among the readers
// (receipts.md, Asking 3).
type Kind string

// The kinds of users. Somebody who never connected counts as a user.
const (
	KindUser Kind = "user"
	KindBot  Kind = "bot"
)

// A Visibility says who is told of a message's readers (receipts.md, Who sees
// what).
type Visibility string

// The visibilities: the message's sender alone (the default), or every member.
const (
	VisibleToSender   Visibility = "sender"
	VisibleToEveryone Visibility = "everyone"
)

// A MessageKind tells what people wrote from what the hub notes in a group.
type MessageKind string

// The kinds of messages.
const (
	KindText   MessageKind = "text"
	KindSystem MessageKind = "system"
)

// ErrBadID is the error of [ParseID].
var ErrBadID = errors.New("an id is 1 to 64 characters: letters, digits, '.', '_', '-', and starts with a letter or a digit")

// ValidID reports whether s can be the id of a user or a group:
// [A-Za-z0-9][A-Za-z0-9._-]{0,63} (protocol.md, Frames).
func ValidID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case i > 0 && (c == '.' || c == '_' || c == '-'):
		default:
			return false
		}
	}
	return true
}

// ParseID returns nil when s can be the id of a user or a group, and else
// [ErrBadID].
func ParseID(s string) error {
	if !ValidID(s) {
		return ErrBadID
	}
	return nil
}
