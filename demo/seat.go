package demo

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/crash"
	"seenby/demo/play"
	"seenby/ui"
)

// A seat is one person's screen: the real user interface in front of the real
// client. It is the stage's.
type seat struct {
	// id is that of the connection, "bob" or "bob/2"; user is whose it is.
	id, user, name string
	group          chat.GroupID
	// model is nil until the client is there.
	model *ui.Model
	// gaze is what the person does in front of it while the user sits elsewhere.
	gaze  play.Gaze
	moved bool // it was scrolled for them
	// width and height are what the model was last told, 0 before.
	width, height int
}

// Messages about seats.
type (
	// appMsg says that the app of a seat was started, or started again.
	appMsg struct {
		seat *seat
		chat ui.Chat
		now  *client.Client
	}
	// seatMsg carries news to one seat.
	seatMsg struct {
		seat *seat
		news ui.NewsMsg
	}
	// gazeMsg says who looks where now.
	gazeMsg map[*seat]play.Gaze
	// scrollMsg says that somebody scrolls: up, down, or to the end.
	scrollMsg struct {
		seat *seat
		way  string
	}
	// callsMsg says that the wire pane has something new.
	callsMsg struct{}
	// scriptMsg says that the script went on.
	scriptMsg struct{}
)

// An app is a client on somebody's machine, by whose clock they read.
type app struct {
	*client.Client
	read func(chat.GroupID, []chat.Seen)
}

func (a app) Read(g chat.GroupID, seen []chat.Seen) { a.read(g, seen) }

// A seatScreen is a seat as the run sees it. It is a play.Screen.
type seatScreen struct {
	seat  *seat
	wings *wings
}

// Opened lets the stage put a new user interface in front of the client.
func (s *seatScreen) Opened(c *client.Client, read func(chat.GroupID, []chat.Seen)) chan<- []chat.News {
	news := make(chan []chat.News)
	s.wings.running.Go(func() {
		defer crash.Guard()
		s.wings.send(appMsg{s.seat, app{c, read}, c})
		ui.Bridge(s.wings.ctx, news, func(msg tea.Msg) {
			if batch, ok := msg.(ui.NewsMsg); ok {
				s.wings.send(seatMsg{s.seat, batch})
			}
		})
	})
	return news
}

// Look notes where somebody looks.
func (s *seatScreen) Look(g play.Gaze) { s.wings.look(s.seat, g) }

// Scroll lets the stage move what is on the screen.
func (s *seatScreen) Scroll(way string) { s.wings.send(scrollMsg{s.seat, way}) }

// wings carry what happens behind the stage to it: one goroutine sends, so that
// a key press never waits behind many.
type wings struct {
	ctx     context.Context
	in      chan tea.Msg
	running sync.WaitGroup

	mu      sync.Mutex
	gazes   gazeMsg
	looked  chan struct{}
	scripts chan struct{} // signalled when the script went on
}

func newWings(ctx context.Context) *wings {
	return &wings{ctx: ctx, in: make(chan tea.Msg), gazes: gazeMsg{}, looked: make(chan struct{}, 1), scripts: make(chan struct{}, 1)}
}

func (w *wings) send(msg tea.Msg) {
	select {
	case w.in <- msg:
	case <-w.ctx.Done():
	}
}

func (w *wings) look(s *seat, g play.Gaze) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gazes[s] = g
	signal(w.looked)
}

func (w *wings) takeGazes() gazeMsg {
	w.mu.Lock()
	defer w.mu.Unlock()
	g := w.gazes
	w.gazes = gazeMsg{}
	return g
}

// signal wakes whoever waits, without waiting.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// lull is how long new calls are gathered: about as long as a screen stands.
const lull = 16 * time.Millisecond

// carry sends until the context ends.
func (w *wings) carry(calls <-chan struct{}, send func(tea.Msg)) {
	changed := calls
	var over <-chan time.Time
	for {
		select {
		case <-w.ctx.Done():
			return
		case msg := <-w.in:
			send(msg)
		case <-w.looked:
			send(w.takeGazes())
		case <-w.scripts:
			send(scriptMsg{})
		case <-changed:
			send(callsMsg{})
			changed, over = nil, time.After(lull)
		case <-over:
			changed, over = calls, nil
		}
	}
}
