package ui

import (
	"fmt"
	"runtime/debug"
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

// A message must not take the program down, and at every start again. What draws
// changes nothing, so a panic there costs the row, or the panel, that cannot be
// drawn. While news are taken a panic leaves half of them behind, so the program
// ends; but it notes first which message it was about, and at the next start that
// one is taken without being looked at.

// take takes one of the news.
func (m *Model) take(n chat.News) tea.Cmd {
	uid, taken := about(n), false
	defer func() {
		if !taken && uid != "" && m.o.Suspect != nil {
			m.o.Suspect(uid)
		}
	}()
	cmd := m.onOne(n)
	taken = true
	return cmd
}

// about returns which message it is that news bring in or change.
func about(n chat.News) chat.MessageUID {
	switch n := n.(type) {
	case chat.MessageAdded:
		return n.Message.UID
	case chat.MessageChanged:
		return n.Message.UID
	}
	return ""
}

// skips reports whether a message is not to be looked at.
func (m *Model) skips(uid chat.MessageUID) bool { return m.o.Skip[uid] }

// part draws a part of the screen, of exactly this size. One that cannot be drawn
// says so.
func (m *Model) part(name string, width, height int, draw func() []string) (lines []string) {
	defer func() {
		why := recover()
		if why == nil {
			delete(m.brokenParts, name)
			return
		}
		if !m.brokenParts[name] {
			m.brokenParts[name] = true
			m.o.Logger.Error("a part of the screen cannot be drawn", "part", name, "why", fmt.Sprintf("%T", why), "stack", string(debug.Stack()))
		}
		lines = make([]string, height)
		for i := range lines {
			lines[i] = strings.Repeat(" ", width)
		}
		if height > 0 {
			lines[0] = m.o.Theme.Bad.Render(m.rule.Pad(m.rule.Cut(cell.Line(m.o.Words.BrokenPart), width), width).String())
		}
	}()
	return draw()
}
