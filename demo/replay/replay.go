// Package replay does once more what the people of a trace did, on a hub of its
// own that is empty, and compares all that they were answered and told with
// what was recorded.
//
// Every call goes out in the order of the trace, when the one before it is
// answered and all that its sender knew then is known again. The clock of the
// hub stands at the moment at which the call was recorded. Ids are mapped;
// times, cursors and versions only have to be there.
package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
	"seenby/crash"
	"seenby/demo/invariant"
	"seenby/demo/trace"
)

// closing is how long the hub has to end in order.
const closing = 10 * time.Second

// Options say how a trace is replayed.
type Options struct {
	// Dir is an empty directory for the hub's store.
	Dir string
	// Patience is how long a frame may take to come; 0 means 15 s.
	Patience time.Duration
}

// A Result is what came of a replay.
type Result struct {
	// Frames and Connections are how many were recorded.
	Frames      int `json:"frames"`
	Connections int `json:"connections"`
	// Replies and Events are how many frames came as they were recorded. Of the
	// replies, Beside were given while others were changing what they tell: they
	// may differ in that, and only their code was held to the record.
	Replies int `json:"replies"`
	Events  int `json:"events"`
	Beside  int `json:"beside"`
	// Skipped counts the frames that were not compared, by why.
	Skipped map[string]int `json:"skipped"`
	// Besides counts the events that came and are not in the trace, by name: of a
	// connection that ended, or at the end.
	Besides map[string]int `json:"besides"`
	// Difference is the first one, nil where all is the same.
	Difference *Difference `json:"difference"`
	// Recorded and Replayed are the promises that the frames of the trace and of
	// the replay break.
	Recorded []invariant.Violation `json:"recorded"`
	Replayed []invariant.Violation `json:"replayed"`
}

// A Difference is a frame that did not come as it was recorded.
type Difference struct {
	// Frame is its number in the trace, from 1, and Who got it.
	Frame int    `json:"frame"`
	Who   string `json:"who"`
	// What says what is different, in one line.
	What string `json:"what"`
	// Call, Recorded and Replayed are frames: the call that it answers, if it
	// does, what was recorded, and what came, if anything.
	Call     json.RawMessage `json:"call,omitempty"`
	Recorded json.RawMessage `json:"recorded"`
	Replayed json.RawMessage `json:"replayed,omitempty"`
}

// Same reports whether the replay was as recorded and no promise was broken.
func (r *Result) Same() bool {
	return r.Difference == nil && len(r.Recorded) == 0 && len(r.Replayed) == 0
}

// A run is a replay that is going on.
type run struct {
	*plan
	o       Options
	hub     *hub.Hub
	served  chan error
	url     string
	pinger  *socket.Pinger
	heard   *heard
	cursors map[string]string // of a connection and a group, recorded to replayed
	last    map[string]string // of a connection and a group, replayed
	result  *Result

	clock sync.Mutex
	now   time.Time
}

// Run replays a trace. An error wraps [ErrNotWhole] when it cannot be replayed
// at all; a difference is none.
func Run(ctx context.Context, t *trace.Trace, o Options) (result *Result, err error) {
	p, err := newPlan(t)
	if err != nil {
		return nil, err
	}
	if o.Patience == 0 {
		o.Patience = 15 * time.Second
	}
	r := &run{
		plan: p, o: o, pinger: socket.NewPinger(0, time.Minute), cursors: map[string]string{}, last: map[string]string{}, now: p.hubTime(p.frames[0]),
		heard:  &heard{labels: labels{}, monitor: invariant.New(), changed: make(chan struct{})},
		result: &Result{Frames: len(p.frames), Connections: len(p.sessions), Skipped: map[string]int{}, Besides: map[string]int{}},
	}
	r.result.Recorded = invariant.Check(t.Frames)
	if err := r.startHub(ctx); err != nil {
		return nil, err
	}
	defer func() {
		r.hangUp()
		err = errors.Join(err, r.stopHub())
		r.result.Replayed = r.heard.broken
	}()
	return r.result, r.all(ctx)
}

// all replays frame by frame until one is different.
func (r *run) all(ctx context.Context) error {
	for _, f := range r.frames {
		for len(r.restarts) > 0 && f.n > r.restarts[0] {
			r.restarts = r.restarts[1:]
			if err := r.restart(ctx); err != nil {
				return err
			}
		}
		if err := r.frame(ctx, f); err != nil || r.result.Difference != nil {
			return err
		}
		if s := f.in; s.again && f == s.frames[len(s.frames)-1] && s.live != nil {
			r.end(s)
		}
	}
	return nil
}

// frame sends a frame, or waits for what was recorded.
func (r *run) frame(ctx context.Context, f *frame) error {
	if f.done || r.result.Difference != nil {
		return ctx.Err()
	}
	f.done = true
	switch {
	case f.skip != "":
		r.result.Skipped[f.skip]++
	case f.Sent:
		return r.call(ctx, f.call)
	case f.call != nil:
		r.reply(f)
	default:
		r.event(ctx, f)
	}
	return ctx.Err()
}

