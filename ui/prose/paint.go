package prose

import "strings"

// paint returns which parts of code are what, as far as one sees it without
// knowing the language well: comments, strings, numbers, words that the
// language reserves. A language that is not known is not painted.
//
// It goes over the code once, whatever it holds.
func paint(name, code string) []Run {
	if name == "diff" || name == "patch" {
		return paintDiff(code)
	}
	l := languages()[name]
	if l == nil {
		return nil
	}
	p := painter{language: l, s: code}
	for p.at < len(code) {
		p.token()
	}
	return p.runs
}

// language is what must be known to find the parts of its code.
type language struct {
	line     []string    // begin a comment that goes to the end of the line
	block    [][2]string // begin and end one
	long     []string    // begin and end a text of several lines
	quotes   string      // begin and end a text on one line
	words    map[string]bool
	anyCase  bool   // words are reserved in both cases
	letters  string // belong to words, beside letters, digits and _
	spacious bool   // a comment sign counts only at the start or behind a space
}

type painter struct {
	*language
	s    string
	at   int
	runs []Run
}

// token goes over one part.
func (p *painter) token() {
	switch b := p.s[p.at]; {
	case p.comment() || p.text():
	case b >= '0' && b <= '9':
		p.mark(p.span(func(b byte) bool { return isLetter(b) || b >= '0' && b <= '9' || b == '.' }), Number)
	case p.inWord(b):
		end := p.span(p.inWord)
		word := p.s[p.at:end]
		if p.anyCase {
			word = strings.ToLower(word)
		}
		if p.words[word] {
			p.mark(end, Keyword)
		}
		p.at = end
	default:
		p.at++
	}
}

func isLetter(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b >= 0x80
}

func (p *painter) inWord(b byte) bool {
	return isLetter(b) || b >= '0' && b <= '9' || strings.IndexByte(p.letters, b) >= 0
}

// span returns where the bytes from here on end that belong to a part.
func (p *painter) span(in func(byte) bool) int {
	end := p.at
	for end < len(p.s) && in(p.s[end]) {
		end++
	}
	return end
}

// mark gives what stands up to end a style, and goes there.
func (p *painter) mark(end int, style Style) {
	if end > p.at {
		p.runs = append(p.runs, Run{From: p.at, To: end, Style: style})
	}
	p.at = end
}

func (p *painter) comment() bool {
	rest := p.s[p.at:]
	for _, b := range p.block {
		if strings.HasPrefix(rest, b[0]) {
			p.mark(p.until(p.at+len(b[0]), b[1]), Comment)
			return true
		}
	}
	for _, sign := range p.line {
		if strings.HasPrefix(rest, sign) && (!p.spacious || p.at == 0 || strings.IndexByte(" \n", p.s[p.at-1]) >= 0) {
			p.mark(p.lineEnd(), Comment)
			return true
		}
	}
	return false
}

// lineEnd returns where the present line ends.
func (p *painter) lineEnd() int {
	if i := strings.IndexByte(p.s[p.at:], '\n'); i >= 0 {
		return p.at + i
	}
	return len(p.s)
}

// until returns where sign ends that stands at or after from, or the end of
// all.
func (p *painter) until(from int, sign string) int {
	if i := strings.Index(p.s[from:], sign); i >= 0 {
		return from + i + len(sign)
	}
	return len(p.s)
}

// text takes a string. One without an end goes to the end of its line.
func (p *painter) text() bool {
	for _, sign := range p.long {
		if strings.HasPrefix(p.s[p.at:], sign) {
			p.mark(p.until(p.at+len(sign), sign), String)
			return true
		}
	}
	quote := p.s[p.at]
	if strings.IndexByte(p.quotes, quote) < 0 {
		return false
	}
	for i := p.at + 1; i < len(p.s) && p.s[i] != '\n'; i++ {
		switch p.s[i] {
		case '\\':
			i++
		case quote:
			p.mark(i+1, String)
			return true
		}
	}
	// It has no end. Another such sign on this line has none either.
	p.at = p.lineEnd()
	return true
}

// paintDiff marks the lines that a diff adds and takes away.
func paintDiff(code string) []Run {
	var runs []Run
	at := 0
	for line := range strings.SplitSeq(code, "\n") {
		style := Style(0)
		switch {
		case strings.HasPrefix(line, "@@"), strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
			style = Comment
		case strings.HasPrefix(line, "+"):
			style = Added
		case strings.HasPrefix(line, "-"):
			style = Removed
		}
		if style != 0 {
			runs = append(runs, Run{From: at, To: at + len(line), Style: style})
		}
		at += len(line) + 1
	}
	return runs
}
