package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"seenby/ui/tty"
	"seenby/ui/words"
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
	texts, err := pickWords(cmd)
	if err != nil {
		return err
	}
	w := &texts.Welcome
	client, err := prepared(cmd, choiceJoin)
	if err != nil {
		return err
	}
	if token, _ := client.Flags().GetString("token"); token != "" {
		return client.RunE(client, nil)
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return printWelcome(cmd.OutOrStdout(), w)
	}
	choice, err := askWelcome(cmd, client, w)
	switch {
	case errors.Is(err, huh.ErrUserAborted):
		return nil
	case errors.Is(err, tty.ErrCrashed):
		return err
	case err != nil:
		return fmt.Errorf("ask what to do: %w", err)
	}
	next, err := prepared(cmd, choice)
	if err != nil {
		return err
	}
	if choice == choiceHost {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), w.TokenHint); err != nil {
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
	if err := fillFlags(found, nil); err != nil {
		return nil, err
	}
	if said := cmd.Flags().Lookup("lang"); said.Changed && found.Flags().Lookup("lang") != nil {
		return found, found.Flags().Set("lang", said.Value.String())
	}
	return found, nil
}

// askWelcome asks what to do, and for what joining a hub needs.
func askWelcome(cmd, client *cobra.Command, w *words.Welcome) (string, error) {
	choice := choiceDemo
	hub, _ := client.Flags().GetString("hub")
	var token, group string
	notJoining := func() bool { return choice != choiceJoin }
	form := huh.NewForm(
		huh.NewGroup(huh.NewSelect[string]().Title(w.Title).Options(
			huh.NewOption(w.Demo, choiceDemo),
			huh.NewOption(w.Host, choiceHost),
			huh.NewOption(w.Join, choiceJoin),
		).Value(&choice)),
		huh.NewGroup(
			huh.NewInput().Title(w.Address).Value(&hub),
			huh.NewInput().Title(w.Token).EchoMode(huh.EchoModePassword).Value(&token).Validate(func(s string) error {
				if strings.TrimSpace(s) == "" {
					return errors.New(w.NeedToken)
				}
				return nil
			}),
			huh.NewInput().Title(w.Group).Value(&group),
		).WithHideFunc(notJoining),
	).WithKeyMap(welcomeKeys(w))
	form.SubmitCmd, form.CancelCmd = tea.Quit, tea.Quit
	err := show(cmd.Context(), &question{form}, tty.Options{Name: "welcome", Version: version, Reports: stateDir()})
	if err == nil && form.State != huh.StateCompleted {
		err = huh.ErrUserAborted
	}
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

// A question is a form as a model of its own.
type question struct{ *huh.Form }

// Update hands a message to the form.
func (q *question) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "ctrl+z" {
		return q, tty.Suspend(func(error) tea.Msg { return nil })
	}
	_, cmd := q.Form.Update(msg)
	return q, cmd
}

// View draws the form where the cursor is.
func (q *question) View() tea.View { return tea.NewView(q.Form.View()) }

// welcomeKeys are the keys of the form with their names.
func welcomeKeys(w *words.Welcome) *huh.KeyMap {
	keys := huh.NewDefaultKeyMap()
	keys.Select.Filter.SetEnabled(false) // three choices are not searched
	keys.Select.Up.SetHelp("↑", w.KeyUp)
	keys.Select.Down.SetHelp("↓", w.KeyDown)
	keys.Select.Next.SetHelp("enter", w.KeySelect)
	keys.Select.Submit.SetHelp("enter", w.KeySubmit)
	keys.Input.Prev.SetHelp("shift+tab", w.KeyBefore)
	keys.Input.Next.SetHelp("enter", w.KeyNext)
	keys.Input.Submit.SetHelp("enter", w.KeySubmit)
	return keys
}

// printWelcome says what can be done, where nobody can be asked.
func printWelcome(out io.Writer, w *words.Welcome) error {
	_, err := fmt.Fprintf(out, "%s\n\n"+
		"  seenby demo                    %s\n"+
		"  seenby serve                   %s\n"+
		"  seenby token NAME --groups G   %s\n"+
		"  seenby chat --hub URL --token TOKEN --group G\n\n%s\n", w.About, w.ForDemo, w.ForServe, w.ForToken, w.MoreHelp)
	return err
}
