package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
	"seenby/crash"
)

const (
	// firstRetry and lastRetry bound the waits between tries; the random part of
	// half as much again comes on top, so the longest is 30 s.
	firstRetry = 250 * time.Millisecond
	lastRetry  = 20 * time.Second
	// quickRetry bounds the random wait after the hub asked to come back at once.
	quickRetry = 500 * time.Millisecond
	// steadyTime is how long a connection lasts that makes failed tries forgotten.
	steadyTime = 10 * time.Second
	// longestWait bounds what a hub may ask us to wait.
	longestWait = 5 * time.Minute
	// dialTime bounds making a connection, killTime ending one.
	dialTime = 15 * time.Second
	killTime = 300 * time.Millisecond
	// maxMalformed is how many frames that keep to no protocol end a connection.
	maxMalformed = 10
	// cursorBytes bounds what the cursors take in connect.
	cursorBytes = 48 << 10
)

// Close codes of the hub (protocol.md, Connection).
const (
	closeUnauthenticated = 4401
	closeNoConnect       = 4408
	closeReplaced        = 4409
	closeTooMany         = 4429
	closeRestart         = 4503
)

// A link is the connection to the hub, or the way to the next one.
type link struct {
	state   chat.LinkState
	since   time.Time
	retry   time.Time // of the next try, while offline
	why     string    // it is not online
	latency time.Duration
	tries   int       // that failed in a row
	up      time.Time // since when it is online
	heard   time.Time // up to when everything is known, by the hub's word
	noted   time.Time // the same, on disk

	in        chan inbound // nil while no goroutine runs
	cancel    context.CancelFunc
	conn      *socket.Conn
	err       error                   // that ended the connection
	final     string                  // why there will be no other one
	after     time.Duration           // the hub asks to wait
	ready     bool                    // everything missed has come
	handed    map[chat.GroupID]string // the cursors of connect
	cutAt     time.Time               // when a connection last ended without the hub's close
	malformed int
	again     bool // RetryNow was called
}

// inbound is what the reading goroutine hands over.
type inbound struct {
	conn  *socket.Conn // there is one
	frame wire.Frame
	raw   []byte
	bad   error // why raw is no frame
	err   error // why the connection has ended, or did not begin
}

func (e *engine) online() bool { return e.link.state == chat.LinkOnline }

// dial starts a connection, unless there is one.
func (e *engine) dial() {
	if e.link.in != nil || e.closing {
		return
	}
	l := &e.link
	ctx, cancel := context.WithTimeout(context.Background(), dialTime)
	l.in, l.cancel, l.conn = make(chan inbound, 64), cancel, nil
	l.err, l.final, l.after, l.ready, l.malformed, l.again = nil, "", 0, false, 0, false
	dial := e.cfg.Dial
	if dial == nil {
		options := socket.DialOptions{TLS: e.cfg.TLS}
		dial = func(ctx context.Context) (*socket.Conn, error) {
			return socket.Dial(ctx, e.cfg.Hub, nil, options)
		}
	}
	e.setLink(chat.LinkConnecting)
	go readLink(ctx, cancel, dial, l.in)
}

// readLink is the goroutine of one connection: it makes it and reads from it.
func readLink(ctx context.Context, cancel func(), dial func(context.Context) (*socket.Conn, error), in chan<- inbound) {
	defer crash.Guard()
	defer close(in)
	conn, err := dial(ctx)
	stopped := ctx.Err()
	cancel()
	if err == nil && conn == nil {
		err = errors.New("no connection")
	}
	if err != nil {
		in <- inbound{err: err}
		return
	}
	if stopped != nil {
		conn.Kill()
	}
	in <- inbound{conn: conn}
	for {
		message, err := conn.Read()
		if err != nil {
			timer := time.AfterFunc(killTime, func() {
				defer crash.Guard()
				conn.Kill()
			})
			<-conn.Closed()
			timer.Stop()
			in <- inbound{err: err}
			return
		}
		got := inbound{raw: bytes.Clone(message)}
		got.frame, got.bad = wire.DecodeFrame(got.raw)
		in <- got
	}
}

