// Package play plays scenarios: a hub with a temporary store, or somebody
// else's, and the cast, everyone with the real client over a real websocket.
// Eyes are the reading rule of the product (receipts.Sight) in front of each
// client. It waits for states, never for time alone.
package play

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"net"
	"path/filepath"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
	"seenby/chat/socket"
	"seenby/chat/wire"
	"seenby/crash"
	"seenby/demo/scenario"
	"seenby/receipts"
)

// closing is how long a run has to end in order, opening how long everybody has
// to come in.
const (
	closing = 10 * time.Second
	opening = time.Minute
)

// Options say how a scenario is played.
type Options struct {
	// Dir is an empty directory for the hub's store and the clients' state.
	Dir string
	// Speed divides how long people look and hesitate; 0 means 1.
	Speed float64
	// Seed is used instead of the scenario's where it is not 0.
	Seed uint64
	// Hub is the address of a hub that runs already; Token then gives the tokens
	// of the cast, which may be of users who are called otherwise there.
	Hub   string
	Token func(p scenario.Person) (string, error)
	// TLS is for a hub at wss://; Insecure allows ws:// to another machine.
	TLS      *tls.Config
	Insecure bool
	// MaxCopies bounds how many of one kind of people there are; 0 does not.
	MaxCopies int
	// Screen returns what stands in front of a device in place of eyes of the
	// run's own; it, or what it returns, may be nil.
	Screen func(p scenario.Person, device int) Screen
	// Tempo is the time in which people hesitate and expectations wait; nil is
	// that of the clock, hesitations divided by Speed.
	Tempo Tempo
	// Reads says how somebody reads now for whom the scenario has no habit. It is
	// called with locks held and has to return at once. Nil: by steps alone.
	Reads func(chat.UserID) scenario.Reading
	// Check is told how each expectation stands; nil for nobody.
	Check func(Check)
	// Watch is told everything that happens, from several goroutines; nil for
	// nobody.
	Watch func(Event)
}

// An Event is a frame that somebody sent or got, or a step that begins or ends.
type Event struct {
	At time.Time
	// Kind is sent, received, step, done or failed; or restart, when the hub has
	// ended and is about to start again.
	Kind   string
	Who    chat.UserID
	Device int
	Frame  []byte
	// Step is the number of the step from 1, Text what it is or what is wrong.
	Step int
	Text string
}

// ErrNotHere is why a step cannot be played on somebody else's hub.
var ErrNotHere = errors.New("this needs a hub of our own, and --hub names another one")

// A Run is a scenario that is being played.
type Run struct {
	s     *scenario.Scenario
	o     Options
	url   string
	group chat.GroupID // the first one

	groups map[string]chat.GroupID // by the id in the scenario
	homes  map[string]chat.GroupID // of the messages with a label
	began  time.Time               // when the first step did

	hub     *hub.Hub
	served  chan error
	key     *hub.Key
	pinger  *socket.Pinger
	people  map[string][]*device
	names   map[string][]string // a kind of people -> all of them
	uids    map[string]chat.MessageUID
	moments map[string]chat.Millis

	cables  cables
	step    int // that is played, from 0
	running sync.WaitGroup
	ended   chan struct{}
	mu      sync.Mutex
	woken   chan struct{}
}

// Open starts what a scenario needs: the hub, everyone connected, the group
// with its members. Whoever opens a run has to close it.
func Open(ctx context.Context, s *scenario.Scenario, o Options) (*Run, error) {
	if o.Speed == 0 {
		o.Speed = 1
	}
	if o.Seed == 0 {
		o.Seed = s.Seed
	}
	ctx, cancel := context.WithTimeout(ctx, opening)
	defer cancel()
	r := &Run{
		s: s, o: o, url: o.Hub, pinger: socket.NewPinger(0, time.Minute),
		people: map[string][]*device{}, names: map[string][]string{}, uids: map[string]chat.MessageUID{},
		moments: map[string]chat.Millis{}, ended: make(chan struct{}), woken: make(chan struct{}),
	}
	r.settle()
	if o.Hub == "" {
		if err := r.startHub(ctx, "127.0.0.1:0"); err != nil {
			return nil, err
		}
	}
	for _, p := range s.Cast {
		if err := r.enter(ctx, p); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	if err := r.gatherAll(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("make the group: %w", err), r.Close())
	}
	for _, p := range s.Cast {
		if p.Faults.Any() {
			r.SetFaults(p.ID, p.Faults)
		}
	}
	return r, nil
}

