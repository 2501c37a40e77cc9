package main

import (
	"os"

	"github.com/spf13/cobra"

	"seenby/theme"
)

// addThemeFlag lets cmd be told how to look.
func addThemeFlag(cmd *cobra.Command) {
	cmd.Flags().String("theme", "", "dark, light, high-contrast or mono (default: dark; mono when NO_COLOR is set)")
}

// pickTheme returns the theme that the flag names, else mono under NO_COLOR,
// else dark.
func pickTheme(cmd *cobra.Command) (theme.Theme, error) {
	name, _ := cmd.Flags().GetString("theme")
	switch {
	case name != "":
		look, err := theme.Named(name)
		if err != nil {
			return look, usageError{err}
		}
		return look, nil
	case os.Getenv("NO_COLOR") != "":
		return theme.Named("mono")
	default:
		return theme.For(true), nil
	}
}
