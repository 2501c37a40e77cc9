package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/hub"
)

func newToken() *cobra.Command {
	var (
		data, name string
		groups     []string
		ttl        time.Duration
		bot        bool
	)
	cmd := &cobra.Command{
		Use:   "token USER",
		Short: "Print a token that lets USER in",
		Long: "Prints a token for USER and nothing else, signed with the key in the hub's data directory.\n" +
			"The key is made on first use. It works whether or not the hub runs.",
		Example: "seenby token alice --groups ops,lunch\n" +
			"seenby token ci --bot --ttl 24h --groups ops",
		Args: oneArg("USER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			claims := hub.Claims{User: chat.UserID(args[0]), Name: name, Kind: chat.KindUser, Expires: time.Now().Add(ttl)}
			if err := chat.ParseID(args[0]); err != nil {
				return usagef("USER %q: %w", args[0], err)
			}
			for _, g := range groups {
				if err := chat.ParseID(g); err != nil {
					return usagef("--groups %q: %w", g, err)
				}
				claims.Groups = append(claims.Groups, chat.GroupID(g))
			}
			if ttl <= 0 {
				return usagef("--ttl %s: a token has to last for some time", ttl)
			}
			if bot {
				claims.Kind = chat.KindBot
			}
			key, err := hub.LoadKey(data)
			if err != nil {
				return err
			}
			token, err := key.Token(claims)
			if err != nil {
				return fmt.Errorf("sign a token for %s: %w", args[0], err)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), token)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", dataDir(), "the hub's data directory")
	f.StringVar(&name, "name", "", "name that others see (default: USER)")
	f.StringSliceVar(&groups, "groups", nil, "groups to be let into; one that does not exist is made, with USER as owner")
	f.DurationVar(&ttl, "ttl", 720*time.Hour, "how long the token is good")
	f.BoolVar(&bot, "bot", false, "USER is a program: it never counts among the readers")
	return cmd
}
