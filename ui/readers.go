package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
	"seenby/ui/export"
)

// What can be done with the panel of a message's readers, wherever it stands.

// leaveReaders takes the filter away, and without one closes the panel.
func (m *Model) leaveReaders() {
	if m.readers.Filtered() || m.readers.Filtering() {
		m.readers.EndFilter(true)
		return
	}
	m.readers = nil
}

// onReadersAction filters or saves the lists of the open panel.
func (m *Model) onReadersAction(key string) tea.Cmd {
	switch {
	case m.readers == nil:
		return nil
	case !m.readers.Loaded():
		return m.say(m.o.Words.Readers.NotLoaded)
	case key != "/" && !m.readers.Whole():
		return m.say(m.o.Words.Readers.NotWhole)
	case key == "/":
		m.readers.Filter()
		return nil
	case key == "S":
		data, err := m.readers.Sheet().JSON()
		if err != nil {
			return m.warn(cell.Fill(cell.Line(m.o.Words.Readers.SaveFailed), cell.Line(err.Error())))
		}
		return m.saveReaders("json", data)
	}
	return m.saveReaders("csv", m.readers.Sheet().CSV())
}

// onFilter takes a key that is no action while a name is looked for.
func (m *Model) onFilter(msg tea.KeyPressMsg) {
	switch {
	case msg.Code != tea.KeyBackspace:
		if msg.Text != "" {
			m.readers.Type(msg.Text)
		}
	case m.readers.Filtered():
		m.readers.Erase()
	default:
		m.readers.EndFilter(true)
	}
}

// filterCursor says where on the screen the filter's cursor stands.
func (m *Model) filterCursor(x, y int) *tea.Cursor {
	left, top, width := m.geo.mainX, m.geo.timelineY, m.geo.main
	if m.geo.panel > 0 {
		left, top, width = m.geo.panelX, 0, m.geo.panel
	}
	return tea.NewCursor(left+min(x, width-1), top+y)
}

// fileSaved is what saving a list yields.
type fileSaved struct {
	path string
	err  error
}

// saveReaders writes the lists into a new file.
func (m *Model) saveReaders(kind string, data []byte) tea.Cmd {
	s := m.readers.Subject()
	base := export.Base(m.o.Settings.ExportDir, s.Group, s.Seq, m.o.Now())
	return func() tea.Msg {
		path, err := export.WriteNew(base, "."+kind, data)
		return SelfMsg{m, fileSaved{path, err}}
	}
}

// longNotice is how long a line stands that one may want to write down.
const longNotice = 15 * time.Second

// tellLong tells the user something for a longer while.
func (m *Model) tellLong(text cell.Text, style lipgloss.Style) tea.Cmd {
	m.notice = notice{text.Flat(), style}
	m.noticeN++
	return m.after(longNotice, noticeDue{m.noticeN})
}

func (m *Model) onSaved(f fileSaved) tea.Cmd {
	w := m.o.Words.Readers
	if f.err != nil {
		return m.warn(cell.Fill(cell.Line(w.SaveFailed), cell.Line(f.err.Error())))
	}
	room := m.geo.main - m.rule.Width(cell.Line(w.Saved))
	path := m.rule.CutLeft(cell.Line(f.path), max(room, 16))
	return m.tellLong(cell.Fill(cell.Line(w.Saved), path), m.o.Theme.Good)
}
