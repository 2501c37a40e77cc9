package wire

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"seenby/chat"
)

// A hub's output is the same for the same value, and never fails for bytes that
// are no UTF-8: they become U+FFFD. A client's does fail, for what it sends is
// stored as it was sent.
var (
	hubEncoding    = json.JoinOptions(json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	clientEncoding = json.Deterministic(true)
)

// EncodeCall returns the frame of a call. It does not look at the protocol's
// bounds, with one exception: a frame that no hub would read yields a
// [*chat.Error] with [chat.TooLarge]. Text that is not UTF-8 is an error.
func EncodeCall(id int64, p Params) ([]byte, error) {
	if p == nil || id <= 0 {
		return nil, errors.New("encode a call: it needs parameters and a positive id")
	}
	dst := append(make([]byte, 0, 256), `{"id":`...)
	dst = strconv.AppendInt(dst, id, 10)
	dst = append(dst, `,"op":"`...)
	dst = append(dst, p.Op()...)
	dst = append(dst, '"')
	var err error
	if r, ok := p.(SendReadReceiptResponse); ok {
		dst = appendResponse(dst, r)
	} else {
		dst, err = appendMembers(dst, p, clientEncoding)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("encode %s: %w", p.Op(), err)
	case len(dst) > chat.MaxClientFrame:
		return nil, fmt.Errorf("encode %s: %w", p.Op(), &chat.Error{Code: chat.TooLarge, Reason: "the call is larger than 64 KiB"})
	}
	return dst, nil
}

// appendResponse appends the parameters of the call that readers make most: an
// item without a time is the id alone.
func appendResponse(dst []byte, r SendReadReceiptResponse) []byte {
	if r.ConversationType != 0 {
		dst = appendInt(append(dst, `,"conversationType":`...), r.ConversationType)
	}
	dst = appendString(append(dst, `,"targetId":`...), r.Group)
	dst = append(dst, `,"messageList":[`...)
	for i, m := range r.Messages {
		if i > 0 {
			dst = append(dst, ',')
		}
		if m.At == 0 {
			dst = appendString(dst, m.UID)
			continue
		}
		dst = appendString(append(dst, `{"messageUId":`...), m.UID)
		dst = append(appendInt(append(dst, `,"readTime":`...), m.At), '}')
	}
	return append(dst, `]}`...)
}

// AppendReply appends the reply to call id. reason is told when code is not
// [chat.Done], retryAfter (milliseconds) when it is not 0, and body may be nil.
func AppendReply(dst []byte, id int64, code chat.Code, reason string, retryAfter int64, body Body) []byte {
	start := len(dst)
	dst = appendInt(append(dst, `{"id":`...), id)
	dst = appendInt(append(dst, `,"code":`...), code)
	if code != chat.Done {
		dst = appendString(append(dst, `,"error":`...), reason)
	}
	if retryAfter != 0 {
		dst = appendInt(append(dst, `,"retryAfter":`...), retryAfter)
	}
	switch b := body.(type) {
	case nil:
		return append(dst, '}')
	case SentBody:
		dst = appendString(append(dst, `,"messageUId":`...), b.UID)
		dst = appendInt(append(dst, `,"seq":`...), b.Seq)
		return append(appendInt(append(dst, `,"sentTime":`...), b.Sent), '}')
	case TotalBody:
		return append(appendInt(append(dst, `,"totalCount":`...), b.Total), '}')
	case AnsweredBody:
		if len(b.Ignored) == 0 {
			return append(dst, '}')
		}
	case MessagesBody:
		return appendPage(dst, b)
	}
	whole, err := appendMembers(dst, body, hubEncoding)
	if err != nil {
		return AppendReply(dst[:start], id, chat.Failed, chat.Failed.Reason(), 0, nil)
	}
	return whole
}

func appendPage(dst []byte, b MessagesBody) []byte {
	dst = append(dst, `,"messages":[`...)
	for i := range b.Messages {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendMessage(dst, &b.Messages[i])
	}
	return append(strconv.AppendBool(append(dst, `],"more":`...), b.More), '}')
}

// AppendEvent appends the event's frame. The same event always yields the same
// bytes.
func AppendEvent(dst []byte, e Event) ([]byte, error) {
	dst = append(dst, `{"event":"`...)
	dst = append(dst, e.Name()...)
	dst = append(dst, '"')
	switch e := e.(type) {
	case OnMessage:
		return appendMessageEvent(dst, &e.Message, e.Cursor), nil
	case OnMessageUpdated:
		return appendMessageEvent(dst, &e.Message, e.Cursor), nil
	case OnMessageReceiptResponse:
		return appendReceipts(dst, &e), nil
	}
	dst, err := appendMembers(dst, e, hubEncoding)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", e.Name(), err)
	}
	return dst, nil
}

// appendMembers appends the members of the object v to an object that is open
// and has members already, and closes it.
func appendMembers(dst []byte, v any, o json.Options) ([]byte, error) {
	b, err := json.Marshal(v, o)
	if err != nil {
		return dst, err
	}
	if len(b) == len(`{}`) {
		return append(dst, '}'), nil
	}
	return append(append(dst, ','), b[1:]...), nil
}
