// Package schema checks frames against the protocol's AsyncAPI document
// (docs/asyncapi.yaml). It is for tests: the document is kept true by every frame
// that they send and get.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"seenby/docs"
)

// A Document is the protocol's document, ready to check frames. It is safe for
// concurrent use.
type Document struct {
	messages map[string]*jsonschema.Schema
	examples map[string][]any
	// replies maps each op to its replies; a call that was not carried out is
	// answered with the message refused, whatever the op.
	replies map[string][]string
	events  map[string]bool
	codes   []int
}

// refused is the message that answers a call that was not carried out.
const refused = "refused"

// Load reads the document that the binary holds; it does so once.
var Load = sync.OnceValues(func() (*Document, error) { return parse([]byte(docs.AsyncAPI)) })

// outline is what of an AsyncAPI document is needed here.
type outline struct {
	Operations map[string]struct {
		Action   string
		Messages []ref
		Reply    struct{ Messages []ref }
	}
	Components struct {
		Messages map[string]struct {
			Examples []struct{ Payload any }
		}
		Schemas struct {
			Code struct{ OneOf []struct{ Const int } }
		}
	}
}

type ref struct {
	Ref string `json:"$ref"`
}

// name is the last part of a reference, the message's name.
func (r ref) name() string { return r.Ref[strings.LastIndexByte(r.Ref, '/')+1:] }

func parse(text []byte) (*Document, error) {
	doc, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, fmt.Errorf("reading the document: %w", err)
	}
	var o outline
	if err := json.Unmarshal(doc, &o); err != nil {
		return nil, fmt.Errorf("reading the document: %w", err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return nil, fmt.Errorf("reading the document: %w", err)
	}
	d := &Document{
		messages: map[string]*jsonschema.Schema{}, examples: map[string][]any{},
		replies: map[string][]string{}, events: map[string]bool{},
	}
	const at = "seenby:///asyncapi.yaml"
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7) // the schemas of AsyncAPI 3 are a superset of it
	if err := c.AddResource(at, whole); err != nil {
		return nil, fmt.Errorf("reading the document: %w", err)
	}
	for name, m := range o.Components.Messages {
		if d.messages[name], err = c.Compile(at + "#/components/messages/" + name + "/payload"); err != nil {
			return nil, fmt.Errorf("the schema of %s: %w", name, err)
		}
		for _, e := range m.Examples {
			d.examples[name] = append(d.examples[name], e.Payload)
		}
	}
	for name, op := range o.Operations {
		if op.Action == "send" {
			d.events[name] = true
			continue
		}
		for _, r := range op.Reply.Messages {
			d.replies[name] = append(d.replies[name], r.name())
		}
	}
	for _, c := range o.Components.Schemas.Code.OneOf {
		d.codes = append(d.codes, c.Const)
	}
	return d, nil
}

// Ops returns the names of all calls, sorted.
func (d *Document) Ops() []string { return slices.Sorted(maps.Keys(d.replies)) }

// Events returns the names of all events, sorted.
func (d *Document) Events() []string { return slices.Sorted(maps.Keys(d.events)) }

// Codes returns all codes of replies, in the order of the document.
func (d *Document) Codes() []int { return slices.Clone(d.codes) }

// Messages returns the names of all messages, sorted: the calls and events by
// their own, and those that are replies.
func (d *Document) Messages() []string { return slices.Sorted(maps.Keys(d.messages)) }

// Replies returns the names of the messages that answer op.
func (d *Document) Replies(op string) []string { return slices.Clone(d.replies[op]) }

// Examples returns the examples of a message, as frames.
func (d *Document) Examples(message string) ([][]byte, error) {
	var frames [][]byte
	for _, e := range d.examples[message] {
		frame, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("an example of %s: %w", message, err)
		}
		frames = append(frames, frame)
	}
	return frames, nil
}

// head is what tells frames apart.
type head struct {
	ID    json.Number
	Op    string
	Event *string
	Code  *int
}

// Call returns nil when frame is a call as the document has it.
func (d *Document) Call(frame []byte) error {
	var h head
	if err := json.Unmarshal(frame, &h); err != nil {
		return fmt.Errorf("not a call: %w", err)
	}
	if _, known := d.replies[h.Op]; !known {
		return fmt.Errorf("there is no call %q", h.Op)
	}
	return d.check(h.Op, frame, withoutNulls)
}

// Event returns nil when frame is an event as the document has it.
func (d *Document) Event(frame []byte) error {
	var h head
	if err := json.Unmarshal(frame, &h); err != nil {
		return fmt.Errorf("not an event: %w", err)
	}
	if h.Event == nil || !d.events[*h.Event] {
		return fmt.Errorf("no event of the document: %.200s", frame)
	}
	return d.check(*h.Event, frame, nil)
}

// Reply returns nil when frame is a reply to a call of op as the document has
// it. An op that the document does not know, "" included, can only be refused.
func (d *Document) Reply(op string, frame []byte) error {
	var h head
	if err := json.Unmarshal(frame, &h); err != nil {
		return fmt.Errorf("not a reply: %w", err)
	}
	if h.Code == nil {
		return fmt.Errorf("not a reply: no code: %.200s", frame)
	}
	if *h.Code != 0 {
		return d.check(refused, frame, nil)
	}
	for _, name := range d.replies[op] {
		if name != refused {
			return d.check(name, frame, nil)
		}
	}
	return fmt.Errorf("a call of %q, which does not exist, was carried out", op)
}

// withoutNulls leaves out what counts as absent in a call.
func withoutNulls(v any) {
	if object, ok := v.(map[string]any); ok {
		maps.DeleteFunc(object, func(_ string, value any) bool { return value == nil })
	}
}

func (d *Document) check(message string, frame []byte, prepare func(any)) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(frame))
	if err != nil {
		return fmt.Errorf("%s: %w", message, err)
	}
	if prepare != nil {
		prepare(v)
	}
	if err := d.messages[message].Validate(v); err != nil {
		return fmt.Errorf("%s: %w: %.500s", message, err, frame)
	}
	return nil
}
