package hub_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConnectTellsWhoAndWhereOneIs(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	ana := w.connect(hub.Claims{User: "ana", Name: "Ana Ruiz", Groups: []chat.GroupID{ops}}, nil)
	r := ana.welcome
	if r.UserID != "ana" || r.Name != "Ana Ruiz" || r.ServerTime == 0 || r.Hub["version"] != "test" || r.Hub["node"] != "n1" {
		t.Errorf("%s", r.raw)
	}
	if r.Limits["frameBytes"] != chat.MaxClientFrame || r.Limits["textBytes"] != chat.MaxText || r.Limits["batch"] != chat.MaxBatch {
		t.Errorf("limits %v", r.Limits)
	}
	if len(r.Groups) != 1 || r.Groups[0].ID != ops || r.Groups[0].Role != chat.RoleOwner || r.Groups[0].Cursor == "" || r.Groups[0].Reset {
		t.Errorf("groups %+v", r.Groups)
	}
	if ana.ready.Cursors[ops] == "" {
		t.Errorf("onReady %s", ana.ready.raw)
	}
	if n := len(ana.seen("onReady")); n != 1 {
		t.Errorf("%d onReady", n)
	}
}

func TestATokenInTheHeaderServesToo(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	c := w.dial(http.Header{"Authorization": {"Bearer " + w.token(hub.Claims{User: "ana"})}})
	if r := c.call("connect", nil); r.Code != chat.Done || r.UserID != "ana" {
		t.Errorf("%s", r.raw)
	}
}