// settle says where everything happens.
func (r *Run) settle() {
	suffix := ""
	if r.o.Hub != "" {
		// Somebody else's hub may have a group of this name from the run before.
		suffix = fmt.Sprintf("-%x", time.Now().UnixNano())
	}
	r.groups, r.homes = map[string]chat.GroupID{}, map[string]chat.GroupID{}
	for _, g := range r.s.Groups {
		r.groups[g.ID] = chat.GroupID(g.ID + suffix)
	}
	r.group = r.groups[r.s.Group.ID]
	for _, s := range r.s.Steps {
		if s.Verb == scenario.Say && s.As != "" {
			r.homes[s.As] = r.groups[s.In]
		}
	}
}

// startHub starts the run's own hub.
func (r *Run) startHub(ctx context.Context, address string) error {
	data := filepath.Join(r.o.Dir, "hub")
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("open a loopback port for the hub: %w", err)
	}
	h, err := hub.Open(hub.Options{Dir: data, Limits: hub.Limits{Off: true}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	r.hub, r.served, r.key = h, make(chan error, 1), h.Key()
	if r.url == "" { // a hub that starts again is where it was, and its clients know
		r.url = "ws://" + listener.Addr().String() + "/v1/ws"
	}
	served := r.served
	go func() {
		defer crash.Guard()
		served <- h.Serve(context.WithoutCancel(ctx), listener)
	}()
	return nil
}

// enter connects somebody of the cast, with all copies and devices.
func (r *Run) enter(ctx context.Context, p scenario.Person) error {
	copies := p.Copies
	if r.o.MaxCopies > 0 {
		copies = min(copies, r.o.MaxCopies)
	}
	for i := range copies {
		one := p
		if p.Copies > 1 {
			one.ID, one.Name = fmt.Sprintf("%s%d", p.ID, i+1), fmt.Sprintf("%s %d", p.Name, i+1)
		}
		r.names[p.ID] = append(r.names[p.ID], one.ID)
		token, err := r.token(one)
		if err != nil {
			return fmt.Errorf("a token for %s: %w", one.ID, err)
		}
		for number := range p.Devices {
			d := r.newDevice(one, number+1, token)
			if err := d.start(ctx); err != nil {
				return fmt.Errorf("the client of %s: %w", one.ID, err)
			}
			r.people[one.ID] = append(r.people[one.ID], d)
			if err := d.client.Connected(ctx); err != nil {
				return fmt.Errorf("connect %s: %w", one.ID, err)
			}
		}
	}
	return nil
}

func (r *Run) token(p scenario.Person) (string, error) {
	if r.o.Token != nil {
		return r.o.Token(p)
	}
	kind := chat.KindUser
	if p.Bot {
		kind = chat.KindBot
	}
	return r.key.Token(hub.Claims{User: chat.UserID(p.ID), Name: p.Name, Kind: kind, Expires: time.Now().Add(24 * time.Hour)})
}

func (r *Run) newDevice(p scenario.Person, number int, token string) *device {
	random := func(what string) *rand.Rand {
		hash := fnv.New64a()
		_, _ = fmt.Fprint(hash, p.ID, number, what) // a hash takes everything
		return rand.New(rand.NewPCG(r.o.Seed, hash.Sum64()))
	}
	user, err := client.TokenUser(token)
	if err != nil {
		user = chat.UserID(p.ID) // what is wrong with it, connecting says
	}
	d := &device{
		run: r, user: user, number: number, reads: p.Reads, takes: p.Takes,
		messages: map[chat.MessageUID]chat.Message{}, asked: map[chat.MessageUID]bool{},
		tallies: map[chat.MessageUID]chat.Tally{}, reminded: map[chat.MessageUID]bool{},
		whole: map[chat.GroupID]bool{}, typing: map[chat.UserID]bool{},
		looks: map[chat.MessageUID]bool{}, read: map[chat.MessageUID]bool{},
		random: random(""),
		dice:   [2]*dice{{random: random("sent")}, {random: random("received")}},
		faults: scenario.Faults{Clock: p.Faults.Clock}, // the others begin when everybody has come
		sight:  receipts.NewSight(r.scaled(receipts.DefaultDwell), 0),
	}
	if number > 1 {
		d.reads = scenario.ReadsBySteps // one reads on one device
	}
	if r.o.Screen != nil {
		d.screen = r.o.Screen(p, number)
	}
	d.timer = time.AfterFunc(time.Hour, func() {
		defer crash.Guard()
		d.tick()
	})
	d.config = client.Config{
		Hub: r.url, Token: token, Device: fmt.Sprintf("%s-%d", p.ID, number), Insecure: r.o.Insecure, Dial: d.dial,
		Policy: r.policies(p), Observe: d.observe, Now: d.clock,
	}
	if p.Copies == 1 {
		d.config.StateDir = filepath.Join(r.o.Dir, "clients", d.config.Device)
	}
	return d
}

// policies says how somebody answers, and where otherwise.
func (r *Run) policies(p scenario.Person) receipts.Policies {
	all := receipts.Policies{Default: receipts.Policy(p.Answers), Groups: map[chat.GroupID]receipts.Policy{}}
	for g, policy := range p.AnswersIn {
		all.Groups[r.groups[g]] = receipts.Policy(policy)
	}
	return all
}

// gatherAll makes the groups.
func (r *Run) gatherAll(ctx context.Context) error {
	for _, g := range r.s.Groups {
		if err := r.gather(ctx, g, r.groups[g.ID]); err != nil {
			return err
		}
	}
	return r.describe(ctx)
}

// gather makes a group and brings its members in.
func (r *Run) gather(ctx context.Context, g scenario.Group, id chat.GroupID) error {
	owner := r.device(scenario.Actor{Person: g.Members[0], Device: 1})
	var rest []chat.UserID
	for i, kind := range g.Members {
		for j, one := range r.names[kind] {
			if i > 0 || j > 0 {
				rest = append(rest, r.people[one][0].user)
			}
		}
	}
	if _, err := owner.client.CreateGroup(ctx, id, g.Name, nil, chat.Visibility(g.Visibility)); err != nil {
		return err
	}
	for len(rest) > 0 {
		some := rest[:min(len(rest), chat.MaxInvite)]
		if err := owner.client.InviteMembers(ctx, id, some); err != nil {
			return err
		}
		rest = rest[len(some):]
	}
	if g.Open {
		yes := true
		if _, err := owner.client.UpdateGroup(ctx, wire.UpdateGroup{Group: id, Open: &yes}); err != nil {
			return err
		}
	}
	return nil
}

// describe lets the bots connect once more: of somebody who was in no group
// before, the hub tells the group only then that it is a bot.
func (r *Run) describe(ctx context.Context) error {
	for _, p := range r.s.Cast {
		if !p.Bot {
			continue
		}
		for _, d := range r.devices([]scenario.Actor{{Person: p.ID, Device: 1}}) {
			d.cut(true)
			if err := r.until(ctx, func() bool { return !d.online() }); err != nil {
				return err
			}
			d.plugIn()
			if err := r.back(ctx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// device is the client that a step means.
func (r *Run) device(a scenario.Actor) *device {
	return r.people[r.names[a.Person][0]][a.Device-1]
}

// devices are all clients that steps mean: for a kind of people, those of all.
func (r *Run) devices(actors []scenario.Actor) []*device {
	var out []*device
	for _, a := range actors {
		for _, id := range r.names[a.Person] {
			out = append(out, r.people[id][a.Device-1])
		}
	}
	return out
}

func (r *Run) scaled(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)/r.o.Speed), time.Millisecond)
}

// pause waits, and reports whether the run goes on.
func (r *Run) pause(d time.Duration) bool {
	if r.o.Tempo != nil {
		return r.o.Tempo.Pause(r.ended, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-r.ended:
		return false
	case <-timer.C:
		return true
	}
}

// wakeAll lets everyone who waits for a state look again.
func (r *Run) wakeAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.woken)
	r.woken = make(chan struct{})
}

func (r *Run) wake() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.woken
}

// until waits for a state, and returns the context's error when it does not
// come in time. Some states come without news, so it also looks by itself.
func (r *Run) until(ctx context.Context, state func() bool) error {
	look := time.NewTicker(25 * time.Millisecond)
	defer look.Stop()
	for {
		woken := r.wake()
		if state() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-woken:
		case <-look.C:
		}
	}
}

// Close ends the clients, then the hub.
func (r *Run) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	close(r.ended)
	var (
		closed sync.WaitGroup
		mu     sync.Mutex
		errs   []error
	)
	for _, devices := range r.people {
		for _, d := range devices {
			closed.Go(func() {
				defer crash.Guard()
				err := d.now().Close(ctx)
				d.timer.Stop()
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			})
		}
	}
	closed.Wait()
	r.cables.close()
	r.running.Wait()
	if r.hub != nil {
		errs = append(errs, r.hub.Close(ctx), <-r.served)
	}
	return errors.Join(errs...)
}
