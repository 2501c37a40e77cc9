package plain

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// keep is how many messages of a group are known by their number at most.
const keep = 5000

// A group is what is known of one.
type group struct {
	info    chat.Group
	members map[chat.UserID]bool // nil until they are asked for
	uids    map[chat.MessageUID]*note
	seqs    map[chat.Seq]*note
	order   []*note
	loading int         // stretches of its history that are on their way
	held    []chat.News // of its messages, meanwhile
}

func (g *group) join(members []chat.Member) {
	g.members = make(map[chat.UserID]bool, len(members))
	for _, m := range members {
		g.members[m.User] = true
	}
}

// A note is what is known of a message.
type note struct {
	uid       chat.MessageUID
	seq       chat.Seq
	own       bool
	system    bool
	asked     bool
	responded bool
	recalled  bool
	shown     bool // it was printed
	edited    chat.Millis
	reactions map[string][]chat.UserID
	counted   bool
	tally     chat.Tally
	readers   map[chat.UserID]bool // those who were told
	goals     map[string]bool      // of which the user wants to be told
}

func (s *session) group(id chat.GroupID) *group {
	g := s.groups[id]
	if g == nil {
		g = &group{info: chat.Group{ID: id}, uids: map[chat.MessageUID]*note{}, seqs: map[chat.Seq]*note{}}
		s.groups[id] = g
		s.order = append(s.order, id)
	}
	return g
}

// learn notes a message, and returns its note and whether it is new.
func (s *session) learn(m *chat.Message) (n *note, fresh bool) {
	g := s.group(m.Group)
	if n = g.uids[m.UID]; n == nil {
		n, fresh = &note{
			uid: m.UID, seq: m.Seq, own: m.Sender == s.me, system: m.Kind == chat.KindSystem,
			edited: m.Edited, reactions: m.Reactions, recalled: m.Recalled != 0, readers: map[chat.UserID]bool{},
		}, true
		g.uids[m.UID], g.seqs[m.Seq] = n, n
		if g.order = append(g.order, n); len(g.order) > keep {
			old := g.order[0]
			g.order = g.order[1:]
			delete(g.uids, old.uid)
			delete(g.seqs, old.seq)
		}
	}
	if r := m.Receipt; r != nil {
		n.asked, n.responded = n.asked || r.Asked, n.responded || r.Responded
		if r.Tally != nil && (!n.counted || r.Version >= n.tally.Version) {
			n.counted, n.tally = true, *r.Tally
			for u := range r.Readers {
				n.readers[u] = true
			}
		}
	}
	return n, fresh
}

// openFirst opens a group when none is open: the one that was asked for, else
// the first.
func (s *session) openFirst() {
	if s.open != nil || len(s.order) == 0 {
		return
	}
	id := s.order[0]
	if s.o.Open != "" {
		id = s.o.Open
	}
	if g := s.groups[id]; g != nil {
		s.goTo(g)
		return
	}
	s.fail(cell.Fill(cell.Line(s.w.UnknownGroup), cell.Line(string(id))))
	s.o.Open = ""
	s.openFirst()
}

// lastOnes is how many messages are printed of a group that is opened.
const lastOnes = 10

// goTo opens a group and prints the end of its history: up to the last message of
// which is known. What was missed after it is told by itself, in order.
func (s *session) goTo(g *group) {
	s.open, s.o.Open = g, ""
	s.print(s.describe(s.w.Opened, g))
	span := chat.Span{Limit: lastOnes}
	if g.info.LastSeq > 0 {
		span.Before = g.info.LastSeq + 1
	}
	s.history(span, true)
}

// describe says of a group how large it is and what is unread.
func (s *session) describe(pattern string, g *group) cell.Text {
	members := cell.Fill(cell.Line(s.w.Members), cell.Number(g.info.MemberCount))
	if g.info.MemberCount == 1 {
		members = cell.Line(s.w.MemberOne)
	}
	about := []cell.Text{members, cell.Fill(cell.Line(s.w.Unread), cell.Number(g.info.Unread))}
	if s.o.Chat.Muted(g.info.ID) {
		about = append(about, cell.Line(s.o.Words.Call.Mark))
	}
	return cell.Fill(cell.Line(pattern), s.called(string(g.info.ID), g.info.Name), phrase.Clauses(s.o.Words, about...))
}

// called is an id, which commands take, with the name where it is another.
func (s *session) called(id, name string) cell.Text {
	shown := cell.Name(name)
	if shown.Empty() || shown == cell.Name(id) {
		return cell.Line(id)
	}
	return phrase.Aside(s.o.Words, cell.Line(id), shown)
}

// history prints a stretch of the open group's messages; without again only
// those that were not printed yet. What is told of the group's messages meanwhile
// waits for it: so nothing comes twice, nor before what is older.
func (s *session) history(span chat.Span, again bool) {
	g, id := s.open, s.open.info.ID
	g.loading++
	s.ask(func(ctx context.Context) (func(), error) {
		page, err := s.o.Chat.History(ctx, id, span)
		return func() {
			if err != nil {
				s.fail(cell.Fill(cell.Line(s.o.Words.Notice.FetchFailed), cell.Line(s.o.Words.Reason(err.Error()))))
			}
			for i := range page.Messages {
				m := &page.Messages[i]
				if n := s.group(m.Group).uids[m.UID]; again || n == nil || !n.shown {
					s.show(m)
				}
			}
			if err == nil && len(page.Messages) == 0 && span.Before > 0 {
				s.print(cell.Line(s.o.Words.Timeline.Beginning))
			}
			s.release(g)
		}, nil
	})
}

