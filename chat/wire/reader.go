package wire

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"seenby/chat"
)

// Bounds that the protocol leaves to the hub.
const (
	maxDepth    = 8    // of a frame, itself included
	maxDevice   = 64   // characters
	maxUID      = 64   // bytes; a hub's own have 26
	maxQuery    = 1024 // bytes
	minQuery    = 2    // characters: search finds runs of two or more
	maxPosition = 1<<53 - 1
)

// A reader takes parameters out of an object, and keeps the fault that is to be
// told: of several the one that comes first in the protocol's order, and among
// those of one kind the first that was met.
type reader struct {
	fields []field
	asked  []string
	code   chat.Code
	reason string
	item   *reader // for the objects of a list, one after another
}

var readers = sync.Pool{New: func() any { return &reader{item: &reader{}} }}

// reset makes the reader one of this object.
func (r *reader) reset(object []byte) {
	r.fields, r.asked, r.code = appendFields(r.fields[:0], object), r.asked[:0], chat.Done
}

// release puts the reader back, without what belongs to the frame. One that a
// frame of many fields has blown up is not kept.
func (r *reader) release() {
	const most = 64
	if cap(r.fields) > most || cap(r.item.fields) > most {
		return
	}
	clear(r.fields)
	readers.Put(r)
}

// fail notes that the parameter is not as it should be.
func (r *reader) fail(code chat.Code, name, what string) {
	if r.code == chat.Done || precedence(code) < precedence(r.code) {
		r.code, r.reason = code, name+": "+what
	}
}

// precedence orders codes as protocol.md, Frames does.
func precedence(c chat.Code) int {
	switch c {
	case chat.Malformed:
		return 0
	case chat.NoReceiptsHere:
		return 1
	default:
		return 2
	}
}

// take returns the value of a field, or nil when it is not there or null.
func (r *reader) take(name string) []byte {
	r.asked = append(r.asked, name)
	for i := range r.fields {
		f := &r.fields[i]
		if string(f.name) != name {
			continue
		}
		f.taken = true
		if f.value[0] == 'n' {
			return nil
		}
		return f.value
	}
	return nil
}

// finish looks at what nobody asked for: it may be unknown, but neither a field
// in other letters ("TEXT" for "text") nor nested too deeply.
func (r *reader) finish() {
	for i := range r.fields {
		f := &r.fields[i]
		if f.depth >= maxDepth {
			r.code, r.reason = chat.Malformed, short(f.name)+": is nested too deeply"
			return
		}
		if f.taken {
			continue
		}
		for _, name := range r.asked {
			if strings.EqualFold(string(f.name), name) {
				r.code, r.reason = chat.Malformed, short(f.name)+": must be written "+name
				return
			}
		}
	}
}

// short makes a name from a frame fit to stand in a reason.
func short[S ~string | ~[]byte](name S) string {
	const most = 40
	if len(name) <= most {
		return string(name)
	}
	return strings.ToValidUTF8(string(name[:most]), "") + "…"
}

// required returns the value of a field that must be there.
func (r *reader) required(name string) []byte {
	v := r.take(name)
	if v == nil {
		r.fail(chat.Malformed, name, "is missing")
	}
	return v
}

// text returns what the string v stands for; v may be nil.
func (r *reader) text(name string, v []byte) string {
	switch {
	case v == nil:
		return ""
	case v[0] != '"':
		r.fail(chat.Malformed, name, "is not a string")
		return ""
	}
	return unquote(v)
}

// sized returns a string of 1 to most bytes; v may be nil. Too long a one is
// refused with code.
func (r *reader) sized(name string, v []byte, most int, code chat.Code) string {
	s := r.text(name, v)
	switch {
	case v == nil || v[0] != '"':
	case s == "":
		r.fail(chat.Malformed, name, "is empty")
	case len(s) > most:
		r.fail(code, name, "more than "+strconv.Itoa(most)+" bytes")
	}
	return s
}

// chars returns a string of 1 to most characters; v may be nil.
func (r *reader) chars(name string, v []byte, most int) string {
	s := r.text(name, v)
	if v != nil && v[0] == '"' && (s == "" || utf8.RuneCountInString(s) > most) {
		r.fail(chat.Malformed, name, "is not 1 to "+strconv.Itoa(most)+" characters")
	}
	return s
}

