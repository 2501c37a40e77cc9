package plain

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
)

// A command is what follows a slash. do reports false when it does not
// understand its arguments.
type command struct {
	name string
	do   func(s *session, args string) bool
}

// commands are all, in the order in which they are listed.
func commands() []command {
	return []command{
		{"groups", bare((*session).listGroups)},
		{"open", (*session).openGroup},
		{"history", (*session).onHistory},
		{"ask", bare((*session).toggleAsk)},
		{"flag", onMessage(func(s *session, n *note) { s.o.Chat.RequestReceipt(s.open.info.ID, n.uid) })},
		{"readers", onMessage((*session).readers)},
		{"reply", withText(func(s *session, n *note, text string) { s.send(text, n.uid) })},
		{"edit", withText(func(s *session, n *note, text string) { s.o.Chat.Edit(s.open.info.ID, n.uid, text) })},
		{"recall", onMessage(func(s *session, n *note) { s.o.Chat.Recall(s.open.info.ID, n.uid) })},
		{"react", withText((*session).react)},
		{"remind", onMessage(func(s *session, n *note) { s.o.Chat.Remind(s.open.info.ID, n.uid) })},
		{"answer", onMessage(func(s *session, n *note) { s.o.Chat.Answer(s.open.info.ID, []chat.MessageUID{n.uid}) })},
		{"members", bare(func(s *session) { s.members(false) })},
		{"who", bare(func(s *session) { s.members(true) })},
		{"policy", (*session).policy},
		{"peek", (*session).peek},
		{"retry", bare((*session).retry)},
		{"discard", bare((*session).discard)},
		{"status", bare(func(s *session) { s.print(s.standing()) })},
		{"help", bare((*session).help)},
		{"quit", bare(func(s *session) { s.quit = true })},
	}
}

// bare is a command without arguments.
func bare(do func(*session)) func(*session, string) bool {
	return func(s *session, args string) bool {
		if args != "" {
			return false
		}
		do(s)
		return true
	}
}

// onMessage is a command on the message with a number.
func onMessage(do func(*session, *note)) func(*session, string) bool {
	return func(s *session, args string) bool {
		seq, ok := parseSeq(args)
		if ok {
			s.find(seq, func(n *note) { do(s, n) })
		}
		return ok
	}
}

// withText is a command on a message, with a text.
func withText(do func(*session, *note, string)) func(*session, string) bool {
	return func(s *session, args string) bool {
		first, text, _ := strings.Cut(args, " ")
		seq, ok := parseSeq(first)
		if text = strings.TrimSpace(text); !ok || text == "" {
			return false
		}
		s.find(seq, func(n *note) { do(s, n, text) })
		return true
	}
}

func parseSeq(s string) (chat.Seq, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "#"), 10, 64)
	return chat.Seq(n), err == nil && n > 0
}

// entered takes a line of the user: a command or a message.
func (s *session) entered(text string) {
	if s.o.Size != nil {
		s.sight.Interact(time.Now())
		s.paper.typed(text)
	}
	switch {
	case strings.TrimSpace(text) == "":
	case strings.HasPrefix(text, "//"):
		s.send(text[1:], "")
	case strings.HasPrefix(text, "/"):
		s.command(text[1:])
	default:
		s.send(text, "")
	}
}

func (s *session) command(text string) {
	name, args, _ := strings.Cut(text, " ")
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == name })
	if i < 0 {
		s.print(cell.Fill(cell.Line(s.w.Unknown), cell.Line("/"+name)))
		return
	}
	if !all[i].do(s, strings.TrimSpace(args)) {
		s.print(cell.Fill(cell.Line(s.w.Usage), s.usage(name)))
	}
}

func (s *session) usage(name string) cell.Text {
	return cell.Line(strings.TrimSpace("/" + name + " " + s.w.Args[name]))
}

func (s *session) greet() {
	if s.o.Size == nil {
		s.print(cell.Line(s.w.ReadsNever))
		return
	}
	s.print(cell.Fill(cell.Line(s.w.ReadsHere), cell.Number(int(s.o.Presence.Seconds()))))
}

func (s *session) help() {
	for _, c := range commands() {
		s.print(cell.Concat(s.usage(c.name), cell.Say(": "), cell.Line(s.w.Commands[c.name])))
	}
	s.print(cell.Line(s.w.HelpEnd))
}

// send sends a message to the open group.
func (s *session) send(text string, reply chat.MessageUID) {
	switch {
	case s.open == nil:
		s.print(cell.Line(s.w.NoGroup))
	case len(text) > chat.MaxText:
		s.print(cell.Fill(cell.Line(s.w.TooLong), cell.Number(chat.MaxText)))
	default:
		id := s.o.Chat.Send(chat.Draft{Group: s.open.info.ID, Text: text, NeedReceipt: s.asking, ReplyTo: reply})
		s.pending[id], s.asking = true, false
	}
}

// find does something with a message of the open group, which is fetched when
// it is not known.
func (s *session) find(seq chat.Seq, do func(*note)) {
	if s.open == nil {
		s.print(cell.Line(s.w.NoGroup))
		return
	}
	if n := s.open.seqs[seq]; n != nil {
		do(n)
		return
	}
	id := s.open.info.ID
	s.ask(func(ctx context.Context) (func(), error) {
		page, err := s.o.Chat.History(ctx, id, chat.Span{Around: seq, Limit: 1})
		return func() {
			for i := range page.Messages {
				if m := &page.Messages[i]; m.Seq == seq && s.open != nil && s.open.info.ID == id {
					n, _ := s.learn(m)
					do(n)
					return
				}
			}
			s.print(cell.Fill(cell.Line(s.w.NoMessage), number(seq)))
		}, err
	})
}

