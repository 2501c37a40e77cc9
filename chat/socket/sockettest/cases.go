package sockettest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// A Case is one input, and all the frames that an echo of texts answers it with,
// written as [Got.String] does, with commas between. Who is to be left alone says
// goodbye at the end.
type Case struct {
	Name string
	Send []byte
	Want string
}

// Cases returns the table: framing, control frames, reserved bits and opcodes,
// fragments, encodings, closes (RFC 6455, sections 5 and 7), at a limit of 64 KiB
// for a message.
func Cases() []Case {
	return slices.Concat(framing(), control(), reserved(), fragments(), encodings(), closes())
}

// limit is how many bytes a message has at most.
const limit = 64 << 10

func framing() []Case {
	a := func(n int) string { return strings.Repeat("a", n) }
	return []Case{
		{"text empty", join(Masked(Fin|Text, ""), bye), `text "", close 1000`},
		{"text", join(Masked(Fin|Text, "hello"), bye), `text "hello", close 1000`},
		{"text 125", join(Masked(Fin|Text, a(125)), bye), `text 125, close 1000`},
		{"text 126", join(Masked(Fin|Text, a(126)), bye), `text 126, close 1000`},
		{"text 127", join(Masked(Fin|Text, a(127)), bye), `text 127, close 1000`},
		{"text 128", join(Masked(Fin|Text, a(128)), bye), `text 128, close 1000`},
		{"text 65535", join(Masked(Fin|Text, a(65535)), bye), `text 65535, close 1000`},
		{"text at the limit", join(Masked(Fin|Text, a(limit)), bye), `text 65536, close 1000`},
		{"text above the limit", Masked(Fin|Text, a(limit+1)), `close 1009`},
		{"two texts", join(Masked(Fin|Text, "a"), Masked(Fin|Text, "b"), bye), `text "a", text "b", close 1000`},
		{"length in 16 bits without need", join(longMasked(Fin|Text, "hi", 16), bye), `text "hi", close 1000`},
		{"length in 64 bits without need", join(longMasked(Fin|Text, "hi", 64), bye), `text "hi", close 1000`},
		{"length 2^31", announced(Fin|Text, 1<<31), `close 1009`},
		{"length 2^63-1", announced(Fin|Text, 1<<63-1), `close 1009`},
		{"length 2^63", announced(Fin|Text, 1<<63), `close 1009`},
		{"length 2^64-1", announced(Fin|Text, 1<<64-1), `close 1009`},
		{"length 2^63-1 after a fragment", join(Masked(Text, "a"), announced(Continuation, 1<<63-1)), `close 1009`},
		{"binary", Masked(Fin|Binary, "hello"), `close 1003`},
		{"binary empty", Masked(Fin|Binary, ""), `close 1003`},
		{"binary after text", join(Masked(Fin|Text, "a"), Masked(Fin|Binary, "b")), `text "a", close 1003`},
		{"binary above the limit", announced(Fin|Binary, limit+1), `close 1009`},
		{"text unmasked", Unmasked(Fin|Text, "hello"), `close 1002`},
		{"ping unmasked", Unmasked(Fin|Ping, ""), `close 1002`},
		{"close unmasked", Unmasked(Fin|Close, "\x03\xe8"), `close 1002`},
		{"unmasked after masked", join(Masked(Fin|Text, "a"), Unmasked(Fin|Text, "b")), `text "a", close 1002`},
	}
}

func control() []Case {
	x := func(n int) string { return strings.Repeat("x", n) }
	many := func(n int) []byte { return bytes.Repeat(Masked(Fin|Ping, "p"), n) }
	return []Case{
		{"ping", join(Masked(Fin|Ping, ""), bye), `pong "", close 1000`},
		{"ping with text", join(Masked(Fin|Ping, "hello"), bye), `pong "hello", close 1000`},
		{"ping with bytes", join(Masked(Fin|Ping, "\x00\xff\xfe"), bye), `pong "\x00\xff\xfe", close 1000`},
		{"ping 125", join(Masked(Fin|Ping, x(125)), bye), `pong 125, close 1000`},
		{"ping 126", Masked(Fin|Ping, x(126)), `close 1002`},
		{"ping 65536", Masked(Fin|Ping, x(65536)), `close 1002`},
		{"ping 16 bits of length without need", longMasked(Fin|Ping, "x", 16), `close 1002`},
		{"ping in fragments", join(Masked(Ping, "a"), Masked(Fin|Continuation, "b")), `close 1002`},
		{"pings", join(many(3), bye), `pong "p", pong "p", pong "p", close 1000`},
		{"pong unasked", join(Masked(Fin|Pong, ""), Masked(Fin|Text, "a"), bye), `text "a", close 1000`},
		{"pong unasked with text", join(Masked(Fin|Pong, "hello"), Masked(Fin|Ping, "b"), bye), `pong "b", close 1000`},
		{"pong 125", join(Masked(Fin|Pong, x(125)), bye), `close 1000`},
		{"pong 126", Masked(Fin|Pong, x(126)), `close 1002`},
		{"pong in fragments", Masked(Pong, ""), `close 1002`},
		{"close 126", Masked(Fin|Close, "\x03\xe8"+x(124)), `close 1002`},
		{"close in fragments", Masked(Close, "\x03\xe8"), `close 1002`},
		{"control of 2^63-1", announced(Fin|Ping, 1<<63-1), `close 1002`},
	}
}

