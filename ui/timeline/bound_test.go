package timeline

import (
	"testing"

	"seenby/chat"
)

// A past is the history of a group as a hub has it.
type past int

// page returns what the hub says to a span.
func (n past) page(s chat.Span) (p chat.Page) {
	from, to := int(n)-s.Limit+1, int(n)
	switch {
	case s.Before > 0:
		from, to = int(s.Before)-s.Limit, int(s.Before)-1
	case s.After > 0:
		from, to = int(s.After)+1, int(s.After)+s.Limit
	case s.Around > 0:
		from, to = int(s.Around)-s.Limit/2, int(s.Around)+s.Limit/2
	}
	p.More = from > 1 && s.After == 0 || s.After > 0 && to < int(n)
	for i := max(from, 1); i <= min(to, int(n)); i++ {
		p.Messages = append(p.Messages, *message(i, "bob", "m"))
	}
	return p
}

// serve draws the list and fetches what it wants, as long as it wants something.
func (n past) serve(t *testing.T, l *List, keep int) {
	t.Helper()
	for range 20 {
		l.Render(50, 20)
		s, ok := l.Want()
		if !ok {
			return
		}
		l.Loading()
		l.Loaded(s, n.page(s), true)
		l.Bound(keep)
		if len(l.rows) > keep+keep/4 {
			t.Fatalf("%d rows are kept", len(l.rows))
		}
	}
	t.Fatal("it wants more and more")
}

// seqs are the messages on screen.
func (l *List) seqs() (seqs []chat.Seq) {
	for _, p := range l.screen {
		seqs = append(seqs, p.row.seq)
	}
	return seqs
}

// TestAPastOfAnyLengthIsReadThrough up to its beginning and down again, and
// nothing is left out, though only so much of it is kept.
func TestAPastOfAnyLengthIsReadThrough(t *testing.T) {
	const hub, keep = past(20_000), 1000
	l := New(newLook())
	hub.serve(t, l, keep)
	for up := 0; l.seqs()[0] > 1; up++ {
		if up > int(hub) {
			t.Fatalf("the beginning is never reached: %v", l.seqs())
		}
		before := l.seqs()
		l.Page(1)
		hub.serve(t, l, keep)
		after := l.seqs()
		if last := after[len(after)-1]; last < before[0]-1 || len(after) > 1 && after[len(after)-1]-after[0] != chat.Seq(len(after)-1) {
			t.Fatalf("from %v to %v", before, after)
		}
	}
	next := l.seqs()[0]
	for !l.Following() {
		for _, s := range l.seqs() {
			if s > next {
				t.Fatalf("%d is left out: %v", next, l.seqs())
			}
			next = max(next, s+1)
		}
		l.Page(-1)
		hub.serve(t, l, keep)
	}
	if next < chat.Seq(hub)-20 || l.Newest() != chat.Seq(hub) {
		t.Errorf("it follows, and %d was to come next", next)
	}
}

// TestGoingDownFromAFarMessageReadsOn: what one went to keeps its place, and
// what stands below it is next.
func TestGoingDownFromAFarMessageReadsOn(t *testing.T) {
	const hub = past(5000)
	l := New(newLook())
	hub.serve(t, l, 1000)
	for _, m := range hub.page(chat.Span{Around: 2000, Limit: 60}).Messages {
		l.Add(&m)
	}
	l.Goto(uid(2000))
	hub.serve(t, l, 1000)
	l.Deselect()
	next := l.seqs()[0]
	for next < 2600 {
		for _, s := range l.seqs() {
			if s > next {
				t.Fatalf("%d is left out: %v", next, l.seqs())
			}
			next = max(next, s+1)
		}
		l.Page(-1)
		hub.serve(t, l, 1000)
	}
}

// TestAFloodWhileScrolledUpIsBounded, moves nothing, and is counted.
func TestAFloodWhileScrolledUpIsBounded(t *testing.T) {
	l := filled(500)
	l.Render(50, 20)
	l.Scroll(100)
	l.Render(50, 20)
	before := l.seqs()
	for i := 501; i <= 5000; i++ {
		l.Add(message(i, "bob", "m"))
		l.Bound(1000)
	}
	l.Render(50, 20)
	if after := l.seqs(); len(after) != len(before) || after[0] != before[0] || len(l.rows) > 1250 || len(l.byUID) != len(l.rows) {
		t.Errorf("%d rows, %d ids, %v on screen, %v before", len(l.rows), len(l.byUID), after, before)
	}
	if fresh, more := l.Below(); fresh != 4500 || !more {
		t.Errorf("%d below, %t", fresh, more)
	}
	l.End()
	l.Render(50, 20)
	if s := l.seqs(); s[len(s)-1] != 5000 {
		t.Errorf("the end is %v", s)
	}
}

// TestAHoleInTheCopyIsAskedForOnce: a page that brings nothing new is not
// fetched again, until there is a hub.
func TestAHoleInTheCopyIsAskedForOnce(t *testing.T) {
	l := filled(100)
	l.Add(message(500, "bob", "after a hole"))
	l.Render(50, 10)
	s, ok := l.Want()
	if !ok || s.Before != 500 {
		t.Fatalf("wants %+v %t", s, ok)
	}
	l.Loading()
	known := past(100).page(chat.Span{Limit: page})
	l.Loaded(s, known, true)
	l.Render(50, 10)
	if s, ok := l.Want(); ok {
		t.Errorf("wants %+v again", s)
	}
	l.Retry()
	l.Render(50, 10)
	if _, ok := l.Want(); !ok {
		t.Error("it is not asked for when the hub is back")
	}
}
