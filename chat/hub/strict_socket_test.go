package hub_test

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
)

// What ends a connection, and with which code, frame by frame on the wire: this
// client makes its own websocket frames and shares nothing with the hub's.

// peer is a websocket client by hand.
type peer struct {
	t    *testing.T
	w    *world
	conn net.Conn
	r    *bufio.Reader
	head string // of the answer to the upgrade
}

// upgrade asks for a websocket, with these header lines besides.
func (w *world) upgrade(t *testing.T, lines ...string) *peer {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	ask := append([]string{
		"GET /v1/ws HTTP/1.1", "Host: hub", "Upgrade: websocket", "Connection: Upgrade",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	}, lines...)
	p := &peer{t: t, w: w, conn: conn, r: bufio.NewReader(conn)}
	p.write([]byte(strings.Join(ask, "\r\n") + "\r\n\r\n"))
	for !strings.HasSuffix(p.head, "\r\n\r\n") {
		line, err := p.r.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %v", p.head, err)
		}
		p.head += line
	}
	return p
}

func (p *peer) write(b []byte) { _, _ = p.conn.Write(b) } // the hub may be gone already

const (
	opCont, opText, opBinary, opClose, opPing, opPong = 0, 1, 2, 8, 9, 10

	last = 0x80
)

// frame writes one frame; first is its first byte.
func (p *peer) frame(first byte, payload string) {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	key := [4]byte{1, 2, 3, 4}
	b = append(b, key[:]...)
	for i := range len(payload) {
		b = append(b, payload[i]^key[i%4])
	}
	p.write(b)
}

func (p *peer) text(s string) { p.frame(last|opText, s) }

// read returns the next frame of the hub.
func (p *peer) read() (op byte, payload []byte, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(p.r, head); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1])
	switch more := make([]byte, 8); n {
	case 126:
		_, err = io.ReadFull(p.r, more[6:])
		n = binary.BigEndian.Uint64(more)
	case 127:
		_, err = io.ReadFull(p.r, more)
		n = binary.BigEndian.Uint64(more)
	}
	if err == nil {
		payload = make([]byte, n)
		_, err = io.ReadFull(p.r, payload)
	}
	return head[0] & 15, payload, err
}

// until reads frames until one is looked for, or the connection ends, and returns
// its close code then.
func (p *peer) until(is func(op byte, f frame) bool) (f frame, code int) {
	p.t.Helper()
	for {
		op, payload, err := p.read()
		if err != nil {
			p.t.Fatalf("the connection ended without a close frame: %v", err)
		}
		f := frame{raw: string(payload)}
		if op == opText {
			if err := json.Unmarshal(payload, &f); err != nil {
				p.t.Fatalf("%q: %v", payload, err)
			}
		}
		if is(op, f) {
			return f, 0
		}
		if op == opClose {
			if len(payload) < 2 {
				return frame{}, 1005
			}
			return frame{}, int(binary.BigEndian.Uint16(payload))
		}
	}
}

// closed reads to the end and returns the close code.
func (p *peer) closed() int {
	p.t.Helper()
	_, code := p.until(func(byte, frame) bool { return false })
	return code
}

// reply reads up to the reply to a call.
func (p *peer) reply(id int64) frame {
	p.t.Helper()
	f, code := p.until(func(op byte, f frame) bool { return op == opText && f.Event == "" && f.ID == id })
	if code != 0 {
		p.t.Fatalf("closed with %d before the reply to %d", code, id)
	}
	return f
}

// lives makes a call that must be answered.
func (p *peer) lives() {
	p.t.Helper()
	p.text(`{"id":99,"op":"getGroup","targetId":"g"}`)
	wantCode(p.t, p.reply(99), chat.Done)
}

func (p *peer) connect(user string, more string) {
	p.t.Helper()
	token := p.w.token(hub.Claims{User: chat.UserID(user), Groups: []chat.GroupID{"g"}})
	p.text(fmt.Sprintf(`{"id":1,"op":"connect","token":%q%s}`, token, more))
	wantCode(p.t, p.reply(1), chat.Done)
}

// padded is a good call of n bytes.
func padded(n int) string {
	call := `{"id":7,"op":"getGroup","targetId":"g"}`
	return call + strings.Repeat(" ", n-len(call))
}

