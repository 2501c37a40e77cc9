package timeline

import (
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
)

// barWidth is how many cells the bar of a count has.
const barWidth = 4

// wide is from which width on marks are written out.
const wide = 50

// header draws the line with the name, the receipt mark and the time. Nothing
// that people write ever stands on such a line but their name.
func (l *List) header(p pen, r *row) string {
	right := l.receiptMark(r, p.width)
	if len(right) > 0 {
		right = append(right, span{cell.Say("  "), ink{}})
	}
	right = append(right, span{l.timeCell(r), l.ink.faint}, span{cell.Say(" "), ink{}})
	room := p.width - 2 - p.measure(right)
	if room < 6 && len(right) > 2 { // no room for both: the mark matters more than the time
		right = append(right[:len(right)-3], span{cell.Say(" "), ink{}})
		room = p.width - 2 - p.measure(right)
	}
	name := l.look.Rule.Cut(l.name(r.sender), room)
	return p.line([]span{{name, l.nameInk(r.sender)}}, right)
}

func (l *List) timeCell(r *row) cell.Text {
	switch r.state {
	case chat.SendQueued:
		return cell.Concat(cell.Spaces(4), cell.Line(l.look.Glyphs.Pending))
	case chat.SendFailed:
		return cell.Concat(cell.Spaces(4), cell.Line(l.look.Glyphs.Failed))
	}
	return clock(r.sent)
}

// receiptMark returns what a flagged message shows of its receipts
// (receipts.md, On screen). Its width does not depend on the count.
func (l *List) receiptMark(r *row, width int) []span {
	rec := r.receipt()
	if rec == nil || r.recalled() && !rec.counted {
		return nil
	}
	if r.sender == l.look.Me {
		return l.countMark(rec)
	}
	mark := l.askMark(rec, width)
	if rec.counted && width >= 80 {
		mark = append(l.countMark(rec), append([]span{{cell.Say("  "), ink{}}}, mark...)...)
	}
	return mark
}

// Count returns the parts of a live count: its shape and bar, and the numbers
// in a fixed width. digits is the least width of the numbers.
func (l *List) countMark(rec *receipt) []span {
	g, ik, w := l.look.Glyphs, &l.ink, l.look.Words.Receipt
	if !rec.counted {
		return []span{{cell.Concat(cell.Line(g.Ask), cell.Say(" "), cell.Line(w.Asking)), ik.faint}}
	}
	read, total := rec.tally.Read, rec.tally.Total
	if total == 0 {
		return []span{{cell.Line(w.Nobody), ik.faint}}
	}
	shape, st := g.ReceiptSome, ik.some
	switch {
	case read == 0:
		shape, st = g.ReceiptNone, ik.none
	case read >= total:
		shape, st = g.ReceiptAll, ik.all
	}
	meter := g.Meter(read, total, barWidth)
	full := strings.TrimRight(meter, " ")
	empty := strings.Repeat(g.Unread, len(meter)-len(full))
	nums := cell.Concat(l.look.Rule.PadLeft(cell.Number(read), rec.digits), cell.Say("/"), l.look.Rule.Pad(cell.Number(total), rec.digits))
	return []span{
		{cell.Concat(cell.Line(shape), cell.Say(" "), cell.Line(full)), st},
		{cell.Line(empty), ik.border},
		{cell.Concat(cell.Say(" "), nums), st},
	}
}

// askMark returns what somebody else's flagged message shows: that it asks, and
// whether and when it was answered. All forms have the same width.
func (l *List) askMark(rec *receipt, width int) []span {
	g, ik, w := l.look.Glyphs, &l.ink, l.look.Words.Receipt
	long := width >= wide
	pick := func(full, short string) string {
		if long {
			return full
		}
		return short
	}
	ask := cell.Line(pick(w.Asks, w.AsksShort))
	switch {
	case l.look.Ask:
		ask = cell.Line(pick(w.AnswerKey, w.AnswerKeyShort))
	case l.look.Never:
		ask = cell.Line(pick(w.NotAnswering, w.AsksShort))
	}
	done := cell.Fill(cell.Line(pick(w.Answered, w.AnsweredShort)), clock(rec.respondedAt))
	if rec.respondedAt == 0 {
		done = cell.Line(pick(w.AnsweredSome, w.AnsweredSomeShort))
	}
	room := max(l.look.Rule.Width(ask), l.look.Rule.Width(cell.Fill(cell.Line(pick(w.Answered, w.AnsweredShort)), cell.Say("00:00"))))
	sign, text, st := g.Ask, ask, ik.ask
	if rec.responded {
		sign, text, st = g.Read, done, ik.faint
	}
	return []span{{cell.Concat(cell.Line(sign), cell.Say(" "), l.look.Rule.Pad(text, room)), st}}
}
