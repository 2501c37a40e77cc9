package theme

import (
	"fmt"
	"hash/fnv"
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// Theme is a palette made into styles, once. Styles are values and may be
// used by many goroutines; none has a margin, padding, width or border, so
// drawing with one never changes the width of a text.
type Theme struct {
	// Name is what [Named] knows the theme by.
	Name string
	// Background is what the terminal's background is to be set to, nil to
	// leave it.
	Background color.Color

	Text   lipgloss.Style // messages
	Faint  lipgloss.Style // times, hints
	Strong lipgloss.Style // bold in a message
	Emph   lipgloss.Style // italic in a message
	Accent lipgloss.Style // keys, what to look at
	Title  lipgloss.Style // titles of panels and dialogs
	Good   lipgloss.Style // done, online
	Warn   lipgloss.Style // waiting, slow
	Bad    lipgloss.Style // failed, offline

	OwnName lipgloss.Style // the user's own name
	Mention lipgloss.Style // the user's name in a message
	Link    lipgloss.Style
	Code    lipgloss.Style // code, in a line or a block
	Quote   lipgloss.Style // what a message replies to or quotes
	System  lipgloss.Style // lines that the program writes into the timeline
	Hidden  lipgloss.Style // the badge that says something was removed from a text
	Pending lipgloss.Style // an own message that the hub does not have yet
	Match   lipgloss.Style // what a search found

	CodeKeyword lipgloss.Style // in a block of code: words that the language reserves
	CodeString  lipgloss.Style
	CodeComment lipgloss.Style
	CodeNumber  lipgloss.Style
	CodeAdded   lipgloss.Style // a line that a diff adds
	CodeRemoved lipgloss.Style // and one that it takes away

	Selection     lipgloss.Style // the selected row
	Border        lipgloss.Style // borders, rules, gutters
	BorderFocused lipgloss.Style // the border of the part with the keyboard
	DayLine       lipgloss.Style // the line between days
	UnreadLine    lipgloss.Style // the line before the first unread message
	Badge         lipgloss.Style // unread counts

	AskMark     lipgloss.Style // a message asks for receipts
	ReceiptNone lipgloss.Style // nobody has read it
	ReceiptSome lipgloss.Style // some have
	ReceiptAll  lipgloss.Style // all have

	StatusBar   lipgloss.Style // the status line
	StatusGood  lipgloss.Style // in it: online
	StatusWarn  lipgloss.Style // in it: connecting, waiting
	StatusBad   lipgloss.Style // in it: offline, failed
	Prompt      lipgloss.Style // before the composer
	Placeholder lipgloss.Style // in the empty composer

	names []lipgloss.Style
}

// New makes the styles of a palette.
func New(name string, p Palette) Theme {
	mk := maker{p}
	t := Theme{Name: name}
	if p.Paint {
		t.Background = p.Ground
	}
	mk.texts(&t)
	mk.code(&t)
	mk.frames(&t)
	mk.receipts(&t)
	mk.bar(&t)
	for _, c := range p.Names {
		t.names = append(t.names, mk.on(c).Bold(true))
	}
	if len(t.names) == 0 {
		t.names = []lipgloss.Style{mk.on(p.Text).Bold(true)}
	}
	return t
}

// maker makes styles of one palette.
type maker struct{ p Palette }

// on is a style with foreground c on the ground of the palette.
func (m maker) on(c color.Color) lipgloss.Style {
	if m.p.Paint {
		return pair(c, m.p.Ground)
	}
	return pair(c, nil)
}

// pair is a style of two colours, each of which may be nil.
func pair(fore, back color.Color) lipgloss.Style {
	s := lipgloss.NewStyle()
	if fore != nil {
		s = s.Foreground(fore)
	}
	if back != nil {
		s = s.Background(back)
	}
	return s
}

// under is a style that underlines. The library's own underline styles each
// rune apart, which takes emoji and letters with marks to pieces.
func under(s lipgloss.Style) lipgloss.Style {
	const on, off = "\x1b[4m", "\x1b[24m"
	return s.Transform(func(text string) string {
		if text == "" {
			return text
		}
		// The style ends at each line, so the underline must begin again.
		return on + strings.ReplaceAll(text, "\n", off+"\n"+on) + off
	})
}

// state is bold, and underlined where there is no colour to tell it from
// another that is bold, too.
func (m maker) state(c color.Color) lipgloss.Style {
	s := m.on(c).Bold(true)
	if c == nil {
		s = under(s)
	}
	return s
}

func (m maker) texts(t *Theme) {
	p := m.p
	t.Text = m.on(p.Text)
	t.Faint = m.on(p.Faint).Faint(p.Faint == nil)
	t.Strong = m.on(p.Text).Bold(true)
	t.Emph = m.on(p.Text).Italic(true)
	t.Accent = m.on(p.Accent).Bold(true)
	t.Title = m.on(p.Accent).Bold(true)
	t.Good = m.on(p.Good)
	t.Warn = m.on(p.Warn).Bold(true)
	t.Bad = m.state(p.Bad)
	t.OwnName = m.state(p.OwnName)
	t.Mention = m.on(p.Mention).Bold(true).Reverse(true)
	t.Link = under(m.on(p.Link))
	t.Quote = m.on(p.Faint).Italic(true)
	t.System = m.on(p.Faint).Italic(true)
	t.Hidden = m.on(p.Warn).Reverse(true)
	t.Pending = m.on(p.Faint).Faint(p.Faint == nil).Italic(true)
	t.Match = m.on(p.Warn).Reverse(true).Bold(true)
}

// code makes the styles of what stands in code, on its background. Without one
// they are italic, like code itself.
func (m maker) code(t *Theme) {
	p := m.p
	on := func(c color.Color) lipgloss.Style {
		if p.CodeBack == nil {
			return m.on(c).Italic(true)
		}
		return pair(c, p.CodeBack)
	}
	t.Code = on(p.Code)
	t.CodeKeyword = on(p.Accent).Bold(true)
	t.CodeString = on(p.Good)
	t.CodeComment = on(p.Faint).Faint(p.Faint == nil)
	t.CodeNumber = on(p.Warn)
	t.CodeAdded = on(p.Good)
	t.CodeRemoved = on(p.Bad)
}

func (m maker) frames(t *Theme) {
	p := m.p
	t.Selection = pair(p.Selected, p.Selection).Bold(true)
	if p.Selection == nil {
		t.Selection = m.on(p.Selected).Reverse(true)
	}
	t.Border = m.on(p.Border).Faint(p.Border == nil)
	t.BorderFocused = m.on(p.Focus).Bold(true)
	t.DayLine = m.on(p.Faint).Faint(p.Faint == nil)
	t.UnreadLine = m.on(p.Unread).Bold(true)
	t.Badge = m.on(p.Unread).Bold(true).Reverse(true)
	t.Prompt = m.on(p.Accent).Bold(true)
	t.Placeholder = m.on(p.Faint).Italic(true)
}

func (m maker) receipts(t *Theme) {
	p := m.p
	t.AskMark = m.on(p.AskMark).Bold(true)
	t.ReceiptNone = m.on(p.NoneRead)
	t.ReceiptSome = m.on(p.SomeRead).Bold(true)
	t.ReceiptAll = m.state(p.AllRead)
}

func (m maker) bar(t *Theme) {
	p := m.p
	if p.BarBack == nil {
		t.StatusBar = m.on(p.Bar).Reverse(true)
	} else {
		t.StatusBar = pair(p.Bar, p.BarBack)
	}
	// The states keep the colours of the bar: a hue that is readable on the
	// ground need not be readable here. Their words and signs tell them apart.
	t.StatusGood = t.StatusBar
	t.StatusWarn = t.StatusBar.Bold(true)
	t.StatusBad = under(t.StatusBar.Bold(true))
}

// NameStyle returns the style of a user's name. The same id has the same
// style in every run and on every machine.
func (t Theme) NameStyle(userID string) lipgloss.Style {
	if len(t.names) == 0 {
		return lipgloss.NewStyle()
	}
	h := fnv.New32a()
	h.Write([]byte(userID)) // a hash never fails
	return t.names[h.Sum32()%uint32(len(t.names))]
}

// builtin are the themes in the program, in the order in which they are listed.
var builtin = []struct {
	name    string
	palette func() Palette
}{
	{"dark", Dark},
	{"light", Light},
	{"high-contrast", HighContrast},
	{"mono", Mono},
}

// Names returns the names of the themes in the program.
func Names() []string {
	names := make([]string, len(builtin))
	for i, b := range builtin {
		names[i] = b.name
	}
	return names
}

// PaletteNamed returns the palette of a theme, to change it or to draw a
// preview of it. An unknown name is an error that lists the known ones.
func PaletteNamed(name string) (Palette, error) {
	for _, b := range builtin {
		if b.name == name {
			return b.palette(), nil
		}
	}
	return Palette{}, fmt.Errorf("unknown theme %q: want one of %s", name, strings.Join(Names(), ", "))
}

// Named returns a theme by its name. An unknown name is an error that lists
// the known ones.
func Named(name string) (Theme, error) {
	p, err := PaletteNamed(name)
	if err != nil {
		return Theme{}, err
	}
	return New(name, p), nil
}

// For returns the theme for a terminal with a dark or a light background.
func For(isDark bool) Theme {
	if isDark {
		return New("dark", Dark())
	}
	return New("light", Light())
}
