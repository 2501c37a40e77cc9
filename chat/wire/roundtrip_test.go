package wire

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"seenby/chat"
)

func TestEveryCallComesBackAsItWas(t *testing.T) {
	for i, op := range []Op{
		OpConnect, OpCreateGroup, OpGetGroup, OpListMembers, OpJoinGroup, OpQuitGroup, OpInviteMembers, OpRemoveMembers,
		OpSetRole, OpUpdateGroup, OpSendMessage, OpEditMessage, OpRecallMessage, OpReact, OpGetHistory, OpSearch,
		OpSetReadPosition, OpSendReadReceiptRequest, OpSendReadReceiptResponse, OpGetReadReceipt, OpRemindUnread, OpTyping,
	} {
		t.Run(string(op), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := Call{ID: draw(t, rapid.Int64Range(1, 1<<63-1)), Op: op, Params: paramMakers(t)[i]()}
				frame, err := EncodeCall(want.ID, want.Params)
				if err != nil {
					t.Fatal(err)
				}
				got, fault := DecodeCall(frame)
				if fault != nil {
					t.Fatalf("%s: %s", frame, fault.Reason)
				}
				same(t, want, got)
			})
		})
	}
}

func TestEveryEventComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawEvent(t)
		frame, err := AppendEvent([]byte("before"), want)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := AppendEvent([]byte("before"), want)
		if !bytes.Equal(frame, again) {
			t.Fatalf("two encodings:\n%s\n%s", frame, again)
		}
		frame = bytes.TrimPrefix(frame, []byte("before"))
		got, err := DecodeFrame(frame)
		if err != nil {
			t.Fatalf("%s: %v", frame, err)
		}
		same(t, want, got)
	})
}

func TestEveryReplyComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawBody(t)
		id := draw(t, rapid.Int64Range(0, 1<<63-1))
		frame := AppendReply(nil, id, chat.Done, "", 0, want)
		f, err := DecodeFrame(frame)
		if err != nil {
			t.Fatal(err)
		}
		r, ok := f.(Reply)
		if !ok || r.ID != id || r.Err() != nil {
			t.Fatalf("%s: got %+v", frame, f)
		}
		got := reflect.New(reflect.TypeOf(want))
		if err := r.Into(got.Interface().(Body)); err != nil {
			t.Fatalf("%s: %v", frame, err)
		}
		same(t, want, got.Elem().Interface())
		if w, ok := want.(ReceiptsBody); ok && (w.Users == nil) != (got.Elem().Interface().(ReceiptsBody).Users == nil) {
			t.Fatalf("%s: a list that was not asked for and an empty one look the same", frame)
		}
	})
}

func TestEveryRefusalComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Reply{
			ID: draw(t, genSeq), Code: chat.Code(draw(t, rapid.IntRange(1, 99999))), Error: drawText(t),
			RetryAfter: draw(t, rapid.Int64Range(0, maxRetryAfter)),
		}
		want.raw = AppendReply(nil, want.ID, want.Code, want.Error, want.RetryAfter, nil)
		got, err := DecodeFrame(want.raw)
		if err != nil {
			t.Fatalf("%s: %v", want.raw, err)
		}
		same(t, want, got)
		var e *chat.Error
		if !errors.As(got.(Reply).Err(), &e) || e.Code != want.Code || e.Reason != want.Error || e.RetryAfter != want.RetryAfter {
			t.Fatalf("got the error %+v", e)
		}
	})
}

// hostile spoils some strings: the hub must write a proper frame even so.
func hostile(t *rapid.T, s *string) {
	if draw(t, rapid.IntRange(0, 3)) == 0 {
		*s += string(draw(t, rapid.SliceOfN(rapid.Byte(), 0, 8)))
	}
}

func TestWritingByHandEqualsWritingByTheTags(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMessage(t)
		hostile(t, &m.Text)
		hostile(t, &m.ClientMsgID)
		cursor := drawText(t)
		response := OnMessageReceiptResponse{
			drawUID(t), 3, drawGroup(t), drawReaders(t), drawUsers(t, 0), drawTally(t), cursor,
		}
		for _, e := range []Event{OnMessage{m, cursor}, OnMessageUpdated{m, cursor}, response} {
			got, err := AppendEvent(nil, e)
			if err != nil {
				t.Fatal(err)
			}
			byTags(t, fmt.Sprintf(`{"event":"%s",`, e.Name()), e, got)
		}
		for _, b := range []Body{
			MessagesBody{[]chat.Message{m, drawMessage(t)}, drawBool(t)}, MessagesBody{}, TotalBody{draw(t, genCount)},
			SentBody{drawUID(t), drawSeq(t), drawMillis(t)},
		} {
			byTags(t, `{"id":5,"code":0,`, b, AppendReply(nil, 5, chat.Done, "", 0, b))
		}
		byTags(t, `{"id":5,"code":400,`, struct {
			Error string `json:"error"`
		}{m.Text}, AppendReply(nil, 5, chat.Malformed, m.Text, 0, nil))
	})
}

func byTags(t *rapid.T, prefix string, v any, got []byte) {
	b, err := json.Marshal(v, hubEncoding)
	if err != nil {
		t.Fatal(err)
	}
	if want := prefix + string(b[1:]); want != string(got) {
		t.Fatalf("by the tags:\n%s\nby hand:\n%s", want, got)
	}
	if !jsontext.Value(got).IsValid() {
		t.Fatalf("not a proper frame: %q", got)
	}
}

func TestTheCallWrittenByHandHasTheProtocolsNames(t *testing.T) {
	got, err := EncodeCall(9, SendReadReceiptResponse{3, "g", []chat.Reading{{UID: "a"}, {UID: "b", At: 5}}})
	want := `{"id":9,"op":"sendReadReceiptResponse","conversationType":3,"targetId":"g","messageList":["a",{"messageUId":"b","readTime":5}]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	got, _ = EncodeCall(9, SendReadReceiptResponse{Group: "g"})
	if want := `{"id":9,"op":"sendReadReceiptResponse","targetId":"g","messageList":[]}`; string(got) != want {
		t.Errorf("got %s", got)
	}
}

func TestOneGroupChangeForManyMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := OnGroupChanged{drawChatGroup(t), drawChange(t), drawText(t)}
		f := NewGroupChangedFrame(want)
		for range 3 { // one frame after another, none touches the next
			g := &want.Group
			g.Role, g.ReadSeq, g.Unread = drawRole(t), drawSeq(t), draw(t, genCount)
			frame := f.For(g.Role, g.ReadSeq, g.Unread)
			got, err := DecodeFrame(frame)
			if err != nil {
				t.Fatalf("%s: %v", frame, err)
			}
			same(t, want, got)
			clear(frame)
		}
	})
}

func TestEncodeCallRefusesWhatNoHubWouldRead(t *testing.T) {
	_, err := EncodeCall(1, SendMessage{Group: "g", ClientMsgID: "c", Text: strings.Repeat("\x01", chat.MaxText)})
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != chat.TooLarge {
		t.Errorf("a frame of 96 KiB: %v", err)
	}
	for _, c := range []struct {
		id int64
		p  Params
	}{{0, GetGroup{"g"}}, {-1, GetGroup{"g"}}, {1, nil}, {1, SendMessage{Group: "g", ClientMsgID: "c", Text: "a\xff"}}} {
		if frame, err := EncodeCall(c.id, c.p); err == nil {
			t.Errorf("%d, %+v: %s", c.id, c.p, frame)
		}
	}
}
