package hub

import (
	"context"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/socket"
	"seenby/chat/wire"
	"seenby/crash"
)

// connect reads the first frame and lets the client in, or closes the
// connection and returns false (protocol.md, Connection).
func (s *session) connect(token string) bool {
	known := token != "" // in the header: who it is can be told before anything is read
	if known {
		_, err := s.hub.verify(token)
		known = err == nil
	}
	late := time.AfterFunc(connectWithin, func() {
		defer crash.Guard()
		s.conn.Close(CloseNoConnect, "no connect in time")
	})
	frame, err := s.conn.Read()
	if !late.Stop() || err != nil {
		return false
	}
	call, fault := wire.DecodeCall(frame)
	if !known && len(frame) > maxUnauthenticated && !s.hub.mayBeLarge(call) {
		s.conn.Close(socket.CodeTooBig, "too large without a good token")
		return false
	}
	if fault != nil {
		return s.turnAway(fault.ID, chat.Result{Code: fault.Code, Reason: fault.Reason}, CloseUnauthenticated)
	}
	params, ok := call.Params.(wire.Connect)
	if !ok {
		return s.turnAway(call.ID, chat.Result{Code: chat.Unauthenticated, Reason: "the first call is connect"}, CloseUnauthenticated)
	}
	if token == "" {
		token = params.Token
	}
	claims, err := s.hub.verify(token)
	if err != nil {
		return s.turnAway(call.ID, chat.Result{Code: chat.Unauthenticated, Reason: err.Error()}, CloseUnauthenticated)
	}
	return s.authenticated(call.ID, params, claims)
}

// mayBeLarge reports whether the first call is one that may have as many bytes as
// any other: a connect with a good token, as of who is in hundreds of groups.
func (h *Hub) mayBeLarge(call wire.Call) bool {
	params, ok := call.Params.(wire.Connect)
	if ok {
		_, err := h.verify(params.Token)
		ok = err == nil
	}
	return ok
}

// verify returns what a token says, unless it was revoked.
func (h *Hub) verify(token string) (Claims, error) {
	c, err := h.key.Verify(token, h.o.Now())
	if err == nil && h.revoked.has(c.ID) {
		return Claims{}, errRevoked
	}
	return c, err
}

// turnAway answers the first call and closes the connection.
func (s *session) turnAway(id int64, r chat.Result, code int) bool {
	s.reply(id, wire.OpConnect, r, nil)
	s.conn.Close(code, r.Reason)
	return false
}

// authenticated lets in who is known.
func (s *session) authenticated(id int64, params wire.Connect, claims Claims) bool {
	s.user, s.profile, s.device, s.tokenID = claims.User, claims.profile(), params.Device, claims.ID
	if s.device == "" {
		s.device = ulid.Make().String()
	}
	s.account = s.hub.accounts.open(s.user, s.hub.o.Now())
	if s.account == nil {
		s.hub.metrics.byConnections.Inc()
		return s.turnAway(id, chat.Result{Code: chat.TooFast, Reason: "too many connections", RetryAfter: 1000}, CloseTooMany)
	}
	if s.account.take(&s.hub.accounts.limits, false, s.hub.o.Now()) > 0 {
		s.hub.metrics.byUser.Inc()
		return s.turnAway(id, chat.Result{Code: chat.TooFast, Reason: chat.TooFast.Reason(), RetryAfter: 1000}, CloseTooMany)
	}
	ctx, cancel := s.timeout()
	defer cancel()
	if err := s.hub.introduce(ctx, claims); err != nil {
		return s.failed(id, err)
	}
	w, err := s.hub.floor.register(ctx, s)
	if err != nil {
		return s.failed(id, err)
	}
	r, err := s.resume(ctx, params.Cursors, &w)
	if err != nil {
		return s.failed(id, err)
	}
	s.reply(id, wire.OpConnect, chat.Result{}, wire.Connected{
		UserID: s.user, Name: s.profile.Name, ServerTime: chat.At(s.hub.o.Now()),
		Hub:    wire.Hub{Version: s.hub.o.Version, Node: s.hub.o.Node},
		Limits: s.hub.o.Limits.told(s.hub.o.Rules, s.hub.o.MaxReplay), Groups: w.groups,
	})
	s.mu.Lock()
	s.welcome = true
	s.mu.Unlock()
	s.conn.SetFarewell(tooSlow)
	s.expireAt(claims.Expires)
	s.hub.o.Logger.Debug("connected", "user", s.user, "groups", len(w.groups), "replays", len(r.streams))
	if len(r.streams) == 0 {
		s.hub.floor.release(s)
		return true
	}
	s.hub.metrics.replays.Inc()
	s.hub.running.Add(1) // this session is counted, so nobody waits for zero yet
	go r.run()
	return true
}

