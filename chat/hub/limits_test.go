package hub_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/log"
	"seenby/chat/socket"
)

func TestWhoIsTooFastIsToldWhenToComeBack(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Limits.Writes = hub.Rate{PerSecond: 10, Burst: 5}
		o.Limits.Reads = hub.Rate{PerSecond: 10, Burst: 5}
	})
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	other := w.connect(hub.Claims{User: "ana"}, nil)
	post := obj("targetId", ops, "clientMsgId", "a", "text", "x")
	for range 5 {
		ana.do("sendMessage", post)
	}
	for _, c := range []*client{ana, other} { // the limit is the user's
		r := c.call("sendMessage", post)
		wantCode(t, r, chat.TooFast)
		if r.RetryAfter < 1 || r.RetryAfter > 100 {
			t.Errorf("retryAfter %d", r.RetryAfter)
		}
	}
	bob.post(ops, "others are not concerned")
	now.add(100 * time.Millisecond)
	ana.do("sendMessage", post)
	wantCode(t, ana.call("sendMessage", post), chat.TooFast)
	for range 4 { // two connects were reads, and one has come back
		ana.do("getGroup", obj("targetId", ops))
	}
	wantCode(t, ana.call("getGroup", obj("targetId", ops)), chat.TooFast)
	if l := ana.welcome.Limits; l["callsPerSecond"] != 10 || l["messagesPerSecond"] != 10 || l["callBurst"] != 5 {
		t.Errorf("limits %v", l)
	}
}

func TestWhoIsTooFastForTooLongIsClosed(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Limits.Writes = hub.Rate{PerSecond: 1, Burst: 1}
		o.Limits.Refusals = 20
	})
	ana := w.join("ana", ops)
	for range 21 {
		ana.send("setReadPosition", obj("targetId", ops, "seq", 1))
	}
	if e := ana.event("onClosing"); e.CloseCode != hub.CloseTooMany || e.RetryAfter == 0 {
		t.Errorf("%s", e.raw)
	}
	if code := ana.closed(); code != hub.CloseTooMany {
		t.Errorf("closed with %d", code)
	}
}

func TestTooManyConnections(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.Limits.ConnectionsPerUser, o.Limits.Connections = 2, 4 })
	a := w.join("ana")
	w.join("ana")
	third := w.dial(nil)
	wantCode(t, third.hello(hub.Claims{User: "ana"}, nil), chat.TooFast)
	if code := third.closed(); code != hub.CloseTooMany {
		t.Errorf("closed with %d", code)
	}
	<-third.conn.Closed()
	for w.hub.Stats().Connections > 2 { // the hub forgets it in its own time
	}
	w.join("bob")
	w.join("cy")
	if code := w.dial(nil).closed(); code != hub.CloseTooMany {
		t.Errorf("closed with %d", code)
	}
	a.conn.Close(socket.CodeNormal, "")
	<-a.conn.Closed()
	for { // the hub notices in its own time
		c := w.dial(nil)
		c.user = "ana"
		id := c.send("connect", obj("token", w.token(hub.Claims{User: "ana"})))
		if r, err := c.tryReply(id); err == nil && r.Code == chat.Done {
			break
		}
	}
}

func TestGroupsAreBounded(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.Limits.GroupsPerUser, o.Limits.GroupMembers = 2, 3 })
	ana := w.join("ana", "a", "b")
	wantCode(t, ana.call("createGroup", obj("targetId", "c", "name", "C")), chat.TooLarge)
	ana.do("inviteMembers", obj("targetId", "a", "userIds", []string{"x", "y"}))
	wantCode(t, ana.call("inviteMembers", obj("targetId", "a", "userIds", []string{"z"})), chat.TooLarge)
}

func TestLimitsOffLiftsThem(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) {
		o.Limits = hub.Limits{Off: true, Writes: hub.Rate{PerSecond: 1, Burst: 1}, ConnectionsPerUser: 1, Connections: 1}
	})
	ana := w.join("ana", ops)
	w.join("ana", ops)
	for range 50 {
		ana.post(ops, "x")
	}
	if ana.welcome.Limits["callsPerSecond"] != 0 {
		t.Errorf("limits %v", ana.welcome.Limits)
	}
}

