// Package prose reads the light markup that people put into messages: bold,
// italic, code, quotes, lists, links, the reader's own name.
//
// It reads by the line. Every line that was written is a line that is shown,
// and whatever is not one of these few things stays as it was written: no
// heading, no table, no HTML, no picture, no link whose target is not its own
// text. What it takes away are the signs of the markup it knows, and nothing is
// ever put in their place.
//
// It works on a text that is clean already, and its result is clean again or
// the text is left as it was. It takes time linear in the length, or nearly so,
// whatever the text. The package is pure: no I/O, no goroutine, no clock.
package prose

import (
	"strings"

	"seenby/ui/cell"
)

// Style says what a stretch of text is; several are joined with |.
type Style uint16

// The styles of a stretch. Those of code stand only within [Fence] blocks, but
// for Code itself.
const (
	Bold Style = 1 << iota
	Italic
	Code
	Link
	Mention // of the reader
	Keyword
	String
	Comment
	Number
	Added   // a line that a diff adds
	Removed // and one that it takes away
)

// A Run is a stretch of a block's text with a style, from and to in bytes.
type Run struct {
	From, To int
	Style    Style
	// Target is where a link leads: exactly the text of the run, printable ASCII
	// only.
	Target string
}

// Kind says how a block stands on screen.
type Kind uint8

// The kinds of blocks.
const (
	Plain Kind = iota // lines as they were written
	Item              // of a list: one line behind its mark
	Fence             // code of several lines
)

// A Block is one or more lines that stand alike.
type Block struct {
	Kind Kind
	// Quotes is how many times it is quoted.
	Quotes int
	// Indent is how many columns an item is set in, Mark its number as it was
	// written, empty where it has none.
	Indent int
	Mark   string
	// Text is what is shown, Runs the styled parts of it: in order, disjoint.
	Text cell.Text
	Runs []Run
}

// Limits on what is read as markup. Deeper, it stays as it was written.
const (
	maxQuotes = 4
	maxIndent = 12
)

// Parse reads a message. The reader is called me: the handle behind an @ that
// is their own. The blocks, one below the other, are the whole message.
func Parse(t cell.Text, me string) []Block {
	s := t.String()
	if !strings.ContainsAny(s, "*_`~>@:") && !mayList(s) {
		return []Block{{Text: t}}
	}
	p := parser{me: me, lines: strings.Split(s, "\n")}
	for p.at < len(p.lines) {
		if !p.fence() && !p.item() {
			p.plain()
		}
	}
	if p.unclean {
		return []Block{{Text: t}}
	}
	return p.blocks
}

// mayList reports whether a line may begin like that of a list.
func mayList(s string) bool {
	return strings.Contains(s, "- ") || strings.Contains(s, ". ") || strings.Contains(s, ") ")
}

// parser goes over the lines of a message once.
type parser struct {
	me     string
	lines  []string
	at     int // the next line
	blocks []Block
	unclosed
	unclean bool // what was made is not clean any more
}

// add appends a block whose text was made from the message.
func (p *parser) add(b Block, text string) {
	b.Text = cell.Clean(text)
	p.unclean = p.unclean || b.Text.String() != text
	p.blocks = append(p.blocks, b)
}

// quoted returns how many quote signs a line begins with, and what stands
// behind them. A sign needs a space, another sign or the end of the line behind
// it, so that >_< is no quote.
func quoted(line string) (depth int, rest string) {
	at := 0
	for n := 1; n <= maxQuotes && at < len(line) && line[at] == '>'; n++ {
		at++
		switch {
		case at == len(line):
			return n, ""
		case line[at] == ' ':
			at++
			depth, rest = n, line[at:]
		case line[at] != '>':
			return depth, unquoted(line, depth, rest)
		}
	}
	return depth, unquoted(line, depth, rest)
}

func unquoted(line string, depth int, rest string) string {
	if depth == 0 {
		return line
	}
	return rest
}

// plain takes lines up to the next that stands otherwise. Bold and italic may
// go over the end of a line, not over an empty one.
func (p *parser) plain() {
	depth, first := quoted(p.lines[p.at])
	lines := []string{first}
	for p.at++; first != "" && p.at < len(p.lines); p.at++ {
		d, rest := quoted(p.lines[p.at])
		if d != depth || rest == "" || p.opens(rest) || isItem(rest) {
			break
		}
		lines = append(lines, rest)
	}
	text, runs := inline(strings.Join(lines, "\n"), p.me)
	p.add(Block{Quotes: depth, Runs: runs}, text)
}

// item takes a line of a list.
func (p *parser) item() bool {
	depth, line := quoted(p.lines[p.at])
	indent, mark, rest, ok := itemOf(line)
	if !ok {
		return false
	}
	text, runs := inline(rest, p.me)
	p.add(Block{Kind: Item, Quotes: depth, Indent: indent, Mark: mark, Runs: runs}, text)
	p.at++
	return true
}

func isItem(line string) bool {
	_, _, _, ok := itemOf(line)
	return ok
}

// itemOf takes the line of a list to pieces: a dash or star, or a number of at
// most three digits with a dot or bracket, a space, and something behind it.
func itemOf(line string) (indent int, mark, rest string, ok bool) {
	body := strings.TrimLeft(line, " ")
	if indent = len(line) - len(body); indent > maxIndent {
		return 0, "", "", false
	}
	n := 0
	for n < len(body) && n < 3 && body[n] >= '0' && body[n] <= '9' {
		n++
	}
	switch {
	case n > 0 && n < len(body) && (body[n] == '.' || body[n] == ')'):
		n++
		mark = body[:n]
	case n == 0 && body != "" && (body[0] == '-' || body[0] == '*'):
		n = 1
	default:
		return 0, "", "", false
	}
	rest, ok = strings.CutPrefix(body[n:], " ")
	rest = strings.TrimLeft(rest, " ")
	return indent, mark, rest, ok && rest != ""
}
