package ui

import (
	"fmt"
	"slices"
	"strings"

	"seenby/ui/cell"
)

// A styleMap writes down how a screen is styled in few and readable lines: a
// letter for each style, and for each row how many cells wear which, as "12a 3.
// 5b"; "." is no style. Rows that are alike stand once.
type styleMap struct {
	rule    cell.Rule
	letters map[string]byte
	legend  []string
}

const styleLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// rows returns the lines that describe the rows of content.
func (m *styleMap) rows(content string) []string {
	var out []string
	lines := strings.Split(content, "\n")
	for from := 0; from < len(lines); {
		row, to := m.row(lines[from]), from+1
		for to < len(lines) && m.row(lines[to]) == row {
			to++
		}
		if row != "" {
			at := fmt.Sprint(from + 1)
			if to > from+1 {
				at += fmt.Sprintf("-%d", to)
			}
			out = append(out, at+": "+row)
		}
		from = to
	}
	return out
}

// row describes one line; "" when nothing in it wears a style.
func (m *styleMap) row(line string) string {
	type run struct {
		letter byte
		cells  int
	}
	var runs []run
	var on []string
	for line != "" {
		text := line
		if i := strings.IndexByte(line, 0x1b); i >= 0 {
			text = line[:i]
		}
		line = line[len(text):]
		if n := m.rule.Rendered(text); n > 0 {
			letter := m.letter(on)
			if last := len(runs) - 1; last >= 0 && runs[last].letter == letter {
				runs[last].cells += n
			} else {
				runs = append(runs, run{letter, n})
			}
		}
		on, line = sequence(on, line)
	}
	if len(runs) > 0 && runs[len(runs)-1].letter == '.' {
		runs = runs[:len(runs)-1]
	}
	words := make([]string, len(runs))
	for i, r := range runs {
		words[i] = fmt.Sprintf("%d%c", r.cells, r.letter)
	}
	return strings.Join(words, " ")
}

// sequence takes the escape sequence at the head of line, if there is one, and
// returns what is on after it.
func sequence(on []string, line string) (after []string, rest string) {
	switch {
	case line == "":
		return on, ""
	case strings.HasPrefix(line, "\x1b]8;"):
		link, rest, _ := strings.Cut(line, "\x1b\\")
		on = slices.DeleteFunc(slices.Clone(on), func(s string) bool { return s == "link" })
		if !strings.HasSuffix(link, ";") {
			on = append(on, "link")
		}
		return on, rest
	}
	code, rest, _ := strings.Cut(strings.TrimPrefix(line, "\x1b["), "m")
	switch code {
	case "", "0":
		return slices.DeleteFunc(slices.Clone(on), func(s string) bool { return s != "link" }), rest
	case "24":
		return slices.DeleteFunc(slices.Clone(on), func(s string) bool { return s == "underline" }), rest
	}
	return append(slices.Clone(on), attributes(strings.Split(code, ";"))...), rest
}

// attributes names what a sequence of styles turns on.
func attributes(codes []string) []string {
	plain := map[string]string{"1": "bold", "2": "faint", "3": "italic", "4": "underline", "7": "reverse", "9": "strike"}
	ground := map[string]string{"38": "", "48": "on "}
	var all []string
	for i := 0; i < len(codes); i++ {
		name, ok := plain[codes[i]]
		switch g, colour := ground[codes[i]]; {
		case ok:
			all = append(all, name)
		case colour && i+4 < len(codes) && codes[i+1] == "2":
			var r, gr, b int
			_, _ = fmt.Sscan(strings.Join(codes[i+2:i+5], " "), &r, &gr, &b)
			all = append(all, fmt.Sprintf("%s#%02x%02x%02x", g, r, gr, b))
			i += 4
		case colour && i+2 < len(codes) && codes[i+1] == "5":
			all = append(all, g+"colour "+codes[i+2])
			i += 2
		default:
			all = append(all, "sgr "+codes[i])
		}
	}
	return all
}

// letter returns the letter of a style.
func (m *styleMap) letter(on []string) byte {
	if len(on) == 0 {
		return '.'
	}
	style := strings.Join(on, " ")
	if l, known := m.letters[style]; known {
		return l
	}
	l := styleLetters[len(m.letters)]
	if m.letters == nil {
		m.letters = map[string]byte{}
	}
	m.letters[style] = l
	m.legend = append(m.legend, fmt.Sprintf("%c %s", l, style))
	return l
}
