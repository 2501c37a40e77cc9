package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"path/filepath"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
)

// closing is how long the world has to end in order.
const closing = 5 * time.Second

// A world is everything behind the stage: a hub with a temporary store, and the
// cast, each with a client.
type world struct {
	url    string
	hub    *hub.Hub
	served chan error
	people map[string]*person
	calls  *recorder
	story  *story
}

// openWorld starts the hub in dir and connects the cast.
func openWorld(ctx context.Context, dir string, o Options) (*world, error) {
	w := &world{people: map[string]*person{}, calls: newRecorder(time.Now), served: make(chan error, 1)}
	data := filepath.Join(dir, "hub")
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open a loopback port for the demo's hub: %w", err)
	}
	w.url = "ws://" + listener.Addr().String() + "/v1/ws"
	if w.hub, err = hub.Open(hub.Options{Dir: data, Logger: slog.New(slog.DiscardHandler)}); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	go func() { w.served <- w.hub.Serve(context.WithoutCancel(ctx), listener) }()
	key, err := hub.LoadKey(data)
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.story = &story{script: scriptOf(o.words().Stage.Said), cast: w.people, beat: newBeat(o.Speed, o.Seed), wake: make(chan struct{}, 1), enter: func(scene) {}}
	for i, m := range cast {
		p, err := w.join(ctx, dir, key, m, rand.New(rand.NewPCG(o.Seed, uint64(i))), o)
		if err != nil {
			return nil, errors.Join(err, w.close())
		}
		w.people[m.id] = p
	}
	return w, nil
}

// join connects a member of the cast. The first to be let in owns the group.
func (w *world) join(ctx context.Context, dir string, key *hub.Key, m member, random *rand.Rand, o Options) (*person, error) {
	token, err := key.Token(hub.Claims{
		User: chat.UserID(m.id), Name: m.name, Groups: []chat.GroupID{groupID}, Expires: time.Now().Add(24 * time.Hour),
	})
	if err != nil {
		return nil, fmt.Errorf("a token for %s: %w", m.id, err)
	}
	p := &person{
		member: m, random: random, heard: w.story.heard, wait: w.story.beat.wait,
		tallies: map[chat.MessageUID]chat.Tally{}, posted: map[string]chat.MessageUID{},
	}
	if slices.Contains(o.Seats, m.id) {
		p.screen = make(chan []chat.News)
		p.temper.reads = 0 // whoever sits there reads
	} else if p.temper.reads == 0 {
		p.temper.reads = 3 * time.Second
	}
	p.client, err = client.Open(ctx, client.Config{
		Hub: w.url, Token: token, Device: m.id + "-demo", StateDir: seatDir(dir, m.id),
		Observe: func(d client.Direction, frame []byte) { w.calls.observe(m.id, d == client.Sent, frame) },
	})
	if err != nil {
		return nil, fmt.Errorf("the client of %s: %w", m.id, err)
	}
	if err := p.client.Connected(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect %s: %w", m.id, err), p.client.Close(ctx))
	}
	return p, nil
}

// close ends the clients, then the hub.
func (w *world) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	var errs []error
	for _, p := range w.people {
		errs = append(errs, p.client.Close(ctx))
	}
	if w.hub != nil {
		errs = append(errs, w.hub.Close(ctx), <-w.served)
	}
	return errors.Join(errs...)
}
