package replay

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"seenby/chat/socket"
	"seenby/crash"
	"seenby/demo/invariant"
	"seenby/demo/trace"
)

// A got is a frame that came in the replay.
type got struct {
	raw json.RawMessage
	obj map[string]any
	sum sum // of its lane up to it, where the lane adds up
}

// A heard is all that comes in the replay, on every connection.
type heard struct {
	mu      sync.Mutex
	labels  labels
	monitor *invariant.Monitor
	broken  []invariant.Violation
	changed chan struct{} // closed, and made anew, when something came
}

// A live is one connection of the replay.
type live struct {
	*heard
	who     string
	conn    *socket.Conn
	over    chan struct{}
	dead    bool
	groups  map[string]string // id of a call to the group that it is about
	replies map[string]*got
	lanes   map[string][]*got
	taken   map[string]int // of each lane, how many were compared
}

func (h *heard) open(who string, conn *socket.Conn) *live {
	l := &live{
		heard: h, who: who, conn: conn, over: make(chan struct{}), groups: map[string]string{}, replies: map[string]*got{},
		lanes: map[string][]*got{}, taken: map[string]int{},
	}
	go l.listen()
	return l
}

// listen takes what comes until the connection ends.
func (l *live) listen() {
	defer crash.Guard()
	defer close(l.over)
	for {
		raw, err := l.conn.Read()
		l.mu.Lock()
		if err != nil {
			l.dead = true
		} else {
			l.take(append(json.RawMessage{}, raw...))
		}
		close(l.changed)
		l.changed = make(chan struct{})
		l.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// take keeps a frame. The caller holds the lock.
func (l *live) take(raw json.RawMessage) {
	g := &got{raw: raw, obj: decode(raw)}
	l.broken = append(l.broken, l.monitor.See(trace.NewFrame(time.Now(), l.who, false, raw))...)
	if g.obj["event"] == nil {
		id := text(g.obj["id"])
		l.labels.learn(g.obj, l.groups[id])
		if l.replies[id] == nil { // the first one holds
			l.replies[id] = g
		}
		return
	}
	l.labels.learn(g.obj, "")
	in, _ := lane(g.obj, l.labels)
	if in == "" {
		return
	}
	var before sum
	if n := len(l.lanes[in]); n > 0 {
		before = l.lanes[in][n-1].sum
	}
	g.sum = before.add(g.obj, l.labels)
	l.lanes[in] = append(l.lanes[in], g)
}

// send sends a frame; what a dead connection would have sent is lost.
func (l *live) send(id, group string, text []byte) {
	l.mu.Lock()
	l.groups[id] = group
	l.broken = append(l.broken, l.monitor.See(trace.NewFrame(time.Now(), l.who, true, text))...)
	l.mu.Unlock()
	_ = l.conn.Send(socket.Encode(text))
}

// until waits for a state of what was heard, and reports whether it came. It
// does not on a connection that has ended, nor after so long.
func (l *live) until(ctx context.Context, patience time.Duration, state func() bool) bool {
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for {
		l.mu.Lock()
		so, dead, changed := state(), l.dead, l.changed
		l.mu.Unlock()
		if so || dead {
			return so
		}
		select {
		case <-ctx.Done():
			return false
		case <-enough.C:
			return false
		case <-changed:
		}
	}
}

// end ends the connection.
func (l *live) end() {
	l.conn.Close(socket.CodeNormal, "")
	stop := time.AfterFunc(time.Second, func() {
		defer crash.Guard()
		l.conn.Kill()
	})
	defer stop.Stop()
	<-l.over
	<-l.conn.Closed()
}
