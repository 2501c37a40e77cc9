package main

import (
	"bytes"
	"context"
	"io"
	"strings"

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
	var rows [][]cell.Text
	for _, g := range groups {
		if h.asJSON {
			if err := h.print(g); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []cell.Text{
			cell.Line(string(g.ID)), cell.Name(g.Name), cell.Line(string(g.Role)),
			cell.Line(counted(g.MemberCount, "member", "members")), cell.Concat(cell.Number(g.Unread), cell.Say(" unread")),
		})
	}
	_, err := io.WriteString(h.cmd.OutOrStdout(), columns(rows))
	return err
}

// columns writes rows of as many texts each in columns that line up in a
// terminal, where a Chinese character takes two cells.
func columns(rows [][]cell.Text) string {
	widths := map[int]int{}
	for _, row := range rows {
		for i, t := range row {
			widths[i] = max(widths[i], cell.WcWidth.Width(t))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, t := range row {
			if i < len(row)-1 {
				t = cell.WcWidth.Pad(t, widths[i]+2)
			}
			b.WriteString(t.String())
		}
		b.WriteByte('\n')
	}
	return b.String()
}
