package main

import (
	"context"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
)

// A pastFlags says which stretch of a group's messages is wanted.
type pastFlags struct {
	headless
	before, after, around int64
	limit                 int
	all                   bool
	query                 string
}

func newHistory() *cobra.Command {
	var p pastFlags
	cmd := &cobra.Command{
		Use:   "history GROUP",
		Short: "Print messages of the past",
		Long: "Prints messages of a group, oldest first: the newest 50, or where the flags say. A place is a message's seq, its\n" +
			"number in the group; the message at it is left out with --before and --after.",
		Example: "seenby history ops\n" +
			"seenby history ops --search 14:00\n" +
			"seenby history ops --before 120 --limit 20\n" +
			"seenby history ops --all --json > ops.jsonl",
		Args: inAGroup(0, 0, " and nothing else"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := p.check(); err != nil {
				return err
			}
			return p.run(func(ctx context.Context, c *client.Client) error { return p.history(ctx, c, chat.GroupID(args[0])) })
		},
	}
	p.flags(cmd)
	f := cmd.Flags()
	f.Int64Var(&p.before, "before", 0, "what comes before this seq")
	f.Int64Var(&p.after, "after", 0, "what comes after this seq; 0 is from the start")
	f.Int64Var(&p.around, "around", 0, "what lies around this seq")
	f.IntVar(&p.limit, "limit", chat.DefaultPage, "how many messages at most")
	f.BoolVar(&p.all, "all", false, "all of them, whatever --limit says")
	f.StringVar(&p.query, "search", "", "only what holds this text, two characters or more (seenby search: in all groups)")
	return cmd
}

func (p *pastFlags) given(flag string) bool { return p.cmd.Flags().Changed(flag) }

func (p *pastFlags) check() error {
	places := 0
	for _, f := range []string{"before", "after", "around"} {
		if p.given(f) {
			places++
		}
	}
	switch {
	case places > 1:
		return usagef("give one of --before, --after and --around")
	case p.before < 0 || p.after < 0 || p.around < 0 || p.given("before") && p.before == 0 || p.given("around") && p.around == 0:
		return usagef("a seq is 1 or more")
	case p.limit < 1:
		return usagef("--limit %d: has to be 1 or more", p.limit)
	case p.given("around") && (p.all || p.limit > chat.MaxHistory):
		return usagef("--around gives at most %d messages", chat.MaxHistory)
	case p.given("search") && (p.given("after") || p.given("around")):
		return usagef("--search goes with --before only")
	case p.given("search"):
		return checkQuery(p.query)
	}
	return nil
}

func (p *pastFlags) history(ctx context.Context, c *client.Client, g chat.GroupID) error {
	switch {
	case p.given("search"):
		return p.search(ctx, c, g)
	case p.given("around"):
		seq := chat.Seq(p.around)
		page, err := askPage(ctx, c, wire.GetHistory{Group: g, Around: &seq, Limit: p.limit})
		if err != nil {
			return err
		}
		return p.printMessages(page.Messages)
	case p.all || p.given("after"):
		return p.upwards(ctx, c, g)
	default:
		return p.downwards(ctx, c, g)
	}
}

// upwards prints page after page, from --after on, as they come.
func (p *pastFlags) upwards(ctx context.Context, c *client.Client, g chat.GroupID) error {
	after, left, end := chat.Seq(p.after), p.limit, chat.Seq(math.MaxInt64)
	if p.all {
		left = math.MaxInt
	}
	if p.given("before") {
		end = chat.Seq(p.before)
	}
	for left > 0 {
		page, err := askPage(ctx, c, wire.GetHistory{Group: g, After: &after, Limit: min(left, chat.MaxHistory)})
		if err != nil {
			return err
		}
		wanted := slices.DeleteFunc(page.Messages, func(m chat.Message) bool { return m.Seq <= after || m.Seq >= end })
		if err := p.printMessages(wanted); err != nil || len(wanted) == 0 || !page.More {
			return err
		}
		after = wanted[len(wanted)-1].Seq
		left -= len(wanted)
	}
	return nil
}

// downwards collects pages from the newest, or from --before, and prints them
// oldest first.
func (p *pastFlags) downwards(ctx context.Context, c *client.Client, g chat.GroupID) error {
	var before *chat.Seq
	if p.given("before") {
		seq := chat.Seq(p.before)
		before = &seq
	}
	var pages [][]chat.Message
	for left := p.limit; left > 0; {
		page, err := askPage(ctx, c, wire.GetHistory{Group: g, Before: before, Limit: min(left, chat.MaxHistory)})
		if err != nil {
			return err
		}
		if len(page.Messages) == 0 || before != nil && page.Messages[0].Seq >= *before {
			break
		}
		pages = append(pages, page.Messages)
		before = &page.Messages[0].Seq
		left -= len(page.Messages)
		if !page.More {
			break
		}
	}
	for _, page := range slices.Backward(pages) {
		if err := p.printMessages(page); err != nil {
			return err
		}
	}
	return nil
}

// search collects what is found, newest first, and prints it oldest first.
func (p *pastFlags) search(ctx context.Context, c *client.Client, g chat.GroupID) error {
	limit := p.limit
	if p.all {
		limit = math.MaxInt
	}
	var found []chat.Message
	if err := eachFound(ctx, c, g, p.query, chat.Seq(p.before), limit, func(page []chat.Message) error {
		found = append(found, page...)
		return nil
	}); err != nil {
		return err
	}
	slices.Reverse(found)
	return p.printMessages(found)
}

func askPage(ctx context.Context, c *client.Client, p wire.GetHistory) (wire.MessagesBody, error) {
	var page wire.MessagesBody
	err := call(ctx, c, p, &page)
	return page, err
}

func (h *headless) printMessages(messages []chat.Message) error {
	for i := range messages {
		var err error
		if h.asJSON {
			err = h.print(messages[i])
		} else {
			err = h.say("%s", messageLine(&messages[i]))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
