package plain

import (
	"strings"
	"time"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// What the user decides for themselves: who answers, what is withheld, of what
// they want to be told.

// policy says who decides about answering in the open group, or changes it.
func (s *session) policy(args string) bool {
	if s.open == nil {
		s.fail(cell.Line(s.w.NoGroup))
		return true
	}
	id := s.open.info.ID
	switch p, err := receipts.ParsePolicy(args); {
	case args == "":
	case args == "default":
		s.o.Chat.SetPolicy(id, "")
	case err != nil:
		return false
	default:
		s.o.Chat.SetPolicy(id, p)
	}
	how := s.policyWords(s.o.Chat.Policy(id))
	if s.o.Chat.OwnPolicy(id) == "" {
		how = phrase.Aside(s.o.Words, how, cell.Line(s.o.Words.Answering.Follow))
	}
	s.print(cell.Fill(cell.Line(s.w.PolicySet), how))
	return true
}

// policyForAll is the same for all groups for which nothing else was said.
func (s *session) policyForAll(args string) bool {
	if args != "" {
		p, err := receipts.ParsePolicy(args)
		if err != nil {
			return false
		}
		s.o.Chat.SetPolicy("", p)
	}
	s.print(cell.Fill(cell.Line(s.w.PolicyAll), s.policyWords(s.o.Chat.Policy(""))))
	return true
}

func (s *session) policyWords(p receipts.Policy) cell.Text {
	said := map[receipts.Policy]string{receipts.PolicyAuto: s.w.Auto, receipts.PolicyAsk: s.w.Manual, receipts.PolicyNever: s.w.Never}[p]
	return phrase.Clauses(s.o.Words, cell.Line(string(p)), cell.Line(said))
}

// peek begins or ends looking around; what was read meanwhile is sent or
// forgotten by another word (docs/decisions/0023).
func (s *session) peek(args string) bool {
	var uids []chat.MessageUID
	for _, h := range s.held {
		uids = append(uids, h.UID)
	}
	w := s.o.Words.Peek
	switch {
	case args == "":
		s.lookAround(!s.peeking)
		return true
	case args != "send" && args != "drop":
		return false
	case len(uids) == 0:
		s.print(cell.Line(w.Empty))
	case args == "send":
		s.o.Chat.Release(uids)
		s.print(cell.Fill(cell.Line(w.Sent), cell.Number(len(uids))))
	default:
		s.o.Chat.Withdraw(uids)
		for _, h := range s.held {
			s.sight.Forget(time.Now(), h.Group, h.Seq)
		}
		s.print(cell.Fill(cell.Line(w.Dropped), cell.Number(len(uids))))
	}
	return true
}

// lookAround begins or ends it. What was read up to now goes to the client
// first: it belongs to the time before.
func (s *session) lookAround(on bool) {
	now := time.Now()
	s.peeking = on
	s.sight.Peek(now, on)
	s.handOn(now)
	s.o.Chat.Peek(on)
	switch {
	case on:
		s.print(cell.Line(s.w.Peeking))
	case len(s.held) > 0:
		s.print(cell.Fill(cell.Line(s.w.PeekEnd), cell.Number(len(s.held))))
	default:
		s.print(cell.Line(s.w.PeekNone))
	}
}

// onPeek takes what the client tells of it: at the start it may be on from the
// last time.
func (s *session) onPeek(n chat.PeekChanged) {
	s.held = n.Withheld
	if n.On == s.peeking {
		return
	}
	s.peeking = n.On
	s.sight.Peek(time.Now(), n.On)
	if n.On {
		s.print(cell.Line(s.w.Peeking))
	}
}

// withheld lists the answers that wait for the user's word.
func (s *session) withheld() {
	w := s.o.Words.Peek
	if len(s.held) == 0 {
		s.print(cell.Line(w.Empty))
		return
	}
	for _, h := range s.held {
		read := cell.Fill(cell.Line(w.ReadAt), clock(h.ReadAt))
		head := phrase.Aside(s.o.Words, cell.Concat(cell.Say("#"), number(h.Seq), cell.Say(" "), handle(h.Sender)), read)
		s.event(h.Group, phrase.Label(s.o.Words, head, cell.WcWidth.Cut(cell.Clean(h.Text).Flat(), 80)))
	}
	s.print(cell.Line(s.w.HeldHint))
}

// mute says whether the open group is muted, or changes it. A muted group that
// is not open tells only what names the user.
func (s *session) mute(args string) bool {
	if s.open == nil {
		s.fail(cell.Line(s.w.NoGroup))
		return true
	}
	id := s.open.info.ID
	switch args {
	case "on", "off":
		s.o.Chat.Mute(id, args == "on")
	case "":
	default:
		return false
	}
	said := s.w.NotMuted
	if s.o.Chat.Muted(id) {
		said = s.w.Muted
	}
	s.print(cell.Fill(cell.Line(said), cell.Line(string(id))))
	return true
}

// goal lets the user be told when a message has reached it, or takes that back
// where it is set.
func (s *session) goal(n *note, text string) {
	w := s.o.Words.Goals
	goal, err := receipts.ParseGoal(text)
	switch {
	case !s.own(n):
	case err != nil:
		s.fail(cell.Fill(cell.Line(w.Bad), cell.Line(text)))
	case !n.asked:
		s.fail(cell.Fill(cell.Line(s.w.AskFirst), number(n.seq)))
	case goal.User == s.me:
		s.fail(cell.Line(w.Yourself))
	case n.goals[goal.String()]:
		s.o.Chat.DropGoal(s.open.info.ID, n.uid, goal)
		s.print(cell.Fill(cell.Line(w.Dropped), s.goalWords(goal)))
	case n.counted && goal.Count > n.tally.Total:
		s.fail(cell.Fill(cell.Line(w.TooMany), cell.Number(n.tally.Total)))
	default:
		s.o.Chat.SetGoal(s.open.info.ID, n.uid, goal)
		s.print(cell.Fill(cell.Line(w.Set), s.goalWords(goal)))
	}
}

func (s *session) goalWords(goal receipts.Goal) cell.Text {
	w := s.o.Words.Goals
	switch {
	case goal.User != "":
		return cell.Fill(cell.Line(w.One), handle(goal.User))
	case goal.Count == 1:
		return cell.Line(w.Any)
	case goal.Count > 0:
		return cell.Fill(cell.Line(w.Many), cell.Number(goal.Count))
	}
	return cell.Line(w.All)
}

func (s *session) onGoalsSet(n chat.GoalsSet) {
	x := s.group(n.Group).uids[n.UID]
	if x == nil {
		return
	}
	x.goals = map[string]bool{}
	for _, g := range n.Goals {
		x.goals[g] = true
	}
}

// onGoalMet tells the user what they wanted to be told.
func (s *session) onGoalMet(n chat.GoalMet) {
	goal, err := receipts.ParseGoal(n.Goal)
	if err != nil {
		return
	}
	about := cell.WcWidth.Cut(cell.Line(strings.TrimSpace(n.Text)), 40)
	met := cell.Fill(cell.Line(s.o.Words.Goals.Met), s.goalWords(goal), about)
	s.event(n.Group, cell.Concat(cell.Say("#"), number(n.Seq), cell.Say(" "), met))
}