// release tells what has waited for a stretch of a group's history.
func (s *session) release(g *group) {
	if g.loading--; g.loading > 0 {
		return
	}
	held := g.held
	g.held = nil
	for i, n := range held {
		if s.groups[g.info.ID] != g { // it is gone
			return
		}
		if g.loading > 0 { // one of them has asked for more
			g.held = append(g.held, held[i:]...)
			return
		}
		s.take(n)
	}
}

// holds keeps back what is told of the messages of a group while a stretch of
// its history is on its way.
func (s *session) holds(n chat.News) bool {
	var id chat.GroupID
	switch n := n.(type) {
	case chat.MessageAdded:
		id = n.Message.Group
	case chat.MessageChanged:
		id = n.Message.Group
	case chat.ReceiptAsked:
		id = n.Group
	case chat.ReceiptsChanged:
		id = n.Group
	case chat.Responded:
		id = n.Group
	case chat.ReceiptReminder:
		id = n.Group
	case chat.GroupReset:
		id = n.Group
	}
	g := s.groups[id]
	if g == nil || g.loading == 0 {
		return false
	}
	g.held = append(g.held, n)
	return true
}

// onReset says that messages of a group may have been missed, and prints the end
// of what is there now.
func (s *session) onReset(id chat.GroupID) {
	if s.open == nil || s.open.info.ID != id {
		return
	}
	s.print(cell.Line(s.w.Hole))
	s.history(chat.Span{Limit: lastOnes}, false)
}

// fetch fetches a message of the open group.
func (s *session) fetch(seq chat.Seq, do func(*chat.Message)) {
	id := s.open.info.ID
	s.ask(func(ctx context.Context) (func(), error) {
		page, err := s.o.Chat.History(ctx, id, chat.Span{Around: seq, Limit: 1})
		return func() {
			i := slices.IndexFunc(page.Messages, func(m chat.Message) bool { return m.Seq == seq })
			if i < 0 || s.open == nil || s.open.info.ID != id {
				s.fail(cell.Fill(cell.Line(s.w.NoMessage), number(seq)))
				return
			}
			do(&page.Messages[i])
		}, err
	})
}

// again prints a message once more, with all that belongs to it.
func (s *session) again(n *note) {
	s.fetch(n.seq, func(m *chat.Message) {
		s.show(m)
		if len(m.Reactions) > 0 {
			s.reactions(m)
		}
	})
}

// reveal prints a message with what cleaning takes from it spelled out.
func (s *session) reveal(n *note) {
	if n.recalled {
		s.fail(cell.Line(s.o.Words.Notice.OnlyText))
		return
	}
	s.fetch(n.seq, func(m *chat.Message) {
		if cell.Clean(m.Text).Hidden() == 0 {
			s.print(cell.Line(s.o.Words.Notice.NothingHidden))
			return
		}
		text, _ := cell.Reveal(m.Text)
		s.event(m.Group, phrase.Label(s.o.Words, s.head(m), text))
	})
}

func (s *session) onGone(id chat.GroupID) {
	g := s.groups[id]
	if g == nil {
		return
	}
	delete(s.groups, id)
	s.order = slices.DeleteFunc(s.order, func(x chat.GroupID) bool { return x == id })
	s.print(cell.Fill(cell.Line(s.o.Words.Notice.Removed), cell.Line(string(id))))
	if s.open == g {
		s.open = nil
		s.openFirst()
	}
}

func (s *session) listGroups() {
	if len(s.order) == 0 {
		s.print(cell.Line(s.o.Words.NoGroups))
	}
	for _, id := range s.order {
		s.print(s.describe(s.w.GroupLine, s.groups[id]))
	}
}

// named returns the group with this id, else the first one with this name; nil
// when there is none.
func (s *session) named(text string) *group {
	if g := s.groups[chat.GroupID(text)]; g != nil {
		return g
	}
	for _, id := range s.order {
		if g := s.groups[id]; strings.EqualFold(cell.Name(g.info.Name).String(), text) {
			return g
		}
	}
	return nil
}

func (s *session) openGroup(args string) bool {
	if args == "" {
		return false
	}
	if g := s.named(args); g != nil {
		s.goTo(g)
	} else {
		s.fail(cell.Fill(cell.Line(s.w.UnknownGroup), cell.Line(args)))
	}
	return true
}

// onHistory prints the last messages, or those before one.
func (s *session) onHistory(args string) bool {
	span := chat.Span{Limit: 20}
	for i, word := range strings.Fields(args) {
		switch n, err := strconv.Atoi(strings.TrimPrefix(word, "#")); {
		case i > 1 || err != nil || n < 1:
			return false
		case i == 1:
			span.Before = chat.Seq(n)
		case n > chat.MaxHistory:
			return false
		default:
			span.Limit = n
		}
	}
	if s.open == nil {
		s.fail(cell.Line(s.w.NoGroup))
		return true
	}
	s.history(span, true)
	return true
}

// nextUnread opens the next group with something unread: muted ones last.
func (s *session) nextUnread() {
	from := 0
	if s.open != nil {
		from = slices.Index(s.order, s.open.info.ID)
	}
	var muted *group
	for k := 1; k <= len(s.order); k++ {
		g := s.groups[s.order[(from+k)%len(s.order)]]
		switch {
		case g == s.open || g.info.Unread == 0:
		case !s.o.Chat.Muted(g.info.ID):
			s.goTo(g)
			return
		case muted == nil:
			muted = g
		}
	}
	if muted == nil {
		s.print(cell.Line(s.o.Words.Notice.NoUnread))
		return
	}
	s.goTo(muted)
}
