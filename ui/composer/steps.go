package composer

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/rivo/uniseg"
)

// Key takes a key that writes or moves the cursor. The text area counts letters
// of Unicode, and knows words only by spaces: here a step is what a reader sees
// as one character, and a word of Chinese or Japanese ends with its sentence.
func (c *Composer) Key(msg tea.KeyPressMsg) {
	before := c.area.Value()
	as, n := c.step(msg)
	for range n {
		c.area, _ = c.area.Update(as) // its commands are for a cursor that it draws itself
	}
	if c.area.Value() == before {
		c.settle(as)
	}
	c.dirty = true
}

// step returns the key that the text area is to get in place of msg, and how
// often.
func (c *Composer) step(msg tea.KeyPressMsg) (as tea.KeyPressMsg, n int) {
	line, at := c.line()
	keys := c.area.KeyMap
	if c.area.HasSelection() {
		return msg, 1
	}
	switch {
	case key.Matches(msg, keys.DeleteCharacterBackward):
		n = takenBack(line[:at])
	case key.Matches(msg, keys.DeleteCharacterForward):
		n = next(bounds(line), at) - at
	case key.Matches(msg, keys.WordBackward):
		as, n = press(tea.KeyLeft), wordBefore(line[:at])
	case key.Matches(msg, keys.WordForward):
		as, n = press(tea.KeyRight), wordAfter(line[at:])
	case key.Matches(msg, keys.DeleteWordBackward):
		as, n = press(tea.KeyBackspace), wordBefore(line[:at])
	case key.Matches(msg, keys.DeleteWordForward):
		as, n = press(tea.KeyDelete), wordAfter(line[at:])
	}
	if n <= 0 { // over the end of a line the text area knows what to do
		return msg, 1
	}
	if as.Code == 0 {
		as = msg
	}
	return as, n
}

func press(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

// settle moves a cursor that stands within a character on, or back before it.
func (c *Composer) settle(msg tea.KeyPressMsg) {
	keys := c.area.KeyMap
	along := key.Matches(msg, keys.CharacterForward, keys.CharacterBackward, keys.SelectCharacterForward, keys.SelectCharacterBackward)
	line, at := c.line()
	ends := bounds(line)
	for i := 0; i < len(line) && prev(ends, at) != at; i++ {
		if !along {
			c.area.SetCursorColumn(prev(ends, at))
			return
		}
		c.area, _ = c.area.Update(msg)
		_, at = c.line()
	}
}

// line returns the line with the cursor, and how many letters stand before it.
func (c *Composer) line() (line []rune, at int) {
	lines := strings.Split(c.area.Value(), "\n")
	line = []rune(lines[min(c.area.Line(), len(lines)-1)])
	return line, min(c.area.Column(), len(line))
}

// bounds returns after how many letters each character of a line ends,
// beginning with 0.
func bounds(line []rune) []int {
	ends := []int{0}
	for g := uniseg.NewGraphemes(string(line)); g.Next(); {
		ends = append(ends, ends[len(ends)-1]+len(g.Runes()))
	}
	return ends
}

// prev returns the last of ends that is not after at.
func prev(ends []int, at int) int {
	last := 0
	for _, end := range ends {
		if end <= at {
			last = end
		}
	}
	return last
}

// next returns the first of ends after at, or at where there is none.
func next(ends []int, at int) int {
	for _, end := range ends {
		if end > at {
			return end
		}
	}
	return at
}

// takenBack returns how many letters one backspace takes: an emoji as a whole;
// in scripts that are written letter by letter, the last one.
func takenBack(before []rune) int {
	ends := bounds(before)
	if len(ends) < 2 {
		return 0
	}
	last := before[ends[len(ends)-2]:]
	for _, r := range last {
		if r >= 0x1F000 || r == 0xFE0F || r == 0x20E3 { // a picture, or what makes one
			return len(last)
		}
	}
	return 1
}

// A kind is what a letter is for the ends of words.
type kind byte

const (
	other   kind = iota // what is written with spaces between words
	between             // no part of a word
	eastern             // Chinese and Japanese, which have no spaces
)

func kindOf(r rune) kind {
	switch {
	case unicode.IsSpace(r), strings.ContainsRune("“”…—·", r),
		r >= 0xFF00 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) && r <= 0xFF65,
		r >= 0x3000 && r <= 0x303F && !unicode.IsLetter(r) && !unicode.IsNumber(r):
		return between
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー':
		return eastern
	}
	return other
}

// wordBefore returns how many letters at the end of before are a word and what
// follows it.
func wordBefore(before []rune) int {
	i := len(before)
	for i > 0 && kindOf(before[i-1]) == between {
		i--
	}
	if i == 0 {
		return len(before)
	}
	for k := kindOf(before[i-1]); i > 0 && kindOf(before[i-1]) == k; {
		i--
	}
	return len(before) - i
}

// wordAfter returns how many letters at the begin of after are a word and what
// stands before it.
func wordAfter(after []rune) int {
	i := 0
	for i < len(after) && kindOf(after[i]) == between {
		i++
	}
	if i == len(after) {
		return i
	}
	for k := kindOf(after[i]); i < len(after) && kindOf(after[i]) == k; {
		i++
	}
	return i
}
