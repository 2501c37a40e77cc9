package socket_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"seenby/chat/socket"
)

// Bits of the first byte of a frame.
const (
	fin  = 0x80
	rsv1 = 0x40
	rsv2 = 0x20
	rsv3 = 0x10

	cont, text, binaryOp, closeOp, pingOp, pongOp = 0, 1, 2, 8, 9, 10
)

// frame builds a masked frame by hand: first byte, then the payload.
func frame(first byte, payload string) []byte { return longFrame(first, payload, 0) }

// longFrame is frame with the length in a field of at least bits bits, 0 for
// the shortest.
func longFrame(first byte, payload string, bits int) []byte {
	p := header(first, 0x80, uint64(len(payload)), bits)
	key := [4]byte{0xA5, 0x5A, 0x0F, 0xF0}
	p = append(p, key[:]...)
	for i := range len(payload) {
		p = append(p, payload[i]^key[i%4])
	}
	return p
}

func header(first, masked byte, n uint64, bits int) []byte {
	switch {
	case bits == 64 || n > 0xFFFF:
		return binary.BigEndian.AppendUint64([]byte{first, masked | 127}, n)
	case bits == 16 || n > 125:
		return binary.BigEndian.AppendUint16([]byte{first, masked | 126}, uint16(n))
	}
	return []byte{first, masked | byte(n)}
}

// unmasked builds a frame as only a hub may send it.
func unmasked(first byte, payload string) []byte {
	return append(header(first, 0, uint64(len(payload)), 0), payload...)
}

// announced is the head of a masked frame of n bytes, and none of them.
func announced(first byte, n uint64) []byte {
	return append(header(first, 0x80, n, 64), 1, 2, 3, 4)
}

// goodbye is a close frame.
func goodbye(code int, reason string) []byte {
	return frame(fin|closeOp, string([]byte{byte(code >> 8), byte(code)})+reason)
}

var bye = goodbye(1000, "")

func join(frames ...[]byte) []byte { return slices.Concat(frames...) }

// readFrame reads one frame and says what it is: the kind, and the payload if it
// is short. masked tells which side's it must be.
func readFrame(r *bufio.Reader, masked bool) (string, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return "", err
	}
	if head[1]&0x80 != 0 != masked {
		return "", fmt.Errorf("mask bit in % x", head)
	}
	n := uint64(head[1] & 0x7F)
	if n > 125 {
		long := make([]byte, 8)
		field := long[6:]
		if n == 127 {
			field = long
		}
		if _, err := io.ReadFull(r, field); err != nil {
			return "", err
		}
		n = binary.BigEndian.Uint64(long)
	}
	key := make([]byte, 4)
	if masked {
		if _, err := io.ReadFull(r, key); err != nil {
			return "", err
		}
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(r, payload); err != nil {
		return "", err
	}
	for i := range payload {
		payload[i] ^= key[i%4]
	}
	return describe(head[0], payload)
}

func describe(first byte, payload []byte) (string, error) {
	shown := fmt.Sprintf("%q", payload)
	if len(payload) > 64 {
		shown = fmt.Sprint(len(payload))
	}
	switch first {
	case fin | text:
		return "text " + shown, nil
	case fin | pingOp:
		return "ping " + shown, nil
	case fin | pongOp:
		return "pong " + shown, nil
	case fin | closeOp:
		if len(payload) == 0 {
			return "close", nil
		}
		return fmt.Sprintf("close %d", binary.BigEndian.Uint16(payload)), nil
	}
	return "", fmt.Errorf("frame starts with %#x", first)
}

// untilClose reads a hub's frames up to its close frame and checks that the end
// of the stream follows.
func untilClose(t *testing.T, r *bufio.Reader, masked bool) []string {
	t.Helper()
	var got []string
	for {
		what, err := readFrame(r, masked)
		if err != nil {
			return append(got, err.Error())
		}
		got = append(got, what)
		if strings.HasPrefix(what, "close") {
			break
		}
	}
	if p, err := io.ReadAll(r); len(p) > 0 || err != nil {
		t.Errorf("after the close frame: %d bytes, %v", len(p), err)
	}
	return got
}

// TestRawFrames sends frames made by hand to a hub that echoes text, whole and
// byte by byte, and compares all that comes back, close code included.
func TestRawFrames(t *testing.T) {
	var up socket.Upgrader
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
	for _, tc := range slices.Concat(framing(), control(), reserved(), fragments(), encodings(), closes()) {
		t.Run(tc.name, func(t *testing.T) { run(t, tc.send, tc.want, len(tc.send)) })
		if len(tc.send) < 1000 {
			t.Run(tc.name+" byte by byte", func(t *testing.T) { run(t, tc.send, tc.want, 1) })
		}
	}
}

