package theme

import (
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func allThemes(t *testing.T) map[string]Theme {
	t.Helper()
	all := map[string]Theme{}
	for _, name := range Names() {
		th, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = th
	}
	return all
}

// eachStyle calls f with every exported style of a theme.
func eachStyle(th Theme, f func(field string, s lipgloss.Style)) {
	v := reflect.ValueOf(th)
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if s, ok := v.Field(i).Interface().(lipgloss.Style); ok {
			f(v.Type().Field(i).Name, s)
		}
	}
}

func TestEveryStyleIsSet(t *testing.T) {
	for name, th := range allThemes(t) {
		eachStyle(th, func(field string, s lipgloss.Style) {
			plain := s.Render("x") == "x"
			mayBePlain := name == "mono" && (field == "Text" || field == "Good" || field == "ReceiptNone")
			if plain && !mayBePlain {
				t.Errorf("%s: %s draws nothing of its own", name, field)
			}
		})
	}
}

func TestStylesKeepTheWidth(t *testing.T) {
	for name, th := range allThemes(t) {
		eachStyle(th, func(field string, s lipgloss.Style) {
			for _, text := range []string{"", "plain", "中文 👍🏽 e\u0301 👩\u200d👧"} {
				if got, want := lipgloss.Width(s.Render(text)), lipgloss.Width(text); got != want {
					t.Errorf("%s: %s makes %q %d cells wide, want %d", name, field, text, got, want)
				}
				if !strings.Contains(s.Render(text), text) {
					t.Errorf("%s: %s takes %q to pieces: %q", name, field, text, s.Render(text))
				}
			}
		})
	}
}

func TestMonoHasNoColour(t *testing.T) {
	th := allThemes(t)["mono"]
	check := func(field string, s lipgloss.Style) {
		out := s.Render("x")
		for _, c := range []string{"[3", "[4", ";3", ";4", "38;", "48;"} {
			at := strings.Index(out, c)
			// 3 and 4 alone are italic and underline, not colours.
			if at >= 0 && strings.IndexByte("0123456789", out[at+2]) >= 0 {
				t.Errorf("%s has a colour: %q", field, out)
			}
		}
	}
	eachStyle(th, check)
	check("name", th.NameStyle("ann"))
}

// States that stand side by side must differ without colour, by the sign or
// by the attributes of their style.
func TestStatesDifferWithoutColour(t *testing.T) {
	th := allThemes(t)["mono"]
	sets := map[string][]lipgloss.Style{
		"status":   {th.StatusGood, th.StatusWarn, th.StatusBad},
		"outcome":  {th.Good, th.Warn, th.Bad},
		"receipts": {th.ReceiptNone, th.ReceiptSome, th.ReceiptAll},
		"row":      {th.Text, th.Selection},
		"border":   {th.Border, th.BorderFocused},
		"name":     {th.NameStyle("ann"), th.OwnName},
	}
	for what, styles := range sets {
		seen := map[string]bool{}
		for _, s := range styles {
			seen[s.Render("x")] = true
		}
		if len(seen) != len(styles) {
			t.Errorf("%s: two states look the same in mono", what)
		}
	}
	for _, g := range []Glyphs{Unicode(), ASCII()} {
		for what, signs := range map[string][]string{
			"receipts":   {g.ReceiptNone, g.ReceiptSome, g.ReceiptAll, g.Ask},
			"readers":    {g.Read, g.Unread, g.Left, g.Late},
			"connection": {g.Online, g.Connecting, g.Offline},
			"sending":    {g.Pending, g.Failed, " "},
			"folding":    {g.Open, g.Closed},
		} {
			seen := map[string]bool{}
			for _, s := range signs {
				seen[s] = true
			}
			if len(seen) != len(signs) {
				t.Errorf("%s: two states have the same sign: %q", what, signs)
			}
		}
	}
}

// luminance and contrast are those of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		x := float64(v) / 0xFFFF
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestContrast(t *testing.T) {
	for name, least := range map[string]float64{"dark": 4.5, "light": 4.5, "high-contrast": 7} {
		p, err := PaletteNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		check := func(what string, fore, back color.Color, least float64) {
			if got := contrast(fore, back); got < least {
				t.Errorf("%s: %s has contrast %.2f, want %.1f", name, what, got, least)
			}
		}
		for _, r := range roles {
			switch r.name {
			case "ground", "code-back", "selection", "bar-back", "selected", "bar", "code", "border":
			default:
				check(r.name, *r.at(&p), p.Ground, least)
			}
		}
		for _, c := range p.Names {
			check("name", c, p.Ground, least)
		}
		check("border", p.Border, p.Ground, 3) // WCAG 1.4.11, what is no text
		for _, c := range []color.Color{p.Code, p.Accent, p.Good, p.Faint, p.Warn, p.Bad} {
			check("code", c, p.CodeBack, least)
		}
		check("selected", p.Selected, p.Selection, least)
		check("bar", p.Bar, p.BarBack, least)
	}
}

// TestEveryStyleIsReadable: as it is drawn, on the background of its own or on
// the ground.
func TestEveryStyleIsReadable(t *testing.T) {
	for name, least := range map[string]float64{"dark": 4.5, "light": 4.5, "high-contrast": 7} {
		p, err := PaletteNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		check := func(field string, s lipgloss.Style) {
			fore, back := s.GetForeground(), s.GetBackground()
			if _, none := fore.(lipgloss.NoColor); none {
				fore = p.Text
			}
			if _, none := back.(lipgloss.NoColor); none {
				back = p.Ground
			}
			want := least
			if field == "Border" || field == "BorderFocused" {
				want = 3
			}
			if got := contrast(fore, back); got < want {
				t.Errorf("%s: %s has contrast %.2f, want %.1f", name, field, got, want)
			}
		}
		th := New(name, p)
		eachStyle(th, check)
		for _, s := range th.names {
			check("a name", s)
		}
	}
}

