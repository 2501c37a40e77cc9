package prose

import "strings"

// maxFence is how long a fence may be.
const maxFence = 40

// unclosed remembers where the end of a block of code was looked for in vain,
// so that many beginnings without an end do not make the time quadratic.
type unclosed struct {
	sign  byte
	depth int
	least int // fences of at least this length are not closed
	until int // before this line
}

// fenceOf returns the sign of a fence that a line begins with, its length, and
// what stands behind it. The length is 0 where there is none.
func fenceOf(line string) (sign byte, n int, rest string) {
	if line == "" || line[0] != '`' && line[0] != '~' {
		return 0, 0, ""
	}
	sign = line[0]
	for n < len(line) && line[n] == sign {
		n++
	}
	if n < 3 || n > maxFence {
		return 0, 0, ""
	}
	return sign, n, line[n:]
}

// opens reports whether a line may begin a block of code: a fence, and perhaps
// the name of a language.
func (p *parser) opens(line string) bool {
	_, n, info := fenceOf(line)
	info = strings.TrimSpace(info)
	return n > 0 && len(info) <= 30 && !strings.ContainsAny(info, "` \t")
}

// fence takes a block of code. One that does not end is none.
func (p *parser) fence() bool {
	depth, line := quoted(p.lines[p.at])
	if !p.opens(line) {
		return false
	}
	sign, n, info := fenceOf(line)
	end := p.closing(depth, sign, n)
	if end < 0 {
		return false
	}
	code := make([]string, 0, end-p.at-1)
	for _, l := range p.lines[p.at+1 : end] {
		if depth > 0 {
			_, l = quoted(l)
		}
		code = append(code, l)
	}
	p.at = end + 1
	text := strings.Join(code, "\n")
	p.add(Block{Kind: Fence, Quotes: depth, Runs: paint(strings.ToLower(strings.TrimSpace(info)), text)}, text)
	return true
}

// closing returns the line that closes a fence of the present line, or -1.
func (p *parser) closing(depth int, sign byte, n int) int {
	u := &p.unclosed
	if p.at < u.until && u.sign == sign && u.depth == depth && n >= u.least {
		return -1
	}
	i := p.at + 1
	for ; i < len(p.lines); i++ {
		d, rest := 0, p.lines[i]
		if depth > 0 {
			d, rest = quoted(p.lines[i])
		}
		if d != depth {
			break
		}
		if s, m, after := fenceOf(rest); s == sign && m >= n && strings.TrimSpace(after) == "" {
			return i
		}
	}
	*u = unclosed{sign, depth, n, i}
	return -1
}