// receive takes what the reading goroutine hands over.
func (e *engine) receive(got inbound, open bool) {
	switch {
	case !open:
		e.linkEnded()
	case got.err != nil:
		if e.link.err == nil { // or it is known better
			e.link.err = got.err
		}
	case got.conn != nil:
		e.link.conn = got.conn
		e.sayHello()
	default:
		e.observe(Received, got.raw)
		e.takeFrame(got)
	}
}

func (e *engine) takeFrame(got inbound) {
	if got.bad != nil {
		e.log.Warn("the hub sent what is no frame", "error", got.bad)
		if e.link.malformed++; e.link.malformed >= maxMalformed {
			e.link.conn.Close(socket.CodeProtocol, "too many malformed frames")
		}
		return
	}
	e.hear()
	switch f := got.frame.(type) {
	case wire.Reply:
		e.replied(f)
	case wire.OnClosing:
		e.tellEvent(f)
		e.link.after = wish(f.RetryAfter)
	case wire.Event:
		if e.online() { // nothing comes before the reply to connect
			e.event(f)
		}
	}
}

// wish returns how long the hub asks to wait, within reason.
func wish(millis int64) time.Duration {
	return time.Duration(min(max(millis, 0), longestWait.Milliseconds())) * time.Millisecond
}

// sayHello makes the first call of a connection.
func (e *engine) sayHello() {
	hello := wire.Connect{Token: e.cfg.Token, Device: e.device, Cursors: e.cursors()}
	asked := time.Now()
	e.call(hello, func(r wire.Reply, err error) {
		if err != nil {
			return // the end of the connection says why
		}
		e.link.latency = time.Since(asked)
		if err := e.welcome(r, asked); err != nil {
			e.link.err = err
			if r.Code == chat.Unauthenticated {
				e.link.final = tokenRefused(err.Error())
			}
			e.link.conn.Close(socket.CodeNormal, "")
		}
	})
}

// welcome reads the reply to connect, after which the client is online.
func (e *engine) welcome(r wire.Reply, asked time.Time) error {
	if err := r.Err(); err != nil {
		e.link.after = wish(r.RetryAfter)
		return err
	}
	var body wire.Connected
	if err := r.Into(&body); err != nil {
		return fmt.Errorf("the hub does not keep to the protocol: %w", err)
	}
	if !chat.ValidID(string(body.UserID)) {
		return errors.New("the hub does not keep to the protocol: it does not say who this is")
	}
	if err := e.belongsTo(body.UserID); err != nil {
		e.link.final = err.Error()
		return err
	}
	e.setSkew(body.ServerTime, asked)
	e.limits = body.Limits
	e.link.up = time.Now()
	e.link.why = ""
	e.setLink(chat.LinkOnline)
	e.listed(body.Groups)
	e.linked(nil)
	e.resend()
	return nil
}

// setLink changes the state of the link and tells of it.
func (e *engine) setLink(s chat.LinkState) {
	e.link.state, e.link.since = s, time.Now()
	if s != chat.LinkOffline {
		e.link.retry = time.Time{}
	}
	e.tellLink()
}

func (e *engine) tellLink() {
	l := &e.link
	e.linkMoved = false
	e.tell(chat.LinkChanged{
		State: l.state, Since: l.since, Retry: l.retry, Latency: l.latency,
		Heard: l.heard, Unsent: e.outbox.unsent, Err: l.why,
	})
}

// linked tells those who wait that the client is online, or why it is not.
func (e *engine) linked(err error) {
	waiters := e.waiters
	e.waiters = nil
	for _, f := range waiters {
		f(err)
	}
}

