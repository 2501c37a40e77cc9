package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/crash"
)

// A sending is the command send.
type sending struct {
	headless
	receipt, lines bool
	wait, replyTo  string
	goal           goal
	answers        chan client.ReceiptResponse // who has read, where that is waited for
	members        map[chat.UserID]bool        // of the group, nil until a text may name one
}

func newSend() *cobra.Command {
	var s sending
	cmd := &cobra.Command{
		Use:   "send GROUP TEXT",
		Short: "Send a message, and wait until it was read if you like",
		Long: "Sends TEXT to GROUP and prints the message's id. TEXT - is standard input to its end, without the line breaks\n" +
			"there; with --lines every line of it that is not empty becomes a message of its own, as it comes.\n" +
			"Members whom the text names with @USER are called as in the client.\n" +
			"With --wait it returns when that many have read the message: exit code 0, or 3 when --timeout comes first.",
		Example: "seenby send ops \"deploy is done\"\n" +
			"dmesg | tail -20 | seenby send ops -\n" +
			"tail -f app.log | seenby send ops - --lines\n" +
			"seenby send ops \"please confirm\" --receipt --wait all --timeout 10m\n" +
			"seenby send ops \"bob?\" --wait @bob || echo \"bob is not there\"",
		Args: inAGroup(1, 1, " and one TEXT (quote it), or - for standard input"),
		RunE: func(_ *cobra.Command, args []string) error { return s.send(chat.GroupID(args[0]), args[1]) },
	}
	s.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&s.receipt, "receipt", false, "ask who reads it")
	f.BoolVar(&s.lines, "lines", false, "send each line of standard input by itself; --timeout then holds for each")
	f.StringVar(&s.wait, "wait", "", "ask who reads it, and wait for: all, a number of readers, or @USER")
	f.StringVar(&s.replyTo, "reply-to", "", "answer the message with this id (messageUId)")
	return cmd
}

func (s *sending) send(g chat.GroupID, text string) (err error) {
	d := chat.Draft{Group: g, ReplyTo: chat.MessageUID(s.replyTo), NeedReceipt: s.receipt || s.wait != ""}
	switch {
	case s.lines && text != "-":
		return usagef("--lines reads standard input: TEXT has to be -")
	case s.lines && s.wait != "":
		return usagef("--lines and --wait do not go together")
	case s.lines:
		return s.run(func(_ context.Context, c *client.Client) error { return s.sendLines(c, d) })
	}
	if s.goal, err = parseGoal(s.wait); err != nil {
		return err
	}
	switch text {
	case "":
		return usagef("TEXT is empty: there is nothing to send")
	case "-":
		if text, err = readAll(s.cmd.InOrStdin()); err != nil {
			return s.failed(err)
		}
	}
	d.Text = text
	if err := checkText(text); err != nil {
		return s.failed(err)
	}
	return s.run(s.deliver(d))
}

// deliver returns what sends d, and waits for its readers.
func (s *sending) deliver(d chat.Draft) func(context.Context, *client.Client) error {
	if s.wait == "" {
		return func(ctx context.Context, c *client.Client) error {
			_, err := s.sendOne(ctx, c, d)
			return err
		}
	}
	s.answers = make(chan client.ReceiptResponse)
	s.config.OnMessageReceiptResponse = func(r client.ReceiptResponse) {
		select {
		case s.answers <- r:
		case <-s.over:
		}
	}
	return func(ctx context.Context, c *client.Client) error {
		uid, err := s.sendOne(ctx, c, d)
		if err != nil {
			return err
		}
		return s.await(ctx, c, d.Group, uid)
	}
}

// A sentLine is what --json prints of a message that was sent.
type sentLine struct {
	Group chat.GroupID    `json:"targetId"`
	UID   chat.MessageUID `json:"messageUId"`
	Seq   chat.Seq        `json:"seq"`
	Sent  chat.Millis     `json:"sentTime"`
}

func (s *sending) sendOne(ctx context.Context, c *client.Client, d chat.Draft) (chat.MessageUID, error) {
	d.Mentions = s.mentions(ctx, c, d)
	uid, seq, sent, err := c.SendMessage(ctx, d)
	if err != nil {
		return "", err
	}
	return uid, s.show(sentLine{Group: d.Group, UID: uid, Seq: seq, Sent: sent}, "%s", uid)
}

// mentions returns the members whom a message names, as in the client. The group
// is asked for its members only where somebody may be named; without an answer
// nobody is, and sending tells what is wrong.
func (s *sending) mentions(ctx context.Context, c *client.Client, d chat.Draft) []chat.UserID {
	if len(chat.Mentions(d.Text, c.Me(), func(chat.UserID) bool { return true })) == 0 {
		return nil
	}
	if s.members == nil {
		list, err := c.Members(ctx, d.Group)
		if err != nil {
			return nil
		}
		s.members = make(map[chat.UserID]bool, len(list))
		for _, m := range list {
			s.members[m.User] = true
		}
	}
	return chat.Mentions(d.Text, c.Me(), func(u chat.UserID) bool { return s.members[u] })
}

