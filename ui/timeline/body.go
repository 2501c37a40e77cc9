package timeline

import (
	"fmt"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/prose"
)

// revealed is the style of what was hidden in a message and is spelled out.
const revealed prose.Style = 1 << 15

// text draws what the message says; it reports whether there is nothing to read
// in it.
func (l *List) text(p pen, r *row, d *drawn) (blank bool) {
	w := l.look.Words.Timeline
	text, as := cell.Clean(r.text), onText
	blocks := prose.Parse(text, string(l.look.Me))
	blank = text.Unreadable() || !slices.ContainsFunc(blocks, func(b prose.Block) bool { return !b.Text.Blank() })
	switch {
	case r.recalled():
		blocks, as = []prose.Block{{Text: cell.Line(w.Recalled)}}, onSystem
	case r.revealed():
		blocks = spelledOut(r.text)
	case blank:
		blocks, as = []prose.Block{{Text: cell.Line(w.Nothing)}}, onSystem
	}
	switch r.state {
	case chat.SendQueued, chat.SendRecalling:
		as = onPending
	case chat.SendFailed:
		as = onFailed
	}
	lines, ok := l.blocks(blocks, p.textWidth(), as, linkID(r))
	if !ok { // narrower than one of its characters
		lines = nil
		for _, line := range l.look.Rule.Wrap(text, p.textWidth()) {
			lines = append(lines, []span{{}, {}, inked(line, l.styled(as, 0))})
		}
	}
	named := r.sender != l.look.Me && (r.mentions(l.look.Me) || mentioned(blocks))
	sign, rest := l.gutter(r, true, named), l.gutter(r, false, named)
	d.lines = slices.Grow(d.lines, len(lines)+1)
	for _, line := range lines {
		line[0], line[1] = sign, span{text: cell.Say(" ")}
		d.lines = append(d.lines, p.line(line, nil))
		sign = rest
	}
	return blank
}

// mentioned reports whether the reader is named in a message.
func mentioned(blocks []prose.Block) bool {
	for i := range blocks {
		for _, run := range blocks[i].Runs {
			if run.Style&prose.Mention != 0 {
				return true
			}
		}
	}
	return false
}

// gutter is what stands before a line of a message, in a column of its own.
// Before one that names the reader it says so.
func (l *List) gutter(r *row, first, named bool) span {
	g, ik := l.look.Glyphs, &l.ink
	sign := span{text: cell.Line(g.Gutter), style: ik.border}
	switch {
	case (r.state == chat.SendQueued || r.state == chat.SendRecalling) && first:
		sign = span{text: cell.Line(g.Pending), style: ik.warn}
	case r.state == chat.SendFailed && first:
		sign = span{text: cell.Line(g.Failed), style: ik.bad}
	case r.sender == l.look.Me:
		sign = span{text: cell.Line(g.Quote), style: ik.accent}
	case named && first:
		sign = span{text: cell.Line(g.Mention), style: ik.fresh}
	case named:
		sign.style = ik.fresh
	}
	return sign
}

// spelledOut is a message with everything that was hidden in it.
func spelledOut(raw string) []prose.Block {
	text, places := cell.Reveal(raw)
	b := prose.Block{Text: text}
	for _, p := range places {
		b.Runs = append(b.Runs, prose.Run{From: p[0], To: p[1], Style: revealed})
	}
	return []prose.Block{b}
}

// linkID begins the names of a message's links. Parts of one link that stand on
// several lines have one name, so that a terminal lights them up together.
func linkID(r *row) string {
	if r.pending() {
		return "w"
	}
	return fmt.Sprint(r.seq)
}

