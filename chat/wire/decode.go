package wire

import "seenby/chat"

// A Fault says why a frame is not carried out, and how it is answered.
type Fault struct {
	// ID is the call's, or 0 where the frame has no proper one.
	ID   int64
	Code chat.Code
	// Reason is one line that names the parameter.
	Reason string
	// Malformed says that the frame is no call at all: no JSON object, no op, or
	// no proper id. Ten of these in a minute close the connection.
	Malformed bool
}

// Error returns the reason, so that a fault can be used as an error.
func (f *Fault) Error() string { return f.Reason }

// DecodeCall reads a client's frame. Exactly one of the results counts: the
// fault when it is not nil, and else the call, whose parameters are within the
// protocol's bounds.
func DecodeCall(frame []byte) (Call, *Fault) {
	return Call{}, &Fault{Code: chat.Malformed, Reason: "the frame is not a JSON object", Malformed: true}
}
