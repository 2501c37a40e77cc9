package plain

import (
	"context"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"seenby/ui/cell"
)

// A draft is the line that is being written where the terminal hands on single
// keys and shows none of them: the mode shows them itself. So it knows what
// stands on the row of the cursor when something happens, begins a new line for
// that, and writes what had been typed once more below it. Nothing that was
// written is ever gone over, but by taking back what was typed last.
type draft struct {
	text string
	part []byte // the begin of a character, the rest of which has not come
	skip escape
	// torn says that an event stands where the line was: it is to be written again.
	torn bool
}

// An escape is how far a sequence of the terminal has come, such as that of an
// arrow: no text.
type escape byte

const (
	escapeNone  escape = iota
	escapeUntil        // until a letter
	escapeOne          // one more byte
)

// Keys that are no characters, as terminals send them.
const (
	keyEnd       = 0x04 // ctrl+d
	keyBackspace = 0x08
	keyClear     = 0x15 // ctrl+u
	keyWord      = 0x17 // ctrl+w
	keyEscape    = 0x1b
	keyDelete    = 0x7f
)

// readKeys reads what is typed as it comes. The goroutine of a read that blocks
// ends with its reader.
func readKeys(ctx context.Context, in io.Reader) <-chan line {
	keys := make(chan line)
	go func() {
		defer close(keys)
		for {
			buf := make([]byte, 4096)
			n, err := in.Read(buf)
			if n > 0 {
				select {
				case keys <- line{text: string(buf[:n])}:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return keys
}

// press takes what was typed: it returns the lines that are complete, and
// whether the input is to end.
func (p *paper) press(keys string) (lines []string, end bool) {
	d := &p.draft
	b := append(d.part, keys...)
	d.part = nil
	for len(b) > 0 {
		if n := d.sequence(b); n > 0 {
			b = b[n:]
			continue
		}
		if !utf8.FullRune(b) {
			d.part = b
			break
		}
		r, n := utf8.DecodeRune(b)
		b = b[n:]
		switch r {
		case '\r', '\n':
			p.echo("\n")
			p.typed(d.text)
			lines = append(lines, d.text)
			d.text = ""
		case keyEnd:
			if d.text == "" {
				return lines, true
			}
		case keyBackspace, keyDelete:
			p.erase(lastCluster(d.text))
		case keyWord:
			p.erase(strings.LastIndexByte(strings.TrimRight(d.text, " "), ' ') + 1)
		case keyClear:
			p.erase(0)
		case '\t':
			p.write(" ")
		default:
			if writes(r) && (r != utf8.RuneError || n > 1) {
				p.write(string(r))
			}
		}
	}
	return lines, false
}

// sequence returns how many bytes at the begin of b belong to a sequence of the
// terminal. An escape that is the last of what came at once is the key.
func (d *draft) sequence(b []byte) int {
	switch {
	case d.skip == escapeOne, d.skip == escapeUntil && b[0] >= 0x40 && b[0] <= 0x7e:
		d.skip = escapeNone
		return 1
	case d.skip == escapeUntil:
		return 1
	case b[0] != keyEscape:
		return 0
	case len(b) == 1 || b[1] == keyEscape:
		return 1
	case b[1] == '[':
		d.skip = escapeUntil
	case b[1] == 'O':
		d.skip = escapeOne
	}
	return 2
}

// writes reports whether r is text: what shows, and what joins it.
func writes(r rune) bool {
	const joiner, nonJoiner = '\u200d', '\u200c'
	return unicode.IsGraphic(r) || r == joiner || r == nonJoiner
}

// onlyText returns a line that the terminal has edited without the keys that it
// took for text, such as arrows.
func onlyText(text string) string {
	var d draft
	var kept strings.Builder
	for b := []byte(text); len(b) > 0; {
		n := d.sequence(b)
		if n == 0 {
			var r rune
			if r, n = utf8.DecodeRune(b); writes(r) || r == '\t' {
				kept.Write(b[:n])
			}
		}
		b = b[n:]
	}
	return kept.String()
}

// write adds to the draft.
func (p *paper) write(text string) {
	if len(p.draft.text)+len(text) <= maxLine {
		p.echo(text)
		p.draft.text += text
	}
}

// erase takes back what was typed after the first n bytes: on the row of the
// cursor as a terminal does it, else on a new line.
func (p *paper) erase(n int) {
	d := &p.draft
	kept, gone := d.text[:n], d.text[n:]
	if gone == "" {
		return
	}
	row, column := p.place(kept)
	last, end := p.place(d.text)
	if columns := p.columns(); row == last && (columns == 0 || end < columns) && simple(gone) {
		p.echo(strings.Repeat("\b \b", end-column))
	} else {
		p.echo("\n" + kept)
		p.typed(d.text)
	}
	d.text = kept
}

// echo shows what is typed, after the draft.
func (p *paper) echo(text string) {
	p.resume()
	p.put(text)
}

// resume writes the draft again after what has happened.
func (p *paper) resume() {
	if p.draft.torn {
		p.draft.torn = false
		p.put(p.draft.text)
	}
}

// tear begins a new line where a draft stands, for an event.
func (p *paper) tear() {
	if p.draft.text != "" && !p.draft.torn {
		p.draft.torn = true
		p.put("\n")
		p.typed(p.draft.text)
	}
}

// place returns on which row and column of its own the cursor stands after
// text.
func (p *paper) place(text string) (row, column int) {
	columns := p.columns()
	for g := uniseg.NewGraphemes(text); g.Next(); {
		w := cell.WcWidth.Width(cell.Line(g.Str()))
		if columns > 0 && column+w > columns {
			row, column = row+1, 0
		}
		column += w
	}
	return row, column
}

func (p *paper) columns() int {
	if p.size == nil {
		return 0
	}
	columns, _ := p.size()
	return columns
}

// lastCluster returns where the last character begins, as a reader sees it.
func lastCluster(text string) int {
	at := 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		at, _ = g.Positions()
	}
	return at
}

// simple reports whether all terminals take the same width for each character.
func simple(text string) bool {
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if len(g.Runes()) > 1 {
			return false
		}
	}
	return true
}
