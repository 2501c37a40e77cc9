package demo

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"seenby/theme"
	"seenby/ui"
	"seenby/ui/cell"
)

// A wardrobe is what the stage knows of themes. The seats know the same: the
// whole screen wears what the seat wears in which the user sits.
type wardrobe struct {
	follow bool // the terminal's background decides
	light  bool // it is a light one
	few    bool // the terminal has sixteen colours
	themes []theme.Theme
	save   func(name string) error
}

// A terminal is what the terminal told of itself: a seat that is opened later is
// told, too. Nil is what it has not told.
type terminal struct{ mode, keyboard, background, colours tea.Msg }

func (t terminal) told() []tea.Msg {
	return slices.DeleteFunc([]tea.Msg{t.mode, t.keyboard, t.background, t.colours}, func(m tea.Msg) bool { return m == nil })
}

// onTerminal takes what the terminal tells of itself.
func (s *stage) onTerminal(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.ModeReportMsg:
		if !ui.Graphemes(msg) {
			return // of another mode
		}
		s.terminal.mode, s.rule = msg, cell.Grapheme
	case tea.KeyboardEnhancementsMsg:
		s.terminal.keyboard = msg
	case tea.BackgroundColorMsg:
		s.terminal.background, s.wardrobe.light = msg, !msg.IsDark()
		s.wear()
	case tea.ColorProfileMsg:
		s.terminal.colours, s.wardrobe.few = msg, msg.Profile == colorprofile.ANSI
		s.wear()
	}
}

// wear takes the theme anew, as the terminal and the user's files are now.
func (s *stage) wear() {
	w := &s.wardrobe
	next, err := theme.For(!w.light), error(nil)
	if !w.follow {
		if i := slices.IndexFunc(w.themes, func(t theme.Theme) bool { return t.Name == s.theme.Name }); i >= 0 {
			s.theme = w.themes[i]
			return
		}
		if next, err = theme.Named(s.theme.Name); err != nil {
			return // one that is gone is worn on
		}
	}
	if w.few {
		next = theme.Sixteen(next)
	}
	s.theme = next
}

// enhanced reports whether the terminal tells keys apart that look alike to others.
func (s *stage) enhanced() bool {
	k, ok := s.terminal.keyboard.(tea.KeyboardEnhancementsMsg)
	return ok && k.SupportsKeyDisambiguation()
}

// askBackground asks for the terminal's background where that matters.
func (s *stage) askBackground() tea.Cmd {
	if s.wardrobe.follow {
		return tea.RequestBackgroundColor
	}
	return nil
}

// onThemes takes the user's themes as their files are now. What is wrong with one
// is told once, and not in every seat.
func (s *stage) onThemes(msg ui.ThemesMsg) tea.Cmd {
	s.wardrobe.themes = msg.Themes
	s.wear()
	if msg.Trouble != "" {
		s.notice = notice{cell.Line(msg.Trouble), s.theme.Warn}
	}
	return s.tellAll(ui.ThemesMsg{Themes: msg.Themes})
}

// mirror lets everything wear what the seat wears in which the user sits: a
// theme that is tried or chosen there is one for the whole screen.
func (s *stage) mirror() tea.Cmd {
	if s.atDesk || s.focus >= len(s.seats) || s.seats[s.focus].model == nil {
		return nil
	}
	here := s.seats[s.focus]
	worn, name := here.model.Theme()
	if worn.Name == s.theme.Name && (name == ui.FollowTheme) == s.wardrobe.follow {
		return nil
	}
	s.theme, s.wardrobe.follow = worn, name == ui.FollowTheme
	var cmds []tea.Cmd
	for _, seat := range slices.Concat(s.seats, s.wings) {
		if seat != here {
			cmds = append(cmds, seat.tell(ui.WearMsg(name)))
		}
	}
	return tea.Batch(cmds...)
}
