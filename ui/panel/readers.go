package panel

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// A Subject is the message whose readers a panel shows.
type Subject struct {
	Group  chat.GroupID
	UID    chat.MessageUID
	Sender chat.UserID
	Sent   chat.Millis
	Edited chat.Millis
	Text   cell.Text
	// Own says that the user wrote it, Visible that the user may see who reads.
	Own, Visible bool
	// Asks, Responded and Tally are what its receipts stand at.
	Asks, Responded bool
	RespondedAt     chat.Millis
	Counted         bool
	Tally           chat.Tally
}

// Lists are the four lists of a message's readers, whole.
type Lists struct {
	Tally                    chat.Tally
	Read, Unread, Left, Also []chat.Reader
}

// Readers is the panel that shows who has read a message. It is live: news of
// receipts go to [Readers.Count].
type Readers struct {
	look    *Look
	subject Subject

	read, left, also []chat.Reader
	unread           map[chat.UserID]bool
	loaded           bool
	err              cell.Text
	early            []chat.ReceiptsChanged // what came before the lists

	rows   []item
	dirty  bool
	scroll int
	size   [2]int
	lines  []string
}

// item is one line of the panel below its head.
type item struct {
	left, right []span
}

// NewReaders returns a panel that waits for its lists.
func NewReaders(look *Look, s Subject) *Readers {
	return &Readers{look: look, subject: s, dirty: true, unread: map[chat.UserID]bool{}}
}

// Subject returns the message that the panel is about.
func (r *Readers) Subject() Subject { return r.subject }

// Wants reports whether the panel's lists are to be fetched.
func (r *Readers) Wants() bool { return r.subject.Asks && r.subject.Visible }

// Update takes what the message stands at now. It reports whether the lists are
// to be fetched, because the message asks only now.
func (r *Readers) Update(s Subject) bool {
	before := r.Wants()
	r.subject, r.dirty = s, true
	return !before && r.Wants()
}

// Restyle says that the look, a name or a presence has changed.
func (r *Readers) Restyle() { r.dirty = true }

// Fail says that the lists could not be fetched.
func (r *Readers) Fail(why cell.Text) { r.err, r.dirty = why, true }

// Load takes the lists.
func (r *Readers) Load(l Lists) {
	r.read, r.left, r.also = l.Read, l.Left, l.Also
	r.unread = make(map[chat.UserID]bool, len(l.Unread))
	for _, u := range l.Unread {
		r.unread[u.User] = true
	}
	if !r.subject.Counted || l.Tally.Version >= r.subject.Tally.Version {
		r.subject.Tally, r.subject.Counted = l.Tally, true
	}
	r.loaded, r.err, r.dirty = true, cell.Text{}, true
	early := r.early
	r.early = nil
	for _, n := range early {
		r.Count(n)
	}
}

// Count takes news of the message's receipts. It reports whether the lists are
// to be fetched anew, because the news do not say all.
func (r *Readers) Count(n chat.ReceiptsChanged) (stale bool) {
	r.dirty = true
	total := r.subject.Tally.Total
	if n.Tally.Version >= r.subject.Tally.Version {
		r.subject.Tally, r.subject.Counted = n.Tally, true
	}
	if !r.loaded {
		r.early = append(r.early, n)
		return false
	}
	for user, at := range n.Readers {
		delete(r.unread, user)
		into := &r.read
		if slices.Contains(n.Also, user) {
			into = &r.also
		}
		known := func(x chat.Reader) bool { return x.User == user }
		if !slices.ContainsFunc(*into, known) {
			*into = append(*into, chat.Reader{User: user, ReadAt: at, BeforeEdit: r.subject.Edited != 0 && at < r.subject.Edited})
		}
	}
	return n.Tally.Total != total || len(r.read) != r.subject.Tally.Read
}

// Scroll moves the lists by lines, up when positive.
func (r *Readers) Scroll(lines int) { r.scroll, r.dirty = max(r.scroll-lines, 0), true }

// Render draws the panel. The slice is valid until the next Render.
func (r *Readers) Render(width, height int) []string {
	if size := [2]int{width, height}; size != r.size {
		r.size, r.dirty = size, true
	}
	if !r.dirty {
		return r.lines
	}
	r.dirty = false
	head := r.head(width)
	r.build(width)
	room := max(height-len(head), 0)
	r.scroll = min(r.scroll, max(len(r.rows)-room, 0))
	r.lines = head
	for _, it := range r.rows[r.scroll:min(r.scroll+room, len(r.rows))] {
		r.lines = append(r.lines, r.look.line(width, it.left, it.right))
	}
	r.lines = r.look.fill(r.lines, width, height)
	return r.lines
}

