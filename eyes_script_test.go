package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"seenby/chat"
)

// A seat is somebody's screen, on which states are played one after another,
// each in a group of its own.
type seat struct {
	name          string
	width, height int
	args          []string // of seenby chat; {PLACE} is the group of the state of that place
	slow          bool     // things happen within the dwell time: it is a long one
	blind         bool     // the terminal does not report its focus
	wrapped       func(s *scene, command []string) (env, wrapper []string)
	states        []state
}

// A state is what happens to a screen, and what has to come of it, as
// "VERB ARGUMENTS | VERB ARGUMENTS". What the sender does:
//
//	send a, tall a LINES, plain a   a message that asks, one with so many lines, one that does not ask
//	later a, edit a TEXT, recall a  to a message that was sent
//	bare a TEXT, blank a            one that asks with exactly this text, with nothing to be seen in it
//	flood N                         so many messages that do not ask, at once
//	elsewhere a                     one that asks, in another group
//	remove                          takes the reader out of the group
//
// What the reader does, and the terminal:
//
//	key K…, type TEXT, focus, blur, size WxH, wheel up|down, click X Y, cut, mend, other
//
// What has to be:
//
//	on a, off a         the message is on the screen, is not
//	says TEXT, not TEXT the screen says this, does not
//	within a            all this happened within the dwell time of a, else the state is played again
//	anew a              from now on a has to be on the screen for the dwell time once more
//	held a…             the dwell time passes, and the reader has not answered
//	read a…             the reader answers, and after held: has read no sooner than the dwell time after what was done since
//	before a            the reader answers, and has read before what was done since held
//	same a              the time of reading is still what it was
type state struct{ name, script string }

// A sitting is one state on its way.
type sitting struct {
	*scene
	t     *testing.T
	seat  *seat
	term  *terminal
	cable *cable
	user  string
	group string
	dwell time.Duration

	uids  map[string]chat.MessageUID
	where map[string]string // the group of a message
	sent  map[string]time.Time
	held  map[string]time.Time // when the first thing was done since it was held, zero for nothing yet
	found map[string]time.Time
	late  bool // the state has to be played again
}

// tries is how often a state is played whose parts came too late to tell
// anything.
const tries = 5

// take plays all states of a seat.
func (s *scene) take(t *testing.T, tag string, st *seat) {
	user := "bob" + tag
	p := sitting{scene: s, seat: st, user: user, dwell: dwell}
	place := func(i, try int) string { return fmt.Sprintf("%s%02d%c", tag, i, 'a'+try) }
	for i := range st.states {
		for try := range tries {
			if try == 0 || st.slow {
				s.group(t, place(i, try), "alice", user)
			}
		}
	}
	s.group(t, "else"+tag, "alice", user)
	if st.slow {
		p.dwell = longDwell
	}
	p.cable = s.lay(t)
	args := []string{"--dwell", p.dwell.String()}
	for _, a := range st.args {
		for i := range st.states {
			a = strings.ReplaceAll(a, fmt.Sprintf("{%d}", i), place(i, 0))
		}
		args = append(args, a)
	}
	command := s.command(t, user, place(0, 0), p.cable.url(), args...)
	var env []string
	if st.wrapped != nil {
		env, command = st.wrapped(s, command)
	}
	p.term = openWith(t, st.width, st.height, env, command...)
	p.term.sees("online")
	for i, state := range st.states {
		t.Run(state.name, func(t *testing.T) {
			p.term.t = t
			for try := range tries {
				if p.play(t, place(i, try), state.script); !p.late {
					return
				}
			}
			t.Fatalf("%d times the machine was too slow to tell", tries)
		})
	}
}

// play plays one state in a group.
func (p *sitting) play(t *testing.T, group, script string) {
	p.t, p.group, p.late = t, group, false
	p.uids, p.where = map[string]chat.MessageUID{}, map[string]string{}
	p.sent, p.held, p.found = map[string]time.Time{}, map[string]time.Time{}, map[string]time.Time{}
	if !p.seat.blind {
		p.term.focus(true)
		p.term.until("the focus report taken", func(s string) bool {
			return !strings.Contains(s, "press a key") && !strings.Contains(s, "away") && !strings.Contains(s, "focus unknown") && !strings.Contains(s, "reading?")
		})
	}
	if first, _, _ := strings.Cut(p.term.text(), "\n"); !strings.Contains(first, group) {
		p.step("key ctrl+k")
		p.step("type " + group)
		p.step("says " + group)
		p.step("key enter")
		p.term.until("the group "+group, func(s string) bool {
			first, _, _ := strings.Cut(s, "\n")
			return strings.Contains(first, group)
		})
	}
	for step := range strings.SplitSeq(script, "|") {
		if p.step(strings.TrimSpace(step)); p.late {
			t.Logf("too slow at %q", step)
			return
		}
	}
}

// elsewhere is the other group of the reader.
func (p *sitting) elsewhere() string { return "else" + p.user[len("bob"):] }

// words is what a message says on the screen, in one place only.
func (p *sitting) words(name string) string { return name + "·" + p.group }

var playedKeys = map[string]string{
	"enter": keyEnter, "esc": keyEsc, "up": keyUp, "down": "\x1b[B", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "end": "\x1b[F", "f1": "\x1bOP",
}

// typed is how a terminal sends a key.
func typed(key string) string {
	if s, ok := playedKeys[key]; ok {
		return s
	}
	if letter, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return string(rune(letter[0] & 0x1f))
	}
	if rest, ok := strings.CutPrefix(key, "alt+"); ok {
		switch rest {
		case "up":
			return "\x1b[1;3A"
		case "down":
			return "\x1b[1;3B"
		}
		return "\x1b" + rest
	}
	return key
}

