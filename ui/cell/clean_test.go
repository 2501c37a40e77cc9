package cell_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

// maxGrowth is the greatest factor by which cleaning lengthens a text: one
// TAB becomes four spaces.
const maxGrowth = 4

// maxCluster is the greatest size of one grapheme in bytes.
const maxCluster = 300

// sinks are the ways into Text, by name.
var sinks = map[string]func(string) cell.Text{"Clean": cell.Clean, "Line": cell.Line, "Name": cell.Name}

// checkClean checks everything that must hold for any text in any sink.
func checkClean(t interface{ Errorf(string, ...any) }, s string) {
	for sink, clean := range sinks {
		got := clean(s)
		show := func(s string) string { return s[:min(len(s), 200)] }
		if v := celltest.Violation(got.String()); v != "" {
			t.Errorf("%s(%+q) has %s: %+q", sink, show(s), v, show(got.String()))
		}
		if again := clean(got.String()); again.String() != got.String() {
			t.Errorf("%s is not idempotent on %+q:\n once %+q\ntwice %+q", sink, show(s), show(got.String()), show(again.String()))
		}
		if got.Len() > maxGrowth*len(s)+len("…") {
			t.Errorf("%s(%+q) grows from %d to %d bytes", sink, show(s), len(s), got.Len())
		}
		if sink != "Clean" && strings.Contains(got.String(), "\n") {
			t.Errorf("%s(%+q) has a line break: %+q", sink, show(s), show(got.String()))
		}
		if got.String() != s && sink == "Clean" && got.Hidden() == 0 && !strings.ContainsAny(s, "\t\r\u2028\u2029") &&
			!strings.ContainsRune(got.String(), '◌') {
			t.Errorf("%s(%+q) changed the text and counts nothing", sink, show(s))
		}
		if (got.Hidden() == 0) != (got.Kinds() == 0) {
			t.Errorf("%s(%+q): %d hidden of kinds %q", sink, show(s), got.Hidden(), got.Kinds())
		}
		if sink != "Name" && got.Hidden() > 0 && got.Blank() {
			t.Errorf("%s(%+q) hides everything without a sign", sink, show(s))
		}
	}
	if n := utf8.RuneCountInString(cell.Name(s).String()); n > cell.MaxName {
		t.Errorf("name of %d characters", n)
	}
	checkTitle(t, cell.Title(cell.Clean(s)))
}

func checkTitle(t interface{ Errorf(string, ...any) }, title string) {
	if v := celltest.Violation(title); v != "" || strings.Contains(title, "\n") || ansi.StringWidthWc(title) > 120 {
		t.Errorf("title %+q: %s", title, v)
	}
}

func TestHostileTextIsSafeEverywhere(t *testing.T) {
	samples := celltest.Hostile()
	classes := map[string]int{}
	for _, s := range samples {
		classes[s.Class]++
		checkClean(t, s.Text)
	}
	if len(samples) < 200 || len(classes) < 16 {
		t.Errorf("%d samples in %d classes, want 200 in 16", len(samples), len(classes))
	}
}

func TestLivingTextStaysWhole(t *testing.T) {
	for _, s := range celltest.Living() {
		got := cell.Clean(s.Text)
		if got.String() != s.Text || got.Hidden() != 0 {
			t.Errorf("%s: %d hidden (%s)\n got %+q\nwant %+q", s.Class, got.Hidden(), got.Kinds(), got, s.Text)
		}
		checkClean(t, s.Text)
	}
}

func TestGraphemesStayBounded(t *testing.T) {
	for _, s := range celltest.Hostile() {
		text := cell.Clean(s.Text).String()
		for text != "" {
			g, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			if len(g) > maxCluster {
				t.Errorf("%s: a grapheme of %d bytes: %+q", s.Class, len(g), g[:100])
			}
			text = text[len(g):]
		}
	}
}