// rawCase is one input and all the frames that answer it. Who is to be left
// alone says bye at the end.
type rawCase struct {
	name string
	send []byte
	want string
}

const limit = 64 << 10

func framing() []rawCase {
	a := func(n int) string { return strings.Repeat("a", n) }
	return []rawCase{
		{"text empty", join(frame(fin|text, ""), bye), `text "", close 1000`},
		{"text", join(frame(fin|text, "hello"), bye), `text "hello", close 1000`},
		{"text 125", join(frame(fin|text, a(125)), bye), `text 125, close 1000`},
		{"text 126", join(frame(fin|text, a(126)), bye), `text 126, close 1000`},
		{"text 127", join(frame(fin|text, a(127)), bye), `text 127, close 1000`},
		{"text 128", join(frame(fin|text, a(128)), bye), `text 128, close 1000`},
		{"text 65535", join(frame(fin|text, a(65535)), bye), `text 65535, close 1000`},
		{"text at the limit", join(frame(fin|text, a(limit)), bye), `text 65536, close 1000`},
		{"text above the limit", frame(fin|text, a(limit+1)), `close 1009`},
		{"two texts", join(frame(fin|text, "a"), frame(fin|text, "b"), bye), `text "a", text "b", close 1000`},
		{"length in 16 bits without need", join(longFrame(fin|text, "hi", 16), bye), `text "hi", close 1000`},
		{"length in 64 bits without need", join(longFrame(fin|text, "hi", 64), bye), `text "hi", close 1000`},
		{"length 2^31", announced(fin|text, 1<<31), `close 1009`},
		{"length 2^63-1", announced(fin|text, 1<<63-1), `close 1009`},
		{"length 2^63", announced(fin|text, 1<<63), `close 1009`},
		{"length 2^64-1", announced(fin|text, 1<<64-1), `close 1009`},
		{"length 2^63-1 after a fragment", join(frame(text, "a"), announced(cont, 1<<63-1)), `close 1009`},
		{"binary", frame(fin|binaryOp, "hello"), `close 1003`},
		{"binary empty", frame(fin|binaryOp, ""), `close 1003`},
		{"binary after text", join(frame(fin|text, "a"), frame(fin|binaryOp, "b")), `text "a", close 1003`},
		{"binary above the limit", announced(fin|binaryOp, limit+1), `close 1009`},
		{"text unmasked", unmasked(fin|text, "hello"), `close 1002`},
		{"ping unmasked", unmasked(fin|pingOp, ""), `close 1002`},
		{"close unmasked", unmasked(fin|closeOp, "\x03\xe8"), `close 1002`},
		{"unmasked after masked", join(frame(fin|text, "a"), unmasked(fin|text, "b")), `text "a", close 1002`},
	}
}

func control() []rawCase {
	x := func(n int) string { return strings.Repeat("x", n) }
	many := func(n int) []byte { return bytes.Repeat(frame(fin|pingOp, "p"), n) }
	return []rawCase{
		{"ping", join(frame(fin|pingOp, ""), bye), `pong "", close 1000`},
		{"ping with text", join(frame(fin|pingOp, "hello"), bye), `pong "hello", close 1000`},
		{"ping with bytes", join(frame(fin|pingOp, "\x00\xff\xfe"), bye), `pong "\x00\xff\xfe", close 1000`},
		{"ping 125", join(frame(fin|pingOp, x(125)), bye), `pong 125, close 1000`},
		{"ping 126", frame(fin|pingOp, x(126)), `close 1002`},
		{"ping 65536", frame(fin|pingOp, x(65536)), `close 1002`},
		{"ping 16 bits of length without need", longFrame(fin|pingOp, "x", 16), `close 1002`},
		{"ping in fragments", join(frame(pingOp, "a"), frame(fin|cont, "b")), `close 1002`},
		{"pings", join(many(3), bye), `pong "p", pong "p", pong "p", close 1000`},
		{"pong unasked", join(frame(fin|pongOp, ""), frame(fin|text, "a"), bye), `text "a", close 1000`},
		{"pong unasked with text", join(frame(fin|pongOp, "hello"), frame(fin|pingOp, "b"), bye), `pong "b", close 1000`},
		{"pong 125", join(frame(fin|pongOp, x(125)), bye), `close 1000`},
		{"pong 126", frame(fin|pongOp, x(126)), `close 1002`},
		{"pong in fragments", frame(pongOp, ""), `close 1002`},
		{"close 126", frame(fin|closeOp, "\x03\xe8"+x(124)), `close 1002`},
		{"close in fragments", frame(closeOp, "\x03\xe8"), `close 1002`},
		{"control of 2^63-1", announced(fin|pingOp, 1<<63-1), `close 1002`},
	}
}

