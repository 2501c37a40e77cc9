package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// inline reads what stands within lines. It returns the text that is shown and
// the styled parts of it.
func inline(s, me string) (string, []Run) {
	if !strings.ContainsAny(s, "*_`:@") {
		return s, nil
	}
	in := inliner{s: s, me: me, ticks: lastTicks(s)}
	in.scan()
	in.match()
	return in.build()
}

// inliner reads one text from left to right: first everything that stands for
// itself, then the signs of bold and italic against each other.
type inliner struct {
	s, me string
	ticks map[int]int // length of a run of backticks: where the last one begins
	spans []Run       // code, links and mentions, in order
	signs []sign
	pairs []pair
	cuts  [][2]int // what is not shown
}

// sign is a run of stars, or an underscore.
type sign struct {
	ch           byte
	at, n        int // what is left of it
	length       int // as it was written
	opens, shuts bool
}

// pair is a stretch between two signs that match.
type pair struct {
	from, to int
	style    Style
}

// scan finds everything in one pass.
func (in *inliner) scan() {
	for i := 0; i < len(in.s); {
		switch b := in.s[i]; {
		case b == '\\' && i+1 < len(in.s) && in.s[i+1] < 0x80:
			i += 2 // both stay, and mean nothing
		case b == '`':
			i = in.code(i)
		case b == '*' || b == '_':
			i = in.sign(i)
		case b == 'h' || b == 'H' || b == 'm' || b == 'M':
			i = in.link(i)
		case b == '@':
			i = in.mention(i)
		default:
			i++
		}
	}
}

// code takes a code span, or goes over the backticks.
func (in *inliner) code(i int) int {
	n := run(in.s, i, '`')
	last, ok := in.ticks[n]
	if !ok || last <= i {
		return i + n
	}
	for at := i + n; ; {
		next := strings.IndexByte(in.s[at:], '`')
		if next < 0 {
			return i + n
		}
		at += next
		m := run(in.s, at, '`')
		if m == n {
			in.span(i, at+n, n, Code)
			return at + n
		}
		at += m
	}
}

// span notes a code span with n backticks on each side. A space behind and
// before them goes, too: it is there for code that begins with a backtick.
func (in *inliner) span(from, to, n int, style Style) {
	body := in.s[from+n : to-n]
	if len(body) > 2 && body[0] == ' ' && body[len(body)-1] == ' ' && strings.Trim(body, " ") != "" {
		n++
	}
	in.cuts = append(in.cuts, [2]int{from, from + n}, [2]int{to - n, to})
	in.spans = append(in.spans, Run{From: from + n, To: to - n, Style: style})
}

// lastTicks returns where the last run of backticks of each length begins.
func lastTicks(s string) map[int]int {
	var last map[int]int
	for i := strings.IndexByte(s, '`'); i >= 0 && i < len(s); i++ {
		if s[i] != '`' {
			continue
		}
		if last == nil {
			last = map[int]int{}
		}
		n := run(s, i, '`')
		last[n] = i
		i += n
	}
	return last
}

func run(s string, i int, ch byte) int {
	n := 1
	for i+n < len(s) && s[i+n] == ch {
		n++
	}
	return n
}

// link takes an address that does not begin within a word.
func (in *inliner) link(i int) int {
	if before, _ := utf8.DecodeLastRuneInString(in.s[:i]); isWord(before) && !isWide(before) {
		return i + 1
	}
	n, linked := linkAt(in.s, i)
	if n == 0 {
		return i + 1
	}
	if linked {
		in.spans = append(in.spans, Run{From: i, To: i + n, Style: Link, Target: in.s[i : i+n]})
	}
	return i + n
}

// mention takes the reader's own handle behind an @.
func (in *inliner) mention(i int) int {
	end := i + 1 + len(in.me)
	if in.me == "" || !strings.HasPrefix(in.s[i+1:], in.me) {
		return i + 1
	}
	before, _ := utf8.DecodeLastRuneInString(in.s[:i])
	after, _ := utf8.DecodeRuneInString(in.s[end:])
	if isWord(before) && !isWide(before) || inHandle(in.s[end:], after) {
		return i + 1
	}
	in.spans = append(in.spans, Run{From: i, To: end, Style: Mention})
	return end
}

// inHandle reports whether a handle goes on with r at the beginning of rest. A
// dot ends a sentence, unless something follows it.
func inHandle(rest string, r rune) bool {
	if strings.HasPrefix(rest, ".") {
		r, _ = utf8.DecodeRuneInString(rest[1:])
	}
	return r == '_' || r == '-' || isWord(r) && !isWide(r)
}

// sign notes a run of stars or an underscore that may open or shut. Longer runs
// than three stars, or than one underscore, are names and rules: they stay.
func (in *inliner) sign(i int) int {
	ch := in.s[i]
	n := run(in.s, i, ch)
	if ch == '*' && n > 3 || ch == '_' && n > 1 {
		return i + n
	}
	before, _ := utf8.DecodeLastRuneInString(in.s[:i])
	after, _ := utf8.DecodeRuneInString(in.s[i+n:])
	if i == 0 {
		before = ' '
	}
	if i+n == len(in.s) {
		after = ' '
	}
	s := sign{ch: ch, at: i, n: n, length: n, opens: mayOpen(before, after), shuts: mayShut(before, after)}
	if s.opens || s.shuts {
		in.signs = append(in.signs, s)
	}
	return i + n
}

