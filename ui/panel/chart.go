package panel

import (
	"math"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// captionHeight is from which height of a panel on the chart is said in words,
// too.
const captionHeight = 12

// chartHeight is how many lines the chart has in a panel of this height. It
// does not depend on the readers, so that nothing moves when one more comes.
func chartHeight(height int) int {
	switch {
	case height < 9:
		return 0
	case height < 20:
		return 1
	case height < 30:
		return 2
	}
	return 3
}

// chart draws how many of those who count had read over time, from sending to
// the last reading, the highest line first. Time runs faster to the right (by
// its logarithm), so that one who reads after days does not squeeze the minutes
// in which the others did into one column.
func (r *Readers) chart(width, height int) []cell.Text {
	if width < 8 || height < 1 {
		return nil
	}
	at := make([]int, width)
	last := 1.0
	for _, x := range r.read {
		last = max(last, r.after(x))
	}
	for _, x := range r.read {
		i := int(math.Log1p(r.after(x)) / math.Log1p(last) * float64(width-1))
		at[min(max(i, 0), width-1)]++
	}
	levels := len(r.look.Glyphs.Spark)
	total := max(r.subject.Tally.Total, len(r.read), 1)
	lines := make([][]cell.Text, height)
	sum := 0
	for _, n := range at {
		sum += n
		full := 0
		if sum > 0 {
			full = max(sum*height*levels/total, 2) // one of a thousand is not none
		}
		for y := range height {
			part := min(max(full-y*levels, 0), levels)
			sign := cell.Say(" ")
			if part > 0 {
				sign = cell.Line(r.look.Glyphs.Spark[part-1])
			} else if y == 0 {
				sign = cell.Line(r.look.Glyphs.Spark[0])
			}
			lines[height-1-y] = append(lines[height-1-y], sign)
		}
	}
	out := make([]cell.Text, height)
	for i, l := range lines {
		out[i] = cell.Concat(l...)
	}
	return out
}

// after returns how many seconds after sending somebody read.
func (r *Readers) after(x chat.Reader) float64 {
	return max(x.ReadAt.Since(r.subject.Sent).Seconds(), 0)
}

// caption says what the chart shows: when the first had read, when half of
// those who count, and the last so far.
func (r *Readers) caption(width int) cell.Text {
	w := r.look.Words
	if len(r.read) == 0 {
		return cell.Line(w.Panel.Empty)
	}
	r.sort()
	when := func(pattern string, i int) cell.Text {
		return cell.Fill(cell.Line(pattern), phrase.Elapsed(r.read[i].ReadAt.Since(r.subject.Sent), w))
	}
	parts := []cell.Text{when(w.Readers.First, 0)}
	if half := (r.subject.Tally.Total + 1) / 2; half > 1 && half < len(r.read) {
		parts = append(parts, when(w.Readers.Half, half-1))
	}
	if n := len(r.read); n > 1 {
		parts = append(parts, when(w.Readers.Last, n-1))
	}
	text := cell.Join(parts, cell.Say("  "))
	if r.look.Rule.Width(text) > width {
		return parts[0]
	}
	return text
}
