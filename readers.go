package main

import (
	"context"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/ui/cell"
)

var readerLists = []chat.ReaderList{chat.ListRead, chat.ListUnread, chat.ListLeft, chat.ListAlso}

func newReaders() *cobra.Command {
	var (
		h    headless
		list string
	)
	cmd := &cobra.Command{
		Use:   "readers GROUP UID",
		Short: "Tell who has read a message, and who has not",
		Long: "Prints the count of a flagged message and its lists, whole: read, unread, left (asked, left before reading) and\n" +
			"also (read it without counting: joined later, or a bot).",
		Example: "seenby readers ops \"$uid\"\n" +
			"seenby readers ops \"$uid\" --list unread --json",
		Args: inAGroup(1, 1, " and the UID of a message"),
		RunE: func(_ *cobra.Command, args []string) error {
			lists, err := parseLists(list)
			if err != nil {
				return err
			}
			return h.run(func(ctx context.Context, c *client.Client) error {
				return h.readers(ctx, c, chat.GroupID(args[0]), chat.MessageUID(args[1]), lists)
			})
		},
	}
	h.flags(cmd)
	cmd.Flags().StringVar(&list, "list", "all", "read, unread, left, also or all")
	return cmd
}

func parseLists(s string) ([]chat.ReaderList, error) {
	for _, l := range readerLists {
		if string(l) == s {
			return []chat.ReaderList{l}, nil
		}
	}
	if s != "all" {
		return nil, usagef("--list %q: give read, unread, left, also or all", s)
	}
	return readerLists, nil
}

// A readersLine is what --json prints of one list.
type readersLine struct {
	Group chat.GroupID    `json:"targetId"`
	UID   chat.MessageUID `json:"messageUId"`
	List  chat.ReaderList `json:"list"`
	chat.Tally
	Users []chat.Reader `json:"users"`
}

func (h *headless) readers(ctx context.Context, c *client.Client, g chat.GroupID, uid chat.MessageUID, lists []chat.ReaderList) error {
	for i, list := range lists {
		have, err := c.Readers(ctx, g, uid, list)
		switch {
		case err != nil:
			return err
		case h.asJSON:
			err = h.print(readersLine{Group: g, UID: uid, List: list, Tally: have.Tally, Users: have.Users})
		case i == 0:
			err = h.say("%d of %d have read it", have.Tally.Read, have.Tally.Total)
		}
		if err != nil {
			return err
		}
		for _, u := range have.Users {
			if h.asJSON {
				break
			}
			if err := h.sayReader(list, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *headless) sayReader(list chat.ReaderList, u chat.Reader) error {
	line := cell.Line(string(u.User)).String()
	if u.ReadAt != 0 {
		line += "  " + clock(u.ReadAt)
	}
	if u.AfterLeft {
		line += "  has left since"
	}
	if u.BeforeEdit {
		line += "  before the edit"
	}
	return h.say("%-6s  %s", list, line)
}
