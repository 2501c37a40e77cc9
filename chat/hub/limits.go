package hub

import (
	"fmt"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

// Limits bound what one user, one group, one address, and everybody together,
// may take from a hub. A field that is zero has its default; the defaults are
// generous for people and tight for programs that run wild.
type Limits struct {
	// Off lifts them all: for load tests.
	Off bool
	// Writes and Reads are calls per user, over all connections.
	Writes, Reads Rate
	// GroupWrites are calls that change something in one group, by all its
	// members.
	GroupWrites Rate
	// AddressWrites are the same from one network address, by all its users. An
	// IPv6 address counts with its network of 64 bits; the loopback is left out.
	AddressWrites Rate
	// ConnectionsPerUser and Connections are how many may be open; more are closed
	// with 4429. ConnectionsPerAddress counts by network address, as AddressWrites
	// does.
	ConnectionsPerUser, ConnectionsPerAddress, Connections int
	// GroupsPerUser is how many groups one may be in and still make another.
	GroupsPerUser int
	// GroupMembers is how many members one group may be invited to have.
	GroupMembers int
	// Refusals is how many calls of one connection may be refused with 429 at once,
	// and a tenth of it each second on and on, before it is closed with 4429.
	Refusals int
}

// A Rate is a bucket of calls: Burst may come at once, and PerSecond go on.
type Rate struct {
	PerSecond, Burst int
}

func (l Limits) withDefaults() Limits {
	l.Writes.orElse(200, 1000)
	l.Reads.orElse(200, 1000)
	l.GroupWrites.orElse(20_000, 100_000)
	l.AddressWrites.orElse(10_000, 50_000)
	orElse(&l.ConnectionsPerUser, 64)
	orElse(&l.ConnectionsPerAddress, 4096)
	orElse(&l.Connections, 50_000)
	orElse(&l.GroupsPerUser, 1000)
	orElse(&l.GroupMembers, 100_000)
	orElse(&l.Refusals, 1000)
	return l
}

func (r *Rate) orElse(perSecond, burst int) {
	orElse(&r.PerSecond, perSecond)
	orElse(&r.Burst, burst)
}

func orElse[T comparable](to *T, value T) {
	var zero T
	if *to == zero {
		*to = value
	}
}

// check refuses what no limit can be; the defaults are filled in.
func (l Limits) check() error {
	for name, n := range map[string]int{
		"writes": min(l.Writes.PerSecond, l.Writes.Burst), "reads": min(l.Reads.PerSecond, l.Reads.Burst),
		"group writes":   min(l.GroupWrites.PerSecond, l.GroupWrites.Burst),
		"address writes": min(l.AddressWrites.PerSecond, l.AddressWrites.Burst),
		"connections":    min(l.Connections, l.ConnectionsPerUser, l.ConnectionsPerAddress),
		"groups":         min(l.GroupsPerUser, l.GroupMembers), "refusals": l.Refusals,
	} {
		if n < 1 {
			return fmt.Errorf("the limit of %s is %d: it has to be 1 or more", name, n)
		}
	}
	return nil
}

// told is what the reply to connect says of them.
func (l Limits) told(rules chat.Rules, replay int) wire.Limits {
	w := wire.ProtocolLimits()
	w.Replay = replay
	w.RequestWindow = rules.RequestWindow.Milliseconds()
	w.MaxAudience = rules.MaxAudience
	if !l.Off {
		w.CallsPerSecond, w.CallBurst = l.Reads.PerSecond, l.Reads.Burst
		w.MessagesPerSecond, w.MessageBurst = l.Writes.PerSecond, l.Writes.Burst
		w.GroupMessagesPerSecond, w.GroupMessageBurst = l.GroupWrites.PerSecond, l.GroupWrites.Burst
		w.AddressMessagesPerSecond, w.AddressMessageBurst = l.AddressWrites.PerSecond, l.AddressWrites.Burst
		w.ConnectionsPerUser, w.ConnectionsPerAddress = l.ConnectionsPerUser, l.ConnectionsPerAddress
		w.Refusals = l.Refusals
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

// buckets are those of many, each made when it is first taken from. One that is
// full again says nothing and is forgotten; so their number is bounded by how
// many are taken from in a moment.
type buckets[K comparable] struct {
	mu    sync.Mutex
	of    map[K]bucket
	swept int // how many there were when last swept
}

// take takes one from the bucket of key, or returns how long to wait until there
// is one.
func (b *buckets[K]) take(key K, r Rate, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of == nil {
		b.of = map[K]bucket{}
	}
	if len(b.of) >= 2*b.swept+1024 {
		for k, one := range b.of {
			if !one.full.After(now) {
				delete(b.of, k)
			}
		}
		b.swept = len(b.of)
	}
	one := b.of[key]
	wait := one.take(r, now)
	b.of[key] = one
	return wait
}
