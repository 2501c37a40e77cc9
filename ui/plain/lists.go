package plain

import (
	"context"
	"strings"
	"time"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/export"
	"seenby/ui/phrase"
)

// lists are those of a message's readers, in the order in which they are told.
var lists = []chat.ReaderList{chat.ListRead, chat.ListUnread, chat.ListLeft, chat.ListAlso}

// sheet fetches a message's readers: all lists, whole.
func (s *session) sheet(ctx context.Context, g chat.GroupID, n *note) (*export.Sheet, error) {
	page, err := s.o.Chat.History(ctx, g, chat.Span{Around: n.seq, Limit: 1})
	if err != nil {
		return nil, err
	}
	sheet := &export.Sheet{Group: g, UID: n.uid, Seq: n.seq}
	for _, m := range page.Messages {
		if m.UID == n.uid {
			sheet.Sender, sheet.Sent, sheet.Text = m.Sender, m.Sent, cell.Clean(m.Text)
		}
	}
	for _, l := range lists {
		r, err := s.o.Chat.Readers(ctx, g, n.uid, l)
		if err != nil {
			return sheet, err
		}
		if l == chat.ListRead {
			sheet.Tally = r.Tally
		}
		for _, x := range r.Users {
			sheet.Rows = append(sheet.Rows, export.Row{Reader: x, List: l, Name: handle(x.User)})
		}
	}
	return sheet, nil
}

// onSheet fetches a message's readers and does something with them, where there
// are any to see. Where the hub cannot be asked, known does something with what
// is known without it.
func (s *session) onSheet(n *note, do func(*export.Sheet), known func(*export.Sheet, chat.Known)) {
	p, g := s.o.Words.Panel, s.open
	switch {
	case !n.asked && n.own:
		s.fail(cell.Fill(cell.Line(s.w.AskFirst), number(n.seq)))
		return
	case !n.asked:
		s.fail(cell.Line(p.NotAsked))
		return
	case !n.own && g.info.Visibility != chat.VisibleToEveryone:
		s.fail(cell.Line(p.OnlySender))
		return
	}
	id := g.info.ID
	s.ask(func(ctx context.Context) (func(), error) {
		sheet, err := s.sheet(ctx, id, n)
		if sheet == nil || err == nil || refused(err) {
			return func() { do(sheet) }, err
		}
		k, err := s.o.Chat.ReadersCopy(s.ctx, id, n.uid)
		return func() { known(sheet, k) }, err
	})
}

// readers prints who has read a message, and who has not; with a text those
// alone whose handle holds it.
func (s *session) readers(n *note, filter string) {
	filter = strings.ToLower(strings.TrimPrefix(filter, "@"))
	s.onSheet(n, func(sheet *export.Sheet) {
		s.print(s.count(n.seq, sheet.Tally))
		if !s.tellLists(sheet, filter) && filter != "" {
			s.print(cell.Line(s.o.Words.Readers.NoMatch))
		}
	}, func(sheet *export.Sheet, k chat.Known) { s.knownReaders(n, sheet, k, filter) })
}

// tellLists prints a message's lists, with a filter those in them whose handle
// holds it. It reports whether there was anybody.
func (s *session) tellLists(sheet *export.Sheet, filter string) (somebody bool) {
	w := s.o.Words
	name := map[chat.ReaderList]string{
		chat.ListRead: w.Panel.Read, chat.ListUnread: w.Panel.UnreadHint, chat.ListLeft: w.Panel.Left, chat.ListAlso: w.Panel.Also,
	}
	for _, l := range lists {
		var users []cell.Text
		for _, x := range sheet.Rows {
			if x.List == l && strings.Contains(strings.ToLower(string(x.User)), filter) {
				users = append(users, s.reader(sheet, x))
			}
		}
		if len(users) > 0 {
			somebody = true
			s.print(phrase.Label(s.o.Words, cell.Line(name[l]), phrase.List(s.o.Words, users...)))
		}
	}
	return somebody
}

