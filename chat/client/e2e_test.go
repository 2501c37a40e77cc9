package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/receipts"
)

// readBy waits until a message has been read by n users.
func readBy(t *testing.T, s *screen, uid chat.MessageUID, n int) chat.ReceiptsChanged {
	t.Helper()
	return until(t, s, func(r chat.ReceiptsChanged) bool { return r.UID == uid && r.Tally.Read == n })
}

func TestAReceiptFromEndToEnd(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	carol, _ := w.join(w.config("carol"))

	flagged := w.say(alice, "who reads this?", true)
	m := w.comes(b, flagged)
	if m.Receipt == nil || m.Receipt.Responded || m.Receipt.Tally != nil {
		t.Errorf("bob sees %+v", m.Receipt)
	}
	if m := w.comes(a, flagged); m.Receipt.Total != 2 || m.Receipt.Read != 0 || m.ClientMsgID == "" {
		t.Errorf("alice sees %+v", m.Receipt)
	}
	at := time.Now()
	bob.Read("ops", []chat.Seen{{UID: flagged, Seq: m.Seq, At: at}})
	r := readBy(t, a, flagged, 1)
	if r.Tally.Total != 2 || r.Readers["bob"] != chat.At(at) {
		t.Errorf("alice is told %+v", r)
	}
	until(t, b, func(n chat.Responded) bool { return slices.Equal(n.UIDs, []chat.MessageUID{flagged}) })
	until(t, b, func(n chat.ReadMovedTo) bool { return n.Seq == m.Seq && n.Unread == 0 })

	// Flagged later: who has read it answers with the time of that reading.
	plain := w.say(alice, "and this?", false)
	m = w.comes(b, plain)
	before := time.Now().Add(-time.Hour) // the hub takes it for the time of sending
	bob.Read("ops", []chat.Seen{{UID: plain, Seq: m.Seq, At: before}})
	if code, err := alice.SendReadReceiptRequest(t.Context(), "ops", plain); code != chat.Done || err != nil {
		t.Errorf("request: %d, %v", code, err)
	}
	if r := readBy(t, a, plain, 1); r.Tally.Total != 2 || r.Readers["bob"] != m.Sent {
		t.Errorf("alice is told %+v, sent %d", r, m.Sent)
	}
	carol.Answer("ops", []chat.MessageUID{flagged, plain})
	readBy(t, a, flagged, 2)
	readBy(t, a, plain, 2)
	readers, err := alice.Readers(t.Context(), "ops", plain, chat.ListRead)
	if err != nil || len(readers.Users) != 2 || readers.Tally.Read != 2 {
		t.Errorf("readers %+v, %v", readers, err)
	}
	if code, err := bob.SendReadReceiptRequest(t.Context(), "ops", plain); code != chat.NotSender || err == nil {
		t.Errorf("request by another: %d, %v", code, err)
	}
}

