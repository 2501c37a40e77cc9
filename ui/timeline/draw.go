package timeline

import (
	"maps"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
	"seenby/ui/prose"
)

// drawn is a row as it stands on screen: lead lines (a day, the "new" line, a
// gap, an empty line) and its own.
type drawn struct {
	key   key
	lead  int
	lines []string
	blank bool // nothing of the text can be seen
}

// key is all that a drawing depends on.
type key struct {
	version, gen, quoted uint32
	width, gap           int
	head, day, fresh     bool
	selected             bool
	top                  topState
}

// topState is what stands above the oldest row.
type topState uint8

const (
	topNone topState = iota
	topBeginning
	topLoading
	topFailed
)

// draw returns row i drawn at the present width.
func (l *List) draw(i int) *drawn {
	r := l.at(i)
	k := l.keyOf(i, r)
	if r.drawn != nil && r.drawn.key == k {
		return r.drawn
	}
	d := l.fresh(r, k)
	if r.drawn == nil {
		l.lit = append(l.lit, r)
	} else {
		l.litN -= len(r.drawn.lines)
	}
	l.litN += len(d.lines)
	r.drawn = d
	return d
}

// fresh draws a row. One that cannot be drawn must not take the whole program
// down, at every start again: a line that says so stands in its place, and it
// is never read.
func (l *List) fresh(r *row, k key) (d *drawn) {
	p := pen{look: l.look, ink: &l.ink, width: l.width, selected: k.selected}
	d = &drawn{key: k}
	d.lines = l.lead(p, r, k)
	d.lead = len(d.lines)
	if l.look.Skip != nil && l.look.Skip(r.uid) {
		l.breaks(p, r, d)
		return d
	}
	defer func() {
		why := recover()
		if why == nil {
			return
		}
		l.breaks(p, r, d)
		if l.look.Broken != nil && !l.broken[r.uid] {
			l.broken[r.uid] = true
			l.look.Broken(r.uid, why)
		}
	}()
	d.blank = l.body(p, r, k, d)
	return d
}

// breaks puts a line that says so in the place of a row that cannot be drawn.
func (l *List) breaks(p pen, r *row, d *drawn) {
	note := cell.Fill(cell.Line(l.look.Words.Timeline.Broken), cell.Line(string(r.uid)))
	d.lines = append(d.lines[:d.lead], p.content(l.look.Glyphs.Failed, l.ink.bad, l.look.Rule.Cut(note, p.textWidth()), l.ink.system))
	d.blank = true
}

func (l *List) keyOf(i int, r *row) key {
	k := key{version: r.version, gen: l.gen, width: l.width, gap: l.gap(i), selected: r == l.sel}
	if i == 0 {
		k.day, k.head = true, true
		k.top = l.topState()
	} else {
		before := l.at(i - 1)
		k.day = !sameDay(before.sent, r.sent)
		k.head = k.day || k.gap > 0 || l.startsGroup(before, r)
	}
	k.fresh = l.firstNew(i, r)
	k.head = k.head || k.fresh
	if r.extra != nil && r.extra.replyTo != "" {
		if q := l.byUID[r.extra.replyTo]; q != nil {
			k.quoted = q.version + 1
		}
	}
	return k
}

// firstNew reports whether row i is the first of the new messages. What the user
// wrote is not new to them, and system lines are never read.
func (l *List) firstNew(i int, r *row) bool {
	isNew := func(r *row) bool {
		return l.newFrom > 0 && r.seq >= l.newFrom && r.sender != l.look.Me && !r.system()
	}
	if !isNew(r) {
		return false
	}
	for i--; i >= 0 && l.at(i).seq >= l.newFrom; i-- {
		if isNew(l.at(i)) {
			return false
		}
	}
	return true
}

// startsGroup reports whether r stands under a name of its own. A message that
// asks for receipts does, so that its mark has a place.
func (l *List) startsGroup(before, r *row) bool {
	return before.sender != r.sender || before.system() || r.receipt() != nil || before.receipt() != nil ||
		r.sent.Since(before.sent) > groupSpan
}

func (l *List) topState() topState {
	switch {
	case l.loading && l.older:
		return topLoading
	case l.failed:
		return topFailed
	case !l.older:
		return topBeginning
	}
	return topNone
}

// lead draws what stands above a row.
func (l *List) lead(p pen, r *row, k key) []string {
	w, ik := l.look.Words, &l.ink
	var lines []string
	add := func(words string, st ink) { lines = append(lines, p.rule(cell.Line(words), st)) }
	switch k.top {
	case topLoading:
		add(w.Timeline.Loading, ik.faint)
	case topFailed:
		add(w.Timeline.LoadFailed, ik.warn)
	case topBeginning:
		add(w.Timeline.Beginning, ik.faint)
	}
	switch {
	case k.gap == 1:
		add(w.Timeline.GapOne, ik.warn)
	case k.gap > 1:
		lines = append(lines, p.rule(cell.Fill(cell.Line(w.Timeline.Gap), cell.Number(k.gap)), ik.warn))
	}
	if k.day {
		lines = append(lines, p.rule(l.day(r.sent), ik.day))
	}
	if k.fresh {
		lines = append(lines, p.mark(cell.Line(w.Timeline.New), ik.fresh))
	}
	if len(lines) == 0 && k.head && l.look.Airy {
		lines = append(lines, strings.Repeat(" ", p.width))
	}
	return lines
}

func (l *List) day(m chat.Millis) cell.Text {
	t := m.Time()
	pattern, weekday, month := l.look.Words.Days.Day(t)
	return cell.Fill(cell.Line(pattern), cell.Line(weekday), cell.Number(t.Day()), cell.Line(month), cell.Number(t.Year()))
}

