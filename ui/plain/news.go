package plain

import (
	"context"
	"maps"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
)

// keep is how many messages of a group are known by their number at most.
const keep = 5000

// A group is what is known of one.
type group struct {
	info  chat.Group
	uids  map[chat.MessageUID]*note
	seqs  map[chat.Seq]*note
	order []*note
}

// A note is what is known of a message.
type note struct {
	uid       chat.MessageUID
	seq       chat.Seq
	own       bool
	asked     bool
	responded bool
	recalled  bool
	version   int64
	edited    chat.Millis
	reactions map[string][]chat.UserID
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
		n, fresh = &note{uid: m.UID, seq: m.Seq, own: m.Sender == s.me, edited: m.Edited, reactions: m.Reactions, recalled: m.Recalled != 0}, true
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
		if r.Tally != nil {
			n.version = max(n.version, r.Version)
		}
	}
	return n, fresh
}

// take tells one piece of news.
func (s *session) take(n chat.News) {
	switch n := n.(type) {
	case chat.MessageAdded:
		s.onMessage(n)
	case chat.MessageChanged:
		s.onChanged(&n.Message)
	case chat.Sending:
		s.onSending(n)
	case chat.ReceiptAsked:
		s.onAsked(n)
	case chat.ReceiptsChanged:
		s.onCount(n)
	case chat.Responded:
		for _, uid := range n.UIDs {
			if x := s.group(n.Group).uids[uid]; x != nil && !x.responded {
				x.responded = true
				s.event(n.Group, cell.Fill(cell.Line(s.w.AnsweredNow), number(x.seq)))
			}
		}
	case chat.ReceiptReminder:
		if x := s.group(n.Group).uids[n.UID]; x != nil {
			s.event(n.Group, cell.Fill(cell.Line(s.w.Reminded), number(x.seq), handle(n.Sender)))
		}
	case chat.LinkChanged:
		s.onLink(n)
	case chat.GroupsListed:
		s.onListed(n)
	case chat.GroupChanged:
		s.group(n.Group.ID).info = n.Group
		s.openFirst()
	case chat.GroupGone:
		s.onGone(n.Group)
	case chat.ReadMovedTo:
		g := s.group(n.Group)
		g.info.ReadSeq, g.info.Unread = n.Seq, n.Unread
	case chat.Trouble:
		s.print(cell.Line(n.Text))
	}
}

func (s *session) onMessage(n chat.MessageAdded) {
	m := &n.Message
	g := s.group(m.Group)
	x, fresh := s.learn(m)
	if x.own && s.pending[m.ClientMsgID] {
		return // [chat.Sending] tells
	}
	if fresh && m.Sender != s.me && m.Kind == chat.KindText && m.Seq > g.info.LastSeq {
		g.info.Unread++
	}
	g.info.LastSeq = max(g.info.LastSeq, m.Seq)
	if fresh && (n.Live || g == s.open) {
		s.show(m)
	}
}

// show prints a message and, where it asks for a receipt, that it does.
func (s *session) show(m *chat.Message) {
	x, _ := s.learn(m)
	who := handle(m.Sender)
	if x.own {
		who = cell.Line(s.w.You)
	}
	head := cell.Fill(cell.Line(s.w.Said), number(m.Seq), clock(m.Sent), who)
	body := cell.Clean(m.Text)
	switch {
	case m.Recalled != 0:
		body = cell.Line(s.o.Words.Timeline.Recalled)
	case body.Blank():
		body = cell.Line(s.o.Words.Timeline.Nothing)
	}
	blank := m.Recalled != 0 || m.Kind == chat.KindSystem || cell.Clean(m.Text).Blank()
	top, rows := s.event(m.Group, cell.Concat(head, cell.Say(" "), body))
	s.paper.mark(m.Group, receipts.Line{UID: m.UID, Seq: m.Seq, Own: x.own, Blank: blank}, top, rows)
	if r := m.Receipt; r != nil && r.Asked && !r.Responded && !x.own && m.Recalled == 0 {
		s.event(m.Group, cell.Fill(cell.Line(s.w.Asks), number(m.Seq)))
	}
	if r := m.Receipt; r != nil && r.Tally != nil {
		s.event(m.Group, s.count(m.Seq, *r.Tally, nil))
	}
}

func (s *session) onChanged(m *chat.Message) {
	x, fresh := s.learn(m)
	if fresh {
		return // it was never shown
	}
	switch {
	case m.Recalled != 0 && !x.recalled:
		x.recalled = true
		s.event(m.Group, cell.Fill(cell.Line(s.w.RecalledNow), number(m.Seq)))
		return
	case m.Recalled == 0 && m.Edited != x.edited:
		x.edited = m.Edited
		s.event(m.Group, cell.Concat(cell.Fill(cell.Line(s.w.EditedNow), number(m.Seq)), cell.Say(" "), cell.Clean(m.Text)))
	}
	if !maps.EqualFunc(x.reactions, m.Reactions, slices.Equal[[]chat.UserID]) {
		x.reactions = m.Reactions
		parts := []cell.Text{cell.Fill(cell.Line(s.w.ReactedNow), number(m.Seq))}
		for _, emoji := range slices.Sorted(maps.Keys(m.Reactions)) {
			parts = append(parts, cell.Concat(cell.Line(emoji), cell.Say(" "), handles(m.Reactions[emoji])))
		}
		s.event(m.Group, cell.Join(parts, cell.Say(" ")))
	}
}

