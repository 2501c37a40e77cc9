package play

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/socket"
	"seenby/crash"
	"seenby/demo/scenario"
	"seenby/receipts"
)

// errAway is why a device that is offline cannot connect.
var errAway = errors.New("this device has no network")

// A device is one client of somebody of the cast, and the eyes in front of it.
type device struct {
	run    *Run
	user   chat.UserID
	number int // from 1
	reads  scenario.Reading
	takes  time.Duration
	config client.Config

	mu       sync.Mutex
	client   *client.Client
	conn     *socket.Conn
	cable    *cable // under it
	faults   scenario.Faults
	link     chat.LinkState
	messages map[chat.MessageUID]chat.Message
	whole    map[chat.GroupID]bool // of which there is no hole in messages
	typing   map[chat.UserID]bool
	peeking  bool
	held     []chat.Withheld
	asked    map[chat.MessageUID]bool
	tallies  map[chat.MessageUID]chat.Tally
	reminded map[chat.MessageUID]bool
	random   *rand.Rand
	fell     string // says which count went back, which must not be

	dice [2]*dice // of what is sent, and of what is received

	counted sync.Mutex
	counts  []chat.MessageUID // of which a frame told a count or readers

	screen  Screen // nil where the eyes are the sight
	gaze    Gaze
	sight   *receipts.Sight
	timer   *time.Timer
	opened  bool // a group is open on the screen
	place   chat.GroupID
	bottom  chat.Seq // the last message on the screen; 0 is the end
	focused bool     // the terminal has the focus
	looks   map[chat.MessageUID]bool
	read    map[chat.MessageUID]bool
}

// start opens the client, and follows its news until it is closed.
func (d *device) start(ctx context.Context) error {
	c, err := client.Open(ctx, d.config)
	if err != nil {
		return err
	}
	var screen chan<- []chat.News
	if d.screen != nil {
		screen = d.screen.Opened(c, d.saw)
	}
	d.mu.Lock()
	d.client = c
	clear(d.messages) // of an earlier run of the app
	clear(d.whole)
	d.mu.Unlock()
	d.run.running.Go(func() {
		defer crash.Guard()
		if screen != nil {
			defer close(screen)
		}
		for batch := range c.News() {
			d.note(batch)
			d.run.wakeAll()
			if screen == nil {
				continue
			}
			select {
			case screen <- batch:
			case <-d.run.ended:
			}
		}
	})
	return nil
}

// forget drops the messages of a group. The caller holds the lock.
func (d *device) forget(g chat.GroupID) {
	maps.DeleteFunc(d.messages, func(_ chat.MessageUID, m chat.Message) bool { return m.Group == g })
	d.whole[g] = false
}

// loadSoon does as a screen does that has nothing to show. The caller holds the
// lock.
func (d *device) loadSoon(g chat.GroupID) {
	// it ends with the client
	d.run.running.Go(func() {
		defer crash.Guard()
		d.load(context.Background(), g)
	})
}

