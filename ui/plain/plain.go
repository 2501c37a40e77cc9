// Package plain is the linear mode of the terminal client, for screen readers
// and pipes: one line for each event, nothing is ever redrawn, and a line of
// input is a message or a command.
//
// Every event starts in the first column; lines that a message goes on with
// start with a gutter, and are broken before the terminal would do it. So no
// content can pass for an event.
package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"seenby/chat"
	"seenby/crash"
	"seenby/receipts"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// Chat is what the linear mode needs of a chat client; package ui says what the
// methods mean.
type Chat interface {
	founder
	Me() chat.UserID
	Send(d chat.Draft) string
	Retry(clientMsgID string)
	Discard(clientMsgID string)
	Revise(clientMsgID, text string, mentions []chat.UserID)
	RequestReceipt(g chat.GroupID, uid chat.MessageUID)
	Read(g chat.GroupID, seen []chat.Seen)
	Answer(g chat.GroupID, uids []chat.MessageUID)
	Policy(g chat.GroupID) receipts.Policy
	OwnPolicy(g chat.GroupID) receipts.Policy
	SetPolicy(g chat.GroupID, p receipts.Policy)
	Peek(on bool)
	Release(uids []chat.MessageUID)
	Withdraw(uids []chat.MessageUID)
	Mute(g chat.GroupID, on bool)
	Muted(g chat.GroupID) bool
	SetGoal(g chat.GroupID, uid chat.MessageUID, goal receipts.Goal)
	DropGoal(g chat.GroupID, uid chat.MessageUID, goal receipts.Goal)
	Edit(g chat.GroupID, uid chat.MessageUID, text string)
	Recall(g chat.GroupID, uid chat.MessageUID)
	React(g chat.GroupID, uid chat.MessageUID, emoji string, on bool)
	Remind(g chat.GroupID, uid chat.MessageUID)
	RetryNow()
	// Settled waits until the hub has replied to everything that was asked of it
	// before, and all news of it were taken.
	Settled(ctx context.Context) error
	Waiting(ctx context.Context) ([]chat.Message, error)
	Search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error)
	History(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error)
	Members(ctx context.Context, g chat.GroupID) ([]chat.Member, error)
	MembersCopy(ctx context.Context, g chat.GroupID) ([]chat.Member, error)
	ReadersCopy(ctx context.Context, g chat.GroupID, uid chat.MessageUID) (chat.Known, error)
	Readers(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList) (chat.Readership, error)
	ReadersPage(ctx context.Context, g chat.GroupID, uid chat.MessageUID, list chat.ReaderList, offset, limit int) (chat.Readership, error)
}

// Options are what the linear mode is made of.
type Options struct {
	Chat Chat
	// News are the client's.
	News <-chan []chat.News
	// In has the lines that the user enters, Out gets the events.
	In  io.Reader
	Out io.Writer
	// Keys says that In brings every key as it is pressed, and that the terminal
	// shows none of them: the mode does. Else the terminal has its own line editing.
	Keys bool
	// Resumed tells that the program was stopped and goes on: the begun line is
	// shown again. It may be nil.
	Resumed <-chan struct{}
	// Size returns the columns and rows of the terminal. It is nil when In and Out
	// are not both a terminal: then nothing counts as read.
	Size func() (columns, rows int)
	// Seen reports whether anybody can see the terminal at all, which a multiplexer
	// may know; nil is where nobody can be asked. It is asked before anything counts
	// as read, and has a second.
	Seen func(context.Context) bool
	// Words are the texts, English when nil.
	Words *words.Words
	// Open is the group to open first; empty opens the first one.
	Open chat.GroupID
	// Dwell and Presence are those of [receipts.NewSight].
	Dwell, Presence time.Duration
	// ExportDir is where lists of readers are saved; empty for the present
	// directory.
	ExportDir string
	// Patience is how long a question to the hub may take, and how long the end of
	// the input waits for what is not sent yet; 0 for 10 s.
	Patience time.Duration
	// Wall is the time of day without a monotonic reading, which goes on while the
	// machine sleeps; nil is that of time.Now.
	Wall func() time.Time
}

// ErrUnsent is the error of [Run] when the input ended and something could not
// be sent: it stays in the outbox.
var ErrUnsent = errors.New("the hub was not reached in time: what is not sent is kept, and goes out at the next start")