func TestWhoDoesNotReadIsCutOffAndNobodyWaits(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Off = true
		o.Socket = socket.Limits{OutboxBytes: 256 << 10, SendBuffer: 4 << 10, CloseTimeout: 100 * time.Millisecond}
	}).overTCP()
	ana := w.join("ana", ops)
	raw, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	held := &reluctant{Conn: raw, stop: make(chan struct{}), release: make(chan struct{})}
	t.Cleanup(func() { close(held.release) })
	conn, err := socket.Dial(t.Context(), "ws"+strings.TrimPrefix(w.server.URL, "http")+"/v1/ws", nil, socket.DialOptions{
		NetDial: func(context.Context, string, string) (net.Conn, error) { return held, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	slow := newClient(w, conn)
	slow.hello(hub.Claims{User: "slow", Groups: []chat.GroupID{ops}}, nil)
	slow.event("onReady")
	before := w.hub.Stats().Connections
	close(held.stop)
	text := strings.Repeat("x", 16000)
	for w.hub.Stats().Connections == before {
		ana.post(ops, text)
	}
	ana.post(ops, "nobody else was held up")
}

// reluctant stops reading when it is told to, until it is let go.
type reluctant struct {
	net.Conn
	stop, release chan struct{}
}

func (r *reluctant) Read(p []byte) (int, error) {
	select {
	case <-r.stop:
		<-r.release
		return 0, net.ErrClosed
	default:
		return r.Conn.Read(p)
	}
}

func TestOneUserWhoFloodsDoesNotHoldUpTheOthers(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	flood := w.join("flood", ops)
	for range 3000 {
		flood.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "x"))
	}
	m := ana.post(ops, "hello")
	bob.about("onMessage", m.UID)
}

func TestAFailingStoreAnswersUnavailableAndTheHubGoesOn(t *testing.T) {
	fault := &faultyLog{}
	w := newWorld(t, func(o *hub.Options) {
		o.NewLog = func(a log.Applier, s log.Sink) log.Log {
			fault.Applier = a
			return log.NewLocal(fault, s, log.Options{})
		}
	})
	ana := w.join("ana", ops)
	fault.set(true)
	wantCode(t, ana.call("sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", "x")), chat.Unavailable)
	ana.do("getHistory", obj("targetId", ops)) // reading goes on
	late := w.join("late", "new")              // and so does connecting
	if len(late.welcome.Groups) != 0 {
		t.Errorf("%+v", late.welcome.Groups)
	}
	fault.set(false)
	if r := ana.do("sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", "x")); r.Seq != 1 {
		t.Errorf("%s", r.raw)
	}
}

func TestAPanicOnTheFloorEndsTheHubInOrder(t *testing.T) {
	fault := &faultyLog{}
	var logs lockedBuilder
	w := &world{t: t, o: hub.Options{Dir: t.TempDir(), Logger: loggerTo(&logs)}, wg: newGroup()}
	w.o.NewLog = func(a log.Applier, s log.Sink) log.Log {
		return log.NewLocal(a, func(batch []log.Applied) {
			if fault.get() {
				for i := range batch {
					batch[i].Origin = hub.Exploding{}
				}
			}
			s(batch)
		}, log.Options{})
	}
	w.start()
	ana := w.join("ana", ops)
	fault.set(true)
	ana.send("sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", "x"))
	select {
	case <-w.hub.Done():
	case <-time.After(patience):
		t.Fatal("the hub runs on")
	}
	if code := ana.closed(); code != hub.CloseGoingDown {
		t.Errorf("closed with %d", code)
	}
	w.wg.Wait()
	if !strings.Contains(logs.String(), "panic") {
		t.Errorf("the log says %s", logs.String())
	}
}

func TestFactsThatTheLogLeftOutAreResumed(t *testing.T) {
	fault := &faultyLog{}
	leftOut := make(chan struct{}, 1)
	w := newWorld(t, func(o *hub.Options) {
		o.NewLog = func(a log.Applier, s log.Sink) log.Log {
			return log.NewLocal(a, func(batch []log.Applied) {
				if !fault.get() {
					s(batch)
					return
				}
				leftOut <- struct{}{}
			}, log.Options{})
		}
	})
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	fault.set(true)
	ana.send("sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", "left out"))
	<-leftOut // the store has it before the sink is called, so asking the hub would not do
	fault.set(false)
	bob.send("sendMessage", obj("targetId", ops, "clientMsgId", "b", "text", "told"))
	if code := bob.closed(); code != hub.CloseGoingDown {
		t.Errorf("closed with %d", code)
	}
	back := w.connect(hub.Claims{User: "bob"}, obj("cursors", bob.ready.Cursors))
	for seq := chat.Seq(1); seq <= 2; seq++ {
		if m := back.event("onMessage").Message; m.Seq != seq {
			t.Errorf("seq %d", m.Seq)
		}
	}
	back.post(ops, "and on it goes")
}

func TestABucketFillsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(o *hub.Options) { o.Limits.Writes = hub.Rate{PerSecond: 2, Burst: 4} })
		ana := w.join("ana", ops)
		done := 0
		began := time.Now()
		for time.Since(began) < 10*time.Second {
			r := ana.call("setReadPosition", obj("targetId", ops, "seq", 1))
			if r.Code == chat.Done {
				done++
				continue
			}
			time.Sleep(time.Duration(r.RetryAfter) * time.Millisecond)
		}
		if done < 22 || done > 25 {
			t.Errorf("%d calls in ten seconds", done)
		}
		w.stop()
	})
}
