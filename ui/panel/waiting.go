package panel

import (
	"slices"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// A Waited is a message of the user's own that not all have read.
type Waited struct {
	Group     chat.GroupID
	GroupName cell.Text
	UID       chat.MessageUID
	Seq       chat.Seq
	Sent      chat.Millis
	Text      cell.Text
	Tally     chat.Tally
	Counted   bool // the tally is known
}

// Waiting is the list of messages on whose readers the user waits, the oldest
// first. It is live: news of receipts go to [Waiting.Count].
type Waiting struct {
	look *Look
	// name returns what a user is called in a group.
	name func(chat.GroupID, chat.UserID) cell.Text

	all     []Waited
	missing map[chat.MessageUID]*absentees
	loaded  bool
	err     cell.Text
	asOf    cell.Text // while the hub is away
	lead    int       // lines above the first entry in the last Render
	at, top int
	shown   int // entries that fit in the last Render
}

// absentees are those who have not read a message, as far as they were
// fetched.
type absentees struct {
	users   []chat.UserID
	loading bool
	stale   bool
}

// MissingNames is how many of those who have not read are fetched of a message.
const MissingNames = 20

// namedAhead is of how many messages from the top of the list on it is fetched
// who is missing.
const namedAhead = 12

// NewWaiting returns a list that waits for its messages.
func NewWaiting(look *Look, name func(chat.GroupID, chat.UserID) cell.Text) *Waiting {
	return &Waiting{look: look, name: name, missing: map[chat.MessageUID]*absentees{}}
}

// Load takes the messages. The cursor stays on its message.
func (w *Waiting) Load(all []Waited) {
	on, _ := w.Picked()
	w.all, w.loaded, w.err = all, true, cell.Text{}
	if i := w.index(on.UID); i >= 0 {
		w.at = i
	}
	w.Move(0)
}

// AsOf says while the hub is away as of when everything is; an empty text that it
// is there, and then it is fetched anew who is missing.
func (w *Waiting) AsOf(when cell.Text) {
	if w.asOf = when; when.Empty() {
		for _, a := range w.missing {
			a.stale = true
		}
	}
}

// Fail says that they could not be fetched.
func (w *Waiting) Fail(why cell.Text) { w.err = why }

func (w *Waiting) index(uid chat.MessageUID) int {
	return slices.IndexFunc(w.all, func(x Waited) bool { return x.UID == uid })
}

// Count takes news of a message's receipts: one that all have read leaves the
// list.
func (w *Waiting) Count(n chat.ReceiptsChanged) {
	i := w.index(n.UID)
	if i < 0 || w.all[i].Counted && n.Tally.Before(w.all[i].Tally) {
		return
	}
	x := &w.all[i]
	if a := w.missing[n.UID]; a != nil {
		a.users = slices.DeleteFunc(a.users, func(u chat.UserID) bool { _, read := n.Readers[u]; return read })
		// Somebody came back or left, or the next names are needed.
		a.stale = a.stale || x.Tally.Total != n.Tally.Total || len(a.users) == 0
	}
	x.Tally, x.Counted = n.Tally, true
	if n.Tally.Read >= n.Tally.Total {
		w.all = slices.Delete(w.all, i, i+1)
		delete(w.missing, n.UID)
		if i < w.at {
			w.at--
		}
		w.Move(0)
	}
}

// Want returns a message on screen, or soon there, of which it is not known who
// is missing. Whoever fetches that ends with [Waiting.Missing].
func (w *Waiting) Want() (Waited, bool) {
	for _, x := range w.all[min(w.top, len(w.all)):min(w.top+max(w.shown, namedAhead), len(w.all))] {
		a := w.missing[x.UID]
		if a == nil {
			a = &absentees{stale: true}
			w.missing[x.UID] = a
		}
		if a.stale && !a.loading && x.Counted {
			a.loading, a.stale = true, false
			return x, true
		}
	}
	return Waited{}, false
}

// Missing takes who has not read a message; ok is false when that could not be
// fetched.
func (w *Waiting) Missing(uid chat.MessageUID, users []chat.Reader, ok bool) {
	a := w.missing[uid]
	if a == nil {
		return
	}
	a.loading = false
	if !ok {
		return
	}
	a.users = a.users[:0]
	for _, u := range users {
		a.users = append(a.users, u.User)
	}
}

// Move goes to another message.
func (w *Waiting) Move(by int) { w.at = min(max(w.at+by, 0), max(len(w.all)-1, 0)) }

// Picked returns the message at the cursor.
func (w *Waiting) Picked() (Waited, bool) {
	if w.at >= len(w.all) {
		return Waited{}, false
	}
	return w.all[w.at], true
}

// PickLine goes to the message at line y of the last Render; false when there
// is none.
func (w *Waiting) PickLine(y int) bool {
	y -= w.lead
	i := w.top + y/2
	if y < 0 || y/2 >= w.shown || i >= len(w.all) {
		return false
	}
	w.at = i
	return true
}

// Len returns how many messages there are.
func (w *Waiting) Len() int { return len(w.all) }

// Render draws the list: two lines for each message.
func (w *Waiting) Render(width, height int) []string {
	l, th, words := w.look, w.look.Theme, w.look.Words.Waiting
	title := cell.Line(words.Title)
	if len(w.all) > 0 {
		title = cell.Concat(title, cell.Say(" "), cell.Number(len(w.all)))
	}
	lines := []string{l.title(width, title, cell.Line(words.Hint))}
	note := func(t cell.Text, st lipgloss.Style) {
		for _, line := range l.Rule.Wrap(t, width-2) {
			lines = append(lines, l.line(width, []span{{line, st}}, nil))
		}
	}
	if !w.asOf.Empty() {
		note(w.asOf, th.Warn)
	}
	switch {
	case !w.err.Empty():
		note(cell.Fill(cell.Line(words.Failed), w.err), th.Bad)
	case !w.loaded:
		note(cell.Line(words.Loading), th.Faint)
	case len(w.all) == 0:
		note(cell.Line(words.Empty), th.Text)
		note(cell.Line(words.EmptyHint), th.Faint)
	}
	w.lead = len(lines)
	w.shown = max((height-w.lead)/2, 1)
	w.top = min(max(w.top, w.at-w.shown+1), w.at)
	for i := w.top; i < len(w.all) && i < w.top+w.shown; i++ {
		lines = append(lines, w.entry(width, w.all[i], i == w.at)...)
	}
	return l.fill(lines, width, height)
}

func (w *Waiting) entry(width int, x Waited, here bool) []string {
	l, th := w.look, w.look.Theme
	st, sign := th.Text, cell.Say(" ")
	if here {
		st, sign = th.Selection, cell.Line(l.Glyphs.Selected)
	}
	count := cell.Concat(cell.Line(l.Glyphs.Ask), cell.Say(" "), cell.Line(l.Words.Waiting.Asking))
	if x.Counted {
		shape := l.Glyphs.ReceiptSome
		if x.Tally.Read == 0 {
			shape = l.Glyphs.ReceiptNone
		}
		count = cell.Concat(cell.Line(shape), cell.Say(" "), cell.Number(x.Tally.Read), cell.Say("/"), cell.Number(x.Tally.Total))
	}
	when := cell.Line(x.Sent.Time().Format("01-02 15:04"))
	first := l.line(width,
		[]span{{sign, th.Accent}, {cell.Say(" "), lipgloss.Style{}}, {x.GroupName, th.Title}, {cell.Say("  "), lipgloss.Style{}}, {x.Text.Flat(), st}},
		[]span{{cell.Say(" "), lipgloss.Style{}}, {count, style(l, x.Tally)}, {cell.Concat(cell.Say("  "), when), th.Faint}})
	second := l.line(width, []span{{sign, th.Accent}, {cell.Say(" "), lipgloss.Style{}}, {w.who(width-4, x), th.Faint}}, nil)
	return []string{first, second}
}

// who names those who have not read, as many as fit, and says how many more
// they are.
func (w *Waiting) who(width int, x Waited) cell.Text {
	l, words := w.look, w.look.Words.Waiting
	if !x.Counted {
		return cell.Text{}
	}
	total := max(x.Tally.Total-x.Tally.Read, 0)
	text := cell.Fill(cell.Line(words.Count), cell.Number(total), cell.Number(x.Tally.Total))
	a := w.missing[x.UID]
	if a == nil || len(a.users) == 0 {
		return text
	}
	more := func(n int) cell.Text {
		if n <= 0 {
			return cell.Text{}
		}
		return cell.Concat(cell.Say(" "), cell.Fill(cell.Line(words.More), cell.Number(n)))
	}
	for i, u := range a.users {
		longer := phrase.List(l.Words, text, w.name(x.Group, u))
		if i == 0 {
			longer = phrase.Label(l.Words, text, w.name(x.Group, u))
		}
		if l.Rule.Width(longer)+l.Rule.Width(more(total-i-1)) > width {
			return cell.Concat(text, more(total-i))
		}
		text = longer
	}
	return cell.Concat(text, more(total-len(a.users)))
}
