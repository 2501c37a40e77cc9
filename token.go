package main

import (
	"fmt"
	"strings"
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
		revoke     string
	)
	cmd := &cobra.Command{
		Use:   "token USER",
		Short: "Print a token that lets USER in",
		Long: "Prints a token for USER and nothing else, signed with the key in the hub's data directory.\n" +
			"The key is made on first use. It works whether or not the hub runs.\n\n" +
			"With --revoke a token is refused from then on, and within a second the connections that came with it are closed.",
		Example: "seenby token alice --groups ops,lunch\n" +
			"seenby token ci --bot --ttl 24h --groups ops\n" +
			"seenby token --revoke 01KXYZ…",
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("revoke") {
				return noArgs(cmd, args)
			}
			return oneArg("USER")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("revoke") {
				return runRevoke(cmd, data, revoke)
			}
			token, err := signToken(data, args[0], name, groups, ttl, bot)
			if err != nil {
				return err
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
	f.StringVar(&revoke, "revoke", "", "revoke this token, or the one with this id (jti)")
	return cmd
}

// signToken makes a token with the key in a hub's data directory.
func signToken(data, user, name string, groups []string, ttl time.Duration, bot bool) (string, error) {
	claims := hub.Claims{User: chat.UserID(user), Name: name, Kind: chat.KindUser, Expires: time.Now().Add(ttl)}
	if err := chat.ParseID(user); err != nil {
		return "", usagef("USER %q: %w", user, err)
	}
	for _, g := range groups {
		if err := chat.ParseID(g); err != nil {
			return "", usagef("--groups %q: %w", g, err)
		}
		claims.Groups = append(claims.Groups, chat.GroupID(g))
	}
	if ttl <= 0 {
		return "", usagef("--ttl %s: a token has to last for some time", ttl)
	}
	if bot {
		claims.Kind = chat.KindBot
	}
	key, err := hub.LoadKey(data)
	if err != nil {
		return "", err
	}
	token, err := key.Token(claims)
	if err != nil {
		return "", fmt.Errorf("sign a token for %s: %w", user, err)
	}
	return token, nil
}

func runRevoke(cmd *cobra.Command, data, tokenOrID string) error {
	id, err := hub.RevokeToken(data, strings.TrimSpace(tokenOrID))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "revoked %s\n", id)
	return err
}