func reserved() []rawCase {
	cases := []rawCase{
		{"rsv1", frame(fin|rsv1|text, "a"), `close 1002`},
		{"rsv2", frame(fin|rsv2|text, "a"), `close 1002`},
		{"rsv3", frame(fin|rsv3|text, "a"), `close 1002`},
		{"rsv 1 and 2", frame(fin|rsv1|rsv2|text, "a"), `close 1002`},
		{"rsv all", frame(fin|rsv1|rsv2|rsv3|text, "a"), `close 1002`},
		{"rsv1 empty", frame(fin|rsv1|text, ""), `close 1002`},
		{"rsv1 on a ping", frame(fin|rsv1|pingOp, ""), `close 1002`},
		{"rsv2 on a pong", frame(fin|rsv2|pongOp, ""), `close 1002`},
		{"rsv3 on a close", frame(fin|rsv3|closeOp, "\x03\xe8"), `close 1002`},
		{"rsv1 on a fragment", frame(rsv1|text, "a"), `close 1002`},
		{"rsv1 on a continuation", join(frame(text, "a"), frame(fin|rsv1|cont, "b")), `close 1002`},
		{"rsv1 after good text", join(frame(fin|text, "a"), frame(fin|rsv1|text, "b")), `text "a", close 1002`},
	}
	for _, op := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		cases = append(cases,
			rawCase{fmt.Sprintf("opcode %d", op), frame(fin|op, ""), `close 1002`},
			rawCase{fmt.Sprintf("opcode %d after text", op),
				join(frame(fin|text, "a"), frame(fin|op, "b"), frame(fin|text, "c")), `text "a", close 1002`})
	}
	return cases
}

func fragments() []rawCase {
	half := strings.Repeat("h", limit/2)
	ones := join(frame(text, ""), bytes.Repeat(frame(cont, "1"), limit), frame(fin|cont, ""), bye)
	return []rawCase{
		{"two fragments", join(frame(text, "ab"), frame(fin|cont, "cd"), bye), `text "abcd", close 1000`},
		{"three fragments", join(frame(text, "a"), frame(cont, "b"), frame(fin|cont, "c"), bye), `text "abc", close 1000`},
		{"empty fragments", join(frame(text, ""), frame(cont, ""), frame(fin|cont, ""), bye), `text "", close 1000`},
		{"empty at both ends", join(frame(text, ""), frame(cont, "m"), frame(fin|cont, ""), bye), `text "m", close 1000`},
		{"ping between", join(frame(text, "a"), frame(fin|pingOp, "p"), frame(fin|cont, "b"), bye), `pong "p", text "ab", close 1000`},
		{"pong between", join(frame(text, "a"), frame(fin|pongOp, "p"), frame(fin|cont, "b"), bye), `text "ab", close 1000`},
		{"close between", join(frame(text, "a"), goodbye(1001, ""), frame(fin|cont, "b")), `close 1001`},
		{"never finished", join(frame(text, "a"), bye), `close 1000`},
		{"continuation of nothing", frame(cont, "a"), `close 1002`},
		{"last continuation of nothing", frame(fin|cont, "a"), `close 1002`},
		{"continuation of nothing, empty", frame(fin|cont, ""), `close 1002`},
		{"continuation after the last", join(frame(fin|text, "a"), frame(fin|cont, "b")), `text "a", close 1002`},
		{"text within a message", join(frame(text, "a"), frame(fin|text, "b")), `close 1002`},
		{"text within a message, twice", join(frame(text, "a"), frame(text, "b"), frame(fin|cont, "c")), `close 1002`},
		{"binary within a message", join(frame(text, "a"), frame(fin|binaryOp, "b")), `close 1002`},
		{"binary in fragments", join(frame(binaryOp, "a"), frame(fin|cont, "b")), `close 1003`},
		{"fragments at the limit", join(frame(text, half), frame(fin|cont, half), bye), `text 65536, close 1000`},
		{"fragments above the limit", join(frame(text, half), frame(cont, half), frame(fin|cont, "!")), `close 1009`},
		{"fragments of one byte at the limit", ones, `text 65536, close 1000`},
		{"flood of empty continuations", join(frame(text, ""), bytes.Repeat(frame(cont, ""), 200_000)), `close 1009`},
		{"flood of continuations", join(frame(text, ""), bytes.Repeat(frame(cont, "1"), limit+1)), `close 1009`},
	}
}