// maxLine is how many bytes a line of input has at most: a text and a command.
const maxLine = chat.MaxText + 256

// Run talks with the user until the input or ctx ends, or they leave.
func Run(ctx context.Context, o Options) error {
	if o.Words == nil {
		o.Words = words.English()
	}
	o.Words = o.Words.WithKeys(words.NoKeys)
	if o.Presence == 0 {
		o.Presence = receipts.DefaultPresence
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	if o.Wall == nil {
		o.Wall = func() time.Time { return time.Now().Round(0) }
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &session{
		o: o, ctx: ctx, me: o.Chat.Me(), w: &o.Words.Plain, sight: receipts.NewSight(o.Dwell, o.Presence),
		groups: map[chat.GroupID]*group{}, online: map[chat.UserID]bool{}, answers: make(chan func(), 1),
	}
	s.paper = paper{out: o.Out, size: o.Size}
	s.greet()
	if o.Keys {
		return s.loop(readKeys(ctx, o.In))
	}
	return s.loop(readLines(ctx, o.In))
}

// readLines reads in until it ends. The goroutine of a read that blocks ends
// with its reader.
func readLines(ctx context.Context, in io.Reader) <-chan line {
	lines := make(chan line)
	go func() {
		defer crash.Guard()
		defer close(lines)
		scan := bufio.NewScanner(in)
		scan.Buffer(nil, maxLine)
		for scan.Scan() {
			select {
			case lines <- line{text: scan.Text()}:
			case <-ctx.Done():
				return
			}
		}
		if err := scan.Err(); err != nil {
			select {
			case lines <- line{err: err}:
			case <-ctx.Done():
			}
		}
	}()
	return lines
}

// A line is what the user entered, with Keys what they typed, or why nothing
// more can be read.
type line struct {
	text string
	err  error
}

// A session is one run of the linear mode. One goroutine owns it.
type session struct {
	o     Options
	ctx   context.Context
	me    chat.UserID
	w     *words.Plain
	paper paper
	sight *receipts.Sight
	// waking notices that the machine slept.
	waking receipts.Waking

	groups map[chat.GroupID]*group
	order  []chat.GroupID
	open   *group
	online map[chat.UserID]bool
	query  *query // what was looked for last
	link   chat.LinkChanged
	met    bool   // it is known whether there is a hub
	listed bool   // the groups are known
	outage bool   // that the link is down was told
	reason string // and why

	peeking bool // nothing is answered
	held    []chat.Withheld
	unsent  []*unsent
	calls   int      // the last of their numbers
	bad     int      // lines that could not be done
	written []string // with Keys: lines that were entered, and not taken yet
	asking  bool
	quit    bool
	// busy is how many questions are under way; answers brings what is to be done
	// then. No line is taken meanwhile, so that commands of a pipe keep their order.
	busy    int
	answers chan func()
}

func (s *session) loop(lines <-chan line) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	news := s.o.News
	var settled <-chan error // set after the end of the input
	for {
		s.paper.resume()
		if s.quit {
			lines = nil
			if s.o.Size != nil && s.link.State != chat.LinkOnline {
				return s.leave()
			}
		}
		take := lines
		if !s.o.Keys && (s.busy > 0 || !s.ready()) {
			take = nil
		}
		if lines == nil && s.busy == 0 && len(s.written) == 0 && settled == nil {
			settled = s.settle()
		}
		select {
		case <-s.ctx.Done():
			return nil
		case batch, ok := <-news:
			if !ok {
				return nil
			}
			s.wake()
			for _, n := range batch {
				s.take(n)
			}
		case do := <-s.answers:
			s.busy--
			s.wake()
			do()
		case l, ok := <-take:
			if !ok {
				lines = nil
				break
			}
			if l.err != nil {
				return s.badInput(l.err)
			}
			s.wake()
			if end := s.input(l.text); end {
				lines = nil
			}
		case err := <-settled:
			return s.ended(err)
		case <-s.o.Resumed:
			s.paper.draft.torn = true
		case <-timer.C:
		}
		s.takeWritten()
		if err := s.paper.err; err != nil {
			return fmt.Errorf("write: %w", err)
		}
		s.look(timer)
	}
}

// input takes a line, or with Keys what was typed; it reports whether that was
// the end.
func (s *session) input(text string) (end bool) {
	if !s.o.Keys {
		s.entered(text)
		return false
	}
	entered, end := s.paper.press(text)
	s.written = append(s.written, entered...)
	return end
}

// takeWritten takes the lines that wait, one after the other is done.
func (s *session) takeWritten() {
	for len(s.written) > 0 && s.busy == 0 && s.ready() {
		next := s.written[0]
		s.written = s.written[1:]
		if s.entered(next); s.quit {
			s.written = nil
		}
	}
}

// ready reports whether a line can be understood: it is known whether there is
// a hub, and where there is one, which groups.
func (s *session) ready() bool {
	return s.met && (s.listed || s.link.State != chat.LinkOnline)
}

// settle waits, off the loop, until everything was done that the lines asked
// for.
func (s *session) settle() <-chan error {
	settled := make(chan error, 1)
	go func() {
		defer crash.Guard()
		ctx, cancel := context.WithTimeout(s.ctx, s.o.Patience)
		defer cancel()
		settled <- s.o.Chat.Settled(ctx)
	}()
	return settled
}

// leave ends without a hub: nobody waits at a terminal for one.
func (s *session) leave() error {
	if s.link.Unsent > 0 || len(s.unsent) > 0 {
		s.print(cell.Line(s.w.Kept))
	}
	return nil
}

// ended is the outcome at the end of the input. A script learns of each line
// that could not be done.
func (s *session) ended(err error) error {
	switch {
	case err != nil:
		return ErrUnsent
	case s.o.Size != nil:
	case len(s.refusals()) == 1:
		return errors.New("a message was refused by the hub")
	case len(s.refusals()) > 0:
		return fmt.Errorf("%d messages were refused by the hub", len(s.refusals()))
	case s.bad == 1:
		return errors.New("a line could not be done")
	case s.bad > 0:
		return fmt.Errorf("%d lines could not be done", s.bad)
	}
	return nil
}

func (s *session) badInput(err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("a line has at most %d bytes", maxLine)
	}
	return fmt.Errorf("read the input: %w", err)
}

