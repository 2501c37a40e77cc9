package hub

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"seenby/chat"
)

// An account is what one user has taken of a hub, over all connections. It
// outlives the last of them until its buckets are full again, so that
// reconnecting fills none.
type account struct {
	mu            sync.Mutex
	writes, reads bucket
	conns         int // the ledger's
}

// take takes one call from the account, or returns how long to wait.
func (a *account) take(l *Limits, write bool, now time.Time) time.Duration {
	if l.Off {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b, r := &a.reads, l.Reads
	if write {
		b, r = &a.writes, l.Writes
	}
	return b.take(r, now)
}

func (a *account) rested(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.writes.full.After(now) && !a.reads.full.After(now)
}

// accounts count the connections of a hub, in all, by address and by user, and
// hold what is shared between users.
type accounts struct {
	limits Limits
	groups buckets[chat.GroupID]
	addrs  buckets[netip.Addr]

	mu     sync.Mutex
	total  int
	byAddr map[netip.Addr]int
	byUser map[chat.UserID]*account
	swept  int // how many accounts there were when last swept
}

func newAccounts(l Limits) *accounts {
	return &accounts{limits: l, byAddr: map[netip.Addr]int{}, byUser: map[chat.UserID]*account{}}
}

// arrive counts a connection from addr, unless there are too many.
func (a *accounts) arrive(addr netip.Addr) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := a.limits
	if !l.Off && (a.total >= l.Connections || counted(addr) && a.byAddr[addr] >= l.ConnectionsPerAddress) {
		return false
	}
	a.total++
	if counted(addr) {
		a.byAddr[addr]++
	}
	return true
}

// depart ends what arrive began.
func (a *accounts) depart(addr netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total--
	if !counted(addr) {
		return
	}
	if a.byAddr[addr]--; a.byAddr[addr] <= 0 {
		delete(a.byAddr, addr)
	}
}

// open counts a connection of user and returns the account, or nil when there
// are too many.
func (a *accounts) open(user chat.UserID, now time.Time) *account {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sweep(now)
	acc := a.byUser[user]
	if acc == nil {
		acc = &account{}
		a.byUser[user] = acc
	}
	if !a.limits.Off && acc.conns >= a.limits.ConnectionsPerUser {
		return nil
	}
	acc.conns++
	return acc
}

// takeAddress takes a write from what one address has, or returns how long to wait.
func (a *accounts) takeAddress(addr netip.Addr, now time.Time) time.Duration {
	if a.limits.Off || !counted(addr) {
		return 0
	}
	return a.addrs.take(addr, a.limits.AddressWrites, now)
}

// takeGroup takes a write from what one group has, or returns how long to wait.
func (a *accounts) takeGroup(g chat.GroupID, now time.Time) time.Duration {
	if a.limits.Off {
		return 0
	}
	return a.groups.take(g, a.limits.GroupWrites, now)
}

// close ends what open began.
func (a *accounts) close(user chat.UserID, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	acc := a.byUser[user]
	if acc == nil {
		return
	}
	if acc.conns--; acc.conns <= 0 && acc.rested(now) {
		delete(a.byUser, user)
	}
}

// sweep forgets accounts without a connection, each time that their number has
// doubled.
func (a *accounts) sweep(now time.Time) {
	if len(a.byUser) < 2*a.swept+1024 {
		return
	}
	for user, acc := range a.byUser {
		if acc.conns == 0 && acc.rested(now) {
			delete(a.byUser, user)
		}
	}
	a.swept = len(a.byUser)
}

// counted reports whether connections from addr are counted by address: those
// of the machine itself, and of pipes, say nothing about who it is.
func counted(addr netip.Addr) bool { return addr.IsValid() && !addr.IsLoopback() }

// addressOf returns what a connection is counted by. Who has one IPv6 address has
// 2^64 of them: they count as one.
func addressOf(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	addr := tcp.AddrPort().Addr().Unmap().WithZone("")
	if addr.Is6() && !addr.IsLoopback() {
		network, _ := addr.Prefix(64) // cannot fail: it has 128 bits
		return network.Addr()
	}
	return addr
}
