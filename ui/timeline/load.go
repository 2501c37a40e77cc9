package timeline

import "seenby/chat"

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
	before := s.Before
	if before != 0 && l.gap(l.search(before)) > 0 && len(p.Messages) == 0 {
		// The hub has nothing there: do not ask for ever.
		if l.solid == nil {
			l.solid = map[chat.Seq]bool{}
		}
		l.solid[before] = true
	}
}

// Retry lets a load that failed be tried again.
func (l *List) Retry() { l.failed = false }

// gap returns how many messages are missing before row i.
func (l *List) gap(i int) int {
	if i <= 0 || i >= len(l.rows) || l.solid[l.rows[i].seq] {
		return 0
	}
	return int(l.rows[i].seq - l.rows[i-1].seq - 1)
}
