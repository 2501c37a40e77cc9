package cell_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

var rules = map[string]cell.Rule{"wcwidth": cell.WcWidth, "grapheme": cell.Grapheme}

func plainLines(lines []cell.Text) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.String())
	}
	return out
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		what, in string
		width    int
		want     []string
	}{
		{"empty", "", 5, []string{""}},
		{"fits", "short", 5, []string{"short"}},
		{"words", "one two three", 7, []string{"one two", "three"}},
		{"spaces at the break go", "one     two", 4, []string{"one", "two"}},
		{"indent stays", "  one two", 6, []string{"  one", "two"}},
		{"indent that is too wide", "          one", 5, []string{"one"}},
		{"trailing spaces", "one   ", 4, []string{"one"}},
		{"only spaces", "      ", 4, []string{""}},
		{"line breaks", "one\n\ntwo", 9, []string{"one", "", "two"}},
		{"long word", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"long word after a short one", "a bcdefghij", 4, []string{"a", "bcde", "fghi", "j"}},
		{"hyphen", "read-receipts", 8, []string{"read-", "receipts"}},
		{"Han", "你好世界", 5, []string{"你好", "世界"}},
		{"no full stop at the start", "你好世。界", 6, []string{"你好", "世。界"}},
		{"no opening bracket at the end", "你「好世", 4, []string{"你", "「好", "世"}},
		{"no-break space", "a b\u00a0c", 4, []string{"a", "b\u00a0c"}},
		{"accent stays with its letter", "aae\u0301e\u0301", 2, []string{"aa", "e\u0301e\u0301"}},
		{"too narrow for wide", "字", 1, []string{"\ufffd"}},
		{"width zero", "ab", 0, []string{"a", "b"}},
		{"width negative", "ab", -3, []string{"a", "b"}},
	} {
		for name, rule := range rules {
			got := plainLines(rule.Wrap(cell.Clean(c.in), c.width))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s (%s): (-want +got)\n%s", c.what, name, d)
			}
		}
	}
}

func TestWrapFollowsTheRule(t *testing.T) {
	family := cell.Clean("👨\u200d👩\u200d👧\u200d👦 ab")
	if got := plainLines(cell.Grapheme.Wrap(family, 5)); len(got) != 1 {
		t.Errorf("grapheme: %q, want one line", got)
	}
	if got := plainLines(cell.WcWidth.Wrap(family, 8)); len(got) != 2 {
		t.Errorf("wcwidth: %q, want two lines", got)
	}
}

// checkWrap checks what must hold for any text and width.
func checkWrap(t interface{ Errorf(string, ...any) }, s string, width int) {
	text := cell.Clean(s)
	for name, rule := range rules {
		lines := rule.Wrap(text, width)
		if len(lines) == 0 {
			t.Errorf("%s: no line", name)
		}
		var all strings.Builder
		replaced := false
		for _, l := range lines {
			if w := rule.Width(l); w > max(width, 1) {
				t.Errorf("%s: %d cells for width %d: %+q", name, w, width, l)
			}
			if w := rule.Rendered(l.String()); w != rule.Width(l) {
				t.Errorf("%s: the terminal library measures %d, want %d: %+q", name, w, rule.Width(l), l)
			}
			if v := celltest.Violation(l.String()); v != "" || strings.Contains(l.String(), "\n") {
				t.Errorf("%s: %s in %+q", name, v, l)
			}
			replaced = replaced || strings.Contains(l.String(), "\ufffd")
			all.WriteString(l.String())
		}
		squeeze := strings.NewReplacer(" ", "", "\n", "")
		if got, want := squeeze.Replace(all.String()), squeeze.Replace(text.String()); got != want && !replaced {
			t.Errorf("%s: text lost at width %d\n got %+q\nwant %+q", name, width, got, want)
		}
		if !replaced {
			checkWholeGraphemes(t, text.String(), lines)
		}
	}
}

// checkWholeGraphemes checks that each line begins where a grapheme of the
// text begins.
func checkWholeGraphemes(t interface{ Errorf(string, ...any) }, s string, lines []cell.Text) {
	starts := map[int]bool{0: true, len(s): true}
	for at := 0; at < len(s); {
		g, _ := ansi.FirstGraphemeCluster(s[at:], ansi.GraphemeWidth)
		at += len(g)
		starts[at] = true
	}
	at := 0
	for _, l := range lines {
		for at < len(s) && !strings.HasPrefix(s[at:], l.String()) && (s[at] == ' ' || s[at] == '\n') {
			at++
		}
		if !starts[at] || !starts[min(at+l.Len(), len(s))] {
			t.Errorf("a grapheme is split at %d of %+q", at, s)
			return
		}
		at += l.Len()
	}
}

func TestWrapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkWrap(t, pieces().Draw(t, "text"), rapid.IntRange(-1, 30).Draw(t, "width"))
	})
}

func TestHostileTextWraps(t *testing.T) {
	for _, s := range append(celltest.Hostile(), celltest.Living()...) {
		text := s.Text
		if len(text) > 4096 {
			text = text[:4096]
		}
		for _, width := range []int{1, 7, 40} {
			checkWrap(t, text, width)
		}
	}
}

func TestWrapIsLinear(t *testing.T) {
	for _, part := range []string{"x", " ", "word ", "字", "e\u0301", "👩\u200d🚀", "-", "\n", "a\u00a0", "(", "1,", "🇩"} {
		big := cell.Clean(strings.Repeat(part, 1<<18/len(part)))
		start := time.Now()
		cell.Grapheme.Wrap(big, 80)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%v for 256 KiB of %+q", took, part)
		}
	}
}

