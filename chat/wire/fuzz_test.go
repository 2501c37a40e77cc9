package wire

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

// FuzzDecodeCall holds: no frame harms a hub; a fault has a code and a short
// reason; what is taken is within bounds, so that it encodes to a call that
// means the same.
func FuzzDecodeCall(f *testing.F) {
	for _, c := range opCases {
		f.Add(build(c.op, c.all(), nil))
		for _, p := range c.all() {
			for _, b := range p.bad {
				if len(b.json) < 200 {
					f.Add(build(c.op, c.all(), map[string]string{p.name: b.json}))
				}
			}
		}
	}
	f.Add([]byte(`{"id":1,"op":"connect","op":"connect","x":"\ud800"}`))
	f.Add([]byte(`{"x":` + nested(9) + `,"id":1,"op":"typing","targetId":"g"}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		before := string(frame)
		call, fault := DecodeCall(frame)
		if string(frame) != before {
			t.Fatal("the frame was changed")
		}
		if fault != nil {
			checkFault(t, fault)
			return
		}
		again, err := EncodeCall(call.ID, call.Params)
		if err != nil {
			if len(frame) > chat.MaxClientFrame {
				return
			}
			t.Fatal(err)
		}
		back, fault := DecodeCall(again)
		if fault != nil {
			t.Fatalf("%s became %s: %s", frame, again, fault.Reason)
		}
		if d := cmp.Diff(call, back, sameWire); d != "" {
			t.Fatalf("%s became %s:\n%s", frame, again, d)
		}
	})
}

func checkFault(t *testing.T, fault *Fault) {
	if fault.Code == chat.Done || fault.Reason == "" || len(fault.Reason) > 200 || fault.Malformed != (fault.ID == 0) || fault.ID < 0 {
		t.Fatalf("got %+v", fault)
	}
	reply := AppendReply(nil, fault.ID, fault.Code, fault.Reason, 0, nil)
	if !jsontext.Value(reply).IsValid() {
		t.Fatalf("the reply is not JSON: %q", reply)
	}
}

// FuzzDecodeFrame holds: no hub harms a client; an event that is taken encodes
// to one that means the same.
func FuzzDecodeFrame(f *testing.F) {
	for _, c := range goldenReplies {
		f.Add([]byte(c.want))
	}
	for _, c := range goldenEvents {
		f.Add([]byte(c.want))
		f.Add([]byte(strings.Replace(c.want, `":`, `":null,"x":`, 1)))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		got, err := DecodeFrame(frame)
		if err != nil {
			return
		}
		switch got := got.(type) {
		case Reply:
			for _, body := range []Body{
				&Connected{}, &GroupBody{}, &MembersBody{}, &SentBody{}, &MessagesBody{}, &TotalBody{}, &AnsweredBody{},
				&ReceiptsBody{}, &RemindedBody{},
			} {
				if err := got.Into(body); err == nil && !jsontext.Value(AppendReply(nil, 1, 0, "", 0, body)).IsValid() {
					t.Fatalf("%s became no JSON", frame)
				}
			}
			_ = got.Err()
		case Event:
			again, err := AppendEvent(nil, got)
			if err != nil {
				t.Fatal(err)
			}
			back, err := DecodeFrame(again)
			if err != nil {
				t.Fatalf("%s became %s: %v", frame, again, err)
			}
			if d := cmp.Diff(Frame(got), back, sameWire); d != "" {
				t.Fatalf("%s became %s:\n%s", frame, again, d)
			}
		}
	})
}