// ask runs a question to the hub off the loop; then runs on it.
func (s *session) ask(question func(ctx context.Context) (then func(), err error)) {
	s.busy++
	go func() {
		defer crash.Guard()
		ctx, cancel := context.WithTimeout(s.ctx, s.o.Patience)
		defer cancel()
		then, err := question(ctx)
		if err != nil {
			then = func() {
				s.fail(cell.Fill(cell.Line(s.o.Words.Notice.FetchFailed), cell.Line(s.o.Words.Reason(err.Error()))))
			}
		}
		select {
		case s.answers <- then:
		case <-s.ctx.Done():
		}
	}()
}

// wake looks whether the machine has slept: who entered a line before that need
// not be here any more.
func (s *session) wake() {
	now := time.Now()
	if s.waking.Slept(now, s.o.Wall()) {
		s.sight.Slept(now)
	}
}

// look tells the sight what stands on the screen, hands on what was read, and
// sets the timer for what comes to be read next (receipts.md, What counts as
// read).
func (s *session) look(timer *time.Timer) {
	if s.o.Size == nil {
		return
	}
	s.wake()
	now := time.Now()
	scene := receipts.Scene{}
	if s.open != nil {
		scene.Group = s.open.info.ID
		scene.Lines = s.paper.shown(scene.Group)
	}
	s.sight.Look(now, scene)
	s.handOn(now)
	if next, ok := s.sight.Next(); ok {
		timer.Reset(max(next.Sub(now), 0))
	} else {
		timer.Reset(time.Hour)
	}
}

// handOn tells the client what was read, also what it is to withhold. What
// nobody can have seen is taken back.
func (s *session) handOn(now time.Time) {
	read := slices.Concat(s.sight.Read(now), s.sight.Held())
	if len(read) == 0 {
		return
	}
	seen := s.seen()
	for _, r := range read {
		if seen {
			s.o.Chat.Read(r.Group, []chat.Seen{r.Seen})
		} else {
			s.sight.Forget(now, r.Group, r.Seq)
		}
	}
}

// seen reports whether anybody can see the terminal.
func (s *session) seen() bool {
	if s.o.Seen == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(s.ctx, time.Second)
	defer cancel()
	return s.o.Seen(ctx)
}
