package wire

import (
	"bytes"
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"seenby/chat"
)

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

const noObject = "the frame is not a JSON object"

func malformed(reason string) *Fault {
	return &Fault{Code: chat.Malformed, Reason: reason, Malformed: true}
}

// DecodeCall reads a client's frame. Exactly one of the results counts: the
// fault when it is not nil, and else the call, whose parameters are within the
// protocol's bounds. The call shares no memory with the frame.
//
// Reading is strict (quality.md, Security): one JSON object in UTF-8 and
// nothing after it, no field twice, no field in other letters than the
// protocol's, integers as plain digits, nesting of at most 8. A field that the
// op does not know is left out. A parameter that is null counts as absent.
func DecodeCall(frame []byte) (Call, *Fault) {
	if !jsontext.Value(frame).IsValid() {
		return Call{}, broken(frame)
	}
	r := readers.Get().(*reader)
	defer r.release()
	c, fault := r.open(frame)
	if fault != nil {
		return Call{}, fault
	}
	p, known := r.params(c.Op)
	if !known {
		return Call{}, &Fault{ID: c.ID, Code: chat.Malformed, Reason: "op: there is no such op"}
	}
	if r.finish(); r.code != chat.Done {
		return Call{}, &Fault{ID: c.ID, Code: r.code, Reason: r.reason}
	}
	c.Params = p
	return c, nil
}

// open reads what every call has; frame is valid JSON.
func (r *reader) open(frame []byte) (Call, *Fault) {
	start := skipSpace(frame, 0)
	if frame[start] != '{' {
		return Call{}, malformed(noObject)
	}
	r.reset(frame[start:])
	op, id := r.take("op"), r.take("id")
	if op == nil || op[0] != '"' {
		return Call{}, malformed("op: is missing, or not a string")
	}
	n, ok := int64(0), false
	if id != nil {
		n, ok = integer(id)
	}
	if !ok || n <= 0 {
		return Call{}, malformed("id: is missing, or not a positive integer")
	}
	return Call{ID: n, Op: Op(unquote(op))}, nil
}

// broken says what is wrong with a frame that is not strictly valid. Where only
// a field stands twice, or a string is no text, the frame still is a call, and
// is answered as one.
func broken(frame []byte) *Fault {
	if !jsontext.Value(frame).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		return malformed(noObject)
	}
	var r reader
	c, fault := r.open(frame)
	if fault != nil {
		return fault
	}
	count := 0
	for _, f := range r.fields {
		if name := string(f.name); name == "id" || name == "op" {
			count++
		}
	}
	where, what := offence(frame)
	if count != 2 { // one of them stands twice: nobody knows which counts
		return malformed(where + ": " + what)
	}
	return &Fault{ID: c.ID, Code: chat.Malformed, Reason: where + ": " + what}
}

// offence names the field of a frame that strict reading refuses.
func offence(frame []byte) (where, what string) {
	where, what = "the frame", "is not UTF-8"
	d := jsontext.NewDecoder(bytes.NewReader(frame))
	_, err := d.ReadValue()
	if errors.Is(err, jsontext.ErrDuplicateName) {
		what = "holds a name twice"
	}
	var s *jsontext.SyntacticError
	if errors.As(err, &s) {
		for token := range s.JSONPointer.Tokens() {
			return short(token), what
		}
	}
	return where, what
}
