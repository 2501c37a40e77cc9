package panel

import (
	"charm.land/lipgloss/v2"

	"seenby/ui/cell"
)

// Help lists the keys.
type Help struct {
	look   *Look
	scroll int
}

// NewHelp returns the list of keys.
func NewHelp(look *Look) *Help { return &Help{look: look} }

// Scroll moves it by lines, up when positive.
func (h *Help) Scroll(lines int) { h.scroll = max(h.scroll-lines, 0) }

// entry is a key and what it does; one without a key is a heading.
type entry struct{ keys, what string }

func (h *Help) entries() []entry {
	w := h.look.Words.Help
	list := []entry{
		{"", w.Receipts},
		{"ctrl+r", w.LongAsk}, {"f", w.LongFlag}, {"i  enter", w.LongReaders}, {"y", w.LongAnswer}, {"d", w.LongRemind},
		{"", w.Writing},
		{"enter", w.Send}, {"alt+enter  ctrl+j", w.NewLine}, {"shift+enter", w.NewLine}, {"esc", w.Back},
		{"", w.Selecting},
		{"up  k", w.Select}, {"r", w.Reply}, {"e", w.Edit}, {"x", w.Recall}, {"c", w.Copy}, {"+", w.React}, {"esc", w.Back},
		{"", w.Moving},
		{"ctrl+k", w.Switch}, {"alt+up  alt+down", w.Groups}, {"alt+u", w.NextUnread}, {"pgup  pgdn", w.Scroll}, {"end", w.Newest},
		{"alt+r", w.Reminder}, {"ctrl+o", w.Reconnect}, {"ctrl+g", w.Mouse}, {"ctrl+c ctrl+c", w.Quit},
	}
	return list
}

// Render draws the keys.
func (h *Help) Render(width, height int) []string {
	l, th, w := h.look, h.look.Theme, h.look.Words
	const keyWidth = 17
	var body []string
	for i, e := range h.entries() {
		if e.keys == "" {
			if i > 0 {
				body = append(body, l.blank(width))
			}
			body = append(body, l.line(width, []span{{cell.Line(e.what), th.Title}}, nil))
			if i == 0 {
				for _, line := range l.Rule.Wrap(cell.Line(w.Help.About), width-2) {
					body = append(body, l.line(width, []span{{line, th.Faint}}, nil))
				}
			}
			continue
		}
		keys := l.Rule.Pad(cell.Line(e.keys), min(keyWidth, width/2))
		body = append(body, l.line(width, []span{{keys, th.Accent}, {cell.Say(" "), lipgloss.Style{}}, {cell.Line(e.what), th.Text}}, nil))
	}
	room := max(height-1, 0)
	h.scroll = min(h.scroll, max(len(body)-room, 0))
	lines := []string{l.title(width, cell.Line(w.Panel.Help), cell.Line(w.Panel.HelpHint))}
	lines = append(lines, body[h.scroll:min(h.scroll+room, len(body))]...)
	return l.fill(lines, width, height)
}