func encodings() []rawCase {
	var cases []rawCase
	for name, s := range map[string]string{
		"Greek": "κόσμε", "four bytes": "🙂", "U+0000": "\x00", "U+007F": "\x7f", "U+0080": "\u0080",
		"U+07FF": "\u07ff", "U+0800": "\u0800", "U+FFFF": "\uffff", "U+FEFF": "\ufeff", "U+10FFFF": "\U0010ffff",
		"U+D7FF": "\ud7ff", "U+E000": "\ue000", "U+FFFD": "\ufffd",
	} {
		cases = append(cases, rawCase{"UTF-8 " + name, join(frame(fin|text, s), bye), fmt.Sprintf("text %q, close 1000", s)})
	}
	for name, s := range map[string]string{
		"lone continuation": "\x80", "continuations": "\xbf\xbf", "lone start of two": "\xc3", "start of three, cut": "\xe2\x82",
		"start of four, cut": "\xf0\x9f\x99", "overlong slash in two": "\xc0\xaf", "overlong NUL": "\xc0\x80", "C1": "\xc1\xbf",
		"overlong slash in three": "\xe0\x80\xaf", "overlong slash in four": "\xf0\x80\x80\xaf",
		"overlong in three": "\xe0\x9f\xbf", "overlong in four": "\xf0\x8f\xbf\xbf",
		"low surrogate": "\xed\xb0\x80", "high surrogate": "\xed\xa0\x80", "surrogate pair": "\xed\xa0\xbd\xed\xb9\x82",
		"above U+10FFFF": "\xf4\x90\x80\x80", "five bytes": "\xf8\x88\x80\x80\x80", "six bytes": "\xfc\x84\x80\x80\x80\x80",
		"FE": "\xfe", "FF": "\xff", "good then bad": "κόσμε\xed\xa0\x80edited", "space then cut": "a \xf0\x9f",
	} {
		cases = append(cases, rawCase{"not UTF-8 " + name, frame(fin|text, s), `close 1007`})
	}
	return append(cases,
		rawCase{"character across fragments", join(frame(text, "\xf0\x9f"), frame(fin|cont, "\x99\x82"), bye), `text "🙂", close 1000`},
		rawCase{"character across fragments and a ping", join(frame(text, "\xce"), frame(fin|pingOp, "\xff"), frame(fin|cont, "\xba"), bye),
			`pong "\xff", text "κ", close 1000`},
		rawCase{"bad second fragment", join(frame(text, "good"), frame(fin|cont, "\xff")), `close 1007`},
		rawCase{"bad first fragment", join(frame(text, "\xff"), frame(fin|cont, "good")), `close 1007`},
		rawCase{"character never finished", join(frame(text, "\xf0\x9f"), frame(fin|cont, "a")), `close 1007`},
		rawCase{"bad after good text", join(frame(fin|text, "a"), frame(fin|text, "\xff")), `text "a", close 1007`},
	)
}

func closes() []rawCase {
	r := func(n int) string { return strings.Repeat("r", n) }
	cases := []rawCase{
		{"close without a code", frame(fin|closeOp, ""), `close`},
		// Not strict: gorilla takes the one byte for no code, where it is none.
		{"close with one byte", frame(fin|closeOp, "\x03"), `close`},
		{"close with a reason", goodbye(1000, "bye"), `close 1000`},
		{"close with the longest reason", goodbye(1000, r(123)), `close 1000`},
		{"close with too long a reason", goodbye(1000, r(124)), `close 1002`},
		{"close with a bad reason", goodbye(1000, "\xed\xa0\x80"), `close 1007`},
		{"close with a cut reason", goodbye(1000, "a\xce"), `close 1007`},
		{"text after close", join(bye, frame(fin|text, "a")), `close 1000`},
		{"ping after close", join(bye, frame(fin|pingOp, "a")), `close 1000`},
		{"close after close", join(goodbye(1001, ""), bye), `close 1001`},
		{"garbage after close", join(bye, []byte("\xff\xff\xff\xff")), `close 1000`},
		{"much after close", join(bye, frame(fin|text, r(limit))), `close 1000`},
		{"text before close", join(frame(fin|text, "a"), goodbye(4000, "")), `text "a", close 4000`},
	}
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4508, 4999} {
		cases = append(cases, rawCase{fmt.Sprintf("close %d", code), goodbye(code, ""), fmt.Sprintf("close %d", code)})
	}
	// 1014 was registered after gorilla's list was made.
	for _, code := range []int{0, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		cases = append(cases, rawCase{fmt.Sprintf("close %d is bad", code), goodbye(code, ""), `close 1002`})
	}
	return cases
}