// Signs stand at the edges of words: 2*3*4, *.go, f(*args), and snake_case stay
// as they are. Wide letters have no spaces between words and count as edges.

func mayOpen(before, after rune) bool {
	return atEdge(before, `([{"'“‘«‹-–—:;,.!?>|*_~…`) && inside(after, "([{\"'“‘«‹`@#$~*_\\-+…")
}

func mayShut(before, after rune) bool {
	return atEdge(after, `)]}"'”’»›-–—:;,.!?<|*_~…`) && inside(before, ")]}\"'”’»›`.,;:!?%$~*_-+…")
}

// atEdge reports whether a word may end here: white space, wide letters, or one
// of these signs.
func atEdge(r rune, signs string) bool {
	return unicode.IsSpace(r) || isWide(r) || strings.ContainsRune(signs, r)
}

// inside reports whether what is bold or italic may begin or end with r.
func inside(r rune, signs string) bool {
	switch {
	case r >= 0x1100 && r <= 0x11FF, r >= 0xA960 && r <= 0xA97F, r >= 0xD7B0 && r <= 0xD7FF:
		return false // parts of Korean syllables join what stands before them
	case isWord(r), isWide(r) && !unicode.IsSpace(r), unicode.Is(unicode.So, r):
		return true
	}
	return strings.ContainsRune(signs, r)
}

// match finds which signs belong together, as in CommonMark: the nearest that
// opens to the first that shuts. What was looked for in vain is not looked for
// again.
func (in *inliner) match() {
	type key struct {
		ch     byte
		opens  bool
		length int
	}
	none := map[key]int{} // before this place nothing opens for such a sign
	var open []*sign
	for i := range in.signs {
		d := &in.signs[i]
		for d.shuts && d.n > 0 {
			k := key{d.ch, d.opens, d.length % 3}
			j := len(open) - 1
			for j >= 0 && open[j].at >= none[k] && !fits(open[j], d) {
				j--
			}
			if j < 0 || open[j].at < none[k] {
				none[k] = d.at
				break
			}
			o := open[j]
			n, style := 1, Italic
			if o.n >= 2 && d.n >= 2 {
				n, style = 2, Bold
			}
			o.n -= n
			in.cuts = append(in.cuts, [2]int{o.at + o.n, o.at + o.n + n}, [2]int{d.at, d.at + n})
			in.pairs = append(in.pairs, pair{o.at + o.n + n, d.at, style})
			d.at += n
			d.n -= n
			if open = open[:j+1]; o.n == 0 {
				open = open[:j]
			}
		}
		if d.opens && d.n > 0 {
			open = append(open, d)
		}
	}
}

func fits(o, d *sign) bool {
	if o.ch != d.ch {
		return false
	}
	return !o.shuts && !d.opens || (o.length+d.length)%3 != 0 || o.length%3 == 0
}

// change is a place where a style begins or ends, or something is cut.
type change struct{ bold, italic, cut int8 }

// build puts together what is shown.
func (in *inliner) build() (string, []Run) {
	if len(in.cuts) == 0 && len(in.spans) == 0 {
		return in.s, nil
	}
	at := make([]change, len(in.s)+1)
	for _, c := range in.cuts {
		at[c[0]].cut++
		at[c[1]].cut--
	}
	for _, p := range in.pairs {
		if p.style == Bold {
			at[p.from].bold++
			at[p.to].bold--
		} else {
			at[p.from].italic++
			at[p.to].italic--
		}
	}
	b := builder{spans: in.spans}
	b.out.Grow(len(in.s))
	var now change
	bold, italic := 0, 0 // may be deeper than the changes of one place
	for i := range len(in.s) {
		now.cut += at[i].cut
		bold += int(at[i].bold)
		italic += int(at[i].italic)
		if now.cut > 0 {
			continue
		}
		var style Style
		if bold > 0 {
			style |= Bold
		}
		if italic > 0 {
			style |= Italic
		}
		b.put(i, in.s[i], style)
	}
	return b.out.String(), b.runs
}

// builder collects the bytes that are shown and what styles they have.
type builder struct {
	out   strings.Builder
	spans []Run // still to come
	runs  []Run
}

// put adds the byte that stood at i.
func (b *builder) put(i int, ch byte, style Style) {
	for len(b.spans) > 0 && b.spans[0].To <= i {
		b.spans = b.spans[1:]
	}
	target, begins := "", false
	if len(b.spans) > 0 && b.spans[0].From <= i {
		style |= b.spans[0].Style
		target, begins = b.spans[0].Target, b.spans[0].From == i
	}
	at := b.out.Len()
	b.out.WriteByte(ch)
	if style == 0 {
		return
	}
	if n := len(b.runs); n > 0 && !begins && b.runs[n-1].To == at && b.runs[n-1].Style == style && b.runs[n-1].Target == target {
		b.runs[n-1].To = at + 1
		return
	}
	b.runs = append(b.runs, Run{From: at, To: at + 1, Style: style, Target: target})
}