// head draws what stands still above the lists.
func (r *Readers) head(width int) []string {
	l, th, w := r.look, r.look.Theme, r.look.Words.Panel
	s := r.subject
	lines := []string{
		l.title(width, cell.Line(w.Receipts), cell.Line(w.FootShort)),
		l.line(width, []span{{cell.Concat(l.Name(s.Sender), cell.Say(": "), s.Text.Flat()), th.Quote}}, nil),
	}
	if !r.Wants() || !s.Counted {
		return append(lines, l.blank(width))
	}
	at := cell.Line(s.Sent.Time().Format("15:04:05"))
	left := []span{{Sum(l, s.Tally), style(l, s.Tally)}}
	right := []span{{cell.Fill(cell.Line(w.Sent), at), th.Faint}}
	lines = append(lines, l.line(width, left, right))
	if chart := r.chart(width - 2); !chart.Empty() {
		lines = append(lines, l.line(width, []span{{chart, style(l, s.Tally).Underline(false)}}, nil))
	}
	return append(lines, l.blank(width))
}

// Sum says a count in words.
func Sum(l *Look, t chat.Tally) cell.Text {
	w := l.Words.Receipt
	switch {
	case t.Total == 0:
		return cell.Line(w.Nobody)
	case t.Read >= t.Total:
		return cell.Concat(cell.Line(l.Glyphs.ReceiptAll), cell.Say(" "), cell.Line(w.ReadByAll))
	}
	sign := l.Glyphs.ReceiptSome
	if t.Read == 0 {
		sign = l.Glyphs.ReceiptNone
	}
	return cell.Concat(cell.Line(sign), cell.Say(" "), cell.Fill(cell.Line(w.ReadBy), cell.Number(t.Read), cell.Number(t.Total)))
}

func style(l *Look, t chat.Tally) lipgloss.Style {
	switch {
	case t.Total > 0 && t.Read >= t.Total:
		return l.Theme.ReceiptAll
	case t.Read > 0:
		return l.Theme.ReceiptSome
	}
	return l.Theme.ReceiptNone
}

// chart draws how many had read over time, from sending to the last reading.
func (r *Readers) chart(width int) cell.Text {
	total := r.subject.Tally.Total
	if len(r.read) < 2 || total < 2 || width < 8 {
		return cell.Text{}
	}
	last := r.subject.Sent
	for _, x := range r.read {
		last = max(last, x.ReadAt)
	}
	from, span := r.subject.Sent, max(last-r.subject.Sent, 1)
	at := make([]int, width)
	for _, x := range r.read {
		i := int(int64(max(x.ReadAt-from, 0)) * int64(width-1) / int64(span))
		at[min(i, width-1)]++
	}
	parts := make([]cell.Text, width)
	sum := 0
	for i, n := range at {
		sum += n
		parts[i] = cell.Line(r.look.Glyphs.Column(sum, total))
	}
	return cell.Concat(parts...)
}

// build makes the lines of the lists.
func (r *Readers) build(width int) {
	l, th, w := r.look, r.look.Theme, r.look.Words.Panel
	r.rows = r.rows[:0]
	switch {
	case !r.subject.Asks && r.subject.Own:
		r.note(width, cell.Line(w.NotAskedOwn), th.Text)
	case !r.subject.Asks:
		r.note(width, cell.Line(w.NotAsked), th.Text)
	case !r.subject.Visible:
		r.note(width, cell.Line(w.OnlySender), th.Text)
		r.rows = append(r.rows, item{})
		answer := cell.Line(w.YouNotYet)
		if r.subject.Responded {
			answer = cell.Fill(cell.Line(w.YouAnswered), cell.Line(r.subject.RespondedAt.Time().Format("15:04:05")))
		}
		r.note(width, answer, th.Text)
	case !r.err.Empty():
		r.note(width, cell.Fill(cell.Line(w.Failed), r.err), th.Bad)
	case !r.loaded:
		r.note(width, cell.Line(w.Loading), th.Faint)
	default:
		r.section(cell.Line(w.Read), len(r.read), cell.Text{})
		byTime(r.read)
		for _, x := range r.read {
			r.rows = append(r.rows, r.reader(x, l.Glyphs.Read, th.Good))
		}
		r.section(cell.Line(w.UnreadHint), len(r.unread), cell.Text{})
		for _, u := range r.missing() {
			r.rows = append(r.rows, r.absent(u))
		}
		if len(r.left) > 0 {
			r.section(cell.Line(w.Left), len(r.left), cell.Text{})
			for _, x := range r.left {
				r.rows = append(r.rows, item{left: []span{{cell.Concat(cell.Line(l.Glyphs.Left), cell.Say(" ")), th.Faint}, {l.Name(x.User), th.Faint}}})
			}
		}
		if len(r.also) > 0 {
			r.section(cell.Line(w.Also), len(r.also), cell.Line(w.AlsoHint))
			byTime(r.also)
			for _, x := range r.also {
				r.rows = append(r.rows, r.reader(x, l.Glyphs.Late, th.Faint))
			}
		}
	}
}

