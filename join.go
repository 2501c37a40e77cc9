package main

import "github.com/spf13/cobra"

func newJoin() *cobra.Command {
	var f chatFlags
	cmd := &cobra.Command{
		Use:   "join LINK",
		Short: "Chat on the hub that a link leads to",
		Long: "Opens the terminal client with a link that 'seenby invite' has printed. The link is the way in, so keep it: it\n" +
			"opens the same account again. Everybody who has it is you.",
		Example: "seenby join ws://127.0.0.1:8787/v1/ws#ops/eyJ…",
		Args:    oneArg("LINK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := parseLink(args[0], f.insecure)
			if err != nil {
				return usageError{err}
			}
			f.hub, f.token = link.hub, link.token
			if f.group == "" {
				f.group = link.group
			}
			return runChat(cmd, f)
		},
	}
	f.flags(cmd)
	return cmd
}
