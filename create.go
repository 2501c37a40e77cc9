package main

import (
	"context"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
	"seenby/ui/cell"
)

func newCreate() *cobra.Command {
	var (
		h                headless
		name, visibility string
		members          []string
		open             bool
	)
	cmd := &cobra.Command{
		Use:   "create GROUP",
		Short: "Make a group",
		Long:  "Makes a group that you own. Members need not have been on the hub before.",
		Example: "seenby create ops --name Operations --members bob,carol\n" +
			"seenby create lunch --open --visibility everyone",
		Args: inAGroup(0, 0, " and nothing else"),
		RunE: func(_ *cobra.Command, args []string) error {
			p := wire.CreateGroup{Group: chat.GroupID(args[0]), Name: name, Visibility: chat.Visibility(visibility)}
			if name == "" {
				p.Name = args[0]
			}
			if p.Visibility != chat.VisibleToSender && p.Visibility != chat.VisibleToEveryone {
				return usagef("--visibility %q: give sender or everyone", visibility)
			}
			for _, m := range members {
				if err := chat.ParseID(m); err != nil {
					return usagef("--members %q: %w", m, err)
				}
				p.Members = append(p.Members, chat.UserID(m))
			}
			return h.run(func(ctx context.Context, c *client.Client) error { return h.create(ctx, c, p, open) })
		},
	}
	h.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&name, "name", "", "name that members see (default: GROUP)")
	f.StringSliceVar(&members, "members", nil, "who is a member from the start, beside you")
	f.StringVar(&visibility, "visibility", string(chat.VisibleToSender), "who is told of a message's readers: sender or everyone")
	f.BoolVar(&open, "open", false, "anyone may join")
	return cmd
}

func (h *headless) create(ctx context.Context, c *client.Client, p wire.CreateGroup, open bool) error {
	var made wire.GroupBody
	err := call(ctx, c, p, &made)
	if err == nil && open {
		err = call(ctx, c, wire.UpdateGroup{Group: p.Group, Open: &open}, &made)
	}
	if err != nil {
		return err
	}
	g := made.Group
	return h.show(g, "%s made, %s", cell.Line(string(g.ID)), counted(g.MemberCount, "member", "members"))
}
