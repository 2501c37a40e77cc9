package docs_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// patience is how long the test waits for what must come.
const patience = 30 * time.Second

// install puts the example and its one dependency into a directory of its own.
func install(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			without(t, "install Node.js 18 or later", err)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("examples", "node"))); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent")
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		without(t, "npm has to reach a registry for the package ws", fmt.Errorf("%w\n%s", err, out))
	}
	return dir
}

// without ends the test where the example cannot be run: in CI that is a
// failure.
func without(t *testing.T, need string, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("the example in docs/examples/node is to be tried here: %s: %v", need, err)
	}
	t.Skipf("to try the example in docs/examples/node, %s: %v", need, err)
}

// A line is a listener whose connections can be cut, and kept away for a while.
type line struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
	away  bool
}

func (l *line) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		away := l.away
		l.conns = append(l.conns, c)
		l.mu.Unlock()
		if !away {
			return c, nil
		}
		_ = c.Close()
	}
}

// cut ends all connections and, while away, those that come.
func (l *line) cut(away bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = away
	if away {
		for _, c := range l.conns {
			_ = c.Close()
		}
	}
}

// A program is the running example and what it has printed.
type program struct {
	t     *testing.T
	lines chan string
	seen  []string
}

func start(t *testing.T, dir, token string, args ...string) *program {
	t.Helper()
	c := exec.CommandContext(t.Context(), "node", append([]string{"reader.mjs"}, args...)...)
	c.Dir, c.Env, c.Stderr = dir, append(os.Environ(), "SEENBY_TOKEN="+token), t.Output()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, lines: make(chan string, 1024)}
	go func(from io.Reader) {
		defer close(p.lines)
		for s := bufio.NewScanner(from); s.Scan(); {
			p.lines <- s.Text()
		}
	}(out)
	t.Cleanup(func() {
		_ = c.Process.Kill()
		for range p.lines {
		}
		_ = c.Wait()
	})
	return p
}

// until waits for the line with this beginning and returns the rest of it.
func (p *program) until(begin string) string {
	p.t.Helper()
	late := time.After(patience)
	for {
		select {
		case text, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("the program ended before it printed %q; it printed %q", begin, p.seen)
			}
			p.seen = append(p.seen, text)
			if rest, ok := strings.CutPrefix(text, begin); ok {
				return rest
			}
		case <-late:
			p.t.Fatalf("the program does not print %q; it printed %q", begin, p.seen)
		}
	}
}

// alice is somebody on the same hub, who speaks frames.
type alice struct {
	t    *testing.T
	conn *socket.Conn
	id   int64
}

// call makes a call that must be taken.
func (a *alice) call(p wire.Params, body wire.Body) {
	a.t.Helper()
	a.id++
	frame, err := wire.EncodeCall(a.id, p)
	if err == nil {
		err = a.conn.Send(socket.Encode(frame))
	}
	for err == nil {
		var b []byte
		if b, err = a.conn.Read(); err != nil {
			break
		}
		var f wire.Frame
		f, err = wire.DecodeFrame(b)
		if r, ok := f.(wire.Reply); ok && r.ID == a.id {
			if err = r.Err(); err == nil && body != nil {
				err = r.Into(body)
			}
			break
		}
	}
	if err != nil {
		a.t.Fatalf("%s: %v", p.Op(), err)
	}
}

func (a *alice) asks(text string) chat.MessageUID {
	a.t.Helper()
	var sent wire.SentBody
	a.call(wire.SendMessage{Group: "ops", ClientMsgID: text, Text: text, NeedReceipt: true}, &sent)
	return sent.UID
}

func (a *alice) isAnswered(p *program, uid chat.MessageUID) {
	a.t.Helper()
	p.until("answered " + string(uid))
	var r wire.ReceiptsBody
	a.call(wire.GetReadReceipt{Group: "ops", UID: uid, List: chat.ListRead}, &r)
	if r.Read != 1 || len(r.Users) != 1 || r.Users[0].User != "nora" {
		a.t.Errorf("the receipts of %s are %+v", uid, r)
	}
}

func TestTheNodeExampleReadsCountsAndResumes(t *testing.T) {
	dir := install(t)
	h, err := hub.Open(hub.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	behind := &line{Listener: l}
	server := &http.Server{Handler: h.Handler(), ReadHeaderTimeout: patience}
	go func() { _ = server.Serve(behind) }() // ends with Close
	t.Cleanup(func() {
		_ = h.Close(context.Background())
		_ = server.Close()
	})
	token := func(user chat.UserID) string {
		s, err := h.Key().Token(hub.Claims{User: user, Groups: []chat.GroupID{"ops"}, Expires: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	near, far := socket.Pipe()
	go h.ServeConn(near)
	a := &alice{t: t, conn: far}
	t.Cleanup(func() {
		far.Kill()
		<-far.Closed()
	})
	a.call(wire.Connect{Token: token("alice")}, nil)

	p := start(t, dir, token("nora"), "ws://"+l.Addr().String()+"/v1/ws", "ops", "hello from node")
	p.until("connected as nora")
	own := p.until("sent ")
	p.until("count " + own + " 0/1")
	a.isAnswered(p, a.asks("read this"))
	a.call(wire.SendReadReceiptResponse{Group: "ops", Messages: []chat.Reading{{UID: chat.MessageUID(own)}}}, nil)
	p.until("count " + own + " 1/1")

	behind.cut(true)
	p.until("cut")
	missed := a.asks("and this\x1b[2J")
	behind.cut(false)
	p.until("resumed as nora")
	if got := p.until("message ops "); got != "3 alice: and this [2J" {
		t.Errorf("after the cut it printed %q", got)
	}
	a.isAnswered(p, missed)
	a.isAnswered(p, a.asks("the last one"))
	for _, line := range p.seen {
		if strings.HasPrefix(line, "reset") {
			t.Errorf("it resumed with cursors and was told %q", line)
		}
	}
}
