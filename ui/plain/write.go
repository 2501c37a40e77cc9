package plain

import (
	"context"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/emoji"
)

// send sends a message to the open group. Whom it names is known once the
// members are.
func (s *session) send(text string, reply chat.MessageUID) {
	g := s.open
	switch {
	case g == nil:
		s.fail(cell.Line(s.w.NoGroup))
		return
	case len(text) > chat.MaxText:
		s.fail(cell.Fill(cell.Line(s.w.TooLong), cell.Number(chat.MaxText)))
		return
	}
	d := chat.Draft{Group: g.info.ID, Text: text, NeedReceipt: s.asking, ReplyTo: reply}
	s.asking = false
	s.naming(g, text, func(names []chat.UserID) {
		d.Mentions = names
		s.post(d)
	})
}

// naming does something with whom a text names, which is known once the members
// are. Where they are not, nobody is named, and the words go out all the same.
func (s *session) naming(g *group, text string, do func(names []chat.UserID)) {
	named := func() { do(chat.Mentions(text, s.me, func(u chat.UserID) bool { return g.members[u] })) }
	if g.members != nil || !strings.Contains(text, "@") {
		named()
		return
	}
	id := g.info.ID
	s.ask(func(ctx context.Context) (func(), error) {
		members, err := s.o.Chat.Members(ctx, id)
		if err != nil && !refused(err) {
			if members, err = s.o.Chat.MembersCopy(s.ctx, id); len(members) == 0 {
				err = errUnknown
			}
		}
		return func() {
			if err == nil {
				g.join(members)
			}
			named()
		}, nil
	})
}

func (s *session) toggleAsk() {
	s.asking = !s.asking
	said := s.w.AskOff
	if s.asking {
		said = s.w.AskOn
	}
	s.print(cell.Line(said))
}

// own reports whether a message is one's own and was not recalled, and says so
// where it is not.
func (s *session) own(n *note) bool {
	switch {
	case !s.stands(n):
		return false
	case !n.own:
		s.fail(cell.Line(s.o.Words.Notice.NotOwn))
		return false
	}
	return true
}

// stands reports whether there still is a message of somebody, and says so
// where there is none.
func (s *session) stands(n *note) bool {
	if n.recalled || n.system {
		s.fail(cell.Line(s.o.Words.Notice.OnlyText))
		return false
	}
	return true
}

func (s *session) flag(n *note) {
	switch {
	case !s.own(n):
	case n.asked:
		s.print(cell.Line(s.o.Words.Notice.AlreadyAsked))
	default:
		s.o.Chat.RequestReceipt(s.open.info.ID, n.uid)
		s.print(cell.Line(s.o.Words.Notice.AskedNow))
	}
}

func (s *session) remind(n *note) {
	switch {
	case !s.own(n):
	case !n.asked:
		s.fail(cell.Line(s.o.Words.Notice.NothingAsked))
	case n.counted && n.tally.Read >= n.tally.Total:
		s.fail(cell.Line(s.o.Words.Notice.NobodyLeft))
	default:
		s.o.Chat.Remind(s.open.info.ID, n.uid)
		s.print(cell.Line(s.o.Words.Notice.Reminded))
	}
}

func (s *session) edit(n *note, text string) {
	switch {
	case !s.own(n):
	case len(text) > chat.MaxText:
		s.fail(cell.Fill(cell.Line(s.w.TooLong), cell.Number(chat.MaxText)))
	default:
		s.o.Chat.Edit(s.open.info.ID, n.uid, text)
	}
}

func (s *session) recall(n *note) {
	switch {
	case !s.stands(n):
	case !n.own && !s.open.info.Role.Leads():
		s.fail(cell.Line(s.o.Words.Notice.NotOwn))
	default:
		s.o.Chat.Recall(s.open.info.ID, n.uid)
	}
}

func (s *session) react(n *note, text string) {
	sign, ok := emoji.Written(text)
	switch {
	case !s.stands(n):
	case !ok:
		s.fail(cell.Fill(cell.Line(s.w.NoEmoji), cell.Line(text)))
	default:
		on := !slices.Contains(n.reactions[sign], s.me)
		s.o.Chat.React(s.open.info.ID, n.uid, sign, on)
	}
}

// answer answers a request by hand, whatever the policy.
func (s *session) answer(n *note) {
	w := s.o.Words.Notice
	switch {
	case !s.stands(n):
	case n.own || !n.asked:
		s.fail(cell.Line(w.NothingAsked))
	case n.responded:
		s.print(cell.Line(w.Answered))
	case s.peeking:
		s.fail(cell.Fill(cell.Line(s.o.Words.Peek.NoAnswer), cell.Line("/peek")))
	default:
		s.o.Chat.Answer(s.open.info.ID, []chat.MessageUID{n.uid})
	}
}
