package hub_test

import (
	"io"
	"net/http"
	"testing"

	"seenby/chat/wire/schema"
	"seenby/docs"
)

func TestTheDocumentIsServed(t *testing.T) {
	w := newWorld(t, nil).overTCP()
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r, err := http.NewRequestWithContext(t.Context(), method, w.server.URL+"/v1/asyncapi.yaml", nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := w.server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(a.Body)
		_ = a.Body.Close()
		want := docs.AsyncAPI
		if method == http.MethodHead {
			want = ""
		}
		if err != nil || a.StatusCode != http.StatusOK || string(body) != want || a.Header.Get("Content-Type") != "application/yaml" {
			t.Errorf("%s: %d %s, %d bytes, %v", method, a.StatusCode, a.Header.Get("Content-Type"), len(body), err)
		}
	}
}

// Every frame of this package's tests goes through such a conversation (see
// newClient), and what they do not happen to say is tried here.
func TestEveryCallIsAnsweredAsTheDocumentSays(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana"), w.join("bob")
	ana.do("createGroup", obj("targetId", ops, "name", "Operations", "members", []string{"bob"}))
	uid := ana.flagged(ops, "read this").UID
	about := func(more ...any) map[string]any {
		return obj(append([]any{"targetId", ops, "messageUId", uid}, more...)...)
	}
	bob.about("onMessage", uid)
	made := map[string]bool{"connect": true, "createGroup": true, "sendMessage": true}
	for _, call := range []struct {
		by     *client
		op     string
		params map[string]any
	}{
		{ana, "getGroup", obj("targetId", ops)},
		{ana, "listMembers", obj("targetId", ops, "limit", nil)},
		{ana, "updateGroup", obj("targetId", ops, "open", true, "topic", "")},
		{ana, "inviteMembers", obj("targetId", ops, "userIds", []string{"carol"})},
		{ana, "setRole", obj("targetId", ops, "userId", "bob", "role", "admin")},
		{ana, "removeMembers", obj("targetId", ops, "userIds", []string{"carol"})},
		{ana, "sendReadReceiptRequest", about("conversationType", 3)},
		{ana, "remindUnread", about()},
		{bob, "sendReadReceiptResponse", obj("targetId", ops, "messageList", []any{obj("messageUId", uid, "readTime", 5), "nobody's"})},
		{ana, "getReadReceipt", about("list", "read")},
		{bob, "react", about("emoji", "👍", "on", true)},
		{ana, "editMessage", about("text", "read that")},
		{bob, "setReadPosition", obj("targetId", ops, "seq", 2)},
		{bob, "getHistory", obj("targetId", ops, "around", 2)},
		{bob, "search", obj("query", "that")},
		{bob, "typing", obj("targetId", ops)},
		{ana, "recallMessage", about()},
		{bob, "quitGroup", obj("targetId", ops)},
		{bob, "joinGroup", obj("targetId", ops)},
	} {
		call.by.do(call.op, call.params)
		made[call.op] = true
	}
	d, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range d.Ops() {
		if !made[op] {
			t.Errorf("%s is not called", op)
		}
	}
	settle(ana, ops, bob)
}
