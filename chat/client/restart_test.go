package client

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/store"
	"seenby/chat/wire"
	"seenby/receipts"
)

// until waits until a news comes for which ok is true.
func until[N chat.News](t *testing.T, s *screen, ok func(N) bool) N {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for next := 0; ; {
		s.mu.Lock()
		next = min(next, len(s.news)) // a test may have cleared them
		fresh := s.news[next:]
		next = len(s.news)
		s.mu.Unlock()
		for _, n := range fresh {
			if n, is := n.(N); is && ok(n) {
				return n
			}
		}
		select {
		case <-time.After(time.Millisecond):
		case <-deadline:
			var none N
			links := seenNews[chat.LinkChanged](s)
			t.Fatalf("no such %T came; the link: %+v", none, links[max(0, len(links)-3):])
		}
	}
}

// start opens a client with a state directory. A real disk is not for a bubble
// of fake time.
func start(t *testing.T, dir string, cfg Config) (*Client, *script, *screen) {
	t.Helper()
	hub := newScript(t)
	cfg.StateDir = dir
	if cfg.Dial == nil {
		cfg.Dial = hub.dial
	}
	c, err := Open(t.Context(), documented(t, cfg))
	if err != nil {
		t.Fatal(err)
	}
	return c, hub, watch(c)
}

func stop(t *testing.T, c *Client, hub *script, s *screen) {
	t.Helper()
	if err := c.Close(context.Background()); err != nil {
		t.Error(err)
	}
	<-s.done
	hub.hangUp()
}

// away is a dial that fails.
func away(context.Context) (*socket.Conn, error) { return nil, errRefused }

func TestTheOutboxOutlastsTheProcess(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{Dial: away})
	var ids []string
	for i := range 3 {
		ids = append(ids, c.Send(chat.Draft{Group: "ops", Text: fmt.Sprint(i), NeedReceipt: true, Mentions: []chat.UserID{"bob"}}))
	}
	c.React("ops", uid(1), "👍", true)
	c.SaveDraft("ops", "half a sen")
	c.SaveDraft("dev", "gone")
	c.SaveDraft("dev", "")
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{})
	for i, id := range ids {
		queued := until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == id })
		if queued.State != chat.SendQueued || queued.Text != fmt.Sprint(i) || !queued.NeedReceipt || time.Since(queued.Queued) > time.Minute {
			t.Errorf("queued = %+v", queued)
		}
	}
	if c.Draft("ops") != "half a sen" || c.Draft("dev") != "" {
		t.Errorf("drafts %q and %q", c.Draft("ops"), c.Draft("dev"))
	}
	p := hub.welcome(ops())
	for i, id := range ids {
		m, call := want[wire.SendMessage](p)
		if m.ClientMsgID != id || !m.NeedReceipt || !slices.Equal(m.Mentions, []chat.UserID{"bob"}) {
			t.Errorf("message %d = %+v", i, m)
		}
		if i == 1 {
			p.refuse(call, chat.NotMember, 0)
			continue
		}
		p.sent(call, chat.Seq(i+1))
	}
	r, call := want[wire.React](p)
	if r.Emoji != "👍" || !r.On {
		t.Errorf("reaction %+v", r)
	}
	p.reply(call, nil)
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{})
	failed := until(t, s, func(n chat.Sending) bool { return true })
	if failed.State != chat.SendFailed || failed.ClientMsgID != ids[1] || failed.Err != chat.NotMember.Reason() {
		t.Errorf("failed = %+v", failed)
	}
	p = hub.welcome(ops())
	c.Retry(ids[1])
	m, call := want[wire.SendMessage](p) // and nothing else
	if m.ClientMsgID != ids[1] {
		t.Errorf("message %+v", m)
	}
	p.sent(call, 9)
	until(t, s, func(n chat.Sending) bool { return n.State == chat.SendDone })
	stop(t, c, hub, s)
}

