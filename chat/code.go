package chat

import "fmt"

// A Code is the outcome of a call, as the protocol tells it: 0 is done, every
// other value a failure. The codes from 22406 on have the numbers of the
// source SDK where it has them (protocol.md, Codes).
type Code int

// The codes.
const (
	Done             Code = 0
	Malformed        Code = 400
	Unauthenticated  Code = 401
	Forbidden        Code = 403
	NoGroup          Code = 404
	Conflict         Code = 409
	TooLarge         Code = 413
	TooFast          Code = 429
	Failed           Code = 500
	Unavailable      Code = 503
	NotMember        Code = 22406
	TooManyMessages  Code = 26316
	NoReceiptsHere   Code = 26317
	NotSender        Code = 26320
	NotAsked         Code = 26321
	NoMessage        Code = 26322
	MessageRecalled  Code = 26323
	WindowClosed     Code = 26324
	AudienceTooLarge Code = 26325
)

var reasons = map[Code]string{
	Malformed:        "malformed call",
	Unauthenticated:  "not authenticated",
	Forbidden:        "not allowed for this role",
	NoGroup:          "no such group",
	Conflict:         "exists already",
	TooLarge:         "too large",
	TooFast:          "too fast",
	Failed:           "the hub failed",
	Unavailable:      "the store is unavailable, nothing was stored; try again later",
	NotMember:        "not a member of this group",
	TooManyMessages:  "too many messages in one call",
	NoReceiptsHere:   "this conversation type has no receipts",
	NotSender:        "only the message's sender may do this",
	NotAsked:         "this message asks for no receipt",
	NoMessage:        "no such message",
	MessageRecalled:  "the message was recalled",
	WindowClosed:     "the window for asking has closed",
	AudienceTooLarge: "the audience is larger than the hub allows",
}

// Reason says in one line what the code means; "" for [Done].
func (c Code) Reason() string {
	if c == Done {
		return ""
	}
	if r, ok := reasons[c]; ok {
		return r
	}
	return fmt.Sprintf("code %d", int(c))
}

// An Error is a call that was refused: its code and the hub's one line about
// it. The line comes from a hub, so it is clean to show only after cell.Clean.
type Error struct {
	Code   Code
	Reason string
	// RetryAfter says how many milliseconds to wait before another try; 0 when
	// the hub did not say.
	RetryAfter int64
}

func (e *Error) Error() string {
	if e.Reason == "" {
		return e.Code.Reason()
	}
	return e.Reason
}
