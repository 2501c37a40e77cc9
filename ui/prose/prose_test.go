package prose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

// names are how the tests write the styles down.
var names = []string{"b", "i", "code", "link", "me", "kw", "str", "com", "num", "add", "del"}

// show writes blocks down: one line each, styles as tags.
func show(blocks []Block) string {
	var b strings.Builder
	for _, k := range blocks {
		b.WriteString(strings.Repeat("> ", k.Quotes))
		switch k.Kind {
		case Item:
			fmt.Fprintf(&b, "item(%d %s) ", k.Indent, k.Mark)
		case Fence:
			b.WriteString("fence: ")
		}
		s, at := k.Text.String(), 0
		for _, r := range k.Runs {
			b.WriteString(s[at:r.From])
			body := s[r.From:r.To]
			for i := len(names) - 1; i >= 0; i-- {
				if r.Style&(1<<i) != 0 {
					body = "<" + names[i] + ">" + body + "</>"
				}
			}
			if r.Target != "" && r.Target != s[r.From:r.To] {
				body += "[leads to " + r.Target + "]"
			}
			b.WriteString(body)
			at = r.To
		}
		b.WriteString(s[at:] + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestWhatIsRead(t *testing.T) {
	for what, c := range map[string]struct{ in, want string }{
		"nothing":                   {"just words", "just words"},
		"bold":                      {"a **b c** d", "a <b>b c</> d"},
		"italic":                    {"a *b* and _c_.", "a <i>b</> and <i>c</>."},
		"both":                      {"***a***", "<b><i>a</></>"},
		"italic within bold":        {"**a *b* c**", "<b>a </><b><i>b</></><b> c</>"},
		"over a line":               {"**a\nb**", "<b>a\nb</>"},
		"not over an empty line":    {"**a\n\nb**", "**a\n\nb**"},
		"code":                      {"run `go *test*` now", "run <code>go *test*</> now"},
		"code with a backtick":      {"`` a`b ``", "<code>a`b</>"},
		"code that does not end":    {"a ` b", "a ` b"},
		"code in bold":              {"**a `b`**", "<b>a </><b><code>b</></>"},
		"escaped":                   {`\*a\* \_b\_`, `\*a\* \_b\_`},
		"a product":                 {"2*3*4 and 2 * 3 * 4", "2*3*4 and 2 * 3 * 4"},
		"arguments":                 {"f(*args, **kwargs)", "f(*args, **kwargs)"},
		"pointers":                  {"int *p, *q", "int *p, *q"},
		"columns":                   {"SELECT a*b, c*d FROM t", "SELECT a*b, c*d FROM t"},
		"patterns":                  {"a/*.go b/*.go **/*.md", "a/*.go b/*.go **/*.md"},
		"a snake":                   {"some_snake_case _private", "some_snake_case _private"},
		"a method of Python":        {"__init__ and __all__", "__init__ and __all__"},
		"a rating":                  {"*****", "*****"},
		"Chinese":                   {"这是**重要。**的", "这是<b>重要。</>的"},
		"no marks alone":            {"* a*", "item(0 ) a*"},
		"quote":                     {"> said\nanswered", "> said\nanswered"},
		"quote in a quote":          {"> > one\n> two", "> > one\n> two"},
		"quote of many lines":       {"> **a\n> b**\n>\n> c", "> <b>a\nb</>\n> \n> c"},
		"no quote":                  {">_< and >:(\n->x", ">_< and >:(\n->x"},
		"quotes too deep":           {">>>>>>> a", ">>>>>>> a"},
		"list":                      {"- one\n- *two*\n  - three", "item(0 ) one\nitem(0 ) <i>two</>\nitem(2 ) three"},
		"numbers":                   {"1. one\n7) seven", "item(0 1.) one\nitem(0 7)) seven"},
		"no list":                   {"-one\n- \n1.5 litres\n2026. What a year", "-one\n- \n1.5 litres\n2026. What a year"},
		"a rule":                    {"---\n***", "---\n***"},
		"a heading":                 {"# big\n*a*", "# big\n<i>a</>"},
		"HTML":                      {"<b>a</b> *b*", "<b>a</b> <i>b</>"},
		"an entity":                 {"&lt; *b*", "&lt; <i>b</>"},
		"a table":                   {"| a | b |\n|---|---|", "| a | b |\n|---|---|"},
		"fence":                     {"look:\n```\na *b*\n  c\n```\nok", "look:\nfence: a *b*\n  c\nok"},
		"fence of tildes":           {"~~~\n```\n~~~", "fence: ```"},
		"fence that does not end":   {"```go\nx := 1", "```go\nx := 1"},
		"fence in a quote":          {"> ```\n> a\n> ```", "> fence: a"},
		"fence that leaves a quote": {"> ```\na\n> ```", "> ```\na\n> ```"},
		"a quote in a fence":        {"```\n> a\n```", "fence: > a"},
		"empty fence":               {"```\n```", "fence: "},
		"fence on one line":         {"```a *b*```", "<code>a *b*</>"},
		"Go":                        {"```go\nreturn \"a\" + 0x1F // n\n```", "fence: <kw>return</> <str>\"a\"</> + <num>0x1F</> <com>// n</>"},
		"Python":                    {"```Python\ndef f(): # x\n  \"\"\"a\nb\"\"\"\n```", "fence: <kw>def</> f(): <com># x</>\n  <str>\"\"\"a\nb\"\"\"</>"},
		"SQL":                       {"```sql\nSELECT 'it' -- x\n```", "fence: <kw>SELECT</> <str>'it'</> <com>-- x</>"},
		"shell":                     {"```sh\nif echo a#b # c\n```", "fence: <kw>if</> echo a#b <com># c</>"},
		"diff":                      {"```diff\n@@ 1 @@\n-a\n+b\n c\n```", "fence: <com>@@ 1 @@</>\n<del>-a</>\n<add>+b</>\n c"},
		"an unknown language":       {"```klingon\nreturn 1\n```", "fence: return 1"},
		"an apostrophe":             {"```js\ndon't return\nreturn\n```", "fence: don't return\n<kw>return</>"},
		"mention":                   {"hey @alice, look", "hey <me>@alice</>, look"},
		"mention at the end":        {"ask @alice.", "ask <me>@alice</>."},
		"mention of others":         {"@alice2 @alice.b @bob a@alice", "@alice2 @alice.b @bob a@alice"},
		"mention in Chinese":        {"请@alice看", "请<me>@alice</>看"},
		"mention in bold":           {"**@alice**", "<b><me>@alice</></>"},
		"no mention in code":        {"`@alice`", "<code>@alice</>"},
	} {
		t.Run(what, func(t *testing.T) {
			if d := cmp.Diff(c.want, show(Parse(cell.Clean(c.in), "alice"))); d != "" {
				t.Errorf("%q (-want +got):\n%s", c.in, d)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	for in, want := range map[string]string{
		"see https://a.example/b?c=d#e now":     "see <link>https://a.example/b?c=d#e</> now",
		"HTTP://A.example.":                     "<link>HTTP://A.example</>.",
		"(https://a.example/b_(c))":             "(<link>https://a.example/b_(c)</>)",
		"[shown](https://real.example)":         "[shown](<link>https://real.example</>)",
		"<https://a.example>":                   "<<link>https://a.example</>>",
		"**https://a.example/x**":               "<b><link>https://a.example/x</></>",
		"https://a.example/a_b_c *d*":           "<link>https://a.example/a_b_c</> <i>d</>",
		"mailto:ann@a.example, ok":              "<link>mailto:ann@a.example</>, ok",
		"mailto:nobody":                         "mailto:nobody",
		"xhttps://a.example":                    "xhttps://a.example",
		"看https://a.example/x这里":                "看<link>https://a.example/x</>这里",
		"https://a.example。好":                   "<link>https://a.example</>。好",
		"https://раypal.example/x":              "https://раypal.example/x",
		"https://例子.测试/路":                       "https://例子.测试/路",
		"https:// and http://. and mailto:@":    "https:// and http://. and mailto:@",
		"https://a.example;id=1":                "<link>https://a.example;id=1</>",
		"javascript:alert(1) file:///etc":       "javascript:alert(1) file:///etc",
		"https://a.example/\u202egnp.exe":       "<link>https://a.example/</>␛gnp.exe",
		"https://a.example/\x1b]8;;b\x07c":      "<link>https://a.example/</>␛c",
		"https://" + strings.Repeat("a", 3000):  "https://" + strings.Repeat("a", 3000),
		"https://a.example https://a.example/b": "<link>https://a.example</> <link>https://a.example/b</>",
	} {
		if d := cmp.Diff(want, show(Parse(cell.Clean(in), "alice"))); d != "" {
			t.Errorf("%.80q (-want +got):\n%s", in, d)
		}
	}
}

// hostile are texts that make a careless reader slow.
func hostile() map[string]string {
	const n = 16384
	ticks := ""
	for i := 1; len(ticks) < n; i++ {
		ticks += strings.Repeat("`", i) + " "
	}
	fill := func(s string) string { return strings.Repeat(s, n/len(s)) }
	return map[string]string{
		"stars": fill("*"), "opening": fill("*a "), "shutting": fill("a* "), "both": fill("*a **b "), "pairs": fill("*a* "),
		"nested": fill("*a ")[:n/2] + fill("b* ")[:n/2], "deep": strings.Repeat(" *a", n/6) + strings.Repeat("a*", n/6),
		"Chinese": fill("*中"), "Chinese bold": fill("**中"), "underscores": fill("_a "), "escapes": fill(`\*`),
		"backticks": fill("`"), "growing": ticks, "singles": fill("`a"), "doubles and one": "`" + fill("``a"),
		"quotes": fill(">"), "spaced quotes": fill("> "), "quote lines": fill("> a\n"), "deeper": fill(">\n>> \n"),
		"fences": fill("```\n> \n"), "open fences": fill("```a\n"), "growing fences": fill("````a\n```b\n"), "tildes": fill("~~~\n```\n"),
		"items": fill("- a\n"), "indents": fill("            - a\n"), "numbers": fill("1. "),
		"links": fill("https://"), "brackets": "https://a" + fill(")"), "open": fill("https://a("), "ats": fill("@alice"), "mail": fill("mailto:a@"),
		"code": "```go\n" + fill(`"`)[:n-20] + "\n```", "comments": "```go\n" + fill("/*")[:n-20] + "\n```", "long": "```py\n" + fill(`"""'''`)[:n-20] + "\n```",
		"quotes of code": "```sh\n" + fill("'\n")[:n-20] + "\n```", "marks": fill("*\u0301a*"), "joined": fill("**👩\u200d**"),
	}
}

// TestHostileMarkup: what [BenchmarkHostile] measures is read right.
func TestHostileMarkup(t *testing.T) {
	for what, s := range hostile() {
		if bad := wrong(s, Parse(cell.Clean(s), "alice")); bad != "" {
			t.Errorf("%s: %s", what, bad)
		}
	}
}

// BenchmarkHostile shows the longest messages that make a careless reader slow.
func BenchmarkHostile(b *testing.B) {
	for what, s := range hostile() {
		text := cell.Clean(s)
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				Parse(text, "alice")
			}
		})
	}
}

// wrong says what is wrong with the blocks of a text, "" when nothing.
func wrong(s string, blocks []Block) string {
	clean := cell.Clean(s).String()
	if len(blocks) == 0 {
		return "no blocks"
	}
	rest := clean
	for _, b := range blocks {
		text := b.Text.String()
		if again := cell.Clean(text); again.String() != text || again.Hidden() > 0 {
			return fmt.Sprintf("a block is not clean: %.200q", text)
		}
		// What is shown was written, in this order.
		for _, r := range text {
			at := strings.IndexRune(rest, r)
			if at < 0 {
				return fmt.Sprintf("%q was never written there: %.200q", r, text)
			}
			rest = rest[at:]
			rest = rest[len(string(r)):]
		}
		end := 0
		for _, r := range b.Runs {
			if r.From < end || r.To <= r.From || r.To > len(text) || r.Style == 0 {
				return fmt.Sprintf("run %v of %d bytes after %d", r, len(text), end)
			}
			end = r.To
			if (r.Style&Link != 0) != (r.Target != "") || r.Target != "" && r.Target != text[r.From:r.To] {
				return fmt.Sprintf("%q leads to %q", text[r.From:r.To], r.Target)
			}
			if strings.ContainsFunc(r.Target, func(c rune) bool { return c <= ' ' || c >= 0x7F }) {
				return fmt.Sprintf("%q is a target", r.Target)
			}
		}
	}
	return ""
}

func TestHostileTextStaysSafe(t *testing.T) {
	for _, s := range append(celltest.Hostile(), celltest.Living()...) {
		for _, form := range []string{"%s", "**%s**", "> `%s`", "```go\n%s\n```", "- *%s* https://a.example/%[1]s", "@alice%s"} {
			text := fmt.Sprintf(form, s.Text)
			if bad := wrong(text, Parse(cell.Clean(text), "alice")); bad != "" {
				t.Errorf("%s in %q: %s", s.Class, form, bad)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s[:min(len(s), 200)])
	}
	for _, s := range []string{"> **a `b` *c***\n1. @alice https://a.example/b\n```go\nx\n```", "*\u0301a*", "한*ᆨ*", "क्*ष*", "🇩*🇪*", "a`\u200d`👩"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 16384 {
			return
		}
		if bad := wrong(s, Parse(cell.Clean(s), "alice")); bad != "" {
			t.Error(bad)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := cell.Clean("Look at **this**, see https://a.example/x:\n> it was `fine`\n- one\n- two\n```go\nfunc main() { println(\"hi\") }\n```")
	for b.Loop() {
		Parse(text, "alice")
	}
}