func reserved() []Case {
	cases := []Case{
		{"rsv1", Masked(Fin|RSV1|Text, "a"), `close 1002`},
		{"rsv2", Masked(Fin|RSV2|Text, "a"), `close 1002`},
		{"rsv3", Masked(Fin|RSV3|Text, "a"), `close 1002`},
		{"rsv 1 and 2", Masked(Fin|RSV1|RSV2|Text, "a"), `close 1002`},
		{"rsv all", Masked(Fin|RSV1|RSV2|RSV3|Text, "a"), `close 1002`},
		{"rsv1 empty", Masked(Fin|RSV1|Text, ""), `close 1002`},
		{"rsv1 on a ping", Masked(Fin|RSV1|Ping, ""), `close 1002`},
		{"rsv2 on a pong", Masked(Fin|RSV2|Pong, ""), `close 1002`},
		{"rsv3 on a close", Masked(Fin|RSV3|Close, "\x03\xe8"), `close 1002`},
		{"rsv1 on a fragment", Masked(RSV1|Text, "a"), `close 1002`},
		{"rsv1 on a continuation", join(Masked(Text, "a"), Masked(Fin|RSV1|Continuation, "b")), `close 1002`},
		{"rsv1 after good text", join(Masked(Fin|Text, "a"), Masked(Fin|RSV1|Text, "b")), `text "a", close 1002`},
	}
	for _, op := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		cases = append(cases,
			Case{fmt.Sprintf("opcode %d", op), Masked(Fin|op, ""), `close 1002`},
			Case{fmt.Sprintf("opcode %d after text", op),
				join(Masked(Fin|Text, "a"), Masked(Fin|op, "b"), Masked(Fin|Text, "c")), `text "a", close 1002`})
	}
	return cases
}

func fragments() []Case {
	half := strings.Repeat("h", limit/2)
	ones := join(Masked(Text, ""), bytes.Repeat(Masked(Continuation, "1"), limit), Masked(Fin|Continuation, ""), bye)
	return []Case{
		{"two fragments", join(Masked(Text, "ab"), Masked(Fin|Continuation, "cd"), bye), `text "abcd", close 1000`},
		{"three fragments", join(Masked(Text, "a"), Masked(Continuation, "b"), Masked(Fin|Continuation, "c"), bye), `text "abc", close 1000`},
		{"empty fragments", join(Masked(Text, ""), Masked(Continuation, ""), Masked(Fin|Continuation, ""), bye), `text "", close 1000`},
		{"empty at both ends", join(Masked(Text, ""), Masked(Continuation, "m"), Masked(Fin|Continuation, ""), bye), `text "m", close 1000`},
		{"ping between", join(Masked(Text, "a"), Masked(Fin|Ping, "p"), Masked(Fin|Continuation, "b"), bye), `pong "p", text "ab", close 1000`},
		{"pong between", join(Masked(Text, "a"), Masked(Fin|Pong, "p"), Masked(Fin|Continuation, "b"), bye), `text "ab", close 1000`},
		{"close between", join(Masked(Text, "a"), Goodbye(1001, ""), Masked(Fin|Continuation, "b")), `close 1001`},
		{"never finished", join(Masked(Text, "a"), bye), `close 1000`},
		{"continuation of nothing", Masked(Continuation, "a"), `close 1002`},
		{"last continuation of nothing", Masked(Fin|Continuation, "a"), `close 1002`},
		{"continuation of nothing, empty", Masked(Fin|Continuation, ""), `close 1002`},
		{"continuation after the last", join(Masked(Fin|Text, "a"), Masked(Fin|Continuation, "b")), `text "a", close 1002`},
		{"text within a message", join(Masked(Text, "a"), Masked(Fin|Text, "b")), `close 1002`},
		{"text within a message, twice", join(Masked(Text, "a"), Masked(Text, "b"), Masked(Fin|Continuation, "c")), `close 1002`},
		{"binary within a message", join(Masked(Text, "a"), Masked(Fin|Binary, "b")), `close 1002`},
		{"binary in fragments", join(Masked(Binary, "a"), Masked(Fin|Continuation, "b")), `close 1003`},
		{"fragments at the limit", join(Masked(Text, half), Masked(Fin|Continuation, half), bye), `text 65536, close 1000`},
		{"fragments above the limit", join(Masked(Text, half), Masked(Continuation, half), Masked(Fin|Continuation, "!")), `close 1009`},
		{"fragments of one byte at the limit", ones, `text 65536, close 1000`},
		{"flood of empty continuations", join(Masked(Text, ""), bytes.Repeat(Masked(Continuation, ""), 200_000)), `close 1009`},
		{"flood of continuations", join(Masked(Text, ""), bytes.Repeat(Masked(Continuation, "1"), limit+1)), `close 1009`},
	}
}

