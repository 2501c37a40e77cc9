// Package glossary tells what the calls, the events and the fields of a frame
// mean, in the words of the protocol's document.
package glossary

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"seenby/docs"
)

// A Glossary is safe for concurrent use.
type Glossary struct {
	messages, schemas, operations map[string]any
}

// Load reads the document, which takes some tens of milliseconds.
func Load() (*Glossary, error) {
	var d struct {
		Operations map[string]any `yaml:"operations"`
		Components struct {
			Messages map[string]any `yaml:"messages"`
			Schemas  map[string]any `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal([]byte(docs.AsyncAPI), &d); err != nil {
		return nil, fmt.Errorf("read the protocol's document: %w", err)
	}
	return &Glossary{d.Components.Messages, d.Components.Schemas, d.Operations}, nil
}

// About says in a sentence what a call or event is, empty for one that the
// document does not have.
func (g *Glossary) About(name string) string {
	message, _ := g.messages[name].(map[string]any)
	title, _ := message["title"].(string)
	summary, _ := message["summary"].(string)
	switch {
	case title == "":
		return summary
	case summary == "":
		return title
	}
	return title + ". " + summary
}

// Reply returns the name of the message that answers a call with this code,
// empty when it has none.
func (g *Glossary) Reply(op string, code int) string {
	o, _ := g.operations[op].(map[string]any)
	reply, _ := o["reply"].(map[string]any)
	list, _ := reply["messages"].([]any)
	for _, m := range list {
		ref, _ := m.(map[string]any)
		name := last(ref["$ref"])
		if (name == "refused") == (code != 0) {
			return name
		}
	}
	return ""
}

func last(ref any) string {
	s, _ := ref.(string)
	return s[strings.LastIndexByte(s, '/')+1:]
}

// Field says what a field of a message means, empty when the document does not
// say. The path goes through objects by name and through lists by "[]".
func (g *Glossary) Field(message string, path ...string) string {
	m, _ := g.messages[message].(map[string]any)
	help := ""
	at := []any{m["payload"]}
	for _, name := range path {
		var next []any
		for _, schema := range at {
			next = append(next, g.step(schema, name)...)
		}
		at = next
	}
	for _, schema := range at {
		if help = g.help(schema); help != "" {
			return help
		}
	}
	return ""
}

// deepest bounds how far references and alternatives are followed.
const deepest = 8

// step returns the schemas of what is called name in a value of this schema.
func (g *Glossary) step(schema any, name string) []any { return g.stepped(schema, name, 0) }

func (g *Glossary) stepped(schema any, name string, depth int) []any {
	s, ok := schema.(map[string]any)
	if !ok || depth > deepest {
		return nil
	}
	if ref, ok := s["$ref"]; ok {
		return g.stepped(g.schemas[last(ref)], name, depth+1)
	}
	var found []any
	if name == "[]" {
		if items, ok := s["items"]; ok {
			found = append(found, items)
		}
	} else if properties, ok := s["properties"].(map[string]any); ok && properties[name] != nil {
		found = append(found, properties[name])
	} else if more, ok := s["additionalProperties"].(map[string]any); ok {
		found = append(found, more)
	}
	for _, kind := range []string{"oneOf", "anyOf", "allOf"} {
		alternatives, _ := s[kind].([]any)
		for _, a := range alternatives {
			found = append(found, g.stepped(a, name, depth+1)...)
		}
	}
	return found
}

// help is the description of a schema, or of what it refers to, or the values
// that it allows.
func (g *Glossary) help(schema any) string {
	for range deepest {
		s, ok := schema.(map[string]any)
		if !ok {
			return ""
		}
		if text, ok := s["description"].(string); ok {
			return text
		}
		ref, ok := s["$ref"]
		if !ok {
			return values(s)
		}
		schema = g.schemas[last(ref)]
	}
	return ""
}

func values(s map[string]any) string {
	list, ok := s["enum"].([]any)
	if !ok {
		return ""
	}
	var words []string
	for _, v := range list {
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		words = append(words, strings.Trim(string(text), `"`))
	}
	return strings.Join(words, ", ")
}
