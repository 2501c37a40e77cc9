package ui

import (
	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// Model is the user interface of one client. It implements tea.Model; it is to
// be used by one event loop only.
type Model struct {
	o             Options
	width, height int
	open          chat.GroupID
	mouseFree     bool
}

// QuitMsg says that the user of this model wants to quit. The model itself
// answers it with tea.Quit; a program that embeds several models catches it
// before and does what it likes.
type QuitMsg struct{ From *Model }

// SelfMsg is what a model's own commands yield: an answer from the hub, a
// timer. A program that embeds several models hands it to the model named by
// To; a model ignores those of others.
type SelfMsg struct {
	to   *Model
	what any
}

// To returns whose message it is.
func (s SelfMsg) To() *Model { return s.to }

// New makes a model. Hand it to tea.NewProgram, or its messages to
// [Model.Update] and its [Model.Frame] to the screen.
func New(o Options) *Model { return &Model{o: o.filled(), open: o.Open} }

// Init starts the model.
func (m *Model) Init() tea.Cmd { return nil }

// Update takes one message. It never blocks.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case QuitMsg:
		if msg.From == m {
			return m, tea.Quit
		}
	}
	return m, nil
}

// View draws the model as a whole program.
func (m *Model) View() tea.View {
	content, cursor := m.Frame()
	v := tea.NewView(content)
	v.Cursor = cursor
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = m.Title()
	return v
}

// Frame draws the model into the size that the last tea.WindowSizeMsg told:
// exactly that many lines, each exactly that wide. It is empty before the
// first. The cursor is nil where none is to be shown; it is relative to the
// frame.
func (m *Model) Frame() (content string, cursor *tea.Cursor) { return "", nil }

// Title returns the window title, clean.
func (m *Model) Title() string { return m.o.Words.App }

// MouseFree reports whether the user gave the mouse back to the terminal.
func (m *Model) MouseFree() bool { return m.mouseFree }

// Group returns the open group, empty when none is.
func (m *Model) Group() chat.GroupID { return m.open }
