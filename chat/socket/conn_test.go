package socket_test

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"seenby/chat/socket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMessagesArriveInOrderBothWays(t *testing.T) {
	server, client := socket.Pipe()
	for i := range 100 {
		if err := client.Send(socket.Encode(fmt.Appendf(nil, "up %d", i))); err != nil {
			t.Fatal(err)
		}
		if err := server.Send(socket.Encode(fmt.Appendf(nil, "down %d", i))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		expect(t, server, fmt.Sprintf("up %d", i))
		expect(t, client, fmt.Sprintf("down %d", i))
	}
	server.Close(4401, "who are you")
	_, err := client.Read()
	if code, reason, ok := socket.CloseCode(err); !ok || code != 4401 || reason != "who are you" {
		t.Errorf("client read: %v", err)
	}
	<-server.Closed()
	<-client.Closed()
}

func expect(t *testing.T, c *socket.Conn, want string) {
	t.Helper()
	got, err := c.Read()
	if err != nil || string(got) != want {
		t.Fatalf("read %q, %v, want %q", got, err, want)
	}
}
