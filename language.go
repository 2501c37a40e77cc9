package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"seenby/ui/spelling"
	"seenby/ui/words"
)

// autoLanguage is the language of the locale.
const autoLanguage = "auto"

// addLangFlag lets cmd be told which language its screen speaks.
func addLangFlag(cmd *cobra.Command) {
	cmd.Flags().String("lang", autoLanguage, "language of the screen: "+strings.Join(languageTags(), ", ")+"; auto takes it from LC_ALL, LC_MESSAGES or LANG")
}

func languageTags() []string {
	var tags []string
	for _, l := range words.Languages() {
		tags = append(tags, l.Tag)
	}
	return tags
}

// pickWords returns the texts in the language that the flag names, else in that
// of the locale.
func pickWords(cmd *cobra.Command) (*words.Words, error) {
	l, err := pickLanguage(cmd)
	if err != nil {
		return nil, err
	}
	return l.Words(), nil
}

// pickLanguage returns the language that the flag names, else that of the locale.
func pickLanguage(cmd *cobra.Command) (words.Language, error) {
	name, _ := cmd.Flags().GetString("lang")
	if name == "" || strings.EqualFold(name, autoLanguage) {
		l, _ := words.ForLocale(os.Getenv)
		return l, nil
	}
	if l, ok := words.Named(name); ok {
		return l, nil
	}
	known := append([]string{autoLanguage}, languageTags()...)
	meant := ""
	if best, ok := spelling.Nearest(name, known); ok {
		meant = "; " + best + " is meant?"
	}
	return words.Language{}, usagef("--lang %q: none of %s%s", name, strings.Join(known, ", "), meant)
}

// localeNote says what the locale chooses, for seenby config.
func localeNote() string {
	l, from := words.ForLocale(os.Getenv)
	if from == "" {
		return l.Tag + ", as no locale is set"
	}
	return l.Tag + ", by " + from + "=" + os.Getenv(from)
}
