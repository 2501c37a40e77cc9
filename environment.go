package main

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"seenby/ui/spelling"
)

// strayVariables says of each variable in the environment that looks like a
// setting and is none that it is without effect, and which one may be meant.
func strayVariables(root *cobra.Command, environ []string) []string {
	known := []string{"SEENBY_CONFIG"}
	within := map[string]string{} // as the flag is called: SEENBY_DWELL
	for _, s := range settings(root) {
		known = append(known, envName(s.group, s.name))
		within[envName("", s.name)] = envName(s.group, s.name)
	}
	var stray []string
	for _, v := range environ {
		name, value, _ := strings.Cut(v, "=")
		if value == "" || !strings.HasPrefix(name, "SEENBY_") || slices.Contains(known, name) {
			continue
		}
		said := name + " is no setting, and has no effect"
		if full := within[name]; full != "" {
			said += "; " + full + " is meant?"
		} else if best, ok := spelling.Nearest(name, known); ok {
			said += "; " + best + " is meant?"
		}
		stray = append(stray, said)
	}
	slices.Sort(stray)
	return stray
}

// strayHere is [strayVariables] of this process.
func strayHere(cmd *cobra.Command) []string { return strayVariables(cmd.Root(), os.Environ()) }
