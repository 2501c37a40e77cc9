package main

import (
	"context"
	"os"

	"github.com/charmbracelet/x/term"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/ui/plain"
	"seenby/ui/words"
)

// plainChat runs the linear mode on stdin and stdout.
func plainChat(ctx context.Context, c *client.Client, f chatFlags, texts *words.Words) error {
	o := plain.Options{
		Chat: c, Words: texts, News: c.News(), In: os.Stdin, Out: os.Stdout,
		Open: chat.GroupID(f.group), Dwell: f.dwell, Presence: f.presence, ExportDir: exportDir(),
	}
	if term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd()) {
		o.Size = func() (int, int) {
			columns, rows, err := term.GetSize(os.Stdout.Fd())
			if err != nil {
				return 0, 0
			}
			return columns, rows
		}
	}
	if o.Size != nil {
		if resumed, back, ok := keysOf(os.Stdin.Fd()); ok {
			defer back()
			o.Keys, o.Resumed = true, resumed
		}
	}
	o.Seen, _ = attended(os.Getenv)
	return plain.Run(ctx, o)
}