// sendLines sends every line of standard input.
func (s *sending) sendLines(c *client.Client, d chat.Draft) error {
	lines, failed := make(chan string), make(chan error, 1)
	ctx, stop := context.WithCancel(s.cmd.Context())
	defer stop()
	go scanLines(ctx, s.cmd.InOrStdin(), lines, failed)
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, more := <-lines:
			var err error
			switch {
			case !more:
				if err = <-failed; err == nil {
					return nil
				}
			case text != "":
				d.Text = text
				err = s.sendLine(ctx, c, d)
			}
			if err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
}

func (s *sending) sendLine(ctx context.Context, c *client.Client, d chat.Draft) error {
	if err := checkText(d.Text); err != nil {
		return err
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	_, err := s.sendOne(ctx, c, d)
	return err
}

// scanLines hands over the lines of r, and then why it ended: a read that blocks
// cannot be interrupted, so it is not the sender who reads.
func scanLines(ctx context.Context, r io.Reader, lines chan<- string, failed chan<- error) {
	defer crash.Guard()
	defer close(lines)
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 4096), chat.MaxText+2)
	for scanner.Scan() {
		select {
		case lines <- strings.TrimRight(scanner.Text(), "\r"):
		case <-ctx.Done():
			failed <- ctx.Err()
			return
		}
	}
	err := scanner.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = errTooLong
	}
	failed <- err
}

var errTooLong = &chat.Error{Code: chat.TooLarge, Reason: fmt.Sprintf("a message has at most %d bytes", chat.MaxText)}

// checkText refuses what no hub would take.
func checkText(text string) error {
	switch {
	case text == "":
		return &chat.Error{Code: chat.Malformed, Reason: "there is no text to send"}
	case len(text) > chat.MaxText:
		return errTooLong
	case !utf8.ValidString(text):
		return &chat.Error{Code: chat.Malformed, Reason: "the text is not UTF-8"}
	}
	return nil
}

// A goal says whose reading is waited for: this user's, or that many.
type goal struct {
	user chat.UserID
	many int
}

// everyone is a goal's number that no message has readers for.
const everyone = math.MaxInt

func parseGoal(s string) (goal, error) {
	if user, ok := strings.CutPrefix(s, "@"); ok && chat.ValidID(user) {
		return goal{user: chat.UserID(user)}, nil
	}
	n, err := strconv.Atoi(s)
	switch {
	case s == "":
		return goal{}, nil
	case s == "all":
		return goal{many: everyone}, nil
	case err != nil || n < 1:
		return goal{}, usagef("--wait %q: give all, a number of readers, or @USER", s)
	}
	return goal{many: n}, nil
}

// A readLine is what --json prints when the wait is over: getReadReceipt's words
// for the counts, a message's for who has read.
type readLine struct {
	Group chat.GroupID    `json:"targetId"`
	UID   chat.MessageUID `json:"messageUId"`
	chat.Tally
	Readers map[chat.UserID]chat.Millis `json:"userIdList"`
}

func (g goal) reached(r *readLine) bool {
	switch {
	case g.user != "":
		return r.Readers[g.user] != 0
	case g.many == everyone:
		return r.Read >= r.Total
	default:
		return r.Read >= g.many
	}
}

// await waits until the goal is reached. What was told before the first look
// is in it; what is told afterwards is put on top.
func (s *sending) await(ctx context.Context, c *client.Client, g chat.GroupID, uid chat.MessageUID) error {
	now := readLine{Group: g, UID: uid, Readers: map[chat.UserID]chat.Millis{}}
	for _, list := range []chat.ReaderList{chat.ListRead, chat.ListAlso} {
		have, err := c.Readers(ctx, g, uid, list)
		switch {
		case ctx.Err() != nil:
			return s.gaveUp(ctx, &now)
		case err != nil:
			return err
		}
		now.take(have.Tally)
		for _, u := range have.Users {
			now.Readers[u.User] = u.ReadAt
		}
	}
	for !s.goal.reached(&now) {
		select {
		case r := <-s.answers:
			if r.UID == uid {
				now.take(r.Tally)
				maps.Copy(now.Readers, r.Readers)
			}
		case <-ctx.Done():
			return s.gaveUp(ctx, &now)
		}
	}
	if s.asJSON {
		return s.print(now)
	}
	return nil
}

// take keeps the newer count: none goes back.
func (r *readLine) take(t chat.Tally) {
	if t.Version >= r.Version {
		r.Tally = t
	}
}

// gaveUp says how far a wait got.
func (s *sending) gaveUp(ctx context.Context, now *readLine) error {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ctx.Err()
	}
	if s.asJSON {
		if err := s.print(now); err != nil {
			return err
		}
	}
	far := fmt.Sprintf("%d of %d have read %s", now.Read, now.Total, now.UID)
	if s.goal.user != "" {
		far = fmt.Sprintf("%s has not read %s, %d of %d have", s.goal.user, now.UID, now.Read, now.Total)
	}
	return timeoutError{fmt.Errorf("timed out after %s: %s", s.timeout, far)}
}