// load has the newest messages of the history on the screen, of the local copy
// where there is no network.
func (d *device) load(ctx context.Context, g chat.GroupID) {
	page, err := d.now().History(ctx, g, chat.Span{Limit: chat.MaxHistory})
	if err != nil {
		return // who needs them loads them again
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.whole[g] = d.whole[g] || d.link == chat.LinkOnline
	for _, m := range page.Messages {
		d.keep(m)
	}
}

func (d *device) now() *client.Client {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.client
}

// dial connects, unless the device is away.
func (d *device) dial(ctx context.Context) (*socket.Conn, error) {
	if d.hasFaults().Offline {
		return nil, errAway
	}
	// The cable speaks TLS where the hub does.
	address := strings.Replace(d.run.url, "wss://", "ws://", 1)
	conn, err := socket.Dial(ctx, address, nil, socket.DialOptions{
		Pinger:  d.run.pinger,
		NetDial: func(ctx context.Context, _, _ string) (net.Conn, error) { return d.plug(ctx) },
	})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.faults.Offline {
		conn.Kill()
		<-conn.Closed()
		return nil, errAway
	}
	d.conn = conn
	return conn, nil
}

// cut ends the connection, and what is on its way is lost; away keeps the device
// from making another one.
func (d *device) cut(away bool) {
	d.mu.Lock()
	d.faults.Offline = away
	d.mu.Unlock()
	d.snap()
}

// snap breaks the connection, if there is one.
func (d *device) snap() {
	d.mu.Lock()
	conn, cable := d.conn, d.cable
	d.mu.Unlock()
	if cable != nil {
		cable.snap()
	}
	if conn != nil {
		conn.Kill()
	}
}

// note keeps what news tell.
func (d *device) note(batch []chat.News) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range batch {
		switch n := n.(type) {
		case chat.LinkChanged:
			d.link = n.State
			if n.State == chat.LinkOffline && (d.faults.Loss > 0 || d.faults.Cut > 0) {
				d.tryAgain()
			}
		case chat.MessageAdded:
			d.whole[n.Message.Group] = d.whole[n.Message.Group] || n.Message.Seq == 1
			d.keep(n.Message)
		case chat.GroupGone:
			d.forget(n.Group)
		case chat.GroupReset:
			d.forget(n.Group)
			d.loadSoon(n.Group)
		case chat.GroupsListed:
			// Of a group that it came to know by connecting, nothing is replayed.
			for _, g := range n.Groups {
				if !d.whole[g.ID] {
					d.loadSoon(g.ID)
				}
			}
		case chat.TypingSeen:
			d.typing[n.User] = true
		case chat.PeekChanged:
			d.peeking, d.held = n.On, n.Withheld
			d.sight.Peek(time.Now(), n.On)
		case chat.MessageChanged:
			d.keep(n.Message)
		case chat.ReceiptAsked:
			d.asked[n.UID] = true
		case chat.ReceiptsChanged:
			if have := d.tallies[n.UID]; n.Tally.Read < have.Read {
				d.fell = fmt.Sprintf("the count of %s fell from %d to %d on the screen of %s", n.UID, have.Read, n.Tally.Read, d.user)
			}
			d.tallies[n.UID] = n.Tally
			d.asked[n.UID] = true
		case chat.ReceiptReminder:
			d.reminded[n.UID] = true
		}
	}
	d.look()
}

// keep takes a message; who reads by themselves begins to hesitate. The caller
// holds the lock.
func (d *device) keep(m chat.Message) {
	_, known := d.messages[m.UID]
	d.messages[m.UID] = m
	if m.Receipt != nil && m.Receipt.Asked {
		d.asked[m.UID] = true
		if t := m.Receipt.Tally; t != nil {
			if have, ok := d.tallies[m.UID]; !ok || !t.Before(have) {
				d.tallies[m.UID] = *t
			}
		}
	}
	if !known {
		d.hesitate(m)
	}
}

// hesitate lets who reads by themselves look at a message after a while. The
// caller holds the lock.
func (d *device) hesitate(m chat.Message) {
	reads := d.reads
	if reads == scenario.ReadsBySteps && d.number == 1 && d.run.o.Reads != nil {
		reads = d.run.o.Reads(d.user)
	}
	if reads == scenario.ReadsBySteps || m.Sender == d.user || m.Kind != chat.KindText {
		return
	}
	typical := d.takes
	if typical == 0 {
		typical = scenario.TakesSlow
	}
	delay := d.run.scaled(typical/2 + time.Duration(d.random.Int64N(int64(typical))))
	d.run.running.Go(func() {
		defer crash.Guard()
		if !d.run.pause(delay) {
			return
		}
		d.lookAt(m.UID, true)
		if d.screen != nil {
			d.giveUp(m.UID)
		}
	})
}

// lookAt begins or ends having one message on screen, with the focus there.
func (d *device) lookAt(uid chat.MessageUID, on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if on {
		d.looks[uid] = true
	} else {
		delete(d.looks, uid)
	}
	d.look()
}

// attend sets whether the terminal has the focus.
func (d *device) attend(focused bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.focused = focused
	d.look()
}

// open has the end of a group on the screen.
func (d *device) open(g chat.GroupID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened, d.place, d.bottom = true, g, 0
	d.look()
}

