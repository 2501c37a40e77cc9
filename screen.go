package main

import (
	"errors"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"seenby/theme"
)

// addScreenFlags lets cmd be told what the terminal is up to.
func addScreenFlags(cmd *cobra.Command) {
	cmd.Flags().String("signs", "auto", "unicode or ascii; auto is ascii on the Linux console and where the locale names another charset than UTF-8")
	cmd.Flags().String("motion", "full", "full, or reduced: the cursor does not blink, and nothing else moves but by what happens")
}

// pickSigns returns the signs that the flag names.
func pickSigns(cmd *cobra.Command, env func(string) string) (theme.Glyphs, error) {
	switch signs, _ := cmd.Flags().GetString("signs"); signs {
	case "unicode":
		return theme.Unicode(), nil
	case "ascii":
		return theme.ASCII(), nil
	case "auto":
		if env("TERM") == "linux" || otherCharset(env) {
			return theme.ASCII(), nil
		}
		return theme.Unicode(), nil
	default:
		return theme.Glyphs{}, usagef("--signs %q: it is auto, unicode or ascii", signs)
	}
}

// otherCharset reports whether the locale names a charset that is not UTF-8.
// One that names none, such as C, says nothing of the terminal.
func otherCharset(env func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := env(name); value != "" {
			_, charset, named := strings.Cut(value, ".")
			charset, _, _ = strings.Cut(strings.ToLower(charset), "@")
			return named && charset != "utf-8" && charset != "utf8"
		}
	}
	return false
}

// still reads the flag for motion.
func still(cmd *cobra.Command) (bool, error) {
	switch motion, _ := cmd.Flags().GetString("motion"); motion {
	case "full":
		return false, nil
	case "reduced":
		return true, nil
	default:
		return false, usagef("--motion %q: it is full or reduced", motion)
	}
}

// What there is without a screen.
const (
	chatWithout = "--plain is the chat without one, 'seenby send' and 'seenby tail' are for scripts"
	demoWithout = "'seenby qa run NAME' plays a scenario without one"
)

// drawable is an error where no screen can be drawn; it says what there is
// without one.
func drawable(without string) error {
	switch {
	case !term.IsTerminal(os.Stdout.Fd()):
		return errors.New("this is no terminal, so there is no screen: " + without)
	case os.Getenv("TERM") == "dumb":
		return errors.New("TERM is dumb: this terminal can draw no screen; " + without)
	}
	return nil
}
