package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Width says by which rule the terminal measures text. A program that shows
// models hands it on by [Width.Filter] and [Width.Report]; the models and the
// library that draws follow the same reports of the terminal.
type Width string

// The choices.
const (
	WidthAuto     Width = "auto"     // as the terminal reports, else wcwidth
	WidthGrapheme Width = "grapheme" // what a reader sees as one character is measured as a whole
	WidthWcWidth  Width = "wcwidth"  // the widths of the parts add up
)

// ParseWidth reads a choice by its name.
func ParseWidth(s string) (Width, error) {
	all := []string{string(WidthAuto), string(WidthGrapheme), string(WidthWcWidth)}
	if slices.Contains(all, s) {
		return Width(s), nil
	}
	return "", fmt.Errorf("%q is none of %s", s, strings.Join(all, ", "))
}

// Filter is for tea.WithFilter: it keeps the terminal's report away from who
// wants wcwidth whatever it says.
func (w Width) Filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if report, ok := msg.(tea.ModeReportMsg); ok && w == WidthWcWidth && report.Mode == ansi.ModeUnicodeCore {
		return nil
	}
	return msg
}

// Report is what a terminal would report that measures as it is wanted; nil
// when the report is the terminal's own matter. The program is to be sent it.
func (w Width) Report() tea.Msg {
	if w == WidthGrapheme {
		return tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeSet}
	}
	return nil
}

// Graphemes tells of a report that what a reader sees as one character is
// measured as a whole from now on: the terminal does it already, or it can and
// the library that draws turns it on.
func Graphemes(msg tea.ModeReportMsg) bool {
	return msg.Mode == ansi.ModeUnicodeCore && (msg.Value.IsSet() || msg.Value == ansi.ModeReset)
}
