package composer

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// keyNamed are keys as terminals send them.
var keyNamed = map[string]tea.KeyPressMsg{
	"left": press(tea.KeyLeft), "right": press(tea.KeyRight), "back": press(tea.KeyBackspace), "del": press(tea.KeyDelete),
	"up": press(tea.KeyUp), "home": press(tea.KeyHome),
	"shift+left": {Code: tea.KeyLeft, Mod: tea.ModShift},
	"word-left":  {Code: tea.KeyLeft, Mod: tea.ModAlt}, "word-right": {Code: tea.KeyRight, Mod: tea.ModAlt},
	"word-back": {Code: tea.KeyBackspace, Mod: tea.ModAlt}, "word-del": {Code: 'd', Mod: tea.ModAlt},
}

// TestAStepIsWhatAReaderSees: the cursor is where "|" is typed after the keys.
func TestAStepIsWhatAReaderSees(t *testing.T) {
	for name, at := range map[string]struct {
		text string
		keys []string
		want string
	}{
		"left over a family":                 {"a👨‍👩‍👧‍👦", []string{"left"}, "a|👨‍👩‍👧‍👦"},
		"and back over it":                   {"👨‍👩‍👧‍👦b", []string{"home", "right"}, "👨‍👩‍👧‍👦|b"},
		"left over a flag":                   {"🇩🇪🇨🇳", []string{"left"}, "🇩🇪|🇨🇳"},
		"left over marks":                    {"xकि", []string{"left"}, "x|कि"},
		"left over an accent":                {"xe\u0301\u030a", []string{"left"}, "x|e\u0301\u030a"},
		"backspace takes a family":           {"a👨‍👩‍👧‍👦", []string{"back"}, "a|"},
		"backspace takes a flag":             {"🇩🇪🇨🇳", []string{"back"}, "🇩🇪|"},
		"backspace takes a skin tone's hand": {"a👍🏿", []string{"back"}, "a|"},
		"backspace takes a heart":            {"a❤️", []string{"back"}, "a|"},
		"backspace takes a keycap":           {"a1️⃣", []string{"back"}, "a|"},
		"backspace takes a vowel sign":       {"कि", []string{"back"}, "क|"},
		"backspace takes a Chinese one":      {"你好", []string{"back"}, "你|"},
		"backspace joins lines":              {"a\nb", []string{"home", "back"}, "a|b"},
		"delete takes a family":              {"👨‍👩‍👧‍👦b", []string{"home", "del"}, "|b"},
		"delete takes a letter with marks":   {"किx", []string{"home", "del"}, "|x"},
		"up ends in no character":            {"👨‍👩‍👧‍👦👨‍👩‍👧‍👦\nabc", []string{"up"}, "|👨‍👩‍👧‍👦👨‍👩‍👧‍👦\nabc"},
		"what is selected goes":              {"ab🇨🇳", []string{"shift+left", "shift+left", "back"}, "a|"},

		"words of English":               {"one two.three", []string{"word-left", "word-left"}, "|one two.three"},
		"a word of English goes":         {"one two.three ", []string{"word-back"}, "one |"},
		"a clause of Chinese":            {"你好，世界。今天", []string{"word-left", "word-left"}, "你好，|世界。今天"},
		"a clause goes with its end":     {"你好，世界。", []string{"word-back"}, "你好，|"},
		"quoted":                         {"他说“你好”！", []string{"word-back"}, "他说“|"},
		"Latin in Chinese":               {"今天deploy完成", []string{"word-left", "word-left"}, "今天|deploy完成"},
		"Japanese":                       {"カレーを食べる。はい", []string{"word-back"}, "カレーを食べる。|"},
		"forward":                        {"你好，世界。", []string{"home", "word-right"}, "你好|，世界。"},
		"forward takes what is before":   {"你好，世界。", []string{"home", "word-right", "word-del"}, "你好|。"},
		"a word at the begin of a line":  {"一\n二", []string{"home", "word-back"}, "一|二"},
		"nothing but ends":               {"，。", []string{"word-back"}, "|"},
		"full width letters are letters": {"ＡＢ１，", []string{"word-back"}, "|"},
	} {
		t.Run(name, func(t *testing.T) {
			th := theme.For(true)
			c := New(&Look{Theme: &th, Glyphs: theme.Unicode(), Words: words.English(), Rule: cell.WcWidth})
			c.Set(at.text)
			c.Height(80, 6, true)
			for _, k := range at.keys {
				c.Key(keyNamed[k])
			}
			c.Key(tea.KeyPressMsg{Code: '|', Text: "|"})
			if got := c.Text(); got != at.want {
				t.Errorf("%q, want %q", got, at.want)
			}
		})
	}
}