// linkEnded decides what follows the end of a connection.
func (e *engine) linkEnded() {
	l := &e.link
	l.cancel()
	connected := l.conn != nil
	l.in, l.conn = nil, nil
	if !l.up.IsZero() && time.Since(l.up) >= steadyTime {
		l.tries = 0
	}
	l.up = time.Time{}
	e.fellSilent()
	code, reason, closed := socket.CloseCode(l.err)
	if connected && !closed {
		l.cutAt = time.Now()
	}
	switch {
	case l.final != "":
	case code == closeUnauthenticated:
		l.final = tokenRefused(reason)
	case code == closeReplaced && time.Since(l.cutAt) < steadyTime:
		// Perhaps by a connection of our own: one that was cut, and of which the
		// hub heard only after this one.
	case code == closeReplaced:
		l.final = "the hub has ended this connection: " + oneLine(reason)
	}
	l.why = explain(l.err)
	wait := retryWait(l.tries, code)
	wait = max(wait, withJitter(l.after), refusedFor(l.err))
	l.tries++
	if l.final != "" {
		l.why = l.final
		e.setLink(chat.LinkClosed)
	} else {
		if l.again {
			wait = 0
		}
		l.retry = time.Now().Add(wait)
		e.setLink(chat.LinkOffline)
	}
	e.log.Info("no connection to the hub", "reason", l.why, "tries", l.tries)
	e.dropCalls()
	e.forgetReplay()
	e.linked(offline(l.why))
}

// retryWait returns how long to wait before another try, by how many have
// failed in a row and how the hub closed the connection.
func retryWait(tries int, code int) time.Duration {
	if tries == 0 && (code == closeRestart || code == socket.CodeTooSlow) {
		return rand.N(quickRetry)
	}
	base := lastRetry
	if tries < 7 {
		base = min(firstRetry<<tries, lastRetry)
	}
	if code == closeTooMany {
		base = max(base, 5*time.Second)
	}
	return withJitter(base)
}

// withJitter returns d and up to half as much again, so that many clients do
// not come back at one moment.
func withJitter(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return d + rand.N(d/2+1)
}

// refusedFor returns how long a server asked to wait that refused the upgrade.
func refusedFor(err error) time.Duration {
	var refused *socket.HandshakeError
	if !errors.As(err, &refused) {
		return 0
	}
	return min(refused.RetryAfter, longestWait)
}

// explain says in one line why there is no connection.
func explain(err error) string {
	var refused *socket.HandshakeError
	code, reason, closed := socket.CloseCode(err)
	switch {
	case err == nil:
		return "the connection was lost"
	case errors.As(err, &refused):
		return oneLine("no hub answers there: " + trimDial(err) + "; is the address right?")
	case code == closeRestart:
		return "the hub is restarting"
	case code == closeReplaced:
		return "this device has connected again"
	case code == closeTooMany:
		return "the hub has too many connections, or too many calls, of this user"
	case code == socket.CodeTooSlow:
		return "this client was too slow for the hub"
	case code == closeNoConnect:
		return "the hub did not hear from this client in time"
	case closed && reason != "":
		return oneLine("the hub has closed the connection: " + reason)
	case closed:
		return "the hub has closed the connection"
	case errors.Is(err, socket.ErrSilent):
		return "the hub is silent"
	case strings.HasPrefix(err.Error(), "dial "):
		return oneLine("the hub cannot be reached: " + trimDial(err))
	}
	return oneLine(err.Error())
}

func trimDial(err error) string { return strings.TrimPrefix(err.Error(), "dial ") }

// oneLine makes text of a hub fit for one line: no control characters, not too
// long. It is still to be cleaned for a screen.
func oneLine(s string) string {
	const most = 300
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) > most {
		n := most
		for !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + "…"
	}
	return strings.TrimSpace(s)
}

// retryNow tries to connect at once.
func (e *engine) retryNow() {
	switch {
	case e.link.in == nil:
		e.link.tries = 0
		e.dial()
	case !e.online():
		e.link.again = true
	}
}

// hangUp ends the connection and waits until its goroutine has ended.
func (e *engine) hangUp() {
	l := &e.link
	if l.in == nil {
		return
	}
	l.cancel()
	if conn := l.conn; conn != nil {
		conn.Close(socket.CodeNormal, "")
		defer time.AfterFunc(killTime, func() {
			defer crash.Guard()
			conn.Kill() // the link may have another one by then
		}).Stop()
	}
	for got := range l.in {
		if got.conn != nil {
			got.conn.Kill()
		}
	}
	l.in, l.conn = nil, nil
}

// observe hands a frame to who watches the wire.
func (e *engine) observe(d Direction, frame []byte) {
	if e.cfg.Observe != nil {
		e.cfg.Observe(d, frame)
	}
}