func (p *peer) fragments(text string, size int) {
	for i := 0; i < len(text); i += size {
		var first byte = opCont
		if i == 0 {
			first = opText
		}
		end := min(i+size, len(text))
		if end == len(text) {
			first |= last
		}
		p.frame(first, text[i:end])
	}
}

// lives is what stands in the tables for a connection that goes on.
const lives = 0

func TestStrictWhatEndsAConnection(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	answered := func(p *peer) { wantCode(p.t, p.reply(7), chat.Done) }
	for _, c := range []struct {
		name string
		do   func(*peer)
		code int
	}{
		{"a whole message of 64 KiB", func(p *peer) { p.text(padded(64 << 10)); answered(p) }, lives},
		{"one byte more", func(p *peer) { p.text(padded(64<<10 + 1)) }, 1009},
		{"64 KiB in fragments", func(p *peer) { p.fragments(padded(64<<10), 1000); answered(p) }, lives},
		{"one byte more in fragments", func(p *peer) { p.fragments(padded(64<<10+1), 1000) }, 1009},
		{"64 KiB and an empty last fragment", func(p *peer) {
			p.frame(opText, padded(64<<10))
			p.frame(last|opCont, "")
			answered(p)
		}, lives},
		{"a length of 2^62 announced", func(p *peer) {
			p.write([]byte{last | opText, 0x80 | 127, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4})
		}, 1009},
		{"a length of 2^63 announced", func(p *peer) {
			p.write([]byte{last | opText, 0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4})
		}, 1009},
		{"a binary frame", func(p *peer) { p.frame(last|opBinary, padded(100)) }, 1003},
		{"an empty binary frame", func(p *peer) { p.frame(last|opBinary, "") }, 1003},
		{"a binary frame in fragments", func(p *peer) { p.frame(opBinary, "x"); p.frame(last|opCont, "y") }, 1003},
		{"no UTF-8", func(p *peer) { p.text("{\"id\":7,\"op\":\"\xff\"}") }, 1007},
		{"an overlong form", func(p *peer) { p.text("\"\xc0\xaf\"") }, 1007},
		{"a surrogate", func(p *peer) { p.text("\"\xed\xa0\x80\"") }, 1007},
		{"half a character at the end", func(p *peer) { p.text("\"\xe2\x82") }, 1007},
		{"no UTF-8 over two fragments", func(p *peer) { p.frame(opText, "\"\xe2"); p.frame(last|opCont, "x\"") }, 1007},
		{"a character over two fragments", func(p *peer) {
			p.frame(opText, `{"id":7,"op":"getGroup","targetId":"g","x":"`+"\xe2")
			p.frame(last|opCont, "\x82\xac\"}")
			answered(p)
		}, lives},
		{"a ping between fragments", func(p *peer) {
			p.frame(opText, padded(100)[:50])
			p.frame(last|opPing, "hello")
			if f, _ := p.until(func(op byte, _ frame) bool { return op == opPong }); f.raw != "hello" {
				p.t.Errorf("pong %q", f.raw)
			}
			p.frame(last|opCont, padded(100)[50:])
			answered(p)
		}, lives},
		{"a pong nobody asked for", func(p *peer) { p.frame(last|opPong, "x") }, lives},
		{"an empty message", func(p *peer) { p.text(""); wantCode(p.t, p.reply(0), chat.Malformed) }, lives},
		{"a continuation of nothing", func(p *peer) { p.frame(last|opCont, "x") }, 1002},
		{"a message within a message", func(p *peer) { p.frame(opText, "{"); p.text("{}") }, 1002},
		{"no mask", func(p *peer) { p.write([]byte("\x81\x02{}")) }, 1002},
		{"a reserved bit", func(p *peer) { p.frame(last|0x40|opText, "{}") }, 1002},
		{"a reserved opcode", func(p *peer) { p.frame(last|3, "") }, 1002},
		{"a reserved control opcode", func(p *peer) { p.frame(last|11, "") }, 1002},
		{"a long ping", func(p *peer) { p.frame(last|opPing, letters(126)) }, 1002},
		{"a ping in fragments", func(p *peer) { p.frame(opPing, "x") }, 1002},
		{"a close of one byte", func(p *peer) { p.frame(last|opClose, "x") }, 1005}, // taken for one without a code
		{"a close that is forbidden", func(p *peer) { p.frame(last|opClose, "\x03\xed") }, 1002},
		{"an orderly close", func(p *peer) { p.frame(last|opClose, "\x03\xe8bye") }, 1000},
		{"ten malformed frames", func(p *peer) {
			for range 10 {
				p.text("[]")
			}
			for range 10 {
				wantCode(p.t, p.reply(0), chat.Malformed)
			}
		}, 1002},
		{"ten calls that are wrong", func(p *peer) {
			for range 10 {
				p.text(`{"id":7,"op":"nothing"}`)
			}
		}, lives},
		{"connect again", func(p *peer) { p.text(`{"id":7,"op":"connect"}`); wantCode(p.t, p.reply(7), chat.Conflict) }, lives},
		{"the same device elsewhere", func(p *peer) {
			w.upgrade(p.t).connect("same", `,"device":"phone"`)
			f, _ := p.until(func(op byte, f frame) bool { return f.Event == "onClosing" })
			if f.CloseCode != 4409 || f.Reason == "" {
				p.t.Errorf("%s", f.raw)
			}
		}, 4409},
		{"another device", func(p *peer) { w.upgrade(p.t).connect("same", `,"device":"tablet"`) }, lives},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := w.upgrade(t)
			p.connect("same", `,"device":"phone"`)
			c.do(p)
			if c.code == lives {
				p.lives()
				return
			}
			if code := p.closed(); code != c.code {
				t.Errorf("closed with %d, want %d", code, c.code)
			}
		})
	}
}

