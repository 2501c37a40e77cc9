package cell

import "strings"

// ellipsis shows that a text was cut.
const ellipsis = "…"

// Cut returns the text on one line of at most width cells. A longer one ends
// in an ellipsis. Characters are never split. A width below 1 gives an empty
// text.
func (r Rule) Cut(t Text, width int) Text {
	t = t.Flat()
	end, w := r.fit(t.s, width)
	if end == len(t.s) {
		return t
	}
	if width < 1 {
		return Text{hidden: t.hidden}
	}
	if w > width-1 {
		end, _ = r.fit(t.s, width-1)
	}
	return Text{s: t.s[:end] + ellipsis, hidden: t.hidden}
}

// CutLeft is [Rule.Cut] that keeps the end of the text and puts the ellipsis
// in front.
func (r Rule) CutLeft(t Text, width int) Text {
	t = t.Flat()
	over := r.Width(t) - width
	if over <= 0 {
		return t
	}
	if width < 1 {
		return Text{hidden: t.hidden}
	}
	at, gone := 0, 0
	for at < len(t.s) && gone < over+1 {
		n, w := r.next(t.s[at:])
		at += n
		gone += w
	}
	return Text{s: ellipsis + t.s[at:], hidden: t.hidden}
}

// fit returns the end of the longest beginning of s that fits in width cells,
// and its width.
func (r Rule) fit(s string, width int) (end, used int) {
	for end < len(s) {
		n, w := r.next(s[end:])
		if used+w > width {
			break
		}
		end += n
		used += w
	}
	return end, used
}

// Pad returns the text on one line with spaces after it, exactly width cells
// wide. A wider text is cut.
func (r Rule) Pad(t Text, width int) Text {
	t = r.Cut(t, width)
	return r.between(t, 0, width-r.Width(t))
}

// PadLeft is [Rule.Pad] with the spaces in front of the text.
func (r Rule) PadLeft(t Text, width int) Text {
	t = r.Cut(t, width)
	return r.between(t, width-r.Width(t), 0)
}

// Center is [Rule.Pad] with the text in the middle.
func (r Rule) Center(t Text, width int) Text {
	t = r.Cut(t, width)
	free := max(width-r.Width(t), 0)
	return r.between(t, free/2, free-free/2)
}

func (r Rule) between(t Text, before, after int) Text {
	if before <= 0 && after <= 0 {
		return t
	}
	s := strings.Repeat(" ", max(before, 0)) + t.s + strings.Repeat(" ", max(after, 0))
	return Text{s: s, hidden: t.hidden}
}

// maxTitle is the greatest width of a window title in cells.
const maxTitle = 120

// Title returns the text as a window title. The terminal library writes
// titles as they are, so this is the only string that may become one.
func Title(t Text) string {
	flat := Text{s: strings.Join(strings.Fields(t.s), " ")}
	return WcWidth.Cut(flat, maxTitle).s
}
