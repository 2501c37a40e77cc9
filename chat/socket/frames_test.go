package socket_test

import (
	"bufio"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"seenby/chat/socket"
	"seenby/chat/socket/sockettest"
)

// untilClose reads the other end's frames up to its close frame and checks that
// the end of the stream follows.
func untilClose(t *testing.T, r *bufio.Reader, masked bool) []string {
	t.Helper()
	got, err := sockettest.ReadToEnd(r, masked)
	if err != nil {
		t.Error(err)
	}
	words := make([]string, len(got))
	for i, g := range got {
		words[i] = g.String()
	}
	return words
}

// TestRawFrames sends frames made by hand to a hub that echoes text, whole and
// byte by byte, and compares all that comes back, close code included.
func TestRawFrames(t *testing.T) {
	// Whoever is slow here is not to be asked whether they live.
	up := socket.Upgrader{Pinger: socket.NewPinger(time.Hour, time.Hour)}
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r)
		if err != nil {
			t.Error(err)
			return
		}
		for {
			p, err := c.Read()
			if err != nil {
				break
			}
			_ = c.Send(socket.Encode(p)) // of no use after a close, as it should be
		}
		<-c.Closed()
	})
	run := func(t *testing.T, send []byte, want string, step int) {
		t.Parallel()
		conn, r := handshake(t, addr)
		if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		for part := range slices.Chunk(send, step) {
			if _, err := conn.Write(part); err != nil {
				break // the hub has closed already, as it may
			}
		}
		if got := strings.Join(untilClose(t, r, false), ", "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	for _, c := range sockettest.Cases() {
		t.Run(c.Name, func(t *testing.T) { run(t, c.Send, c.Want, len(c.Send)) })
		if len(c.Send) < 1000 {
			t.Run(c.Name+" byte by byte", func(t *testing.T) { run(t, c.Send, c.Want, 1) })
		}
	}
}
