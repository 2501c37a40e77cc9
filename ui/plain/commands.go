package plain

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
	"seenby/ui/spelling"
)

// A command is what follows a slash. do reports false when it does not
// understand its arguments.
type command struct {
	name string
	do   func(s *session, args string) bool
}

// commands are all, in the order in which they are listed.
func commands() []command {
	return slices.Concat(chatCommands(), foundingCommands(), []command{
		{"help", bare((*session).help)},
		{"quit", bare(func(s *session) { s.quit = true })},
	})
}

func chatCommands() []command {
	return []command{
		{"groups", bare((*session).listGroups)},
		{"open", (*session).openGroup},
		{"next", bare((*session).nextUnread)},
		{"history", (*session).onHistory},
		{"show", onMessage((*session).again)},
		{"hidden", onMessage((*session).reveal)},
		{"search", func(s *session, args string) bool { return s.search(args, false) }},
		{"search-all", func(s *session, args string) bool { return s.search(args, true) }},
		{"more", bare((*session).searchOn)},
		{"ask", bare((*session).toggleAsk)},
		{"flag", onMessage((*session).flag)},
		{"readers", withMore((*session).readers)},
		{"save", withText((*session).save)},
		{"waiting", bare((*session).waiting)},
		{"goal", withText((*session).goal)},
		{"remind", onMessage((*session).remind)},
		{"reply", withText(func(s *session, n *note, text string) { s.send(text, n.uid) })},
		{"edit", (*session).editAny},
		{"recall", onMessage((*session).recall)},
		{"react", withText((*session).react)},
		{"answer", onMessage((*session).answer)},
		{"policy", (*session).policy},
		{"policy-all", (*session).policyForAll},
		{"peek", (*session).peek},
		{"withheld", bare((*session).withheld)},
		{"mute", (*session).mute},
		{"members", bare(func(s *session) { s.members(false) })},
		{"who", bare(func(s *session) { s.members(true) })},
		{"retry", bare((*session).retry)},
		{"discard", bare((*session).discard)},
		{"unsent", bare((*session).listUnsent)},
		{"drop", (*session).drop},
		{"status", bare(func(s *session) { s.print(s.standing()) })},
	}
}

// Commands returns the names of all commands.
func Commands() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
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

// withMore is a command on a message, perhaps with a text.
func withMore(do func(*session, *note, string)) func(*session, string) bool {
	return func(s *session, args string) bool {
		first, text, _ := strings.Cut(args, " ")
		seq, ok := parseSeq(first)
		if ok {
			s.find(seq, func(n *note) { do(s, n, strings.TrimSpace(text)) })
		}
		return ok
	}
}

// withText is a command on a message, with a text.
func withText(do func(*session, *note, string)) func(*session, string) bool {
	return func(s *session, args string) bool {
		_, text, _ := strings.Cut(args, " ")
		return strings.TrimSpace(text) != "" && withMore(do)(s, args)
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
		if !s.o.Keys { // what was typed key by key is on the paper already
			s.paper.typed(text)
			text = onlyText(text)
		}
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
		s.fail(s.unknown(name))
		return
	}
	if !all[i].do(s, strings.TrimSpace(args)) {
		s.fail(cell.Fill(cell.Line(s.w.Usage), s.usage(name)))
	}
}

// unknown says that there is no such command, and what may have been meant: the
// command of an action of the screen, or a word like it.
func (s *session) unknown(name string) cell.Text {
	written := cell.Line("/" + name)
	switch instead := Instead(name); {
	case strings.HasPrefix(instead, "/"):
		return cell.Fill(cell.Line(s.w.Called), written, cell.Line(instead))
	case instead != "":
		return cell.Fill(cell.Line(s.w.NotHere), written, cell.Line(s.w.Reasons[instead]))
	}
	said := cell.Fill(cell.Line(s.w.Unknown), written)
	if meant, ok := spelling.Nearest(name, Commands()); ok {
		said = cell.Concat(cell.Fill(cell.Line(s.w.Meant), cell.Line("/"+meant)), cell.Say(" "), said)
	}
	return said
}

func (s *session) usage(name string) cell.Text {
	return cell.Line(strings.TrimSpace("/" + name + " " + s.w.Args[name]))
}

func (s *session) greet() {
	if s.o.Size == nil {
		s.print(cell.Line(s.w.ReadsNever))
		return
	}
	s.print(cell.Fill(cell.Line(s.w.ReadsHere), phrase.Elapsed(s.o.Presence, s.o.Words)))
}

func (s *session) help() {
	for _, c := range commands() {
		s.print(phrase.Label(s.o.Words, s.usage(c.name), cell.Line(s.w.Commands[c.name])))
	}
	s.print(cell.Line(s.w.HelpEnd))
}

// fail says why a line of the user could not be done. A script learns of it by
// the exit code, too.
func (s *session) fail(why cell.Text) {
	s.print(why)
	s.bad++
}

// find does something with a message of the open group, which is fetched when
// it is not known.
func (s *session) find(seq chat.Seq, do func(*note)) {
	if s.open == nil {
		s.fail(cell.Line(s.w.NoGroup))
		return
	}
	if n := s.open.seqs[seq]; n != nil {
		do(n)
		return
	}
	s.fetch(seq, func(m *chat.Message) {
		n, _ := s.learn(m)
		do(n)
	})
}
