package panel

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
	"seenby/ui/words"
)

func searchLook() *Look {
	th := theme.New("mono", theme.Mono())
	return &Look{Theme: &th, Glyphs: theme.Unicode(), Words: words.English()}
}

// bracketed writes marks as brackets.
func bracketed(s *Search, t cell.Text, width int) string {
	var b strings.Builder
	marks := hits(t.String(), s.query, maxMarks)
	for i, sp := range s.marked(t, width, lipgloss.NewStyle()) {
		if i%2 == 1 && len(marks) > 0 {
			b.WriteString("[" + sp.text.String() + "]")
		} else {
			b.WriteString(sp.text.String())
		}
	}
	return b.String()
}

func TestHitsAreMarked(t *testing.T) {
	long := strings.Repeat("word ", 500)
	tests := map[string]struct{ text, query, want string }{
		"once":                       {"we eat lunch", "lunch", "we eat [lunch]"},
		"the case is not looked at":  {"LUNCH, Lunch", "lunch", "[LUNCH], [Lunch]"},
		"the query's neither":        {"über", "ÜBER", "[über]"},
		"letters that grow folded":   {"5 \u212a and k", "5 k", "[5 \u212a] and k"}, // the sign for kelvin has three bytes
		"what shrinks before it":     {"\u212a\u212a\u212a abc", "abc", "\u212a\u212a\u212a [abc]"},
		"long s":                     {"ſo it is", "so", "[ſo] it is"},
		"Chinese":                    {"今天中午部署可以吗？", "部署", "今天中午[部署]可以吗？"},
		"an emoji stays whole":       {"a👨‍👩‍👧‍👦b", "👨\u200d👩", "a[👨‍👩‍👧‍👦]b"},
		"a mark stays on its letter": {"cafe\u0301 x", "cafe", "[cafe\u0301] x"},
		"line breaks are spaces":     {"one\ntwo", "two", "one [two]"},
		"none":                       {"one\ntwo", "three", "one two"},
		"far behind":                 {long + "needle in it", "needle", "…d word word word word word word [needle] in it"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := NewSearch(searchLook(), "", cell.Text{})
			s.Type(tt.query)
			if got := bracketed(s, Excerpt(tt.text, s.query), 100); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestResultsFit: every line has the width that is asked for, and nothing but
// text in it, whatever was found and looked for.
func TestResultsFit(t *testing.T) {
	l := searchLook()
	var texts []string
	for _, x := range append(celltest.Hostile(), celltest.Living()...) {
		texts = append(texts, x.Text)
	}
	for _, rule := range []cell.Rule{cell.WcWidth, cell.Grapheme} {
		l.Rule = rule
		for i, evil := range texts {
			clean := []rune(cell.Line(evil).String())
			for _, query := range []string{"aa", string(clean[:min(len(clean), 2)]), string(clean[len(clean)/2:])} {
				s := NewSearch(l, "", cell.Text{})
				s.Type(query)
				s.Begin(false)
				s.Load(Answer{Found: []Found{{Group: "g", GroupName: cell.Name(evil), UID: "M", Seq: 1, Sender: cell.Name(evil), Text: Excerpt(evil, s.query)}}}, true)
				width := []int{40, 57, 80}[i%3]
				lines := s.Render(width, 12)
				if x, _ := s.Cursor(); len(lines) != 12 || x >= width {
					t.Errorf("%.60q: %d lines, the cursor at %d", evil, len(lines), x)
				}
				for _, line := range lines {
					if n := rule.Rendered(line); n != width {
						t.Errorf("%.60q, %.60q: %d cells, want %d: %q", evil, query, n, width, line)
					}
				}
			}
		}
	}
}

func TestAnswersInTheirOrder(t *testing.T) {
	list := func(seqs ...chat.Seq) Answer {
		var a Answer
		for _, q := range seqs {
			a.Found = append(a.Found, Found{Group: "g", UID: chat.MessageUID(rune('a' + q)), Seq: q})
		}
		return a
	}
	here := list(8, 5, 2)
	here.Local = true
	tests := map[string]struct {
		does func(s *Search)
		at   chat.Seq
		n    int
	}{
		"the copy, then the hub":                   {func(s *Search) { s.Load(here, false); s.Load(list(9, 8, 5, 2), true) }, 9, 4},
		"the hub was faster":                       {func(s *Search) { s.Load(list(9, 8, 5, 2), true); s.Load(here, false) }, 9, 4},
		"the cursor was moved":                     {func(s *Search) { s.Load(here, false); s.Move(1); s.Load(list(9, 8, 5, 2), true) }, 5, 4},
		"what it stood on is gone":                 {func(s *Search) { s.Load(here, false); s.Move(1); s.Load(list(9, 8), true) }, 9, 2},
		"the hub fails":                            {func(s *Search) { s.Load(here, false); s.Move(1); s.Fail(cell.Say("no")) }, 5, 3},
		"the hub fails first":                      {func(s *Search) { s.Fail(cell.Say("no")); s.Load(here, false) }, 8, 3},
		"another query begins at the top":          {func(s *Search) { s.Load(here, false); s.Move(1); s.Begin(false); s.Load(list(9, 8, 5), true) }, 9, 3},
		"the same query stays where it stood":      {func(s *Search) { s.Load(here, false); s.Move(1); s.Begin(true); s.Load(list(9, 8, 5), true) }, 5, 3},
		"pages that overlap":                       {func(s *Search) { s.Load(here, false); s.Append(list(5, 2, 1)) }, 8, 4},
		"a page into nothing":                      {func(s *Search) { s.Load(Answer{}, true); s.Append(list(5)) }, 0, 0},
		"too short a query forgets what was there": {func(s *Search) { s.Load(here, false); s.Erase(); s.Begin(false) }, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := NewSearch(searchLook(), "g", cell.Text{})
			s.Type("xy")
			s.Begin(false)
			tt.does(s)
			if f, _ := s.Picked(); f.Seq != tt.at || len(s.found) != tt.n {
				t.Errorf("at %d of %d, want %d of %d", f.Seq, len(s.found), tt.at, tt.n)
			}
		})
	}
}

func TestALongQueryShowsItsEnd(t *testing.T) {
	s := NewSearch(searchLook(), "", cell.Text{})
	s.Type(strings.Repeat("会", 1000) + "end")
	if q, _ := s.Query(); len(q) > maxQuery || strings.ContainsRune(q, '\ufffd') {
		t.Errorf("%d bytes: %q", len(q), q)
	}
	s.Again()
	s.Type("new")
	if q, _ := s.Query(); q != "new" {
		t.Errorf("%q is not written anew", q)
	}
	s.Again()
	s.Erase()
	if q, _ := s.Query(); q != "ne" {
		t.Errorf("%q: the last character is not taken", q)
	}
}