// reader says of one of a message's lists who it is, and when they read: the
// time, how long after sending, and what is to be known of it.
func (s *session) reader(sheet *export.Sheet, x export.Row) cell.Text {
	p := s.o.Words.Panel
	if x.ReadAt == 0 {
		if on, known := s.online[x.User]; known && x.List == chat.ListUnread && s.link.State == chat.LinkOnline {
			state := p.Offline
			if on {
				state = p.Online
			}
			return phrase.Aside(s.o.Words, x.Name, cell.Line(state))
		}
		return x.Name
	}
	passed := phrase.Elapsed(x.ReadAt.Since(sheet.Sent), s.o.Words)
	if passed != cell.Line(p.AtOnce) {
		passed = cell.Fill(cell.Line(s.w.After), passed)
	}
	about := []cell.Text{passed}
	if x.AfterLeft {
		about = append(about, cell.Line(p.AfterLeft))
	}
	if x.BeforeEdit {
		about = append(about, cell.Line(p.BeforeEdit))
	}
	return phrase.Aside(s.o.Words, cell.Concat(x.Name, cell.Say(" "), clock(x.ReadAt)), phrase.Clauses(s.o.Words, about...))
}

// save writes a message's readers into a file.
func (s *session) save(n *note, kind string) {
	w := s.o.Words.Readers
	if kind != "csv" && kind != "json" {
		s.fail(cell.Fill(cell.Line(s.w.Usage), s.usage("save")))
		return
	}
	s.onSheet(n, func(sheet *export.Sheet) {
		s.ask(func(context.Context) (func(), error) {
			data, err := sheet.CSV(), error(nil)
			if kind == "json" {
				data, err = sheet.JSON()
			}
			var path string
			if err == nil {
				path, err = export.WriteNew(export.Base(s.o.ExportDir, sheet.Group, sheet.Seq, time.Now()), "."+kind, data)
			}
			return func() {
				if err != nil {
					s.fail(cell.Fill(cell.Line(w.SaveFailed), cell.Line(s.o.Words.Reason(err.Error()))))
					return
				}
				s.print(cell.Fill(cell.Line(w.Saved), cell.Line(path)))
			}, nil
		})
	}, func(*export.Sheet, chat.Known) { s.fail(cell.Line(w.NotWhole)) })
}

// missing is how many names of those who have not read a message are told with it.
const missing = 10

// waiting prints one's own messages that not all have read, of all groups.
func (s *session) waiting() {
	w := s.o.Words.Waiting
	s.ask(func(ctx context.Context) (func(), error) {
		messages, err := s.o.Chat.Waiting(ctx)
		if err != nil {
			return nil, err
		}
		unread := make([][]chat.Reader, len(messages))
		for i, m := range messages {
			if unread[i], err = s.missing(ctx, m.Group, m.UID); err != nil {
				break // the counts stand all the same
			}
		}
		return func() {
			s.aged()
			if len(messages) == 0 {
				s.print(cell.Line(w.Empty))
			}
			for i := range messages {
				s.waitsFor(&messages[i], unread[i])
			}
		}, nil
	})
}

func (s *session) waitsFor(m *chat.Message, unread []chat.Reader) {
	w := s.o.Words.Waiting
	s.learn(m)
	said := []cell.Text{cell.Concat(cell.Say("#"), number(m.Seq)), cell.Line(w.Asking)}
	if r := m.Receipt; r != nil && r.Tally != nil {
		said[1] = cell.Fill(cell.Line(w.Count), cell.Number(r.Total-r.Read), cell.Number(r.Total))
		if len(unread) > 0 {
			missing := named(unread)
			if more := r.Total - r.Read - len(unread); more > 0 {
				missing = append(missing, cell.Fill(cell.Line(s.o.Words.Panel.More), cell.Number(more)))
			}
			said[1] = phrase.Label(s.o.Words, said[1], phrase.List(s.o.Words, missing...))
		}
	}
	said = append(said, cell.Concat(cell.Say("| "), cell.WcWidth.Cut(cell.Clean(m.Text).Flat(), 80)))
	s.event(m.Group, cell.Join(said, cell.Say(" ")))
}

func named(users []chat.Reader) []cell.Text {
	list := make([]cell.Text, len(users))
	for i, u := range users {
		list[i] = handle(u.User)
	}
	return list
}

