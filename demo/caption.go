package demo

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/demo/scenario"
	"seenby/ui"
	"seenby/ui/cell"
	"seenby/ui/keymap"
)

// A keyed text is one in which keys stand out.
type keyed struct {
	text cell.Text
	keys [][2]int // from where to where, in bytes
}

// nameKeys puts the names of actions into the texts of the stage in the form in
// which keyed finds them.
func (s *stage) nameKeys() {
	s.words = s.texts.WithKeys(func(action string) string {
		if s.keyName(action) == "" {
			return ""
		}
		return "`{" + action + "}`"
	}).Stage
}

// keyed reads a text of the program's with its keys in backquotes, by their
// usual names, `F6`, or by that of their actions, `{demo.next-seat}`. Where the
// user has given the action another key, that one is shown.
func (s *stage) keyed(source string) keyed {
	var p keyed
	var parts []cell.Text
	at := 0
	add := func(t cell.Text) {
		parts = append(parts, t)
		at += t.Len()
	}
	for i, part := range strings.Split(s.glyphs.Text(source), "`") {
		if i%2 == 0 {
			add(cell.Line(part))
			continue
		}
		from := at
		add(cell.Line(s.keyFor(part)))
		p.keys = append(p.keys, [2]int{from, at})
	}
	p.text = cell.Concat(parts...)
	return p
}

// keyFor returns the key that now does what this one does by default.
func (s *stage) keyFor(usual string) string {
	if action, ok := strings.CutPrefix(usual, "{"); ok {
		return s.keyName(strings.TrimSuffix(action, "}"))
	}
	g := s.glyphs
	key := usual
	switch {
	case usual == g.Up:
		key = "up"
	case usual == g.Down:
		key = "down"
	case len(usual) > 1:
		key = strings.ToLower(usual) // F6
	}
	for _, a := range append(Actions(), ui.Actions()...) {
		if a.In&(keymap.Main|keymap.Desk) != 0 && len(a.Keys) > 0 && a.Keys[0] == key {
			if now := s.keyName(a.Name); now != "" {
				return now
			}
		}
	}
	return usual
}

// rows draws the text in lines of the stage's width, at most this many.
func (s *stage) rows(p keyed, most int, style lipgloss.Style) []string {
	width := s.width - 2
	lines, ok := s.rule.Rows(p.text, width)
	if !ok || most < 1 {
		return nil
	}
	var out []string
	for i, l := range lines[:min(len(lines), most)] {
		text := l.Text
		if i == most-1 && len(lines) > most {
			text = s.rule.Cut(cell.Concat(text, cell.Say(" "), cell.Line("…")), width)
		}
		spans, at := []span(nil), 0
		for _, k := range p.keys {
			from, to := max(k[0]-l.From, at), min(k[1]-l.From, l.Text.Len())
			if from < to {
				spans = append(spans, span{text.Slice(at, from), style}, span{text.Slice(from, to), s.theme.Strong.Underline(true)})
				at = to
			}
		}
		spans = append(spans, span{text.Slice(at, text.Len()), style})
		out = append(out, s.spansLine(spans, s.width))
	}
	return out
}

// captions are all texts that the caption may be, for its height.
func (s *stage) captions() []string {
	if s.show == nil {
		return nil
	}
	all := []string{s.show.scenario.About, s.words.Free}
	if s.show.sandbox {
		return append(all, s.words.Sandbox)
	}
	for _, step := range s.show.scenario.Steps {
		if step.Verb == scenario.Caption {
			all = append(all, step.Object)
		}
	}
	return all
}

// mostCaption is how many lines a caption has at most.
const mostCaption = 4

// captionHeight is how many lines the longest caption of this scenario needs: it
// is the same for all of them, so that nothing jumps.
func (s *stage) captionHeight() int {
	height := 1
	for _, c := range s.captions() {
		if lines, ok := s.rule.Rows(s.keyed(c).text, s.width-2); ok {
			height = max(height, len(lines))
		}
	}
	return min(height, mostCaption)
}

// footRows say what is to be seen, or what came of a key, and name the keys. What
// came of one goes over their line where it is long.
func (s *stage) footRows() []string {
	if s.notice.text.Empty() {
		return append(s.filled(s.rows(s.caption(), s.plan.caption, s.theme.Accent), s.plan.caption), s.keysRow())
	}
	rows := s.rows(keyed{text: s.notice.text}, s.plan.caption+1, s.notice.style)
	if len(rows) > s.plan.caption {
		return rows
	}
	return append(s.filled(rows, s.plan.caption), s.keysRow())
}

// caption says what is to be seen and what to do next.
func (s *stage) caption() keyed {
	if s.show == nil {
		return keyed{}
	}
	c := s.show.script
	step, ended := (*scenario.Step)(nil), false
	look(c, func() bool {
		step, ended = c.caption, c.ended
		return ended
	})
	switch {
	case ended && s.show.sandbox:
		return s.keyed(s.words.Sandbox)
	case ended:
		return s.keyed(s.words.Free)
	case step == nil:
		return s.keyed(s.show.scenario.About)
	}
	return s.keyed(step.Object)
}

// keysRow names as many of the keys that matter now as have room.
func (s *stage) keysRow() string {
	var spans []span
	room := s.width - 1
	for _, h := range s.lineOfKeys() {
		key, what := cell.Line(h.key), cell.Line(" "+h.does)
		if room -= s.rule.Width(key) + s.rule.Width(what); room < 0 {
			break
		}
		if len(spans) > 0 {
			spans = append(spans, span{cell.Spaces(2), s.theme.Faint})
		}
		spans = append(spans, span{key, s.theme.Accent}, span{what, s.theme.Faint})
		room -= 2
	}
	return s.spansLine(spans, s.width)
}
