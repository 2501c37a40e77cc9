package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"seenby/theme"
	"seenby/ui"
	"seenby/ui/words"
)

// addLookFlags lets cmd be told how to look.
func addLookFlags(cmd *cobra.Command) {
	addLangFlag(cmd)
	addWidthFlag(cmd)
	addScreenFlags(cmd)
	cmd.Flags().String("theme", "", "auto (as the terminal's background is), dark, light, high-contrast, mono, or one of your own (default: the one chosen last, else auto; mono when NO_COLOR is set)")
}

// addWidthFlag lets cmd be told how the terminal measures text.
func addWidthFlag(cmd *cobra.Command) {
	cmd.Flags().String("width", string(ui.WidthAuto), "how the terminal measures emoji of several parts and Indic scripts: grapheme (as a whole), wcwidth (part by part); auto is as it reports, else wcwidth")
}

// pickWidth returns what the flag says.
func pickWidth(cmd *cobra.Command) (ui.Width, error) {
	name, _ := cmd.Flags().GetString("width")
	w, err := ui.ParseWidth(name)
	if err != nil {
		return "", usagef("--width: %w", err)
	}
	return w, nil
}

// A look is what is known of the screen at the start.
type look struct {
	language string // its tag
	words    *words.Words
	width    ui.Width
	still    bool // nothing moves by itself
	signs    theme.Glyphs
	theme    theme.Theme
	follow   bool
	own      themeDir
	themes   []theme.Theme
}

// pickLook returns what the flags say of language, width, motion, signs and theme.
func pickLook(cmd *cobra.Command) (l look, err error) {
	spoken, err := pickLanguage(cmd)
	if err != nil {
		return l, err
	}
	l.language, l.words = spoken.Tag, spoken.Words()
	if l.width, err = pickWidth(cmd); err != nil {
		return l, err
	}
	if l.still, err = still(cmd); err != nil {
		return l, err
	}
	if l.signs, err = pickSigns(cmd, os.Getenv); err != nil {
		return l, err
	}
	return l.pickTheme(cmd)
}

// pickTheme takes the theme that the flag names, else mono under NO_COLOR, else
// the one that was chosen in the program last, else the one that goes with the
// terminal's background.
func (l look) pickTheme(cmd *cobra.Command) (look, error) {
	l.own = themeDir(filepath.Join(xdg.ConfigHome, "seenby", "themes"))
	themes, broken := l.own.read()
	l.themes = themes
	name, _ := cmd.Flags().GetString("theme")
	chosen := name != ""
	switch {
	case chosen:
	case os.Getenv("NO_COLOR") != "":
		name = "mono"
	default:
		name = l.own.last()
	}
	if i := slices.IndexFunc(themes, func(t theme.Theme) bool { return t.Name == name }); i >= 0 {
		l.theme = themes[i]
		return l, nil
	}
	found, err := theme.Named(name)
	switch {
	case err == nil:
		l.theme = found
		return l, nil
	case chosen && name != ui.FollowTheme && broken != nil && strings.Contains(broken.Error(), l.own.file(name)):
		return l, usageError{broken}
	case chosen && name != ui.FollowTheme:
		return l, usagef("--theme: %w, auto, or one of your own: %s", err, l.own.file(name))
	}
	l.theme, l.follow = theme.For(true), true
	return l, nil
}

// into puts the look into the options of the screen.
func (l look) into(o ui.Options) ui.Options {
	o.Words = l.words
	o.Settings.Still, o.Glyphs = l.still, l.signs
	o.Theme, o.Follow, o.Themes, o.SaveTheme = l.theme, l.follow, l.themes, l.own.keep
	return o
}

// A themeDir is the directory with the user's own themes, a NAME.toml each.
type themeDir string

func (d themeDir) file(name string) string { return filepath.Join(string(d), name+".toml") }

// read returns the themes that can be read, by their names, and an error for
// the first that cannot.
func (d themeDir) read() (themes []theme.Theme, broken error) {
	files, _ := filepath.Glob(d.file("*"))
	for _, path := range files {
		source, err := os.ReadFile(path)
		if err == nil {
			var t theme.Theme
			if t, err = theme.Parse(strings.TrimSuffix(filepath.Base(path), ".toml"), string(source)); err == nil {
				themes = append(themes, t)
				continue
			}
			err = fmt.Errorf("theme %s:%w", path, err)
		} else {
			err = fmt.Errorf("read a theme: %w", err)
		}
		if broken == nil {
			broken = err
		}
	}
	return themes, broken
}

// state says when what changed; it differs when a file does.
func (d themeDir) state() string {
	var b strings.Builder
	files, _ := filepath.Glob(d.file("*"))
	for _, path := range files {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintln(&b, path, info.ModTime().UnixNano(), info.Size())
		}
	}
	return b.String()
}

// watch tells the program of themes whose files change, until ctx ends. It
// looks once a second: a directory that is edited by hand needs no more.
func (d themeDir) watch(ctx context.Context, send func(tea.Msg)) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for seen := d.state(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := d.state()
		if now == seen {
			continue
		}
		seen = now
		themes, broken := d.read()
		msg := ui.ThemesMsg{Themes: themes}
		if broken != nil {
			// One line of a narrow screen: the directory is known.
			msg.Trouble = strings.Replace(broken.Error(), string(d)+string(filepath.Separator), "", 1)
		}
		send(msg)
	}
}

// lastFile remembers the theme that was chosen in the program.
func lastFile() string { return filepath.Join(stateDir(), "theme") }

// last returns what keep kept.
func (themeDir) last() string {
	name, err := os.ReadFile(lastFile())
	if err != nil {
		return ui.FollowTheme
	}
	return strings.TrimSpace(string(name))
}

// keep remembers the theme for the next start. Where a flag, the environment
// or the configuration names one, that one wins.
func (themeDir) keep(name string) error {
	if err := os.MkdirAll(filepath.Dir(lastFile()), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keep the theme: %w", err)
	}
	if err := os.WriteFile(lastFile(), []byte(name+"\n"), 0o600); err != nil {
		return fmt.Errorf("keep the theme: %w", err)
	}
	return nil
}
