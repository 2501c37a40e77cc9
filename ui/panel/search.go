package panel

import (
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// A Found is a message that a search found.
type Found struct {
	Group     chat.GroupID
	GroupName cell.Text
	UID       chat.MessageUID
	Seq       chat.Seq
	Sent      chat.Millis
	User      chat.UserID
	Sender    cell.Text // what they are called
	// Text is that part of the message in which the hit stands, on one line; see
	// [Excerpt].
	Text cell.Text
}

// An Answer is what came back of a search.
type Answer struct {
	Found []Found
	More  bool // there are more
	Local bool // only what is on this computer was searched
}

const (
	// LeastQuery is how many characters a search needs.
	LeastQuery = 2
	// maxQuery bounds what is looked for, in bytes.
	maxQuery = 256
	// maxMarks is how many hits in one message are marked.
	maxMarks = 16
	// foundAhead is how many results before the last one more are fetched.
	foundAhead = 10
)

// Search is the panel in which messages are looked for: a line to write in, and
// what was found, the newest first. It asks nobody itself: its owner asks for
// [Search.Query], and brings the answers.
type Search struct {
	look  *Look
	group chat.GroupID // "" when there is none to look in
	name  cell.Text
	hint  cell.Text

	everywhere bool
	query      string
	replace    bool // the next character begins a new query

	found   []Found
	more    bool
	local   bool      // what is shown comes from this computer
	pending bool      // nothing was answered yet
	asking  bool      // the hub is asked
	loading bool      // the next page is fetched
	failed  cell.Text // why the hub could not be asked
	fresh   bool      // the next answer is the first to this query
	settled bool      // the hub has answered
	at, top int
	shown   int // results that fit in the last Render
	cursor  int // where the cursor stands in it
}

// NewSearch returns a search in a group, in all groups where there is none.
func NewSearch(look *Look, group chat.GroupID, name cell.Text) *Search {
	return &Search{look: look, group: group, name: name, everywhere: group == ""}
}

// Group returns the group in which it looks, "" for all.
func (s *Search) Group() chat.GroupID {
	if s.everywhere {
		return ""
	}
	return s.group
}

// Everywhere reports whether it looks in all groups.
func (s *Search) Everywhere() bool { return s.everywhere }

// Toggle changes between the group and all groups. It returns false where there
// is no group.
func (s *Search) Toggle() bool {
	s.everywhere = !s.everywhere || s.group == ""
	return s.group != ""
}

// Place says which group it looks in where it does not look in all.
func (s *Search) Place(group chat.GroupID, name cell.Text) {
	s.group, s.name = group, name
	s.everywhere = s.everywhere || group == ""
}

// Hint says what stands beside the title.
func (s *Search) Hint(t cell.Text) { s.hint = t }

// Again says that it is opened once more: what is typed takes the place of what
// stands there.
func (s *Search) Again() { s.replace = s.query != "" }

// Query returns what is looked for; ok is false where it is too short.
func (s *Search) Query() (query string, ok bool) {
	return s.query, utf8.RuneCountInString(s.query) >= LeastQuery
}

// Type adds to the query.
func (s *Search) Type(text string) {
	if s.replace {
		s.query = ""
	}
	s.replace = false
	s.query += cell.Line(text).String()
	for len(s.query) > maxQuery {
		s.erase()
	}
}

// Erase takes the last character of the query away.
func (s *Search) Erase() {
	s.replace = false
	s.erase()
}

// Clear takes the whole query away.
func (s *Search) Clear() { s.query, s.replace = "", false }

func (s *Search) erase() {
	_, size := utf8.DecodeLastRuneInString(s.query)
	s.query = s.query[:len(s.query)-size]
}

// Begin says that the query or the place has changed: what was found is over,
// and stands only until the new answer comes. With keep it is looked for the
// same again, and the cursor stays. Nothing is awaited where the query is too
// short.
func (s *Search) Begin(keep bool) {
	_, ok := s.Query()
	s.pending, s.asking, s.loading, s.settled, s.failed = ok, false, false, false, cell.Text{}
	if !keep {
		s.fresh, s.at, s.top = true, 0, 0
	}
	if !ok {
		s.found, s.more = nil, false
	}
}

// Asking says that the hub is asked, too.
func (s *Search) Asking() { s.asking = true }

// Load takes an answer: that of the hub takes the place of the one from this
// computer, and what comes from here after it is not needed. A cursor that was
// moved stays on its message.
func (s *Search) Load(a Answer, hub bool) {
	if s.settled && !hub {
		return
	}
	on, _ := s.Picked()
	moved := s.at > 0 && !s.fresh
	s.found, s.more, s.local, s.pending, s.fresh, s.at = a.Found, a.More, a.Local, false, false, 0
	if hub {
		s.asking, s.settled = false, true
	}
	for i, f := range s.found {
		if moved && f.UID == on.UID && f.Group == on.Group {
			s.at = i
		}
	}
}

// Append takes the next page. What is there already, or does not go on, is left
// out, and an answer of nothing else ends the list.
func (s *Search) Append(a Answer) {
	s.loading = false
	s.local = s.local || a.Local
	before := len(s.found)
	for _, f := range a.Found {
		if before > 0 && s.goesOn(f, before) {
			s.found = append(s.found, f)
		}
	}
	s.more = a.More && len(s.found) > before
}

// goesOn reports whether a message follows those that are there: in a group by
// its number, in all groups where it is none of the first n.
func (s *Search) goesOn(f Found, n int) bool {
	if !s.everywhere {
		return f.Seq < s.found[len(s.found)-1].Seq
	}
	return !slices.ContainsFunc(s.found[:n], func(x Found) bool { return x.UID == f.UID && x.Group == f.Group })
}

// Found returns what was found so far. It must not be changed.
func (s *Search) Found() []Found { return s.found }

// Rename says what the members of a group are called.
func (s *Search) Rename(g chat.GroupID, name func(chat.UserID) cell.Text) {
	for i := range s.found {
		if f := &s.found[i]; f.Group == g {
			f.Sender = name(f.User)
		}
	}
}

// Fail says that not everything could be searched, and why. What was found
// stays.
func (s *Search) Fail(why cell.Text) {
	s.pending, s.asking, s.loading, s.more, s.failed = false, false, false, s.more && !s.loading, why
}

// Want returns the message after which more are to be fetched, once the cursor
// comes near the end; local says where. Whoever fetches that ends with
// [Search.Append] or [Search.Fail].
func (s *Search) Want() (after Found, local, ok bool) {
	if !s.more || s.loading || s.pending || s.asking || len(s.found) == 0 || s.at+max(s.shown, foundAhead) < len(s.found) {
		return Found{}, false, false
	}
	s.loading = true
	return s.found[len(s.found)-1], s.local, true
}

// Move goes to another result.
func (s *Search) Move(by int) { s.at = min(max(s.at+by, 0), max(len(s.found)-1, 0)) }

// Scroll moves by lines, up when positive.
func (s *Search) Scroll(lines int) { s.Move(-lines / 2) }

// Picked returns the result at the cursor.
func (s *Search) Picked() (Found, bool) {
	if s.at >= len(s.found) {
		return Found{}, false
	}
	return s.found[s.at], true
}

// PointAt goes to line y of the last Render; it returns false when no result is
// there.
func (s *Search) PointAt(y, _ int) bool {
	i := s.top + (y-2)/2
	if y < 2 || (y-2)/2 >= s.shown || i >= len(s.found) {
		return false
	}
	s.at = i
	return true
}

// Cursor returns where the cursor stands in the last Render.
func (s *Search) Cursor() (x, y int) { return s.cursor, 1 }

// Render draws the panel: two lines for each result.
func (s *Search) Render(width, height int) []string {
	l, th, w := s.look, s.look.Theme, s.look.Words.Search
	title := cell.Line(w.Everywhere)
	if !s.everywhere {
		title = cell.Fill(cell.Line(w.Here), s.name)
	}
	state := cell.Concat(cell.Say(" "), s.state(width))
	sign := cell.Concat(cell.Line(l.Glyphs.Closed), cell.Say(" "))
	query := l.Rule.CutLeft(cell.Line(s.query), max(width-6-l.Rule.Width(state), 8))
	s.cursor = 3 + l.Rule.Width(query)
	qst := th.Text
	if s.replace {
		qst = th.Selection
	}
	lines := []string{
		l.title(width, title, s.hint),
		l.line(width, []span{{sign, th.Prompt}, {query, qst}}, []span{{state, th.Faint}}),
	}
	s.shown = max((height-2)/2, 1)
	s.top = min(max(s.top, s.at-s.shown+1), s.at)
	for i := s.top; i < len(s.found) && i < s.top+s.shown; i++ {
		lines = append(lines, s.entry(width, &s.found[i], i == s.at)...)
	}
	for _, note := range s.notes() {
		for _, line := range l.Rule.Wrap(note, max(width-2, 1)) {
			lines = append(lines, l.line(width, []span{{line, th.Faint}}, nil))
		}
	}
	return l.fill(lines, width, height)
}

// wideState is from which width on there is room to say more.
const wideState = 60

// state says how far the search is, and where it looked.
func (s *Search) state(width int) cell.Text {
	w := s.look.Words.Search
	if _, ok := s.Query(); !ok {
		return cell.Text{}
	}
	if s.pending {
		return cell.Line(w.Searching)
	}
	n := cell.Number(len(s.found))
	if s.more {
		n = cell.Concat(n, cell.Say("+"))
	}
	words := w.Found
	switch {
	case s.asking && width < wideState:
		words = w.AskingShort
	case s.asking:
		words = w.Asking
	case s.local && width < wideState:
		words = w.LocalShort
	case s.local:
		words = w.Local
	}
	return cell.Fill(cell.Line(words), n)
}

// notes say below the results what there is to say.
func (s *Search) notes() []cell.Text {
	w := s.look.Words.Search
	var notes []cell.Text
	switch _, ok := s.Query(); {
	case s.query == "":
		return []cell.Text{cell.Line(w.Empty)}
	case !ok:
		return []cell.Text{cell.Line(w.Short)}
	case s.pending || s.asking:
	case len(s.found) == 0:
		notes = append(notes, cell.Line(w.Nothing))
	}
	if !s.failed.Empty() {
		notes = append(notes, cell.Fill(cell.Line(w.Failed), s.failed))
	}
	return notes
}

func (s *Search) entry(width int, f *Found, here bool) []string {
	l, th := s.look, s.look.Theme
	st, sign := th.Text, cell.Say(" ")
	if here {
		st, sign = th.Selection, cell.Line(l.Glyphs.Selected)
	}
	none := lipgloss.NewStyle()
	first := []span{{cell.Concat(sign, cell.Say(" ")), th.Accent}}
	if s.everywhere {
		first = append(first, span{f.GroupName, th.Title}, span{cell.Say("  "), none})
	}
	first = append(first, span{f.Sender, th.Strong})
	when := cell.Concat(cell.Say("  "), cell.Line(f.Sent.Time().Format("2006-01-02 15:04")))
	if width < wideState {
		when = cell.Concat(cell.Say(" "), cell.Line(f.Sent.Time().Format("06-01-02")))
	}
	second := append([]span{{cell.Concat(sign, cell.Say(" ")), th.Accent}}, s.marked(f.Text, width, st)...)
	return []string{l.line(width, first, []span{{when, th.Faint}}), l.line(width, second, nil)}
}

// marked returns a text with what was looked for marked in it, so that the first
// hit can be seen at this width.
func (s *Search) marked(t cell.Text, width int, st lipgloss.Style) []span {
	l := s.look
	places := hits(t.String(), s.query, maxMarks)
	if len(places) == 0 {
		return []span{{t, st}}
	}
	parts := l.Rule.Parts(t, places)
	if room := width - 5; l.Rule.Width(parts[0])+l.Rule.Width(parts[1]) > room {
		parts[0] = l.Rule.CutLeft(parts[0], width/3)
	}
	var spans []span
	for i, part := range parts {
		look := st
		if i%2 == 1 {
			look = l.Theme.Match
		}
		spans = append(spans, span{part, look})
	}
	return spans
}

// hits returns the begins and ends, in bytes, of at most most places in which
// query stands in s, by what search takes for the same.
func hits(s, query string, most int) []int {
	folded, what := chat.Fold(s), chat.Fold(query)
	if what == "" {
		return nil
	}
	var places []int
	at, back := 0, 0 // the same character in folded and in s
	advance := func(to int) int {
		for at < to && back < len(s) {
			_, n := utf8.DecodeRuneInString(folded[at:])
			_, m := utf8.DecodeRuneInString(s[back:])
			at, back = at+n, back+m
		}
		return back
	}
	for from := 0; len(places) < 2*most; {
		i := strings.Index(folded[from:], what)
		if i < 0 {
			break
		}
		begin, end := from+i, from+i+len(what)
		places = append(places, advance(begin), advance(end))
		from = end
	}
	return places
}

const (
	// excerptLead and excerptLength are how many bytes an excerpt has before its
	// first hit and in all, about.
	excerptLead, excerptLength = 120, 600
)

// Excerpt returns that part of a message, made safe, in which query stands
// first, on one line; the beginning where cleaning took it apart. It takes time
// linear in the text, so it is not for the event loop.
func Excerpt(text, query string) cell.Text {
	t := cell.Clean(text).Flat()
	places := hits(t.String(), query, 1)
	if len(places) == 0 || places[0] <= 2*excerptLead {
		return cell.WcWidth.Parts(t, []int{excerptLength})[0]
	}
	from := places[0] - excerptLead
	return cell.Concat(cell.Say("…"), cell.WcWidth.Parts(t, []int{from, from + excerptLength})[1])
}
