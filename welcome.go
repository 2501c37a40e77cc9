package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// runWelcome is seenby without a command: with a configured token it is the
// client, else it asks what to do.
func runWelcome(cmd *cobra.Command, _ []string) error {
	chatCmd, _, err := cmd.Find([]string{"chat"})
	if err != nil {
		return err
	}
	chatCmd.SetContext(cmd.Context())
	if err := fillFlags(chatCmd, nil); err != nil {
		return err
	}
	if token, _ := chatCmd.Flags().GetString("token"); token != "" {
		return chatCmd.RunE(chatCmd, nil)
	}
	return printWelcome(cmd.OutOrStdout())
}

func printWelcome(w io.Writer) error {
	name := "seenby"
	if len(os.Args) > 0 && os.Args[0] != "" {
		name = "seenby"
	}
	_, err := fmt.Fprintf(w, "seenby: a group chat for the terminal that shows who has read a message\n\n"+
		"  %[1]s demo                    see it live, nobody else needed\n"+
		"  %[1]s serve                   host a hub\n"+
		"  %[1]s token NAME --groups G   on the hub: a token for somebody\n"+
		"  %[1]s chat --hub URL --token TOKEN --group G\n\n"+
		"%[1]s --help says more.\n", name)
	return err
}
