package demo

import (
	"bytes"
	"encoding/json"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/demo/glossary"
	"seenby/ui/cell"
)

// glossaryMsg brings the glossary once it is read.
type glossaryMsg struct{ glossary *glossary.Glossary }

// loadGlossary reads the protocol's document.
func (s *stage) loadGlossary() tea.Msg {
	g, err := glossary.Load()
	if err != nil {
		return notice{s.say(s.words.DocumentFailed, cell.Line(err.Error())), s.theme.Bad}
	}
	return glossaryMsg{g}
}

// A jsonLine is one line of a frame, and what the field on it means.
type jsonLine struct {
	spans []span
	path  []string
}

// mostLines bounds how much of a frame is laid out.
const mostLines = 2000

// A printer lays out JSON in lines.
type printer struct {
	stage *stage
	dec   *json.Decoder
	lines []jsonLine
	left  int // how many more there may be
	more  int // how many there were no room for
}

// printed lays out a frame. What is no JSON is one line of text.
func (s *stage) printed(frame json.RawMessage) (lines []jsonLine, more int) {
	p := &printer{stage: s, dec: json.NewDecoder(bytes.NewReader(frame)), left: mostLines}
	p.dec.UseNumber()
	if p.value(nil, nil) != nil {
		return []jsonLine{{spans: []span{{cell.Line(string(frame)), s.theme.Text}}}}, 0
	}
	return p.lines, p.more
}

func (p *printer) add(path []string, spans ...span) {
	if p.left == 0 {
		p.more++
		return
	}
	p.left--
	indent := span{cell.Spaces(2 * len(path)), p.stage.theme.Text}
	p.lines = append(p.lines, jsonLine{append([]span{indent}, spans...), path})
}

// value lays out the next value; lead stands before it on its first line.
func (p *printer) value(path []string, lead []span) error {
	token, err := p.dec.Token()
	if err != nil {
		return err
	}
	th := &p.stage.theme
	switch v := token.(type) {
	case json.Delim:
		return p.nested(v, path, lead)
	case string:
		p.add(path, append(lead, span{cell.Line(quoted(v)), th.Good})...)
	case json.Number:
		p.add(path, append(lead, span{cell.Line(v.String()), th.ReceiptSome})...)
	case bool:
		p.add(path, append(lead, span{cell.Line(map[bool]string{true: "true", false: "false"}[v]), th.AskMark})...)
	default:
		p.add(path, append(lead, span{cell.Say("null"), th.AskMark})...)
	}
	return nil
}

// nested lays out an object or a list.
func (p *printer) nested(open json.Delim, path []string, lead []span) error {
	th := &p.stage.theme
	end := map[json.Delim]string{'{': "}", '[': "]"}[open]
	if !p.dec.More() {
		p.add(path, append(lead, span{cell.Line(open.String() + end), th.Faint})...)
		_, err := p.dec.Token()
		return err
	}
	p.add(path, append(lead, span{cell.Line(open.String()), th.Faint})...)
	for p.dec.More() {
		name, before := "[]", []span(nil)
		if open == '{' {
			token, err := p.dec.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string)
			before = []span{{cell.Line(quoted(name)), th.Accent}, {cell.Say(": "), th.Faint}}
		}
		if err := p.value(append(path[:len(path):len(path)], name), before); err != nil {
			return err
		}
	}
	p.add(path, span{cell.Line(end), th.Faint})
	_, err := p.dec.Token()
	return err
}

// quoted writes a string as JSON does, in one line.
func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // into memory
	return strings.TrimSuffix(b.String(), "\n")
}

// An explained line is one as it is drawn: JSON, and what it means.
type explained struct {
	spans []span
	help  string
	head  bool
}

// entry is everything about one entry, in lines.
func (s *stage) entry(c *call) []explained {
	title := s.say(s.words.Event, cell.Line(s.people(c.to)))
	if c.from != "" {
		title = s.say(s.words.Call, cell.Line(c.from))
	}
	name := span{cell.Concat(s.sourceMark(c), cell.Say("  ")), s.theme.Title}
	lines := []explained{{spans: []span{name, {title, s.theme.Faint}}, help: s.wire.about(c.name), head: true}}
	lines = append(lines, s.frameLines(c.frame, c.name)...)
	switch {
	case c.from == "":
		if len(c.to) > 1 {
			lines = append(lines, explained{spans: []span{{cell.Line(s.words.Same), s.theme.Faint}}})
		}
		return lines
	case c.reply == nil:
		return append(lines, explained{spans: []span{{cell.Line(s.words.NoReply), s.theme.Faint}}, head: true})
	}
	reply := ""
	if s.wire.glossary != nil && c.code != nil {
		reply = s.wire.glossary.Reply(c.name, int(*c.code))
	}
	lines = append(lines, explained{spans: []span{{cell.Line(s.words.Reply), s.theme.Title}}, help: s.wire.about(reply), head: true})
	return append(lines, s.frameLines(c.reply, reply)...)
}

