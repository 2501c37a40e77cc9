package scenario

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// A State is what an expectation is about.
type State string

// The states.
const (
	Count      State = "count"       // Message is read Want/Total, or by all
	Readers    State = "readers"     // Names are who has read
	Unread     State = "unread"      // Names are who has not
	Left       State = "left"        // Names are who left before reading
	Also       State = "also"        // Names are who read and do not count
	Recalled   State = "recalled"    // as Actor sees it
	Edited     State = "edited"      // as Actor sees it
	Asks       State = "asks"        // as Actor sees it
	Sees       State = "sees"        // Actor has the message
	NoReceipts State = "no receipts" // no frame to Actor told of another's receipt
	Answered   State = "answered"    // Actor is among the readers, as the sender sees it
	IsOnline   State = "online"
	IsOffline  State = "offline"
	Reminded   State = "reminded"  // Actor was nudged about the message
	Withholds  State = "withholds" // Actor peeks, and withholds the answer for Message, or for none
	SeesTyping State = "typing"    // Actor is told that Names[0] types
)

// All stands for everybody in a [Count].
const All = -1

// An Expectation is a state that has to be.
type Expectation struct {
	Text    string // as it stands in the file
	State   State
	Message string
	// Actor is who sees it, the sender where the sentence does not say.
	Actor       Actor
	Want, Total int
	Names       []string
	// Before and After are moments by label; EditFirst wants a reading from before
	// the edit.
	Before, After string
	EditFirst     bool
}

const forms = "write one of: m1 read 2/3 · m1 read all · m1 readers bob, carol · m1 unread nobody · m1 left dan · m1 also erin · " +
	"m1 recalled · m1 edited · m1 asks · bob answered m1 [before LABEL | after LABEL | before the edit] · bob sees m1 [read 2/3 | recalled | edited | asks] · " +
	"bob sees no receipts · bob sees carol typing · bob withholds m1 · bob withholds nothing · " +
	"bob is online · bob is offline · bob was reminded of m1"

// sentences reads one expectation, or a list.
func (b *builder) sentences(n ast.Node) []Expectation {
	var out []Expectation
	for _, n := range b.list(n) {
		out = append(out, b.sentence(n))
	}
	if len(out) == 0 {
		b.wrong(n, "nothing is expected here; %s", forms)
	}
	return out
}

// sentence reads an expectation.
func (b *builder) sentence(n ast.Node) Expectation {
	text := b.word(n, "an expectation")
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	e := Expectation{Text: text}
	if b.err != nil {
		return e
	}
	if len(words) < 2 {
		b.wrong(n, "%q says nothing that can be checked; %s", text, forms)
		return e
	}
	who, _, _ := strings.Cut(words[0], "/")
	ok := false
	if b.sender[words[0]].Person == "" && slices.Contains(b.people, who) {
		e.Actor = b.actorNamed(n, words[0])
		ok = b.aboutPerson(n, &e, words[1:])
	} else {
		e.Message = b.message(n, words[0])
		e.Actor = b.sender[words[0]]
		ok = b.aboutMessage(n, &e, words[1:])
	}
	if !ok {
		b.wrong(n, "%q cannot be checked; %s", text, forms)
	}
	return e
}

// actorNamed is "bob" or "bob/2" within a sentence.
func (b *builder) actorNamed(n ast.Node, word string) Actor {
	who, device, several := strings.Cut(word, "/")
	a := Actor{who, 1}
	if several {
		i := slices.Index(b.people, who)
		d, err := strconv.Atoi(device)
		if err != nil || i < 0 || d < 1 || d > b.s.Cast[i].Devices {
			b.wrong(n, "%s has no device %q", who, device)
			return a
		}
		a.Device = d
	}
	return a
}

func (b *builder) aboutMessage(n ast.Node, e *Expectation, words []string) bool {
	switch state := State(words[0]); state {
	case "read":
		e.State = Count
		return len(words) == 2 && count(e, words[1])
	case Recalled, Edited, Asks:
		e.State = state
		return len(words) == 1
	case Readers, Unread, Left, Also:
		e.State = state
		if len(words) == 2 && words[1] == "nobody" {
			return true
		}
		for _, who := range words[1:] {
			if !slices.Contains(b.people, who) {
				b.wrong(n, "nobody called %q is in the cast%s", who, hint(who, b.people))
				return false
			}
			e.Names = append(e.Names, who)
		}
		slices.Sort(e.Names)
		return len(words) > 1
	}
	return false
}

// count reads "2/3", or "all".
func count(e *Expectation, word string) bool {
	if word == "all" {
		e.Want, e.Total = All, All
		return true
	}
	read, total, ok := strings.Cut(word, "/")
	var err, also error
	e.Want, err = strconv.Atoi(read)
	e.Total, also = strconv.Atoi(total)
	return ok && err == nil && also == nil && 0 <= e.Want && e.Want <= e.Total
}

func (b *builder) aboutPerson(n ast.Node, e *Expectation, words []string) bool {
	switch rest := strings.Join(words, " "); {
	case rest == "sees no receipts":
		e.State = NoReceipts
	case rest == "is online":
		e.State = IsOnline
	case rest == "is offline":
		e.State = IsOffline
	case strings.HasPrefix(rest, "was reminded of ") && len(words) == 4:
		e.State, e.Message = Reminded, b.message(n, words[3])
	case rest == "withholds nothing":
		e.State = Withholds
	case words[0] == "withholds" && len(words) == 2:
		e.State, e.Message = Withholds, b.message(n, words[1])
	case words[0] == "sees" && len(words) == 3 && words[2] == "typing":
		if !slices.Contains(b.people, words[1]) {
			b.wrong(n, "nobody called %q is in the cast%s", words[1], hint(words[1], b.people))
		}
		e.State, e.Names = SeesTyping, []string{words[1]}
	case words[0] == "sees" && len(words) == 2:
		e.State, e.Message = Sees, b.message(n, words[1])
	case words[0] == "sees" && len(words) > 2 && slices.Contains([]string{"read", "recalled", "edited", "asks"}, words[2]):
		e.Message = b.message(n, words[1])
		return b.aboutMessage(n, e, words[2:])
	case words[0] == "answered" && len(words) > 1:
		e.State, e.Message = Answered, b.message(n, words[1])
		return b.moment(n, e, words[2:])
	default:
		return false
	}
	return true
}

// moment reads "before the edit", "before LABEL", "after LABEL".
func (b *builder) moment(n ast.Node, e *Expectation, words []string) bool {
	switch {
	case len(words) == 0:
		return true
	case strings.Join(words, " ") == "before the edit":
		e.EditFirst = true
		return true
	case len(words) != 2 || !slices.Contains([]string{"before", "after"}, words[0]):
		return false
	}
	if !b.labels[words[1]] {
		b.wrong(n, "no step before this is called %q", words[1])
	}
	if words[0] == "before" {
		e.Before = words[1]
	} else {
		e.After = words[1]
	}
	return true
}