func (r *Readers) note(width int, t cell.Text, st lipgloss.Style) {
	for _, line := range r.look.Rule.Wrap(t, width-2) {
		r.rows = append(r.rows, item{left: []span{{line, st}}})
	}
}

func (r *Readers) section(name cell.Text, n int, hint cell.Text) {
	th := r.look.Theme
	if len(r.rows) > 0 {
		r.rows = append(r.rows, item{})
	}
	r.rows = append(r.rows, item{left: []span{{name, th.Title}}, right: []span{{cell.Number(n), th.Faint}}})
	if !hint.Empty() {
		r.rows = append(r.rows, item{left: []span{{hint, th.Faint}}})
	}
}

func byTime(list []chat.Reader) {
	slices.SortFunc(list, func(a, b chat.Reader) int {
		return cmp.Or(cmp.Compare(a.ReadAt, b.ReadAt), cmp.Compare(a.User, b.User))
	})
}

// missing returns who has not read: those that are there first.
func (r *Readers) missing() []chat.UserID {
	users := make([]chat.UserID, 0, len(r.unread))
	for u := range r.unread {
		users = append(users, u)
	}
	order := func(u chat.UserID) int {
		if on, _ := r.look.Online(u); on {
			return 0
		}
		return 1
	}
	slices.SortFunc(users, func(a, b chat.UserID) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), strings.Compare(r.look.Name(a).String(), r.look.Name(b).String()), cmp.Compare(a, b))
	})
	return users
}

func (r *Readers) reader(x chat.Reader, sign string, st lipgloss.Style) item {
	th, w := r.look.Theme, r.look.Words.Panel
	left := []span{{cell.Concat(cell.Line(sign), cell.Say(" ")), st}, {r.look.Name(x.User), th.Text}}
	if x.AfterLeft {
		left = append(left, span{cell.Concat(cell.Say(" "), cell.Line(w.AfterLeft)), th.Faint})
	}
	if x.BeforeEdit {
		left = append(left, span{cell.Concat(cell.Say(" "), cell.Line(w.BeforeEdit)), th.Warn})
	}
	after := Elapsed(x.ReadAt.Since(r.subject.Sent), r.look.Words)
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

func (r *Readers) absent(u chat.UserID) item {
	th, w, g := r.look.Theme, r.look.Words.Panel, r.look.Glyphs
	it := item{left: []span{{cell.Concat(cell.Line(g.Unread), cell.Say(" ")), th.Faint}, {r.look.Name(u), th.Text}}}
	if on, known := r.look.Online(u); known && on {
		it.right = []span{{cell.Concat(cell.Line(g.Online), cell.Say(" "), cell.Line(w.Online)), th.Good}}
	} else if known {
		it.right = []span{{cell.Concat(cell.Line(g.Offline), cell.Say(" "), cell.Line(w.Offline)), th.Faint}}
	}
	return it
}

// Copy returns the lists as lines of text with tabs between the columns.
func (r *Readers) Copy() string {
	w := r.look.Words
	var b strings.Builder
	row := func(cells ...string) { b.WriteString(strings.Join(cells, "\t") + "\n") }
	put := func(name string, list []chat.Reader) {
		for _, x := range list {
			at, after := "", ""
			if x.ReadAt != 0 {
				at = x.ReadAt.Time().Format(time.DateTime)
				after = Elapsed(x.ReadAt.Since(r.subject.Sent), w).String()
			}
			row(name, "@"+string(x.User), r.look.Name(x.User).String(), at, after)
		}
	}
	row(Sum(r.look, r.subject.Tally).String())
	put(w.Panel.Read, r.read)
	for _, u := range r.missing() {
		row(w.Panel.UnreadHint, "@"+string(u), r.look.Name(u).String())
	}
	put(w.Panel.Left, r.left)
	put(w.Panel.Also, r.also)
	return b.String()
}
