package panel

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// row is one line of the lists, drawn only when it is on screen.
type row struct {
	kind   rowKind
	text   cell.Text // of a note or a heading
	style  lipgloss.Style
	n, of  int // of a heading
	reader chat.Reader
	apart  bool // what is to be known of the reader stands on the next line
}

type rowKind uint8

const (
	rowBlank rowKind = iota
	rowNote
	rowHeading
	rowRead
	rowUnread
	rowLeft
	rowAlso
	rowAbout // of the reader above
)

// item is a line as it is drawn.
type item struct {
	left, right []span
}

// build makes the lines of the lists.
func (r *Readers) build(width int) {
	th, w := r.look.Theme, r.look.Words
	r.rows = r.rows[:0]
	switch {
	case !r.subject.Asks && r.subject.Own:
		r.note(width, cell.Line(w.Panel.NotAskedOwn), th.Text)
	case !r.subject.Asks:
		r.note(width, cell.Line(w.Panel.NotAsked), th.Text)
	case !r.subject.Visible:
		r.note(width, cell.Line(w.Panel.OnlySender), th.Text)
		r.rows = append(r.rows, row{})
		answer := cell.Line(w.Panel.YouNotYet)
		if r.subject.Responded {
			answer = cell.Fill(cell.Line(w.Panel.YouAnswered), cell.Line(r.subject.RespondedAt.Time().Format("15:04:05")))
		}
		r.note(width, answer, th.Text)
	case !r.err.Empty():
		r.note(width, cell.Fill(cell.Line(w.Panel.Failed), r.err), th.Bad)
	case !r.loaded:
		r.note(width, cell.Line(w.Panel.Loading), th.Faint)
	case r.copied != nil:
		r.buildKnown(width)
	default:
		if !r.asOf.Empty() {
			r.note(width, r.asOf, th.Warn)
		}
		r.sort()
		r.section(width, w.Panel.Read, "", rowRead, r.read)
		r.section(width, w.Panel.UnreadHint, w.Readers.CannotTell, rowUnread, absent(r.unread))
		r.section(width, w.Panel.Left, "", rowLeft, r.left)
		r.section(width, w.Panel.Also, w.Panel.AlsoHint, rowAlso, r.also)
		if !slices.ContainsFunc(r.rows, func(x row) bool { return x.kind == rowHeading }) {
			r.note(width, cell.Line(w.Readers.NoMatch), th.Faint)
		}
	}
}

// buildKnown makes the lines of what is known without the hub, and says of each
// list where it is not.
func (r *Readers) buildKnown(width int) {
	w, th := r.look.Words, r.look.Theme
	if r.copied.Tally == nil {
		r.note(width, r.asOf, th.Warn)
		r.note(width, cell.Line(w.Readers.NothingKnown), th.Text)
		return
	}
	when := cell.Line(w.Readers.LeftUnknown)
	if !r.asOf.Empty() {
		when = phrase.Clauses(w, r.asOf, when)
	}
	r.note(width, when, th.Warn)
	r.sort()
	t := r.subject.Tally
	nobody := func(name string, n int) {
		if len(r.rows) > 0 {
			r.rows = append(r.rows, row{})
		}
		r.rows = append(r.rows, row{kind: rowHeading, text: cell.Line(name), of: n})
		r.note(width, cell.Line(w.Readers.NamesUnknown), th.Faint)
	}
	if len(r.read) == t.Read {
		r.section(width, w.Panel.Read, "", rowRead, r.read)
	} else {
		nobody(w.Panel.Read, t.Read)
	}
	if unread := t.Total - t.Read; len(r.unread) == unread {
		r.section(width, w.Panel.UnreadHint, w.Readers.CannotTell, rowUnread, absent(r.unread))
	} else {
		nobody(w.Panel.UnreadHint, unread)
	}
	r.section(width, w.Panel.Also, w.Panel.AlsoHint, rowAlso, r.also)
}

func absent(users []chat.UserID) []chat.Reader {
	list := make([]chat.Reader, len(users))
	for i, u := range users {
		list[i].User = u
	}
	return list
}

func (r *Readers) note(width int, t cell.Text, st lipgloss.Style) {
	for _, line := range r.look.Rule.Wrap(t, width-2) {
		r.rows = append(r.rows, row{kind: rowNote, text: line, style: st})
	}
}

// section adds a list under its heading: those whom the filter leaves. The
// lists that say the most are there even when they are empty.
func (r *Readers) section(width int, name, hint string, kind rowKind, list []chat.Reader) {
	if len(list) == 0 && (kind == rowLeft || kind == rowAlso || r.Filtered()) {
		return
	}
	at := len(r.rows)
	if at > 0 {
		r.rows = append(r.rows, row{})
	}
	heading := len(r.rows)
	r.rows = append(r.rows, row{kind: rowHeading, text: cell.Line(name), of: len(list)})
	if hint != "" && len(list) > 0 && !r.Filtered() {
		r.note(width, cell.Line(hint), r.look.Theme.Faint)
	}
	for _, x := range list {
		if r.matches(x.User) {
			r.add(width, kind, x)
			r.rows[heading].n++
		}
	}
	if r.Filtered() && r.rows[heading].n == 0 {
		r.rows = r.rows[:at]
	}
}