func TestABadTokenIsToldAndClosed(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	other, err := hub.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Token(hub.Claims{User: "ana", Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		header http.Header
		params map[string]any
	}{
		"none":                  {nil, nil},
		"garbage":               {nil, obj("token", "garbage")},
		"foreign":               {nil, obj("token", foreign)},
		"expired":               {nil, obj("token", w.token(hub.Claims{User: "ana", Expires: time.Now().Add(-time.Hour)}))},
		"foreign in the header": {http.Header{"Authorization": {"Bearer " + foreign}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			conn := w.dial(c.header)
			wantCode(t, conn.call("connect", c.params), chat.Unauthenticated)
			if code := conn.closed(); code != hub.CloseUnauthenticated {
				t.Errorf("closed with %d", code)
			}
			if n := len(conn.seen()); n != 0 {
				t.Errorf("%d events before being let in", n)
			}
		})
	}
}

func TestATokenInTheAddressIsIgnored(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	url := "ws" + strings.TrimPrefix(w.server.URL, "http") + "/v1/ws?token=" + w.token(hub.Claims{User: "ana"})
	conn, err := socket.Dial(t.Context(), url, nil, socket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, newClient(w, conn).call("connect", nil), chat.Unauthenticated)
}

func TestTheFirstFrameMustBeConnect(t *testing.T) {
	for name, first := range map[string]string{
		"another call": `{"id":1,"op":"sendMessage","targetId":"ops","clientMsgId":"a","text":"x"}`,
		"no call":      `[]`,
		"unknown op":   `{"id":1,"op":"hello"}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.join("ana", ops)
			c := w.dial(nil)
			c.raw(first)
			if code := c.closed(); code != hub.CloseUnauthenticated {
				t.Errorf("closed with %d", code)
			}
		})
	}
}

func TestASecondConnectIsAConflict(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	wantCode(t, ana.call("connect", obj("token", w.token(hub.Claims{User: "ana"}))), chat.Conflict)
	ana.post(ops, "still here")
}

func TestWithoutConnectTheConnectionEndsAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		c := w.dial(nil)
		began := time.Now()
		if code := c.closed(); code != hub.CloseNoConnect {
			t.Errorf("closed with %d", code)
		}
		if d := time.Since(began); d != 10*time.Second {
			t.Errorf("after %v", d)
		}
		w.stop()
	})
}

func TestTheSameDeviceReplacesItsOlderConnection(t *testing.T) {
	w := newWorld(t, nil)
	older := w.connect(hub.Claims{User: "ana", Groups: []chat.GroupID{ops}}, obj("device", "desk"))
	phone := w.connect(hub.Claims{User: "ana"}, obj("device", "phone"))
	newer := w.connect(hub.Claims{User: "ana"}, obj("device", "desk"))
	if e := older.event("onClosing"); e.CloseCode != hub.CloseReplaced || e.Reason == "" {
		t.Errorf("%s", e.raw)
	}
	if code := older.closed(); code != hub.CloseReplaced {
		t.Errorf("closed with %d", code)
	}
	m := newer.post(ops, "both of the others are here")
	phone.about("onMessage", m.UID)
	newer.about("onMessage", m.UID)
}

func TestATokensGroupsServeOnce(t *testing.T) {
	w := newWorld(t, nil)
	owner := w.join("owner", ops)
	claims := hub.Claims{User: "ana", ID: "invitation", Groups: []chat.GroupID{ops, "new"}}
	ana := w.connect(claims, nil)
	if len(ana.welcome.Groups) != 2 || ana.welcome.Groups[0].Role != chat.RoleOwner || ana.welcome.Groups[1].Role != chat.RoleMember {
		t.Errorf("groups %+v", ana.welcome.Groups)
	}
	if e := owner.event("onGroupChanged"); e.Change.Kind != chat.ChangeJoined || e.Group.MemberCount != 2 {
		t.Errorf("%s", e.raw)
	}
	owner.do("removeMembers", obj("targetId", ops, "userIds", []string{"ana"}))
	ana.do("quitGroup", obj("targetId", "new"))
	if r := w.connect(claims, nil).welcome; len(r.Groups) != 0 {
		t.Errorf("brought back into %+v", r.Groups)
	}
	w.restart()
	if r := w.connect(claims, nil).welcome; len(r.Groups) != 0 {
		t.Errorf("brought back after a restart into %+v", r.Groups)
	}
}

func TestANewNameIsToldToTheGroups(t *testing.T) {
	w := newWorld(t, nil)
	bob := w.join("bob", ops)
	w.connect(hub.Claims{User: "ana", Name: "Ana", Groups: []chat.GroupID{ops}}, nil)
	bob.event("onGroupChanged")
	w.connect(hub.Claims{User: "ana", Name: "Ana Ruiz"}, nil)
	if e := bob.event("onGroupChanged"); e.Change.Kind != chat.ChangeProfile || e.Change.By != "ana" {
		t.Errorf("%s", e.raw)
	}
	m := bob.do("listMembers", obj("targetId", ops))
	if len(m.Members) != 2 || m.Members[1].Name != "Ana Ruiz" || m.Total != 2 || !m.Members[1].Online {
		t.Errorf("%s", m.raw)
	}
}

func TestMalformedFramesAreAnsweredAndTenCloseTheConnection(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	frames := []string{`x`, `[]`, `{}`, `{"id":0,"op":"getGroup","targetId":"ops"}`, `{"id":"7","op":"typing"}`, `{"op":"typing"}`, `null`, `7`, `{"id":-1,"op":"x"}`}
	for _, f := range frames {
		ana.raw(f)
		r := ana.reply(0)
		wantCode(t, r, chat.Malformed)
		if !r.has("id") {
			t.Errorf("%s: %s", f, r.raw)
		}
	}
	for range 20 { // a proper call that is wrong is not malformed
		wantCode(t, ana.call("noSuchOp", nil), chat.Malformed)
	}
	ana.post(ops, "still here")
	ana.raw(`{`)
	if code := ana.closed(); code != socket.CodeProtocol {
		t.Errorf("closed with %d", code)
	}
}

func TestFramesTheProtocolForbids(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	for name, c := range map[string]struct {
		text string
		code int
	}{
		"too big": {strings.Repeat(" ", chat.MaxClientFrame+1), socket.CodeTooBig},
		"no utf8": {"{\"id\":1,\"op\":\"\xff\"}", socket.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			ana := w.join("ana", ops)
			ana.raw(c.text)
			if code := ana.closed(); code != c.code {
				t.Errorf("closed with %d", code)
			}
		})
	}
}

func TestBeforeConnectLessIsTaken(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	c := w.dial(nil)
	c.raw(strings.Repeat(" ", 33<<10))
	if code := c.closed(); code != socket.CodeTooBig {
		t.Errorf("closed with %d", code)
	}
}

func TestAnOriginMustBeAllowed(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.AllowedOrigins = []string{"https://chat.example.org"} }).overTCP()
	url := "ws" + strings.TrimPrefix(w.server.URL, "http") + "/v1/ws"
	for origin, ok := range map[string]bool{"https://chat.example.org": true, "https://evil.example.org": false, "null": false} {
		conn, err := socket.Dial(t.Context(), url, http.Header{"Origin": {origin}}, socket.DialOptions{})
		if (err == nil) != ok {
			t.Errorf("%s: %v", origin, err)
		}
		if conn != nil {
			conn.Kill()
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	get := func(path string) (int, string) {
		t.Helper()
		r, err := http.Get(w.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Body.Close() }()
		b, _ := io.ReadAll(r.Body)
		return r.StatusCode, string(b)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, _ := get(path); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
	if err := w.hub.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if code, _ := get("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz of a closed hub: %d", code)
	}
	if code, _ := get("/v1/ws"); code != http.StatusServiceUnavailable {
		t.Errorf("/v1/ws of a closed hub: %d", code)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestServeEndsWithItsContext(t *testing.T) {
	w := newWorld(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.hub.Serve(ctx, l) }()
	conn, err := socket.Dial(ctx, "ws://"+l.Addr().String()+"/v1/ws", nil, socket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ana := newClient(w, conn)
	ana.hello(hub.Claims{User: "ana"}, nil)
	ana.event("onReady")
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if code := ana.closed(); code != hub.CloseGoingDown {
		t.Errorf("closed with %d", code)
	}
	select {
	case <-w.hub.Done():
	default:
		t.Error("the hub runs on")
	}
}

func TestARevokedTokenEndsItsConnectionsWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		claims := hub.Claims{User: "ana", ID: "lost", Groups: []chat.GroupID{ops}}
		ana := w.connect(claims, nil)
		bob := w.join("bob", ops)
		if err := hub.Revoke(w.o.Dir, "lost"); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if e := ana.event("onClosing"); e.CloseCode != hub.CloseReplaced || !strings.Contains(e.Reason, "revoked") {
			t.Errorf("%s", e.raw)
		}
		if code := ana.closed(); code != hub.CloseReplaced {
			t.Errorf("closed with %d", code)
		}
		if d := time.Since(began); d > time.Second {
			t.Errorf("after %v", d)
		}
		wantCode(t, w.dial(nil).hello(claims, nil), chat.Unauthenticated)
		bob.post(ops, "still here")
		w.restart()
		wantCode(t, w.dial(nil).hello(claims, nil), chat.Unauthenticated)
		w.stop()
	})
}
