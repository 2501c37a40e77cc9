package hub_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
	"seenby/chat/socket/sockettest"
)

// The table of raw frames, to a whole hub that people are talking on: by somebody
// who has connected, and by somebody who has not.

// TestRawFramesToAHub sends every case of the table to a running hub, whole and
// byte by byte. What comes back is compared to the last frame, and two others who
// share a group with the sender go on talking.
func TestRawFramesToAHub(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) {
		o.Limits.Off, o.Pinger = true, socket.NewPinger(time.Hour, time.Hour)
	}).overTCP()
	ana, bob := w.join("ana", "g"), w.join("bob", "g")
	run := func(t *testing.T, c sockettest.Case, step int, connected bool) {
		t.Parallel()
		p := w.upgrade(t)
		if connected {
			p.connect("carol", "")
		}
		for part := range slices.Chunk(c.Send, step) {
			p.write(part)
		}
		got, err := sockettest.ReadToEnd(p.r, false)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(onAHub(c, connected), inShort(got)); diff != "" {
			t.Errorf("frames (-want +got):\n%s", diff)
		}
		_ = p.conn.Close()
		if err := talk(ana, bob, c.Name); err != nil {
			t.Errorf("the others: %v", err)
		}
	}
	t.Run("frames", func(t *testing.T) {
		for _, c := range sockettest.Cases() {
			for name, connected := range map[string]bool{"connected": true, "before connect": false} {
				t.Run(c.Name+" "+name, func(t *testing.T) { run(t, c, len(c.Send), connected) })
				if len(c.Send) < 1000 {
					t.Run(c.Name+" byte by byte "+name, func(t *testing.T) { run(t, c, 1, connected) })
				}
			}
		}
	})
	late := time.Now().Add(patience)
	for w.hub.Stats().Connections > 2 { // the hub forgets them in its own time
		if time.Now().After(late) {
			t.Fatalf("%+v", w.hub.Stats())
		}
		if err := talk(ana, bob, "still there"); err != nil {
			t.Fatal(err)
		}
	}
}

// onAHub returns what a case of the table comes to on a hub, where an echo of its
// texts is what the table says. None of the texts is a call: each is answered with
// 400, and before connect that is the end.
func onAHub(c sockettest.Case, connected bool) []string {
	var want []string
	for _, frame := range strings.Split(c.Want, ", ") {
		text, isText := strings.CutPrefix(frame, "text ")
		switch {
		case !isText:
			want = append(want, frame)
		case connected:
			want = append(want, "refused")
		case long(text):
			return append(want, "close 1009")
		default:
			return append(want, "refused", "close 4401")
		}
	}
	return want
}

// long reports whether a text of the table, as it stands there, has more bytes than
// are taken from somebody who is not known.
func long(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n > 32<<10
}

// inShort names frames as onAHub does. What the hub tells by itself is left out: the
// others go on talking.
func inShort(got []sockettest.Got) []string {
	var short []string
	for _, g := range got {
		switch {
		case g.First != sockettest.Fin|sockettest.Text:
			short = append(short, g.String())
		case strings.HasPrefix(string(g.Payload), `{"id":0,"code":400,"error":`):
			short = append(short, "refused")
		case !strings.HasPrefix(string(g.Payload), `{"event":`):
			short = append(short, g.String())
		}
	}
	return short
}

// talk has one client say something that the other must hear. It may be called
// from many goroutines.
func talk(from, to *client, text string) error {
	reply, err := from.tryReply(from.send("sendMessage", map[string]any{"targetId": "g", "clientMsgId": newID(), "text": text}))
	if err != nil {
		return fmt.Errorf("the reply: %w", err)
	}
	if reply.Code != chat.Done {
		return errors.New(reply.raw)
	}
	_, err = to.await(func(f frame) bool { return f.Message != nil && f.Message.UID == reply.UID })
	return err
}
