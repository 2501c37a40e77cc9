package checklist_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
	"seenby/demo/checklist"
	"seenby/receipts"
)

// someone opens a client on a checklist's own hub.
func someone(ctx context.Context, t *testing.T, h *checklist.Hub, user chat.UserID) (c *client.Client, token string) {
	t.Helper()
	token, err := h.Key().Token(hub.Claims{User: user, Groups: []chat.GroupID{"g"}, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	c, err = client.Open(ctx, client.Config{Hub: h.Config.Hub, Token: token, Policy: receipts.Policies{Default: receipts.PolicyNever}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Connected(ctx); err != nil {
		t.Fatal(err)
	}
	return c, token
}

// TestTheHubTellsWhatHappens follows one message through the checks.
func TestTheHubTellsWhatHappens(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	h, err := checklist.Open(ctx, t.TempDir(), "127.0.0.1:0", "1.2")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	alice, token := someone(ctx, t, h, "alice")
	h.Config.Token, h.Group = token, "g"
	bob, _ := someone(ctx, t, h, "bob")
	carol, _ := someone(ctx, t, h, "carol")
	defer func() {
		for _, c := range []*client.Client{alice, bob, carol} {
			_ = c.Close(ctx) // the hub may be gone
		}
	}()
	since, err := h.Now(ctx)
	if err != nil || h.Version != "1.2" {
		t.Fatalf("version %q, %v", h.Version, err)
	}
	uid, _, _, err := alice.SendMessage(ctx, chat.Draft{Group: "g", Text: "Please.", NeedReceipt: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := bob.SendReadReceiptResponse(ctx, chat.ConversationGroup, "g", []chat.Reading{{UID: uid}}); err != nil {
		t.Fatal(err)
	}
	for read := chat.At(time.Now()); chat.At(time.Now()) == read; { // the edit is later than the reading
		runtime.Gosched()
	}
	if err := alice.EditMessage(ctx, "g", uid, "Please!"); err != nil {
		t.Fatal(err)
	}
	h.Third = "carol"
	if said, err := h.Do(ctx, checklist.ActRemove); err != nil || said != "carol is removed." {
		t.Fatalf("%q, %v", said, err)
	}
	if _, err := h.Do(ctx, checklist.ActFill); err != nil {
		t.Fatal(err)
	}
	view, err := h.Look(ctx, since)
	if err != nil || view.Message == nil || view.Message.UID != uid {
		t.Fatalf("%+v, %v", view.Message, err)
	}
	want := map[string]bool{
		"bob is online": true, "newest message asks": true, "bob's answer arrived": true, "bob has not answered": false,
		"carol is listed under “left”": true, "carol is listed under “also”": false, "carol's answer arrived": false,
		"everybody who is counted": true, "is recalled": false, "is edited": true, "bob read it before the edit": true,
	}
	names := strings.NewReplacer("{alice}", "alice", "{bob}", "bob", "{carol}", "carol")
	for _, s := range checklist.Steps() {
		for _, c := range s.Checks {
			text, who := names.Replace(c.Text), chat.UserID(names.Replace(c.Who))
			for part, holds := range want {
				if strings.Contains(text, part) && c.Holds(view, who) != holds {
					t.Errorf("%s: %t", text, !holds)
				}
			}
		}
	}
	now, err := h.Now(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if view, err := h.Look(ctx, now); err != nil || view.Message != nil {
		t.Errorf("nothing was sent since, and told is %+v, %v", view.Message, err)
	}
	stopAndStart(ctx, t, h)
}

// stopAndStart stops the hub and starts it again, where it was.
func stopAndStart(ctx context.Context, t *testing.T, h *checklist.Hub) {
	t.Helper()
	if said, err := h.Do(ctx, checklist.ActHub); err != nil || !strings.Contains(said, "stopped") {
		t.Errorf("%q, %v", said, err)
	}
	if _, err := h.Look(ctx, 0); err == nil || err.Error() != "the hub is stopped" {
		t.Errorf("a hub that is stopped says %v", err)
	}
	if said, err := h.Do(ctx, checklist.ActHub); err != nil || !strings.Contains(said, "there again") {
		t.Errorf("%q, %v", said, err)
	}
	if view, err := h.Look(ctx, 0); err != nil || view.Message == nil {
		t.Errorf("after that: %+v, %v", view.Message, err)
	}
}
