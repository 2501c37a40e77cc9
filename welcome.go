package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"charm.land/huh/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// What seenby without a command can do when nothing is configured.
const (
	choiceDemo = "demo"
	choiceHost = "serve"
	choiceJoin = "chat"
)

// runWelcome is seenby without a command: with a configured token it is the
// client, else it asks what to do.
func runWelcome(cmd *cobra.Command, _ []string) error {
	client, err := prepared(cmd, choiceJoin)
	if err != nil {
		return err
	}
	if token, _ := client.Flags().GetString("token"); token != "" {
		return client.RunE(client, nil)
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return printWelcome(cmd.OutOrStdout())
	}
	choice, err := askWelcome(cmd, client)
	if errors.Is(err, huh.ErrUserAborted) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask what to do: %w", err)
	}
	next, err := prepared(cmd, choice)
	if err != nil {
		return err
	}
	if choice == choiceHost {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), "On this machine, 'seenby token NAME --groups GROUP' prints a token for each person."); err != nil {
			return err
		}
	}
	return next.RunE(next, nil)
}

// prepared returns a command of ours with its flags filled.
func prepared(cmd *cobra.Command, name string) (*cobra.Command, error) {
	found, _, err := cmd.Root().Find([]string{name})
	if err != nil {
		return nil, err
	}
	found.SetContext(cmd.Context())
	return found, fillFlags(found, nil)
}

// askWelcome asks what to do, and for what joining a hub needs.
func askWelcome(cmd, client *cobra.Command) (string, error) {
	choice := choiceDemo
	hub, _ := client.Flags().GetString("hub")
	var token, group string
	notJoining := func() bool { return choice != choiceJoin }
	err := huh.NewForm(
		huh.NewGroup(huh.NewSelect[string]().Title("seenby: a group chat that shows who has read a message").Options(
			huh.NewOption("Try the demo: five people, nobody else needed", choiceDemo),
			huh.NewOption("Host a hub on this machine", choiceHost),
			huh.NewOption("Join a hub with a token that somebody gave me", choiceJoin),
		).Value(&choice)),
		huh.NewGroup(
			huh.NewInput().Title("The hub's address").Value(&hub),
			huh.NewInput().Title("Your token").EchoMode(huh.EchoModePassword).Value(&token).Validate(needed),
			huh.NewInput().Title("Group to open (may stay empty)").Value(&group),
		).WithHideFunc(notJoining),
	).RunWithContext(cmd.Context())
	if err != nil || notJoining() {
		return choice, err
	}
	for name, value := range map[string]string{"hub": hub, "token": strings.TrimSpace(token), "group": strings.TrimSpace(group)} {
		if err := client.Flags().Set(name, value); err != nil {
			return "", err
		}
	}
	return choice, nil
}

func needed(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("'seenby token NAME' on the hub's machine prints one")
	}
	return nil
}

// printWelcome says what can be done, where nobody can be asked.
func printWelcome(w io.Writer) error {
	_, err := fmt.Fprint(w, "seenby: a group chat for the terminal that shows who has read a message\n\n"+
		"  seenby demo                    see it live, nobody else needed\n"+
		"  seenby serve                   host a hub\n"+
		"  seenby token NAME --groups G   on the hub: a token for somebody\n"+
		"  seenby chat --hub URL --token TOKEN --group G\n\n"+
		"seenby --help says more.\n")
	return err
}
