package play

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// websocket is the beginning of a connection as a hub sends it: a handshake, a
// reply, a ping, an event in two frames with a pong between, and a close.
func websocket() (bytes []byte, pieces []string) {
	long := strings.Repeat("x", 300)
	pieces = []string{
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
		"\x81\x10" + `{"id":7,"code":0}`[:16],
		"\x89\x01p",
		"\x01\x7e\x01\x2c" + long + "\x8a\x00" + "\x80\x02\"}",
		"\x88\x02\x03\xe8",
	}
	return []byte(strings.Join(pieces, "")), pieces
}

func TestAConnectionIsCutIntoItsPieces(t *testing.T) {
	all, want := websocket()
	for size := 1; size <= len(all); size++ {
		var f framer
		var got []string
		messages := 0
		for part := range slices.Chunk(all, size) {
			pieces, err := f.take(part)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range pieces {
				got = append(got, string(p.bytes))
				if p.message {
					messages++
				}
			}
		}
		if !slices.Equal(got, want) || messages != 2 || len(f.kept) > 0 {
			t.Fatalf("in parts of %d: %d messages in %q", size, messages, got)
		}
	}
}

func TestAReplyIsToldFromAnEvent(t *testing.T) {
	frame := func(text string) piece { return piece{append([]byte{0x81, byte(len(text))}, text...), true} }
	for text, want := range map[string]string{
		`{"id":12,"code":0}`: "12", `{"id":0,"code":400}`: "0", `{"event":"onReady"}`: "", `{"id":12`: "", ``: "", `[]`: "",
	} {
		if got := frame(text).reply(); got != want {
			t.Errorf("%s is the reply to %q", text, got)
		}
	}
	if masked := (piece{[]byte("\x81\x86abcd{\"id\":1,"), true}); masked.reply() != "" {
		t.Error("a call is no reply")
	}
}

// FuzzFramer holds the framer to what it is for: whatever comes, no byte of it is
// lost, changed, or kept for ever.
func FuzzFramer(f *testing.F) {
	all, _ := websocket()
	f.Add(all, 3)
	f.Add([]byte("\r\n\r\n\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 5)
	f.Fuzz(func(t *testing.T, all []byte, size int) {
		var framer framer
		var got []byte
		for part := range slices.Chunk(all, min(max(size, 1), 1<<16)) {
			pieces, err := framer.take(part)
			for _, p := range pieces {
				got = append(got, p.bytes...)
				_ = p.reply()
			}
			if err != nil {
				return
			}
		}
		if !bytes.Equal(append(got, framer.kept...), all) {
			t.Error("it is not what came")
		}
	})
}