func TestStrictTheFirstFrame(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	good := w.token(hub.Claims{User: "ana", Groups: []chat.GroupID{"g"}})
	// first is a connect of n bytes.
	first := func(n int) string {
		call := fmt.Sprintf(`{"id":7,"op":"connect","token":%q}`, good)
		return call + strings.Repeat(" ", n-len(call))
	}
	strange := func(n int) string {
		call := `{"id":7,"op":"connect","token":"bad"}`
		return call + strings.Repeat(" ", n-len(call))
	}
	crowded := func(groups int) string {
		var b strings.Builder
		b.WriteString(`{"cursors":{`)
		for i := range groups {
			fmt.Fprintf(&b, `"%s%03d":"an-opaque-cursor-%03d",`, letters(50), i, i)
		}
		return strings.TrimSuffix(b.String(), ",") + fmt.Sprintf(`},"id":7,"op":"connect","token":%q}`, good)
	}
	const none chat.Code = -1
	for _, c := range []struct {
		name, header, frame string
		id                  int64
		code                chat.Code // of the reply
		closed              int
	}{
		{"connect", "", first(1000), 7, 0, lives},
		{"connect of 32 KiB", "", first(32 << 10), 7, 0, lives},
		{"connect of 64 KiB", "", first(64 << 10), 7, 0, lives},
		{"one byte more", "", first(64<<10 + 1), 7, none, 1009},
		{"32 KiB with a bad token", "", strange(32 << 10), 7, 401, 4401},
		{"one byte more with a bad token", "", strange(32<<10 + 1), 7, none, 1009},
		{"32 KiB of another call", "", padded(32 << 10), 7, 401, 4401},
		{"one byte more of another call", "", padded(32<<10 + 1), 7, none, 1009},
		{"32 KiB of nothing", "", strings.Repeat(" ", 32<<10), 0, 400, 4401},
		{"one byte more of nothing", "", strings.Repeat(" ", 32<<10+1), 0, none, 1009},
		{"a bad token in the header, and 32 KiB", "bad", first(32<<10 + 1), 7, 401, 4401},
		{"cursors of 600 groups before the token", "", crowded(600), 7, 0, lives},
		{"connect of 64 KiB, known by the header", good, first(64 << 10), 7, 0, lives},
		{"one byte more, known by the header", good, first(64<<10 + 1), 7, none, 1009},
		{"no token", "", `{"id":7,"op":"connect"}`, 7, 401, 4401},
		{"an empty token", "", `{"id":7,"op":"connect","token":""}`, 7, 401, 4401},
		{"no token, known by the header", good, `{"id":7,"op":"connect"}`, 7, 0, lives},
		{"a bad token in the header", "bad", `{"id":7,"op":"connect"}`, 7, 401, 4401},
		{"a token that is no string", "", `{"id":7,"op":"connect","token":7}`, 7, 400, 4401},
		{"a device that is too long", good, `{"id":7,"op":"connect","device":"` + letters(65) + `"}`, 7, 400, 4401},
		{"cursors that are no strings", good, `{"id":7,"op":"connect","cursors":{"g":7}}`, 7, 400, 4401},
		{"cursors of no groups", good, `{"id":7,"op":"connect","cursors":{"a b":"x"}}`, 7, 400, 4401},
		{"cursors that are none", good, `{"id":7,"op":"connect","cursors":{"g":"x","h":"y"}}`, 7, 0, lives},
		{"connect without an id", good, `{"op":"connect"}`, 0, 400, 4401},
		{"Connect", good, `{"id":7,"op":"Connect"}`, 7, 400, 4401},
		{"another call", good, `{"id":7,"op":"getGroup","targetId":"g"}`, 7, 401, 4401},
		{"no call", good, `[]`, 0, 400, 4401},
		{"nothing", good, ``, 0, 400, 4401},
		{"no UTF-8", good, "\"\xff\"", 7, none, 1007},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines []string
			if c.header != "" {
				lines = append(lines, "Authorization: Bearer "+c.header)
			}
			p := w.upgrade(t, lines...)
			p.text(c.frame)
			if c.code != none {
				f, _ := p.until(func(op byte, f frame) bool { return op == opText })
				if f.ID != c.id || f.Code != c.code || f.Event != "" {
					t.Errorf("%s, want %d to %d", f.raw, c.code, c.id)
				}
			}
			if c.closed == lives {
				p.lives()
				return
			}
			if _, code := p.until(func(op byte, f frame) bool {
				if op == opText {
					t.Errorf("told %s", f.raw)
				}
				return false
			}); code != c.closed {
				t.Errorf("closed with %d, want %d", code, c.closed)
			}
		})
	}
	t.Run("binary", func(t *testing.T) {
		p := w.upgrade(t)
		p.frame(last|opBinary, "{}")
		if code := p.closed(); code != 1003 {
			t.Errorf("closed with %d", code)
		}
	})
	t.Run("calls behind connect in one write", func(t *testing.T) {
		p := w.upgrade(t, "Authorization: Bearer "+good)
		p.text(`{"id":1,"op":"connect"}`)
		p.text(`{"id":2,"op":"getGroup","targetId":"g"}`)
		p.text(`{"id":3,"op":"sendMessage","targetId":"g","clientMsgId":"a","text":"x"}`)
		for id := range int64(3) {
			wantCode(t, p.reply(id+1), chat.Done)
		}
	})
}

