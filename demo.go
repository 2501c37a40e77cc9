package main

import (
	"errors"

	"github.com/spf13/cobra"

	"seenby/demo"
)

func newDemo() *cobra.Command {
	var o demo.Options
	var replay, open string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See it live: a hub, five people, three of their screens",
		Long: "Starts a hub with a temporary store on a free loopback port, and five people on it: three of them with a screen\n" +
			"each, side by side in this terminal, the others talk, ask and read by themselves. Nothing is left behind.\n\n" +
			"F6 moves you to the next seat: whoever you sit with reads what is on the screen, and the count in the sender's\n" +
			"seat rises. ctrl+c twice ends. F2 takes the keyboard to the wire: move through what travels, open it as JSON, export it;\n" +
			"F3 shows how everyone stands. The title says whether every promise of the receipts was kept.",
		Example: "seenby demo\nseenby demo --seats alice,bob --speed 2\nseenby demo --record first.cast\nseenby demo --replay first.cast",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.Check(); err != nil {
				return usageError{err}
			}
			if o.Record != "" && replay != "" || o.Record != "" && open != "" || replay != "" && open != "" {
				return usageError{errors.New("--record, --replay and --open are three different things: choose one")}
			}
			look, err := pickLook(cmd)
			if err != nil {
				return err
			}
			o.Theme, o.Words, o.Width, o.Still, o.Glyphs = look.theme, look.words, look.width, look.still, look.signs
			switch {
			case replay != "":
				return demo.Replay(cmd.Context(), replay, o)
			case open != "":
				return demo.Open(cmd.Context(), open, o)
			}
			return demo.Run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.Seats, "seats", demo.DefaultSeats, "whose screens are shown, 1 to 4 of alice, bob, carol, dan, erin")
	f.Float64Var(&o.Speed, "speed", 1, "how many times as fast the story goes")
	f.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same hesitations")
	f.StringVar(&o.Record, "record", "", "record what is shown into this new file (asciicast v2)")
	f.StringVar(&replay, "replay", "", "play a recording instead")
	f.StringVar(&open, "open", "", "look at frames that were saved or exported (JSON lines) instead")
	addLookFlags(cmd)
	return cmd
}