func encodings() []Case {
	var cases []Case
	for name, s := range map[string]string{
		"Greek": "κόσμε", "four bytes": "🙂", "U+0000": "\x00", "U+007F": "\x7f", "U+0080": "\u0080",
		"U+07FF": "\u07ff", "U+0800": "\u0800", "U+FFFF": "\uffff", "U+FEFF": "\ufeff", "U+10FFFF": "\U0010ffff",
		"U+D7FF": "\ud7ff", "U+E000": "\ue000", "U+FFFD": "\ufffd",
	} {
		cases = append(cases, Case{"UTF-8 " + name, join(Masked(Fin|Text, s), bye), fmt.Sprintf("text %q, close 1000", s)})
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
		cases = append(cases, Case{"not UTF-8 " + name, Masked(Fin|Text, s), `close 1007`})
	}
	return append(cases,
		Case{"character across fragments", join(Masked(Text, "\xf0\x9f"), Masked(Fin|Continuation, "\x99\x82"), bye), `text "🙂", close 1000`},
		Case{"character across fragments and a ping", join(Masked(Text, "\xce"), Masked(Fin|Ping, "\xff"), Masked(Fin|Continuation, "\xba"), bye),
			`pong "\xff", text "κ", close 1000`},
		Case{"bad second fragment", join(Masked(Text, "good"), Masked(Fin|Continuation, "\xff")), `close 1007`},
		Case{"bad first fragment", join(Masked(Text, "\xff"), Masked(Fin|Continuation, "good")), `close 1007`},
		Case{"character never finished", join(Masked(Text, "\xf0\x9f"), Masked(Fin|Continuation, "a")), `close 1007`},
		Case{"bad after good text", join(Masked(Fin|Text, "a"), Masked(Fin|Text, "\xff")), `text "a", close 1007`},
	)
}

func closes() []Case {
	r := func(n int) string { return strings.Repeat("r", n) }
	cases := []Case{
		{"close without a code", Masked(Fin|Close, ""), `close`},
		// Not strict: gorilla takes the one byte for no code, where it is none.
		{"close with one byte", Masked(Fin|Close, "\x03"), `close`},
		{"close with a reason", Goodbye(1000, "bye"), `close 1000`},
		{"close with the longest reason", Goodbye(1000, r(123)), `close 1000`},
		{"close with too long a reason", Goodbye(1000, r(124)), `close 1002`},
		{"close with a bad reason", Goodbye(1000, "\xed\xa0\x80"), `close 1007`},
		{"close with a cut reason", Goodbye(1000, "a\xce"), `close 1007`},
		{"text after close", join(bye, Masked(Fin|Text, "a")), `close 1000`},
		{"ping after close", join(bye, Masked(Fin|Ping, "a")), `close 1000`},
		{"close after close", join(Goodbye(1001, ""), bye), `close 1001`},
		{"garbage after close", join(bye, []byte("\xff\xff\xff\xff")), `close 1000`},
		{"much after close", join(bye, Masked(Fin|Text, r(limit))), `close 1000`},
		{"text before close", join(Masked(Fin|Text, "a"), Goodbye(4000, "")), `text "a", close 4000`},
	}
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4508, 4999} {
		cases = append(cases, Case{fmt.Sprintf("close %d", code), Goodbye(code, ""), fmt.Sprintf("close %d", code)})
	}
	// 1014 was registered after gorilla's list was made.
	for _, code := range []int{0, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		cases = append(cases, Case{fmt.Sprintf("close %d is bad", code), Goodbye(code, ""), `close 1002`})
	}
	return cases
}
