package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"seenby/ui/spelling"
)

// maxBytes and maxDepth bound a file.
const (
	maxBytes = 1 << 20
	maxDepth = 200
)

// A field is a key of a mapping and its value.
type field struct {
	key   string
	at    ast.Node // the key
	value ast.Node
}

// A reader walks a file's tree. The first thing that is wrong ends the walk.
type reader struct {
	file string
	err  *Error
}

// tree returns the file's only document.
func (r *reader) tree(text []byte) (ast.Node, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	switch {
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return nil, &Error{r.file, 1, 1, "this is no text in UTF-8"}
	case len(text) > maxBytes:
		return nil, &Error{r.file, 1, 1, "the file is larger than 1 MiB"}
	case depth(text) > maxDepth:
		return nil, &Error{r.file, 1, 1, "the file is nested too deeply"}
	}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		e := &Error{r.file, 1, 1, "this is not YAML"}
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			e.Text = advise(syntax.Message)
			if p := syntax.Token; p != nil && p.Position != nil {
				e.Line, e.Column = p.Position.Line, p.Position.Column
			}
		}
		return nil, e
	}
	var docs []ast.Node
	for _, d := range parsed.Docs {
		if d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	switch {
	case len(docs) == 0:
		return nil, &Error{r.file, 1, 1, "the file is empty: \"seenby qa new\" writes one to begin with"}
	case len(docs) > 1:
		line, column := where(docs[1])
		return nil, &Error{r.file, line, column, fmt.Sprintf("a file is one scenario, and here begins a second one of %d", len(docs))}
	}
	return docs[0], nil
}

// advise says of a mistake in the YAML what helps.
func advise(message string) string {
	message = strings.Join(strings.Fields(message), " ")
	switch {
	case strings.Contains(message, "cannot start any token") && strings.Contains(message, "'") && !strings.Contains(message, "%"):
		return "YAML is indented by spaces, and here is a tab"
	case strings.Contains(message, "mapping value is not allowed"), strings.Contains(message, "reserved character"):
		return message + "; a text with such characters goes into quotes, and keys of one mapping stand below each other"
	case strings.Contains(message, "is not allowed in this context"):
		return message + "; keys of one mapping stand below each other"
	}
	return message
}

// foreign says what of YAML a scenario does without; "" of anything else.
func foreign(n ast.Node) string {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return "a scenario goes without anchors and aliases (& and *): write it out"
	case *ast.TagNode:
		return "a scenario goes without tags (!): write the value alone"
	}
	return ""
}

// depth is how deep brackets and indents of a text go at most, roughly.
func depth(text []byte) int {
	deep, open := 0, 0
	for _, line := range strings.Split(string(text), "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " -?"))
		open += strings.Count(line, "[") + strings.Count(line, "{") - strings.Count(line, "]") - strings.Count(line, "}")
		open = max(open, 0)
		deep = max(deep, indent+open, strings.Count(line, "[")+strings.Count(line, "{"))
	}
	return deep
}

// wrong notes what is wrong at n, unless something was wrong before.
func (r *reader) wrong(n ast.Node, format string, a ...any) {
	if r.err != nil {
		return
	}
	line, column := where(n)
	r.err = &Error{r.file, line, column, fmt.Sprintf(format, a...)}
}

func where(n ast.Node) (line, column int) {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1, 1
	}
	p := n.GetToken().Position
	return p.Line, p.Column
}

// fields returns a mapping's keys in their order. allowed are the keys that
// there may be; none means all.
func (r *reader) fields(n ast.Node, what string, allowed ...string) []field {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.NullNode, nil:
		return nil
	default:
		if text := foreign(n); text != "" {
			r.wrong(n, "%s", text)
		}
		r.wrong(n, "%s has to be keys and values", what)
		return nil
	}
	var out []field
	seen := map[string]bool{}
	for _, p := range pairs {
		key, ok := p.Key.(ast.Node).(*ast.StringNode)
		if !ok {
			if text := foreign(p.Key); text != "" {
				r.wrong(p.Key, "%s", text)
			}
			r.wrong(p.Key, "a key of %s has to be a plain word", what)
			return nil
		}
		switch {
		case seen[key.Value]:
			r.wrong(key, "%q is here twice", key.Value)
		case len(allowed) > 0 && !slices.Contains(allowed, key.Value):
			r.wrong(key, "%s has no %q%s", what, key.Value, hint(key.Value, allowed))
		}
		seen[key.Value] = true
		out = append(out, field{key.Value, key, p.Value})
	}
	return out
}

// word returns a scalar as text.
func (r *reader) word(n ast.Node, what string) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value
	}
	switch {
	case n == nil:
	case foreign(n) != "":
		r.wrong(n, "%s", foreign(n))
	case n.Type() == ast.NullType:
		r.wrong(n, "%s is empty", what)
	}
	r.wrong(n, "%s has to be a text", what)
	return ""
}

func (r *reader) number(n ast.Node, what string, least, most int) int {
	_, is := n.(*ast.IntegerNode)
	v, err := strconv.Atoi(r.word(n, what))
	if !is || err != nil || v < least || v > most {
		r.wrong(n, "%s has to be a number from %d to %d", what, least, most)
		return least
	}
	return v
}

func (r *reader) truth(n ast.Node, what string) bool {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		r.wrong(n, "%s has to be true or false", what)
		return false
	}
	return b.Value
}

func (r *reader) duration(n ast.Node, what string, most time.Duration) time.Duration {
	d, err := time.ParseDuration(r.word(n, what))
	if err != nil || d <= 0 || d > most {
		r.wrong(n, "%s has to be a time like 500ms or 2s, of %s at most", what, most)
	}
	return d
}

func (r *reader) oneOf(n ast.Node, what string, allowed ...string) string {
	w := r.word(n, what)
	if r.err == nil && !slices.Contains(allowed, w) {
		r.wrong(n, "%s cannot be %q%s", what, w, hint(w, allowed))
	}
	return w
}

// items returns the nodes of what has to be a sequence.
func (r *reader) items(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		if text := foreign(n); text != "" {
			r.wrong(n, "%s", text)
		}
		r.wrong(n, "%s have to be a list: each begins with a dash", what)
		return nil
	}
	return s.Values
}

// list returns the nodes of a sequence, or the one node that is none.
func (r *reader) list(n ast.Node) []ast.Node {
	if s, ok := n.(*ast.SequenceNode); ok {
		return s.Values
	}
	if n == nil {
		return nil
	}
	return []ast.Node{n}
}

// hint says what may have been meant: the nearest of what is allowed, or all.
func hint(got string, allowed []string) string {
	best, ok := spelling.Nearest(got, allowed)
	switch {
	case ok:
		return fmt.Sprintf("; did you mean %q?", best)
	case len(allowed) == 0:
		return ""
	}
	return "; it can be " + strings.Join(allowed, ", ")
}
