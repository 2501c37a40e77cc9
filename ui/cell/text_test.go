package cell_test

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"seenby/ui/cell"
)

func TestTextIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(cell.Text{}); size > 24 {
		t.Errorf("a Text takes %d bytes; clients keep a hundred thousand of them", size)
	}
}

func TestHiddenAddsUp(t *testing.T) {
	a, b := cell.Clean("a\x00"), cell.Clean("b\u202e\u200b")
	for what, got := range map[string]cell.Text{
		"Concat": cell.Concat(a, b), "Join": cell.Join([]cell.Text{a, b}, cell.Say(", ")),
		"Fill": cell.Fill(cell.Say("{0} and {1}"), a, b),
	} {
		if got.Hidden() != 3 || got.Kinds() != cell.Control|cell.Bidi|cell.Invisible {
			t.Errorf("%s: %d hidden, %s", what, got.Hidden(), got.Kinds())
		}
	}
	many := cell.Clean(strings.Repeat("\u200b", 1<<24+10))
	if many.Hidden() != 1<<24-1 || many.Kinds() != cell.Invisible {
		t.Errorf("%d hidden, %s, want the greatest count", many.Hidden(), many.Kinds())
	}
}

func TestKindString(t *testing.T) {
	if got := (cell.Escape | cell.Tag).String(); got != "escape,tag" {
		t.Errorf("got %q", got)
	}
	if got := cell.Kind(255).String(); strings.Count(got, ",") != 7 {
		t.Errorf("a kind has no name: %q", got)
	}
}

func TestFill(t *testing.T) {
	x, y := cell.Clean("{1}"), cell.Clean("why")
	for _, c := range []struct{ pattern, want string }{
		{"{0} {1}", "{1} why"}, {"{1}{1}", "whywhy"}, {"{2} {", "{2} {"}, {"{", "{"}, {"{a} {0", "{a} {0"},
		{"{{0}}", "{{1}}"}, {"", ""}, {"{0", "{0"}, {"none", "none"},
	} {
		if got := cell.Fill(cell.Clean(c.pattern), x, y).String(); got != c.want {
			t.Errorf("Fill(%q) = %q, want %q", c.pattern, got, c.want)
		}
	}
}

func TestLinesAndFlat(t *testing.T) {
	text := cell.Clean("a\n\nb")
	if d := cmp.Diff([]string{"a", "", "b"}, plainLines(text.Lines())); d != "" {
		t.Error(d)
	}
	if got := text.Flat().String(); got != "a  b" {
		t.Errorf("Flat: %q", got)
	}
	if got := cell.Clean("").Lines(); len(got) != 1 {
		t.Errorf("%d lines in nothing, want 1", len(got))
	}
}

func TestSlice(t *testing.T) {
	text := cell.Clean("ae\u0301字")
	for _, c := range []struct {
		from, to int
		want     string
	}{{0, 1, "a"}, {1, 4, "e\u0301"}, {2, 4, "◌\u0301"}, {4, 5, "\ufffd"}, {-5, 99, "ae\u0301字"}, {3, 1, ""}, {99, 3, ""}} {
		got := text.Slice(c.from, c.to).String()
		if c.from == 3 || c.from == 99 {
			got = strings.Trim(got, "\ufffd")
		}
		if got != c.want {
			t.Errorf("Slice(%d, %d) = %+q, want %+q", c.from, c.to, got, c.want)
		}
	}
}

func TestTitle(t *testing.T) {
	for in, want := range map[string]string{
		"room\a\x1b]52;c;x\a": "room␛", "two\nlines": "two lines", "\u009d0;x\u009c": "␛", "": "",
		strings.Repeat("x", 200): strings.Repeat("x", 119) + "…",
	} {
		if got := cell.Title(cell.Clean(in)); got != want {
			t.Errorf("Title(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestOwnWords(t *testing.T) {
	got := cell.Concat(cell.Say("read by "), cell.Number(-3), cell.Spaces(2), cell.Spaces(-1), cell.Say("ok"))
	if got.String() != "read by -3  ok" || got.Len() != 14 || got.Empty() || got.Blank() {
		t.Errorf("got %q", got)
	}
	if !cell.Spaces(3).Blank() || !(cell.Text{}).Empty() {
		t.Error("blank text is not blank")
	}
}

func TestUnreadable(t *testing.T) {
	for in, want := range map[string]bool{
		"": true, " \n\t\u00a0": true, "\u200b\u2060": true, "\u200b \x1b[31m\n\u202e": true, "\xff\xfe": true,
		"a": false, "\u200ba": false, ".": false, "👍": false, "\u0301": false,
	} {
		if got := cell.Clean(in).Unreadable(); got != want {
			t.Errorf("Unreadable of %+q is %v, want %v", in, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		in          string
		wc, cluster int
	}{
		{"abc", 3, 3}, {"字", 2, 2}, {"e\u0301", 1, 1}, {"👍", 2, 2}, {"❤\ufe0f", 1, 2}, {"1\ufe0f\u20e3", 1, 2},
		{"👨\u200d👩\u200d👧\u200d👦", 8, 2}, {"a\nb", 2, 2}, {"", 0, 0},
	} {
		text := cell.Clean(c.in)
		if got := cell.WcWidth.Width(text); got != c.wc {
			t.Errorf("wcwidth of %+q is %d, want %d", c.in, got, c.wc)
		}
		if got := cell.Grapheme.Width(text); got != c.cluster {
			t.Errorf("grapheme width of %+q is %d, want %d", c.in, got, c.cluster)
		}
	}
	if got := cell.Grapheme.Rendered("\x1b[1mab\x1b[m"); got != 2 {
		t.Errorf("rendered width %d, want 2", got)
	}
}

func TestARenderedLineIsCutByItsCells(t *testing.T) {
	const bold, off, family = "\x1b[1m", "\x1b[m", "👨‍👩‍👧‍👦"
	link, unlink := "\x1b]8;id=w1;https://example.org\x1b\\", "\x1b]8;;\x1b\\"
	tests := map[string]struct {
		rule  cell.Rule
		line  string
		width int
		end   string
		want  string
	}{
		"it fits":                  {cell.WcWidth, bold + "abc" + off, 3, "…", bold + "abc" + off},
		"spaces at its end":        {cell.WcWidth, bold + "abc" + off + "   ", 3, "", bold + "abc" + off},
		"spaces in the style":      {cell.WcWidth, bold + "abc   " + off, 4, "", bold + "abc " + off},
		"with a sign":              {cell.WcWidth, bold + "abcdef" + off, 4, "…", bold + "abc…" + off},
		"a wide one is not halved": {cell.WcWidth, "今天" + off, 3, "", "今" + off},
		"a family by its parts":    {cell.WcWidth, "x" + family + "y", 9, "", "x" + family},
		"and as one":               {cell.Grapheme, "x" + family + "yz", 4, "", "x" + family + "y"},
		"no room for a family":     {cell.WcWidth, family + off, 7, "…", "…" + off},
		"a link is closed":         {cell.WcWidth, link + "abc" + unlink, 2, "", link + "ab" + unlink},
		"no room at all":           {cell.Grapheme, bold + "abc" + off, 0, "", bold + off},
	}
	for name, tt := range tests {
		got := tt.rule.CutRendered(tt.line, tt.width, cell.Line(tt.end))
		if got != tt.want || tt.rule.Rendered(got) > tt.width {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
