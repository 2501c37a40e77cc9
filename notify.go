package main

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/ui"
	"seenby/ui/cell"
	"seenby/ui/notify"
)

// A notifyFlags holds how a user wants to be called who is not looking.
type notifyFlags struct {
	bell              bool
	desktop, messages string
}

func (n *notifyFlags) flags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.BoolVar(&n.bell, "notify-bell", true, "ring the bell for a message that comes while you look elsewhere")
	fl.StringVar(&n.desktop, "notify-desktop", notify.Auto, "the same on the desktop, by this sequence of the terminal: "+strings.Join(notify.Kinds, ", ")+"; auto knows kitty, Ghostty, WezTerm, foot and iTerm2")
	fl.StringVar(&n.messages, "notify-messages", string(ui.NoticeMentions), "for which messages: mentions (what names you or asks you for a receipt), all or none")
	inGroup(cmd, "notify", "notify-bell", "notify-desktop", "notify-messages")
}

// read returns for which messages, and how on the desktop.
func (n *notifyFlags) read(env func(string) string) (ui.Notices, notify.Way, error) {
	notices, err := ui.ParseNotices(n.messages)
	if err != nil {
		return "", notify.Way{}, usagef("--notify-messages: %w", err)
	}
	way, err := notify.Parse(n.desktop, env)
	if err != nil {
		return "", notify.Way{}, usagef("--notify-desktop: %w", err)
	}
	return notices, way, nil
}

// desktop returns what shows a notification; nil where none is sent.
func desktop(way notify.Way) func(cell.Text, chat.GroupID) tea.Cmd {
	if way.Kind == notify.Off {
		return nil
	}
	title := cell.Say("seenby")
	return func(what cell.Text, _ chat.GroupID) tea.Cmd { return tea.Raw(way.Sequence(title, what)) }
}
