package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// written are messages to ops, one for each text.
func written(c *Client, texts ...string) (ids []string) {
	for _, t := range texts {
		ids = append(ids, c.Send(chat.Draft{Group: "ops", Text: t}))
	}
	return ids
}

// states are what was told of a message.
func states(s *screen, id string) (list []chat.SendState) {
	for _, n := range all[chat.Sending](s) {
		if n.ClientMsgID == id {
			list = append(list, n.State)
		}
	}
	return list
}

func TestWhatNoHubHasIsDroppedAndChangedInItsPlace(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		ids := written(c, "one", "two", "three", "four")
		c.Discard(ids[1])
		c.Revise(ids[2], "THREE", []chat.UserID{"bob"})
		if got := states(s, ids[1]); !slices.Equal(got, []chat.SendState{chat.SendQueued, chat.SendDropped}) {
			t.Errorf("the one that is dropped: %v", got)
		}
		if link := last[chat.LinkChanged](t, s); link.Unsent != 3 {
			t.Errorf("unsent = %d", link.Unsent)
		}
		p := hub.welcome(ops())
		for i, text := range []string{"one", "THREE", "four"} {
			m, call := want[wire.SendMessage](p)
			if m.Text != text || len(m.Mentions) != map[bool]int{true: 1}[i == 1] {
				t.Errorf("message %d is %+v", i, m)
			}
			p.sent(call, chat.Seq(i+1))
		}
		p.none()
	})
}

func TestWhatAHubMayHaveIsNotDropped(t *testing.T) {
	tests := map[string]struct {
		takesBack func(c *Client, id string)
		state     chat.SendState
		then      wire.Params
	}{
		"recalled": {func(c *Client, id string) { c.Discard(id) }, chat.SendRecalling, wire.RecallMessage{Group: "ops", UID: uid(1)}},
		"edited": {
			func(c *Client, id string) { c.Revise(id, "uno", nil) }, chat.SendQueued,
			wire.EditMessage{Group: "ops", UID: uid(1), Text: "uno"},
		},
		"recalled after it was edited": {
			func(c *Client, id string) { c.Revise(id, "uno", nil); c.Discard(id); c.Revise(id, "due", nil) },
			chat.SendRecalling, wire.RecallMessage{Group: "ops", UID: uid(1)},
		},
	}
	for name, tt := range tests {
		then := func(t *testing.T, p *peer) {
			t.Helper()
			got := p.next()
			if got.Params != tt.then {
				t.Errorf("then came %+v", got.Params)
			}
			p.reply(got.ID, nil)
		}
		t.Run(name+" on its way", func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one", "two")
				_, call := want[wire.SendMessage](p)
				tt.takesBack(c, ids[0])
				if got := states(s, ids[0]); got[len(got)-1] != tt.state {
					t.Errorf("it is %v", got)
				}
				p.none()
				p.sent(call, 1)
				then(t, p) // before the next one of the group
				m, call := want[wire.SendMessage](p)
				if m.Text != "two" {
					t.Errorf("then came %+v", m)
				}
				p.sent(call, 2)
				p.none()
			})
		})
		t.Run(name+" when its connection was lost", func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one")
				want[wire.SendMessage](p)
				p.conn.Kill()
				synctest.Wait()
				tt.takesBack(c, ids[0])
				if got := states(s, ids[0]); got[len(got)-1] != tt.state {
					t.Errorf("it is %v", got)
				}
				p = hub.welcome(ops())
				m, call := want[wire.SendMessage](p)
				if m.ClientMsgID != ids[0] || m.Text != "one" { // as it was: the hub may have it
					t.Errorf("it came again as %+v", m)
				}
				p.sent(call, 1)
				then(t, p)
				p.none()
			})
		})
		t.Run(name+" just after it was sent", func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one")
				_, call := want[wire.SendMessage](p)
				p.sent(call, 1)
				synctest.Wait()
				if strings.Contains(name, "after") { // there is nothing left to tell apart
					return
				}
				tt.takesBack(c, ids[0])
				then(t, p)
				p.none()
			})
		})
	}
}

func TestWhatTheHubDidNotTakeIsDropped(t *testing.T) {
	for _, code := range []chat.Code{chat.Unavailable, chat.TooFast, chat.NotMember} {
		t.Run(fmt.Sprint(int(code)), func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one", "two")
				_, call := want[wire.SendMessage](p)
				c.Discard(ids[0]) // while it is on its way
				p.refuse(call, code, 1000)
				synctest.Wait()
				if got := states(s, ids[0]); got[len(got)-1] != chat.SendDropped {
					t.Errorf("it is %v", got)
				}
				m, call := want[wire.SendMessage](p)
				if m.Text != "two" {
					t.Errorf("then came %+v", m)
				}
				p.refuse(call, code, 1000)
				synctest.Wait()
				c.Discard(ids[1]) // when the hub has said no
				if got := states(s, ids[1]); got[len(got)-1] != chat.SendDropped {
					t.Errorf("it is %v", got)
				}
				p.none()
			})
		})
	}
}