// The libraries that draw must take every cleaned text without failing.
func TestCleanTextCanBeDrawn(t *testing.T) {
	style := lipgloss.NewStyle().Bold(true).Underline(true).Foreground(lipgloss.Color("#ff0000"))
	for _, s := range append(celltest.Hostile(), celltest.Living()...) {
		text := cell.Clean(s.Text).String()
		if len(text) > 20000 {
			text = text[:20000]
		}
		out := style.Width(20).Render(text)
		if ansi.StringWidth(out) < 0 || ansi.StringWidthWc(text) < 0 {
			t.Error("negative width")
		}
		if got := ansi.Strip(text); got != text {
			t.Errorf("%s: the terminal library still finds something to strip in %+q", s.Class, text)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		what, in, want string
		kinds          cell.Kind
	}{
		{"one sign a sequence", "a\x1b[31mb\x1b[0mc", "a␛b␛c", cell.Escape},
		{"neighbours merge", "a\x1b[31m\x1b[1m\x00b", "a␛b", cell.Escape | cell.Control},
		{"many parameters", "a\x1b[" + strings.Repeat("1;", 5000) + "mb", "a␛b", cell.Escape},
		{"open parameters end with the line", "a\x1b[1;2\nb", "a␛\nb", cell.Escape},
		{"open string hides nothing", "a\x1b]0;hello\nb", "a␛0;hello\nb", cell.Escape},
		{"open string at the end", "a\x1bPhello", "a␛hello", cell.Escape},
		{"string with a letter that holds the end byte", "\x1bP✜\x1b\\x", "␛x", cell.Escape},
		{"long string hides nothing", "\x1b]" + strings.Repeat("x", 300<<10) + "\a", "␛" + strings.Repeat("x", 300<<10) + "␛", cell.Escape | cell.Control},
		{"link", "\x1b]8;;https://evil\x1b\\bank\x1b]8;;\x1b\\", "␛bank␛", cell.Escape},
		{"screen title", "\x1bktitle\x1b\\x", "␛x", cell.Escape},
		{"charset", "\x1b(0x", "␛x", cell.Escape},
		{"escape and spaces", "\x1b   word", "␛   word", cell.Escape},
		{"escape before a letter of another script", "\x1bé", "␛é", cell.Escape},
		{"C1 in UTF-8", "\u009b2Jx\u009d0;t\u009cy", "␛x␛y", cell.Escape},
		{"C1 as a byte", "\x9b2Jx\x9d0;t\x9cy", "␛x␛y", cell.Escape},
		{"letter that holds a C1 byte", "本朝", "本朝", 0},
		{"CR LF", "a\r\nb", "a\nb", 0},
		{"CR never overwrites", "ann: real\rbob: fake", "ann: real\nbob: fake", cell.Control},
		{"backspace", "ab\b\bc", "ab␛c", cell.Control},
		{"TAB", "a\tb", "a    b", 0},
		{"line separators", "a\u2028b\u2029c", "a\nb\nc", 0},
		{"override", "a\u202eb", "a␛b", cell.Bidi},
		{"marks of direction", "a\u200eb\u2066c\u2069", "abc", cell.Bidi},
		{"only invisible", "\u200b\u2060", "␛", cell.Invisible},
		{"fillers are spaces", "a\u3164b\u2800c", "a b c", cell.Invisible},
		{"joiner between Latin letters", "a\u200cb\u200dc", "abc", cell.Invisible},
		{"trailing joiner", "می\u200c", "می", cell.Invisible},
		{"tags", "a\U000E0041\U000E0042b", "a␛b", cell.Tag},
		{"unknown flag", "\U0001F3F4\U000E0061\U000E007F", "\U0001F3F4␛", cell.Tag},
		{"selector without emoji", "a\ufe0fb1\ufe0f2", "ab12", cell.Invisible},
		{"second selector", "❤\ufe0f\ufe0f", "❤\ufe0f", cell.Invisible},
		{"leading mark", "\u0301x", "◌\u0301x", 0},
		{"mark on our sign", "\x1bc\u0336", "␛◌\u0336", cell.Escape},
		{"too many marks", "e\u0301\u0302\u0303\u0304\u0305\u0306", "e\u0301\u0302\u0303\u0304", cell.Stacked},
		{"tone without emoji", "a🏽", "a\ufffd", cell.Broken},
		{"second tone", "👍🏽🏿", "👍🏽\ufffd", cell.Broken},
		{"tone after a mark", "👍\u0301🏽", "👍\u0301\ufffd", cell.Broken},
		{"selector after a mark", "❤\u0301\ufe0f1\u0301\ufe0f\u20e3", "❤\u03011\u0301\u20e3", cell.Invisible},
		{"joiner that would end between letters", "ه\u200d\u200bم", "هم", cell.Invisible},
		{"joiner inside a word", "ه\u200dم", "هم", cell.Invisible},
		{"chain of joins", strings.Repeat("👩\u200d", 8) + "👩", strings.Repeat("👩\u200d", 5) + "👩" + strings.Repeat("👩\u200d", 2) + "👩", cell.Invisible},
		{"jamo alone", "\u1161x", "\ufffdx", cell.Broken},
		{"bad bytes", "a\xffb\xc0\xafc\xe4\xb8", "a\ufffdb\ufffdc\ufffd", cell.Broken},
		{"prefix before a digit", "\u06dd١", "\u06dd١", 0},
		{"prefix before the next cell", "\u0600", "\ufffd", cell.Broken},
		{"noncharacter", "a\ufffeb", "a\ufffdb", cell.Broken},
		{"empty", "", "", 0},
	} {
		got := cell.Clean(c.in)
		// A dotted circle is put in where nothing was taken out.
		if got.String() != c.want || got.Kinds() != c.kinds {
			t.Errorf("%s: %+q, %s; want %+q, %s", c.what, got, got.Kinds(), c.want, c.kinds)
		}
	}
}

// Every string sequence, in each of its forms, goes with what it carries.
func TestStringSequencesGoWhole(t *testing.T) {
	for c1, letter := range map[rune]string{0x90: "P", 0x98: "X", 0x9d: "]", 0x9e: "^", 0x9f: "_"} {
		for _, start := range []string{"\x1b" + letter, string(c1), string([]byte{byte(c1)})} {
			for _, end := range []string{"\x1b\\", "\u009c", "\x9c", "\x18", "\x1a"} {
				if got := cell.Clean("a" + start + "payload" + end + "b").String(); got != "a␛b" {
					t.Errorf("begin %+q, end %+q: %+q", start, end, got)
				}
			}
			if got := cell.Clean("a" + start + "payload\nb").String(); got != "a␛payload\nb" {
				t.Errorf("begin %+q, open: %+q", start, got)
			}
		}
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\r\nc\rd\u2028e": "a b c d e", "a\tb": "a b", "a\x1b[2Jb": "a␛b", "": "", "a\u0085b": "a␛b",
	} {
		if got := cell.Line(in).String(); got != want {
			t.Errorf("Line(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestName(t *testing.T) {
	long := strings.Repeat("n", 100)
	for in, want := range map[string]string{
		"  Ann \u00a0 Lee\t": "Ann Lee", "ann\nsystem": "ann system", "ann ✓✓ 12/12": "ann 12/12",
		"ann│█": "ann", "\u200b\u200b": "", "": "", "zo\u0301\u0302\u0303e": "zo\u0301\u0302e", "न्दीं": "न्दीं",
		long: long[:63] + "…", "👩\u200d🚀": "👩\u200d🚀",
		strings.Repeat("n", 62) + "👩\u200d🚀x": strings.Repeat("n", 62) + "…",
	} {
		if got := cell.Name(in).String(); got != want {
			t.Errorf("Name(%+q) = %+q, want %+q", in, got, want)
		}
	}
	if cell.Name("\u200b").Hidden() != 1 {
		t.Error("an empty name forgets what it hid")
	}
}

// pieces generates texts out of what sequences and letters are made of: far
// likelier to meet a corner than random bytes.
func pieces() *rapid.Generator[string] {
	parts := []string{
		"\x1b", "[", "]", "P", "\\", "\a", "\x18", "\n", "\r", "\t", ";", "1", "m", "#", " ", "a", "W", "k", "(",
		"\u009b", "\u009c", "\u009d", "\x9b", "\x9c", "\xe4", "\xb8", "\xff", "\x00", "\x7f",
		"\u0301", "\u0489", "\u200b", "\u200c", "\u200d", "\ufe0e", "\ufe0f", "\u20e3", "\u202e", "\u2066", "\u2028",
		"क", "\u094d", "\u093c", "ി", "র", "্", "ه", "م", "\u064b", "\u1820", "\u180b", "\u180e", "ก", "\u0e49", "\u0e33",
		"👩", "🏽", "❤", "\U0001F3F4", "\U000E0067", "\U000E007F", "🇩", "\u1112", "\u1161", "\u11ab", "각", "\u0600",
		"字", "、", "\u3000", "\u00a0", "ｶ", "ﾞ", "␛", "\ufffd", "◌", "\u2800", "✓", "│", "\ufffe", "\U0001D159",
		"\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "\u241b", "…", "-", "/",
	}
	for _, s := range celltest.Hostile() {
		if len(s.Text) < 60 {
			parts = append(parts, s.Text)
		}
	}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 24).Draw(t, "parts"), "")
	})
}

func TestCleanProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkClean(t, pieces().Draw(t, "text")) })
}

