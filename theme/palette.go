// Package theme holds the colours, styles and signs of the user interface.
// Nowhere else is a colour named: the rest of the program says what a thing
// means, and a [Theme] says how that looks.
//
// A state is never shown by colour alone. Every style that stands for a state
// comes with a sign from [Glyphs] or with an attribute such as bold or
// underline, so the monochrome theme loses nothing.
package theme

import (
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"
)

// Palette gives each meaning a colour. A nil colour leaves the terminal's own.
type Palette struct {
	Ground    color.Color   // the background that the other colours are made for
	Text      color.Color   // messages
	Faint     color.Color   // times, hints, what matters less
	Accent    color.Color   // titles, keys, the thing to look at
	Good      color.Color   // done, online
	Warn      color.Color   // waiting, slow
	Bad       color.Color   // failed, offline
	OwnName   color.Color   // the user's own name
	Mention   color.Color   // the user's name in a message of another
	Link      color.Color   // links
	Code      color.Color   // code in a message
	CodeBack  color.Color   // its background
	Selection color.Color   // background of what is selected
	Selected  color.Color   // text of what is selected
	Border    color.Color   // borders
	Focus     color.Color   // the border of the part that has the keyboard
	Unread    color.Color   // the line before the first unread message, unread counts
	AskMark   color.Color   // a message asks for receipts
	NoneRead  color.Color   // nobody has read it
	SomeRead  color.Color   // some have
	AllRead   color.Color   // all have
	Bar       color.Color   // text of the status bar
	BarBack   color.Color   // its background
	Names     []color.Color // of other users; each user keeps one of them
	// Paint says that Ground is to be painted. Otherwise the terminal keeps
	// its own background and Ground only documents what was assumed.
	Paint bool
}

// role names one colour of a palette in a file.
type role struct {
	name string
	at   func(*Palette) *color.Color
}

var roles = []role{
	{"ground", func(p *Palette) *color.Color { return &p.Ground }},
	{"text", func(p *Palette) *color.Color { return &p.Text }},
	{"faint", func(p *Palette) *color.Color { return &p.Faint }},
	{"accent", func(p *Palette) *color.Color { return &p.Accent }},
	{"good", func(p *Palette) *color.Color { return &p.Good }},
	{"warn", func(p *Palette) *color.Color { return &p.Warn }},
	{"bad", func(p *Palette) *color.Color { return &p.Bad }},
	{"own-name", func(p *Palette) *color.Color { return &p.OwnName }},
	{"mention", func(p *Palette) *color.Color { return &p.Mention }},
	{"link", func(p *Palette) *color.Color { return &p.Link }},
	{"code", func(p *Palette) *color.Color { return &p.Code }},
	{"code-back", func(p *Palette) *color.Color { return &p.CodeBack }},
	{"selection", func(p *Palette) *color.Color { return &p.Selection }},
	{"selected", func(p *Palette) *color.Color { return &p.Selected }},
	{"border", func(p *Palette) *color.Color { return &p.Border }},
	{"focus", func(p *Palette) *color.Color { return &p.Focus }},
	{"unread", func(p *Palette) *color.Color { return &p.Unread }},
	{"ask-mark", func(p *Palette) *color.Color { return &p.AskMark }},
	{"none-read", func(p *Palette) *color.Color { return &p.NoneRead }},
	{"some-read", func(p *Palette) *color.Color { return &p.SomeRead }},
	{"all-read", func(p *Palette) *color.Color { return &p.AllRead }},
	{"bar", func(p *Palette) *color.Color { return &p.Bar }},
	{"bar-back", func(p *Palette) *color.Color { return &p.BarBack }},
}

// Roles returns the names that [Palette.With] takes.
func Roles() []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.name
	}
	return names
}

// With returns the palette with some colours changed: role to colour, as in
// "accent": "#6cb6ff". A colour is #rgb, #rrggbb, a number of the terminal's
// own 256, or "none". An unknown role or a colour that is none of these is an
// error, and so is a palette that ends up with text on a ground of its colour.
func (p Palette) With(colours map[string]string) (Palette, error) {
	p.Names = slices.Clone(p.Names)
	for _, name := range slices.Sorted(maps.Keys(colours)) {
		i := slices.IndexFunc(roles, func(r role) bool { return r.name == name })
		if i < 0 {
			return Palette{}, fmt.Errorf("unknown colour %q", name)
		}
		c, err := parse(colours[name])
		if err != nil {
			return Palette{}, fmt.Errorf("colour %s: %w", name, err)
		}
		*roles[i].at(&p) = c
	}
	if p.Paint && p.Text != nil && same(p.Text, p.Ground) {
		return Palette{}, fmt.Errorf("text and ground have the same colour")
	}
	return p, nil
}

// parse reads one colour. The library's own function takes anything and turns
// what it does not know into no colour.
func parse(s string) (color.Color, error) {
	if s == "none" {
		return nil, nil
	}
	if len(s) > 1 && s[0] == '#' {
		if _, err := strconv.ParseUint(s[1:], 16, 32); err == nil && (len(s) == 4 || len(s) == 7) {
			return lipgloss.Color(s), nil
		}
	} else if n, err := strconv.ParseUint(s, 10, 8); err == nil {
		return lipgloss.Color(strconv.FormatUint(n, 10)), nil
	}
	return nil, fmt.Errorf("%q is no colour: want #rgb, #rrggbb, 0 to 255 or none", s)
}

func same(a, b color.Color) bool {
	if a == nil || b == nil {
		return false
	}
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	return r1 == r2 && g1 == g2 && b1 == b2
}

func colours(values ...string) []color.Color {
	cs := make([]color.Color, len(values))
	for i, v := range values {
		cs[i] = lipgloss.Color(v)
	}
	return cs
}
