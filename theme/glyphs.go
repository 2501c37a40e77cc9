package theme

import "strings"

// Glyphs are the signs of the user interface. Each is one cell wide under
// both rules by which terminals measure text; emoji are not used, because the
// rules disagree on them.
type Glyphs struct {
	Ask         string // the message asks for receipts
	ReceiptNone string // nobody has read it
	ReceiptSome string // some have
	ReceiptAll  string // all have
	Read        string // this reader has read it
	Unread      string // this reader has not
	Left        string // this reader left the group
	Late        string // this reader joined after the message asked

	Online     string
	Connecting string
	Offline    string
	Pending    string // not at the hub yet
	Failed     string

	Selected string // before the selected row
	Open     string // something is unfolded below
	Closed   string // something can be unfolded
	Bullet   string
	Quote    string // the bar before a quote
	Gutter   string // the bar before the lines of a message after the first
	Rule     string // a line across
	Up       string
	Down     string
	Reply    string
	Mention  string // the message names the user
	Edited   string
	Muted    string
	Hidden   string // something was removed from this text

	More  string // something was cut off here, or is to come
	Dot   string // between two texts
	Times string // how many of it
	Pause string // something stands still
	// ToLeft and ToRight are the arrow keys beside Up and Down.
	ToLeft, ToRight string

	// A sequence diagram: the line of a person is Gutter, that of what stands in
	// the midst Spine; Cross is where an arrow goes over a line, and the heads of
	// arrows are HeadLeft and HeadRight.
	Spine, Cross, HeadLeft, HeadRight string

	// Bar are the steps of a bar one cell wide, from empty to full.
	Bar []string
	// Spark are the steps of a column one cell high, from low to high.
	Spark []string
	// Border is corners and edges: top left, top right, bottom left, bottom
	// right, horizontal, vertical. Heavy is the same for what stands out.
	Border, Heavy [6]string
	// Spinner are the pictures of something going on.
	Spinner []string
}

// Unicode returns the signs for terminals that show UTF-8. They are from old
// parts of Unicode that every font has.
func Unicode() Glyphs {
	return Glyphs{
		Ask: "◇", ReceiptNone: "○", ReceiptSome: "◐", ReceiptAll: "●",
		Read: "✓", Unread: "·", Left: "‹", Late: "›",
		Online: "●", Connecting: "◌", Offline: "○", Pending: "◔", Failed: "✗",
		Selected: "▌", Open: "▾", Closed: "▸", Bullet: "•", Quote: "▎", Gutter: "│",
		Rule: "─", Up: "↑", Down: "↓", Reply: "└", Mention: "@", Edited: "~", Muted: "–", Hidden: "␛",
		More: unicodeMore, Dot: "·", Times: "×", Pause: "‖", ToLeft: "←", ToRight: "→",
		Spine: "┃", Cross: "┼", HeadLeft: "◄", HeadRight: "►",
		Bar:     []string{" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"},
		Spark:   []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		Border:  [6]string{"╭", "╮", "╰", "╯", "─", "│"},
		Heavy:   [6]string{"┏", "┓", "┗", "┛", "━", "┃"},
		Spinner: []string{"◐", "◓", "◑", "◒"},
	}
}

// ASCII returns signs for terminals that show ASCII only, or that make
// ambiguous characters two cells wide.
func ASCII() Glyphs {
	return Glyphs{
		Ask: "?", ReceiptNone: "o", ReceiptSome: "%", ReceiptAll: "@",
		Read: "+", Unread: "-", Left: "<", Late: ">",
		Online: "*", Connecting: "~", Offline: "o", Pending: ".", Failed: "x",
		Selected: ">", Open: "v", Closed: ">", Bullet: "*", Quote: "|", Gutter: "|",
		Rule: "-", Up: "^", Down: "v", Reply: "`", Mention: "@", Edited: "~", Muted: "-", Hidden: "!",
		More: "~", Dot: "-", Times: "x", Pause: "=", ToLeft: "<", ToRight: ">",
		Spine: "#", Cross: "+", HeadLeft: "<", HeadRight: ">",
		Bar:     []string{" ", ".", ":", "=", "#"},
		Spark:   []string{"_", ".", "-", "=", "#"},
		Border:  [6]string{"+", "+", "+", "+", "-", "|"},
		Heavy:   [6]string{"#", "#", "#", "#", "=", "#"},
		Spinner: []string{"|", "/", "-", "\\"},
	}
}

// Text returns a text of the program with these signs in place of the Unicode
// ones in it: an arrow, a dot between two texts, "and so on". A text of people
// is left as it is, so it is not for one.
func (g Glyphs) Text(text string) string {
	u, more := Unicode(), g.More
	if more != u.More {
		more = "..." // there is room
	}
	return strings.NewReplacer(
		u.More, more, u.Dot, g.Dot, u.Times, g.Times, u.Up, g.Up, u.Down, g.Down, u.ToLeft, g.ToLeft, u.ToRight, g.ToRight,
		u.Muted, g.Muted, "−", g.Muted,
	).Replace(text)
}

// Drawn returns what was drawn with the sign of these for what was cut off: the
// text itself is cut without knowing of signs.
func (g Glyphs) Drawn(screen string) string {
	if g.More == unicodeMore {
		return screen
	}
	return strings.ReplaceAll(screen, unicodeMore, g.More)
}

// unicodeMore is what a text ends with that was cut.
const unicodeMore = "…"

// Meter returns a bar of width cells of which part/whole is filled. It is
// empty when width is below 1, and full when part is at least whole; nothing
// of nothing is full, too.
func (g Glyphs) Meter(part, whole, width int) string {
	if width < 1 || len(g.Bar) < 2 {
		return ""
	}
	steps := len(g.Bar) - 1
	filled := width * steps
	part = max(part, 0)
	if part < whole {
		filled = int(int64(part) * int64(filled) / int64(whole))
		if part > 0 {
			filled = max(filled, 1) // one of a thousand is not none
		}
	}
	var s []byte
	for range width {
		step := min(filled, steps)
		s = append(s, g.Bar[step]...)
		filled -= step
	}
	return string(s)
}

// Column returns the sign for part of whole among [Glyphs.Spark].
func (g Glyphs) Column(part, whole int) string {
	if len(g.Spark) == 0 {
		return ""
	}
	top := len(g.Spark) - 1
	part = max(part, 0)
	if part >= whole {
		return g.Spark[top]
	}
	return g.Spark[int(int64(part)*int64(top)/int64(whole))]
}