func TestAReaderWhoWasAwayAnswersWithTheTimeOfReading(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	cfg := w.config("bob")
	cfg.StateDir = t.TempDir()
	bob, b := w.join(cfg)
	flagged := w.say(alice, "read me offline", true)
	m := w.comes(b, flagged)
	w.line.down.Store(true)
	w.line.cut()
	until(t, b, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	at := time.Now()
	bob.Read("ops", []chat.Seen{{UID: flagged, Seq: m.Seq, At: at}})
	until(t, b, func(n chat.Responded) bool { return true })
	until(t, b, func(n chat.LinkChanged) bool { return n.Unsent == 1 })
	time.Sleep(20 * time.Millisecond) // the answer is later than the reading
	w.line.down.Store(false)
	bob.RetryNow()
	alice.RetryNow()
	if r := readBy(t, a, flagged, 1); r.Readers["bob"] != chat.At(at) {
		t.Errorf("read at %d, told %+v", chat.At(at), r)
	}
}

func TestASenderWhoWasAwayLearnsTheCount(t *testing.T) {
	w := newWorld(t)
	cfg := w.config("alice")
	cfg.StateDir = t.TempDir()
	alice, err := Open(t.Context(), documented(t, cfg))
	if err != nil {
		t.Fatal(err)
	}
	s := watch(alice)
	flagged := w.say(alice, "read me", true)
	w.comes(s, flagged)
	if err := alice.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	var readers []*Client
	for i := range 5 {
		c, _ := w.join(w.config(reader(i)))
		readers = append(readers, c)
	}
	_ = readers
	bob, b := w.join(w.config("bob")) // joined after the flag: listed, not counted
	page, err := bob.History(t.Context(), "ops", chat.Span{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range page.Messages {
		bob.Read("ops", []chat.Seen{{UID: m.UID, Seq: m.Seq, At: time.Now()}})
	}
	until(t, b, func(n chat.Responded) bool { return n.UIDs[0] == flagged })
	until(t, b, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
	_, a := w.join(cfg)
	r := until(t, a, func(n chat.ReceiptsChanged) bool { return n.UID == flagged })
	if r.Tally.Read != 0 || !slices.Equal(r.Also, []chat.UserID{"bob"}) || r.Readers["bob"] == 0 {
		t.Errorf("alice is told %+v", r)
	}
}

func TestTwoDevicesAnswerOnce(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	phone, desk := w.config("bob"), w.config("bob")
	phone.Device, desk.Device = "phone", "desk"
	b1, s1 := w.join(phone)
	b2, s2 := w.join(desk)
	var uids []chat.MessageUID
	for i := range 20 {
		uids = append(uids, w.say(alice, fmt.Sprint(i), true))
	}
	for i, uid := range uids {
		m1, m2 := w.comes(s1, uid), w.comes(s2, uid)
		first, second := b1, b2
		if i%2 == 0 {
			first, second = b2, b1
		}
		first.Read("ops", []chat.Seen{{UID: uid, Seq: m1.Seq, At: time.Now()}})
		second.Read("ops", []chat.Seen{{UID: uid, Seq: m2.Seq, At: time.Now()}})
	}
	for _, uid := range uids {
		if r := readBy(t, a, uid, 1); r.Tally.Total != 1 {
			t.Errorf("%+v", r)
		}
		answered := func(n chat.Responded) bool { return slices.Contains(n.UIDs, uid) }
		until(t, s1, answered)
		until(t, s2, answered)
	}
	for _, s := range []*screen{s1, s2} { // each is told once of each
		n := 0
		for _, r := range seenNews[chat.Responded](s) {
			n += len(r.UIDs)
		}
		if n != len(uids) {
			t.Errorf("told of %d answers to %d messages", n, len(uids))
		}
	}
	for _, r := range seenNews[chat.ReceiptsChanged](a) {
		if r.Tally.Read > 1 {
			t.Errorf("counted twice: %+v", r)
		}
	}
}

func TestTheSameDeviceTwiceEndsTheOlderOne(t *testing.T) {
	w := newWorld(t)
	cfg := w.config("alice")
	cfg.Device = "desk"
	_, older := w.join(cfg)
	w.join(cfg)
	link := until(t, older, func(n chat.LinkChanged) bool { return n.State == chat.LinkClosed })
	if link.Err != "the hub has ended this connection: this device has connected again" {
		t.Errorf("link %+v", link)
	}
}

func TestABadTokenIsSaidOnce(t *testing.T) {
	w := newWorld(t)
	cfg := w.config("alice")
	cfg.Token += "x"
	c, err := Open(t.Context(), documented(t, cfg))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	err = c.Connected(t.Context())
	if !errors.Is(err, ErrOffline) || !strings.HasPrefix(err.Error(), "offline: the hub does not accept the token: ") {
		t.Errorf("Connected: %v", err)
	}
}

func TestTheHubRestartsAndNothingIsMissed(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	for round := range 3 {
		w.stop()
		until(t, a, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
		alice.Send(chat.Draft{Group: "ops", Text: fmt.Sprint(round), NeedReceipt: true})
		w.start()
		alice.RetryNow()
		bob.RetryNow()
		added := until(t, b, func(n chat.MessageAdded) bool { return n.Message.Text == fmt.Sprint(round) })
		bob.Read("ops", []chat.Seen{{UID: added.Message.UID, Seq: added.Message.Seq, At: time.Now()}})
		readBy(t, a, added.Message.UID, 1)
		a.mu.Lock()
		a.news = nil
		a.mu.Unlock()
	}
}

func TestTheOtherCalls(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	bob, b := w.join(w.config("bob"))
	ctx := t.Context()
	g, err := alice.CreateGroup(ctx, "dev", "Dev", []chat.UserID{"bob"}, chat.VisibleToEveryone)
	if err != nil || g.Name != "Dev" || g.Role != chat.RoleOwner || g.Visibility != chat.VisibleToEveryone {
		t.Fatalf("created %+v, %v", g, err)
	}
	until(t, b, func(n chat.GroupChanged) bool { return n.Group.ID == "dev" })
	if g, err := bob.GetGroup(ctx, "dev"); err != nil || g.Role != chat.RoleMember {
		t.Errorf("got %+v, %v", g, err)
	}
	if err := alice.SetRole(ctx, "dev", "bob", chat.RoleAdmin); err != nil {
		t.Error(err)
	}
	if err := bob.InviteMembers(ctx, "dev", []chat.UserID{"carol", "dave"}); err != nil {
		t.Error(err)
	}
	if err := bob.RemoveMembers(ctx, "dev", []chat.UserID{"dave"}); err != nil {
		t.Error(err)
	}
	if members, err := bob.Members(ctx, "dev"); err != nil || len(members) != 3 {
		t.Errorf("members %+v, %v", members, err)
	}
	m, seq, _, err := alice.SendMessage(ctx, chat.Draft{Group: "dev", Text: "first words", NeedReceipt: true})
	if err != nil || seq == 0 {
		t.Fatal(err)
	}
	until(t, b, func(n chat.MessageAdded) bool { return n.Message.UID == m })
	if err := alice.EditMessage(ctx, "dev", m, "other words"); err != nil {
		t.Error(err)
	}
	if n, err := alice.RemindUnread(ctx, "dev", m); err != nil || n != 2 {
		t.Errorf("reminded %d, %v", n, err)
	}
	until(t, b, func(n chat.ReceiptReminder) bool { return n.UID == m && n.Sender == "alice" })
	bob.React("dev", m, "👍", true)
	until(t, a, func(n chat.MessageChanged) bool {
		return slices.Equal(n.Message.Reactions["👍"], []chat.UserID{"bob"})
	})
	// In this group a member is told of the readers, too.
	code, ignored, err := bob.SendReadReceiptResponse(ctx, chat.ConversationGroup, "dev", []chat.Reading{{UID: m}, {UID: uid(1)}})
	if code != chat.Done || err != nil || !slices.Equal(ignored, []chat.Ignored{{UID: uid(1), Code: chat.NoMessage}}) {
		t.Errorf("code %d, ignored %v, %v", code, ignored, err)
	}
	for _, s := range []*screen{a, b} {
		if r := until(t, s, func(n chat.ReceiptsChanged) bool { return n.UID == m && n.Tally.Read == 1 }); r.Tally.Total != 2 {
			t.Errorf("told %+v", r)
		}
	}
	if code, _, err := bob.SendReadReceiptResponse(ctx, 1, "dev", []chat.Reading{{UID: m}}); code != chat.NoReceiptsHere || err == nil {
		t.Errorf("code %d, %v", code, err)
	}
	if err := alice.RecallMessage(ctx, "dev", m); err != nil {
		t.Error(err)
	}
	until(t, b, func(n chat.MessageChanged) bool { return n.Message.Recalled != 0 && n.Message.Text == "" })
	topic := "all things"
	if g, err := alice.UpdateGroup(ctx, updateTopic("dev", topic)); err != nil || g.Topic != topic {
		t.Errorf("updated %+v, %v", g, err)
	}
	if err := bob.QuitGroup(ctx, "dev"); err != nil {
		t.Error(err)
	}
	until(t, b, func(n chat.GroupGone) bool { return n.Group == "dev" })
	if _, err := bob.JoinGroup(ctx, "dev"); err == nil {
		t.Error("joined a closed group")
	}
	if _, err := bob.Do(ctx, nil); err == nil {
		t.Error("no call was made")
	}
}

func TestPoliciesAgainstTheHub(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	cfg := w.config("bob")
	cfg.Policy.Groups = map[chat.GroupID]receipts.Policy{"ops": receipts.PolicyAsk}
	bob, b := w.join(cfg)
	flagged := w.say(alice, "well?", true)
	m := w.comes(b, flagged)
	at := time.Now()
	bob.Read("ops", []chat.Seen{{UID: flagged, Seq: m.Seq, At: at}})
	if _, err := bob.GetGroup(t.Context(), "ops"); err != nil { // everything before has gone out
		t.Fatal(err)
	}
	if r, err := alice.Readers(t.Context(), "ops", flagged, ""); err != nil || r.Tally.Read != 0 {
		t.Errorf("tally %+v, %v", r, err)
	}
	time.Sleep(10 * time.Millisecond)
	bob.Answer("ops", []chat.MessageUID{flagged})
	if r := readBy(t, a, flagged, 1); r.Readers["bob"] != chat.At(at) {
		t.Errorf("read at %d, told %+v", chat.At(at), r)
	}
}

func TestASpeedLimitDelaysAndLosesNothing(t *testing.T) {
	w := &world{t: t, o: hub.Options{Dir: t.TempDir(), Limits: hub.Limits{Writes: hub.Rate{PerSecond: 100, Burst: 10}}}, line: newLine(t)}
	w.start()
	t.Cleanup(func() { w.line.close(); w.stop() })
	alice, _ := w.join(w.config("alice"))
	_, b := w.join(w.config("bob"))
	const n = 120
	for i := range n {
		alice.Send(chat.Draft{Group: "ops", Text: fmt.Sprint(i)})
	}
	until(t, b, func(m chat.MessageAdded) bool { return m.Message.Text == fmt.Sprint(n-1) })
	i := 0
	for _, m := range seenNews[chat.MessageAdded](b) {
		if m.Message.Kind == chat.KindText {
			if m.Message.Text != fmt.Sprint(i) {
				t.Fatalf("%s came instead of %d", m.Message.Text, i)
			}
			i++
		}
	}
	if i != n {
		t.Errorf("%d of %d came", i, n)
	}
}
