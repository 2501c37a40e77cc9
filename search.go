package main

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
)

// A searching is the command search.
type searching struct {
	headless
	group  string
	before int64
	limit  int
}

func newSearch() *cobra.Command {
	var s searching
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find messages by what they say",
		Long: "Prints the messages that hold QUERY, newest first: in all of your groups, or in one. Any run of two characters or\n" +
			"more is found, in every script, also within words and across them; letters of either case are the same. No\n" +
			"character stands for others. Where nothing is found, nothing is printed. In all groups there are at most 100.",
		Example: "seenby search 14:00\n" +
			"seenby search \"release notes\" --group ops --limit 500\n" +
			"seenby search 已读 --json | jq -r .messageUId",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%q wants a QUERY and nothing else; quote one of several words", cmd.CommandPath())
			}
			return checkQuery(args[0])
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := s.check(); err != nil {
				return err
			}
			return s.run(func(ctx context.Context, c *client.Client) error { return s.search(ctx, c, args[0]) })
		},
	}
	s.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&s.group, "group", "", "only this group")
	f.Int64Var(&s.before, "before", 0, "with --group: what comes before this seq")
	f.IntVar(&s.limit, "limit", chat.DefaultPage, "how many messages at most")
	return cmd
}

// checkQuery refuses what no hub takes.
func checkQuery(query string) error {
	switch {
	case !utf8.ValidString(query):
		return usagef("QUERY is not UTF-8")
	case utf8.RuneCountInString(query) < 2:
		return usagef("QUERY %q: has to be two characters or more", query)
	}
	return nil
}

func (s *searching) check() error {
	flags := s.cmd.Flags()
	switch {
	case s.limit < 1:
		return usagef("--limit %d: has to be 1 or more", s.limit)
	case flags.Changed("before") && s.before < 1:
		return usagef("a seq is 1 or more")
	case flags.Changed("group"):
		return checkGroups([]string{s.group})
	case flags.Changed("before"):
		return usagef("--before needs --group: a seq is the number of a message in its group")
	case s.limit > chat.MaxSearch:
		return usagef("--limit %d: in all groups at most %d are found; --group finds more", s.limit, chat.MaxSearch)
	}
	return nil
}

func (s *searching) search(ctx context.Context, c *client.Client, query string) error {
	return eachFound(ctx, c, chat.GroupID(s.group), query, chat.Seq(s.before), s.limit, s.printMessages)
}

// eachFound calls f with page after page of what is found, newest first, at
// most limit messages in all; in all groups there is one page.
func eachFound(ctx context.Context, c *client.Client, g chat.GroupID, query string, before chat.Seq, limit int,
	f func([]chat.Message) error,
) error {
	for limit > 0 {
		p := wire.Search{Group: g, Query: query, Limit: min(limit, chat.MaxSearch)}
		if before > 0 {
			p.Before = &before
		}
		var page wire.MessagesBody
		if err := call(ctx, c, p, &page); err != nil {
			return err
		}
		found := page.Messages
		if before > 0 { // of a hub that does not go on there would be no end
			found = slices.DeleteFunc(found, func(m chat.Message) bool { return m.Seq >= before })
		}
		found = found[:min(len(found), limit)]
		if err := f(found); err != nil || len(found) == 0 || !page.More || g == "" {
			return err
		}
		before = found[len(found)-1].Seq
		limit -= len(found)
	}
	return nil
}
