package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// What can be done with the panel of a message's readers, wherever it stands.

// leaveReaders takes the filter away, and without one closes the panel.
func (m *Model) leaveReaders() {
	if m.readers.Filtered() {
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
	case key == "/":
		m.readers.Filter()
		return nil
	case key == "S":
		data, err := m.readers.JSON()
		if err != nil {
			return m.warn(cell.Fill(cell.Line(m.o.Words.Readers.SaveFailed), cell.Line(err.Error())))
		}
		return m.saveReaders("json", data)
	}
	return m.saveReaders("csv", m.readers.CSV())
}

// onFilterKey takes a key while a name is looked for.
func (m *Model) onFilterKey(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "esc":
		m.readers.EndFilter(true)
	case "enter", "tab":
		m.readers.EndFilter(false)
	case "backspace":
		if !m.readers.Filtered() {
			m.readers.EndFilter(true)
			return
		}
		m.readers.Erase()
	case "up":
		m.readers.Scroll(1)
	case "down":
		m.readers.Scroll(-1)
	default:
		if msg.Text != "" {
			m.readers.Type(msg.Text)
		}
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
	name := fmt.Sprintf("receipts-%s-%d-%s", fileName(string(s.Group)), s.Seq, m.o.Now().Format("20060102-150405"))
	base := filepath.Join(m.o.Settings.ExportDir, name)
	return func() tea.Msg {
		path, err := writeNew(base, "."+kind, data)
		return SelfMsg{m, fileSaved{path, err}}
	}
}

// fileName returns s as part of the name of a file.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, s)
}

// writeNew writes a file that was not there, for its owner alone, and returns
// where it stands. A name that is taken gets a number.
func writeNew(base, ext string, data []byte) (path string, err error) {
	for i := 1; i < 1000; i++ {
		path = base + ext
		if i > 1 {
			path = fmt.Sprintf("%s-%d%s", base, i, ext)
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(data)
		if err = errors.Join(err, file.Close()); err != nil {
			return "", errors.Join(err, os.Remove(path))
		}
		if whole, err := filepath.Abs(path); err == nil {
			path = whole
		}
		return path, nil
	}
	return "", fmt.Errorf("too many files are called %s%s already", filepath.Base(base), ext)
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
