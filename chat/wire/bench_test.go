package wire

import (
	"fmt"
	"strings"
	"testing"

	"seenby/chat"
)

func benchDecode(b *testing.B, frame string) {
	b.ReportAllocs()
	b.SetBytes(int64(len(frame)))
	text := []byte(frame)
	for b.Loop() {
		if _, fault := DecodeCall(text); fault != nil {
			b.Fatal(fault.Reason)
		}
	}
}

func BenchmarkDecodeCall(b *testing.B) {
	item := `{"messageUId":` + quoted + `,"readTime":1700000000000}`
	for name, frame := range map[string]string{
		"response1":   `{"id":7,"op":"sendReadReceiptResponse","conversationType":3,"targetId":"team","messageList":[` + item + `]}`,
		"response20":  `{"id":7,"op":"sendReadReceiptResponse","conversationType":3,"targetId":"team","messageList":` + list(20, item) + `}`,
		"response100": `{"id":7,"op":"sendReadReceiptResponse","conversationType":3,"targetId":"team","messageList":` + list(100, item) + `}`,
		"send":        `{"id":7,"op":"sendMessage","targetId":"team","clientMsgId":"c-1234567","text":"` + strings.Repeat("words and ", 20) + `"}`,
		"hostile64K":  `{"id":7,"op":"typing","targetId":"g"` + manyFields(12000),
	} {
		b.Run(name, func(b *testing.B) { benchDecode(b, frame) })
	}
}

func manyFields(n int) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, `,"%x":1`, i)
	}
	return s.String() + "}"
}

func benchEvent(b *testing.B, e Event) {
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		var err error
		if dst, err = AppendEvent(dst[:0], e); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(dst)))
}

func manyReaders(n int) map[chat.UserID]chat.Millis {
	m := map[chat.UserID]chat.Millis{}
	for i := range n {
		m[chat.UserID(fmt.Sprintf("user-%04d", i))] = chat.Millis(1700000000000 + i)
	}
	return m
}

func BenchmarkAppendEvent(b *testing.B) {
	m := chat.Message{
		UID: ulid, ConversationType: 3, Group: "team", Seq: 1234, Sender: "alice", Sent: 1700000000000, Kind: chat.KindText,
		Text: strings.Repeat("words and ", 20),
	}
	b.Run("message", func(b *testing.B) { benchEvent(b, OnMessage{m, "e.1a2b"}) })
	m.Text = strings.Repeat("wörter und ", 20)
	m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Total: 5}}
	b.Run("messageFlagged", func(b *testing.B) { benchEvent(b, OnMessage{m, "e.1a2b"}) })
	for _, n := range []int{1, 50, 500} {
		e := OnMessageReceiptResponse{ulid, 3, "team", manyReaders(n), nil, chat.Tally{Read: n, Total: 1000, Version: 4}, "e.1a2b"}
		b.Run(fmt.Sprintf("readers%d", n), func(b *testing.B) { benchEvent(b, e) })
	}
}

func BenchmarkAppendReply(b *testing.B) {
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		dst = AppendReply(dst[:0], 7, chat.Done, "", 0, nil)
	}
}

func BenchmarkDecodeFrame(b *testing.B) {
	for _, e := range []Event{
		OnMessage{chat.Message{UID: ulid, ConversationType: 3, Group: "team", Seq: 1, Sender: "a", Sent: 5, Text: "hello there", Kind: chat.KindText}, "e.1"},
		OnMessageReceiptResponse{ulid, 3, "team", manyReaders(50), nil, chat.Tally{Read: 50, Total: 1000, Version: 4}, "e.1a2b"},
	} {
		frame, _ := AppendEvent(nil, e)
		b.Run(e.Name(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := DecodeFrame(frame); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncodeCall(b *testing.B) {
	b.ReportAllocs()
	r := SendReadReceiptResponse{3, "team", []chat.Reading{{UID: ulid, At: 1700000000000}}}
	for b.Loop() {
		if _, err := EncodeCall(7, r); err != nil {
			b.Fatal(err)
		}
	}
}
