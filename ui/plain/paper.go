package plain

import (
	"io"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
)

// gutter begins the lines with which an event goes on.
var gutter = cell.Say("  | ")

// A paper is what was printed, and which of it is still on the screen. On a
// terminal its lowest rows are: every line that is printed or entered pushes up
// what stands there.
type paper struct {
	out  io.Writer
	size func() (columns, rows int)
	err  error
	// rows is how many rows were used; marks are the messages on the last of them.
	rows  int
	marks []mark
	draft draft
}

// A mark is a message on the paper.
type mark struct {
	group     chat.GroupID
	line      receipts.Line
	top, rows int
}

// print writes an event: one line, and those with a gutter that it goes on with.
func (p *paper) print(t cell.Text) (top, rows int) {
	var out strings.Builder
	p.tear()
	top = p.rows
	for i, l := range t.Lines() {
		width := 0
		if columns := p.columns(); columns > 0 {
			width = max(columns-1, 10)
		}
		parts := []cell.Text{l}
		if width > 0 {
			parts = cell.WcWidth.Wrap(l, width-cell.WcWidth.Width(gutter))
		}
		for j, part := range parts {
			if i+j > 0 {
				out.WriteString(gutter.String())
			}
			out.WriteString(part.String())
			out.WriteByte('\n')
			p.rows++
		}
	}
	p.put(out.String())
	return top, p.rows - top
}

// put writes to the terminal or the pipe, and keeps the first error.
func (p *paper) put(text string) {
	if _, err := io.WriteString(p.out, text); err != nil && p.err == nil {
		p.err = err
	}
}

// mark notes that a message was printed at these rows.
func (p *paper) mark(g chat.GroupID, l receipts.Line, top, rows int) {
	if p.size == nil {
		return
	}
	_, height := p.size()
	p.marks = slices.DeleteFunc(p.marks, func(m mark) bool { return m.line.UID == l.UID || m.top+m.rows <= p.rows-height })
	p.marks = append(p.marks, mark{g, l, top, rows})
}

// typed notes that a line of the user stands there, and the cursor below it.
func (p *paper) typed(text string) {
	row, _ := p.place(text)
	p.rows += row + 1
}

// shown returns the messages of a group that stand on the screen so far that
// they can be read. The lowest row is where the user writes.
func (p *paper) shown(g chat.GroupID) []receipts.Line {
	_, height := p.size()
	window := height - 1
	first := p.rows - window
	var lines []receipts.Line
	for _, m := range p.marks {
		if m.group == g && receipts.InView(m.top-first, m.rows, window) {
			lines = append(lines, m.line)
		}
	}
	return lines
}
