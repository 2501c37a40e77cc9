package plain

import (
	"maps"
	"slices"
	"time"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// take tells one piece of news.
func (s *session) take(n chat.News) {
	if s.holds(n) {
		return
	}
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
		g := s.group(n.Group.ID)
		if g.info = n.Group; n.Change != nil {
			g.members = nil // they are asked for when they matter next
		}
		s.openFirst()
	case chat.GroupReset:
		s.onReset(n.Group)
	case chat.GroupGone:
		s.onGone(n.Group)
	case chat.ReadMovedTo:
		g := s.group(n.Group)
		g.info.ReadSeq, g.info.Unread = n.Seq, n.Unread
	case chat.PresenceSeen:
		s.online[n.User] = n.Online
	case chat.PeekChanged:
		s.onPeek(n)
	case chat.AnsweredByItself:
		s.print(cell.Fill(cell.Line(s.o.Words.Answering.First), cell.Line("/policy")))
	case chat.GoalsSet:
		s.onGoalsSet(n)
	case chat.GoalMet:
		s.onGoalMet(n)
	case chat.Trouble:
		s.fail(cell.Line(n.Text))
	}
}

func (s *session) onMessage(n chat.MessageAdded) {
	m := &n.Message
	g := s.group(m.Group)
	x, fresh := s.learn(m)
	if x.own && s.sending(m.ClientMsgID) != nil {
		return // [chat.Sending] tells
	}
	if fresh && m.Sender != s.me && m.Kind == chat.KindText && m.Seq > g.info.LastSeq {
		g.info.Unread++
	}
	g.info.LastSeq = max(g.info.LastSeq, m.Seq)
	named := slices.Contains(m.Mentions, s.me)
	if !x.shown && (g == s.open || n.Live && (named || !s.o.Chat.Muted(m.Group))) {
		s.show(m)
	}
}

// head is what stands before the text of a message: its number, when, who, and
// to which message it replies.
func (s *session) head(m *chat.Message) cell.Text {
	who := handle(m.Sender)
	if m.Sender == s.me {
		who = cell.Line(s.w.You)
	}
	if m.ReplyTo != "" {
		to := cell.Line(s.o.Words.Timeline.QuoteMissing)
		if x := s.group(m.Group).uids[m.ReplyTo]; x != nil {
			to = cell.Concat(cell.Say("#"), number(x.seq))
		}
		who = cell.Fill(cell.Line(s.w.RepliesTo), who, to)
	}
	return cell.Fill(cell.Line(s.w.Said), number(m.Seq), clock(m.Sent), who)
}

// body is what a message says.
func (s *session) body(m *chat.Message) cell.Text {
	if m.Recalled != 0 {
		return cell.Line(s.o.Words.Timeline.Recalled)
	}
	if m.Change != nil {
		if said, ok := phrase.Change(m.Change, s.o.Words, handle); ok {
			return said
		}
	}
	if text := cell.Clean(m.Text); !text.Unreadable() {
		return text
	}
	return cell.Line(s.o.Words.Timeline.Nothing)
}

// show prints a message and, where it asks for a receipt, that it does.
func (s *session) show(m *chat.Message) {
	x, _ := s.learn(m)
	x.shown = true
	blank := m.Recalled != 0 || m.Kind == chat.KindSystem || cell.Clean(m.Text).Unreadable()
	said := phrase.Label(s.o.Words, s.head(m), s.body(m))
	if m.Kind == chat.KindSystem {
		said = cell.Concat(cell.Say("#"), number(m.Seq), cell.Say(" "), clock(m.Sent), cell.Say(" "), s.body(m))
	}
	top, rows := s.event(m.Group, said)
	s.paper.mark(m.Group, receipts.Line{UID: m.UID, Seq: m.Seq, Edited: m.Edited, Own: x.own, Blank: blank}, top, rows)
	if x.asked && !x.responded && !x.own && m.Recalled == 0 {
		s.event(m.Group, s.asks(m.Group, m.Seq))
	}
	if x.counted {
		s.event(m.Group, s.count(m.Seq, x.tally))
	}
}

