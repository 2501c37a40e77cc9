package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"seenby/demo/asciicast"
)

// drawOptions say how a recording is drawn.
type drawOptions struct {
	title string
	// until is when the picture ends, 0 for at the end of the recording.
	until time.Duration
	// least is how long a picture stays at least: what changes faster is left out.
	least time.Duration
	// last is how long the last picture stays before it begins anew.
	last time.Duration
}

// Sizes in pixels. The grid holds whatever font there is: each run of text says
// how wide it is.
const (
	cellWidth, cellHeight = 8.4, 18.0
	fontSize              = 14
	margin                = 12
)

// Colours where the program sets none, those that its dark theme is made for.
const (
	ground = "#15181e"
	ink    = "#dcdfe4"
)

// A row is one line of the screen in one state, and when it is shown.
type row struct {
	y     int
	svg   string
	shown []interval
}

type interval struct{ from, to time.Duration }

// draw makes an animated SVG of a recording. Each line of the screen is drawn
// once for every state it has, and shown at its times, so that what does not
// change costs nothing.
func draw(c *asciicast.Cast, o drawOptions) ([]byte, error) {
	p := &painter{classes: map[string]string{}}
	rows, length, err := p.rows(c, o)
	if err != nil {
		return nil, err
	}
	return p.document(c, o, rows, length), nil
}

// rows plays the recording and returns the lines in all their states.
func (p *painter) rows(c *asciicast.Cast, o drawOptions) ([]*row, time.Duration, error) {
	screen := asciicast.NewScreen(c.Header.Width, c.Header.Height)
	defer screen.Close()
	states := map[string]*row{}
	var rows []*row
	now := make([]*row, c.Header.Height)
	look := func(at time.Duration) {
		for y := range now {
			svg := p.line(screen, y)
			if now[y] != nil && now[y].svg == svg {
				continue
			}
			if now[y] != nil {
				now[y].end(at)
			}
			key := fmt.Sprint(y, svg)
			if states[key] == nil {
				states[key] = &row{y: y, svg: svg}
				rows = append(rows, states[key])
			}
			now[y] = states[key]
			now[y].shown = append(now[y].shown, interval{at, -1})
		}
	}
	begun := time.Duration(-1)
	var at time.Duration
	for i, e := range c.Events {
		// The end of the program gives the screen back; the picture ends before.
		leaves := e.Code == asciicast.Output && strings.Contains(e.Data, "\x1b[?1049l")
		if leaves && begun >= 0 || o.until > 0 && e.At > o.until {
			break
		}
		if err := screen.Play(e); err != nil {
			return nil, 0, err
		}
		if !screen.IsAltScreen() {
			continue
		}
		if begun < 0 {
			begun = e.At
		}
		at = e.At - begun
		if i+1 == len(c.Events) || c.Events[i+1].At-e.At >= o.least {
			look(at)
		}
	}
	look(at)
	length := at + o.last
	for _, r := range now {
		r.end(length)
	}
	return rows, length, nil
}

// end closes the interval that is open. One without length was never seen.
func (r *row) end(at time.Duration) {
	last := &r.shown[len(r.shown)-1]
	last.to = at
	if last.from == at {
		r.shown = r.shown[:len(r.shown)-1]
	}
}

// A painter turns cells into SVG and gives each look a class.
type painter struct {
	classes map[string]string // rules to names
	order   []string
}

func (p *painter) class(rule string) string {
	if rule == "" {
		return ""
	}
	name, ok := p.classes[rule]
	if !ok {
		name = fmt.Sprintf("s%d", len(p.order))
		p.classes[rule] = name
		p.order = append(p.order, rule)
	}
	return name
}

// line draws one line of the screen, at y 0.
func (p *painter) line(screen *asciicast.Screen, y int) string {
	var b strings.Builder
	var run strings.Builder
	var style uv.Style
	begin, end := 0, 0
	flush := func() {
		p.run(&b, style, run.String(), begin, end)
		run.Reset()
	}
	for x := 0; x < screen.Width(); {
		c := screen.CellAt(x, y)
		if c == nil || c.Width < 1 {
			c = &uv.EmptyCell
		}
		shape := shapeOf(c.Content, float64(x)*cellWidth)
		if shape != "" || c.Width > 1 || !c.Style.Equal(&style) || run.Len() == 0 {
			flush()
			begin, style = x, c.Style
		}
		end = x + c.Width
		switch {
		case shape != "":
			p.back(&b, style, x, end)
			fmt.Fprintf(&b, `<path class="%s" d="%s"/>`, p.class(strokeRule(c.Content, style)), shape)
			begin = end
		default:
			run.WriteString(c.Content)
			if c.Width > 1 {
				flush()
				begin = end
			}
		}
		x = end
	}
	flush()
	return b.String()
}

