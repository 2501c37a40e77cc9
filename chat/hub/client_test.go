package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
	"seenby/chat/wire/schema"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// frame is any frame of a hub, as an independent client would read it.
type frame struct {
	ID         int64                       `json:"id"`
	Code       chat.Code                   `json:"code"`
	Error      string                      `json:"error"`
	RetryAfter int64                       `json:"retryAfter"`
	Event      string                      `json:"event"`
	UserID     chat.UserID                 `json:"userId"`
	Name       string                      `json:"name"`
	ServerTime chat.Millis                 `json:"serverTime"`
	Hub        map[string]string           `json:"hub"`
	Limits     map[string]int64            `json:"limits"`
	Groups     []chat.Group                `json:"groups"`
	Group      *chat.Group                 `json:"group"`
	Target     chat.GroupID                `json:"targetId"`
	UID        chat.MessageUID             `json:"messageUId"`
	UIDs       []chat.MessageUID           `json:"messageUIds"`
	Type       int                         `json:"conversationType"`
	Sender     chat.UserID                 `json:"senderUserId"`
	Time       chat.Millis                 `json:"messageTime"`
	Seq        chat.Seq                    `json:"seq"`
	Sent       chat.Millis                 `json:"sentTime"`
	Message    *chat.Message               `json:"message"`
	Messages   []chat.Message              `json:"messages"`
	More       bool                        `json:"more"`
	Members    []chat.Member               `json:"members"`
	Total      int                         `json:"total"`
	TotalCount int                         `json:"totalCount"`
	ReadCount  int                         `json:"readCount"`
	Version    int64                       `json:"version"`
	Users      []chat.Reader               `json:"users"`
	Readers    map[chat.UserID]chat.Millis `json:"userIdList"`
	Also       []chat.UserID               `json:"also"`
	Ignored    []chat.Ignored              `json:"ignored"`
	Reminded   int                         `json:"reminded"`
	Responded  chat.Millis                 `json:"respondTime"`
	HasRespond bool                        `json:"hasRespond"`
	Own        bool                        `json:"own"`
	ReadSeq    chat.Seq                    `json:"readSeq"`
	Unread     int                         `json:"unread"`
	Online     bool                        `json:"online"`
	Change     *chat.GroupChange           `json:"change"`
	Cursor     string                      `json:"cursor"`
	Cursors    map[chat.GroupID]string     `json:"cursors"`
	CloseCode  int                         `json:"closeCode"`
	Reason     string                      `json:"reason"`

	raw string
}

func (f frame) has(key string) bool { return strings.Contains(f.raw, `"`+key+`":`) }

// world is a hub with everything that clients need to come in.
type world struct {
	t      testing.TB
	hub    *hub.Hub
	o      hub.Options
	server *httptest.Server // nil: connections are pipes
	wg     *sync.WaitGroup
}

func newWorld(t testing.TB, change func(*hub.Options)) *world {
	t.Helper()
	w := &world{t: t, o: hub.Options{Dir: t.TempDir(), Version: "test", Node: "n1"}, wg: new(sync.WaitGroup)}
	if change != nil {
		change(&w.o)
	}
	w.start()
	t.Cleanup(w.stop)
	return w
}

// overTCP makes the connections real ones, over the loopback.
func (w *world) overTCP() *world {
	w.server = httptest.NewServer(w.hub.Handler())
	return w
}

