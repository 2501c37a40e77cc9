package hub

import (
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// Limits bound what one user, and everybody together, may take from a hub. A
// field that is zero has its default; the defaults are generous for people and
// tight for programs that run wild.
type Limits struct {
	// Off lifts them all: for load tests.
	Off bool
	// Writes and Reads are calls per user, over all connections.
	Writes, Reads Rate
	// ConnectionsPerUser and Connections are how many may be open; more are closed
	// with 4429. ConnectionsPerAddress counts by network address, and leaves out
	// the loopback.
	ConnectionsPerUser, ConnectionsPerAddress, Connections int
	// GroupsPerUser is how many groups one may be in and still make another.
	GroupsPerUser int
	// GroupMembers is how many members one group may be invited to have.
	GroupMembers int
	// Refusals is how many calls in a row may be refused with 429 before the
	// connection is closed with 4429.
	Refusals int
}

// A Rate is a bucket of calls: Burst may come at once, and PerSecond go on.
type Rate struct {
	PerSecond, Burst int
}

func (l Limits) withDefaults() Limits {
	orElse(&l.Writes, Rate{PerSecond: 200, Burst: 1000})
	orElse(&l.Reads, Rate{PerSecond: 200, Burst: 1000})
	orElse(&l.ConnectionsPerUser, 64)
	orElse(&l.ConnectionsPerAddress, 4096)
	orElse(&l.Connections, 50_000)
	orElse(&l.GroupsPerUser, 1000)
	orElse(&l.GroupMembers, 100_000)
	orElse(&l.Refusals, 1000)
	return l
}

func orElse[T comparable](to *T, value T) {
	var zero T
	if *to == zero {
		*to = value
	}
}

// told is what the reply to connect says of them.
func (l Limits) told(rules chat.Rules, replay int) wire.Limits {
	w := wire.ProtocolLimits()
	w.Replay = replay
	w.RequestWindow = rules.RequestWindow.Milliseconds()
	w.MaxAudience = rules.MaxAudience
	if !l.Off {
		w.CallsPerSecond, w.CallBurst = l.Reads.PerSecond, l.Reads.Burst
		w.MessagesPerSecond = l.Writes.PerSecond
		w.ConnectionsPerUser, w.ConnectionsPerAddress = l.ConnectionsPerUser, l.ConnectionsPerAddress
		w.GroupsPerUser, w.GroupMembers = l.GroupsPerUser, l.GroupMembers
	}
	return w
}

// bucket is a token bucket; the zero value is full. It holds the moment at which
// it will be full again, so that it needs no timer.
type bucket struct{ full time.Time }

// take takes one from the bucket, or returns how long to wait until there is one.
func (b *bucket) take(r Rate, now time.Time) time.Duration {
	each := time.Second / time.Duration(r.PerSecond)
	if b.full.Before(now) {
		b.full = now
	}
	next := b.full.Add(each)
	if over := next.Sub(now) - time.Duration(r.Burst)*each; over > 0 {
		return over
	}
	b.full = next
	return 0
}
