package hub

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/socket"
	"seenby/chat/store"
	"seenby/chat/wire"
	"seenby/crash"
)

// Close codes of the hub (protocol.md, Connection).
const (
	CloseUnauthenticated = 4401
	CloseNoConnect       = 4408
	CloseReplaced        = 4409
	CloseTooMany         = 4429
	CloseGoingDown       = 4503

	closeProtocol = socket.CodeProtocol
	closeInternal = 1011
)

// A Hub is a server of group chats. [Open] makes one; [Hub.Serve], or
// [Hub.Handler] and [Hub.ServeConn], give it connections; [Hub.Close] ends it.
type Hub struct {
	o        Options
	key      *Key
	store    *store.Hub
	ownStore bool
	log      log.Log
	floor    *floor
	due      *announcer
	accounts *accounts
	revoked  *revocations
	redeemed *redemptions
	upgrader *socket.Upgrader
	metrics  *metrics
	replays  chan struct{} // how many replays read the store at once
	running  sync.WaitGroup
	pageRead func() // runs between the read of a page and its way out; a test waits there

	ctx  context.Context // ends when nothing more is to be waited for
	stop context.CancelCauseFunc

	mu       sync.Mutex
	sessions map[*session]struct{}
	closing  bool
	closed   chan struct{}
}

// ErrClosing is told to who comes while the hub is going down.
var ErrClosing = errors.New("the hub is going down")

// Open opens the hub of a data directory, or of a store, and starts it. The
// caller ends it with [Hub.Close].
func Open(o Options) (*Hub, error) {
	o = o.withDefaults()
	h := &Hub{
		o: o, key: o.Key, store: o.Store, upgrader: o.upgrader(),
		accounts: newAccounts(o.Limits), redeemed: &redemptions{}, replays: make(chan struct{}, 4), pageRead: func() {},
		sessions: map[*session]struct{}{}, closed: make(chan struct{}),
	}
	if err := o.Limits.check(); err != nil {
		return nil, fmt.Errorf("opening the hub: %w", err)
	}
	h.metrics = newMetrics(h)
	if err := h.open(); err != nil {
		return nil, fmt.Errorf("opening the hub: %w", err)
	}
	return h, nil
}

func (h *Hub) open() error {
	var err error
	if h.key == nil {
		if h.key, err = LoadKey(h.o.Dir); err != nil {
			return err
		}
	}
	if h.store == nil {
		if h.store, err = store.Open(h.o.Dir, store.Options{Replay: h.o.MaxReplay, Logger: h.o.Logger}); err != nil {
			return err
		}
		h.ownStore = true
	}
	h.ctx, h.stop = context.WithCancelCause(context.Background())
	due, err := h.store.Due(h.ctx)
	if err != nil {
		h.stop(err)
		return errors.Join(fmt.Errorf("what is due: %w", err), h.closeStore(closeWithin))
	}
	h.floor = newFloor(h)
	h.due = newAnnouncer(h)
	h.revoked = watchRevocations(h)
	h.log = h.o.NewLog(measured{h.store, h.metrics}, h.sink)
	h.due.add(due)
	return nil
}

// sink passes what was applied to the floor. A panic there leaves nobody
// knowing who was told what: the hub ends, in order.
func (h *Hub) sink(batch []log.Applied) {
	defer h.rescue("the floor")
	if h.ctx.Err() == nil {
		h.floor.apply(batch)
	}
}

// rescue ends the hub after a panic. It is to be deferred.
func (h *Hub) rescue(where string) {
	if p := recover(); p != nil {
		h.o.Logger.Error("panic, the hub ends", "where", where, "panic", p, "stack", string(debug.Stack()))
		h.stop(fmt.Errorf("a panic in %s: %v", where, p))
		go func() {
			defer crash.Guard()
			ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
			defer cancel()
			_ = h.Close(ctx) // it was told above
		}()
	}
}

// Key returns the key that signs the hub's tokens.
func (h *Hub) Key() *Key { return h.key }

// Stats are what a hub holds just now.
type Stats struct {
	// Connections are open; Users have at least one of them that is
	// authenticated, or had until a moment ago; Groups have one of these among
	// their members.
	Connections, Users, Groups int
}

