package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/panel"
)

// FollowTheme is the name under which the list of themes has the one that
// follows the terminal's background, dark or light.
const FollowTheme = "auto"

// ThemesMsg says that the user's own themes are now these: their files have
// changed. Trouble is set where one could not be read; the others hold.
type ThemesMsg struct {
	Themes  []theme.Theme
	Trouble string
}

// looks is what a model knows of themes.
type looks struct {
	follow bool // the terminal's background decides
	light  bool // it is a light one
	few    bool // the terminal has sixteen colours
	// tried is the list while one looks through it, back what goes back to
	// what was before.
	tried *panel.Themes
	back  func()
}

// themes returns the names of all themes, in the order of the list.
func (m *Model) themes() []string {
	names := append([]string{FollowTheme}, theme.Names()...)
	for _, t := range m.o.Themes {
		if !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names
}

// theme returns the name of the theme in force, as the list has it.
func (m *Model) theme() string {
	if m.looks.follow {
		return FollowTheme
	}
	return m.o.Theme.Name
}

// wear takes a theme by its name; one that is not there changes nothing. The
// user's own come first: who calls one "dark" wants that.
func (m *Model) wear(name string) {
	next, follow := m.adapt(theme.For(!m.looks.light)), name == FollowTheme
	if !follow {
		if i := slices.IndexFunc(m.o.Themes, func(t theme.Theme) bool { return t.Name == name }); i >= 0 {
			next = m.o.Themes[i]
		} else if t, err := theme.Named(name); err == nil {
			next = m.adapt(t)
		} else {
			return
		}
	}
	m.looks.follow = follow
	m.o.Theme = next
	m.restyle()
}

// adapt makes a theme of the program fit for the colours of the terminal.
func (m *Model) adapt(t theme.Theme) theme.Theme {
	if m.looks.few {
		return theme.Sixteen(t)
	}
	return t
}

// onColours takes how many colours the terminal has.
func (m *Model) onColours(p colorprofile.Profile) {
	if few := p == colorprofile.ANSI; few != m.looks.few {
		m.looks.few = few
		m.wear(m.theme())
	}
}

// openThemes lists the themes; the screen wears the one at the cursor.
func (m *Model) openThemes() tea.Cmd {
	was, follow := m.o.Theme, m.looks.follow
	m.looks.tried = panel.NewThemes(&m.plook, m.themes(), m.theme())
	m.looks.back = func() {
		m.o.Theme, m.looks.follow = was, follow
		m.restyle()
	}
	m.over = append(m.over, m.looks.tried)
	return nil
}

// tryTheme wears what the cursor of the list is on, and goes back to what was
// before when the list is gone.
func (m *Model) tryTheme() {
	t := m.looks.tried
	if t == nil {
		return
	}
	if !slices.Contains(m.over, overlay(t)) {
		m.looks.tried = nil
		m.looks.back()
		return
	}
	if name := t.Picked(); name != "" && name != m.theme() {
		m.wear(name)
	}
}

// keepTheme ends the list: what it shows stays.
func (m *Model) keepTheme() tea.Cmd {
	name := m.looks.tried.Picked()
	if name == "" {
		return nil // nothing is called like this: the list stays
	}
	m.looks.tried = nil
	m.closeOverlay()
	if m.o.SaveTheme == nil {
		return nil
	}
	return func() tea.Msg { return SelfMsg{m, themeSaved{m.o.SaveTheme(name)}} }
}

// themeSaved says how keeping the choice went.
type themeSaved struct{ err error }

func (m *Model) onThemeSaved(s themeSaved) tea.Cmd {
	if s.err == nil {
		return nil
	}
	return m.warn(cell.Fill(cell.Line(m.o.Words.Notice.ThemeNotKept), cell.Line(s.err.Error())))
}

// onThemes takes the user's themes as their files are now.
func (m *Model) onThemes(msg ThemesMsg) tea.Cmd {
	m.o.Themes = msg.Themes
	if !m.looks.follow {
		m.wear(m.o.Theme.Name) // one that is gone is worn on
	}
	if msg.Trouble == "" {
		return nil
	}
	return m.warn(cell.Line(msg.Trouble))
}

// onBackground takes what the terminal's background is.
func (m *Model) onBackground(light bool) {
	if m.looks.light == light {
		return
	}
	m.looks.light = light
	if m.looks.follow {
		m.wear(FollowTheme)
	}
}
