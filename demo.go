package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"seenby/demo"
	"seenby/demo/scenarios"
)

// A demoRun are the flags of demo.
type demoRun struct {
	o            demo.Options
	list         bool
	sandbox      string
	replay, open string
}

func newDemo() *cobra.Command {
	var d demoRun
	cmd := &cobra.Command{
		Use:   "demo [SCENARIO|FILE]",
		Short: "See it live: a hub, some people, and their screens",
		Long: "Starts a hub with a temporary store on a free loopback port, and the people of a scenario on it: some of them with\n" +
			"a screen each, side by side in this terminal, the others talk, ask and read by themselves. Nothing is left behind.\n" +
			"--list names the scenarios; a file of your own is played as well, as seenby qa run does.\n\n" +
			"F6 moves you to the next seat: whoever you sit with reads what is on the screen, and the count in the sender's\n" +
			"seat rises. ctrl+c twice ends. F2 takes the keyboard to the wire: move through what travels, open it as JSON, export it;\n" +
			"F3 shows how everyone stands, and enter there sits down with them; F8 shows the script and what it expects.\n" +
			"F5 pauses, F7 takes one step, F9 plays it again. The title says whether every promise of the receipts was kept.",
		Example: "seenby demo\nseenby demo --list\nseenby demo offline-reader\nseenby demo two-devices --seats bob,bob/2,alice --speed 0.5\n" +
			"seenby demo --sandbox leaver\nseenby demo mine.yaml\nseenby demo --record first.cast\nseenby demo --replay first.cast",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("demo takes one SCENARIO at most")
			}
			return nil
		},
		ValidArgsFunction: completeScenario,
		RunE:              d.run,
	}
	f := cmd.Flags()
	f.BoolVar(&d.list, "list", false, "list the scenarios that ship in the program")
	f.StringVar(&d.sandbox, "sandbox", "", "play the beginning of this scenario at once, and leave the rest to you")
	f.StringSliceVar(&d.o.Seats, "seats", nil, "whose screens are shown, 1 to 4 of the cast; bob/2 is a second device (default: as the scenario says)")
	f.Float64Var(&d.o.Speed, "speed", 1, "how many times as fast people hesitate and steps follow each other")
	f.Uint64Var(&d.o.Seed, "seed", 0, "the same seed gives the same hesitations (default: the scenario's)")
	f.StringVar(&d.o.Record, "record", "", "record what is shown into this new file (asciicast v2)")
	f.StringVar(&d.replay, "replay", "", "play a recording instead")
	f.StringVar(&d.open, "open", "", "look at frames that were saved or exported (JSON lines) instead")
	inGroup(cmd, "demo", "list", "sandbox") // another command has a list, too
	addLookFlags(cmd)
	_ = cmd.RegisterFlagCompletionFunc("sandbox", completeScenario) // the flag is there
	return cmd
}

// completeScenario offers the scenarios that ship, and files.
func completeScenario(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, name := range scenarios.Names() {
		if s, err := loadScenario(name); err == nil {
			names = append(names, name+"\t"+s.Title)
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}

func (d *demoRun) run(cmd *cobra.Command, args []string) error {
	if d.list {
		return listScenarios(cmd.OutOrStdout())
	}
	if err := d.prepare(args); err != nil {
		return err
	}
	look, err := pickLook(cmd)
	if err != nil {
		return err
	}
	d.o.Show, d.o.Version, d.o.Reports = show, version, stateDir()
	d.o.Theme, d.o.Words, d.o.Language, d.o.Width, d.o.Still, d.o.Glyphs = look.theme, look.words, look.language, look.width, look.still, look.signs
	switch {
	case d.replay != "":
		return demo.Replay(cmd.Context(), d.replay, d.o)
	case d.open != "":
		return demo.Open(cmd.Context(), d.open, d.o)
	}
	return demo.Run(cmd.Context(), d.o)
}

// prepare loads the scenario and checks that what is asked for goes together.
func (d *demoRun) prepare(args []string) error {
	name := demo.Welcome
	switch {
	case d.o.Record != "" && d.replay != "" || d.o.Record != "" && d.open != "" || d.replay != "" && d.open != "":
		return usagef("--record, --replay and --open are three different things: choose one")
	case len(args) > 0 && d.sandbox != "":
		return usagef("--sandbox names the scenario already: leave %q away", args[0])
	case len(args) > 0:
		name = args[0]
	case d.sandbox != "":
		name, d.o.Sandbox = d.sandbox, true
	}
	s, err := loadScenario(name)
	if err != nil {
		return err
	}
	d.o.Scenario = s.Scenario
	if err := d.o.Check(); err != nil {
		return usageError{err}
	}
	return nil
}

// listScenarios names what ships, one a line.
func listScenarios(w io.Writer) error {
	var b strings.Builder
	var errs []error
	for _, name := range scenarios.Names() {
		s, err := loadScenario(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fmt.Fprintf(&b, "%-22s %s\n", name, s.About)
	}
	_, err := io.WriteString(w, b.String())
	return errors.Join(append(errs, err)...)
}