// run draws text of one style.
func (p *painter) run(b *strings.Builder, style uv.Style, text string, begin, end int) {
	if text == "" {
		return
	}
	p.back(b, style, begin, end)
	trimmed := strings.TrimRight(text, " ")
	end -= len(text) - len(trimmed)
	lead := len(trimmed) - len(strings.TrimLeft(trimmed, " "))
	trimmed = trimmed[lead:]
	begin += lead
	if trimmed == "" {
		return
	}
	class := ""
	if name := p.class(textRule(style)); name != "" {
		class = fmt.Sprintf(` class="%s"`, name)
	}
	fmt.Fprintf(b, `<text%s x="%s" y="13.5" textLength="%s">`, class, number(float64(begin)*cellWidth), number(float64(end-begin)*cellWidth))
	_ = xml.EscapeText(b, []byte(trimmed)) // into memory
	b.WriteString("</text>")
}

// back paints the background of cells that have one.
func (p *painter) back(b *strings.Builder, style uv.Style, begin, end int) {
	back := style.Bg
	if style.Attrs&uv.AttrReverse != 0 {
		if back = style.Fg; back == nil {
			back = color.RGBA{0xdc, 0xdf, 0xe4, 0xff}
		}
	}
	if back == nil || begin == end {
		return
	}
	fmt.Fprintf(b, `<rect class="%s" x="%s" width="%s" height="%s"/>`, p.class("fill:"+hex(back)),
		number(float64(begin)*cellWidth), number(float64(end-begin)*cellWidth), number(cellHeight))
}

// foreground is the colour of the text.
func foreground(style uv.Style) string {
	switch {
	case style.Attrs&uv.AttrReverse != 0 && style.Bg != nil:
		return hex(style.Bg)
	case style.Attrs&uv.AttrReverse != 0:
		return ground
	case style.Fg != nil:
		return hex(style.Fg)
	}
	return ink
}

func textRule(style uv.Style) string {
	var rules []string
	if c := foreground(style); c != ink {
		rules = append(rules, "fill:"+c)
	}
	if style.Attrs&uv.AttrBold != 0 {
		rules = append(rules, "font-weight:700")
	}
	if style.Attrs&uv.AttrItalic != 0 {
		rules = append(rules, "font-style:italic")
	}
	if style.Attrs&uv.AttrFaint != 0 {
		rules = append(rules, "opacity:.6")
	}
	if style.Underline != 0 {
		rules = append(rules, "text-decoration:underline")
	}
	return strings.Join(rules, ";")
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// number writes a length as short as it is.
func number(f float64) string {
	s := fmt.Sprintf("%.2f", f)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// document puts the lines together. Whoever wants no motion sees the picture at
// its end.
func (p *painter) document(c *asciicast.Cast, o drawOptions, rows []*row, length time.Duration) []byte {
	w, h := float64(c.Header.Width)*cellWidth+2*margin, float64(c.Header.Height)*cellHeight+2*margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img"><title>`, number(w), number(h), number(w), number(h))
	_ = xml.EscapeText(&b, []byte(o.title)) // into memory
	b.WriteString("</title><style>\n")
	fmt.Fprintf(&b, "text{white-space:pre;fill:%s;font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace}\n", ink, fontSize)
	var body strings.Builder
	frames := map[string]string{}
	var motion strings.Builder
	for _, r := range rows {
		if len(r.shown) == 0 || r.svg == "" {
			continue
		}
		class := ""
		if len(r.shown) > 1 || r.shown[0] != (interval{0, length}) {
			rule := keyframes(r.shown, length)
			name, ok := frames[rule]
			if !ok {
				name = fmt.Sprintf("k%d", len(frames))
				frames[rule] = name
				fmt.Fprintf(&motion, "@keyframes %s{%s}.%s{animation-name:%s}\n", name, rule, name, name)
			}
			class = ` class="m ` + name + `"`
			if r.shown[len(r.shown)-1].to != length {
				class = ` class="m h ` + name + `"`
			}
		}
		fmt.Fprintf(&body, `<g%s transform="translate(0 %s)">%s</g>`+"\n", class, number(float64(r.y)*cellHeight), r.svg)
	}
	for _, rule := range p.order {
		fmt.Fprintf(&b, ".%s{%s}\n", p.classes[rule], rule)
	}
	fmt.Fprintf(&b, ".h{visibility:hidden}\n@media (prefers-reduced-motion:no-preference){\n.m{animation:%ss step-end infinite}\n%s}\n</style>\n", number(length.Seconds()), motion.String())
	fmt.Fprintf(&b, `<rect width="%s" height="%s" rx="8" fill="%s"/><g transform="translate(%d %d)">`+"\n", number(w), number(h), ground, margin, margin)
	b.WriteString(body.String())
	b.WriteString("</g></svg>\n")
	return b.Bytes()
}

// keyframes says when a line is to be seen.
func keyframes(shown []interval, length time.Duration) string {
	type change struct {
		at time.Duration
		on bool
	}
	var changes []change
	if shown[0].from > 0 {
		changes = append(changes, change{0, false})
	}
	for i, s := range shown {
		if i > 0 && shown[i-1].to == s.from {
			changes = changes[:len(changes)-1]
		} else {
			changes = append(changes, change{s.from, true})
		}
		if s.to < length {
			changes = append(changes, change{s.to, false})
		}
	}
	var b strings.Builder
	for _, c := range slices.Clip(changes) {
		state := "hidden"
		if c.on {
			state = "visible"
		}
		fmt.Fprintf(&b, "%s%%{visibility:%s}", number(100*c.at.Seconds()/length.Seconds()), state)
	}
	return b.String()
}
