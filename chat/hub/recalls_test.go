package hub_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

// stepper is a client that reads a frame when it is told to, over a connection
// that holds nothing in between.
type stepper struct {
	w    *world
	conn *socket.Conn
}

func (w *world) step(claims hub.Claims, cursors map[chat.GroupID]string) *stepper {
	w.t.Helper()
	server, conn := socket.PipeWith(&socket.Upgrader{Limits: w.o.Socket}, socket.DialOptions{})
	w.wg.Go(func() { w.hub.ServeConn(server) })
	w.t.Cleanup(func() {
		conn.Kill()
		<-conn.Closed()
	})
	b, err := json.Marshal(obj("id", 1, "op", "connect", "token", w.token(claims), "cursors", cursors))
	if err != nil {
		w.t.Fatal(err)
	}
	_ = conn.Send(socket.Encode(b))
	r := &stepper{w, conn}
	if f := r.read(); f.Code != chat.Done {
		w.t.Fatalf("connect: %s", f.raw)
	}
	return r
}

func (r *stepper) read() (f frame) {
	r.w.t.Helper()
	b, err := r.conn.Read()
	if err == nil {
		err = json.Unmarshal(b, &f)
	}
	if err != nil {
		r.w.t.Fatal(err)
	}
	f.raw = string(b)
	return f
}

const recalledText = "nobody is told this any more"

func TestWhatIsRecalledDuringAReplayIsToldToNobodyAnyMore(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Off = true
		o.Socket.OutboxBytes = 32 << 10
	})
	ana := w.join("ana", ops)
	cursors := ana.ready.Cursors
	long := recalledText + strings.Repeat(".", 2000)
	var uids []chat.MessageUID
	for range 200 {
		uids = append(uids, ana.post(ops, long).UID)
	}
	for _, uid := range uids[150:] { // so that there are edits to be replayed, too
		ana.do("editMessage", obj("targetId", ops, "messageUId", uid, "text", long+"!"))
	}
	bob := w.step(hub.Claims{User: "ana"}, cursors)
	// All of the past is read by now, and hardly any of it sent. What comes now waits.
	late := ana.post(ops, recalledText)
	edited := ana.post(ops, "harmless")
	ana.do("editMessage", obj("targetId", ops, "messageUId", edited.UID, "text", recalledText))
	const sent = 40 // more than what may have been sent
	for _, uid := range append(uids[sent:], late.UID, edited.UID) {
		ana.do("recallMessage", onMessage(ops, uid))
	}
	messages, updates := 0, 0
	for {
		f := bob.read()
		if f.Event == "onReady" {
			break
		}
		if f.Message == nil {
			continue
		}
		if f.Event == "onMessage" {
			messages++
		} else {
			updates++
		}
		if f.Message.Seq > sent && f.Message.UID != edited.UID && (f.Message.Text != "" || f.Message.Recalled == 0) {
			t.Fatalf("told after the recall was acknowledged: %.200s", f.raw)
		}
		if f.Message.UID == edited.UID && strings.Contains(f.raw, recalledText) {
			t.Errorf("told after the recall was acknowledged: %s", f.raw)
		}
	}
	if messages != len(uids)+2 || updates < 50 {
		t.Errorf("%d messages and %d updates", messages, updates)
	}
}

func TestWhatIsRecalledWhileAPageIsReadIsNotInIt(t *testing.T) {
	w := newWorld(t, nil)
	var once sync.Once
	read, on := make(chan struct{}), make(chan struct{})
	w.hub.AfterPageRead(func() {
		once.Do(func() {
			close(read)
			<-on
		})
	})
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	kept, gone := ana.post(ops, "kept"), ana.post(ops, recalledText)
	bob.about("onMessage", gone.UID)
	id := bob.send("getHistory", obj("targetId", ops))
	<-read
	ana.do("recallMessage", onMessage(ops, gone.UID))
	close(on)
	r := bob.reply(id)
	wantCode(t, r, chat.Done)
	if strings.Contains(r.raw, recalledText) {
		t.Errorf("told after the recall was acknowledged: %s", r.raw)
	}
	for _, m := range r.Messages {
		if m.UID == kept.UID && m.Text != "kept" || m.UID == gone.UID && m.Recalled == 0 {
			t.Errorf("%+v", m)
		}
	}
}
