package main

import (
	"github.com/spf13/cobra"

	"seenby/demo"
)

func newDemo() *cobra.Command {
	var o demo.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See it live: a hub, five people, three of their screens",
		Long: "Starts a hub with a temporary store on a free loopback port, and five people on it: three of them with a screen\n" +
			"each, side by side in this terminal, the others talk, ask and read by themselves. Nothing is left behind.\n\n" +
			"F6 moves you to the next seat: whoever you sit with reads what is on the screen, and the count in the sender's\n" +
			"seat rises. ctrl+c twice ends.",
		Example: "seenby demo\nseenby demo --seats alice,bob --speed 2",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.Check(); err != nil {
				return usageError{err}
			}
			look, err := pickLook(cmd)
			if err != nil {
				return err
			}
			o.Theme = look.theme
			return demo.Run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.Seats, "seats", demo.DefaultSeats, "whose screens are shown, 1 to 4 of alice, bob, carol, dan, erin")
	f.Float64Var(&o.Speed, "speed", 1, "how many times as fast the story goes")
	f.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same hesitations")
	addThemeFlag(cmd)
	return cmd
}
