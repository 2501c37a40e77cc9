package timeline

import (
	"slices"

	"seenby/chat"
)

const (
	// page is how many messages are fetched at once.
	page = 100
	// ahead is how near to the oldest row fetching begins, in rows.
	ahead = 40
)

// Want returns which stretch of history is to be fetched now, if any. It goes
// by what the last [List.Render] drew. Whoever fetches it says so by
// [List.Loading] and ends with [List.Loaded].
func (l *List) Want() (chat.Span, bool) {
	if l.loading || l.failed || l.width == 0 {
		return chat.Span{}, false
	}
	if len(l.rows) == 0 {
		return chat.Span{Limit: page}, l.older
	}
	if len(l.screen) == 0 {
		return chat.Span{}, false
	}
	first, last := l.screen[0].index, l.screen[len(l.screen)-1].index
	for i := min(last, len(l.rows)-1); i >= max(first-ahead, 0); i-- {
		if l.gap(i) > 0 {
			return chat.Span{Before: l.rows[i].seq, Limit: page}, true
		}
	}
	for i := max(last+1, 1); i <= min(last+ahead, len(l.rows)-1); i++ {
		if l.gap(i) > 0 { // who goes down towards a gap reads on from its upper end
			return chat.Span{After: l.rows[i-1].seq, Limit: page}, true
		}
	}
	if l.older && first < ahead {
		return chat.Span{Before: l.rows[0].seq, Limit: page}, l.rows[0].seq > 1
	}
	return chat.Span{}, false
}

// Loading says that a fetch is under way.
func (l *List) Loading() { l.loading, l.failed = true, false }

// Loaded takes the page that was fetched for a span; ok is false when it could
// not be fetched, and then the next scrolling tries again.
func (l *List) Loaded(s chat.Span, p chat.Page, ok bool) {
	l.loading, l.failed = false, !ok
	if !ok {
		return
	}
	oldest := chat.Seq(0)
	if len(l.rows) > 0 {
		oldest = l.rows[0].seq
	}
	had := len(l.rows)
	for i := range p.Messages {
		if l.byUID[p.Messages[i].UID] == nil {
			l.Add(&p.Messages[i])
		}
	}
	newest := s.Before == 0 && s.After == 0 && s.Around == 0
	reaches := len(p.Messages) == 0 || p.Messages[0].Seq <= oldest
	if oldest == 0 && s.Around == 0 || s.Before != 0 && s.Before <= oldest || newest && reaches {
		l.older = p.More && len(l.rows) > 0 && l.rows[0].seq > 1
	}
	if at := l.search(max(s.Before, s.After+1)); s.Around == 0 && !newest && len(l.rows) == had && l.gap(at) > 0 {
		// There is nothing in the gap, here or on this computer: do not ask for ever.
		if l.solid == nil {
			l.solid = map[chat.Seq]bool{}
		}
		l.solid[l.rows[at].seq] = true
	}
}

// Retry lets loads be tried again that failed or found nothing.
func (l *List) Retry() { l.failed, l.solid = false, nil }

// Bound drops messages that are far from those on screen, so that there are not
// many more than keep. The newest stay, and so does what is around the screen;
// what is between is loaded again when it is scrolled to.
func (l *List) Bound(keep int) {
	if len(l.rows) <= keep+keep/4 {
		return
	}
	if l.anchor == nil && l.sel == nil {
		l.Trim(keep)
		return
	}
	i := min(max(l.index(l.anchor), 0), len(l.rows)-1)
	newest := min(page, keep/4)
	from := max(min(i-keep/2, len(l.rows)-keep), 0)
	to := min(max(from+keep-newest, i+1), len(l.rows)-newest)
	if s := l.index(l.sel); s >= 0 && s < len(l.rows) { // it may have been scrolled off
		from, to = min(from, s), max(to, min(s+1, len(l.rows)-newest))
	}
	for _, r := range l.rows[:from] {
		delete(l.byUID, r.uid)
	}
	for _, r := range l.rows[to : len(l.rows)-newest] {
		delete(l.byUID, r.uid)
	}
	l.older = l.older || from > 0
	l.rows = slices.Concat(l.rows[from:to], l.rows[len(l.rows)-newest:])
	l.lit = slices.DeleteFunc(l.lit, func(r *row) bool {
		gone := !r.pending() && l.byUID[r.uid] != r
		if gone && r.drawn != nil {
			l.litN -= len(r.drawn.lines)
		}
		return gone
	})
	if l.width > 0 && l.height > 0 {
		l.clamp() // places are by index
	}
}

// gap returns how many messages are missing before row i.
func (l *List) gap(i int) int {
	if i <= 0 || i >= len(l.rows) || l.solid[l.rows[i].seq] {
		return 0
	}
	return int(l.rows[i].seq - l.rows[i-1].seq - 1)
}