func (w *wirePane) about(name string) string {
	if w.glossary == nil {
		return ""
	}
	return w.glossary.About(name)
}

func (s *stage) frameLines(frame json.RawMessage, name string) []explained {
	printed, more := s.printed(frame)
	lines := make([]explained, 0, len(printed)+1)
	last := ""
	for _, l := range printed {
		e := explained{spans: l.spans}
		// The end of an object has the path of its beginning, which was explained.
		if at := strings.Join(l.path, " "); s.wire.glossary != nil && len(l.path) > 0 && at != last && len(l.spans) > 2 {
			e.help, last = s.wire.glossary.Field(name, l.path...), at
		}
		lines = append(lines, e)
	}
	if more > 0 {
		lines = append(lines, explained{spans: []span{{s.say(s.words.Cut, cell.Number(more)), s.theme.Faint}}})
	}
	return lines
}

// besideWidth is from where on the help stands beside the JSON; else below.
const besideWidth = 90

// detailRows draws the selected entry below the list.
func (s *stage) detailRows(height int) []string {
	rule := s.theme.Border.Render(strings.Repeat(s.glyphs.Rule, s.width))
	rows := []string{rule}
	c, ok := s.calls.line(s.wire.at)
	if !ok {
		return s.filled(append(rows, s.line(s.theme.Faint, cell.Concat(cell.Say(" "), cell.Line(s.words.NoEntry)))), height)
	}
	lines := s.entry(&c)
	left := 0 // how wide the JSON is, beside which the help stands
	for _, l := range lines {
		if !l.head {
			left = max(left, s.spansWidth(l.spans)+3)
		}
	}
	left = min(left, s.width*11/20)
	var body []string
	for _, l := range lines {
		body = append(body, s.explain(l, left)...)
	}
	w := &s.wire
	w.scroll = min(w.scroll, max(len(body)-(height-1), 0))
	return s.filled(append(rows, body[w.scroll:]...), height)
}

// explain draws a line of JSON with its help, which begins at left where there
// is room for both.
func (s *stage) explain(l explained, left int) []string {
	help := cell.Line(l.help)
	helpStyle := s.theme.Faint
	if l.head {
		helpStyle = s.theme.Text
	}
	if s.width >= besideWidth {
		if !l.head {
			return []string{s.spansLine(l.spans, left) + helpStyle.Render(s.rule.Pad(help, s.width-left).String())}
		}
		left = min(s.spansWidth(l.spans)+3, s.width-20)
		lead, rows := s.spansLine(l.spans, left), []string(nil)
		for _, part := range append(s.rule.Wrap(help, s.width-left-1), cell.Text{}) {
			if len(rows) > 0 && part.Empty() {
				break
			}
			rows = append(rows, lead+helpStyle.Render(s.rule.Pad(part, s.width-left).String()))
			lead = cell.Spaces(left).String()
		}
		return rows
	}
	rows := []string{s.spansLine(l.spans, s.width)}
	if !help.Empty() {
		for _, part := range s.rule.Wrap(help, s.width-6) {
			rows = append(rows, helpStyle.Render(s.rule.Pad(cell.Concat(cell.Spaces(5), part), s.width).String()))
		}
	}
	return rows
}

func (s *stage) spansWidth(spans []span) int {
	width := 0
	for _, p := range spans {
		width += s.rule.Width(p.text)
	}
	return width
}

// spansLine draws spans in exactly width cells, with a space before them.
func (s *stage) spansLine(spans []span, width int) string {
	var b strings.Builder
	room := width
	for _, p := range append([]span{{cell.Say(" "), lipgloss.NewStyle()}}, spans...) {
		t := s.rule.Cut(p.text, room)
		room -= s.rule.Width(t)
		b.WriteString(p.style.Render(t.String()))
	}
	b.WriteString(cell.Spaces(room).String())
	return b.String()
}