func (w *world) start() {
	w.t.Helper()
	h, err := hub.Open(w.o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.hub = h
}

func (w *world) stop() {
	if err := w.hub.Close(context.Background()); err != nil {
		w.t.Errorf("closing the hub: %v", err)
	}
	if w.server != nil {
		w.server.Close()
		w.server = nil
	}
	w.wg.Wait()
}

// restart ends the hub and starts another one with the same data.
func (w *world) restart() {
	w.t.Helper()
	tcp := w.server != nil
	w.stop()
	w.start()
	if tcp {
		w.overTCP()
	}
}

func (w *world) token(c hub.Claims) string {
	w.t.Helper()
	if c.Expires.IsZero() {
		c.Expires = time.Now().Add(time.Hour)
	}
	token, err := w.hub.Key().Token(c)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// dial makes a connection that has not said anything.
func (w *world) dial(header http.Header) *client {
	w.t.Helper()
	if w.server == nil {
		return w.over(socket.PipeWith(new(socket.Upgrader), socket.DialOptions{}))
	}
	conn, err := socket.Dial(context.Background(), "ws"+strings.TrimPrefix(w.server.URL, "http")+"/v1/ws", header, socket.DialOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	return newClient(w, conn)
}

func (w *world) over(server, conn *socket.Conn) *client {
	w.wg.Go(func() { w.hub.ServeConn(server) })
	return newClient(w, conn)
}

// join connects user with a token of their own that lets them into groups.
func (w *world) join(user string, groups ...chat.GroupID) *client {
	w.t.Helper()
	return w.connect(hub.Claims{User: chat.UserID(user), Groups: groups}, nil)
}

// connect connects with a token of these claims and returns when all was missed
// that is replayed.
func (w *world) connect(claims hub.Claims, params map[string]any) *client {
	w.t.Helper()
	c := w.dial(nil)
	if r := c.hello(claims, params); r.Code != chat.Done {
		w.t.Fatalf("connect %s: %d %s", claims.User, r.Code, r.Error)
	}
	c.ready = c.event("onReady")
	return c
}

func (c *client) hello(claims hub.Claims, params map[string]any) frame {
	c.w.t.Helper()
	all := map[string]any{"token": c.w.token(claims)}
	for k, v := range params {
		all[k] = v
	}
	c.user = claims.User
	c.welcome = c.call("connect", all)
	return c.welcome
}

// client is one connection that speaks raw frames.
type client struct {
	w       *world
	conn    *socket.Conn
	checks  *schema.Conversation // every frame, against the protocol's document
	user    chat.UserID
	welcome frame
	ready   frame

	mu      sync.Mutex
	changed chan struct{}
	id      int64
	replies map[int64][]frame
	frames  []frame // events that no test has looked at
	all     []frame // every event, in order
	err     error   // why reading ended
}

func newClient(w *world, conn *socket.Conn) *client {
	checks := schema.NewConversation(func(err error) { w.t.Error(err) })
	c := &client{w: w, conn: conn, checks: checks, changed: make(chan struct{}), replies: map[int64][]frame{}}
	w.wg.Go(c.read)
	w.t.Cleanup(func() {
		conn.Kill()
		<-conn.Closed()
	})
	return c
}

func (c *client) read() {
	for {
		b, err := c.conn.Read()
		var f frame
		if err == nil {
			c.checks.Received(b)
			f.raw = string(b)
			if e := json.Unmarshal(b, &f); e != nil {
				err = fmt.Errorf("%q: %w", b, e)
			}
		}
		c.mu.Lock()
		switch {
		case err != nil:
			c.err = err
		case f.Event == "":
			c.replies[f.ID] = append(c.replies[f.ID], f)
		default:
			c.frames = append(c.frames, f)
			c.all = append(c.all, f)
		}
		close(c.changed)
		c.changed = make(chan struct{})
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// raw sends a frame as it is.
func (c *client) raw(text string) {
	c.checks.Sent([]byte(text))
	_ = c.conn.Send(socket.Encode([]byte(text)))
}

// send makes a call and does not wait for the reply.
func (c *client) send(op string, params map[string]any) int64 {
	c.mu.Lock()
	c.id++
	id := c.id
	c.mu.Unlock()
	all := map[string]any{"id": id, "op": op}
	for k, v := range params {
		all[k] = v
	}
	b, err := json.Marshal(all)
	if err != nil {
		c.w.t.Fatal(err)
	}
	c.raw(string(b))
	return id
}

func (c *client) call(op string, params map[string]any) frame {
	c.w.t.Helper()
	return c.reply(c.send(op, params))
}

// do is a call that must succeed.
func (c *client) do(op string, params map[string]any) frame {
	c.w.t.Helper()
	r := c.call(op, params)
	if r.Code != chat.Done {
		c.w.t.Fatalf("%s %s %v: %d %s", c.user, op, params, r.Code, r.Error)
	}
	return r
}

func (c *client) reply(id int64) frame {
	c.w.t.Helper()
	f, err := c.tryReply(id)
	if err != nil {
		c.w.t.Fatalf("%s waits for the reply to %d: %v", c.user, id, err)
	}
	return f
}

func (c *client) tryReply(id int64) (frame, error) {
	return c.poll(func() (frame, bool) {
		rs := c.replies[id]
		if len(rs) == 0 {
			return frame{}, false
		}
		c.replies[id] = rs[1:]
		return rs[0], true
	})
}

// event waits for the next event of a name that no test has looked at.
func (c *client) event(name string) frame {
	c.w.t.Helper()
	return c.wait(name, func(f frame) bool { return f.Event == name })
}

// about waits for the next event of a name about a message.
func (c *client) about(name string, uid chat.MessageUID) frame {
	c.w.t.Helper()
	return c.wait(name+" of "+string(uid), func(f frame) bool {
		return f.Event == name && (f.UID == uid || f.Message != nil && f.Message.UID == uid)
	})
}

// wait takes the first frame that is looked for out of those that came.
func (c *client) wait(what string, is func(frame) bool) frame {
	c.w.t.Helper()
	f, err := c.await(is)
	if err != nil {
		c.w.t.Fatalf("%s waits for %s: %v", c.user, what, err)
	}
	return f
}

var errTimeout = errors.New("it does not come")

func (c *client) await(is func(frame) bool) (frame, error) {
	return c.poll(func() (frame, bool) {
		i := slices.IndexFunc(c.frames, is)
		if i < 0 {
			return frame{}, false
		}
		f := c.frames[i]
		c.frames = slices.Delete(c.frames, i, i+1)
		return f, true
	})
}

// poll takes under the lock what there is, or waits for more.
func (c *client) poll(take func() (frame, bool)) (frame, error) {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		c.mu.Lock()
		f, ok := take()
		changed, err := c.changed, c.err
		c.mu.Unlock()
		switch {
		case ok:
			return f, nil
		case err != nil:
			return frame{}, err
		}
		select {
		case <-changed:
		case <-late.C:
			return frame{}, errTimeout
		}
	}
}

// seen returns all events that came so far, of these names or of all.
func (c *client) seen(names ...string) []frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []frame
	for _, f := range c.all {
		for _, n := range names {
			if f.Event == n {
				out = append(out, f)
			}
		}
		if len(names) == 0 {
			out = append(out, f)
		}
	}
	return out
}

// closed waits for the end of the connection and returns the code.
func (c *client) closed() int {
	c.w.t.Helper()
	_, err := c.await(func(frame) bool { return false })
	code, _, ok := socket.CloseCode(err)
	if !ok {
		c.w.t.Fatalf("%s: the connection ended with %v", c.user, err)
	}
	return code
}

// post sends a message that must be taken.
func (c *client) post(g chat.GroupID, text string) frame {
	c.w.t.Helper()
	return c.do("sendMessage", map[string]any{"targetId": g, "clientMsgId": newID(), "text": text})
}

// flagged sends a message that asks for receipts.
func (c *client) flagged(g chat.GroupID, text string) frame {
	c.w.t.Helper()
	return c.do("sendMessage", map[string]any{"targetId": g, "clientMsgId": newID(), "text": text, "needReceipt": true})
}

// answers says that messages were read.
func (c *client) answers(g chat.GroupID, uids ...chat.MessageUID) frame {
	c.w.t.Helper()
	return c.do("sendReadReceiptResponse", map[string]any{"targetId": g, "messageList": uids})
}

// settle makes sure that everybody has got all that happened in a group: a
// message goes round, and what is told later is told after it.
func settle(from *client, g chat.GroupID, all ...*client) {
	from.w.t.Helper()
	m := from.post(g, "settle")
	for _, c := range append(all, from) {
		c.about("onMessage", m.UID)
	}
}

var (
	idMu sync.Mutex
	idN  int
)

func newID() string {
	idMu.Lock()
	defer idMu.Unlock()
	idN++
	return fmt.Sprintf("c%d", idN)
}
