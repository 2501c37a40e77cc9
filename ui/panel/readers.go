package panel

import (
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// A Subject is the message whose readers a panel shows.
type Subject struct {
	Group  chat.GroupID
	UID    chat.MessageUID
	Seq    chat.Seq
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
// receipts go to [Readers.Count]. Only the lines on screen are drawn, so that a
// group of thousands scrolls as one of five.
type Readers struct {
	look    *Look
	subject Subject

	read, left, also []chat.Reader
	unread           []chat.UserID
	known            map[chat.UserID]bool // those in read and also
	loaded           bool
	copied           *chat.Known // where the lists are not the hub's
	asOf             cell.Text   // while the hub is away
	err              cell.Text
	early            []chat.ReceiptsChanged // what came before the lists

	filter string
	typing bool        // keys go to the filter
	goals  []cell.Text // what the user wants to be told

	rows     []row
	sorted   bool // the lists are in their order
	dirty    bool
	scroll   int
	size     [2]int
	lines    []string
	filterAt int // the line of the filter, as drawn last
}

// NewReaders returns a panel that waits for its lists.
func NewReaders(look *Look, s Subject) *Readers {
	return &Readers{look: look, subject: s, dirty: true, known: map[chat.UserID]bool{}}
}

// Subject returns the message that the panel is about.
func (r *Readers) Subject() Subject { return r.subject }

// Wants reports whether the panel's lists are to be fetched.
func (r *Readers) Wants() bool { return r.subject.Asks && r.subject.Visible }

// AsOf says while the hub is away as of when everything is; an empty text that it
// is there.
func (r *Readers) AsOf(when cell.Text) { r.asOf, r.dirty = when, true }

// LoadCopy takes what is known without the hub, unless the hub's own lists are
// here already.
func (r *Readers) LoadCopy(k chat.Known) {
	if r.loaded && r.copied == nil {
		return
	}
	l := Lists{Read: k.Read, Also: k.Also, Unread: k.Unread, Tally: r.subject.Tally}
	if k.Tally != nil {
		l.Tally = *k.Tally
	}
	counted := r.subject.Counted || k.Tally != nil
	r.Load(l)
	r.copied, r.subject.Counted = &k, counted
}

// Whole reports whether the lists are all that there is to know.
func (r *Readers) Whole() bool { return r.loaded && r.copied == nil }

// Loaded reports whether the lists are there.
func (r *Readers) Loaded() bool { return r.loaded }

// Update takes what the message stands at now. It reports whether the lists are
// to be fetched, because the message asks only now.
func (r *Readers) Update(s Subject) bool {
	before := r.Wants()
	r.subject, r.dirty = s, true
	return !before && r.Wants()
}

// Restyle says that the look, a name or a presence has changed.
func (r *Readers) Restyle() { r.sorted, r.dirty = false, true }

// Goals takes what the user wants to be told about the message, in words.
func (r *Readers) Goals(goals []cell.Text) { r.goals, r.dirty = goals, true }

// Fail says that the lists could not be fetched.
func (r *Readers) Fail(why cell.Text) { r.err, r.dirty = why, true }

// Load takes the lists.
func (r *Readers) Load(l Lists) {
	r.read, r.left, r.also = l.Read, l.Left, l.Also
	clear(r.known)
	for _, x := range slices.Concat(l.Read, l.Also) {
		r.known[x.User] = true
	}
	r.unread = r.unread[:0]
	for _, u := range l.Unread {
		if !r.known[u.User] { // who reads while the lists are fetched is in both
			r.unread = append(r.unread, u.User)
		}
	}
	if !r.subject.Counted || !l.Tally.Before(r.subject.Tally) {
		r.subject.Tally, r.subject.Counted = l.Tally, true
	}
	r.loaded, r.copied, r.err, r.sorted, r.dirty = true, nil, cell.Text{}, false, true
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
	if !n.Tally.Before(r.subject.Tally) {
		r.subject.Tally, r.subject.Counted = n.Tally, true
	}
	if !r.loaded {
		r.early = append(r.early, n)
		return false
	}
	for user, at := range n.Readers {
		if r.known[user] {
			continue
		}
		r.known[user], r.sorted = true, false
		into := &r.read
		if slices.Contains(n.Also, user) {
			into = &r.also
		}
		*into = append(*into, chat.Reader{User: user, ReadAt: at, BeforeEdit: r.subject.Edited != 0 && at < r.subject.Edited})
	}
	r.unread = slices.DeleteFunc(r.unread, func(u chat.UserID) bool { return r.known[u] })
	return n.Tally.Total != total || len(r.read) != r.subject.Tally.Read
}

// Scroll moves the lists by lines, up when positive.
func (r *Readers) Scroll(lines int) { r.scroll, r.dirty = max(r.scroll-lines, 0), true }

// Filter begins typing what names are to hold. Filtering reports whether keys
// belong to that, Filtered whether a filter is set.
func (r *Readers) Filter() { r.typing, r.dirty = r.loaded, true }

// Filtering reports whether keys belong to the filter.
func (r *Readers) Filtering() bool { return r.typing }

// Filtered reports whether the lists are narrowed.
func (r *Readers) Filtered() bool { return r.filter != "" }

// Type adds to the filter.
func (r *Readers) Type(text string) {
	r.filter += cell.Line(text).String()
	r.scroll, r.dirty = 0, true
}

// Erase takes the last character of the filter away.
func (r *Readers) Erase() {
	_, n := utf8.DecodeLastRuneInString(r.filter)
	r.filter, r.dirty = r.filter[:len(r.filter)-n], true
}

// Clear takes the whole filter away.
func (r *Readers) Clear() { r.filter, r.scroll, r.dirty = "", 0, true }

// EndFilter ends typing; with clear the lists are whole again.
func (r *Readers) EndFilter(clear bool) {
	r.typing, r.dirty = false, true
	if clear {
		r.filter, r.scroll = "", 0
	}
}

// FilterCursor returns where the cursor of the filter stands in the last
// Render; ok is false while nothing is typed.
func (r *Readers) FilterCursor() (x, y int, ok bool) {
	return 3 + r.look.Rule.Width(cell.Line(r.filter)), r.filterAt, r.typing
}

// Render draws the panel. The slice is valid until the next Render.
func (r *Readers) Render(width, height int) []string {
	if size := [2]int{width, height}; size != r.size {
		r.size, r.dirty = size, true
	}
	if !r.dirty {
		return r.lines
	}
	r.dirty = false
	head := r.head(width, height)
	r.build(width)
	room := max(height-len(head), 0)
	r.scroll = min(r.scroll, max(len(r.rows)-room, 0))
	r.lines = head
	for _, x := range r.rows[r.scroll:min(r.scroll+room, len(r.rows))] {
		it := r.item(x)
		r.lines = append(r.lines, r.look.line(width, it.left, it.right))
	}
	r.lines = r.look.fill(r.lines, width, height)
	return r.lines
}

// head draws what stands still above the lists.
func (r *Readers) head(width, height int) []string {
	l, th, w := r.look, r.look.Theme, r.look.Words
	s := r.subject
	lines := []string{
		l.title(width, cell.Line(w.Panel.Receipts), cell.Line(w.Panel.FootShort)),
		l.line(width, []span{{phrase.Label(w, l.Name(s.Sender), s.Text.Flat()), th.Quote}}, nil),
	}
	if !r.Wants() || !s.Counted {
		return append(lines, l.blank(width))
	}
	at := cell.Line(s.Sent.Time().Format("15:04:05"))
	left := []span{{Sum(l, s.Tally), style(l, s.Tally)}}
	right := []span{{cell.Concat(cell.Say(" "), cell.Fill(cell.Line(w.Panel.Sent), at)), th.Faint}}
	if l.Rule.Width(left[0].text)+l.Rule.Width(right[0].text) > width-2 {
		right = nil // the count matters more
	}
	lines = append(lines, l.line(width, left, right))
	for _, t := range r.chart(width-2, chartHeight(height)) {
		lines = append(lines, l.line(width, []span{{t, style(l, s.Tally).Underline(false)}}, nil))
	}
	if height >= captionHeight {
		lines = append(lines, l.line(width, []span{{r.caption(width - 2), th.Faint}}, nil))
	}
	for i, g := range r.goals[:min(len(r.goals), max(height/6, 1))] {
		if i == 0 {
			g = cell.Concat(cell.Line(w.Goals.Waits), cell.Say(" "), g)
		} else {
			g = cell.Concat(cell.Spaces(l.Rule.Width(cell.Line(w.Goals.Waits))+1), g)
		}
		lines = append(lines, l.line(width, []span{{cell.Concat(cell.Line(l.Glyphs.Pending), cell.Say(" "), g), th.Accent}}, nil))
	}
	if r.typing || r.Filtered() {
		r.filterAt = len(lines)
		return append(lines, l.line(width, []span{{cell.Say("/ "), th.Prompt}, {cell.Line(r.filter), th.Text}}, []span{{cell.Line(w.Readers.FilterHint), th.Faint}}))
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

// matches reports whether a name or a handle holds the filter, letters of
// either case alike.
func (r *Readers) matches(u chat.UserID) bool {
	if r.filter == "" {
		return true
	}
	what := strings.ToLower(strings.TrimPrefix(r.filter, "@"))
	return strings.Contains(strings.ToLower(r.look.Name(u).String()), what) || strings.Contains(strings.ToLower(string(u)), what)
}
