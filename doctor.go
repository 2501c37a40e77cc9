package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"seenby/ui/cell"
)

// A doctor looks at what seenby needs here, and says what is wrong and what to
// do.
type doctor struct {
	chatFlags
	asJSON  bool
	timeout time.Duration

	cmd      *cobra.Command
	inTmux   bool
	settings error // why the settings cannot be read
	findings []finding
	printed  int
}

// The states of a finding.
const (
	stateOK      = "ok"
	stateNote    = "note"
	stateProblem = "problem"
)

// A finding is what came of one check: what was looked at, how it is, in words,
// and what to do, a line each.
type finding struct {
	Check string   `json:"check"`
	State string   `json:"state"`
	Text  string   `json:"text"`
	Do    []string `json:"do,omitempty"`
}

func newDoctor() *cobra.Command {
	var d doctor
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what this terminal can do, and whether the hub can be reached",
		Long: "Looks at the terminal (focus reports, keys, colours, the width of CJK and emoji), at what it runs in (tmux, screen, SSH), at the\n" +
			"hub where one is given, the token, the clock, the configuration and the local copy. One line for each: ok, note or problem,\n" +
			"and what to do. Nothing is changed. Where this is no terminal, it is asked nothing. Exit code 1 when there is a problem.",
		Example: "seenby doctor\nseenby doctor --hub wss://chat.example.org --token-file ~/.seenby-token\nseenby doctor --json | jq -r 'select(.state == \"problem\").text'",
		Args:    noArgs,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			d.settings = fillFlags(cmd, args) // one of the findings
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			d.cmd = cmd
			return d.examine()
		},
	}
	f := cmd.Flags()
	f.StringVar(&d.hub, "hub", "ws://127.0.0.1:8787/v1/ws", "the hub's websocket address")
	f.StringVar(&d.token, "token", "", "your token")
	f.StringVar(&d.tokenFile, "token-file", "", "a file with your token, readable by you alone")
	f.StringVar(&d.state, "state", stateDir(), "directory of the local copy and the outbox")
	f.BoolVar(&d.insecure, "insecure", false, "allow ws:// to another machine: everybody on the way can read along")
	f.StringVar(&d.ca, "ca", "", "for wss://: a PEM file with the authority to trust, in place of the system's")
	f.BoolVar(&d.asJSON, "json", false, "print one JSON object a line")
	f.DurationVar(&d.timeout, "timeout", 5*time.Second, "how long the hub may take to answer")
	return cmd
}

// examine makes all checks and prints what came of them, each at once.
func (d *doctor) examine() error {
	ctx, cancel := context.WithTimeout(d.cmd.Context(), max(d.timeout, time.Millisecond))
	defer cancel()
	for _, check := range []func(){
		func() { d.terminal(os.Getenv) },
		d.configuration,
		func() { d.hubAndToken(ctx) },
	} {
		check()
		if err := d.print(); err != nil {
			return err
		}
	}
	return d.verdict()
}

func (d *doctor) found(check, state, text string, do ...string) {
	d.findings = append(d.findings, finding{check, state, text, do})
}

// print prints what was found since the last time.
func (d *doctor) print() error {
	for ; d.printed < len(d.findings); d.printed++ {
		if err := d.printOne(d.findings[d.printed]); err != nil {
			return err
		}
	}
	return nil
}

func (d *doctor) printOne(f finding) error {
	out := d.cmd.OutOrStdout()
	if d.asJSON {
		b, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("print: %w", err)
		}
		_, err = fmt.Fprintf(out, "%s\n", inert(b))
		return err
	}
	_, err := fmt.Fprintf(out, "%-8s %-13s %s\n", f.State, f.Check, cell.Line(f.Text))
	for _, do := range f.Do {
		if err == nil {
			_, err = fmt.Fprintf(out, "%22s do: %s\n", "", cell.Line(do))
		}
	}
	return err
}

// verdict is an error when there is a problem.
func (d *doctor) verdict() error {
	problems := 0
	for _, f := range d.findings {
		if f.State == stateProblem {
			problems++
		}
	}
	switch problems {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("there is a problem")
	}
	return fmt.Errorf("there are %d problems", problems)
}