func TestCutAndPad(t *testing.T) {
	say := cell.Clean
	for _, c := range []struct {
		what string
		got  cell.Text
		want string
	}{
		{"cut, fits", cell.Grapheme.Cut(say("abc"), 3), "abc"},
		{"cut", cell.Grapheme.Cut(say("abcdef"), 4), "abc…"},
		{"cut wide", cell.Grapheme.Cut(say("你好世界"), 4), "你…"},
		{"cut to one", cell.Grapheme.Cut(say("abc"), 1), "…"},
		{"cut to nothing", cell.Grapheme.Cut(say("abc"), 0), ""},
		{"cut lines", cell.Grapheme.Cut(say("a\nb"), 9), "a b"},
		{"cut empty", cell.Grapheme.Cut(say(""), 0), ""},
		{"cut left", cell.Grapheme.CutLeft(say("abcdef"), 4), "…def"},
		{"cut left wide", cell.Grapheme.CutLeft(say("你好世界"), 4), "…界"},
		{"cut left, fits", cell.Grapheme.CutLeft(say("abc"), 3), "abc"},
		{"cut left to nothing", cell.Grapheme.CutLeft(say("abc"), 0), ""},
		{"pad", cell.Grapheme.Pad(say("ab"), 4), "ab  "},
		{"pad cuts", cell.Grapheme.Pad(say("abcdef"), 4), "abc…"},
		{"pad wide", cell.Grapheme.Pad(say("你好世"), 4), "你… "},
		{"pad left", cell.Grapheme.PadLeft(say("ab"), 4), "  ab"},
		{"center", cell.Grapheme.Center(say("ab"), 5), " ab  "},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestCutAndPadProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := cell.Clean(pieces().Draw(t, "text"))
		width := rapid.IntRange(-1, 30).Draw(t, "width")
		for name, rule := range rules {
			for what, cut := range map[string]cell.Text{"Cut": rule.Cut(text, width), "CutLeft": rule.CutLeft(text, width)} {
				if w := rule.Width(cut); w > max(width, 0) {
					t.Fatalf("%s %s: %d cells for width %d: %+q", name, what, w, width, cut)
				}
			}
			for what, pad := range map[string]cell.Text{
				"Pad": rule.Pad(text, width), "PadLeft": rule.PadLeft(text, width), "Center": rule.Center(text, width),
			} {
				if w := rule.Width(pad); w != max(width, 0) {
					t.Fatalf("%s %s: %d cells for width %d: %+q", name, what, w, width, pad)
				}
			}
		}
	})
}

func FuzzWrap(f *testing.F) {
	for _, s := range append(celltest.Hostile(), celltest.Living()...) {
		if len(s.Text) < 1024 {
			f.Add(s.Text, 20)
		}
	}
	f.Fuzz(func(t *testing.T, s string, width int) { checkWrap(t, s, min(width, 1000)) })
}

func BenchmarkWrap(b *testing.B) {
	for name, part := range map[string]string{
		"ascii": "plain words of a message, some of them long-winded ", "mixed": "héllo wörld 你好世界 👩\u200d🚀 नमस्ते ",
		"han": "你好世界这是一个很长的句子没有空格", "word": "x",
	} {
		for size, n := range map[string]int{"200B": 200, "64KiB": 64 << 10} {
			text := cell.Clean(strings.Repeat(part, n/len(part)+1))
			b.Run(name+"/"+size, func(b *testing.B) {
				b.SetBytes(int64(text.Len()))
				b.ReportAllocs()
				for b.Loop() {
					cell.Grapheme.Wrap(text, 80)
				}
			})
		}
	}
}

// TestRowsAreWrap: both break alike, and a row tells where it stands.
func TestRowsAreWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := cell.Clean(rapid.StringOfN(rapid.RuneFrom([]rune("ab  -\n\t中👍\u0301\u200d👩")), 0, 60, -1).Draw(t, "text"))
		width := rapid.IntRange(1, 12).Draw(t, "width")
		rule := rapid.SampledFrom([]cell.Rule{cell.WcWidth, cell.Grapheme}).Draw(t, "rule")
		rows, ok := rule.Rows(text, width)
		if !ok {
			if width > 8 {
				t.Fatalf("nothing in %q is wider than %d", text, width)
			}
			return
		}
		var lines []cell.Text
		for _, r := range rows {
			lines = append(lines, r.Text)
			if got := text.String()[r.From : r.From+r.Text.Len()]; got != r.Text.String() {
				t.Fatalf("at %d stands %q, not %q", r.From, got, r.Text)
			}
		}
		if d := cmp.Diff(plainLines(rule.Wrap(text, width)), plainLines(lines)); d != "" {
			t.Fatalf("%q at %d (-wrap +rows):\n%s", text, width, d)
		}
		chopped, ok := rule.Chop(text, width)
		if !ok {
			t.Fatalf("%q can be wrapped at %d, not chopped", text, width)
		}
		whole, at := "", 0
		for _, r := range chopped {
			whole += text.String()[at:r.From] + r.Text.String()
			at = r.From + r.Text.Len()
			if w := rule.Width(r.Text); w > width {
				t.Fatalf("%q is %d cells wide, want %d at most", r.Text, w, width)
			}
		}
		if whole != text.String() {
			t.Fatalf("chopped %q, put together %q", text, whole)
		}
	})
}

func TestPartsSplitNoCharacter(t *testing.T) {
	text := cell.Clean("ae\u0301👨‍👩‍👧b")
	for place := range text.Len() + 3 {
		parts := cell.Grapheme.Parts(text, []int{place, place + 1})
		if got := parts[0].String() + parts[1].String() + parts[2].String(); got != text.String() {
			t.Errorf("cut at %d the whole is %q", place, got)
		}
		for _, p := range parts {
			if again := cell.Clean(p.String()); again.String() != p.String() {
				t.Errorf("cut at %d a part is %q", place, p)
			}
		}
	}
}