// Stats returns what the hub holds just now.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	n := len(h.sessions)
	h.mu.Unlock()
	users, groups := h.floor.size()
	return Stats{Connections: n, Users: users, Groups: groups}
}

// Done returns a channel that is closed when the hub has ended, by [Hub.Close]
// or by a failure that it could not go on after.
func (h *Hub) Done() <-chan struct{} { return h.closed }

// Close ends the hub in order: what it has taken is stored and answered,
// everybody is told onClosing and closed with 4503, what is queued for them is
// sent, the store is closed. It takes at most 5 s, whatever clients and the disk
// do, or less when ctx ends: whoever takes nothing is cut off, and what could not
// be stored was not answered. What is stored is safe either way. It may be called
// more than once, and every call waits for the end.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	first := !h.closing
	h.closing = true
	h.mu.Unlock()
	if !first {
		select {
		case <-h.closed:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer close(h.closed)
	began := time.Now()
	parting, cancel := context.WithTimeout(ctx, partWithin)
	defer cancel()
	h.revoked.close()
	h.due.close()
	err := h.closeLog(ctx)
	h.floor.close()
	h.dismiss()
	gone := make(chan struct{})
	go func() {
		defer crash.Guard()
		defer close(gone)
		h.running.Wait()
	}()
	select {
	case <-gone:
	case <-parting.Done():
		h.stop(ErrClosing)
		h.each(func(s *session) { s.conn.Kill() })
		<-gone
	}
	h.stop(ErrClosing)
	return errors.Join(err, h.closeStore(max(time.Until(began.Add(closeWithin)), closeWithin-partWithin)))
}

// closeLog has the log finish what it has taken. When that takes too long nothing
// waits for the store any more.
func (h *Hub) closeLog(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if err := h.log.Close(ctx); err != nil {
		h.stop(ErrClosing)
		return fmt.Errorf("closing the log: %w", err)
	}
	return nil
}

// closeStore closes the store, or leaves it to the end of the process when the
// disk hangs.
func (h *Hub) closeStore(within time.Duration) error {
	if !h.ownStore {
		return nil
	}
	late := time.NewTimer(within)
	defer late.Stop()
	closed := make(chan error, 1)
	go func() {
		defer crash.Guard()
		closed <- h.store.Close()
	}()
	select {
	case err := <-closed:
		return err
	case <-late.C:
		return errors.New("closing the store: the disk does not answer")
	}
}

// dismiss closes all connections. Thousands who come back in the same moment
// are a burden: each is told a moment of its own.
func (h *Hub) dismiss() {
	n := 0
	h.each(func(*session) { n++ })
	spread := min(time.Duration(n)*time.Millisecond, 10*time.Second)
	h.each(func(s *session) {
		retry := rand.Int64N(spread.Milliseconds() + 1) // #nosec G404 -- no secret
		s.close(wire.OnClosing{CloseCode: CloseGoingDown, Reason: ErrClosing.Error(), RetryAfter: retry})
	})
}

func (h *Hub) each(do func(*session)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.sessions {
		do(s)
	}
}

// enter adds a session; false when the hub is going down.
func (h *Hub) enter(s *session) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing {
		return false
	}
	h.sessions[s] = struct{}{}
	h.running.Add(1)
	return true
}

func (h *Hub) leave(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s)
	h.running.Done()
}

// command stamps what somebody wants to happen.
func (h *Hub) command(by chat.UserID, g chat.GroupID, do chat.Action) chat.Command {
	now := h.o.Now()
	id := ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy())
	return chat.Command{ID: chat.MessageUID(id.String()), At: chat.At(now), By: by, Group: g, Do: do}
}

// An origin is whoever waits for the outcome of a command. The floor calls it
// once everything the command led to is known, and before anybody is told.
type origin interface {
	// told is given the place of the last fact before those of the command.
	told(f *floor, a *log.Applied, before chat.Pos)
}

// waiting is an origin that wants the result alone.
type waiting chan chat.Result

func (w waiting) told(_ *floor, a *log.Applied, _ chat.Pos) { w <- a.Outcome.Result }