func TestAnswersAndWhatWasReadOutlastTheProcess(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	p := hub.welcome(at(10))
	p.tell(wire.OnMessage{Message: flagged(text("ops", 11, "bob")), Cursor: cursor(12)}, on(12))
	until(t, s, func(n chat.MessageAdded) bool { return n.Message.Seq == 12 })
	hub.failWith(errRefused)
	p.conn.Kill()
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	read := time.Now().Add(-time.Minute)
	c.Read("ops", []chat.Seen{seen(11, read), seen(12, read)})
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{})
	p, hello := hub.accept()
	if hello.Cursors["ops"] != cursor(13) {
		t.Errorf("cursors %v", hello.Cursors)
	}
	g := at(12)
	p.greet(g)
	r, call := want[wire.SendReadReceiptResponse](p)
	answer := []chat.Reading{{UID: uid(11), At: chat.At(read)}}
	if diff := cmp.Diff(r.Messages, answer); diff != "" {
		t.Error(diff)
	}
	p.tell(wire.OnMessageReceiptRequest{UID: uid(12), ConversationType: 3, Group: "ops", Seq: 12, Sender: "bob", Cursor: cursor(14)})
	p.reply(call, wire.AnsweredBody{})
	r, _ = want[wire.SendReadReceiptResponse](p)
	answer[0].UID = uid(12)
	if diff := cmp.Diff(r.Messages, answer); diff != "" {
		t.Error(diff)
	}
	if moved := p.lastPosition(); moved != 12 {
		t.Errorf("the read position is %d", moved)
	}
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{}) // the second answer had no reply
	p = hub.welcome(g)
	p.tell(wire.OnMessage{Message: flagged(text("ops", 11, "bob")), Cursor: cursor(12)}) // in a stale state
	r, call = want[wire.SendReadReceiptResponse](p)
	if diff := cmp.Diff(r.Messages, answer); diff != "" {
		t.Error(diff)
	}
	p.reply(call, wire.AnsweredBody{})
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
	page, err := c.localHistory(t.Context(), "ops", chat.Span{})
	if err != nil || !page.Messages[0].Receipt.Responded || page.Messages[0].Receipt.RespondedAt != chat.At(read) {
		t.Errorf("local copy %+v, %v", page.Messages[0].Receipt, err)
	}
	stop(t, c, hub, s)
}

func (p *peer) lastPosition() chat.Seq {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.moved) == 0 {
		return 0
	}
	return p.moved[len(p.moved)-1]
}

func TestTheLocalCopyOutlastsTheProcess(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	p := hub.welcome(at(10))
	var told []chat.Message
	for seq := chat.Seq(11); seq <= 60; seq++ {
		m := text("ops", seq, "bob")
		m.Mentions, m.Reactions = []chat.UserID{"alice"}, map[string][]chat.UserID{"🎉": {"carol"}}
		told = append(told, m)
		p.tell(wire.OnMessage{Message: m, Cursor: cursor(int(seq))})
	}
	flaggedOwn := mine(61, chat.Tally{Total: 600})
	p.tell(wire.OnMessage{Message: flaggedOwn, Cursor: cursor(61)}, update(61, 1), update(61, 2))
	until(t, s, func(n chat.ReceiptsChanged) bool { return n.Tally.Version == 2 })
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{Dial: away})
	listed := until(t, s, func(n chat.GroupsListed) bool { return true })
	if len(listed.Groups) != 1 || listed.Groups[0].Name != "Ops" || listed.Groups[0].LastSeq != 61 || listed.Groups[0].Unread != 50 {
		t.Errorf("listed %+v", listed)
	}
	if c.Me() != "alice" {
		t.Errorf("me = %q", c.Me())
	}
	page, err := c.History(t.Context(), "ops", chat.Span{Before: 61})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page.Messages, told, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	page, err = c.History(t.Context(), "ops", chat.Span{Limit: 1})
	if err != nil || !page.More || page.Messages[0].Receipt.Read != 2 || page.Messages[0].Receipt.Readers[reader(2)] != 2 {
		t.Errorf("newest %+v, %v", page, err)
	}
	if found, err := c.Search(t.Context(), "", "hello", 0, 5); err != nil || len(found.Messages) != 5 || !found.More {
		t.Errorf("search: %+v, %v", found, err)
	}
	stop(t, c, hub, s)

	// The next update is the third one, whatever was between.
	c, hub, s = start(t, dir, Config{})
	p, _ = hub.accept()
	p.greet(at(61))
	p.tell(update(61, 3))
	if changed := until(t, s, func(n chat.ReceiptsChanged) bool { return true }); changed.Whole || changed.Tally.Read != 3 {
		t.Errorf("changed %+v", changed)
	}
	// A group that one was removed from leaves nothing behind.
	p.tell(wire.OnGroupChanged{Group: ops(), Change: chat.GroupChange{Kind: chat.ChangeRemoved, Users: []chat.UserID{"alice"}}, Cursor: cursor(99)})
	until(t, s, func(n chat.GroupGone) bool { return true })
	stop(t, c, hub, s)
	c, hub, s = start(t, dir, Config{Dial: away})
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	if listed := seenNews[chat.GroupsListed](s); len(listed) != 0 {
		t.Errorf("listed %+v", listed)
	}
	if _, err := c.History(t.Context(), "ops", chat.Span{}); !errors.Is(err, ErrOffline) {
		t.Errorf("History: %v", err)
	}
	stop(t, c, hub, s)
}