// screenful is how many messages a screen shows.
const screenful = 12

// shown are the messages on the screen, from top to bottom. The caller holds the
// lock.
func (d *device) shown() []chat.Message {
	var all []chat.Message
	for _, m := range d.messages {
		if m.Group == d.place && (d.bottom == 0 || m.Seq <= d.bottom) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b chat.Message) int { return cmp.Compare(a.Seq, b.Seq) })
	return all[max(len(all)-screenful, 0):]
}

// scroll moves by a screen, up or down, or to the end. What comes in meanwhile
// moves nothing.
func (d *device) scroll(way string) {
	if d.screen != nil {
		d.screen.Scroll(way)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	shown := d.shown()
	last := chat.Seq(0)
	for _, m := range d.messages {
		if m.Group == d.place {
			last = max(last, m.Seq)
		}
	}
	switch {
	case way == "end" || len(shown) == 0:
		d.bottom = 0
	case way == "up":
		d.bottom = max(shown[0].Seq, min(screenful, last))
	default:
		if d.bottom = shown[len(shown)-1].Seq + screenful - 1; d.bottom >= last {
			d.bottom = 0
		}
	}
	d.look()
}

// look tells the sight what is on the screen, hands on what it calls read, and
// asks again when more will be. The caller holds the lock.
func (d *device) look() {
	if d.screen != nil {
		d.stare()
		return
	}
	now := time.Now()
	d.handOn(d.sight.Read(now))
	d.handOn(d.sight.Held())
	scene := receipts.Scene{}
	var lines []chat.Message
	switch {
	case len(d.looks) > 0:
		lines = d.lookedAt()
	case d.opened:
		scene.Group, lines = d.place, d.shown()
	}
	for _, m := range lines {
		scene.Group = m.Group
		scene.Lines = append(scene.Lines, receipts.Line{
			UID: m.UID, Seq: m.Seq, Own: m.Sender == d.user, Blank: m.Recalled > 0 || m.Kind != chat.KindText,
		})
	}
	d.sight.Focus(now, d.focused || len(d.looks) > 0)
	d.sight.Look(now, scene)
	if at, ok := d.sight.Next(); ok {
		d.timer.Reset(max(time.Until(at), 0))
	}
}

// lookedAt are the messages that somebody goes to by themselves, or by a step:
// in one group at a time, the one with the oldest of them. The caller holds the lock.
func (d *device) lookedAt() []chat.Message {
	var all []chat.Message
	for uid := range d.looks {
		if m, have := d.messages[uid]; have {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b chat.Message) int { return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.UID, b.UID)) })
	return slices.DeleteFunc(all, func(m chat.Message) bool { return m.Group != all[0].Group })
}

// handOn tells the client what was read. The caller holds the lock.
func (d *device) handOn(read []receipts.Sighting) {
	for _, s := range read {
		d.read[s.UID] = true
		delete(d.looks, s.UID)
		s.At = s.At.Add(d.faults.Clock) // how long it stood there is right; the time of day is this machine's
		d.client.Read(s.Group, []chat.Seen{s.Seen})
		d.run.wakeAll()
	}
}

// peek looks around without answering, or answers again; and sends or drops what
// was withheld.
func (d *device) peek(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if what == "on" || what == "off" {
		// What was read up to now belongs to the time before.
		d.sight.Peek(time.Now(), what == "on")
		d.look()
		d.client.Peek(what == "on")
		return
	}
	var uids []chat.MessageUID
	for _, h := range d.held {
		uids = append(uids, h.UID)
		if what == "drop" {
			delete(d.read, h.UID)
			d.sight.Forget(time.Now(), h.Group, h.Seq)
		}
	}
	if what == "send" {
		d.client.Release(uids)
	} else {
		d.client.Withdraw(uids)
	}
	d.look()
}

// tick is the timer's: something may be read by now.
func (d *device) tick() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.client != nil {
		d.look()
	}
}

// peek returns what a function sees of the device's state.
func peek[T any](d *device, f func() T) T {
	d.mu.Lock()
	defer d.mu.Unlock()
	return f()
}
