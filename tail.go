package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
	"seenby/crash"
	"seenby/ui/cell"
)

// eventNames are the events of the protocol; those of receiptNames are about
// receipts, and those of quietNames are left out for people who did not ask.
var (
	receiptNames = []string{"onMessageReceiptRequest", "onMessageReceiptResponse", "onReceiptResponded", "onReceiptReminder"}
	quietNames   = []string{"onReady", "onReadPosition", "onTyping", "onPresence", "onClosing"}
	eventNames   = slices.Concat([]string{"onMessage", "onMessageUpdated", "onGroupChanged"}, receiptNames, quietNames)
)

// A following is the command tail.
type following struct {
	headless
	groups, events []string
	from           string
	receipts       bool
	me             chat.UserID
}

func newTail() *cobra.Command {
	var t following
	cmd := &cobra.Command{
		Use:   "tail [GROUP…]",
		Short: "Follow what happens",
		Long: "Prints what happens from now on, in all groups or in these, until it is interrupted. When the connection is lost it\n" +
			"comes back and goes on where it was. With --json it prints the events of the protocol, one a line; onReady says that\n" +
			"it listens. --group and --from leave out what other groups and users do, --event whatever is not named.",
		Example: "seenby tail ops\n" +
			"seenby tail --json --event onMessage | jq -r .message.text\n" +
			"seenby tail ops --receipts --from bob",
		RunE: func(_ *cobra.Command, args []string) error {
			t.groups = append(t.groups, args...)
			if err := t.check(); err != nil {
				return err
			}
			return t.follow()
		},
	}
	t.flags(cmd)
	cmd.Flags().Lookup("timeout").Usage = "give up when there is no connection after this long; 0 is never"
	f := cmd.Flags()
	f.StringSliceVar(&t.groups, "group", nil, "only this group; several are allowed")
	f.StringSliceVar(&t.events, "event", nil, "only these events, as in onMessage,onMessageUpdated")
	f.StringVar(&t.from, "from", "", "only what this user does")
	f.BoolVar(&t.receipts, "receipts", false, "only what is about receipts, beside --event")
	return cmd
}

func (t *following) check() error {
	if err := checkGroups(t.groups); err != nil {
		return err
	}
	for _, e := range t.events {
		if !slices.Contains(eventNames, e) {
			return usagef("--event %q: there are %s", e, strings.Join(eventNames, ", "))
		}
	}
	if t.from != "" && !chat.ValidID(t.from) {
		return usagef("--from %q: %w", t.from, chat.ErrBadID)
	}
	switch {
	case t.receipts:
		t.events = append(t.events, receiptNames...)
	case len(t.events) > 0:
	case t.asJSON:
		t.events = eventNames
	default:
		t.events = slices.DeleteFunc(slices.Clone(eventNames), func(e string) bool { return slices.Contains(quietNames, e) })
	}
	return nil
}

// follow prints until it is interrupted.
func (t *following) follow() error {
	events := make(chan wire.Event)
	t.config.OnEvent = func(e wire.Event) {
		select {
		case events <- e:
		case <-t.over:
		}
	}
	err := t.run(func(ctx context.Context, c *client.Client) error {
		t.me = c.Me()
		for _, g := range t.groups {
			if _, err := c.GetGroup(ctx, chat.GroupID(g)); err != nil {
				return fmt.Errorf("%s: %w", g, err)
			}
		}
		return t.printAll(c, events)
	})
	if t.cmd.Context().Err() != nil { // somebody ended it, which is how it ends
		return nil
	}
	return err
}

// printAll prints on a goroutine of its own, for a reader of the output may be
// stuck while this program is told to end.
func (t *following) printAll(c *client.Client, events <-chan wire.Event) error {
	ended := make(chan error, 1)
	go func() {
		defer crash.Guard()
		ended <- t.printEvents(events)
	}()
	link := chat.LinkOnline
	for {
		select {
		case <-t.cmd.Context().Done():
			return nil
		case err := <-ended:
			return err
		case news, open := <-c.News():
			if !open {
				return client.ErrClosed
			}
			for _, n := range news {
				if n, ok := n.(chat.LinkChanged); ok {
					if err := t.noteLink(n, &link); err != nil {
						return err
					}
				}
			}
		}
	}
}

// noteLink tells on stderr when the connection is lost, and when it is back. It
// fails when it is lost for good.
func (t *following) noteLink(n chat.LinkChanged, was *chat.LinkState) error {
	why := cell.Line(n.Err).String()
	switch {
	case n.State == chat.LinkClosed:
		return errors.New(why)
	case n.State == chat.LinkOffline && *was == chat.LinkOnline:
		_, _ = fmt.Fprintf(t.cmd.ErrOrStderr(), "seenby: offline: %s; trying again\n", why)
		*was = n.State
	case n.State == chat.LinkOnline && *was == chat.LinkOffline:
		_, _ = fmt.Fprintln(t.cmd.ErrOrStderr(), "seenby: online again")
		*was = n.State
	}
	return nil
}

// printEvents prints what passes the filters, until nobody cares any more.
func (t *following) printEvents(events <-chan wire.Event) error {
	for {
		select {
		case <-t.over:
			return nil
		case e := <-events:
			if !t.wants(e) {
				continue
			}
			if err := t.printEvent(e); err != nil {
				return err
			}
		}
	}
}

func (t *following) printEvent(e wire.Event) error {
	if !t.asJSON {
		return t.say("%s", eventLine(e, chat.At(time.Now())))
	}
	b, err := wire.AppendEvent(nil, e)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, err = t.cmd.OutOrStdout().Write(append(inert(b), '\n'))
	return err
}

// wants reports whether an event passes the filters. What the connection itself
// tells is no matter of group or user.
func (t *following) wants(e wire.Event) bool {
	if !slices.Contains(t.events, e.Name()) {
		return false
	}
	switch e.(type) {
	case wire.OnReady, wire.OnClosing:
		return true
	}
	about := aboutEvent(e, t.me)
	return (len(t.groups) == 0 || slices.Contains(t.groups, string(about.group))) &&
		(t.from == "" || slices.Contains(about.users, chat.UserID(t.from)))
}
