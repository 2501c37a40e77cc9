package cell

import (
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// The library that splits graphemes may know a newer Unicode than the tables
// here. Whatever it lets stick to the character before must be bounded here.
func TestEverythingThatSticksIsBounded(t *testing.T) {
	for r := rune(0x300); r <= utf8.MaxRune; r++ {
		if r >= 0xD800 && r < 0xE000 {
			continue
		}
		g, _ := ansi.FirstGraphemeCluster("a"+string(r), ansi.GraphemeWidth)
		if len(g) == 1 {
			g, _ = ansi.FirstGraphemeCluster(string(r)+"a", ansi.GraphemeWidth)
			if len(g) > utf8.RuneLen(r) && classOf(r) != prepend {
				t.Errorf("%U is prepended, class %d", r, classOf(r))
			}
			g, _ = ansi.FirstGraphemeCluster(string(r)+string(r)+string(r), ansi.GraphemeWidth)
			if len(g) > 2*utf8.RuneLen(r) && classOf(r) != jamoL && classOf(r) != jamoV && classOf(r) != jamoT && classOf(r) != prepend && classOf(r) != blank && classOf(r) != markRich {
				t.Errorf("%U chains, class %d", r, classOf(r))
			}
			continue
		}
		switch classOf(r) {
		case plain, cursive, indic, mongol, emoji, syllable, space, drawn, sign:
			t.Errorf("%U sticks, class %d", r, classOf(r))
		}
	}
}
