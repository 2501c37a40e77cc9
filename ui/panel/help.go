package panel

import (
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// A HelpEntry is what an action is called and its keys; one without keys is a
// heading, and About is what is said below it.
type HelpEntry struct{ Keys, What, About string }

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
	keyWidth = min(keyWidth, max(width/3, 1))
	var body []string
	for i, e := range h.entries {
		if e.Keys == "" {
			if i > 0 {
				body = append(body, l.blank(width))
			}
			body = append(body, l.line(width, []span{{cell.Line(e.What), th.Title}}, nil))
			for _, line := range l.Rule.Wrap(cell.Line(e.About), width-2) {
				if e.About != "" {
					body = append(body, l.line(width, []span{{line, th.Faint}}, nil))
				}
			}
			continue
		}
		body = append(body, h.entry(e, keyWidth, width)...)
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

// entry draws an action and its keys beside each other, each in as many lines as
// it needs.
func (h *Help) entry(e HelpEntry, keyWidth, width int) []string {
	l, th := h.look, h.look.Theme
	keys := l.Rule.Wrap(cell.Line(e.Keys), keyWidth)
	what := l.Rule.Wrap(cell.Line(e.What), width-keyWidth-4)
	var lines []string
	for i := range max(len(keys), len(what)) {
		var key, does cell.Text
		if i < len(keys) {
			key = keys[i]
		}
		if i < len(what) {
			does = what[i]
		}
		lines = append(lines, l.line(width, []span{{l.Rule.Pad(key, keyWidth), th.Accent}, {cell.Say("  "), lipgloss.Style{}}, {does, th.Text}}, nil))
	}
	return lines
}