// ident returns the id of a user or a group; v may be nil.
func (r *reader) ident(name string, v []byte) string {
	s := r.text(name, v)
	if v != nil && v[0] == '"' && !chat.ValidID(s) {
		r.fail(chat.Malformed, name, "is not an id")
	}
	return s
}

func (r *reader) group() chat.GroupID {
	return chat.GroupID(r.ident("targetId", r.required("targetId")))
}

func (r *reader) message() chat.MessageUID {
	return r.uid("messageUId", r.required("messageUId"))
}

// uid returns the id of a message. One that no hub would make up is for the
// state machine to miss, so that one bad id never loses the others
// (receipts.md, Answering 2).
func (r *reader) uid(name string, v []byte) chat.MessageUID {
	return chat.MessageUID(r.sized(name, v, maxUID, chat.Malformed))
}

// choice returns one of the words; v may be nil.
func (r *reader) choice(name string, v []byte, words ...string) string {
	s := r.text(name, v)
	if v == nil || v[0] != '"' {
		return s
	}
	for _, w := range words {
		if s == w {
			return s
		}
	}
	r.fail(chat.Malformed, name, "is not one of "+strings.Join(words, ", "))
	return s
}

// number returns an integer within bounds; v may be nil and is then fallback.
func (r *reader) number(name string, v []byte, least, most, fallback int64) int64 {
	if v == nil {
		return fallback
	}
	n, ok := integer(v)
	if !ok || n < least || n > most {
		r.fail(chat.Malformed, name, "is not an integer from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return n
}

// integer reads plain digits: no fraction, no exponent, nothing that does not
// fit.
func integer(v []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil
}

// limit returns how long a page is to be.
func (r *reader) limit(most int64) int {
	return int(r.number("limit", r.take("limit"), 1, most, chat.DefaultPage))
}

// offset returns where a page is to start.
func (r *reader) offset() int {
	return int(r.number("offset", r.take("offset"), 0, maxPosition, 0))
}

// seq returns a place in a group, or nil when the field is not there.
func (r *reader) seq(name string) *chat.Seq {
	v := r.take(name)
	if v == nil {
		return nil
	}
	n := chat.Seq(r.number(name, v, 0, maxPosition, 0))
	return &n
}

// boolean returns true or false; v may be nil and is then false.
func (r *reader) boolean(name string, v []byte) bool {
	if v == nil {
		return false
	}
	if v[0] != 't' && v[0] != 'f' {
		r.fail(chat.Malformed, name, "is neither true nor false")
	}
	return v[0] == 't'
}

// users returns a list of least to most ids; v may be nil.
func (r *reader) users(name string, v []byte, least, most int) []chat.UserID {
	var users []chat.UserID
	if !r.list(name, v, func(e []byte) { users = append(users, chat.UserID(r.element(name, e))) }) {
		return nil
	}
	if len(users) < least || len(users) > most {
		r.fail(chat.Malformed, name, "does not hold "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+" ids")
	}
	return users
}

// element returns an id within a list, where null is none.
func (r *reader) element(name string, v []byte) string {
	if v[0] != '"' {
		r.fail(chat.Malformed, name, "holds what is not an id")
		return ""
	}
	return r.ident(name, v)
}

// list goes over the array v, and reports whether it is one; v may be nil.
func (r *reader) list(name string, v []byte, yield func([]byte)) bool {
	if v == nil {
		return false
	}
	if v[0] != '[' {
		r.fail(chat.Malformed, name, "is not a list")
		return false
	}
	elements(v, yield)
	return true
}

// conversation looks at conversationType, which only may be that of a group
// (protocol.md, Frames).
func (r *reader) conversation() int {
	const name = "conversationType"
	n := r.number(name, r.take(name), -maxPosition, maxPosition, chat.ConversationGroup)
	if n != chat.ConversationGroup {
		r.fail(chat.NoReceiptsHere, name, chat.NoReceiptsHere.Reason())
	}
	return chat.ConversationGroup
}