func TestAFailureOfTheHubLeavesItOpen(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		ids := written(c, "one")
		_, call := want[wire.SendMessage](p)
		p.refuse(call, chat.Failed, 0)
		synctest.Wait()
		c.Discard(ids[0])
		if got := states(s, ids[0]); got[len(got)-1] != chat.SendRecalling {
			t.Errorf("it is %v", got)
		}
		_, call = want[wire.SendMessage](p)
		p.sent(call, 1)
		want[wire.RecallMessage](p)
	})
}

func TestARefusedMessageIsWrittenAnew(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		ids := written(c, "one")
		_, call := want[wire.SendMessage](p)
		p.refuse(call, chat.AudienceTooLarge, 0)
		synctest.Wait()
		c.Revise(ids[0], strings.Repeat("x", chat.MaxText+1), nil)
		if trouble := last[chat.Trouble](t, s); !strings.Contains(trouble.Text, "edit") {
			t.Errorf("trouble %+v", trouble)
		}
		p.none()
		c.Revise(ids[0], "uno", nil)
		m, call := want[wire.SendMessage](p)
		if m.ClientMsgID != ids[0] || m.Text != "uno" {
			t.Errorf("it came again as %+v", m)
		}
		p.sent(call, 1)
		p.none()
	})
}

func TestTakingBackOutlastsTheProcess(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	p := hub.welcome(ops())
	ids := written(c, "given", "edited", "dropped", "kept")
	want[wire.SendMessage](p)
	hub.failWith(errRefused)
	p.conn.Kill()
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{Dial: away}) // knows which one may be there
	later := written(c, "never given")
	c.Discard(ids[0])
	c.Revise(ids[1], "EDITED", nil)
	c.Discard(ids[2])
	c.Discard(later[0])
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == ids[0] && n.State == chat.SendRecalling })
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == later[0] && n.State == chat.SendDropped })
	crashed := afterACrash(t, c, dir, func() {})
	stop(t, c, hub, s)

	c, hub, s = start(t, crashed, Config{})
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == ids[0] && n.State == chat.SendRecalling })
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == ids[1] && n.Text == "EDITED" })
	p = hub.welcome(ops())
	var came []string
	for seq := chat.Seq(1); len(came) < 8; {
		call := p.next()
		switch m := call.Params.(type) {
		case wire.SendMessage:
			came = append(came, m.Text)
			p.sent(call.ID, seq)
			seq++
			if m.Text == "kept" {
				came = append(came, "")
			}
		case wire.RecallMessage:
			came = append(came, fmt.Sprint("-", m.UID == uid(seq-1)))
			p.reply(call.ID, nil)
		case wire.EditMessage:
			came = append(came, m.Text)
			p.reply(call.ID, nil)
		}
		if came[len(came)-1] == "" {
			break
		}
	}
	// What was online when it was written counts as given, whether it was or not.
	if got := strings.Join(came, " "); got != "given -true edited EDITED dropped -true kept " {
		t.Errorf("came %q", got)
	}
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
	stop(t, c, hub, s)
}

// afterACrash returns a copy of a state directory as it is on disk now, which is what a
// crash at this moment would leave; now is called then.
func afterACrash(t *testing.T, c *Client, dir string, now func()) string {
	t.Helper()
	copied := t.TempDir()
	// The owner does not write meanwhile.
	if err := c.wait(t.Context(), func(_ *engine, tell func(error)) {
		now()
		for _, name := range []string{"client.db", "client.db-wal"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err == nil {
				err = os.WriteFile(filepath.Join(copied, name), b, 0o600)
			}
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				tell(err)
				return
			}
		}
		tell(nil)
	}); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestACallThatWaitsLearnsThatItsMessageWasTakenBack(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		done := make(chan error, 1)
		go func() {
			_, _, _, err := c.SendMessage(t.Context(), chat.Draft{Group: "ops", Text: "one"})
			done <- err
		}()
		c.Discard(last[chat.Sending](t, s).ClientMsgID)
		if err := <-done; !errors.Is(err, errTakenBack) {
			t.Errorf("it ended with %v", err)
		}
	})
}

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
