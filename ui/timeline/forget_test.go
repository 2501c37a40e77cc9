package timeline

import (
	"testing"
)

func TestTrimKeepsTheNewest(t *testing.T) {
	l := filled(100)
	l.Trim(10)
	if l.Len() != 10 || l.Newest() != 100 || len(l.byUID) != 10 {
		t.Errorf("%d rows up to %d, %d ids", l.Len(), l.Newest(), len(l.byUID))
	}
	l.Render(50, 12)
	if span, ok := l.Want(); !ok || span.Before != 91 {
		t.Errorf("wants %v %t, want what was before 91", span, ok)
	}
}

func TestDrawingsOffTheScreenAreForgotten(t *testing.T) {
	l := filled(5000)
	for range 2000 {
		l.Scroll(5)
		l.Render(50, 20)
	}
	n := 0
	for _, r := range l.rows {
		if r.drawn != nil {
			n += len(r.drawn.lines)
		}
	}
	if n > 4000 || n != l.litN {
		t.Errorf("%d lines are kept, counted as %d", n, l.litN)
	}
}
