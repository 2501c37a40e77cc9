package client

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// A moodyHub stores messages as a hub does, and behaves badly: it loses
// connections before and after it has stored something, and has no room at
// times.
type moodyHub struct {
	t    *testing.T
	rand *rand.Rand

	mu     sync.Mutex
	steady bool
	off    bool
	age    int // of clients: older ones are not heard any more
	stored []*storedMessage
	by     map[string]*storedMessage
}

type storedMessage struct {
	id, text string
	seq      chat.Seq
	recalled bool
}

// dialer returns how a client makes connections that the hub serves.
func (h *moodyHub) dialer() func(context.Context) (*socket.Conn, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	age := h.age
	return func(context.Context) (*socket.Conn, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.off && !h.steady || age != h.age {
			return nil, errRefused
		}
		near, far := socket.Pipe()
		go h.serve(near, age)
		return far, nil
	}
}

// forget hears nothing more of the clients that there are.
func (h *moodyHub) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.age++
}

func (h *moodyHub) serve(conn *socket.Conn, age int) {
	defer conn.Kill()
	for {
		frame, err := conn.Read()
		if err != nil {
			return
		}
		c, fault := wire.DecodeCall(frame)
		if fault != nil {
			h.t.Error(fault)
			return
		}
		for _, f := range h.take(c, age) {
			if f == nil {
				return
			}
			if conn.Send(socket.Encode(f)) != nil {
				return
			}
		}
	}
}

// take carries a call out, and returns the frames that follow; nil ends the
// connection.
func (h *moodyHub) take(c wire.Call, age int) (frames [][]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if age != h.age {
		return [][]byte{nil}
	}
	reply := func(code chat.Code, body wire.Body) {
		frames = append(frames, wire.AppendReply(nil, c.ID, code, code.Reason(), 0, completeBody(body)))
	}
	mood := 9
	if !h.steady {
		mood = h.rand.IntN(10)
	}
	if _, hello := c.Params.(wire.Connect); !hello {
		switch mood {
		case 0:
			return [][]byte{nil} // before it is stored
		case 1:
			reply(chat.TooFast, nil)
			return frames
		}
	}
	switch p := c.Params.(type) {
	case wire.Connect:
		reply(chat.Done, wire.Connected{UserID: "alice", Name: "Alice", ServerTime: now(), Groups: []chat.Group{ops()}})
		f, err := wire.AppendEvent(nil, completeEvent(wire.OnReady{}))
		if err != nil {
			h.t.Error(err)
		}
		return append(frames, f)
	case wire.SendMessage:
		m := h.by[p.ClientMsgID]
		if m == nil {
			m = &storedMessage{id: p.ClientMsgID, text: p.Text, seq: chat.Seq(len(h.stored) + 1)}
			h.stored = append(h.stored, m)
			h.by[p.ClientMsgID] = m
		}
		if mood == 2 {
			return [][]byte{nil} // after it
		}
		reply(chat.Done, wire.SentBody{UID: uid(m.seq), Seq: m.seq, Sent: 1000})
	case wire.RecallMessage:
		h.change(p.UID, func(m *storedMessage) { m.recalled = true })
		reply(chat.Done, nil)
	case wire.EditMessage:
		h.change(p.UID, func(m *storedMessage) { m.text = p.Text })
		reply(chat.Done, nil)
	default:
		reply(chat.Done, nil)
	}
	return frames
}

func (h *moodyHub) change(u chat.MessageUID, do func(*storedMessage)) {
	for _, m := range h.stored {
		if uid(m.seq) == u {
			do(m)
		}
	}
}

// TestAnOutboxWithDropsKeepsItsPromises lets a user write, take back and change
// messages while the hub comes and goes, and the client crashes: what they keep
// arrives once, in order, with the text that it has in the end. What they take
// back is not there, or recalled; what was told to be dropped never was there.
func TestAnOutboxWithDropsKeepsItsPromises(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { playMoody(t, seed) })
	}
}

// An intent is what a user wants of a message.
type intent struct {
	id, text string
	back     bool
	run      int // of the client, in which it was written
}

