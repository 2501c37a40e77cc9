package composer

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// TestEveryRowEndsWhereTheBorderDoes: whatever is written, in both rules by
// which terminals measure; and the cursor stands behind what is before it.
func TestEveryRowEndsWhereTheBorderDoes(t *testing.T) {
	texts := map[string]string{
		"ascii": "hello there", "chinese": "今天中午部署可以吗？", "family": "x👨‍👩‍👧‍👦y", "flags": "🇩🇪🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿", "skin tones": "👍🏽👋🏿", "keycap": "1️⃣❤️",
		"hindi": "नमस्ते क्षत्रिय", "arabic": "مرحبا، كيف الحال؟", "thai": "สวัสดี กำลัง", "korean": "한국어", "marks": "e\u0301a\u0308\u0323",
		"long chinese": strings.Repeat("今天中午部署可以吗？", 20), "long family": strings.Repeat("👨‍👩‍👧‍👦", 40), "long hindi": strings.Repeat("क्षत्रिय ", 40),
		"several lines": "一\n👨‍👩‍👧‍👦\nक्ष", "empty": "",
	}
	for name, written := range texts {
		for _, themeName := range []string{"dark", "mono"} {
			for _, rule := range []cell.Rule{cell.WcWidth, cell.Grapheme} {
				for _, width := range []int{36, 37, 80} {
					for _, boxed := range []bool{true, false} {
						t.Run(fmt.Sprintf("%s/%s_%d_%d_%t", name, themeName, rule, width, boxed), func(t *testing.T) {
							th, err := theme.Named(themeName)
							if err != nil {
								t.Fatal(err)
							}
							c := New(&Look{Theme: &th, Glyphs: theme.Unicode(), Words: words.Chinese(), Rule: rule})
							c.SetGroup(cell.Line("群 👨‍👩‍👧‍👦"))
							c.Set(written)
							c.Height(width, 6, boxed)
							for _, row := range c.Render() {
								if n := rule.Rendered(row); n != width {
									t.Errorf("%d cells, want %d: %q", n, width, row)
								}
								if strings.Contains(row, "␛") {
									t.Errorf("a style is shown as text: %q", row)
								}
							}
							standsBehind(t, c, written, rule, width)
						})
					}
				}
			}
		}
	}
}

// standsBehind checks the cursor where the last line of the text is short.
func standsBehind(t *testing.T, c *Composer, written string, rule cell.Rule, width int) {
	t.Helper()
	last := written[strings.LastIndex(written, "\n")+1:]
	at := c.Cursor()
	switch want := 2 + ansi.StringWidth(last); {
	case at == nil:
		t.Fatal("there is no cursor")
	case at.X > width-2:
		t.Errorf("the cursor stands at %d, outside of %d columns", at.X, width)
	case want > width-4 || rule.Rendered(last) > width-6: // it goes on in the next row
	case at.X != 2+rule.Rendered(last):
		t.Errorf("the cursor stands at %d, want %d", at.X, 2+rule.Rendered(last))
	}
}

func TestTheCursorGoesBackOverAFamily(t *testing.T) {
	th := theme.For(true)
	c := New(&Look{Theme: &th, Glyphs: theme.Unicode(), Words: words.English(), Rule: cell.WcWidth})
	c.Set("部👨‍👩‍👧‍👦x")
	c.Height(80, 6, true)
	c.Key(tea.KeyPressMsg{Code: tea.KeyLeft})
	if got, want := c.Cursor().X, 2+2+cell.WcWidth.Rendered("👨‍👩‍👧‍👦"); got != want {
		t.Errorf("the cursor stands at %d, want %d", got, want)
	}
}
