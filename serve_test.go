package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

// certifyScript is the script command "certify NAME": it writes NAME.pem, a
// certificate for 127.0.0.1 that signs itself, and NAME-key.pem.
func certifyScript(ts *testscript.TestScript, _ bool, args []string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	ts.Check(err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	write := func(name, kind string, der []byte) {
		ts.Check(os.WriteFile(ts.MkAbs(name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	write(args[0]+".pem", "CERTIFICATE", der)
	write(args[0]+"-key.pem", "PRIVATE KEY", private)
}

// TestAHubThatIsToldToEndSaysGoodbye has the real program end with connections
// open: everybody is told, what was taken is on disk.
func TestAHubThatIsToldToEndSaysGoodbye(t *testing.T) {
	data := t.TempDir()
	h := startHubProcess(t, data, "127.0.0.1:0")
	key, err := hub.LoadKey(data)
	if err != nil {
		t.Fatal(err)
	}
	const n = 20
	conns := make([]*socket.Conn, n)
	for i := range conns {
		token, err := key.Token(hub.Claims{User: "ana", Expires: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		conns[i], err = socket.Dial(t.Context(), h.url, http.Header{"Authorization": {"Bearer " + token}}, socket.DialOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer conns[i].Kill()
		_ = conns[i].Send(socket.Encode([]byte(`{"id":1,"op":"connect"}`)))
		readUntil(t, conns[i], `"event":"onReady"`)
	}
	for range n { // and some who read nothing at all: the hub does not wait for them for long
		silent, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(h.url, "ws://"), "/v1/ws"))
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		_, _ = io.WriteString(silent, "GET /v1/ws HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	}
	if err := h.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for _, c := range conns {
		var goodbye struct {
			CloseCode  int
			RetryAfter int64
		}
		if err := json.Unmarshal(readUntil(t, c, `"event":"onClosing"`), &goodbye); err != nil {
			t.Fatal(err)
		}
		if goodbye.CloseCode != hub.CloseGoingDown || goodbye.RetryAfter < 0 || goodbye.RetryAfter > 1000 {
			t.Errorf("%+v", goodbye)
		}
		_, err := c.Read()
		if code, _, _ := socket.CloseCode(err); code != hub.CloseGoingDown {
			t.Errorf("closed with %v", err)
		}
	}
	if err := h.cmd.Wait(); err != nil {
		t.Errorf("the hub ended with %v", err)
	}
}

// What the operator has set is what a client is told, and an Origin that is not
// allowed gets nowhere.
func TestWhatServeIsToldIsToldToClients(t *testing.T) {
	data := t.TempDir()
	h := startHubProcess(t, data, "127.0.0.1:0", "--max-replay", "7", "--max-audience", "5", "--request-window", "120",
		"--origin", "https://chat.example.org")
	key, err := hub.LoadKey(data)
	if err != nil {
		t.Fatal(err)
	}
	token, err := key.Token(hub.Claims{User: "ana", Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	from := func(origin string) (*socket.Conn, error) {
		return socket.Dial(t.Context(), h.url, http.Header{"Authorization": {"Bearer " + token}, "Origin": {origin}}, socket.DialOptions{})
	}
	if _, err := from("https://chat.example.com"); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("another Origin: %v", err)
	}
	c, err := from("https://chat.example.org")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Kill()
	_ = c.Send(socket.Encode([]byte(`{"id":1,"op":"connect"}`)))
	welcome := string(readUntil(t, c, `"limits"`))
	for _, limit := range []string{`"replay":7,`, `"maxAudience":5`, `"requestWindow":120000`} {
		if !strings.Contains(welcome, limit) {
			t.Errorf("no %s in %s", limit, welcome)
		}
	}
}

func readUntil(t *testing.T, c *socket.Conn, what string) []byte {
	t.Helper()
	for {
		frame, err := c.Read()
		if err != nil {
			t.Fatalf("before %s: %v", what, err)
		}
		if strings.Contains(string(frame), what) {
			return frame
		}
	}
}

func TestALinkOpensTheGroupAndKeepsItsToken(t *testing.T) {
	h := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice := h.sit("alice", 80, 24)
	out, err := exec.Command("seenby", "invite", "bob", "--group", "ops", "--name", "Bob", "--hub", h.url, "--data", h.data).Output()
	if err != nil {
		t.Fatal(err)
	}
	link := strings.TrimSpace(string(out))
	_, token, _ := strings.Cut(link, "/v1/ws#ops/")
	state := t.TempDir()
	bob := openTerminal(t, 80, 24, "join", link, "--state", state)
	bob.sees("online", "ops")
	bob.press("I came by a link", keyEnter)
	alice.sees("I came by a link", "Bob")
	if strings.Contains(bob.text(), token[:40]) {
		t.Error("the token is on the screen")
	}
	bob.leave()
	alice.leave()
	err = filepath.WalkDir(state, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), token[:40]) {
			t.Errorf("%s holds the token", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestATokenHasTheKindAndTheTimeThatWereAsked(t *testing.T) {
	data := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		kind chat.Kind
		ttl  time.Duration
	}{
		"defaults":          {nil, chat.KindUser, 720 * time.Hour},
		"a bot for an hour": {[]string{"--bot", "--ttl", "1h"}, chat.KindBot, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			out, err := exec.Command("seenby", append([]string{"token", "ci", "--data", data}, c.args...)...).Output()
			if err != nil {
				t.Fatal(err)
			}
			key, err := hub.LoadKey(data)
			if err != nil {
				t.Fatal(err)
			}
			claims, err := key.Verify(strings.TrimSpace(string(out)), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if d := claims.Expires.Sub(began); claims.Kind != c.kind || claims.ID == "" || d < c.ttl-time.Second || d > c.ttl+patience {
				t.Errorf("%+v, good for %v", claims, d)
			}
		})
	}
}
