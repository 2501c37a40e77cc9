package ui

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"seenby/ui/cell"
	"seenby/ui/composer"
	"seenby/ui/emoji"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/spelling"
)

// maxCompletions is how many ways to complete a word are offered.
const maxCompletions = 50

// completions returns the ways in which the word before the cursor goes on, and
// how many characters of it they replace: @ a member, : an emoji, and / as the
// whole text an action.
func (m *Model) completions() (list []panel.Completion, n int) {
	before := m.composer.Before()
	word := before[strings.LastIndexAny(before, " \t")+1:]
	if len(word) < 1 {
		return nil, 0
	}
	sign, rest := word[0], strings.ToLower(word[1:])
	switch {
	case sign == '@':
		list = m.membersLike(rest)
	case sign == ':' && rest != "":
		list = emojiLike(rest)
	case sign == '/' && m.composer.Text() == word && m.composer.Purpose() == (composer.Purpose{}):
		list = m.actionsLike(rest)
	}
	return list[:min(len(list), maxCompletions)], utf8.RuneCountInString(word)
}

func (m *Model) membersLike(start string) []panel.Completion {
	var list []panel.Completion
	for _, x := range m.open.book.members {
		name := m.open.book.name(x.User)
		if x.User != m.me && (strings.HasPrefix(strings.ToLower(string(x.User)), start) || strings.HasPrefix(strings.ToLower(name.String()), start)) {
			list = append(list, panel.Completion{Text: "@" + string(x.User) + " ", Note: name})
		}
	}
	slices.SortFunc(list, func(a, b panel.Completion) int { return strings.Compare(a.Text, b.Text) })
	return list
}

func emojiLike(start string) []panel.Completion {
	var list []panel.Completion
	for _, e := range emoji.Like(start) {
		list = append(list, panel.Completion{Text: e.Sign, Note: cell.Line(":" + e.Name + ":")})
	}
	return list
}

func (m *Model) actionsLike(start string) []panel.Completion {
	var list []panel.Completion
	for _, a := range m.actions {
		if a.offered && strings.HasPrefix(a.Name, start) && a.possible(m, keymap.Empty) {
			list = append(list, panel.Completion{Text: "/" + a.Name, Note: cell.Line(m.says(a.Name).Explained())})
		}
	}
	return list
}

// complete completes the word before the cursor, or lists the ways.
func (m *Model) complete() tea.Cmd {
	switch {
	case m.form != nil:
		if m.form.whom != nil {
			m.form.line.Complete(m.form.whom())
		}
		return nil
	case m.goal != nil:
		m.goal.Complete(m.handles())
		return nil
	}
	list, n := m.completions()
	switch len(list) {
	case 0:
		return nil
	case 1:
		m.composer.Replace(n, list[0].Text)
		return m.wrote()
	}
	m.menu = panel.NewMenu(&m.plook, list)
	return nil
}

// takeCompletion writes the way at the cursor of the menu.
func (m *Model) takeCompletion() tea.Cmd {
	picked := m.menu.Picked()
	m.menu = nil
	if _, n := m.completions(); n > 0 {
		m.composer.Replace(n, picked.Text)
	}
	return m.wrote()
}

// completeOn takes a key that is not for the menu: it writes as ever, and the
// menu follows as long as there are ways.
func (m *Model) completeOn(msg tea.KeyPressMsg) tea.Cmd {
	m.menu = nil
	before := m.composer.Text()
	cmd := m.onKey(msg)
	if m.context() == keymap.Writing && m.composer.Text() != before {
		if list, _ := m.completions(); len(list) > 0 {
			m.menu = panel.NewMenu(&m.plook, list)
		}
	}
	return cmd
}

var slashed = regexp.MustCompile(`^/[a-z][a-z.-]*$`)

// slash returns the action that a text names instead of being a message. A
// reply and a changed message are messages.
func (m *Model) slash(text string) (name string, is bool) {
	if m.composer.Purpose() != (composer.Purpose{}) || !slashed.MatchString(text) {
		return "", false
	}
	return text[1:], true
}

// command does the action that was written. One that there is not leaves the
// text as it is.
func (m *Model) command(name string) tea.Cmd {
	i := slices.IndexFunc(m.actions, func(a action) bool { return a.Name == name && a.offered })
	if i < 0 {
		w, written := m.o.Words.Notice, cell.Line("/"+name)
		if meant, ok := m.meant(name); ok {
			return m.warn(cell.Fill(cell.Line(w.NoActionMeant), written, cell.Line("/"+meant)))
		}
		return m.warn(cell.Fill(cell.Line(w.NoAction), written))
	}
	m.composer.Set("")
	cmd := m.wrote()
	return tea.Batch(cmd, m.perform(name))
}

// meant returns the action that was perhaps meant by a name. Those on a message
// may be written without saying so: "remind" is near to message.remind.
func (m *Model) meant(name string) (string, bool) {
	var names, of []string
	for _, a := range m.actions {
		if a.offered {
			names, of = append(names, a.Name), append(of, a.Name)
			if short, ok := strings.CutPrefix(a.Name, "message."); ok {
				names, of = append(names, short), append(of, a.Name)
			}
		}
	}
	near, ok := spelling.Nearest(name, names)
	if !ok {
		return "", false
	}
	return of[slices.Index(names, near)], true
}
