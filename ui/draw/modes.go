package draw

import (
	"bytes"
	"fmt"
	"image/color"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// A mode is something of a terminal that is turned on and off; on is empty when
// it is off.
type mode struct{ on, off string }

// modes are those of a frame, in the order in which they are turned on. They
// are turned off in the reverse order: the alternate screen is left last.
type modes [11]mode

// modesOf returns the modes that a frame wants.
func modesOf(f *frame) (m modes) {
	v := &f.view
	if v.AltScreen {
		m[0] = mode{ansi.SetModeAltScreenSaveCursor, ansi.ResetModeAltScreenSaveCursor}
	}
	// A terminal keeps a stack of these for each of its two screens.
	m[1] = mode{
		ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(ansi.KittyDisambiguateEscapeCodes) + ansi.RequestKittyKeyboard,
		ansi.PopKittyKeyboard(1) + ansi.ResetModifyOtherKeys,
	}
	m[2] = mode{ansi.SetTabEvery8Columns, ""} // the cursor is moved by tabs, too
	if !v.DisableBracketedPasteMode {
		m[3] = mode{ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste}
	}
	if v.ReportFocus {
		m[4] = mode{ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent}
	}
	m[5] = mouse(v.MouseMode)
	if v.WindowTitle != "" {
		m[6] = mode{ansi.SetWindowTitle(v.WindowTitle), ansi.SetWindowTitle("")}
	}
	if v.BackgroundColor != nil {
		m[7] = mode{ansi.SetBackgroundColor(hex(v.BackgroundColor)), ansi.ResetBackgroundColor}
	}
	if v.ForegroundColor != nil {
		m[8] = mode{ansi.SetForegroundColor(hex(v.ForegroundColor)), ansi.ResetForegroundColor}
	}
	if c := v.Cursor; c != nil {
		m[9] = cursorStyle(c)
	}
	if f.graphemes {
		m[10] = mode{ansi.SetModeUnicodeCore, ansi.ResetModeUnicodeCore}
	}
	return m
}

func mouse(m tea.MouseMode) mode {
	off := ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr
	switch m {
	case tea.MouseModeCellMotion:
		return mode{ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr, off}
	case tea.MouseModeAllMotion:
		return mode{ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr, off}
	}
	return mode{}
}

// cursorStyle is how a cursor looks. There are two numbers for each shape: the
// first one blinks.
func cursorStyle(c *tea.Cursor) mode {
	number := 2*int(c.Shape) + 1
	if !c.Blink {
		number++
	}
	m := mode{ansi.SetCursorStyle(number), ansi.SetCursorStyle(0)}
	if c.Color != nil {
		m.on += ansi.SetCursorColor(hex(c.Color))
		m.off += ansi.ResetCursorColor
	}
	return m
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// after writes what makes them of those that were.
func (m *modes) after(were *modes, b *bytes.Buffer) {
	for i := range m {
		switch {
		case m[i] == were[i]:
		case m[i].on == "":
			b.WriteString(were[i].off)
		default:
			b.WriteString(m[i].on)
		}
	}
}

// end writes what turns them all off.
func (m *modes) end(b *bytes.Buffer) {
	for i := len(m) - 1; i >= 0; i-- {
		b.WriteString(m[i].off)
	}
}
