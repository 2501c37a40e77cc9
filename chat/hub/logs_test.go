package hub_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/log"
)

// marker stands in everything that people write, so that it can be looked for.
const marker = "Wh1sper"

// TestTheLogOfABusyHubHoldsNoTextAndNoToken lets a hub that tells all it can tell
// have good and bad calls of every kind, frames that are none, tokens of every kind in
// every place, a store that fails, a replay and a revocation.
func TestTheLogOfABusyHubHoldsNoTextAndNoToken(t *testing.T) {
	var b lockedBuilder
	fault := &faultyLog{}
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Off = true
		o.Logger = slog.New(slog.NewJSONHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.NewLog = func(a log.Applier, s log.Sink) log.Log {
			fault.Applier = a
			return log.NewLocal(fault, s, log.Options{OnError: func(err error) { o.Logger.Error("nothing of a batch was stored", "err", err) }})
		}
	}).overTCP()
	var tokens []string
	sign := func(c hub.Claims) string {
		tokens = append(tokens, w.token(c))
		return tokens[len(tokens)-1]
	}
	token := sign(hub.Claims{User: "ana", Name: "Ana " + marker, ID: "id" + marker, Groups: []chat.GroupID{ops}})
	ana := w.dial(nil)
	ana.user = "ana"
	cursors := ana.do("connect", obj("token", token, "device", marker)).Groups[0].Cursor
	bob := w.join("bob", ops)

	everyCall(ana, "")
	everyCall(ana, "none") // of a group that is not there
	for _, bad := range []string{marker, `{"op":"` + marker + `"}`, `{"id":1,"op":"sendMessage","text":"` + marker + `"}`, `["` + marker + `"]`} {
		ana.raw(bad)
	}
	fault.set(true)
	everyCall(ana, "")
	w.dial(nil).call("connect", obj("token", sign(hub.Claims{User: "cy", Name: marker, Groups: []chat.GroupID{ops}})))
	fault.set(false)

	// Tokens that are good, bad, expired, revoked, in the frame, the header and the address.
	for _, c := range []hub.Claims{{User: "dot"}, {User: "dot", Expires: time.Now().Add(-time.Hour)}} {
		good := sign(c)
		for _, one := range []string{good, good + "x", "x" + good, good[:len(good)-4], marker} {
			w.dial(nil).call("connect", obj("token", one))
			w.dial(http.Header{"Authorization": {"Bearer " + one}}).call("connect", nil)
			if r, err := http.Get(w.server.URL + "/v1/ws?token=" + one); err == nil {
				_ = r.Body.Close()
			}
		}
	}
	back := w.dial(nil)
	back.user = "ana"
	back.do("connect", obj("token", token, "cursors", obj(string(ops), cursors)))
	back.event("onReady")
	big := w.upgrade(t)
	big.text(strings.Repeat(marker, 10_000))
	_ = big.closed()
	if err := hub.Revoke(w.o.Dir, "id"+marker); err != nil {
		t.Fatal(err)
	}
	back.closed()
	bob.post(ops, marker)
	w.stop()

	logs := b.String()
	for _, said := range []string{`"msg":"connected"`, `"msg":"nothing of a batch was stored"`, `"user":"ana"`} {
		if !strings.Contains(logs, said) {
			t.Errorf("this hub was not busy: no %s in %d bytes", said, len(logs))
		}
	}
	secrets := []string{marker, "Bearer"}
	for _, token := range tokens {
		secrets = append(secrets, strings.Split(token, ".")...)
	}
	for line := range strings.Lines(logs) {
		for _, s := range secrets {
			if strings.Contains(line, s) {
				t.Errorf("the log tells %q: %s", s, line)
			}
		}
	}
	w.start()
}

// everyCall makes every call there is about a group, with the marker in all that
// can be written freely, well and badly; group is ops where it is empty.
func everyCall(c *client, group chat.GroupID) {
	id := newID()
	if group == "" {
		group = ops
		c.call("createGroup", obj("targetId", "group"+id, "name", marker, "members", []string{"bob"}))
	}
	m := c.call("sendMessage", obj("targetId", group, "clientMsgId", marker+id, "text", "a "+marker, "needReceipt", true)).UID
	if m == "" {
		m = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
	}
	on := func(kv ...any) map[string]any {
		return obj(append([]any{"targetId", group, "messageUId", m}, kv...)...)
	}
	for _, call := range []struct {
		op     string
		params map[string]any
	}{
		{"getGroup", on()}, {"listMembers", on()}, {"joinGroup", on()},
		{"inviteMembers", on("userIds", []string{"eve"})}, {"setRole", on("userId", "eve", "role", "admin")},
		{"removeMembers", on("userIds", []string{"eve"})}, {"updateGroup", on("name", marker, "topic", marker)},
		{"updateGroup", on("topic", strings.Repeat(marker, 1000))}, {"createGroup", on("name", marker)},
		{"sendMessage", on("clientMsgId", marker+id, "text", marker+" again")},
		{"sendMessage", on("clientMsgId", id, "text", marker, "replyTo", m, "mentions", []string{"bob"})},
		{"sendMessage", on("clientMsgId", id, "text", strings.Repeat(marker, 3000))},
		{"editMessage", on("text", marker+"!")}, {"react", on("emoji", marker, "on", true)},
		{"getHistory", on()}, {"search", on("query", marker)}, {"search", obj("query", marker)}, {"setReadPosition", on("seq", 1)},
		{"sendReadReceiptRequest", on()}, {"sendReadReceiptResponse", on("messageList", []chat.MessageUID{m})},
		{"sendReadReceiptResponse", on("messageList", []string{marker})}, {"getReadReceipt", on("list", "unread")},
		{"getReadReceipt", on("list", marker)}, {"remindUnread", on()}, {"typing", on()}, {"recallMessage", on()},
		{marker, on()}, {"getGroup", obj("targetId", fmt.Sprintf("%s %s", marker, id))},
	} {
		c.call(call.op, call.params)
	}
}