func (s *session) listGroups() {
	if len(s.order) == 0 {
		s.print(cell.Line(s.o.Words.NoGroups))
	}
	for _, id := range s.order {
		s.print(s.describe(s.w.GroupLine, s.groups[id]))
	}
}

func (s *session) openGroup(args string) bool {
	if args == "" {
		return false
	}
	if g := s.groups[chat.GroupID(args)]; g != nil {
		s.goTo(g)
	} else {
		s.print(cell.Fill(cell.Line(s.w.UnknownGroup), cell.Line(args)))
	}
	return true
}

func (s *session) onHistory(args string) bool {
	n := 20
	if args != "" {
		var err error
		if n, err = strconv.Atoi(args); err != nil || n < 1 || n > chat.MaxHistory {
			return false
		}
	}
	if s.open == nil {
		s.print(cell.Line(s.w.NoGroup))
		return true
	}
	s.history(n)
	return true
}

func (s *session) toggleAsk() {
	s.asking = !s.asking
	said := s.w.AskOff
	if s.asking {
		said = s.w.AskOn
	}
	s.print(cell.Line(said))
}

func (s *session) react(n *note, emoji string) {
	on := !slices.Contains(n.reactions[emoji], s.me)
	s.o.Chat.React(s.open.info.ID, n.uid, emoji, on)
}

// readers prints who has read a message, and who has not.
func (s *session) readers(n *note) {
	id, w := s.open.info.ID, s.o.Words.Panel
	lists := []struct {
		list chat.ReaderList
		name string
	}{{chat.ListRead, w.Read}, {chat.ListUnread, w.UnreadHint}, {chat.ListLeft, w.Left}, {chat.ListAlso, w.Also}}
	s.ask(func(ctx context.Context) (func(), error) {
		var said []cell.Text
		for _, l := range lists {
			r, err := s.o.Chat.Readers(ctx, id, n.uid, l.list)
			if err != nil {
				return nil, err
			}
			if l.list == chat.ListRead {
				said = append(said, s.count(n.seq, r.Tally, nil))
			}
			if len(r.Users) == 0 {
				continue
			}
			users := make([]cell.Text, len(r.Users))
			for i, u := range r.Users {
				users[i] = handle(u.User)
				if u.ReadAt != 0 {
					users[i] = cell.Concat(users[i], cell.Say(" "), clock(u.ReadAt))
				}
			}
			said = append(said, cell.Concat(cell.Line(l.name), cell.Say(": "), cell.Join(users, cell.Say(", "))))
		}
		return func() {
			for _, t := range said {
				s.print(t)
			}
		}, nil
	})
}

// members prints the members of the open group, or those who are online.
func (s *session) members(online bool) {
	if s.open == nil {
		s.print(cell.Line(s.w.NoGroup))
		return
	}
	id, w := s.open.info.ID, s.o.Words.Panel
	s.ask(func(ctx context.Context) (func(), error) {
		members, err := s.o.Chat.Members(ctx, id)
		return func() {
			none := true
			for _, m := range members {
				if online && !m.Online {
					continue
				}
				none = false
				state := w.Offline
				if m.Online {
					state = w.Online
				}
				t := handle(m.User)
				if name := cell.Name(m.Name); !name.Blank() && name.String() != string(m.User) {
					t = cell.Concat(t, cell.Say(" ("), name, cell.Say(")"))
				}
				s.print(cell.Concat(t, cell.Say(": "), cell.Line(s.role(m.Role)), cell.Say(", "), cell.Line(state)))
			}
			if none {
				s.print(cell.Line(s.w.NoneListed))
			}
		}, err
	})
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

func (s *session) policy(args string) bool {
	p, err := receipts.ParsePolicy(args)
	if args == "" || err != nil {
		return false
	}
	if s.open == nil {
		s.print(cell.Line(s.w.NoGroup))
		return true
	}
	s.o.Chat.SetPolicy(s.open.info.ID, p)
	s.print(cell.Fill(cell.Line(s.w.PolicySet), cell.Line(string(p))))
	return true
}

// peek begins or ends looking around; what was read meanwhile is sent or
// forgotten by another word.
func (s *session) peek(args string) bool {
	now := time.Now()
	switch {
	case args == "send":
		s.sight.Release(now)
	case args == "drop":
		s.sight.Drop(now)
	case args != "":
		return false
	case !s.sight.Peeking():
		s.sight.Peek(now, true)
		s.print(cell.Line(s.w.Peeking))
		return true
	default:
		s.sight.Peek(now, false)
		if n := len(s.sight.Withheld()); n > 0 {
			s.print(cell.Fill(cell.Line(s.w.PeekEnd), cell.Number(n)))
			return true
		}
	}
	if !s.sight.Peeking() {
		s.print(cell.Line(s.w.PeekNone))
	}
	return true
}

func (s *session) retry() {
	for _, id := range s.failed {
		s.o.Chat.Retry(id)
		s.pending[id] = true
	}
	s.failed = nil
	s.o.Chat.RetryNow()
}

func (s *session) discard() {
	if len(s.failed) == 0 {
		s.print(cell.Line(s.w.NothingFailed))
	}
	for _, id := range s.failed {
		s.o.Chat.Discard(id)
	}
	s.failed = nil
}
