package cell

import "strings"

// Kind says what kind of things cleaning removed. It is a set: kinds are
// joined with |.
type Kind uint8

// The kinds of things that cleaning removes or replaces.
const (
	Escape    Kind = 1 << iota // a terminal escape sequence
	Control                    // a single control character
	Bidi                       // a control that changes the direction of text
	Invisible                  // a character that shows nothing, or a blank that is none
	Tag                        // a tag character: hidden ASCII
	Stacked                    // more marks or joins than one letter or emoji bears
	Broken                     // bytes that are not UTF-8, or not a character
	Imitation                  // in names: signs that belong to the user interface
)

var kindNames = [...]string{"escape", "control", "bidi", "invisible", "tag", "stacked", "broken", "imitation"}

// String returns the names of the kinds, separated by commas, in a fixed
// order. The empty set is the empty string.
func (k Kind) String() string {
	var names []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// hidden packs the set of kinds (high 8 bits) and the number of things (low
// 24 bits), so that a Text stays small: clients keep very many of them.
type hidden uint32

const maxHidden = 1<<24 - 1

func (h hidden) count() int  { return int(h & maxHidden) }
func (h hidden) kinds() Kind { return Kind(h >> 24) }

// add counts one more thing of kind k.
func (h hidden) add(k Kind) hidden { return h.plus(hidden(k)<<24 | 1) }

func (h hidden) plus(o hidden) hidden {
	n := min(h&maxHidden+o&maxHidden, maxHidden)
	return (h|o)&^maxHidden | n
}
