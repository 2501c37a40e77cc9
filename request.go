package main

import (
	"context"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
)

func newRequest() *cobra.Command {
	var h headless
	cmd := &cobra.Command{
		Use:   "request GROUP UID",
		Short: "Ask who reads a message that you have sent",
		Long:  "Flags a message of your own for receipts and prints how many members are asked. Asking again changes nothing.",
		Example: "uid=$(seenby send ops \"we release at 15:00\")\n" +
			"seenby request ops \"$uid\"",
		Args: inAGroup(1, 1, " and the UID of a message"),
		RunE: func(_ *cobra.Command, args []string) error {
			g, uid := chat.GroupID(args[0]), chat.MessageUID(args[1])
			return h.run(func(ctx context.Context, c *client.Client) error {
				var asked wire.TotalBody
				p := wire.SendReadReceiptRequest{ConversationType: chat.ConversationGroup, Group: g, UID: uid}
				if err := call(ctx, c, p, &asked); err != nil {
					return err
				}
				return h.show(requestLine{Group: g, UID: uid, TotalBody: asked}, "%d asked", asked.Total)
			})
		},
	}
	h.flags(cmd)
	return cmd
}

// A requestLine is what --json prints of a message that was flagged.
type requestLine struct {
	Group chat.GroupID    `json:"targetId"`
	UID   chat.MessageUID `json:"messageUId"`
	wire.TotalBody
}
