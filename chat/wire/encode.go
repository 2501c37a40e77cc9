package wire

import (
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"seenby/chat"
)

// encoding makes output the same for the same value, and never fails for bytes
// that are no UTF-8: they become U+FFFD.
var encoding = json.JoinOptions(json.Deterministic(true), jsontext.AllowInvalidUTF8(true))

// EncodeCall returns the frame of a call.
func EncodeCall(id int64, p Params) ([]byte, error) {
	dst := append(make([]byte, 0, 256), `{"id":`...)
	dst = strconv.AppendInt(dst, id, 10)
	dst = append(dst, `,"op":"`...)
	dst = append(dst, p.Op()...)
	dst, err := appendMembers(append(dst, '"'), p)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", p.Op(), err)
	}
	return dst, nil
}

// AppendReply appends the reply to call id. reason is told when code is not
// [chat.Done], retryAfter (milliseconds) when it is not 0, and body may be nil.
func AppendReply(dst []byte, id int64, code chat.Code, reason string, retryAfter int64, body Body) []byte {
	start := len(dst)
	dst = strconv.AppendInt(append(dst, `{"id":`...), id, 10)
	dst = strconv.AppendInt(append(dst, `,"code":`...), int64(code), 10)
	if code != chat.Done {
		dst = appendString(append(dst, `,"error":`...), reason)
	}
	if retryAfter != 0 {
		dst = strconv.AppendInt(append(dst, `,"retryAfter":`...), retryAfter, 10)
	}
	if body == nil {
		return append(dst, '}')
	}
	whole, err := appendMembers(dst, body)
	if err != nil {
		return AppendReply(dst[:start], id, chat.Failed, chat.Failed.Reason(), 0, nil)
	}
	return whole
}

// AppendEvent appends the event's frame. The same event always yields the same
// bytes.
func AppendEvent(dst []byte, e Event) ([]byte, error) {
	dst = append(dst, `{"event":"`...)
	dst = append(dst, e.Name()...)
	dst, err := appendMembers(append(dst, '"'), e)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", e.Name(), err)
	}
	return dst, nil
}

// appendMembers appends the members of the object v to an object that is open
// and has members already, and closes it.
func appendMembers(dst []byte, v any) ([]byte, error) {
	b, err := json.Marshal(v, encoding)
	if err != nil {
		return dst, err
	}
	if len(b) == 2 {
		return append(dst, '}'), nil
	}
	dst = append(dst, ',')
	return append(dst, b[1:]...), nil
}

func appendString[S ~string](dst []byte, s S) []byte {
	// The only error is about bytes that are no UTF-8, which became U+FFFD.
	dst, _ = jsontext.AppendQuote(dst, string(s))
	return dst
}
