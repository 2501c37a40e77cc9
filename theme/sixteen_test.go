package theme

import (
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// shades are what terminals make of the sixteen colours: the VGA palette of the
// Linux console, and xterm's.
var shades = map[string][16]string{
	"vga": {"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
		"#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"},
	"xterm": {"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
		"#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"},
}

func TestSixteenColoursAreReadable(t *testing.T) {
	for name, least := range map[string]float64{"dark": 4.5, "light": 4.5, "high-contrast": 7} {
		full, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		th := Sixteen(full)
		for terminal, shade := range shades {
			text, ground := white, black
			if name == "light" {
				text, ground = black, white
			}
			check := func(field string, s lipgloss.Style) {
				fore, back := s.GetForeground(), s.GetBackground()
				if _, none := fore.(lipgloss.NoColor); none {
					fore = text
				}
				if _, none := back.(lipgloss.NoColor); none {
					back = ground
				}
				f, isBasic := fore.(ansi.BasicColor)
				b, alsoBasic := back.(ansi.BasicColor)
				if !isBasic || !alsoBasic {
					t.Fatalf("%s: %s is none of sixteen colours: %v on %v", name, field, fore, back)
				}
				if got := contrast(lipgloss.Color(shade[f]), lipgloss.Color(shade[b])); got < least {
					t.Errorf("%s on %s: %s has contrast %.2f, want %.1f", name, terminal, field, got, least)
				}
			}
			eachStyle(th, check)
			for _, s := range th.names {
				check("a name", s)
			}
		}
	}
}

func TestAnotherThemeKeepsItsColours(t *testing.T) {
	own := New("mine", Dark())
	if got := Sixteen(own).Accent.Render("x"); got != own.Accent.Render("x") {
		t.Errorf("drawn as %q", got)
	}
}
