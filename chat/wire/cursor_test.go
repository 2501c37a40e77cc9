package wire

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
)

func TestACursorComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		epoch := draw(t, genID)
		pos := chat.Pos(draw(t, rapid.Int64Min(0)))
		e, p, ok := ParseCursor(FormatCursor(epoch, pos))
		if !ok || e != epoch || p != pos {
			t.Fatalf("%s, %d became %s, %d, %v", epoch, pos, e, p, ok)
		}
	})
}

func TestWhatIsNoCursor(t *testing.T) {
	for _, s := range []string{
		"", ".", "e", "e.", ".1", "e.-1", "e.+1", "e. 1", "e.01", "e.A", "e.1_0", "e.1.", "e.zzzzzzzzzzzzzz", "e.1\x00", "e.é",
	} {
		if e, p, ok := ParseCursor(s); ok {
			t.Errorf("%q was taken as %q, %d", s, e, p)
		}
	}
}

func TestAPageStopsBeforeItIsLargerThanAFrame(t *testing.T) {
	message := func(text string) chat.Message {
		return chat.Message{UID: ulid, ConversationType: 3, Group: "g", Seq: 1, Sender: "a", Text: text, Kind: chat.KindText}
	}
	// Each of these is six times as long in the frame.
	heavy := message(strings.Repeat("\x01", chat.MaxText))
	light := message("hi")
	var page []chat.Message
	for range chat.MaxHistory / 2 {
		page = append(page, heavy, light)
	}
	check := func(messages []chat.Message) int {
		n := len(AppendReply(nil, 1<<63-1, chat.Done, "", 0, MessagesBody{messages, true}))
		if n > chat.MaxHubFrame {
			t.Errorf("%d messages make a frame of %d bytes", len(messages), n)
		}
		return n
	}
	first, last := FitFirst(page), FitLast(page)
	if n := check(page[:first]); n < chat.MaxHubFrame-2*6*chat.MaxText {
		t.Errorf("%d messages leave too much: %d bytes", first, n)
	}
	check(page[len(page)-last:])
	if first%2 != 0 || last%2 != 1 {
		t.Errorf("from the front %d, from the back %d: the light one is left out", first, last)
	}
	if n := FitFirst(page[:4]); n != 4 || FitLast(page[:4]) != 4 || FitFirst(nil) != 0 || FitLast(nil) != 0 {
		t.Errorf("a small page is cut to %d", n)
	}
	huge := message(strings.Repeat("x", chat.MaxHubFrame))
	if FitFirst([]chat.Message{huge}) != 0 || FitLast([]chat.Message{light, huge}) != 0 {
		t.Error("a message larger than a frame fits")
	}
}