func TestStrictTheUpgrade(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.AllowedOrigins = []string{"https://good.example.org"} }).overTCP()
	for _, c := range []struct {
		name, line, status, has, hasNot string
	}{
		{"as it should be", "Sec-WebSocket-Protocol: seenby.v1", "101", "Sec-WebSocket-Protocol: seenby.v1", "Extensions"},
		{"no subprotocol", "X: x", "101", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "WebSocket-Protocol"},
		{"another one, too", "Sec-WebSocket-Protocol: soap, seenby.v1", "101", "Sec-WebSocket-Protocol: seenby.v1", "soap"},
		{"compression is not taken", "Sec-WebSocket-Extensions: permessage-deflate", "101", "", "deflate"},
		{"a good origin", "Origin: https://good.example.org", "101", "", ""},
		{"another origin", "Origin: https://bad.example.org", "403", "", ""},
		{"a bad token is told later", "Authorization: Bearer bad", "101", "", ""},
		{"a scheme in other letters", "Authorization: bearer bad", "101", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			head := w.upgrade(t, c.line).head
			if !strings.HasPrefix(head, "HTTP/1.1 "+c.status) || !strings.Contains(head, c.has) ||
				c.hasNot != "" && strings.Contains(head, c.hasNot) {
				t.Errorf("%s", head)
			}
		})
	}
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/v1/ws", http.StatusBadRequest}, {"POST", "/v1/ws", http.StatusMethodNotAllowed},
		{"GET", "/v2/ws", http.StatusNotFound}, {"GET", "/", http.StatusNotFound}, {"GET", "/metrics", http.StatusNotFound},
		{"GET", "/v1/asyncapi.yaml", http.StatusOK}, {"GET", "/healthz", http.StatusOK}, {"GET", "/readyz", http.StatusOK},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, w.server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, r.StatusCode, c.status)
		}
	}
}
