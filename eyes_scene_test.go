package main

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/receipts"
)

// A scene is a hub with a sender on it who asks for receipts, and with
// witnesses: people whose screen plainly shows what is written to them.
type scene struct {
	hub    *hubProcess
	sender *client.Client

	mu      sync.Mutex
	answers chan struct{} // closed and made anew when an answer comes in
}

const (
	// dwell is the dwell time of most seats, longDwell of those where something
	// has to happen within it.
	dwell     = receipts.DefaultDwell
	longDwell = 3 * time.Second
	// A witness looks longer than anyone whom it stands for.
	witnessDwell     = dwell + 100*time.Millisecond
	longWitnessDwell = longDwell + 100*time.Millisecond
)

func openScene(t *testing.T) *scene {
	s := &scene{answers: make(chan struct{})}
	s.hub = startHubProcess(t, t.TempDir(), "127.0.0.1:0", "--limits", "off")
	sender, err := client.Open(t.Context(), client.Config{
		Hub: s.hub.url, Token: s.token(t, "alice"), Policy: receipts.Policies{Default: receipts.PolicyNever},
		OnMessageReceiptResponse: func(client.ReceiptResponse) {
			s.mu.Lock()
			defer s.mu.Unlock()
			close(s.answers)
			s.answers = make(chan struct{})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.sender = sender
	t.Cleanup(func() { _ = sender.Close(context.Background()) })
	go func() {
		for range sender.News() { // nobody looks
			continue
		}
	}()
	for name, d := range map[string]time.Duration{"witness": witnessDwell, "patient": longWitnessDwell} {
		s.group(t, name, "alice", name)
		s.sit(t, name, name, 120, 60, s.hub.url, "--dwell", d.String()).focus(true)
	}
	return s
}

func (s *scene) token(t *testing.T, user string) string {
	t.Helper()
	token, err := exec.Command("seenby", "token", user, "--data", s.hub.data).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(token))
}

// group makes a group with these members.
func (s *scene) group(t *testing.T, name string, members ...string) {
	t.Helper()
	var users []chat.UserID
	for _, m := range members[1:] {
		users = append(users, chat.UserID(m))
	}
	if _, err := s.sender.CreateGroup(s.context(t), chat.GroupID(name), name, users, ""); err != nil {
		t.Fatal(err)
	}
}

// command is how user comes to chat.
func (s *scene) command(t *testing.T, user, group, hub string, more ...string) []string {
	return append([]string{
		"seenby", "chat", "--hub", hub, "--token", s.token(t, user), "--group", group, "--state", filepath.Join(t.TempDir(), user),
	}, more...)
}

// sit opens the client of user.
func (s *scene) sit(t *testing.T, user, group string, width, height int, hub string, more ...string) *terminal {
	t.Helper()
	term := openWith(t, width, height, nil, s.command(t, user, group, hub, more...)...)
	term.sees("online")
	return term
}

func (s *scene) context(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// readAt returns when user has read a message, as the hub has it; ok is false
// when they have not.
func (s *scene) readAt(t *testing.T, group, user string, uid chat.MessageUID) (at time.Time, ok bool) {
	t.Helper()
	have, err := s.sender.Readers(s.context(t), chat.GroupID(group), uid, chat.ListRead)
	if err != nil {
		t.Fatalf("the readers of a message: %v", err)
	}
	i := slices.IndexFunc(have.Users, func(r chat.Reader) bool { return string(r.User) == user })
	if i < 0 {
		return time.Time{}, false
	}
	return have.Users[i].ReadAt.Time(), true
}

// untilRead waits until user has read a message.
func (s *scene) untilRead(t *testing.T, group, user string, uid chat.MessageUID, screen func() string) time.Time {
	t.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		answers := s.answers
		s.mu.Unlock()
		if at, ok := s.readAt(t, group, user, uid); ok {
			return at
		}
		select {
		case <-answers:
		case <-deadline:
			t.Fatalf("missed: %s has not answered that they read a message in %s:\n%s", user, group, screen())
		}
	}
}

// passes waits until a witness has had the time to read something: whatever was
// on another screen when it began could have been read there.
func (s *scene) passes(t *testing.T, d time.Duration) {
	t.Helper()
	witness := "witness"
	if d > dwell {
		witness = "patient"
	}
	uid, _, _, err := s.sender.SendMessage(s.context(t), chat.Draft{Group: chat.GroupID(witness), Text: "look", NeedReceipt: true})
	if err != nil {
		t.Fatal(err)
	}
	s.untilRead(t, witness, witness, uid, func() string { return "" })
}

// A cable is a connection to the hub that can be cut and mended.
type cable struct {
	hub  string // host and port
	mu   sync.Mutex
	cut  bool
	ends []net.Conn
	on   net.Listener
}

// lay lays a cable to the hub.
func (s *scene) lay(t *testing.T) *cable {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{hub: strings.TrimSuffix(strings.TrimPrefix(s.hub.url, "ws://"), "/v1/ws"), on: on}
	go c.serve()
	t.Cleanup(func() {
		_ = on.Close()
		c.set(true)
	})
	return c
}

func (c *cable) url() string { return fmt.Sprintf("ws://%s/v1/ws", c.on.Addr()) }

func (c *cable) serve() {
	for {
		near, err := c.on.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.hub)
		c.mu.Lock()
		if c.cut || err != nil {
			_ = near.Close()
			if err == nil {
				_ = far.Close()
			}
			c.mu.Unlock()
			continue
		}
		c.ends = append(c.ends, near, far)
		c.mu.Unlock()
		go carry(near, far)
		go carry(far, near)
	}
}

// carry hands on what comes from one end to the other.
func carry(to, from net.Conn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if _, failed := to.Write(buf[:n]); err != nil || failed != nil {
			_, _ = to.Close(), from.Close()
			return
		}
	}
}

// set cuts the cable or mends it.
func (c *cable) set(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	for _, end := range c.ends {
		_ = end.Close()
	}
	c.ends = nil
}
