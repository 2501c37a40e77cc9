package panel

import (
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// A HelpEntry is what an action is called and its keys; one without keys is a
// heading.
type HelpEntry struct{ Keys, What string }

// Help lists the keys.
type Help struct {
	look    *Look
	entries []HelpEntry
	scroll  int
}

// NewHelp returns the list of keys.
func NewHelp(look *Look, entries []HelpEntry) *Help { return &Help{look: look, entries: entries} }

// Scroll moves it by lines, up when positive.
func (h *Help) Scroll(lines int) { h.scroll = max(h.scroll-lines, 0) }

// Render draws the keys.
func (h *Help) Render(width, height int) []string {
	l, th, w := h.look, h.look.Theme, h.look.Words
	keyWidth := 0
	for _, e := range h.entries {
		keyWidth = max(keyWidth, l.Rule.Width(cell.Line(e.Keys)))
	}
	var body []string
	for i, e := range h.entries {
		if e.Keys == "" {
			if i > 0 {
				body = append(body, l.blank(width))
			}
			body = append(body, l.line(width, []span{{cell.Line(e.What), th.Title}}, nil))
			if i == 0 {
				for _, line := range l.Rule.Wrap(cell.Line(w.Help.About), width-2) {
					body = append(body, l.line(width, []span{{line, th.Faint}}, nil))
				}
			}
			continue
		}
		at := min(keyWidth, width/2)
		keys := l.Rule.Pad(cell.Line(e.Keys), at)
		for _, line := range l.Rule.Wrap(cell.Line(e.What), max(width-at-4, 8)) {
			body = append(body, l.line(width, []span{{keys, th.Accent}, {cell.Say("  "), lipgloss.Style{}}, {line, th.Text}}, nil))
			keys = cell.Spaces(at)
		}
	}
	room := max(height-1, 0)
	h.scroll = min(h.scroll, max(len(body)-room, 0))
	name := cell.Line(w.Panel.Help)
	if below := len(body) - h.scroll - room; below > 0 {
		name = cell.Concat(name, cell.Say("  "), cell.Line(l.Glyphs.Down), cell.Say(" "), cell.Fill(cell.Line(w.Panel.More), cell.Number(below)))
	}
	lines := []string{l.title(width, name, cell.Line(w.Panel.HelpHint))}
	lines = append(lines, body[h.scroll:min(h.scroll+room, len(body))]...)
	return l.fill(lines, width, height)
}