// call makes a call, and waits until it is answered. A message goes out after
// those that have a place before it.
func (r *run) call(ctx context.Context, c *call) error {
	for _, earlier := range r.posted[c.group] {
		if c.seq > 0 && earlier.seq < c.seq && earlier.n < c.until && !earlier.done {
			for _, f := range earlier.in.frames {
				if f.n > earlier.n {
					break
				}
				if err := r.frame(ctx, f); err != nil {
					return err
				}
			}
		}
	}
	r.stand(c)
	if c.op == "connect" {
		if err := r.connect(ctx, c); err != nil {
			return err
		}
	}
	l := c.in.live
	switch {
	case l == nil && c.reply == nil:
		r.result.Skipped["what went to a hub that had ended"]++
		return nil
	case l == nil:
		return fmt.Errorf("frame %d: %s is not connected", c.n, c.Who)
	}
	frame := r.mapped(c)
	if l.send(c.id, c.group, frame); c.twice && c.op != "connect" {
		l.send(c.id, c.group, frame)
	}
	l.until(ctx, r.o.Patience, func() bool { return l.replies[c.id] != nil })
	return ctx.Err()
}

// stand sets the hub's clock to the moment of a call. It never goes back.
func (r *run) stand(c *call) {
	r.clock.Lock()
	defer r.clock.Unlock()
	if at := r.hubTime(c.frame); at.After(r.now) {
		r.now = at
	}
}

// hubTime is when a frame was recorded, by the clock of the hub.
func (p *plan) hubTime(f *frame) time.Time {
	hello := f.in.calls[0].reply
	if hello == nil || hello.obj["serverTime"] == nil {
		return f.Time
	}
	ms, _ := hello.obj["serverTime"].(json.Number)
	at, _ := ms.Int64()
	// On one machine they differ by the way of a frame.
	if ahead := time.UnixMilli(at).Sub(hello.Time); ahead.Abs() > 2*time.Second {
		return f.Time.Add(ahead)
	}
	return f.Time
}

// connect opens the connection of a call that comes first on it.
func (r *run) connect(ctx context.Context, c *call) error {
	dialing, cancel := context.WithTimeout(ctx, r.o.Patience)
	defer cancel()
	conn, err := socket.Dial(dialing, r.url, nil, socket.DialOptions{Pinger: r.pinger})
	if err != nil {
		return fmt.Errorf("connect %s: %w", c.Who, err)
	}
	c.in.live = r.heard.open(c.Who, conn)
	return nil
}

// startHub starts the hub, for the first time or on what it had.
func (r *run) startHub(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("open a loopback port for the hub: %w", err)
	}
	h, err := hub.Open(hub.Options{
		Dir: filepath.Join(r.o.Dir, "hub"), Limits: hub.Limits{Off: true}, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time {
			r.clock.Lock()
			defer r.clock.Unlock()
			return r.now
		},
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	r.hub, r.served, r.url = h, make(chan error, 1), "ws://"+listener.Addr().String()+"/v1/ws"
	go func() {
		defer crash.Guard()
		r.served <- h.Serve(context.WithoutCancel(ctx), listener)
	}()
	return nil
}

func (r *run) stopHub() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	return errors.Join(r.hub.Close(ctx), <-r.served)
}

// restart ends the hub and starts it again on its store. What was on its way to
// anybody comes first.
func (r *run) restart(ctx context.Context) error {
	for _, s := range r.sessions {
		if s.live == nil {
			continue
		}
		for _, f := range s.frames {
			if !f.Sent {
				if err := r.frame(ctx, f); err != nil {
					return err
				}
			}
		}
	}
	if r.result.Difference != nil {
		return nil
	}
	r.hangUp()
	if err := r.stopHub(); err != nil {
		return fmt.Errorf("end the hub: %w", err)
	}
	return r.startHub(ctx)
}

// hangUp ends all connections.
func (r *run) hangUp() {
	for _, s := range r.sessions {
		if s.live != nil {
			r.end(s)
		}
	}
}

// end ends a connection, and counts what came on it besides what was recorded.
func (r *run) end(s *session) {
	l := s.live
	l.end()
	for name, frames := range l.lanes {
		for _, g := range frames[min(l.taken[name], len(frames)):] {
			if group := about(g.obj); group == "" || r.groups[group] {
				r.result.Besides[text(g.obj["event"])]++
			}
		}
	}
	s.live = nil
}

// token is what somebody of the trace shows.
func (r *run) token(s *session) (string, error) {
	kind := chat.KindUser
	for _, bot := range r.bots {
		if bot == s.user {
			kind = chat.KindBot
		}
	}
	claims := hub.Claims{User: chat.UserID(s.user), Name: s.name, Kind: kind, ID: "replay-" + s.user}
	for _, g := range r.given(s.user) {
		claims.Groups = append(claims.Groups, chat.GroupID(g))
	}
	r.clock.Lock()
	claims.Expires = r.now.Add(30 * 24 * time.Hour)
	r.clock.Unlock()
	return r.hub.Key().Token(claims)
}
