package socket_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat/socket"
)

func TestFrameHoldsItsPayload(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(0, 300), rapid.SampledFrom([]int{65535, 65536, 70000})).Draw(t, "n")
		want := bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, n)
		payload := bytes.Clone(want)
		f := socket.Encode(payload)
		clear(payload) // the caller's buffer is the caller's again
		if !bytes.Equal(f.Payload(), want) || f.Len() <= n || f.Len() > n+10 {
			t.Fatalf("%d bytes became %d with a payload of %d", n, f.Len(), len(f.Payload()))
		}
	})
	var none socket.Frame
	if none.Len() != 0 || none.Payload() != nil {
		t.Error("the zero Frame is something")
	}
}

// Every length and alignment comes out of the mask as it went in.
func TestMaskedMessagesComeOutWhole(t *testing.T) {
	server, client := socket.Pipe()
	defer closeBoth(server, client)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if err := client.Send(socket.Encode([]byte(text))); err != nil {
			t.Fatal(err)
		}
		if got, err := server.Read(); err != nil || string(got) != text {
			t.Fatalf("sent %q, read %q, %v", text, got, err)
		}
	})
}

func TestCloseErrorSaysWho(t *testing.T) {
	for want, err := range map[string]*socket.CloseError{
		"closed with 1000":                       {Code: 1000},
		`closed with 4401: "expired"`:            {Code: 4401, Reason: "expired"},
		`closed by the peer with 4000: "\x1b[m"`: {Code: 4000, Reason: "\x1b[m", Remote: true},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