func TestPaintedThemePaintsEverywhere(t *testing.T) {
	th := allThemes(t)["high-contrast"]
	if th.Background == nil {
		t.Fatal("no background")
	}
	eachStyle(th, func(field string, s lipgloss.Style) {
		if _, none := s.GetBackground().(lipgloss.NoColor); none {
			t.Errorf("%s leaves the terminal's background", field)
		}
	})
}

func TestRolesCoverThePalette(t *testing.T) {
	fields := 0
	for i := range reflect.TypeFor[Palette]().NumField() {
		if reflect.TypeFor[Palette]().Field(i).Type == reflect.TypeFor[color.Color]() {
			fields++
		}
	}
	var p Palette
	seen := map[*color.Color]bool{}
	for _, r := range roles {
		seen[r.at(&p)] = true
	}
	if len(seen) != fields || len(Roles()) != fields {
		t.Errorf("%d roles for %d colours", len(seen), fields)
	}
}

func TestWith(t *testing.T) {
	p, err := Dark().With(map[string]string{"accent": "#ff0000", "faint": "244", "border": "none"})
	if err != nil {
		t.Fatal(err)
	}
	if !same(p.Accent, lipgloss.Color("#ff0000")) || p.Border != nil || p.Faint == nil {
		t.Errorf("colours not taken: %v %v %v", p.Accent, p.Border, p.Faint)
	}
	for _, bad := range []map[string]string{
		{"accnt": "#ff0000"}, {"accent": "red"}, {"accent": "#ff00"}, {"accent": "256"},
		{"accent": "-1"}, {"accent": ""}, {"accent": "#"}, {"accent": "#gggggg"}, {"accent": "#+fffff"},
	} {
		if _, err := Dark().With(bad); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
	if _, err := HighContrast().With(map[string]string{"text": "#000"}); err == nil {
		t.Error("black on black: no error")
	}
}

func TestNamed(t *testing.T) {
	if _, err := Named("neon"); err == nil || !strings.Contains(err.Error(), "high-contrast") {
		t.Errorf("got %v, want an error that lists the themes", err)
	}
	if For(true).Name != "dark" || For(false).Name != "light" {
		t.Error("For does not follow the background")
	}
}

func TestNameStyleIsStableAndSpread(t *testing.T) {
	th := For(true)
	seen := map[string]int{}
	for i := range 1000 {
		id := "user-" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		out := th.NameStyle(id).Render("x")
		if out != th.NameStyle(id).Render("x") {
			t.Fatalf("%s changes its colour", id)
		}
		seen[out]++
	}
	if len(seen) != len(Dark().Names) {
		t.Errorf("%d colours in use, want %d", len(seen), len(Dark().Names))
	}
	for _, n := range seen {
		if n > 250 {
			t.Errorf("one colour has %d of 1000 names", n)
		}
	}
	if got := (Theme{}).NameStyle("ann").Render("x"); got != "x" {
		t.Errorf("zero theme draws %q", got)
	}
}

func TestGlyphsAreOneCellWide(t *testing.T) {
	for set, g := range map[string]Glyphs{"unicode": Unicode(), "ascii": ASCII()} {
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			var signs []string
			switch f := v.Field(i).Interface().(type) {
			case string:
				signs = []string{f}
			case []string:
				signs = f
			case [6]string:
				signs = f[:]
			}
			if len(signs) == 0 {
				t.Errorf("%s: %s is empty", set, v.Type().Field(i).Name)
			}
			for _, s := range signs {
				if ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 {
					t.Errorf("%s: %s: %q is not one cell wide", set, v.Type().Field(i).Name, s)
				}
				if set == "ascii" && (len(s) != 1 || s[0] < 0x20 || s[0] > 0x7E) {
					t.Errorf("%s: %q is not ASCII", v.Type().Field(i).Name, s)
				}
			}
		}
	}
}

func TestMeter(t *testing.T) {
	g := Unicode()
	for _, c := range []struct {
		part, whole, width int
		want               string
	}{
		{0, 4, 4, "    "}, {4, 4, 4, "████"}, {2, 4, 4, "██  "}, {1, 1000, 2, "▏ "}, {999, 1000, 2, "█▉"},
		{0, 0, 2, "██"}, {-3, -2, 1, "█"}, {1, 2, 0, ""}, {-1, 3, 2, "  "}, {9, 3, 2, "██"},
	} {
		if got := g.Meter(c.part, c.whole, c.width); got != c.want {
			t.Errorf("Meter(%d, %d, %d) = %q, want %q", c.part, c.whole, c.width, got, c.want)
		}
	}
	if got := g.Column(1, 2); got != "▄" {
		t.Errorf("Column(1, 2) = %q", got)
	}
	for _, c := range [][2]int{{0, 0}, {-5, 0}, {-5, -9}, {5, 0}} {
		_ = g.Column(c[0], c[1])
	}
}

func FuzzWith(f *testing.F) {
	f.Add("accent", "#6cb6ff")
	f.Add("ground", "none")
	f.Add("bar", "255")
	f.Fuzz(func(t *testing.T, role, value string) {
		p, err := HighContrast().With(map[string]string{role: value})
		if err == nil {
			New("user", p).Text.Render("x")
		}
	})
}