// members prints the members of the open group, or those who are online.
func (s *session) members(online bool) {
	g := s.open
	if g == nil {
		s.fail(cell.Line(s.w.NoGroup))
		return
	}
	w, id := s.o.Words.Panel, g.info.ID
	s.ask(func(ctx context.Context) (func(), error) {
		members, err := s.o.Chat.Members(ctx, id)
		if err != nil && !refused(err) {
			known, err := s.o.Chat.MembersCopy(s.ctx, id)
			return func() { s.knownMembers(known, online) }, err
		}
		return func() {
			g.join(members)
			none := true
			for _, m := range members {
				s.online[m.User] = m.Online
				if online && !m.Online {
					continue
				}
				none = false
				state := w.Offline
				if m.Online {
					state = w.Online
				}
				s.print(phrase.Clauses(s.o.Words, s.member(m), cell.Line(state)))
			}
			if none {
				s.print(cell.Line(s.w.NoneListed))
			}
		}, err
	})
}

// member says who a member is.
func (s *session) member(m chat.Member) cell.Text {
	t := handle(m.User)
	if name := cell.Name(m.Name); !name.Blank() && name.String() != string(m.User) {
		t = phrase.Aside(s.o.Words, t, name)
	}
	return phrase.Label(s.o.Words, t, cell.Line(s.role(m.Role)))
}

// role says what a member is.
func (s *session) role(r chat.Role) string {
	switch r {
	case chat.RoleOwner:
		return s.w.Owner
	case chat.RoleAdmin:
		return s.w.Admin
	}
	return s.w.Member
}

// A query is what was looked for last, and where it goes on.
type query struct {
	text  string
	group chat.GroupID // "" for all
	after chat.Seq     // 0 where nothing comes after
	rest  []chat.Message
	local bool
}

// pageOf is how many messages are told at once of what was found.
const pageOf = 20

// search looks for messages, the newest first.
func (s *session) search(text string, everywhere bool) bool {
	if len([]rune(text)) < 2 {
		return false
	}
	q := &query{text: text}
	if !everywhere {
		if s.open == nil {
			s.fail(cell.Line(s.w.NoGroup))
			return true
		}
		q.group = s.open.info.ID
	}
	s.query = q
	s.lookFor(q)
	return true
}

func (s *session) lookFor(q *query) {
	s.ask(func(ctx context.Context) (func(), error) {
		page, err := s.o.Chat.Search(ctx, q.group, q.text, q.after, chat.MaxSearch)
		return func() {
			q.rest, q.local, q.after = page.Messages, page.Local, 0
			if n := len(page.Messages); n > 0 && page.More && q.group != "" {
				q.after = page.Messages[n-1].Seq
			}
			s.tellFound(q, page.More)
		}, err
	})
}

// tellFound prints the next of what was found.
func (s *session) tellFound(q *query, more bool) {
	w := s.o.Words.Search
	if len(q.rest) == 0 {
		s.print(cell.Line(w.Nothing))
		return
	}
	page := q.rest[:min(len(q.rest), pageOf)]
	q.rest = q.rest[len(page):]
	for i := range page {
		s.print(s.found(&page[i], q.group == ""))
	}
	switch {
	case len(q.rest) > 0 || q.after > 0:
		s.print(cell.Line(s.w.SearchMore))
	case more && q.group == "":
		s.print(cell.Line(s.w.SearchCut))
	}
	if q.local {
		s.print(cell.Line(s.w.SearchLocal))
	}
}

func (s *session) found(m *chat.Message, group bool) cell.Text {
	t := phrase.Label(s.o.Words, s.head(m), s.body(m).Flat())
	if group {
		t = cell.Concat(cell.Fill(cell.Line(s.w.In), cell.Line(string(m.Group))), cell.Say(" "), t)
	}
	return t
}

// searchOn goes on with what was looked for last.
func (s *session) searchOn() {
	q := s.query
	switch {
	case q == nil || len(q.rest) == 0 && q.after == 0:
		s.fail(cell.Line(s.w.NoMore))
	case len(q.rest) == 0:
		s.lookFor(q)
	default:
		s.tellFound(q, q.after > 0)
	}
}