// Nothing that a reader could see may vanish: every letter outside of escape
// sequences is still there, in its order.
func TestCleanKeepsLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aB9 字é€👍\x00\b\u200b\u202e\U000E0041")), 0, 40, -1).Draw(t, "text")
		letters := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("aB9字é€👍", r) {
					return r
				}
				return -1
			}, s)
		}
		if got, want := letters(cell.Clean(s).String()), letters(s); got != want {
			t.Fatalf("Clean(%+q) keeps %+q, want %+q", s, got, want)
		}
	})
}

// Time must grow with the length, whatever the text is made of. The bound is
// wide: it finds squares, not slow machines.
func TestCleanIsLinear(t *testing.T) {
	const size = 1 << 18
	for _, s := range celltest.Hostile() {
		if s.Text == "" {
			continue
		}
		big := strings.Repeat(s.Text, size/len(s.Text)+1)
		start := time.Now()
		cell.Clean(big)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v for %d bytes of %+q", s.Class, took, len(big), s.Text[:min(len(s.Text), 40)])
		}
	}
}

func TestCleanTextCostsNoAllocation(t *testing.T) {
	s := "plain words, 中文 and 👩\u200d🚀 é می\u200cخواهم\nsecond line"
	if n := testing.AllocsPerRun(100, func() { cell.Clean(s) }); n != 0 {
		t.Errorf("%.0f allocations for a text that needs no change", n)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range append(celltest.Hostile(), celltest.Living()...) {
		if len(s.Text) < 4096 {
			f.Add(s.Text)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkClean(t, s)
		checkReveal(t, celltest.Sample{Text: s})
	})
}

func BenchmarkClean1MiB(b *testing.B) {
	for name, part := range map[string]string{
		"ascii": "plain words of a message, one line of many\n", "mixed": "héllo wörld مرحبا 你好 👩\u200d🚀 नमस्ते ",
		"hostile": "a\x1b[31mb\x1b]0;t\a\u202e\u200bc\x00\xff\u0301", "open strings": "\x1b]0;", "marks": "e\u0301\u0302\u0303\u0304\u0305",
	} {
		s := strings.Repeat(part, 1<<20/len(part)+1)[:1<<20]
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				cell.Clean(s)
			}
		})
	}
}

func BenchmarkCleanMessage(b *testing.B) {
	s := "ok, read-receipts work now 👍🏽 看到了"
	b.ReportAllocs()
	for b.Loop() {
		cell.Clean(s)
	}
}