func (s *session) onSending(n chat.Sending) {
	switch n.State {
	case chat.SendQueued:
		if s.link.State != chat.LinkOnline {
			s.event(n.Group, cell.Line(s.w.Queued))
		}
		s.pending[n.ClientMsgID] = true
		s.failed = slices.DeleteFunc(s.failed, func(id string) bool { return id == n.ClientMsgID })
	case chat.SendDone:
		delete(s.pending, n.ClientMsgID)
		s.learn(&chat.Message{Group: n.Group, UID: n.UID, Seq: n.Seq, Sender: s.me})
		s.event(n.Group, cell.Fill(cell.Line(s.w.Sent), number(n.Seq)))
	case chat.SendFailed:
		delete(s.pending, n.ClientMsgID)
		if !slices.Contains(s.failed, n.ClientMsgID) {
			s.failed = append(s.failed, n.ClientMsgID)
		}
		s.event(n.Group, cell.Fill(cell.Line(s.w.Failed), cell.Line(s.o.Words.Reason(n.Err))))
	}
}

func (s *session) onAsked(n chat.ReceiptAsked) {
	x := s.group(n.Group).uids[n.UID]
	if x == nil || x.asked {
		return
	}
	x.asked = true
	if !n.Responded {
		s.event(n.Group, cell.Fill(cell.Line(s.w.Asks), number(n.Seq)))
	}
}

func (s *session) onCount(n chat.ReceiptsChanged) {
	x := s.group(n.Group).uids[n.UID]
	if x == nil || n.Tally.Version <= x.version {
		return
	}
	x.version = n.Tally.Version
	s.event(n.Group, s.count(x.seq, n.Tally, slices.Sorted(maps.Keys(n.Readers))))
}

// count says how many have read a message, and names who is new among them.
func (s *session) count(seq chat.Seq, t chat.Tally, readers []chat.UserID) cell.Text {
	said := cell.Fill(cell.Line(s.w.Count), number(seq), cell.Number(t.Read), cell.Number(t.Total))
	if len(readers) == 0 {
		return said
	}
	return cell.Concat(said, cell.Say(": "), handles(readers))
}

func (s *session) onLink(n chat.LinkChanged) {
	told := s.link.State == n.State && s.link.Err == n.Err
	// An outage is one line, and another only when its reason changes: not two
	// for each time that the client tries again.
	if s.outage && (n.State == chat.LinkConnecting || n.State == chat.LinkOffline && s.reason == n.Err) {
		told = true
	}
	s.link = n
	if n.State == chat.LinkOffline {
		s.outage, s.reason = true, n.Err
	} else if n.State != chat.LinkConnecting {
		s.outage = false
	}
	if !told {
		s.print(s.standing())
	}
}

// standing says how the client stands with its hub.
func (s *session) standing() cell.Text {
	w := s.o.Words.Link
	said := map[chat.LinkState]string{
		chat.LinkConnecting: w.Connecting, chat.LinkOnline: w.Online, chat.LinkOffline: w.Offline, chat.LinkClosed: w.Closed,
	}[s.link.State]
	parts := []cell.Text{cell.Line(said)}
	if s.link.Unsent > 0 {
		parts = append(parts, cell.Fill(cell.Line(w.Unsent), cell.Number(s.link.Unsent)))
	}
	if s.link.State != chat.LinkOnline && s.link.Err != "" {
		parts = append(parts, cell.Line(s.o.Words.Reason(s.link.Err)))
	}
	return cell.Join(parts, cell.Say(", "))
}

func (s *session) onListed(n chat.GroupsListed) {
	still := map[chat.GroupID]bool{}
	for _, info := range n.Groups {
		still[info.ID] = true
		s.group(info.ID).info = info
	}
	for _, id := range slices.Clone(s.order) {
		if !still[id] {
			s.onGone(id)
		}
	}
	s.openFirst()
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
	s.print(cell.Fill(cell.Line(s.w.UnknownGroup), cell.Line(string(id))))
	s.o.Open = ""
	s.openFirst()
}

// goTo opens a group and prints the end of its history.
func (s *session) goTo(g *group) {
	s.open = g
	s.print(s.describe(s.w.Opened, g))
	s.history(10)
}

func (s *session) describe(pattern string, g *group) cell.Text {
	return cell.Fill(cell.Line(pattern), cell.Line(string(g.info.ID)), cell.Number(g.info.MemberCount), cell.Number(g.info.Unread))
}

// history prints the last messages of the open group.
func (s *session) history(limit int) {
	id := s.open.info.ID
	s.ask(func(ctx context.Context) (func(), error) {
		page, err := s.o.Chat.History(ctx, id, chat.Span{Limit: limit})
		return func() {
			for i := range page.Messages {
				s.show(&page.Messages[i])
			}
		}, err
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

func (s *session) print(t cell.Text) { s.paper.print(t) }

// event prints what happened in a group: its name stands in front where it is
// not the open one.
func (s *session) event(id chat.GroupID, t cell.Text) (top, rows int) {
	if s.open == nil || s.open.info.ID != id {
		t = cell.Concat(cell.Fill(cell.Line(s.w.In), cell.Line(string(id))), cell.Say(" "), t)
	}
	return s.paper.print(t)
}

func number(q chat.Seq) cell.Text    { return cell.Number(int(q)) }
func handle(u chat.UserID) cell.Text { return cell.Line(string(u)) }

func handles(users []chat.UserID) cell.Text {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = string(u)
	}
	return cell.Line(strings.Join(names, ", "))
}

func clock(at chat.Millis) cell.Text {
	return cell.Line(at.Time().Local().Format("15:04"))
}
