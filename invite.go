package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
)

func newInvite() *cobra.Command {
	var (
		data, hub, name, group string
		ttl                    time.Duration
	)
	cmd := &cobra.Command{
		Use:   "invite USER",
		Short: "Print a link with which USER joins a group",
		Long: "Prints a link that lets USER in and opens the group with 'seenby join LINK'. It holds USER's token: send it to\n" +
			"nobody else. 'seenby token --revoke' takes it back.",
		Example: "seenby invite bob --group ops\n" +
			"seenby invite bob --group ops --hub wss://chat.example.org --name Bob --ttl 24h",
		Args: oneArg("USER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if group == "" {
				return usagef("--group is missing: which group is %s invited to?", args[0])
			}
			address, err := client.HubAddress(hub, true)
			if err != nil {
				return usagef("--hub: %w", err)
			}
			if err := chat.ParseID(group); err != nil {
				return usagef("--group %q: %w", group, err)
			}
			token, err := signToken(data, args[0], name, []string{group}, ttl, false)
			if err != nil {
				return err
			}
			if _, err := client.HubAddress(hub, false); err != nil {
				_, _ = fmt.Fprintln(cmd.ErrOrStderr(), "seenby: "+err.Error()+"; this link needs 'seenby join --insecure'")
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), joinLink{hub: address, token: token, group: group})
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", dataDir(), "the hub's data directory")
	f.StringVar(&hub, "hub", "ws://127.0.0.1:8787/v1/ws", "the hub's address, as USER reaches it")
	f.StringVar(&group, "group", "", "group to be let into; one that does not exist is made, with USER as owner")
	f.StringVar(&name, "name", "", "name that others see (default: USER)")
	f.DurationVar(&ttl, "ttl", 720*time.Hour, "how long the link is good")
	return cmd
}

// A joinLink is a hub, somebody's token and the group to open. In writing it is
// the hub's address with the other two in its fragment, which is never sent to
// anybody, and it needs no quoting in a shell:
//
//	ws://127.0.0.1:8787/v1/ws#ops/TOKEN
type joinLink struct{ hub, group, token string }

func (l joinLink) String() string { return l.hub + "#" + l.group + "/" + l.token }

// errLink is told of every link that is none. What was given is not repeated: it
// may hold a token.
var errLink = errors.New("this is no join link, which looks like ws://127.0.0.1:8787/v1/ws#GROUP/TOKEN; 'seenby invite USER --group G' on the hub prints one")

// parseLink reads a link.
func parseLink(text string, insecure bool) (joinLink, error) {
	address, fragment, _ := strings.Cut(strings.TrimSpace(text), "#")
	group, token, found := strings.Cut(fragment, "/")
	if !found || !chat.ValidID(group) || address == "" {
		return joinLink{}, errLink
	}
	if _, err := client.TokenUser(token); err != nil {
		return joinLink{}, errLink
	}
	if u, err := url.Parse(address); err != nil || u.RawQuery != "" {
		return joinLink{}, errLink
	}
	hub, err := client.HubAddress(address, insecure)
	return joinLink{hub: hub, group: group, token: token}, err
}