// add adds somebody to a list: on one line, and where that has no room for all
// that is to be known of a reader, on two.
func (r *Readers) add(width int, kind rowKind, x chat.Reader) {
	at := row{kind: kind, reader: x}
	if (x.BeforeEdit || x.AfterLeft) && (kind == rowRead || kind == rowAlso) {
		it := r.item(at)
		at.apart = r.look.measure(it.left)+r.look.measure(it.right) > width-2
	}
	r.rows = append(r.rows, at)
	if at.apart {
		r.rows = append(r.rows, row{kind: rowAbout, reader: x})
	}
}

// sort puts the lists in order: readers by time, those who have not read by
// whether they are there, then by name.
func (r *Readers) sort() {
	if r.sorted {
		return
	}
	r.sorted = true
	byTime(r.read)
	byTime(r.also)
	type person struct {
		user chat.UserID
		away int
		name string
	}
	people := make([]person, len(r.unread))
	for i, u := range r.unread {
		people[i] = person{u, 1, r.look.Name(u).String()}
		if on, _ := r.look.Online(u); on {
			people[i].away = 0
		}
	}
	slices.SortFunc(people, func(a, b person) int {
		return cmp.Or(cmp.Compare(a.away, b.away), strings.Compare(a.name, b.name), cmp.Compare(a.user, b.user))
	})
	for i, p := range people {
		r.unread[i] = p.user
	}
}

func byTime(list []chat.Reader) {
	slices.SortFunc(list, func(a, b chat.Reader) int {
		return cmp.Or(cmp.Compare(a.ReadAt, b.ReadAt), cmp.Compare(a.User, b.User))
	})
}

// item draws a line.
func (r *Readers) item(x row) item {
	l, th, g := r.look, r.look.Theme, r.look.Glyphs
	switch x.kind {
	case rowNote:
		return item{left: []span{{x.text, x.style}}}
	case rowHeading:
		n := cell.Number(x.of)
		if r.Filtered() {
			n = cell.Concat(cell.Number(x.n), cell.Say("/"), n)
		}
		return item{left: []span{{x.text, th.Title}}, right: []span{{n, th.Faint}}}
	case rowRead:
		return r.reader(x, g.Read, th.Good)
	case rowAlso:
		return r.reader(x, g.Late, th.Faint)
	case rowAbout:
		return item{left: append([]span{{cell.Spaces(l.Rule.Width(cell.Line(g.Read))), th.Faint}}, r.about(x.reader)...)}
	case rowUnread:
		return r.missing(x.reader.User)
	case rowLeft:
		return item{left: []span{{cell.Concat(cell.Line(g.Left), cell.Say(" ")), th.Faint}, {l.Name(x.reader.User), th.Faint}}}
	}
	return item{}
}

// about is what is to be known of a reader beside the time.
func (r *Readers) about(x chat.Reader) (list []span) {
	th, w := r.look.Theme, r.look.Words.Panel
	if x.AfterLeft {
		list = append(list, span{cell.Concat(cell.Say(" "), cell.Line(w.AfterLeft)), th.Faint})
	}
	if x.BeforeEdit {
		list = append(list, span{cell.Concat(cell.Say(" "), cell.Line(w.BeforeEdit)), th.Warn})
	}
	return list
}

func (r *Readers) reader(of row, sign string, st lipgloss.Style) item {
	x, th := of.reader, r.look.Theme
	left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), st}, {r.look.Name(x.User), th.Text}}
	if !of.apart {
		left = append(left, r.about(x)...)
	}
	after := phrase.Elapsed(x.ReadAt.Since(r.subject.Sent), r.look.Words)
	layout := "15:04:05"
	if a, b := x.ReadAt.Time(), r.subject.Sent.Time(); a.YearDay() != b.YearDay() || a.Year() != b.Year() {
		layout = "01-02 15:04"
	}
	right := []span{
		{cell.Concat(cell.Say(" "), cell.Line(x.ReadAt.Time().Format(layout))), th.Text},
		{cell.Concat(cell.Say(" "), r.look.Rule.PadLeft(after, max(7, r.look.Rule.Width(after)))), th.Faint},
	}
	return item{left: left, right: right}
}

func (r *Readers) missing(u chat.UserID) item {
	th, w, g := r.look.Theme, r.look.Words.Panel, r.look.Glyphs
	it := item{left: []span{{cell.Concat(cell.Line(g.Unread), cell.Say(" ")), th.Faint}, {r.look.Name(u), th.Text}}}
	if on, known := r.look.Online(u); known && on {
		it.right = []span{{cell.Concat(cell.Line(g.Online), cell.Say(" "), cell.Line(w.Online)), th.Good}}
	} else if known {
		it.right = []span{{cell.Concat(cell.Line(g.Offline), cell.Say(" "), cell.Line(w.Offline)), th.Faint}}
	}
	return it
}