var tooSlow = encode(wire.OnClosing{CloseCode: 4508, Reason: "too slow"})

// expireAt closes the connection when its token has expired.
func (s *session) expireAt(end time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expiry = time.AfterFunc(end.Sub(s.hub.o.Now()), func() {
		defer crash.Guard()
		s.expire(end)
	})
}

// expire looks at the hub's clock again, which may have been set meanwhile.
func (s *session) expire(end time.Time) {
	if left := end.Sub(s.hub.o.Now()); left > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.expiry != nil {
			s.expiry.Reset(left)
		}
		return
	}
	s.close(wire.OnClosing{CloseCode: CloseUnauthenticated, Reason: "the token has expired"})
}

// endExpiry ends what expireAt began.
func (s *session) endExpiry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expiry != nil {
		s.expiry.Stop()
		s.expiry = nil
	}
}

// failed turns away who came when the store did not answer, or the hub is going
// down.
func (s *session) failed(id int64, err error) bool {
	if s.hub.isClosing() {
		return s.turnAway(id, chat.Result{Code: chat.Unavailable, Reason: ErrClosing.Error()}, CloseGoingDown)
	}
	s.hub.o.Logger.Warn("connect failed", "user", s.user, "err", err)
	return s.turnAway(id, chat.Result{Code: chat.Unavailable, Reason: chat.Unavailable.Reason()}, closeInternal)
}

// introduce notes who the bearer of a token is, lets them into the groups that it
// names, once, and tells the groups of a new name or kind. What cannot be stored
// just now waits for the next connect: reading goes on while the disk is full.
//
// Who somebody is comes first: whoever invites them from then on invites a bot
// where it is one, and whoever did so before is in the memberships that are read
// afterwards.
func (h *Hub) introduce(ctx context.Context, c Claims) error {
	var commands []chat.Command
	known, err := h.store.Profiles(ctx, []chat.UserID{c.User})
	if err != nil {
		return err
	}
	if known[0] != c.profile() {
		commands = append(commands, h.command(c.User, "", chat.Meet{Profile: c.profile()}))
	}
	for _, g := range c.Groups {
		if !h.redeemed.has(c.ID, g) {
			commands = append(commands, h.command(c.User, g, chat.Admit{Token: c.ID, Profile: c.profile()}))
		}
	}
	results, err := h.awaitAll(ctx, commands)
	if err != nil {
		return err
	}
	for i, r := range results {
		if commands[i].Group != "" && r.Code == chat.Done {
			h.redeemed.add(c.ID, commands[i].Group)
		}
	}
	memberships, err := h.store.Memberships(ctx, c.User)
	if err != nil {
		return err
	}
	commands = commands[:0]
	for _, m := range memberships {
		if m.Name != c.Name || m.Kind != c.Kind {
			commands = append(commands, h.command(c.User, m.Group, chat.Describe{Profile: c.profile()}))
		}
	}
	_, err = h.awaitAll(ctx, commands)
	return err
}

// awaitAll carries out commands at once and waits for their results.
func (h *Hub) awaitAll(ctx context.Context, commands []chat.Command) ([]chat.Result, error) {
	waits := make([]waiting, len(commands))
	for i, c := range commands {
		waits[i] = make(waiting, 1)
		if err := h.log.Submit(ctx, log.Entry{Command: c, Origin: waits[i]}); err != nil {
			return nil, err
		}
	}
	results := make([]chat.Result, len(commands))
	for i, w := range waits {
		select {
		case results[i] = <-w:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	return results, nil
}

// redemptions remember which tokens have let somebody into which group, so that
// a reconnect does not ask the log again. To forget one only costs a command
// that changes nothing.
type redemptions struct {
	mu   sync.Mutex
	used map[redemption]struct{}
}

type redemption struct {
	token string
	group chat.GroupID
}

// maxRedemptions is how many are remembered.
const maxRedemptions = 50_000

func (r *redemptions) has(token string, g chat.GroupID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.used[redemption{token, g}]
	return ok
}

func (r *redemptions) add(token string, g chat.GroupID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.used == nil || len(r.used) >= maxRedemptions {
		r.used = map[redemption]struct{}{}
	}
	r.used[redemption{token, g}] = struct{}{}
}