func playMoody(t *testing.T, seed uint64) {
	t.Parallel()
	r := rand.New(rand.NewPCG(seed, 1))
	h := &moodyHub{t: t, rand: rand.New(rand.NewPCG(seed, 2)), by: map[string]*storedMessage{}}
	dir := t.TempDir()
	open := func() (*Client, *screen) {
		c, err := Open(t.Context(), documented(t, Config{StateDir: dir, Dial: h.dialer()}))
		if err != nil {
			t.Fatal(err)
		}
		return c, watch(c)
	}
	c, s := open()
	var wishes []*intent
	runs := 0
	dropped := map[string]bool{}
	note := func() {
		for _, n := range seenNews[chat.Sending](s) {
			dropped[n.ClientMsgID] = dropped[n.ClientMsgID] || n.State == chat.SendDropped
		}
	}
	flushed := func() { // what was asked is on disk
		if err := c.wait(t.Context(), func(e *engine, tell func(error)) { e.flush(time.Now()); tell(nil) }); err != nil {
			t.Fatal(err)
		}
	}
	for step := range 60 {
		some := func() *intent { return wishes[max(len(wishes)-1-r.IntN(4), 0)] }
		// A client that has begun anew knows what is unsent, and no more.
		here := func(w *intent) bool {
			return w.run == runs || slices.ContainsFunc(seenNews[chat.Sending](s), func(n chat.Sending) bool { return n.ClientMsgID == w.id })
		}
		switch n := r.IntN(12); {
		case n < 4 || len(wishes) == 0:
			w := &intent{text: fmt.Sprint("text ", step), run: runs}
			w.id = c.Send(chat.Draft{Group: "ops", Text: w.text})
			wishes = append(wishes, w)
		case n < 6:
			if w := some(); here(w) {
				w.back = true
				c.Discard(w.id)
			}
		case n < 8:
			if w := some(); !w.back && here(w) {
				w.text = fmt.Sprint("changed ", step)
				c.Revise(w.id, w.text, nil)
			}
		case n < 10:
			h.mu.Lock()
			h.off = !h.off
			h.mu.Unlock()
			c.RetryNow()
		case n == 10:
			flushed() // and what follows is not, perhaps
		default:
			flushed()
			note()
			crashed := afterACrash(t, c, dir, h.forget) // a client that has crashed sends nothing more
			_ = c.Close(t.Context())
			<-s.done
			dir = crashed
			c, s = open()
			runs++
		}
	}
	h.mu.Lock()
	h.steady = true
	h.mu.Unlock()
	c.RetryNow()
	settle := time.Now().Add(time.Minute)
	for {
		unsent := make(chan int, 1)
		if err := c.wait(t.Context(), func(e *engine, tell func(error)) { unsent <- e.outbox.unsent; tell(nil) }); err != nil {
			t.Fatal(err)
		}
		if <-unsent == 0 {
			break
		}
		if time.Now().After(settle) {
			t.Fatal("not everything was sent")
		}
		c.RetryNow()
		time.Sleep(5 * time.Millisecond)
	}
	note()
	if err := c.Close(context.Background()); err != nil {
		t.Error(err)
	}
	<-s.done
	h.check(wishes, dropped)
}

func (h *moodyHub) check(wishes []*intent, dropped map[string]bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	order := chat.Seq(0)
	for _, w := range wishes {
		m := h.by[w.id]
		switch {
		case m == nil && !w.back:
			h.t.Errorf("%q did not arrive", w.text)
		case m == nil:
		case w.back && !m.recalled:
			h.t.Errorf("%q was taken back and is there", m.text)
		case !w.back && m.recalled:
			h.t.Errorf("%q was recalled by nobody", m.text)
		case !w.back && m.text != w.text:
			h.t.Errorf("%q is there, and not %q", m.text, w.text)
		case dropped[w.id]:
			h.t.Errorf("%q was told to be dropped, and was sent", m.text)
		}
		if m != nil {
			if m.seq < order {
				h.t.Errorf("%q came out of order", m.text)
			}
			order = m.seq
		}
	}
}