// step does one thing.
func (p *sitting) step(step string) {
	verb, rest, _ := strings.Cut(step, " ")
	rest = strings.ReplaceAll(rest, "{g}", p.group)
	rest = strings.ReplaceAll(rest, "{elsewhere}", p.elsewhere())
	args := strings.Fields(rest)
	switch verb {
	case "on":
		p.term.sees(p.words(rest))
	case "off":
		p.term.until("no "+rest, func(s string) bool { return !strings.Contains(s, p.words(rest)) })
	case "says":
		p.term.sees(rest)
	case "not":
		p.term.until("no "+rest, func(s string) bool { return !strings.Contains(s, rest) })
	case "within", "anew", "held", "read", "before", "same":
		p.expect(verb, args)
	case "key", "type", "focus", "blur", "size", "wheel", "click", "cut", "mend", "other":
		p.acts()
		p.act(verb, rest, args)
	default:
		p.send(verb, args)
	}
}

// acts notes that something is done that may let what was held be read.
func (p *sitting) acts() {
	for name, since := range p.held {
		if since.IsZero() {
			p.held[name] = time.Now()
		}
	}
}

// act does what the reader does, and the terminal.
func (p *sitting) act(verb, rest string, args []string) {
	switch verb {
	case "key":
		for _, k := range args {
			p.term.press(typed(k))
		}
	case "type":
		p.term.press(rest)
	case "focus", "blur":
		p.term.focus(verb == "focus")
	case "size":
		w, h, _ := strings.Cut(rest, "x")
		p.term.resize(number(p.t, w), number(p.t, h))
	case "wheel":
		p.term.press(map[string]string{"up": "\x1b[<64;30;5M", "down": "\x1b[<65;30;5M"}[rest])
	case "click":
		p.term.press(fmt.Sprintf("\x1b[<0;%s;%sM\x1b[<0;%s;%sm", args[0], args[1], args[0], args[1]))
	case "cut", "mend":
		p.cable.set(verb == "cut")
	case "other": // the same user's second device, which looks at the group
		term := p.sit(p.t, p.user, p.group, 100, 30, p.hub.url)
		term.focus(true)
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// send does what the sender does.
func (p *sitting) send(verb string, args []string) {
	p.t.Helper()
	g := chat.GroupID(p.group)
	var err error
	switch verb {
	case "flood":
		for i := range number(p.t, args[0]) {
			p.sender.Send(chat.Draft{Group: g, Text: fmt.Sprintf("flood %d", i)})
		}
	case "later":
		_, err = p.sender.SendReadReceiptRequest(p.context(p.t), g, p.uids[args[0]])
	case "edit":
		err = p.sender.EditMessage(p.context(p.t), g, p.uids[args[0]], strings.Join(args[1:], " "))
	case "recall":
		err = p.sender.RecallMessage(p.context(p.t), g, p.uids[args[0]])
	case "remove":
		err = p.sender.RemoveMembers(p.context(p.t), g, []chat.UserID{chat.UserID(p.user)})
	case "remind":
		_, err = p.sender.RemindUnread(p.context(p.t), g, p.uids[args[0]])
	default:
		err = p.post(g, verb, args)
	}
	if err != nil {
		p.t.Fatalf("%s: %v", verb, err)
	}
}

// post sends a message.
func (p *sitting) post(g chat.GroupID, verb string, args []string) error {
	d := chat.Draft{Group: g, Text: p.words(args[0]), NeedReceipt: verb != "plain"}
	switch verb {
	case "send", "plain":
	case "tall":
		lines := make([]string, number(p.t, args[1]))
		for i := range lines {
			lines[i] = fmt.Sprintf("line %d of %s", i+1, args[0])
		}
		d.Text = "top of " + d.Text + "\n" + strings.Join(lines, "\n") + "\nend of " + d.Text
	case "bare":
		d.Text = strings.Join(args[1:], " ")
	case "blank":
		d.Text = "\u200b\u2060\u00ad\u200b"
	case "elsewhere":
		d.Group = chat.GroupID(p.elsewhere())
	default:
		return fmt.Errorf("no verb %s", verb)
	}
	uid, _, sent, err := p.sender.SendMessage(p.context(p.t), d)
	p.uids[args[0]], p.where[args[0]], p.sent[args[0]] = uid, string(d.Group), sent.Time()
	return err
}

// expect says what has to be of messages.
func (p *sitting) expect(verb string, names []string) {
	p.t.Helper()
	switch verb {
	case "within":
		p.late = time.Since(p.sent[names[0]]) >= p.dwell
		return
	case "held":
		p.passes(p.t, p.dwell)
	case "anew":
		p.held[names[0]] = time.Now()
		return
	}
	for _, name := range names {
		group, uid := p.where[name], p.uids[name]
		if verb == "held" {
			if at, ok := p.readAt(p.t, group, p.user, uid); ok {
				p.t.Fatalf("%s is answered, read %v after it was sent:\n%s", name, at.Sub(p.sent[name]), p.term.text())
			}
			p.held[name] = time.Time{}
			continue
		}
		at := p.untilRead(p.t, group, p.user, uid, p.term.text)
		since, was := p.held[name]
		switch {
		case verb == "same" && !at.Equal(p.found[name]):
			p.t.Errorf("%s was read at %v and then at %v", name, p.found[name], at)
		case verb == "before" && (since.IsZero() || at.After(since)):
			p.t.Errorf("%s was read %v after %v, want before", name, at.Sub(since), since)
		case verb == "read" && was && at.Before(since.Add(p.dwell).Truncate(time.Millisecond)):
			p.t.Errorf("%s was read %v after the first moment that allows it, want at least %v", name, at.Sub(since), p.dwell)
		}
		p.found[name] = at
		delete(p.held, name)
	}
}
