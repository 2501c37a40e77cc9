package main

import (
	"bytes"
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
	"seenby/ui/cell"
)

func newGroups() *cobra.Command {
	var h headless
	cmd := &cobra.Command{
		Use:     "groups",
		Short:   "List your groups",
		Long:    "Prints the groups that you are a member of, with what is unread in each.",
		Example: "seenby groups\nseenby groups --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			var welcome wire.Connected
			h.config.Observe = func(d client.Direction, frame []byte) {
				// The first reply is the one to connect, and it lists the groups.
				if d == client.Received && welcome.UserID == "" {
					if f, err := wire.DecodeFrame(bytes.Clone(frame)); err == nil {
						readWelcome(f, &welcome)
					}
				}
			}
			return h.run(func(context.Context, *client.Client) error { return h.listGroups(welcome.Groups) })
		},
	}
	h.flags(cmd)
	return cmd
}

// readWelcome reads the reply to connect, when f is it.
func readWelcome(f wire.Frame, welcome *wire.Connected) {
	if r, ok := f.(wire.Reply); ok && r.Code == chat.Done {
		_ = r.Into(welcome) // the client checks the same reply
	}
}

func (h *headless) listGroups(groups []chat.Group) error {
	w := tabwriter.NewWriter(h.cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, g := range groups {
		if h.asJSON {
			if err := h.print(g); err != nil {
				return err
			}
			continue
		}
		_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d unread\n",
			cell.Line(string(g.ID)), cell.Name(g.Name), cell.Line(string(g.Role)), counted(g.MemberCount, "member", "members"), g.Unread)
		if err != nil {
			return err
		}
	}
	return w.Flush()
}