func (l *List) emptyLine() string {
	p := pen{look: l.look, ink: &l.ink, width: l.width}
	w := l.look.Words.Timeline
	switch {
	case l.loading:
		return p.centre(cell.Line(w.Loading), l.ink.faint)
	case l.failed:
		return p.centre(cell.Line(w.LoadFailed), l.ink.warn)
	}
	return p.centre(cell.Line(l.look.Words.NoMessages), l.ink.faint)
}

// body draws a row's own lines; it reports whether nothing of its text shows.
func (l *List) body(p pen, r *row, k key, d *drawn) (blank bool) {
	if r.system() {
		for _, line := range l.look.Rule.Wrap(l.systemText(r), p.textWidth()) {
			d.lines = append(d.lines, p.content(l.look.Glyphs.Bullet, l.ink.faint, line, l.ink.system))
		}
		return true
	}
	if k.head {
		d.lines = append(d.lines, l.header(p, r))
	}
	if r.extra != nil && r.extra.replyTo != "" && !r.recalled() {
		d.lines = append(d.lines, l.quote(p, r))
	}
	blank = l.text(p, r, d)
	if meta := l.meta(r, k.selected); len(meta) > 0 {
		d.lines = append(d.lines, p.meta(meta))
	}
	return blank
}

// quote draws the line that says what a message replies to.
func (l *List) quote(p pen, r *row) string {
	w := l.look.Words.Timeline
	text := cell.Line(w.QuoteMissing)
	if q := l.byUID[r.extra.replyTo]; q != nil {
		what := l.gist(q)
		switch {
		case q.recalled():
			what = cell.Line(w.Recalled)
		case what.Blank():
			what = cell.Line(w.Nothing)
		}
		text = phrase.Label(l.look.Words, l.name(q.sender), what)
	}
	text = l.look.Rule.Cut(text, p.textWidth())
	return p.content(l.look.Glyphs.Border[0], l.ink.border, text, l.ink.quote)
}

// gist is what a message says, on one line and without its markup.
func (l *List) gist(r *row) cell.Text {
	var b strings.Builder
	for _, block := range prose.Parse(cell.Clean(r.text), string(l.look.Me)) {
		for _, word := range strings.Fields(block.Text.String()) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(word)
		}
	}
	return cell.Line(b.String())
}

// meta returns the parts of the line of marks below a message.
func (l *List) meta(r *row, selected bool) []span {
	ik, w := &l.ink, l.look.Words.Timeline
	sign := func(glyph, words string, st ink) span {
		return inked(cell.Concat(cell.Line(glyph), cell.Say(" "), cell.Line(words)), st)
	}
	x := r.extra
	var parts []span
	switch hidden := cell.Clean(r.text).Hidden(); {
	case hidden == 0 || r.recalled():
	case r.revealed():
		parts = append(parts, sign(l.look.Glyphs.Hidden, w.HiddenShown, ik.warn))
	default:
		parts = append(parts, sign(l.look.Glyphs.Hidden, w.HiddenParts, ik.warn))
	}
	if x == nil {
		return parts
	}
	if r.state == chat.SendFailed {
		parts = append(parts, inked(cell.Fill(cell.Line(w.FailedHint), cell.Line(l.look.Words.Reason(x.err))), ik.bad))
	}
	if r.state == chat.SendRecalling {
		parts = append(parts, sign(l.look.Glyphs.Pending, w.Recalling, ik.warn))
	}
	if x.reminded && !r.recalled() && (x.receipt == nil || !x.receipt.responded) {
		parts = append(parts, sign(l.look.Glyphs.Ask, w.Reminded, ik.ask))
	}
	if x.edited != 0 && !r.recalled() {
		parts = append(parts, l.editedMark(r, selected))
	}
	return append(parts, l.reactions(x.reactions, selected)...)
}

// editedMark says that a message was edited, and when where one looks closer.
func (l *List) editedMark(r *row, selected bool) span {
	w := l.look.Words.Timeline
	if !selected {
		return inked(cell.Line(w.Edited), l.ink.faint)
	}
	when := clock(r.extra.edited)
	if !sameDay(r.extra.edited, r.sent) {
		when = cell.Concat(l.day(r.extra.edited), cell.Say(" "), when)
	}
	return inked(cell.Fill(cell.Line(w.EditedAt), when), l.ink.faint)
}

// maxGivers is how many of those who gave an emoji are named.
const maxGivers = 5

// givers names those who gave an emoji, as far as there is room for them.
func (l *List) givers(users []chat.UserID) cell.Text {
	var names []cell.Text
	for _, u := range users[:min(len(users), maxGivers)] {
		names = append(names, l.name(u))
	}
	text := phrase.List(l.look.Words, names...)
	if more := len(users) - maxGivers; more > 0 {
		text = cell.Concat(text, cell.Say(" +"), cell.Number(more))
	}
	return text
}

// reactions are the emoji with how many gave each, and who did where one looks
// closer. One's own stand in brackets.
func (l *List) reactions(all map[string][]chat.UserID, selected bool) []span {
	var parts []span
	for _, emoji := range slices.Sorted(maps.Keys(all)) {
		users := all[emoji]
		if len(users) == 0 {
			continue
		}
		text, st := cell.Concat(cell.Line(emoji), cell.Say(" "), cell.Number(len(users))), l.ink.faint
		if selected {
			text = cell.Concat(cell.Line(emoji), cell.Say(" "), l.givers(users))
		}
		if slices.Contains(users, l.look.Me) {
			text, st = cell.Concat(cell.Say("["), text, cell.Say("]")), l.ink.accent
		}
		parts = append(parts, inked(text, st))
	}
	return parts
}

func (l *List) name(u chat.UserID) cell.Text {
	if u == l.look.Me {
		return cell.Line(l.look.Words.You)
	}
	return l.look.Name(u)
}