// blocks draws blocks one below the other, each line with two empty places in
// front for the gutter. It is false where a character does not fit.
func (l *List) blocks(blocks []prose.Block, width int, as ground, id string) (lines [][]span, ok bool) {
	for i := range blocks {
		b := &blocks[i]
		f := frame{list: l, block: b, ground: as, width: width, id: fmt.Sprint(id, ".", i)}
		if b.Quotes > 0 {
			bars := cell.Concat(cell.Line(strings.Repeat(l.look.Glyphs.Quote, b.Quotes)), cell.Say(" "))
			f.lead(span{text: bars, style: l.ink.border})
			if as == onText {
				f.ground = onQuote
			}
		}
		if lines, ok = f.draw(lines); !ok {
			return nil, false
		}
	}
	return lines, true
}

// frame draws one block: what stands before its lines, and these.
type frame struct {
	list   *List
	block  *prose.Block
	ground ground
	width  int    // of the text
	first  []span // before the first line
	rest   []span // before the others, as wide
	id     string // begins the names of its links
	run    int    // the first run that may stand on the next line
}

// lead puts something before all lines.
func (f *frame) lead(s span) {
	f.first, f.rest = append(f.first, s), append(f.rest, s)
	f.width -= f.list.look.Rule.Width(s.text)
}

func (f *frame) draw(lines [][]span) ([][]span, bool) {
	rule, b := f.list.look.Rule, f.block
	wrap, pad := rule.Rows, 0
	switch b.Kind {
	case prose.Item:
		f.item()
	case prose.Fence:
		f.ground, wrap = onCode, rule.Chop
		f.width -= 2
	}
	rows, ok := wrap(b.Text, f.width)
	if !ok {
		return nil, false
	}
	if b.Kind == prose.Fence {
		for _, r := range rows {
			pad = max(pad, rule.Width(r.Text))
		}
	}
	for i, r := range rows {
		lead := f.rest
		if i == 0 {
			lead = f.first
		}
		line := append(make([]span, 2, len(lead)+4), lead...)
		if b.Kind == prose.Fence {
			code := f.list.styled(onCode, 0)
			line = append(line, span{text: cell.Say(" "), style: code})
			line = f.parts(line, r)
			line = append(line, span{text: cell.Spaces(pad - rule.Width(r.Text) + 1), style: code})
		} else {
			line = f.parts(line, r)
		}
		lines = append(lines, line)
	}
	return lines, true
}

// item puts the mark of a list before the first line, and the others below its
// text.
func (f *frame) item() {
	l, b := f.list, f.block
	mark := cell.Line(b.Mark)
	if b.Mark == "" {
		mark = cell.Line(l.look.Glyphs.Bullet)
	}
	room := l.look.Rule.Width(mark) + 1
	indent := min(b.Indent, max(f.width/3, 0))
	f.first = append(f.first, span{text: cell.Spaces(indent)}, span{text: cell.Concat(mark, cell.Say(" ")), style: l.ink.accent})
	f.rest = append(f.rest, span{text: cell.Spaces(indent + room)})
	f.width -= indent + room
}

// parts appends what stands on a line, each stretch in its style.
func (f *frame) parts(line []span, r cell.Row) []span {
	l, runs, end := f.list, f.block.Runs, r.From+r.Text.Len()
	if len(runs) == 0 {
		return append(line, inked(r.Text, l.styled(f.ground, 0)))
	}
	for f.run < len(runs) && runs[f.run].To <= r.From {
		f.run++
	}
	places, spans := []int(nil), []span{{style: l.styled(f.ground, 0)}}
	for i := f.run; i < len(runs) && runs[i].From < end; i++ {
		run := runs[i]
		s := span{style: l.styled(f.ground, run.Style), loud: run.Style == revealed}
		if run.Target != "" {
			s.link = &link{id: fmt.Sprint(f.id, ".", i), target: run.Target}
		}
		places = append(places, max(run.From-r.From, 0), min(run.To, end)-r.From)
		spans = append(spans, s, spans[0])
	}
	for i, part := range l.look.Rule.Parts(r.Text, places) {
		if spans[i].text = part; !part.Empty() {
			line = append(line, spans[i])
		}
	}
	return line
}
