// Command seenby is a group chat for the terminal in which one asks who has
// read a message, and watches the answers come in: the client, the hub that it
// talks to, a live demo, and tools to test read receipts.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"seenby/ui/tty"
)

// version is set by the release build.
var version = "dev"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings as parameters; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer tty.OnSignal(cancel, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	failed := keepErrors(root)
	if err := fang.Execute(ctx, root, fang.WithVersion(version), fang.WithErrorHandler(printError)); err != nil {
		return exitCode(err)
	}
	if *failed != nil {
		printError(stderr, fang.Styles{}, *failed)
	}
	return exitCode(*failed)
}

// keepErrors has commands keep their errors where the result points to. Before
// fang hands an error on it asks the terminal for its background, and waits for
// seconds where no answer comes: when the screen was just given back, or the
// terminal is gone.
func keepErrors(root *cobra.Command) *error {
	var kept error
	keep := func(do func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
		if do == nil {
			return nil
		}
		return func(cmd *cobra.Command, args []string) error {
			if kept != nil {
				return nil
			}
			if err := do(cmd, args); err != nil { // one may run another
				kept = err
			}
			return nil
		}
	}
	var dress func(cmd *cobra.Command)
	dress = func(cmd *cobra.Command) {
		cmd.Args, cmd.PersistentPreRunE, cmd.RunE = keep(cmd.Args), keep(cmd.PersistentPreRunE), keep(cmd.RunE)
		for _, sub := range cmd.Commands() {
			dress(sub)
		}
	}
	dress(root)
	return &kept
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "seenby",
		Short: "A group chat for the terminal that shows who has read a message",
		Long: "seenby is a group chat for the terminal. Flag a message, and watch who reads it:\n" +
			"a live count on the message, names and times in a panel.",
		Example: "seenby demo                      see it live, nobody else needed\n" +
			"seenby serve                     host a hub\n" +
			"seenby invite bob --group ops    a link for bob\n" +
			"seenby join LINK                 chat with a link",
		Args:              noArgs,
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: fillFlags,
		RunE:              runWelcome,
	}
	root.PersistentFlags().String("config", "", "configuration file (default: seenby/config.toml in the XDG config directory)")
	addLangFlag(root)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newDemo(), newServe(), newToken(), newInvite(), newJoin(), newChat(), newBench(), newConfig())
	root.AddCommand(newQA())
	root.AddCommand(newDoctor())
	root.AddCommand(newSend(), newTail(), newRequest(), newRespond(), newReaders(), newHistory(), newSearch(), newGroups(), newCreate())
	sayWhere(root)
	return root
}

// A usageError is a command line that makes no sense: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// exitCode returns 0 for done, 2 for wrong usage, 3 for a wait that was not over
// in time, 1 for every other failure.
func exitCode(err error) int {
	var (
		usage usageError
		late  timeoutError
	)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage), strings.HasPrefix(err.Error(), "unknown command"):
		return 2
	case errors.As(err, &late):
		return 3
	default:
		return 1
	}
}

// printError writes one line: what went wrong, with a way out.
func printError(w io.Writer, _ fang.Styles, err error) {
	line := strings.Join(strings.Fields(err.Error()), " ")
	if exitCode(err) == 2 {
		line += " (see --help)"
	}
	_, _ = fmt.Fprintln(w, "seenby: "+line)
}

// noArgs refuses arguments as wrong usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		shown, _, _ := strings.Cut(args[0], "#") // a link to join holds a token there
		return usagef("unknown command or argument %q for %q", shown, cmd.CommandPath())
	}
	return nil
}

// oneArg wants exactly one argument, called name.
func oneArg(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("%q wants exactly one %s", cmd.CommandPath(), name)
		}
		return nil
	}
}
