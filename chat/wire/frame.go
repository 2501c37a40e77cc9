package wire

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"seenby/chat"
)

// A Frame is one frame of a hub: a [Reply], one of the events, or [Unknown].
type Frame interface{ frame() }

// A Reply answers one call.
type Reply struct {
	// ID is the call's; 0 where the hub could not tell which call it was.
	ID   int64
	Code chat.Code
	// Error is the hub's one line about a code that is not 0. It is clean to
	// show only after cell.Clean.
	Error string
	// RetryAfter is milliseconds, at most a day; 0 where the hub did not say.
	RetryAfter int64
	raw        []byte
}

// Err returns nil when the call is done, and else a [*chat.Error].
func (r Reply) Err() error {
	if r.Code == chat.Done {
		return nil
	}
	return &chat.Error{Code: r.Code, Reason: r.Error, RetryAfter: r.RetryAfter}
}

// Into fills body, a pointer, from the reply. The error says that the hub does
// not keep to the protocol. It reads the frame that was decoded, which must not
// have been changed since.
func (r Reply) Into(body Body) error {
	if err := read(r.raw, body); err != nil {
		return fmt.Errorf("read the reply to call %d: %w", r.ID, err)
	}
	return nil
}

// Unknown is a frame that this version of the protocol does not know. A client
// ignores it.
type Unknown struct {
	// Event is its name, "" when it has none.
	Event string
}

func (Reply) frame()   {}
func (Unknown) frame() {}

// maxRetryAfter keeps a hub from sending a client away for ever.
const maxRetryAfter = int64(24 * time.Hour / time.Millisecond)

var (
	errTooLarge = errors.New("read a frame: it is larger than 1 MiB")
	errNoObject = errors.New("read a frame: it is not a JSON object")
)

// DecodeFrame reads a hub's frame. What it does not know it leaves out. An
// error says that the hub does not keep to the protocol: no JSON, a field twice,
// a field of another type, an id that is none, a count that cannot be. Events
// share no memory with the frame; a [Reply] reads it again in [Reply.Into].
func DecodeFrame(frame []byte) (Frame, error) {
	if len(frame) > chat.MaxHubFrame {
		return nil, errTooLarge
	}
	if start := skipSpace(frame, 0); start == len(frame) || frame[start] != '{' {
		return nil, errNoObject
	}
	// Only what tells frames apart is looked at first: an event may have a field
	// of its own by the name of one of a reply.
	var head struct {
		Event *string `json:"event"`
	}
	if err := json.Unmarshal(frame, &head); err != nil {
		return nil, fmt.Errorf("read a frame: %w", err)
	}
	if head.Event == nil {
		return decodeReply(frame)
	}
	e, err := decodeEvent(*head.Event, frame)
	if err != nil {
		return nil, fmt.Errorf("read an event: %w", err)
	}
	return e, nil
}

func decodeReply(frame []byte) (Frame, error) {
	var head struct {
		ID         *int64     `json:"id"`
		Code       *chat.Code `json:"code"`
		Error      string     `json:"error"`
		RetryAfter int64      `json:"retryAfter"`
	}
	if err := json.Unmarshal(frame, &head); err != nil {
		return nil, fmt.Errorf("read a reply: %w", err)
	}
	if head.ID == nil || head.Code == nil {
		return Unknown{}, nil
	}
	return Reply{
		ID: *head.ID, Code: *head.Code, Error: head.Error, RetryAfter: patience(head.RetryAfter), raw: frame,
	}, nil
}

func patience(retryAfter int64) int64 { return min(max(retryAfter, 0), maxRetryAfter) }

func decodeEvent(name string, frame []byte) (Frame, error) {
	switch name {
	case OnReady{}.Name():
		return event[OnReady](frame)
	case OnMessage{}.Name():
		return event[OnMessage](frame)
	case OnMessageUpdated{}.Name():
		return event[OnMessageUpdated](frame)
	case OnMessageReceiptRequest{}.Name():
		return event[OnMessageReceiptRequest](frame)
	case OnMessageReceiptResponse{}.Name():
		return event[OnMessageReceiptResponse](frame)
	case OnReceiptResponded{}.Name():
		return event[OnReceiptResponded](frame)
	case OnReceiptReminder{}.Name():
		return event[OnReceiptReminder](frame)
	case OnGroupChanged{}.Name():
		return event[OnGroupChanged](frame)
	case OnReadPosition{}.Name():
		return event[OnReadPosition](frame)
	case OnTyping{}.Name():
		return event[OnTyping](frame)
	case OnPresence{}.Name():
		return event[OnPresence](frame)
	case OnClosing{}.Name():
		e, err := event[OnClosing](frame)
		if c, ok := e.(OnClosing); ok {
			c.RetryAfter = patience(c.RetryAfter)
			e = c
		}
		return e, err
	}
	return Unknown{Event: name}, nil
}

func event[E Event](frame []byte) (Frame, error) {
	var e E
	if err := read(frame, &e); err != nil {
		return nil, err
	}
	return e, nil
}

// read fills v, a pointer, and looks whether it makes sense.
func read(frame []byte, v any) error {
	if err := json.Unmarshal(frame, v); err != nil {
		return err
	}
	if s, ok := v.(interface{ sound() error }); ok {
		return s.sound()
	}
	return nil
}
