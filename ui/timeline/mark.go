package timeline

import (
	"strconv"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// barWidth is how many cells the bar of a count has.
const barWidth = 4

// wide is from which width on marks are written out.
const wide = 50

// roomy is from which width on a mark says in words what it means: how far a
// count is, how a request will be answered.
const roomy = 70

// header draws the line with the name, the receipt mark and the time. Nothing
// that people write ever stands on such a line but their name.
func (l *List) header(p pen, r *row) string {
	right := l.receiptMark(r, p.width)
	if len(right) > 0 {
		right = append(right, span{text: cell.Say("  ")})
	}
	right = append(right, span{text: l.timeCell(r), style: l.ink.faint}, span{text: cell.Spaces(1 + p.beside())})
	room := p.width - 2 - p.measure(right)
	if room < 6 && len(right) > 2 { // no room for both: the mark matters more than the time
		right = append(right[:len(right)-3], span{text: cell.Spaces(1 + p.beside())})
		room = p.width - 2 - p.measure(right)
	}
	name := l.look.Rule.Cut(l.name(r.sender), room)
	return p.line([]span{{text: name, style: l.nameInk(r.sender)}}, right)
}

func (l *List) timeCell(r *row) cell.Text {
	switch r.state {
	case chat.SendQueued, chat.SendRecalling:
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
		return l.countMark(rec, width)
	}
	mark := l.askMark(r, rec, width)
	if rec.counted && width >= 80 {
		mark = append(l.countMark(rec, 0), append([]span{{text: cell.Say("  ")}}, mark...)...)
	}
	return mark
}

// countMark returns the parts of a live count: where there is
// room a word, its shape and bar, the numbers. Nothing of it moves while it counts,
// nor when the hub has told the first count.
func (l *List) countMark(rec *receipt, width int) []span {
	g, ik, w := l.look.Glyphs, &l.ink, l.look.Words.Receipt
	if !rec.counted {
		if of := l.look.Audience; of != nil {
			rec.digits = max(rec.digits, len(strconv.Itoa(max(of(), 0))))
		}
		asking := cell.Concat(cell.Line(g.Ask), cell.Say(" "), cell.Line(w.Asking))
		asking = l.look.Rule.Pad(asking, max(l.countWidth(rec, 0), l.look.Rule.Width(asking))) // its sign stands where the shape will
		return []span{inked(l.atLeast(asking, l.countWidth(rec, width)), ik.faint)}
	}
	read, total := rec.tally.Read, rec.tally.Total
	if total == 0 {
		words, room := cell.Line(w.Nobody), l.countWidth(rec, width)
		if l.look.Rule.Width(words) > room {
			words = cell.Line(w.NobodyShort)
		}
		return []span{inked(l.atLeast(words, room), ik.faint)}
	}
	shape, word, st := g.ReceiptSome, w.SomeRead, ik.some
	switch {
	case read == 0:
		shape, word, st = g.ReceiptNone, w.NoneRead, ik.none
	case read >= total:
		shape, word, st = g.ReceiptAll, w.AllRead, ik.all
	}
	meter := g.Meter(read, total, barWidth)
	full := strings.TrimRight(meter, " ")
	empty := strings.Repeat(g.Unread, len(meter)-len(full))
	nums := cell.Concat(l.look.Rule.PadLeft(cell.Number(read), rec.digits), cell.Say("/"), l.look.Rule.Pad(cell.Number(total), rec.digits))
	mark := []span{
		inked(cell.Concat(cell.Line(shape), cell.Say(" "), cell.Line(full)), st),
		inked(cell.Line(empty), ik.border),
		inked(cell.Concat(cell.Say(" "), nums), st),
	}
	if width < roomy {
		return mark
	}
	return append([]span{inked(cell.Concat(l.look.Rule.PadLeft(cell.Line(word), l.wordWidth()), cell.Say(" ")), st)}, mark...)
}

// wordWidth is the room for the word of a count.
func (l *List) wordWidth() (room int) {
	w := l.look.Words.Receipt
	for _, each := range []string{w.NoneRead, w.SomeRead, w.AllRead} {
		room = max(room, l.look.Rule.Width(cell.Line(each)))
	}
	return room
}

// atLeast pads a text on its left, and cuts nothing.
func (l *List) atLeast(t cell.Text, width int) cell.Text {
	return l.look.Rule.PadLeft(t, max(width, l.look.Rule.Width(t)))
}

// countWidth is how wide a count is, whatever it says.
func (l *List) countWidth(rec *receipt, width int) int {
	digits := max(rec.digits, 1)
	room := l.look.Rule.Width(cell.Line(l.look.Glyphs.ReceiptNone)) + 1 + barWidth + 1 + digits + 1 + digits
	if width >= roomy {
		room += l.wordWidth() + 1
	}
	return room
}

// askMark returns what somebody else's flagged message shows: that it asks, and
// whether and when it was answered, or before that, how it will be. So nobody
// answers without having been told before.
func (l *List) askMark(r *row, rec *receipt, width int) []span {
	g, ik, w := l.look.Glyphs, &l.ink, l.look.Words.Receipt
	long := width >= wide
	pick := func(full, short string) cell.Text {
		if long {
			return cell.Line(full)
		}
		return cell.Line(short)
	}
	if rec.responded {
		done := cell.Fill(pick(w.Answered, w.AnsweredShort), clock(rec.respondedAt))
		if rec.respondedAt == 0 {
			done = pick(w.AnsweredSome, w.AnsweredSomeShort)
		}
		return l.padMark(g.Read, done, width, ik.faint)
	}
	how, short := w.ByItself, ""
	switch {
	case l.look.Held != nil && l.look.Held(r.uid):
		how, short = w.Withheld, w.WithheldShort
	case l.look.Peek:
		how, short = w.Peeking, w.PeekingShort
	case l.look.Ask:
		how, short = w.AnswerKey, w.AnswerKeyShort
	case l.look.Never:
		how, short = w.NotAnswering, w.NotAnsweringShort
	}
	ask := cell.Concat(cell.Line(w.AsksShort), cell.Say(" "), cell.Line(g.Unread), cell.Say(" "), cell.Line(how))
	if width < roomy {
		ask = pick(w.Asks, w.AsksShort)
		if short != "" {
			ask = phrase.Label(l.look.Words, cell.Line(w.AsksShort), cell.Line(short))
		}
	}
	return l.padMark(g.Ask, ask, width, ik.ask)
}

// padMark gives a mark the width that it has before and after the answer, where
// that is not a long sentence.
func (l *List) padMark(sign string, text cell.Text, width int, st ink) []span {
	w := l.look.Words.Receipt
	asks, done := w.Asks, w.Answered
	if width < wide {
		asks, done = w.AsksShort, w.AnsweredShort
	}
	room := max(l.look.Rule.Width(cell.Line(asks)), l.look.Rule.Width(cell.Fill(cell.Line(done), cell.Say("00:00"))))
	room = max(room, l.look.Rule.Width(text))
	return []span{inked(cell.Concat(cell.Line(sign), cell.Say(" "), l.look.Rule.Pad(text, room)), st)}
}
