package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/ui/cell"
)

func newRespond() *cobra.Command {
	var (
		h    headless
		when string
	)
	cmd := &cobra.Command{
		Use:   "respond GROUP UID…",
		Short: "Answer that you have read messages",
		Long: "Tells the hub that you have read these messages, all of one group. Answering again changes nothing. When the hub\n" +
			"does not take an answer, the others count all the same, and the exit code is 1.",
		Example: "seenby respond ops 01KA2M5Y6W7N8P9QRSTVWXYZ01\n" +
			"seenby respond ops $uids --read-time 2026-03-01T09:41:00Z",
		Args: inAGroup(1, math.MaxInt, " and the UID of one message or several"),
		RunE: func(_ *cobra.Command, args []string) error {
			at, err := parseMoment(when)
			if err != nil {
				return err
			}
			return h.run(func(ctx context.Context, c *client.Client) error {
				return h.respond(ctx, c, chat.GroupID(args[0]), args[1:], at)
			})
		},
	}
	h.flags(cmd)
	cmd.Flags().StringVar(&when, "read-time", "", "when you read them: RFC 3339, or milliseconds since 1970 (default: now)")
	return cmd
}

// parseMoment reads a moment; "" is zero, which means now.
func parseMoment(s string) (chat.Millis, error) {
	if s == "" {
		return 0, nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 {
		return chat.Millis(n), nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || at.UnixMilli() <= 0 {
		return 0, usagef("--read-time %q: give a time as in 2026-03-01T09:41:00Z, or milliseconds since 1970", s)
	}
	return chat.At(at), nil
}

// A respondLine is what --json prints of one call.
type respondLine struct {
	Group   chat.GroupID      `json:"targetId"`
	UIDs    []chat.MessageUID `json:"messageUIds"`
	Ignored []chat.Ignored    `json:"ignored,omitempty"`
}

// respond answers in calls as large as the protocol allows.
func (h *headless) respond(ctx context.Context, c *client.Client, g chat.GroupID, uids []string, at chat.Millis) error {
	var ignored []chat.Ignored
	for batch := range slices.Chunk(uids, chat.MaxBatch) {
		line := respondLine{Group: g}
		var readings []chat.Reading
		for _, uid := range batch {
			line.UIDs = append(line.UIDs, chat.MessageUID(uid))
			readings = append(readings, chat.Reading{UID: chat.MessageUID(uid), At: at})
		}
		var err error
		if _, line.Ignored, err = c.SendReadReceiptResponse(ctx, chat.ConversationGroup, g, readings); err != nil {
			return err
		}
		if err := h.show(line, "%d answered", len(line.UIDs)-len(line.Ignored)); err != nil {
			return err
		}
		ignored = append(ignored, line.Ignored...)
	}
	if len(ignored) == 0 {
		return nil
	}
	first := ignored[0]
	return &chat.Error{Code: first.Code, Reason: fmt.Sprintf("%d of %d not taken, %s: %s",
		len(ignored), len(uids), cell.Line(string(first.UID)), first.Code.Reason())}
}