func TestACursorIsSavedOnlyWhenItsNewsWereHandedOn(t *testing.T) {
	dir := t.TempDir()
	hub := newScript(t)
	c, err := Open(t.Context(), documented(t, Config{StateDir: dir, Dial: hub.dial}))
	if err != nil {
		t.Fatal(err)
	}
	p := hub.welcome(at(10))
	next := func() (seqs []chat.Seq) { // one batch
		for _, n := range <-c.News() {
			if m, ok := n.(chat.MessageAdded); ok {
				seqs = append(seqs, m.Message.Seq)
			}
		}
		return seqs
	}
	p.tell(on(11))
	for !slices.Contains(next(), 11) {
	}
	p.tell(on(12))
	for { // it is processed, but nobody takes the news
		if page, err := c.localHistory(t.Context(), "ops", chat.Span{}); err != nil {
			t.Fatal(err)
		} else if len(page.Messages) == 2 {
			break
		}
		if _, err := c.localReady(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// What a crash would leave behind.
	copied := t.TempDir()
	for _, name := range []string{"client.db", "client.db-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := store.OpenLocal(copied, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Load()
	if err != nil || s.Places["ops"] != (store.Place{Cursor: cursor(12), Head: 11}) {
		t.Errorf("places %+v, %v", s.Places, err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	go func() {
		for range c.News() {
		}
	}()
	if err := c.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestAStateDirectoryBelongsToOneUser(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	hub.welcome(ops())
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline })
	if _, err := Open(t.Context(), Config{StateDir: dir, Dial: away}); !errors.Is(err, store.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	stop(t, c, hub, s)
	// {"sub":"bob"}
	_, err := Open(t.Context(), Config{StateDir: dir, Dial: away, Token: "x.eyJzdWIiOiJib2IifQ.x"})
	if err == nil || !strings.Contains(err.Error(), "it belongs to alice, and this is bob") || strings.Contains(err.Error(), "\n") {
		t.Errorf("opened by another: %v", err)
	}
	c, hub, s = start(t, dir, Config{}) // the hub takes the token for somebody else's
	p, _ := hub.accept()
	p.reply(p.hello, wire.Connected{UserID: "mallory"})
	link := until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkClosed })
	if !strings.Contains(link.Err, "takes this user for mallory") {
		t.Errorf("link %+v", link)
	}
	stop(t, c, hub, s)
}

func TestTheDeviceIsTheSameAfterARestart(t *testing.T) {
	dir := t.TempDir()
	var devices []string
	for range 2 {
		c, hub, s := start(t, dir, Config{})
		_, hello := hub.accept()
		devices = append(devices, hello.Device)
		stop(t, c, hub, s)
	}
	if devices[0] == "" || devices[0] != devices[1] {
		t.Errorf("devices %q", devices)
	}
}

func TestADamagedStateIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "client.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), Config{StateDir: dir, Dial: away})
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("Open: %v", err)
	}
}

// brokenDisk is a disk on which nothing can be written.
type brokenDisk struct{ disk }

func (brokenDisk) write(*changes) error { return errors.New("no space left") }

func TestAFullDiskStopsNobodyFromSending(t *testing.T) {
	run(t, Config{Policy: policies(receipts.PolicyAuto)}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		broken := make(chan disk)
		c.post(func(e *engine) { real := e.disk; e.disk = brokenDisk{real}; broken <- real })
		real := <-broken
		c.Send(chat.Draft{Group: "ops", Text: "1"})
		_, call := want[wire.SendMessage](p)
		if trouble := last[chat.Trouble](t, s); trouble.Text != "the local state cannot be kept: no space left" {
			t.Errorf("trouble %+v", trouble)
		}
		time.Sleep(10 * time.Second)
		p.sent(call, 1)
		if n := len(all[chat.Trouble](s)); n != 1 {
			t.Errorf("told %d times", n)
		}
		c.post(func(e *engine) { e.disk = real })
		time.Sleep(10 * time.Second)
	})
}