// asks says that a message asks, and before anything leaves how that will be
// answered.
func (s *session) asks(id chat.GroupID, seq chat.Seq) cell.Text {
	how := s.w.ByHand
	switch p := s.o.Chat.Policy(id); {
	case s.peeking:
		how = s.o.Words.Receipt.Peeking
	case p == receipts.PolicyNever:
		how = s.w.NotAnswered
	case p == receipts.PolicyAuto && s.o.Size != nil:
		how = s.o.Words.Receipt.ByItself
	}
	return phrase.Label(s.o.Words, cell.Fill(cell.Line(s.w.Asks), number(seq)), cell.Fill(cell.Line(how), number(seq)))
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
		s.event(m.Group, phrase.Label(s.o.Words, cell.Fill(cell.Line(s.w.EditedNow), number(m.Seq)), cell.Clean(m.Text)))
	}
	if !maps.EqualFunc(x.reactions, m.Reactions, slices.Equal[[]chat.UserID]) {
		x.reactions = m.Reactions
		s.reactions(m)
	}
}

// reactions prints those to a message, and that there are none any more.
func (s *session) reactions(m *chat.Message) {
	var parts []cell.Text
	for _, sign := range slices.Sorted(maps.Keys(m.Reactions)) {
		parts = append(parts, cell.Concat(cell.Line(sign), cell.Say(" "), s.handles(m.Reactions[sign])))
	}
	if len(m.Reactions) == 0 {
		parts = append(parts, cell.Line(s.w.NoneListed))
	}
	s.event(m.Group, phrase.Label(s.o.Words, cell.Fill(cell.Line(s.w.ReactedNow), number(m.Seq)), cell.Join(parts, cell.Say(" "))))
}

func (s *session) onAsked(n chat.ReceiptAsked) {
	g := s.group(n.Group)
	x := g.uids[n.UID]
	if x == nil || x.asked {
		return
	}
	x.asked = true
	switch {
	case n.Own:
		s.event(n.Group, cell.Fill(cell.Line(s.w.Asks), number(n.Seq)))
	case !n.Responded && (g == s.open || !s.o.Chat.Muted(n.Group)):
		s.event(n.Group, s.asks(n.Group, n.Seq))
	}
}

func (s *session) onCount(n chat.ReceiptsChanged) {
	x := s.group(n.Group).uids[n.UID]
	if x == nil || x.counted && n.Tally.Version <= x.tally.Version {
		return
	}
	x.counted, x.tally = true, n.Tally
	var counted, also []chat.UserID
	for _, u := range slices.Sorted(maps.Keys(n.Readers)) {
		switch {
		case x.readers[u]:
			continue
		case slices.Contains(n.Also, u):
			also = append(also, u)
		default:
			counted = append(counted, u)
		}
		x.readers[u] = true
	}
	said := s.count(x.seq, n.Tally)
	if len(counted) > 0 {
		said = phrase.Label(s.o.Words, said, s.handles(counted))
	}
	if len(also) > 0 { // who joined later reads, and is not counted
		said = phrase.Apart(s.o.Words, said, phrase.Label(s.o.Words, cell.Line(s.o.Words.Panel.Also), s.handles(also)))
	}
	s.event(n.Group, said)
}

// count says how many have read a message.
func (s *session) count(seq chat.Seq, t chat.Tally) cell.Text {
	if t.Total == 0 {
		return cell.Concat(cell.Say("#"), number(seq), cell.Say(" "), cell.Line(s.o.Words.Receipt.Nobody))
	}
	return cell.Fill(cell.Line(s.w.Count), number(seq), cell.Number(t.Read), cell.Number(t.Total))
}

func (s *session) onLink(n chat.LinkChanged) {
	told := s.link.State == n.State && s.link.Err == n.Err
	// An outage is one line, and another only when its reason changes: not two
	// for each time that the client tries again.
	if s.outage && (n.State == chat.LinkConnecting || n.State == chat.LinkOffline && s.reason == n.Err) {
		told = true
	}
	s.link = n
	s.met = s.met || n.State != chat.LinkConnecting
	if n.State == chat.LinkOffline {
		s.outage, s.reason = true, n.Err
	} else if n.State != chat.LinkConnecting {
		s.outage = false
	}
	if !told {
		s.print(s.standing())
	}
	if s.outage {
		s.stranded()
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
	return phrase.Clauses(s.o.Words, parts...)
}

func (s *session) onListed(n chat.GroupsListed) {
	s.listed = true
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

func (s *session) handles(users []chat.UserID) cell.Text {
	names := make([]cell.Text, len(users))
	for i, u := range users {
		names[i] = handle(u)
	}
	return phrase.List(s.o.Words, names...)
}

// clock is a time of today, and with its day one of another.
func clock(at chat.Millis) cell.Text {
	t, now := at.Time().Local(), time.Now().Local()
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return cell.Line(t.Format("15:04"))
	}
	return cell.Line(t.Format("2006-01-02 15:04"))
}
