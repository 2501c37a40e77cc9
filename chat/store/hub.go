// Package store keeps what the chat knows on disk, in SQLite: [Hub] is the
// store of a hub, [Local] the one of a client.
package store

import (
	"errors"

	"seenby/chat"
)

// The errors of this package that a caller tells apart. Each comes wrapped in a
// line that names the file and a way out.
var (
	// ErrDamaged: the file is no database, or what it holds does not match its
	// checksums. A backup is to be restored.
	ErrDamaged = errors.New("the file is damaged")
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("another process uses it")
	// ErrNewer: a newer version of the program has written the file.
	ErrNewer = errors.New("a newer version of the program has written the file")
)

// Options are the bounds of a [Hub]. The zero value is good for a hub.
type Options struct {
	// Replay is how many facts of a group are kept for replay; 0 means
	// [chat.MaxReplay]. There may be somewhat more.
	Replay int
	// Readers is how many reads run at the same time; 0 means 4.
	Readers int
	// CachedMembers and CachedMessages bound what Apply keeps in memory of rooms
	// and of messages with their ledgers; 0 means a good default.
	CachedMembers, CachedMessages int
	// MaxPages is how many pages of 4 KiB the file may have at most; 0 means no
	// limit. Beyond it Apply answers as with a full disk.
	MaxPages int
}

// A Hub is the store of a hub: all groups, members, messages and receipts of it
// in the file hub.db of one directory. [Hub.Apply] is for one goroutine at a
// time; everything else may be called from any goroutine at any time, and each
// call sees one state of the store, never half a batch.
type Hub struct{}

// A Membership is one group that a user belongs to.
type Membership struct {
	Group chat.GroupID
	chat.Membership
	// Members counts the members of the group.
	Members int
	// LastSeq is the place of the group's last message.
	LastSeq chat.Seq
}

// A Replayed is a fact of the past for one viewer.
type Replayed struct {
	chat.Fact
	// Message is the message that a Posted, Edited, Recalled, Reacted or Asked
	// fact is about, in its present state and as the viewer may see it; nil with
	// other facts. The Message inside a Posted fact is the same, and its Audience
	// is nil: whether it was flagged says Message.Receipt.
	Message *chat.Message
}

// A Replay is a stretch of a group's past for one viewer, in order.
type Replay struct {
	Facts []Replayed
	// Next is how far this stretch goes: with More, what follows is asked for
	// with it as after.
	Next chat.Pos
	More bool
	// Reset says that the cursor can not be resumed from: it is too far behind,
	// or from the future. Nothing else is set then.
	Reset bool
}
